"""Find numbers that count some of what a number before them counts, as the sentence goes on to
speak of it: "93 trạm; 67 trạm hoạt động đều", "152 thành viên; thành viên nữ có 88 người".
"""

import re
from collections.abc import Iterator
from itertools import islice

from .changing import is_change
from .dividing import PEOPLE, WHOLE_ROLES, counts_time, head_of, heads_alike
from .mentions import Mention, Reading
from .said_times import OTHER_TIMES, times_of

# words behind a number that tell something of what it counts
_PREDICATE = re.compile(
    r"(?: [^\W\d_]+){0,2}? (?:đã|được|có|đạt|hoạt động|tham gia|hoàn thành|còn|đang|bị|không|chưa"
    r"|trở lên|thuộc|là)\b"
)
_THE_REST = re.compile(r"[^.()\d]*\b(?:số |phần )?còn lại\b(?![^,.;]*\d)", re.I)
_AMONG = re.compile(
    r"\b(?:trong đó|trong số (?:này|đó)|chủ yếu|nhất là|riêng|kể cả|tính cả|gồm cả"
    r"|(?:nhiều|lớn|cao|đông) nhất|đáng chú ý|tiêu biểu|nổi bật)\b",
    re.I,
)
# what was done with some of what is counted, or is true of them
_STATE = re.compile(
    r"\b(?:đã|được|có|bị|không|chưa|còn|đang|thuộc|đạt|vi phạm|hoàn thành|thành công|hợp lệ"
    r"|phát hiện|xử lý|xử phạt|cần|phải|sai|thiếu|hỏng|xuống cấp)\b",
    re.I,
)
# "toàn xã có 93 trạm", "tổng số 93 trạm": all there is; "số trạm là 93 trạm": all of a kind
_ALL = re.compile(r"\b(?:tổng(?: số| cộng)?|toàn [^\W\d_]+|tất cả)\b[^.;:(\d]*$", re.I)
_ALL_OF_KIND = re.compile(r"\W*số (?!còn)[^.;:(]*(?:\blà|\bcó|:)\s*", re.I)
# a sentence that goes on with what the one before it counts
_RESUMES = re.compile(
    r"(?:(?:Đến|Hiện|Qua|Kết quả|Trong đó)[^,;:.()\d]{0,40},? )?"
    r"(?:đã|có|được|chưa|không|phát hiện|xử lý)\b"
    r"|[^\W\d_]+ (?:đã|được|đạt|có|chưa|không|bị|thuộc)\b",
    re.I,
)
# what follows is said of the number before, and stands not beside it
_OPENS = re.compile(
    r"[.;:] |, (?:trong đó |hiện |nay )?(?:đã|có|được|chỉ|chưa|không|bị|đang|mới)\b"
)
_OF_GROUP = re.compile(r"(?: [^\W\d_]+){0,3} (?:trong|thuộc) (?:nhóm|diện|số) ([^,.;:()]{4,60})")
_PERSON = re.compile(r"\b(?:nữ|nam|[^\W\d_]+ (?:sĩ|viên)|dân tộc)\b", re.I)
_MEAN = re.compile(r"\b(?:bình quân|trung bình|tính ra|mỗi|từng)\b[^.;\d]*$", re.I)
_EACH = re.compile(r"[^.;,()\d]{0,20}/")
_FAR = 4


def find_subsets(reading: Reading) -> Iterator[tuple[Mention, Mention]]:
    """Return pairs of a part and its whole."""
    for own in reading.by_passage.values():
        counts = [m for m in own if is_plain_count(m)]
        for at, part in enumerate(counts):
            near = (m for m in reversed(counts[:at]) if may_hold(m, part))
            before = list(islice(near, _FAR))
            for find in _WAYS:
                whole = find(reading, part, before)
                if whole is not None:
                    yield part, whole
                    break


