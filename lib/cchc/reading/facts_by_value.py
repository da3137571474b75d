"""Facts in the order of their values, so that those within a span are found at once."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from .told_facts import ToldFact

_TIGHT = 1e-12  # more than floats lose; whoever asks decides exactly


class FactsByValue:
    """Facts of one dimension, none of them below 0."""

    def __init__(self, facts: Iterable[ToldFact], in_order: bool = False):
        """`in_order` says that the facts come in the order of their values."""
        by_size = lambda f: (f.number.size, f.number.start)  # noqa: E731
        self.facts = list(facts) if in_order else sorted(facts, key=by_size)
        self.values = [f.number.size for f in self.facts]

    def between(self, low: float, high: float) -> list[ToldFact]:
        """Return the facts from one value to another, both included."""
        begin = bisect_left(self.values, low * (1 - _TIGHT))
        return self.facts[begin : bisect_right(self.values, high * (1 + _TIGHT))]
