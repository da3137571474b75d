"""Rank repairs, and withhold the cause of one that is not clearly ahead."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from .answers import Localisation
from .causes import GAP, Cause, Operation


@dataclass(frozen=True)
class Amendment:
    """One figure of a repair: what is printed, what it should be ("" where the rules leave it
    open), why; `strain` tells how much less that fits the period before.
    """

    name: str
    printed: str
    wanted: str
    value: Fraction | None
    operation: Operation
    cause: Cause
    strain: Fraction = Fraction(0)


@dataclass(frozen=True)
class Repair:
    """Changes that mend rules (by position) and break none; `whole` tells that every rule holds
    then.
    """

    changes: tuple[Amendment, ...]
    cost: Fraction
    mends: tuple[int, ...]
    whole: bool


def rank(proposals: Iterable[Repair], localisation: Localisation) -> tuple[Repair, ...]:
    """Put the likeliest first: those that mend everything, the cheapest per case, the fewest
    changes.

    A change keeps its cause only where every repair close to the best of its case makes the same
    change.
    """
    case_of = {
        name: place for place, case in enumerate(localisation.components) for name in case.names
    }

    def share(proposal: Repair) -> Fraction:
        return proposal.cost / len({case_of[change.name] for change in proposal.changes})

    def key(proposal: Repair) -> tuple:
        names = [(change.name, change.wanted) for change in proposal.changes]
        return not proposal.whole, share(proposal), len(names), names

    order = sorted(proposals, key=key)
    by_case: dict[int, list[Repair]] = {}
    for proposal in order:
        for case in sorted({case_of[change.name] for change in proposal.changes}):
            by_case.setdefault(case, []).append(proposal)
    agreed: dict[int, frozenset] = {}
    for case, (best, *others) in by_case.items():
        close = [o for o in others if o.whole == best.whole and share(o) - share(best) < GAP]
        agreed[case] = frozenset.intersection(
            *(frozenset(map(_told, r.changes)) for r in (best, *close))
        )
    return tuple(
        replace(
            proposal,
            changes=tuple(
                (
                    change
                    if _told(change) in agreed[case_of[change.name]]
                    else replace(change, cause="undetermined")
                )
                for change in proposal.changes
            ),
        )
        for proposal in order
    )


def _told(change: Amendment) -> tuple[str, Fraction | None, Cause]:
    return change.name, change.value, change.operation.name
