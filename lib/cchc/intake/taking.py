"""Bring an entry workbook back into the CSV files: what was typed, and nothing else, changes."""

import shutil
import tempfile
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from cchc.errors import FormError, InputError
from cchc.language import say
from cchc.model.commands import to_type
from cchc.model.csv_edits import CsvEdit, edit_csv_files
from cchc.model.csv_rows import CsvFile, read_csv_file
from cchc.model.folder import read_quarter
from cchc.model.problems import Problem, name_file
from cchc.model.quarter import Quarter

from .cells import list_cells, read_cell_text
from .entry import _BEFORE, OPTIONAL, TABLES, EntryTable, mark_of
from .packages import check_package

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
            return say("new: {row}", row=_tell(self.after))
        if not self.after:
            return say("gone from the workbook: {row}", row=_tell(self.before))
        told = [
            f"{name} {self.before[name] or '–'} → {self.after[name] or '–'}"
            for name in self.after
            if self.after[name] != self.before[name]
        ]
        return say("changed: {row}: {cells}", row=_tell(self.before), cells="; ".join(told))


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

    Raises FormError for a file that is none of this quarter, InputError with every cell that holds
    anything but text.
    """
    check_package(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(path)
    except (OSError, MemoryError):
        raise
    except Exception:  # whatever a damaged file makes openpyxl stumble over
        raise FormError(say("cannot be opened, as if damaged; save it again as .xlsx")) from None
    before = _read_before(book[_BEFORE]) if _BEFORE in book.sheetnames else None
    marked = {
        read_cell_text(sheet.cell(row, 1).value): (sheet, row)
        for sheet in book.worksheets
        for row in (1, 2, 3)
    }
    if before is None or not any(mark_of(quarter, table) in marked for table in TABLES):
        says = say(
            "is no entry workbook of {quarter}; {command} writes one",
            quarter=quarter,
            command=to_type(f"sheet {quarter}", data),
        )
        raise FormError(says)
    problems: list[Problem] = []
    taken = []
    for table in TABLES:
        if mark_of(quarter, table) in marked:
            sheet, row = marked[mark_of(quarter, table)]
            taken.append(_read_sheet(path, sheet, row, table, before, problems))
    if problems:
        raise InputError(problems)
    return tuple(taken)


def take_entry_workbook(
    tables: Iterable[TakenTable], quarter: Quarter, data: Path, remove: bool = False
) -> None:
    """Write what a workbook changed into the quarter's CSV files, all of it or nothing.

    Rows that are gone from the workbook stay unless `remove`. Raises InputError for a row that was
    changed in both places, and when the files would not be sound with the changes.
    """
    folder = data / str(quarter)
    edits = {}
    for taken in tables:
        kept = taken if remove else replace(taken, gone=())
        if kept.changed or kept.gone or kept.below:
            path, columns = folder / taken.table.file, tuple(taken.table.columns)
            required = [name for name in columns if name not in OPTIONAL]
            edits[path] = CsvEdit(columns, required, _Merge(path, kept).merge)
    _try_aside(edits, quarter, data)
    edit_csv_files(edits)


@dataclass
class _Merge:
    """The changes of one file, laid onto the file as it stands now."""

    path: Path
    taken: TakenTable
    problems: list[Problem] = field(default_factory=list)

    def merge(self, file: CsvFile) -> CsvFile:
        self.problems.clear()
        now = {row.number: self._cells(file.read(row)) for row in file.body}
        places = _find_rows(self.taken.before, now)
        new = {}
        for number, cells in self.taken.changed.items():
            if number in places:
                new[places[number]] = cells
            elif cells not in now.values():
                self._refuse(number)
        gone = []
        for number in self.taken.gone:
            if number in places:
                gone.append(places[number])
        below: dict[int, tuple[Cells, ...]] = {}
        top = file.rows[file.header].number
        for number, rows in self.taken.below.items():
            above = [n for n in self.taken.before if n <= number and n in places]
            at = places[above[-1]] if above else top
            below[at] = (*below.get(at, ()), *rows)
        if self.problems:
            raise InputError(self.problems)
        typed = [*new.values(), *(cells for rows in below.values() for cells in rows)]
        filled = {name for cells in typed for name, text in cells.items() if text}
        columns = self.taken.table.columns
        file = file.widened([n for n in columns if n in filled and n not in file.names])
        return file.changed(new, (), gone, below)

    def _cells(self, cells: Cells) -> Cells:
        return {name: cells.get(name, "") for name in self.taken.table.columns}

    def _refuse(self, number: int) -> None:
        says = say(
            "this row was changed here after the workbook was written, and in the workbook as well:"
            " {row}; write a new workbook (the same command with --out and another name in the"
            " place of --take), see what stands there now and type it in that",
            row=_tell(self.taken.before[number]),
        )
        self.problems.append(Problem(name_file(self.path), says, number))


def _find_rows(before: Mapping[int, Cells], now: Mapping[int, Cells]) -> dict[int, int]:
    """Give the present number of each row that still is what it was: equal rows in their order."""
    places: dict[tuple[str, ...], list[int]] = {}
    for number, cells in now.items():
        places.setdefault(tuple(cells.values()), []).append(number)
    found = {}
    for number, cells in before.items():
        standing = places.get(tuple(cells.values()), [])
        if standing:
            found[number] = standing.pop(0)
    return found


def _try_aside(edits: Mapping[Path, CsvEdit], quarter: Quarter, data: Path) -> None:
    """Read the quarter with the changes from a copy. Raises InputError as reading it would."""
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / "data"
        for part in ("catalog", str(quarter)):
            shutil.copytree(data / part, copy / part)
        for path, told in edits.items():
            file = read_csv_file(path.read_bytes(), told.columns, told.required)
            (copy / str(quarter) / path.name).write_bytes(told.edit(file).to_bytes())
        try:
            read_quarter(quarter, copy)
        except InputError as error:
            place, given = name_file(copy), name_file(data)
            told = [replace(p, file=p.file.replace(place, given)) for p in error.problems]
            raise InputError(told) from None


def _read_before(sheet: Worksheet) -> dict[str, dict[int, Cells]]:
    columns = {table.file: list(table.columns) for table in TABLES}
    found: dict[str, dict[int, Cells]] = {file: {} for file in columns}
    for row in sheet.iter_rows(values_only=True):
        file, number, *texts = ("" if text is None else str(text) for text in row)
        if file in found and number.isdigit():
            given = dict(zip(columns[file], texts, strict=False))
            found[file][int(number)] = dict.fromkeys(columns[file], "") | given
    return found


def _read_sheet(
    path: Path,
    sheet: Worksheet,
    header: int,
    table: EntryTable,
    before: Mapping[str, Mapping[int, Cells]],
    problems: list[Problem],
) -> TakenTable:
    names = {
        read_cell_text(cell.value): cell.column
        for cell in sheet[header]
        if read_cell_text(cell.value) in table.columns
    }
    file = f"{path.name}, {sheet.title}"
    for name in table.columns:
        if name not in names and name not in OPTIONAL:
            says = say("the column {name} is gone; put it back", name=name)
            problems.append(Problem(file, says, header))
    known, rows = before[table.file], {cell.row for cell in list_cells(sheet) if cell.row > header}
    changed, below, met, above = {}, {}, set(), 0
    for row in sorted(rows):
        key = read_cell_text(sheet.cell(row, 1).value)
        number = int(key) if key.isdigit() and int(key) in known and int(key) not in met else 0
        old = known.get(number, {})
        cells = {
            name: _read_cell(sheet.cell(row, column), name, old.get(name, ""), file, problems)
            for name, column in names.items()
        }
        if number:
            met.add(number)
            above = number
            if any(cells.values()) and old | cells != old:
                changed[number] = cells
            elif not any(cells.values()):
                met.discard(number)
        elif any(cells.values()):
            below[above] = (*below.get(above, ()), cells)
    gone = tuple(number for number in known if number not in met)
    return TakenTable(table, known, changed, gone, below)


def _read_cell(cell: Cell, name: str, old: str, file: str, problems: list[Problem]) -> str:
    value = cell.value
    if value is None or isinstance(value, str):
        text = "" if value is None else read_cell_text(value)
        if cell.data_type != "f":
            return old if text == read_cell_text(old) else text
    elif isinstance(value, int) and not isinstance(value, bool) and name != "printed":
        return str(value)
    elif isinstance(value, int | float) and _same_digits(str(value), old):
        return old
    says = say(
        "{cell} holds {value}, which is no text; type it as the report prints it, in a cell"
        " formatted as text",
        cell=f"{name} ({cell.coordinate})",
        value=read_cell_text(value),
    )
    problems.append(Problem(file, says, cell.row))
    return old


def _same_digits(one: str, other: str) -> bool:
    """Tell whether two spellings have the same digits: 1031 and 1.031."""
    digits = ["".join(filter(str.isdigit, text)).lstrip("0") for text in (one, other)]
    return digits[0] == digits[1] != ""


def _tell(cells: Cells) -> str:
    return " · ".join(text for text in list(cells.values())[:5] if text)
