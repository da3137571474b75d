"""Find a point within bounds of variables and of sums of them exactly, or what contradicts.

The simplex of Dutertre and de Moura (2006): rows are variables with bounds, so that a contradiction
names the bounds it rests on. Floats never decide here: at these sizes fractions cost little and
cannot be wrong.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .exact import ExactNumber, divide, slim

# a question is given up after so much work: what counts is work, never time, so that every machine
# gives the same answer
MOST_PIVOTS = 20_000


class Unsettled(Exception):
    """A system was not settled within the allowed number of branches and pivots."""


@dataclass(frozen=True)
class Contradiction:
    """Bounds that cannot hold together: variable -> multiplier, whose sum of rows cancels every
    variable.

    `exact` tells that the multipliers alone prove it; else (integers) the set of rows does. The sum
    would have to be at least (`rising`) or at most what the bounds give. `ends` are the bounds that
    it rests on: a variable, and whether its upper one.
    """

    multipliers: Mapping[int, ExactNumber]
    exact: bool
    rising: bool = True
    ends: frozenset[tuple[int, bool]] = frozenset()


class Simplex:
    """Bounded variables 0..n-1 and rows over them; a row is a further variable, in the order they
    are added.
    """

    def __init__(self, start: Sequence[ExactNumber]):
        """Begin near `start`, a value of each variable, without bounds."""
        self.low: list[ExactNumber | None] = [None] * len(start)
        self.high: list[ExactNumber | None] = [None] * len(start)
        self.value: list[ExactNumber] = [slim(value) for value in start]
        self.rows: dict[int, dict[int, ExactNumber]] = {}
        self.pivots_left = 0

    def add_sum(
        self,
        terms: Mapping[int, ExactNumber],
        low: ExactNumber | None,
        high: ExactNumber | None,
    ) -> int:
        """Add low <= sum of terms <= high before the first search; returns the row's number."""
        row = len(self.value)
        self.low.append(low if low is None else slim(low))
        self.high.append(high if high is None else slim(high))
        self.value.append(0)
        self.rows[row] = {var: slim(factor) for var, factor in terms.items()}
        return row

    def relax(self) -> Contradiction | None:
        """Find a point within all bounds, or say what contradicts. Raises Unsettled."""
        for var in range(len(self.value)):
            if (
                self.low[var] is not None
                and self.high[var] is not None
                and self.low[var] > self.high[var]
            ):
                return Contradiction({var: 1}, True, ends=frozenset({(var, True), (var, False)}))
        for var in range(len(self.value)):
            if var not in self.rows:
                self._move(var, self._clamped(var) - self.value[var])
        for row, terms in self.rows.items():
            self.value[row] = sum(f * self.value[v] for v, f in terms.items())
        while True:
            row = min((r for r in self.rows if self._clamped(r) != self.value[r]), default=None)
            if row is None:
                return None
            target = self._clamped(row)
            rising = target > self.value[row]
            terms = self.rows[row]
            entering = min(
                (v for v, f in terms.items() if self._has_room(v, (f > 0) == rising)), default=None
            )
            if entering is None:
                ends = frozenset(
                    {(row, not rising), *((v, (f > 0) == rising) for v, f in terms.items())}
                )
                multipliers = {row: 1} | {v: -f for v, f in terms.items()}
                return Contradiction(multipliers, True, rising, ends)
            step = divide(target - self.value[row], terms[entering])
            self._move(entering, step)
            self._pivot(row, entering)

    def push(self, var: int, sign: int) -> ExactNumber | None:
        """Move to the relaxed extreme of a variable; None where it has no end. Needs a point in all
        bounds.
        """
        self.relax()
        while True:
            slope = (
                {v: f * sign for v, f in self.rows[var].items()}
                if var in self.rows
                else {var: sign}
            )
            entering = min((v for v, f in slope.items() if self._has_room(v, f > 0)), default=None)
            if entering is None:
                return self.value[var]
            upwards = slope[entering] > 0
            ends = [(self._room(entering, upwards), -1)]
            for row, terms in self.rows.items():
                if entering in terms:
                    room = self._room(row, (terms[entering] > 0) == upwards)
                    ends.append((None if room is None else divide(room, abs(terms[entering])), row))
            ends = [end for end in ends if end[0] is not None]
            if not ends:
                return None
            room, row = min(ends)
            self._move(entering, room if upwards else -room)
            if row >= 0:
                self._pivot(row, entering)

    def _clamped(self, var: int) -> ExactNumber:
        value = self.value[var]
        if self.low[var] is not None and value < self.low[var]:
            return self.low[var]
        if self.high[var] is not None and value > self.high[var]:
            return self.high[var]
        return value

    def _has_room(self, var: int, upwards: bool) -> bool:
        bound = self.high[var] if upwards else self.low[var]
        return bound is None or (self.value[var] < bound if upwards else self.value[var] > bound)

    def _move(self, var: int, step: ExactNumber) -> None:
        if not step:
            return
        self.value[var] += step
        for row, terms in self.rows.items():
            if var in terms:
                self.value[row] += terms[var] * step

    def _pivot(self, leaving: int, entering: int) -> None:
        self.pivots_left -= 1
        if self.pivots_left < 0:
            raise Unsettled
        terms = self.rows.pop(leaving)
        factor = terms.pop(entering)
        solved = (
            {v: divide(-f, factor) for v, f in terms.items()}
            if factor not in (1, -1)
            else ({v: -f * factor for v, f in terms.items()})
        )
        solved[leaving] = divide(1, factor)
        for other in self.rows.values():
            share = other.pop(entering, None)
            if share is None:
                continue
            for v, f in solved.items():
                total = other.get(v, 0) + share * f
                if total:
                    other[v] = total
                else:
                    other.pop(v, None)
        self.rows[entering] = solved

    def _room(self, var: int, upwards: bool) -> ExactNumber | None:
        bound = self.high[var] if upwards else self.low[var]
        return None if bound is None else abs(bound - self.value[var])
