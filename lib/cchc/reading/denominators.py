"""Find which figure a percentage may be a share of, likeliest first."""

import re

from .dividing import PEOPLE, head_of
from .goal_words import PLAN_WORDS
from .mentions import Mention, Reading, content_words
from .numerators import GIVEN, OF, WHOLES_OF
from .roles import role_of
from .said_times import OTHER_TIMES, times_of
from .totals import Sums

_OF_BARE = re.compile(r"\s*((?:[^\W\d_]+ ?){2,6})(?=[,.;:()]|$)")
# "68% dự toán (23,4 tỷ đồng)" names its whole in brackets
_HELD = re.compile(
    r"[^.;:()\d]{1,50}\(\s*(?=\d)"
    rf"|[^.;:()\d,]{{0,20}}\b(?:{PLAN_WORDS})[^.;:()\d,]{{0,30}}(?=\d)"
)
_LEADING = re.compile(
    r"(?:trong|trên)(?: tổng)? số ([^,.;:\d]{2,60})"
    r"|^\W*(?:trong|riêng)(?: các)? ([^,.;:\d]{4,50}),",
    re.I,
)
# what a number's unit says already: "diện tích xuống giống" is the ha that were sown
_MEASURED = content_words("diện tích sản lượng khối lượng kinh phí số tiền của tỉnh huyện cùng")
_INHABITANTS = re.compile(r"dân số[^.;:\d]{0,8} #|# (?:nhân khẩu|người dân|dân)\b")
_BACK = re.compile(
    r"(?:nhóm|số|phần|loại|lĩnh vực|trường hợp)(?: [^\W\d_]+){0,2} (?:này|đó|trên)\b", re.I
)


# "1.176 học sinh … 29 em": who they are was said before
_ANYBODY = {"người", "em", "cháu", "trẻ"}


_FIRST = 16  # figures of a report's beginning


