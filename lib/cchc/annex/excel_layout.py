"""How sheets of the Excel annex are laid out: names, widths, heights of rows, and the print."""

import re
from collections.abc import Sequence
from math import ceil

from xlsxwriter.worksheet import Worksheet

from cchc.objects.excel import Book
from cchc.objects.tables import Table

from .tinos import measure_text

LONGEST_NAME = 31  # letters that Excel takes
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_A4, _MILLIMETRES = 9, 25.4
_LINE = 15.75  # points: a line of letters of 12 points
_TALLEST = 409.0  # points that Excel gives a row
_UPRIGHT = 110.0  # letters of width that a page takes upright and is still read well
_WIDEST = 60.0


def name_sheet(text: str, taken: set[str]) -> str:
    """Name a sheet by its number and title, cut between words; alike ones are numbered."""
    name = " ".join(_FORBIDDEN.sub(" ", text).split()).strip("'") or "Bảng"
    if len(name) > LONGEST_NAME:
        cut = name[: LONGEST_NAME + 1].rpartition(" ")[0]
        name = cut if len(cut) > LONGEST_NAME - 12 else name[:LONGEST_NAME]
    free, count = name, 2
    while free.casefold() in taken:
        free, count = f"{name[: LONGEST_NAME - 3]}~{count}", count + 1
    taken.add(free.casefold())
    return free


def measure_columns(table: Table) -> list[float]:
    """Give the width of each column, in Excel's letters."""
    texts = table.texts()
    widths = []
    for at, column in enumerate(table.columns):
        longest = max((len(line) for row in texts for line in row[at].split("\n")), default=0)
        word = max(map(len, column.name.split()), default=0)
        wanted = max(10.0, longest + 3, word + 4, len(column.name) / 2 + 3)
        widths.append(min(_WIDEST, wanted))
    return widths


def fit_row(
    sheet: Worksheet, row: int, texts: Sequence[str], widths: Sequence[float], size: float = 12.0
) -> None:
    """Make a row as high as its texts need at these widths: not every program does so itself."""
    lines = max(
        sum(_count_lines(line, width, size) for line in text.split("\n"))
        for text, width in zip(texts, widths, strict=True)
    )
    if lines > 1 or size > 12:
        sheet.set_row(row, min(_TALLEST, lines * _LINE * size / 12))


def _count_lines(text: str, width: float, size: float) -> int:
    room = (7 * width + 5) * 0.75 - 4  # a letter of Excel's width has 7 pixels
    length = measure_text(text[:5000], size)
    # words leave a part of each line empty
    return 1 if length <= room else ceil(length * 1.06 / room)


def set_page(sheet: Worksheet, widths: Sequence[float], foot: str, head: int | None = None) -> None:
    """Lay out the print: A4, one page wide, lying where that reads better, pages numbered.

    `head` is the row that stands on every page.
    """
    sheet.set_paper(_A4)
    if sum(widths) > _UPRIGHT:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=20 / _MILLIMETRES, right=15 / _MILLIMETRES, top=0.6, bottom=0.7)
    sheet.set_footer(f"&L{foot.replace('&', '&&')}&R&P/&N")
    if head is not None:
        sheet.repeat_rows(head)


def write_across(
    book: Book, sheet: Worksheet, row: int, widths: Sequence[float], text: str, **look: object
) -> None:
    """Write a text across all columns, broken where they end, so that none spills over a page."""
    size = float(look.get("font_size", 12))
    width = sum(widths)
    if len(widths) > 1:
        sheet.merge_range(row, 0, row, len(widths) - 1, "", book.format(text_wrap=True, **look))
    book.text(sheet, row, 0, text, text_wrap=True, **look)
    fit_row(sheet, row, [text], [width], size)
