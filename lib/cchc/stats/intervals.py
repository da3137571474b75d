"""Confidence intervals of rates, as fractions."""

from dataclasses import dataclass
from math import isfinite, sqrt
from statistics import NormalDist

from cchc.language import say


@dataclass(frozen=True)
class Interval:
    """An estimate with the two ends of its confidence interval."""

    estimate: float
    low: float
    high: float


def wilson(x: float, n: float, level: float = 0.95) -> Interval:
    """Return the Wilson interval of a rate x of n; 50 of 50 still gets an interval, not a point.

    E. B. Wilson, J. Am. Stat. Assoc. 22 (1927): the rates p for which |x/n - p| is at most z
    standard errors of p. Raises ValueError where x of n is no proportion or level no probability.
    """
    x, n = _read_proportion(x, n)
    z = standard_errors(level)
    rate, spread = x / n, z * z / n
    middle = (rate + spread / 2) / (1 + spread)
    half = z * sqrt(rate * (1 - rate) / n + spread / (4 * n)) / (1 + spread)
    # exact at the ends, where rounding would leave a hair
    low = 0.0 if x == 0 else max(0.0, middle - half)
    high = 1.0 if x == n else min(1.0, middle + half)
    return Interval(rate, low, high)


def newcombe(x1: float, n1: float, x2: float, n2: float, level: float = 0.95) -> Interval:
    """Return the change x1/n1 - x2/n2 with its Newcombe interval, for one rate in two periods.

    R. G. Newcombe, Statistics in Medicine 17 (1998), method 10: the Wilson limits of both rates,
    their distances from the rates added as squares. Raises ValueError as `wilson` does.
    """
    first, second = wilson(x1, n1, level), wilson(x2, n2, level)
    change = first.estimate - second.estimate
    down = sqrt((first.estimate - first.low) ** 2 + (second.high - second.estimate) ** 2)
    up = sqrt((first.high - first.estimate) ** 2 + (second.estimate - second.low) ** 2)
    return Interval(change, change - down, change + up)


def standard_errors(level: float) -> float:
    """Return within how many standard errors a normal deviate lies with this probability."""
    if not 0 < level < 1:
        raise ValueError(
            say("{level} is not a level of confidence: it must lie between 0 and 1", level=level)
        )
    return NormalDist().inv_cdf((1 + level) / 2)


def is_proportion(x: float, n: float) -> bool:
    """Tell whether x of n is a proportion: a positive whole that holds its part."""
    return isfinite(n) and n > 0 and 0 <= x <= n


def _read_proportion(x: float, n: float) -> tuple[float, float]:
    x, n = float(x), float(n)
    if not is_proportion(x, n):
        raise ValueError(
            say(
                "{part} of {whole} is not a proportion: the whole must be positive and hold its"
                " part",
                part=f"{x:g}",
                whole=f"{n:g}",
            )
        )
    return x, n
