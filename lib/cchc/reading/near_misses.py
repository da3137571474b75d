"""Find totals that the numbers beside them almost make: what is left and what follows to the end of
the clause, where the wording leaves little room for another reading.
"""

import re
from collections.abc import Iterator, Sequence

from .clauses import counts_same, ends_clause, hang_together
from .dividing import CHANGE, head_of
from .exhaustive import are_rated, must_make
from .mentions import Mention, Reading, content_words
from .printed_units import PERCENT_UNITS
from .relations import Relation, sum_holds
from .telling import tell_difference, tell_sum

_LEFT_OVER = re.compile(r"\b(?:còn lại|số còn|còn)(?: [^\W\d_]+){0,3}\s*$", re.I)
_SHORT = re.compile(r"\b(?:thiếu|còn(?: lại| thiếu)?|chưa)(?: [^\W\d_]+){0,3}\s*$", re.I)
_TOTAL = re.compile(r"\b(?:tổng cộng|cộng|tổng số|tất cả)(?: [^\W\d_]+){0,3}\s*$", re.I)
_AGAINST = re.compile(r"so với|cùng kỳ|\b(?:năm|quý|tháng|kỳ) (?:trước|20\d\d)\s*\(?$", re.I)
_GOES_ON = re.compile(r"\W*(?:như vậy,? )?(?:còn|số còn lại)\b[^,.;:]{0,20}$", re.I)
_AMONG_NAMED = re.compile(r"\b(?:trong|trên)(?: tổng)? số [^,.;:()\d]{2,60}(?:có|:|,)?\s*$", re.I)
_SMALL = 30
# more parts than any sentence tells
_LONGEST = 40


def find_near_misses(reading: Reading, told: Sequence[Relation]) -> list[Relation]:
    """Find the sums that fail though what stands beside the total must make it."""
    sums = [r for r in told if r.kind == "sum"]
    # what is added up again behind its parts ("gộp hai mức đầu được 385") divides nothing
    parts = {n.id for r in sums for n in r.numbers[1:] if r.numbers[0].start < n.start}
    # a/b and "tăng 5" tie numbers to others than their neighbours
    tied = {n.id for r in told if r.kind in ("difference", "other") for n in r.numbers}
    divided = {r.numbers[0].id for r in sums}
    found: list[Relation] = []
    for own in reading.by_passage.values():
        for whole, run, kind in _candidates(reading, own):
            if len(run) > _LONGEST:
                continue
            ids = {m.number.id for m in run}
            if whole.number.id in divided or ids & parts:
                continue
            if sum_holds(whole.number, [m.number for m in run]) or ids & tied:
                continue
            gap = abs(sum(m.value for m in run) - whole.value)
            large = max(m.value for m in run) >= whole.value or gap * 10 > whole.value
            if large or not must_make(kind, False, whole, run):
                continue
            if not _skips(own, whole, run) and not are_rated(reading, whole, run):
                found.append(tell_sum(whole.number, [m.number for m in run]))
                parts |= ids
                divided.add(whole.number.id)
    found += _of_named_wholes(reading, told)
    return [*found, *_short_of(reading, [*told, *found])]


def _of_named_wholes(reading: Reading, told: Sequence[Relation]) -> Iterator[Relation]:
    """Tell "trong số các đơn vị được chấm có 5 đơn vị loại tốt, 7 đơn vị loại khá và 3 đơn vị loại
    trung bình" of the whole that was found for the first of them.
    """
    pairs = [r.numbers for r in told if r.kind == "part"]
    for first, whole in pairs:
        if first.id not in reading.order or whole.id not in reading.order:
            continue
        part, total = (reading.mentions[reading.order[n.id]] for n in (first, whole))
        same = part.passage == total.passage and part.sentence == total.sentence
        if same or not _AMONG_NAMED.search(part.left):
            continue
        own = [m for m in reading.by_passage[part.passage] if m.sentence == part.sentence]
        run = [m for m in own[own.index(part) :] if _is_count(m) and m.group == part.group]
        run = [m for m in run if head_of(m) == head_of(part) != ""]
        if len(run) > 1 and hang_together(run) and ends_clause(reading, run[-1], run):
            numbers = [m.number for m in run]
            if sum_holds(whole, numbers) or must_make("named", False, total, run):
                yield tell_sum(whole, numbers)


def _skips(own: list[Mention], whole: Mention, run: list[Mention]) -> bool:
    """Tell a run that leaves out a number told between a total and its last part."""
    first, last = sorted((whole.number.begin, run[-1].number.begin))
    if any(m.passage != whole.passage for m in run):
        return False
    told = [m for m in own if first < m.number.begin < last and m not in run]
    told = [m for m in told if m.number.dimension == whole.number.dimension and m.group == -1]
    return any(m.number.is_exact and m.value > max(p.value for p in run) for m in told)


