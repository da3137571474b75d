"""What a relation between numbers is, and the exact arithmetic that confirms or denies it.

How chance is kept out: a relation is only told where words propose it. Words that name both sides
("a/b (p%)", "gồm a và b", "p% số đã giải quyết") need no more than the arithmetic. Where words name
one side alone, the other is looked for among the numbers around it, nearest first; each try could
come true by accident with the probability that a number of that size falls into the printed
interval, and the search stops once these add up to `CHANCE`. A sum without a word for it is told
only where the total is so large that an accident is rarer than that.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from .numerals import ReadNumber

RelationKind = Literal["share", "sum", "part", "repeat", "difference", "bound", "other"]

CHANCE = Fraction(1, 30)
# of numbers near a figure one is far sooner a slip of it by accident than its equal
CHANCE_OF_SLIP = CHANCE / 12


@dataclass(frozen=True)
class Relation:
    """A relation of numbers, in the order of its equation: total first, or numerator, denominator,
    percentage.

    `anchor` is the number at which it is told, `first` the same numbers where each fact is told
    first. `truncated` marks a percentage that was cut instead
    of rounded. `rule` is the equation for the engine.
    """

    kind: RelationKind
    numbers: tuple[ReadNumber, ...]
    holds: bool
    says: str
    rules: tuple[str, ...]
    anchor: ReadNumber
    truncated: bool = False
    first: tuple[ReadNumber, ...] = ()

    @property
    def key(self) -> tuple[str, frozenset[str]]:
        """Tell relations apart: by kind and by the facts, whichever mention of each."""
        return self.kind, frozenset(n.id for n in self.first or self.numbers)


def share_holds(part: Fraction, whole: Fraction, rate: ReadNumber) -> tuple[bool, bool]:
    """Tell whether part / whole is a printed percentage, and whether only when cut."""
    if whole <= 0:
        return False, False
    exact = 100 * part / whole
    if _inside(exact, rate.span()):
        return True, False
    return not rate.qualifier and _inside(exact, rate.span(truncated=True)), True


def _inside(value: Fraction, span: tuple[Fraction, Fraction, bool]) -> bool:
    low, high, closed = span
    return low <= value < high or (closed and value == high)


def bound_holds(value: Fraction, bound: ReadNumber) -> bool:
    """Tell whether a value lies where "hơn", "gần", "tối thiểu" and the like put it."""
    if bound.qualifier == "least":
        return value >= bound.value
    if bound.qualifier == "most":
        return value <= bound.value
    return _inside(value, bound.span())


def sum_holds(total: ReadNumber, parts: Sequence[ReadNumber]) -> bool:
    """Tell whether parts make a total: exactly for counts, within half a step of each rounded
    number otherwise.

    Of numbers in one scale word the one with the most decimals says to which digit all were
    rounded: beside 21,5 triệu, 62 triệu is 62,0.
    """
    numbers = (total, *parts)
    gap = abs(total.amount - sum(p.amount for p in parts))
    if all(n.is_exact for n in numbers):
        return gap == 0
    finest: dict[Fraction, Fraction] = {}
    for number in numbers:
        finest[number.scale] = min(number.step, finest.get(number.scale, number.step))
    loose = sum((finest[n.scale] / 2 for n in numbers if not n.is_exact), Fraction(0))
    return gap == 0 or gap < loose


def odds_of_share(rate: ReadNumber) -> Fraction:
    """Return how likely a number of the right size fits a printed percentage by accident."""
    return rate.step / max(rate.value, rate.step)


def with_first(relation: Relation, first: dict[str, ReadNumber]) -> Relation:
    """Add where each fact is told first."""
    return replace(relation, first=tuple(first.get(n.id, n) for n in relation.numbers))
