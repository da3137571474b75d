"""Solve small linear systems over fractions and integers exactly: a point, or the rows that
contradict.

The simplex of Dutertre and de Moura (2006): rows are variables with bounds, so that a contradiction
names the bounds it rests on. Floats never decide here: at these sizes fractions cost little and
cannot be wrong.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, gcd, lcm

from .exact import ExactNumber, common_step, divide, slim, tighten

# a question is given up after so much work: what counts is work, never time, so that every machine
# gives the same answer
MOST_BRANCHES, MOST_PIVOTS = 250, 20_000


class Unsettled(Exception):
    """A system was not settled within the allowed number of branches and pivots."""


class _TooDeep(Exception):
    """A branch reached the depth of this round."""


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


class Tableau:
    """Bounded variables 0..n-1 and rows over them; a row is a further variable, in the order they
    are added.
    """

    def __init__(self, integers: Sequence[bool], start: Sequence[ExactNumber]):
        self.integer = list(integers)
        self.low: list[ExactNumber | None] = [None] * len(integers)
        self.high: list[ExactNumber | None] = [None] * len(integers)
        # near the printed figures a narrow percentage still holds whole numbers; near zero it holds
        # none
        self.value: list[ExactNumber] = [slim(value) for value in start]
        self.rows: dict[int, dict[int, ExactNumber]] = {}
        self.originals = len(integers)
        self.tightened: set[int] = set()
        self._branches = self._pivots = 0

    def add_row(
        self, terms: Mapping[int, Fraction], low: Fraction | None, high: Fraction | None
    ) -> int:
        """Add low <= sum of terms <= high before the first solve; returns the row's number.

        A row of integers with integer factors is itself an integer, so its bounds are tightened to
        multiples of the factors' common divisor: 2a - 2b == 1 is refused here instead of branching
        for ever.
        """
        row = len(self.value)
        self.integer.append(False)
        if terms and all(self.integer[var] for var in terms):
            step = common_step(terms.values())
            tight = tighten(low, high, step)
            if tight != (low, high):
                self.tightened.add(row)
            low, high = tight
            self.integer[row] = step.denominator == 1
        self.low.append(None if low is None else slim(low))
        self.high.append(None if high is None else slim(high))
        self.value.append(0)
        self.rows[row] = {var: slim(factor) for var, factor in terms.items()}
        return row

    def solve(self) -> Contradiction | None:
        """Find a point with whole integers, or say what contradicts.

        Raises Unsettled where the allowed work does not tell.
        """
        self._pivots = MOST_PIVOTS
        return self._settle_integers()

    def extreme(self, var: int, sign: int) -> ExactNumber | None:
        """Return the largest (sign 1) or smallest (-1) value of a variable after a solve found a
        point.

        None where nothing bounds it. Among integers the extreme is searched from the relaxed one
        inwards, for a few steps: an interval is then at worst too wide, never too narrow.
        """
        bounds = self.high if sign > 0 else self.low
        kept = bounds[var]
        self._pivots = MOST_PIVOTS
        widest = None
        try:
            reached = widest = self._push(var, sign)
            if reached is None or not any(self.integer[: self.originals]):
                return reached
            if not self.integer[var]:
                return reached
            for _ in range(20):
                if all(
                    self.value[v].denominator == 1 for v in range(self.originals) if self.integer[v]
                ):
                    return reached
                reached = floor(reached) if sign > 0 else ceil(reached)
                if self._holds_at(var, reached):
                    return reached
                bounds[var] = reached - sign
                if self._relax():
                    break
                reached = self._push(var, sign)
        except Unsettled:
            pass
        finally:
            bounds[var] = kept
        if widest is None:
            return None
        return floor(widest) if sign > 0 else ceil(widest)

    def _holds_at(self, var: int, value: ExactNumber) -> bool:
        kept = self.low[var], self.high[var]
        self.low[var] = self.high[var] = value
        try:
            return self._settle_integers() is None
        finally:
            self.low[var], self.high[var] = kept

    def _settle_integers(self) -> Contradiction | None:
        """Branch on fractional integers, a little deeper each time: a near point is found before a
        long dive.
        """
        self._branches = MOST_BRANCHES
        for depth in (1, 3, 8, 20, 60, MOST_BRANCHES):
            try:
                return self._branch(depth)
            except _TooDeep:
                continue
        raise Unsettled

    def _branch(self, depth: int) -> Contradiction | None:
        found = self._relax() or self._divides()
        if found:
            return found
        split = next(
            (
                v
                for v in range(self.originals)
                if self.integer[v] and self.value[v].denominator != 1
            ),
            None,
        )
        if split is None:
            return None
        self._branches -= 1
        if self._branches < 0:
            raise Unsettled
        if depth == 0:
            raise _TooDeep
        rests_on: dict[int, ExactNumber] = {}
        ends: set[tuple[int, bool]] = set()
        below, too_deep = floor(self.value[split]), False
        for upper, bounds, limit in ((False, self.low, below + 1), (True, self.high, below)):
            kept, bounds[split] = bounds[split], limit
            try:
                found = self._branch(depth - 1)
            except _TooDeep:
                too_deep = True
                continue
            finally:
                bounds[split] = kept
            if found is None:
                return None
            rests_on.update(found.multipliers)
            ends |= found.ends - {(split, upper)}
        if too_deep:
            raise _TooDeep
        return Contradiction(rests_on, exact=False, ends=frozenset(ends))

    def _relax(self) -> Contradiction | None:
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

    def _divides(self) -> Contradiction | None:
        """Find a row of the tableau whose free integers cannot make up its fixed rest."""
        for row, terms in self.rows.items():
            if not self.integer[row]:
                continue
            fixed = {
                v: f
                for v, f in terms.items()
                if self.low[v] is not None and self.low[v] == self.high[v]
            }
            loose = {v: f for v, f in terms.items() if v not in fixed}
            if not all(self.integer[v] for v in loose):
                continue
            rest = sum(f * self.low[v] for v, f in fixed.items())
            if all(type(f) is int for f in loose.values()) and rest.denominator == 1:
                continue
            scale = lcm(*(f.denominator for f in loose.values()))
            step = gcd(scale, *((f * scale).numerator for f in loose.values()))
            if divide(rest * scale, step).denominator != 1:
                # loose rows belong to it too: their factors make the common divisor
                ends = frozenset((v, upper) for v in fixed for upper in (True, False))
                multipliers = {row: 1} | {v: -f for v, f in terms.items()}
                return Contradiction(multipliers, False, ends=ends)
        return None

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
        self._pivots -= 1
        if self._pivots < 0:
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

    def _push(self, var: int, sign: int) -> ExactNumber | None:
        """Move to the relaxed extreme of a variable; None where it has no end. Needs a point in all
        bounds.
        """
        self._relax()
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

    def _room(self, var: int, upwards: bool) -> ExactNumber | None:
        bound = self.high[var] if upwards else self.low[var]
        return None if bound is None else abs(bound - self.value[var])
