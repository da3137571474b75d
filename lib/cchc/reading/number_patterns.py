"""The wordings by which a number is known to be no figure, from the surest to the widest.

Those that begin with (?i) do not ask for capitals anywhere: they are looked for in small letters.
"""

ACTS = (
    "nghị định|nghị quyết|quyết định|thông tư(?: liên tịch)?|chỉ thị|công văn|kế hoạch|văn bản"
    "|thông báo|tờ trình|báo cáo|hướng dẫn|luật|pháp lệnh|chương trình|công điện|kết luận"
    "|quy định|đề án|giấy mời|biên bản|hợp đồng"
)
_CODE = r"[A-ZĐƠƯ][\wĐđ]*(?:[-–/.&][A-ZĐƠƯ][\wĐđ]*)*"
_YEAR = r"(?:19|20)\d{2}(?!\d|[.,]\d)"
DAY = (
    r"(?<![\d.,/])\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}(?!\d)"
    r"|\d{1,2}\s*tháng\s*\d{1,2}\s*(?:năm\s*)?\d{4}"
)
_OF_YEARS = (
    "năm(?: học| ngân sách| tài chính| công tác)?|giai đoạn|nhiệm kỳ|thời kỳ|niên độ|khóa|khoá|hóa"
    "|Tý|Sửu|Dần|Mão|Thìn|Tỵ|Ngọ|Mùi|Thân|Dậu|Tuất|Hợi"
    "|kỳ|so với|cùng kỳ|từ|đến|sau|trước|cuối|đầu"
)
_COUNTED = (
    "hồ sơ|thủ tục|TTHC|người|cán bộ|công chức|viên chức|văn bản|nhiệm vụ|đơn vị|cơ quan|trường"
    "|tài khoản|lượt|phiếu|chữ ký|máy|chỉ tiêu|hội nghị|lớp|đại biểu|điểm|tổ|tin|bài|cuộc|buổi"
    "|hộ|trường hợp|dịch vụ|DVC|đồng|tỷ|triệu|nghìn|ngàn|tập thể|cá nhân|nội dung|mô hình|dự án"
    "|phần mềm|hệ thống|thành viên|công dân|doanh nghiệp|quyết định|kế hoạch|công văn|ngày|giờ"
    "|tháng|năm|phút|lĩnh vực|ghế|bộ|chiếc|cái|con|xe|phòng|quầy|căn|kết quả|giấy|thẻ|mã"
)
# "tổng số 12", "dân số 46.902", "dân tộc thiểu số 268" count
_BEFORE_NUMBER = "tổng|trong|trên|thiểu|đa|dân|doanh|sĩ|điểm"
_NUMBER = "".join(f"(?<!{word} )" for word in _BEFORE_NUMBER.split("|")) + "số"
# at counters and in shifts there are never hundreds
_FEW = (
    r"(?!(?i:quầy|bàn|cửa|ca|kíp|bộ phận|tổ|thôn|ấp|tầng|loại|nhóm|hạng|bậc|mức|khối|đội|đợt|vòng"
    r"|bước|khóa|khu phố|điểm|kho|chi nhánh|cơ sở) \d{3})"
)
_NAMED = (
    "(?<!cấp )phường|quận|khu phố|thôn|ấp|bản|buôn|khóm|tổ dân phố|tổ|khối|khu vực|khu"
    "|cụm|đội|cấp độ|(?<!sơ )(?<!trung )(?<!cao )cấp|mức độ|mức"
    "|bậc|hạng|loại|nhóm|lớp|khóa|khoá|ca|kíp|quầy|(?<!địa )bàn|cửa|tầng"
    "|phòng|nhà|lô|đường|quốc lộ|tỉnh lộ|hẻm|ngõ|km|vùng|tuần|bảng|biểu|phụ lục|hình|mẫu|mục"
    "|chương|(?<!một )phần|bước|giai đoạn|đợt|vòng|(?<!một )lần|kỳ họp thứ|thứ|điểm|chi nhánh"
    "|(?<!cấp )(?<!học )cơ sở"
    "|bộ phận|đề án|tổng đài|đầu số|hotline|đường dây nóng"
    "|dự án|chương trình|mã|mã số|phiên bản|bản|Wi-Fi|thang|top|máy lẻ|thế hệ"
    "|(?<!tối )ĐA|điểm cầu|trạm"
    f"|tổ công nghệ số|tổ công tác|văn phòng|kho|hội trường|{_NUMBER}|TT|đầu tư xây dựng"
)
# a word of two syllables or with letters that Vietnamese lacks: a make or a program
_FOREIGN = r"[A-Z][A-Za-z-]*(?:[fjwz]|[aeiouy][b-df-hj-np-tv-xz]+[aeiouy])[A-Za-z-]*"
_COUNTS_ON = rf"(?! (?i:{_COUNTED})\b(?! \d{{4}})| (?:Mbps|km|m|ha)\b| ?[–-] ?\d)"
_ENDS = r"(?![\d.,]*\d|\s?%|\w|/\d+ [^\W\d_])"
_CAPITAL = r"[^\W\d_a-zà-ỹđ]\w*"

