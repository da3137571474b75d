"""Write reports, findings, cases, explanations, traces and trials as HTML for a notebook; all text
is escaped.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from cchc.checks.cases import Case
from cchc.checks.findings import SEVERITY_NAMES, Finding, Suspect
from cchc.model.quarter import Quarter
from cchc.report.checked import CheckedReport
from cchc.report.tracing import (
    DECISIONS,
    RULE_VERDICTS,
    Explanation,
    Trace,
    say_agreed,
    say_suggestion,
)
from cchc.report.what_if import WhatIf
from cchc.show.counted import count_by_severity

from .links import CASES, Html, Links, write_id, write_text

_LEFT = ' style="text-align:left;vertical-align:top"'


def write_grid(title: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Html:
    """Write a small table, its first column heading the rows; nothing where there are no rows."""
    body = "".join(
        f'<tr><th scope="row"{_LEFT}>{write_text(first)}</th>'
        + "".join(f"<td{_LEFT}>{write_text(cell)}</td>" for cell in rest)
        + "</tr>\n"
        for first, *rest in rows
    )
    if not body:
        return Html("")
    columns = "".join(f'<th scope="col"{_LEFT}>{write_text(name)}</th>' for name in head)
    caption = (
        f'<caption style="text-align:left;font-weight:bold">{write_text(title)}</caption>'
        if title
        else ""
    )
    head_row = f"{caption}<thead><tr>{columns}</tr></thead>"
    return Html(f'<table style="margin-left:0">{head_row}\n<tbody>{body}</tbody></table>\n')


def write_report(report: CheckedReport) -> Html:
    """Write what a report holds: how many figures and findings, and the cases that need
    somebody.
    """
    counts = count_by_severity(report)
    said = ", ".join(f"{counts[code]} {name}" for code, name in SEVERITY_NAMES.items())
    waiting = [case for case in report.cases if case.severity != "info"]
    name = report.catalog.name
    rows = [
        (
            write_id(c.case),
            SEVERITY_NAMES[c.severity],
            c.section,
            name(c.org),
            c.headline,
            say_decided(c),
        )
        for c in waiting
    ]
    head = ("Trường hợp", "Mức độ", "Mục", "Đơn vị", "Nội dung", "Kết luận")
    title = write_text(f"{report.quarter.heading}, {report.meta.authority}")
    grid = write_grid("Trường hợp có lỗi hoặc cảnh báo", head, rows)
    return Html(f"<p><strong>{title}</strong>: {len(report.figures)} số liệu; {said}.</p>\n{grid}")


def write_finding(finding: Finding) -> Html:
    """Write one finding with its figures as printed."""
    printed = [(figure, text) for figure, text in finding.printed.items()]
    return Html(
        _grid_of_findings("", [finding])
        + write_grid("Số ghi trong báo cáo", ("Số liệu", "Số ghi"), printed)
    )


def write_case(case: Case) -> Html:
    """Write a case: its findings and its suspects."""
    title = f"Trường hợp {case.case}"
    return Html(_grid_of_findings(title, case.findings) + _grid_of_suspects(case.suspects, {}))


def write_what_if(tried: WhatIf) -> Html:
    """Write which findings would vanish and which would appear."""
    if not tried.vanish and not tried.appear:
        return Html("<p>Không có bất thường nào mất đi hay xuất hiện.</p>")
    gone = _grid_of_findings(f"Mất đi: {len(tried.vanish)}", tried.vanish, decisions=False)
    return Html(
        gone + _grid_of_findings(f"Xuất hiện: {len(tried.appear)}", tried.appear, decisions=False)
    )


def write_explanation(told: Explanation) -> Html:
    """Write a case with figures, arithmetic, suspects, and links to its notebooks and to the rows
    of the data.
    """
    links = Links(told.data, Path.cwd())
    case, names = told.case, dict(zip(told.figures.index, _names(told.figures), strict=True))
    title = f"{case.case} ({SEVERITY_NAMES[case.severity]}): {told.title}"
    where = f"Mở: {links.notebook(told.notebook, 'bat-thuong')}, {links.notebook(CASES)}."
    return Html(
        f"<p><strong>{write_text(title)}</strong><br>{where}</p>\n"
        + _grid_of_findings("Điều không khớp", case.findings)
        + (f"<p>{write_text(case.remark)}</p>\n" if case.remark else "")
        + _grid_of_suspects(case.suspects, names)
        + _grid_of_figures("Số liệu liên quan", told.figures, told.quarter, links)
        + _grid_of_citations(told.citations, told.quarter, links)
        + _grid_of_decisions(told.decisions)
    )


def write_trace(told: Trace) -> Html:
    """Write a figure with its place, all its mentions, the rules that bind it, findings and
    decisions.
    """
    links, row = Links(told.data, Path.cwd()), told.row
    rules = [(rule.id, RULE_VERDICTS[verdict], rule.says) for rule, verdict in told.rules]
    said = (
        f"{row['name']} của {row['org']} được ghi là {row['printed']} (đơn vị tính: {row['unit']})"
    )
    agreed = f"Số sử dụng: {say_agreed(told)}."
    return Html(
        f"<p><strong>{write_text(told.figure)}</strong>:"
        f" {write_text(said)}.<br>{write_text(agreed)}</p>\n"
        + _grid_of_figures("Mọi lần nhắc", told.mentions, told.quarter, links)
        + write_grid("Quy tắc ràng buộc", ("Quy tắc", "Kết quả", "Nội dung"), rules)
        + _grid_of_findings("Bất thường", told.findings)
        + _grid_of_decisions(told.decisions)
    )


def _grid_of_findings(title: str, findings: Sequence[Finding], decisions: bool = True) -> Html:
    rows = [
        (
            write_id(f.finding),
            SEVERITY_NAMES[f.severity],
            f.section,
            f.says,
            *[DECISIONS[f.decision]] * decisions,
        )
        for f in findings
    ]
    return write_grid(title, ("Mã", "Mức độ", "Mục", "Nội dung", *["Kết luận"] * decisions), rows)


def _grid_of_suspects(suspects: Sequence[Suspect], names: Mapping[str, str]) -> Html:
    rows = [
        (
            names.get(s.figure, s.figure),
            "cần xem lại" if s.certain else "có thể sai",
            s.printed,
            say_suggestion(s) or "–",
            s.cause or "–",
            Html(", ".join(map(write_id, s.mends)) or "–"),
        )
        for s in suspects
    ]
    head = (
        "Số liệu",
        "Đánh giá",
        "Báo cáo ghi",
        "Gợi ý",
        "Nguyên nhân có thể",
        "Sửa số này thì hết",
    )
    return write_grid("Số nghi sai", head, rows)


def _grid_of_figures(title: str, figures: pd.DataFrame, quarter: Quarter, links: Links) -> Html:
    names = _names(figures)
    rows = [
        (
            name,
            f"{row['printed']} {row['unit']}" if row["unit"] != "%" else row["printed"],
            f"{row['section']}, {row['place']}",
            row["window"] or "–",
            links.notebook(row["notebook"]),
            links.row(quarter, "figures.csv", row["row"]),
            id,
        )
        for name, (id, row) in zip(names, figures.iterrows(), strict=True)
    ]
    head = ("Số liệu", "Báo cáo ghi", "Mục, vị trí", "Kỳ", "Phần", "Dữ liệu", "Mã số liệu")
    return write_grid(title, head, rows)


def _grid_of_citations(citations: pd.DataFrame, quarter: Quarter, links: Links) -> Html:
    rows = [
        (
            c.number,
            c.kind,
            c.date or "–",
            f"{c.section}, {c.place}",
            links.row(quarter, "citations.csv", c.row),
        )
        for c in citations.itertuples()
    ]
    return write_grid(
        "Văn bản liên quan", ("Số, ký hiệu", "Loại", "Ngày ghi", "Mục, vị trí", "Dữ liệu"), rows
    )


def _grid_of_decisions(decisions: pd.DataFrame) -> Html:
    rows = [
        (
            write_id(d.finding),
            DECISIONS[d.decision],
            d.figure,
            d.value,
            d.reason,
            d.decided_by,
            d.decided_on,
        )
        for d in decisions.itertuples()
    ]
    head = ("Mã", "Kết luận", "Số liệu", "Số thống nhất", "Lý do", "Người kết luận", "Ngày")
    return write_grid("Kết luận đã ghi", head, rows)


def _names(figures: pd.DataFrame) -> list[str]:
    return [f"{name} ({org})" for name, org in zip(figures["name"], figures["org"], strict=True)]


def say_decided(case: Case) -> str:
    """Say what was concluded on a case: 'đang hỏi lại; 3 bất thường chưa có', or 'chưa có'."""
    decided = ", ".join(dict.fromkeys(DECISIONS[f.decision] for f in case.findings if f.decision))
    waiting = sum(not f.decision for f in case.findings)
    rest = f"; {waiting} bất thường chưa có" if waiting else ""
    return decided + rest if decided else DECISIONS[""]


WRITERS: Mapping[str, Callable[..., Html]] = MappingProxyType(
    {
        "CheckedReport": write_report,
        "WhatIf": write_what_if,
        "Finding": write_finding,
        "Case": write_case,
        "Explanation": write_explanation,
        "Trace": write_trace,
    }
)
