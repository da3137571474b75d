"""What one slip of the keys makes of a printed number: two neighbouring digits exchanged, or one
digit wrong.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

# of shorter numbers a wrong digit makes another one that is as likely
_FEW_DIGITS = 3


def is_one_slip(one: str, two: str) -> bool:
    """Tell whether two printed numbers differ by two neighbouring digits that changed places, or by
    one digit.
    """
    a, b = (re.sub(r"\D", "", text) for text in (one, two))
    if len(a) != len(b) or a == b or len(a) < 2:
        return False
    wrong = [place for place in range(len(a)) if a[place] != b[place]]
    if len(wrong) == 2:
        x, y = wrong
        return y == x + 1 and a[x] == b[y] and a[y] == b[x]
    return len(wrong) == 1 and len(a) > _FEW_DIGITS


def is_turned(one: str, two: str) -> bool:
    """Tell whether two printed numbers have the same digits in another order."""
    return one != two and sorted(one) == sorted(two)


def exchange_digits(text: str) -> Iterator[str]:
    """Yield a printed number with two neighbouring digits exchanged, its marks where they were."""
    places = _places_of(text)
    for one, two in pairwise(places):
        if text[one] != text[two]:
            signs = list(text)
            signs[one], signs[two] = text[two], text[one]
            if _may_begin("".join(signs), places):
                yield "".join(signs)


def mistype_digits(text: str) -> Iterator[str]:
    """Yield a printed number with one other digit, where it has digits enough."""
    places = _places_of(text)
    for at in places if len(places) > _FEW_DIGITS else ():
        for digit in "0123456789":
            other = text[:at] + digit + text[at + 1 :]
            if digit != text[at] and _may_begin(other, places):
                yield other


def digits_of(text: str) -> int:
    """Return the digits of a printed number as one whole number."""
    return int("".join(text[at] for at in _places_of(text)))


def _places_of(text: str) -> list[int]:
    digits = re.match(r"[\d.,]+", text)
    return [at for at in range(digits.end() if digits else 0) if text[at].isdecimal()]


def _may_begin(text: str, places: list[int]) -> bool:
    """Tell a number that nobody would print: 018; 0,18 and 0,6 are printed."""
    return text[places[0]] != "0" or len(places) < 2 or places[1] > places[0] + 1
