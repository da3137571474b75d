"""Solve one block of figures that rows bind to each other, everything else being a number."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import lcm

from .edits import HAIR, Row, Variable
from .exact import Contradiction, ExactNumber, Tableau, Unsettled, divide, slim

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


class Line:
    """A row made ready for solving: whole factors wherever possible, for they are several times
    faster, and the sum of what is known in it.
    """

    def __init__(self, row: Row, variables: Mapping[str, Variable]):
        self.row = row
        self.scale = lcm(*(factor.denominator for factor in row.terms.values()))
        self.terms = {name: slim(factor * self.scale) for name, factor in row.terms.items()}
        self.low = None if row.low is None else slim(row.low * self.scale)
        self.high = None if row.high is None else slim(row.high * self.scale)
        values = ((f, variables[name].value) for name, f in self.terms.items())
        self.known = sum(f * slim(value) for f, value in values if value is not None)


@dataclass(frozen=True)
class Refusal:
    """A row without free figures that cannot hold."""

    conflict: Conflict
    place: Mapping[str, int] = field(default_factory=dict)
    lines: tuple[Line, ...] = ()


class BoundBlock:
    """One exact system of free figures, everything else being a number."""

    def __init__(
        self,
        variables: Mapping[str, Variable],
        names: list[str],
        lines: list[Line],
        freed: frozenset[str],
        blameless: Collection[str],
    ):
        """Take the free names and the rows that touch them; `blameless` are missing or pinned."""
        self.place = {name: index for index, name in enumerate(names)}
        self.names, self.variables, self.freed = names, variables, freed
        self.blameless = frozenset(blameless)
        self.lines = lines
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
            found = self._solve()
        except Unsettled:
            return None
        return (None if found is None else self._conflict(found),)

    def _solve(self) -> Contradiction | None:
        """Solve from the printed figures; where a narrow percentage holds no whole numbers there,
        from larger.
        """
        for scale in START_SCALES:
            self._build(scale)
            try:
                return self._tableau.solve()
            except Unsettled:
                continue
        raise Unsettled

    def _build(self, scale: int) -> None:
        variables = [self.variables[name] for name in self.names]
        # a missing count starts from zero, and then from far above: near zero narrow percentages
        # hold no whole numbers
        unknown = Fraction(0 if scale == 1 else 1)
        start = [scale * (unknown if v.value is None else v.value) for v in variables]
        self._tableau = Tableau([v.integer for v in variables], start)
        self._line_of: dict[int, Line] = {}
        for variable, place in zip(variables, self.place.values(), strict=True):
            span = variable.span
            if span is not None and variable.name not in self.freed:
                self._tableau.low[place] = span.low if span.low_closed else span.low + HAIR
                self._tableau.high[place] = span.high if span.high_closed else span.high - HAIR
        for line, terms, low, high in self._tightest(variables):
            self._line_of[self._tableau.add_row(terms, low, high)] = line

    def _tightest(
        self, variables: list[Variable]
    ) -> list[tuple[Line, dict[int, ExactNumber], ExactNumber | None, ExactNumber | None]]:
        """Return the rows over the free figures, without those on one figure that others on the
        same figure imply.
        """
        values = [0 if v.value is None else slim(v.value) for v in variables]
        found = []
        lows: dict[int, tuple[ExactNumber, int]] = {}
        highs: dict[int, tuple[ExactNumber, int]] = {}
        for line in self.lines:
            terms = {self.place[n]: f for n, f in line.terms.items() if n in self.place}
            fixed = line.known - sum(f * values[place] for place, f in terms.items())
            low = None if line.low is None else line.low - fixed
            high = None if line.high is None else line.high - fixed
            if len(terms) == 1:
                ((place, factor),) = terms.items()
                ends = (low, high) if factor > 0 else (high, low)
                least, most = (None if end is None else divide(end, factor) for end in ends)
                if least is not None and (place not in lows or least > lows[place][0]):
                    lows[place] = least, len(found)
                if most is not None and (place not in highs or most < highs[place][0]):
                    highs[place] = most, len(found)
            found.append((line, terms, low, high))
        needed = {at for _, at in (*lows.values(), *highs.values())}
        return [told for at, told in enumerate(found) if len(told[1]) > 1 or at in needed]

    def bounds(self, name: str) -> Bounds:
        if name not in self._bounds:
            if self._settled is None or self.conflict is not None:
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
            if var not in self._line_of:
                name = self.names[var]
                if self.variables[name].span is not None and name not in self.freed:
                    names.add(name)
                continue
            row, factor = self._line_of[var].row, factor * self._line_of[var].scale
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
