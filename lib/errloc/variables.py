"""Read figures and rules as they are given: values as variables of their sort, rules as
constraints.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache
from math import isinf, isnan
from numbers import Rational
from typing import Literal

from .exact import ExactNumber, slim
from .linear import RuleError, Sum
from .printed import FigureError, Mode, Printed, Span, read_printed, true_values
from .rules import Constraint, Linear, Rate, Rule, names_of, parse_rule

Value = int | float | Decimal | Fraction | str | Printed | None
Sort = Literal["count", "amount", "percent", "real", "missing"]


@dataclass(frozen=True)
class Variable:
    """One figure: its value, and the span of true values where what is printed stands for
    several.
    """

    name: str
    kind: Sort
    value: Fraction | None
    integer: bool = False
    decimals: int = 0
    span: Span | None = None

    @cached_property
    def plain(self) -> ExactNumber:
        """The value of a figure that has one, an int where it is whole: several times faster."""
        return slim(self.value)


_parsed = lru_cache(maxsize=4096)(parse_rule)


def read_constraints(rules: Sequence[str | Rule | Constraint]) -> list[Constraint]:
    """Take rules as text, Rule or constraint; raises RuleError for one that cannot be used as it
    is.
    """
    constraints = []
    for rule in rules:
        constraint = _parsed(rule) if isinstance(rule, str) else getattr(rule, "constraint", rule)
        open_sums = [name for name in names_of(constraint) if isinstance(name, Sum)]
        if open_sums:
            raise RuleError(
                constraint.text,
                "{sum} is still to be spread over orgs; use rules.expand",
                sum=open_sums[0],
            )
        constraints.append(constraint)
    return constraints


def read_variables(
    values: Mapping[str, Value], constraints: Sequence[Constraint], rounding: Mode = "half_up"
) -> dict[str, Variable]:
    """Read every figure as its sort: text is printed, a number is exact, None is missing.

    A printed text in the place of a percentage is one, with or without its sign; a `Printed` brings
    its own nature. A missing figure is a whole number where it is added to counts alone, or is part
    or whole of a percentage; a rule that names nothing but missing figures tells nothing of them.
    Raises RuleError for a name without a value and ValueError for a value that is no number.
    """
    rates = {c.rate for c in constraints if isinstance(c, Rate)}
    for constraint in constraints:
        for name in names_of(constraint):
            if name not in values:
                raise RuleError(
                    constraint.text,
                    "{name} is not among the figures; give its value, or None",
                    name=repr(name),
                )
    variables = {
        name: _read_variable(name, values[name], name in rates, rounding) for name in sorted(values)
    }
    for name in _whole_missing(variables, constraints):
        variables[name] = replace(variables[name], integer=True)
    return variables


def _read_variable(name: str, value: Value, is_rate: bool, rounding: Mode) -> Variable:
    if isinstance(value, str):
        try:
            value = read_unitless(value, is_rate)
        except FigureError as problem:
            raise FigureError(f"{name}: {problem}") from None
    if isinstance(value, Printed):
        return _printed_variable(name, value, rounding)
    if value is None or (isinstance(value, float | Decimal) and isnan(value)):
        return Variable(name, "missing", None)
    if isinstance(value, bool) or (isinstance(value, float | Decimal) and isinf(value)):
        raise ValueError(
            f"{name}: {value!r} is not a number; give a number, a printed text, or None"
        )
    if isinstance(value, Decimal | Rational):
        return Variable(name, "real", Fraction(value))
    try:
        # 0.1 means the decimal a person wrote, not the nearest binary fraction
        return Variable(name, "real", Fraction(repr(float(value))))
    except (TypeError, ValueError):
        raise ValueError(
            f"{name}: {value!r} is not a number; give a number, a printed text, or None"
        ) from None


def read_unitless(text: str, is_percent: bool = False) -> Printed:
    """Read a printed text whose unit nobody tells: a percentage by its sign or place, a count where
    it is whole, else an amount.
    """
    if is_percent or text.strip().endswith("%"):
        return read_printed(text, "percent", "%")
    try:
        return read_printed(text, "count")
    except FigureError:
        return read_printed(text, "amount")


def read_again(text: str, like: Value) -> Printed | str:
    """Read another text for a figure as the one that stands there is read."""
    return read_printed(text, like.nature) if isinstance(like, Printed) else text


@lru_cache(1 << 14)  # twice the figures of a large report
def _printed_variable(name: str, printed: Printed, rounding: Mode) -> Variable:
    whole = printed.nature == "count"
    if printed.value is None:
        return Variable(name, "missing", None, whole)
    value, span = Fraction(printed.value), true_values(printed, rounding)
    sort = "percent" if printed.nature == "percent" else "count" if whole else "amount"
    exact = span.low == span.high
    places = max(0, printed.decimals)
    return Variable(name, sort, value, whole, places, None if exact else span)


def _whole_missing(
    variables: Mapping[str, Variable], constraints: Sequence[Constraint]
) -> Iterable[str]:
    """Name the missing figures that are counts: what is added together is of one sort."""
    parent = {name: name for name in variables}

    def top(name: str) -> str:
        while parent[name] != name:
            parent[name] = name = parent[parent[name]]
        return name

    counted: set[str] = set()
    for constraint in constraints:
        if isinstance(constraint, Linear):
            names = list(constraint.coefficients)
        else:
            names = [*constraint.numerator.terms, *constraint.denominator.terms]
            counted.update(n for n in names if variables[n].kind == "missing")
        for name in names[1:]:
            parent[top(name)] = top(names[0])
    sorts: dict[str, set[str]] = {}
    for name, variable in variables.items():
        alike = sorts.setdefault(top(name), set())
        alike.add("count" if variable.integer or name in counted else variable.kind)
    rates = {c.rate for c in constraints if isinstance(c, Rate)}
    return [
        name
        for name, variable in variables.items()
        if variable.kind == "missing"
        and name not in rates
        and "count" in sorts[top(name)]
        and sorts[top(name)] <= {"count", "missing"}
    ]
