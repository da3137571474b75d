"""Find facts that the text prints twice.

Equal numbers are one fact where they are large or precise enough not to meet by accident, or where
the same is said of both. Unequal ones are one fact misprinted where the same is said of both and
one is the other with two digits changed places or one digit wrong.
"""

import re
from collections.abc import Sequence

from .dividing import head_of, is_one_slip
from .mentions import Mention, Reading, content_words
from .relations import Relation
from .telling import tell_repeat

OTHER_TIME = re.compile(
    r"cùng kỳ|(?:quý|tháng|năm|kỳ) trước|năm ngoái|lũy kế|luỹ kế|từ đầu năm|so với"
    r"|kế hoạch|chỉ tiêu|dự kiến|phấn đấu",
    re.I,
)
_PERIOD = re.compile(r"quý (?:IV|I{1,3}|\d)\b|tháng \d+|\d+ tháng|(?:sáu|chín) tháng", re.I)
_MOVED = frozenset(["tăng", "giảm", "trước", "cùng"])
_LARGE = 1000
_COUNTED = {"hộ", "vụ", "xã", "ca", "dự", "trẻ", "nhà", "đơn", "trường", "thôn", "bản", "tàu"}
# how many earlier mentions of a value are looked at
_KEPT = 4


class Repeats:
    """The repeats of a reading's text."""

    def __init__(self, reading: Reading, relations: list[Relation], told: set[frozenset[str]]):
        self.reading, self.told = reading, told
        self.settled = {n.id for r in relations if r.holds for n in r.numbers}
        self.totals = {r.numbers[0].id for r in relations if r.holds and r.kind == "sum"}
        self.found: list[Relation] = []
        opening = " ".join(p.text for p in reading.passages[:8])
        self.period = {p.lower() for p in _PERIOD.findall(opening)[:1]}
        self._in_text()

    def _in_text(self) -> None:
        exact = [m for m in self.reading.mentions if _stands_alone(m)]
        seen: dict[tuple, list[Mention]] = {}
        for mention in exact:
            key = (mention.value, mention.number.dimension)
            for earlier in seen.get(key, [])[-_KEPT:]:
                if self._same_fact(earlier, mention):
                    self._add(tell_repeat(earlier.number, mention.number))
                    break
            seen.setdefault(key, []).append(mention)
        alike = _Alike(exact)
        for mention in exact:
            taken_up = mention.value >= 100 and (_goes_back(mention) or mention.role != "")
            large = mention.value >= _LARGE or taken_up
            if large and mention.number.id not in self.settled:
                self._slip(mention, alike.near(mention))

    def _same_fact(self, one: Mention, two: Mention) -> bool:
        if one.role != two.role and one.role and two.role and not _is_rare(one):
            return False
        beside = one.passage == two.passage and one.sentence == two.sentence
        apart = beside and ";" in self.reading.text_between(one, two)
        if beside and one.group == two.group and not apart:
            return False
        if {one.number.pair, two.number.pair} == {"over", "under"}:
            return False
        if one.number.unit == "%":
            shared = one.words & two.words - _MOVED
            said = self._said(one) & self._said(two) - _MOVED
            fact = len(shared) > 0 or len(said) > 2
            return one.value not in (0, 100) and one.number.decimals > 0 and fact
        heads = head_of(one), head_of(two)
        total = two.number.pair == "under" and one.number.id in self.totals and one.value >= 10
        if total and heads[0].split()[:1] == heads[1].split()[:1] != []:
            return True  # "11 trường, gồm …" and "8/11 trường"
        uneven = one.value >= _LARGE and one.value % 100 != 0
        uneven = uneven or (two.number.pair == "under" and one.value >= 100 and one.value % 10 != 0)
        people = any(head.split()[:1] == ["người"] for head in heads) and one.value >= 100
        loose = uneven or people
        if one.value >= 100 and heads[1] and set(heads[1].split()) <= content_words(one.right):
            return True  # "352 vụ ban hành quyết định" and "352 quyết định"
        if heads[0] != heads[1] and one.number.dimension == "" and all(heads) and not loose:
            return False
        if one.number.dimension == "đồng" or one.value >= _LARGE:
            return True
        least = 10 if two.number.pair == "under" and one.passage == two.passage else 20
        if (heads[0] == heads[1] != "" or uneven) and one.value >= least and _goes_back(two):
            return True
        alike = heads[0] == heads[1] or "người" in (heads[0].split()[:1] + heads[1].split()[:1])
        if all(heads) and alike and one.value >= 100 and one.section == two.section:
            return True
        if one.passage == two.passage and one.value >= 20 and two.number.pair and not heads[1]:
            return True  # "xảy ra 186 vụ …, giảm 24 vụ (186/210)"
        shared = one.words & two.words
        said = one.role == two.role and one.role != ""
        near = one.passage == two.passage and said and one.value >= 10
        worded = one.value >= 10 and len(shared) > 2 and heads[0] == heads[1]
        told = (one.value >= 20 or near) and (said or len(shared) > 1)
        return heads[0] != "" and (told or worded)

    def _said(self, mention: Mention) -> frozenset[str]:
        passage = self.reading.passages[mention.passage]
        return content_words(passage.sentence_text(mention.number.begin))

    def _slip(self, mention: Mention, others: Sequence[Mention]) -> None:
        """Tell a large number that is another of the same subject with a slip of the keys."""
        if OTHER_TIME.search(mention.left + mention.right):
            return
        for other in others:
            if other.number.dimension != mention.number.dimension or other.value == mention.value:
                continue
            if head_of(other) != head_of(mention) or other.number.id not in self.settled:
                continue
            if OTHER_TIME.search(other.left + other.right) or not self._same_time(other, mention):
                continue
            shared = other.words & mention.words
            digits = re.sub(r"\D", "", mention.number.text)
            turned = sorted(other.number.text) == sorted(mention.number.text)
            if (
                turned
                and len(digits) + len(shared) > 4
                and is_one_slip(other.number.text, mention.number.text)
            ):
                # five digits, two of them exchanged: no other fact has them by accident
                self._add(tell_repeat(other.number, mention.number))
                return
            smaller = min(len(other.words), len(mention.words)) or 1
            if mention.value < _LARGE:
                swapped = sorted(other.number.text) == sorted(mention.number.text)
                swapped = swapped and is_one_slip(other.number.text, mention.number.text)
                swapped = swapped and (_goes_back(mention) or mention.role == other.role)
                # "còn 577 hộ nghèo" and "557 hộ nghèo còn lại" say the same in the same words
                alike = other.role == mention.role != "" and _is_qualified(mention, other)
                if swapped or (alike and _one_digit(other.number.text, mention.number.text)):
                    self._add(tell_repeat(other.number, mention.number))
                    return
                continue
            alike = other.role == mention.role and (other.role or len(shared) * 2 >= smaller > 1)
            if alike and is_one_slip(other.number.text, mention.number.text):
                self._add(tell_repeat(other.number, mention.number))
                return

    def _same_time(self, one: Mention, two: Mention) -> bool:
        """Tell whether both speak of one period; what names none speaks of the report's."""
        named = [self._periods(one), self._periods(two)]
        if all(named):
            return bool(named[0] & named[1])
        return not any(named) or any(n and n <= self.period for n in named)

    def _periods(self, mention: Mention) -> set[str]:
        return {p.lower() for p in _PERIOD.findall(mention.left + mention.right)}

    def _add(self, relation: Relation) -> None:
        names = frozenset(n.id for n in relation.numbers)
        if names not in self.told and len(names) == 2:
            self.told.add(names)
            self.found.append(relation)


