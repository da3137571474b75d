"""Say exactly which counts a printed percentage allows, and what is wrong with one that does not
fit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Literal

from .printed import Mode, Span, interval_of, read_printed, round_half_up, write_percent

RateFault = Literal["ok", "truncated", "impossible", "capped", "slipped", "other_base", "wrong"]


@dataclass(frozen=True)
class RateVerdict:
    """What a printed percentage is worth: the verdict, what should be printed, the named base."""

    verdict: RateFault
    expected: str
    base: str


def read_percent(printed: str) -> tuple[Fraction, int]:
    """Read a percentage and its printed decimals: '95,3%' => (Fraction(953, 10), 1), '95,30' has
    two.
    """
    figure = read_printed(printed, "percent", "%")
    return Fraction(figure.value), figure.decimals


def interval(printed: str, mode: Mode = "half_up") -> Span:
    """Return every true percentage that `mode` prints as this text; the mirror image below zero."""
    value, decimals = read_percent(printed)
    return interval_of(value, decimals, mode)


def possible_numerators(printed: str, denominator: int, mode: Mode = "half_up") -> range:
    """Return every count that is printed so, out of `denominator`; empty where none is (the GRIM
    test).

    A part is not above its whole unless the text itself is above 100, and not below zero unless the
    text is, as that of a decrease.
    """
    if denominator < 1:
        return range(0)
    value, decimals = read_percent(printed)
    span = interval_of(value, decimals, mode)
    low, high = span.low * denominator / 100, span.high * denominator / 100
    first = ceil(low) if span.low_closed else floor(low) + 1
    last = floor(high) if span.high_closed else ceil(high) - 1
    if value <= 100:
        last = min(last, denominator)
    if value >= 0:
        first = max(first, 0)
    return range(first, max(last + 1, first))


def slip_of(value: Fraction, decimals: int, true: Fraction) -> int:
    """Return by how many places the decimal mark must move right to print `true`; 0 where no move
    does.
    """
    for places in (1, -1, 2, -2, 3, -3):
        moved = interval_of(value * Fraction(10) ** places, max(decimals - places, 0))
        if value and true in moved:
            return places
    return 0


def judge_rate(
    printed: str,
    numerator: int,
    denominator: int,
    others: Mapping[str, tuple[int, int]] | None = None,
) -> RateVerdict:
    """Judge a printed percentage of two counts; `others` names further pairs it may have been taken
    from.

    A cause that explains the text (capped, slipped, other_base) goes before "impossible", which
    says that no count at all, rounded or truncated, prints so out of this denominator.
    """
    value, decimals = read_percent(printed)
    if denominator < 1:
        return RateVerdict("impossible", "", "")
    true = Fraction(100 * numerator, denominator)
    fitting = [
        name
        for name, (part, whole) in sorted((others or {}).items())
        if whole > 0 and Fraction(100 * part, whole) in interval_of(value, decimals)
    ]
    base = ""
    verdict: RateFault = "wrong"
    if true in interval_of(value, decimals):
        verdict = "ok"
    elif true in interval_of(value, decimals, "truncate"):
        verdict = "truncated"
    elif value == 100 and numerator > denominator:
        verdict = "capped"
    elif slip_of(value, decimals, true):
        verdict = "slipped"
    elif fitting:
        verdict, base = "other_base", fitting[0]
    elif not any(
        possible_numerators(printed, denominator, mode) for mode in ("half_up", "truncate")
    ):
        verdict = "impossible"
    return RateVerdict(verdict, write_percent(round_half_up(true, decimals), decimals), base)
