"""Make a table of a frame: which columns, their kinds, the facts they print and their source."""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Unpack

import pandas as pd

from cchc.errors import TableError
from cchc.language import say

from .captions import Caption, begin_upper
from .table_cells import Column, is_missing, is_number
from .tables import Table

FOLLOWS = "(t)"  # marks a number that no report prints
WHY_FOLLOWS = f"{FOLLOWS} Báo cáo không nêu số này; số được tính từ các số khác của báo cáo."
NAMES = ("name", "part", "whole")  # columns of frames of the report that name what a row is about
_SPOKEN = (*NAMES, "place", "org", "says", "check", "period", "severity", "figures", "equal", "due")
OF_A_REPORT, COMPUTED = "Báo cáo ", "tính toán từ "
AS_PRINTED = "Số báo cáo giữ nguyên cách viết của báo cáo; dấu chấm ở đây là dấu thập phân."
_POINT = re.compile(r"\d\.\d{1,2}(?!\d)")
LABEL = "Nhãn"  # heads the labels of rows that a frame gives no name


def tabulate(
    frame: pd.DataFrame,
    *,
    columns: Mapping[str, str | Column] | None = None,
    unit: str = "",
    **caption: Unpack[Caption],
) -> Table:
    """Make a table of a frame's columns, in the order of `columns` (frame column => heading or
    Column).

    A named index counts as a column, and so does one without a name where all columns are asked for
    and it is no mere count of the rows. A heading alone takes the kind from the values, with the
    decimals that Decimals carry; the first column, if it is text, then heads its rows. The facts
    that a frame of the report carries (`attrs["facts"]`: column => name or part => fact; or columns
    indicator and org) go with the cells; without a `source` the frame's own stands under the table.
    """
    named = [name for name in frame.index.names if name is not None and name not in frame.columns]
    frame = frame.reset_index(level=named) if named else frame
    if columns is None:
        frame = with_labels(frame)
        columns = {name: str(name) for name in frame.columns}
    doubled = [name for name in columns if list(frame.columns).count(name) > 1]
    if doubled:
        raise TableError(
            say(
                "table {id}: the frame has several columns called {name}; rename them",
                id=repr(caption.get("id")),
                name=repr(doubled[0]),
            )
        )
    absent = [name for name in columns if name not in frame.columns]
    if absent:
        known = ", ".join(map(str, frame.columns))
        raise TableError(
            say(
                "table {id}: the frame has no column {name}; it has {known}",
                id=repr(caption.get("id")),
                name=repr(absent[0]),
                known=known,
            )
        )
    specs = tuple(
        spec if isinstance(spec, Column) else _infer(spec, list(frame[name]), head=at == 0)
        for at, (name, spec) in enumerate(columns.items())
    )
    rows = tuple(zip(*(_cells(frame, name) for name in columns), strict=True))
    facts = tuple(facts_of(frame, columns))
    marks = tuple(mark_what_follows(frame, facts))
    notes = (*caption.get("notes", ()), *([WHY_FOLLOWS] if marks else []))
    source = caption.get("source") or source_of(frame)
    if source.startswith(OF_A_REPORT) and _is_computed(specs, facts):
        source = COMPUTED + source
    notes = (*notes, *([AS_PRINTED] if _has_points(specs, rows) else []))
    words = caption | {"source": source, "notes": notes}
    return Table(columns=specs, rows=rows, unit=unit, facts=facts, marks=marks, told=True, **words)


def _is_computed(columns: Iterable[Column], facts: Iterable[tuple[int, int, str]]) -> bool:
    """Tell whether a column of numbers holds none that the report prints, beside others that do."""
    printed = {at for _, at, _ in facts}
    kinds = enumerate(column.kind for column in columns)
    counted = any(kind in ("number", "percent") and at not in printed for at, kind in kinds)
    return bool(printed) and counted


def _has_points(columns: Iterable[Column], rows: Iterable[tuple]) -> bool:
    """Tell whether a number stands as a report printed it with a point before its decimals."""
    printed = [at for at, column in enumerate(columns) if column.kind == "printed"]
    return any(_POINT.search(str(row[at])) for row in rows for at in printed)


def mark_what_follows(
    frame: pd.DataFrame, facts: Iterable[tuple[int, int, str]]
) -> Iterator[tuple[int, int, str]]:
    """Mark the cells whose numbers no report prints, as the frame tells (`attrs["follows"]`)."""
    follows = frame.attrs.get("follows", ())
    return ((row, at, FOLLOWS) for row, at, fact in facts if fact in follows)


def _cells(frame: pd.DataFrame, name: str) -> Iterable[Any]:
    """Give the cells of a column; names and remarks begin with a capital."""
    cells = frame[name].astype(object)
    if name not in _SPOKEN:
        return cells
    return [begin_upper(cell) if isinstance(cell, str) else cell for cell in cells]


def source_of(frame: pd.DataFrame) -> str:
    """Give the source that a frame of the report carries, an empty text where it carries none."""
    return str(frame.attrs.get("source", ""))


def with_labels(frame: pd.DataFrame) -> pd.DataFrame:
    """Make an index without a name, that is no mere count of the rows, the first column."""
    index = frame.index
    if index.nlevels > 1 or index.name is not None or is_count(index) or LABEL in frame.columns:
        return frame
    return frame.rename_axis(LABEL).reset_index()


def is_count(index: pd.Index) -> bool:
    """Tell whether an index only counts the rows, from 0 or from 1."""
    numbers = list(range(len(index)))
    return (
        index.nlevels == 1
        and pd.api.types.is_integer_dtype(index)
        and index.name is None
        and list(index) in (numbers, [number + 1 for number in numbers])
    )


def facts_of(frame: pd.DataFrame, columns: Iterable[str]) -> Iterator[tuple[int, int, str]]:
    """Give the facts that the cells of these columns print, as (row, column, fact)."""
    known, is_figures = frame.attrs.get("facts", {}), {"indicator", "org"} <= set(frame.columns)
    key = next((key for key in ("name", "part") if key in frame), "")
    for at, column in enumerate(columns):
        if is_figures and column in ("printed", "value"):
            named = zip(frame["indicator"], frame["org"], strict=True)
            yield from (
                (row, at, f"{indicator}[{org}]") for row, (indicator, org) in enumerate(named)
            )
        elif key and (facts := known.get(column)):
            yield from (
                (row, at, facts[name]) for row, name in enumerate(frame[key]) if name in facts
            )


def _infer(name: str, values: list[Any], head: bool) -> Column:
    present = [value for value in values if not is_missing(value)]
    if not present or not all(is_number(value) for value in present):
        return Column(name, head=head)
    exact = [max(0, -value.as_tuple().exponent) for value in present if isinstance(value, Decimal)]
    return Column(name, "number", max(exact) if exact else None)
