"""Read what a number says: its value, precision, unit and qualifier, as Vietnamese reports print
them.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from .classes import Class, classify
from .document import Document
from .passages import Passage
from .printed_units import PERCENT_UNITS, PRINTED_MEASURES, parse_digits, unit_after

_BEFORE = re.compile(
    r"(?i)\b(?P<over>hơn|trên(?! tổng)|quá(?! hạn))\s*$"
    r"|\b(?P<under>gần(?: bằng)?|xấp xỉ dưới|ngót|(?:chưa|không) (?:đến|tới)|chưa đầy)\s*$"
    r"|\b(?P<about>khoảng|ước khoảng|ước chừng|chừng|xấp xỉ"
    r"|(?<!tốc )(?<!mức )(?<!cấp )(?<!tiến )(?<!chế )độ|bình quân khoảng)\s*$"
    r"|\b(?P<least>(?:tối thiểu|ít nhất)(?: đạt| là)?|không dưới|không thấp hơn)\s*$"
    r"|\b(?P<most>(?:tối đa|nhiều nhất)(?: là)?|dưới|không quá|không vượt quá)\s*$"
    r"|(?P<floor>≥)\s*$|(?P<ceiling>≤)\s*$"
)
# "3.998 kết quả trên 4.125 hồ sơ": out of, not above
_OUT_OF = re.compile(r"\d[\d.,]*%?(?: (?!(?:đạt|chiếm|vượt|giữ) )[^\W\d_]+){1,5} trên\s*$")
# "13.105 tài khoản định danh điện tử trên 14.260 công dân": further away only of counts
_FAR_OUT_OF = re.compile(
    r"\d[\d.,]*(?: (?!(?:đạt|chiếm|vượt|giữ|có|là|với|mức|từ|độ|thu|bình|tuổi|trong) )"
    r"[^\W\d_]+){6,12} trên\s*$"
)
# "từ 15 tiêu chí trở lên", not "44 đạt chuẩn trở lên"
_GRADE = "đạt|khá|tốt|giỏi|chuẩn|loại|hạng|lòng|học|sĩ|viên|cấp|đẳng"
_UPWARDS = re.compile(rf"\s?(?:(?!(?:{_GRADE})\b)\S+ ){{0,2}}?trở lên\b")
# quầy 12, tổ 5: numbers in names are small
_NAMES_END = 30
_WORDS = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5}
_WORDS |= {"sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10}
_WORD = re.compile(
    # "một" is more often an article than a count
    r"(?<![^\W\d])(?:"
    + "|".join([*list(_WORDS)[1:], "tư", "bẩy"])
    + r")(?= (?:hồ sơ|thủ tục|người|đơn vị|"
    r"cơ quan|phường cũ|xã cũ|trường hợp|văn bản|nhiệm vụ|lĩnh vực|dịch vụ|kế hoạch|quyết định)\b)",
    re.I,
)


@dataclass(frozen=True)
class ReadNumber:
    """A number of the text: where it stands, its class and what it says.

    `begin` and `end` bound its digits within the passage; `value` is in the base unit (đồng for
    money, the count itself, percent for percentages), `step` what one unit of its last digit is
    worth, `decimals` how many it prints. `pair` tells the side of a slash it stands on.
    """

    id: str
    text: str
    start: int
    passage: int
    begin: int
    end: int
    kind: Class
    value: Fraction
    step: Fraction
    decimals: int
    unit: str
    qualifier: str
    pair: str = ""
    spelled: bool = False

    @cached_property
    def dimension(self) -> str:
        """Say what numbers it may be added to: one of PERCENT_UNITS, "đồng", a measure, or "" for
        counts.
        """
        measured = self.unit in (*PERCENT_UNITS, "đồng") or self.unit in PRINTED_MEASURES
        return self.unit if measured else ""

    @cached_property
    def scale(self) -> Fraction:
        """Say what its digits are multiplied with: 10⁹ for "1,25 tỷ"."""
        return self.step * 10**self.decimals

    @cached_property
    def amount(self) -> int | Fraction:
        """Say its value, whole where it is: whole numbers add up faster."""
        return int(self.value) if self.value.denominator == 1 else self.value

    @cached_property
    def size(self) -> float:
        """Say about how large it is, to put numbers in order."""
        return float(self.value)

    @cached_property
    def is_count(self) -> bool:
        """Tell a number of things, neither rounded nor scaled."""
        return self.dimension == "" and self.decimals == 0 and self.scale == 1

    @cached_property
    def is_exact(self) -> bool:
        """Tell a plain count from a rounded, scaled or qualified number."""
        return not self.qualifier and self.is_count

    def span(self, truncated: bool = False) -> tuple[Fraction, Fraction, bool]:
        """Return the least and the greatest value it may stand for, and whether the greatest
        counts.

        A rounded number stands for half a step around it, a cut one for a step above it; "hơn 97%"
        is above 97 to below 98, "gần 1.300" above 1.200 to 1.300, "khoảng" both ways, by one unit
        of the last digit that is not 0.
        """
        return self._span_if_cut if truncated else self._span

    @cached_property
    def _span(self) -> tuple[Fraction, Fraction, bool]:
        if self.qualifier in ("over", "under", "about"):
            loose = _loose(self)
            low = self.value if self.qualifier == "over" else self.value - loose
            high = self.value if self.qualifier == "under" else self.value + loose
            return low, high, self.qualifier != "over"
        if self.is_exact:
            return self.value, self.value, True
        return self.value - self.step / 2, self.value + self.step / 2, True

    @cached_property
    def _span_if_cut(self) -> tuple[Fraction, Fraction, bool]:
        if self.qualifier in ("over", "under", "about") or self.is_exact:
            return self._span
        return self.value, self.value + self.step, False


def _loose(number: ReadNumber) -> Fraction:
    """Return the worth of the last digit that is not 0."""
    unit = number.step
    value = number.value
    while value and value % (unit * 10) == 0:
        unit *= 10
    return unit


def read_numbers(document: Document, passages: Sequence[Passage]) -> list[ReadNumber]:
    """Read every number of a document, in the order of the text, with its class and value."""
    found = []
    for place, passage in enumerate(passages):
        tokens = classify(passage)
        found += [(place, *token, False) for token in tokens]
        if passage.block.kind != "cell":
            words = (w.span() for w in _WORD.finditer(passage.text))
            found += [(place, start, end, "figure", True) for start, end in words]
    found.sort(key=lambda f: (f[0], f[1]))
    comma = _prefers_comma(passages)
    numbers = []
    for place, begin, end, kind, spelled in found:
        passage = passages[place]
        start = document.start_of(*passage.where[begin])
        numbers.append(_read(passage, place, begin, end, kind, start, comma, spelled))
    paired = _with_pairs(numbers, passages)
    # a passage that a footnote cuts goes on behind it: the text's order is that of the places
    ordered = sorted(paired, key=lambda n: n.start)
    counted = _with_counts(ordered)
    return [replace(number, id=f"n{count}") for count, number in enumerate(counted, 1)]


def _with_counts(numbers: Sequence[ReadNumber]) -> list[ReadNumber]:
    """Take for figures what looks like a name, "tại quầy 454 yêu cầu", but counts what the document
    counts elsewhere.
    """
    units = Counter(n.unit.split()[0] for n in numbers if n.kind == "figure" and n.unit)
    return [
        replace(n, kind="figure")
        if n.kind == "name" and n.value >= _NAMES_END and units[(n.unit.split() or [""])[0]] > 1
        else n
        for n in numbers
    ]


def _prefers_comma(passages: Sequence[Passage]) -> bool:
    """Tell whether a document marks decimals with a comma, by its percentages."""
    text = "\n".join(p.text for p in passages)
    commas = len(re.findall(r"\d,\d{1,2}\s?%|\d,\d{1,2}\b", text))
    return commas >= len(re.findall(r"\d\.\d{1,2}\s?%", text))


def _read(
    passage: Passage,
    place: int,
    begin: int,
    end: int,
    kind: Class,
    start: int,
    comma: bool,
    spelled: bool,
) -> ReadNumber:
    text = passage.text
    digits = text[begin:end]
    tail, unit, scale = unit_after(text, end)
    if spelled:
        word = digits.lower().replace("tư", "bốn").replace("bẩy", "bảy")
        value, decimals = Fraction(_WORDS[word]), 0
    else:
        measured = scale > 0 or unit in PERCENT_UNITS or unit in PRINTED_MEASURES
        value, decimals = parse_digits(digits, measured, comma, unit)
    worth = Fraction(10**scale)
    counts = not scale and not decimals and unit not in PERCENT_UNITS
    qualifier = _qualifier(text, begin, tail, counts) if kind == "figure" else ""
    return ReadNumber(
        "",
        text[begin:tail],
        start,
        place,
        begin,
        end,
        kind,
        value * worth,
        worth / 10**decimals,
        decimals,
        unit,
        qualifier,
        spelled=spelled,
    )


def _qualifier(text: str, begin: int, tail: int, counts: bool) -> str:
    before = _BEFORE.search(text, max(0, begin - 40), begin)
    near = max(0, begin - 120)
    out_of = _OUT_OF.search(text, near, begin) or (counts and _FAR_OUT_OF.search(text, near, begin))
    if before and not (before["over"] and out_of):
        said = before.lastgroup or ""
        return {"floor": "least", "ceiling": "most"}.get(said, said)
    return "least" if _UPWARDS.match(text, tail) else ""


_SLASH = re.compile(r"\s?(?:[^\W\d_]+\s?){0,3}//?\s?")
# so many for each hundred or thousand are no part of it
_EACH = re.compile(r"10{2,}|10{0,2}(?:\.000)+")
_RANGE = re.compile(r"\s?(?:%\s?)?(?:–|-|—|đến(?: dưới)?)\s?")


def _with_pairs(numbers: list[ReadNumber], passages: Sequence[Passage]) -> list[ReadNumber]:
    """Mark a/b and a – b, and give the first the unit and scale that only the second prints."""
    done = list(numbers)
    for place in range(len(numbers) - 1):
        one, two = done[place], done[place + 1]
        if one.passage != two.passage or {one.kind, two.kind} != {"figure"}:
            continue
        between = passages[one.passage].text[one.end : two.begin]
        if _SLASH.fullmatch(between) and not _is_for_each(one, two, between):
            done[place] = _alike(one, two, between, pair="over")
            done[place + 1] = replace(two, pair="under")
        elif _RANGE.fullmatch(between):
            done[place] = replace(_alike(one, two, between), qualifier="from")
            done[place + 1] = replace(two, qualifier="to")
    return done


def _is_for_each(one: ReadNumber, two: ReadNumber, between: str) -> bool:
    """Tell "108 bé trai/100 bé gái", "8,5 bác sĩ/10.000 dân", "6,5/1.000 trẻ" from a part of so
    many.
    """
    if not _EACH.fullmatch(two.text.split()[0]):
        return False
    if not re.search(r"[^\W\d_]", between):
        return bool(one.decimals) and two.value >= 1000
    other = one.unit.split()[:1] != two.unit.split()[:1] and two.unit != ""
    return bool(one.decimals) or one.value > two.value or other


def _alike(one: ReadNumber, two: ReadNumber, between: str, pair: str = "") -> ReadNumber:
    """Give `one` what only `two` prints: '639,227/4.136,100 tỷ' are both tỷ."""
    bare = not re.search(r"[^\W\d_]|%", between)
    if not bare:
        return replace(one, pair=pair)
    value, decimals = one.value, one.decimals
    if two.dimension and not one.decimals and re.search(r"[.,]", one.text):
        # 5.816/6.240 triệu: the dot of the second groups, so does that of the first
        comma = two.decimals == 0 if "." in two.text else "," in two.text
        value, decimals = parse_digits(one.text, True, comma, two.unit)
    worth = two.scale
    return replace(
        one,
        value=value * worth,
        step=worth / 10**decimals,
        decimals=decimals,
        unit=two.unit,
        pair=pair,
    )
