"""Find the cheapest sets of figures whose change mends every broken rule, all of them, decided
exactly.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import islice, product
from math import isinf, isnan

from .answers import Component, Localisation, Range, Status
from .conflicts import Conflict
from .edits import build_rows
from .exact import ExactNumber
from .explaining import ENGLISH, Phrases, explain_conflict, explain_contradiction
from .hitting import OutOfWork
from .printed import Mode, round_half_up
from .rules import Constraint, Rule, names_of
from .searching import MOST_SOLUTIONS, Contradicted, Names, Search, SearchOutcome
from .simplex import Unsettled
from .solver import Arbiter, connected
from .variables import Value, Variable, read_constraints, read_variables

LEAST_WEIGHT = Fraction(1, 100)


def localise(
    values: Mapping[str, Value],
    rules: Sequence[str | Rule | Constraint],
    weights: Mapping[str, float] | None = None,
    strict: float = 0.001,
    slack: float = 0.0,
    rounding: Mode = "half_up",
    words: Phrases = ENGLISH,
) -> Localisation:
    """Find the least weighted sets of figures that must change for every rule to hold.

    Values: a number is a real variable, a printed text a whole count or (with %, or where a rule
    takes it as a rate) an interval, None a missing figure that is free. A weight of inf pins a
    figure; weights under 0.01 count as 0.01. Strict inequalities hold by at least `strict`. With
    `slack` the solutions costing that much more are listed as well, as far as they can be listed.
    `rounding` says how percentages are printed; "reported" lets truncated ones pass. `words` are
    those of the explanation.

    The work is limited by counts of nodes, pivots and rounds, so that every machine gives the same
    answer; where they do not suffice, the status says what was proved (see `Component`).

    Raises RuleError for a rule that cannot be read or names a figure without a value, ValueError
    for a value or weight that is no number.
    """
    constraints = read_constraints(rules)
    variables = read_variables(values, constraints, rounding)
    exact_weights = read_weights(weights or {}, variables)
    exact_strict = Fraction(Decimal(str(strict)))
    components = []
    for places in split(constraints, variables, exact_weights):
        arbiter = arbitrate(places, constraints, variables, exact_weights, exact_strict)
        case = _Case(arbiter, constraints, exact_weights, Fraction(slack), words)
        components.append(case.localise())
    return _together(components)


def split(
    constraints: Sequence[Constraint],
    variables: Mapping[str, Variable],
    weights: Mapping[str, Fraction | None],
) -> list[list[int]]:
    """Return the places of the rules of each group of figures that hang together through them.

    A pinned figure joins nothing: it is a number to every rule that speaks of it, unless it is
    printed with decimals and so stands for several. A rule on pinned figures alone stands by
    itself.
    """
    fixed = {name for name in list_pinned(weights) if variables[name].span is None}
    loose = [[n for n in names_of(c) if n not in fixed] for c in constraints]
    groups = connected(names for names in loose if names)
    group_of = {name: place for place, group in enumerate(groups) for name in group}
    members: dict[int, list[int]] = {}
    alone = []
    for position, names in enumerate(loose):
        if names:
            members.setdefault(group_of[names[0]], []).append(position)
        else:
            alone.append([position])
    return [*(members[place] for place in sorted(members)), *alone]


def list_pinned(weights: Mapping[str, Fraction | None]) -> Names:
    return frozenset(name for name, weight in weights.items() if weight is None)


def arbitrate(
    places: Sequence[int],
    constraints: Sequence[Constraint],
    variables: Mapping[str, Variable],
    weights: Mapping[str, Fraction | None],
    strict: Fraction,
) -> Arbiter:
    """Give the arbiter of one group of rules, by their places."""
    rows, links = build_rows(constraints, variables, strict, places)
    names = {name for place in places for name in names_of(constraints[place])}
    return Arbiter(variables, rows, links, list_pinned(weights), names)


def read_weights(
    weights: Mapping[str, float], variables: Mapping[str, Variable]
) -> dict[str, Fraction | None]:
    """Read weights exactly, None for a pinned figure; raises ValueError for one that is no
    weight.
    """
    read: dict[str, Fraction | None] = {}
    for name in variables:
        weight = weights.get(name, 1)
        if isinstance(weight, bool | str) or isnan(weight) or weight < 0:
            raise ValueError(f"weight of {name}: {weight!r} is not a number of 0 or more")
        read[name] = None if isinf(weight) else max(Fraction(str(weight)), LEAST_WEIGHT)
        if variables[name].value is None:
            read[name] = LEAST_WEIGHT
    unknown = sorted(set(weights) - set(variables))
    if unknown:
        raise ValueError(f"weight of {unknown[0]}: there is no such figure")
    return read


class _Case:
    """Localise within one group of connected figures."""

    def __init__(
        self,
        arbiter: Arbiter,
        constraints: Sequence[Constraint],
        weights: Mapping[str, Fraction | None],
        slack: Fraction,
        words: Phrases,
    ):
        self.words = words
        self.arbiter, self.constraints = arbiter, constraints
        self.search = Search(arbiter, weights, slack)
        self.names = tuple(sorted(arbiter.names))

    def localise(self) -> Component:
        try:
            first = self.search.first()
        except Unsettled:
            return Component("unsettled", self.names, complete=False, decided=False)
        if first is None:
            repairs = repairs_of(self.arbiter, [frozenset()])
            return Component("consistent", self.names, repairs=repairs)
        try:
            outcome = self._find()
        except Contradicted as contradiction:
            said = explain_contradiction(contradiction.conflict, self.constraints, self.words)
            return Component("infeasible", self.names, explanation=said)
        return self._answer(outcome, self._explain(first))

    def _find(self) -> SearchOutcome | None:
        self.search.start()
        try:
            return self.search.narrow()
        except (OutOfWork, Unsettled):
            # imported here: most reports never need HiGHS, and it takes longer to load than they
            # take to solve
            from .widening import widen

            return widen(self.search)

    def _answer(self, outcome: SearchOutcome | None, said: str) -> Component:
        # whatever mends all changes a figure that is a conflict by itself
        forced = tuple(sorted(min(cut) for cut in self.search.cuts if len(cut) == 1))
        if outcome is None:
            bound = Fraction(self.search.bound, self.search.scale)
            return Component(
                "unsettled",
                self.names,
                bound=bound,
                complete=False,
                decided=False,
                certain=forced,
                suspects=forced,
                explanation=said,
            )
        cost = min(map(self.search.cost, outcome.every))
        proved = outcome.bound >= cost
        shared = tuple(sorted(frozenset.intersection(*outcome.every)))
        return Component(
            "localised" if proved else "bounded",
            self.names,
            Fraction(cost, self.search.scale),
            Fraction(outcome.bound, self.search.scale),
            self._in_order(outcome.solutions),
            outcome.complete,
            outcome.decided,
            shared if outcome.decided else forced,
            tuple(sorted(frozenset.union(*outcome.every))),
            repairs_of(self.arbiter, outcome.every),
            said,
        )

    def _in_order(self, solutions: Sequence[Names]) -> tuple[tuple[str, ...], ...]:
        listed = [tuple(sorted(names)) for names in solutions]
        return tuple(sorted(listed, key=lambda s: (self.search.cost(s), len(s), s)))

    def _explain(self, first: Conflict) -> str:
        arbiter = self.arbiter
        broken = [arbiter.row_conflict(arbiter.rows[place]) for place in arbiter.broken]
        said = [
            explain_conflict(conflict, self.constraints, arbiter.variables, self.words)
            for conflict in broken or [first]
        ]
        return " ".join(dict.fromkeys(said))


def repairs_of(arbiter: Arbiter, solutions: Sequence[Names]) -> dict[str, ExactNumber | Range]:
    """Give the forced value or the Range of each figure that the solutions change, over all of
    them, and of each missing figure that the rules bound.
    """
    repairs: dict[str, ExactNumber | Range] = {}
    missing = arbiter.missing & arbiter.names
    ends_of: dict[str, list[tuple[Fraction | None, Fraction | None]]] = {}
    # set by set: an arbiter keeps what it knows of the set it was asked about last
    for names in solutions:
        for name in sorted(names | missing):
            ends_of.setdefault(name, []).append(_printed_bounds(arbiter, names, name))
    for name in sorted(ends_of):
        ends = ends_of[name]
        low = None if any(e[0] is None for e in ends) else min(e[0] for e in ends)
        high = None if any(e[1] is None for e in ends) else max(e[1] for e in ends)
        if low is not None and low == high:
            repairs[name] = _plain(low)
        elif name not in missing or low is not None or high is not None:
            repairs[name] = Range(_plain(low), _plain(high))
    return repairs


def _printed_bounds(
    arbiter: Arbiter, freed: Names, name: str
) -> tuple[Fraction | None, Fraction | None]:
    low, high = arbiter.bounds(freed, name)
    variable = arbiter.variables[name]
    if variable.span is None:
        return low, high
    return tuple(
        None if end is None else round_half_up(end, variable.decimals) for end in (low, high)
    )


def _plain(value: Fraction | None) -> ExactNumber | None:
    return int(value) if value is not None and value.denominator == 1 else value


def _together(components: Sequence[Component]) -> Localisation:
    present = {component.status for component in components}
    order: tuple[Status, ...] = ("infeasible", "unsettled", "bounded", "localised")
    status = next((s for s in order if s in present), "consistent")
    settled = [c for c in components if c.status in ("localised", "bounded")]
    whole = status not in ("infeasible", "unsettled")
    mixed = product(*(component.solutions for component in settled)) if whole else ()
    listed = [
        tuple(sorted(name for names in parts for name in names))
        for parts in islice(mixed, MOST_SOLUTIONS + 1)
    ]
    told = [c for c in components if c.status != "consistent"]
    return Localisation(
        status,
        _number(sum((c.cost for c in settled), Fraction(0))) if whole else None,
        _number(sum((c.bound for c in told), Fraction(0))),
        tuple(listed[:MOST_SOLUTIONS]),
        tuple(sorted(name for c in told for name in c.certain)),
        tuple(sorted(name for c in told for name in c.suspects)),
        {name: repair for c in components for name, repair in sorted(c.repairs.items())},
        " ".join(c.explanation for c in components if c.explanation),
        whole and all(c.complete for c in settled) and len(listed) <= MOST_SOLUTIONS,
        all(c.decided for c in told),
        tuple(told),
    )


def _number(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else float(value)
