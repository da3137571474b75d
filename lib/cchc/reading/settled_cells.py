"""Read the numbers of a table as its heads, its caption and its column of units say."""

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from .cell_grids import (
    TableGrid,
    figures_by_passage,
    grids_of,
    head_of_column,
    is_bare_cell,
    numbers_columns,
    units_of_rows,
)
from .numerals import ReadNumber
from .passages import Passage
from .printed_units import SCALE_WORDS, parse_digits

_ORDER = re.compile(r"(?:tt|stt|số tt|số thứ tự|no\.?|#)?", re.I)
_RATE = re.compile(r"%|tỷ lệ|tỉ lệ|tỷ trọng|tỉ trọng", re.I)
_SCALE_IN_HEAD = re.compile(r"\b(nghìn tỷ|nghìn|ngàn|triệu|tỷ)(?: đồng| đ\b|\))", re.I)
_SCALE_OF_ROW = re.compile(r"(nghìn tỷ|nghìn|ngàn|triệu|tỷ)(?: đồng| đ\b|$)", re.I)
# "Đơn vị tính: triệu đồng", "Bảng 1. GRDP theo khu vực (tỷ đồng)"
_SCALE_IN_CAPTION = re.compile(
    r"(?:(?:ĐVT|đơn vị(?: tính)?)[^:;().\d]{0,40}:?\s*|\()(nghìn tỷ|nghìn|ngàn|triệu|tỷ) đồng", re.I
)
_SCALE_OF_DOCUMENT = re.compile(
    r"(?:ĐVT|đơn vị tính)[^:;().\d]{0,40}:?\s*(nghìn tỷ|nghìn|ngàn|triệu|tỷ) đồng", re.I
)
# a column that counts something in a table of amounts: "Số dự án", not "Số thu"
_COUNTS_IN_HEAD = re.compile(r"\W*(?:tổng )?số (?!thu|chi|tiền|vốn|nợ|nộp|dư|kinh phí|phí)", re.I)
_TITLE = 150  # characters of a line that may stand between a unit and its table
_FIRST = 25  # passages in which a document says its unit
_MEASURE_IN_HEAD = re.compile(r"\((ha|km2|km²|m2|m²|m3|m³|km|m|kg|tấn|tạ)\)")


def settle_cells(passages: Sequence[Passage], numbers: Sequence[ReadNumber]) -> list[ReadNumber]:
    """Read table cells by their heads: a column of ordinals is numbering, one headed "%" or "tỷ lệ"
    holds percentages.
    """
    figures = figures_by_passage(numbers)
    changed: dict[str, ReadNumber] = {}
    document = _scale_of_document(passages)
    for grid in grids_of(passages, figures):
        first = head_of_column(grid, passages, 0)
        said = _scale_said(grid, passages) or _SCALE_IN_HEAD.search(first)
        said = said or (document if _has_decimals(grid, passages, figures) else None)
        for column in range(grid.width):
            places = {r: grid.cells[r, column] for r in grid.rows if (r, column) in grid.cells}
            head = head_of_column(grid, passages, column)
            bare = {r: p for r, p in places.items() if r not in grid.heads}
            if _is_ordinal(head, [passages[p].text for p in bare.values()], column):
                for place in bare.values():
                    changed |= {n.id: replace(n, kind="numbering") for n in figures.get(place, [])}
            elif _RATE.search(head):
                for place in bare.values():
                    changed |= _as_rates(figures.get(place, []), passages[place].text, head)
            elif scale := (
                _SCALE_IN_HEAD.search(head) or (None if _COUNTS_IN_HEAD.match(head) else said)
            ):
                for place in bare.values():
                    changed |= _as_money(figures.get(place, []), passages[place].text, scale[1])
            elif measure := _MEASURE_IN_HEAD.search(head):
                own = [n for p in bare.values() for n in figures.get(p, []) if n.unit == ""]
                changed |= {n.id: replace(n, unit=measure[1]) for n in own}
        unit_column, units = units_of_rows(grid, passages)
        for (row, column), place in grid.cells.items() if units else ():
            if row in units and column > unit_column and is_bare_cell(passages[place].text):
                own = [changed.get(n.id, n) for n in figures.get(place, [])]
                if all(n.unit == "" and n.kind == "figure" for n in own):
                    changed |= _in_unit(own, passages[place].text, units[row])
        for row in grid.heads:
            own = [p for (r, _), p in grid.cells.items() if r == row]
            if numbers_columns([passages[p].text for p in own]):
                for place in own:
                    changed |= {n.id: replace(n, kind="numbering") for n in figures.get(place, [])}
    done = [changed.get(n.id, n) for n in numbers]
    return [replace(n, value=-n.value) if _is_negative(n, passages) else n for n in done]


