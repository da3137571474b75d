"""Find the total of numbers told together wherever in the document it stands: of those of a
sentence, a bracket, a paragraph, a list or a column.

What they add up to is looked for among all figures. As many tries are counted as figures are named
more alike or stand nearer than the one that fits, and as other runs of the same text could have
been added up; times how likely one fits by accident, that must stay well below `CHANCE`.
"""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from .compared_facts import count_else
from .dividing import counts_time
from .facts_by_value import FactsByValue
from .mentions import Mention
from .printed_units import PERCENT_UNITS
from .relations import CHANCE, Relation, sum_holds
from .tabular import ReadTable
from .telling import tell_sum
from .told_facts import ToldFact, ToldFacts, chance_of

_LONGEST = 12
# what is missing or left over may well be a part: only what came or went is none
_GREW = re.compile(r"\b(?:(?<!gia )tăng|giảm)(?: thêm)?\s*$", re.I)
# a total told before its parts or right behind them needs no more than this
_SURE = CHANCE / 3
_ELSE = 20  # what two parts that count other things make of the odds


class FarSums:
    """The sums of facts told together; `told` are the relations known."""

    def __init__(self, facts: ToldFacts, tables: Sequence[ReadTable], told: Sequence[Relation]):
        self.facts, self.reading, self.tables = facts, facts.reading, tables
        sums = [r for r in told if r.kind == "sum"]
        self.under = {(n.id, r.numbers[0].id) for r in sums for n in r.numbers[1:]}
        self.of_number: dict[str, list[frozenset[str]]] = {}
        for relation in filter(_is_exact, told):
            self._remember(frozenset(n.id for n in relation.numbers))
        failed = [r for r in sums if not r.holds]
        self.failed = {frozenset(n.id for n in r.numbers[1:]): r.numbers[0].id for r in failed}
        self.by_value = {
            kind: FactsByValue(filter(_is_usable, own)) for kind, own in facts.by_kind.items()
        }
        self.found: list[Relation] = []
        fits = [fit for run, ways in self._runs() for fit in self._totals(run, ways)]
        for _, total, run in sorted(fits, key=lambda t: (t[0], t[1].number.start)):
            self._tell(total, run)

    def _remember(self, names: frozenset[str]) -> None:
        for name in names:
            self.of_number.setdefault(name, []).append(names)

    def _runs(self) -> Iterator[tuple[list[ToldFact], int]]:
        """Return numbers told together, with how many other runs their text has."""
        for place in sorted({*self.reading.by_passage, *self.reading.leads}):
            own = [self._fact(m) for m in self.reading.by_passage.get(place, [])]
            firsts = map(self.reading.first_figure, self.reading.leads.get(place, []))
            yield from self._kinds([self._fact(m) for m in firsts if m is not None], 1)
            groups: dict[tuple, list[ToldFact]] = {}
            for fact in own:
                groups.setdefault((fact.mention.sentence, fact.mention.group), []).append(fact)
            for group in groups.values():
                yield from self._kinds(group, 1)
                yield from self._in_columns(group)
                yield from self._kinds(self._collapsed(group), 1)
            outer = self._collapsed([f for f in own if f.mention.group == -1])
            yield from self._kinds(outer, 2)
        for table in self.tables:
            for column in table.columns:
                cells = [n for at, n in enumerate(column.cells) if at not in table.totals]
                if all(n is not None for n in cells):
                    yield from self._kinds(
                        [self.facts.of_number[n.id] for n in cells if n], 1, True
                    )

    def _in_columns(self, own: list[ToldFact]) -> Iterator[tuple[list[ToldFact], int]]:
        """Return the first, the second and so on of stretches between semicolons told alike, and
        neighbours that count the same.
        """
        stretches: list[list[ToldFact]] = []
        for fact in own:
            if not stretches or ";" in fact.mention.left:
                stretches.append([])
            stretches[-1].append(fact)
        if len(stretches) > 1 and len({len(s) for s in stretches}) == 1 and len(stretches[0]) > 1:
            for column in zip(*stretches, strict=True):
                yield from self._whole(list(column))
        run: list[ToldFact] = []
        for fact in [*own, None]:
            alike = fact is not None and run and fact.number.unit == run[-1].number.unit != ""
            if not alike:
                if 1 < len(run) < len(own):
                    yield from self._whole(run)
                run = []
            if fact is not None:
                run.append(fact)

    def _whole(self, run: list[ToldFact]) -> Iterator[tuple[list[ToldFact], int]]:
        if len({f.number.dimension for f in run}) == 1:
            yield from self._kinds(run, 1, True)

    def _fact(self, mention: Mention) -> ToldFact:
        return self.facts.of_number[mention.number.id]

    def _collapsed(self, own: list[ToldFact]) -> list[ToldFact]:
        """Leave out what a total of the same text is made of."""
        names = {f.number.id for f in own}
        inner = {part for part, whole in self.under if whole in names}
        return [f for f in own if f.number.id not in inner]

    def _kinds(self, own: list[ToldFact], ways: int, whole: bool = False):
        """Return the runs of one dimension: all, then those cut short at either end."""
        kinds: dict[str, list[ToldFact]] = {}
        for fact in own:
            if _is_usable(fact) and fact.number.pair != "under" and fact.value:
                kinds.setdefault(fact.number.dimension, []).append(fact)
        for dimension, chain in kinds.items():
            count = len(chain)
            if dimension in PERCENT_UNITS or count < 2:
                continue
            if count <= _LONGEST or whole:
                yield chain, ways
            if whole:
                continue
            for length in range(2, min(count, _LONGEST)):
                for start in range(count - length + 1):
                    yield chain[start : start + length], ways * (1 + count - length) * 2

    def _totals(
        self, run: list[ToldFact], ways: int
    ) -> Iterator[tuple[float, ToldFact, list[ToldFact]]]:
        added = sum((f.value for f in run), Fraction(0))
        loose = sum((f.number.step for f in run if not f.number.is_exact), Fraction(0))
        step = max(loose or Fraction(1), min(f.number.step for f in run))
        odds = chance_of(added, step) * ways
        if odds > _SURE:
            return
        near = self.by_value[run[0].number.dimension].between(
            float(added - loose), float(added + loose)
        )
        for total in near:
            if total in run or not sum_holds(total.number, [f.number for f in run]):
                continue
            tries = min(self.facts.tries(fact, total) for fact in (run[0], run[-1]))
            pair = len(run) == 2 and any(count_else(a, b) for a, b in pairwise((total, *run)))
            weighed = tries * odds * (_ELSE if pair else 1)
            if weighed <= _SURE:
                yield weighed, total, run

    def _tell(self, total: ToldFact, run: list[ToldFact]) -> None:
        names = frozenset(f.number.id for f in (total, *run))
        parts = frozenset(f.number.id for f in run)
        for known in {k for name in names for k in self.of_number.get(name, [])}:
            if names >= known or names <= known or parts <= known:
                return
        if self.failed.get(parts, total.number.id) != total.number.id:
            return  # where these parts fail to make their own total, they make no other
        if any((one, two) in self.under for one in parts for two in parts):
            return  # what a number of the run is made of is not added once more
        self.under |= {(name, total.number.id) for name in parts}
        self._remember(names)
        self.found.append(tell_sum(total.number, [f.number for f in run]))


def _is_exact(relation: Relation) -> bool:
    plain = not any(n.qualifier for n in relation.numbers)
    return len(relation.numbers) > 2 and relation.holds and plain


def _is_usable(fact: ToldFact) -> bool:
    number = fact.number
    plain = not number.qualifier and not number.spelled and not counts_time(fact.mention)
    return plain and not _GREW.search(fact.mention.left)
