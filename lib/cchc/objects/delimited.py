"""Comma-separated text that no spreadsheet takes for a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from .tables import Cell, Table

_FORMULA = re.compile(r"\s*[=+\-@\t\r\x00＝＋－＠]")  # full-width signs act as formulas too
_PRINTED_NUMBER = re.compile(r"[-−+]?[\d.,]+%?")


def is_formula_like(text: str) -> bool:
    """Tell whether a spreadsheet might run the text; a plainly printed number such as '-3,5%' is
    none.
    """
    return bool(_FORMULA.match(text)) and not _PRINTED_NUMBER.fullmatch(text)


def safe_text(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet might run."""
    return f"'{text}" if is_formula_like(text) else text


def write_csv_text(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Write rows as CSV with a byte order mark; numbers keep a decimal point, None is empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe_text(name) for name in header])
    writer.writerows(
        [safe_text(cell) if isinstance(cell, str) else cell for cell in row] for row in rows
    )
    return "\ufeff" + out.getvalue()


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
