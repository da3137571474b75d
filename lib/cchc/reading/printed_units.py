"""Read digits, and the unit or scale word printed behind them."""

import re
from fractions import Fraction

PERCENT_UNITS = ("%", "điểm phần trăm")
SCALE_WORDS = {"nghìn": 3, "ngàn": 3, "triệu": 6, "tỷ": 9, "tỉ": 9, "nghìn tỷ": 12, "ngàn tỷ": 12}
_SCALE = re.compile(r"\s?(nghìn tỷ|ngàn tỷ|nghìn|ngàn|triệu|tỷ|tỉ)\b")
_PERCENT = re.compile(r"\s?(?:%|phần trăm\b)")
_POINTS = re.compile(r"\s?(?:điểm\s?(?:phần trăm|%)|điểm %)")
_MONEY = re.compile(r"\s?(?:đồng(?! (?:chí|bào|đội|hồ|bộ|dân)\b)|VNĐ|VND|đ)\b")
_FOREIGN_MONEY = re.compile(r"\s?(USD|EUR|JPY|đô la|yên)\b", re.I)
_MEASURE = re.compile(
    r"\s?(m2|m3|m²|m³|km2|km²|km|cm|mm|m|ha|kg|tấn|tạ|Mbps|Gbps|Kbps|GB|TB|MB|kWh|KW|lít|°C|độ)(?![^\W\d])"
)
_NOUN = re.compile(r"\s?((?:[^\W\d_]+)(?: [^\W\d_]+){0,4})")
_FUNCTION_WORDS_TEXT = """
được đã đang chiếm đạt và trong tại của là ở do để so có với thuộc theo cho trên gồm bằng
tương tăng giảm còn phải cùng từ đến về như nhưng nhằm khi vì nên bị hoặc hay mà thì trước sau
này đó qua cũng vào nêu chưa không đều vẫn chỉ lên xuống
"""
_FUNCTION_WORDS = frozenset(_FUNCTION_WORDS_TEXT.split())
_MEASURES_TEXT = """
m2 m3 m² m³ km2 km² km cm mm m ha kg tấn tạ Mbps Gbps Kbps GB TB MB kWh KW
usd eur jpy yên
"""
PRINTED_MEASURES = frozenset(_MEASURES_TEXT.split())


def parse_digits(digits: str, measured: bool, comma: bool, unit: str = "") -> tuple[Fraction, int]:
    """Read digits with dots and commas: '1.031' => 1031, '97,01' => 97.01, '4.136,100' => 4136.1.

    `measured` numbers (percentages, tỷ, triệu, lengths) take decimals; `comma` says that the
    document marks decimals with a comma. Returns the value and its number of decimals.
    """
    dots, commas = digits.count("."), digits.count(",")
    if dots and commas:
        mark = "," if digits.rfind(",") > digits.rfind(".") else "."
        whole, _, part = digits.rpartition(mark)
        return Fraction(re.sub(r"[.,]", "", whole) + "." + part), len(part)
    mark = "." if dots else ","
    pieces = digits.split(mark)
    grouped = len(pieces[0]) <= 3 and all(len(p) == 3 for p in pieces[1:]) and pieces[0] != "0"
    if len(pieces) == 1:
        return Fraction(digits), 0
    if len(pieces) > 2:
        return (Fraction("".join(pieces)), 0) if grouped else (Fraction(pieces[0]), 0)
    decimal_mark = (mark == ",") == comma
    if not grouped or (measured and (decimal_mark or unit == "%")) or (mark == "," and measured):
        return Fraction(f"{pieces[0]}.{pieces[1]}"), len(pieces[1])
    if mark == "," and decimal_mark and not _is_counted(unit):
        return Fraction(f"{pieces[0]}.{pieces[1]}"), len(pieces[1])
    return Fraction("".join(pieces)), 0


def _is_counted(unit: str) -> bool:
    return bool(unit) and unit not in ("đồng", "điểm")


def unit_after(text: str, end: int) -> tuple[int, str, int]:
    """Return where the printed number ends with its % or scale word, its unit, its power of ten."""
    if found := _POINTS.match(text, end):
        return end, "điểm phần trăm", 0
    if found := _PERCENT.match(text, end):
        return found.end(), "%", 0
    if found := _SCALE.match(text, end):
        if foreign := _FOREIGN_MONEY.match(text, found.end()):
            return found.end(), foreign[1].lower(), SCALE_WORDS[found[1]]
        money = _MONEY.match(text, found.end())
        scale = SCALE_WORDS[found[1]]
        if money or found[1].startswith(("tỷ", "tỉ", "nghìn tỷ", "ngàn tỷ")):
            return (money or found).end(), "đồng", scale
        if measure := _MEASURE.match(text, found.end()):
            return found.end(), measure[1], scale
        noun = noun_after(text, found.end())
        return found.end(), noun or "đồng", scale
    found = _MONEY.match(text, end)
    if found and not re.search(r"(?<![\d.,])\d{1,2}$", text[:end]):  # 57 đồng are medals
        return end, "đồng", 0
    if found := _FOREIGN_MONEY.match(text, end):
        return end, found[1].lower(), 0
    if found := _MEASURE.match(text, end):
        return end, found[1], 0
    return end, noun_after(text, end), 0


def noun_after(text: str, end: int) -> str:
    """Return the words counted, up to the first that opens something else: '12 hồ sơ đã…' => 'hồ
    sơ'.
    """
    found = _NOUN.match(text, end)
    if not found:
        return ""
    words: list[str] = []
    for word in found[1].split(" "):
        named = not words and re.match(r"bị (?:can|cáo|hại|đơn)\b", found[1])
        if word.lower() in _FUNCTION_WORDS and not named:
            break
        words.append(word)
    return " ".join(words[:3]).lower() if words and words != ["đồng"] else ""
