"""The catalogue: indicators, orgs, targets and rules that hold for every quarter."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from cchc.language import say

from .catalog_checks import (
    check_cycles,
    check_days,
    check_rates,
    check_references,
    check_required,
    check_roles,
    check_successors,
    check_targets,
)
from .catalog_columns import CODE, DECIMALS, indicators_schema, orgs_schema, targets_schema
from .csv_tables import read_table
from .legal_register import KnownDocument, read_register
from .lineage import list_predecessors
from .org_roles import is_valid
from .periods import Periods, read_periods
from .problems import Problem
from .rules_file import read_rules_file
from .units import Unit

_REFERENCES = ("numerator", "denominator", "part_of", "carried_from", "change_of")


@dataclass(frozen=True)
class Catalog:
    """`indicators` and `orgs` are indexed by code; `targets` by row; `rules` are the entries of
    rules.yml, `periods` what the reports of a year are for, `documents` the register that citations
    are held against.
    """

    indicators: pd.DataFrame
    orgs: pd.DataFrame
    targets: pd.DataFrame
    rules: tuple[dict[str, Any], ...]
    periods: Periods = field(default_factory=Periods)
    documents: tuple[KnownDocument, ...] = ()

    def name(self, code: str) -> str:
        """Give the Vietnamese name of an indicator or org."""
        return self._names[code]

    @cached_property
    def _names(self) -> dict[str, str]:
        # an indicator goes before an org of the same code
        return self.orgs["name"].to_dict() | self.indicators["name"].to_dict()

    def unit(self, indicator: str) -> str:
        return self.indicators.at[indicator, "unit"]

    def members(self, kind: str, day: str) -> tuple[str, ...]:
        """List the orgs of a kind that are valid on an ISO day, in the order of orgs.csv."""
        rows = self.org_rows.items()
        return tuple(code for code, row in rows if row["kind"] == kind and is_valid(row, day))

    def target(self, indicator: str, aims: Iterable[str], day: str) -> pd.Series | None:
        """Give the target of an indicator in force on an ISO day for the first of `aims` (orgs or
        roles) that has one: value, document, confirmed; None where none has.
        """
        set_for = {
            row["org"]: place  # the last one counts
            for place, row in enumerate(self._target_rows)
            if row["indicator"] == indicator and is_valid(row, day)
        }
        place = next((set_for[aim] for aim in aims if aim in set_for), None)
        return None if place is None else self.targets.iloc[place]

    @cached_property
    def _target_rows(self) -> list[dict[str, Any]]:
        return self.targets.to_dict("records")

    @cached_property
    def org_rows(self) -> dict[str, dict[str, str]]:
        """The rows of orgs.csv by code."""
        return self.orgs.to_dict("index")

    @cached_property
    def org_predecessors(self) -> dict[str, list[str]]:
        """The orgs that name an org as their successor, by its code."""
        return list_predecessors(self.org_rows)

    def known_on(self, day: str) -> pd.DataFrame:
        """Give the indicators that are in use on an ISO day."""
        begun = self.indicators["valid_from"] <= day
        ends = self.indicators["valid_to"]
        return self.indicators[begun & ((ends == "") | (ends >= day))]

    def placed_in(self, figures: pd.DataFrame) -> Catalog:
        """Give the catalogue with the sections of one report, which may number them otherwise.

        An indicator stays in its own section where it is printed there; else it goes where it is
        printed first, and one that is not printed goes with the others of its section. Rules go
        with the indicators that they were written for.
        """
        own = self.indicators["home"].to_dict()
        printed: dict[str, list[str]] = {}
        for code, section in zip(figures["indicator"], figures["section"], strict=True):
            printed.setdefault(code, []).append(section)
        now = {c: own[c] if own[c] in s else s[0] for c, s in printed.items() if c in own}
        moved = {code: section for code, section in now.items() if section != own[code]}
        if not moved:
            return self
        stays = {own[code] for code in now if code not in moved}
        follows: dict[str, Counter[str]] = {}
        for code, section in moved.items():
            follows.setdefault(own[code], Counter())[section] += 1
        for code, section in own.items():
            if code not in now and section in follows and section not in stays:
                moved[code] = follows[section].most_common(1)[0][0]
        homes = [moved.get(code, section) for code, section in own.items()]
        rules = tuple(_placed_rule(rule, own, moved) for rule in self.rules)
        return replace(self, indicators=self.indicators.assign(section=homes), rules=rules)

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
        folder / "indicators.csv", "data/catalog/indicators.csv", indicators_schema(), problems
    )
    orgs = read_table(folder / "orgs.csv", "data/catalog/orgs.csv", orgs_schema(), problems)
    targets = read_table(
        folder / "targets.csv",
        "data/catalog/targets.csv",
        targets_schema(indicators, orgs),
        problems,
    )
    for frame, file, names in (
        (indicators, "indicators.csv", _REFERENCES),
        (orgs, "orgs.csv", ("parent",)),
    ):
        check_references(frame, f"data/catalog/{file}", names, problems)
    check_cycles(indicators, "part_of", problems)
    check_rates(indicators, problems)
    check_required(indicators, orgs, problems)
    check_days(orgs, "data/catalog/orgs.csv", problems)
    check_successors(orgs, problems)
    check_roles(orgs, problems)
    check_days(indicators, "data/catalog/indicators.csv", problems)
    check_days(targets, "data/catalog/targets.csv", problems)
    check_targets(targets, problems)
    told = {problem.file for problem in problems}
    for frame, file in ((indicators, "indicators.csv"), (orgs, "orgs.csv")):
        if frame.empty and f"data/catalog/{file}" not in told:
            problems.append(
                Problem(
                    f"data/catalog/{file}",
                    say("has no rows; a figure needs an indicator and an org"),
                )
            )
    periods = read_periods(folder, "data/catalog", problems)
    rules = read_rules_file(folder / "rules.yml", problems)
    documents = read_register(folder, problems)
    lists = (
        frame.drop_duplicates(name).set_index(name)
        for frame, name in ((indicators, "indicator"), (orgs, "org"))
    )
    indicators, orgs = lists
    homes = indicators.assign(home=indicators["section"], unit=_units(indicators))
    return Catalog(homes, orgs, targets, rules, periods, documents)


def _placed_rule(
    rule: dict[str, Any], own: dict[str, str], moved: dict[str, str]
) -> dict[str, Any]:
    """Give an entry of rules.yml with the sections that its indicators have in this report."""
    named = re.findall(CODE, f"{rule.get('expr', '')} {rule.get('indicator', '')}")
    to = {own[code]: moved[code] for code in reversed(named) if code in moved}
    stays = {own[code] for code in named if code in own and code not in moved}
    to = {section: new for section, new in to.items() if section not in stays}
    placed = rule | {"section": to.get(rule["section"], rule["section"])}
    section, colon, place = rule.get("listed", "").partition(":")
    return placed | {"listed": f"{to.get(section, section)}:{place}"} if colon else placed


def _units(indicators: pd.DataFrame) -> pd.Series:
    """Give each unit the decimals of its indicator, where the catalogue says them."""
    told = zip(indicators["unit"], indicators["decimals"], strict=True)
    units = [Unit(unit, int(most)) if most in DECIMALS else unit for unit, most in told]
    return pd.Series(units, dtype=object, index=indicators.index)
