"""One sheet of an entry workbook that came back: which rows were changed, added or lost."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from openpyxl.cell.cell import Cell
from openpyxl.cell.rich_text import CellRichText
from openpyxl.worksheet.worksheet import Worksheet

from cchc.language import say
from cchc.model.numbers import FigureError
from cchc.model.problems import Problem

from .cells import check_cell_writing, list_cells, place_of_value, read_cell_text, spans_by_place
from .entry import OPTIONAL, EntryTable

KEY = 1  # the column of the row numbers
Cells = dict[str, str]


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
    written) of the row they stand under, 0 for the top; `remarks` tell what of the sheet is not
    taken.
    """

    table: EntryTable
    before: Mapping[int, Cells]
    changed: Mapping[int, Cells]
    gone: tuple[int, ...]
    below: Mapping[int, tuple[Cells, ...]]
    remarks: tuple[str, ...] = ()

    def list_changes(self) -> list[RowChange]:
        """Give the changes, then the new rows, then those that are gone."""
        new = [RowChange({}, cells) for rows in self.below.values() for cells in rows]
        return [
            *(RowChange(self.before[n], cells) for n, cells in self.changed.items()),
            *new,
            *(RowChange(self.before[n], {}) for n in self.gone),
        ]


def tell_row(cells: Cells) -> str:
    """Name a row by its first few cells that hold anything."""
    return " · ".join(text for text in list(cells.values())[:5] if text)


class EntrySheetReader:
    """Reads one sheet of an entry workbook; what nobody can tell is gathered in `problems`."""

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
        self.spans, self.headed = spans_by_place(sheet), {KEY, *self.names.values()}

    def read(self) -> TakenTable:
        """Read the rows, each known by the number in its first column, or by what stands in it
        where that number is lost.
        """
        numbered: dict[int, Cells] = {}
        below: dict[int, list[Cells]] = {}
        above = 0
        for row in sorted(self.rows):
            key = self._read_key(row)
            number = int(key) if key.isdigit() and int(key) in self.before else 0
            number = 0 if number in numbered else number
            old = self.before.get(number, {})
            cells = {
                name: self._read_cell(row, column, name, old.get(name, ""))
                for name, column in self.names.items()
            }
            above = number or above
            if number and any(cells.values()):
                numbered[number] = cells
            elif any(cells.values()):
                below.setdefault(above, []).append(cells)
        self._refuse_sorted(numbered)
        for rows in below.values():
            for cells in list(rows):
                if number := self._recognise(cells, numbered):
                    numbered[number] = self._as_before(cells, self.before[number])
                    rows.remove(cells)
        changed = {
            n: cells for n, cells in numbered.items() if self.before[n] | cells != self.before[n]
        }
        gone = tuple(number for number in self.before if number not in numbered)
        new = {number: tuple(rows) for number, rows in below.items() if rows}
        return TakenTable(
            self.table, self.before, changed, gone, new, tuple(self._note_strangers())
        )

    def _refuse_sorted(self, numbered: Mapping[int, Cells]) -> None:
        """Refuse rows that hold what other rows held: they were sorted or moved without the column
        of their numbers, and what was typed into them would be taken for another row's.
        """
        moved = {n: cells for n, cells in numbered.items() if cells != self._known(n)}
        stood = {tuple(self._known(n).values()): n for n in moved}
        swapped = [(n, stood[key]) for n, c in moved.items() if (key := tuple(c.values())) in stood]
        if len(swapped) > 1:
            number, other = swapped[0]
            says = say(
                "the row numbered {number} in column A holds what row {other} held: rows were"
                " sorted or moved without column A; undo that, or sort again with all columns",
                number=number,
                other=other,
            )
            self.problems.append(Problem(self.file, says))

    def _recognise(self, cells: Cells, numbered: Mapping[int, Cells]) -> int:
        """Give the number of the one row that is lost and differs in a cell at most, else 0."""
        near = [
            (sum(self._as_before(cells, old)[name] != old[name] for name in cells), n)
            for n, old in self.before.items()
            if n not in numbered
        ]
        near = sorted(each for each in near if each[0] < 2)
        alone = len(near) == 1 or (near and near[0][0] < near[1][0])
        return near[0][1] if alone else 0

    @staticmethod
    def _as_before(cells: Cells, old: Cells) -> Cells:
        """Give the texts as they stood there where they differ in blanks alone."""
        alike = {name for name, text in cells.items() if text == read_cell_text(old[name])}
        return {name: old[name] if name in alike else text for name, text in cells.items()}

    def _known(self, number: int) -> Cells:
        return {name: self.before[number][name] for name in self.names}

    def _note_strangers(self) -> Iterator[str]:
        """Tell of comments, and of what stands under no heading: nobody takes them."""
        headed = {
            cell.column
            for row in range(1, self.header + 1)
            for cell in self.sheet[row]
            if read_cell_text(cell.value)
        }
        for cell in list_cells(self.sheet):
            place, text = f"{self.file}!{cell.coordinate}", read_cell_text(cell.value)
            if text and cell.row > self.header and cell.column not in headed:
                told = say("{text} stands under no heading and was not read", text=text)
                yield f"{place}: {told}"
            if cell.comment and read_cell_text(cell.comment.text):
                note = read_cell_text(cell.comment.text)
                yield f"{place}: {say('a comment, which is not taken: {text}', text=note)}"

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
        place = self._place(row, KEY, self.table.sheet)
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
