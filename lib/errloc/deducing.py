"""Tell what printed figures say of missing ones: the values that follow, and where none is left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import partial

from .answers import Range
from .conflicts import Conflict
from .exact import ExactNumber
from .explaining import ENGLISH, Phrases, explain_conflict
from .localising import arbitrate, list_pinned, read_weights, repairs_of, split
from .printed import Mode
from .rules import Constraint, Rule, names_of
from .simplex import Unsettled
from .solver import Arbiter
from .variables import Value, Variable, read_constraints, read_variables
from .worked import Worked


@dataclass(frozen=True)
class Impossible:
    """Printed figures that leave missing ones, or true values behind rounded ones, no room.

    At least one of `names` must be wrong, whatever the figures in `through` are; `rules` are the
    positions of the rules that say so together.
    """

    names: tuple[str, ...]
    through: tuple[str, ...]
    rules: tuple[int, ...]
    explanation: str


@dataclass(frozen=True)
class Deduction:
    """What follows for missing figures where the printed ones can stand, and where they cannot
    though no rule is broken by printed figures alone.
    """

    values: Mapping[str, ExactNumber | Range]
    impossible: tuple[Impossible, ...]


def deduce(
    values: Mapping[str, Value],
    rules: Sequence[str | Rule | Constraint],
    weights: Mapping[str, float] | None = None,
    strict: float = 0.001,
    rounding: Mode = "half_up",
    words: Phrases = ENGLISH,
    worked: Worked | None = None,
) -> Deduction:
    """Examine every group of connected figures, changing none; arguments as for `localise`.

    What the allowed work does not settle is left out. A group that was `worked` out in the same
    words is not examined again.
    """
    constraints = read_constraints(rules)
    variables = read_variables(values, constraints, rounding)
    exact_weights = read_weights(weights or {}, variables)
    exact_strict, pinned = Fraction(Decimal(str(strict))), list_pinned(exact_weights)
    worked = Worked() if worked is None else worked
    known: dict[str, ExactNumber | Range] = {}
    found: list[Impossible] = []

    def examine(places: Sequence[int]) -> Deduction:
        arbiter = arbitrate(places, constraints, variables, exact_weights, exact_strict)
        return _examine(arbiter, constraints, variables, words)

    for places in split(constraints, variables, exact_weights):
        rules_there = [constraints[place] for place in places]
        figures = [variables[name] for rule in rules_there for name in names_of(rule)]
        fixed = pinned.intersection(name for rule in rules_there for name in names_of(rule))
        said = [rule.text for rule in rules_there]
        told = (places, rules_there, said, figures, fixed, exact_strict)
        group = worked.of(("deduced", places[0]), told, partial(examine, places))
        known.update(group.values)
        found += group.impossible
    return Deduction(known, tuple(found))


def _examine(
    arbiter: Arbiter,
    constraints: Sequence[Constraint],
    variables: Mapping[str, Variable],
    words: Phrases,
) -> Deduction:
    try:
        conflicts = _hidden(arbiter)
    except Unsettled:
        return Deduction({}, ())
    found = tuple(_tell(c, arbiter, constraints, variables, words) for c in conflicts)
    if conflicts or not arbiter.missing:
        return Deduction({}, found)
    doubtful = _doubtful(arbiter)
    follows = repairs_of(arbiter, [frozenset()])
    return Deduction({n: value for n, value in follows.items() if n not in doubtful}, found)


def _hidden(arbiter: Arbiter) -> list[Conflict]:
    """Return what contradicts although no rule on printed figures alone is broken."""
    conflicts = arbiter.conflicts(frozenset())
    return [c for c in conflicts if len(_rules(c)) > 1 or _through(c, arbiter)]


def _rules(conflict: Conflict) -> tuple[int, ...]:
    return tuple(sorted({row.rule for row, _ in conflict.rows}))


def _through(conflict: Conflict, arbiter: Arbiter) -> frozenset[str]:
    """Return the missing figures that the rows of a conflict speak of."""
    names = {name for row, _ in conflict.rows for name in row.terms}
    return arbiter.missing & names


def _tell(
    conflict: Conflict,
    arbiter: Arbiter,
    constraints: Sequence[Constraint],
    variables: Mapping[str, Variable],
    words: Phrases,
) -> Impossible:
    return Impossible(
        tuple(sorted(conflict.names)),
        tuple(sorted(_through(conflict, arbiter))),
        _rules(conflict),
        explain_conflict(conflict, constraints, variables, words),
    )


def _doubtful(arbiter: Arbiter) -> frozenset[str]:
    """Return the missing figures that hang together with a figure in a broken rule."""
    wrong = {name for place in arbiter.broken for name in arbiter.rows[place].terms}
    doubtful: set[str] = set()
    for block in arbiter.blocks(frozenset()):
        if any(not wrong.isdisjoint(line.terms) for line in block.lines):
            doubtful.update(block.place)
    return frozenset(doubtful)
