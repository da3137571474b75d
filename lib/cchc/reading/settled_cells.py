"""Read the numbers of a table as its heads, its caption and its column of units say."""

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

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
_SCALE_IN_CAPTION = re.compile(
    r"(?:ĐVT|đơn vị(?: tính)?)\s*:?\s*(nghìn tỷ|nghìn|ngàn|triệu|tỷ) đồng", re.I
)
_MEASURE_IN_HEAD = re.compile(r"\((ha|km2|km²|m2|m²|m3|m³|km|m|kg|tấn|tạ)\)")


def settle_cells(passages: Sequence[Passage], numbers: Sequence[ReadNumber]) -> list[ReadNumber]:
    """Read table cells by their heads: a column of ordinals is numbering, one headed "%" or "tỷ lệ"
    holds percentages.
    """
    figures = figures_by_passage(numbers)
    changed: dict[str, ReadNumber] = {}
    for grid in grids_of(passages, figures):
        caption, first = _caption(grid, passages), head_of_column(grid, passages, 0)
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
                _SCALE_IN_HEAD.search(head)
                or _SCALE_IN_CAPTION.search(caption)
                or _SCALE_IN_HEAD.search(first)
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
    return named or (ascending and (column == 0 and not head.strip()))


def _as_rates(numbers: list[ReadNumber], text: str, head: str) -> dict[str, ReadNumber]:
    if len(numbers) != 1 or numbers[0].unit not in ("", "%") or not is_bare_cell(text):
        return {}
    number = numbers[0]
    value, decimals = parse_digits(number.text.rstrip(" %"), True, "," in number.text, "%")
    if value > 1000 or (number.unit == "" and "/" in head and "%" not in head):
        return {}
    step = type(value)(1, 10**decimals)
    return {number.id: replace(number, value=value, step=step, decimals=decimals, unit="%")}


def _caption(grid: TableGrid, passages: Sequence[Passage]) -> str:
    """Return the line above a table, which may say "Đơn vị tính: triệu đồng"."""
    first = min(grid.cells.values())
    return passages[first - 1].text if first else ""


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
