"""The Excel annex: cover, contents, a sheet for each table; numbers are numbers, no text is a
formula.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from cchc.errors import PublishError
from cchc.model.numbers import NO_FIGURE
from cchc.objects.excel import Book
from cchc.objects.tables import Cell, Column, Table, note_lines

from .blocks import FigureBlock, TableBlock
from .chapters import AnnexMeta, Chapter

COVER, CONTENTS = "Trang bìa", "Mục lục"


@dataclass(frozen=True)
class _Sheet:
    name: str
    chapter: str
    label: str
    table: Table


def write_xlsx(chapters: Sequence[Chapter], meta: AnnexMeta, path: Path) -> None:
    """Write the Excel annex. The same chapters give the same bytes. Raises PublishError."""
    sheets = list(_list_sheets(chapters))
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, options) as workbook:
        workbook.set_properties(
            {
                "title": f"Phụ lục. {meta.title}",
                "author": meta.authority,
                "created": datetime.combine(meta.quarter.end, time()),
            }
        )
        book = Book(workbook)
        _write_cover(book, meta, len(sheets))
        _write_contents(book, sheets)
        for sheet in sheets:
            _write_sheet(book, sheet)
    path.write_bytes(out.getvalue())


def _list_sheets(chapters: Sequence[Chapter]) -> Iterator[_Sheet]:
    taken = {COVER.casefold(): "", CONTENTS.casefold(): "", "history": ""}
    for chapter in chapters:
        for block in chapter.blocks:
            if isinstance(block, TableBlock):
                table, label = block.table, block.label
            elif isinstance(block, FigureBlock) and block.table:
                table, label = block.table, f"Số liệu của {block.label}"
            else:
                continue
            name = table.sheet
            if name.casefold() in taken and name == table.id[:31]:
                # ids that differ only past Excel's 31 letters
                name = next(
                    f"{name[:28]}~{at}"
                    for at in range(2, 99)
                    if f"{name[:28]}~{at}".casefold() not in taken
                )
            if name.casefold() in taken:
                raise PublishError(
                    f"table {table.id!r}: the sheet name {name!r} is already used; sheet names are"
                    " unique"
                )
            taken[name.casefold()] = table.id
            yield _Sheet(name, chapter.title, label, table)


def _write_cover(book: Book, meta: AnnexMeta, count: int) -> None:
    sheet = book.sheet(COVER, [24, 90])
    book.text(sheet, 0, 0, f"Phụ lục. {meta.title}", bold=True, font_size=16)
    book.text(sheet, 1, 0, meta.document)
    lines = [
        ("Cơ quan", meta.authority),
        ("Kỳ số liệu", f"{meta.quarter.heading} ({meta.quarter})"),
        ("Bản", "chính thức" if meta.official else "nội bộ"),
        *([("Lưu ý", meta.doubt)] if meta.doubt else []),
        ("Số bảng", f"{count}; danh sách và liên kết ở trang {CONTENTS}"),
        ("Ô trống", f"Nghĩa là {NO_FIGURE}: báo cáo không nêu, không phải là 0"),
        ("Ghi trong báo cáo", "Cột này giữ nguyên cách viết của báo cáo nên là chữ, không phải số"),
        *(("Nguồn", source) for source in meta.sources),
        *([("Phiên bản", meta.version)] if meta.version else []),
    ]
    for row, (name, text) in enumerate(lines, 3):
        book.text(sheet, row, 0, name, bold=True)
        book.text(sheet, row, 1, text, text_wrap=True)


def _write_contents(book: Book, sheets: Sequence[_Sheet]) -> None:
    sheet = book.sheet(CONTENTS, [36, 24, 90])
    book.text(sheet, 0, 0, CONTENTS, bold=True, font_size=16)
    for column, heading in enumerate(("Phần", "Bảng", "Tên bảng")):
        book.text(sheet, 2, column, heading, bold=True, bottom=1)
    for row, entry in enumerate(sheets, 3):
        quoted = entry.name.replace("'", "''")
        link = book.format(font_color="#123F78", underline=1)
        book.text(sheet, row, 0, entry.chapter, text_wrap=True)
        sheet.write_url(row, 1, f"internal:'{quoted}'!A1", link, string=entry.label)
        book.text(sheet, row, 2, entry.table.title, text_wrap=True)
    sheet.freeze_panes(3, 0)


def _write_sheet(book: Book, entry: _Sheet) -> None:
    table = entry.table
    sheet = book.sheet(entry.name, [_width(table, at) for at in range(len(table.columns))])
    book.text(sheet, 0, 0, f"{entry.label}. {table.title}", bold=True, font_size=14)
    book.text(sheet, 1, 0, entry.chapter)
    above = [f"Đơn vị tính: {table.unit}"] if table.unit else []
    above += note_lines(table.notes, table.source)
    for row, line in enumerate(above, 2):
        book.text(sheet, row, 0, line)
    top = 3 + len(above)
    link = book.format(font_color="#123F78", underline=1)
    sheet.write_url(top - 1, 0, f"internal:'{CONTENTS}'!A1", link, string="Về mục lục")
    if table.rows:
        options = {
            "name": "t_" + table.id.replace("-", "_"),
            "columns": [{"header": column.name} for column in table.columns],
            "style": "Table Style Light 1",
            "autofilter": len(table.rows) > 10,
        }
        sheet.add_table(top, 0, top + len(table.rows), len(table.columns) - 1, options)
    else:
        book.text(sheet, top + 1, 0, NO_FIGURE)
    marks = {(row, at): f" {mark}" for row, at, mark in table.marks}
    # the headings again: add_table writes them without the mark of text
    for at, column in enumerate(table.columns):
        book.text(sheet, top, at, column.name, **_heading(column))
        for row, cells in enumerate(table.rows):
            mark = marks.get((row, at), "")
            _write_cell(book, sheet, top + 1 + row, at, table, column, cells[at], mark)
    sheet.freeze_panes(top + 1, 1 if table.columns[0].head else 0)


def _heading(column: Column) -> dict[str, object]:
    side = {} if column.kind == "text" else {"align": "right"}
    return {"bold": True, "text_wrap": True, "bottom": 1, "valign": "bottom"} | side


def _write_cell(
    book: Book,
    sheet: Worksheet,
    row: int,
    at: int,
    table: Table,
    column: Column,
    value: Cell,
    mark: str,
) -> None:
    if value is None:
        sheet.write_blank(row, at, None, book.format())
    elif isinstance(value, str):
        look = {"align": "right"} if column.kind == "printed" else {"text_wrap": True}
        book.text(sheet, row, at, value + mark, **look)
    else:
        # signs and marks belong to the format: the cell holds the number
        sign = ('"%"' if table.signs(column) else "") + (f'"{mark}"' if mark else "")
        sheet.write_number(
            row, at, value, book.format(num_format=_number_format(column, value) + sign)
        )


def _number_format(column: Column, value: int | float) -> str:
    decimals = column.decimals
    if decimals is None:
        own = max(0, -Decimal(repr(value)).normalize().as_tuple().exponent)
        decimals = 2 if column.kind == "percent" else min(2, own)
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def _width(table: Table, at: int) -> float:
    column = table.columns[at]
    longest = max((len(line) for row in table.texts() for line in row[at].split("\n")), default=0)
    word = max(map(len, column.name.split()), default=0)
    return min(60, max(10, longest + 3, word + 4, len(column.name) / 2 + 3))
