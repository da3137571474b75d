"""A chapter of any authority as tables: units side by side, all figures, statements, findings."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cchc.checks.facts import fact, split_fact
from cchc.model.numbers import format_number, with_hedge
from cchc.model.org_roles import UNITS
from cchc.objects.prose import Prose
from cchc.objects.tables import Column, Table
from cchc.report.asked import asked
from cchc.report.checked import CheckedReport
from cchc.report.source_lines import find_source
from cchc.show.changes import compare_quarters
from cchc.show.endings import format_agreed, tabulate_findings, tabulate_sources
from cchc.show.several import Several
from cchc.show.told import STATEMENT_KINDS, TOLD_KINDS
from errloc.printed import round_half_up
from errloc.rules import names_of

from .all_figures import open_cell, write_window
from .chapter_figures import ChapterFigures, recompute_rate

# fewer orgs stand in rows of their own; more columns than these do not fit a page
FEWEST_UNITS, MOST_COUNTED = 3, 6
_SAID_BELOW = ("Đơn vị", "Đơn vị tính", "Kỳ số liệu", "Vị trí")
_PRINTED, _AGREED = "Số báo cáo", "Số sử dụng"
_USED = "Số sử dụng: số đã thống nhất khi báo cáo nêu một số ở nhiều nơi hoặc đã có kết luận sửa."
_AGAIN = "Tính từ các thành phần: tỷ lệ từ tử số và mẫu số, tổng số từ các số cộng thành."


def tabulate_units(chapter: ChapterFigures) -> Table | None:
    """Set units that state the same indicators side by side, a row each; None for fewer than three.

    An indicator that only one of them states stays in the other table.
    """
    report, units = chapter.report, _list_units(chapter)
    codes = _list_shared(chapter, units)
    if not codes:
        return None
    name = report.catalog.name
    rows = tuple(
        (open_cell(name(unit)), *(format_agreed(report, code, unit) for code in codes))
        for unit in units
    )
    columns = (
        Column("Đơn vị", head=True),
        *(Column(_with_unit(report, code), "printed") for code in codes),
    )
    facts = tuple(
        (at, place, fact(code, unit))
        for at, unit in enumerate(units)
        for place, code in enumerate(codes, 1)
        if (code, unit) in chapter.facts
    )
    source = str(find_source(report, chapter.sections))
    title = "Số liệu của từng đơn vị"
    return Table(chapter.id("don-vi"), title, columns, rows, source=source, facts=facts)


def _list_units(chapter: ChapterFigures) -> list[str]:
    """List the compared units that the chapter speaks of, where they are several."""
    units = [org for org in chapter.report.members(UNITS) if org in chapter.orgs]
    return units if len(units) >= FEWEST_UNITS else []


def _list_shared(chapter: ChapterFigures, units: Sequence[str]) -> list[str]:
    """List the indicators that several of the units state, each once, as one table has room."""
    stated = Counter(zip(chapter.figures["indicator"], chapter.figures["org"], strict=True))
    shared = [
        code
        for code in chapter.codes()
        if sum((code, unit) in stated for unit in units) > 1
        and all(stated[code, unit] <= 1 for unit in units)
    ]
    return shared[:MOST_COUNTED]


def tabulate_chapter_figures(chapter: ChapterFigures) -> Table | None:
    """Lay out every figure printed in the chapter, each rate and total with what its parts give.

    What `tabulate_units` shows is left out; nothing else of the report is lost. A column that says
    the same in each row is a note.
    """
    report, figures = chapter.report, chapter.figures
    units = _list_units(chapter)
    side = {(code, unit) for code in _list_shared(chapter, units) for unit in units}
    pairs = zip(figures["indicator"], figures["org"], strict=True)
    figures = figures[[pair not in side for pair in pairs]]
    if figures.empty:
        return None
    name, lines = report.catalog.name, list(figures.itertuples())
    again = [_say_again(report, line.indicator, line.org) for line in lines]
    cells: dict[Column, list[str | None]] = {
        Column("Chỉ tiêu", head=True): [name(line.indicator) for line in lines],
        Column("Đơn vị", head=True): [open_cell(name(line.org)) for line in lines],
        Column("Đơn vị tính"): [line.unit for line in lines],
        **_list_values(report, lines),
        Column("Tính từ các thành phần"): again,
        Column("Kỳ số liệu"): [write_window(line.window_start, line.window_end) for line in lines],
        Column("Vị trí"): [f"mục {line.section}, {line.place}" for line in lines],
    }
    notes = [_USED] if any(column.name == _AGREED for column in cells) else []
    for column in list(cells):
        if column.name in _SAID_BELOW and len(set(cells[column])) == 1:
            (said,) = set(cells.pop(column))
            notes += [f"{column.name}: {said}."] if said else []
    if any(again):
        notes.append(_AGAIN)
    else:
        del cells[Column("Tính từ các thành phần")]
    columns = tuple(cells)
    place = max(at for at, column in enumerate(columns) if column.kind == "printed")
    facts = tuple((at, place, fact(line.indicator, line.org)) for at, line in enumerate(lines))
    return Table(
        chapter.id("so-lieu"),
        "Số liệu của phần này",
        columns,
        tuple(zip(*cells.values(), strict=True)),
        notes=tuple(notes),
        source=str(find_source(report, chapter.sections)),
        facts=facts,
    )


def _list_values(report: CheckedReport, lines: Sequence[Any]) -> Mapping[Column, list[str | None]]:
    """Give the numbers as printed, and those agreed on beside them where any is another."""
    printed = [with_hedge(line.printed, line.note) for line in lines]
    if all(report.value(line.indicator, line.org) == line.value for line in lines):
        return {Column(_PRINTED, "printed"): printed}
    used = [format_agreed(report, line.indicator, line.org) for line in lines]
    return {Column(_PRINTED, "printed", internal=True): printed, Column(_AGREED, "printed"): used}


@asked
def _say_again(report: CheckedReport, code: str, org: str) -> str:
    """Say what the parts of a rate or of a total give; an empty text where they give nothing."""
    rate = recompute_rate(report, code, org)
    if rate is not None:
        return f"{format_number(round_half_up(rate, 2))}%"
    return "; ".join(dict.fromkeys(_say_sums(report, code, org)))


def _say_sums(report: CheckedReport, whole: str, org: str) -> Iterable[str]:
    for rule in report.facts.rules:
        total, *parts = [split_fact(str(name)) for name in names_of(rule.meant)]
        if rule.kind != "parts" or total != (whole, org):
            continue
        values = [report.value(*part) for part in parts]
        known = [value for value in values if value is not None]
        if len(known) == len(values):
            gap = (report.value(whole, org) or 0) - sum(known)
            told = format_number(sum(known))
            yield f"{told} (chênh lệch {format_number(abs(gap))})" if gap else told
        elif len(known) > 1:
            named = zip(parts, values, strict=True)
            lacking = [report.catalog.name(part) for (part, _), value in named if value is None]
            yield f"{format_number(sum(known))}, chưa có {', '.join(lacking)}"


def _with_unit(report: CheckedReport, code: str) -> str:
    return f"{report.catalog.name(code)} ({report.catalog.unit(code)})"


def tabulate_chapter_statements(chapter: ChapterFigures) -> Table | None:
    """Lay out the plans, assessments, difficulties and proposals of the chapter's sections."""
    told = chapter.report.statements
    told = told[told["section"].isin(chapter.sections) & told["kind"].isin(TOLD_KINDS)]
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


def list_chapter_findings(chapter: ChapterFigures) -> Table | Prose | None:
    """Lay out the findings of the chapter's sections; None where there are none."""
    if not chapter.report.findings_of(*chapter.sections):
        return None
    return tabulate_findings(chapter.report, *chapter.sections, id=chapter.id("bat-thuong"))


def list_chapter_sources(chapter: ChapterFigures) -> Table | Prose | None:
    """Lay out the documents that the chapter's sections cite; None where they cite none."""
    if not chapter.report.citations["section"].isin(chapter.sections).any():
        return None
    return tabulate_sources(chapter.report, *chapter.sections, id=chapter.id("nguon"))
