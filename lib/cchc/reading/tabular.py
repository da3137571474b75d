"""Read tables: columns of numbers with their heads, rows with their labels."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .cell_grids import (
    TableGrid,
    figures_by_passage,
    grids_of,
    head_of_column,
    is_bare_cell,
    units_of_rows,
)
from .numerals import ReadNumber
from .passages import Passage

_SIGN = re.compile(
    r"\s*(?:\(?([IVX]{1,5}|[A-H]|\d{1,2}(?:\.\d{1,2})*|[a-zđ])(?:[.)]+(?=\s|$)|\s*$)|([-–+*•])(?=\s|\w|$))"
)
_TOTAL = re.compile(r"\W*(?:tổng|cộng|toàn (?:tỉnh|thành phố|huyện|xã|phường|ngành|cơ quan))", re.I)


@dataclass(frozen=True)
class ReadColumn:
    """One column of numbers: its place, its head, the number of each row (None where there is
    none). A cell a/b makes two columns, the second with `side` "under".
    """

    place: int
    head: str
    cells: tuple[ReadNumber | None, ...]
    side: str = ""

    @property
    def is_rate(self) -> bool:
        return any(n is not None and n.unit == "%" for n in self.cells)

    @property
    def size(self) -> int:
        return sum(n is not None for n in self.cells)


@dataclass(frozen=True)
class ReadCell:
    """A cell with the heads above it and the figures in it."""

    head: str
    text: str
    numbers: tuple[ReadNumber, ...]


@dataclass(frozen=True)
class ReadTable:
    """A table: row labels, columns of numbers, and which rows are totals by their label; `signs`
    are what numbers or marks each row ("II", "1.1", "-"), `units` what its column of units prints.
    """

    labels: tuple[str, ...]
    columns: tuple[ReadColumn, ...]
    totals: tuple[int, ...]
    outer: tuple[int, ...]
    signs: tuple[str, ...]
    units: tuple[str, ...]

    @property
    def body(self) -> list[int]:
        return [row for row in range(len(self.labels)) if row not in self.totals]


def read_tables(passages: Sequence[Passage], numbers: Sequence[ReadNumber]) -> list[ReadTable]:
    """Read every table whose body holds numbers."""
    figures = figures_by_passage(numbers)
    tables = []
    for grid in grids_of(passages, figures):
        rows = [r for r in grid.rows if r not in grid.heads]
        columns = [
            c for place in range(grid.width) for c in _columns(grid, passages, figures, rows, place)
        ]
        columns = [c for c in columns if c.size]
        if not columns:
            continue
        first = columns[0].place
        unit_column, given = units_of_rows(grid, passages)
        before = [c for c in range(first) if c != unit_column]
        labels = tuple(_label(grid, passages, row, before) for row in rows)
        signs = tuple(_sign(grid, passages, row) for row in rows)
        units = tuple(given.get(row, "") for row in rows)
        totals = tuple(at for at, label in enumerate(labels) if _TOTAL.match(label))
        outer = tuple(at for at, row in enumerate(rows) if _is_outer(grid, passages, row))
        tables.append(ReadTable(labels, tuple(columns), totals, outer, signs, units))
    return tables


def read_rows(passages: Sequence[Passage], numbers: Sequence[ReadNumber]) -> list:
    """Read the rows of each table below its heads, lists of `ReadCell`."""
    figures, tables = figures_by_passage(numbers), []
    for grid in grids_of(passages, figures):
        heads = {column: head_of_column(grid, passages, column) for column in range(grid.width)}
        rows: dict[int, list[ReadCell]] = {}
        for (row, column), at in sorted(grid.cells.items()):
            if row not in grid.heads:
                cell = ReadCell(heads[column], passages[at].text, tuple(figures.get(at, ())))
                rows.setdefault(row, []).append(cell)
        tables.append(list(rows.values()))
    return tables


def _columns(grid, passages, figures, rows, place) -> list[ReadColumn]:
    head = head_of_column(grid, passages, place)
    whole: list[ReadNumber | None] = []
    under: list[ReadNumber | None] = []
    for row in rows:
        at = grid.cells.get((row, place), -1)
        own = figures.get(at, [])
        alone = at >= 0 and is_bare_cell(passages[at].text)
        whole.append(own[0] if own and alone else None)
        under.append(own[1] if len(own) == 2 and own[0].pair == "over" and alone else None)
    columns = [ReadColumn(place, head, tuple(whole))]
    if any(under):
        columns.append(ReadColumn(place, head, tuple(under), "under"))
    return columns


def _label(grid: TableGrid, passages: Sequence[Passage], row: int, columns: Sequence[int]) -> str:
    """Return the words of a row before its first number."""
    texts = [passages[grid.cells[row, c]].text for c in columns if (row, c) in grid.cells]
    worded = [t for t in texts if re.search(r"[^\W\d_]{2}", t)]
    return worded[-1] if worded else (texts[-1] if texts else "")


def _sign(grid: TableGrid, passages: Sequence[Passage], row: int) -> str:
    """Return what numbers or marks a row: in its first cell, or before the words of its label."""
    for column in (0, 1):
        text = passages[grid.cells[row, column]].text if (row, column) in grid.cells else ""
        if found := _SIGN.match(text):
            return found[1] or found[2]
        if text:
            return ""
    return ""


def _is_outer(grid: TableGrid, passages: Sequence[Passage], row: int) -> bool:
    """Tell a row that heads a group: numbered I, II or A, B."""
    at = grid.cells.get((row, 0), -1)
    return at >= 0 and re.match(r"(?:[IVX]+|[A-H])\b[.)]?(?:\s|$)", passages[at].text) is not None