PATTERNS: tuple[tuple[str, str], ...] = (
    # a mark of a footnote in Markdown
    ("numbering", r"\[\^\d+\]"),
    # Đề án 06/CP, phiên bản 2.0, trụ sở ở 89 Lý Thường Kiệt
    ("name", r"(?i:đề án|dự án|chương trình) \d{1,3}(?:/[A-Z]{2}\b)?(?![\d/]|[.,]\d)"),
    ("name", r"(?i)(?:phiên bản|bản|version|v\.?) ?\d+(?:\.\d+)+(?![.,]?\d)"),
    (
        "name",
        r"(?i:\bở|tại|địa chỉ:?|trụ sở:?|số nhà) (?:số )?\d+[A-Za-z]?(?:/\d+)*"
        rf"(?= (?:đường )?{_CAPITAL} {_CAPITAL})",
    ),
    # 9137/QĐ-UBND, 60/2021/NĐ-CP, 18-NQ/TW, ISO 9001:2015, điều 5, Luật … năm 2015
    ("citation", rf"(?<![\d.,/])\d+[a-z]?(?:\s?/\s?(?:19|20)\d{{2}})?\s?/\s?{_CODE}"),
    ("citation", r"(?<![\d.,])\d+-[A-ZĐ]{2,}/[A-ZĐ]+"),
    ("citation", r"\bTCVN(?: ISO)?[ :/-]*\d+(?:[:-]\d+)*|\bISO(?:/IEC)? ?\d+(?:[:-]\d+)*"),
    (
        "citation",
        r"\b(?i:điều|(?<!tài )khoản) \d+(?![.,]?\d)[a-zđ]?(?:(?:, | và )\d+[a-zđ]?)*"
        r"(?!\d| (?:kiện|động))",
    ),
    ("citation", rf"\bLuật [^\W\d_][^.;:()\d]{{2,90}}?(?:năm |, )?{_YEAR}"),
    ("citation", rf"(?i)\b(?:{ACTS}) số \d+(?![\d.,]*\d*[.,/]?\d*\s*%)[-–]?\d*"),
    ("citation", r"\b(?i:nghị định|thông tư|nghị quyết) \d+(?:[-/]\d+)+"),
    (
        "citation",
        r"\b(?i:nghị định|nghị quyết|thông tư|chỉ thị) \d{1,3}(?![.,]?\d|%)"
        rf"(?! (?i:{_COUNTED})\b)",
    ),
    # 14/3/2024, ngày 05 và ngày 20, từ 01/7 đến 30/9/2025, trước 20/5
    ("date", rf"(?:{DAY})"),
    (
        "date",
        r"\b(?i:ngày) \d{1,2}(?:, \d{1,2})* và (?:ngày )?\d{1,2}(?=/\d{1,2}| tháng|/\d{4})"
        r"(?:/\d{1,2})?(?:/\d{4})?",
    ),
    (
        "date",
        r"\b(?i:ngày|mùng) \d{1,2}(?![\d.,]*\d{3})(?:\s?[/.-]\s?\d{1,2}(?!\d))?"
        r"(?: và (?:ngày )?\d{1,2}(?= tháng))?",
    ),
    (
        "date",
        r"(?<![\d.,/])\d{1,2}/\d{1,2}(?:/\d{2,4})?(?= ?(?:–|-|đến) ?\d{1,2}/\d{1,2}/\d{4})",
    ),
    (
        "date",
        r"(?i)(?:từ|đến|trước|sau|kỳ kiểm tra|hết|ngày) \d{1,2}/\d{1,2}"
        r"(?![\d./,]\d| (?:hồ|thủ|nhiệm|đơn))(?!\d)",
    ),
    # tháng 3 năm 2024, tháng 02/2024, quý I/2024, 6 tháng đầu năm 2026
    (
        "date",
        rf"\b(?i:tháng) \d{{1,2}}(?![.,]\d)(?:\s?[/-]\s?{_YEAR}| năm \d{{4}})?(?!\d)"
        r"(?:(?:,| và| đến|-| –) (?:tháng )?\d{1,2}(?= năm|/\d{4}))*",
    ),
    ("date", rf"\b(?i:quý) (?:[IVX]+|\d(?!\d|[.,]\d))(?: ?[/-] ?| năm | )?(?:{_YEAR})?"),
    ("date", rf"\b\d{{1,2}} tháng (?:đầu|cuối)(?: năm)?(?: {_YEAR})?"),
    ("date", rf"\b\d{{1,2}} tháng(?: năm)? {_YEAR}"),
    ("date", r"(?i)(?:trong|qua|sau) \d{1,2} tháng(?=,| qua\b)"),
    ("date", r"(?i)(?:tính chung|lũy kế|luỹ kế|cộng dồn|kết quả|so với) (?:cả )?\d{1,2} tháng\b"),
    # năm 2024, giai đoạn 2021 – 2026, 2026 – 2031, a cell that heads a column
    (
        "date",
        rf"(?i)(?:{_OF_YEARS}) ?(?:năm )?{_YEAR}(?: ?[–-] ?(?:năm )?{_YEAR})*"
        rf"(?:, ?{_YEAR}(?: ?[–-] ?{_YEAR})?)*",
    ),
    ("date", rf"(?<![\d.,/]){_YEAR} ?[–-] ?{_YEAR}"),
    ("date", rf"^{_YEAR}$"),
    # 7:30, 18 giờ 30, trước 17 giờ, 0 giờ ngày
    ("date", r"(?<![\d.,:])\d{1,2}:\d{2}(?!\d)"),
    ("date", r"(?<![\d.,])\d{1,2} ?(?:giờ|h) ?\d{2}(?!\d)(?: phút)?"),
    ("date", r"(?i)\b(?:lúc|đến|trước|từ|vào|sau|hồi) \d{1,2} (?:giờ|h)\b"),
    ("date", r"(?<![\d.,])\d{1,2} giờ (?=ngày|thứ|sáng|chiều|hằng|mỗi)"),
    # 3 sao and 4 sao are classes of what is counted behind them
    ("name", r"(?<![\d.,])[1-5](?: ?(?:đến|-|–|và|,) ?[1-5])* sao\b"),
    ("name", r"\b\d{1,2} trong 1\b(?! [^\W\d_]+ (?:hồ sơ|người|đơn vị))"),
    # telephone numbers, names in quotes, FG-101E, Windows 11, một cửa, 360 độ
    ("name", r"(?<=\D)(?:\+84|0)\d{2,3}[. ]?\d{3,4}[. ]?\d{3,4}(?!\d)"),
    ("name", r"\b1[89]00[. ]?\d{4}\b|\b0\d{3}\.\d{4}\.\d{3}\b"),
    ("name", r"“[^“”]{0,12}?\d+[^“”]{0,24}”"),
    ("name", r"\b[A-Za-z]+[A-Za-z-]*\d[\w-]*(?:-\w+)*"),
    (
        "name",
        rf"\b(?:{_FOREIGN} )+(?:[A-Z]{{1,4}} )?\d+(?![.,]?\d|%)(?: [A-Z]{{2,3}}\b)?"
        r"(?:; \d{3,4}(?![.,]?\d))*",
    ),
    ("name", r"\b(?:1|một) cửa\b|\b360(?= ?(?:độ\b|°|0))"),
    # mã 1.010.824, số 6; Phường 3, 5, 9; phường: 7, 11
    (
        "name",
        r"(?i)\b(?:mã(?: số| định danh)?|số máy|máy lẻ|điện thoại|"
        rf"{_NUMBER}) \d[\d.]*[a-z]?"
        rf"(?!\d|[.,]\d|%)(?! (?:{_COUNTED})\b)",
    ),
    (
        "name",
        rf"(?i)\b(?<!mỗi )(?<!từng ){_FEW}(?:{_NAMED})(?: số)?(?::(?= \d{{1,3}}, ))? "
        rf"\d{{1,4}}[a-zA-Z]?{_ENDS}{_COUNTS_ON}"
        rf"(?:(?:,|;| và|, và| –) (?:(?:{_NAMED}) )?\d{{1,3}}{_ENDS}(?! (?i:{_COUNTED})\b))*",
    ),
    ("unit", r"(?<=[mM])[23](?!\d)"),
)
