"""Comma-separated text that no spreadsheet takes for a formula."""

from collections.abc import Iterable, Sequence

from cchc.model.csv_rows import guard, write_row

from .tables import Cell, Table


def write_csv_text(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Write rows as CSV with a byte order mark; numbers keep a decimal point, None is empty."""
    guarded = ([guard(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    lines = [write_row(cells, line_end="\r\n") for cells in ([*map(guard, header)], *guarded)]
    return "\ufeff" + "".join(lines)


def write_table_csv(table: Table) -> str:
    """Write a table's cells as CSV; marks stand in a column of their own, so that numbers stay
    numbers.
    """
    header, rows = [column.name for column in table.columns], table.rows
    if table.marks:
        header, marked = [*header, "Dấu"], [[] for _ in rows]
        for row, at, mark in table.marks:
            marked[row].append(f"{header[at]} {mark}")
        rows = [(*cells, "; ".join(told) or None) for cells, told in zip(rows, marked, strict=True)]
    return write_csv_text(header, rows)
