"""Excel workbooks: formats made once, sheets laid out, and text that never becomes a formula."""

from collections.abc import Sequence

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from cchc.model.csv_rows import is_formula_like

LONGEST_CELL = 32_767  # characters that Excel keeps in a cell
_FONT = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}


class Book:
    """A workbook and its formats; `look` is what all its cells share."""

    def __init__(self, workbook: Workbook, **look: object) -> None:
        self.workbook, self._look = workbook, _FONT | look
        self._formats: dict[tuple[tuple[str, object], ...], Format] = {}

    def format(self, **look: object) -> Format:
        key = tuple(sorted(look.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(self._look | look)
        return self._formats[key]

    def sheet(self, name: str, widths: Sequence[float]) -> Worksheet:
        sheet = self.workbook.add_worksheet(name)
        sheet.hide_gridlines(2)
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width, self.format())
        return sheet

    def text(self, sheet: Worksheet, row: int, column: int, text: str, **look: object) -> None:
        """Write a text as text; one that looks like a formula is also marked so for later saving as
        CSV.
        """
        marked = look | {"quote_prefix": True} if is_formula_like(text) else look
        if len(text) > LONGEST_CELL:
            text = (
                text[: LONGEST_CELL - 60]
                + f"… (còn {len(text) - LONGEST_CELL + 60} ký tự, xem bản HTML)"
            )
        sheet.write_string(row, column, text, self.format(**marked))
