"""Find which count a printed percentage may be of, and whether words tie it to the percentage."""

import re

from .changing import is_change
from .goal_words import PLAN_WORDS
from .mentions import Mention, Reading, content_words
from .printed_units import PERCENT_UNITS
from .roles import role_of

_CUE = re.compile(
    r"^[^;.!?]{0,60}?(?:\b(?:chiếm|đạt|bằng|tương (?:đương|ứng)|ứng với|tức|tỷ lệ|tỉ lệ|tỷ trọng)\b"
    r"[^;.\d]{0,40}|[(/]\s*(?:(?:hơn|gần|khoảng|trên|dưới|xấp xỉ)\s*)?)$",
    re.I,
)
_CUE_WORD = re.compile(r"tỷ lệ|tỉ lệ|tỷ trọng", re.I)
_BEHIND = re.compile(
    r"^\s*(?:\(|(?:với|là) |[–,-]?\s*(?:tương đương|tương ứng|ứng)(?: với)?)[^;.\d)]{0,40}$"
    r"|^[^.;:,()\d]{1,70}\(\s*$"
)
OF = re.compile(
    r"\s*(?:%\s*)?(?:so với|so|trên|trong|của)?\s*"
    r"((?:(?:tổng )?(?:số|kế hoạch|dự toán|chỉ tiêu|phiếu|vốn)|tổng)\b[^,.;:()]{0,70})"
)
_IN_TURN = re.compile(r"lần lượt|theo thứ tự|tương ứng", re.I)
# "kế hoạch năm 4.500 người, đạt 94,5%" tells the whole, not the part
GIVEN = re.compile(rf"(?:{PLAN_WORDS}|định mức)[^,.;:()]{{0,25}}\(?$", re.I)
_PLANNED = re.compile(
    r"dự kiến|phấn đấu|mục tiêu|chỉ tiêu|yêu cầu|kế hoạch giao|theo quy định"
    r"|\b(?:để|nhằm|nâng lên|sẽ|cần|phải)(?: đạt| hoàn thành| bảo đảm| đảm bảo)",
    re.I,
)
WHOLES_OF = {
    "resolved": ("received", "to_process"),
    "pending": ("received", "to_process"),
    "suspended": ("received", "to_process", "due"),
    "early": ("resolved", "due", "received", "to_process"),
    "on_time": ("resolved", "due", "received", "to_process"),
    "late": ("resolved", "due", "received", "to_process"),
    "online": ("received", "to_process"),
    "direct": ("received", "to_process"),
    "post": ("received", "to_process"),
    "full": ("online", "received"),
    "partial": ("online", "received"),
}


