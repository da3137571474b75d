"""Find facts that the document prints twice, in text and tables, however far apart, and those that
it prints once rightly and once with a slip of the keys.

Equal numbers are one fact where that is no accident: of all figures that are named as much alike
or more, hardly any would be equal by chance. So a large or precise number needs few words in
common, a small one nearly all. Those beside each other in one enumeration, and those whose words
tell different states or times, are two facts. A number that is another with two digits changed
places or one digit wrong is weighed in the same way, only that more numbers are a slip away, and
that nothing else may hold of it.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from .compared_facts import (
    agree_on,
    count_else,
    exclude_each_other,
    have_other_subjects,
    words_of_count,
)
from .dividing import counts_time
from .facts_by_value import FactsByValue
from .printed_units import PERCENT_UNITS
from .relations import CHANCE, CHANCE_OF_SLIP, Relation
from .said_times import OTHER_TIMES
from .slips import is_one_slip, is_turned
from .telling import tell_repeat
from .told_facts import ToldFact, ToldFacts, chance_of

# what other words of state or time, and another thing counted, make of the odds
_RARE, _COUNT_ELSE = 5000, 3
_DOUBTFUL = 20  # so much rarer an accident must be where words tell another time
_SPANS = ("", "over", "under", "about")
_ALIKE, _ALIKE_ENOUGH = 0.5, 0.3


class Repeats:
    """The repeats of a document's facts; `told` are the relations known."""

    def __init__(self, facts: ToldFacts, told: Sequence[Relation]):
        self.facts, self.reading = facts, facts.reading
        self.told = {frozenset(n.id for n in r.numbers) for r in told}
        self.settled = {n.id for r in told if r.holds and r.kind != "part" for n in r.numbers}
        self.linked: set[str] = set()
        self.chances: dict[str, float] = {}
        self.found: list[Relation] = []
        usable = [f for f in facts.facts if _is_usable(f)]
        self._equal(usable)
        self._slips(usable)

    def _equal(self, usable: Sequence[ToldFact]) -> None:
        by_kind: dict[str, list[ToldFact]] = {}
        for fact in usable:
            by_kind.setdefault(fact.number.dimension, []).append(fact)
        for own in by_kind.values():
            plain = FactsByValue(f for f in own if not f.number.qualifier)
            for fact in own:
                low, high, _ = fact.number.span()
                self._best(fact, plain.between(float(low), float(high)))

    def _best(self, fact: ToldFact, near: Sequence[ToldFact]) -> None:
        """Link a fact with the one that is surest the same: an earlier equal one, or one printed
        more precisely.
        """
        best: tuple[float, int, ToldFact] | None = None
        for other in near:
            finer = other.value != fact.value or fact.number.qualifier
            earlier = other.number.start < fact.number.start
            if other is fact or not (earlier or finer) or (finer and not _is_finer(other, fact)):
                continue
            odds = self._odds(fact, other)
            if odds <= CHANCE and (best is None or (odds, other.number.start) < best[:2]):
                best = (odds, other.number.start, other)
        if best is not None:
            self._add(best[2], fact)

    def _slips(self, usable: Sequence[ToldFact]) -> None:
        """Tell a number of which nothing holds and that is another, which holds, but for a slip."""
        exact = [f for f in usable if _may_slip(f)]
        by_digits: dict[str, list[ToldFact]] = {}
        for fact in exact:
            for key in _neighbours(fact):
                by_digits.setdefault(key, []).append(fact)
        for fact in exact:
            if fact.number.id in self.settled or fact.number.id in self.linked:
                continue
            near = {f.number.id: f for key in _neighbours(fact) for f in by_digits[key]}
            best = min(self._slipped(fact, near.values()), default=None, key=lambda t: t[0])
            meant = best[1] if best is not None else self._in_named_row(fact, near)
            if meant is not None:
                one, two = sorted((fact, meant), key=lambda f: f.number.start)
                self._add(one, two)

    def _in_named_row(self, fact: ToldFact, near: Mapping[str, ToldFact]) -> ToldFact | None:
        """Return the only cell with two digits exchanged of the row that the sentence names: "đất
        đai, nơi mới giải quyết 742 trong 837 hồ sơ" beside 873.
        """
        if fact.mention.cell or len(_digits(fact)) < 3:
            return None
        cells = [near.get(m.number.id) for m in self.reading.cells_of_named_rows(fact.mention)]
        turned = [f for f in cells if f is not None and _are_turned(f, fact)]
        return turned[0] if len(turned) == 1 else None

    def _slipped(
        self, fact: ToldFact, near: Iterable[ToldFact]
    ) -> Iterator[tuple[float, ToldFact]]:
        for other in near:
            if other.number.dimension != fact.number.dimension or _are_apart(fact, other):
                continue
            if other.number.text == fact.number.text or other.value == fact.value:
                continue
            turned = _are_turned(other, fact)
            doubtful = _speak_of_two(fact, other)
            if doubtful and not (turned and _are_of_a_time(fact, other)):
                continue
            far = turned and _two_differ(other, fact)
            if not far and not is_one_slip(other.number.text, fact.number.text):
                continue
            if not (_may_count(fact, other) and _may_count(other, fact)):
                continue
            digits = len(_digits(fact))
            alike = self.facts.likeness(fact, other)
            if not turned and alike < _ALIKE:
                continue  # one digit more or less may as well be another number
            odds = self._weighed(fact, other, digits - 1 if turned else 9 * digits)
            most = CHANCE_OF_SLIP / (_DOUBTFUL if doubtful else 1)
            if (
                not doubtful
                and turned
                and alike >= _ALIKE_ENOUGH
                and self._are_nearest(fact, other)
            ):
                most = CHANCE * 2 / 3
            if odds <= most:
                yield odds, other

    def _are_nearest(self, fact: ToldFact, other: ToldFact) -> bool:
        """Tell whether no figure is named more like the one than the other is."""
        return 1 in (self.facts.rank(fact, other), self.facts.rank(other, fact))

    def _odds(self, fact: ToldFact, other: ToldFact) -> float:
        """Return how many figures named as much alike would be equal by accident."""
        if agree_on(fact, other):
            return self._weighed(fact, other, 1)
        odds = self._chance(fact) * _RARE
        return 1.0 if odds > 1 or self._are_two(fact, other) else odds

    def _weighed(self, fact: ToldFact, other: ToldFact, ways: int) -> float:
        """Return how many figures named as much alike would be one of so many values by accident;
        1 where that is too many to ask who they are.
        """
        chance = ways * self._chance(fact)
        if chance > CHANCE or self._are_two(fact, other):
            return 1.0
        chance *= _COUNT_ELSE if count_else(fact, other) else 1
        if chance > CHANCE:
            return 1.0
        rank = math.sqrt(self.facts.rank(fact, other) * self.facts.rank(other, fact))
        return rank * chance

    def _chance(self, fact: ToldFact) -> float:
        """Return how likely another number is equal by accident."""
        number = fact.number
        if number.id not in self.chances:
            low, high, _ = number.span()
            wide = max(number.step, high - low)
            self.chances[number.id] = chance_of(fact.value, wide, number.unit == "%")
        return self.chances[number.id]

    def _are_two(self, fact: ToldFact, other: ToldFact) -> bool:
        """Tell numbers that one enumeration, one a/b or one table prints side by side."""
        one, two = other.mention, fact.mention
        if one.cell and two.cell:
            tables = [self.reading.passages[m.passage].block.table for m in (one, two)]
            return tables[0] == tables[1]
        if one.cell or two.cell or one.passage != two.passage or one.sentence != two.sentence:
            return False
        first, last = sorted((one, two), key=lambda m: m.number.begin)
        apart = ";" in self.reading.text_between(first, last) and fact.value == other.value
        return apart or one.group == two.group

    def _add(self, one: ToldFact, two: ToldFact) -> None:
        names = frozenset((one.number.id, two.number.id))
        self.linked |= names
        if names not in self.told:
            self.told.add(names)
            self.found.append(tell_repeat(one.number, two.number))


