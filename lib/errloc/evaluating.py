"""Judge a rule by what its figures, as printed, can stand for: the one meaning that every part
shares.

The rows are those that localisation solves, so that what is judged wrong here is a conflict there.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Literal

from .edits import Row, build_rows
from .exact import slim
from .printed import Mode, Span
from .rules import Constraint, Linear, Rule, names_of
from .variables import Value, Variable, read_constraints, read_variables
from .worked import Worked

Judged = Literal["holds", "truncated", "wrong"]

# a strict comparison holds by at least so much
STRICT = Fraction(1, 1000)
# what a figure that is not printed may be where nothing is known of it
NOT_NEGATIVE = Span(Fraction(0), None)


def judge_rules(
    values: Mapping[str, Value],
    rules: Sequence[str | Rule | Constraint],
    worked: Worked | None = None,
) -> list[tuple[Judged, Fraction | None]]:
    """Judge each rule by itself, with its gap: left side minus right, or printed minus true
    percentage.

    `truncated` holds only if decimals were cut where they ought to be rounded. A missing figure is
    free but not negative; a percentage with anything missing holds. The gap is that of the printed
    numbers, missing ones left out; None where there is nothing to divide by. A rule that was
    `worked` out of the same figures is not judged again.
    """
    constraints = read_constraints(rules)
    rounded, reported = (_known(values, constraints, mode) for mode in ("half_up", "reported"))
    worked = Worked() if worked is None else worked
    judged: list[tuple[Judged, Fraction | None]] = []
    for place, constraint in enumerate(constraints):
        names = names_of(constraint)
        told = (constraint, [(reported[name], rounded[name]) for name in names])
        judge = partial(_judge, constraint, reported, rounded)
        judged.append(worked.of(("judged", len(constraints), place), told, judge))
    return judged


def _judge(
    constraint: Constraint, reported: Mapping[str, Variable], rounded: Mapping[str, Variable]
) -> tuple[Judged, Fraction | None]:
    verdict: Judged = "holds"
    if not can_hold(constraint, reported):
        verdict = "wrong"
    elif not isinstance(constraint, Linear) and not can_hold(constraint, rounded):
        verdict = "truncated"
    return verdict, None if verdict == "holds" else measure_gap(constraint, rounded)


def can_hold(
    constraint: Constraint, variables: Mapping[str, Variable], strict: Fraction = STRICT
) -> bool:
    """Tell whether some true values behind the printed figures satisfy a rule."""
    if not isinstance(constraint, Linear):
        names = [constraint.rate, *constraint.numerator.terms, *constraint.denominator.terms]
        if any(variables[name].value is None for name in names):
            return True
    rows, _ = build_rows([constraint], variables, strict)
    return all(reaches(row, variables) for row in rows)


def reaches(row: Row, variables: Mapping[str, Variable]) -> bool:
    """Tell whether some true values behind the printed figures satisfy a row."""
    reach = span_of(row.terms, variables)
    under = row.high is None or reach.low is None or reach.low < row.high
    over = row.low is None or reach.high is None or reach.high > row.low
    return (under or (reach.low == row.high and reach.low_closed)) and (
        over or (reach.high == row.low and reach.high_closed)
    )


def span_of(terms: Mapping[str, Fraction], variables: Mapping[str, Variable]) -> Span:
    """Return the values that a sum takes while each figure takes those it stands for."""
    exact: int | Fraction = 0
    rounded = []
    for name, factor in terms.items():
        variable = variables[name]
        if variable.span is None:
            exact += slim(factor) * variable.plain
        else:
            rounded.append((factor, variable.span))
    low: Fraction | None = Fraction(exact)
    high: Fraction | None = low
    low_closed = high_closed = True
    for factor, span in rounded:
        least, most = (span.low, span.low_closed), (span.high, span.high_closed)
        if factor < 0:
            least, most = most, least
        low = None if low is None or least[0] is None else low + factor * least[0]
        high = None if high is None or most[0] is None else high + factor * most[0]
        low_closed, high_closed = low_closed and least[1], high_closed and most[1]
    return Span(low, high, low_closed, high_closed)


def measure_gap(constraint: Constraint, variables: Mapping[str, Variable]) -> Fraction | None:
    """Return how far the printed numbers miss a rule: left minus right, printed minus true rate."""

    def total(terms: Mapping[str, Fraction], constant: Fraction) -> Fraction:
        known = (f * (variables[name].value or 0) for name, f in terms.items())
        return sum(known, constant)

    if isinstance(constraint, Linear):
        return total(constraint.coefficients, -constraint.constant)
    part = total(constraint.numerator.terms, constraint.numerator.constant)
    whole = total(constraint.denominator.terms, constraint.denominator.constant)
    return variables[constraint.rate].value - 100 * part / whole if whole else None


def _known(
    values: Mapping[str, Value], constraints: Sequence[Constraint], mode: Mode
) -> dict[str, Variable]:
    named = {name for constraint in constraints for name in names_of(constraint)}
    asked = {name: value for name, value in values.items() if name in named}
    variables = read_variables(asked, constraints, mode)
    return {
        name: (
            variable
            if variable.value is not None
            else Variable(name, "missing", None, variable.integer, 0, NOT_NEGATIVE)
        )
        for name, variable in variables.items()
    }
