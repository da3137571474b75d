"""The catalogue: indicators, orgs, targets and rules that hold for every quarter."""

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pandera.pandas as pa

from cchc.language import say

from .csv_tables import a_day, column, filled, matching, one_of, read_table
from .org_roles import ORG_ROLES
from .problems import Problem
from .rules_file import TOLERANCE, read_rules_file

CODE = r"[a-z][a-z0-9_]*"
_REFERENCES = ("numerator", "denominator", "part_of", "carried_from", "change_of")
# the quarters that a figure may be held against
BEFORE = ("previous", "year_before")
# 1.100 in a column that takes a decimal point: nobody can tell whether eleven hundred is meant
GROUPED = r"[1-9]\d{0,2}(\.\d{3})+"


@dataclass(frozen=True)
class Catalog:
    """`indicators` and `orgs` are indexed by code; `targets` by row; `rules` are the entries of
    rules.yml.
    """

    indicators: pd.DataFrame
    orgs: pd.DataFrame
    targets: pd.DataFrame
    rules: tuple[dict[str, Any], ...]

    def name(self, code: str) -> str:
        """Give the Vietnamese name of an indicator or org."""
        return (self.indicators if code in self.indicators.index else self.orgs).at[code, "name"]

    def unit(self, indicator: str) -> str:
        return self.indicators.at[indicator, "unit"]

    def members(self, kind: str, day: str) -> tuple[str, ...]:
        """List the orgs of a kind that are valid on an ISO day, in the order of orgs.csv."""
        orgs = self.orgs[self.orgs["kind"] == kind]
        begun = orgs["valid_from"] <= day
        going = (orgs["valid_to"] == "") | (orgs["valid_to"] >= day)
        return tuple(orgs.index[begun & going])

    def in_order(self, orgs: Iterable[str]) -> list[str]:
        """Put orgs in the order of orgs.csv, each once."""
        wanted = set(orgs)
        return [org for org in self.orgs.index if org in wanted]

    def scorecard(self) -> list[str]:
        """List the percentages of the scorecard in its order.

        Where the catalogue names none, these are all percentages that have a numerator.
        """
        if named := self._in_places("scorecard"):
            return named
        rates = (self.indicators["unit"] == "%") & (self.indicators["numerator"] != "")
        return list(self.indicators.index[rates])

    def headlines(self) -> list[str]:
        """List the results that the overview leads with, in their order."""
        return self._in_places("headline")

    def _in_places(self, column: str) -> list[str]:
        places = self.indicators[column]
        return list(places[places != ""].astype(int).sort_values(kind="stable").index)

    def breakdowns(self) -> dict[tuple[str, str], list[str]]:
        """Give the complete breakdowns of wholes: the parts of each, by whole and breakdown."""
        parts = self.indicators[self.indicators["whole_is_complete"] == "yes"]
        found: dict[tuple[str, str], list[str]] = {}
        for row in parts[parts["part_of"] != ""].itertuples():
            found.setdefault((row.part_of, row.breakdown), []).append(row.Index)
        # the parts of one whole stand together, in the order in which wholes are first named
        wholes = dict.fromkeys(whole for whole, _ in found)
        return {key: found[key] for whole in wholes for key in found if key[0] == whole}


def read_catalog(data: Path, problems: list[Problem]) -> Catalog:
    """Read `data`/catalog, adding everything that is wrong with it to `problems`."""
    folder = data / "catalog"
    indicators = read_table(
        folder / "indicators.csv", "data/catalog/indicators.csv", _indicators(), problems
    )
    orgs = read_table(folder / "orgs.csv", "data/catalog/orgs.csv", _orgs(), problems)
    targets = read_table(
        folder / "targets.csv", "data/catalog/targets.csv", _targets(indicators, orgs), problems
    )
    for frame, file, names in (
        (indicators, "indicators.csv", _REFERENCES),
        (orgs, "orgs.csv", ("parent", "successor")),
    ):
        _check_references(frame, f"data/catalog/{file}", names, problems)
    _check_cycles(indicators, "part_of", problems)
    _check_rates(indicators, problems)
    _check_required(indicators, orgs, problems)
    _check_validity(orgs, "data/catalog/orgs.csv", problems)
    _check_roles(orgs, problems)
    _check_validity(targets, "data/catalog/targets.csv", problems)
    _check_targets(targets, problems)
    told = {problem.file for problem in problems}
    for frame, file in ((indicators, "indicators.csv"), (orgs, "orgs.csv")):
        if frame.empty and f"data/catalog/{file}" not in told:
            problems.append(
                Problem(
                    f"data/catalog/{file}",
                    say("has no rows; a figure needs an indicator and an org"),
                )
            )
    rules = read_rules_file(folder / "rules.yml", problems)
    lists = (
        frame.drop_duplicates(name).set_index(name)
        for frame, name in ((indicators, "indicator"), (orgs, "org"))
    )
    return Catalog(*lists, targets, rules)


