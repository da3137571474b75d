"""Make quarters for the benchmarks: one in which every rule holds, and the one before it."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from random import Random

import pandas as pd

from cchc import CheckedReport
from cchc.checks.findings import state_facts
from cchc.checks.wording import sum_terms
from cchc.model.numbers import format_number, is_measure
from cchc.report.agreement import with_figures
from errloc.percentages import round_half_up
from errloc.rules import Rate, names_of

# what 2024Q1 would have to print for its equations to hold; percentages are computed again from
# these
COUNTS = {
    "I.2.c:dossiers_resolved:wards": "9.896",
    "I.2.b:linked_cross_level:city": "38",
    "I.2.b:linked_cross_land:city": "18",
    "I.2.c:results_digitised:p03": "834",
    "I.2.c:results_digitised:p05": "585",
    "I.2.c:results_digitised:p09": "417",
    "I.2.c:returned_by_post:id_desk": "1.381",
    "I.5:units_self_funded:city": "07",
    "I.6.c:signatures_people:area": "303",
    "I.6.g:signatures_bodies:area": "42",
    "II.2:online_rate:city": "97,01%",
    "V:digitisation_rate:area": "94,6%",
    "II.2:digitisation_rate:area": "94,6%",
}
# the same quarter at the end of the year: plans are overfulfilled, so that a rate above 100 % is
# right
YEAR_END = {"revenue": "4.956,906", "expenditure": "2.683,278", "tax_revenue": "4.218,898"}


def print_like(text: str, value: Fraction | Decimal, decimals: int) -> str:
    """Write a value in the manner of a printed figure: its percent sign and its leading zeros."""
    sign = "%" if text.endswith("%") else ""
    written = (
        format_number(Decimal(Fraction(value).numerator) / Fraction(value).denominator, decimals)
        + sign
    )
    return written.zfill(len(text)) if text.startswith("0") and written.isdigit() else written


def consistent_quarter(report: CheckedReport, year_end: bool = False) -> CheckedReport:
    """Correct 2024Q1 until every rule holds; documents that cannot be right are left out."""
    changes = dict(COUNTS)
    if year_end:
        figures = report.figures
        changes |= {
            i: YEAR_END[code] for i, code in figures["indicator"].items() if code in YEAR_END
        }
    corrected = with_figures(report, changes)
    corrected = with_figures(corrected, _recomputed_rates(corrected))
    figures = corrected.figures.assign(
        window_start=corrected.figures["window_start"].replace("15/12/2024", "15/12/2023")
    )
    faulty = corrected.citations["number"].str.contains(
        r"KGH|117/2014|60/2021|68-161|SNVCCVC|61/2018"
    )
    citations = corrected.citations.assign(
        number=corrected.citations["number"].where(~faulty, "01/KH-UBND"),
        kind=corrected.citations["kind"].where(~faulty, "Kế hoạch"),
        date=corrected.citations["date"].where(~faulty, ""),
    )
    return _fresh(replace(corrected, figures=figures, citations=citations))


def _recomputed_rates(report: CheckedReport) -> dict[str, str]:
    """Round every percentage anew from its parts, at the precision it is printed with."""
    facts = state_facts(report)
    values = {name: report.figures.at[ids[0], "value"] for name, ids in facts.mentions.items()}
    changes = {}
    for rule in facts.rules:
        rate = rule.constraint
        if not isinstance(rate, Rate) or not all(name in values for name in names_of(rate)):
            continue
        top = sum_terms(rate.numerator.terms, rate.numerator.constant, values)
        bottom = sum_terms(rate.denominator.terms, rate.denominator.constant, values)
        for figure in facts.mentions[rate.rate]:
            text, decimals = (
                report.figures.at[figure, "printed"],
                int(report.figures.at[figure, "decimals"]),
            )
            changes[figure] = print_like(
                text, round_half_up(100 * top / bottom, decimals), decimals
            )
    return changes


def previous_quarter(report: CheckedReport, seed: int = 1) -> CheckedReport:
    """Make the quarter before: every number a little different, as quarters are; it need not add
    up.
    """
    random = Random(seed)
    changes = {}
    for figure, row in report.figures.iterrows():
        factor = Fraction(random.randint(80, 97), 100)
        step = 1 / Fraction(10) ** int(row["decimals"])
        value = round_half_up(Fraction(row["value"]) * factor, int(row["decimals"]))
        if (not is_measure(row["unit"]) and value >= 1) or is_measure(row["unit"]):
            changes[figure] = print_like(row["printed"], max(value, step), int(row["decimals"]))
    return with_figures(report, changes)


def _fresh(report: CheckedReport) -> CheckedReport:
    previous = previous_quarter(report)
    return replace(
        report, previous=previous, decisions=pd.DataFrame(columns=report.decisions.columns)
    )
