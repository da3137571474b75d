"""Propose repairs as operations on printed figures, ranked by cost: the generalised Fellegi-Holt
paradigm.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations

from .answers import Localisation
from .causes import COSTS, GAP, Operation
from .edits import build_rows
from .localising import localise
from .printed import FigureError, Mode
from .ranking import Amendment, Repair, rank
from .retyping import LEAST_PRICE, Retyping
from .rules import Constraint, Rule, names_of
from .solver import Arbiter
from .standing import Standing, conflicts
from .variables import Value, Variable, read_constraints, read_variables

MOST_SETS, MOST_TRIALS, MOST_SWAPPED, LONGEST_PAIRED = 60, 40, 40, 20


def repair(
    values: Mapping[str, Value],
    rules: Sequence[str | Rule | Constraint],
    localisation: Localisation | None = None,
    neighbours: Mapping[str, Mapping[str, str]] | None = None,
    previous: Mapping[str, str] | None = None,
    weights: Mapping[str, float] | None = None,
    strict: float = 0.001,
    limit: int = 10,
    rounding: Mode = "half_up",
) -> tuple[Repair, ...]:
    """Rank what may have happened, likeliest first; the cause is named only where it is clearly
    ahead.

    Tried are the sets that `localisation` lists, whose values the rules imply, and every swap of
    two figures, which is one operation. Localised with a slack of 1 it lists those costing one more
    as well, of which one may have the likelier causes. Only where none of these mends every rule is
    a repair of some rules accepted. `neighbours` and `previous` hold printed figures that may have
    been copied; the figures that hang together with a changed one are its neighbours in any case.
    """
    constraints = read_constraints(rules)
    variables = read_variables(values, constraints, rounding)
    standing = Standing(variables, constraints, Fraction(str(strict)))
    if not standing.broken:
        return ()
    if localisation is None:
        localisation = localise(values, rules, weights, strict, slack=1.0, rounding=rounding)
    typed = Retyping(
        standing, dict(values), neighbours or {}, previous or {}, weights or {}, rounding
    )
    work = _Proposals(standing, typed)
    found: dict[tuple, Repair] = {}
    swaps = work.swaps()
    for case in localisation.components:
        proposals = [work.settle(frozenset(names)) for names in case.solutions[:MOST_SETS]]
        proposals += [swap for swap in swaps if swap.changes[0].name in case.names]
        if not any(p and p.whole for p in proposals) or case.status not in ("localised", "bounded"):
            proposals += work.partial(case.names)
        for proposal in filter(None, proposals):
            key = tuple((change.name, change.value) for change in proposal.changes)
            if key not in found or proposal.cost < found[key].cost:
                found[key] = proposal
    return rank(found.values(), localisation)[:limit]


class _Proposals:
    """Repairs of one system: sets given their values, exchanges of two, changes of one figure."""

    def __init__(self, standing: Standing, typed: Retyping):
        self.standing, self.typed = standing, typed

    def settle(self, names: frozenset[str]) -> Repair | None:
        """Give every figure of a set its value: forced ones, else the cheapest operation the rules
        allow; None where there is none, or it has more digits than any number of a report.
        """
        try:
            return self._settle(names, self.standing.sharp) or self._settle(
                names, self.standing.variables
            )
        except FigureError:
            return None

    def _settle(self, names: frozenset[str], known: Mapping[str, Variable]) -> Repair | None:
        variables, left = dict(known), set(names)
        while True:
            problem = self.standing.around(variables, names)
            if conflicts(problem, frozenset(left)):
                return None
            ends = {name: problem.bounds(frozenset(left), name) for name in sorted(left)}
            counts = [name for name in sorted(left) if variables[name].kind != "percent"]
            forced = [
                name
                for name in counts
                if ends[name][0] is not None and ends[name][0] == ends[name][1]
            ]
            if forced:
                name, value = forced[0], ends[forced[0]][0]
            else:
                choice = next(
                    (c for name in counts if (c := self._choose(problem, left, name, ends[name]))),
                    None,
                )
                if choice is None:
                    break
                name, value = choice
            variables[name] = self.typed.moved(name, value)
            left.discard(name)
        changes, cost = [], Fraction(0)
        for name in sorted(names):
            low, high = ends[name] if name in left else (variables[name].value,) * 2
            change = self.typed.change(name, low, high)
            changes.append(change)
            cost += self.typed.price(change)
        return Repair(tuple(changes), cost, tuple(sorted(self.standing.in_case(min(names)))), True)

    def _choose(
        self, problem: Arbiter, left: set[str], name: str, ends
    ) -> tuple[str, Fraction] | None:
        """Return the value in reach that one clearly cheapest operation explains, if the rest still
        fits.
        """
        low, high = ends
        tried = [
            value
            for value in self.typed.likely(name)
            if (low is None or value >= low) and (high is None or value <= high)
        ]
        changes = [self.typed.change(name, value, value) for value in tried[:MOST_TRIALS]]
        scored = sorted(
            (self.typed.price(change), value)
            for change, value in zip(changes, tried, strict=False)
            if change.operation.cost < COSTS["free"]
        )
        if not scored or (len(scored) > 1 and scored[1][0] - scored[0][0] < GAP):
            return None
        fitting = Arbiter(
            {**problem.variables, name: self.typed.moved(name, scored[0][1])},
            problem.rows,
            problem.links,
            (),
            problem.names,
        )
        return None if conflicts(fitting, frozenset(left - {name})) else (name, scored[0][1])

    def swaps(self) -> list[Repair]:
        """Return the exchanges of two figures that mend rules and break none, each one
        operation.
        """
        # a sum over many is no place to look for pairs: most exchanges leave it as it is
        among = [names_of(self.standing.constraints[p]) for p in sorted(self.standing.broken)]
        touched = {n for names in among if len(names) <= LONGEST_PAIRED for n in names}
        plain = [n for n in sorted(touched) if self.standing.variables[n].value is not None]
        found = []
        for one, other in combinations(plain, 2):
            if len(plain) > MOST_SWAPPED and not self._are_close(one, other):
                continue
            first, second = self.standing.variables[one], self.standing.variables[other]
            if (
                first.kind != second.kind
                or first.value == second.value
                or self.typed.is_pinned(one, other)
            ):
                continue
            new = {one: _swapped(first, second), other: _swapped(second, first)}
            mended, worse = self.standing.effect(new)
            if not mended or worse or self.standing.refuted(new):
                continue
            share = Operation(COSTS["swap"] / 2, "swap")
            strain = sum(self.typed.strain(n, new[n].value) for n in new)
            whole = self.standing.in_case(one) | self.standing.in_case(other)
            changes = tuple(
                Amendment(
                    a,
                    self.typed.shown(a),
                    self.typed.shown(b),
                    self.standing.variables[b].value,
                    share,
                    "swap",
                )
                for a, b in ((one, other), (other, one))
            )
            cost = COSTS["swap"] * max(self.typed.weight(one), self.typed.weight(other))
            cost = max(cost + strain, LEAST_PRICE)
            found.append(Repair(changes, cost, tuple(sorted(mended)), mended == whole))
        return found

    def _are_close(self, one: str, other: str) -> bool:
        return self.standing.group_of[one] is self.standing.group_of[
            other
        ] or other in self.typed.neighbours.get(one, ())

    def partial(self, names: Sequence[str]) -> list[Repair]:
        """Return changes of one figure that mend some of the broken rules and break none."""
        found = []
        for place in sorted(self.standing.broken & self.standing.touching(names)):
            rows, links = build_rows(
                [self.standing.constraints[place]], self.standing.sharp, self.standing.strict
            )
            alone = Arbiter(
                self.standing.sharp, rows, links, (), names_of(self.standing.constraints[place])
            )
            for name in sorted(names_of(self.standing.constraints[place])):
                if self.standing.variables[name].value is None or self.typed.is_pinned(name):
                    continue
                if conflicts(alone, frozenset([name])):
                    continue
                low, high = alone.bounds(frozenset([name]), name)
                if low is None or (low != high and self.standing.variables[name].kind != "percent"):
                    continue
                try:
                    change = self.typed.change(name, low, high)
                    moved = None if change.value is None else self.typed.moved(name, change.value)
                except FigureError:  # more digits than any number of a report
                    continue
                if moved is None:
                    continue
                mended, worse = self.standing.effect({name: moved})
                if mended and not worse:
                    cost = self.typed.price(change)
                    found.append(
                        Repair(
                            (change,),
                            cost,
                            tuple(sorted(mended)),
                            mended == self.standing.in_case(name),
                        )
                    )
        return found


def _swapped(place: Variable, source: Variable) -> Variable:
    return Variable(
        place.name, source.kind, source.value, source.integer, source.decimals, source.span
    )
