"""Propose repairs as operations on printed figures, ranked by cost: the generalised Fellegi-Holt
paradigm.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from math import isinf

from .answers import Localisation
from .causes import (
    COSTS,
    GAP,
    Clues,
    Operation,
    PlainNumber,
    explain_change,
    name_cause,
    nearby,
    read_number,
)
from .edits import (
    Value,
    Variable,
    build_rows,
    read_again,
    read_constraints,
    read_variables,
)
from .evaluating import can_hold
from .exact import Unsettled
from .localising import localise
from .percentages import slip_of
from .printed import FigureError, Mode, Printed, round_half_up, write_number, write_percent
from .ranking import Change, Repair, rank
from .rules import Constraint, Linear, Rate, Rule, names_of
from .solver import Arbiter, connected

MOST_SETS, MOST_TRIALS, MOST_SWAPPED = 60, 40, 40


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
    work = _Work(
        values,
        constraints,
        neighbours or {},
        previous or {},
        weights or {},
        Fraction(str(strict)),
        rounding,
    )
    if not work.broken:
        return ()
    if localisation is None:
        localisation = localise(values, rules, weights, strict, slack=1.0, rounding=rounding)
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


class _Work:
    def __init__(
        self,
        values: Mapping[str, Value],
        constraints: Sequence[Constraint],
        neighbours: Mapping[str, Mapping[str, str]],
        previous: Mapping[str, str],
        weights: Mapping[str, float],
        strict: Fraction,
        rounding: Mode,
    ):
        self.values, self.constraints, self.strict, self.rounding = (
            dict(values),
            constraints,
            strict,
            rounding,
        )
        self.variables = read_variables(values, constraints, rounding)
        # what sums of printed amounts imply is told to the digit before it is told as a range
        self.sharp = {
            name: replace(variable, span=None) if variable.kind == "amount" else variable
            for name, variable in self.variables.items()
        }
        self.neighbours, self.previous, self.weights = neighbours, previous, weights
        self.groups = connected(names_of(c) for c in constraints)
        self.group_of = {name: group for group in self.groups for name in group}
        self.rules_of: dict[str, set[int]] = {}
        for place, constraint in enumerate(constraints):
            for name in names_of(constraint):
                self.rules_of.setdefault(name, set()).add(place)
        self.rates = {c.rate: c for c in constraints if isinstance(c, Rate)}
        self.parts_of = dict(filter(None, map(_total_and_parts, constraints)))
        self.broken = self._broken(self.variables)

    def _problem(self, variables: Mapping[str, Variable], inside: Iterable[str]) -> Arbiter:
        """Return the figures that hang together with `inside`."""
        names = frozenset().union(*(self.group_of.get(name, frozenset()) for name in inside))
        kept = [self.constraints[place] for place in sorted(self._rules_of(names))]
        rows, links = build_rows(kept, variables, self.strict)
        return Arbiter(variables, rows, links, (), names)

    def _broken(
        self, variables: Mapping[str, Variable], among: Iterable[int] | None = None
    ) -> frozenset[int]:
        places = range(len(self.constraints)) if among is None else among
        return frozenset(p for p in places if not self._stands(self.constraints[p], variables))

    def _stands(self, constraint: Constraint, variables: Mapping[str, Variable]) -> bool:
        names = names_of(constraint)
        if all(variables[name].value is not None for name in names):
            return can_hold(constraint, variables, self.strict)
        rows, links = build_rows([constraint], variables, self.strict)
        return not _conflicts(Arbiter(variables, rows, links, (), names), frozenset())

    def settle(self, names: frozenset[str]) -> Repair | None:
        """Give every figure of a set its value: forced ones, else the cheapest operation the rules
        allow.
        """
        return self._settle(names, self.sharp) or self._settle(names, self.variables)

    def _settle(self, names: frozenset[str], known: Mapping[str, Variable]) -> Repair | None:
        variables, left = dict(known), set(names)
        while True:
            problem = self._problem(variables, names)
            if _conflicts(problem, frozenset(left)):
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
            variables[name] = self._moved(name, value)
            left.discard(name)
        changes, cost = [], Fraction(0)
        for name in sorted(names):
            low, high = ends[name] if name in left else (variables[name].value,) * 2
            change = self._change(name, low, high)
            changes.append(change)
            cost += change.operation.cost * self._weight(name)
        return Repair(tuple(changes), cost, tuple(sorted(self._in_case(min(names)))), True)

    def _choose(
        self, problem: Arbiter, left: set[str], name: str, ends
    ) -> tuple[str, Fraction] | None:
        """Return the value in reach that one clearly cheapest operation explains, if the rest still
        fits.
        """
        variable = self.variables[name]
        low, high = ends
        tried = [
            value
            for value in nearby(variable.value, variable.decimals)
            if (low is None or value >= low) and (high is None or value <= high)
        ]
        scored = sorted(
            (self._change(name, value, value).operation.cost, value)
            for value in tried[:MOST_TRIALS]
        )
        if not scored or scored[0][0] >= COSTS["free"]:
            return None
        if len(scored) > 1 and scored[1][0] - scored[0][0] < GAP:
            return None
        fitting = Arbiter(
            {**problem.variables, name: self._moved(name, scored[0][1])},
            problem.rows,
            problem.links,
            (),
            problem.names,
        )
        return None if _conflicts(fitting, frozenset(left - {name})) else (name, scored[0][1])

    def swaps(self) -> list[Repair]:
        """Return the exchanges of two figures that mend rules and break none, each one
        operation.
        """
        touched = {n for place in self.broken for n in names_of(self.constraints[place])}
        plain = [n for n in sorted(touched) if self.variables[n].value is not None]
        found = []
        for one, other in combinations(plain, 2):
            if len(plain) > MOST_SWAPPED and not self._are_close(one, other):
                continue
            first, second = self.variables[one], self.variables[other]
            if first.kind != second.kind or first.value == second.value or self._pinned(one, other):
                continue
            new = {one: self._swapped(first, second), other: self._swapped(second, first)}
            mended, worse = self._effect(new)
            if not mended or worse:
                continue
            share = Operation(COSTS["swap"] / 2, "swap")
            whole = self._in_case(one) | self._in_case(other)
            changes = tuple(
                Change(a, self._shown(a), self._shown(b), self.variables[b].value, share, "swap")
                for a, b in ((one, other), (other, one))
            )
            cost = COSTS["swap"] * max(self._weight(one), self._weight(other))
            found.append(Repair(changes, cost, tuple(sorted(mended)), mended == whole))
        return found

    def _are_close(self, one: str, other: str) -> bool:
        return self.group_of[one] is self.group_of[other] or other in self.neighbours.get(one, ())

    def partial(self, names: Sequence[str]) -> list[Repair]:
        """Return changes of one figure that mend some of the broken rules and break none."""
        found = []
        for place in sorted(self.broken & self._rules_of(names)):
            rows, links = build_rows([self.constraints[place]], self.sharp, self.strict)
            alone = Arbiter(self.sharp, rows, links, (), names_of(self.constraints[place]))
            for name in sorted(names_of(self.constraints[place])):
                if self.variables[name].value is None or self._pinned(name):
                    continue
                if _conflicts(alone, frozenset([name])):
                    continue
                low, high = alone.bounds(frozenset([name]), name)
                if low is None or (low != high and self.variables[name].kind != "percent"):
                    continue
                change = self._change(name, low, high)
                if change.value is None:
                    continue
                mended, worse = self._effect({name: self._moved(name, change.value)})
                if mended and not worse:
                    cost = change.operation.cost * self._weight(name)
                    found.append(
                        Repair(
                            (change,), cost, tuple(sorted(mended)), mended == self._in_case(name)
                        )
                    )
        return found

    def _effect(self, new: Mapping[str, Variable]) -> tuple[frozenset[int], frozenset[int]]:
        """Return the rules that changed figures mend and, where there are any, those they break."""
        near, variables = self._rules_of(new), {**self.variables, **new}
        mended = (self.broken & near) - self._broken(variables, sorted(self.broken & near))
        # most trials mend nothing, and then nobody asks for the rest
        return mended, (
            self._broken(variables, sorted(near - self.broken)) if mended else frozenset()
        )

    def _rules_of(self, names: Iterable[str]) -> frozenset[int]:
        return frozenset().union(*(self.rules_of.get(name, ()) for name in names))

    def _in_case(self, name: str) -> frozenset[int]:
        return self.broken & self._rules_of(self.group_of[name])

    def _pinned(self, *names: str) -> bool:
        return any(isinf(self.weights.get(name, 1)) for name in names)

    def _weight(self, name: str) -> Fraction:
        return Fraction(str(self.weights.get(name, 1)))

    def _moved(self, name: str, value: Fraction) -> Variable:
        moved = read_again(self._text(name, value), self.values[name])
        return read_variables({name: moved}, (), self.rounding)[name]

    def _swapped(self, place: Variable, source: Variable) -> Variable:
        return Variable(
            place.name, source.kind, source.value, source.integer, source.decimals, source.span
        )

    def _shown(self, name: str) -> str:
        value = self.values[name]
        return value.text.strip() if isinstance(value, Printed) else self._written(name)

    def _written(self, name: str) -> str:
        """Write the printed value without the slips and words that it may be printed with."""
        value = self.values[name]
        if isinstance(value, str):
            return value.strip()
        return self._text(name, self.variables[name].value)

    def _text(self, name: str, value: Fraction) -> str:
        """Write a value as the figure is printed; a number that was no text stays one with all its
        digits.
        """
        variable = self.variables[name]
        if variable.kind == "percent":
            return write_number(round_half_up(value, variable.decimals), variable.decimals) + "%"
        places = next(
            (k for k in range(variable.decimals, 13) if (value * 10**k).denominator == 1), 12
        )
        decimal = (
            Decimal(round_half_up(value, places).numerator)
            / round_half_up(value, places).denominator
        )
        return write_number(decimal, places)

    def _change(self, name: str, low: Fraction | None, high: Fraction | None) -> Change:
        variable, printed = self.variables[name], self._shown(name)
        ends = (low, high)
        if variable.kind == "percent" or (variable.span is not None and low != high):
            ends = tuple(None if e is None else round_half_up(e, variable.decimals) for e in ends)
        if ends[0] is None or ends[0] != ends[1]:
            return self._open_change(name, printed)
        true = low if variable.kind == "percent" and low == high else None
        value, wanted = ends[0], self._text(name, ends[0])
        if true is not None and variable.value >= 1:
            value, wanted = self._slipped(name, true) or (value, wanted)
        operations = explain_change(self._written(name), wanted, self._clues(name, value, true))
        return Change(name, printed, wanted, value, operations[0], name_cause(operations))

    def _slipped(self, name: str, true: Fraction) -> tuple[Fraction, str] | None:
        """Put a decimal mark back: with the digits that are there, unless its neighbours have other
        decimals.
        """
        variable = self.variables[name]
        places = slip_of(variable.value, variable.decimals, true)
        if not places:
            return None
        value, decimals = variable.value * Fraction(10) ** places, variable.decimals - places
        usual = self._usual_decimals(name)
        if decimals < 0 or usual not in (None, decimals):
            decimals = max(decimals, 0) if usual is None else usual
            value = round_half_up(true, decimals)
        return value, write_percent(value, decimals)

    def _usual_decimals(self, name: str) -> int | None:
        """Return the decimals of the percentages near one, or what it was printed with before."""
        before = _read(self.previous.get(name), like_percent=True)
        if before is not None:
            return before.decimals
        near = self.neighbours.get(name, {})
        percent = [n for n in near if n in self.variables and self.variables[n].kind == "percent"]
        counts = Counter(self.variables[n].decimals for n in percent)
        return max(counts, key=lambda places: (counts[places], places)) if counts else None

    def _open_change(self, name: str, printed: str) -> Change:
        """Explain a change whose value the rules leave open: only what needs no value, copying, can
        be told.
        """
        best = Operation(COSTS["free"], "free")
        other = self._text(name, self.variables[name].value + 1)
        clues = Clues(self._near(name), self.previous.get(name))
        for operation in explain_change(self._written(name), other, clues):
            if operation.name in ("copied", "copied_previous"):
                best = operation
                break
        cause = "undetermined" if best.name == "free" else best.name
        return Change(name, printed, "", None, best, cause)

    def _clues(self, name: str, value: Fraction, true: Fraction | None) -> Clues:
        parts = self.parts_of.get(name, ())
        stale = {value - now + then for now, then in map(self._now_and_then, parts) if then != now}
        return Clues(
            self._near(name),
            self.previous.get(name),
            true,
            self._bases(name),
            frozenset(stale),
            bool(parts),
        )

    def _now_and_then(self, part: str) -> tuple[Fraction, Fraction]:
        now, before = self.variables[part].value or Fraction(0), _read(self.previous.get(part))
        return now, now if before is None else before.value

    def _bases(self, name: str) -> dict[str, Fraction]:
        """Return what a percentage would be of each other count that hangs together with it."""
        rate = self.rates.get(name)
        if rate is None:
            return {}
        known = [self.variables[n].value for n in rate.numerator.terms]
        if None in known:
            return {}
        terms = rate.numerator.terms.items()
        part = rate.numerator.constant + sum(f * self.variables[n].value for n, f in terms)
        wholes = {n: self.variables[n] for n in self.group_of[name] - {*names_of(rate)}}
        return {
            n: 100 * part / whole.value
            for n, whole in wholes.items()
            if whole.kind != "percent" and whole.value and whole.value >= part > 0
        }

    def _near(self, name: str) -> dict[str, str]:
        group = self.group_of.get(name, frozenset())
        kind = self.variables[name].kind
        near = {
            n: self._written(n) for n in group - {name} if self.variables[n].kind == kind != "real"
        }
        return {**near, **self.neighbours.get(name, {})}


def _read(text: str | None, like_percent: bool = False) -> PlainNumber | None:
    """Read a figure printed elsewhere; None where there is none, or nobody can read it."""
    try:
        return None if text is None else read_number(text, like_percent)
    except FigureError:
        return None


def _total_and_parts(constraint: Constraint) -> tuple[str, tuple[str, ...]] | None:
    """Return the total of a plain sum and its parts, None for any other rule."""
    if not isinstance(constraint, Linear) or constraint.op != "==" or constraint.constant:
        return None
    terms = constraint.coefficients
    raised, lowered = ([n for n, f in terms.items() if (f > 0) == up] for up in (True, False))
    alone, others = (raised, lowered) if len(raised) == 1 else (lowered, raised)
    plain = len({abs(factor) for factor in terms.values()}) == 1
    return (alone[0], tuple(others)) if plain and len(alone) == 1 and len(others) > 1 else None


def _conflicts(problem: Arbiter, freed: frozenset[str]) -> bool:
    try:
        return problem.conflict(freed) is not None
    except Unsettled:
        return True
