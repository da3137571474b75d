"""An entry workbook as it comes back: what was typed into its sheets, or why nobody can tell."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.cell.rich_text import CellRichText
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from cchc.errors import FormError, InputError
from cchc.language import say
from cchc.model.commands import to_type
from cchc.model.numbers import FigureError
from cchc.model.problems import Problem
from cchc.model.quarter import Quarter

from .cells import check_cell_writing, list_cells, place_of_value, read_cell_text, spans_by_place
from .entry import _BEFORE, OPTIONAL, TABLES, EntryTable, mark_of
from .packages import check_package

Cells = dict[str, str]
_KEY = 1  # the column of the row numbers


@dataclass(frozen=True)
class RowChange:
    """A row of a file as it was and as the workbook has it: empty before, it is new; empty after,
    it is gone from the workbook.
    """

    before: Cells
    after: Cells

    def __str__(self) -> str:
        if not self.before:
            return say("new: {row}", row=tell_row(self.after))
        if not self.after:
            return say("gone from the workbook: {row}", row=tell_row(self.before))
        told = [
            f"{name} {self.before[name] or '–'} → {self.after[name] or '–'}"
            for name in self.after
            if self.after[name] != self.before[name]
        ]
        return say("changed: {row}: {cells}", row=tell_row(self.before), cells="; ".join(told))


@dataclass(frozen=True)
class TakenTable:
    """What a workbook changes in one file; `below` are new rows by the number (at the time it was
    written) of the row they stand under, 0 for the top.
    """

    table: EntryTable
    before: Mapping[int, Cells]
    changed: Mapping[int, Cells]
    gone: tuple[int, ...]
    below: Mapping[int, tuple[Cells, ...]]

    def list_changes(self) -> list[RowChange]:
        """Give the changes, then the new rows, then those that are gone."""
        new = [RowChange({}, cells) for rows in self.below.values() for cells in rows]
        return [
            *(RowChange(self.before[n], cells) for n, cells in self.changed.items()),
            *new,
            *(RowChange(self.before[n], {}) for n in self.gone),
        ]


def read_entry_workbook(path: Path, quarter: Quarter, data: Path) -> tuple[TakenTable, ...]:
    """Read what was typed into an entry workbook of a quarter in `data`, sheet by sheet.

    Raises FormError for a file that is none of this quarter, InputError with every sheet, column or
    cell of which nobody can tell what was meant: nothing that was typed is passed over.
    """
    check_package(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(path, rich_text=True)
    except (OSError, MemoryError):
        raise
    except Exception:  # whatever a damaged file makes openpyxl stumble over
        raise FormError(say("cannot be opened, as if damaged; save it again as .xlsx")) from None
    marked = _list_marked(book)
    command = to_type(f"sheet {quarter}", data)
    if not any(mark_of(quarter, table) in marked for table in TABLES):
        says = say(
            "is no entry workbook of {quarter}; {command} writes one",
            quarter=quarter,
            command=command,
        )
        raise FormError(says)
    if _BEFORE not in book.sheetnames:
        says = say(
            "has lost its hidden sheet “{sheet}”, which tells what was typed from what stood there;"
            " {command} --out NAME.xlsx writes a new workbook to type it into",
            sheet=_BEFORE,
            command=command,
        )
        raise FormError(says)
    before = _read_before(book[_BEFORE])
    problems: list[Problem] = []
    taken = []
    for table in TABLES:
        mark = mark_of(quarter, table)
        found = marked.get(mark, [])
        if len(found) == 1:
            reader = _SheetReader(path.name, *found[0], table, before[table.file])
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


def tell_row(cells: Cells) -> str:
    """Name a row by its first few cells that hold anything."""
    return " · ".join(text for text in list(cells.values())[:5] if text)


def _list_marked(book: Workbook) -> dict[str, list[tuple[Worksheet, int]]]:
    """Give the sheets, with the row of the names of their columns, by the mark in their corner."""
    marked: dict[str, list[tuple[Worksheet, int]]] = {}
    for sheet in book.worksheets:
        for row in (1, 2, 3):
            if text := read_cell_text(sheet.cell(row, _KEY).value):
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


class _SheetReader:
    """Reads one sheet; what it cannot tell is gathered in `problems`."""

    def __init__(
        self,
        file: str,
        sheet: Worksheet,
        header: int,
        table: EntryTable,
        before: Mapping[int, Cells],
    ) -> None:
        self.sheet, self.header, self.table, self.before = sheet, header, table, before
        self.file = f"{file}, {sheet.title}"
        self.problems: list[Problem] = []
        cells = [cell for cell in list_cells(sheet) if cell.row > header]
        self.rows = {cell.row for cell in cells}
        self.names = self._find_columns()
        self.spans, self.headed = spans_by_place(sheet), {_KEY, *self.names.values()}

    def read(self) -> TakenTable:
        changed, below, met, above = {}, {}, set(), 0
        for row in sorted(self.rows):
            key = self._read_key(row)
            number = int(key) if key.isdigit() and int(key) in self.before else 0
            number = 0 if number in met else number
            old = self.before.get(number, {})
            cells = {
                name: self._read_cell(row, column, name, old.get(name, ""))
                for name, column in self.names.items()
            }
            if number:
                above = number
                if any(cells.values()):
                    met.add(number)
                    if old | cells != old:
                        changed[number] = cells
            elif any(cells.values()):
                below[above] = (*below.get(above, ()), cells)
        gone = tuple(number for number in self.before if number not in met)
        return TakenTable(self.table, self.before, changed, gone, below)

    def _find_columns(self) -> dict[str, int]:
        names: dict[str, int] = {}
        for cell in self.sheet[self.header]:
            name = read_cell_text(cell.value)
            if name in names:
                says = say("two columns are headed “{name}”; remove or rename one", name=name)
                self.problems.append(Problem(self.file, says, self.header))
            elif name in self.table.columns:
                names[name] = cell.column
        for name in self.table.columns:
            if name not in names and name not in OPTIONAL:
                says = say("the column {name} is gone; put it back", name=name)
                self.problems.append(Problem(self.file, says, self.header))
        return names

    def _read_key(self, row: int) -> str:
        place = self._place(row, _KEY, self.table.sheet)
        return read_cell_text(self.sheet.cell(*place).value) if place else ""

    def _read_cell(self, row: int, column: int, name: str, old: str) -> str:
        place = self._place(row, column, name)
        return self._read_value(self.sheet.cell(*place), name, old) if place else old

    def _place(self, row: int, column: int, name: str) -> tuple[int, int] | None:
        try:
            return place_of_value(self.spans, row, column, self.rows, self.headed)
        except FigureError as error:
            self._refuse(self.sheet.cell(row, column), name, str(error))
            return None

    def _read_value(self, cell: Cell, name: str, old: str) -> str:
        value = cell.value
        if value is None:
            return ""
        if isinstance(value, str | CellRichText) and cell.data_type not in ("f", "e"):
            return self._read_text(cell, name, old)
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if isinstance(value, int) and number and name != "printed":
            return str(value)
        if number and _same_digits(str(value), old):
            return old
        says = say(
            "holds {value}, which is no text; type it as the report prints it, in a cell formatted"
            " as text",
            # the formula of several cells is an object that holds its text
            value=read_cell_text(getattr(value, "text", value)),
        )
        self._refuse(cell, name, says)
        return old

    def _read_text(self, cell: Cell, name: str, old: str) -> str:
        text = read_cell_text(cell.value)
        if name == "printed":
            # what is typed to keep a spreadsheet from reading a number
            text = text.removeprefix("'")
            try:
                check_cell_writing(cell)
            except FigureError as error:
                self._refuse(cell, name, str(error))
        return old if text == read_cell_text(old) else text

    def _refuse(self, cell: Cell, name: str, says: str) -> None:
        self.problems.append(Problem(self.file, says, cell.row, f"{name} ({cell.coordinate})"))


def _same_digits(one: str, other: str) -> bool:
    """Tell whether two spellings have the same digits: 1031 and 1.031."""
    digits = ["".join(filter(str.isdigit, text)).lstrip("0") for text in (one, other)]
    return digits[0] == digits[1] != ""
