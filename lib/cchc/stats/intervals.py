"""Confidence intervals of rates, as fractions.

What they stand on takes as long to import as all the rest of the library, so it is imported where
one is asked for.
"""

import warnings
from dataclasses import dataclass
from types import ModuleType


@dataclass(frozen=True)
class Interval:
    """An estimate with the two ends of its confidence interval."""

    estimate: float
    low: float
    high: float


def wilson(x: float, n: float, level: float = 0.95) -> Interval:
    """Return the Wilson interval of a rate x of n; 50 of 50 still gets an interval, not a point."""
    _refuse_impossible(x, n)
    low, high = _import_proportion().proportion_confint(
        float(x), float(n), alpha=1 - level, method="wilson"
    )
    return Interval(float(x) / float(n), max(0.0, float(low)), min(1.0, float(high)))


def newcombe(x1: float, n1: float, x2: float, n2: float, level: float = 0.95) -> Interval:
    """Return the change x1/n1 - x2/n2 with its Newcombe interval, for one rate in two periods."""
    _refuse_impossible(x1, n1)
    _refuse_impossible(x2, n2)
    x1, n1, x2, n2 = float(x1), float(n1), float(x2), float(n2)
    compare = _import_proportion().confint_proportions_2indep
    low, high = compare(x1, n1, x2, n2, method="newcomb", compare="diff", alpha=1 - level)
    return Interval(x1 / n1 - x2 / n2, float(low), float(high))


def _import_proportion() -> ModuleType:
    # without the filters for warnings that come with it: whoever imports it later would find others
    # than who does now
    with warnings.catch_warnings():
        from statsmodels.stats import proportion
    return proportion


def _refuse_impossible(x: float, n: float) -> None:
    if not (n > 0 and 0 <= x <= n):
        raise ValueError(
            f"{x} of {n} is not a proportion: the whole must be positive and hold its part"
        )
