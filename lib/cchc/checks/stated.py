"""State what a quarter prints: facts with their mentions, the rules over them, and what texts stand
for.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from cchc.errors import InputError
from cchc.model.folder import Report
from cchc.model.numbers import read_as_printed
from cchc.model.problems import Problem
from cchc.model.units import nature_of
from errloc.printed import Printed, true_values
from errloc.rules import Rate, names_of

from .derive import DerivedRule, derive_all, split_fact
from .derived import Idle
from .facts import Earlier, group_mentions


@dataclass(frozen=True)
class Facts:
    """What a quarter states: the mentions of each fact (figure ids, the leading one first) and its
    rules; `claims` are what its words say of its figures.

    `given` are figures of earlier quarters that a rule speaks of, `idle` the entries of rules.yml
    that meet no figure; with `by_value` the rules themselves depend on what is printed.
    """

    mentions: Mapping[str, tuple[str, ...]]
    rules: tuple[DerivedRule, ...]
    claims: tuple[DerivedRule, ...] = ()
    given: Mapping[str, Printed] = field(default_factory=dict)
    idle: tuple[Idle, ...] = ()
    by_value: bool = False

    def leading(self, fact_name: str) -> str:
        return self.mentions[fact_name][0]

    @cached_property
    def rates(self) -> dict[str, list[Rate]]:
        """What the rules hold each percentage to be, by its name, in the order of the rules."""
        found: dict[str, list[Rate]] = {}
        for meant in (rule.meant for rule in self.rules):
            if isinstance(meant, Rate):
                found.setdefault(meant.rate, []).append(meant)
        return found

    @cached_property
    def signed(self) -> frozenset[str]:
        """The facts that may be below zero: percentages of a difference, as growth is."""
        rates = [rule.constraint for rule in self.rules if isinstance(rule.constraint, Rate)]
        return frozenset(rate.rate for rate in rates if rate.numerator.takes_away)


def state_facts(report: Report, earlier: Earlier | None = None) -> Facts:
    """Group the figures of a quarter into facts and derive the rules over them.

    `earlier` gives the figures of the quarters before, for rules across quarters. Raises InputError
    when a rule of rules.yml cannot be used.
    """
    problems: list[Problem] = []
    derived = derive_all(report, problems, earlier)
    if problems:
        raise InputError(problems)
    return Facts(group_mentions(report), **vars(derived))


def read_figures(report: Report, figures: Iterable[str]) -> dict[str, Printed]:
    """Give what each figure's printed text stands for, by figure id."""
    rows = report.figures.loc[list(figures)]
    told = zip(rows.index, rows["printed"], rows["unit"], rows["note"], strict=True)
    return {figure: read_as_printed(*row) for figure, *row in told}


def read_facts(report: Report, facts: Facts) -> dict[str, Printed]:
    """Give what the leading mention of each fact stands for; a fact of a rule that is not printed
    has no value, and its nature all the same. With what rules ask of earlier quarters.
    """
    lead = {name: facts.leading(name) for name in facts.mentions}
    read = read_figures(report, lead.values())
    values = {name: read[figure] for name, figure in lead.items()} | dict(facts.given)
    for rule in (*facts.rules, *facts.claims):
        for name in map(str, names_of(rule.constraint)):
            if name not in values:
                nature = nature_of(report.catalog.unit(split_fact(name)[0]))
                values[name] = Printed("", None, nature=nature)
    return values


def agree(mentions: pd.DataFrame) -> bool:
    """Tell whether mentions can be one number: printed at different precision they may round to
    each other.
    """
    rows = zip(mentions["printed"], mentions["unit"], mentions["note"], strict=True)
    return meet(read_as_printed(*row) for row in rows)


def meet(mentions: Iterable[Printed]) -> bool:
    """Tell whether one number can stand behind all these."""
    spans = [true_values(printed) for printed in mentions]
    lows = [(s.low, not s.low_closed) for s in spans if s.low is not None]
    highs = [(s.high, s.high_closed) for s in spans if s.high is not None]
    if not lows or not highs:
        return True
    (low, low_open), (high, high_closed) = max(lows), min(highs)
    return low < high or (low == high and not low_open and high_closed)
