"""Findings counted by section, severity and kind."""

from cchc.checks.findings import SEVERITY_NAMES
from cchc.report.asked import asked
from cchc.report.checked import CheckedReport

FINDING_KINDS = {
    "parts": "tổng các thành phần",
    "part": "thành phần lớn hơn tổng",
    "bound": "vượt giới hạn",
    "same": "cùng một số, ghi khác nhau",
    "rule": "quan hệ giữa các số",
    "listed": "số đếm và danh sách",
    "window": "kỳ số liệu",
    "statement": "nội dung không thống nhất",
    "citation": "viện dẫn văn bản",
    "name": "tên đơn vị",
    "negative": "số âm",
    "notation": "cách viết số",
    "missing": "thiếu số liệu",
    "decision": "kết luận cũ",
    "outlier": "khác biệt rõ rệt so với mức chung",
    "change": "so với kỳ trước",
    "across": "quan hệ với kỳ khác",
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


def name_kind(kind: str) -> str:
    """Give the Vietnamese name of a kind of finding."""
    return "tỷ lệ và phép chia" if kind.startswith("rate") else FINDING_KINDS[kind]


@asked
def count_by_severity(report: CheckedReport) -> dict[str, int]:
    """Count findings by severity: error, warning, info."""
    return {
        severity: sum(f.severity == severity for f in report.decided) for severity in SEVERITY_NAMES
    }
