"""Name what a number counts from the words around it: "tiếp nhận 12 hồ sơ" => "Hồ sơ tiếp nhận"."""

import re
import unicodedata
from collections.abc import Sequence

from .mentions import Mention, Reading
from .numerals import ReadNumber
from .printed_units import PERCENT_UNITS

_CUT = re.compile(r"[.;:()\[\]\n“”\"]|,(?!\d)|\s[-–—]\s")
# where the words before a number begin or end that tell nothing of what it counts
_OPENS_TEXT = """
và|với|trong đó|trong số|trong|như vậy|riêng|còn|có|gồm|bao gồm|cụ thể|kết quả|được|hiện
hiện nay|hiện có|nay|tổng số|tổng|số lượng|số(?! hóa)|là|tại|do|thì|mà|nhưng|cộng|tỷ lệ|tỉ lệ
khi|quý|quý này|kỳ này|tháng này|năm nay|theo đó|toàn bộ|trung tâm|đơn vị|ubnd|ubnd xã
ubnd phường|ubnd thành phố|ubnd tỉnh|ubnd huyện|cấp xã|xã|phường|thành phố|tỉnh|huyện|qua|từ
lũy kế từ đầu năm|lũy kế
"""
_CLOSES_TEXT = """
là|đạt|chiếm|được|bằng|có|gồm|với|khoảng|hơn|gần|trên|tối thiểu|ít nhất|dưới|ở mức|mức|tương ứng
tương đương|còn|đã|tăng|giảm|và|các|cho|của|tới|đến|(?<!thực )hiện|(?<!đổi )(?<!ký )số|thêm|bố trí
này
"""


def _any_of(text: str) -> str:
    return "|".join(re.split(r"[|\n]", text.strip()))


_OPENS = re.compile(
    r"^(?:\W|(?:(?:tính )?đến )?(?:hết )?ngày [\d/.]+(?: năm)?\b"
    rf"|(?:{_any_of(_OPENS_TEXT)})\b)+",
    re.I,
)
_CLOSES = re.compile(rf"(?:\W|\b(?:{_any_of(_CLOSES_TEXT)})\b)+$", re.I)
_RIGHT_STOP = re.compile(
    r"[,.;:()\[\]\n]|\d|\b(?:chiếm|đạt|bằng|tương|trong đó|gồm|bao gồm|tăng|giảm|còn|so với|đã|được"
    r"|trên tổng|tại|do|của|để|từ|theo|cho|nhằm|là|thuộc|khi)\b"
)
_UNITS_TEXT = """
hồ sơ|thủ tục hành chính|thủ tục|văn bản|trường hợp|đơn vị|nhiệm vụ|cơ quan|dịch vụ công|dịch vụ
công chức|viên chức|biên chế|cán bộ|tài khoản|nội dung|quyết định|kế hoạch|công văn|tập thể
cá nhân|lĩnh vực|kết quả|giao dịch|học sinh|phiếu|người|hộ|tin|bài|tổ|buổi|cuộc|lớp|lượt|lần|máy
thành viên|công dân|chữ ký số|nghị quyết|thông báo|tờ trình|báo cáo
phản ánh|kiến nghị|doanh nghiệp|tiêu chí|thôn|ấp
"""
_UNITS = sorted(re.split(r"[|\n]", _UNITS_TEXT.strip()), key=lambda unit: -len(unit))
_MONEY = {10**9: "tỷ đồng", 10**6: "triệu đồng", 10**3: "nghìn đồng"}
# units that alone do not tell what is counted
_GENERAL = ("hồ sơ", "trường hợp", "đơn vị", "lượt", "lần", "người", "kết quả", "nội dung")
NO_UNIT = "đơn vị tính"
# a change, or the number of another period: neither is counted by an indicator of this one
_ASIDE = re.compile(r"\b(?:tăng|giảm|thêm|bớt)\s*$|\bso với\b|\bcùng kỳ\b", re.I)
_LONGEST = 12  # words of a name
# one unit alone: of "(đơn vị: hồ sơ, lượt)" nobody knows which column has which
_TABLE_UNIT = re.compile(r"\b[Đđ]ơn vị(?: tính)?\s*:\s*([^\W\d_][^);.,:/]{0,20})\s*(?:[).:]|$)")


def unit_of(number: ReadNumber, head: str = "", known: Sequence[str] = ()) -> str:
    """Return the unit of a number: printed, or named by the words behind it or the column's head;
    `known` are units of the catalogue.
    """
    if number.unit in PERCENT_UNITS or (number.dimension and number.dimension != "đồng"):
        return number.unit
    if number.dimension == "đồng":
        return _MONEY.get(int(number.scale), "đồng")
    said = f"{number.unit} {head}".strip().lower()
    for unit in (*sorted(known, key=lambda unit: -len(unit)), *_UNITS):
        if said.startswith(f"{unit} ") or said == unit:
            return unit
    for unit in () if number.unit else _UNITS:
        if head and re.search(rf"\b{unit}\b", head.lower()):
            return unit
    return " ".join(number.unit.split()[:2]) if number.unit else NO_UNIT


