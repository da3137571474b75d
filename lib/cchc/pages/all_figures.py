"""Every figure of a quarter in one list: whatever the chapters show, nothing printed is lost."""

from typing import Any

from cchc.model.numbers import NO_FIGURE, with_hedge
from cchc.objects.tables import Column, Table
from cchc.report.checked import CheckedReport
from cchc.show.endings import format_agreed, name_source

ALL_FIGURES = "toan-bo-so-lieu-bao-cao"
_TITLE = "Toàn bộ số liệu"


def tabulate_all_figures(report: CheckedReport) -> Table:
    """Lay out each printed figure with its place, in the order of the report."""
    name = report.catalog.name
    figures = report.figures
    rows = tuple(
        (
            name(row.indicator),
            open_cell(name(row.org)),
            row.unit,
            row.printed,
            _used(report, row),
            write_window(row.window_start, row.window_end),
            f"{row.section}, {row.place}",
            row.note,
        )
        for row in figures.itertuples()
    )
    columns = (
        Column("Chỉ tiêu", head=True),
        Column("Đơn vị"),
        Column("Đơn vị tính"),
        Column("Số báo cáo", "printed", internal=True),
        Column("Số sử dụng", "printed"),
        Column("Kỳ số liệu"),
        Column("Vị trí"),
        Column("Ghi chú", internal=True),
    )
    facts = tuple(
        (at, 4, f"{row.indicator}[{row.org}]") for at, row in enumerate(figures.itertuples())
    )
    notes = ("Số sử dụng: số đã thống nhất, hoặc số báo cáo khi chưa có kết luận sửa.",)
    if len(report.expected):
        notes += (f"{len(report.expected)} số liệu cần có nhưng {NO_FIGURE} thì không liệt kê.",)
    return Table(
        ALL_FIGURES,
        _TITLE,
        columns,
        rows,
        notes=notes,
        source=name_source(report),
        sheet=_TITLE,
        facts=facts,
    )


def open_cell(text: str) -> str:
    """Write a name as it stands first in a cell: with a capital."""
    return text[:1].upper() + text[1:]


def write_window(start: str, end: str) -> str:
    """Write a printed window."""
    return f"{start}–{end}" if start and end else start or end


def _used(report: CheckedReport, row: Any) -> str | None:
    """Write the agreed value; where it is the printed one, as roughly as that is told."""
    agreed = format_agreed(report, row.indicator, row.org)
    same = agreed is not None and report.value(row.indicator, row.org) == row.value
    return with_hedge(agreed, row.note) if same else agreed
