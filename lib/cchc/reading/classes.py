"""Tell what a number is: a figure, or a part of a citation, a date, a numbering, a name or a unit.

Each pattern claims the characters it covers; the first to claim a number keeps it, so the order is
from the surest to the widest. What nobody claims is a figure.
"""

import re
from typing import Literal

from .passages import Passage

Class = Literal["figure", "citation", "date", "numbering", "name", "unit"]
CLASSES: tuple[Class, ...] = ("figure", "citation", "date", "numbering", "name", "unit")

TOKEN = re.compile(r"\d+(?:[.,]\d+)*", re.ASCII)

_ACTS = (
    r"nghị định|nghị quyết|quyết định|thông tư(?: liên tịch)?|chỉ thị|công văn|kế hoạch|văn bản"
    r"|thông báo|tờ trình|báo cáo|hướng dẫn|luật|pháp lệnh|chương trình|công điện|kết luận"
    r"|quy định|đề án|giấy mời|biên bản|hợp đồng"
)
_CODE = r"[A-ZĐƠƯ][\wĐđ]*(?:[-–/.&][A-ZĐƠƯ][\wĐđ]*)*"
_NUMBERED = rf"(?<![\d.,/])\d+[a-z]?(?:\s?/\s?(?:19|20)\d{{2}})?\s?/\s?{_CODE}|(?<![\d.,])\d+-[A-ZĐ]{{2,}}/[A-ZĐ]+"
_DAY = (
    r"(?<![\d.,/])\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}(?!\d)"
    r"|\d{1,2}\s*tháng\s*\d{1,2}\s*(?:năm\s*)?\d{4}"
)
_YEAR = r"(?:19|20)\d{2}(?!\d|[.,]\d)"
_PERIOD_NOUN = (
    r"năm(?: học| ngân sách| tài chính| công tác)?|giai đoạn|nhiệm kỳ|thời kỳ|niên độ|khóa|khoá"
    r"|Thìn|Tỵ|Ngọ|Mùi|Thân|Dậu|Tuất|Hợi|Tý|Sửu|Dần|Mão"
)
_COUNTED = (
    r"hồ sơ|thủ tục|TTHC|người|cán bộ|công chức|viên chức|văn bản|nhiệm vụ|đơn vị|cơ quan|trường"
    r"|tài khoản|lượt|phiếu|chữ ký|máy|chỉ tiêu|hội nghị|lớp|đại biểu|điểm|tổ|tin|bài|cuộc|buổi"
    r"|hộ|trường hợp|dịch vụ|DVC|đồng|tỷ|triệu|nghìn|ngàn|tập thể|cá nhân|nội dung|mô hình|dự án"
    r"|phần mềm|hệ thống|thành viên|công dân|doanh nghiệp|quyết định|kế hoạch|công văn|ngày|giờ"
    r"|tháng|năm|phút|lĩnh vực|ghế|bộ|chiếc|cái|con|xe|phòng|quầy|căn|kết quả|giấy|thẻ|mã"
)
_NAMED = (
    r"phường|xã|thị trấn|quận|huyện|khu phố|thôn|ấp|bản|buôn|khóm|tổ dân phố|tổ|khối|khu vực|khu"
    r"|cụm|đội|cấp độ|cấp|mức độ|mức|bậc|hạng|loại|nhóm|lớp|khóa|khoá|ca|kíp|quầy|bàn|cửa|tầng"
    r"|phòng|nhà|lô|đường|quốc lộ|tỉnh lộ|hẻm|ngõ|km|vùng|tuần|bảng|biểu|phụ lục|hình|mẫu|mục"
    r"|chương|phần|bước|giai đoạn|đợt|vòng|lần|kỳ họp thứ|thứ|điểm|chi nhánh|cơ sở|bộ phận|đề án"
    r"|dự án|chương trình|mã|mã số|phiên bản|bản|Wi-Fi|thang|top|máy lẻ|thế hệ|Windows|Office"
    r"|ĐA|Điểm cầu|trạm|tổ công nghệ số|tổ công tác|văn phòng|kho|hội trường|số"
    r"|TT|đầu tư xây dựng"
)
# a word of two syllables or with letters that Vietnamese lacks: a make or a program
_FOREIGN = r"[A-Z][A-Za-z-]*(?:[fjwz]|[aeiouy][b-df-hj-np-tv-xz]+[aeiouy])[A-Za-z-]*"
_PATTERNS: tuple[tuple[Class, str], ...] = (
    ("numbering", r"\[\^\d+\]"),
    ("name", r"(?i:đề án|dự án|chương trình) \d{1,3}(?:/[A-Z]{2}\b)?(?![\d/]|[.,]\d)"),
    ("name", r"(?i:phiên bản|bản|version|v\.?) ?\d+(?:\.\d+)+(?![.,]?\d)"),
    ("name", r"(?i:\bở|tại|địa chỉ:?|trụ sở:?|số nhà) (?:số )?\d+[A-Za-z]?(?:/\d+)*(?= (?:đường )?[^\W\d_a-zà-ỹđ]\w* [^\W\d_a-zà-ỹđ]\w*)"),
    ("citation", _NUMBERED),
    ("citation", r"\bTCVN(?: ISO)?[ :/-]*\d+(?:[:-]\d+)*|\bISO(?:/IEC)? ?\d+(?:[:-]\d+)*"),
    ("citation", r"\b(?i:điều|khoản) \d+[a-zđ]?(?:(?:, | và )\d+[a-zđ]?)*(?!\d| (?:kiện|động))"),
    ("citation", r"\bLuật [^\W\d_][^.;:()\d]{2,90}?(?:năm |, )?" + _YEAR),
    (
        "citation",
        rf"\b(?i:{_ACTS}) (?i:số )\d+(?![\d.,]*\d*[.,/]?\d*\s*%)[-–]?\d*"
        rf"|\b(?i:nghị định|thông tư|nghị quyết) \d+(?:[-/]\d+)+",
    ),
    ("date", rf"(?:{_DAY})"),
    ("date", r"\b(?i:ngày|mùng) \d{1,2}(?:\s?[/.-]\s?\d{1,2}(?!\d))?(?: và (?:ngày )?\d{1,2}(?= tháng))?"),
    ("date", r"(?<![\d.,/])\d{1,2}/\d{1,2}(?:/\d{2,4})?(?= ?(?:–|-|đến) ?\d{1,2}/\d{1,2}/\d{4})"),
    ("date", r"(?i:từ|đến|trước|sau|kỳ kiểm tra|hết|ngày) \d{1,2}/\d{1,2}(?![\d./,]\d| (?:hồ|thủ|nhiệm|đơn))(?!\d)"),
    ("date", rf"\b(?i:tháng) \d{{1,2}}(?:\s?[/-]\s?{_YEAR}| năm \d{{4}})?(?!\d)(?:(?:,| và| đến|-| –) (?:tháng )?\d{{1,2}}(?= năm|/\d{{4}}))*"),
    ("date", rf"\b(?i:quý) (?:[IVX]+|\d)(?: ?[/-] ?| năm | )?(?:{_YEAR})?"),
    ("date", rf"\b\d{{1,2}} tháng (?:đầu|cuối)(?: năm)?(?: {_YEAR})?|\b\d{{1,2}} tháng(?: năm)? {_YEAR}"),
    (
        "date",
        rf"(?i:{_PERIOD_NOUN}|kỳ|so với|cùng kỳ|từ|đến|sau|trước|cuối|đầu|hóa) ?(?:năm )?{_YEAR}"
        rf"(?: ?[–-] ?(?:năm )?{_YEAR})*(?:, ?{_YEAR}(?: ?[–-] ?{_YEAR})?)*",
    ),
    ("date", rf"(?<![\d.,/]){_YEAR} ?[–-] ?{_YEAR}"),
    ("date", r"(?<![\d.,:])\d{1,2}:\d{2}(?!\d)|(?<![\d.,])\d{1,2} ?(?:giờ|h) ?\d{2}(?!\d)(?: phút)?"),
    ("date", r"(?i:\b(?:lúc|đến|trước|từ|vào|sau|hồi)) \d{1,2} (?:giờ|h)\b"),
    ("date", r"(?<![\d.,])\d{1,2} giờ (?=ngày|thứ|sáng|chiều|hằng|mỗi)"),
    ("date", rf"^{_YEAR}$"),
    ("name", r"(?<=\D)(?:\+84|0)\d{2,3}[. ]?\d{3,4}[. ]?\d{3,4}(?!\d)|\b1[89]00[. ]?\d{4}\b|\b0\d{3}\.\d{4}\.\d{3}\b"),
    ("name", r"(?<![\d.,])\d\.\d{3}\.\d{3}(?= theo| của|,|\)|$)(?<=mã .........)"),
    ("name", r"“[^“”]{0,12}?\d+[^“”]{0,24}”"),
    ("name", r"\b[A-Za-z]+[A-Za-z-]*\d[\w-]*(?:-\w+)*"),
    ("name", rf"\b(?:{_FOREIGN} )+(?:[A-Z]{{1,4}} )?\d+(?![.,]?\d|%)(?: [A-Z]{{2,3}}\b)?(?:; \d{{3,4}}(?![.,]?\d))*"),
    ("name", r"\b(?:1|một) cửa\b|\b360(?= ?(?:độ\b|°|0))"),
    ("name", rf"\b(?i:mã(?: số| định danh)?|số máy|máy lẻ|điện thoại|số) \d[\d.]*[a-z]?(?!\d|[.,]\d|%)(?! (?:{_COUNTED})\b)"),
    (
        "name",
        rf"\b(?i:{_NAMED})(?: số)?(?::(?= \d{{1,3}}, ))? \d{{1,4}}[a-zA-Z]?(?![\d.,]*\d|\s?%|\w)(?! (?i:{_COUNTED})\b(?! \d{{4}})| Mbps| ?[–-] ?\d)"
        rf"(?:(?:,|;| và|, và| –) (?:(?i:{_NAMED}) )?\d{{1,3}}(?![\d.,]*\d|\s?%|\w)(?! (?i:{_COUNTED})\b))*",
    ),
    ("unit", r"(?<=[mM])[23](?!\d)"),
)
_CLAIMS = tuple((owner, re.compile(pattern)) for owner, pattern in _PATTERNS)
_HEAD = re.compile(r"\s*(?:[-+*•–]\s*)?(?:[IVXLC]+\.|[A-ZĐ]\.)?\s*\d{1,2}(?:\.\d{1,2})*[.)](?=\s|[^\W\d])")
_COLUMN_NUMBER = re.compile(r"(?<=[^\W\d]|\))\s*\(\d{1,2}\)$|^\(\d{1,2}\)")
_NOTE_DAY = re.compile(rf"[^\d;]{{0,60}}?(?:{_DAY})")
_DAY_BEFORE = re.compile(rf"(?i:ngày) (?:{_DAY})[^\d;.]{{0,70}}$")


