"""Turn figures and rules into variables and exact rows, percentages into intervals that stay
linear.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor, isinf, isnan
from numbers import Rational
from typing import Literal

from .exact import common_step
from .linear import Form, RuleError, Sum
from .percentages import Mode, Span, interval_of
from .printed import FigureError, read_printed
from .rules import Constraint, Linear, Rate, Rule, names_of, parse_rule

Value = int | float | Decimal | Fraction | str | None
Sort = Literal["count", "real", "percent", "missing"]

# stands for "strictly" where variables are not integers: far below the last digit any report prints
HAIR = Fraction(1, 10**30)


@dataclass(frozen=True)
class Variable:
    """One figure: its exact value, and for a percentage the interval of true values that print
    so.
    """

    name: str
    kind: Sort
    value: Fraction | None
    integer: bool = False
    decimals: int = 0
    span: Span | None = None


@dataclass(frozen=True)
class Row:
    """low <= sum of terms <= high, as long as every figure in `rests_on` is as printed."""

    terms: Mapping[str, Fraction]
    low: Fraction | None
    high: Fraction | None
    rests_on: frozenset[str]
    rule: int


@dataclass(frozen=True, eq=False)
class Link:
    """A percentage times its denominator is 100 times its numerator: linear once the denominator is
    fixed.
    """

    rate: str
    numerator: Form
    denominator: Form
    rule: int


_parsed = lru_cache(maxsize=4096)(parse_rule)


def read_constraints(rules: Sequence[str | Rule | Constraint]) -> list[Constraint]:
    """Take rules as text, Rule or constraint; raises RuleError for one that cannot be used as it
    is.
    """
    constraints = []
    for rule in rules:
        constraint = _parsed(rule) if isinstance(rule, str) else getattr(rule, "constraint", rule)
        open_sums = [name for name in names_of(constraint) if isinstance(name, Sum)]
        if open_sums:
            raise RuleError(
                constraint.text, f"{open_sums[0]} is still to be spread over orgs; use rules.expand"
            )
        constraints.append(constraint)
    return constraints


def read_variables(
    values: Mapping[str, Value], constraints: Sequence[Constraint], rounding: Mode = "half_up"
) -> dict[str, Variable]:
    """Read every figure as its kind: text is printed, a number is exact, None is missing.

    A printed text in the place of a percentage is one, with or without its sign. A missing figure
    is a whole number where it only ever stands beside counts, plainly added. Raises RuleError for a
    name without a value and ValueError for a value that is no number.
    """
    rates = {c.rate for c in constraints if isinstance(c, Rate)}
    for constraint in constraints:
        for name in names_of(constraint):
            if name not in values:
                raise RuleError(
                    constraint.text, f"{name!r} is not among the figures; give its value, or None"
                )
    variables = {
        name: _read_variable(name, values[name], name in rates, rounding) for name in sorted(values)
    }
    for name in _whole_missing(variables, constraints):
        variables[name] = Variable(name, "missing", None, integer=True)
    return variables


def _read_variable(name: str, value: Value, is_rate: bool, rounding: Mode) -> Variable:
    if isinstance(value, str):
        if is_rate or value.strip().endswith("%"):
            try:
                printed = read_printed(value, "percent", "%")
            except FigureError as problem:
                raise FigureError(f"{name}: {problem}") from None
            exact = Fraction(printed.value)
            return Variable(
                name,
                "percent",
                exact,
                False,
                printed.decimals,
                interval_of(exact, printed.decimals, rounding),
            )
        for nature in ("count", "amount"):
            try:
                printed = read_printed(value, nature)
            except FigureError as problem:
                fault = problem
                continue
            whole = printed.decimals == 0
            return Variable(
                name, "count" if whole else "real", Fraction(printed.value), whole, printed.decimals
            )
        raise FigureError(f"{name}: {fault}") from None
    if value is None or (isinstance(value, float | Decimal) and isnan(value)):
        return Variable(name, "missing", None)
    if isinstance(value, bool) or (isinstance(value, float | Decimal) and isinf(value)):
        raise ValueError(
            f"{name}: {value!r} is not a number; give a number, a printed text, or None"
        )
    if isinstance(value, Decimal | Rational):
        return Variable(name, "real", Fraction(value))
    try:
        # 0.1 means the decimal a person wrote, not the nearest binary fraction
        return Variable(name, "real", Fraction(repr(float(value))))
    except (TypeError, ValueError):
        raise ValueError(
            f"{name}: {value!r} is not a number; give a number, a printed text, or None"
        ) from None


def _whole_missing(
    variables: Mapping[str, Variable], constraints: Sequence[Constraint]
) -> list[str]:
    beside_counts: set[str] = set()
    other: set[str] = set()
    for constraint in constraints:
        if isinstance(constraint, Rate):
            other.add(constraint.rate)
            forms = [constraint.numerator.terms, constraint.denominator.terms]
            terms = {name: factor for form in forms for name, factor in form.items()}
        else:
            terms = constraint.coefficients
        plain = all(
            abs(factor) == 1 if variables[name].kind == "missing" else factor.denominator == 1
            for name, factor in terms.items()
        )
        kinds = {variables[name].kind for name in terms}
        fits = plain and "count" in kinds and kinds <= {"count", "missing"}
        (beside_counts if fits else other).update(terms)
    return [
        n
        for n, v in variables.items()
        if v.kind == "missing" and n in beside_counts and n not in other
    ]


def build_rows(
    constraints: Sequence[Constraint], variables: Mapping[str, Variable], strict: Fraction
) -> tuple[list[Row], list[Link]]:
    """Write every rule as rows: the exact linear edits for a printed percentage.

    For a printed rate p of n out of d, low*d <= 100*n < high*d holds while p stands as printed; 0
    <= n and d >= 1 hold in any case, and n <= d where p is below 100. A printed 100 may be capped,
    so that it bounds n only as long as it stands itself. A rate given as a number means 100*n ==
    rate*d.
    """
    rows: list[Row] = []
    links: list[Link] = []
    for index, constraint in enumerate(constraints):
        if isinstance(constraint, Linear):
            low, high = _bounds(constraint, strict)
            rows.append(_row(constraint.coefficients, low, high, frozenset(), index, variables))
            continue
        rows += _rate_rows(constraint, index, variables)
        links.append(Link(constraint.rate, constraint.numerator, constraint.denominator, index))
    return rows, links


def _bounds(constraint: Linear, strict: Fraction) -> tuple[Fraction | None, Fraction | None]:
    constant = constraint.constant
    match constraint.op:
        case "==":
            return constant, constant
        case "<=":
            return None, constant
        case ">=":
            return constant, None
        case "<":
            return None, constant - strict
    return constant + strict, None


def _rate_rows(rule: Rate, index: int, variables: Mapping[str, Variable]) -> list[Row]:
    rate, part, whole = variables[rule.rate], rule.numerator, rule.denominator
    printed = frozenset([rule.rate])
    if rate.kind == "missing":
        return []
    if rate.span is None:
        balance = combine(part, Fraction(100), whole, -rate.value)
        return [_form_row(balance, Fraction(0), Fraction(0), printed, index, variables)]
    span, zero, one = rate.span, Fraction(0), Fraction(1)
    above = combine(part, Fraction(100), whole, -span.low)
    below = combine(part, Fraction(100), whole, -span.high)
    exceeding = combine(part, one, whole, -one)
    rows = [
        _form_row(above, zero if span.low_closed else HAIR, None, printed, index, variables),
        _form_row(below, None, zero if span.high_closed else -HAIR, printed, index, variables),
    ]
    if part.terms:
        rows.append(_form_row(part, zero, None, frozenset(), index, variables))
    if whole.terms:
        rows.append(_form_row(whole, HAIR, None, frozenset(), index, variables))
    if rate.value <= 100 and exceeding.terms:
        rests_on = printed if rate.value == 100 else frozenset()
        rows.append(_form_row(exceeding, None, zero, rests_on, index, variables))
    return rows


def combine(left: Form, by: Fraction, right: Form, times: Fraction) -> Form:
    """Return by * left + times * right."""
    terms = {name: factor * by for name, factor in left.terms.items()}
    for name, factor in right.terms.items():
        terms[name] = terms.get(name, Fraction(0)) + factor * times
    return Form({n: f for n, f in terms.items() if f}, left.constant * by + right.constant * times)


def _form_row(
    form: Form,
    low: Fraction | None,
    high: Fraction | None,
    rests_on: frozenset[str],
    index: int,
    variables: Mapping[str, Variable],
) -> Row:
    low = None if low is None else low - form.constant
    high = None if high is None else high - form.constant
    return _row(form.terms, low, high, rests_on, index, variables)


def _row(
    terms: Mapping[str, Fraction],
    low: Fraction | None,
    high: Fraction | None,
    rests_on: frozenset[str],
    index: int,
    variables: Mapping[str, Variable],
) -> Row:
    if terms and all(variables[name].integer for name in terms):
        # tightened once on the whole row: it makes "strictly" exact and holds whatever the figures
        # are
        step = common_step(terms.values())
        low = None if low is None else ceil(low / step) * step
        high = None if high is None else floor(high / step) * step
    return Row(dict(terms), low, high, rests_on, index)
