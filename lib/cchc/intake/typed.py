"""What people type into a cell, read as a number and written back as a Vietnamese report prints
it.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal

from cchc.language import say
from cchc.model.numbers import FigureError, format_number, parse_printed
from cchc.model.units import is_measure, nature_of, shown_decimals

from .magnitudes import (
    check_percent,
    check_size,
    is_thousandth,
    say_magnitude,
    say_reading,
)

DOT_IS_COMMA = ("percent", "amount")
_SPACED = re.compile(r"\d{1,3}([ \u00a0\u202f']\d{3})+(?!\d)")
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.')


@dataclass(frozen=True)
class Typed:
    """A number in printed form, and in words how it was read where more than one reading could be
    thought of.
    """

    printed: str
    says: str = ""


def read_typed(
    value: object, unit: str, number_format: str = "General", before: Decimal | None = None
) -> Typed:
    """Read the value of a cell as a number of its unit: 1031 => '1.031', 0.9701 shown in percent =>
    '97,01%'.

    Text may use either decimal mark, grouped digits, and the unit behind the number. `before` is
    the number of the last quarter: one far away from it is told. Raises FigureError for what is no
    number of the unit or could be two different ones: nothing is guessed.
    """
    if isinstance(value, bool):
        raise FigureError(
            say("{value} is not a number; type the number itself", value=str(value).upper())
        )
    if isinstance(value, date | datetime | time):
        raise FigureError(
            say(
                "the spreadsheet took what was typed for a date ({value}); type the number itself",
                value=value,
            )
        )
    if isinstance(value, str):
        number, printed, says = _read_text(value, unit, before)
    elif isinstance(value, int | float):
        number, printed, says = _read_number(value, unit, number_format, before)
    else:
        raise FigureError(say("{value} is not a number; type the number itself", value=repr(value)))
    told = [says, say_magnitude(number, unit, before)]
    return Typed(printed, "; ".join(filter(None, told)))


def _read_number(
    value: int | float, unit: str, number_format: str, before: Decimal | None
) -> tuple[Decimal, str, str]:
    # twelve digits: the sum of 0.1 and 0.2 is 0.3
    number = Decimal(format(value, ".12g")) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        raise FigureError(say("{value} is not a number; type the number itself", value=value))
    check_size(number, unit)
    says = ""
    if unit == "%":
        signed = "%" in _QUOTED.sub("", number_format)
        number = 100 * number if signed else number
        check_percent(number, signed, before)
    elif not is_measure(unit) and number % 1:
        raise FigureError(
            say(
                "{number} is not a whole number; was a dot or comma between thousands meant?",
                number=_plain(number),
            )
        )
    elif is_thousandth(number, unit, before):
        says = say_reading(str(value), _plain(number))
    printed, rounded = _write(number, unit)
    return number, printed, says or rounded


def _read_text(text: str, unit: str, before: Decimal | None) -> tuple[Decimal, str, str]:
    body = text.strip().strip("'").strip()
    if unit != "%" and body.casefold().endswith(unit.casefold()):
        body = body[: -len(unit)].strip()
    if _SPACED.fullmatch(body.partition(",")[0].partition(".")[0]):
        body = re.sub(r"[ \u00a0\u202f']", "", body)
    number = body.removesuffix("%").strip() if unit == "%" else body
    marks = number.count("."), number.count(",")
    english = all(marks) and number.rfind(".") > number.rfind(",")
    grouped = re.fullmatch(r"\d{1,3}(,\d{3})+", number) and (marks[1] > 1 or not is_measure(unit))
    if english or grouped:
        number = number.translate(str.maketrans(",.", ".,"))
    elif (
        marks[0] > 1
        and not marks[1]
        and is_measure(unit)
        and re.fullmatch(r"\d{1,3}(\.\d{3})+", number)
    ):
        number = number.replace(".", "")
    try:
        parsed = parse_printed(number, unit)
    except FigureError:
        raise FigureError(
            say(
                "{text} is not a number in {unit}; type digits alone",
                text=repr(text.strip()[:60]),
                unit=unit,
            )
        ) from None
    check_size(parsed.value, unit)
    if unit == "%":
        check_percent(parsed.value, "%" in body, before)
    printed, rounded = _write(parsed.value, unit, parsed.decimals)
    # a dot before three digits groups thousands for some and marks decimals for others
    doubtful = nature_of(unit) in DOT_IS_COMMA and re.fullmatch(r"\d{1,3}\.\d{3}", number)
    read = say_reading(text, printed) if english or grouped or doubtful else ""
    return parsed.value, printed, rounded or read


def _write(number: Decimal, unit: str, decimals: int | None = None) -> tuple[str, str]:
    """Give the printed form, and in words that it was rounded to it."""
    if number < 0:
        raise FigureError(
            say("{number} is below zero; type the number itself", number=_plain(number))
        )
    own = max(0, -number.normalize().as_tuple().exponent) if decimals is None else decimals
    places = min(own, shown_decimals(unit))
    rounded = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    # '4.391' would be read as 4,391 tỷ đồng
    doubtful = nature_of(unit) in DOT_IS_COMMA and rounded >= 1000
    shown = max(places, 1) if doubtful else places
    printed = format_number(rounded, shown) + ("%" if unit == "%" else "")
    return printed, "" if rounded == number else say_reading(_plain(number), printed)


def _plain(number: Decimal) -> str:
    return format_number(number.normalize() if number % 1 else number.quantize(Decimal(1)))
