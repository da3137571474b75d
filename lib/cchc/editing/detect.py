"""Evaluate rules over many quarters at once, in exact integer arithmetic.

A column holds one fact for every unit (a quarter of a locality): whole numbers of 10^-places, so that
4.391,744 tỷ đồng to three places is 4391744. Nothing here is a floating-point number.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import lcm

import numpy as np
import pandas as pd

from .rules import Linear, Rate, Rule, Terms

SAFE = 2**62
COLUMNS = ["unit", "rule", "verdict", "residual"]


@dataclass(frozen=True)
class Column:
    """One fact for all units: `scaled` int64 [units], known where `known`; `decimals` as printed [units]."""

    scaled: np.ndarray
    known: np.ndarray
    places: int
    decimals: np.ndarray

    @classmethod
    def of(cls, values: Sequence[Decimal | None], decimals: Sequence[int]) -> "Column":
        """Build a column from exact values; None is a missing figure."""
        places = int(max(decimals, default=0))
        known = np.array([v is not None for v in values], dtype=bool)
        scaled = [int(v.scaleb(places)) if v is not None else 0 for v in values]
        return cls(_integers(scaled), known, places, np.array(decimals, dtype=np.int64))

    @cached_property
    def complete(self) -> bool:
        return bool(self.known.all())

    @cached_property
    def largest(self) -> int:
        """The greatest size of any value, at least 1: it tells whether 64 bits hold what is computed from it."""
        # the ends, not the sizes: turning the sign of the least 64-bit integer would overflow
        return max(1, int(self.scaled.max(initial=0)), -int(self.scaled.min(initial=0)))

    @cached_property
    def filled(self) -> np.ndarray:
        """The values with 0 where one is missing."""
        return self.scaled if self.complete else np.where(self.known, self.scaled, 0)

    @cached_property
    def as_printed(self) -> tuple[np.ndarray, np.ndarray]:
        """10^decimals and the value in units of its own last decimal, each as printed."""
        powers = [10**k for k in range(self.places + 1)]
        power = np.array(powers, dtype=self.scaled.dtype)[self.decimals]
        unit = np.array(powers[::-1], dtype=self.scaled.dtype)[self.decimals]
        return power, self.scaled // unit


def _integers(values: Sequence[int]) -> np.ndarray:
    """Hold whole numbers as int64, or as Python's own integers where one is too large for that."""
    fits = all(abs(v) < 2**62 for v in values)
    return np.array(values, dtype=np.int64 if fits else object)


def detect(columns: Mapping[str, Column], rules: Sequence[Rule]) -> pd.DataFrame:
    """Evaluate every rule for every unit and return the broken ones.

    Returns a frame with unit (position), rule (position in `rules`), verdict (truncated or wrong) and residual
    (left side minus right side as a Fraction; for a percentage the printed minus the true value), ordered by
    rule and unit. A missing figure is free but not negative: a sum with a part missing may still be too large.
    """
    frames = []
    for position, rule in enumerate(rules):
        check = _check_rate if isinstance(rule.constraint, Rate) else _check_linear
        wrong, cut, residuals = check(columns, rule.constraint)
        units = np.flatnonzero(wrong | cut)
        if len(units):
            verdicts = np.where(cut[units], "truncated", "wrong")
            frames.append((units, np.full(len(units), position), verdicts, residuals(units)))
    if not frames:
        return pd.DataFrame([], columns=COLUMNS)
    joined = (np.concatenate(parts) for parts in zip(*frames, strict=True))
    return pd.DataFrame(dict(zip(COLUMNS, joined, strict=True))).astype({"verdict": object})


def _size(columns: Mapping[str, Column]) -> int:
    return max((len(column.known) for column in columns.values()), default=0)


@dataclass(frozen=True)
class _Total:
    """A sum per unit, as a whole number, and where a missing term could raise or lower it."""

    value: np.ndarray
    raised: np.ndarray
    lowered: np.ndarray
    largest: int


