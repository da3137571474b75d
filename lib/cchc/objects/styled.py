"""What a Styler shows: texts of its own, numbers where a text is one of the frame."""

import math
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd

from cchc.model.numbers import format_number

from .frame_cells import MOST_ROWS, count_decimals, head_rows, is_absent, is_real, tell_apart
from .html_tables import Grid, read_grids
from .table_cells import Cell, Column, format_moment
from .tabulating import LABEL, is_count


def read_styled(
    styled: Any,
) -> tuple[tuple[Column, ...], tuple[tuple[Cell, ...], ...], list[str]]:
    """Read what a Styler shows; where a text is a number of the frame, the number is kept."""
    grid = next(iter(read_grids(styled.to_html(table_uuid="x"))), Grid((), (), (), ()))
    cut = []
    if len(grid.rows) > MOST_ROWS:
        cut = [f"Bảng có {format_number(len(grid.rows))} dòng; ở đây là 1.000 dòng đầu."]
    rows, marks = grid.rows[:MOST_ROWS], grid.marks[:MOST_ROWS]
    columns: list[Column] = []
    cells: list[list[Cell]] = []
    counted = grid.heads == (0,) and not grid.headings[0] and is_count(styled.data.index)
    for at, name in enumerate(tell_apart([head or LABEL for head in grid.headings])):
        if counted and at == 0:
            continue
        texts = [row[at] for row in rows]
        values = [_value_of(styled.data, mark[at]) for mark in marks]
        column, found = _shown(name, texts, values, head=at in grid.heads)
        columns.append(column)
        cells.append(found)
    columns[:1] = [head_rows(column) for column in columns[:1]]
    return tuple(columns), tuple(zip(*cells, strict=True)), cut


def _value_of(frame: pd.DataFrame, mark: str) -> Any:
    """Give the frame's value behind a cell whose classes are such as 'data row0 col1'."""
    words = mark.split()
    if "data" not in words:
        return None
    places = [int(word[3:]) for word in words if word[:3] in ("row", "col") and word[3:].isdigit()]
    return frame.iat[places[0], places[1]] if len(places) == 2 else None


def _shown(name: str, texts: list[str], values: list[Any], head: bool) -> tuple[Column, list[Cell]]:
    read = [
        _number_shown(text, value)
        for text, value in zip(texts, values, strict=True)
        if not is_absent(value)
    ]
    forms = {(each.percent, each.factor) for each in read if each}
    if head or len(forms) != 1 or None in read:
        numbers = not head and any(is_real(value) for value in values)
        cells = [_text_shown(text, value, head) for text, value in zip(texts, values, strict=True)]
        return Column(name, "printed" if numbers else "text", head=head), cells
    percent, factor = forms.pop()
    decimals = max(each.places for each in read if each)
    if decimals == pd.get_option("styler.format.precision"):
        decimals = count_decimals([value for value in values if not is_absent(value)])
    return Column(name, "percent" if percent else "number", decimals), [
        None if is_absent(value) else _scaled(value, factor) for value in values
    ]


def _text_shown(text: str, value: Any, head: bool) -> Cell:
    if head:
        return text or None
    if isinstance(value, date) and not is_absent(value) and text == str(value):
        return format_moment(value)
    # the frame has nothing there, whatever was made of it
    return None if is_absent(value) or not text else text


def _scaled(value: Any, factor: int) -> Any:
    return value if factor == 1 else float(f"{float(value) * factor:.15g}")


@dataclass(frozen=True)
class _Form:
    """How a text shows a number: its decimals, whether as a percentage, and of which multiple."""

    places: int
    percent: bool
    factor: int


def _number_shown(text: str, value: Any) -> _Form | None:
    """Give the form of a text that shows the value; None where it says something else too."""
    if not is_real(value) or not math.isfinite(value):
        return None
    percent = text.endswith("%")
    bare = text.removesuffix("%").strip().replace("−", "-")
    for thousands, point in ((",", "."), (".", ",")):
        whole, _, decimals = bare.replace(thousands, "").partition(point)
        if not (whole.lstrip("-").isdecimal() and (decimals.isdecimal() or not decimals)):
            continue
        told, exact, places = (
            Decimal(f"{whole}.{decimals or 0}"),
            Decimal(str(value)),
            len(decimals),
        )
        for factor in (100, 1) if percent else (1,):
            if abs(told - exact * factor) <= Decimal(1) / 10**places:
                return _Form(places, percent, factor)
    return None
