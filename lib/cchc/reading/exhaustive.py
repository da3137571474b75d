"""Weigh whether words say that parts are all there is of a total, so that a sum that fails is a
contradiction and no mere list of some parts.
"""

import re
from collections.abc import Sequence
from fractions import Fraction

from .dividing import (
    PEOPLE,
    count_alike,
    division_of,
    head_of,
    is_family,
    one_slip_mends,
    opening_of,
    unit_slip_mends,
)
from .mentions import Mention, Reading
from .relations import share_holds

# what each sign is worth; a sum is denied from ENOUGH on
ENOUGH = Fraction(3)
# "beside": right behind a total, without a word; "behind": before "tổng cộng"; "rest": "còn lại";
# "named": of a whole that a sentence before told
_CUES = {"strong": 3, "bracket": 1, "colon": 1, "weak": 0, "beside": Fraction(1, 2)}
_CUES |= {"behind": 2, "rest": 0, "named": 0}
# of how much of a total parts may be too large before they are believed to overlap: one in …
_OVER = {"weak": 20, "named": 10}
_GAPS = ((Fraction(1, 200), 3), (Fraction(1, 50), 2), (Fraction(1, 20), Fraction(1, 2)))
_REST = re.compile(
    r"còn lại|số còn|phần còn|(?:các )?(?:loại|lĩnh vực|nhóm|ngành|hồ sơ|khoản) khác"
)
_SUM = re.compile(r"\btổng\b|\btất cả\b|\bcả thảy\b", re.I)
_PARTLY = re.compile(r"\b(?:trong đó|riêng|kể cả|gồm cả|có|chủ yếu)\b[^,;:(]*$", re.I)
_AND = re.compile(r"\bvà\b[^.;]*$")


def must_make(kind: str, listed: bool, total: Mention, parts: Sequence[Mention]) -> bool:
    """Tell whether parts must make their total, by the cue, by how the parts are closed and
    counted, and by how little is missing.
    """
    if len(parts) < 2:
        return False
    added = sum((p.value for p in parts), Fraction(0))
    scaled = unit_slip_mends(total, parts)
    if (
        not scaled
        and kind != "strong"
        and not listed
        and 2 * abs(added - total.value) > total.value
    ):
        return False  # numbers so much larger or smaller are no parts of it
    if not scaled and max(p.value for p in parts) > 20 * total.value:
        return False
    over = not scaled and _OVER.get(kind, 50) * (added - total.value) > total.value
    opening = {opening_of(p.left) for p in parts}
    told_alike = len(opening) == 1 and "" not in opening
    if kind in ("weak", "beside", "named") and over and not is_family(parts) and not told_alike:
        # "46 giáo viên, trong đó 39 nữ, 21 đảng viên": nothing says that parts exclude each other
        return one_slip_mends(total, parts)
    worth = Fraction(3 if listed and kind != "weak" else _CUES[kind])
    worth += 1 if kind == "colon" and _SUM.search(total.left) else 0
    missing = _missing(total, parts, added)
    counting = _counting(kind, total, parts)
    near = 20 * abs(added - total.value) <= total.value and not _counts_else(total, parts)
    if kind in ("bracket", "colon") and near and not _PARTLY.search(parts[0].left):
        # "96 thẻ (38 quốc tế, 55 nội địa)": a bracket that misses by little is no mere example
        counting = max(counting, Fraction(1))
        worth += Fraction(1, 2) if kind == "bracket" else 0
    worth += _closing(parts) + counting + missing
    if kind in ("weak", "beside") and len({division_of(p) for p in parts if p.role}) > 1:
        worth -= 3  # "trong đó đúng hạn …, đang giải quyết …" names parts of two divisions
    return worth >= ENOUGH


def are_rated(reading: Reading, total: Mention, parts: Sequence[Mention]) -> bool:
    """Tell parts that each carry their own percentage of the total, right as printed, though these
    make no 100: "503.645 người (73,6%), có bằng cấp 208.712 người (30,5%)" are not beside each
    other.
    """
    rates = []
    for part in parts:
        own = reading.by_passage[part.passage]
        after = own[own.index(part) + 1 :][:1]
        rates += [m for m in after if m.number.unit == "%" and total.value]
    if len(rates) < len(parts):
        return False
    fits = zip(parts, rates, strict=True)
    right = all(share_holds(p.value, total.value, r.number)[0] for p, r in fits)
    return right and abs(sum((r.value for r in rates), Fraction(0)) - 100) > 1


def _counts_else(total: Mention, parts: Sequence[Mention]) -> bool:
    """Tell "198 vụ (chết 87 người, bị thương 161 người)": the parts count one other thing."""
    heads = {head_of(p) for p in parts}
    own, other = head_of(total).split()[:1], next(iter(heads)).split()[:1]
    return len(heads) == 1 and bool(own and other) and other != own


def _closing(parts: Sequence[Mention]) -> Fraction:
    """Weigh what closes the parts: a complete family, "còn lại", "và" before the last."""
    if is_family(parts):
        return Fraction(3)
    if any(_REST.search(p.left) or _REST.search(p.right) for p in parts[1:]):
        return Fraction(2)
    return Fraction(1 if _AND.search(parts[-1].left) else 0)


def _counting(kind: str, total: Mention, parts: Sequence[Mention]) -> Fraction:
    """Weigh whether total and parts count the same."""
    if _counts_else(total, parts) and head_of(total).split()[0] not in PEOPLE:
        return Fraction(-3)
    many = Fraction(1 if len(parts) > 2 and kind in ("bracket", "colon") else 0)
    if count_alike(total, parts, kind):
        same = bool(head_of(total)) and all(head_of(p) == head_of(total) for p in parts)
        return many + 1 + Fraction(1 if same else 0) / 2
    return many if len({head_of(p) for p in parts}) == 1 else Fraction(-3)


def _missing(total: Mention, parts: Sequence[Mention], added: Fraction) -> Fraction:
    """Weigh how far the parts are from the total."""
    if one_slip_mends(total, parts) or unit_slip_mends(total, parts):
        return Fraction(3)
    gap = abs(added - total.value)
    near = [Fraction(worth) for share, worth in _GAPS if gap <= share * total.value]
    if added > total.value:
        near.append(Fraction(2))
    return max(near, default=Fraction(0 if gap * 4 <= total.value else -1))