def _sum(columns: Mapping[str, Column], terms: Terms, constant: Fraction, places: int, factor: int) -> _Total:
    """Add terms exactly: sum·factor·10^places."""
    count = _size(columns)
    rest = int(constant * factor * 10**places)
    weights = {
        name: int(c * factor) * 10 ** (places - columns[name].places) for name, c in terms.items() if name in columns
    }
    largest = abs(rest) + sum(abs(weight) * columns[name].largest for name, weight in weights.items())
    # beyond int64 Python's own integers take over: slower, still exact
    kind = np.int64 if largest < SAFE else object
    total = np.full(count, rest, dtype=kind)
    raised, lowered = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
    for name, coefficient in terms.items():
        column = columns.get(name)
        if column is not None:
            term = column.filled.astype(kind, copy=False)
            if weights[name] == 1:
                total += term
            elif weights[name] == -1:
                total -= term
            else:
                total += term * weights[name]
            if column.complete:
                continue
        missing = True if column is None else ~column.known
        if coefficient > 0:
            raised |= missing
        else:
            lowered |= missing
    return _Total(total, raised, lowered, largest)


def _scales(columns: Mapping[str, Column], *forms: tuple[Terms, Fraction]) -> tuple[int, int]:
    places = max((columns[n].places for terms, _ in forms for n in terms if n in columns), default=0)
    factor = lcm(*(f.denominator for terms, constant in forms for f in (*terms.values(), constant)))
    return places, factor


def _check_linear(columns: Mapping[str, Column], rule: Linear):
    places, factor = _scales(columns, (rule.coefficients, rule.constant))
    total = _sum(columns, rule.coefficients, -rule.constant, places, factor)
    wrong = np.zeros(len(total.value), dtype=bool)
    if rule.op in ("==", "<=", "<"):
        too_high = total.value >= 0 if rule.op == "<" else total.value > 0
        wrong |= too_high.astype(bool, copy=False) & ~total.lowered
    if rule.op in ("==", ">=", ">"):
        too_low = total.value <= 0 if rule.op == ">" else total.value < 0
        wrong |= too_low.astype(bool, copy=False) & ~total.raised
    scale = factor * 10**places
    return wrong, np.zeros_like(wrong), lambda units: _objects(Fraction(v, scale) for v in total.value[units].tolist())


def _check_rate(columns: Mapping[str, Column], rule: Rate):
    top, bottom = rule.numerator, rule.denominator
    places, factor = _scales(columns, (top.terms, top.constant), (bottom.terms, bottom.constant))
    above = _sum(columns, top.terms, top.constant, places, factor)
    below = _sum(columns, bottom.terms, bottom.constant, places, factor)
    rate = columns.get(rule.rate)
    if rate is None:
        nothing = np.zeros(len(above.value), dtype=bool)
        return nothing, nothing, _objects
    opened = above.raised | above.lowered | below.raised | below.lowered
    if not rate.complete:
        opened |= ~rate.known
    # p = P/10^k prints 100 n/d: half-up (2P-1)d <= 200·10^k n < (2P+1)d, truncated P d <= 100·10^k n < (P+1)d
    power, printed = rate.as_printed
    reach = 201 * 10**rate.places * above.largest + (2 * rate.largest + 2) * 10 * below.largest
    kind = np.int64 if reach < SAFE else object
    n, d = above.value.astype(kind, copy=False), below.value.astype(kind, copy=False)
    power, printed = power.astype(kind, copy=False), printed.astype(kind, copy=False)
    if above.value.min(initial=0) < 0:
        # below zero halves go away from zero too: what holds for the mirror image holds
        flip = np.where(n < 0, -1, 1).astype(kind)
        printed, n = printed * flip, n * flip
    # how far 100 n/d lies above the printed rate, in halves of its last digit and times d
    gap = 200 * power * n - 2 * printed * d
    positive = (d > 0).astype(bool, copy=False)
    rounded = positive & (gap >= -d).astype(bool, copy=False) & (gap < d).astype(bool, copy=False)
    cut = positive & ~rounded & ~opened & (gap >= 0).astype(bool, copy=False) & (gap < 2 * d).astype(bool, copy=False)
    wrong = ~rounded & ~cut & ~opened

    def residuals(units: np.ndarray) -> np.ndarray:
        triples = zip(rate.scaled[units].tolist(), above.value[units].tolist(), d[units].tolist(), strict=True)
        return _objects(Fraction(p, 10**rate.places) - Fraction(100 * a, b) if b else None for p, a, b in triples)

    return wrong, cut, residuals


def _objects(values: Iterable[Fraction | None]) -> np.ndarray:
    """Hold exact numbers in an array, which numpy would otherwise turn into floats or refuse."""
    listed = list(values)
    held = np.empty(len(listed), dtype=object)
    held[:] = listed
    return held
