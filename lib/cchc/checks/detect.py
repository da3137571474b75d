"""Evaluate rules over many quarters at once, in exact integer arithmetic.

A column holds one fact for every unit (a quarter of a locality): whole numbers of 10^-places, so
that 4.391,744 tỷ đồng to three places is 4391744. Nothing here is a floating-point number.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import lcm

import numpy as np
import pandas as pd

from errloc.rules import Linear, Rate, Rule, Terms

SAFE = 2**62
COLUMNS = ["unit", "rule", "verdict", "residual"]


@dataclass(frozen=True)
class Column:
    """One fact for all units: `scaled` int64 [units], known where `known`; `decimals` as printed
    [units].
    """

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
        """The greatest size of any value, at least 1: it tells whether 64 bits hold what is
        computed from it.
        """
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
        if (self.decimals == self.places).all():
            return np.array([powers[-1]], dtype=self.scaled.dtype), self.scaled
        power = np.array(powers, dtype=self.scaled.dtype)[self.decimals]
        unit = np.array(powers[::-1], dtype=self.scaled.dtype)[self.decimals]
        return power, self.scaled // unit


def _integers(values: Sequence[int]) -> np.ndarray:
    """Hold whole numbers as int64, or as Python's own integers where one is too large for that."""
    fits = all(abs(v) < 2**62 for v in values)
    return np.array(values, dtype=np.int64 if fits else object)


def detect(columns: Mapping[str, Column], rules: Sequence[Rule]) -> pd.DataFrame:
    """Evaluate every rule for every unit and return the broken ones.

    Returns a frame with unit (position), rule (position in `rules`), verdict (truncated or wrong)
    and residual (left side minus right side as a Fraction; for a percentage the printed minus the
    true value), ordered by rule and unit. A missing figure is free but not negative: a sum with a
    part missing may still be too large.
    """
    frames = []
    for position, rule in enumerate(rules):
        check = _check_rate if isinstance(rule.constraint, Rate) else _check_linear
        units, verdicts, residuals = check(columns, rule.constraint)
        if len(units):
            frames.append((units, np.full(len(units), position), verdicts, residuals))
    if not frames:
        return pd.DataFrame([], columns=COLUMNS)
    joined = (np.concatenate(parts) for parts in zip(*frames, strict=True))
    return pd.DataFrame(dict(zip(COLUMNS, joined, strict=True))).astype({"verdict": object})


def _size(columns: Mapping[str, Column]) -> int:
    return max((len(column.known) for column in columns.values()), default=0)


@dataclass(frozen=True)
class _Total:
    """A sum per unit, as a whole number, with its missing terms taken as 0."""

    value: np.ndarray
    largest: int
    raising: tuple[Column | None, ...]
    lowering: tuple[Column | None, ...]

    def may_rise(self, units: np.ndarray) -> np.ndarray:
        """Tell for some units whether a missing figure, being no less than 0, could make the sum
        larger.
        """
        return _missing(self.raising, units)

    def may_fall(self, units: np.ndarray) -> np.ndarray:
        return _missing(self.lowering, units)


def _missing(columns: Iterable[Column | None], units: np.ndarray) -> np.ndarray:
    gone = np.zeros(len(units), dtype=bool)
    for column in columns:
        gone |= True if column is None else ~column.known[units]
    return gone


def _sum(
    columns: Mapping[str, Column], terms: Terms, constant: Fraction, places: int, factor: int
) -> _Total:
    """Add terms exactly: sum·factor·10^places."""
    rest = int(constant * factor * 10**places)
    stated = {name: columns[name] for name in terms if name in columns}
    weights = {
        name: int(terms[name] * factor) * 10 ** (places - column.places)
        for name, column in stated.items()
    }
    largest = abs(rest) + sum(
        abs(weights[name]) * column.largest for name, column in stated.items()
    )
    # beyond int64 Python's own integers take over: slower, still exact
    kind = np.int64 if largest < SAFE else object
    total = np.full(_size(columns), rest, dtype=kind)
    for name, column in stated.items():
        term, weight = column.filled.astype(kind, copy=False), weights[name]
        # most factors are 1 or -1: multiplying by them would cost as much again as adding
        if weight == -1:
            total -= term
        else:
            total += term if weight == 1 else term * weight
    open_terms = [
        (f, columns.get(n)) for n, f in terms.items() if n not in columns or not columns[n].complete
    ]
    raising, lowering = (tuple(c for f, c in open_terms if (f > 0) == up) for up in (True, False))
    return _Total(total, largest, raising, lowering)


