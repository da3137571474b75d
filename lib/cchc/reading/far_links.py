"""Find what a percentage or a change is made of, wherever in the document it stands: in another
sentence, section or table.

Every pair of numbers that fits is weighed by how many others come before it: those named more like
what is asked, or standing nearer to it. That many tries, times how likely one of them fits by
accident, must stay below `CHANCE`. Nothing is denied here: what does not fit anywhere may be of
numbers that are not printed.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from .changing import OF_THEN, is_change, is_planned_change, sign_of_change, sign_of_growth
from .compared_facts import count_else
from .dividing import counts_time
from .facts_by_value import FactsByValue
from .pairs_by_value import pairs_apart, pairs_of_ratio
from .printed_units import PERCENT_UNITS
from .relations import CHANCE, CHANCE_OF_SLIP, Relation
from .said_goals import is_bare_goal
from .slips import digits_of, exchange_digits
from .telling import tell_difference, tell_growth, tell_joined, tell_share
from .told_facts import ToldFact, ToldFacts, chance_of, chance_of_share

_REST = re.compile(
    r"\b(?:còn|nốt|chưa|thiếu|thừa|dư|chênh lệch|tăng|giảm|hơn|vượt|thêm|rút ngắn|tiết kiệm|hụt"
    r"|phải|nhiều hơn|ít hơn|kém|cao hơn|thấp hơn|chênh|thua|tụt)\b[^.;:]{0,60}$",
    re.I,
)
_FROM = re.compile(r"\btừ\s*$", re.I)
_REST_BEHIND = re.compile(
    r"^[^.;:,()\d]{0,30}\b(?:còn lại|chưa|còn thiếu|phải|nữa)\b"
    r"|^[^.;:,()\d]{0,50}\b(?:để|mới) (?:đạt|hoàn thành|về đích)\b",
    re.I,
)
_MEAN = re.compile(r"\b(?:bình quân|trung bình|mỗi)\b[^.;\d]*$", re.I)
# a document with more facts is looked at through a window of so many on both sides
_WINDOW = 150
_JOINED = 1.5  # what a second part makes of the odds
_DENIED = 50  # what words that name another whole make of the odds
_ELSE = 5  # what numbers that count other things make of the odds


class FarLinks:
    """The shares, growths and differences of facts; `told` are the relations known."""

    def __init__(self, facts: ToldFacts, told: Sequence[Relation]):
        self.facts, self.reading = facts, facts.reading
        used = [r for r in told if r.kind not in ("repeat", "part") and r.holds]
        self.anchored = {r.anchor.id for r in used if r.kind != "sum"}
        self.known = {n.id for r in used for n in r.numbers}
        # of these words say what they are a percentage of, though that fails
        self.denied = {r.anchor.id for r in told if r.kind == "share" and not r.holds}
        # of these numbers it is known what they are made of, or that they count what is
        self.explained = {r.numbers[-1].id for r in used if r.kind == "difference"}
        self.explained |= {
            id
            for id in self.known & {*facts.of_number}
            if not is_change(facts.of_number[id].mention)
        }
        # what a total and a part of it differ by is the other parts
        self.parts: dict[str, set[str]] = {}
        for relation in (r for r in used if r.kind == "sum"):
            total, *parts = relation.numbers
            self.parts.setdefault(total.id, set()).update(n.id for n in parts)
        self.found: list[Relation] = []
        changes = [r for r in told if r.kind == "difference" and r.holds and len(r.numbers) == 3]
        self.changed = {r.numbers[2].id: r.numbers for r in changes}
        self.plain: dict[str, list[tuple[int, ToldFact]]] = {}
        self.by_value: dict[str, list[tuple[int, ToldFact]]] = {}
        for kind, own in facts.by_kind.items():
            plain = [f for f in own if _is_plain(f)]
            for table, order in (self.plain, plain), (self.by_value, FactsByValue(plain).facts):
                table[kind] = [(facts.place[f.number.id], f) for f in order]
        for fact in facts.facts:
            told_one = None
            if fact.mention.cell or fact.number.qualifier in ("from", "to"):
                continue
            if fact.number.unit == "%":
                bound = fact.number.qualifier in ("least", "most")
                bound = bound or is_bare_goal(self.reading, fact.mention)
                if not bound and fact.number.id not in self.anchored and fact.value not in (0, 100):
                    told_one = self._rate(fact)
            elif fact.number.id not in self.explained:
                told_one = self._difference(fact)
            if told_one is not None:
                self.found.append(told_one)
                if told_one.kind == "difference" and told_one.anchor is fact.number:
                    self.changed[fact.number.id] = told_one.numbers

    def _window(self, fact: ToldFact, pool: Sequence[tuple[int, ToldFact]]) -> list[ToldFact]:
        """Return the facts of a pool, each with its place, that stand around a fact."""
        own, most = self.facts.place[fact.number.id], len(self.facts.place)
        begin, end = (0, most) if most <= 2 * _WINDOW else (own - _WINDOW, own + _WINDOW)
        return [f for at, f in pool if begin <= at < end and at != own]

    def _ordered(self, fact: ToldFact, kind: str) -> FactsByValue:
        return FactsByValue(self._window(fact, self.by_value.get(kind, ())), in_order=True)

    def _kinds(self) -> list[str]:
        return [kind for kind in self.plain if kind not in PERCENT_UNITS]

    def _rate(self, rate: ToldFact) -> Relation | None:
        growth = sign_of_growth(self.reading, rate.mention)
        if growth and (beside := self._of_change(rate, growth)) is not None:
            return beside
        chance = chance_of_share(rate.value, rate.number.step)
        chance *= _DENIED if rate.number.id in self.denied else 1
        low, high, _ = rate.number.span()
        low = min(low, rate.value)
        high = max(high, rate.value + (0 if rate.number.qualifier else rate.number.step))
        low, high = float(low) / 100, float(high) / 100
        ends = sorted((1 + growth * low, 1 + growth * high)) if growth else (low, high)
        pools = [self._ordered(rate, kind) for kind in self._kinds()]
        fits = [pair for pool in pools for pair in pairs_of_ratio(pool, *ends)]
        for odds, part, whole in self._weighed(rate, fits, chance):
            if growth:
                told = tell_growth(part.number, whole.number, rate.number, growth, None)
            else:
                told = tell_share(part.number, whole.number, rate.number)
            if told.holds and (not told.truncated or 3 * odds <= CHANCE):
                return told
        if growth or rate.number.qualifier:
            return None
        return self._joined(rate, low, high, chance)

    def _of_change(self, rate: ToldFact, growth: int) -> Relation | None:
        """Tell "tăng 5.546 tỷ đồng so với năm 2024, tương ứng 8,8%" of a change whose two numbers
        are known, told right before.
        """
        own = self.reading.by_passage[rate.mention.passage]
        before = own[own.index(rate.mention) - 1] if own.index(rate.mention) else None
        known = self.changed.get(before.number.id) if before is not None else None
        if known is None or before.sentence != rate.mention.sentence:
            return None
        more, less, change = known
        later, earlier = (more, less) if growth > 0 else (less, more)
        if not is_change(before) or earlier.unit == "%" or rate.number.qualifier:
            return None
        told = tell_growth(later, earlier, rate.number, growth, change)
        return told if told.holds else None

    def _difference(self, change: ToldFact) -> Relation | None:
        text = self.reading.passages[change.mention.passage].text
        tail = text[change.number.end :][:60]
        points = change.number.unit == "điểm phần trăm"
        worded = points or is_change(change.mention) or _REST.search(change.mention.left)
        worded = (worded or _REST_BEHIND.match(tail)) and not _MEAN.search(change.mention.left)
        if is_planned_change(change.mention):
            return None
        if not worded or change.value <= 0 or _FROM.search(change.mention.left):
            return None
        pool = self._window(change, self.plain.get("%" if points else change.number.dimension, ()))
        step = change.number.step
        if change.number.dimension == "đồng":
            step = max([step, *(f.number.step for f in pool)])
            if change.value < 20 * step:
                step = change.number.step
        pool = [
            f for f in pool if f.number.step <= step and f.number.is_count == change.number.is_count
        ]
        loose = len({f.number.step for f in (change, *pool)}) > 1
        fits = pairs_apart(pool, float(change.value), float(step) / 2 if loose else 0)
        denied, framed = self._framed(change, points)
        if denied is not None and framed:
            return denied
        for _, more, less in self._weighed(change, fits):
            told = tell_difference(more.number, less.number, change.number, 1)
            if told.holds:
                return told
        return self._misprinted(change, pool) or denied

    def _framed(self, change: ToldFact, points: bool) -> tuple[Relation | None, bool]:
        """Tell a change that fails between the two numbers of its sentence, one of now and one of
        another time: "đầu năm 5,4%, cuối năm còn 3,1%, giảm 2,6 điểm", "128 phút, giảm 24 phút
        (năm 2024: 147 phút)"; with whether brackets hold what was, so that no other is meant.
        """
        mention, reading = change.mention, self.reading
        if change.number.id in self.known or change.number.qualifier or not is_change(mention):
            return None, False
        wanted = "%" if points else change.number.dimension
        own = [m for m in reading.by_passage[mention.passage] if m.sentence == mention.sentence]
        own = [m for m in own if m.number.dimension == wanted and not m.number.qualifier]
        own = [m for m in own if m is mention or not is_change(m)]
        before = [m for m in own if m.number.begin < mention.number.begin]
        before = [m for m in before if m.group in (-1, mention.group)][-2:]
        after = [m for m in own if m.number.begin > mention.number.begin][:1]
        pair = None
        if before and after and OF_THEN.match(reading.text_between(mention, after[0])):
            pair = before[-1], after[0]
        elif len(before) == 2 and "before" in self.facts.of_number[before[0].number.id].times:
            later = self.facts.of_number[before[1].number.id].times
            pair = (before[1], before[0]) if "before" not in later else None
        if pair is None or any(";" in reading.text_between(m, mention) for m in before[-1:]):
            return None, False
        now, then = pair
        alike = points or now.number.unit.split()[:1] == mention.number.unit.split()[:1]
        sign = sign_of_change(mention)
        made = sign * (now.value - then.value)
        near = abs(made - change.value) * 3 <= max(made, change.value)
        if not alike or not near:
            return None, False
        told = tell_difference(now.number, then.number, change.number, sign)
        return told, now.number.begin < mention.number.begin < then.number.begin

    def _misprinted(self, change: ToldFact, pool: Iterable[ToldFact]) -> Relation | None:
        """Tell a change of which two digits changed places: 8,6 where the numbers named alike leave
        6,8.
        """
        number = change.number
        if number.id in self.known or number.qualifier:
            return None
        same = [f for f in pool if f.number.step == number.step]
        digits = str(int(change.value / number.step))
        if len(digits) < 3 and not is_change(change.mention):
            return None  # what is not done yet is seldom a change, and small numbers fit anywhere
        for turned in exchange_digits(number.text):
            wanted = float(digits_of(turned) * number.step)
            for odds, more, less in self._weighed(change, pairs_apart(same, wanted, 0)):
                if odds * len(digits) <= CHANCE_OF_SLIP:
                    return tell_difference(more.number, less.number, number, 1)
        return None

    def _joined(self, rate: ToldFact, low: float, high: float, chance: float) -> Relation | None:
        """Tell two numbers told side by side that together are a percentage of a third."""
        tries = self.facts.tries
        for kind in self._kinds():
            pool, by_value = self._window(rate, self.plain[kind]), self._ordered(rate, kind)
            tried = []
            for one, two in pairwise(pool):
                if one.mention.cell or not _are_beside(one, two):
                    continue
                added = one.number.size + two.number.size
                for whole in by_value.between(added / high, added / low):
                    if whole is one or whole is two:
                        continue
                    first = min(tries(rate, one), tries(rate, two))
                    second = min(tries(rate, whole), tries(one, whole))
                    odds = chance * first * second * _JOINED
                    tried.append((odds, whole.number.start, one, two, whole))
            for odds, _, one, two, whole in sorted(tried, key=lambda t: t[:2]):
                told = tell_joined((one.number, two.number), whole.number, rate.number)
                if odds * (3 if told.truncated else 1) <= CHANCE and told.holds:
                    return told
        return None

    def _weighed(
        self,
        fact: ToldFact,
        fits: Iterable[tuple[ToldFact, ToldFact]],
        chance: float | None = None,
    ) -> list[tuple[float, ToldFact, ToldFact]]:
        """Return the pairs that fit no worse than by accident, the surest first; without a
        `chance`, which all percentages of pairs share, a fact is the gap of each.
        """
        weighed = []
        most = CHANCE if chance else CHANCE / 2
        for one, two in fits:
            if fact is one or fact is two or (not chance and self._are_told(one, two)):
                continue
            odds = chance or _chance_of_gap(fact, one, two)
            if odds > CHANCE:
                continue
            first = self.facts.tries(fact, one)
            if first * odds > CHANCE:
                continue
            odds *= first * min(self.facts.tries(fact, two), self.facts.tries(one, two))
            if fact.number.unit not in PERCENT_UNITS and count_else(fact, one):
                continue  # "90 điểm" is no distance between two counts of dossiers
            if count_else(one, two):
                odds *= _ELSE
            if odds <= most:
                weighed.append((odds, one, two))
        return sorted(weighed, key=lambda t: (t[0], t[1].number.start, t[2].number.start))

    def _are_told(self, one: ToldFact, two: ToldFact) -> bool:
        pair = one.number.id, two.number.id
        return any(b in self.parts.get(a, ()) for a, b in (pair, pair[::-1]))


def _is_plain(fact: ToldFact) -> bool:
    number = fact.number
    plain = not number.qualifier and fact.value > 0
    return plain and not counts_time(fact.mention) and not number.spelled


def _chance_of_gap(change: ToldFact, more: ToldFact, less: ToldFact) -> float:
    step = max(f.number.step for f in (change, more, less))
    return chance_of(more.value, step, more.number.unit == "%")


def _are_beside(one: ToldFact, two: ToldFact) -> bool:
    same = (one.mention.passage, one.mention.sentence, one.mention.group)
    return same == (two.mention.passage, two.mention.sentence, two.mention.group)