def _is_negative(number: ReadNumber, passages: Sequence[Passage]) -> bool:
    """Tell a cell of a decrease: "-288" alone, the sign right before its digits."""
    passage = passages[number.passage]
    alone = passage.block.kind == "cell" and number.kind == "figure" and number.value > 0
    return alone and re.fullmatch(rf"[-−–]{re.escape(number.text)}", passage.text) is not None


def _is_ordinal(head: str, texts: list[str], column: int) -> bool:
    if column > 1 or not texts:
        return False
    counted = [int(t.strip(" .")) for t in texts if t.strip(" .").isdecimal()]
    ascending = counted == list(range(1, len(counted) + 1)) and len(counted) > 1
    named = bool(head.strip()) and _ORDER.fullmatch(head.strip()) is not None
    return named or (ascending and column == 0 and head.strip().lower() in ("", "số"))


def _as_rates(numbers: list[ReadNumber], text: str, head: str) -> dict[str, ReadNumber]:
    if len(numbers) != 1 or numbers[0].unit not in ("", "%") or not is_bare_cell(text):
        return {}
    number = numbers[0]
    value, decimals = parse_digits(number.text.rstrip(" %"), True, "," in number.text, "%")
    if value > 1000 or (number.unit == "" and "/" in head and "%" not in head):
        return {}
    step = type(value)(1, 10**decimals)
    return {number.id: replace(number, value=value, step=step, decimals=decimals, unit="%")}


def _scale_said(grid: TableGrid, passages: Sequence[Passage]) -> re.Match | None:
    """Find the scale that the lines above a table print: its title, and a line beside that."""
    first = min(grid.cells.values())
    above = [p for p in passages[max(0, first - 2) : first] if p.block.kind != "cell"]
    near = [p.text for p in above if len(p.text) < _TITLE or p is passages[first - 1]]
    found = (_SCALE_IN_CAPTION.search(text) for text in reversed(near))
    return next((match for match in found if match), None)


def _scale_of_document(passages: Sequence[Passage]) -> re.Match | None:
    """Find the scale that a document says once for all its tables."""
    first = passages[:_FIRST]
    # a line right above a table speaks of that table alone
    pairs = ((p, after) for p, after in pairwise(first) if after.block.kind != "cell")
    opening = (p.text for p, _ in pairs if p.block.kind != "cell")
    return next((match for text in opening if (match := _SCALE_OF_DOCUMENT.search(text))), None)


def _has_decimals(grid: TableGrid, passages: Sequence[Passage], figures: dict) -> bool:
    """Tell a table of amounts by a decimal outside its percentages: counts have none."""
    rates = {c for c in range(grid.width) if _RATE.search(head_of_column(grid, passages, c))}
    own = (figures.get(p, []) for (_, c), p in grid.cells.items() if c not in rates)
    return any(n.decimals and n.unit == "" for numbers in own for n in numbers)


def _as_money(numbers: list[ReadNumber], text: str, word: str) -> dict[str, ReadNumber]:
    """Give numbers of cells the scale that only the head prints: "Kế hoạch (tỷ đồng)"."""
    if not numbers or not is_bare_cell(text):
        return {}
    worth = Fraction(10 ** SCALE_WORDS[word.lower()])
    given = {}
    for number in numbers:
        if number.unit == "" and number.scale == 1:
            value, decimals = parse_digits(
                text[number.begin : number.end], True, "," in number.text, "đồng"
            )
            if "." in number.text and "," not in number.text and number.value >= 1000:
                value, decimals = number.value, 0  # 12.480 triệu groups thousands
            step = worth / 10**decimals
            given[number.id] = replace(
                number, value=value * worth, step=step, decimals=decimals, unit="đồng"
            )
    return given


def _in_unit(numbers: list[ReadNumber], text: str, unit: str) -> dict[str, ReadNumber]:
    """Give the numbers of a row the unit that its column of units prints."""
    if unit.startswith("%"):
        return _as_rates(numbers, text, "%")
    if scale := _SCALE_OF_ROW.match(unit):
        return _as_money(numbers, text, scale[1])
    return {n.id: replace(n, unit=unit) for n in numbers}
