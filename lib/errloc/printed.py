"""Numbers as they are printed: a dot groups thousands, a comma stands before decimals; read and
written.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Literal

# what a number is decides how its marks are read: a whole count has no decimals
Nature = Literal["count", "amount", "percent"]
Slip = Literal["decimal_point", "missing_group_dot"]

LONGEST_TEXT = 24

_GROUPED = re.compile(r"\d{1,3}(\.\d{3})+", re.ASCII)
_GROUPED_DECIMAL = re.compile(r"\d{1,3}(\.\d{3})+,\d+", re.ASCII)
_DECIMAL = re.compile(r"\d+([.,]\d+)?", re.ASCII)


class FigureError(ValueError):
    """A printed text cannot be read as a number of its unit."""


@dataclass(frozen=True)
class Printed:
    """A number as printed: the text, its exact value, its decimals, and slips of notation in it."""

    text: str
    value: Decimal
    decimals: int
    faults: tuple[Slip, ...] = ()


def read_printed(text: str, nature: Nature, unit: str = "") -> Printed:
    """Read a printed number: a count '1.031' => 1031, a percentage '97,01%' => 97.01 to two
    decimals.

    A dot before exactly three digits groups the thousands of a count; in an amount or a percentage
    it stands for the decimal comma. '08' is 8. Raises FigureError naming the text and, where it is
    given, the unit.
    """
    body = text.strip().removesuffix("%").strip() if nature == "percent" else text.strip()
    # beyond 28 digits Decimal would round; no figure of a report comes near
    if len(body) > LONGEST_TEXT:
        shown = text[:LONGEST_TEXT] + "…"
        raise FigureError(f"{shown!r} is too long for a number; write it as printed, such as 9.852")
    sign = -1 if body[:1] in ("-", "−") else 1
    digits = body[1:] if sign < 0 else body
    if nature != "count":
        if _GROUPED_DECIMAL.fullmatch(digits):
            return _printed(text, sign, digits.replace(".", "").replace(",", "."))
        if _DECIMAL.fullmatch(digits):
            slips = ("decimal_point",) if "." in digits else ()
            return _printed(text, sign, digits.replace(",", "."), slips)
        inside = f" in {unit}" if unit else ""
        raise FigureError(
            f"{text!r} is not a number{inside}; write it as printed in the report, such as 97,01"
        )
    if _GROUPED.fullmatch(digits):
        return _printed(text, sign, digits.replace(".", ""))
    if digits.isascii() and digits.isdigit():
        slips = ("missing_group_dot",) if len(digits.lstrip("0")) > 3 else ()
        return _printed(text, sign, digits, slips)
    raise FigureError(f"{text!r} is not a number; write it as printed in the report, such as 9.852")


def _printed(text: str, sign: int, digits: str, slips: tuple[Slip, ...] = ()) -> Printed:
    value = sign * Decimal(digits)
    return Printed(text, value, max(0, -value.as_tuple().exponent), slips)


def write_number(value: int | Decimal | Fraction, decimals: int) -> str:
    """Write a number with so many decimals: 1234.5 with one => '1.234,5', -3 => '−3'; halves round
    up.
    """
    if isinstance(value, Fraction):
        value = Decimal(value.numerator) / Decimal(value.denominator)
    number = Decimal(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = f"{abs(number):,.{decimals}f}".translate(str.maketrans(",.", ".,"))
    return "−" + text if number < 0 else text


def write_percent(value: int | Decimal | Fraction, decimals: int) -> str:
    """Write a value in percent units: 97.012 with two decimals => '97,01%'."""
    return write_number(value, decimals) + "%"
