"""Say of which time words speak: of now, of a time before, of all since, of a plan, of one named.

The words stand here once, for whoever looks for them in another frame.
"""

import re
from functools import lru_cache

from .goal_words import PLAN_WORDS

SINCE_WORDS = "lũy kế|luỹ kế|cộng dồn|từ đầu năm"
_TIME = re.compile(
    r"(?P<before>(?:so với )?(?:cùng kỳ|(?:quý|tháng|năm|kỳ|vụ|tuần) (?:trước|ngoái|học trước)"
    r"|(?<!từ )đầu (?:kỳ|năm|quý|tháng)|(?:thời điểm|cuối năm) (?=\d)))"
    rf"|(?P<since>{SINCE_WORDS}|từ khi|từ trước đến nay)"
    rf"|(?P<plan>{PLAN_WORDS}|được giao|giao đầu năm)"
    r"|(?P<ahead>dự kiến|phấn đấu|sẽ|năm tới|kỳ tới|quý tới|tháng tới)"
    r"|(?P<named>(?:quý|tháng|năm|tuần) (?:[IVX]+|\d+)(?:[/-]\d{4})?(?: năm \d{4})?"
    r"|\d+ tháng(?: đầu năm| cuối năm)?|năm 20\d\d)",
    re.I,
)
_SHORTER = re.compile(r"\b(?:quý|tháng) (?:[IVX]+|\d+)\b", re.I)
_LONGER = re.compile(r"\b\d+ tháng\b|cả năm", re.I)
_ANY_TIME = re.compile(rf"{_SHORTER.pattern}|{_LONGER.pattern}|đầu năm|\b20\d\d\b|/", re.I)
# what is said of these is not said of now
OTHER_TIMES = frozenset(["before", "since", "plan", "ahead"])


@lru_cache(4096)
def times_of(text: str) -> frozenset[str]:
    """Return the times a text names: as it names them, else "before", "since", "plan", "ahead"."""
    times = set()
    for found in _TIME.finditer(text):
        kind = found.lastgroup or ""
        times.add(found[0].lower() if kind == "named" else kind)
    return frozenset(times)


def is_part_of_time(one: str, two: str) -> bool:
    """Tell "Quý II" beside "6 tháng": heads that count the same in a part of the time."""
    rests = [_ANY_TIME.sub("", head).strip(" ,.:-()").lower() for head in (one, two)]
    return bool(_SHORTER.search(one) and _LONGER.search(two)) and rests[0] == rests[1]
