"""A chapter of any authority, from its figures alone: sentences, rates, totals, all figures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from cchc.checks.facts import split_fact
from cchc.errors import RequestError
from cchc.language import say
from cchc.model.numbers import format_number
from cchc.objects.prose import Prose, bullets, prose
from cchc.objects.tables import Column, Table
from cchc.report.checked import CheckedReport
from cchc.report.source_lines import find_source
from cchc.show.changes import compare_quarters
from cchc.show.comparisons import tabulate_printed_rates
from cchc.show.endings import format_agreed, tabulate_findings, tabulate_sources
from cchc.show.several import Several
from cchc.show.told import STATEMENT_KINDS
from errloc.rules import names_of

# so many of a kind a reader takes in; the table below has all of them
MOST_POINTS = 4


@dataclass(frozen=True)
class ChapterFigures:
    """What the report says in a chapter's sections."""

    report: CheckedReport
    chapter: str
    sections: tuple[str, ...]

    @property
    def figures(self) -> pd.DataFrame:
        """The figures printed here, in the report's order."""
        return self.report.figures[self.report.figures["section"].isin(self.sections)]

    @property
    def facts(self) -> list[tuple[str, str]]:
        """The facts printed here as indicator and org, each once."""
        return list(dict.fromkeys(zip(self.figures["indicator"], self.figures["org"], strict=True)))

    @property
    def orgs(self) -> list[str]:
        return list(dict.fromkeys(org for _, org in self.facts))

    def codes(self, org: str | None = None) -> list[str]:
        """The indicators printed here, of one org or of any."""
        return list(dict.fromkeys(c for c, o in self.facts if org is None or o == org))

    def id(self, name: str) -> str:
        """Name a table of this chapter apart from those of the others."""
        return f"phan-{self.chapter.lower()}-{name}"


def read_chapter(report: CheckedReport, chapter: str) -> ChapterFigures:
    """Take a chapter of the quarter by its number; an empty text takes the first with figures.

    Raises RequestError for a chapter that the quarter does not have.
    """
    entries = report.meta.chapters
    printed = set(report.figures["section"])
    with_figures = [entry for entry in entries if printed & set(entry.sections)]
    named = [entry for entry in entries if entry.chapter == chapter]
    found = named or (with_figures[:1] if not chapter else [])
    if not found:
        raise RequestError(
            say(
                "{quarter} has no chapter {chapter}; its chapters are {known}",
                quarter=report.quarter,
                chapter=repr(chapter),
                known=", ".join(entry.chapter for entry in entries),
            )
        )
    return ChapterFigures(report, found[0].chapter, found[0].sections)


def say_chapter(chapter: ChapterFigures) -> Prose:
    """Lead with what happened: rates, then the largest totals, then what does not fit."""
    points = [*_say_rates(chapter), *_say_totals(chapter), *_say_errors(chapter)]
    if not points:
        return Prose("Báo cáo không nêu số liệu nào ở phần này.")
    return bullets(points, id=chapter.id("y-chinh"))


def _say_rates(chapter: ChapterFigures) -> Iterable[Prose]:
    report, catalog = chapter.report, chapter.report.catalog
    rates = [(c, o) for c, o in chapter.facts if catalog.unit(c) == "%"]
    for code, org in rates[:MOST_POINTS]:
        printed = _with_percent(report.printed(code, org) or "")
        told = {"name": catalog.name(code), "org": catalog.name(org), "printed": printed}
        again = _recompute(report, code, org)
        if again is None or not _differs(report, code, org):
            yield prose("{name} của {org}: **{printed}** theo báo cáo.", **told)
        else:
            yield prose(
                "{name} của {org}: **{printed}** theo báo cáo, **{again:2%}** khi tính lại.",
                again=again,
                **told,
            )


def _say_totals(chapter: ChapterFigures) -> Iterable[Prose]:
    report, catalog = chapter.report, chapter.report.catalog
    parts = catalog.indicators["part_of"]
    totals = [
        (code, org)
        for code, org in chapter.facts
        if catalog.unit(code) != "%" and parts.get(code, "") not in chapter.codes(org)
    ]
    for code, org in totals[:MOST_POINTS]:
        yield prose(
            "{name} của {org}: **{value}** {unit}.",
            name=catalog.name(code),
            org=catalog.name(org),
            value=format_agreed(report, code, org) or report.printed(code, org),
            unit=catalog.unit(code),
        )


def _say_errors(chapter: ChapterFigures) -> Iterable[Prose]:
    found = chapter.report.findings_of(*chapter.sections)
    errors = sum(finding.is_open_error for finding in found)
    if errors:
        yield prose("**{errors}** lỗi số liệu của phần này chưa có kết luận.", errors=errors)


def _recompute(report: CheckedReport, code: str, org: str) -> Fraction | None:
    row = report.catalog.indicators.loc[code]
    if not (row["numerator"] and row["denominator"]):
        return None
    top, bottom = (report.value(row[side], org) for side in ("numerator", "denominator"))
    return None if top is None or not bottom else 100 * Fraction(top) / Fraction(bottom)


def _differs(report: CheckedReport, code: str, org: str) -> bool:
    """Tell whether a finding says that the printed rate is not what its parts give."""
    figures = set(report.mentions(code, org).index)
    return any(f.severity == "error" and figures & set(f.figures) for f in report.decided)


def _with_percent(printed: str) -> str:
    return printed if printed.endswith("%") else f"{printed}%"


