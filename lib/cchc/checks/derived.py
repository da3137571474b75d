"""A derived rule, what the quarter's figures are when it is derived, and the room it leaves."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from cchc.model.catalog import Catalog
from cchc.model.lineage import Lineage
from cchc.model.numbers import format_number
from cchc.model.quarter import Quarter
from errloc.printed import Printed
from errloc.rules import Constraint, Linear, Rate, Rule, names_of

from .facts import Earlier, fact, is_fact, split_fact
from .tolerances import relax_linear, relax_rate, relax_share

RuleKind = Literal[
    "rate", "parts", "part", "bound", "same", "rule", "listed", "across", "rank", "mean", "claim"
]


@dataclass(frozen=True)
class DerivedRule(Rule):
    """A rule between facts named `indicator[org]`, and where it came from.

    `tolerance` is how far the sides may lie apart, an amount or a share of the right side.
    `stated` is the rule as it was meant, where a tolerance left bounds of it.
    """

    kind: RuleKind
    org: str
    tolerance: str = ""
    stated: Constraint | None = None

    @property
    def meant(self) -> Constraint:
        """The relation to tell a reader of."""
        return self.stated or self.constraint


@dataclass(frozen=True)
class Idle:
    """An entry of rules.yml that no figure of the quarter meets, and why; `place` where it names
    one that is not there.
    """

    rule: str
    section: str
    place: str = ""


@dataclass
class Scope:
    """What the rules of a quarter are derived from.

    `own` are the facts in the report's own window, `windows` those in others, by window and named
    without it; `values` and `decimals` are those of the leading mention. `given` collects the
    earlier figures that were asked for, `idle` the entries that say nothing here, and `by_value`
    tells whether any rule depends on what is printed.
    """

    own: frozenset[str]
    windows: Mapping[str, list[str]]
    values: Mapping[str, Decimal]
    decimals: Mapping[str, int]
    quarter: Quarter
    came_from: Callable[[str, Quarter], Lineage]
    earlier: Earlier | None = None
    given: dict[str, Printed] = field(default_factory=dict)
    idle: list[Idle] = field(default_factory=list)
    by_value: bool = False

    def ask(self, name: str, quarter: Quarter, *, alike: bool = True) -> str:
        """Give the name of a fact in an earlier quarter, '' where that quarter does not state it.

        `alike`: only where its report is for a period of the same kind; what is left at the end of
        a period or counted from the new year does not ask that.
        """
        there = self.earlier(quarter, alike) if self.earlier else None
        if there is None:
            return ""
        indicator, org = split_fact(name)
        lineage = self.came_from(org, quarter)
        names = [fact(indicator, one) for one in lineage.orgs]
        found = [there[one] for one in names if one in there]
        if lineage.split or len(found) < len(names):
            return ""
        if lineage.is_sum and found[0].nature == "percent":
            return ""  # percentages of several orgs do not add up
        asked = fact(indicator, org, str(quarter))
        self.given[asked] = _add(found) if lineage.is_sum else found[0]
        return asked


def _add(found: Sequence[Printed]) -> Printed:
    value = sum((each.value for each in found), Decimal(0))
    decimals = min(each.decimals for each in found)
    return Printed(format_number(value, max(0, decimals)), value, decimals, nature=found[0].nature)


def loosen(catalog: Catalog, rule: DerivedRule, scope: Scope) -> Iterable[DerivedRule]:
    """Give a rule as it is, or the bounds that a tolerance leaves of it."""
    tolerance = rule.tolerance or _own_tolerance(catalog, rule)
    if not tolerance:
        yield rule
        return
    share = Fraction(tolerance[:-1].replace(",", ".")) / 100 if tolerance.endswith("%") else None
    room = Fraction(tolerance.replace(",", ".")) if share is None else Fraction(0)
    if isinstance(rule.constraint, Rate):
        scope.by_value = True
        places = scope.decimals.get(rule.constraint.rate, 0)
        # a share of a percentage is told in points
        points = room if share is None else 100 * share
        bounds = relax_rate(rule.constraint, scope.values, places, points)
    elif share is not None:
        bounds = relax_share(rule.constraint, share)
    else:
        bounds = relax_linear(rule.constraint, room)
    for number, bound in enumerate(bounds):
        mark = ":min" if number else ""
        yield replace(rule, id=f"{rule.id}{mark}", constraint=bound, stated=rule.constraint)


def _own_tolerance(catalog: Catalog, rule: DerivedRule) -> str:
    """Give the tolerance that the catalogue states for what a rule computes."""
    if rule.kind == "rate" and isinstance(rule.constraint, Rate):
        computed = rule.constraint.rate
    elif rule.kind == "parts" and isinstance(rule.constraint, Linear):
        computed = str(names_of(rule.constraint)[0])
    else:
        return ""
    return catalog.indicators.at[split_fact(computed)[0], "tolerance"] if is_fact(computed) else ""
