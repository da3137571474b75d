"""Derive the rules of a quarter: from the catalogue's indicators, from rules.yml, and from repeated
mentions.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from cchc.model.catalog import Catalog
from cchc.model.folder import Report
from cchc.model.problems import Problem
from errloc.linear import RuleError
from errloc.rules import Linear, Rate, Rule, Severity, names_of, parse_rule, rename

Kind = Literal["rate", "parts", "part", "bound", "same", "rule", "listed"]

_FACT = re.compile(r"([a-z][a-z0-9_]*)\[([a-z][a-z0-9_]*)\]")


@dataclass(frozen=True)
class DerivedRule(Rule):
    """A rule between facts named `indicator[org]`, and where it came from."""

    kind: Kind
    org: str


def fact(indicator: str, org: str) -> str:
    """Name the fact that figures state: 'dossiers_received[wards]'."""
    return f"{indicator}[{org}]"


def split_fact(name: str) -> tuple[str, str]:
    """Take a fact's name apart: 'dossiers_received[wards]' => ('dossiers_received', 'wards')."""
    found = _FACT.fullmatch(name)
    if not found:
        raise ValueError(f"{name!r} is not indicator[org]")
    return found[1], found[2]


def derive_rules(report: Report, problems: list[Problem]) -> tuple[DerivedRule, ...]:
    """Give every rule that the quarter's figures stand under, in a fixed order.

    A rule of rules.yml that cannot be read, or that names an unknown indicator, org or kind, is
    added to `problems` with the rule's name and the reason.
    """
    stated: dict[str, set[str]] = {}
    for indicator, org in (
        report.figures[["indicator", "org"]].drop_duplicates().itertuples(index=False)
    ):
        stated.setdefault(indicator, set()).add(org)
    return (
        *_rate_rules(report.catalog, stated),
        *_parts_rules(report.catalog, stated),
        *_bound_rules(report.catalog, stated),
        *_written_rules(report, stated, problems),
    )


def _orgs_in_order(catalog: Catalog, orgs: Iterable[str]) -> list[str]:
    wanted = set(orgs)
    return [org for org in catalog.orgs.index if org in wanted]


def _rate_rules(catalog: Catalog, stated: dict[str, set[str]]) -> Iterable[DerivedRule]:
    rates = catalog.indicators[catalog.indicators["denominator"] != ""]
    for code, row in rates.iterrows():
        says = (
            f"{row['name']} = {catalog.name(row['numerator'])} / {catalog.name(row['denominator'])}"
        )
        for org in _orgs_in_order(catalog, stated.get(code, ())):
            text = (
                f"{fact(code, org)} == pct({fact(row['numerator'], org)},"
                f" {fact(row['denominator'], org)})"
            )
            yield _derived("rate", code, org, says, "error", row["section"], text)


def _parts_rules(catalog: Catalog, stated: dict[str, set[str]]) -> Iterable[DerivedRule]:
    parts = catalog.indicators[catalog.indicators["part_of"] != ""]
    for whole, group in parts[parts["whole_is_complete"] == "yes"].groupby("part_of", sort=False):
        section = catalog.indicators.at[whole, "section"]
        says = f"{catalog.name(whole)} = {' + '.join(group['name'])}"
        orgs = set().union(*(stated.get(code, set()) for code in [whole, *group.index]))
        for org in _orgs_in_order(catalog, orgs):
            text = f"{fact(whole, org)} == {' + '.join(fact(code, org) for code in group.index)}"
            yield _derived("parts", whole, org, says, "error", section, text)
    for code, row in parts[parts["whole_is_complete"] != "yes"].iterrows():
        says = f"{row['name']} nằm trong {catalog.name(row['part_of'])}"
        for org in _orgs_in_order(catalog, stated.get(code, ())):
            text = f"{fact(code, org)} <= {fact(row['part_of'], org)}"
            yield _derived("part", code, org, says, "error", row["section"], text)


def _bound_rules(catalog: Catalog, stated: dict[str, set[str]]) -> Iterable[DerivedRule]:
    indicators = catalog.indicators
    for code, row in indicators[indicators["unit"] == "%"].iterrows():
        # a share of a whole cannot pass 100 %; a plan can be overfulfilled
        if row["denominator"] and not _is_part(indicators, row["numerator"], row["denominator"]):
            continue
        for org in _orgs_in_order(catalog, stated.get(code, ())):
            says = f"{row['name']} không vượt quá 100%"
            yield _derived(
                "bound", code, org, says, "error", row["section"], f"{fact(code, org)} <= 100"
            )