def classify(passage: Passage) -> list[tuple[int, int, Class]]:
    """Return start, end and class of every numeric token of a passage."""
    text, marks = passage.text, passage.marks
    tokens = [span for found in TOKEN.finditer(text) for span in _cut(found, marks)]
    # a raised digit belongs to no number before it: 2024 raised 1 is a year and the mark of a footnote
    text = "".join("°" if m == "^" and c.isdigit() else c for c, m in zip(text, marks, strict=True))
    owner: list[Class | None] = [None] * len(text)
    if passage.block.kind == "page":
        owner = ["numbering"] * len(text)
    for place, mark in enumerate(passage.marks):
        if mark == "^" and text[place] == "°":
            owner[place] = "unit" if _is_power(passage, place) else "numbering"
    if passage.block.kind == "cell":
        found = _COLUMN_NUMBER.search(text)
    else:
        found = _HEAD.match(text)
    if found:
        _claim(owner, found.start(), found.end(), "numbering")
    for name, pattern in _CLAIMS:
        for found in pattern.finditer(text):
            _claim(owner, found.start(), found.end(), name)
            if name == "citation":
                _claim_day(owner, text, found.start(), found.end())
    return [(start, end, owner[start] or "figure") for start, end in tokens]


def _cut(found: re.Match, marks: str) -> list[tuple[int, int]]:
    """Part a run of digits where raised ones begin or end."""
    start, end = found.span()
    cuts = [place for place in range(start + 1, end) if marks[place] != marks[place - 1]]
    edges = [start, *cuts, end]
    spans = [TOKEN.search(found.string, a, b) for a, b in zip(edges, edges[1:], strict=False)]
    return [span.span() for span in spans if span]


def _claim(owner: list, start: int, end: int, name: Class) -> None:
    for place in range(start, end):
        owner[place] = owner[place] or name


def _claim_day(owner: list, text: str, start: int, end: int) -> None:
    """Give the date of a cited document to the citation: after its number, or before it in the
    same sentence.
    """
    after = _NOTE_DAY.match(text, end)
    if after:
        _claim(owner, end, after.end(), "citation")
    elif before := _DAY_BEFORE.search(text, max(0, start - 90), start):
        if re.search(r"(?i)ban hành|\bký\b|phê duyệt", text[before.start() : start]):
            _claim(owner, before.start(), start, "citation")


def _is_power(passage: Passage, place: int) -> bool:
    """Tell m² and 360° from the mark of a footnote: alone, behind a unit or a number."""
    text, marks = passage.text, passage.marks
    first = place
    while first and marks[first - 1] == "^":
        first -= 1
    raised = re.match(r"\d+", text[first:])[0]
    return raised in "023" and re.search(r"(?:\bk?m|\d ?[kdc]?m|\b360)$", text[:first]) is not None
