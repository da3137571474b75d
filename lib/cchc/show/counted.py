"""Findings counted by section, severity and kind."""

import pandas as pd

from cchc.checks.findings import SEVERITY_NAMES
from cchc.report.checked import CheckedReport
from cchc.report.source_lines import find_source

FINDING_KINDS = {
    "parts": "cộng các phần",
    "part": "phần lớn hơn tổng",
    "bound": "vượt giới hạn",
    "same": "cùng một số, ghi khác nhau",
    "rule": "quan hệ giữa các số",
    "listed": "số đếm và danh sách",
    "window": "kỳ số liệu",
    "citation": "viện dẫn văn bản",
    "name": "tên đơn vị",
    "negative": "số âm",
    "notation": "cách viết số",
    "missing": "thiếu số liệu",
    "decision": "kết luận cũ",
    "outlier": "chênh nhiều hơn dự kiến",
    "change": "so với quý trước",
    "across": "quan hệ với quý khác",
    "rank": "thứ hạng",
    "mean": "số bình quân",
    "swapped_rows": "hai dòng đổi chỗ",
    "copied_rows": "dòng bị chép lại",
    "total": "số lũy kế",
    "idle": "quy tắc chưa dùng được",
    "validity": "đơn vị hết hiệu lực",
    "unprinted": "mâu thuẫn qua số không ghi",
    "implied": "suy ra từ số đã ghi",
}


def list_findings(report: CheckedReport) -> pd.DataFrame:
    """List the findings for counting, in the report's order: section (its number and title) and
    severity.
    """
    order = [s.section for s in report.meta.sections]
    found = sorted(
        report.decided, key=lambda f: order.index(f.section) if f.section in order else len(order)
    )
    rows = [(f"{f.section} {report.section_title(f.section)}", f.severity) for f in found]
    frame = pd.DataFrame(rows, columns=["section", "severity"])
    frame.attrs["source"] = find_source(report)
    return frame


def say_most_findings(report: CheckedReport) -> str:
    """Say as a chart's title where most findings are."""
    sections = pd.Series([f.section for f in report.decided], dtype=object).value_counts()
    if sections.empty:
        return "Không có bất thường nào"
    first = sections.index[0]
    title = f"mục {first}, {report.section_title(first)}"
    return f"{sections.iloc[0]} trên {sections.sum()} bất thường nằm ở {title}"


def name_kind(kind: str) -> str:
    """Give the Vietnamese name of a kind of finding."""
    return "tỷ lệ và phép chia" if kind.startswith("rate") else FINDING_KINDS[kind]


def count_by_severity(report: CheckedReport) -> dict[str, int]:
    """Count findings by severity: error, warning, info."""
    return {
        severity: sum(f.severity == severity for f in report.decided) for severity in SEVERITY_NAMES
    }