def is_plain_count(mention: Mention) -> bool:
    """Tell a count or measure that is neither a change, a mean, a time nor half of a pair."""
    number = mention.number
    plain = number.unit not in ("%", "điểm phần trăm", "lần") and not number.qualifier
    mean = _MEAN.search(mention.left) or _EACH.match(mention.right)
    mean = mean or (not number.is_exact and not number.dimension)
    plain = plain and not number.pair and not mean
    return plain and not counts_time(mention) and not is_change(mention)


def may_hold(whole: Mention, part: Mention) -> bool:
    """Tell whether the one is large enough to hold the other, and of the same time."""
    if whole.number.dimension != part.number.dimension or whole.value < part.value:
        return False
    return not OTHER_TIMES & (times_of(whole.left) ^ times_of(part.left)) - {"plan", "since"}


def _tail(reading: Reading, mention: Mention) -> str:
    text = reading.passages[mention.passage].text
    return text[mention.number.begin + len(mention.number.text) :]


def _goes_on(reading: Reading, part: Mention, before: list[Mention]) -> Mention | None:
    """Tell "93 trạm; 67 trạm hoạt động đều": of the same thing, and what it does."""
    near = [m for m in before[:1] if m.sentence == part.sentence and m.group == part.group]
    if not near or not heads_alike(near[0], part):
        return None
    gap = reading.text_between(near[0], part)
    opens = re.search(r"[;,:] (?:có |đã có )?$", gap) and len(gap) < 90
    said = _PREDICATE.match(_tail(reading, part))
    return near[0] if opens and said else None


def _leaves_rest(reading: Reading, part: Mention, before: list[Mention]) -> Mention | None:
    """Tell "…, số còn lại đang xử lý": what is left over is not printed."""
    near = [m for m in before[:2] if m.sentence == part.sentence and heads_alike(m, part)]
    return near[0] if near and _THE_REST.match(_tail(reading, part)) else None


def _among(reading: Reading, part: Mention, before: list[Mention]) -> Mention | None:
    """Tell each number behind "trong đó" up to the clause's end as a part of what stands before."""
    near = [m for m in before if m.sentence == part.sentence]
    for whole in (m for m in near if m.group in (-1, part.group)):
        gap = reading.text_between(whole, part)
        cue = _AMONG.search(gap)
        if cue is None or any(c in gap[cue.end() :] for c in ";.:"):
            continue
        person = {*head_of(whole).split()[:1]} <= PEOPLE | {"giáo", "cán", "công", "viên"}
        counted = f"{gap[-20:]} {part.number.unit}"
        alike = heads_alike(whole, part) or not head_of(part)
        if alike or (head_of(whole) and person and _PERSON.search(counted)):
            return whole
    return None


def _same_thing(reading: Reading, part: Mention, before: list[Mention]) -> Mention | None:
    """Tell "152 thành viên; nhóm thành viên là nữ có 88 người": the words before the number name
    what the whole counts.
    """
    if head_of(part).split()[:1] not in ([], ["người"], ["em"]):
        return None
    said = part.left.lower()
    for whole in before[:3]:
        unit = " ".join(whole.number.unit.lower().split()[:2])
        told = re.search(rf"(?<!\w){re.escape(unit)}(?!\w)", said) and " " in unit
        if told and whole.number.unit != part.number.unit and part.sentence - whole.sentence < 3:
            return whole
    return None


def _of_group(reading: Reading, part: Mention, before: list[Mention]) -> Mention | None:
    """Tell "12 đơn vị trong nhóm chậm từ 3 tháng" of the number that counts the same, told in the
    same words.
    """
    named = _OF_GROUP.match(_tail(reading, part))
    if not named:
        return None
    words = set(named[1].lower().split()) - {"từ", "đã", "có", "được", "này", "trên", "các"}
    for whole in before:
        text = reading.passages[whole.passage].text
        around = text[max(0, whole.number.begin - 60) : whole.number.end + 60].lower()
        told = words & set(re.findall(r"\w+", around))
        if heads_alike(whole, part) and 2 * len(told) > len(words):
            return whole
    return None