def _indicators() -> pa.DataFrameSchema:
    return pa.DataFrameSchema(
        {
            "indicator": column(matching(CODE, _code_advice()), unique=True),
            "name": column(filled(say("the Vietnamese name that the annex prints"))),
            "unit": column(filled(say("the unit, such as hồ sơ or %"))),
            "section": column(filled(say("the report's section, such as I.2.c"))),
            "better": column(one_of(("higher", "lower"), say("a direction"), empty=True)),
            "numerator": column(),
            "denominator": column(),
            "part_of": column(),
            "whole_is_complete": column(one_of(("yes", "no"), say("yes or no"), empty=True)),
            "definition": column(filled(say("what is counted, in a sentence"))),
            "source": column(),
            "accumulates": _more(
                one_of(("year",), say("what a figure may accumulate over"), empty=True)
            ),
            "constant": _more(one_of(("yes", "year"), say("how long a number stays"), empty=True)),
            "breakdown": _more(),
            "carried_from": _more(),
            "change_of": _more(),
            "change_from": _more(one_of(BEFORE, say("what a change is counted from"), empty=True)),
            "tolerance": _more(
                matching(
                    rf"({TOLERANCE})?",
                    say("is not a tolerance; write an amount such as 0,5 or a share such as 1%"),
                )
            ),
            "required_of": _more(),
            "scorecard": _more(_a_place()),
            "headline": _more(_a_place()),
        }
    )


def _a_place() -> pa.Check:
    return matching(r"([1-9]\d?)?", say("is not a place in a list; write 1, 2, 3 or nothing"))


def _code_advice() -> str:
    return say("is not a code: small letters, digits and _, such as dossiers_received")


def _more(*checks: pa.Check) -> pa.Column:
    """Describe a column that older folders do not have."""
    return column(*checks, required=False)


def _orgs() -> pa.DataFrameSchema:
    return pa.DataFrameSchema(
        {
            "org": column(matching(CODE, _code_advice()), unique=True),
            "name": column(filled(say("the unit's name"))),
            "kind": column(
                matching(CODE, say("is not a kind: small letters, digits and _, such as ward"))
            ),
            "parent": column(),
            "aliases": column(),
            "valid_from": column(a_day()),
            "valid_to": column(a_day()),
            "successor": column(),
            "role": _more(
                matching(
                    rf"({CODE}( {CODE})*)?",
                    say("is not a role; write such as authority, several with spaces between"),
                )
            ),
        }
    )


def _targets(indicators: pd.DataFrame, orgs: pd.DataFrame) -> pa.DataFrameSchema:
    return pa.DataFrameSchema(
        {
            "indicator": column(one_of(indicators["indicator"], say("in indicators.csv"))),
            "org": column(one_of(orgs["org"], say("in orgs.csv"))),
            "value": column(matching(r"\d+(\.\d+)?", say("is not a number; write it as 97.5"))),
            "valid_from": column(a_day()),
            "valid_to": column(a_day()),
            "document": column(filled(say("the document that sets the target"))),
            "confirmed": column(one_of(("yes", "no"), say("yes or no"))),
        }
    )


def _check_references(frame: pd.DataFrame, file: str, names, problems: list[Problem]) -> None:
    known = set(frame.iloc[:, 0])
    for name in names:
        for code, row in zip(frame[name], frame["row"], strict=True):
            if code and code not in known:
                problems.append(
                    Problem(
                        file,
                        say(
                            "{code} is not in this file; add its row or mend the code",
                            code=repr(code),
                        ),
                        row,
                        name,
                    )
                )


def _check_cycles(frame: pd.DataFrame, link: str, problems: list[Problem]) -> None:
    above = dict(zip(frame["indicator"], frame[link], strict=True))
    for code, row in zip(frame["indicator"], frame["row"], strict=True):
        seen, at = set(), code
        while at and at not in seen:
            seen.add(at)
            at = above.get(at, "")
        if at == code:
            says = say(
                "{code} is a part of itself through {chain}; empty one of these cells",
                code=repr(code),
                chain=" > ".join(sorted(seen)),
            )
            problems.append(Problem("data/catalog/indicators.csv", says, row, link))


