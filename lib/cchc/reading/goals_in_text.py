"""Hold results against the goals, plans and limits that sentences tell, wherever the two stand.

A goal is told by the words around it, its result is the number that stands tied to it or is named
like it. Whether it was kept is worked out; it is a contradiction only where words say otherwise.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from .changing import is_change
from .dividing import PEOPLE, head_of
from .goal_words import is_said_kept, is_said_missed, turned_way
from .mentions import Mention, content_words
from .printed_units import PERCENT_UNITS
from .relations import Relation, bound_holds
from .said_goals import SaidGoal, before_in_sentence, behind_number, find_said_goals, said_of_both
from .said_times import OTHER_TIMES, times_of
from .telling import tell_bound
from .told_facts import ToldFacts

_TIED = re.compile(
    r"vượt|cao hơn|trên|đạt|đáp ứng|phù hợp|đảm bảo|bảo đảm|thấp hơn|dưới|không|so với|hoàn thành"
    r"|trong (?:giới|ngưỡng)|\((?:[^\W\d_]+ ){0,6}$",
    re.I,
)
_APART = re.compile(r"[;.]|tăng|giảm(?! còn)|dự kiến|phấn đấu|cả năm|tỷ lệ|tỉ lệ", re.I)
_GROWTH = re.compile(r"tăng|giảm(?! còn)|dự kiến", re.I)
_FOLLOWS = re.compile(
    r"\b(?:đạt|kết quả|thực hiện|thực tế|đến nay|hiện|đã|còn|có|tự chấm|được|là)\b", re.I
)
_AHEAD = re.compile(r"(?:năm|quý|tháng|kỳ|vụ) (?:sau|tới|tiếp theo)|sắp tới|những năm tới", re.I)
_REACHED = re.compile(
    r",? (?:vượt|cao hơn|đạt|thấp hơn|chưa đạt|không đạt)(?: so với)?"
    r" (?:mục tiêu|chỉ tiêu|kế hoạch)(?=[^.;\d(]{0,50}[.;])",
    re.I,
)
# "ở cả hai khu vực", "3 xã đều"
_ALL = re.compile(r"\b(?:cả (?P<count>hai|ba|bốn|năm|[2-9])|đều)\b", re.I)
_COUNTED = {"hai": 2, "ba": 3, "bốn": 4, "năm": 5}
_FAR = 3  # so many times as large may a result be as its goal
_REST_TEXT = "tỷ lệ này kết quả quý năm tháng đạt mức toàn xã phường tỉnh"
_REST = frozenset(_REST_TEXT.split())


class GoalsTold:
    """The goals of a reading that are told; `told` are the relations known."""

    def __init__(self, facts: ToldFacts, told: Sequence[Relation]):
        self.facts, self.reading = facts, facts.reading
        self.bounded = {r.anchor.id for r in told if r.kind == "bound"}
        tied = (r for r in told if r.kind not in ("repeat", "part", "difference"))
        self.used = {n.id for r in tied for n in r.numbers}
        order, mentions = self.reading.order, self.reading.mentions
        pairs = [r.numbers for r in told if r.kind == "bound" and len(r.numbers) == 2]
        # what "hơn 79%" is known to mean
        self.meant = {two.id: mentions[order[one.id]] for one, two in pairs if one.id in order}
        self.found: list[Relation] = []
        self.goals = list(find_said_goals(self.reading))
        self.names = {g.mention.number.id for g in self.goals}
        rates = [f for f in facts.by_kind.get("%", []) if not f.number.qualifier]
        rates = [f for f in rates if not f.times & {"plan", "before"}]
        rates = [f for f in rates if f.number.id not in self.names and not is_change(f.mention)]
        self.rates = rates
        for goal in self.goals:
            if goal.mention.number.id not in self.bounded:
                self._hold(goal)
        self._reached()

    # which number is the result

    def _hold(self, goal: SaidGoal) -> None:
        if several := self._all_of(goal):
            for done in several:
                self._tell(done, goal, True)
        elif (tied := self._tied(goal)) is not None:
            self._tell(tied, goal, True)
        elif (after := self._following(goal)) is not None:
            self._tell(after, goal, True)
        elif (total := self._named_total(goal)) is not None:
            self._tell(total, goal, True)
        elif goal.mention.number.unit == "%":
            self._by_name(goal)
        elif (alone := self._alone(goal)) is not None:
            self._tell(alone, goal, False)

    def _may_be(self, done: Mention, goal: Mention) -> bool:
        number = done.number
        same = number.dimension == goal.number.dimension and number.pair == ""
        if not same or number.id == goal.number.id or number.id in self.names:
            return False
        if number.unit not in PERCENT_UNITS:
            same = bool(number.dimension) or _count_alike(done, goal)
            same = same and goal.value <= _FAR * done.value <= _FAR**2 * goal.value
        clause = re.split(r"[,;(]", done.left)[-1]
        return same and not is_change(done) and not OTHER_TIMES & times_of(clause)

    def _exact(self, done: Mention) -> Mention | None:
        return self.meant.get(done.number.id) if done.number.qualifier else done

    def _tied(self, goal: SaidGoal) -> Mention | None:
        """Return the number before a goal in its clause: "đạt 73,7%, vượt mức tối thiểu 70%"."""
        mention = goal.mention
        own = self.reading.by_passage[mention.passage]
        before = [m for m in own if m.number.begin < mention.number.begin]
        before = [m for m in before if m.number.dimension == mention.number.dimension]
        # what closed brackets hold is said beside the point: "69% (năm trước 66,5%), chưa đạt 70%"
        before = [m for m in before if m.group in (-1, mention.group)] or before
        if mention.number.unit not in PERCENT_UNITS:
            before = [m for m in before if _count_alike(m, mention)]
        if not before or before[-1].sentence != mention.sentence:
            return None
        if not self._may_be(before[-1], mention):
            return None
        gap = self.reading.text_between(before[-1], mention)
        if before[-1].group != mention.group or before[-1].group == -1:
            gap = gap.rpartition(")")[2]
        tied = _TIED.search(gap) and len(gap) < 90 and not _APART.search(gap)
        return self._exact(before[-1]) if tied else None

    def _following(self, goal: SaidGoal) -> Mention | None:
        """Return what a text goes on to tell as the result of a goal: "chỉ tiêu là 80%. Trong quý,
        tỷ lệ này đạt 83,4%".
        """
        mention = goal.mention
        own = self.reading.by_passage[mention.passage]
        after = [m for m in own[own.index(mention) + 1 :] if m.group in (-1, mention.group)]
        after = [m for m in after if m.sentence - mention.sentence <= 1]
        after = [m for m in after if m.number.dimension == mention.number.dimension][:1]
        for done in after:
            gap = self.reading.text_between(mention, done)
            if not self._may_be(done, mention) or not _FOLLOWS.search(gap) or len(gap) > 160:
                return None
            if _AHEAD.search(before_in_sentence(self.reading, mention)) or _GROWTH.search(gap):
                return None
            if self._about_same(mention, done, gap):
                return self._exact(done)
        return None

    def _about_same(self, goal: Mention, done: Mention, gap: str) -> bool:
        """Tell whether the words between a goal and a result name nothing else than the goal does;
        counts of the same things need no more.
        """
        if done.number.unit not in PERCENT_UNITS and head_of(done):
            return True
        clause = re.split(r"[,;.] ", gap)[-1]
        words = content_words(clause) - _REST
        named = re.split(r"[,;] ", before_in_sentence(self.reading, goal))[-1]
        behind = re.split(r"[,;.] ", behind_number(self.reading, goal))[0]
        told = content_words(f"{named} {behind}")
        return len(words & told) * 2 >= len(words)

    def _all_of(self, goal: SaidGoal) -> list[Mention]:
        """Return all that "mục tiêu tối thiểu 90% ở cả hai khu vực" is of: as many numbers in the
        sentence before.
        """
        mention = goal.mention
        said = _ALL.search(
            self.reading.passages[mention.passage].sentence_text(mention.number.begin)
        )
        own = [m for m in self.reading.by_passage[mention.passage] if self._may_be(m, mention)]
        own = [m for m in own if not m.number.qualifier and m.group == -1]
        before = [m for m in own if m.sentence == mention.sentence - 1]
        if not said or not said["count"] or mention.number.unit != "%":
            return []
        count = _COUNTED.get(said["count"].lower()) or int(said["count"])
        return before if len(before) == count else []

    def _named_total(self, goal: SaidGoal) -> Mention | None:
        """Return the total of a table whose head the goal's paragraph names: "tỷ lệ đúng hạn như
        trên đã hoàn thành chỉ tiêu 99%".
        """
        mention = goal.mention
        text = self.reading.passages[mention.passage].text.lower()
        own = self.reading.passages[mention.passage].sentence_text(mention.number.begin).lower()
        found = []
        for total in self.reading.totals:
            head = re.sub(r"\s*\([^()]*\)", "", total.left.lower()).strip(" *:.")
            words = [w for w in head.split() if w not in ("số", "tổng")]
            alike = total.number.dimension == mention.number.dimension
            if len(words) < 3 or not alike or times_of(total.left) & OTHER_TIMES:
                continue
            if mention.number.dimension == "" and words[0] not in mention.number.unit:
                continue
            named = [text for said in (own, text) if _names(said, words)]
            found += [(-len(words), said is text, total) for said in named[:1]]
        best = [t for t in found if t[:2] == min(f[:2] for f in found)]
        far = {t[2].value for t in best}
        if len(far) != 1:
            return None
        done = best[0][2]
        near = abs(done.value - mention.value) * 4 <= mention.value
        return done if near else None

    def _alone(self, goal: SaidGoal) -> Mention | None:
        """Return the only count of its paragraph that a goal may be of."""
        own = self.reading.by_passage[goal.mention.passage]
        near = [m for m in own if abs(m.sentence - goal.mention.sentence) <= 2]
        may = [m for m in near if self._may_be(m, goal.mention) and not m.number.qualifier]
        may = [m for m in may if head_of(m) or m.number.dimension]
        if _AHEAD.search(before_in_sentence(self.reading, goal.mention)) or len(may) != 1:
            return None
        return may[0]

    def _by_name(self, goal: SaidGoal) -> None:
        """Tell a goal of the percentage that is named like it, wherever it stands."""
        fact = self.facts.of_number[goal.mention.number.id]
        if "ahead" in fact.times or fact.number.id in self.used:
            return
        rate = self.facts.nearest_rate(fact, self.rates)
        if rate is not None:
            self._tell(rate, goal, True)

    def _reached(self) -> None:
        """Tell "đạt 95,33%, vượt mục tiêu kế hoạch" of the goal told before in the section."""
        told = {n.id for r in self.found for n in r.numbers}
        rates = [g for g in self.goals if g.mention.number.unit == "%"]
        for rate in self.reading.mentions:
            if rate.number.unit != "%" or rate.number.qualifier or rate.number.id in told:
                continue
            if not _REACHED.match(behind_number(self.reading, rate)):
                continue
            before = [g for g in rates if g.mention.number.start < rate.number.start]
            before = [g for g in before if g.mention.section == rate.section]
            if before and before[-1].mention.number.id not in told:
                self._tell(rate, before[-1], True)

    # whether it was kept

    def _tell(self, done: Mention, goal: SaidGoal, sure: bool) -> None:
        """Tell a goal that was kept, or missed where words say so; against them where these are
        said of the two.
        """
        said = said_of_both(self.reading, done, goal.mention)
        kept, missed = is_said_kept(said, goal.way), is_said_missed(said, goal.way)
        turned = replace(goal.number, qualifier=turned_way(goal.way))
        # "thấp hơn kế hoạch 30 giường" may be a distance as well
        free = goal.mention.number.id not in self.used and not is_change(goal.mention)
        if bound_holds(done.value, goal.number):
            if missed and not kept and sure and free and done.value != goal.mention.value:
                self.found.append(tell_bound(done.number, turned))
            else:
                self.found.append(tell_bound(done.number, goal.number))
        elif missed and not kept:
            self.found.append(tell_bound(done.number, turned))
        elif kept and not missed and sure and free:
            self.found.append(tell_bound(done.number, goal.number))


def _names(text: str, words: Sequence[str]) -> bool:
    """Tell whether a text has the words of a head in their order, few others between."""
    return (
        re.search(r"\b" + r"\b(?: [^\W\d_]+){0,2} \b".join(map(re.escape, words)) + r"\b", text)
        is not None
    )


def _count_alike(done: Mention, goal: Mention) -> bool:
    one, two = (head_of(m).split()[:1] for m in (done, goal))
    return one == two or not one or {*one, *two} <= PEOPLE
