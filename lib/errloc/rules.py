"""Read the rules between figures: linear relations and printed percentages, never evaluated as
Python.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal

from .linear import MOST_TERMS, Form, Key, RuleError, Sum, add_forms, bracket_depths, read_side

Op = Literal["==", "<=", ">=", "<", ">"]
Severity = Literal["error", "warning", "info"]

LONGEST_RULE = 20_000

_COMPARISON = re.compile(r"==|!=|<=|>=|<>|=<|=>|<|>|=")


@dataclass(frozen=True)
class Linear:
    """Coefficients times figures, compared with a constant; everything stands on the left."""

    coefficients: Mapping[Key, Fraction]
    op: Op
    constant: Fraction
    text: str = field(default="", compare=False)


@dataclass(frozen=True)
class Rate:
    """A printed percentage of two linear forms: rate == pct(numerator, denominator)."""

    rate: str
    numerator: Form
    denominator: Form
    text: str = field(default="", compare=False)


Constraint = Linear | Rate
Terms = Mapping[Key, Fraction]


@dataclass(frozen=True)
class Rule:
    """A relation that must hold, with what it says to the analyst and how much it weighs."""

    id: str
    says: str
    severity: Severity
    section: str
    constraint: Constraint


def parse_rule(text: str, members: Callable[[str], Iterable[str]] | None = None) -> Constraint:
    """Read one rule: '0.6*t >= a + 2*b' or 'rate == pct(resolved, received)'.

    With `members` every sum(name[kind]) is spread over the orgs of the kind; without it the sum
    stays a Sum. Raises RuleError for anything that is not a linear comparison, before any of it is
    evaluated.
    """
    if not isinstance(text, str):
        raise RuleError(str(text), "is not text")
    if len(text) > LONGEST_RULE:
        raise RuleError(
            text,
            "has {count} characters, over {most}; shorten it with sum(name[kind])",
            count=len(text),
            most=LONGEST_RULE,
        )
    if any(mark in text.strip() for mark in "\n\r\0\\#"):
        raise RuleError(
            text, "holds a line break, a backslash or a #; write the bare rule on one line"
        )
    signs = list(_COMPARISON.finditer(text))
    if not signs:
        raise RuleError(text, "compares nothing; write such as a + b == c")
    if len(signs) > 1:
        raise RuleError(text, "compares more than once; write two rules, such as a <= b and b <= c")
    op = signs[0].group()
    if op not in ("==", "<=", ">=", "<", ">"):
        raise RuleError(text, "compares with {op}; use ==, <=, >=, < or >", op=repr(op))
    left, right = text[: signs[0].start()].strip(), text[signs[0].end() :].strip()
    rate = _read_rate(text, left, op, right)
    constraint = rate or _read_linear(text, left, op, right)
    return expand(constraint, members) if members else constraint


def expand(constraint: Constraint, members: Callable[[str], Iterable[str]]) -> Constraint:
    """Spread every Sum over the orgs that `members` gives for its kind."""

    def spread(terms: Terms) -> Terms:
        spread_out: dict[Key, Fraction] = {}
        for key, factor in terms.items():
            orgs = list(members(key.kind)) if isinstance(key, Sum) else []
            if isinstance(key, Sum) and not orgs:
                raise RuleError(
                    constraint.text,
                    "{sum} adds over kind {kind}, which has no org",
                    sum=key,
                    kind=repr(key.kind),
                )
            for name in [f"{key.name}[{org}]" for org in orgs] or [key]:
                spread_out[name] = spread_out.get(name, Fraction(0)) + factor
        return {name: factor for name, factor in spread_out.items() if factor}

    return _with_terms(constraint, spread)


def rename(constraint: Constraint, naming: Callable[[str], str]) -> Constraint:
    """Give every figure another name: the same rule for another org or quarter. Names that meet are
    added.
    """

    def renamed(terms: Terms) -> Terms:
        named: dict[Key, Fraction] = {}
        for key, factor in terms.items():
            name = key if isinstance(key, Sum) else naming(key)
            named[name] = named.get(name, Fraction(0)) + factor
        return {name: factor for name, factor in named.items() if factor}

    changed = _with_terms(constraint, renamed)
    return replace(changed, rate=naming(changed.rate)) if isinstance(changed, Rate) else changed


def names_of(constraint: Constraint) -> tuple[Key, ...]:
    """Return the figures and sums a rule speaks of, each once, in order."""
    if isinstance(constraint, Linear):
        return tuple(constraint.coefficients)
    return tuple(
        dict.fromkeys([constraint.rate, *constraint.numerator.terms, *constraint.denominator.terms])
    )


def _with_terms(constraint: Constraint, change: Callable[[Terms], Terms]) -> Constraint:
    if isinstance(constraint, Linear):
        return Linear(
            change(constraint.coefficients), constraint.op, constraint.constant, constraint.text
        )
    top, bottom = constraint.numerator, constraint.denominator
    top, bottom = Form(change(top.terms), top.constant), Form(change(bottom.terms), bottom.constant)
    return Rate(constraint.rate, top, bottom, constraint.text)


def _read_rate(text: str, left: str, op: str, right: str) -> Rate | None:
    if left.startswith("pct") and left.endswith(")"):
        left, right = right, left
    if not re.fullmatch(r"pct\s*\(.*\)", right):
        return None
    inner = right[right.index("(") + 1 : -1]
    commas = [
        place for place, depth in bracket_depths(text, inner) if inner[place] == "," and depth == 0
    ]
    if op != "==" or len(commas) != 1:
        raise RuleError(text, "a percentage is written rate == pct(numerator, denominator)")
    named = read_side(text, left)
    if (
        list(named.terms.values()) != [1]
        or named.constant
        or not isinstance(next(iter(named.terms)), str)
    ):
        raise RuleError(text, "the side facing pct(...) must be one figure")
    top, bottom = read_side(text, inner[: commas[0]]), read_side(text, inner[commas[0] + 1 :])
    if not top.terms and not bottom.terms:
        raise RuleError(text, "pct(...) names no figure")
    (rate,) = named.terms
    if rate in top.terms or rate in bottom.terms:
        raise RuleError(text, "{rate} is a percentage of itself", rate=rate)
    return Rate(rate, top, bottom, text)


def _read_linear(text: str, left: str, op: str, right: str) -> Linear:
    form = add_forms(read_side(text, left), read_side(text, right), -1)
    if not form.terms:
        raise RuleError(text, "says nothing about any figure")
    if len(form.terms) > MOST_TERMS:
        raise RuleError(
            text, "has over {most} terms; shorten it with sum(name[kind])", most=MOST_TERMS
        )
    return Linear(form.terms, op, -form.constant, text)
