"""An analyst's own frame as a table: its labels kept, its numbers in Vietnamese form."""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from numbers import Real
from typing import Any

import pandas as pd

from cchc.language import say
from cchc.model.numbers import format_number

from .captions import clean_text
from .html_tables import Grid, read_grids
from .tables import Cell, Column, Table, format_moment
from .tabulating import LABEL, facts_of, is_count, source_of

MOST_ROWS, MOST_COLUMNS = 1_000, 60
_VALUE = "Giá trị"
_YEARS = ("năm", "year", "nam", "niên độ")
_INFINITE = {math.inf: "∞", -math.inf: "−∞"}


def table(
    frame: Any,
    title: str = "",
    *,
    unit: str = "",
    notes: Sequence[str] | str = (),
    source: str = "",
    id: str = "",
) -> Table:
    """Make a table of a DataFrame, a Series or a Styler as it stands, with title, unit and notes.

    Without a title it bears the heading above the cell, without an id the annex addresses it by the
    cell. A Styler keeps the decimals and percent signs that it shows, and its caption where no
    title is given. Raises TypeError for anything else.
    """
    notes = (notes,) if isinstance(notes, str) else tuple(notes)
    facts: tuple[tuple[int, int, str], ...] = ()
    if isinstance(frame, pd.Series):
        frame = frame.to_frame(_VALUE if frame.name is None else frame.name)
    if isinstance(frame, pd.DataFrame):
        columns, rows, cut = _read_frame(frame)
        facts, source = _facts(frame, len(columns)), source or source_of(frame)
    elif hasattr(frame, "to_html") and isinstance(getattr(frame, "data", None), pd.DataFrame):
        columns, rows, cut = _read_styled(frame)
        title = title or _caption(frame)
    else:
        kind = type(frame).__name__
        raise TypeError(
            say("show.table takes a DataFrame, a Series or a Styler, not a {kind}", kind=kind)
        )
    notes = (*notes, *cut)
    return Table(id, title, columns, rows, unit, notes, source, facts=facts)


def _caption(styler: Any) -> str:
    told = getattr(styler, "caption", None) or ""
    return clean_text(told if isinstance(told, str) else told[0])


def _facts(frame: pd.DataFrame, width: int) -> tuple[tuple[int, int, str], ...]:
    """Give the facts that a frame carries; labels of rows stand before its columns."""
    shown = frame.iloc[:MOST_ROWS, :MOST_COLUMNS]
    if not shown.columns.is_unique:
        return ()
    before = width - shown.shape[1]
    return tuple((row, before + at, fact) for row, at, fact in facts_of(shown, shown.columns))


def _read_frame(
    frame: pd.DataFrame,
) -> tuple[tuple[Column, ...], tuple[tuple[Cell, ...], ...], list[str]]:
    shown, cut = _cut(frame)
    columns: list[Column] = []
    cells: list[list[Cell]] = []
    if not is_count(frame.index):
        for heading, labels in _labels(shown.index):
            columns.append(Column(heading, head=True))
            cells.append(labels)
    for at, name in enumerate(frame.columns[: shown.shape[1]]):
        heading = _heading(name)
        kind, values = _column(heading, list(shown.iloc[:, at].astype(object)))
        columns.append(kind)
        cells.append(values)
    columns[:1] = [head_rows(column) for column in columns[:1]]
    names = tell_apart([column.name for column in columns])
    told = (
        Column(name, column.kind, column.decimals, column.head)
        for name, column in zip(names, columns, strict=True)
    )
    return tuple(told), tuple(zip(*cells, strict=True)), cut


def head_rows(column: Column) -> Column:
    """Let the first column head its rows where it holds texts."""
    return replace(column, head=column.head or column.kind == "text")


