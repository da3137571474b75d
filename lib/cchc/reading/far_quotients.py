"""Find what comes to each on average, or to each hundred or thousand, of numbers told anywhere:
"mỗi lượt khách chi tiêu 1,2 triệu đồng", "cứ 10.000 dân có 9,5 cán bộ".

The words name what is shared out and among what; the total then has a value to be looked for, so
that few numbers are tried.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .dividing import PEOPLE, counts_time
from .facts_by_value import FactsByValue
from .mentions import Mention, content_words
from .numerals import ReadNumber
from .printed_units import PERCENT_UNITS
from .relations import CHANCE, Relation
from .telling import tell_average, tell_per
from .told_facts import ToldFact, ToldFacts, chance_of

_NOUN = r"(?P<noun>[^\W\d_]+(?: [^\W\d_]+)?)"
# "bình quân mỗi người", "trung bình cứ một giáo viên", "một lớp tiểu học có"
_EACH_BEFORE = re.compile(
    rf"\b(?:mỗi|từng|(?:bình quân|trung bình|cứ|tính ra)(?: cứ)?(?: mỗi| một| 1)?) {_NOUN}"
    rf"|(?:^|[,.:] )(?:một|1) (?P<other>[^\W\d_]+(?: [^\W\d_]+)?)",
    re.I,
)
_EACH_BEHIND = re.compile(
    rf"[^.;:,()\d]{{0,25}}?(?:\s?/\s?(?:1 )?|\b(?:cho|trên|mỗi|một) (?:mỗi |một )?){_NOUN}"
)
# what a time is shared out to is no count
_TIMES = re.compile(r"(?:năm|tháng|quý|ngày|tuần|giờ|phút|kỳ)\b", re.I)
_PER = re.compile(r"10{2,}|1(?:\.000)+|10{1,2}(?:\.000)+")
_PERSON = frozenset(["viên", "sĩ", "chí", "nhân", "tác"])
_SURE = 4  # how surely a count can be called at most, and one
_FAR = 40  # so many counts are tried
_LEAST = 20  # steps that a mean has at least: one of two digits fits too many totals


@dataclass(frozen=True)
class _Mean:
    """A mean with the nouns that it may be shared out among, and for how many of them it is."""

    fact: ToldFact
    nouns: tuple[str, ...]
    per: ReadNumber | None = None


class FarQuotients:
    """The quotients of a document's facts; `told` are the relations known."""

    def __init__(self, facts: ToldFacts, told: Sequence[Relation]):
        self.facts, self.reading = facts, facts.reading
        self.anchored = {r.anchor.id for r in told if r.kind in ("other", "difference", "share")}
        self.by_value = {
            kind: FactsByValue(f for f in own if _is_plain(f))
            for kind, own in facts.by_kind.items()
            if kind not in PERCENT_UNITS
        }
        self.counts = [f for own in self.by_value.values() for f in own.facts]
        self.counts.sort(key=lambda f: f.number.start)
        self.by_word: dict[str, list[int]] = {}
        for at, count in enumerate(self.counts):
            for word in _words_calling(count):
                self.by_word.setdefault(word, []).append(at)
        self.found: list[Relation] = []
        for mean in self._means():
            told_one = self._shared_out(mean)
            if told_one is not None:
                self.found.append(told_one)

    def _means(self) -> Iterator[_Mean]:
        for mention in self.reading.mentions:
            fact = self.facts.of_number[mention.number.id]
            number = fact.number
            plain = number.unit not in PERCENT_UNITS and number.qualifier in ("", "about")
            if not plain or number.id in self.anchored or not fact.value:
                continue
            if counts_time(mention) and "/" not in mention.right[:20]:
                continue
            if (per := self._per(mention)) is not None:
                yield per
            elif nouns := self._nouns(mention):
                yield _Mean(fact, nouns)

    def _nouns(self, mention: Mention) -> tuple[str, ...]:
        """Return what words say that a number is for each of."""
        clause = re.split(r"[;(]", mention.left)[-1].strip()
        if mention.group != -1:  # "một giáo viên dạy chưa đến 17 học sinh (16,8 em)"
            passage = self.reading.passages[mention.passage]
            begin = passage.sentence_span(mention.sentence)[0]
            clause += ". " + re.split(r"[;,]", passage.text[begin : mention.group])[-1].strip()
        found = [*_EACH_BEFORE.finditer(clause)][-1:]
        said = [(f["noun"] or f["other"]).lower() for f in found]
        behind = _EACH_BEHIND.match(self._tail(mention))
        if behind and not mention.number.pair:
            said.append(behind["noun"].lower())
        return tuple(noun for noun in said if not _TIMES.match(noun))

    def _per(self, mention: Mention) -> _Mean | None:
        """Read "29,5 giường trên 10.000 dân", "cứ 10.000 dân có 9,5 cán bộ"."""
        own = self.reading.by_passage[mention.passage]
        at = own.index(mention)
        fact = self.facts.of_number[mention.number.id]
        for other, behind in ((own[at + 1 : at + 2], True), (own[max(0, at - 2) : at], False)):
            for per in other:
                digits = per.number.text.split(" ")[0]
                if not _PER.fullmatch(digits) or per.sentence != mention.sentence:
                    continue
                gap = self.reading.text_between(*((mention, per) if behind else (per, mention)))
                tied = re.fullmatch(r"[^.;:,()\d]{0,30}(?:/|trên|cho)\s?", gap)
                opened = re.search(r"(?:cứ|bình quân|trung bình|tính|trên)\s*$", per.left, re.I)
                if (behind and tied) or (not behind and opened and len(gap) < 90):
                    noun = " ".join(per.number.unit.split()[:2])
                    return _Mean(fact, (noun,), per.number) if noun else None
        return None

    def _tail(self, mention: Mention) -> str:
        text = self.reading.passages[mention.passage].text
        tail = mention.number.begin + len(mention.number.text)
        return text[tail : tail + 60]

    def _shared_out(self, mean: _Mean) -> Relation | None:
        number = mean.fact.number
        factor = mean.per.value if mean.per is not None else Fraction(1)
        low, high, _ = number.span()
        if not number.qualifier:
            low, high = number.value - number.step / 2, number.value + number.step / 2
        pool = self.by_value.get(number.dimension)
        tried = []
        for rank, count in enumerate(self._counts(mean), 1):
            if pool is None or not count.value:
                continue
            each = count.value / factor
            # a total of about this value would fit too often by accident
            wide = max((high - low) * each, Fraction(1, 1000))
            if rank * chance_of(number.value * each, wide) > CHANCE * 2:
                continue
            ends = float(low * each), float(high * each)
            for total in pool.between(*ends):
                if total in (count, mean.fact) or total.number.id == number.id:
                    continue
                if not _is_of(mean.fact, total):
                    continue
                width = max((high - low) * each, total.number.step)
                odds = rank * self._alike(mean.fact, total) * chance_of(total.value, width)
                tried.append((odds, total.number.start, total, count))
        for odds, _, total, count in sorted(tried, key=lambda t: t[:2]):
            if odds > CHANCE * 2:
                break
            if mean.per is not None:
                told = tell_per(total.number, count.number, mean.per, number)
            else:
                told = tell_average(total.number, count.number, number)
            even = total.value == count.value * number.value
            precise = number.value >= _LEAST * number.step or mean.per is not None
            if told.holds and (even or precise or odds <= CHANCE):
                return told
        return None

    def _alike(self, mean: ToldFact, total: ToldFact) -> int:
        """Return how many numbers come before a total where one is looked for."""
        same = self.facts.tries(mean, total)
        return min(same, 3) if mean.own & total.own - {"mỗi", "một"} and same < 9 else same

    def _called(self, nouns: Sequence[str]) -> list[ToldFact]:
        """Return the counts that any noun may call, in the order of the text."""
        places = {at for noun in nouns for at in self.by_word.get(noun.split()[0], ())}
        return [self.counts[at] for at in sorted(places)]

    def _counts(self, mean: _Mean) -> list[ToldFact]:
        """Return the counts that the words call: of the sentence first, then those that stand near
        and are called surely.
        """
        place = self.facts.place
        own, mention = place[mean.fact.number.id], mean.fact.mention
        sentence = mention.passage, mention.sentence
        called = []
        for count in self._called(mean.nouns):
            level = max(_calls(noun, count) for noun in mean.nouns)
            is_per = mean.per is not None and count.value == mean.per.value
            if level and count.value > 1 and count is not mean.fact and not is_per:
                gap = abs(place[count.number.id] - own) * (_SURE - level)
                beside = (count.mention.passage, count.mention.sentence) == sentence
                called.append((not beside, gap, count.number.start, count))
        called.sort(key=lambda c: c[:3])
        return [c[3] for c in called[:_FAR]]


