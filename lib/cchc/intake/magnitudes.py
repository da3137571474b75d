"""Numbers that are too large, too small, or ten times last quarter's: refused or told, never passed
by.
"""

from datetime import date, timedelta
from decimal import Decimal

from cchc.language import say
from cchc.model.numbers import FigureError, format_number
from cchc.model.units import is_measure, nature_of

MOST_DIGITS = 15  # as many as a spreadsheet keeps
LARGEST_PERCENT = 1000
LARGEST_AMOUNT = 1_000_000  # tỷ đồng; more than the budget of the whole country for a quarter
_FAR = 10  # times last quarter's number
_SMALLEST = 100  # below it a count grows tenfold easily
_EPOCH = date(1899, 12, 30)  # day 0 of spreadsheets
_DAYS = range(42_005, 49_310)  # serial numbers of 1/1/2015 to 31/12/2034


def check_size(number: Decimal, unit: str) -> None:
    """Refuse a number that no figure can be. Raises FigureError."""
    if number.adjusted() >= MOST_DIGITS:
        raise FigureError(
            say(
                "a number of {digits} digits is no figure; type the number itself",
                digits=number.adjusted() + 1,
            )
        )
    if unit == "tỷ đồng" and number > LARGEST_AMOUNT:
        raise FigureError(
            say(
                "{number} tỷ đồng is too much; was it typed in đồng or triệu đồng?",
                number=format_number(number),
            )
        )


def check_percent(number: Decimal, signed: bool, before: Decimal | None) -> None:
    """Refuse a percentage that may be a fraction without its sign, or is beyond all measure.

    `before` settles it where one reading is near last quarter's and the other is not. Raises
    FigureError.
    """
    if number > LARGEST_PERCENT:
        raise FigureError(
            say(
                "{number}% may stand for {part}%; type it with its sign",
                number=_plain(number),
                part=_plain(number / 100),
            )
        )
    if signed or number == 0 or number > 2:
        return
    if before and number > 1 and _is_near(number, before) and not _is_near(100 * number, before):
        return
    raise FigureError(
        say(
            "{number} without a sign may stand for {number}% or {hundredfold}%; type it with its"
            " sign",
            number=_plain(number),
            hundredfold=_plain(100 * number),
        )
    )


def is_thousandth(number: Decimal, unit: str, before: Decimal | None) -> bool:
    """Tell whether a number with three decimals may be a whole one whose dot groups thousands."""
    if nature_of(unit) != "amount" or number.normalize().as_tuple().exponent != -3 or number < 1:
        return False
    return not (before and _is_near(number, before))


def say_magnitude(number: Decimal, unit: str, before: Decimal | None) -> str:
    """Say that a number is far from last quarter's, or may be a spreadsheet's day; else ""."""
    if before is not None and _stands_out(number, unit, before):
        return say(
            "{number} beside {before} last quarter; is it of the right magnitude?",
            number=_plain(number),
            before=_plain(before),
        )
    near = before is not None and _is_near(number, before)
    if not is_measure(unit) and number % 1 == 0 and int(number) in _DAYS and not near:
        day = _EPOCH + timedelta(days=int(number))
        return say(
            "{number} is also how a spreadsheet keeps the day {day}; was a date typed?",
            number=_plain(number),
            day=f"{day:%d/%m/%Y}",
        )
    return ""


def say_reading(text: str, printed: str) -> str:
    """Say how a text was read that might have been read otherwise."""
    return say("{text} is read as {printed}", text=repr(text.strip()[:60]), printed=printed)


def _stands_out(number: Decimal, unit: str, before: Decimal) -> bool:
    if max(number, before) < (1 if is_measure(unit) else _SMALLEST):
        return False
    return not _is_near(number, before)


def _is_near(number: Decimal, before: Decimal) -> bool:
    low, high = sorted((abs(number), abs(before)))
    return low * _FAR > high


def _plain(number: Decimal) -> str:
    return format_number(number.normalize() if number % 1 else number.quantize(Decimal(1)))