def _is_part(indicators: pd.DataFrame, part: str, whole: str) -> bool:
    while part:
        part = indicators.at[part, "part_of"]
        if part == whole:
            return True
    return False


def _written_rules(
    report: Report, stated: dict[str, set[str]], problems: list[Problem]
) -> Iterable[DerivedRule]:
    catalog, day = report.catalog, report.quarter.end.isoformat()
    for entry in catalog.rules:
        try:
            yield from _written(entry, report, stated, day)
        except RuleError as error:
            problems.append(Problem("data/catalog/rules.yml", f"rule {entry['rule']!r}: {error}"))


def _written(entry, report: Report, stated: dict[str, set[str]], day: str) -> Iterable[DerivedRule]:
    catalog = report.catalog
    if "expr" not in entry:
        yield from _counting(entry, report, stated, day)
        return
    constraint = parse_rule(entry["expr"], lambda kind: catalog.members(kind, day))
    names = [str(name) for name in names_of(constraint)]
    bare = [name for name in names if "[" not in name]
    orgs = _named_orgs(entry, catalog, day) if bare else [""]
    for org in orgs:
        placed = rename(constraint, lambda name, org=org: name if "[" in name else fact(name, org))
        for name in names_of(placed):
            _check_known(entry, catalog, str(name))
        # a rule about figures that this quarter does not have at all is not a rule of this quarter
        if any(
            split_fact(str(n))[1] in stated.get(split_fact(str(n))[0], ()) for n in names_of(placed)
        ):
            code = f"{entry['rule']}[{org}]" if len(orgs) > 1 else entry["rule"]
            place = org or _common_org([split_fact(str(n))[1] for n in names_of(placed)], catalog)
            yield DerivedRule(
                code, entry["says"], entry["severity"], entry["section"], placed, "rule", place
            )


def _counting(
    entry, report: Report, stated: dict[str, set[str]], day: str
) -> Iterable[DerivedRule]:
    catalog, indicator = report.catalog, entry.get("indicator", "")
    if indicator not in catalog.indicators.index:
        raise RuleError(f"indicator: {indicator}", "is not in indicators.csv")
    if "counts_orgs" in entry:
        count = len(catalog.members(entry["counts_orgs"], day))
        if not count:
            raise RuleError(
                f"counts_orgs: {entry['counts_orgs']}", "is a kind that has no org in orgs.csv"
            )
    else:
        section, _, place = entry["listed"].partition(":")
        cited = report.citations
        count = int(((cited["section"] == section) & (cited["place"] == place)).sum())
        if not count:
            return
    for org in _orgs_in_order(catalog, stated.get(indicator, ())):
        constraint = parse_rule(f"{fact(indicator, org)} == {count}")
        code = f"{entry['rule']}[{org}]"
        yield DerivedRule(
            code, entry["says"], entry["severity"], entry["section"], constraint, "listed", org
        )


def _named_orgs(entry, catalog: Catalog, day: str) -> list[str]:
    words = entry.get("orgs", "").split()
    if not words:
        raise RuleError(entry["expr"], "has names without [org]; name the orgs or kinds in `orgs`")
    orgs = []
    for word in words:
        members = [word] if word in catalog.orgs.index else list(catalog.members(word, day))
        if not members:
            raise RuleError(f"orgs: {word}", "is neither an org nor a kind of orgs.csv")
        orgs += members
    return list(dict.fromkeys(orgs))


def _check_known(entry, catalog: Catalog, name: str) -> None:
    if not _FACT.fullmatch(name):
        raise RuleError(entry["expr"], f"{name!r} is not indicator[org]")
    indicator, org = split_fact(name)
    if indicator not in catalog.indicators.index:
        raise RuleError(entry["expr"], f"{indicator!r} is not in indicators.csv")
    if org not in catalog.orgs.index:
        raise RuleError(entry["expr"], f"{org!r} is not in orgs.csv")


def _common_org(orgs: list[str], catalog: Catalog) -> str:
    """Name the org that answers for a rule across orgs: the first one it names that is no ward."""
    return next((org for org in orgs if catalog.orgs.at[org, "kind"] != "ward"), orgs[0])


def _derived(
    kind: Kind, code: str, org: str, says: str, severity: Severity, section: str, text: str
) -> DerivedRule:
    constraint: Linear | Rate = parse_rule(text)
    return DerivedRule(f"{kind}:{fact(code, org)}", says, severity, section, constraint, kind, org)
