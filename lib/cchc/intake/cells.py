"""What a cell of a returned form holds, and which ways of writing make it no number."""

import unicodedata
from collections.abc import Container, Mapping
from difflib import SequenceMatcher

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.cell.rich_text import CellRichText
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from cchc.language import say
from cchc.model.numbers import FigureError

NEAR_ENOUGH = 0.85  # of two labels: a letter mended, a mark set otherwise


def read_cell_text(value: object) -> str:
    """Give the text of a cell with single spaces, its marks and letters composed."""
    return "" if value is None else " ".join(unicodedata.normalize("NFC", str(value)).split())


def list_cells(sheet: Worksheet) -> list[Cell]:
    """List the cells that the file holds, row by row; going through all places would take ages
    after a stray one.
    """
    return [cell for _, cell in sorted(sheet._cells.items()) if not isinstance(cell, MergedCell)]


def spans_by_place(sheet: Worksheet) -> dict[tuple[int, int], CellRange]:
    """Give the merged cells of a sheet by each row and column that they cover."""
    return {place: span for span in sheet.merged_cells.ranges for place in span.cells}


def place_of_value(
    spans: Mapping[tuple[int, int], CellRange],
    row: int,
    column: int,
    rows: Container[int],
    columns: Container[int],
) -> tuple[int, int]:
    """Give the row and column where the value of an entry stands: its own, or the first of the
    cells merged with it. `rows` and `columns` are those of all entries.

    Raises FigureError where the entry of another row is merged with it, or the first of the cells
    is that of another column: nobody knows for which of them the value is.
    """
    span = spans.get((row, column))
    if span is None:
        return row, column
    others = (r for r in range(span.min_row, span.max_row + 1) if r != row)
    if (span.min_col != column and span.min_col in columns) or any(r in rows for r in others):
        raise FigureError(say("merged with another entry or heading; part it and type each number"))
    return span.min_row, span.min_col


def check_cell_writing(cell: Cell) -> None:
    """Refuse a number that is struck out, raised or lowered, whole or in part: a raised 1 is a mark
    for a note, a struck 15 was mended. Raises FigureError.
    """
    fonts = [cell.font]
    if isinstance(cell.value, CellRichText):
        fonts += [part.font for part in cell.value if not isinstance(part, str)]
    for font in fonts:
        if font.strike:
            raise FigureError(say("a part of it is struck out; type the number that holds, alone"))
        if font.vertAlign in ("superscript", "subscript"):
            raise FigureError(
                say("a part of it is raised or lowered, as a mark of a note; type the number alone")
            )


def is_alike(told: str, wanted: str) -> bool:
    """Tell whether a label of a form is nearly the one that was sent: a letter mended, no digit
    changed.
    """
    one, other = bare_text(told), bare_text(wanted)
    digits = [[mark for mark in text if mark.isdigit()] for text in (one, other)]
    near = SequenceMatcher(None, one, other).ratio() >= NEAR_ENOUGH
    return digits[0] == digits[1] and near


def bare_text(text: object) -> str:
    """Give letters and digits alone, small."""
    return "".join(mark for mark in read_cell_text(text).casefold() if mark.isalnum())