def _words_calling(count: ToldFact) -> set[str]:
    """Return the words by one of which, at least, a count must be called."""
    unit = count.number.unit.split()
    words = {*unit[:1], *count.own, *(count.near if count.mention.cell else ())}
    return words | (PEOPLE if _are_people(unit) or "dân" in count.own else set())


def _calls(noun: str, count: ToldFact) -> int:
    """Say how surely a noun calls a count: by its unit, by a word of its name, or not at all."""
    words = noun.split()
    unit = count.number.unit.split()
    said = count.own | (count.near if count.mention.cell else frozenset())
    if unit[: len(words)] == words or (len(words) > 1 and f"{words[0]} {words[1]}" in count.own):
        return 3
    if unit[:1] == words[:1]:
        return 2
    if words[0] == "dân" and (unit[:1] == ["nhân"] or "dân số" in count.own):
        return 3
    people = words[0] in PEOPLE and (_are_people(unit) or "dân" in count.own)
    return 1 if people or words[0] in said else 0


def _are_people(unit: Sequence[str]) -> bool:
    """Tell what counts people: "tổ viên", "bác sĩ", "đồng chí"."""
    return bool(unit) and (unit[0] in PEOPLE or not _PERSON.isdisjoint(unit[1:2]))


def _is_of(mean: ToldFact, total: ToldFact) -> bool:
    """Tell whether a total may be of what a mean counts."""
    if mean.number.dimension:
        return True
    unit = mean.number.unit.split()[:1]
    people = _are_people(mean.number.unit.split()) and _are_people(total.number.unit.split())
    if not unit or people:
        return True
    words = content_words(mean.number.unit)
    return unit[0] in total.own | {*total.number.unit.split()[:1]} or bool(words & total.own)


def _is_plain(fact: ToldFact) -> bool:
    number = fact.number
    plain = number.qualifier in ("", "about") and not number.spelled and fact.value > 0
    return plain and (fact.mention.cell or not counts_time(fact.mention))
