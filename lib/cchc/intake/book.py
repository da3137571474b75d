"""The Excel workbook of a form: its formats, its sheets, and text that never becomes a formula."""

from collections.abc import Iterable, Sequence

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

FORMULA_STARTS = tuple("=+-@\t\r＝＋－＠")
LINE = 16.5  # points
_FONT = {"font_name": "Times New Roman", "font_size": 12, "valign": "top", "text_wrap": True}


class Book:
    """A workbook and its formats, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        self._formats: dict[tuple[tuple[str, object], ...], Format] = {}

    def format(self, **look: object) -> Format:
        key = tuple(sorted(look.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(_FONT | look)
        return self._formats[key]

    def sheet(self, name: str, widths: Sequence[float]) -> Worksheet:
        sheet = self.workbook.add_worksheet(name)
        sheet.hide_gridlines(2)
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width, self.format())
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
        sheet.fit_to_pages(1, 0)
        sheet.set_row(0, 24)
        # against slips of the hand, not against people: there is no password
        sheet.protect("", {"format_columns": True, "format_rows": True})
        return sheet

    def text(self, sheet: Worksheet, row: int, column: int, text: str, **look: object) -> None:
        marked = look | {"quote_prefix": True} if text.startswith(FORMULA_STARTS) else look
        sheet.write_string(row, column, text, self.format(**marked))


def measure_height(cells: Iterable[tuple[float, str]]) -> float:
    """Give the height of a row from the widths of its columns and their texts; not every spreadsheet grows rows."""
    return LINE * max(-(-len(text) * 11 // int(10 * width)) or 1 for width, text in cells)