def _are_turned(one: ToldFact, two: ToldFact) -> bool:
    """Tell the same digits in another order."""
    return one.number.dimension == two.number.dimension and is_turned(
        one.number.text, two.number.text
    )


def _are_apart(fact: ToldFact, other: ToldFact) -> bool:
    """Tell what is no slip of the other, whatever the digits: of another state, place, subject."""
    return exclude_each_other(fact, other) or have_other_subjects(fact, other)


def _are_of_a_time(fact: ToldFact, other: ToldFact) -> bool:
    """Tell facts that no word sets apart in time, but for "lũy kế"."""
    return not OTHER_TIMES & (fact.times ^ other.times) - {"since"}


def _speak_of_two(fact: ToldFact, other: ToldFact) -> bool:
    """Tell what may well be two facts: of another time, or each counting what the other does not
    tell.
    """
    if not agree_on(fact, other):
        return True
    if fact.mention.cell or other.mention.cell:
        return False
    lacking = [words_of_count(a) - b.own - b.near for a, b in ((fact, other), (other, fact))]
    return min(map(len, lacking)) > 1  # each counts something that the other does not tell


def _two_differ(one: ToldFact, two: ToldFact) -> bool:
    """Tell two digits that changed places though not neighbours: 34.005 and 35.004."""
    texts = [_digits(f) for f in (one, two)]
    if len(texts[0]) != len(texts[1]) or len(texts[0]) < 4:
        return False
    return sum(a != b for a, b in zip(*texts, strict=True)) == 2


def _may_count(fact: ToldFact, other: ToldFact) -> bool:
    """Tell whether the one may count what the other does, by the word behind its number; heads of
    tables often leave out what all their cells count.
    """
    unit = [] if other.mention.cell else fact.number.unit.split()[:1]
    return {*unit} <= {*other.number.unit.split()} | other.own | other.near


def _is_finer(other: ToldFact, fact: ToldFact) -> bool:
    """Tell what "khoảng 33 tỷ" or "79,4 tỷ" is short for: printed with more digits."""
    return other.number.step < fact.number.step or bool(fact.number.qualifier)


def _may_slip(fact: ToldFact) -> bool:
    """Tell counts of two digits and more, percentages with decimals, and measures and amounts of
    three digits.
    """
    number = fact.number
    rate = number.unit in PERCENT_UNITS and number.decimals > 0
    measured = number.dimension not in ("", *PERCENT_UNITS) and len(_digits(fact)) > 2
    plain = number.is_exact or ((rate or measured) and not number.qualifier)
    return plain and fact.value >= 10


def _is_usable(fact: ToldFact) -> bool:
    number = fact.number
    plain = number.qualifier in _SPANS and fact.value != 0 and not counts_time(fact.mention)
    return plain and not (number.unit == "%" and fact.value == 100)


def _digits(fact: ToldFact) -> str:
    return re.sub(r"\D", "", fact.number.text)


def _neighbours(fact: ToldFact) -> list[str]:
    """Return what a number shares with those one slip away: its digits sorted, and all but one."""
    digits = _digits(fact)
    gaps = [f"{digits[:n]}?{digits[n + 1 :]}" for n in range(len(digits))]
    return ["".join(sorted(digits)), *(gaps if len(digits) > 2 else [])]
