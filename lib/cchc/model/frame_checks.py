"""What the cells of a table's columns must hold, and which of them do not."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd


@dataclass(frozen=True)
class Demand:
    """A demand on every cell of a column: which of them `hold`, and what is said of one that does
    not; `tell` says it of a cell's own text, where that is not empty.
    """

    hold: Callable[[pd.Series], Iterable[bool]]
    says: str = ""
    name: str = ""
    tell: Callable[[str], str] | None = None


TWICE = Demand(lambda cells: ~cells.duplicated(), name="twice")


@dataclass(frozen=True)
class TextColumn:
    """A column of text by its checks; a column that is not `required` may be missing."""

    checks: tuple[Demand, ...] = ()
    unique: bool = False
    required: bool = True


@dataclass(frozen=True)
class Schema:
    """The columns of a table, by name, in the order in which they are written."""

    columns: Mapping[str, TextColumn]


class Failure(NamedTuple):
    """A cell that does not hold what it must, by its place among the rows."""

    at: int
    column: str
    text: str
    check: Demand


def list_failures(frame: pd.DataFrame, schema: Schema) -> list[Failure]:
    """List the cells of text that fail, row by row and there by the columns' names."""
    found = [
        Failure(at, name, cells.iloc[at], check)
        for name, column in schema.columns.items()
        for cells in [frame[name]]
        for check in (*[TWICE] * column.unique, *column.checks)
        for at, holds in enumerate(check.hold(cells))
        if not holds
    ]
    return sorted(found, key=lambda failure: failure[:2])
