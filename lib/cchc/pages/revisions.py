"""What changed since a quarter was sealed."""

from decimal import Decimal

from cchc.model.numbers import NO_FIGURE, format_number
from cchc.objects.prose import Prose
from cchc.objects.tables import Column, Table
from cchc.report.checked import CheckedReport
from cchc.report.sealing import Revision, list_revisions
from cchc.show.endings import name_shortly, name_source
from cchc.show.joining import join_words
from cchc.show.several import Several


def compare_sealed(report: CheckedReport, *, id: str) -> Several | None:
    """Tell what was revised in this quarter and the one before since they were sealed; None while
    neither is.
    """
    before = report.earlier(report.quarter.previous())
    sealed = [
        quarter
        for quarter in (before, report)
        if quarter is not None and quarter.sealed is not None
    ]
    if not sealed:
        return None
    names = join_words([quarter.quarter.short_label for quarter in sealed])
    text = (
        f"## Số liệu đã đổi sau khi chốt\n\nSố liệu đã chốt khi công bố: {names}. Một số được nêu ở"
        " đây khi giá trị dùng để phân tích hôm nay khác giá trị lúc chốt."
    )
    revisions = [(quarter, revision) for quarter in sealed for revision in list_revisions(quarter)]
    if not revisions:
        return Several((Prose(f"{text} Từ khi chốt đến nay chưa có số nào đổi."),))
    return Several((Prose(text), _tabulate(report, revisions, id)))


def _tabulate(
    report: CheckedReport, revisions: list[tuple[CheckedReport, Revision]], id: str
) -> Table:
    rows = []
    for quarter, revision in revisions:
        was, now = revision.sealed, revision.now
        apart = "–" if was is None or now is None else format_number(now - was)
        name = f"{report.catalog.name(revision.indicator)}, {name_shortly(report, revision.org)}"
        unit = report.catalog.unit(revision.indicator)
        rows.append(
            (name, quarter.quarter.short_label, unit, _write(was), _write(now), apart, revision.why)
        )
    columns = (
        Column("Chỉ tiêu", head=True),
        Column("Kỳ"),
        Column("Đơn vị tính"),
        Column("Lúc chốt", "printed"),
        Column("Hiện nay", "printed"),
        Column("Chênh", "printed"),
        Column("Lý do"),
    )
    return Table(
        id, f"{len(rows)} số đã đổi sau khi chốt", columns, tuple(rows), source=name_source(report)
    )


def _write(value: Decimal | None) -> str:
    return NO_FIGURE if value is None else format_number(value)
