"""What localisation answers: for each group of connected figures, and for all of them together."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, NamedTuple

Status = Literal["consistent", "localised", "infeasible", "not_localised", "timeout"]
Number = int | Fraction


class Range(NamedTuple):
    """The values a figure may take; None where that side has no end."""

    low: Number | None
    high: Number | None


@dataclass(frozen=True)
class Case:
    """What was found for figures that hang together through rules."""

    status: Status
    names: tuple[str, ...]
    cost: Fraction = Fraction(0)
    solutions: tuple[tuple[str, ...], ...] = ()
    complete: bool = True
    certain: tuple[str, ...] = ()
    suspects: tuple[str, ...] = ()
    repairs: Mapping[str, Number | Range] = field(default_factory=dict)
    explanation: str = ""


@dataclass(frozen=True)
class Localisation:
    """The smallest explanations of all broken rules together.

    `solutions` holds every optimal set of names (at most 50, `complete` says whether all),
    `certain` the names in each of them, `suspects` the names in any. `repairs` gives the forced
    value or the Range of each suspect over the optimal solutions, and of each missing figure that
    the rules bound. `cost` is None and `solutions` empty unless every case could be settled;
    `cases` holds each group of connected figures by itself.
    """

    status: Status
    cost: int | float | None
    solutions: tuple[tuple[str, ...], ...]
    certain: tuple[str, ...]
    suspects: tuple[str, ...]
    repairs: Mapping[str, Number | Range]
    explanation: str
    complete: bool
    cases: tuple[Case, ...]
