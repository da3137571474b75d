"""The entry workbook: a quarter's figures, citations and statements as text cells to type into.

A spreadsheet that opens CSV guesses: 08 becomes 8, 1.031 becomes 1031. Here every cell is text, so
that nothing is lost; `entry_returned` reads what comes back, `taking` brings it into the CSV files.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from cchc.model.schemas import LEVELS, STATEMENTS, STATES
from cchc.objects.excel import Book
from cchc.report.checked import CheckedReport
from cchc.show.told import THEME_NAMES

from .asks import with_expected

# columns that older files and workbooks do not have
OPTIONAL = ("about", "state", "claim")
BLANK = 200  # rows to type more into
LISTS, ORIGINALS = "Danh mục", "Bản gốc"
_KEY = "Dòng"
# beside the codes of figures, for people; nobody reads these columns back
_NAMES = (("Tên chỉ tiêu", "indicator", 46), ("Tên đơn vị", "org", 32))


@dataclass(frozen=True)
class EntryTable:
    """One CSV file as a sheet: its columns, the Vietnamese over them, and their widths."""

    sheet: str
    file: str
    columns: Mapping[str, tuple[str, float]]


TABLES = (
    EntryTable(
        "Số liệu",
        "figures.csv",
        {
            "indicator": ("Mã chỉ tiêu", 22),
            "org": ("Mã đơn vị", 13),
            "printed": ("Số đúng như báo cáo ghi", 14),
            "section": ("Mục", 8),
            "place": ("Vị trí (đoạn, bảng, chú thích …)", 16),
            "window_start": ("Kỳ từ ngày", 11),
            "window_end": ("Kỳ đến ngày", 11),
            "note": ("Ghi chú", 18),
        },
    ),
    EntryTable(
        "Văn bản",
        "citations.csv",
        {
            "number": ("Số, ký hiệu", 22),
            "kind": ("Loại văn bản", 16),
            "issuer": ("Cơ quan ban hành", 30),
            "date": ("Ngày như báo cáo ghi", 24),
            "section": ("Mục", 9),
            "place": ("Vị trí", 28),
            "note": ("Ghi chú", 30),
        },
    ),
    EntryTable(
        "Nội dung",
        "statements.csv",
        {
            "statement": ("Mã", 10),
            "kind": ("Loại", 13),
            "section": ("Mục", 9),
            "theme": ("Chủ đề", 15),
            "title": ("Tên ngắn, viết bằng lời của mình", 60),
            "due": ("Thời hạn", 12),
            "indicators": ("Mã chỉ tiêu, cách nhau bằng ;", 30),
            "place": ("Vị trí", 20),
            "about": ("Việc, vấn đề được nói tới", 34),
            "state": ("Tình trạng được nêu", 14),
            "claim": ("Nội dung hiểu bằng số liệu", 40),
        },
    ),
)


def mark_of(quarter: object, table: EntryTable) -> str:
    """Name quarter and file in the corner of a sheet, by which it is known when it comes back."""
    return f"{quarter} {table.file}"


def list_rows(report: CheckedReport, table: EntryTable) -> pd.DataFrame:
    """Give the rows of a file in its order, with their row numbers."""
    if table.file == "figures.csv":
        frame = with_expected(report).figures.reset_index()
    elif table.file == "citations.csv":
        frame = report.citations
    else:
        frame = report.statements.reset_index()
    return frame[[*table.columns, "row"]]


def make_entry_workbook(report: CheckedReport) -> bytes:
    """Make the workbook as the bytes of an Excel file; the same report gives the same bytes."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as file:
        created = datetime.combine(report.quarter.end, time())
        title = f"Nhập số liệu {report.quarter.label}"
        file.set_properties({"title": title, "created": created})
        book = Book(file)
        sheets = [
            book.sheet(table.sheet, [7, *(width for _, width in table.columns.values()), *beside])
            for table in TABLES
            for beside in [[width for *_, width in _NAMES if table.file == "figures.csv"]]
        ]
        choices = _write_lists(book, report)
        before = book.sheet(ORIGINALS, [7])
        before.hide()
        first = 0
        for table, sheet in zip(TABLES, sheets, strict=True):
            rows = list_rows(report, table)
            _write_table(book, report, table, sheet, rows, choices)
            # what stood there: whoever takes the workbook back sees what was changed in it
            for number, cells in enumerate(rows.itertuples(index=False), first):
                told = [table.file, str(cells[-1]), *cells[:-1]]
                for at, text in enumerate(told):
                    before.write_string(number, at, text)
            first += len(rows)
    return out.getvalue()