def unit_before_table(reading: Reading, number: ReadNumber) -> str:
    """Return the one unit that is told right before a number's table: "(đơn vị: hồ sơ)"; "" where
    there is none, or the number stands in no table.
    """
    passages, at = reading.passages, number.passage
    table = passages[at].block.table
    if passages[at].block.kind != "cell":
        return ""
    while at >= 0 and passages[at].block.kind == "cell" and passages[at].block.table == table:
        at -= 1
    found = _TABLE_UNIT.search(passages[at].text) if at >= 0 else None
    return found[1].strip().lower() if found else ""


def name_in_text(reading: Reading, mention: Mention, unit: str) -> str:
    """Name a number outside tables by the words before and behind it; "" where they say nothing."""
    if _ASIDE.search(mention.left):
        return ""
    right = _behind(mention)
    left = _before(mention.left, _follows_a_number(reading, mention))
    if mention.number.unit == "%":
        told = next(
            (w for w in (right, left) if len(w.split()) > 1 and w.lower() not in _UNITS), ""
        )
        return _composed("Tỷ lệ", told) if told else ""
    counts = mention.number.dimension == "" and unit != NO_UNIT
    noun = right or (unit if counts else "")
    if not left and mention.number.dimension and noun == unit:
        return ""
    if noun and re.search(rf"\b{re.escape(noun)}\b", left, re.I):
        return _composed("", left)
    if left and noun.startswith(left):
        return _composed("", noun)
    # a bare unit seldom tells anything
    return _composed(noun, left) if left or noun not in (*_GENERAL, "") else ""


def _follows_a_number(reading: Reading, mention: Mention) -> bool:
    """Tell whether the words before a number begin right behind another one."""
    text = reading.passages[mention.passage].text
    at = mention.number.begin - len(mention.left)
    return at > 0 and bool(re.search(r"\d[%\s]?$", text[:at]))


def name_of_rate(numerator: str) -> str:
    """Name a percentage by what it is a share of: "Hồ sơ trễ hạn" => "Tỷ lệ hồ sơ trễ hạn"."""
    return f"Tỷ lệ {numerator[:1].lower()}{numerator[1:]}"


def name_of_cell(head: str, label: str, is_unit: bool, is_total: bool, of: str = "") -> str:
    """Name the number of a table's cell: its column's head, with its row's label where that is
    what is counted and not who; `of` is the head of the column that a bare "tỷ lệ" is a share of.
    """
    bare = _clean(head)
    if of and re.fullmatch(r"(?:đạt )?(?:tỷ lệ|tỉ lệ|tỷ trọng)", bare, re.I):
        bare = name_of_rate(_clean(of))
    if is_unit or is_total:
        return _composed("", bare.lower() if bare.isupper() else bare)
    return _composed("", f"{bare}: {label}" if bare else label)


def _clean(head: str) -> str:
    """Return a column's head without its number, its unit in brackets, and "số"."""
    bare = re.sub(r"\s*\((?:\d+|%|[^)]*đồng)\)", "", head).strip(" :")
    bare = re.sub(r"^(?:Trong đó)\W*", "", bare)
    return re.sub(r"^(?:Tổng số|Số lượng|Số)\s+(?=\w)", "", bare)


def code_of(name: str, taken: Sequence[str] | set[str]) -> str:
    """Make a code of a name, one that is not taken: "Hồ sơ tiếp nhận" => ho_so_tiep_nhan."""
    plain = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    words = re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c)))
    code = "_".join(words)[:48].rstrip("_")
    code = code if code[:1].isalpha() else f"so_{code}".rstrip("_")
    if code not in taken:
        return code
    return next(c for n in range(2, len(taken) + 3) if (c := f"{code}_{n}") not in taken)


def _before(left: str, follows: bool) -> str:
    """Return the words before a number that tell what it counts; those that follow another number
    up to the first stop belong to that one.
    """
    # a footnote's mark
    left = _CLOSES.sub("", re.sub(r"^\d+\s+(?=[^\W\d])", "", left).strip(":,–-"))
    pieces = _CUT.split(left)
    for piece in reversed(pieces[1:] if follows else pieces):
        words = _CLOSES.sub("", _OPENS.sub("", piece.strip()))
        if len(words) > 1:
            return words.strip()
    return ""


def _behind(mention: Mention) -> str:
    if mention.number.dimension in ("đồng",):
        return ""
    stop = _RIGHT_STOP.search(mention.right)
    words = (mention.right[: stop.start()] if stop else mention.right).split()
    return _CLOSES.sub("", " ".join(words[:8])).strip()


def _composed(noun: str, words: str) -> str:
    if noun and words[1:2].islower():
        words = words[0].lower() + words[1:]
    said = f"{noun} {words}".split()[:_LONGEST]
    name = _CLOSES.sub("", " ".join(said)).strip(" ,:;.–-")
    return name[:1].upper() + name[1:]
