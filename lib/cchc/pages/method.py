"""How the figures were checked: coverage, windows, definitions, rules, targets, versions."""

from importlib.metadata import version

import pandas as pd

from cchc.checks.wording import open_sentence
from cchc.model.numbers import format_date
from cchc.model.org_roles import UNITS, is_valid
from cchc.objects.prose import Prose, prose
from cchc.objects.tables import Column, Table
from cchc.objects.tabulating import tabulate
from cchc.report.agreement import list_corrections, list_unsettled
from cchc.report.checked import CheckedReport
from cchc.show.endings import list_missing, name_source
from cchc.show.run_words import say_points
from cchc.show.told import TOLD_KINDS

TOOLS = (
    "cchc",
    "pandas",
    "numpy",
    "scipy",
    "matplotlib",
    "papermill",
    "nbconvert",
    "typst",
    "xlsxwriter",
)


def say_coverage(report: CheckedReport) -> Prose:
    """Say how much the annex rests on."""
    return prose(
        "Phụ lục dựa trên **{figures}** số liệu của {indicators} chỉ tiêu và {orgs} đơn vị, {cited}"
        " lượt viện dẫn văn bản và {statements} nhiệm vụ, nhận định, khó khăn, kiến nghị."
        " **{rules}** quy tắc được kiểm tra. Kỳ báo cáo theo quy định: từ {start} đến {end}.",
        figures=len(report.figures),
        indicators=report.figures["indicator"].nunique(),
        orgs=report.figures["org"].nunique(),
        cited=len(report.citations),
        statements=int(report.statements["kind"].isin(TOLD_KINDS).sum()),
        rules=len(report.facts.rules),
        start=report.quarter.start,
        end=report.quarter.end,
    )


def tabulate_windows(report: CheckedReport, *, id: str) -> Table:
    """Lay out the windows printed in the report, with the sections and the number of figures each
    holds for.
    """
    figures = report.figures
    stated = figures[(figures["window_start"] != "") | (figures["window_end"] != "")]
    grouped = stated.groupby(["section", "window_start", "window_end"], sort=False)
    rows = [
        (section, start or "không ghi", end, len(group)) for (section, start, end), group in grouped
    ]
    columns = (
        Column("Mục", head=True),
        Column("Từ ngày", "printed"),
        Column("Đến ngày", "printed"),
        Column("Số liệu", "number"),
    )
    unstated = len(figures) - len(stated)
    quarter = report.quarter
    notes = (
        prose("{n} số liệu còn lại không ghi kỳ.", n=unstated).markdown,
        (
            f"Kỳ báo cáo theo quy định: từ {format_date(quarter.start)} đến"
            f" {format_date(quarter.end)}."
        ),
    )
    return Table(
        id,
        "Kỳ số liệu ghi trong báo cáo",
        columns,
        tuple(rows),
        notes=notes,
        source=name_source(report),
    )


def tabulate_definitions(report: CheckedReport, *, id: str) -> Table:
    """Lay out every indicator: name, unit, what is counted, and of which whole or ratio."""
    indicators = report.catalog.indicators
    rows = [
        (row.name, row.unit, row.definition, _relation(report, row), row.section)
        for row in indicators.reset_index(drop=True).itertuples(index=False)
    ]
    columns = (
        Column("Chỉ tiêu", head=True),
        Column("Đơn vị tính"),
        Column("Định nghĩa"),
        Column("Quan hệ"),
        Column("Mục"),
    )
    return Table(id, "Định nghĩa chỉ tiêu", columns, tuple(rows), source="Danh mục chỉ tiêu")


def _relation(report: CheckedReport, row) -> str:
    name = report.catalog.name
    if row.denominator:
        return f"{name(row.numerator)} / {name(row.denominator)}"
    if row.part_of:
        return f"phần của {name(row.part_of)}" + (
            "" if row.whole_is_complete == "yes" else " (không nêu đủ các phần)"
        )
    return "–"


def tabulate_rules(report: CheckedReport, *, id: str) -> Table:
    """Lay out the rules of rules.yml with what they say and how much they weigh."""
    weights = {"error": "Lỗi", "warning": "Cảnh báo", "info": "Lưu ý"}
    frame = pd.DataFrame(report.catalog.rules, columns=["rule", "says", "severity", "section"])
    frame["severity"] = frame["severity"].map(weights)
    columns = {
        "says": Column("Quy tắc", head=True),
        "severity": "Mức độ",
        "section": "Mục",
        "rule": "Mã",
    }
    return tabulate(
        frame, id=id, title="Quy tắc bổ sung", columns=columns, source="Danh mục quy tắc"
    )


def tabulate_targets(report: CheckedReport, *, id: str) -> Table | Prose:
    """Lay out the targets in force, of orgs that stand, with their documents and whether a person
    has confirmed them.
    """
    name, day = report.catalog.name, report.quarter.end.isoformat()
    rows = [
        (
            name(t.indicator),
            open_sentence(_name_aim(report, t.org)),
            float(t.value),
            t.document,
            "Rồi" if t.confirmed == "yes" else "Chưa",
        )
        for t in report.catalog.targets.itertuples()
        if is_valid(t._asdict(), day) and report.stands(t.org)
    ]
    if not rows:
        return Prose("Không có mục tiêu nào đang áp dụng.")
    columns = (
        Column("Chỉ tiêu", head=True),
        Column("Đơn vị"),
        Column("Mục tiêu (%)", "number"),
        Column("Văn bản"),
        Column("Đã đối chiếu"),
    )
    return Table(
        id, "Mục tiêu và văn bản quy định", columns, tuple(rows), source="Danh mục các mục tiêu"
    )


