"""What an analyst looks at: a section, an org, a severity, and the findings, cases and figures that
they leave.
"""

from dataclasses import dataclass

from cchc.checks.cases import Case
from cchc.checks.findings import SEVERITY_NAMES, Finding
from cchc.report.checked import CheckedReport

ALL = ("Tất cả", "")


@dataclass(frozen=True)
class Selection:
    """A section id, an org code and a severity; "" stands for all of them."""

    section: str = ""
    org: str = ""
    severity: str = ""


def pick_findings(report: CheckedReport, chosen: Selection) -> tuple[Finding, ...]:
    """Pick the findings found in the section or on a figure printed there, of the org or on a
    figure of it.
    """
    orgs = report.figures["org"]
    placed = {f.finding for f in report.findings_of(chosen.section)} if chosen.section else ()
    return tuple(
        f
        for f in report.findings
        if (not chosen.section or f.finding in placed)
        and chosen.severity in ("", f.severity)
        and (not chosen.org or chosen.org in {f.org, *orgs[list(f.figures)]})
    )


def pick_cases(report: CheckedReport, chosen: Selection) -> tuple[Case, ...]:
    """Pick the cases that have a finding of the selection."""
    picked = {f.case for f in pick_findings(report, chosen)}
    return tuple(case for case in report.cases if case.case in picked)


def pick_figures(report: CheckedReport, chosen: Selection) -> list[str]:
    """Pick the ids of figures printed in the section, of the org; with a severity, those that its
    findings name.
    """
    figures = report.figures
    kept = (figures["section"] == chosen.section) | (not chosen.section)
    kept &= (figures["org"] == chosen.org) | (not chosen.org)
    if chosen.severity:
        named = {i for f in report.findings if f.severity == chosen.severity for i in f.figures}
        kept &= figures.index.isin(named)
    return list(figures.index[kept])


def list_sections(report: CheckedReport) -> list[tuple[str, str]]:
    """List the sections that have figures or findings, as (label, id), in the report's order."""
    used = {*report.figures["section"], *(f.section for f in report.findings)}
    return [
        ALL,
        *((f"{s.section} {s.title}", s.section) for s in report.meta.sections if s.section in used),
    ]


def list_orgs(report: CheckedReport) -> list[tuple[str, str]]:
    """List the orgs that have figures or findings, as (label, code), in the catalogue's order."""
    used = {*report.figures["org"], *(f.org for f in report.findings)}
    return [
        ALL,
        *((report.catalog.name(org), org) for org in report.catalog.orgs.index if org in used),
    ]


def list_severities() -> list[tuple[str, str]]:
    """List the severities as (label, code), errors first."""
    return [ALL, *((name, code) for code, name in SEVERITY_NAMES.items())]