def _check_rates(indicators: pd.DataFrame, problems: list[Problem]) -> None:
    file = "data/catalog/indicators.csv"
    for line in indicators.itertuples():
        if bool(line.numerator) != bool(line.denominator):
            empty = "denominator" if line.numerator else "numerator"
            problems.append(
                Problem(
                    file,
                    say(
                        "a percentage needs both numerator and denominator; fill this cell or empty"
                        " the other"
                    ),
                    line.row,
                    empty,
                )
            )
        elif line.numerator and line.unit != "%":
            says = say(
                "{unit} is not %; a ratio of numerator and denominator is read as a percentage",
                unit=repr(line.unit),
            )
            problems.append(Problem(file, says, line.row, "unit"))
        if line.change_from and not line.change_of:
            says = say(
                "{given} is filled while change_of is empty; name the indicator whose change this"
                " is",
                given=repr(line.change_from),
            )
            problems.append(Problem(file, says, line.row, "change_from"))
        for name in ("numerator", "denominator"):
            if line.indicator and getattr(line, name) == line.indicator:
                says = say(
                    "{code} is a percentage of itself; name what it counts",
                    code=repr(line.indicator),
                )
                problems.append(Problem(file, says, line.row, name))


def _check_required(indicators: pd.DataFrame, orgs: pd.DataFrame, problems: list[Problem]) -> None:
    known = {*orgs["org"], *orgs["kind"], *ORG_ROLES, *" ".join(orgs["role"]).split()}
    for words, row in zip(indicators["required_of"], indicators["row"], strict=True):
        for word in words.split():
            if word not in known:
                says = say("{word} is neither an org nor a kind of orgs.csv; mend it", word=word)
                problems.append(Problem("data/catalog/indicators.csv", says, row, "required_of"))


def _check_roles(orgs: pd.DataFrame, problems: list[Problem]) -> None:
    file, kinds = "data/catalog/orgs.csv", set(orgs["kind"])
    for line in orgs.itertuples():
        for role in line.role.split():
            if role in kinds:
                says = say("{role} names a kind as well; give one of them another name", role=role)
                problems.append(Problem(file, says, line.row, "role"))
            elif role not in ORG_ROLES:
                says = say(
                    "{role} is a role that only notebooks of your own can ask for; the workbook"
                    " knows {known}",
                    role=role,
                    known=", ".join(ORG_ROLES),
                )
                problems.append(Problem(file, says, line.row, "role", note=True))
        if line.org in ORG_ROLES and line.role and line.org not in line.role.split():
            says = say(
                "{org} is coded like a role that it does not have; give it another code",
                org=line.org,
            )
            problems.append(Problem(file, says, line.row, "org"))


def _check_validity(frame: pd.DataFrame, file: str, problems: list[Problem]) -> None:
    for line in frame.itertuples():
        if line.valid_from and line.valid_to and line.valid_to < line.valid_from:
            says = say(
                "{end} lies before valid_from {begin}; exchange or mend them",
                end=line.valid_to,
                begin=line.valid_from,
            )
            problems.append(Problem(file, says, line.row, "valid_to"))


def _check_targets(targets: pd.DataFrame, problems: list[Problem]) -> None:
    file = "data/catalog/targets.csv"
    for line in targets.itertuples():
        if re.fullmatch(GROUPED, line.value):
            says = say(
                "{given} would be read as {read}; write {meant} if thousands are meant, else"
                " {read}",
                given=repr(line.value),
                read=f"{float(line.value):g}",
                meant=line.value.replace(".", ""),
            )
            problems.append(Problem(file, says, line.row, "value"))
    for (indicator, org), group in targets.groupby(["indicator", "org"], sort=False):
        rows = list(group.sort_values("valid_from", kind="stable").itertuples())
        for before, after in itertools.pairwise(rows):
            if not before.valid_to or before.valid_to >= after.valid_from:
                says = say(
                    "{indicator} of {org} has another target at the same time in row {row}; end"
                    " that one with valid_to, or remove one",
                    indicator=indicator,
                    org=org,
                    row=before.row,
                )
                problems.append(Problem(file, says, after.row, "valid_from"))