def _name_aim(report: CheckedReport, org: str) -> str:
    """Name whom a target is for: an org, or each org of a role."""
    if org in report.catalog.orgs.index:
        return report.catalog.name(org)
    if org == UNITS:
        return f"từng {report.called.units}"
    return ", ".join(map(report.catalog.name, report.roles.get(org, ()))) or "–"


def tabulate_corrections(report: CheckedReport, *, id: str) -> Table | Prose:
    """Lay out the figures that were corrected: as printed, as agreed, and why."""
    rows = [
        (*_name_figure(report, figure), report.figures.at[figure, "printed"], value, reason)
        for each in list_corrections(report).values()
        for figure, value, reason in each
    ]
    if not rows:
        return Prose(
            "Chưa có kết luận nào sửa số của báo cáo. Tỷ lệ tính lại từ tử số và mẫu số là phép"
            " tính của phụ lục, không phải số được sửa."
        )
    columns = (*_FIGURE, Column("Số thống nhất", "printed"), Column("Lý do"))
    return Table(id, "Số liệu đã điều chỉnh", columns, tuple(rows), source=name_source(report))


def tabulate_unsettled(report: CheckedReport, *, id: str) -> Table | Prose:
    """Lay out the figures that nobody may rely on yet; several mentions of a fact each have their
    row.
    """
    figures = [figure for fact in list_unsettled(report) for figure in report.facts.mentions[fact]]
    if not figures:
        return Prose("Không có số nào chưa thống nhất.")
    rows = tuple(
        (*_name_figure(report, figure), report.figures.at[figure, "printed"]) for figure in figures
    )
    return Table(id, "Số liệu chưa thống nhất", _FIGURE, rows, source=name_source(report))


_FIGURE = (
    Column("Chỉ tiêu", head=True),
    Column("Đơn vị"),
    Column("Mục"),
    Column("Số báo cáo", "printed"),
)


def _name_figure(report: CheckedReport, figure: str) -> tuple[str, str, str]:
    indicator, org, section = report.figures.loc[figure, ["indicator", "org", "section"]]
    return report.catalog.name(indicator), open_sentence(report.catalog.name(org)), section


def say_window_rule(report: CheckedReport) -> Prose:
    """Say which window the report has by rule, and which by the calendar."""
    quarter = report.quarter
    days = (quarter.start, quarter.end), quarter.calendar
    statutory, calendar = (" đến ".join(map(format_date, ends)) for ends in days)
    return prose(
        "Kỳ theo quy định của báo cáo {period} là từ {statutory}; theo dương lịch là từ"
        " {calendar}.",
        period=quarter.label,
        statutory=statutory,
        calendar=calendar,
    )


def say_history(report: CheckedReport) -> Prose:
    """Say how quarters are compared, how many there are, and which limits they allow; or that there
    is only one.
    """
    if not report.history:
        return Prose("Dữ liệu chỉ có một kỳ nên phụ lục chưa so với kỳ trước và cùng kỳ năm trước.")
    quarters = [quarter.quarter for quarter in (*report.history, report)]
    return prose(
        "Dữ liệu có **{count}** kỳ, từ {first} đến {last}. Mỗi số được so với kỳ trước, cùng kỳ"
        " năm trước và mục tiêu. Tỷ lệ được tính lại từ tử số và mẫu số khi có đủ hai số ấy; khoảng"
        " tin cậy của chênh lệch là khoảng Newcombe mức 95%, nếu chứa số 0 thì hai kỳ *không khác"
        " rõ*. Chỉ so hai số có kỳ cùng kiểu; số nào không ghi kỳ thì coi là theo kỳ báo cáo quy"
        " định. Số lũy kế từ đầu năm chỉ so với cùng kỳ và không vẽ nối qua các kỳ. {points} Giới"
        " hạn của tỷ lệ có tử số và mẫu số theo biểu đồ P′ của Laney, của các số khác theo biểu đồ"
        " XmR.",
        count=len(quarters),
        first=quarters[0].short_label,
        last=quarters[-1].short_label,
        points=say_points(len(quarters)),
    )


def tabulate_versions(*, id: str) -> Table:
    """Lay out the versions of the tools that computed and published the annex."""
    rows = tuple((tool, version(tool)) for tool in TOOLS)
    return Table(
        id,
        "Phiên bản công cụ",
        (Column("Công cụ", head=True), Column("Phiên bản")),
        rows,
        source="Phần mềm lập phụ lục",
    )


def tabulate_missing(report: CheckedReport, *, id: str) -> Table | Prose:
    """Lay out the indicators of the catalogue that the quarter has no figure for."""
    absent = list_missing(report)
    if absent.empty:
        return Prose("Mọi chỉ tiêu trong danh mục đều có số liệu.")
    columns = (Column("Chỉ tiêu", head=True), Column("Đơn vị tính"), Column("Mục"))
    rows = tuple(zip(absent["name"], absent["unit"], absent["section"], strict=True))
    return Table(id, "Chỉ tiêu không có số liệu", columns, rows, source=name_source(report))
