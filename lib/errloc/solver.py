"""Decide exactly whether freeing a set of figures mends every rule, and name what contradicts if
not.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property

from .conflicts import Conflict, Line
from .edits import Link, Row, combine
from .exact import ExactNumber
from .linear import Form
from .partition import BoundBlock, Bounds, Refusal
from .simplex import Unsettled
from .variables import Variable


class Arbiter:
    """Figures and rows that hang together; answers for sets of freed figures, each block solved
    once.

    `names` are all its figures, `pinned` ones are never freed. Missing figures are always free, and
    so is the true value of a printed percentage inside its interval where a linear rule speaks of
    it that not every such value meets.
    """

    def __init__(
        self,
        variables: Mapping[str, Variable],
        rows: Sequence[Row],
        links: Sequence[Link],
        pinned: Collection[str] = (),
        names: Collection[str] = (),
    ):
        self.variables, self.rows, self.links = variables, list(rows), list(links)
        self.pinned = frozenset(pinned)
        self.names = frozenset(names)
        linear = {n for row in self.rows if not _is_kept(row, variables) for n in row.terms}
        self.missing = frozenset(n for n in names if variables[n].value is None)
        self.spans = frozenset(n for n in linear if variables[n].span is not None)
        self.rows_of: dict[str, list[int]] = {}
        for place, row in enumerate(self.rows):
            for name in row.terms:
                self.rows_of.setdefault(name, []).append(place)
        self.removed_by: dict[str, set[int]] = {}
        for place, row in enumerate(self.rows):
            for name in row.rests_on:
                self.removed_by.setdefault(name, set()).add(place)
        self._lines: dict[int, Line] = {}
        self._link_rows: dict[Link, Row] = {}
        self._blocks: dict[tuple, BoundBlock] = {}
        self._latest: tuple[frozenset[str] | None, list[BoundBlock]] = (None, [])

    @cached_property
    def broken(self) -> list[int]:
        """The rows that the figures violate as they stand, missing figures and intervals left
        out.
        """
        always_free = self.missing | self.spans
        return [
            place
            for place, row in enumerate(self.rows)
            if always_free.isdisjoint(row.terms)
            and not _within(self._total(row), row.low, row.high)
        ]

    def conflict(self, freed: frozenset[str]) -> Conflict | None:
        """Return None where some values of the freed figures satisfy every row exactly, else why
        not.

        Raises Unsettled where the allowed work does not tell.
        """
        for place in self.broken:
            row = self.rows[place]
            if freed.isdisjoint(row.terms) and freed.isdisjoint(row.rests_on):
                return self.row_conflict(row)
        return next(self._block_conflicts(freed), None)

    def conflicts(self, freed: frozenset[str]) -> list[Conflict]:
        """Return a conflict of every row and block that the freed figures leave wrong."""
        found = []
        for place in self.broken:
            row = self.rows[place]
            if freed.isdisjoint(row.terms) and freed.isdisjoint(row.rests_on):
                found.append(self.row_conflict(row))
        return [*found, *self._block_conflicts(freed)]

    def _block_conflicts(self, freed: frozenset[str]) -> Iterator[Conflict]:
        """Give what contradicts in each block; a block that was not settled counts only where no
        other contradicts.
        """
        unsettled, refuted = False, False
        for block in self.blocks(freed):
            try:
                found = block.conflict
            except Unsettled:
                unsettled = True
                continue
            if found is not None:
                refuted = True
                yield found
        if unsettled and not refuted:
            raise Unsettled

    def row_conflict(self, row: Row) -> Conflict:
        """Return the conflict that a broken row is by itself."""
        rising = row.low is not None and self._total(row) < row.low
        names = (frozenset(row.terms) | row.rests_on) - self.pinned
        return Conflict(names, ((row, Fraction(1)),), True, rising)

    def gap(self, row: Row) -> ExactNumber:
        """Return by how much a row of known figures is missed."""
        total = self._total(row)
        if row.low is not None and total < row.low:
            return row.low - total
        return total - row.high if row.high is not None and total > row.high else 0

    def bounds(self, freed: frozenset[str], name: str) -> Bounds:
        """Return the least and largest value a free figure can take, all others adapting; needs no
        conflict.

        For a percentage of a free denominator the ends of both counts are combined: never too
        narrow.
        """
        for block in self._latest_blocks(freed):
            if name in block.place:
                return block.bounds(name)
        low = high = None
        for link in (link for link in self.links if link.rate == name):
            parts, wholes = (
                self._form_bounds(freed, link.numerator),
                self._form_bounds(freed, link.denominator),
            )
            if None not in (parts[0], wholes[0]) and parts[0] >= 0 and wholes[0] > 0:
                low = 100 * parts[0] / wholes[1] if wholes[1] is not None else Fraction(0)
                high = 100 * parts[1] / wholes[0] if parts[1] is not None else None
        if self._is_share(name):
            low, high = (
                max(low or Fraction(0), Fraction(0)),
                min(high or Fraction(100), Fraction(100)),
            )
        return low, high

    def _is_share(self, name: str) -> bool:
        """Tell whether a printed percentage is a part of its whole, neither negative nor above
        100.
        """
        variable = self.variables[name]
        differences = any(link.numerator.takes_away for link in self.links if link.rate == name)
        return variable.kind == "percent" and 0 <= variable.value < 100 and not differences

    def _form_bounds(self, freed: frozenset[str], form: Form) -> Bounds:
        low: Fraction | None = form.constant
        high: Fraction | None = form.constant
        for name, factor in form.terms.items():
            value = self.variables[name].value
            ends = (value, value)
            if name in freed or name in self.spans or value is None:
                ends = self.bounds(freed, name)
            least, most = ends if factor > 0 else ends[::-1]
            low = None if low is None or least is None else low + factor * least
            high = None if high is None or most is None else high + factor * most
        return low, high

    def _latest_blocks(self, freed: frozenset[str]) -> list[BoundBlock]:
        """Return the blocks of a set, kept for the next question: bounds are asked name by name."""
        if self._latest[0] != freed:
            self._latest = freed, self.blocks(freed)
        return self._latest[1]

    def blocks(self, freed: frozenset[str]) -> list[BoundBlock]:
        """Return the separate small systems that the free figures form, none solved yet."""
        free = freed | self.missing | self.spans
        gone = {place for name in freed for place in self.removed_by.get(name, ())}
        live = [link for link in self.links if self._is_live(link, freed, free)]
        for link in live:
            if link not in self._link_rows:
                self._link_rows[link] = self._link_row(link)
        rows = {link: self._link_rows[link] for link in live}
        touching: dict[str, list[Row]] = {}
        for link_row in rows.values():
            for name in link_row.terms:
                touching.setdefault(name, []).append(link_row)
        blocks, seen = [], set()
        for start in sorted(free):
            if start in seen:
                continue
            names, block_rows = [start], {}
            seen.add(start)
            for name in names:
                near = [(p, self.rows[p]) for p in self.rows_of.get(name, ()) if p not in gone]
                near += [(len(self.rows) + row.rule, row) for row in touching.get(name, ())]
                for key, row in near:
                    if key in block_rows:
                        continue
                    block_rows[key] = row
                    fresh = [n for n in row.terms if n in free and n not in seen]
                    seen.update(fresh)
                    names += fresh
            if block_rows:
                static = tuple(p for p in block_rows if p < len(self.rows))
                linked = tuple(
                    sorted(link.rule for link in live if rows[link].terms.keys() & set(names))
                )
                key = (tuple(sorted(names)), static, linked, frozenset(names) & freed)
                if key not in self._blocks:
                    self._blocks[key] = BoundBlock(
                        self.variables,
                        sorted(names),
                        [self._line(place, row) for place, row in block_rows.items()],
                        freed,
                        self.missing | self.pinned,
                    )
                blocks.append(self._blocks[key])
        for row in rows.values():
            # a number over nothing: no rate of it exists, whatever is printed
            if free.isdisjoint(row.terms) and not _within(self._total(row), row.low, row.high):
                blocks.append(Refusal(self.row_conflict(row)))
        return blocks

    def _line(self, place: int, row: Row) -> Line:
        if place not in self._lines:
            self._lines[place] = Line(row, self.variables)
        return self._lines[place]

    def _is_live(self, link: Link, freed: frozenset[str], free: frozenset[str]) -> bool:
        if link.rate not in free or not free.isdisjoint(link.denominator.terms):
            return False
        return self.variables[link.rate].value is not None or self._at(link.denominator) != 0

    def _link_row(self, link: Link) -> Row:
        form = combine(link.numerator, Fraction(-100), link.denominator, Fraction(0))
        whole = self._at(link.denominator)
        terms = {**form.terms, **({link.rate: whole} if whole else {})}
        return Row(
            terms, -form.constant, -form.constant, frozenset(link.denominator.terms), link.rule
        )

    def _at(self, form: Form) -> Fraction:
        return sum((f * self.variables[n].value for n, f in form.terms.items()), form.constant)

    def _total(self, row: Row) -> ExactNumber:
        return sum(f * self.variables[n].plain for n, f in row.terms.items())


def _is_kept(row: Row, variables: Mapping[str, Variable]) -> bool:
    """Tell whether a row on one printed percentage holds for all true values that print so."""
    if len(row.terms) != 1:
        return False
    ((name, factor),) = row.terms.items()
    span = variables[name].span
    if span is None or span.low is None or span.high is None:
        return False
    ends = sorted((factor * span.low, factor * span.high))
    return (row.low is None or ends[0] >= row.low) and (row.high is None or ends[1] <= row.high)


def _within(value: ExactNumber, low: ExactNumber | None, high: ExactNumber | None) -> bool:
    return (low is None or value >= low) and (high is None or value <= high)


def connected(groups: Iterable[Collection[str]]) -> list[frozenset[str]]:
    """Join groups that share a name, in the order of their least name."""
    home: dict[str, set[str]] = {}
    for group in groups:
        meeting = {id(home[name]): home[name] for name in group if name in home}.values()
        largest = max(meeting, key=len, default=set())
        fresh = set(group).union(*(other for other in meeting if other is not largest))
        largest |= fresh
        home.update(dict.fromkeys(fresh, largest))
    joined = {id(group): group for group in home.values()}.values()
    return sorted(map(frozenset, joined), key=min)
