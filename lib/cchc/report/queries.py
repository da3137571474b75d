"""What each unit has to answer: open cases, and the numbers of them that are the unit's own."""

from collections.abc import Iterator
from dataclasses import dataclass

from cchc.checks.cases import Case
from cchc.checks.findings import Finding, Suspect
from cchc.model.org_roles import ALL_UNITS, AUTHORITY, WHOLE_AREA

from .checked import CheckedReport

_NOBODY = (AUTHORITY, ALL_UNITS, WHOLE_AREA)
_SETTLED = ("corrected", "explained")


@dataclass(frozen=True)
class Query:
    """A case as one unit is asked about it: the findings that stand open, its suspects, its
    figures.
    """

    org: str
    case: Case
    findings: tuple[Finding, ...]
    suspects: tuple[Suspect, ...]
    figures: tuple[str, ...]


def list_queries(report: CheckedReport) -> tuple[dict[str, list[Query]], list[Query]]:
    """Give what each unit has to answer, in the order of orgs.csv, and what is left to the
    authority itself: its own numbers, sums that nobody else reports, slips of the text.
    """
    asked: dict[str, list[Query]] = {}
    own: list[Query] = []
    for case in report.cases:
        findings = tuple(f for f in case.findings if f.decision not in _SETTLED)
        if case.severity == "info" or not findings:
            continue
        queries = list(_ask(report, case, findings))
        for query in queries:
            asked.setdefault(query.org, []).append(query)
        if not queries:
            figures = tuple(i for f in findings for i in f.figures)
            own.append(Query(report.authority, case, findings, case.suspects, figures))
    order = [org for org in report.catalog.orgs.index if org in asked]
    return {org: asked[org] for org in order}, own


def _ask(report: CheckedReport, case: Case, findings: tuple[Finding, ...]) -> Iterator[Query]:
    """Ask those whose numbers are suspects; where none is, all whose numbers do not fit.

    A slip of the text, such as a period turned round, is the author's own.
    """
    if not case.suspects and not any(finding.names for finding in findings):
        return
    figures = [s.figure for s in case.suspects] or [i for f in findings for i in f.figures]
    known = [figure for figure in dict.fromkeys(figures) if figure in report.figures.index]
    nobody = {org for role in _NOBODY for org in report.roles.get(role, ())}
    for org in dict.fromkeys(report.figures.at[figure, "org"] for figure in known):
        if org in nobody:
            continue
        theirs = tuple(figure for figure in known if report.figures.at[figure, "org"] == org)
        suspects = tuple(s for s in case.suspects if s.figure in theirs)
        yield Query(org, case, findings, suspects, theirs)