def _short_of(reading: Reading, told: Sequence[Relation]) -> Iterator[Relation]:
    """Tell that "đạt 84,3%, còn thiếu 2.460" fails, where the share is told and its whole and part
    leave something else, but near.
    """
    known = {n.id for r in told if r.kind != "repeat" for n in r.numbers}
    shares = {r.anchor.id: r for r in told if r.kind == "share" and r.holds}
    for own in reading.by_passage.values():
        for at, rest in enumerate(own):
            share = shares.get(own[at - 1].number.id) if at else None
            if share is None or rest.number.id in known or not _SHORT.search(rest.left):
                continue
            part, whole, _ = share.numbers
            gap = abs(whole.value - part.value - rest.value)
            same = rest.number.dimension == whole.dimension and not rest.number.qualifier
            gap_of = rest.sentence - own[at - 1].sentence
            beside = gap_of == 0 or (gap_of == 1 and _GOES_ON.match(rest.left))
            if same and beside and 0 < gap * 4 <= rest.value:
                yield tell_difference(whole, part, rest.number, 1)


def _candidates(reading: Reading, own: list[Mention]) -> Iterator[tuple[Mention, list, str]]:
    counts = [m for m in own if _is_count(m)]
    for at, whole in enumerate(counts):
        if left := _left_over(counts, at):
            yield (*left, "rest")
        elif whole.number.pair == "over" or whole.value < _SMALL:
            continue
        elif _TOTAL.search(whole.left):
            before = [m for m in counts[:at] if m.sentence == whole.sentence and m.group == -1]
            before = [m for m in before if counts_same(m, whole)]
            if len(before) > 1 and max(m.value for m in before) < whole.value:
                yield whole, before, "behind"
            yield from _following(reading, counts, at)
        else:
            yield from _following(reading, counts, at)


def _is_count(mention: Mention) -> bool:
    number = mention.number
    plain = number.unit not in (*PERCENT_UNITS, "lần") and not number.qualifier
    return plain and not CHANGE.search(mention.left)


def _following(reading: Reading, counts: list, at: int) -> Iterator[tuple[Mention, list, str]]:
    """Propose the numbers right behind a total that count the same, to the end of the clause."""
    whole, after = counts[at], counts[at + 1 :]
    dimension = whole.number.dimension
    after = [m for m in after if m.number.dimension == dimension and not _AGAINST.search(m.left)]
    if after and after[0].group not in (-1, whole.group):
        held = after[0]
        gap = reading.passages[held.passage].text[whole.number.end : held.group]
        if held.passage != whole.passage or len(gap) > 40:
            after = [m for m in after if m.group in (-1, whole.group)]
    if not after:
        return
    first = after[0]
    resumed = first.sentence == whole.sentence + 1
    if first.sentence != whole.sentence and not (resumed and whole.group == -1):
        return
    run = [m for m in after if m.sentence == first.sentence and m.group == first.group]
    run = [m for m in run if head_of(m) == head_of(first) and m.number.pair != "under"]
    alike = head_of(first) in (head_of(whole), "")
    long = len(run) > (2 if resumed or not head_of(first) else 1)
    if alike and long and hang_together(run) and ends_clause(reading, run[-1], run):
        yield whole, run, "beside"


def _left_over(counts: list[Mention], at: int):
    """Return the whole and the two parts of "874 giao dịch, trực tuyến 801 giao dịch, số còn lại 63
    giao dịch".
    """
    rest = counts[at]
    if not _LEFT_OVER.search(rest.left) or rest.family == "time":
        return None  # "chỉ còn 86 hồ sơ quá hạn" leaves nothing over
    before = [m for m in counts[:at] if counts_same(m, rest)]
    near = [m for m in before if m.sentence == rest.sentence and m.group == -1]
    if len(near) == 1:
        near = _resumed(near[0], before) + near
    if len(near) != 2 or near[0].value < near[1].value + rest.value / 2:
        return None
    return near[0], [near[1], rest]


def _resumed(part: Mention, before: list[Mention]) -> list[Mention]:
    """Return the whole that "Số sai lệch đã sửa 8.086, còn 2.969" takes up from the sentence
    before.
    """
    earlier = [m for m in before if m.sentence == part.sentence - 1]
    said = content_words(part.left)
    return [m for m in earlier if len(said & content_words(m.left)) > 1][-1:]
