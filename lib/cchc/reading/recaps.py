"""Hold paragraphs that sum a report up against what they sum up.

Where a paragraph that says so ("Tóm lại", "Đánh giá chung", "Kết quả nổi bật") repeats several
facts rightly, its other numbers repeat facts, too: one that is near the only fact named like it,
and equal to none, was not brought up to date.
"""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from .compared_facts import agree_on, have_other_subjects, words_of_count
from .dividing import counts_time, heads_alike
from .relations import Relation
from .slips import is_turned
from .telling import tell_repeat
from .told_facts import ToldFact, ToldFacts

_SUMS_UP = re.compile(
    r"kết luận|đánh giá chung|nhận xét chung|tóm (?:lại|tắt)|nhìn (?:chung|nhanh|lại)|tổng kết"
    r"|lời kết|nổi bật|khái quát|thông tin chung|nói chung|tựu trung",
    re.I,
)
_ASIDE = re.compile(
    r"đề nghị|kiến nghị|đề xuất|phấn đấu|dự kiến|mục tiêu|so với|cùng kỳ|bình quân|trung bình|mỗi"
    r"|sẽ\b|tập trung|tiếp tục",
    re.I,
)
_OPENING = 60  # characters in which a paragraph says what it is
_LEAST = 2  # facts repeated rightly
_GAP = Fraction(1, 4)  # of the larger, by which a number that was not brought up to date differs
_SURER = 1.15  # so much more alike than any other fact is the one that is meant
_MOST = 20  # numbers of a paragraph that sums up


def find_stale(facts: ToldFacts, told: Sequence[Relation]) -> list[Relation]:
    """Find numbers of such paragraphs that contradict what they repeat."""
    sure = (r for r in told if r.holds and r.kind in ("sum", "share", "repeat"))
    settled = {n.id for r in sure for n in r.numbers}
    tied = {n.id for r in told if r.kind != "part" for n in r.numbers}
    equal: dict[str, set[int]] = {}
    for one, two in (r.numbers for r in told if r.kind == "repeat" and r.holds):
        equal.setdefault(one.id, set()).add(two.passage)
        equal.setdefault(two.id, set()).add(one.passage)
    found = []
    for passage, own in _recaps(facts):
        repeated = [f for f in own if equal.get(f.number.id, set()) - {passage}]
        if len(repeated) < _LEAST:
            continue
        again = {f.value for f in repeated}
        for fact in own:
            if fact.number.id not in tied and _is_plain(fact) and not _looks_ahead(facts, fact):
                found += _stale(facts, fact, settled, again)
    return found


def _recaps(facts: ToldFacts) -> Iterator[tuple[int, list[ToldFact]]]:
    reading = facts.reading
    for passage, mentions in reading.by_passage.items():
        text, section = reading.passages[passage].text, reading.passages[passage].section
        said = _SUMS_UP.search(text[:_OPENING]) or _SUMS_UP.search(
            reading.headings.get(section, "")
        )
        if said and len(mentions) <= _MOST:
            yield passage, [facts.of_number[m.number.id] for m in mentions]


def _is_plain(fact: ToldFact) -> bool:
    number = fact.number
    plain = not number.qualifier and not number.pair and fact.mention.group == -1
    return plain and number.value >= 10 * number.step and not counts_time(fact.mention)


def _looks_ahead(facts: ToldFacts, fact: ToldFact) -> bool:
    """Tell what the sentence asks for or plans, or compares with another time."""
    passage = facts.reading.passages[fact.mention.passage]
    begin = passage.sentence_span(fact.mention.sentence)[0]
    return _ASIDE.search(passage.text[begin : fact.number.begin]) is not None


def _stale(
    facts: ToldFacts, fact: ToldFact, settled: set[str], again: set[Fraction]
) -> list[Relation]:
    """Tell the fact that a number must repeat and does not: of counts one that is near and named
    most alike, of other numbers one with the same digits in another order.
    """
    alike = [other for other in facts.by_kind[fact.number.dimension] if _may_be(other, fact)]
    if any(other.value == fact.value for other in alike):
        return []
    if not fact.number.is_exact:
        alike = [other for other in alike if is_turned(other.number.text, fact.number.text)]
        meant = alike[-1] if len({other.value for other in alike}) == 1 else None
    else:
        meant = _most_alike(facts, fact, alike)
    # one that the paragraph repeats rightly is not what it repeats wrongly
    if meant is None or meant.number.id not in settled or meant.value in again:
        return []
    if abs(meant.value - fact.value) > _GAP * max(meant.value, fact.value):
        return []
    one, two = sorted((meant.number, fact.number), key=lambda n: n.start)
    return [tell_repeat(one, two)]


def _may_be(other: ToldFact, fact: ToldFact) -> bool:
    """Tell whether a fact elsewhere may be what a number repeats: counted alike, of one subject."""
    if other.mention.passage == fact.mention.passage or other.number.qualifier:
        return False
    same = bool(fact.number.dimension) or heads_alike(fact.mention, other.mention)
    return same and agree_on(fact, other) and not have_other_subjects(fact, other)


def _most_alike(facts: ToldFacts, fact: ToldFact, alike: Sequence[ToldFact]) -> ToldFact | None:
    """Return the fact that is named surely more like a number than all others."""
    scored = [(facts.likeness(fact, other), -other.number.start, other) for other in alike]
    if not scored:
        return None
    best, _, meant = max(scored, key=lambda s: s[:2])
    others = [score for score, _, other in scored if other.value != meant.value]
    if best <= 0 or best < _SURER * max(others, default=0):
        return None
    known = {word for said in (meant.own, meant.near) for word in said}
    return meant if words_of_count(fact) <= known else None
