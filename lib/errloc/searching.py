"""Search one component: conflicts and the cheapest sets that meet them, in turn, until one mends
all.

Every conflict is proved in fractions, so the cheapest set that meets them all is never dearer than
the truth; once the exact check accepts it, it is the truth. Limits count work, never time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import product
from math import lcm

from .conflicts import Conflict
from .hitting import OutOfWork, cheapest_sets, least_cuts
from .simplex import Unsettled
from .solver import Arbiter, connected

MOST_SOLUTIONS = 50
# nodes and exact checks after which the listing of all sets at once is left for HiGHS to do
NARROW_NODES, NARROW_CHECKS = 4_000, 600
# exact checks spent on sets that cost more than the cheapest
DEARER_CHECKS = 200
# a contradiction is much shorter than another of so many times its figures
SHORTER = 4

Names = frozenset[str]
Alternatives = tuple[list[Names], bool]


class Contradicted(Exception):
    """The rules contradict each other whatever the figures are."""

    def __init__(self, conflict: Conflict):
        self.conflict = conflict


@dataclass(frozen=True)
class SearchOutcome:
    """The cheapest sets found (with slack also dearer ones), and how far the search came.

    No set costs less than `bound`. `every` holds sets whose union is all suspects and whose
    intersection is all that is certain, if `decided`.
    """

    solutions: tuple[Names, ...]
    every: tuple[Names, ...]
    bound: int
    complete: bool
    decided: bool


class Search:
    """Conflicts found so far, and sets tried against them."""

    def __init__(
        self,
        arbiter: Arbiter,
        weights: Mapping[str, Fraction | None],
        slack: Fraction = Fraction(0),
    ):
        self.arbiter = arbiter
        own = {name: weights[name] for name in arbiter.names if weights[name] is not None}
        scale = lcm(slack.denominator, *(w.denominator for w in own.values()))
        self.scale, self.slack = scale, int(slack * scale)
        self.weights = {
            name: int(weight * scale) for name, weight in own.items() if name not in arbiter.missing
        }
        self.cuts: dict[Names, None] = {}
        # no set that mends all costs less
        self.bound = 0
        self._options: dict[tuple[frozenset[Names], int], Alternatives] = {}
        self._verdicts: dict[Names, Conflict | None] = {}

    def cost(self, names: Iterable[str]) -> int:
        return sum(self.weights[name] for name in names)

    def first(self) -> Conflict | None:
        """Return why the figures as they are cannot stand, None where they can."""
        return self.verdict(frozenset())

    def verdict(self, names: Names) -> Conflict | None:
        """Return why changing these figures does not mend all; raises Unsettled."""
        if names not in self._verdicts:
            self._verdicts[names] = self.arbiter.conflict(names)
        return self._verdicts[names]

    def fails(self, names: Names) -> bool:
        """Tell whether a set fails to mend all, and keep the reason as a cut."""
        if any(names.isdisjoint(cut) for cut in self.cuts):
            return True
        conflict = self.verdict(names)
        if conflict is not None:
            self.add(self._sharpened(names, conflict))
        return conflict is not None

    def _sharpened(self, names: Names, conflict: Conflict) -> Conflict:
        """Ask again with all free that much shorter contradictions speak of: a long sum that cannot
        hold whichever of them changes is told once instead of for each choice between them.
        """
        short = [cut for cut in self.cuts if SHORTER * len(cut) <= len(conflict.names)]
        shared = conflict.names.intersection(frozenset().union(*least_cuts(short)))
        if not shared:
            return conflict
        try:
            return self._loose.conflict(names | shared) or conflict
        except Unsettled:
            return conflict

    @cached_property
    def _loose(self) -> Arbiter:
        """The same rules with figures that need not be whole: what contradicts here contradicts
        there, and is told without branching.
        """
        arbiter = self.arbiter
        variables = {n: replace(v, integer=False) for n, v in arbiter.variables.items()}
        return Arbiter(variables, arbiter.rows, arbiter.links, arbiter.pinned, arbiter.names)

    def add(self, conflict: Conflict) -> None:
        if not conflict.names:
            raise Contradicted(conflict)
        self.cuts[conflict.names] = None

    def cut_apart(self, names: Names) -> bool:
        """Add the conflicts that remain beside a set; what they name is freed in turn, so that more
        show. False where the set mends all.
        """
        told = [frozenset(row.terms) | row.rests_on for row in self._broken_rows()]
        found = False
        try:
            while conflicts := self.arbiter.conflicts(names):
                found = True
                for conflict in conflicts:
                    self.add(conflict)
                names = names.union(*(conflict.names for conflict in conflicts))
                # what the broken rules say by themselves is told; what they imply shows in the next
                # rounds
                if told and not any(around.isdisjoint(names) for around in told):
                    break
        except Unsettled:
            # what is proved suffices for this round; only the set itself must be settled
            if not found:
                raise
        return found

    def _broken_rows(self):
        return [self.arbiter.rows[place] for place in self.arbiter.broken]

    def start(self) -> None:
        """Take down what the broken rules say by themselves, or else what they imply."""
        for row in self._broken_rows():
            self.add(self.arbiter.row_conflict(row))
        if not self.arbiter.broken:
            self.cut_apart(frozenset())

    def narrow(self) -> SearchOutcome:
        """List all cheapest sets at once. Raises OutOfWork where that takes long, Unsettled where a
        set cannot be judged, Contradicted.
        """
        self._nodes, self._checks = NARROW_NODES, NARROW_CHECKS
        groups = self._settle()
        solutions, complete = self._combine(groups)
        every = tuple(dict.fromkeys([*solutions, *self._exchange(groups)]))
        decided = all(whole for _, whole in groups)
        dearer = self._list_dearer() if self.slack else []
        complete = complete and not self.slack
        return SearchOutcome((*solutions, *dearer), every, self.cost(every[0]), complete, decided)

    def _list_dearer(self) -> list[Names]:
        """Return sets that cost at most the slack more, as many as a small part of the work
        gives.
        """
        checks, listed = DEARER_CHECKS, []
        while checks > 0:
            try:
                groups = [self._choices(group, self.slack) for group in self._groups()]
            except OutOfWork:
                break
            base = frozenset().union(*(options[0] for options, _ in groups))
            listed = sorted(
                (names for names in self._exchange(groups) if self.cost(names) > self.cost(base)),
                key=lambda names: (self.cost(names), len(names), sorted(names)),
            )[:checks]
            checks -= len(listed)
            try:
                failed = [self.fails(names) for names in listed]
            except Unsettled:
                return []
            listed = [n for n, fails in zip(listed, failed, strict=True) if not fails]
            if not any(failed):
                break
        return listed

    def _settle(self) -> list[Alternatives]:
        """Return groups of alternatives; the first of each together, and any one exchanged, mend
        all.
        """
        while True:
            groups = [self._choices(group) for group in self._groups()]
            base = frozenset().union(*(options[0] for options, _ in groups))
            if self.cut_apart(base):
                self._spend(1)
                continue
            # each failing alternative gives its cut before the next round
            failed = [self.fails(names) for names in self._exchange(groups)]
            self._spend(len(failed))
            if not any(failed):
                return groups

    def _spend(self, checks: int) -> None:
        self._checks -= checks
        if self._checks < 0:
            raise OutOfWork

    def _groups(self) -> list[list[Names]]:
        home = {name: place for place, group in enumerate(connected(self.cuts)) for name in group}
        groups: dict[int, list[Names]] = {}
        for cut in self.cuts:
            groups.setdefault(home[next(iter(cut))], []).append(cut)
        return [groups[place] for place in sorted(groups)]

    def _choices(self, cuts: list[Names], slack: int = 0) -> Alternatives:
        key = frozenset(cuts), slack
        if key not in self._options:
            found = None if slack else self._remaining(key[0])
            self._options[key] = found or cheapest_sets(cuts, self.weights, slack, self._nodes)
        return self._options[key]

    def _remaining(self, cuts: frozenset[Names]) -> Alternatives | None:
        """Return the cheapest sets of fewer cuts that meet these as well: where there are any, they
        are all that these have.
        """
        for (fewer, slack), (options, whole) in reversed(self._options.items()):
            if not slack and whole and fewer < cuts:
                fresh = cuts - fewer
                left = [s for s in options if not any(s.isdisjoint(cut) for cut in fresh)]
                if left:
                    return left, True
        return None

    def _combine(self, groups: list[Alternatives]) -> tuple[list[Names], bool]:
        while True:
            mixed = []
            for choice in product(*(options for options, _ in groups)):
                mixed.append(frozenset().union(*choice))
                if len(mixed) > MOST_SOLUTIONS:
                    break
            listed = mixed[:MOST_SOLUTIONS]
            failed = [self.fails(names) for names in listed]
            self._spend(len(failed))
            if not any(failed):
                complete = all(whole for _, whole in groups)
                return listed, complete and len(mixed) <= MOST_SOLUTIONS
            groups = self._settle()

    def _exchange(self, groups: list[Alternatives]) -> list[Names]:
        """Return the cheapest set with the alternatives of one group exchanged at a time."""
        base = frozenset().union(*(options[0] for options, _ in groups))
        return [base - options[0] | other for options, _ in groups for other in options[1:]]
