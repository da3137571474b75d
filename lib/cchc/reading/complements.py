"""Find what is left beside a told share, and how much a plan still lacks: "2.641 em (99,0%); phải
rèn luyện thêm 26 em", "phải phát triển thêm 5.620 người mới hoàn thành kế hoạch".
"""

import re
from collections.abc import Iterator, Sequence

from .goal_words import PLAN_WORDS
from .mentions import Mention, Reading, content_words
from .numerals import ReadNumber
from .relations import Relation
from .slips import is_one_slip
from .telling import tell_difference, tell_sum

_REST = re.compile(
    r"\b(?:còn(?: lại)?|chưa|thiếu|phải|không|trượt|lưu ban|quá hạn|trễ)\b[^.;:\d]{0,40}$", re.I
)
# "8 người còn lại" right behind "49 người, chiếm 84,5%"
_ALL_THE_REST = re.compile(r"(?: [^\W\d_]+){1,3} còn lại\b", re.I)
_LACKS = re.compile(r"\b(?:thêm|còn thiếu|thiếu|còn phải|nữa)\b[^.;:\d]{0,20}$", re.I)
_PLAN = re.compile(f"{PLAN_WORDS}|100%", re.I)
_REMAINS = re.compile(r"(?: [^\W\d_]+){1,4} (?:còn lại|tồn đọng|còn tồn|chưa)\b", re.I)
_BEHIND = 3


def find_complements(reading: Reading, told: Sequence[Relation]) -> list[Relation]:
    """Find what a told share leaves, beside it or far away where a plan is spoken of."""
    shares = [r for r in told if r.kind == "share" and r.holds and len(r.numbers) == 3]
    known = {n.id for r in told if r.kind in ("sum", "difference") for n in r.numbers}
    beside: dict[int, list[Relation]] = {}
    for share in shares:
        beside.setdefault(share.anchor.passage, []).append(share)
    pairs = [r for r in told if r.kind in ("share", "part") and r.holds and len(r.numbers) < 4]
    pairs = [r for r in pairs if r.numbers[0].id in reading.order]
    found: list[Relation] = []
    for rest in reading.mentions:
        number = rest.number
        if number.id in known or number.qualifier or number.unit == "%" or rest.value < 2:
            continue
        near = _left(reading, rest, beside.get(rest.passage, ()))
        near = near or [*_lacking(reading, rest, shares)][:1]
        found += near or _remaining(reading, rest, pairs)
    return found


def _left(reading: Reading, rest: Mention, shares: Sequence[Relation]) -> list[Relation]:
    """Tell what the share right before a number leaves."""
    text = reading.passages[rest.passage].text[rest.number.end :][:40]
    if not _REST.search(rest.left) and not _ALL_THE_REST.match(text):
        return []
    at = reading.order[rest.number.id]
    for share in reversed(shares):
        part, whole, rate = share.numbers
        behind = at - reading.order.get(rate.id, at)
        same = whole.dimension == rest.number.dimension
        gap = whole.value - part.value - rest.value
        if 0 < behind <= _BEHIND and same and gap == 0:
            return [tell_difference(whole, part, rest.number, 1)]
        sure = behind == 1 and same and _ALL_THE_REST.match(text) and rest.number.is_exact
        if sure and 0 < abs(gap) * 4 <= rest.value and rest.value < whole.value:
            return [tell_sum(whole, [part, rest.number])]
    return []


def _remaining(reading: Reading, rest: Mention, pairs: Sequence[Relation]) -> list[Relation]:
    """Tell "phủ sóng 5G 4 thôn còn lại" and "51 vụ khiếu nại tồn đọng" of a/b told before in the
    same words.
    """
    text = reading.passages[rest.passage].text
    tail = text[rest.number.begin + len(rest.number.text) :]
    if not _REMAINS.match(tail):
        return []
    said = content_words(f"{rest.left[-60:]} {tail[:60]}")
    for pair in reversed(pairs):
        part, whole = pair.numbers[:2]
        mention = reading.mentions[reading.order[part.id]]
        same = whole.dimension == rest.number.dimension and _heads(whole) == _heads(rest.number)
        around = reading.passages[part.passage].text
        worded = len(said & content_words(around)) > 1
        fits = whole.value - part.value == rest.value
        if fits and same and worded and mention.number.start < rest.number.start:
            return [tell_difference(whole, part, rest.number, 1)]
    return []


def _heads(number: ReadNumber) -> list[str]:
    return number.unit.split()[:1]


def _lacking(reading: Reading, rest: Mention, shares: Sequence[Relation]) -> Iterator[Relation]:
    """Tell how much a plan lacks, told elsewhere: right, or with one slip of the keys."""
    if not _LACKS.search(rest.left) or rest.value < 100:
        return
    sentence = reading.passages[rest.passage].sentence_text(rest.number.begin)
    if not _PLAN.search(sentence):
        return
    for share in shares:
        part, whole, rate = share.numbers
        mention = reading.mentions[reading.order[part.id]] if part.id in reading.order else None
        if mention is None or whole.dimension != rest.number.dimension:
            continue
        around = reading.passages[rate.passage].sentence_text(rate.begin)
        alike = mention.words & rest.words and _PLAN.search(around)
        gap = whole.value - part.value
        slip = gap.denominator == 1 and is_one_slip(str(int(gap)), rest.number.text)
        if alike and gap > 0 and (gap == rest.value or (slip and rest.number.is_exact)):
            yield tell_difference(whole, part, rest.number, 1)