class Numerators:
    """The counts of a reading that percentages may be of."""

    def __init__(self, reading: Reading):
        self.reading = reading

    def of(self, rate: Mention) -> list[tuple[Mention, bool]]:
        """Return what may be divided, with whether words tie it to the percentage."""
        found: list[tuple[Mention, bool]] = []
        if told := self._respective(rate):
            return [(told, True)]
        own = self.reading.by_passage[rate.passage]
        own = [m for m in own if not is_change(m)]
        before = [m for m in own if m.number.begin < rate.number.begin and counts_things(m)]
        # what closed brackets hold is said beside the point: "114 tỷ (trong đó …), bằng 9%"
        before = [m for m in before if m.group in (-1, rate.group)]
        if before:
            last = before[-1]
            gap = self.reading.text_between(last, rate)
            between = [m for m in own if last.number.begin < m.number.begin < rate.number.begin]
            between = [m for m in between if m.group in (-1, rate.group)]
            rates = [m for m in self.reading.by_passage[rate.passage] if m.number.unit == "%"]
            between += [m for m in rates if last.number.begin < m.number.begin < rate.number.begin]
            tied = not between and _CUE.match(gap) is not None
            tied = tied and last.sentence == rate.sentence and not _PLANNED.search(gap)
            # "đang giải quyết 20 hồ sơ, tỷ lệ đã giải quyết 98%" speaks of another count
            said = role_of(gap[_CUE_WORD.search(gap).end() :] if _CUE_WORD.search(gap) else "", "")
            tied = tied and said in ("", last.role) and not GIVEN.search(last.left)
            if tied or (last.sentence == rate.sentence and len(gap) < 80):
                found.append((last, tied))
        after = [m for m in own if m.number.begin > rate.number.begin and counts_things(m)]
        if after and _BEHIND.match(gap := self.reading.text_between(rate, after[0])):
            # "99,7% số đã giải quyết (4.125 hồ sơ)" holds the whole in brackets
            whole = OF.match(gap) is not None and gap.rstrip().endswith("(")
            found += [] if whole else [(after[0], False)]
        if named := self._by_head(rate, before):
            found = [(named, True), *found]
        if not found or not found[0][1]:
            found += [(m, False) for m in self._by_role(rate)]
            known = {m.number.id for m, _ in found}
            more = [*self._by_words(rate), *[m for m in before[-4:] if m.sentence == rate.sentence]]
            if before and GIVEN.search(before[-1].left):
                # "So với mục tiêu 15.000 lao động, mới đạt 84,3%": of what was told before
                earlier = [m for m in self.reading.before(before[-1], 4) if counts_things(m)]
                more += [m for m in earlier if m.section == rate.section]
            found += [(m, False) for m in more if m.number.id not in known]
        return found

    def _respective(self, rate: Mention) -> Mention | None:
        """Return the count that a percentage is of in "9.554 và 28.661 hồ sơ, lần lượt 25% và
        75%".
        """
        own = [m for m in self.reading.by_passage[rate.passage] if m.sentence == rate.sentence]
        at = own.index(rate)
        first = at
        while first and own[first - 1].number.unit == "%" and len(own[first].left) < 12:
            first -= 1
        last = at
        while last + 1 < len(own) and own[last + 1].number.unit == "%":
            if len(own[last + 1].left) >= 12:
                break
            last += 1
        size = last - first + 1
        if size < 2 or not _IN_TURN.search(own[first].left):
            return None
        counts = [m for m in own[:first] if counts_things(m) and not is_change(m)][-size:]
        return counts[at - first] if len(counts) == size else None

    def _by_head(self, rate: Mention, before: list[Mention]) -> Mention | None:
        """Return the count that "48,2% số phòng" is of where a sentence counts several things."""
        text = self.reading.passages[rate.passage].text
        of = re.match(r"\s*(?:tổng )?số ([^\W\d_]+(?: [^\W\d_]+)?)", text[rate.number.end + 1 :])
        own = [m for m in before if m.sentence == rate.sentence]
        if not of or len({m.number.unit for m in own[-2:]}) < 2:
            return None
        first = of[1].split()[0]
        alike = [m for m in own[-3:] if m.number.unit.split()[:1] == [first]]
        return alike[0] if len(alike) == 1 else None

    def _by_words(self, rate: Mention) -> list[Mention]:
        """Return the counts nearby that "tỷ lệ …" speaks of in the same words."""
        lead = rate.left
        if said := _CUE_WORD.search(lead):
            lead = lead[said.end() :]
        elif self._opens_sentence(rate):
            lead = re.split(r"\b(?:chiếm|đạt|bằng)\b", lead)[0]  # "Học phí chiếm 48,2%"
        else:
            return []
        words = content_words(lead)
        if len(words) < 2:
            return []
        near = [m for m in self.reading.before(rate, 12) if counts_things(m)]
        return [m for m in near if len(words & m.words) * 5 >= len(words) * 4][:2]

    def _opens_sentence(self, rate: Mention) -> bool:
        own = self.reading.by_passage[rate.passage]
        return not [
            m for m in own if m.sentence == rate.sentence and m.number.begin < rate.number.begin
        ]

    def _by_role(self, rate: Mention) -> list[Mention]:
        """Return the counts nearby of which the same is said: "hơn 95% số … đã có kết quả"."""
        text = self.reading.passages[rate.passage].text
        tail = text[rate.number.begin + len(rate.number.text) :][:120]
        of = OF.match(tail)
        said = role_of("", tail[of.end() :] if of else "") or self.said_last(tail)
        said = said or (rate.role if rate.role in WHOLES_OF else "")
        if not said:
            return []
        far = 40 if of or rate.number.qualifier else 12
        near = [m for m in self.reading.before(rate, far) if m.role == said and counts_things(m)]
        return [m for m in near if m.section == rate.section][:2]

    def said_last(self, tail: str) -> str:
        words = re.split(r"[,.;:()]", tail)[0]
        said = role_of(words, "")
        return said if said in WHOLES_OF else ""


def counts_things(mention: Mention) -> bool:
    """Tell a figure that a percentage may be of."""
    number = mention.number
    divided = number.dimension not in PERCENT_UNITS
    return divided and number.qualifier in ("", "over", "under", "about")
