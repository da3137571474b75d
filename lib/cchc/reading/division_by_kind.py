"""Find which total "phân theo lĩnh vực" and "chia theo cấp học" divide: one told before, which the
parts make or miss by little.
"""

import re
from collections.abc import Sequence
from fractions import Fraction

from .dividing import CHANGE, head_of
from .mentions import Mention, Reading
from .relations import sum_holds

_BY_KIND = re.compile(r"theo (?:lĩnh vực|loại|nhóm|đơn vị|địa bàn|thôn)", re.I)
_DIVIDED = re.compile(r"\b(?:chia|phân|tính|xét)(?: [^\W\d_]+)? theo [^.;:,()\d]{2,40}$", re.I)
_BACK = 40  # numbers before a list among which its total is
_NEAR = 50  # of a total, the part that may be missing
_SMALL = 100


def names_kinds(text: str) -> bool:
    """Tell a line that leads in a list by field, kind or unit."""
    return _BY_KIND.search(text) is not None


def opens_division(text: str) -> bool:
    """Tell a text that ends in "Chia theo cấp học"."""
    return _DIVIDED.search(text) is not None


def divided_by_list(reading: Reading, parts: Sequence[Mention]) -> Mention | None:
    """Return the total of a list: told before, of the same things; one that it misses by little
    must have a role.
    """
    counts = [p for p in parts if p.number.is_exact and head_of(p)]
    if len(counts) < 3 or len(counts) != len(parts):
        return None
    numbers = [p.number for p in counts]
    named = head_of(counts[0])
    back = reading.before(counts[0], _BACK)
    wholes = [m for m in back if m.number.is_exact and (head_of(m) or named) == named]
    for whole in wholes:
        if sum_holds(whole.number, numbers):
            return whole
    added = sum((n.value for n in numbers), Fraction(0))
    near = [m for m in wholes if m.role and abs(m.value - added) * _NEAR <= m.value]
    return min(near, key=lambda m: abs(m.value - added), default=None)


def divided_in_sentence(before: Sequence[Mention], parts: Sequence[Mention]) -> Mention | None:
    """Return the number of a paragraph that a sentence divides: one that the parts make, else the
    first, where they miss it by little.
    """
    numbers = [p.number for p in parts if p.number.is_exact]
    wholes = [m for m in before if m.number.is_exact and not CHANGE.search(m.left)]
    if len(numbers) < 3 or len(numbers) != len(parts):
        return None
    added = sum((n.value for n in numbers), Fraction(0))
    fits = [m for m in wholes if m.value == added]
    near = [m for m in wholes[:1] if abs(m.value - added) * _NEAR <= m.value >= _SMALL]
    return next(iter([*fits, *near]), None)
