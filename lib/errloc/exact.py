"""Numbers that stay exact, as ints wherever they are whole."""

from collections.abc import Iterable
from fractions import Fraction
from math import ceil, floor, gcd, lcm

ExactNumber = int | Fraction


def slim(value: ExactNumber) -> ExactNumber:
    """Return a whole number as int: most figures are whole, and ints are several times faster."""
    return value.numerator if value.denominator == 1 else value


def divide(value: ExactNumber, by: ExactNumber) -> ExactNumber:
    """Divide exactly, staying with ints where the result is whole."""
    return slim(Fraction(value) / by)


def common_step(factors: Iterable[Fraction]) -> Fraction:
    """Return the largest number of which every whole combination of the factors is a multiple."""
    factors = list(factors)
    return Fraction(gcd(*(f.numerator for f in factors)), lcm(*(f.denominator for f in factors)))


def tighten(
    low: ExactNumber | None, high: ExactNumber | None, step: Fraction
) -> tuple[ExactNumber | None, ExactNumber | None]:
    """Draw the bounds of a multiple of `step` in to multiples of it; None is no bound."""
    return (
        None if low is None else ceil(divide(low, step)) * step,
        None if high is None else floor(divide(high, step)) * step,
    )
