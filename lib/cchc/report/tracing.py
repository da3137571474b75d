"""Gather all that is known about one finding or one figure, for an analyst who asks."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pandas as pd

from cchc.checks.cases import Case
from cchc.checks.derive import DerivedRule, fact
from cchc.checks.findings import SEVERITY_NAMES, Finding, Suspect
from cchc.checks.suggestions import say_should_be
from cchc.checks.wording import open_sentence
from cchc.model.numbers import NO_FIGURE, format_number
from cchc.model.quarter import Quarter
from errloc.rules import names_of

if TYPE_CHECKING:
    from .checked import CheckedReport

Verdict = Literal["holds", "broken", "open"]

RULE_VERDICTS: dict[Verdict, str] = {
    "holds": "đúng",
    "broken": "không đúng",
    "open": "thiếu số liệu để kiểm tra",
}
DECISIONS = {
    "corrected": "đã thống nhất số",
    "explained": "đã giải trình",
    "queried": "đang hỏi lại",
    "": "chưa có",
}


@dataclass(frozen=True, repr=False, eq=False)
class Explanation:
    """A case with its figures, arithmetic and suspects.

    `asked` is the id that was asked for. `figures` is a frame as `lay_out` gives it, of the figures
    that the case's findings and suspects speak of; `citations` holds the rows of citations.csv that
    its findings quote by number, `decisions` the rows of decisions.csv on its findings.
    """

    asked: str
    case: Case
    title: str
    notebook: str
    figures: pd.DataFrame
    citations: pd.DataFrame
    decisions: pd.DataFrame
    quarter: Quarter
    data: Path | None

    def __repr__(self) -> str:
        return "\n".join(_lines_of_explanation(self))


@dataclass(frozen=True, repr=False, eq=False)
class Trace:
    """A figure as printed, with every mention of its fact, the rules that bind it, and what was
    decided.

    `mentions` is a frame as `lay_out` gives it, the leading mention first. A rule is "open" while a
    figure that it speaks of is missing. `agreed` is the value that analysis uses, as text;
    `corrected` and `disputed` are those of the observation.
    """

    figure: str
    mentions: pd.DataFrame
    rules: tuple[tuple[DerivedRule, Verdict], ...]
    findings: tuple[Finding, ...]
    decisions: pd.DataFrame
    agreed: str
    corrected: bool
    disputed: bool
    quarter: Quarter
    data: Path | None

    @property
    def row(self) -> pd.Series:
        """The figure's own row of `mentions`."""
        return self.mentions.loc[self.figure]

    def __repr__(self) -> str:
        return "\n".join(_lines_of_trace(self))


def explain_finding(report: "CheckedReport", id: str) -> Explanation:
    """Explain a finding, or a case, by its id. Raises StopIteration for an id that the report does
    not have.
    """
    case = next(c for c in report.cases if id == c.case or any(f.finding == id for f in c.findings))
    spoken = dict.fromkeys(i for f in case.findings for i in f.figures)
    spoken |= dict.fromkeys(s.figure for s in case.suspects)
    return Explanation(
        id,
        case,
        f"{report.catalog.name(case.org)}, mục {case.section}:"
        f" {report.section_title(case.section)}",
        notebook_of(report, case.section),
        lay_out(report, spoken),
        _citations_in(report, case.findings),
        _decisions_on(report, case.findings),
        report.quarter,
        report.data,
    )


def trace_figure(report: "CheckedReport", id: str) -> Trace:
    """Trace a figure by its id. Raises KeyError for an id that the report does not have."""
    row = report.figures.loc[id]
    name = fact(row["indicator"], row["org"])
    known = name in report.observations.index
    agreed = report.observations.loc[name] if known else None
    found = tuple(f for f in report.findings if id in f.figures)
    return Trace(
        id,
        lay_out(report, report.facts.mentions[name] if known else (id,)),
        tuple(_rules_on(report, name)),
        found,
        _decisions_on(report, found),
        _write_agreed(agreed),
        known and bool(agreed["corrected"]),
        known and bool(agreed["disputed"]),
        report.quarter,
        report.data,
    )


def _write_agreed(agreed: pd.Series | None) -> str:
    if agreed is None:
        return NO_FIGURE
    sign = "%" if agreed["unit"] == "%" else ""
    return format_number(agreed["value"], int(agreed["decimals"])) + sign


def id_of(value: object) -> str:
    """Take the id of a finding or a case; a text is an id already."""
    return (
        value.finding
        if isinstance(value, Finding)
        else value.case
        if isinstance(value, Case)
        else str(value)
    )


def lay_out(report: "CheckedReport", figures: Iterable[str]) -> pd.DataFrame:
    """Lay out figures by their ids: name, org, printed, unit, section, place, window, note, row,
    notebook.

    Names are the Vietnamese ones; `row` is that of figures.csv; `notebook` is the number of the
    section's.
    """
    rows = report.figures.loc[list(figures)]
    return pd.DataFrame(
        {
            "name": [report.catalog.name(code) for code in rows["indicator"]],
            "org": [report.catalog.name(org) for org in rows["org"]],
            "printed": rows["printed"],
            "unit": rows["unit"],
            "section": rows["section"],
            "place": [report.place_of_figure(id) for id in rows.index],
            "window": [
                _window(*ends)
                for ends in zip(rows["window_start"], rows["window_end"], strict=True)
            ],
            "note": rows["note"],
            "row": rows["row"],
            "notebook": [notebook_of(report, section) for section in rows["section"]],
        },
        index=rows.index,
    )