def _cut(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    rows, columns = frame.shape
    notes = []
    if rows > MOST_ROWS:
        notes.append(f"Bảng có {format_number(rows)} dòng; ở đây là {MOST_ROWS:,} dòng đầu.")
    if columns > MOST_COLUMNS:
        notes.append(f"Bảng có {format_number(columns)} cột; ở đây là {MOST_COLUMNS} cột đầu.")
    return frame.iloc[:MOST_ROWS, :MOST_COLUMNS], [note.replace(",", ".") for note in notes]


def _labels(index: pd.Index) -> list[tuple[str, list[Cell]]]:
    levels = []
    for level in range(index.nlevels):
        name = index.names[level]
        other = f"{LABEL} {level + 1}" if index.nlevels > 1 else LABEL
        values = index.get_level_values(level)
        texts = [None if _is_missing(value) else _label(value) for value in values]
        levels.append((other if name is None else _heading(name), texts))
    return levels


def _heading(name: Hashable) -> str:
    """Write a column's name; the levels of a heading stand behind each other."""
    if isinstance(name, tuple):
        levels = [_label(part).strip() for part in name if not _is_missing(part)]
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


def _column(heading: str, values: list[Any]) -> tuple[Column, list[Cell]]:
    present = [value for value in values if not _is_missing(value)]
    if any(isinstance(value, datetime) and value.timetz() != time() for value in present):
        # midnight too, where others of the column have a time of day
        values = [
            f"{format_moment(value)} 00:00" if _is_midnight(value) else value for value in values
        ]
    if not present or not all(_is_real(value) for value in present):
        return Column(heading), [None if _is_missing(value) else _text(value) for value in values]
    if heading.casefold() in _YEARS and all(_is_year(value) for value in present):
        texts = [None if _is_missing(value) else str(int(value)) for value in values]
        return Column(heading, "printed"), texts
    decimals = count_decimals(present)
    if any(not math.isfinite(value) for value in present):
        return Column(heading, "printed"), [
            None
            if _is_missing(value)
            else _INFINITE.get(float(value)) or format_number(value, decimals)
            for value in values
        ]
    return Column(heading, "number", decimals), [
        None if _is_missing(value) else value for value in values
    ]


def count_decimals(values: Sequence[Real | Decimal]) -> int:
    """Give the decimals that a column is read with: exact ones as they are, of floats a few.

    Large numbers get two, those around one three and those below one four; none where all are
    whole.
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
    return most


def _is_real(value: Any) -> bool:
    return isinstance(value, Real | Decimal) and not isinstance(value, bool)


def _is_year(value: Any) -> bool:
    return value == value // 1 and 1800 <= value <= 2200


def _is_midnight(value: Any) -> bool:
    return (
        isinstance(value, datetime) and not _is_missing(value) and format_moment(value)[-3] != ":"
    )


def _is_missing(value: Any) -> bool:
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
    if _is_real(value):
        return format_number(value) if math.isfinite(value) else _INFINITE[float(value)]
    if isinstance(value, pd.Timedelta):
        return clean_text(value).replace(" days", " ngày")
    if isinstance(value, pd.Interval):
        return _label(value)
    text = clean_text(value)
    return text if len(text) <= 2_000 else text[:2_000] + "…"


def _read_styled(
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
        if not _is_missing(value)
    ]
    forms = {(each.percent, each.factor) for each in read if each}
    if head or len(forms) != 1 or None in read:
        numbers = not head and any(_is_real(value) for value in values)
        cells = [_text_shown(text, value, head) for text, value in zip(texts, values, strict=True)]
        return Column(name, "printed" if numbers else "text", head=head), cells
    percent, factor = forms.pop()
    decimals = max(each.places for each in read if each)
    if decimals == pd.get_option("styler.format.precision"):
        decimals = count_decimals([value for value in values if not _is_missing(value)])
    return Column(name, "percent" if percent else "number", decimals), [
        None if _is_missing(value) else _scaled(value, factor) for value in values
    ]


def _text_shown(text: str, value: Any, head: bool) -> Cell:
    if head:
        return text or None
    if isinstance(value, date) and not _is_missing(value) and text == str(value):
        return format_moment(value)
    # the frame has nothing there, whatever was made of it
    return None if _is_missing(value) or not text else text


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
    if not _is_real(value) or not math.isfinite(value):
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
