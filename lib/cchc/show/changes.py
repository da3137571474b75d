"""This quarter against the one before, the same one a year before, and the targets; only where the
data hold them.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

import pandas as pd

from cchc.checks.derive import fact
from cchc.checks.wording import open_sentence, within_sentence
from cchc.model.numbers import format_number, format_percent
from cchc.model.units import is_measure
from cchc.objects.figures import Figure
from cchc.objects.prose import Prose, prose
from cchc.objects.tables import Column, Table
from cchc.report.asked import asked
from cchc.report.checked import CheckedReport
from cchc.report.history import PeriodChange, Point, compare_points, join_names, take_point

from .endings import name_facts, name_shortly, name_source
from .joining import cut_short, join_words
from .several import Several

AGAINST_TARGET = "mục tiêu"
CHANGE_KINDS = {"ty-le": "Tỷ lệ", "so-luong": "Số lượng", "so-tien": "Số tiền"}
MOST_APART = 3  # numbers that are named where they are not compared
_CHANGES = {1: "tăng", -1: "giảm"}
_BETTER = {
    ("higher", 1): ", tốt lên",
    ("higher", -1): ", xấu đi",
    ("lower", 1): ", xấu đi",
    ("lower", -1): ", tốt lên",
}


def compare_quarters(
    report: CheckedReport, indicators: Sequence[str], orgs: Sequence[str] | str, *, id: str
) -> Several | None:
    """Compare facts with earlier quarters and targets, under a heading of their own: for each kind
    a table and a chart.

    `orgs` are codes or roles, or one role such as 'units'; facts that no quarter states are left
    out. None, and so nothing on the page, while the data hold no earlier quarter.
    """
    if not report.history:
        return None
    stated = {name for quarter in (report, *report.history) for name in quarter.observations.index}
    facts = [(code, org) for code in indicators for org in report.members(orgs)]
    facts = [pair for pair in facts if _is_stated(report, pair, stated)]
    if not facts:
        return None
    from .runs import draw_runs  # what only speaks of changes needs no matplotlib

    parts: list[Prose | Table | Figure] = [say_comparison(report)]
    for slug in CHANGE_KINDS:
        if group := [pair for pair in facts if _kind(report, pair[0]) == slug]:
            parts.append(tabulate_changes(report, group, id=f"{id}-{slug}"))
            if chart := draw_runs(report, group, id=f"{id}-{slug}-dien-bien"):
                parts.append(chart)
    return Several(tuple(parts))


def _kind(report: CheckedReport, code: str) -> str:
    unit = report.catalog.unit(code)
    return "ty-le" if unit == "%" else "so-tien" if is_measure(unit) else "so-luong"


def _is_stated(report: CheckedReport, pair: tuple[str, str], stated: set[str]) -> bool:
    code, org = pair
    parts = report.catalog.indicators.loc[code, ["numerator", "denominator"]]
    return fact(code, org) in stated or all(part and fact(part, org) in stated for part in parts)


def say_comparison(report: CheckedReport) -> Prose:
    """Open the comparison of a section: its heading, what a difference is, and which quarters the
    data lack for it.
    """
    absent = [quarter.short_label for quarter in _bases(report) if report.earlier(quarter) is None]
    lacking = f" Dữ liệu chưa có {join_words(absent)}." if absent else ""
    return Prose(
        "## So với các kỳ trước\n\n*Chênh* là số kỳ này trừ số kỳ so sánh. *Không khác rõ* nghĩa"
        f" là chênh lệch có thể chỉ do ngẫu nhiên. Phần 14 nêu số nào so được với số nào.{lacking}"
    )


def _bases(report: CheckedReport):
    return report.quarter.previous(), report.quarter.year_before()


def tabulate_changes(
    report: CheckedReport, facts: Sequence[tuple[str, str]], *, id: str
) -> Table | Prose:
    """Lay out facts (indicator, org) of one kind, rates, counts or amounts, against earlier
    quarters and targets.

    What cannot be compared is told in the notes, by its reason.
    """
    name, doubted, kind = name_facts(report, facts), _doubted(report), _kind(report, facts[0][0])
    rows, reasons, summed = [], {}, {}
    for code, org in facts:
        for change, against in _changes(report, code, org):
            if change.then.summed:
                summed.setdefault((org, change.then.summed), []).append(against)
            if change.why_not:
                reasons.setdefault((against, change.why_not), []).append(name[code, org])
            elif kind == "ty-le":
                rows.append(
                    (
                        open_sentence(name[code, org]),
                        against,
                        *_rate_cells(change),
                        _remark(report, change, doubted, against),
                    )
                )
            else:
                unit, remark = report.catalog.unit(code), _remark(report, change, doubted, against)
                named = open_sentence(name[code, org])
                rows.append((named, unit, against, *_count_cells(change), remark))
    notes = [
        _say_apart(against, why, told, CHANGE_KINDS[kind], len(told) == len(facts))
        for (against, why), told in reasons.items()
    ]
    notes += [
        f"Số {join_words(list(dict.fromkeys(when)))} của {report.catalog.name(org)} tính trên tổng"
        f" của {join_names(report.catalog, orgs)}."
        for (org, orgs), when in summed.items()
    ]
    if not rows:
        return Prose("\n\n".join(prose("{note}", note=note).markdown for note in notes))
    columns = _RATES if kind == "ty-le" else _count_columns(3 if kind == "so-tien" else 0)
    title = f"{_scope(report, facts, kind)}: kỳ này so với các kỳ trước"
    title += " và mục tiêu" if any(AGAINST_TARGET in row for row in rows) else ""
    return Table(id, title, columns, tuple(rows), notes=tuple(notes), source=name_source(report))


def _say_apart(against: str, why: str, told: Sequence[str], kind: str, all_of_them: bool) -> str:
    """Say what is not compared and why: by name where that tells something, of many the first."""
    if all_of_them and len(told) > 1:
        return f"Không so {within_sentence(kind)} với {against} vì {why}."
    names = "; ".join(cut_short(told, MOST_APART, "số"))
    return f"Không so với {against} vì {why}: {names}."


def _scope(report: CheckedReport, facts: Sequence[tuple[str, str]], kind: str) -> str:
    """Say what all rows of a table share, for `name_facts` leaves it out of their names."""
    codes, orgs = {code for code, _ in facts}, {org for _, org in facts}
    shared = [report.catalog.name(code) for code in codes if len(codes) == 1]
    return ", ".join(
        [
            *(shared or [CHANGE_KINDS[kind]]),
            *(name_shortly(report, org) for org in orgs if len(orgs) == 1),
        ]
    )


_RATES = (
    Column("Tỷ lệ", head=True),
    Column("So với"),
    Column("Kỳ này (%)", "percent", 2),
    Column("Kỳ so sánh (%)", "percent", 2),
    Column("Chênh (điểm %)", "percent", 2),
    Column("Khoảng tin cậy", "printed"),
    Column("Nhận xét"),
)


def _count_columns(decimals: int) -> tuple[Column, ...]:
    return (
        Column("Chỉ tiêu", head=True),
        Column("Đơn vị tính"),
        Column("So với"),
        Column("Kỳ này", "number", decimals),
        Column("Kỳ so sánh", "number", decimals),
        Column("Chênh", "number", decimals),
        Column("Thay đổi (%)", "printed"),
        Column("Nhận xét"),
    )


def _changes(report: CheckedReport, code: str, org: str) -> Iterable[tuple[PeriodChange, str]]:
    for quarter in _bases(report):
        if before := report.earlier(quarter):
            yield compare_points(report, code, org, before), quarter.short_label
    target, now = report.target(code, org), take_point(report, code, org)
    if target is not None and now.value is not None:
        aim = Decimal(target["value"])
        yield (
            PeriodChange(code, org, now, Point(report.quarter, aim), now.value - aim),
            AGAINST_TARGET,
        )


def _rate_cells(change: PeriodChange) -> tuple:
    span = "–"
    if change.interval:
        span = (
            f"{format_number(change.interval.low, 2)} đến {format_number(change.interval.high, 2)}"
        )
    return change.now.value, change.then.value, change.difference, span


def _count_cells(change: PeriodChange) -> tuple:
    share = 100 * change.difference / change.then.value if change.then.value else None
    return (
        change.now.value,
        change.then.value,
        change.difference,
        "–" if share is None else format_number(share, 1),
    )


def _remark(report: CheckedReport, change: PeriodChange, doubted: set[str], against: str) -> str:
    said = []
    if against == AGAINST_TARGET:
        told = judge_target(
            report, change.indicator, change.org, report.target(change.indicator, change.org)
        )
        said.append(told.partition(", ")[2])
    elif change.interval:
        said.append(_judge(report, change))
    for point, when in ((change.now, "kỳ này"), (change.then, "kỳ so sánh")):
        if point.part is not None and not point.is_proportion:
            said.append(f"{when} tử số lớn hơn mẫu số")
    parts = report.catalog.indicators.loc[change.indicator, ["numerator", "denominator"]]
    if doubted & {fact(code, change.org) for code in (change.indicator, *parts)}:
        said.append("số kỳ này đang nghi sai")
    elif change.now.disputed:
        said.append("kỳ này ghi nhiều số khác nhau")
    if change.then.disputed:
        said.append("kỳ so sánh ghi nhiều số khác nhau")
    return "; ".join(said) or "–"


def _judge(report: CheckedReport, change: PeriodChange) -> str:
    if change.interval.low <= 0 <= change.interval.high:
        return "không khác rõ"
    side = 1 if change.difference > 0 else -1
    return _CHANGES[side] + _BETTER.get(
        (report.catalog.indicators.at[change.indicator, "better"], side), ""
    )


@asked
def _doubted(report: CheckedReport) -> set[str]:
    """Name the facts whose number used is a suspect of an error nobody has decided: where another
    mention of it is the wrong one, the number shown is in no doubt.
    """
    used = set(report.observations["figure"])
    opened = [case for case in report.cases if any(f.is_open_error for f in case.findings)]
    suspects = [
        report.figures.loc[s.figure] for case in opened for s in case.suspects if s.figure in used
    ]
    return {fact(row["indicator"], row["org"]) for row in suspects}


def judge_target(report: CheckedReport, code: str, org: str, target: pd.Series | None) -> str:
    """Say a target and whether it is reached: '100%, chưa xác nhận'; only a confirmed one is
    judged.
    """
    if target is None:
        return "–"
    aim = format_percent(float(target["value"]), None)
    if target["confirmed"] != "yes":
        return f"{aim}, chưa xác nhận"
    value = report.value(code, org)
    better = report.catalog.indicators.at[code, "better"]
    reached = (
        value >= float(target["value"]) if better != "lower" else value <= float(target["value"])
    )
    return f"{aim}, {'đạt' if reached else 'chưa đạt'}"
