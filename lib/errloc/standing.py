"""Which rules hold as the figures stand, and what other values would mend or break."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from .edits import Link, Row, build_rows
from .evaluating import reaches
from .rules import Constraint, Rate, names_of
from .simplex import Unsettled
from .solver import Arbiter, connected
from .variables import Variable

Edits = tuple[list[Row], list[Link]]


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
        self._names = [names_of(constraint) for constraint in constraints]
        self._known_edits: dict[tuple[int, bool], Edits] = {}
        self._known_rows: dict[tuple, list[Row]] = {}
        self.broken = self.broken_under(variables)

    def around(self, variables: Mapping[str, Variable], inside: Iterable[str]) -> Arbiter:
        """Return the figures that hang together with `inside`."""
        names = frozenset().union(*(self.group_of.get(name, frozenset()) for name in inside))
        rows, links = [], []
        for place in sorted(self.touching(names)):
            told = self._edits(place, variables)
            rows += told[0]
            links += told[1]
        return Arbiter(variables, rows, links, (), names)

    def _edits(self, place: int, variables: Mapping[str, Variable]) -> Edits:
        """Write one rule as rows and links, numbered by its position; once for figures as they
        stand.
        """
        names = self._names[place]
        for sharp, standing in ((False, self.variables), (True, self.sharp)):
            if all(variables[name] is standing[name] for name in names):
                if (place, sharp) not in self._known_edits:
                    self._known_edits[place, sharp] = self._write_edits(place, variables)
                return self._known_edits[place, sharp]
        return self._write_edits(place, variables)

    def _write_edits(self, place: int, variables: Mapping[str, Variable]) -> Edits:
        rows, links = build_rows([self.constraints[place]], variables, self.strict)
        return (
            [replace(row, rule=place) for row in rows],
            [replace(link, rule=place) for link in links],
        )

    def broken_under(
        self, variables: Mapping[str, Variable], among: Iterable[int] | None = None
    ) -> frozenset[int]:
        """Return the rules that do not hold, of all or of some."""
        places = range(len(self.constraints)) if among is None else among
        return frozenset(p for p in places if not self._stands(p, variables))

    def _stands(self, place: int, variables: Mapping[str, Variable]) -> bool:
        names = self._names[place]
        if all(variables[name].value is not None for name in names):
            return all(reaches(row, variables) for row in self._rows(place, variables))
        rows, links = self._edits(place, variables)
        return not conflicts(Arbiter(variables, rows, links, (), names), frozenset())

    def _rows(self, place: int, variables: Mapping[str, Variable]) -> list[Row]:
        """Write one rule as rows: what they say depends on which figures are whole, and on the
        percentage.
        """
        constraint = self.constraints[place]
        rate = variables[constraint.rate] if isinstance(constraint, Rate) else None
        key = place, rate, tuple(variables[name].integer for name in self._names[place])
        if key not in self._known_rows:
            self._known_rows[key] = build_rows([constraint], variables, self.strict)[0]
        return self._known_rows[key]

    def effect(self, new: Mapping[str, Variable]) -> tuple[frozenset[int], frozenset[int]]:
        """Return the rules that changed figures mend and, where there are any, those they break."""
        near, variables = self.touching(new), {**self.variables, **new}
        mended = (self.broken & near) - self.broken_under(variables, sorted(self.broken & near))
        # most trials mend nothing, and then nobody asks for the rest
        return mended, (
            self.broken_under(variables, sorted(near - self.broken)) if mended else frozenset()
        )

    def refuted(self, new: Mapping[str, Variable]) -> bool:
        """Tell whether rules together leave no room for changed figures, though each has some: what
        is not printed may be needed for both.
        """
        places, names, seen = set(), list(new), set(new)
        for name in names:
            for place in self.rules_of.get(name, ()):
                places.add(place)
                missing = [
                    n
                    for n in names_of(self.constraints[place])
                    if self.variables[n].value is None and n not in seen
                ]
                seen.update(missing)
                names += missing
        if len(names) == len(new):
            return False
        kept = [self.constraints[place] for place in sorted(places)]
        variables = {**self.variables, **new}
        rows, links = build_rows(kept, variables, self.strict)
        around = {name for constraint in kept for name in names_of(constraint)}
        try:
            found = Arbiter(variables, rows, links, (), around).conflicts(frozenset())
        except Unsettled:
            return True
        return any(
            len({row.rule for row, _ in conflict.rows}) > 1 and not conflict.names.isdisjoint(new)
            for conflict in found
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
