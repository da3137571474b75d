"""Numbers and dates as a Vietnamese report prints them: read, and written back."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Literal

NO_FIGURE = "không có số liệu"

Fault = Literal["decimal_point", "missing_group_dot"]

LONGEST = 24

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
    faults: tuple[Fault, ...] = ()


def is_measure(unit: str) -> bool:
    """Tell whether the unit takes decimals (a percentage, an amount in tỷ đồng) rather than whole
    counts.
    """
    return unit in ("%", "tỷ đồng")


def parse_printed(text: str, unit: str) -> Printed:
    """Read a number as a Vietnamese report prints it: '1.031' => 1031, '97,01%' => 97.01 to two
    decimals.

    A dot before exactly three digits groups thousands, unless the unit is a percentage or tỷ đồng;
    '08' is 8. Raises FigureError naming the text and the reading that was tried.
    """
    body = text.strip().removesuffix("%").strip() if unit == "%" else text.strip()
    # beyond 28 digits Decimal would round; no figure of a report comes near
    if len(body) > LONGEST:
        raise FigureError(
            f"{text[:LONGEST] + '…'!r} is too long for a number; write it as printed, such as 9.852"
        )
    sign = -1 if body[:1] in ("-", "−") else 1
    digits = body[1:] if sign < 0 else body
    if is_measure(unit):
        if _GROUPED_DECIMAL.fullmatch(digits):
            return _printed(text, sign, digits.replace(".", "").replace(",", "."))
        if _DECIMAL.fullmatch(digits):
            return _printed(
                text, sign, digits.replace(",", "."), *["decimal_point"] * ("." in digits)
            )
        raise FigureError(
            f"{text!r} is not a number in {unit}; write it as printed in the report, such as 97,01"
        )
    if _GROUPED.fullmatch(digits):
        return _printed(text, sign, digits.replace(".", ""))
    if digits.isascii() and digits.isdigit():
        return _printed(text, sign, digits, *["missing_group_dot"] * (len(digits.lstrip("0")) > 3))
    raise FigureError(f"{text!r} is not a number; write it as printed in the report, such as 9.852")


def _printed(text: str, sign: int, digits: str, *faults: Fault) -> Printed:
    value = sign * Decimal(digits)
    return Printed(text, value, max(0, -value.as_tuple().exponent), faults)


def format_number(
    value: float | int | Decimal | Fraction | None, decimals: int | None = None
) -> str:
    """Write a number in Vietnamese form: 1234.5 => '1.234,5', -3 => '−3', None => 'không có số
    liệu'.

    Without `decimals` a whole number has none, a Decimal its own and a float up to two. Halves
    round up, as people do by hand.
    """
    if value is None or value != value:
        return NO_FIGURE
    if isinstance(value, Fraction):
        value = Decimal(value.numerator) / Decimal(value.denominator)
        decimals = decimals if decimals is not None else 2 if value % 1 else 0
    if not isinstance(value, Decimal):
        value = int(value) if value == int(value) else float(value)
    number = value if isinstance(value, Decimal) else Decimal(repr(value))
    if decimals is None:
        own = max(0, -number.as_tuple().exponent)
        decimals = own if isinstance(value, Decimal) else min(2, own) if number % 1 else 0
    number = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = f"{abs(number):,.{decimals}f}".translate(str.maketrans(",.", ".,"))
    return "−" + text if number < 0 else text


def format_percent(value: float | int | Decimal | Fraction | None, decimals: int | None = 2) -> str:
    """Write a value in percent units: 97.012 => '97,01%'."""
    return NO_FIGURE if value is None or value != value else format_number(value, decimals) + "%"


def format_date(day: date) -> str:
    """Write a date as administrative documents do: days below 10 and months 1 and 2 take a leading
    zero.
    """
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{day.day:02d}/{month}/{day.year}"


def parse_date(text: str) -> date | None:
    """Read '12/01/2024' or '26 tháng 12 năm 2023'; None for an empty text.

    Raises FigureError for a text that names no day of the calendar.
    """
    if not text:
        return None
    found = re.fullmatch(
        r"(\d{1,2})(?:/| tháng )(\d{1,2})(?:/| năm )(\d{4})", text.removeprefix("ngày ").strip()
    )
    try:
        return date(int(found[3]), int(found[2]), int(found[1]))
    except (TypeError, ValueError):
        raise FigureError(
            f"{text!r} is not a date; write it as printed, such as 14/3/2024"
        ) from None
