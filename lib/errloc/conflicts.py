"""What contradicts: rows and printed intervals that cannot hold together, and the figures of which
one at least must change.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import NamedTuple

from .edits import Row
from .exact import ExactNumber, slim
from .variables import Variable


@dataclass(frozen=True)
class Conflict:
    """An implied edit that the figures violate: at least one of `names` must change.

    `rows` are the rows it combines with their factors; `exact` tells that the combination itself is
    violated, else (whole numbers) only the rows together are. `rising`: the combination ought to be
    larger.
    """

    names: frozenset[str]
    rows: tuple[tuple[Row, Fraction], ...]
    exact: bool = True
    rising: bool = True


class Line:
    """A row made ready for solving: whole factors wherever possible, for they are several times
    faster, and the sum of what is known in it.
    """

    def __init__(self, row: Row, variables: Mapping[str, Variable]):
        self.row = row
        self.scale = lcm(*(factor.denominator for factor in row.terms.values()))
        self.terms = {name: slim(factor * self.scale) for name, factor in row.terms.items()}
        self.low = None if row.low is None else slim(row.low * self.scale)
        self.high = None if row.high is None else slim(row.high * self.scale)
        told = ((f, variables[name]) for name, f in self.terms.items())
        self.known = sum(f * v.plain for f, v in told if v.value is not None)


class Weighed(NamedTuple):
    """A line, or the interval that a figure is printed with, with its factor in a combination;
    `rounded` where it was drawn in to whole numbers.
    """

    source: Line | str
    factor: ExactNumber
    rounded: bool = False


def name_conflict(parts: Sequence[Weighed], spared: Collection[str], rising: bool) -> Conflict:
    """Name the figures that a combination of lines and printed intervals speaks of, but those
    `spared`; `rising` as in Conflict.
    """
    names: set[str] = set()
    implied: dict[str, ExactNumber] = {}
    rows = []
    for source, factor, rounded in parts:
        if isinstance(source, str):
            names.add(source)
            continue
        rows.append((source.row, Fraction(factor * source.scale)))
        names |= source.row.rests_on
        for name, coefficient in source.terms.items():
            implied[name] = implied.get(name, 0) + factor * coefficient
        if rounded:
            names.update(source.terms)
    names |= {name for name, coefficient in implied.items() if coefficient}
    exact = not any(part.rounded for part in parts)
    return Conflict(frozenset(names.difference(spared)), tuple(rows), exact, rising)
