"""What is told of one suspected figure: the value it should have, the cause, what that mends."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cchc.model.folder import Report
from cchc.model.numbers import FigureError, format_number, format_percent, parse_printed
from errloc.answers import Component
from errloc.printed import round_half_up
from errloc.repairing import Repair
from errloc.rules import Rate, names_of

from .case_trial import CaseTrial, list_mended
from .cause_names import CAUSES
from .findings import Finding, Suspect
from .stated import Facts
from .suggestions import is_range, write_range
from .wording import sum_terms

FEWEST_IDLE = 3
# a sum over more figures than this hangs everything together
LONGEST_LINK = 8


def without_idle_values(suspects: Sequence[Suspect]) -> list[Suspect]:
    """Suggest no values for a handful of figures of which any one might be changed together with
    another, none of them mending anything and none with a cause.
    """
    idle = {
        s.figure
        for s in suspects
        if not (s.certain or s.mends or s.cause) and s.suggested and not is_range(s.suggested)
    }
    if len(idle) < FEWEST_IDLE:
        return list(suspects)
    return [replace(s, suggested="") if s.figure in idle else s for s in suspects]


def rank_by_repairs(component: Component, repairs: Sequence[Repair]) -> dict[str, int]:
    """Rank the figures of a component by the likeliest repair that changes them."""
    places: dict[str, int] = {}
    for place, proposal in enumerate(repairs):
        for change in proposal.changes:
            if change.name in component.names:
                places.setdefault(change.name, place)
    return places


def list_repeated(report: Report, facts: Facts, component: Component) -> dict[str, str]:
    """Give for each further mention of a suspected percentage that says the same the mention which
    the rules speak of.
    """
    alike = {}
    for ids in facts.mentions.values():
        for figure in ids[1:]:
            if ids[0] in component.suspects and figure not in component.names:
                alike[figure] = ids[0]
    return alike


def suspect_figure(
    trial: CaseTrial,
    findings: Sequence[Finding],
    figure: str,
    component: Component,
    repairs: Sequence[Repair],
    alike: Mapping[str, str],
) -> Suspect:
    report = trial.report
    printed = report.figures.at[figure, "printed"]
    # an exchange of two figures is offered only when nothing else comes near
    changes = (c for r in repairs for c in r.changes if c.name == figure)
    change = next((c for c in changes if c.operation.name != "swap" or c.cause == "swap"), None)
    suggested = (
        change.wanted if change and change.wanted else write_range(component.repairs.get(figure))
    )
    others = {
        _well_printed(report, i)
        for f in findings
        if f.kind == "same"
        for i in f.figures
        if i != figure
    }
    if len(others) == 1:
        suggested = others.pop()
    leading = alike.get(figure, figure)
    suggested = _recomputed(trial, findings, leading) or suggested
    if report.figures.at[figure, "unit"] == "%" and not printed.endswith("%"):
        suggested = suggested.replace("%", "")
    if printed.startswith("0") and suggested.isdigit():
        suggested = suggested.zfill(len(printed))
    if not is_range(suggested) and not _can_be_typed(suggested, report.figures.at[figure, "unit"]):
        suggested = ""
    mends = (
        list_mended(trial, findings, {figure: suggested})
        if suggested and not is_range(suggested)
        else ()
    )
    cause = CAUSES.get(change.cause, "") if change and mends else ""
    return Suspect(figure, leading in component.certain, printed, suggested, cause, mends)


def _can_be_typed(suggested: str, unit: str) -> bool:
    """Tell whether a suggestion is a number that a report could print; what follows from a figure
    with a dozen digits too many may not be.
    """
    try:
        parse_printed(suggested, unit)
    except FigureError:
        return False
    return True


def _well_printed(report: Report, figure: str) -> str:
    """Write a figure as it should be printed: '97.37%' => '97,37%'."""
    row = report.figures.loc[figure]
    text = row["printed"]
    if row["value"] is None or not row["faults"]:
        return text
    percent = "%" if text.endswith("%") else ""
    return format_number(row["value"], max(0, int(row["decimals"]))) + percent


def _recomputed(trial: CaseTrial, findings: Sequence[Finding], figure: str) -> str:
    """Compute a percentage over many orgs from their printed counts, '' for any other figure."""
    report, facts = trial.report, trial.facts
    claims = [r for r in facts.rules if r.id in {f.rule for f in findings}]
    for rule in claims:
        rate = rule.constraint
        if not isinstance(rate, Rate) or len(names_of(rate)) <= LONGEST_LINK:
            continue
        if facts.leading(rate.rate) != figure:
            continue
        counts = {*rate.numerator.terms, *rate.denominator.terms}
        values = {name: report.figures.at[facts.leading(name), "value"] for name in counts}
        top = sum_terms(rate.numerator.terms, rate.numerator.constant, values)
        bottom = sum_terms(rate.denominator.terms, rate.denominator.constant, values)
        decimals = max(1, int(report.figures.at[figure, "decimals"]))
        if not bottom:
            return ""
        return format_percent(round_half_up(100 * top / bottom, decimals), decimals)
    return ""