def _write_table(
    book: Book,
    report: CheckedReport,
    table: EntryTable,
    sheet: Worksheet,
    rows: pd.DataFrame,
    choices: Mapping[str, str],
) -> None:
    head = {"bold": True, "bg_color": "#D9E2EC", "border": 1, "text_wrap": True}
    small = {"font_color": "#7F7F7F", "font_size": 9}
    book.text(sheet, 0, 0, _KEY, **head)
    book.text(sheet, 1, 0, mark_of(report.quarter, table), **small)
    for at, (name, (label, _)) in enumerate(table.columns.items(), 1):
        book.text(sheet, 0, at, label, **head)
        book.text(sheet, 1, at, name, **small)
    cell = book.format(num_format="@", border=1, border_color="#BFBFBF", text_wrap=True)
    grey = book.format(num_format="@", **small)
    for number, cells in enumerate(rows.itertuples(index=False), 2):
        sheet.write_string(number, 0, str(cells[-1]), grey)
        for at, text in enumerate(cells[:-1], 1):
            sheet.write(number, at, text or None, cell)
    if table.file == "figures.csv":
        for at, (label, column, _) in enumerate(_NAMES, 1 + len(table.columns)):
            book.text(sheet, 0, at, label, **head)
            for number, code in enumerate(rows[column], 2):
                sheet.write_string(number, at, report.catalog.name(code), grey)
    last = 1 + len(rows) + BLANK
    for number in range(2 + len(rows), last + 1):
        for at in range(1, len(table.columns) + 1):
            sheet.write_blank(number, at, None, cell)
    for at, name in enumerate(table.columns, 1):
        source = choices.get(f"{table.file} {name}") or choices.get(name)
        if source:
            rule = {
                "validate": "list",
                "source": source,
                # an authority may have themes of its own
                "error_type": "information" if name == "theme" else "stop",
                "error_title": table.columns[name][0],
                "error_message": f"Hãy chọn trong danh sách; xem trang “{LISTS}”.",
            }
            sheet.data_validation(2, at, last, at, rule)
    sheet.freeze_panes(2, 1)
    sheet.autofilter(1, 0, last, len(table.columns))


def _write_lists(book: Book, report: CheckedReport) -> dict[str, str]:
    """Write the lists that may be chosen from; give the place of each by the column it is for."""
    sheet, catalog = book.sheet(LISTS, [28, 44, 16, 40, 10, 44, 14, 16, 16, 16]), report.catalog
    themes = list(dict.fromkeys([*THEME_NAMES, *report.statements["theme"]]))
    lists: Sequence[tuple[str, str, Sequence[str]]] = (
        ("indicator", "Mã chỉ tiêu", list(catalog.indicators.index)),
        ("", "Tên chỉ tiêu", list(catalog.indicators["name"])),
        ("org", "Mã đơn vị", list(catalog.orgs.index)),
        ("", "Tên đơn vị", list(catalog.orgs["name"])),
        ("section", "Mục", [section.section for section in report.meta.sections]),
        ("", "Tên mục", [section.title for section in report.meta.sections]),
        ("statements.csv kind", "Loại nội dung", STATEMENTS),
        ("theme", "Chủ đề", themes),
        ("state", "Tình trạng", (*STATES, *LEVELS)),
    )
    places = {}
    for at, (name, label, texts) in enumerate(lists):
        book.text(sheet, 0, at, label, bold=True)
        for number, text in enumerate(texts, 1):
            book.text(sheet, number, at, text)
        if name and len(texts):
            letter = "ABCDEFGHIJ"[at]
            places[name] = f"='{LISTS}'!${letter}$2:${letter}${len(texts) + 1}"
    return places
