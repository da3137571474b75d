"""Find every cheapest set of figures that meets each conflict at least once."""

from collections.abc import Collection, Mapping

MOST_LISTED = 300


class OutOfWork(Exception):
    """The allowed work was done before the search ended."""


def cheapest_sets(
    cuts: Collection[frozenset[str]], weights: Mapping[str, int], slack: int = 0, nodes: int = 2_000
) -> tuple[list[frozenset[str]], bool]:
    """Return the sets costing at most `slack` over the cheapest, cheapest first, and whether they
    are all.

    A set that stays a hitting set without one of its figures is left out. The search is a
    depth-first one with a bound from disjoint cuts: fast on the few cuts of a real case. Raises
    OutOfWork after so many nodes.
    """
    search = _Search(cuts, weights, slack, nodes)
    search.run()
    return search.sets(), search.complete


class _Search:
    def __init__(
        self,
        cuts: Collection[frozenset[str]],
        weights: Mapping[str, int],
        slack: int,
        nodes: int,
    ):
        self.cuts = least_cuts(cuts)
        self.names = sorted(set().union(*self.cuts))
        self.weights, self.slack, self.nodes = weights, slack, nodes
        self.cut_of = {n: [p for p, cut in enumerate(self.cuts) if n in cut] for n in self.names}
        self.mask_of = {n: sum(1 << p for p in places) for n, places in self.cut_of.items()}
        self.best: int | None = None
        self.found: dict[frozenset[str], int] = {}
        self.complete = True

    def run(self) -> None:
        self._extend((1 << len(self.cuts)) - 1, (), 0, frozenset())

    def sets(self) -> list[frozenset[str]]:
        limit = self.best + self.slack
        # a cheapest set needs all its figures: without one it would be cheaper still
        kept = [
            s
            for s, cost in self.found.items()
            if cost == self.best or (cost <= limit and self._needs_all(s))
        ]
        return sorted(kept, key=lambda s: (self.found[s], len(s), sorted(s)))

    def _needs_all(self, chosen: frozenset[str]) -> bool:
        return all(
            any(chosen & self.cuts[place] == {name} for place in self.cut_of[name])
            for name in chosen
        )

    def _extend(
        self, open_cuts: int, chosen: tuple[str, ...], cost: int, banned: frozenset[str]
    ) -> None:
        self.nodes -= 1
        if self.nodes < 0:
            raise OutOfWork
        if not open_cuts:
            self._keep(frozenset(chosen), cost)
            return
        branch, least = self._branch(open_cuts, banned)
        if not branch or (self.best is not None and cost + least > self.best + self.slack):
            return
        tried = banned
        for name in sorted(
            branch, key=lambda n: (self.weights[n] / (self.mask_of[n] & open_cuts).bit_count(), n)
        ):
            self._extend(
                open_cuts & ~self.mask_of[name], (*chosen, name), cost + self.weights[name], tried
            )
            tried = tried | {name}

    def _keep(self, chosen: frozenset[str], cost: int) -> None:
        if self.best is None or cost < self.best:
            self.best = cost
            self.found = {s: c for s, c in self.found.items() if c <= cost + self.slack}
        if len(self.found) < MOST_LISTED:
            self.found[chosen] = cost
        else:
            self.complete = False

    def _branch(self, open_cuts: int, banned: frozenset[str]) -> tuple[frozenset[str], int]:
        """Return the names of the smallest open cut, none where one cannot be met, and the least
        that all open cuts will cost still.
        """
        used: set[str] = set()
        least, branch = 0, None
        for place, cut in enumerate(self.cuts):
            if not open_cuts >> place & 1:
                continue
            choices = cut - banned
            if not choices:
                return frozenset(), 0
            if branch is None or len(choices) < len(branch):
                branch = choices
            if used.isdisjoint(choices):
                used |= choices
                least += min(self.weights[name] for name in choices)
        return branch, least


def least_cuts(cuts: Collection[frozenset[str]]) -> list[frozenset[str]]:
    """Leave out each cut that holds another: meeting the smaller one meets it too."""
    ordered = sorted(set(cuts), key=lambda cut: (len(cut), sorted(cut)))
    kept: list[frozenset[str]] = []
    for cut in ordered:
        if not any(other < cut for other in kept):
            kept.append(cut)
    return kept
