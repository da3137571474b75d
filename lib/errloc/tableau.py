"""Solve small linear systems over fractions and integers exactly: a point, or the rows that
contradict.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil, floor, gcd, lcm

from .exact import ExactNumber, common_step, divide, tighten
from .simplex import MOST_PIVOTS, Contradiction, Simplex, Unsettled

MOST_BRANCHES = 250


class _TooDeep(Exception):
    """A branch reached the depth of this round."""


class Tableau(Simplex):
    """Bounded variables 0..n-1, some of them whole numbers, and rows over them."""

    def __init__(self, integers: Sequence[bool], start: Sequence[ExactNumber]):
        # near the printed figures a narrow percentage still holds whole numbers; near zero it holds
        # none
        super().__init__(start)
        self.integer = list(integers)
        self.originals = len(integers)
        self.tightened: set[int] = set()
        self._branches = 0

    def add_row(
        self, terms: Mapping[int, Fraction], low: Fraction | None, high: Fraction | None
    ) -> int:
        """Add low <= sum of terms <= high before the first solve; returns the row's number.

        A row of integers with integer factors is itself an integer, so its bounds are tightened to
        multiples of the factors' common divisor: 2a - 2b == 1 is refused here instead of branching
        for ever.
        """
        whole, tight = False, (low, high)
        if terms and all(self.integer[var] for var in terms):
            step = common_step(terms.values())
            tight = tighten(low, high, step)
            whole = step.denominator == 1
        row = self.add_sum(terms, *tight)
        self.integer.append(whole)
        if tight != (low, high):
            self.tightened.add(row)
        return row

    def solve(self) -> Contradiction | None:
        """Find a point with whole integers, or say what contradicts.

        Raises Unsettled where the allowed work does not tell.
        """
        self.pivots_left = MOST_PIVOTS
        return self._settle_integers()

    def extreme(self, var: int, sign: int) -> ExactNumber | None:
        """Return the largest (sign 1) or smallest (-1) value of a variable after a solve found a
        point.

        None where nothing bounds it. Among integers the extreme is searched from the relaxed one
        inwards, for a few steps: an interval is then at worst too wide, never too narrow.
        """
        bounds = self.high if sign > 0 else self.low
        kept = bounds[var]
        self.pivots_left = MOST_PIVOTS
        widest = None
        try:
            reached = widest = self.push(var, sign)
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
                if self.relax():
                    break
                reached = self.push(var, sign)
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
        found = self.relax() or self._divides()
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
