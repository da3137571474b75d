"""The Excel annex: cover, contents, a sheet for each table; numbers are numbers, no text is a
formula.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from functools import partial
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from cchc.model.digests import digest
from cchc.model.numbers import NO_FIGURE
from cchc.model.remembered import remember_answer
from cchc.objects.captions import note_lines
from cchc.objects.excel import Book
from cchc.objects.tables import Cell, Column, Table

from .blocks import FigureBlock, TableBlock, TextBlock
from .chapters import Chapter
from .excel_layout import (
    LONGEST_NAME,
    fit_row,
    measure_columns,
    name_sheet,
    set_page,
    write_across,
)
from .pictures import paint
from .title_block import CONTENTS, AnnexMeta, say_gaps, say_unit

COVER, _PRINTED, _TOLD = "Trang bìa", "Chữ in ra", "Số liệu"
EXACT = 10**15  # Excel keeps 15 digits of a number; a longer one is text


@dataclass(frozen=True)
class _Sheet:
    """A sheet: a table, or a picture that has none, or all that cells printed (TextBlocks)."""

    name: str
    chapter: str
    label: str
    title: str
    table: Table | None = None
    figure: FigureBlock | None = None
    texts: tuple[tuple[str, TextBlock], ...] = ()


def write_xlsx(chapters: Sequence[Chapter], meta: AnnexMeta, path: Path) -> None:
    """Write the Excel annex. The same chapters give the same bytes. Raises PublishError."""
    sheets = list(_list_sheets(chapters, meta.figures))
    gaps = say_gaps(chapter.number for chapter in chapters)
    # a sentence of a chapter changes no sheet
    told = partial(digest, [sheets, meta, gaps])
    path.write_bytes(remember_answer("xlsx", told, partial(_pack, sheets, meta, gaps)))


def _pack(sheets: Sequence[_Sheet], meta: AnnexMeta, gaps: str) -> bytes:
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, options) as workbook:
        workbook.set_properties(
            {
                "title": meta.heading,
                "author": meta.authority,
                "created": datetime.combine(meta.day, time()),
            }
        )
        book = Book(workbook)
        _write_cover(book, meta, len(sheets))
        _write_contents(book, sheets, gaps)
        for sheet in sheets:
            _write_sheet(book, sheet)
    return out.getvalue()


def _list_sheets(chapters: Sequence[Chapter], figures: Table | None) -> Iterator[_Sheet]:
    taken = {COVER.casefold(), CONTENTS.casefold(), "history"}

    def name(label: str, table: Table) -> str:
        given = "" if table.sheet == table.id[:LONGEST_NAME] else table.sheet
        return name_sheet(given or f"{label} {table.title}", taken)

    if figures:
        sheet = name_sheet(figures.sheet, taken)
        yield _Sheet(sheet, "Cả báo cáo", figures.title, "Mọi số của báo cáo", figures)
    texts: list[tuple[str, TextBlock]] = []
    for chapter in chapters:
        for block in chapter.blocks:
            if isinstance(block, TextBlock):
                texts.append((chapter.title, block))
            elif isinstance(block, TableBlock):
                table = block.table
                sheet = name(block.label.removeprefix("Bảng "), table)
                yield _Sheet(sheet, chapter.title, block.label or _TOLD, table.title, table)
            elif isinstance(block, FigureBlock) and block.table:
                table, label = block.table, f"Số liệu của {block.label}"
                sheet = name(block.label, table)
                yield _Sheet(sheet, chapter.title, label, table.title, table)
            elif isinstance(block, FigureBlock):
                sheet = name_sheet(f"{block.label} {block.title}", taken)
                yield _Sheet(sheet, chapter.title, block.label, block.title, figure=block)
    if texts:
        sheet = name_sheet(_PRINTED, taken)
        yield _Sheet(sheet, "Các phần", _PRINTED, "Kết quả dạng chữ", texts=tuple(texts))


def _write_cover(book: Book, meta: AnnexMeta, count: int) -> None:
    widths = [24.0, 90.0]
    sheet = book.sheet(COVER, widths)
    set_page(sheet, widths, COVER)
    write_across(book, sheet, 0, widths, meta.heading, bold=True, font_size=16)
    write_across(book, sheet, 1, widths, meta.document)
    lines = [
        ("Cơ quan", meta.authority),
        ("Kỳ số liệu", f"{meta.quarter.heading} ({meta.quarter})"),
        ("Bản", meta.edition),
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
        fit_row(sheet, row, [name, text], widths)


def _write_contents(book: Book, sheets: Sequence[_Sheet], gaps: str) -> None:
    widths = [36.0, 24.0, 90.0]
    sheet = book.sheet(CONTENTS, widths)
    set_page(sheet, widths, CONTENTS, 2)
    book.text(sheet, 0, 0, CONTENTS, bold=True, font_size=16)
    if gaps:
        write_across(book, sheet, 1, widths, gaps)
    for column, heading in enumerate(("Phần", "Bảng", "Tên bảng")):
        book.text(sheet, 2, column, heading, bold=True, bottom=1)
    for row, entry in enumerate(sheets, 3):
        quoted = entry.name.replace("'", "''")
        link = book.format(font_color="#123F78", underline=1)
        book.text(sheet, row, 0, entry.chapter, text_wrap=True)
        sheet.write_url(row, 1, f"internal:'{quoted}'!A1", link, string=entry.label)
        book.text(sheet, row, 2, entry.title, text_wrap=True)
        fit_row(sheet, row, [entry.chapter, entry.label, entry.title], widths)
    sheet.freeze_panes(3, 0)


def _write_sheet(book: Book, entry: _Sheet) -> None:
    if entry.table:
        _write_table(book, entry, entry.table)
    elif entry.figure:
        _write_picture(book, entry, entry.figure)
    else:
        _write_texts(book, entry)


def _head(
    book: Book, sheet: Worksheet, entry: _Sheet, widths: Sequence[float], lines: Sequence[str]
) -> int:
    """Write what stands above every sheet; gives the first row below."""
    heading = f"{entry.label}. {entry.title}"
    write_across(book, sheet, 0, widths, heading, bold=True, font_size=14)
    for row, line in enumerate((entry.chapter, *lines), 1):
        write_across(book, sheet, row, widths, line)
    top = 3 + len(lines)
    link = book.format(font_color="#123F78", underline=1)
    sheet.write_url(top - 1, 0, f"internal:'{CONTENTS}'!A1", link, string="Về mục lục")
    return top


def _write_picture(book: Book, entry: _Sheet, figure: FigureBlock) -> None:
    widths = [90.0]
    sheet = book.sheet(entry.name, widths)
    lines = [f"Mô tả hình: {figure.alt}", *note_lines(figure.notes, figure.source)]
    top = _head(book, sheet, entry, widths, lines)
    set_page(sheet, widths, entry.label)
    options = {"description": figure.alt[:2_000], "x_scale": 0.5, "y_scale": 0.5}
    sheet.insert_image(top, 0, "hinh.png", {"image_data": io.BytesIO(paint(figure)), **options})


def _write_texts(book: Book, entry: _Sheet) -> None:
    widths = [36.0, 24.0, 110.0]
    sheet = book.sheet(entry.name, widths)
    top = _head(book, sheet, entry, widths, [])
    set_page(sheet, widths, entry.label, top)
    for column, heading in enumerate(("Phần", "Địa chỉ", "Nội dung")):
        book.text(sheet, top, column, heading, bold=True, bottom=1)
    for row, (chapter, block) in enumerate(entry.texts, top + 1):
        book.text(sheet, row, 0, chapter, text_wrap=True)
        book.text(sheet, row, 1, block.id)
        book.text(sheet, row, 2, block.text, text_wrap=True, font_name="Consolas")
        fit_row(sheet, row, [chapter, block.id, block.text], widths)
    sheet.freeze_panes(top + 1, 0)


def _write_table(book: Book, entry: _Sheet, table: Table) -> None:
    widths = measure_columns(table)
    sheet = book.sheet(entry.name, widths)
    above = [*filter(None, [say_unit(table)]), *note_lines(table.notes, table.source)]
    top = _head(book, sheet, entry, widths, above)
    set_page(sheet, widths, entry.label, top)
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
    fit_row(sheet, top, [column.name for column in table.columns], widths)
    for row, texts in enumerate(table.texts(), top + 1):
        fit_row(sheet, row, texts, widths)
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
    elif isinstance(value, int) and abs(value) >= EXACT:
        book.text(sheet, row, at, str(value) + mark, align="right")
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
