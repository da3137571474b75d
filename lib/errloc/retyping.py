"""Write the value that a figure should have as it would be printed, and say how it came to be
another.
"""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import isinf

from .causes import (
    COSTS,
    Clues,
    Operation,
    PlainNumber,
    explain_change,
    name_cause,
    nearby,
    read_number,
)
from .percentages import slip_of
from .printed import FigureError, Mode, Printed, round_half_up, write_number, write_percent
from .ranking import Amendment
from .rules import Constraint, Linear, Rate, names_of
from .standing import Standing
from .variables import Value, Variable, read_again, read_variables

# what it costs that a figure has nothing to do with the period before: as much as half a figure
# changed for no reason. Counts below so many jump from one period to the next, percentages by so
# many points at most.
STRANGE, FEW, FAR_POINTS = Fraction(1, 2), 10, 30
# a change is never cheaper: something was mistyped after all
LEAST_PRICE = Fraction(1, 10)


class Retyping:
    """Changes of single figures: texts, causes and prices, with what is printed nearby and was
    before.
    """

    def __init__(
        self,
        standing: Standing,
        values: Mapping[str, Value],
        neighbours: Mapping[str, Mapping[str, str]],
        previous: Mapping[str, str],
        weights: Mapping[str, float],
        rounding: Mode,
    ):
        self.standing, self.values, self.rounding = standing, values, rounding
        self.neighbours, self.previous, self.weights = neighbours, previous, weights
        constraints = standing.constraints
        self.rates = {c.rate: c for c in constraints if isinstance(c, Rate)}
        self.parts_of = dict(filter(None, map(_total_and_parts, constraints)))
        self._texts: dict[str, str] = {}

    def change(self, name: str, low: Fraction | None, high: Fraction | None) -> Amendment:
        """Write what a figure should be, which lies between two values, and explain it."""
        variable, printed = self.standing.variables[name], self.shown(name)
        ends = (low, high)
        if variable.kind == "percent" or (variable.span is not None and low != high):
            ends = tuple(None if e is None else round_half_up(e, variable.decimals) for e in ends)
            unit = Fraction(1, 10**variable.decimals)
            # what prints as another figure prints rounds to it at its lower end
            if None not in ends and high - low <= 2 * unit:
                ends = (ends[0], ends[0])
        if ends[0] is None or ends[0] != ends[1]:
            return self._open_change(name, printed, ends)
        true = low if variable.kind == "percent" and low == high else None
        value, wanted = ends[0], self._text(name, ends[0])
        if true is not None and variable.value >= 1:
            value, wanted = self._slipped(name, true) or (value, wanted)
        operations = explain_change(self._written(name), wanted, self._clues(name, value, true))
        strain = self.strain(name, value)
        return Amendment(
            name, printed, wanted, value, operations[0], name_cause(operations), strain
        )

    def _slipped(self, name: str, true: Fraction) -> tuple[Fraction, str] | None:
        """Put a decimal mark back: with the digits that are there, unless its neighbours have other
        decimals.
        """
        variable = self.standing.variables[name]
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
        before = _read_figure(self.previous.get(name), like_percent=True)
        if before is not None:
            return before.decimals
        near = self.neighbours.get(name, {})
        percent = [
            n
            for n in near
            if n in self.standing.variables and self.standing.variables[n].kind == "percent"
        ]
        counts = Counter(self.standing.variables[n].decimals for n in percent)
        return max(counts, key=lambda places: (counts[places], places)) if counts else None

    def _open_change(
        self, name: str, printed: str, ends: tuple[Fraction | None, Fraction | None]
    ) -> Amendment:
        """Explain a change whose value the rules leave open: only what needs no value, copying, can
        be told.
        """
        best = Operation(COSTS["free"], "free")
        other = self._text(name, self.standing.variables[name].value + 1)
        clues = Clues(self._near(name), self.previous.get(name))
        for operation in explain_change(self._written(name), other, clues):
            if operation.name in ("copied", "copied_previous"):
                best = operation
                break
        cause = "undetermined" if best.name == "free" else best.name
        return Amendment(name, printed, "", None, best, cause, self._least_strain(name, ends))

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
        now, before = (
            self.standing.variables[part].value or Fraction(0),
            _read_figure(self.previous.get(part)),
        )
        return now, now if before is None else before.value

    def _bases(self, name: str) -> dict[str, Fraction]:
        """Return what a percentage would be of each other count that hangs together with it."""
        rate = self.rates.get(name)
        if rate is None:
            return {}
        known = [self.standing.variables[n].value for n in rate.numerator.terms]
        if None in known:
            return {}
        terms = rate.numerator.terms.items()
        part = rate.numerator.constant + sum(f * self.standing.variables[n].value for n, f in terms)
        # of many figures one fits by chance: whoever took another whole took it from close by
        near = self.neighbours.get(name) or self.standing.group_of[name]
        wholes = {
            n: self.standing.variables[n]
            for n in self.standing.group_of[name].intersection(near).difference(names_of(rate))
        }
        return {
            n: 100 * part / whole.value
            for n, whole in wholes.items()
            if whole.kind != "percent" and whole.value and whole.value >= part > 0
        }

    def _near(self, name: str) -> dict[str, str]:
        group = self.standing.group_of.get(name, frozenset())
        kind = self.standing.variables[name].kind
        near = {
            n: self._written(n)
            for n in group - {name}
            if self.standing.variables[n].kind == kind != "real"
        }
        return {**near, **self.neighbours.get(name, {})}

    def likely(self, name: str) -> list[Fraction]:
        """Return the values from which a figure comes by one slip, or by counting what the period
        before had counted; those first that fit the period before.
        """
        variable, before = self.standing.variables[name], self._before(name)
        found = nearby(variable.value, variable.decimals)
        if before is not None and variable.kind != "percent":
            found.append(variable.value - before)
        return sorted(set(found), key=lambda value: (self.strain(name, value), value))

    def price(self, change: Amendment) -> Fraction:
        """Weigh a change by its figure, and by how the values would follow the period before."""
        cost = change.operation.cost * self.weight(change.name) + change.strain
        return max(cost, LEAST_PRICE)

    def strain(self, name: str, value: Fraction) -> Fraction:
        """Return how much less a value fits what the period before printed than the figure that is
        printed now: from -STRANGE to STRANGE, 0 where nothing is known.
        """
        before = self._before(name)
        if before is None:
            return Fraction(0)
        own = self._strangeness(name, self.standing.variables[name].value, before)
        return self._strangeness(name, value, before) - own

    def _least_strain(self, name: str, ends: tuple[Fraction | None, Fraction | None]) -> Fraction:
        """Return the strain of the value in a range that fits best."""
        before = self._before(name)
        if before is None:
            return Fraction(0)
        low, high = ends
        nearest = before if low is None else max(before, low)
        return self.strain(name, nearest if high is None else min(nearest, high))

    def _before(self, name: str) -> Fraction | None:
        is_percent = self.standing.variables[name].kind == "percent"
        before = _read_figure(self.previous.get(name), is_percent)
        return None if before is None else before.value

    def _strangeness(self, name: str, value: Fraction, before: Fraction) -> Fraction:
        """Return how far a value is from the one before, as a share of the larger of them; of a
        percentage in points.
        """
        apart, variable = abs(value - before), self.standing.variables[name]
        if variable.kind == "percent":
            return STRANGE * min(apart / FAR_POINTS, Fraction(1))
        few = Fraction(FEW, 10**variable.decimals)
        return STRANGE * min(apart / (max(abs(value), abs(before)) + few), Fraction(1))

    def weight(self, name: str) -> Fraction:
        """Return how dear it is to change a figure."""
        return Fraction(str(self.weights.get(name, 1)))

    def is_pinned(self, *names: str) -> bool:
        """Tell whether any of these figures must stay."""
        return any(isinf(self.weights.get(name, 1)) for name in names)

    def moved(self, name: str, value: Fraction) -> Variable:
        """Return a figure as it would be read with another value."""
        moved = read_again(self._text(name, value), self.values[name])
        return read_variables({name: moved}, (), self.rounding)[name]

    def shown(self, name: str) -> str:
        """Return a figure's text as printed."""
        value = self.values[name]
        return value.text.strip() if isinstance(value, Printed) else self._written(name)

    def _written(self, name: str) -> str:
        """Write the printed value without the slips and words that it may be printed with."""
        if name not in self._texts:
            value = self.values[name]
            plain = isinstance(value, str)
            printed = self.standing.variables[name].value
            self._texts[name] = value.strip() if plain else self._text(name, printed)
        return self._texts[name]

    def _text(self, name: str, value: Fraction) -> str:
        """Write a value as the figure is printed; a number that was no text stays one with all its
        digits.
        """
        variable = self.standing.variables[name]
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


def _read_figure(text: str | None, like_percent: bool = False) -> PlainNumber | None:
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
