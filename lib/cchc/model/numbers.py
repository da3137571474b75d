"""Numbers and dates as a Vietnamese report prints them: read, and written back."""

import re
from calendar import monthrange
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from numbers import Integral

from cchc.language import say, tell
from errloc.printed import (
    FigureError,
    Hedge,
    Printed,
    read_misprinted,
    read_printed,
    write_number,
)

from .likely_days import likely_day
from .units import SCALES, is_measure, most_decimals, nature_of

__all__ = [
    "NO_FIGURE",
    "FigureError",
    "Printed",
    "format_date",
    "format_number",
    "format_percent",
    "is_hedged",
    "parse_date",
    "parse_printed",
    "read_as_printed",
    "restate",
    "say_no_such_day",
    "with_hedge",
]

NO_FIGURE = "không có số liệu"
INFINITE = float("inf")  # what dividing by nothing gives in a column: no figure either

HEDGES: dict[str, Hedge] = {
    "hơn": "over",
    "trên": "over",
    "ít nhất": "over",
    "tối thiểu": "over",
    "không dưới": "over",
    "gần": "nearly",
    "khoảng": "about",
    "xấp xỉ": "about",
    "dưới": "up_to",
    "tối đa": "up_to",
    "không quá": "up_to",
}

_PRINTED_DAY = re.compile(r"(\d{1,2})(?:/| tháng )(\d{1,2})(?:/| năm )(\d{4})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
# letters that look like digits, and are typed for them
_LOOKALIKES = str.maketrans("OoОоlI", "000011")
_HEDGED = re.compile(rf"({'|'.join(HEDGES)})\s+(.+)", re.IGNORECASE)
_SCALED = re.compile(rf"(.*\d)\s*({'|'.join(SCALES)})\b(.*)", re.IGNORECASE)


def parse_printed(text: str, unit: str) -> Printed:
    """Read a number as a Vietnamese report prints it: '1.031' => 1031, '97,01%' => 97.01 to two
    decimals.

    A dot before exactly three digits groups thousands, unless the unit is a percentage or tỷ đồng;
    '08' is 8. Raises FigureError naming the text and the reading that was tried.
    """
    try:
        return read_printed(text, nature_of(unit), unit)
    except FigureError as problem:
        raise FigureError(_say_letters(text, unit) or tell(problem)) from None


def _say_letters(text: str, unit: str) -> str:
    """Say which letters stand in a number for the digits that they look like."""
    likely = text.translate(_LOOKALIKES)
    letters = dict.fromkeys(
        letter for letter, digit in zip(text, likely, strict=True) if letter != digit
    )
    if not letters or not any(letter.isdigit() for letter in text):
        return ""
    try:
        read_printed(likely, nature_of(unit), unit)
    except FigureError:
        return ""
    told = ", ".join(
        say("{letter} (for {digit})", letter=letter, digit=letter.translate(_LOOKALIKES))
        for letter in letters
    )
    return say(
        "{text} holds letters where digits belong: {letters}; probably {likely}",
        text=repr(text),
        letters=told,
        likely=likely,
    )


def read_as_printed(text: str, unit: str, note: str = "") -> Printed:
    """Read a figure with the slips and words it is printed with: 'hơn 500', '8,98 ngàn', '10,379'.

    A word in `note` (khoảng, hơn, ít nhất …) counts as one before the number. Where marks are
    misplaced the value is the likely one, else None. Raises FigureError for what is no number.
    """
    return _read_as_printed(text, unit, most_decimals(unit), note)


@lru_cache(1 << 14)  # every check reads the figures anew; a unit's decimals are no part of its text
def _read_as_printed(text: str, unit: str, most: int | None, note: str) -> Printed:
    body, hedge = text.strip(), _hedge_of(note)
    if found := _HEDGED.fullmatch(body):
        hedge, body = HEDGES[found[1].casefold()], found[2].strip()
    if found := _SCALED.fullmatch(body):
        read = _scaled(found[1].strip(), SCALES[found[2].casefold()], found[3].strip(), unit, text)
    else:
        try:
            read = parse_printed(body, unit)
        except FigureError:
            if not any(mark in body for mark in ".,"):
                raise FigureError(_refusal(text, unit)) from None
            read = _misprinted(body, text, unit)
    # of what is counted any decimals are told already
    if most is not None and is_measure(unit) and read.decimals > most:
        read = replace(read, faults=(*read.faults, "more_decimals"))
    return replace(read, text=text, hedge=hedge)


def is_hedged(note: str) -> bool:
    """Tell whether a note says that its figure is told roughly."""
    return _hedge_of(note) != ""


def with_hedge(printed: str, note: str) -> str:
    """Write a number with the word that its note alone says of it: '95%', 'hơn' => 'hơn 95%'."""
    words = [part.strip() for part in note.casefold().split(";")]
    word = next((word for word in words if word in HEDGES), "")
    return f"{word} {printed}" if word and printed[:1].isdecimal() else printed


def _hedge_of(note: str) -> Hedge:
    for part in note.casefold().split(";"):
        for word, hedge in HEDGES.items():
            # 'trên địa bàn' tells where, 'khoảng từ 35 đến 40' how much
            tells_where = word in ("trên", "dưới")
            if part.strip() == word or (not tells_where and part.strip().startswith(f"{word} ")):
                return hedge
    return ""


def _refusal(text: str, unit: str) -> str:
    try:
        parse_printed(text, unit)
    except FigureError as problem:
        return str(problem)
    return ""


def _misprinted(body: str, text: str, unit: str) -> Printed:
    try:
        return read_misprinted(body, nature_of(unit))
    except FigureError:
        raise FigureError(_refusal(text, unit)) from None


def _scaled(number: str, places: int, rest: str, unit: str, text: str) -> Printed:
    """Read a number of thousands or millions; the unit itself may be one of millions."""
    first, _, base = unit.partition(" ")
    own = SCALES.get(first.casefold(), 0)
    if rest.casefold() not in ("", unit.casefold(), base.casefold()):
        raise FigureError(_refusal(text, unit))
    read = read_printed(number, "measure", unit)
    value = read.value.scaleb(places - own)
    if value == value.to_integral_value():
        value = value.quantize(Decimal(1))
    slips = () if places == own else ("scale_word",)
    nature = nature_of(unit)
    decimals = read.decimals - places + own
    return Printed(text, value, decimals, (*read.faults, *slips), nature)


def restate(text: str, unit: str) -> str:
    """Write a number that was typed in the report's form: '97.37' of a percentage => '97,37%'.

    Its decimals are kept. Raises FigureError for what is no number of the unit.
    """
    parsed = parse_printed(text.strip(), unit)
    return format_number(parsed.value, parsed.decimals) + ("%" if unit == "%" else "")


def format_number(
    value: float | int | Decimal | Fraction | None, decimals: int | None = None
) -> str:
    """Write a number in Vietnamese form: 1234.5 => '1.234,5', -3 => '−3', None => 'không có số
    liệu'.

    Without `decimals` a whole number has none, a Decimal its own and a float up to two. Halves
    round up, as people do by hand.
    """
    if value is None or value != value or value in (INFINITE, -INFINITE):
        return NO_FIGURE
    if isinstance(value, Fraction):
        return write_number(value, (2 if value % 1 else 0) if decimals is None else decimals)
    if not isinstance(value, Decimal):
        value = int(value) if isinstance(value, Integral) else float(value)
    number = value if isinstance(value, Decimal) else Decimal(repr(value))
    if decimals is None:
        own = max(0, -number.as_tuple().exponent)
        whole = number == number.to_integral_value()
        decimals = own if isinstance(value, Decimal) else 0 if whole else min(2, own)
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
    found = _PRINTED_DAY.fullmatch(text.removeprefix("ngày ").strip())
    try:
        return date(int(found[3]), int(found[2]), int(found[1]))
    except (TypeError, ValueError):
        says = say_no_such_day(text) or say(
            "{text} is not a date; write it as printed, such as 14/3/2024", text=repr(text)
        ) + _perhaps(text)
        raise FigureError(says) from None


def say_no_such_day(text: str) -> str:
    """Say why a text that is written as a day names none; nothing where it is not written so."""
    text = text.removeprefix("ngày ").strip()
    if found := _ISO_DAY.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _PRINTED_DAY.fullmatch(text):
        day, month, year = map(int, found.groups())
    else:
        return ""
    if not 1 <= month <= 12:
        says = say("there is no {text}: a year has no month {month}", text=text, month=month)
        return says + _perhaps(text)
    if not year >= 1:
        return ""
    days = monthrange(year, month)[1]
    if 1 <= day <= days:
        return ""
    return say(
        "there is no {text}: month {month}/{year} has {days} days",
        text=text,
        month=month,
        year=year,
        days=days,
    )


def _perhaps(text: str) -> str:
    if day := likely_day(text):
        return say("; perhaps {day} is meant (the day before the month)", day=format_date(day))
    return ""


def exact(value: Decimal | None) -> Decimal | None:
    """Pass a value on, or None for a cell without one (pandas turns None into NaN in places)."""
    return None if value is None or value != value else value
