"""Let HiGHS propose sets of figures: what it says is an offer that the exact check judges.

Two models are asked. The cover holds only proved conflicts, with coefficients 0 and 1: what it
costs at least is a bound that can be relied on. The balance also holds the rules themselves, each
figure moving by at most a big M once it is chosen: it finds good sets at once, and proves nothing.
"""

import ctypes
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil, gcd, inf

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, linprog, milp
from scipy.sparse import coo_array, csr_array, hstack

from .edits import Row
from .hitting import least_cuts
from .solver import Arbiter

# limits count nodes, never seconds: every machine is given the same offers
COVER_NODES, SEEK_NODES, BALANCE_NODES = 100, 1_000, 300
# HiGHS takes a number for whole within 1e-6 of it; bounds are rounded up to whole costs beyond that
NEARLY = 1e-5
# shares of costs are read as fractions no finer than this
FINEST = 5_040
# a chosen figure may move by so many times the sum of all gaps: an offer needs no more
REACH = 2.0


@dataclass(frozen=True)
class Offer:
    """A proposed set, None where there is none; a cost below which no set can be; whether HiGHS
    came to its end.
    """

    names: frozenset[str] | None
    bound: int
    ended: bool


@dataclass(frozen=True)
class Wish:
    """At least (`low`) and at most (`high`) so many of some figures."""

    names: frozenset[str]
    low: float = -inf
    high: float = inf


