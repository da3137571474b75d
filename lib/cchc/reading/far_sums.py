"""Find the total of numbers told together wherever in the document it stands: of those of a
sentence, a bracket, a paragraph, a list or a column.

What they add up to is looked for among all figures. As many tries are counted as figures are named
more alike or stand nearer than the one that fits, and as other runs of the same text could have
been added up; times how likely one fits by accident, that must stay well below `CHANCE`.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from .dividing import counts_time
from .relations import CHANCE, Relation, sum_holds
from .tabular import ReadTable
from .telling import tell_sum
from .told_facts import ToldFact, ToldFacts, chance_of, count_else

_LONGEST = 12
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
        self.known = [frozenset(n.id for n in r.numbers) for r in told if _is_exact(r)]
        self.of_number: dict[str, list[frozenset[str]]] = {}
        for names in self.known:
            self._remember(names)
        failed = [r for r in sums if not r.holds]
        self.failed = {frozenset(n.id for n in r.numbers[1:]): r.numbers[0].id for r in failed}
        self.sorted: dict[str, tuple[list[float], list[ToldFact]]] = {}
        for kind in facts.by_kind:
            usable = [f for f in facts.by_kind[kind] if _is_usable(f)]
            usable.sort(key=lambda f: (f.value, f.number.start))
            self.sorted[kind] = ([float(f.value) for f in usable], usable)
        self.found: list[Relation] = []
        best: list[tuple[float, ToldFact, list[ToldFact]]] = []
        for run, ways in self._runs():
            best += self._totals(run, ways)
        for _, total, run in sorted(best, key=lambda t: (t[0], t[1].number.start)):
            self._tell(total, run)

    def _remember(self, names: frozenset[str]) -> None:
        for name in names:
            self.of_number.setdefault(name, []).append(names)

    def _runs(self) -> Iterator[tuple[list[ToldFact], int]]:
        """Return numbers told together, with how many other runs their text has."""
        for place in sorted({*self.reading.by_passage, *self.reading.leads}):
            own = [self._fact(m) for m in self.reading.by_passage.get(place, [])]
            items = [self.reading.by_passage.get(i, []) for i in self.reading.leads.get(place, [])]
            firsts = [self._fact(m) for ms in items for m in ms if m.number.unit != "%"]
            seen: set[int] = set()
            listed = [
                f for f in firsts if not (f.mention.passage in seen or seen.add(f.mention.passage))
            ]
            yield from self._kinds(listed, 1)
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

    def _fact(self, mention) -> ToldFact:
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
            if dimension in ("%", "điểm phần trăm") or count < 2:
                continue
            if count <= _LONGEST or whole:
                yield chain, ways
            if whole:
                continue
            for length in range(2, min(count, _LONGEST)):
                for start in range(count - length + 1):
                    yield chain[start : start + length], ways * (1 + count - length) * 2

    def _totals(self, run: list[ToldFact], ways: int) -> list[tuple]:
        added = sum((f.value for f in run), Fraction(0))
        loose = sum((f.number.step for f in run if not f.number.is_exact), Fraction(0))
        step = max(loose or Fraction(1), min(f.number.step for f in run))
        odds = chance_of(added, step) * ways
        if odds > _SURE:
            return []
        values, ordered = self.sorted[run[0].number.dimension]
        slack = float(loose) + 1e-9 * float(added)
        begin, end = (
            bisect_left(values, float(added) - slack),
            bisect_right(values, float(added) + slack),
        )
        names = {f.number.id for f in run}
        found = []
        for total in ordered[begin:end]:
            if total.number.id in names or not sum_holds(total.number, [f.number for f in run]):
                continue
            near = min(
                abs(self.facts.place[total.number.id] - self.facts.place[f.number.id])
                for f in (run[0], run[-1])
            )
            rank = min(self.facts.rank(run[0], total), self.facts.rank(run[-1], total), 2 * near)
            pair = len(run) == 2 and any(count_else(a, b) for a, b in pairwise((total, *run)))
            tries = rank * odds * (_ELSE if pair else 1)
            if tries <= _SURE:
                found.append((tries, total, run))
        return found

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
