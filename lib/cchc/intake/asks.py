"""What a form asks of whom: each fact once, rates worked out from their parts, and the rules to
check while typing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import pandas as pd

from cchc.checks.derive import DerivedRule, derive_rules, fact, split_fact
from cchc.checks.facts import group_mentions
from cchc.errors import InputError
from cchc.model.folder import Report
from cchc.model.numbers import exact
from cchc.model.problems import Problem
from errloc.rules import Linear, Rate, names_of

# what a unit may say of a number; the convention of `note` in data/README.md
QUALIFIERS = ("khoảng", "hơn", "ít nhất", "ước thực hiện")


# each rule with its place among all
RulesByFact = dict[str, list[tuple[int, DerivedRule]]]


@dataclass(frozen=True)
class Ask:
    """A fact that a unit is asked for, under the id of its leading figure.

    `parts` are the facts that a rate is worked out from: nobody types it. `given` and `qualifier`
    are what figures.csv holds. `when` names another window than the report's own.
    """

    figure: str
    indicator: str
    org: str
    section: str
    parts: tuple[str, str] | None
    given: Decimal | None
    qualifier: str = ""
    when: str = ""

    @property
    def fact(self) -> str:
        return fact(self.indicator, self.org, self.when)


def with_expected(report: Report) -> Report:
    """Return the report with the expected figures among its figures, value None, in the order of
    figures.csv.
    """
    if report.expected.empty:
        return report
    figures = pd.concat([frame for frame in (report.figures, report.expected) if len(frame)])
    return replace(report, figures=figures.sort_values("row"))


def list_asks(report: Report, orgs: Sequence[str] = ()) -> tuple[Ask, ...]:
    """List what is asked of these orgs, or of all: by section, org and indicator, each in its
    catalogue's order.
    """
    whole, indicators = with_expected(report), report.catalog.indicators
    mentions = group_mentions(whole)
    made_of = {
        row.Index: tuple(filter(None, (row.numerator, row.denominator)))
        for row in indicators[["numerator", "denominator"]].itertuples()
    }
    told = {
        row.Index: row
        for row in whole.figures[["section", "printed", "value", "note"]].itertuples()
    }
    asks = []
    for name, figures in mentions.items():
        indicator, org = split_fact(name)
        if orgs and org not in orgs:
            continue
        lead = told[figures[0]]
        when = name.partition("@")[2]
        parts = tuple(fact(code, org, when) for code in made_of[indicator])
        computed = len(parts) == 2 and all(part in mentions for part in parts)
        noted = [part for part in lead.note.split("; ") if part in QUALIFIERS]
        asks.append(
            Ask(
                figures[0],
                indicator,
                org,
                lead.section,
                parts if computed else None,
                None if lead.printed == "" else exact(lead.value),
                noted[0] if noted else "",
                when,
            )
        )
    lists = (
        [section.section for section in report.meta.sections],
        report.catalog.orgs.index,
        indicators.index,
    )
    order = [{code: n for n, code in enumerate(codes)} for codes in lists]
    return tuple(
        sorted(asks, key=lambda a: (order[0][a.section], order[1][a.org], order[2][a.indicator]))
    )


def list_checks(report: Report, asks: Sequence[Ask]) -> tuple[DerivedRule, ...]:
    """List the rules that numbers typed for these facts can break by themselves, errors first.

    A fact that is not among them is free, as a missing figure is to the engine. Raises InputError
    for a rule of rules.yml that cannot be used.
    """
    return pick_checks(index_rules(report), asks)


def index_rules(report: Report) -> RulesByFact:
    """Derive the rules of a quarter once, and list them by each fact that they speak of, in order.

    Raises InputError for a rule of rules.yml that cannot be used.
    """
    problems: list[Problem] = []
    rules = derive_rules(with_expected(report), problems)
    if problems:
        raise InputError(problems)
    found: RulesByFact = {}
    for number, rule in enumerate(rules):
        for name in dict.fromkeys(map(str, names_of(rule.constraint))):
            found.setdefault(name, []).append((number, rule))
    return found


def pick_checks(rules: RulesByFact, asks: Sequence[Ask]) -> tuple[DerivedRule, ...]:
    """Pick those of the rules that numbers typed for these facts can break, errors first."""
    asked, computed = {ask.fact for ask in asks}, {ask.fact for ask in asks if ask.parts}
    near = {number: rule for name in asked for number, rule in rules.get(name, ())}
    ordered = [near[number] for number in sorted(near)]
    # a rate that the form works out by itself agrees with its parts
    typed = [r for r in ordered if r.kind != "rate" or r.constraint.rate not in computed]
    kept = [rule for rule in typed if any(can_break(rule, asked))]
    return tuple(sorted(kept, key=lambda rule: rule.severity != "error"))


def can_break(rule: DerivedRule, asked: set[str]) -> tuple[bool, bool]:
    """Tell whether the left side of a rule can be seen to be too large, and too small, by the facts
    asked alone.
    """
    constraint = rule.constraint
    if isinstance(constraint, Rate):
        whole = asked.issuperset(map(str, names_of(constraint)))
        return whole, whole
    raising = {str(name) for name, factor in constraint.coefficients.items() if factor > 0}
    lowering = {str(name) for name, factor in constraint.coefficients.items() if factor < 0}
    high = lowering <= asked and bool(raising & asked or constraint.constant < 0)
    low = raising <= asked and bool(lowering & asked or constraint.constant > 0)
    return high and constraint.op in ("==", "<=", "<"), low and constraint.op in ("==", ">=", ">")


def is_share(rule: DerivedRule) -> bool:
    """Tell whether a rule keeps one percentage from passing 100."""
    return rule.kind == "bound" and isinstance(rule.constraint, Linear)
