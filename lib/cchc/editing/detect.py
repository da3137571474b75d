"""Evaluate rules over many quarters at once, in exact integer arithmetic.

A column holds one fact for every unit (a quarter of a locality): whole numbers of 10^-places, so that
4.391,744 tỷ đồng to three places is 4391744. Nothing here is a floating-point number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm

import numpy as np
import pandas as pd

from .rules import Linear, Rate, Rule, Terms

SAFE = 2**62
VERDICTS = ("ok", "truncated", "wrong", "open")
OK, TRUNCATED, WRONG, OPEN = range(4)


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
    found = []
    for position, rule in enumerate(rules):
        check = _check_rate if isinstance(rule.constraint, Rate) else _check_linear
        verdicts, residual = check(columns, rule.constraint)
        units = np.flatnonzero((verdicts == TRUNCATED) | (verdicts == WRONG))
        for unit in units:
            found.append((int(unit), position, VERDICTS[verdicts[unit]], residual(unit)))
    return pd.DataFrame(found, columns=["unit", "rule", "verdict", "residual"])


def _size(columns: Mapping[str, Column]) -> int:
    return max((len(column.known) for column in columns.values()), default=0)


def _sum(columns: Mapping[str, Column], terms: Terms, constant: Fraction, places: int, factor: int):
    """Add terms exactly: sum·factor·10^places, and per unit whether a missing term could raise or lower it."""
    count = _size(columns)
    scale = factor * 10**places
    known = [(columns[name], scale_of) for name, scale_of in terms.items() if name in columns]
    reach = sum(
        abs(int(c * factor)) * 10 ** (places - column.places) * int(abs(column.scaled).max(initial=1))
        for column, c in known
    )
    # beyond int64 Python's own integers take over: slower, still exact
    total = np.zeros(count, dtype=np.int64 if reach + abs(int(constant * scale)) < SAFE else object)
    raised, lowered = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
    for name, coefficient in terms.items():
        column = columns.get(name)
        missing = ~column.known if column is not None else np.ones(count, dtype=bool)
        if column is not None:
            weight = int(coefficient * factor) * 10 ** (places - column.places)
            term = column.scaled if total.dtype == np.int64 else column.scaled.astype(object)
            total += np.where(column.known, term, 0) * weight
        if coefficient > 0:
            raised |= missing
        else:
            lowered |= missing
    return total + int(constant * scale), raised, lowered


def _scales(columns: Mapping[str, Column], *forms: tuple[Terms, Fraction]) -> tuple[int, int]:
    places = max((columns[n].places for terms, _ in forms for n in terms if n in columns), default=0)
    factor = lcm(*(f.denominator for terms, constant in forms for f in (*terms.values(), constant)))
    return places, factor


def _check_linear(columns: Mapping[str, Column], rule: Linear):
    places, factor = _scales(columns, (rule.coefficients, rule.constant))
    total, raised, lowered = _sum(columns, rule.coefficients, -rule.constant, places, factor)
    too_high = total >= 0 if rule.op == "<" else total > 0
    too_low = total <= 0 if rule.op == ">" else total < 0
    broken = np.zeros(len(total), dtype=bool)
    if rule.op in ("==", "<=", "<"):
        broken |= too_high.astype(bool) & ~lowered
    if rule.op in ("==", ">=", ">"):
        broken |= too_low.astype(bool) & ~raised
    verdicts = np.where(broken, WRONG, np.where(raised | lowered, OPEN, OK))
    return verdicts, lambda unit: Fraction(int(total[unit]), factor * 10**places)


def _check_rate(columns: Mapping[str, Column], rule: Rate):
    top, bottom = rule.numerator, rule.denominator
    places, factor = _scales(columns, (top.terms, top.constant), (bottom.terms, bottom.constant))
    numerator, *missing_top = _sum(columns, top.terms, top.constant, places, factor)
    denominator, *missing_bottom = _sum(columns, bottom.terms, bottom.constant, places, factor)
    rate = columns.get(rule.rate)
    count = len(numerator)
    if rate is None:
        return np.full(count, OPEN), None
    opened = ~rate.known | np.logical_or.reduce([*missing_top, *missing_bottom])
    # p = P/10^k prints 100 n/d: half-up (2P-1)d <= 200·10^k n < (2P+1)d, truncated P d <= 100·10^k n < (P+1)d
    largest = 201 * 10 ** max(rate.places, 1) * int(max(abs(numerator).max(initial=1), abs(denominator).max(initial=1)))
    kind = np.int64 if largest * int(abs(rate.scaled).max(initial=1)) < SAFE else object
    power = np.array([10 ** int(k) for k in range(rate.places + 1)], dtype=kind)[rate.decimals]
    printed = rate.scaled.astype(kind) // np.array(10**rate.places, dtype=kind) * power + (
        rate.scaled.astype(kind) % 10**rate.places * power // 10**rate.places
    )
    # below zero halves go away from zero too: what holds for the mirror image holds
    flip = np.where(numerator < 0, -1, 1).astype(kind)
    printed, n, d = printed * flip, numerator.astype(kind) * flip, denominator.astype(kind)
    value = 200 * power * n
    rounded = ((2 * printed - 1) * d <= value) & (value < (2 * printed + 1) * d)
    cut = (2 * printed * d <= value) & (value < 2 * (printed + 1) * d)
    verdicts = np.select([opened, (d > 0) & rounded, (d > 0) & cut], [OPEN, OK, TRUNCATED], WRONG)

    def residual(unit: int) -> Fraction | None:
        if not d[unit]:
            return None
        printed_value = Fraction(int(rate.scaled[unit]), 10**rate.places)
        return printed_value - Fraction(100 * int(numerator[unit]), int(d[unit]))

    return verdicts, residual