def notebook_of(report: "CheckedReport", section: str) -> str:
    """Give the number of the notebook that shows a section, '' where report.toml names none."""
    return next((s.notebook for s in report.meta.sections if s.section == section), "")


def say_suggestion(suspect: Suspect) -> str:
    """Say what a suspect should be: 'có thể là 9.896', 'phải nằm trong khoảng 830–834', or ''."""
    return say_should_be(suspect.suggested) if suspect.suggested else ""


def say_agreed(told: Trace) -> str:
    """Say the value that analysis uses, and where it comes from: '9.896 (đã thống nhất, báo cáo ghi
    9.852)'.
    """
    lead = told.mentions["printed"].iloc[0]
    marks = [f"đã thống nhất, báo cáo ghi {lead}"] * told.corrected
    marks += ["các lần nhắc còn ghi khác nhau"] * told.disputed
    return f"{told.agreed} ({'; '.join(marks)})" if marks else told.agreed


def _window(start: str, end: str) -> str:
    return (
        f"từ {start} đến {end}"
        if start and end
        else f"đến {end}"
        if end
        else f"từ {start}"
        if start
        else ""
    )


def _rules_on(report: "CheckedReport", name: str) -> Iterable[tuple[DerivedRule, Verdict]]:
    broken = {f.rule for f in report.findings}
    for rule in report.facts.rules:
        names = {str(n) for n in names_of(rule.constraint)}
        if name in names:
            yield (
                rule,
                (
                    "broken"
                    if rule.id in broken
                    else "holds"
                    if names <= set(report.facts.mentions)
                    else "open"
                ),
            )


def _citations_in(report: "CheckedReport", findings: Sequence[Finding]) -> pd.DataFrame:
    told = " ".join(f.says for f in findings if f.kind == "citation")
    # the whole number: 1/KH-UBND is not quoted where 61/KH-UBND is
    quoted = [
        bool(re.search(rf"(?<![\w/-]){re.escape(n)}(?![\w/-])", told))
        for n in report.citations["number"]
    ]
    return report.citations[quoted]


def _decisions_on(report: "CheckedReport", findings: Sequence[Finding]) -> pd.DataFrame:
    return report.decisions[report.decisions["finding"].isin([f.finding for f in findings])]


def _lines_of_explanation(told: Explanation) -> Iterable[str]:
    case, figures = told.case, told.figures
    yield f"{case.case} ({SEVERITY_NAMES[case.severity]}): {told.title}"
    yield from (f"  {f.finding}: {f.says}" for f in case.findings)
    for suspect in case.suspects:
        row = figures.loc[suspect.figure]
        weight = "cần xem lại" if suspect.certain else "có thể sai"
        printed = f"{row['name']} của {row['org']}: báo cáo ghi {suspect.printed}"
        said = ", ".join(filter(None, [printed, say_suggestion(suspect), suspect.cause]))
        mends = f"; sửa số này thì hết {', '.join(suspect.mends)}" if suspect.mends else ""
        yield f"  {open_sentence(weight)}: {said}{mends}"
    yield from _lines_of_figures(figures)
    for row in told.citations.itertuples():
        yield (
            f"  {row.kind} {row.number} (mục {row.section}, {row.place}; citations.csv, dòng"
            f" {row.row})"
        )
    yield from _lines_of_decisions(told.decisions)


def _lines_of_trace(told: Trace) -> Iterable[str]:
    row = told.row
    yield (
        f"{told.figure}: {row['name']} của {row['org']} được ghi là {row['printed']} (đơn vị tính:"
        f" {row['unit']})"
    )
    yield from _lines_of_figures(told.mentions)
    for rule, verdict in told.rules:
        yield f"  Quy tắc {rule.id} ({RULE_VERDICTS[verdict]}): {rule.says}"
    yield from (f"  {f.finding} ({SEVERITY_NAMES[f.severity]}): {f.says}" for f in told.findings)
    yield from _lines_of_decisions(told.decisions)
    yield f"  Số sử dụng: {say_agreed(told)}"


def _lines_of_figures(figures: pd.DataFrame) -> Iterable[str]:
    for id, row in figures.iterrows():
        window = f"; kỳ {row['window']}" if row["window"] else ""
        place = f"mục {row['section']}, {row['place']}{window}; figures.csv, dòng {row['row']}"
        yield f"  {id} = {row['printed']} ({place})"


def _lines_of_decisions(decisions: pd.DataFrame) -> Iterable[str]:
    for row in decisions.itertuples():
        value = f" ({row.figure} = {row.value})" if row.value else ""
        yield f"  Kết luận về {row.finding}: {DECISIONS[row.decision]}{value}, {row.reason}"
