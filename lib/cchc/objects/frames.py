"""An analyst's own frame as a table: its labels kept, its numbers in Vietnamese form."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from cchc.language import say
from cchc.model.numbers import format_number

from .captions import clean_text
from .frame_cells import (
    MOST_COLUMNS,
    MOST_ROWS,
    head_rows,
    list_labels,
    read_column,
    tell_apart,
    write_heading,
)
from .styled import read_styled
from .table_cells import Cell, Column
from .tables import Table
from .tabulating import facts_of, is_count, source_of

_VALUE = "Giá trị"


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
        columns, rows, cut = read_styled(frame)
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
        for heading, labels in list_labels(shown.index):
            columns.append(Column(heading, head=True))
            cells.append(labels)
    for at, name in enumerate(frame.columns[: shown.shape[1]]):
        heading = write_heading(name)
        kind, values = read_column(heading, list(shown.iloc[:, at].astype(object)))
        columns.append(kind)
        cells.append(values)
    columns[:1] = [head_rows(column) for column in columns[:1]]
    names = tell_apart([column.name for column in columns])
    told = (
        Column(name, column.kind, column.decimals, column.head)
        for name, column in zip(names, columns, strict=True)
    )
    return tuple(told), tuple(zip(*cells, strict=True)), cut


def _cut(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    rows, columns = frame.shape
    notes = []
    if rows > MOST_ROWS:
        notes.append(f"Bảng có {format_number(rows)} dòng; ở đây là {MOST_ROWS:,} dòng đầu.")
    if columns > MOST_COLUMNS:
        notes.append(f"Bảng có {format_number(columns)} cột; ở đây là {MOST_COLUMNS} cột đầu.")
    return frame.iloc[:MOST_ROWS, :MOST_COLUMNS], [note.replace(",", ".") for note in notes]