class _Alike:
    """The numbers that one slip of the keys makes another, found by their digits."""

    def __init__(self, mentions: Sequence[Mention]):
        self.by_digits: dict[str, list[Mention]] = {}
        for mention in mentions:
            for key in _slips_of(mention):
                self.by_digits.setdefault(key, []).append(mention)

    def near(self, mention: Mention) -> list[Mention]:
        """Return them in the order of the text."""
        found = {m.number.id: m for key in _slips_of(mention) for m in self.by_digits[key]}
        return sorted((m for m in found.values() if m is not mention), key=lambda m: m.number.start)


def _slips_of(mention: Mention) -> list[str]:
    digits = re.sub(r"\D", "", mention.number.text)
    gaps = (
        [f"{digits[:n]}?{digits[n + 1 :]}" for n in range(len(digits))] if len(digits) > 2 else []
    )
    return ["".join(sorted(digits)), *gaps]


def _is_qualified(one: Mention, two: Mention) -> bool:
    """Tell whether both count "hộ nghèo" or "vụ cháy", which says more than what is counted."""
    words = [m.number.unit.split()[:2] for m in (one, two)]
    return words[0] == words[1] and len(words[0]) == 2 and words[0][0] in _COUNTED


def _one_digit(one: str, two: str) -> bool:
    """Tell two numbers of three digits that differ in one of them."""
    return len(one) == len(two) == 3 and sum(a != b for a, b in zip(one, two, strict=True)) == 1


def _is_rare(mention: Mention) -> bool:
    """Tell a number so uneven that no other fact has it by accident."""
    return mention.value >= 10 * _LARGE and mention.number.is_exact and mention.value % 10 != 0


def _goes_back(mention: Mention) -> bool:
    """Tell "trong 386 thủ tục" and "386 thủ tục nói trên", which take up what was told."""
    if mention.number.pair == "under":
        return True
    back = r"(?:trong|trên|của|với|cả)(?: tổng)?(?: số)?\s*$"
    return (
        re.search(back, mention.left, re.I) is not None
        or re.search(r"\b(?:nói trên|nêu trên|trên|này|đó)\b", mention.right[:40]) is not None
    )


def _stands_alone(mention: Mention) -> bool:
    return not mention.number.qualifier and not mention.cell