def _alone(reading: Reading, part: Mention, before: list[Mention]) -> Mention | None:
    """Tell "15.482 hồ sơ (riêng quý III nhận 5.246 hồ sơ)"."""
    if not re.search(r"\briêng\b[^.;\d]*$", part.left, re.I):
        return None
    near = [m for m in before if m.sentence == part.sentence and heads_alike(m, part)]
    return near[0] if near else None


def _refines(reading: Reading, part: Mention, before: list[Mention]) -> Mention | None:
    """Tell "nhận 64 phản ánh. Đã xử lý xong 58 phản ánh": of the nearest that counts the same, with
    what was done of it.
    """
    clause = re.split(r"[;,:(]", part.left.rstrip(": "))[-1]
    said = _STATE.search(clause) or _PREDICATE.match(_tail(reading, part))
    if not said or "còn lại" in clause:
        return None
    for whole in before[:2]:
        if not heads_alike(whole, part) or part.sentence - whole.sentence > 1:
            continue
        beside = whole.group in (-1, part.group) and not _exclude(whole, part)
        if part.sentence != whole.sentence and not _RESUMES.match(part.left):
            return None
        if beside and _OPENS.search(reading.text_between(whole, part)):
            return None if _is_listed(reading, whole) else whole
    return None


def _is_listed(reading: Reading, whole: Mention) -> bool:
    """Tell "71 thủ tục mới; 187 thủ tục sửa đổi; 47 thủ tục bị bãi bỏ": one beside the other."""
    own = [m for m in reading.by_passage[whole.passage] if m.sentence == whole.sentence]
    earlier = own[: own.index(whole)]
    return any(heads_alike(m, whole) and m.group == whole.group for m in earlier)


def _exclude(whole: Mention, part: Mention) -> bool:
    """Tell two that divide something between them, "đúng hạn" and "quá hạn", or states of which the
    one is no part of the other.
    """
    if not whole.role or not part.family:
        return False
    return whole.role not in WHOLE_ROLES.get(part.family, ())


def _of_all(reading: Reading, part: Mention, before: list[Mention]) -> Mention | None:
    """Tell "tổng số 1.206 trẻ; thấp còi 118 trẻ": all there is holds what counts the same."""
    if part.number.dimension or _ALL.search(part.left):
        return None
    for whole in (m for m in before if heads_alike(m, part) and m.group == -1):
        if _ALL.search(whole.left):
            return whole
        if _ALL_OF_KIND.fullmatch(_clause(reading, whole)) and not whole.role:
            return None if _ALL_OF_KIND.match(_clause(reading, part)) else whole
    return None


def _clause(reading: Reading, mention: Mention) -> str:
    """Return the words before a number from the last stop on, numbers of them included."""
    passage = reading.passages[mention.passage]
    begin = passage.sentence_span(mention.sentence)[0]
    return re.split(r"[;:(,] ", passage.text[begin : mention.number.begin])[-1]


def _held(reading: Reading, part: Mention, before: list[Mention]) -> Mention | None:
    """Tell "214 lượt công dân (lãnh đạo tiếp 36 lượt)": the one number in brackets right behind."""
    own = [m for m in reading.by_passage[part.passage] if m.group == part.group != -1]
    near = [m for m in before[:1] if m.sentence == part.sentence and m.group == -1]
    if len(own) != 1 or not near or not heads_alike(near[0], part):
        return None
    gap = reading.text_between(near[0], part)
    beside = part.group - near[0].number.end < 60 and not re.search(r"so với|\d", gap)
    same_time = times_of(near[0].left) == times_of(part.left)
    return near[0] if beside and same_time and re.search(r"[^\W\d_]", part.left) else None


# the surest first
_WAYS = (_goes_on, _leaves_rest, _among, _same_thing, _of_group, _alone, _refines, _of_all, _held)
