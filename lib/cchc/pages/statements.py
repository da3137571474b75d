"""Plans, difficulties and proposals: what they rest on and what became of them."""

from collections.abc import Sequence

import pandas as pd

from cchc.model.folder import Report
from cchc.model.numbers import NO_FIGURE
from cchc.model.quarter import Quarter
from cchc.objects.prose import Prose
from cchc.objects.tables import Column, Table
from cchc.report.checked import CheckedReport
from cchc.show.endings import name_source
from cchc.show.joining import join_words
from cchc.show.told import THEME_NAMES, name_due, say_figures

OUTCOME_NAMES = {
    "done": "đã hoàn thành",
    "partly": "hoàn thành một phần",
    "not_done": "chưa thực hiện",
    "dropped": "không thực hiện nữa",
}


def count_measured(statements: pd.DataFrame) -> pd.DataFrame:
    """Count statements by theme and by whether a figure bears on them: whole, part, value; for
    `draw_parts`.
    """
    named = statements.assign(
        part=statements["measured"].map({True: "có số liệu", False: "không có số liệu"})
    )
    counts = pd.crosstab(named["theme"], named["part"])
    order = dict.fromkeys([*THEME_NAMES.values(), *statements["theme"]])
    counts = counts.reindex([name for name in order if name in counts.index])
    return counts.stack().rename_axis(["whole", "part"]).reset_index(name="value")


def tabulate_follow_up(report: CheckedReport, *, id: str) -> Table | Prose:
    """Say what became of the plans due by now: their figures then and now, and the outcome that
    follow-up.csv records.

    Due are all dated plans of the quarter before that end with this quarter, those of older ones
    that end in it, and what follow-up.csv carries on, unless put off beyond this quarter. Without
    an outcome the figures speak, and whether the report returns to the plan.
    """
    if not report.history and report.follow_up.empty:
        return Prose(
            "Chưa có dữ liệu kỳ trước nên chưa đối chiếu được nhiệm vụ đề ra với kết quả thực hiện."
        )
    plans = {
        (before.quarter, plan.Index): plan
        for before in reversed(report.history)
        for plan in before.statements.query("kind == 'plan' and due != ''").itertuples()
        if _is_due(report.quarter, before.quarter, plan.due)
    }
    recorded = {
        (Quarter.parse(row.quarter), row.Index): row for row in report.follow_up.itertuples()
    }
    last = name_due(str(report.quarter))[1]
    plans |= {
        key: row
        for key, row in recorded.items()
        if key not in plans and (row.outcome or name_due(row.due)[1] <= last)
    }
    rows = [
        (
            _name_plan(report, *key),
            plan.title,
            name_due(plan.due)[0],
            *_follow(report, key[0], plan, recorded.get(key)),
        )
        for key, plan in plans.items()
    ]
    if not rows:
        return Prose("Kỳ trước không đề ra nhiệm vụ nào phải hoàn thành trong kỳ này.")
    names = ("Nhiệm vụ đề ra", "Thời hạn", "Số liệu khi đề ra", "Số liệu kỳ này", "Kết quả")
    columns = (Column("Mã", head=True), *map(Column, names))
    noted = any(row.outcome for row in recorded.values())
    notes = [
        "Kết quả do người theo dõi ghi; nhiệm vụ chưa ghi kết quả thì nêu thay đổi của số liệu."
    ] * noted
    title = "Nhiệm vụ đã đề ra, đến hạn trong kỳ này"
    return Table(id, title, columns, tuple(rows), notes=tuple(notes), source=name_source(report))


def _is_due(now: Quarter, promised: Quarter, due: str) -> bool:
    month, last = name_due(due)[1], name_due(str(now))[1]
    return month <= last and (
        promised == now.previous() or month > name_due(str(now.previous()))[1]
    )


def _name_plan(report: CheckedReport, promised: Quarter, statement: str) -> str:
    return (
        statement
        if promised == report.quarter.previous()
        else f"{statement} ({promised.short_label})"
    )


def _follow(report: CheckedReport, promised: Quarter, plan, record) -> tuple[str, str, str]:
    """Say the figures of a plan then and now, and its outcome: as recorded, else what this quarter
    states of it.
    """
    codes, before = _codes(plan), report.earlier(promised)
    then = say_figures(before, codes) if before else NO_FIGURE
    now = say_figures(report, codes)
    if record is not None and record.outcome:
        return then, now, ": ".join(filter(None, (OUTCOME_NAMES[record.outcome], record.reason)))
    said = (
        "số không đổi"
        if before and _values(before, codes) == _values(report, codes)
        else "số đã đổi"
    )
    if not before:
        said = "không có số liệu khi đề ra"
    if not report.figures["indicator"].isin(codes).any():
        said = "không có số" if codes else "không gắn với số liệu"
    stated = report.statements.itertuples()
    again = [
        row.Index for row in stated if row.title == plan.title or set(codes) & set(_codes(row))
    ]
    return (
        then,
        now,
        (
            f"{said};"
            f" {'nhắc lại ở ' + join_words(again, 3, 'nội dung') if again else 'không nhắc lại'}"
        ),
    )


def _values(report: Report, codes: Sequence[str]) -> set[tuple]:
    found = report.figures[report.figures["indicator"].isin(codes)]
    return set(found[["indicator", "org", "value"]].itertuples(index=False, name=None))


def _codes(statement) -> list[str]:
    return list(filter(None, statement.indicators.split(";")))