def _scales(columns: Mapping[str, Column], *forms: tuple[Terms, Fraction]) -> tuple[int, int]:
    places = max(
        (columns[n].places for terms, _ in forms for n in terms if n in columns), default=0
    )
    factor = lcm(*(f.denominator for terms, constant in forms for f in (*terms.values(), constant)))
    return places, factor


def _check_linear(columns: Mapping[str, Column], rule: Linear):
    places, factor = _scales(columns, (rule.coefficients, rule.constant))
    total = _sum(columns, rule.coefficients, -rule.constant, places, factor)
    compare = {
        "==": np.not_equal,
        "<=": np.greater,
        "<": np.greater_equal,
        ">=": np.less,
        ">": np.less_equal,
    }
    kept = compare[rule.op](total.value, 0).astype(bool, copy=False)
    units = np.flatnonzero(kept)
    # too large is wrong unless a missing figure could lower it; on the dividing line "<" and ">"
    # are wrong too
    values = total.value[units]
    high = ((values > 0) | (rule.op == "<")).astype(bool, copy=False)
    wrong = np.where(high, ~total.may_fall(units), ~total.may_rise(units))
    scale = factor * 10**places
    residuals = _objects(Fraction(value, scale) for value in values[wrong].tolist())
    return units[wrong], np.full(len(residuals), "wrong"), residuals


def _check_rate(columns: Mapping[str, Column], rule: Rate):
    top, bottom = rule.numerator, rule.denominator
    places, factor = _scales(columns, (top.terms, top.constant), (bottom.terms, bottom.constant))
    above = _sum(columns, top.terms, top.constant, places, factor)
    below = _sum(columns, bottom.terms, bottom.constant, places, factor)
    rate = columns.get(rule.rate)
    if rate is None:
        return (), (), ()
    # p = P/10^k prints 100 n/d: half-up (2P-1)d <= 200·10^k n < (2P+1)d, truncated P d <= 100·10^k
    # n < (P+1)d
    power, printed = rate.as_printed
    # a side without any figure is 0 in size, and the rate itself must fit too
    reach = 201 * 10**rate.places * max(1, above.largest) + (2 * rate.largest + 2) * 10 * max(
        1, below.largest
    )
    kind = np.int64 if reach < SAFE else object
    n, d = above.value.astype(kind, copy=False), below.value.astype(kind, copy=False)
    power, printed = power.astype(kind, copy=False), printed.astype(kind, copy=False)
    if above.value.min(initial=0) < 0:
        # below zero halves go away from zero too: what holds for the mirror image holds
        flip = np.where(n < 0, -1, 1).astype(kind)
        printed, n = printed * flip, n * flip
    # how far 100 n/d lies above the printed rate, in halves of its last digit and times d
    gap = 200 * power * n
    gap -= 2 * printed * d
    units = np.flatnonzero(
        ~((gap >= -d) & (gap < d)).astype(bool, copy=False) | (d <= 0).astype(bool, copy=False)
    )
    gone = (
        above.may_rise(units)
        | above.may_fall(units)
        | below.may_rise(units)
        | below.may_fall(units)
    )
    units = units[rate.known[units] & ~gone]
    gap, whole = gap[units], d[units]
    cut = ((gap >= 0) & (gap < 2 * whole)).astype(bool, copy=False)
    triples = zip(
        rate.scaled[units].tolist(), above.value[units].tolist(), whole.tolist(), strict=True
    )
    # one fraction instead of the difference of two: p/10^k - 100 a/b
    scale = 10**rate.places
    residuals = (Fraction(p * b - 100 * scale * a, scale * b) if b else None for p, a, b in triples)
    return units, np.where(cut, "truncated", "wrong"), _objects(residuals)


def _objects(values: Iterable[Fraction | None]) -> np.ndarray:
    """Hold exact numbers in an array, which numpy would otherwise turn into floats or refuse."""
    listed = list(values)
    held = np.empty(len(listed), dtype=object)
    held[:] = listed
    return held
