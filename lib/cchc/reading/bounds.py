"""Find what "hơn", "gần", "tối thiểu" and "vượt chỉ tiêu" say of a figure printed elsewhere."""

import re
from collections.abc import Sequence
from dataclasses import replace

from .changing import is_change
from .dividing import head_of
from .mentions import Mention
from .printed_units import PERCENT_UNITS
from .relations import Relation, bound_holds
from .said_times import OTHER_TIMES, PLAN_WORDS, times_of
from .telling import tell_bound
from .told_facts import ToldFacts, chance_of

_GOAL = re.compile(
    r"(?:(?P<above>vượt|cao hơn|trên)|(?P<below>thấp hơn|chưa đạt|không đạt|dưới|không quá))"
    r"(?: so với)? "
    r"(?:mức|mốc|chỉ tiêu|mục tiêu|kế hoạch|yêu cầu|ngưỡng|giới hạn|tiến độ|bình quân)"
    r"(?:[^,.;\d]|20\d\d|\d\d? tháng){0,60}\(?$",
    re.I,
)
_REACHED = re.compile(
    r",? (?:(?P<above>vượt|cao hơn|đạt)|(?P<below>thấp hơn|chưa đạt|không đạt))(?: so với)?"
    r" (?:mục tiêu|chỉ tiêu|kế hoạch)(?=[^.;\d(]{0,50}[.;])",
    re.I,
)
_GOAL_BEFORE = re.compile(r"(?:mục tiêu|chỉ tiêu)\b[^.;\d]{0,60}$", re.I)
_WAYS = {"over": "least", "under": "most"}
_KEPT = re.compile(
    r"vượt|cao hơn|(?:nằm|vẫn|ở) (?:dưới|trên)|trong (?:giới hạn|ngưỡng|phạm vi|mức) (?!vượt)"
    r"|(?:bảo đảm|đảm bảo|hoàn thành)(?: vượt)?(?: mức)? (?:kế hoạch|chỉ tiêu|mục tiêu|yêu cầu)"
    r"|đạt (?:yêu cầu|mục tiêu|chỉ tiêu)",
    re.I,
)
_MISSED = re.compile(
    r"(?:không|chưa|chẳng) (?:đạt|hoàn thành|bảo đảm|đảm bảo|bằng)|(?<!không )thấp hơn"
    r"|dưới mức|hụt|còn thiếu",
    re.I,
)
# how near a number on the wrong side of "hơn" lies, and how many are named as much like it
_MISSED_BY, _MOST_ALIKE = 50, 5
# what something is compared with
_BASE = re.compile(r"(?:so với|(?:nhiều|ít|cao|thấp) hơn|cùng kỳ)[^.;()]{0,40}\(?$", re.I)
_PLANNED = re.compile(rf"(?:{PLAN_WORDS})\b[^.;\d]{{0,40}}$", re.I)
_ENDED = re.compile(
    rf"\b(?:vượt|đạt(?: và vượt)?|hoàn thành|thấp hơn|không đạt|chưa đạt)(?: sớm)?(?: mức)?"
    rf" (?:{PLAN_WORDS})|hoàn thành sớm|về đích",
    re.I,
)
_CLOSE = 0.15  # how near by accident a percentage may lie to the goal it is named like
# how many numbers before a bound it may speak of, and behind it
_BEFORE, _BEHIND = 150, 40


def _may_reach(done: Mention, goal: Mention) -> bool:
    """Tell whether a count may be held against a goal: of the same things, and not far from it."""
    same = done.number.dimension == goal.number.dimension and not done.number.qualifier
    alike = head_of(done).split()[:1] == head_of(goal).split()[:1] or bool(done.number.dimension)
    near = goal.value <= 3 * done.value <= 9 * goal.value
    planned = OTHER_TIMES & times_of(re.split(r"[,;(]", done.left)[-1])
    return same and alike and near and not is_change(done) and not planned


