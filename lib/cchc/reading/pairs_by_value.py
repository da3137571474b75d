"""Find the pairs of facts of which the one is so many times the other, or so much more."""

from collections.abc import Iterable, Iterator

from .facts_by_value import FactsByValue
from .told_facts import ToldFact


def pairs_of_ratio(
    by_value: FactsByValue, low: float, high: float
) -> Iterator[tuple[ToldFact, ToldFact]]:
    """Return the pairs of which the first is from low to high times the second."""
    for whole, value in zip(by_value.facts, by_value.values, strict=True):
        yield from (
            (p, whole) for p in by_value.between(low * value, high * value) if p is not whole
        )


def pairs_apart(
    pool: Iterable[ToldFact], gap: float, loose: float
) -> Iterator[tuple[ToldFact, ToldFact]]:
    """Return the pairs of which the first is the second and a gap."""
    by_value = FactsByValue(pool)
    for less in by_value.facts:
        wanted = less.number.size + gap
        yield from ((more, less) for more in by_value.between(wanted - loose, wanted + loose))