class Denominators:
    """The wholes of a reading; `siblings` are those that percentages of a sentence were of."""

    def __init__(self, reading: Reading, sums: Sums):
        self.reading, self.sums = reading, sums
        self.siblings: dict[tuple[int, int], list[Mention]] = {}
        self.called_so: dict[str, Mention] = {}

    def remember(self, rate: Mention, whole: Mention) -> None:
        """Keep what words behind a percentage called its whole: "23% diện tích lúa"."""
        if phrase := self._phrase(rate):
            self.called_so[phrase] = whole

    def _phrase(self, rate: Mention) -> str:
        text = self.reading.passages[rate.passage].text
        tail = text[rate.number.begin + len(rate.number.text) :][:110]
        said = OF.match(tail) or _OF_BARE.match(tail)
        phrase = re.sub(r"^(?:tổng|số|tổng số) ", "", said[1].strip().lower()) if said else ""
        return phrase if len(phrase.split()) > 1 and content_words(phrase) else ""

    def of(self, rate: Mention, part: Mention, sure: bool = False) -> list[tuple[Mention, bool]]:
        """Return what it may be divided by, likeliest first, with whether words name it; `sure`
        leaves out what was only called so elsewhere.
        """
        reading = self.reading
        text = reading.passages[rate.passage].text
        tail = text[rate.number.begin + len(rate.number.text) :][:110]
        back = [m for m in reading.before(rate, 40) if may_divide(m, part)]
        back += [m for m in self._after(rate) if may_divide(m, part)]
        totals = [m for m in reading.totals if may_divide(m, part)]
        # how many households or schools there are at all is told at the beginning
        totals += [m for m in reading.mentions[:_FIRST] if _counts_all(m, part) and m not in back]
        named: list[Mention] = []
        if held := _HELD.match(tail):
            after = self._after(rate)[:1]
            at = rate.number.begin + len(rate.number.text) + held.end()
            same = part.number.dimension
            named = [m for m in after if m.number.begin == at and m.number.dimension == same]
            named = [m for m in named if m.number.id != part.number.id]
            named = [m for m in named if may_divide(m, part) or rate.value > 100 or "(" in held[0]]
        if not named:
            named = self._given(rate, part) or self._out_of(rate, part, tail)
            named = named or self._population(part, tail)
        if not named:
            named = [m for m in reading.named_cells(part) if may_divide(m, part)]
        if not named and (of := OF.match(tail)):
            named = self.called(of[1], [*back, *totals], part)
        elif not named and (bare := _OF_BARE.match(tail)):
            words = content_words(bare[1]) - _MEASURED
            far = [m for m in reading.before(rate, 150) if may_divide(m, part)]
            named = [m for m in far if len(words) > 1 and words <= content_words(m.left[-80:])][:1]
        begin = reading.passages[rate.passage].sentence_span(rate.sentence)[0]
        ahead = text[begin : part.number.begin] if part.passage == rate.passage else ""
        if not named and (leading := _LEADING.search(ahead)):
            named = self.called(leading[1] or leading[2], [*back, *totals], part)
        if not named and _BACK.search(ahead[:60]):
            named = [m for m in back if m.sentence != part.sentence or m.passage != part.passage][
                :1
            ]
        if not named and not sure and (so := self.called_so.get(self._phrase(rate))):
            named = [so] if may_divide(so, part) else []
        whole = self.sums.wholes.get(part.number.id)
        first = [(m, True) for m in named]
        if whole is not None and may_divide(whole, part):
            first.append((whole, not named))
        by_role = [
            m
            for role in WHOLES_OF.get(part.role, ())
            for m in back
            if m.role == role and m.section == part.section
        ]
        own = reading.by_passage[part.passage]
        subject = [m for m in own if m.sentence == part.sentence and m.group == -1][:1]
        subject = [m for m in subject if may_divide(m, part) and m.number.begin < part.number.begin]
        near = [
            m for m in self.siblings.get((rate.passage, rate.sentence), []) if may_divide(m, part)
        ]
        loose = [m for m in (*back, *totals) if m.group == -1]
        held = [m for m in back if m.group not in (-1, part.group) and counts_alike(m, part)]
        rest = [(m, False) for m in (*subject, *near[-1:], *by_role, *loose, *held)]
        seen: set[str] = set()
        ordered = []
        for mention, sure in [*first, *rest]:
            if mention.number.id not in seen:
                seen.add(mention.number.id)
                ordered.append((mention, sure))
        return ordered

    def are_said_beside(
        self, rate: Mention, part: Mention, wholes: list[tuple[Mention, bool]]
    ) -> bool:
        """Tell that the first whole stands in the sentence and is the one that words name: "trong
        16.389 hồ sơ đã giải quyết có 16.255 hồ sơ đúng hạn, đạt 96,6% số đã giải quyết".
        """
        if not wholes or not wholes[0][1] or wholes[0][0].value < part.value:
            return False
        whole, text = wholes[0][0], self.reading.passages[rate.passage].text
        beside = whole.passage == rate.passage == part.passage and whole.sentence == rate.sentence
        said = OF.match(text[rate.number.begin + len(rate.number.text) :][:110])
        return beside and said is not None and whole.role != "" and head_of(whole) == head_of(part)

    def _given(self, rate: Mention, part: Mention) -> list[Mention]:
        """Return the plan of "46 đơn vị (kế hoạch 50 đơn vị, đạt 92%)"."""
        own = self.reading.by_passage[rate.passage]
        inside = [m for m in own if part.number.begin < m.number.begin < rate.number.begin]
        inside = [m for m in inside if m.group != -1 or m.group == part.group]
        said = [m for m in inside if GIVEN.search(m.left) and may_be_planned(m, part)]
        return said[-1:] if inside and said[-1:] == inside[-1:] else []

    def _out_of(self, rate: Mention, part: Mention, tail: str) -> list[Mention]:
        """Return the number right behind "chiếm 0,52% trong tổng số"."""
        found = re.match(r"\s*(?:trong|trên|của|so với)(?: [^\W\d_]+){0,6}(?= \d)", tail)
        after = self._after(rate)[:1]
        if not found or not after:
            return []
        gap = after[0].number.begin - rate.number.begin - len(rate.number.text)
        return [m for m in after if gap <= found.end() + 1 and may_divide(m, part)]

    def _population(self, part: Mention, tail: str) -> list[Mention]:
        """Return the number of inhabitants, told earlier, of "96,6% dân số"."""
        if not re.match(r"\s*(?:trên |của |so với )?(?:tổng |toàn )?dân số\b", tail):
            return []
        before = self.reading.before(part, 400)
        people = [m for m in before if _INHABITANTS.search(f"{m.left[-14:]} # {m.number.unit}")]
        return [m for m in people if may_divide(m, part)][:1]

    def _after(self, rate: Mention) -> list[Mention]:
        own = self.reading.by_passage[rate.passage]
        return [m for m in own if m.number.begin > rate.number.begin][:2]

    def called(self, phrase: str, among: list[Mention], part: Mention) -> list[Mention]:
        """Return the figures a phrase like "số đã giải quyết" means, by role or by words."""
        role = role_of(phrase, "")
        if role:
            alike = [m for m in among if m.role == role]
            if alike:
                return alike[:2] if alike[0].section == part.section else alike[:1]
        words = content_words(phrase)
        # what was before is seldom meant
        then = [bool(OTHER_TIMES & times_of(re.split(r"[;.]", m.left)[-1])) for m in among]
        scored = [
            (len(words & m.words), not then[place], -place, m) for place, m in enumerate(among)
        ]
        scored = [s for s in scored if s[0] * 4 >= len(words) * 3]
        return [max(scored, key=lambda s: s[:3])[3]] if words and scored else []


def _counts_all(whole: Mention, part: Mention) -> bool:
    head = whole.number.unit.split()[:1]
    return head == part.number.unit.split()[:1] != [] and may_divide(whole, part)


def names_whole(tail: str) -> bool:
    """Tell whether words behind a percentage say of what it is: "19% diện tích xuống giống"."""
    bare = _OF_BARE.match(tail)
    return OF.match(tail) is not None or (
        bare is not None and len(content_words(bare[1]) - _MEASURED) > 1
    )


def may_be_planned(plan: Mention, part: Mention) -> bool:
    """Tell whether one figure may be what was planned of another, which may exceed it."""
    same = plan.number.dimension == part.number.dimension
    return same and not plan.number.qualifier and plan.number.id != part.number.id


def may_divide(whole: Mention, part: Mention) -> bool:
    """Tell whether one figure may be the whole of another."""
    same = whole.number.dimension == part.number.dimension
    plain = whole.number.qualifier in ("", "about")
    return same and plain and whole.number.id != part.number.id and whole.value >= part.value


def counts_alike(whole: Mention, part: Mention) -> bool:
    """Tell whether both count the same things, as far as they say."""
    one, two = whole.number.unit.split()[:1], part.number.unit.split()[:1]
    people = {*one} <= PEOPLE and {*two} <= PEOPLE and bool(_ANYBODY & {*one, *two})
    return one == two or not one or not two or people
