"""The pages of a form: landscape A4, protected but for what is to be typed."""

from collections.abc import Iterable, Sequence

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from cchc.objects.excel import Book

LINE = 16.5  # points


class Pages(Book):
    """The workbook of a form."""

    def __init__(self, workbook: Workbook) -> None:
        super().__init__(workbook, text_wrap=True)

    def sheet(self, name: str, widths: Sequence[float]) -> Worksheet:
        sheet = super().sheet(name, widths)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
        sheet.fit_to_pages(1, 0)
        sheet.set_row(0, 24)
        # against slips of the hand, not against people: there is no password
        sheet.protect("", {"format_columns": True, "format_rows": True})
        return sheet


def measure_height(cells: Iterable[tuple[float, str]]) -> float:
    """Give the height of a row from the widths of its columns and their texts; not every
    spreadsheet grows rows.
    """
    return LINE * max(-(-len(text) * 11 // int(10 * width)) or 1 for width, text in cells)
