"""Solve one block of figures that rows bind to each other, everything else being a number."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import product
from math import ceil, floor
from typing import NamedTuple

from .conflicts import Conflict, Line, Weighed, name_conflict
from .edits import HAIR
from .exact import ExactNumber, divide
from .simplex import Contradiction, Unsettled
from .tableau import Tableau
from .variables import Variable

Bounds = tuple[Fraction | None, Fraction | None]

START_SCALES = (1, 1000, 10**6)
# what differs from a number of a report by less than this differs by hairs alone
MOST_DENOMINATOR, NEAR = 10**9, HAIR * 10**9


@dataclass(frozen=True)
class Refusal:
    """A row without free figures that cannot hold."""

    conflict: Conflict
    place: Mapping[str, int] = field(default_factory=dict)
    lines: tuple[Line, ...] = ()


class _End(NamedTuple):
    """One end of what a figure may be; the line that says so (None: what it is printed as) with the
    figure's factor in it, and whether it was rounded to a whole number.
    """

    value: ExactNumber
    line: Line | None
    factor: ExactNumber
    rounded: bool

    @property
    def is_equation(self) -> bool:
        return self.line is not None and self.line.low == self.line.high


class _Shared(NamedTuple):
    """A row over several free figures, what is known in it taken to its ends."""

    line: Line
    terms: Mapping[int, ExactNumber]
    low: ExactNumber | None
    high: ExactNumber | None


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
        clash = self._narrow()
        if clash is not None or not self._shared:
            return (clash,)
        try:
            found = self._solve()
        except Unsettled:
            return None
        return (None if found is None else self._read(found),)

    def _narrow(self) -> Conflict | None:
        """Bound each figure by what is said of it alone, and keep the rows that several share;
        returns what contradicts already.

        Most questions end here, in whole numbers and without a tableau.
        """
        self._low: dict[int, _End] = {}
        self._high: dict[int, _End] = {}
        self._ends: dict[tuple[int, bool], list[_End]] = {}
        self._shared: list[_Shared] = []
        variables = [self.variables[name] for name in self.names]
        for place, variable in enumerate(variables):
            if variable.span is not None and variable.name not in self.freed:
                span = variable.span
                low = span.low if span.low_closed else span.low + HAIR
                high = span.high if span.high_closed else span.high - HAIR
                self._bound(place, low, high, None, 1)
        values = [0 if v.value is None else v.plain for v in variables]
        for line in self.lines:
            terms = {self.place[n]: f for n, f in line.terms.items() if n in self.place}
            fixed = line.known - sum(f * values[place] for place, f in terms.items())
            low = None if line.low is None else line.low - fixed
            high = None if line.high is None else line.high - fixed
            if len(terms) == 1:
                ((place, factor),) = terms.items()
                if factor < 0:
                    low, high = high, low
                self._bound(place, low, high, line, factor)
            else:
                self._shared.append(_Shared(line, terms, low, high))
        for place in sorted(self._low.keys() & self._high.keys()):
            if self._low[place].value > self._high[place].value:
                return self._simplest_clash(place)
        for shared in self._shared:
            for rising in (True, False):
                end = shared.low if rising else shared.high
                if end is not None and self._misses(shared, end, rising):
                    parts = [Weighed(shared.line, 1)]
                    for place, factor in shared.terms.items():
                        known = self._high if (factor > 0) == rising else self._low
                        parts.append(self._part(place, known[place], -factor))
                    return self._name(parts, rising)
        return None

    def _bound(
        self,
        place: int,
        low: ExactNumber | None,
        high: ExactNumber | None,
        line: Line | None,
        factor: ExactNumber,
    ) -> None:
        """Take low <= factor * figure <= high where it is narrower than what is known."""
        whole = self.variables[self.names[place]].integer
        for end, known, upper in ((low, self._low, False), (high, self._high, True)):
            if end is None:
                continue
            exact = divide(end, factor)
            value = exact if not whole else floor(exact) if upper else ceil(exact)
            told = _End(value, line, factor, value != exact)
            self._ends.setdefault((place, upper), []).append(told)
            if place not in known or (
                value < known[place].value if upper else value > known[place].value
            ):
                known[place] = told

    def _misses(self, shared: _Shared, end: ExactNumber, rising: bool) -> bool:
        """Tell whether a row stays short of its lower end, or beyond its upper one, whatever its
        figures are within their own ends.
        """
        reached: ExactNumber = 0
        for place, factor in shared.terms.items():
            known = (self._high if (factor > 0) == rising else self._low).get(place)
            if known is None:
                return False
            reached += factor * known.value
        return reached < end if rising else reached > end

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
        for bounds, known in ((self._tableau.low, self._low), (self._tableau.high, self._high)):
            for place, end in known.items():
                bounds[place] = end.value
        self._row_of = {
            self._tableau.add_row(shared.terms, shared.low, shared.high): shared
            for shared in self._shared
        }

    def bounds(self, name: str) -> Bounds:
        if name not in self._bounds:
            if self._settled is None or self.conflict is not None:
                return None, None
            place = self.place[name]
            if self._shared:
                ends = self._tableau.extreme(place, -1), self._tableau.extreme(place, 1)
            else:
                known = self._low.get(place), self._high.get(place)
                ends = tuple(None if end is None else end.value for end in known)
            self._bounds[name] = tuple(None if end is None else _without_hair(end) for end in ends)
        return self._bounds[name]

    def _read(self, found: Contradiction) -> Conflict:
        """Tell what a contradiction of the tableau rests on."""
        parts, inexact = [], not found.exact
        for var, factor in found.multipliers.items():
            if var in self._row_of:
                rounded = inexact or var in self._tableau.tightened
                parts.append(Weighed(self._row_of[var].line, factor, rounded))
        for place, upper in sorted(found.ends):
            if place < len(self.names):
                end = (self._high if upper else self._low)[place]
                part = self._part(place, end, found.multipliers.get(place, 1))
                parts.append(part._replace(rounded=inexact or part.rounded))
        return self._name(parts, found.rising)

    def _simplest_clash(self, place: int) -> Conflict:
        """Return the contradiction of two ends of one figure that speaks of the fewest rules and
        figures: it says most.
        """
        pairs = product(self._ends[place, False], self._ends[place, True])
        clashes = []
        for low, high in pairs:
            if low.value > high.value:
                # said as what the inequality asks for, if one of the two is an equation
                rising = not (low.is_equation and not high.is_equation)
                sign = 1 if rising else -1
                parts = [self._part(place, low, sign), self._part(place, high, -sign)]
                clashes.append(self._name(parts, rising))
        return min(clashes, key=lambda c: (len({row.rule for row, _ in c.rows}), len(c.names)))

    def _name(self, parts: Sequence[Weighed], rising: bool) -> Conflict:
        return name_conflict(parts, self.freed | self.blameless, rising)

    def _part(self, place: int, end: _End, factor: ExactNumber) -> Weighed:
        if end.line is None:
            return Weighed(self.names[place], factor, end.rounded)
        return Weighed(end.line, divide(factor, end.factor), end.rounded)


def _without_hair(end: Fraction | int) -> Fraction:
    """Give the end of an open interval itself rather than a point a hair's breadth inside it."""
    end = Fraction(end)
    plain = end.limit_denominator(MOST_DENOMINATOR)
    return plain if plain != end and abs(plain - end) < NEAR else end
