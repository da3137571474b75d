"""Find every cheapest set of figures that meets each conflict at least once."""

from collections.abc import Collection, Mapping
from time import monotonic

MOST_NODES, MOST_SETS = 20_000, 300


class OutOfTime(Exception):
    """The deadline passed before the search ended."""


def cheapest_sets(
    cuts: Collection[frozenset[str]],
    weights: Mapping[str, int],
    slack: int = 0,
    deadline: float = float("inf"),
) -> tuple[list[frozenset[str]], bool]:
    """Return the sets costing at most `slack` over the cheapest, cheapest first, and whether they
    are all.

    A set that stays a hitting set without one of its figures is left out. The search is a
    depth-first one with a bound from disjoint cuts: fast on the few cuts of a real case. Where it
    runs long, HiGHS gives the cheapest cost, and the search only looks for sets of that cost.
    """
    search = _Search(cuts, weights, slack, deadline)
    if search.run(MOST_NODES):
        return search.sets(), search.complete
    one = _solve(search, deadline)
    search = _Search(cuts, weights, 0, deadline, sum(weights[name] for name in one))
    ended = search.run(MOST_NODES)
    return search.sets() or [one], ended and search.complete and not slack


class _Search:
    def __init__(
        self,
        cuts: Collection[frozenset[str]],
        weights: Mapping[str, int],
        slack: int,
        deadline: float,
        best: int | None = None,
    ):
        ordered = sorted(set(cuts), key=lambda cut: (len(cut), sorted(cut)))
        self.cuts = [
            cut for place, cut in enumerate(ordered) if not any(o < cut for o in ordered[:place])
        ]
        self.names = sorted(set().union(*self.cuts))
        self.weights, self.slack, self.deadline = weights, slack, deadline
        self.cut_of = {n: [p for p, cut in enumerate(self.cuts) if n in cut] for n in self.names}
        self.mask_of = {n: sum(1 << p for p in places) for n, places in self.cut_of.items()}
        self.best = best
        self.found: dict[frozenset[str], int] = {}
        self.complete = True

    def run(self, nodes: int) -> bool:
        """Search; False where the nodes ran out."""
        self.nodes = nodes
        return self._extend((1 << len(self.cuts)) - 1, (), 0, frozenset())

    def sets(self) -> list[frozenset[str]]:
        limit = self.best + self.slack
        kept = [s for s, cost in self.found.items() if cost <= limit and self._needs_all(s)]
        return sorted(kept, key=lambda s: (self.found[s], len(s), sorted(s)))

    def _needs_all(self, chosen: frozenset[str]) -> bool:
        return all(
            any(chosen & self.cuts[place] == {name} for place in self.cut_of[name])
            for name in chosen
        )

    def _extend(
        self, open_cuts: int, chosen: tuple[str, ...], cost: int, banned: frozenset[str]
    ) -> bool:
        self.nodes -= 1
        if self.nodes < 0:
            return False
        if self.nodes % 256 == 0 and monotonic() > self.deadline:
            raise OutOfTime
        if not open_cuts:
            if self.best is None or cost < self.best:
                self.best = cost
                self.found = {s: c for s, c in self.found.items() if c <= cost + self.slack}
            if len(self.found) < MOST_SETS:
                self.found[frozenset(chosen)] = cost
            else:
                self.complete = False
            return True
        used: set[str] = set()
        least, branch = 0, None
        for place, cut in enumerate(self.cuts):
            if not open_cuts >> place & 1:
                continue
            choices = cut - banned
            if not choices:
                return True
            if branch is None or len(choices) < len(branch):
                branch = choices
            if used.isdisjoint(choices):
                used |= choices
                least += min(self.weights[name] for name in choices)
        if self.best is not None and cost + least > self.best + self.slack:
            return True
        tried = banned
        for name in sorted(
            branch, key=lambda n: (self.weights[n] / (self.mask_of[n] & open_cuts).bit_count(), n)
        ):
            if not self._extend(
                open_cuts & ~self.mask_of[name], (*chosen, name), cost + self.weights[name], tried
            ):
                return False
            tried = tried | {name}
        return True


def _solve(search: _Search, deadline: float) -> frozenset[str]:
    """Let HiGHS find one cheapest set."""
    # imported here: most reports never need it, and it takes longer to load than they take to solve
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp

    cover = np.zeros((len(search.cuts), len(search.names)))
    for column, name in enumerate(search.names):
        cover[search.cut_of[name], column] = 1
    cost = np.array([float(search.weights[name]) for name in search.names])
    remaining = max(0.1, min(deadline - monotonic(), 3600.0))
    result = milp(
        cost / cost.max(),
        constraints=LinearConstraint(cover, lb=1),
        integrality=np.ones(len(cost)),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0, "time_limit": remaining},
    )
    if result.status != 0:
        raise OutOfTime
    return frozenset(
        name for name, taken in zip(search.names, result.x, strict=True) if taken > 0.5
    )
