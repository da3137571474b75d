"""Tell what words say of a number: that it is an increase or a decrease."""

import re
from functools import lru_cache

from .goal_words import PLAN_WORDS
from .mentions import Mention, Reading, content_words
from .printed_units import PERCENT_UNITS

_MORE = r"(?<!gia )tăng(?: thêm| lên)?|cao hơn|nhiều hơn|vượt|dôi dư|thừa|lớn hơn"
_MORE += r"|chênh(?: lệch)?(?: nhau)?|cách biệt|hơn kém(?: nhau)?"
_LESS = r"(?:rút ngắn|nhanh hơn|sớm hơn|ngắn hơn)(?: quy định)?|giảm(?: đi| xuống)?"
_LESS += r"|thấp hơn|ít hơn|thiếu|khuyết|hụt|kém|còn thiếu|thua|sụt|tụt"
_CHANGE = re.compile(
    rf"\b(?:(?P<more>{_MORE})|(?P<less>{_LESS}))(?: được| khoảng| gần| tới| đến| trên| hơn)?\s*$"
    r"|\b(?:(?P<above>(?:(?:nhiều|cao|lớn) )?hơn)|(?P<under>(?:ít|thấp) hơn))"
    r" (?:cùng kỳ|quý|tháng|năm|kỳ|tuần|kế hoạch|chỉ tiêu|dự toán)(?: [^\s,;]+){0,4}\s*$",
    re.I,
)
# "cao hơn giá khởi điểm 31,8 tỷ đồng", "thấp hơn bình quân cả nước 2,7 điểm phần trăm"
_APART = re.compile(
    r"\b(?:(?P<more>(?:cao|nhiều|lớn) hơn)|(?P<less>(?:thấp|ít|nhỏ) hơn))"
    r"(?! ?(?:mức|mốc|ngưỡng))[^,.;:()\d]{0,40}$",
    re.I,
)

# "giảm 24 phút (năm 2024: 147 phút)": in brackets stands what was
OF_THEN = re.compile(
    r"^[^.;()\d]{0,30}\((?:so với )?(?:cùng kỳ|(?:năm|kỳ|quý) trước|năm 20\d\d)[^.;()\d]{0,20}$",
    re.I,
)

_PLANNED = re.compile(
    rf"\b(?:{PLAN_WORDS})\b[^,.;:()\d]{{0,30}}\b(?:tăng|giảm)[^,.;:()\d]{{0,10}}$", re.I
)


def sign_of_change(mention: Mention) -> int:
    """Return 1 for an increase, −1 for a decrease, 0 where the words before it say neither."""
    return _sign_said(mention.left, mention.number.unit not in ("%", "lần"))


@lru_cache(8192)
def _sign_said(left: str, counts: bool) -> int:
    said = _CHANGE.search(left) or (_APART.search(left) if counts else None)
    if not said:
        return 0
    return 1 if said.lastgroup in ("more", "above") else -1


def is_planned_change(mention: Mention) -> bool:
    """Tell "vượt kế hoạch giảm 1,0 điểm phần trăm": what was to change, not what did."""
    return _PLANNED.search(mention.left) is not None


def is_change(mention: Mention) -> bool:
    """Tell whether a number is an increase or a decrease."""
    return sign_of_change(mention) != 0 and mention.number.qualifier not in ("least", "most")


def is_growth(reading: Reading, rate: Mention) -> bool:
    """Tell whether a percentage is one of an increase or a decrease."""
    return sign_of_growth(reading, rate) != 0


def sign_of_growth(reading: Reading, rate: Mention) -> int:
    """Return 1 or −1 for "tăng 9,6%" and "tăng 112 hồ sơ, tương ứng 9,6%"."""
    if rate.number.unit != "%":
        return 0
    if sign_of_change(rate):
        return sign_of_change(rate)
    own = reading.by_passage[rate.passage]
    ahead = [m for m in own[: own.index(rate)] if m.group in (-1, rate.group)]
    if not ahead:
        return 0
    before = ahead[-1]
    gap = re.sub(r"\([^()]*\)", "", reading.text_between(before, rate))
    tied = re.search(r"(?:\(|tương ứng|tương đương|bằng|hay|tức|tỷ lệ)[^.;]{0,14}$", gap)
    near = before.sentence == rate.sentence and len(gap) < 45 and ";" not in gap
    counted = before.number.unit not in PERCENT_UNITS
    return sign_of_change(before) if near and tied and counted else 0


def now_by_words(reading: Reading, change: Mention, base: Mention | None) -> Mention | None:
    """Return the figure of which "số chuyển tuyến giảm 38 lượt so với quý II (332 lượt)" speaks:
    the one just before that counts the same and is told in the same words.
    """
    clause = re.split(r"[.;]", change.left)[-1]
    said = _CHANGE.search(clause)
    subject = re.sub(r"\b(?:so với|cùng kỳ)\b[^,]*", "", clause[: said.start()]) if said else ""
    words = content_words(subject)
    unit = change.number.unit.split()[:1]
    found = [
        m
        for m in reading.before(change, 12)
        if m.section == change.section
        and m.number.unit.split()[:1] == unit
        and m is not base
        and words <= content_words(re.split(r"[,;(]", m.left)[-1])
        and not is_change(m)
    ]
    return found[0] if words and unit and len({m.value for m in found}) == 1 else None
