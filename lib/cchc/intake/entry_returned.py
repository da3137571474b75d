"""An entry workbook as it comes back: which of its sheets are which, or why nobody can tell."""

from pathlib import Path

from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from cchc.errors import FormError, InputError
from cchc.language import say
from cchc.model.commands import to_type
from cchc.model.problems import Problem
from cchc.model.quarter import Quarter

from .cells import read_cell_text
from .entry import ORIGINALS, TABLES, mark_of
from .entry_sheets import KEY, Cells, EntrySheetReader, TakenTable
from .packages import open_package


def read_entry_workbook(path: Path, quarter: Quarter, data: Path) -> tuple[TakenTable, ...]:
    """Read what was typed into an entry workbook of a quarter in `data`, sheet by sheet.

    Raises FormError for a file that is none of this quarter, InputError with every sheet, column or
    cell of which nobody can tell what was meant: nothing that was typed is passed over.
    """
    damaged = say("cannot be opened, as if damaged; save it again as .xlsx")
    book = open_package(path, damaged, rich_text=True)
    marked = _list_marked(book)
    command = to_type(f"sheet {quarter}", data)
    if not any(mark_of(quarter, table) in marked for table in TABLES):
        says = say(
            "is no entry workbook of {quarter}; {command} writes one",
            quarter=quarter,
            command=command,
        )
        raise FormError(says)
    if ORIGINALS not in book.sheetnames:
        says = say(
            "has lost its hidden sheet “{sheet}”, which tells what was typed from what stood there;"
            " {command} --out NAME.xlsx writes a new workbook to type it into",
            sheet=ORIGINALS,
            command=command,
        )
        raise FormError(says)
    before = _read_before(book[ORIGINALS])
    problems: list[Problem] = []
    taken = []
    for table in TABLES:
        mark = mark_of(quarter, table)
        found = marked.get(mark, [])
        if len(found) == 1:
            reader = EntrySheetReader(path.name, *found[0], table, before[table.file])
            taken.append(reader.read())
            problems += reader.problems
        elif found:
            says = say(
                "the sheets {sheets} are both “{mark}”: a copy; delete the one that does not hold",
                sheets=", ".join(f"“{sheet.title}”" for sheet, _ in found),
                mark=mark,
            )
            problems.append(Problem(path.name, says))
        else:
            says = say(
                "no sheet has “{mark}” at its top in column A: the second row of “{sheet}”, with"
                " the names of the columns, is gone, moved or changed, or the sheet is; nothing was"
                " taken; copy that row (or sheet) from a new workbook ({command} --out NAME.xlsx)",
                mark=mark,
                sheet=table.sheet,
                command=command,
            )
            problems.append(Problem(path.name, says))
    if problems:
        raise InputError(problems)
    return tuple(taken)


def _list_marked(book: Workbook) -> dict[str, list[tuple[Worksheet, int]]]:
    """Give the sheets, with the row of the names of their columns, by the mark in their corner."""
    marked: dict[str, list[tuple[Worksheet, int]]] = {}
    for sheet in book.worksheets:
        for row in (1, 2, 3):
            if text := read_cell_text(sheet.cell(row, KEY).value):
                marked.setdefault(text, []).append((sheet, row))
    return marked


def _read_before(sheet: Worksheet) -> dict[str, dict[int, Cells]]:
    columns = {table.file: list(table.columns) for table in TABLES}
    found: dict[str, dict[int, Cells]] = {file: {} for file in columns}
    for row in sheet.iter_rows(values_only=True):
        file, number, *texts = ("" if text is None else str(text) for text in row)
        if file in found and number.isdigit():
            given = dict(zip(columns[file], texts, strict=False))
            found[file][int(number)] = dict.fromkeys(columns[file], "") | given
    return found
