"""Which rules hold as the figures stand, and what other values would mend or break."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from .edits import Variable, build_rows
from .evaluating import can_hold
from .exact import Unsettled
from .rules import Constraint, names_of
from .solver import Arbiter, connected


class Standing:
    """Figures under their rules: `broken` are the rules that do not hold, by position.

    `sharp` are the figures with amounts to the digit: what their sums imply is told so before it is
    told as a range.
    """

    def __init__(
        self,
        variables: Mapping[str, Variable],
        constraints: Sequence[Constraint],
        strict: Fraction,
    ):
        self.variables, self.constraints, self.strict = variables, constraints, strict
        self.sharp = {
            name: replace(variable, span=None) if variable.kind == "amount" else variable
            for name, variable in variables.items()
        }
        groups = connected(names_of(c) for c in constraints)
        self.group_of = {name: group for group in groups for name in group}
        self.rules_of: dict[str, set[int]] = {}
        for place, constraint in enumerate(constraints):
            for name in names_of(constraint):
                self.rules_of.setdefault(name, set()).add(place)
        self.broken = self.broken_under(variables)

    def around(self, variables: Mapping[str, Variable], inside: Iterable[str]) -> Arbiter:
        """Return the figures that hang together with `inside`."""
        names = frozenset().union(*(self.group_of.get(name, frozenset()) for name in inside))
        kept = [self.constraints[place] for place in sorted(self.touching(names))]
        rows, links = build_rows(kept, variables, self.strict)
        return Arbiter(variables, rows, links, (), names)

    def broken_under(
        self, variables: Mapping[str, Variable], among: Iterable[int] | None = None
    ) -> frozenset[int]:
        """Return the rules that do not hold, of all or of some."""
        places = range(len(self.constraints)) if among is None else among
        return frozenset(p for p in places if not self._stands(self.constraints[p], variables))

    def _stands(self, constraint: Constraint, variables: Mapping[str, Variable]) -> bool:
        names = names_of(constraint)
        if all(variables[name].value is not None for name in names):
            return can_hold(constraint, variables, self.strict)
        rows, links = build_rows([constraint], variables, self.strict)
        return not conflicts(Arbiter(variables, rows, links, (), names), frozenset())

    def effect(self, new: Mapping[str, Variable]) -> tuple[frozenset[int], frozenset[int]]:
        """Return the rules that changed figures mend and, where there are any, those they break."""
        near, variables = self.touching(new), {**self.variables, **new}
        mended = (self.broken & near) - self.broken_under(variables, sorted(self.broken & near))
        # most trials mend nothing, and then nobody asks for the rest
        return mended, (
            self.broken_under(variables, sorted(near - self.broken)) if mended else frozenset()
        )

    def touching(self, names: Iterable[str]) -> frozenset[int]:
        """Return the rules that speak of any of these figures."""
        return frozenset().union(*(self.rules_of.get(name, ()) for name in names))

    def in_case(self, name: str) -> frozenset[int]:
        """Return the broken rules that hang together with a figure."""
        return self.broken & self.touching(self.group_of[name])


def conflicts(problem: Arbiter, freed: frozenset[str]) -> bool:
    """Tell whether figures cannot stand while some are free; what cannot be settled counts so."""
    try:
        return problem.conflict(freed) is not None
    except Unsettled:
        return True
