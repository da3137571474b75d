"""Rules of rules.yml: each entry spread over its orgs, with earlier quarters and conditions."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pandas as pd

from cchc.language import say, tell
from cchc.model.catalog import Catalog
from cchc.model.catalog_checks import GROUPED
from cchc.model.catalog_columns import BEFORE
from cchc.model.folder import Report
from cchc.model.near_codes import list_near
from cchc.model.numbers import format_number
from cchc.model.problems import Problem
from cchc.model.quarter import Quarter
from errloc.linear import RuleError
from errloc.rules import Constraint, Linear, names_of, parse_rule, rename

from .derived import DerivedRule, Idle, Scope
from .expressions import read_before, spread_rank, takes_mean, write_before, write_plain
from .facts import fact, is_fact, split_fact

RuleEntry = Mapping[str, Any]

_GROUPED = re.compile(rf"(?<![\w.]){GROUPED}(?![\d.])")
_COMPARES = {
    "==": lambda left, right: left == right,
    "<=": lambda left, right: left <= right,
    ">=": lambda left, right: left >= right,
    "<": lambda left, right: left < right,
    ">": lambda left, right: left > right,
}


def derive_written(
    report: Report, stated: dict[str, set[str]], scope: Scope, problems: list[Problem]
) -> Iterable[DerivedRule]:
    """Give the rules that the entries of rules.yml mean in this quarter, in their order.

    An entry that cannot be used is added to `problems`, one that meets no figure to `scope.idle`.
    """
    for entry in report.catalog.rules:
        if "quarters" in entry and str(report.quarter.number) not in entry["quarters"].split():
            continue
        try:
            yield from spread_entry(entry, report, stated, scope)
        except RuleError as error:
            problems.append(
                Problem(
                    "data/catalog/rules.yml",
                    say("rule {name}: {fault}", name=repr(entry["rule"]), fault=tell(error)),
                )
            )


def spread_entry(
    entry: RuleEntry, report: Report, stated: dict[str, set[str]], scope: Scope
) -> Iterable[DerivedRule]:
    """Give the rules that one entry means in this quarter. Raises RuleError."""
    if "expr" not in entry:
        yield from _counting(entry, report, stated, scope)
        return
    for text in (entry["expr"], entry.get("when", "")):
        if found := _GROUPED.search(text):
            read, meant = float(found[0]), found[0].replace(".", "")
            raise RuleError(
                text,
                say(
                    "{text} would be read as {read}; write {meant} or {read}",
                    text=repr(found[0]),
                    read=f"{read:g}",
                    meant=meant,
                ),
            )
    met = False
    for text, of_rank in spread_rank(entry["expr"], report):
        plain = write_plain(text, report, scope)
        if plain is None:
            continue
        constraint = parse_rule(plain, report.members_of)
        bare = [str(name) for name in names_of(constraint) if "[" not in str(name)]
        orgs = _named_orgs(entry, report) if bare else [""]
        for org in orgs:
            rule = _place(entry, constraint, org, len(orgs) > 1, report, scope)
            met = met or rule is not None
            if rule is None or not _holds(entry, org, report, scope):
                continue
            placed = _from_earlier(rule, scope)
            if placed is not None:
                yield _of_kind(placed, of_rank, takes_mean(text), scope)
    if not met:
        scope.idle.append(Idle(entry["rule"], entry["section"]))


def _place(
    entry: RuleEntry, constraint: Constraint, org: str, many: bool, report: Report, scope: Scope
) -> DerivedRule | None:
    """Give the rule of one org, None where the quarter states no figure of it.

    A rule about figures that this quarter does not have at all is not a rule of this quarter.
    """
    placed = rename(constraint, lambda name: _name_org(report, name, org))
    names = [str(name) for name in names_of(placed)]
    for name in names:
        _check_known(entry, report.catalog, name)
    if scope.own.isdisjoint(names):
        return None
    place = org or _answering_org([split_fact(name)[1] for name in names], report)
    return DerivedRule(
        f"{entry['rule']}[{org}]" if many else entry["rule"],
        entry["says"],
        entry["severity"],
        entry["section"],
        placed,
        "rule",
        place,
        entry.get("tolerance", ""),
    )


def _name_org(report: Report, name: str, org: str) -> str:
    """Name the fact that a name of a rule means: with its org, by code where it is a role."""
    code, _, word = name.rstrip("]").partition("[")
    return fact(code, report.org(word) if word else org)


def _from_earlier(rule: DerivedRule, scope: Scope) -> DerivedRule | None:
    """Name earlier figures by their quarter; None where the data do not hold one of them."""
    quarters = _quarters(scope)
    asked = {}
    for name in map(str, names_of(rule.constraint)):
        earlier, back = read_before(name)
        if back in quarters:
            asked[name] = scope.ask(earlier, quarters[back])
    if not all(asked.values()):
        return None
    if not asked:
        return rule
    constraint = rename(rule.constraint, lambda name: asked.get(name, name))
    return replace(rule, constraint=constraint, kind="across")


def _quarters(scope: Scope) -> dict[str, Quarter]:
    return dict(zip(BEFORE, (scope.quarter.previous(), scope.quarter.year_before()), strict=True))


def _of_kind(rule: DerivedRule, of_rank: str, of_mean: bool, scope: Scope) -> DerivedRule:
    if of_rank:
        return replace(rule, id=f"{rule.id}:{of_rank}", kind="rank")
    if of_mean and not rule.tolerance:
        # a mean is printed rounded or cut: it may miss by one unit of its last digit
        places = max(scope.decimals.get(str(name), 0) for name in names_of(rule.constraint))
        unit = format_number(Decimal(1).scaleb(-places), places)
        return replace(rule, kind="mean", tolerance=unit)
    return rule


def _holds(entry: RuleEntry, org: str, report: Report, scope: Scope) -> bool:
    """Tell whether the condition of a rule is met by what is printed; one that cannot be told is
    not.
    """
    if "when" not in entry:
        return True
    scope.by_value = True
    condition = parse_rule(write_before(entry["when"]), report.members_of)
    if not isinstance(condition, Linear):
        raise RuleError(entry["when"], say("is no condition; write such as received >= 100"))
    placed = rename(condition, lambda name: _name_org(report, name, org))
    total = Fraction(0)
    for name, factor in placed.coefficients.items():
        _check_known(entry, report.catalog, str(name))
        earlier, back = read_before(str(name))
        value = scope.values.get(str(name))
        if back:
            asked = scope.ask(earlier, _quarters(scope)[back])
            value = scope.given[asked].value if asked else None
        if value is None:
            return False
        total += factor * Fraction(value)
    return _COMPARES[placed.op](total, placed.constant)


def _counting(
    entry: RuleEntry, report: Report, stated: dict[str, set[str]], scope: Scope
) -> Iterable[DerivedRule]:
    catalog, indicator = report.catalog, entry.get("indicator", "")
    if indicator not in catalog.indicators.index:
        raise RuleError(f"indicator: {indicator}", say("is not in indicators.csv"))
    orgs = catalog.in_order(stated.get(indicator, ()))
    if "counts_orgs" in entry:
        count = len(report.members_of(entry["counts_orgs"]))
        if not count:
            raise RuleError(
                f"counts_orgs: {entry['counts_orgs']}", say("is a kind that has no org in orgs.csv")
            )
    else:
        section, _, place = entry["listed"].partition(":")
        cited = report.citations
        count = int(((cited["section"] == section) & (cited["place"] == place)).sum())
        if not count and orgs:
            scope.idle.append(Idle(entry["rule"], entry["section"], entry["listed"]))
            return
    if not orgs:
        scope.idle.append(Idle(entry["rule"], entry["section"]))
    for org in orgs:
        constraint = parse_rule(f"{fact(indicator, org)} == {count}")
        code = f"{entry['rule']}[{org}]"
        yield DerivedRule(
            code, entry["says"], entry["severity"], entry["section"], constraint, "listed", org
        )


def _named_orgs(entry: RuleEntry, report: Report) -> list[str]:
    words = entry.get("orgs", "").split()
    if not words:
        raise RuleError(
            entry["expr"], say("has names without [org]; name the orgs or kinds in `orgs`")
        )
    orgs = []
    for word in words:
        members = report.members(word)
        if not members:
            raise RuleError(f"orgs: {word}", say("is neither an org nor a kind of orgs.csv"))
        orgs += members
    return list(dict.fromkeys(orgs))


def _check_known(entry: RuleEntry, catalog: Catalog, name: str) -> None:
    if not is_fact(name):
        raise RuleError(entry["expr"], say("{name} is not indicator[org]", name=repr(name)))
    indicator, org = split_fact(name)
    earlier, back = read_before(name)
    if (split_fact(earlier)[0] if back in BEFORE else indicator) not in catalog.indicators.index:
        says = say("{name} is not in indicators.csv", name=repr(indicator))
        raise RuleError(entry["expr"], says + _say_near(indicator, catalog.indicators))
    if org not in catalog.orgs.index:
        says = say("{name} is not in orgs.csv", name=repr(org))
        raise RuleError(entry["expr"], says + _say_near(org, catalog.orgs))


def _answering_org(orgs: list[str], report: Report) -> str:
    """Name the org that answers for a rule across orgs: the first that is no compared unit."""
    return next((org for org in orgs if not report.is_unit(org)), orgs[0])


def _say_near(code: str, known: pd.DataFrame) -> str:
    near = list_near(code, known.index, dict(known["name"]))
    return say(" (near: {codes})", codes=", ".join(near)) if near else ""