class BoundsTold:
    """The bounds of a reading; `bounded` are the numbers whose bound is told already."""

    def __init__(self, facts: ToldFacts, told: Sequence[Relation]):
        self.facts, self.reading = facts, facts.reading
        self.bounded = {r.anchor.id for r in told if r.kind == "bound"}
        self.used = {n.id for r in told if r.kind != "repeat" for n in r.numbers}
        self.found: list[Relation] = []
        self.meant: dict[str, Mention] = {}
        self._bounds()
        self._goals()
        self._reached()
        self._planned()
        self._by_name(facts)
        self._goals()  # once more, of what "hơn 79%" is now known to mean

    def _bounds(self) -> None:
        for bound in self.reading.mentions:
            qualified = bound.number.qualifier in ("over", "under", "about", "least", "most")
            if not qualified or bound.number.id in self.bounded:
                continue
            if exact := self._held(bound):
                self.found.append(tell_bound(exact.number, bound.number))
                continue
            if (way := _WAYS.get(bound.number.qualifier)) and _GOAL_BEFORE.search(bound.left):
                # "chỉ tiêu trên 85%" is no rough way of telling the result
                bound = replace(bound, number=replace(bound.number, qualifier=way))
            if bound.number.unit == "%":
                self._rate_bound(bound)
            else:
                self._count_bound(bound)

    def _held(self, bound: Mention) -> Mention | None:
        """Return the exact number in brackets behind "gần 1,2 triệu hồ sơ"."""
        own = self.reading.by_passage[bound.passage]
        after = own[own.index(bound) + 1 :][:1]
        if not after or after[0].number.dimension != bound.number.dimension:
            return None
        gap = self.reading.text_between(bound, after[0])
        held = re.fullmatch(
            r"[^.;,:()\d]{0,25}(?:\((?:[^\W\d_]+ ?){0,4}|,? ?(?:cụ thể|chính xác)(?: là| có)? )",
            gap,
        )
        inside = [m for m in own if m.group == after[0].group != -1]
        alone = bound_holds(after[0].value, bound.number) or len(inside) == 1
        return after[0] if held and alone and not after[0].number.qualifier else None

    def _goals(self) -> None:
        """Tell "đạt 98%, vượt chỉ tiêu 95%"."""
        for goal in self.reading.mentions:
            passage = self.reading.passages[goal.passage]
            begin = passage.sentence_span(goal.sentence)[0]
            said = _GOAL.search(passage.text[begin : goal.number.begin])
            if not said or goal.number.qualifier:
                continue
            qualifier = "least" if said["above"] else "most"
            number = replace(goal.number, qualifier=qualifier)
            if goal.number.unit == "%":
                self._rate_bound(replace(goal, number=number))
            else:
                self._count_goal(replace(goal, number=number))

    def _rate_bound(self, bound: Mention) -> None:
        """Tell "đạt 73,7%, vượt mức tối thiểu 70%"."""
        own = self.reading.by_passage[bound.passage]
        before = [m for m in own if m.number.begin < bound.number.begin and m.number.unit == "%"]
        # what closed brackets hold is said beside the point: "69% (năm trước 66,5%), chưa đạt 70%"
        before = [m for m in before if m.group in (-1, bound.group)] or before
        if not before or before[-1].sentence != bound.sentence:
            return
        exact = before[-1]
        if exact.number.qualifier and (exact := self.meant.get(exact.number.id)) is None:
            return
        gap = self.reading.text_between(before[-1], bound)
        gap = gap.rpartition(")")[2] if before[-1].group != bound.group else gap
        gap = gap.rpartition(")")[2] if before[-1].group == bound.group == -1 else gap
        tied = re.search(r"vượt|cao hơn|trên|đạt|đảm bảo|bảo đảm|thấp hơn|dưới|không", gap)
        other = re.search(r"[;.]|tăng|giảm|tỷ lệ|dự kiến|phấn đấu|cả năm", gap)
        if tied and len(gap) < 90 and not other:
            self._tell(exact, bound)

    def _tell(self, exact: Mention, bound: Mention) -> None:
        """Tell a bound that holds; one that fails where words say that it was kept, and turned
        round where they say that it was missed.
        """
        if bound_holds(exact.value, bound.number):
            self.found.append(tell_bound(exact.number, bound.number))
            self.meant[bound.number.id] = exact
            return
        said = self._said_around(exact, bound)
        if _MISSED.search(said):
            below = bound.number.qualifier in ("least", "over")
            turned = replace(bound.number, qualifier="most" if below else "least")
            if bound_holds(exact.value, turned):
                self.found.append(tell_bound(exact.number, turned))
        elif _KEPT.search(self._said_around(bound)):
            self.found.append(tell_bound(exact.number, bound.number))

    def _said_around(self, *mentions: Mention) -> str:
        texts = [self.reading.passages[m.passage].sentence_text(m.number.begin) for m in mentions]
        return " ".join(dict.fromkeys(texts))

    def _by_name(self, facts: ToldFacts) -> None:
        """Tell goals and bounds of the percentage that is named most like them or stands nearest,
        wherever it stands, where it lies close enough to be no accident.
        """
        told = {r.anchor.id for r in self.found} | self.bounded
        rates = [f for f in facts.by_kind.get("%", []) if not f.number.qualifier]
        rates = [f for f in rates if not is_change(f.mention) and not _GOAL.search(f.mention.left)]
        for goal in facts.by_kind.get("%", []):
            number = goal.number
            if goal.mention.cell or number.id in told or number.qualifier in ("from", "to"):
                continue
            if not number.qualifier:
                said = re.split(r"[,;]", goal.mention.left)[-1]  # "đạt 103% kế hoạch" is no goal
                if "plan" not in times_of(said) or number.id in self.used:
                    continue
                number = replace(number, qualifier="least")
            tried = []
            for rate in rates:
                if rate is goal or rate.times & {"plan", "before"} or "ahead" in goal.times:
                    continue
                gap = abs(rate.value - goal.value) + rate.number.step
                odds = facts.tries(goal, rate) * chance_of(goal.value, gap, True)
                if odds <= _CLOSE:
                    tried.append((odds, rate.number.start, rate))
            if tried:
                best = min(tried, key=lambda t: t[:2])[2]
                self._tell(best.mention, replace(goal.mention, number=number))

    def _reached(self) -> None:
        """Tell "đạt 95,33%, vượt mục tiêu kế hoạch" of the goal told before in the section."""
        for rate in self.reading.mentions:
            text = self.reading.passages[rate.passage].text
            tail = text[rate.number.begin + len(rate.number.text) :]
            said = _REACHED.match(tail) if rate.number.unit == "%" else None
            if not said or rate.number.qualifier:
                continue
            goals = [m for m in self.reading.before(rate, 60) if _GOAL_BEFORE.search(m.left)]
            goals = [m for m in goals if m.number.unit == "%" and m.section == rate.section]
            if goals and rate.number.id not in {r.numbers[0].id for r in self.found}:
                qualifier = "least" if said["above"] else "most"
                goal = replace(goals[0].number, qualifier=qualifier)
                self._tell(rate, replace(goals[0], number=goal))

    def _count_goal(self, goal: Mention) -> None:
        """Tell "số hộ thoát nghèo (164 hộ) vượt chỉ tiêu giao là 150 hộ"."""
        own = self.reading.by_passage[goal.passage]
        before = [m for m in own if m.number.begin < goal.number.begin][-1:]
        for exact in before:
            gap = self.reading.text_between(exact, goal)
            alike = head_of(exact) == head_of(goal) and not exact.number.qualifier
            same = exact.number.dimension == goal.number.dimension and exact.number.unit != "%"
            if alike and same and exact.sentence == goal.sentence and len(gap) < 90:
                self.found.append(tell_bound(exact.number, goal.number))

    def _planned(self) -> None:
        """Tell "kế hoạch giao 1.200 hồ sơ, thực hiện 1.254 hồ sơ, vượt kế hoạch" and "41.870 tài
        khoản; mục tiêu là tối thiểu 40.000 tài khoản": of the count of the same sentence that is
        nearest, and only where words say how it ended.
        """
        told = {n.id for r in self.found for n in r.numbers} | self.used
        for goal in self.reading.mentions:
            number = goal.number
            if number.unit in PERCENT_UNITS or number.id in told or goal.cell:
                continue
            clause = re.split(r"[,;(]", goal.left)[-1]
            least = number.qualifier in ("least", "most")
            if not (least or (not number.qualifier and _PLANNED.search(clause))):
                continue
            own = [m for m in self.reading.by_passage[goal.passage] if m.sentence == goal.sentence]
            said = self.reading.passages[goal.passage].sentence_text(number.begin)
            if not _ENDED.search(said) or any(m.number.unit == "%" for m in own):
                continue
            done = [m for m in own if m is not goal and _may_reach(m, goal)]
            if len(done) == 1:
                qualifier = number.qualifier if least else "least"
                self._tell(done[0], replace(goal, number=replace(number, qualifier=qualifier)))

    def _count_bound(self, bound: Mention) -> None:
        if bound.number.qualifier in ("least", "most"):
            return
        same = [
            m
            for m in self._around(bound)
            if m is not bound
            and m.number.dimension == bound.number.dimension
            and head_of(m) == head_of(bound)
            and head_of(m)
            and not m.number.qualifier
        ]
        role = [m for m in same if m.role == bound.role and m.role and m.section == bound.section]
        totals = self.reading.totals_named(bound.number.unit.split()[:2])
        near = [m for m in totals if m.section == bound.section]
        said = [m for m in same if m.role == bound.role or len(m.words & bound.words) > 1]
        named = self._totals_said(bound)
        fitting = [m for m in (*role, *near, *said, *named) if bound_holds(m.value, bound.number)]
        fitting = [m for m in fitting if not _BASE.search(m.left)] or fitting
        if fitting:
            closest = min(fitting, key=lambda m: abs(m.value - bound.value))
            self.found.append(tell_bound(closest.number, bound.number))
        elif (missed := self._just_missed(bound, said, named)) is not None:
            self.found.append(tell_bound(missed.number, bound.number))
        elif role and bound.number.qualifier != "about" and self._asserts(bound):
            nearest = max(role, key=lambda m: (m.number.start < bound.number.start, m.number.start))
            self.found.append(tell_bound(nearest.number, bound.number))

    def _totals_said(self, bound: Mention) -> list[Mention]:
        """Return the totals of tables whose whole head stands before a bound: "các cấp tiếp nhận
        mới hơn 49.000 hồ sơ".
        """
        said = re.split(r"[,;]", bound.left)[-1].lower()
        heads = [(t.left.lower().strip(" *:."), t) for t in self.reading.totals]
        named = [t for head, t in heads if len(head.split()) > 1 and head in said]
        return [t for t in named if t.number.dimension == bound.number.dimension]

    def _just_missed(self, bound, alike: list[Mention], named: list[Mention]) -> Mention | None:
        """Return the number that "hơn 320.000 bản" must speak of though it is 318.642: named most
        alike, and on the wrong side by so little that it is no accident.
        """
        if bound.value < 100 or bound.number.qualifier == "about":
            return None
        near = [m for m in alike if abs(m.value - bound.value) * _MISSED_BY <= bound.value]
        near = [m for m in near if not OTHER_TIMES & (times_of(m.left) ^ times_of(bound.left))]
        if len({t.value for t in named}) == 1:
            gap = abs(named[0].value - bound.value)
            return named[0] if gap * _MISSED_BY <= bound.value else None
        told = [self.facts.of_number[m.number.id] for m in (bound, *near)]
        sure = [f.mention for f in told[1:] if self.facts.rank(told[0], f) <= _MOST_ALIKE]
        return sure[0] if len({m.value for m in sure}) == 1 else None

    def _around(self, bound: Mention) -> list[Mention]:
        at = self.reading.order[bound.number.id]
        return list(self.reading.mentions[max(0, at - _BEFORE) : at + _BEHIND])

    def _asserts(self, bound: Mention) -> bool:
        """Tell whether the whole of what is counted is meant: "quý này có tới hơn 70 …"."""
        return re.search(
            r"(?:có|là|tới|đến|nhận|được|đạt)(?: có| tới| đến)?\s*(?:hơn|trên|gần)\s*$", bound.left
        ) is not None and not OTHER_TIMES & times_of(bound.left)
