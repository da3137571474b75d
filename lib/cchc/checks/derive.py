"""Derive the rules of a quarter: from the catalogue's indicators, from rules.yml, from the quarters
before.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from cchc.model.catalog import Catalog
from cchc.model.folder import Report
from cchc.model.problems import Problem
from errloc.printed import Printed
from errloc.rules import names_of, parse_rule, rename

from .across import derive_across
from .claimed import derive_claims
from .derived import DerivedRule, Idle, RuleKind, Scope, loosen
from .facts import Earlier, fact, group_mentions, split_fact
from .written import derive_written

__all__ = ["Derived", "DerivedRule", "derive_all", "derive_rules", "fact", "split_fact"]


@dataclass(frozen=True)
class Derived:
    """The rules of a quarter, what its words claim, the earlier figures that some speak of, entries
    of rules.yml that say nothing here, and whether any rule depends on what is printed.
    """

    rules: tuple[DerivedRule, ...]
    claims: tuple[DerivedRule, ...]
    given: Mapping[str, Printed] = field(default_factory=dict)
    idle: tuple[Idle, ...] = ()
    by_value: bool = False


def derive_rules(
    report: Report, problems: list[Problem], earlier: Earlier | None = None
) -> tuple[DerivedRule, ...]:
    """Give every rule that the quarter's figures stand under, in a fixed order.

    A rule of rules.yml that cannot be read, or that names an unknown indicator, org or kind, is
    added to `problems` with the rule's name and the reason.
    """
    return derive_all(report, problems, earlier).rules


def derive_all(report: Report, problems: list[Problem], earlier: Earlier | None = None) -> Derived:
    """Give the rules as `derive_rules` does, with what else `Derived` holds."""
    scope = read_scope(report, earlier)
    catalog, stated = report.catalog, _stated(scope.own)
    found: list[DerivedRule] = [
        *_rate_rules(catalog, stated),
        *_parts_rules(catalog, stated, scope, ""),
        *_bound_rules(catalog, stated),
    ]
    for window, names in scope.windows.items():
        there = _stated(names)
        rules = (
            *_rate_rules(catalog, there),
            *_parts_rules(catalog, there, scope, f"@{window}"),
            *_bound_rules(catalog, there),
        )
        found += [_in_window(rule, window) for rule in rules]
    found += derive_across(report, stated, scope)
    found += derive_written(report, stated, scope, problems)
    rules = tuple(r for rule in found for r in loosen(catalog, rule, scope))
    claims = tuple(derive_claims(report, stated, scope, problems))
    spoken = {str(n) for rule in (*rules, *claims) for n in names_of(rule.constraint)}
    given = {name: g for name, g in scope.given.items() if name in spoken}
    return Derived(rules, claims, given, tuple(scope.idle), scope.by_value)


def read_scope(report: Report, earlier: Earlier | None = None) -> Scope:
    """Read what a quarter states: which facts, and their values."""
    figures = report.figures
    own: list[str] = []
    windows: dict[str, list[str]] = {}
    values: dict[str, Decimal] = {}
    decimals: dict[str, int] = {}
    value, places = figures["value"], figures["decimals"]
    for name, ids in group_mentions(report).items():
        base, _, window = name.partition("@")
        (windows.setdefault(window, []) if window else own).append(base)
        if value[ids[0]] is None:
            continue
        values[name], decimals[name] = value[ids[0]], int(places[ids[0]])
    return Scope(
        frozenset(own), windows, values, decimals, report.quarter, report.came_from, earlier
    )


def _stated(names: Iterable[str]) -> dict[str, set[str]]:
    """Give the orgs of which each indicator is stated."""
    stated: dict[str, set[str]] = {}
    for name in names:
        indicator, org = split_fact(name)
        stated.setdefault(indicator, set()).add(org)
    return stated


def _in_window(rule: DerivedRule, window: str) -> DerivedRule:
    placed = rename(rule.constraint, lambda name: f"{name}@{window}")
    return replace(
        rule, id=f"{rule.id}@{window}", says=f"{rule.says} (kỳ {window})", constraint=placed
    )


def _rate_rules(catalog: Catalog, stated: dict[str, set[str]]) -> Iterable[DerivedRule]:
    rates = catalog.indicators[catalog.indicators["denominator"] != ""]
    for code, row in rates.iterrows():
        says = (
            f"{row['name']} = {catalog.name(row['numerator'])} / {catalog.name(row['denominator'])}"
        )
        for org in catalog.in_order(stated.get(code, ())):
            text = (
                f"{fact(code, org)} == pct({fact(row['numerator'], org)},"
                f" {fact(row['denominator'], org)})"
            )
            yield _make("rate", code, org, says, "error", row["section"], text)


def _parts_rules(
    catalog: Catalog, stated: dict[str, set[str]], scope: Scope, when: str
) -> Iterable[DerivedRule]:
    for (whole, breakdown), codes in catalog.breakdowns().items():
        section = catalog.indicators.at[whole, "section"]
        orgs = set().union(*(stated.get(code, set()) for code in [whole, *codes]))
        for org in catalog.in_order(orgs):
            told = [codes] if breakdown else _told_apart(whole, codes, org, scope, when)
            for number, members in enumerate(told, 1):
                mark = f":{breakdown}" if breakdown else f":{number}" if number > 1 else ""
                says = " + ".join(catalog.name(code) for code in members)
                text = f"{fact(whole, org)} == {' + '.join(fact(c, org) for c in members)}"
                rule = _make(
                    "parts", whole, org, f"{catalog.name(whole)} = {says}", "error", section, text
                )
                yield replace(rule, id=f"{rule.id}{mark}")
    parts = catalog.indicators[catalog.indicators["part_of"] != ""]
    for code, row in parts[parts["whole_is_complete"] != "yes"].iterrows():
        says = f"{row['name']} nằm trong {catalog.name(row['part_of'])}"
        for org in catalog.in_order(stated.get(code, ())):
            text = f"{fact(code, org)} <= {fact(row['part_of'], org)}"
            yield _make("part", code, org, says, "error", row["section"], text)


def _bound_rules(catalog: Catalog, stated: dict[str, set[str]]) -> Iterable[DerivedRule]:
    indicators = catalog.indicators
    for code, row in indicators[indicators["unit"] == "%"].iterrows():
        # a share of a whole cannot pass 100 %; a plan can be overfulfilled
        if row["denominator"] and not _is_part(indicators, row["numerator"], row["denominator"]):
            continue
        for org in catalog.in_order(stated.get(code, ())):
            says = f"{row['name']} không vượt quá 100%"
            yield _make(
                "bound", code, org, says, "error", row["section"], f"{fact(code, org)} <= 100"
            )


def _is_part(indicators: pd.DataFrame, part: str, whole: str) -> bool:
    while part:
        part = indicators.at[part, "part_of"]
        if part == whole:
            return True
    return False


# so near to the whole do two groups of parts come only when each is a breakdown by itself
_NEAR = Fraction(1, 100)


def _told_apart(whole: str, codes: list[str], org: str, scope: Scope, when: str) -> list[list[str]]:
    """Tell two breakdowns of one whole apart that the catalogue does not name.

    Only where the parts, in the order of the catalogue, fall into two groups that each come within
    a hundredth of the whole.
    """
    known = [scope.values.get(f"{fact(code, org)}{when}") for code in codes]
    total = scope.values.get(f"{fact(whole, org)}{when}")
    if total is None or total <= 0 or len(codes) < 4 or None in known:
        return [codes]
    room = _NEAR * Fraction(total)
    for cut in range(2, len(codes) - 1):
        sums = Fraction(sum(known[:cut])), Fraction(sum(known[cut:]))
        if all(abs(Fraction(total) - part) <= room for part in sums):
            scope.by_value = True
            return [codes[:cut], codes[cut:]]
    return [codes]


def _make(
    kind: RuleKind, code: str, org: str, says: str, severity: str, section: str, text: str
) -> DerivedRule:
    constraint = parse_rule(text)
    return DerivedRule(f"{kind}:{fact(code, org)}", says, severity, section, constraint, kind, org)