def tabulate_chapter_rates(chapter: ChapterFigures) -> Table | None:
    """Set the percentages that have parts beside what the parts give; None where there is none."""
    indicators = chapter.report.catalog.indicators
    rates = [code for code in chapter.codes() if indicators.at[code, "numerator"]]
    table = tabulate_printed_rates(
        chapter.report,
        rates,
        chapter.orgs,
        id=chapter.id("ty-le"),
        title="Tỷ lệ: số báo cáo và số tính lại",
    )
    return table if table.rows else None


def tabulate_totals(chapter: ChapterFigures) -> Table | None:
    """Set totals beside the sum of each of their complete breakdowns; None where there is none."""
    report, printed = chapter.report, set(chapter.facts)
    sums = [rule for rule in report.facts.rules if rule.kind == "parts"]
    rows = []
    for rule in sums:
        whole, *parts = [split_fact(str(name)) for name in names_of(rule.meant)]
        if whole in printed or printed & set(parts):
            rows += _total_row(report, whole, [code for code, _ in parts])
    if not rows:
        return None
    columns = (
        Column("Tổng số", head=True),
        Column("Đơn vị", head=True),
        Column("Số báo cáo", "printed"),
        Column("Các thành phần"),
        Column("Tổng các thành phần", "number"),
        Column("Chênh lệch", "number"),
    )
    source = str(find_source(report, chapter.sections))
    title = "Tổng số và tổng các thành phần"
    return Table(chapter.id("tong"), title, columns, tuple(rows), source=source)


def _total_row(
    report: CheckedReport, total: tuple[str, str], parts: Sequence[str]
) -> Iterable[tuple]:
    """Give the row of a total; none where too little is printed to say anything."""
    whole, org = total
    values = {part: report.value(part, org) for part in parts}
    known = {part: value for part, value in values.items() if value is not None}
    printed = report.value(whole, org)
    if not known or (printed is None and len(known) < 2):
        return
    name = report.catalog.name
    told = " + ".join(f"{name(part)} {format_number(value)}" for part, value in known.items())
    lacking = [name(part) for part, value in values.items() if value is None]
    if lacking:
        told += f"; báo cáo không nêu {', '.join(lacking)}"
    added = None if lacking else sum(known.values())
    gap = None if added is None or printed is None else printed - added
    yield name(whole), _begin(name(org)), report.printed(whole, org), told, added, gap


def tabulate_chapter_figures(chapter: ChapterFigures) -> Table | None:
    """Lay out every figure printed in the chapter: nothing of the report is lost."""
    report, figures = chapter.report, chapter.figures
    if figures.empty:
        return None
    catalog = report.catalog
    rows = tuple(
        (
            catalog.name(row.indicator),
            _begin(catalog.name(row.org)),
            catalog.unit(row.indicator),
            row.printed,
            format_agreed(report, row.indicator, row.org),
            _window(row.window_start, row.window_end),
            f"{row.section}, {row.place}",
        )
        for row in figures.itertuples()
    )
    columns = (
        Column("Chỉ tiêu", head=True),
        Column("Đơn vị", head=True),
        Column("Đơn vị tính"),
        Column("Số báo cáo", "printed", internal=True),
        Column("Số sử dụng", "printed"),
        Column("Kỳ số liệu"),
        Column("Vị trí"),
    )
    facts = tuple(
        (at, 4, f"{row.indicator}[{row.org}]") for at, row in enumerate(figures.itertuples())
    )
    return Table(
        chapter.id("so-lieu"),
        "Số liệu của phần này",
        columns,
        rows,
        source=str(find_source(report, chapter.sections)),
        facts=facts,
    )


def _begin(text: str) -> str:
    """Write a name as it stands first in a cell: with a capital."""
    return text[:1].upper() + text[1:]


def _window(start: str, end: str) -> str:
    return f"{start}–{end}" if start and end else start or end


def tabulate_chapter_statements(chapter: ChapterFigures) -> Table | None:
    """Lay out the plans, assessments, difficulties and proposals of the chapter's sections."""
    told = chapter.report.statements
    told = told[told["section"].isin(chapter.sections)]
    if told.empty:
        return None
    rows = tuple(
        (row.title, STATEMENT_KINDS[row.kind], row.due or "không nêu", row.section)
        for row in told.itertuples()
    )
    columns = (Column("Nội dung", head=True), Column("Loại"), Column("Thời hạn"), Column("Mục"))
    source = str(find_source(chapter.report, chapter.sections))
    title = "Nhiệm vụ, nhận định, khó khăn, kiến nghị"
    return Table(chapter.id("noi-dung"), title, columns, rows, source=source)


def compare_chapter(chapter: ChapterFigures) -> Several | None:
    """Compare the chapter's facts with earlier quarters and targets."""
    return compare_quarters(chapter.report, chapter.codes(), chapter.orgs, id=chapter.id("so-sanh"))


def list_chapter_findings(chapter: ChapterFigures) -> Table | Prose:
    """Lay out the findings of the chapter's sections."""
    return tabulate_findings(chapter.report, *chapter.sections, id=chapter.id("bat-thuong"))


def list_chapter_sources(chapter: ChapterFigures) -> Table | Prose:
    """Lay out the documents that the chapter's sections cite."""
    return tabulate_sources(chapter.report, *chapter.sections, id=chapter.id("nguon"))
