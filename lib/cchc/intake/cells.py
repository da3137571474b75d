"""What a cell of a returned form holds, and which ways of writing make it no number."""

import unicodedata
from difflib import SequenceMatcher

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.cell.rich_text import CellRichText
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


def bare_text(text: str) -> str:
    """Give letters and digits alone, small."""
    return "".join(mark for mark in read_cell_text(text).casefold() if mark.isalnum())
