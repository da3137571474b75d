"""Rules of rules.yml: each entry spread over its orgs; previous(), mean(), max(), conditions."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from cchc.language import say, tell
from cchc.model.catalog import BEFORE, CODE, Catalog
from cchc.model.catalog_checks import GROUPED
from cchc.model.folder import Report
from cchc.model.problems import Problem
from cchc.model.quarter import Quarter
from errloc.linear import RuleError
from errloc.rules import Constraint, Linear, names_of, parse_rule, rename

from .derived import DerivedRule, Idle, Scope
from .facts import fact, is_fact, split_fact

RuleEntry = Mapping[str, Any]

_NAME = rf"{CODE}(?:\[[^\]]*\])?"
_BEFORE = re.compile(rf"\b({'|'.join(BEFORE)})\(\s*({CODE})(\[[^\]]*\])?\s*\)")
_MEAN = re.compile(rf"\bmean\(\s*({CODE})\[({CODE})\]\s*(?:,\s*by\s*=\s*({CODE})\s*)?\)")
_RATIO = re.compile(r"\bratio\((.*),(.*)\)\s*$")
_RANK = re.compile(rf"\s*({_NAME})\s*==\s*(max|min)\(\s*({CODE})\[({CODE})\]\s*\)\s*")
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
    expressions = _spread_rank(entry["expr"], report)
    met = False
    for text, of_rank in expressions:
        means = _MEAN.search(text)
        weighted = [_weights(found, report, scope) for found in _MEAN.finditer(text)]
        if None in weighted:
            continue
        each = iter(weighted)
        text = _MEAN.sub(lambda found, each=each: _write_mean(found[1], next(each)), text)
        ratio = _RATIO.sub(r"pct(0.01*(\1),\2)", text)
        constraint = parse_rule(_write_before(ratio), report.members_of)
        bare = [str(name) for name in names_of(constraint) if "[" not in str(name)]
        orgs = _named_orgs(entry, report) if bare else [""]
        for org in orgs:
            rule = _place(entry, constraint, org, len(orgs) > 1, report, scope)
            met = met or rule is not None
            if rule is None or not _holds(entry, org, report, scope):
                continue
            placed = _from_earlier(rule, scope)
            if placed is not None:
                yield _of_kind(placed, of_rank, bool(means), scope)
    if not met:
        scope.idle.append(Idle(entry["rule"], entry["section"]))


def _spread_rank(expr: str, report: Report) -> list[tuple[str, str]]:
    """Write 'a[p03] == max(a[ward])' as one comparison with each other org; the org is the mark."""
    found = _RANK.fullmatch(expr)
    if not found:
        return [(expr, "")]
    first, which, code, kind = found.groups()
    members = report.members_of(kind)
    if not members:
        raise RuleError(
            expr,
            say(
                "{name} is over kind {kind}, which has no org",
                name=f"{which}({code}[{kind}])",
                kind=repr(kind),
            ),
        )
    sign = ">=" if which == "max" else "<="
    others = [org for org in members if first != fact(code, org)]
    return [(f"{first} {sign} {fact(code, org)}", org) for org in others]


def _weights(found: re.Match, report: Report, scope: Scope) -> dict[str, Fraction] | None:
    """Weigh the orgs of 'mean(a[ward], by=b)' by their printed figures, all alike where `by` is not
    named.

    None where a weight is not printed: then nobody can tell what the mean should be.
    """
    _, kind, by = found.groups()
    orgs = report.members_of(kind)
    if not orgs:
        raise RuleError(
            found[0],
            say("{name} is over kind {kind}, which has no org", name=found[0], kind=repr(kind)),
        )
    if not by:
        return {org: Fraction(1, len(orgs)) for org in orgs}
    scope.by_value = True
    known = {org: scope.values.get(fact(by, org)) for org in orgs}
    if None in known.values() or not sum(known.values()):
        return None
    total = Fraction(sum(known.values()))
    return {org: Fraction(value) / total for org, value in known.items() if value}


def _write_mean(code: str, weights: Mapping[str, Fraction]) -> str:
    return "(" + " + ".join(f"{w}*{fact(code, org)}" for org, w in weights.items()) + ")"


def _write_before(text: str) -> str:
    """Write 'previous(a[desk])' as a name that the grammar takes: 'a__previous[desk]'."""
    return _BEFORE.sub(lambda found: f"{found[2]}__{found[1]}{found[3] or ''}", text)


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
        code, _, back = split_fact(name)[0].partition("__")
        if back in quarters:
            asked[name] = scope.ask(fact(code, split_fact(name)[1]), quarters[back])
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
        unit = "1" if places == 0 else f"0,{'0' * (places - 1)}1"
        return replace(rule, kind="mean", tolerance=unit)
    return rule


def _holds(entry: RuleEntry, org: str, report: Report, scope: Scope) -> bool:
    """Tell whether the condition of a rule is met by what is printed; one that cannot be told is
    not.
    """
    if "when" not in entry:
        return True
    scope.by_value = True
    condition = parse_rule(_write_before(entry["when"]), report.members_of)
    if not isinstance(condition, Linear):
        raise RuleError(entry["when"], say("is no condition; write such as received >= 100"))
    placed = rename(condition, lambda name: _name_org(report, name, org))
    total = Fraction(0)
    for name, factor in placed.coefficients.items():
        _check_known(entry, report.catalog, str(name))
        code, _, back = split_fact(str(name))[0].partition("__")
        value = scope.values.get(str(name))
        if back:
            asked = scope.ask(fact(code, split_fact(str(name))[1]), _quarters(scope)[back])
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
    code, _, back = indicator.partition("__")
    if (code if back in BEFORE else indicator) not in catalog.indicators.index:
        raise RuleError(entry["expr"], say("{name} is not in indicators.csv", name=repr(indicator)))
    if org not in catalog.orgs.index:
        raise RuleError(entry["expr"], say("{name} is not in orgs.csv", name=repr(org)))


def _answering_org(orgs: list[str], report: Report) -> str:
    """Name the org that answers for a rule across orgs: the first that is no compared unit."""
    return next((org for org in orgs if not report.is_unit(org)), orgs[0])
