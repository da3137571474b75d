"""Solve one block of figures that rows bind to each other, everything else being a number."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from .edits import HAIR, Row, Variable
from .exact import Contradiction, Tableau, Unsettled

Bounds = tuple[Fraction | None, Fraction | None]

START_SCALES = (1, 1000, 10**6)
# what differs from a number of a report by less than this differs by hairs alone
MOST_DENOMINATOR, NEAR = 10**9, HAIR * 10**9


@dataclass(frozen=True)
class Conflict:
    """An implied edit that the figures violate: at least one of `names` must change.

    `rows` are the rows it combines with their factors; `exact` tells that the combination itself is
    violated, else (whole numbers) only the rows together are. `rising`: the combination ought to be
    larger.
    """

    names: frozenset[str]
    rows: tuple[tuple[Row, Fraction], ...]
    exact: bool = True
    rising: bool = True


@dataclass(frozen=True)
class Refusal:
    conflict: Conflict
    place: Mapping[str, int] = field(default_factory=dict)


class Block:
    """One exact system of free figures, everything else being a number."""

    def __init__(
        self,
        variables: Mapping[str, Variable],
        names: list[str],
        rows: list[Row],
        freed: frozenset[str],
        blameless: Collection[str],
    ):
        """Take the free names and the rows that touch them; `blameless` are missing or pinned."""
        self.place = {name: index for index, name in enumerate(names)}
        self.names, self.variables, self.freed = names, variables, freed
        self.blameless = frozenset(blameless)
        self.rows = rows
        self._bounds: dict[str, Bounds] = {}

    @property
    def conflict(self) -> Conflict | None:
        """Why no values satisfy the rows; None where some do. Raises Unsettled."""
        if self._settled is None:
            raise Unsettled
        return self._settled[0]

    @cached_property
    def _settled(self) -> tuple[Conflict | None] | None:
        """The answer, or None where the allowed work does not tell: asking again would not help."""
        try:
            found = self._solve(self.rows)
        except Unsettled:
            return None
        return (None if found is None else self._conflict(found),)

    def _solve(self, rows: list[Row]) -> Contradiction | None:
        """Solve from the printed figures; where a narrow percentage holds no whole numbers there,
        from larger.
        """
        for scale in START_SCALES:
            self._build(rows, scale)
            try:
                return self._tableau.solve()
            except Unsettled:
                continue
        raise Unsettled

    def _build(self, rows: list[Row], scale: int) -> None:
        variables = [self.variables[name] for name in self.names]
        start = [scale * (v.value or Fraction(0)) for v in variables]
        self._tableau = Tableau([v.integer for v in variables], start)
        self._row_of: dict[int, Row] = {}
        for variable, place in zip(variables, self.place.values(), strict=True):
            span = variable.span
            if span is not None and variable.name not in self.freed:
                self._tableau.low[place] = span.low if span.low_closed else span.low + HAIR
                self._tableau.high[place] = span.high if span.high_closed else span.high - HAIR
        for row in rows:
            fixed = Fraction(0)
            for name, factor in row.terms.items():
                if name not in self.place:
                    fixed += factor * self.variables[name].value
            low = None if row.low is None else row.low - fixed
            high = None if row.high is None else row.high - fixed
            terms = {self.place[n]: f for n, f in row.terms.items() if n in self.place}
            self._row_of[self._tableau.add_row(terms, low, high)] = row

    def bounds(self, name: str) -> Bounds:
        if name not in self._bounds:
            if self.conflict is not None:
                return None, None
            place = self.place[name]
            ends = self._tableau.extreme(place, -1), self._tableau.extreme(place, 1)
            self._bounds[name] = tuple(None if end is None else _without_hair(end) for end in ends)
        return self._bounds[name]

    def _conflict(self, found: Contradiction) -> Conflict:
        names: set[str] = set()
        implied: dict[str, Fraction] = {}
        rows = []
        exact = found.exact
        for var, factor in found.multipliers.items():
            if var not in self._row_of:
                name = self.names[var]
                if self.variables[name].span is not None and name not in self.freed:
                    names.add(name)
                continue
            row = self._row_of[var]
            rows.append((row, Fraction(factor)))
            names |= row.rests_on
            whole = not found.exact or var in self._tableau.tightened
            exact = exact and not whole
            for name, coefficient in row.terms.items():
                implied[name] = implied.get(name, Fraction(0)) + factor * coefficient
                if whole:
                    names.add(name)
        names |= {name for name, coefficient in implied.items() if coefficient}
        names -= self.freed | self.blameless
        return Conflict(frozenset(names), tuple(rows), exact, found.rising)


def _without_hair(end: Fraction | int) -> Fraction:
    """Give the end of an open interval itself rather than a point a hair's breadth inside it."""
    end = Fraction(end)
    plain = end.limit_denominator(MOST_DENOMINATOR)
    return plain if plain != end and abs(plain - end) < NEAR else end
