"""Expressions of rules.yml beyond the engine's grammar, written in it: max and min, mean, ratio,
previous.
"""

import re
from collections.abc import Mapping
from fractions import Fraction

from cchc.language import say
from cchc.model.catalog_columns import BEFORE, CODE
from cchc.model.folder import Report
from errloc.linear import RuleError

from .derived import Scope
from .facts import fact, split_fact

_NAME = rf"{CODE}(?:\[[^\]]*\])?"
_BEFORE = re.compile(rf"\b({'|'.join(BEFORE)})\(\s*({CODE})(\[[^\]]*\])?\s*\)")
_MEAN = re.compile(rf"\bmean\(\s*({CODE})\[({CODE})\]\s*(?:,\s*by\s*=\s*({CODE})\s*)?\)")
_RATIO = re.compile(r"\bratio\((.*),(.*)\)\s*$")
_RANK = re.compile(rf"\s*({_NAME})\s*==\s*(max|min)\(\s*({CODE})\[({CODE})\]\s*\)\s*")


def spread_rank(expr: str, report: Report) -> list[tuple[str, str]]:
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


def takes_mean(text: str) -> bool:
    """Tell whether an expression compares with a mean."""
    return _MEAN.search(text) is not None


def write_plain(text: str, report: Report, scope: Scope) -> str | None:
    """Write means, ratios and earlier figures in the engine's grammar.

    None where a weight of a mean is not printed: then nobody can tell what the mean should be.
    Raises RuleError for a mean over nobody.
    """
    weighted = [_weights(found, report, scope) for found in _MEAN.finditer(text)]
    if None in weighted:
        return None
    each = iter(weighted)
    text = _MEAN.sub(lambda found: _write_mean(found[1], next(each)), text)
    return write_before(_RATIO.sub(r"pct(0.01*(\1),\2)", text))


def _weights(found: re.Match, report: Report, scope: Scope) -> dict[str, Fraction] | None:
    """Weigh the orgs of 'mean(a[ward], by=b)' by their printed figures, all alike where `by` is not
    named; None where a weight is not printed.
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


def write_before(text: str) -> str:
    """Write 'previous(a[desk])' as a name that the grammar takes: 'a__previous[desk]'."""
    return _BEFORE.sub(lambda found: f"{found[2]}__{found[1]}{found[3] or ''}", text)


def read_before(name: str) -> tuple[str, str]:
    """Give the fact of such a name, and of which quarter it is: 'a__previous[desk]' => ('a[desk]',
    'previous'); '' where it is of this one.
    """
    indicator, org = split_fact(name)
    code, _, back = indicator.partition("__")
    return fact(code, org), back
