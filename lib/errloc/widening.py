"""Search a component too large to list every set at once: HiGHS proposes, the exact check
judges.
"""

from collections.abc import Sequence

from .proposing import Proposer, Wish
from .searching import MOST_SOLUTIONS, Names, Search, SearchOutcome
from .simplex import Unsettled

MOST_OFFERS, MOST_ROUNDS, MOST_QUERIES, MOST_SHRINKING = 10, 60, 60, 400
# squares of the conflicts that all queries together hand to HiGHS: its work grows faster than they
MOST_HANDED = 110_000
# offers that know nothing of the rules and fail, before one that does
PATIENCE = 2


def widen(search: Search) -> SearchOutcome | None:
    """Return the cheapest set found with a proved bound, and as many of its equals as the allowed
    work gives; None where no set was found. Raises Contradicted.
    """
    return _Widening(search).run()


class _Spent(Exception):
    pass


class _Widening:
    def __init__(self, search: Search):
        self.search = search
        self.proposer = Proposer(search.arbiter, search.weights)
        self.best: Names | None = None
        # sets that could not be settled: never offered again, and nothing beyond them is proved
        self.doubtful: list[Wish] = []
        self.rounds, self.handed = MOST_QUERIES, MOST_HANDED

    def run(self) -> SearchOutcome | None:
        self._look_for_one()
        if self.best is None:
            self._shrink()
        self._prove()
        if self.best is None:
            return None
        cost = self.search.cost(self.best)
        if self.search.bound < cost:
            return SearchOutcome((self.best,), (self.best,), self.search.bound, False, False)
        return self._list_equals(cost)

    def _look_for_one(self) -> None:
        """Take HiGHS's offers, which respect the rules as far as floats can tell, until one mends
        all.
        """
        for _ in range(MOST_OFFERS):
            offer = self.proposer.balance(self.search.cuts)
            if offer.names is None:
                return
            before = len(self.search.cuts)
            if self._mends(offer.names):
                self.best = offer.names
                return
            if len(self.search.cuts) == before:
                return

    def _mends(self, names: Names) -> bool:
        try:
            return not self.search.cut_apart(names)
        except Unsettled:
            self.doubtful.append(Wish(names, high=len(names) - 1))
            return False

    def _shrink(self) -> None:
        """Change whatever conflicts name until all is mended, then put back what need not
        change.
        """
        names: Names = frozenset()
        try:
            while conflicts := self.search.arbiter.conflicts(names):
                for conflict in conflicts:
                    self.search.add(conflict)
                names = names.union(*(conflict.names for conflict in conflicts))
        except Unsettled:
            return
        order = sorted(names, key=lambda name: (-self.search.weights[name], name))
        for name in order[:MOST_SHRINKING]:
            try:
                if self.search.verdict(names - {name}) is None:
                    names -= {name}
            except Unsettled:
                continue
        self.best = names

    def _prove(self) -> None:
        """Raise the bound by the cheapest set that meets all conflicts, until it mends all
        itself.
        """
        for _ in range(MOST_ROUNDS):
            offer = self.proposer.cover(self.search.cuts, self.doubtful)
            if not self.doubtful:
                self.search.bound = max(self.search.bound, offer.bound)
            if self.best is not None and self.search.bound >= self.search.cost(self.best):
                return
            if offer.names is None:
                return
            if self._mends(offer.names) and (
                self.best is None or self.search.cost(offer.names) < self.search.cost(self.best)
            ):
                self.best = offer.names

    def _list_equals(self, cost: int) -> SearchOutcome:
        """Ask for sets of the same cost: first with a figure not yet suspected, then without one
        that seems certain, then any other.
        """
        found = [self.best]
        everyone = frozenset(self.search.weights)
        decided = complete = False
        try:
            while other := self._seek(cost, [Wish(everyone.difference(*found), low=1)]):
                found.append(other)
            while True:
                shared = frozenset.intersection(*found)
                other = self._seek(cost, [Wish(shared, high=len(shared) - 1)])
                if other is None:
                    break
                found.append(other)
            decided = True
            while len(found) <= MOST_SOLUTIONS:
                others = [Wish(names, high=len(names) - 1) for names in found]
                other = self._seek(cost, others)
                if other is None:
                    complete = True
                    break
                found.append(other)
        except _Spent:
            pass
        listed = tuple(found[:MOST_SOLUTIONS])
        complete = complete and len(found) <= MOST_SOLUTIONS and not self.search.slack
        return SearchOutcome(listed, tuple(found), cost, complete, decided)

    def _seek(self, cost: int, wishes: Sequence[Wish]) -> Names | None:
        """Return a set of this cost that mends all and meets the wishes; None where there is none.

        Raises _Spent where the allowed work does not tell.
        """
        failed = 0
        while self.rounds > 0 and self.handed > 0:
            self.rounds -= 1
            self.handed -= len(self.search.cuts) ** 2
            asked = [*self.doubtful, *wishes]
            if failed == PATIENCE:
                # who knows the rules finds a set sooner, but proves nothing where there is none
                offer = self.proposer.balance(self.search.cuts, asked, cost)
            else:
                offer = self.proposer.seek(self.search.cuts, asked, cost)
                if offer.names is None and offer.ended and not self.doubtful:
                    return None
                if offer.names is None or self.search.cost(offer.names) > cost:
                    raise _Spent
            failed += 1
            names = offer.names
            if names is not None and self.search.cost(names) <= cost and self._mends(names):
                return names
        raise _Spent
