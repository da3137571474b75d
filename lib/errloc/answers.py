"""What localisation answers: for each group of connected figures, and for all of them together."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, NamedTuple

from .exact import ExactNumber

Status = Literal["consistent", "localised", "bounded", "unsettled", "infeasible"]


class Range(NamedTuple):
    """The values a figure may take; None where that side has no end."""

    low: ExactNumber | None
    high: ExactNumber | None


@dataclass(frozen=True)
class Component:
    """What was found for figures that hang together through rules.

    - consistent: the rules can all hold; `repairs` tells what they say of missing figures.
    - localised: no cheaper set mends every rule; `bound` is `cost`.
    - bounded: a set that mends every rule was found, and the allowed work proved only that none
      costs less than `bound`; `certain` are figures that every mending set changes.
    - unsettled: the allowed work found no set; `bound` and `certain` hold all the same.
    - infeasible: no values whatever satisfy the rules and the pinned figures.

    `solutions` are the cheapest sets found, `complete` says whether all are listed, `decided`
    whether `certain` and `suspects` are those of all of them, listed or not.
    """

    status: Status
    names: tuple[str, ...]
    cost: Fraction = Fraction(0)
    bound: Fraction = Fraction(0)
    solutions: tuple[tuple[str, ...], ...] = ()
    complete: bool = True
    decided: bool = True
    certain: tuple[str, ...] = ()
    suspects: tuple[str, ...] = ()
    repairs: Mapping[str, ExactNumber | Range] = field(default_factory=dict)
    explanation: str = ""


@dataclass(frozen=True)
class Localisation:
    """The smallest explanations of all broken rules together.

    `solutions` holds every cheapest set of names (at most 50, `complete` says whether all),
    `certain` the names in each of them, `suspects` the names in any. `repairs` gives the forced
    value or the Range of each suspect over the cheapest sets, and of each missing figure that the
    rules bound. No set costs less than `bound`, and `cost` is what the sets found cost: the two are
    equal unless the status is "bounded". `cost` is None and `solutions` empty where some component
    has no set at all; `components` holds each that is not consistent by itself.
    """

    status: Status
    cost: int | float | None
    bound: int | float
    solutions: tuple[tuple[str, ...], ...]
    certain: tuple[str, ...]
    suspects: tuple[str, ...]
    repairs: Mapping[str, ExactNumber | Range]
    explanation: str
    complete: bool
    decided: bool
    components: tuple[Component, ...]

    @property
    def proved(self) -> bool:
        """Whether no cheaper set than those found can mend every rule."""
        return self.status in ("consistent", "localised")
