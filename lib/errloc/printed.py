"""Numbers as they are printed: read with what they leave open, and written back."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Literal

# what a number is decides how its marks are read and what it leaves open: a count is whole; a
# measure (hours, points) may have decimals; an amount (billions) and a percentage are rounded even
# where they have none, and are so seldom a thousand that a dot in them stands for the comma
Nature = Literal["count", "measure", "amount", "percent"]
Slip = Literal[
    "decimal_point",
    "missing_group_dot",
    "comma_groups",
    "misplaced_mark",
    "decimal_count",
    "more_decimals",
    "scale_word",
]
# a word beside a number: over 500, up to 500, nearly 500, about 500
Hedge = Literal["", "over", "up_to", "nearly", "about"]
Mode = Literal["half_up", "half_even", "truncate", "ceil", "unknown", "reported"]

# how far a number may lie from one that is told roughly, in multiples of that
HEDGED: dict[Hedge, tuple[Fraction, Fraction]] = {
    "over": (Fraction(1), Fraction(2)),
    "up_to": (Fraction(0), Fraction(1)),
    "nearly": (Fraction(1, 2), Fraction(1)),
    "about": (Fraction(9, 10), Fraction(11, 10)),
}
LONGEST_TEXT = 24

_GROUPED = re.compile(r"\d{1,3}(\.\d{3})+", re.ASCII)
_GROUPED_DECIMAL = re.compile(r"\d{1,3}(\.\d{3})+,\d+", re.ASCII)
_DECIMAL = re.compile(r"\d+([.,]\d+)?", re.ASCII)
# a comma before three digits may stand for a dot
_COMMA_DECIMAL = re.compile(r"(\d+|\d{1,3}(\.\d{3})+),(\d{1,2}|\d{4,})", re.ASCII)
_MARKED = re.compile(r"\d+([.,]\d+)+", re.ASCII)


class FigureError(ValueError):
    """A printed text cannot be read as a number of its unit; `why` stands for itself, its fields
    filled from `values`.
    """

    def __init__(self, why: str, **values: object):
        self.why, self.values = why, values
        super().__init__(why.format(**values) if values else why)


@dataclass(frozen=True)
class Printed:
    """A number as printed: the text, its exact value, its decimals, and slips of notation in it.

    `value` is None where nobody can tell which number is meant. `decimals` counts the places of the
    last printed digit; it is below zero where that digit stands for tens or thousands.
    """

    text: str
    value: Decimal | None
    decimals: int = 0
    faults: tuple[Slip, ...] = ()
    nature: Nature = "count"
    hedge: Hedge = ""


@dataclass(frozen=True)
class Span:
    """The true values that print as one text: bounds, each with or without its end; None: no
    bound.
    """

    low: Fraction | None
    high: Fraction | None
    low_closed: bool = True
    high_closed: bool = True

    def __contains__(self, value: Fraction) -> bool:
        above = self.low is None or value > self.low or (value == self.low and self.low_closed)
        below = self.high is None or value < self.high or (value == self.high and self.high_closed)
        return above and below


def read_printed(text: str, nature: Nature, unit: str = "") -> Printed:
    """Read a printed number: a count '1.031' => 1031, a percentage '97,01%' => 97.01 to two
    decimals.

    A dot before exactly three digits groups thousands; in an amount or a percentage it stands for
    the decimal comma. '08' is 8. Raises FigureError naming the text and, where it is given, the
    unit.
    """
    body = text.strip().removesuffix("%").strip() if nature == "percent" else text.strip()
    # beyond 28 digits Decimal would round; no figure of a report comes near
    if len(body) > LONGEST_TEXT:
        shown = text[:LONGEST_TEXT] + "…"
        raise FigureError(
            "{text} is too long for a number; write it as printed, such as 9.852", text=repr(shown)
        )
    sign = -1 if body[:1] in ("-", "−") else 1
    digits = body[1:] if sign < 0 else body
    groups = nature in ("count", "measure")
    if groups and _GROUPED.fullmatch(digits):
        return _printed(text, sign, digits.replace(".", ""), nature)
    if groups and digits.isascii() and digits.isdigit():
        return _printed(text, sign, digits, nature, _missing_dot(digits))
    if nature == "count":
        raise FigureError(
            "{text} is not a number; write it as printed in the report, such as 9.852",
            text=repr(text),
        )
    # one dot may stand for the comma, several cannot
    if _GROUPED_DECIMAL.fullmatch(digits) or (digits.count(".") > 1 and _GROUPED.fullmatch(digits)):
        return _printed(text, sign, digits.replace(".", "").replace(",", "."), nature)
    if _DECIMAL.fullmatch(digits):
        point = digits.replace(",", ".")
        slips: list[Slip] = ["decimal_point"] if "." in digits else []
        slips += _missing_dot(point.partition(".")[0]) if "." in point else []
        return _printed(text, sign, point, nature, slips)
    raise FigureError(
        "{text} is not a number in {unit}; write it as printed in the report, such as 97,01"
        if unit
        else "{text} is not a number; write it as printed in the report, such as 97,01",
        text=repr(text),
        unit=unit,
    )


def read_misprinted(text: str, nature: Nature) -> Printed:
    """Read a number whose marks are slips: a count '10,379' => 10379, '1,234.5' => 1234.5.

    What is counted and yet printed with a decimal comma, '12,5', is read as a measure. Where one
    mark stands in the wrong place nobody can tell which number was meant ('103.79' may have lost a
    digit or moved its dot): `value` is None then. Raises FigureError for what is no number at all.
    """
    body = text.strip().removesuffix("%").strip() if nature == "percent" else text.strip()
    sign = -1 if body[:1] in ("-", "−") else 1
    digits = body[1:] if sign < 0 else body
    if len(body) > LONGEST_TEXT or not _MARKED.fullmatch(digits):
        raise FigureError(
            "{text} is not a number; write it as printed", text=repr(text[:LONGEST_TEXT])
        )
    if nature == "count" and _COMMA_DECIMAL.fullmatch(digits):
        read = read_printed(text, "measure")
        return replace(read, faults=(*read.faults, "decimal_count"))
    marks = [mark for mark in digits if mark in ".,"]
    first, *groups = re.split("[.,]", digits)
    decimals = ""
    # the last mark stands before decimals where the marks before it are of the other kind
    if nature != "count" and marks.count(marks[-1]) == 1:
        decimals = "." + groups.pop()
    slips = _missing_dot(first)
    slips += ["comma_groups"] if "," in marks[: len(groups)] else []
    slips += ["decimal_point"] if decimals and marks[-1] == "." else []
    wrong = [group for group in groups if len(group) != 3]
    if len(wrong) > 1:
        raise FigureError(
            "{text} is not a number; write it as printed in the report, such as 9.852",
            text=repr(text),
        )
    if wrong:
        return Printed(text, None, 0, ("misplaced_mark",), nature)
    return _printed(text, sign, first + "".join(groups) + decimals, nature, slips)


def _missing_dot(digits: str) -> list[Slip]:
    return ["missing_group_dot"] if len(digits.lstrip("0")) > 3 else []


def _printed(
    text: str, sign: int, digits: str, nature: Nature, slips: Sequence[Slip] = ()
) -> Printed:
    value = sign * Decimal(digits)
    return Printed(text, value, max(0, -value.as_tuple().exponent), tuple(slips), nature)


def interval_of(value: Fraction, decimals: int, mode: Mode = "half_up") -> Span:
    """Return every true value that `mode` prints with so many decimals as this value; the mirror
    image below zero.
    """
    if value < 0:
        mirrored = interval_of(-value, decimals, mode)
        return Span(-mirrored.high, -mirrored.low, mirrored.high_closed, mirrored.low_closed)
    unit = Fraction(10) ** -decimals
    if value == 0 and mode in ("half_up", "truncate", "reported"):
        # halves go away from zero on both sides of it
        reach = unit / 2 if mode == "half_up" else unit
        return Span(-reach, reach, False, False)
    match mode:
        case "half_up":
            return Span(value - unit / 2, value + unit / 2, True, False)
        case "half_even":
            even = (value / unit) % 2 == 0
            return Span(value - unit / 2, value + unit / 2, even, even)
        case "truncate":
            return Span(value, value + unit, True, False)
        case "ceil":
            return Span(value - unit, value, False, True)
        case "reported":
            # reports round or cut: either way of printing counts as right
            return Span(value - unit / 2, value + unit, True, False)
        case "unknown":
            return Span(value - unit, value + unit, False, False)
    raise ValueError(
        f"{mode!r} is not a way of rounding; use half_up, half_even, truncate, ceil, reported or"
        " unknown"
    )


def true_values(printed: Printed, mode: Mode = "half_up") -> Span:
    """Return every value that a printed number may stand for.

    A count or measure without decimals stands for itself; everything else for what prints so at
    its precision. A word beside it widens that: nobody says "over 500" of more than twice as
    many.
    """
    if printed.value is None:
        return Span(None, None)
    value = Fraction(printed.value)
    if printed.hedge:
        low, high = HEDGED[printed.hedge]
        return Span(*sorted((value * low, value * high)))
    if printed.decimals == 0 and printed.nature in ("count", "measure"):
        return Span(value, value)
    span = interval_of(value, printed.decimals, mode)
    if printed.nature != "count":
        return span
    last = floor(span.high) if span.high_closed else ceil(span.high) - 1
    return Span(Fraction(ceil(span.low)), Fraction(last))


def round_half_up(value: Fraction, decimals: int) -> Fraction:
    """Round as people do by hand: halves go away from zero."""
    scaled = abs(value) * 10**decimals
    whole = floor(scaled + Fraction(1, 2))
    return Fraction(whole if value >= 0 else -whole, 10**decimals)


def write_number(value: int | Decimal | Fraction, decimals: int) -> str:
    """Write a number with so many decimals: 1234.5 with one => '1.234,5', -3 => '−3'; halves round
    up.
    """
    over, under = value.as_integer_ratio()
    scale = 10**decimals
    # whole numbers alone: a Decimal would hold 28 digits
    whole, rest = divmod((2 * abs(over) * scale + under) // (2 * under), scale)
    text = f"{whole:,}".replace(",", ".") + (f",{rest:0{decimals}}" if decimals else "")
    return "−" + text if over < 0 and (whole or rest) else text


def write_percent(value: int | Decimal | Fraction, decimals: int) -> str:
    """Write a value in percent units: 97.012 with two decimals => '97,01%'."""
    return write_number(value, decimals) + "%"
