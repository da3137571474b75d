"""What is said of goals, plans and limits, and of whether they were kept; the words stand here once
for sentences and tables.
"""

import re

PLAN_WORDS = "kế hoạch|chỉ tiêu|dự toán|mục tiêu"
ASSIGNED = r"(?:được|tỉnh|xã|huyện|phường|thành phố|cấp trên|trung ương|chính phủ) giao|đề ra"
GOAL_WORDS = (
    rf"{PLAN_WORDS}|yêu cầu|ngưỡng|giới hạn|định mức|định biên|hạn mức|cam kết|quy định|nghị quyết"
    rf"|{ASSIGNED}|phấn đấu"
)
SAYS_LEAST = re.compile(
    r"[≥>]|(?:tối thiểu|ít nhất|không dưới|không thấp hơn|không ít hơn|trên)\b|trở lên", re.I
)
SAYS_MOST = re.compile(
    r"[≤<]|(?:tối đa|không quá|không vượt quá|không cao hơn|dưới|nhiều nhất)\b|trở xuống", re.I
)
# what is the better the less there is of it
BETTER_LOW = re.compile(
    r"nghèo|thất nghiệp|suy dinh dưỡng|tử vong|tai nạn|\b(?:trễ|chậm|quá) hạn|bỏ học|mù chữ|vi phạm"
    r"|thất thoát|hao hụt|\bnợ\b|tồn đọng|khiếu nại|thời gian|\b(?:giảm|hạn chế|số vụ|số ca)\b"
    r"|sinh con thứ|tỷ suất|tội phạm|tái phạm|lạm phát|thất thu|chi phí|tỷ số giới tính|\bmắc\b",
    re.I,
)
# a limit from above is kept where it is not passed
_NOT_PASSED = (
    r"(?:không|chưa|chẳng) (?:vượt|cao hơn|quá)|thấp hơn|dưới mức"
    r"|trong (?:giới hạn|ngưỡng|phạm vi|mức|hạn mức)(?! vượt)|nằm (?:dưới|trong)"
)
_FULFILLED = (
    r"(?:(?<!không )(?<!chưa ))(?:bảo đảm|đảm bảo|hoàn thành|đáp ứng|đạt)(?: và)?(?: vượt)?"
    rf"(?: mức)? (?:{GOAL_WORDS}|đúng quy định)|hoàn thành vượt|về đích|hoàn thành sớm"
    r"|(?:đã|đều) (?:được )?(?:hoàn thành|bảo đảm|đảm bảo|đạt)\s*(?:[,.;]|$)"
)
_PASSED = (
    r"(?<!không )(?<!chưa )(?:vượt|cao hơn)|(?:nằm|vẫn|ở) trên|trên mức|nhiều hơn (?:kế|chỉ|mục)"
)
_NOT_REACHED = (
    r"(?:không|chưa|chẳng) (?:đạt|hoàn thành|bảo đảm|đảm bảo|đáp ứng|bằng)"
    r"|(?<!không )thấp hơn|dưới mức|\bhụt\b|còn thiếu|(?:mới|chỉ) (?:đạt|bằng)"
)
_KEPT = {
    "least": re.compile(rf"{_PASSED}|{_FULFILLED}", re.I),
    "most": re.compile(rf"{_NOT_PASSED}|{_FULFILLED}|bảo đảm|đảm bảo", re.I),
}
_MISSED = {
    "least": re.compile(_NOT_REACHED, re.I),
    "most": re.compile(rf"{_PASSED}|(?:không|chưa) (?:đạt|bảo đảm|đảm bảo|đáp ứng)", re.I),
}


def is_said_kept(text: str, way: str) -> bool:
    """Tell whether words say that a goal was kept, one to reach ("least") or one not to pass
    ("most").
    """
    return _KEPT[way].search(text) is not None


def is_said_missed(text: str, way: str) -> bool:
    """Tell whether words say that a goal was missed."""
    return _MISSED[way].search(text) is not None


def turned_way(way: str) -> str:
    """Return the other way."""
    return "most" if way == "least" else "least"
