"""Numbers and dates as a Vietnamese report prints them: read, and written back."""

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction

from errloc.printed import FigureError, Nature, Printed, read_printed, write_number

__all__ = [
    "NO_FIGURE",
    "FigureError",
    "Printed",
    "format_date",
    "format_number",
    "format_percent",
    "is_measure",
    "nature_of",
    "parse_date",
    "parse_printed",
]

NO_FIGURE = "không có số liệu"


def is_measure(unit: str) -> bool:
    """Tell whether the unit takes decimals (a percentage, an amount in tỷ đồng) rather than whole
    counts.
    """
    return unit in ("%", "tỷ đồng")


def nature_of(unit: str) -> Nature:
    """Tell how the marks of a number in this unit are read."""
    if unit == "%":
        return "percent"
    return "amount" if is_measure(unit) else "count"


def parse_printed(text: str, unit: str) -> Printed:
    """Read a number as a Vietnamese report prints it: '1.031' => 1031, '97,01%' => 97.01 to two
    decimals.

    A dot before exactly three digits groups thousands, unless the unit takes decimals; '08' is 8.
    Raises FigureError naming the text and the reading that was tried.
    """
    return read_printed(text, nature_of(unit), unit)


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
    return write_number(number, decimals)


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
