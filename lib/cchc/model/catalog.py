"""The catalogue: indicators, orgs, targets and rules that hold for every quarter."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pandera.pandas as pa
import yaml

from .csv_tables import a_day, column, filled, matching, one_of, read_table
from .problems import Problem
from .toml_yaml import say_yaml_fault

CODE = r"[a-z][a-z0-9_]*"
CODE_ADVICE = "is not a code: small letters, digits and _, such as dossiers_received"
RULE_KEYS = {
    "rule",
    "says",
    "expr",
    "orgs",
    "section",
    "severity",
    "counts_orgs",
    "listed",
    "indicator",
}
LONGEST_RULES_FILE = 1_000_000


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
        (indicators, "indicators.csv", ("numerator", "denominator", "part_of")),
        (orgs, "orgs.csv", ("parent", "successor")),
    ):
        _check_references(frame, f"data/catalog/{file}", names, problems)
    _check_cycles(indicators, "part_of", problems)
    _check_rates(indicators, problems)
    told = {problem.file for problem in problems}
    for frame, file in ((indicators, "indicators.csv"), (orgs, "orgs.csv")):
        if frame.empty and f"data/catalog/{file}" not in told:
            problems.append(
                Problem(
                    f"data/catalog/{file}", "has no rows; a figure needs an indicator and an org"
                )
            )
    rules = _read_rules(folder / "rules.yml", problems)
    lists = (
        frame.drop_duplicates(name).set_index(name)
        for frame, name in ((indicators, "indicator"), (orgs, "org"))
    )
    return Catalog(*lists, targets, rules)


def _indicators() -> pa.DataFrameSchema:
    return pa.DataFrameSchema(
        {
            "indicator": column(matching(CODE, CODE_ADVICE), unique=True),
            "name": column(filled("the Vietnamese name that the annex prints")),
            "unit": column(filled("the unit, such as hồ sơ or %")),
            "section": column(filled("the report's section, such as I.2.c")),
            "better": column(one_of(("higher", "lower"), "a direction", empty=True)),
            "numerator": column(),
            "denominator": column(),
            "part_of": column(),
            "whole_is_complete": column(one_of(("yes", "no"), "yes or no", empty=True)),
            "definition": column(filled("what is counted, in a sentence")),
            "source": column(),
            "accumulates": column(
                one_of(("year",), "what a figure may accumulate over", empty=True), required=False
            ),
        }
    )


def _orgs() -> pa.DataFrameSchema:
    kinds = ("province", "city", "area", "desk", "wards", "ward")
    return pa.DataFrameSchema(
        {
            "org": column(matching(CODE, CODE_ADVICE), unique=True),
            "name": column(filled("the unit's name")),
            "kind": column(one_of(kinds, "a kind of org")),
            "parent": column(),
            "aliases": column(),
            "valid_from": column(a_day()),
            "valid_to": column(a_day()),
            "successor": column(),
        }
    )


def _targets(indicators: pd.DataFrame, orgs: pd.DataFrame) -> pa.DataFrameSchema:
    return pa.DataFrameSchema(
        {
            "indicator": column(one_of(indicators["indicator"], "in indicators.csv")),
            "org": column(one_of(orgs["org"], "in orgs.csv")),
            "value": column(matching(r"\d+(\.\d+)?", "is not a number; write it as 97.5")),
            "valid_from": column(a_day()),
            "valid_to": column(a_day()),
            "document": column(filled("the document that sets the target")),
            "confirmed": column(one_of(("yes", "no"), "yes or no")),
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
                        f"{code!r} is not in this file; add its row or mend the code",
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
            says = f"{code!r} is a part of itself through {' > '.join(sorted(seen))}"
            problems.append(Problem("data/catalog/indicators.csv", says, row, link))


def _check_rates(indicators: pd.DataFrame, problems: list[Problem]) -> None:
    file, both = "data/catalog/indicators.csv", "a percentage needs both numerator and denominator"
    for line in indicators.itertuples():
        if bool(line.numerator) != bool(line.denominator):
            empty = "denominator" if line.numerator else "numerator"
            problems.append(
                Problem(file, f"{both}; fill this cell or empty the other", line.row, empty)
            )
        elif line.numerator and line.unit != "%":
            says = (
                f"{line.unit!r} is not %; a ratio of numerator and denominator is read as a"
                " percentage"
            )
            problems.append(Problem(file, says, line.row, "unit"))
        for name in ("numerator", "denominator"):
            if line.indicator and getattr(line, name) == line.indicator:
                says = f"{line.indicator!r} is a percentage of itself; name what it counts"
                problems.append(Problem(file, says, line.row, name))


def _read_rules(path: Path, problems: list[Problem]) -> tuple[dict[str, Any], ...]:
    shown = "data/catalog/rules.yml"
    try:
        text = path.read_bytes()
        if len(text) > LONGEST_RULES_FILE:
            problems.append(
                Problem(
                    shown,
                    f"{len(text)} bytes are too many for a list of rules; split or shorten it",
                )
            )
            return ()
        entries = yaml.load(text, Loader=_PlainLoader)
    except FileNotFoundError:
        problems.append(Problem(shown, "the file is missing; an empty list is written []"))
        return ()
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        says = say_yaml_fault(error, text.decode(errors="replace"))
        problems.append(Problem(shown, says))
        return ()
    if not isinstance(entries, list):
        problems.append(
            Problem(shown, "must be a list of rules, each beginning with '- rule: name'")
        )
        return ()
    good = []
    for number, entry in enumerate(entries, 1):
        says = _rule_fault(entry)
        if says:
            problems.append(Problem(shown, f"rule {number}: {says}"))
        else:
            good.append(entry)
    names = [entry["rule"] for entry in good]
    problems += [
        Problem(shown, f"rule {n!r} stands twice; give one another name")
        for n in dict.fromkeys(names)
        if names.count(n) > 1
    ]
    return tuple(good)


def _rule_fault(entry: Any) -> str | None:
    if not isinstance(entry, dict) or not all(isinstance(v, str) for v in entry.values()):
        return "must be names with texts: rule, says, expr, orgs, section, severity"
    if unknown := set(entry) - RULE_KEYS:
        return (
            f"unknown key {sorted(map(str, unknown))[0]!r}; known are"
            f" {', '.join(sorted(RULE_KEYS))}"
        )
    if missing := {"rule", "says", "section", "severity"} - set(entry):
        return f"{entry.get('rule', '')!r} lacks {', '.join(sorted(missing))}"
    if len({"expr", "counts_orgs", "listed"} & set(entry)) != 1:
        return f"{entry['rule']!r} needs one of expr, counts_orgs, listed"
    if entry["severity"] not in ("error", "warning", "info"):
        return f"{entry['rule']!r}: severity {entry['severity']!r} is not error, warning or info"
    return None


class _PlainLoader(yaml.SafeLoader):
    """YAML without aliases: a few lines of nested aliases would expand to gigabytes."""

    def compose_node(self, parent, index):
        if self.check_event(yaml.events.AliasEvent):
            raise yaml.composer.ComposerError(
                None, None, "aliases are not allowed", self.peek_event().start_mark
            )
        return super().compose_node(parent, index)
