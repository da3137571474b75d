"""Write rules as exact rows over variables: a printed percentage becomes rows that stay linear."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .exact import ExactNumber, common_step, slim, tighten
from .linear import Form
from .rules import Constraint, Linear, Rate
from .variables import Variable

# stands for "strictly" where variables are not integers: far below the last digit any report prints
HAIR = Fraction(1, 10**30)


@dataclass(frozen=True)
class Row:
    """low <= sum of terms <= high, as long as every figure in `rests_on` is as printed."""

    terms: Mapping[str, ExactNumber]
    low: ExactNumber | None
    high: ExactNumber | None
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


def build_rows(
    constraints: Sequence[Constraint],
    variables: Mapping[str, Variable],
    strict: Fraction,
    places: Iterable[int] | None = None,
) -> tuple[list[Row], list[Link]]:
    """Write every rule, or those of some places, as rows: the exact linear edits for a printed
    percentage.

    For a printed rate p of n out of d, low*d <= 100*n < high*d holds while p stands as printed, and
    d >= 1 in any case. So does 0 <= n where nothing is taken away in n, and then n <= d where p is
    below 100. A rate given as a number means 100*n == rate*d.
    """
    rows: list[Row] = []
    links: list[Link] = []
    for index in range(len(constraints)) if places is None else places:
        constraint = constraints[index]
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
    span, zero = rate.span, Fraction(0)
    rows = []
    if span.low is not None:
        above = combine(part, Fraction(100), whole, -span.low)
        end = zero if span.low_closed else HAIR
        rows.append(_form_row(above, end, None, printed, index, variables))
    if span.high is not None:
        below = combine(part, Fraction(100), whole, -span.high)
        end = zero if span.high_closed else -HAIR
        rows.append(_form_row(below, None, end, printed, index, variables))
    # what grew or fell is a difference: it may be below zero and beyond its whole
    share = not part.takes_away and rate.value >= 0
    if share and part.terms:
        rows.append(_form_row(part, zero, None, frozenset(), index, variables))
    if whole.terms:
        rows.append(_form_row(whole, HAIR, None, frozenset(), index, variables))
    if share and rate.value < 100:
        exceeding = combine(part, Fraction(1), whole, Fraction(-1))
        if exceeding.terms:
            rows.append(_form_row(exceeding, None, zero, frozenset(), index, variables))
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
        low, high = tighten(low, high, common_step(terms.values()))
    plain = {name: slim(factor) for name, factor in terms.items()}
    low, high = (None if end is None else slim(end) for end in (low, high))
    return Row(plain, low, high, rests_on, index)
