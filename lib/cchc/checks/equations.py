"""Write a quarter as equations over its printed figures, each mention a variable of its own."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from cchc.model.folder import Report
from cchc.model.units import is_measure
from errloc.printed import Printed
from errloc.rules import Constraint, Linear, names_of, rename
from errloc.solver import connected

from .derive import fact
from .stated import Facts, meet, read_facts, read_figures

# a percentage is computed from counts: when the two disagree it is a little likelier to be the
# wrong one. This orders what the rules leave open; it makes no figure certain.
RATE_WEIGHT = 0.7
# so many figures before and after one are near enough to be copied in its place
CLOSE = 4
# a number of so many digits is seldom the same as another by chance
LONG_ENOUGH = 3


@dataclass(frozen=True)
class Equations:
    """The quarter as equations: every mention its own variable, named by its figure id."""

    values: Mapping[str, Printed]
    constraints: tuple[Constraint, ...]
    weights: Mapping[str, float]


def state_equations(
    report: Report, facts: Facts, bounded: Collection[str] | None = None
) -> Equations:
    """Write facts and rules for `localise`, over figures: every mention is a variable of its own.

    The rules hold for the leading mention and every other mention equals it, so that a fact
    confirmed elsewhere is dearer to change. What is not printed
    is no less than zero either: all of it, or the `bounded` facts.
    """
    units, stated = report.figures["unit"].to_dict(), read_facts(report, facts)
    read = read_figures(report, (i for ids in facts.mentions.values() for i in ids))
    values: dict[str, Printed] = {}
    equal: list[Constraint] = []
    for ids in facts.mentions.values():
        for figure in ids:
            values[figure] = read[figure]
            disputed = units[figure] != "%" or not meet((read[ids[0]], read[figure]))
            if figure != ids[0] and disputed:
                equal.append(_equal(ids[0], figure))
    lead = {name: ids[0] for name, ids in facts.mentions.items()}
    constraints = [rename(r.constraint, lambda name: lead.get(name, name)) for r in facts.rules]
    named = dict.fromkeys(str(name) for c in constraints for name in names_of(c))
    unprinted = [name for name in named if name not in values]
    equal += [
        _not_negative(figure)
        for name, ids in facts.mentions.items()
        if name not in facts.signed
        for figure in ids
    ]
    equal += [
        _not_negative(name)
        for name in unprinted
        if name not in facts.signed
        and name not in facts.given
        and (bounded is None or name in bounded)
    ]
    weights = {figure: RATE_WEIGHT for figure in values if units[figure] == "%"}
    values.update({name: stated[name] for name in unprinted})
    return Equations(values, (*constraints, *equal), weights)


def _not_negative(figure: str) -> Linear:
    return Linear({figure: Fraction(1)}, ">=", Fraction(0), f"{figure} >= 0")


def _equal(one: str, other: str) -> Linear:
    return Linear({one: Fraction(1), other: Fraction(-1)}, "==", Fraction(0), f"{one} == {other}")


def around(system: Equations, broken: Iterable[Collection[str]]) -> Equations:
    """Keep the figures that hang together with a broken rule: nothing else can be a suspect."""
    touched = {name for names in broken for name in names}
    groups = connected(names_of(c) for c in system.constraints)
    kept = frozenset().union(*(group for group in groups if not group.isdisjoint(touched)))
    return Equations(
        {name: value for name, value in system.values.items() if name in kept},
        tuple(c for c in system.constraints if names_of(c)[0] in kept),
        {name: weight for name, weight in system.weights.items() if name in kept},
    )


def neighbours_of(report: Report, system: Equations) -> dict[str, dict[str, str]]:
    """Give the figures printed close by in the same section, of the same unit, and those of the
    same column of a table: the eye may have slipped to them.
    """
    figures = report.figures
    columns = ["section", "unit", "printed", "indicator"]
    rows = list(figures[columns].itertuples())
    column_of: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows:
        # short numbers repeat themselves in any column
        if sum(mark.isdigit() for mark in row.printed) >= LONG_ENOUGH:
            column_of.setdefault((row.section, row.indicator), {})[row.Index] = row.printed
    near: dict[str, dict[str, str]] = {}
    for place, row in enumerate(rows):
        if row.Index not in system.values:
            continue
        column = column_of.get((row.section, row.indicator), {})
        found = {
            other.Index: other.printed
            for other in rows[max(0, place - CLOSE) : place + CLOSE + 1]
            if other.section == row.section
            and (other.unit == row.unit or not (is_measure(other.unit) or is_measure(row.unit)))
        }
        near[row.Index] = {i: text for i, text in (column | found).items() if i != row.Index}
    return near


def previous_texts(facts: Facts, previous: Report | None) -> dict[str, str]:
    """Give the text that the quarter before printed for each figure: it may have been copied."""
    if previous is None:
        return {}
    printed = previous.figures.drop_duplicates(["indicator", "org"])
    texts = {fact(row.indicator, row.org): row.printed for row in printed.itertuples()}
    return {
        figure: texts[name]
        for name, ids in facts.mentions.items()
        if name in texts
        for figure in ids
    }
