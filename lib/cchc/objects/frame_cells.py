"""What labels and columns of a frame become: headings, kinds, decimals, cells."""

import math
from collections.abc import Hashable, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from numbers import Real
from typing import Any

import pandas as pd

from cchc.model.numbers import format_number

from .captions import clean_text
from .table_cells import Cell, Column, format_moment
from .tabulating import LABEL

MOST_ROWS, MOST_COLUMNS = 1_000, 60  # of a frame that are shown
_VALUE = "Giá trị"
_YEARS = ("năm", "year", "nam", "niên độ")
_MOST_DECIMALS = 8
_INFINITE = {math.inf: "∞", -math.inf: "−∞"}


def head_rows(column: Column) -> Column:
    """Let the first column head its rows where it holds texts."""
    return replace(column, head=column.head or column.kind == "text")


def list_labels(index: pd.Index) -> list[tuple[str, list[Cell]]]:
    """List the labels of rows, a column for each level of an index."""
    levels = []
    for level in range(index.nlevels):
        name = index.names[level]
        other = f"{LABEL} {level + 1}" if index.nlevels > 1 else LABEL
        values = index.get_level_values(level)
        texts = [None if is_absent(value) else _label(value) for value in values]
        levels.append((other if name is None else write_heading(name), texts))
    return levels


def write_heading(name: Hashable) -> str:
    """Write a column's name; the levels of a heading stand behind each other."""
    if isinstance(name, tuple):
        levels = [_label(part).strip() for part in name if not is_absent(part)]
        return " – ".join(dict.fromkeys(filter(None, levels))) or _VALUE
    return _label(name).strip() or _VALUE


def _label(value: Any) -> str:
    """Write a label: a number in it names something, so it takes no marks of thousands."""
    if isinstance(value, bool):
        return _text(value)
    if isinstance(value, date):
        return format_moment(value)
    if isinstance(value, float):
        return format_number(value) if math.isfinite(value) and value % 1 else f"{value:g}"
    if isinstance(value, pd.Interval):
        return f"{_label(value.left)} – {_label(value.right)}"
    return clean_text(value)


def tell_apart(names: Sequence[str]) -> list[str]:
    """Number headings that are given twice, so that each column can be told by its own."""
    taken: set[str] = set()
    apart = []
    for name in names:
        other, number = name, 2
        while other.casefold() in taken:
            other, number = f"{name} ({number})", number + 1
        taken.add(other.casefold())
        apart.append(other)
    return apart


def read_column(heading: str, values: list[Any]) -> tuple[Column, list[Cell]]:
    """Read the values of a column: its kind, decimals and cells."""
    present = [value for value in values if not is_absent(value)]
    if any(isinstance(value, datetime) and value.timetz() != time() for value in present):
        # midnight too, where others of the column have a time of day
        values = [
            f"{format_moment(value)} 00:00" if _is_midnight(value) else value for value in values
        ]
    if not present or not all(is_real(value) for value in present):
        return Column(heading), [None if is_absent(value) else _text(value) for value in values]
    if heading.casefold() in _YEARS and all(_is_year(value) for value in present):
        texts = [None if is_absent(value) else str(int(value)) for value in values]
        return Column(heading, "printed"), texts
    decimals = count_decimals(present)
    if any(not math.isfinite(value) for value in present):
        return Column(heading, "printed"), [
            None
            if is_absent(value)
            else _INFINITE.get(float(value)) or format_number(value, decimals)
            for value in values
        ]
    return Column(heading, "number", decimals), [
        None if is_absent(value) else value for value in values
    ]


def count_decimals(values: Sequence[Real | Decimal]) -> int:
    """Give the decimals that a column is read with: exact ones as they are, of floats a few.

    Large numbers get two, those around one three and those below one four; none where all are
    whole, and up to eight where a number would else read as nothing.
    """
    exact = [-value.as_tuple().exponent for value in values if isinstance(value, Decimal)]
    if exact and len(exact) == len(values):
        return max(0, *(places for places in exact if isinstance(places, int)), 0)
    finite = [value for value in values if math.isfinite(value)]
    largest = max((abs(value) for value in finite), default=0)
    most = 2 if largest >= 10 else 3 if largest >= 1 else 4
    for places in range(most):
        if all(round(float(value), places) == float(value) for value in finite if value % 1):
            return places
    smallest = min((abs(value) for value in finite if value), default=1)
    while most < _MOST_DECIMALS and round(float(smallest), most) == 0:
        most += 1
    return most


def is_real(value: Any) -> bool:
    """Tell whether a value is a real number; a yes or no is none."""
    return isinstance(value, Real | Decimal) and not isinstance(value, bool)


def _is_year(value: Any) -> bool:
    return value == value // 1 and 1800 <= value <= 2200


def _is_midnight(value: Any) -> bool:
    return isinstance(value, datetime) and not is_absent(value) and format_moment(value)[-3] != ":"


def is_absent(value: Any) -> bool:
    """Tell whether a frame has nothing there."""
    if value is None or value is pd.NA or value is pd.NaT:
        return True
    return isinstance(value, Real | Decimal) and value != value


def _text(value: Any) -> Cell:
    """Write a cell that stands among texts; numbers of several kinds in one column stay readable.

    Long values of other kinds, such as lists and arrays, are cut as nobody reads them in a cell.
    """
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, date | str):
        return format_moment(value) if isinstance(value, date) else clean_text(value)
    if is_real(value):
        return format_number(value) if math.isfinite(value) else _INFINITE[float(value)]
    if isinstance(value, pd.Timedelta):
        return clean_text(value).replace(" days", " ngày")
    if isinstance(value, pd.Interval):
        return _label(value)
    text = clean_text(value)
    return text if len(text) <= 2_000 else text[:2_000] + "…"
