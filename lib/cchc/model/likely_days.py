"""The day that a text means which is written in another way than days are written here."""

import re
from datetime import date

_CENTURY = 2000


def likely_day(text: str) -> date | None:
    """Give the day of '31.3.2024', '29-2-24' or '02/29/2024'; None where no order makes one.

    The day stands before the month, unless only the other order makes a day of the calendar.
    """
    parts = re.findall(r"\d+", text)
    if len(parts) != 3 or not re.fullmatch(r"[\d\s/.,-]+", text):
        return None
    if len(parts[0]) == 4:
        year, *rest = map(int, parts)
        orders = [rest, rest[::-1]]
    else:
        *rest, year = map(int, parts)
        orders = [rest[::-1], rest]
        year += _CENTURY if len(parts[2]) == 2 else 0
    for month, day in orders:
        try:
            return date(year, month, day)
        except ValueError:
            continue
    return None