class Proposer:
    """Both models over the figures of one component that may be changed."""

    def __init__(self, arbiter: Arbiter, weights: Mapping[str, int]):
        self.arbiter, self.weights = arbiter, weights
        self.names = sorted(weights)
        self.place = {name: index for index, name in enumerate(self.names)}
        self.unit = gcd(*weights.values())
        self.cost = np.array([float(weights[name] // self.unit) for name in self.names])

    def cover(self, cuts: Collection[frozenset[str]], wishes: Sequence[Wish] = ()) -> Offer:
        """Propose a cheapest set that meets every cut and wish."""
        count = len(self.names)
        found = milp(
            self.cost,
            constraints=self._choices([*map(_met, least_cuts(cuts)), *wishes]),
            integrality=np.ones(count),
            bounds=Bounds(0, 1),
            options={"mip_rel_gap": 0, "node_limit": COVER_NODES},
        )
        return self._offer(found)

    def seek(self, cuts: Collection[frozenset[str]], wishes: Sequence[Wish], most: int) -> Offer:
        """Propose any set that meets every cut and wish and costs at most `most`."""
        count, least = len(self.names), least_cuts(cuts)
        choices = self._choices([*map(_met, least), *wishes])
        limit = LinearConstraint(csr_array(self.cost[np.newaxis, :]), -inf, most // self.unit + 0.5)
        found = milp(
            np.zeros(count),
            constraints=[choices, limit],
            integrality=np.ones(count),
            bounds=Bounds(0, self._affordable(least, most)),
            options={"mip_rel_gap": 0, "node_limit": SEEK_NODES},
        )
        return self._offer(found)

    def _affordable(self, cuts: Sequence[frozenset[str]], most: int) -> np.ndarray:
        """Return 0 for each figure that no set costing at most `most` changes, 1 for the others.

        By linear duality: whatever shares of the cuts, adding up for each figure to no more than
        its cost, any set costs at least their sum, and a figure's unshared cost comes on top. HiGHS
        only chooses the shares; the sums are exact.
        """
        matrix = self._choices([*map(_met, cuts)]).A
        found = linprog(-np.ones(len(cuts)), A_ub=matrix.T, b_ub=self.cost)
        if found.status != 0:
            return np.ones(len(self.names))
        shares = [Fraction(max(0.0, y)).limit_denominator(FINEST) for y in found.x.tolist()]
        taken = dict.fromkeys(self.names, Fraction(0))
        for cut, share in zip(cuts, shares, strict=True):
            for name in cut if share else ():
                taken[name] += share
        whole = {name: Fraction(self.weights[name], self.unit) for name in self.names}
        fitting = min((whole[n] / t for n, t in taken.items() if t > whole[n]), default=Fraction(1))
        rest = Fraction(most, self.unit) - fitting * sum(shares, Fraction(0))
        allowed = [whole[name] - fitting * taken[name] <= rest for name in self.names]
        return np.array(allowed, dtype=float)

    def balance(
        self,
        cuts: Collection[frozenset[str]],
        wishes: Sequence[Wish] = (),
        most: int | None = None,
    ) -> Offer:
        """Propose a cheap set whose change seems to mend every rule, if asked one that meets every
        wish and costs at most `most`; neither its bound nor that there is none proves anything.
        """
        moves = self._moves
        count, more = len(self.names), len(moves.low)
        choices = self._choices([*map(_met, least_cuts(cuts)), *wishes])
        wide = hstack([choices.A, csr_array((choices.A.shape[0], more))])
        limits = [LinearConstraint(wide, choices.lb, choices.ub), moves.rules]
        if most is not None:
            costs = csr_array(np.r_[self.cost, np.zeros(more)][np.newaxis, :])
            limits.append(LinearConstraint(costs, -inf, most // self.unit + 0.5))
        bounds = Bounds(np.r_[np.zeros(count), moves.low], np.r_[np.ones(count), moves.high])
        with _silence():
            found = milp(
                np.r_[self.cost, np.zeros(more)],
                constraints=limits,
                integrality=np.r_[np.ones(count), np.zeros(more)],
                bounds=bounds,
                options={"mip_rel_gap": 0, "node_limit": BALANCE_NODES},
            )
        return self._offer(found)

    def _choices(self, wishes: Sequence[Wish]) -> LinearConstraint:
        lines, columns = [], []
        for line, wish in enumerate(wishes):
            places = [self.place[name] for name in sorted(wish.names)]
            lines += [line] * len(places)
            columns += places
        shape = (len(wishes), len(self.names))
        matrix = coo_array((np.ones(len(lines)), (lines, columns)), shape=shape).tocsr()
        low = np.array([wish.low for wish in wishes])
        return LinearConstraint(matrix, low, np.array([wish.high for wish in wishes]))

    def _offer(self, found: OptimizeResult) -> Offer:
        bound, names = 0, None
        if found.mip_dual_bound is not None and np.isfinite(found.mip_dual_bound):
            bound = max(0, ceil(found.mip_dual_bound - NEARLY)) * self.unit
        if found.x is not None:
            taken = found.x[: len(self.names)] > 0.5
            names = frozenset(np.array(self.names, dtype=object)[taken].tolist())
        # 0: solved, 2: nothing meets all; else a limit was reached
        return Offer(names, bound, found.status in (0, 2))

    @cached_property
    def _moves(self) -> "_Moves":
        return _Moves(self.arbiter, self.place)


class _Moves:
    """The rules over moves away from the printed figures, in units of all gaps together.

    Columns are the choices, then a move for every figure. A figure moves only when it is chosen; a
    row that rests on a printed percentage holds only while that one is not chosen.
    """

    def __init__(self, arbiter: Arbiter, choice: Mapping[str, int]):
        self.arbiter, self.choice = arbiter, choice
        self.column = {n: len(choice) + place for place, n in enumerate(sorted(arbiter.names))}
        self.scale = _scale(arbiter)
        self.low = np.array([self._end(name, -1) for name in self.column])
        self.high = np.array([self._end(name, 1) for name in self.column])
        self._lines: list[int] = []
        self._columns: list[int] = []
        self._factors: list[float] = []
        self._ends: list[tuple[float, float]] = []
        for row in arbiter.rows:
            self._add_row(row)
        for name in choice:
            self._add_link(name)
        shape = (len(self._ends), len(choice) + len(self.column))
        entries = (self._factors, (self._lines, self._columns))
        low, high = np.array(self._ends).T
        self.rules = LinearConstraint(coo_array(entries, shape=shape).tocsr(), low, high)

    def _end(self, name: str, side: int) -> float:
        if self.arbiter.variables[name].value is None:
            return side * inf
        return side * REACH if name in self.choice else self._slack(name, side)

    def _slack(self, name: str, side: int) -> float:
        """How far a figure may move unchosen: a percentage within its interval, others not."""
        variable = self.arbiter.variables[name]
        if variable.span is None:
            return 0.0
        end = variable.span.high if side > 0 else variable.span.low
        return float((end - variable.value) / self.scale)

    def _add(self, terms: Sequence[tuple[int, float]], low: float, high: float) -> None:
        self._lines += [len(self._ends)] * len(terms)
        self._columns += [column for column, _ in terms]
        self._factors += [factor for _, factor in terms]
        self._ends.append((low, high))

    def _add_row(self, row: Row) -> None:
        if not row.terms:
            return
        values = self.arbiter.variables
        total = sum(f * (values[n].value or 0) for n, f in row.terms.items())
        largest = max(map(abs, row.terms.values()))
        terms = [(self.column[n], float(f / largest)) for n, f in row.terms.items()]
        unit = self.scale * largest
        low = -inf if row.low is None else float((row.low - total) / unit)
        high = inf if row.high is None else float((row.high - total) / unit)
        loose = [self.choice[n] for n in sorted(row.rests_on) if n in self.choice]
        if not loose:
            self._add(terms, low, high)
            return
        away = REACH * sum(abs(factor) for _, factor in terms)
        for end, sign in ((low, 1.0), (high, -1.0)):
            if abs(end) < inf:
                # divided by the room a chosen percentage gives, so that no factor is above 1
                room = away + abs(end)
                shrunk = [(column, sign * factor / room) for column, factor in terms]
                self._add([*shrunk, *((place, 1.0) for place in loose)], sign * end / room, inf)

    def _add_link(self, name: str) -> None:
        if name not in self.column or self.arbiter.variables[name].value is None:
            return
        move, chosen = self.column[name], self.choice[name]
        self._add([(move, 1.0), (chosen, -REACH)], -inf, self._slack(name, 1))
        self._add([(move, 1.0), (chosen, REACH)], self._slack(name, -1), inf)


@contextmanager
def _silence() -> Iterator[None]:
    """Keep off standard output what HiGHS prints there, whatever its options, when it solves a
    point anew with the choices rounded: it would stand amid JSON or in a notebook.
    """
    try:
        kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    except OSError:
        # no standard output, nothing to keep clean
        yield
        return
    _flush()
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        # what C has buffered would come out after all
        _flush()
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def _flush() -> None:
    with suppress(OSError, TypeError, AttributeError):
        ctypes.CDLL(None).fflush(None)


def _met(cut: frozenset[str]) -> Wish:
    return Wish(cut, low=1)


def _scale(arbiter: Arbiter) -> int:
    """Add up by how much the broken rows miss, for the figure in them that must move furthest."""
    gaps = 1
    for place in arbiter.broken:
        row = arbiter.rows[place]
        if row.terms:
            sizes = [abs(factor) for factor in row.terms.values()]
            least = max(min(sizes), Fraction(max(sizes)) / 100)
            gaps += ceil(arbiter.gap(row) / least)
    if not arbiter.broken:
        known = [abs(arbiter.variables[n].value or 0) for n in arbiter.names]
        gaps += ceil(max(known, default=0))
    return gaps
