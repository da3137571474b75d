"""Find how far a figure lies from one in brackets or right before the distance: "cao hơn bình quân
toàn tỉnh (79,5%) 2,3 điểm phần trăm".
"""

import re
from itertools import pairwise

from .changing import is_change, sign_of_change
from .dividing import head_of
from .mentions import Reading
from .relations import Relation
from .said_goals import is_bare_goal
from .telling import tell_difference

_COMPARED = re.compile(
    r"(?:\b(?P<less>(?:thấp|ít|nhỏ|nhanh|sớm|ngắn) hơn|kém|thua|hụt|cách)"
    r"|(?P<more>\b(?:cao|nhiều|lớn|chậm|dài|muộn) hơn|(?:^|[,;] )hơn|\bvượt))\b[^.;]*$",
    re.I,
)
_AGAINST = re.compile(r"so với|cùng kỳ", re.I)
# what may stand between what is compared with and the distance
_BESIDE = re.compile(r"(?: (?!và |hơn |so )[^\W\d_]+){0,3}[ ),]*(?:(?:là|khoảng|tới|đến)\s*)?")


def find_distances(reading: Reading) -> list[Relation]:
    """Tell "đạt 81,8%, cao hơn bình quân toàn tỉnh (79,5%) 2,3 điểm phần trăm", "1.148 hồ sơ, nhiều
    hơn tháng trước (1.096 hồ sơ) là 52 hồ sơ".
    """
    found = []
    for own in reading.by_passage.values():
        for base, change in pairwise(own):
            points = change.number.unit == "điểm phần trăm"
            wanted = "%" if points else change.number.dimension
            gap = reading.text_between(base, change)
            plain = base.number.dimension == wanted and not base.number.qualifier
            if not plain or sign_of_change(change) or change.number.qualifier:
                continue
            if base.number.unit == "%" and not points:
                continue
            before = [m for m in own if m.number.begin < base.number.begin]
            said = _COMPARED.search(base.left)
            if not _BESIDE.fullmatch(gap) or not said or not before:
                continue
            same = [m for m in before if m.number.dimension == wanted]
            same = [m for m in same if m.sentence == base.sentence and not m.number.qualifier]
            same = [m for m in same if m.group == -1 or not _AGAINST.search(m.left)]
            same = [m for m in same if not is_bare_goal(reading, m)]
            if not points:
                held = base.group != -1 and base.group != change.group
                alike = {head_of(m) for m in (base, change, *same[-1:])} - {""}
                if not held or len(alike) > 1 or is_change(same[-1] if same else base):
                    continue
            sign = 1 if said["more"] else -1
            if same:
                found.append(tell_difference(same[-1].number, base.number, change.number, sign))
            elif points:
                found += _of_elsewhere(reading, base, change, sign)
    return found


def _of_elsewhere(reading, base, change, sign) -> list[Relation]:
    """Tell "cao hơn cùng kỳ (51,8%) là 5,2 điểm phần trăm" of a percentage told before or in a
    table.
    """
    totals = [m for m in reading.totals if m.section == change.section]
    earlier = [m for m in reading.before(base, 6) if m.section == change.section]
    tried = [m for m in (*totals, *earlier) if m.number.unit == "%" and not m.number.qualifier]
    told = [tell_difference(m.number, base.number, change.number, sign) for m in tried]
    fits = [r for r in told if r.holds]
    return fits[:1] if len(tried) < 8 else []
