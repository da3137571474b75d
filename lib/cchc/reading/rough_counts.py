"""Find the count that "hơn 320.000 bản" or "gần 1.300 hồ sơ" speaks of, printed elsewhere."""

import re
from functools import cache

from .compared_facts import agree_on, have_other_subjects
from .dividing import PEOPLE, head_of
from .facts_by_value import FactsByValue
from .mentions import Mention
from .relations import CHANCE, bound_holds
from .said_times import OTHER_TIMES, times_of
from .told_facts import ToldFact, ToldFacts, chance_of

# how near a number on the wrong side of "hơn" lies, and how many are named as much like it
_MISSED_BY, _MOST_ALIKE = 50, 5
# what something is compared with
_BASE = re.compile(r"(?:so với|(?:nhiều|ít|cao|thấp) hơn|cùng kỳ)[^.;()]{0,40}\(?$", re.I)
# how many numbers before a bound it may speak of, and behind it
_BEFORE, _BEHIND = 150, 40


class RoughCounts:
    """The counts of a reading, for those that are told roughly elsewhere."""

    def __init__(self, facts: ToldFacts):
        self.facts, self.reading = facts, facts.reading
        self._by_size = cache(lambda kind: FactsByValue(facts.by_kind.get(kind, ())))

    def meant_by(self, bound: Mention) -> Mention | None:
        """Return the count that a bound speaks of: one that keeps it, or one that must be meant and
        does not.
        """
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
            return min(fitting, key=lambda m: abs(m.value - bound.value))
        if (near := self._by_value(bound)) is not None:
            return near
        if (missed := self._just_missed(bound, said, named)) is not None:
            return missed
        if role and bound.number.qualifier != "about" and self._asserts(bound):
            return max(role, key=lambda m: (m.number.start < bound.number.start, m.number.start))
        return None

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

    def _by_value(self, bound: Mention) -> Mention | None:
        """Return the number anywhere, in tables too, that counts the same and lies so near that it
        is no accident.
        """
        own = self.facts.of_number[bound.number.id]
        tried = []
        low, high, _ = bound.number.span()
        for fact in self._by_size(bound.number.dimension).between(float(low), float(high)):
            if fact is own or fact.number.qualifier or not bound_holds(fact.value, bound.number):
                continue
            if (
                not _counts_same(fact, own)
                or have_other_subjects(fact, own)
                or not agree_on(fact, own)
            ):
                continue
            gap = 2 * abs(fact.value - bound.value) + fact.number.step
            odds = self.facts.tries(own, fact) * chance_of(bound.value, gap)
            tried.append((odds, fact.number.start, fact.mention))
        best = min(tried, key=lambda t: t[:2], default=None)
        return best[2] if best is not None and best[0] <= CHANCE else None

    def _around(self, bound: Mention) -> list[Mention]:
        at = self.reading.order[bound.number.id]
        return list(self.reading.mentions[max(0, at - _BEFORE) : at + _BEHIND])

    def _asserts(self, bound: Mention) -> bool:
        """Tell whether the whole of what is counted is meant: "quý này có tới hơn 70 …"."""
        return re.search(
            r"(?:có|là|tới|đến|nhận|được|đạt)(?: có| tới| đến)?\s*(?:hơn|trên|gần)\s*$", bound.left
        ) is not None and not OTHER_TIMES & times_of(bound.left)


def _counts_same(fact: ToldFact, own: ToldFact) -> bool:
    """Tell whether a fact counts what a rough number does, by unit or by its labels."""
    one, two = (f.number.unit.split()[:1] for f in (fact, own))
    if own.number.dimension or one == two:
        return bool(two) or bool(own.number.dimension)
    return {*one, *two} <= PEOPLE and bool(one) if one else bool(two) and two[0] in fact.own
