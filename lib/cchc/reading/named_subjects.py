"""Say of whom words speak: names of places and offices, and what a heading is about."""

import re
from functools import lru_cache
from itertools import takewhile

_PLACES = (
    "thôn|xóm|ấp|bản|buôn|khu phố|tổ dân phố|xã|phường|thị trấn|đặc khu|quận|huyện|thị xã|thành phố"
    "|tỉnh|trường|trạm|chợ|cụm|khu|công ty|hợp tác xã|dự án|công trình|tuyến|cầu|kênh|hồ|sông"
)
_NAME = re.compile(
    rf"(?<!\w)(?:{_PLACES})(?= ((?:[^\W\d_]+ ?){{1,4}}|\d{{1,2}}(?![\d.,%/])))", re.I
)
_WORD = re.compile(r"[^\W\d_]+")
# words of headings under which a report tells of everything
_GENERAL_TEXT = """
kết quả đánh giá nhận xét chung tồn tại hạn chế khó khăn vướng mắc nguyên nhân phương hướng nhiệm vụ
giải pháp kiến nghị đề xuất luận mở đầu tình hình thực hiện công tác báo cáo phụ lục tổng hợp số
liệu thuận lợi ưu điểm nội dung năm quý tháng toàn về và các của trong phần mục đặc khái quát nổi
bật tóm tắt đạt được kỳ so sánh trọng tâm thời gian tới những một việc triển khai tự cụ thể
"""
_LONGEST = 14
_GENERAL = frozenset(_GENERAL_TEXT.split())


@lru_cache(4096)
def names_in(text: str) -> frozenset[str]:
    """Return the places and offices that a text names, without what they are: "thôn Hạ" => "hạ"."""
    names = set()
    for found in _NAME.finditer(text):
        words = list(takewhile(lambda w: w[:1].isupper() or w.isdecimal(), found[1].split()))
        if words:
            names.add(" ".join(words).lower())
    return frozenset(names)


@lru_cache(4096)
def subject_of(heading: str) -> frozenset[str]:
    """Return the words of a heading that tell what alone is spoken of under it."""
    told = _WORD.findall(heading)
    if len(told) > _LONGEST or re.search(r"\d[^.]*\d|\d\s+\w", heading):
        return frozenset()  # a sentence that tells figures itself
    words = {word.lower() for word in told}
    return frozenset(w for w in words - _GENERAL if len(w) > 1)
