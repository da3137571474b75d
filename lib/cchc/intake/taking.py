"""Bring what was typed into an entry workbook into the CSV files, all of it or nothing."""

import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from cchc.errors import InputError
from cchc.language import say
from cchc.model.csv_edits import CsvEdit, edit_csv_files
from cchc.model.csv_rows import CsvFile, read_csv_file
from cchc.model.folder import read_quarter
from cchc.model.problems import Problem, name_file, named_for_copy
from cchc.model.quarter import Quarter

from .entry import OPTIONAL
from .entry_sheets import Cells, TakenTable, tell_row


def take_entry_workbook(
    tables: Iterable[TakenTable],
    quarter: Quarter,
    data: Path,
    remove: bool = False,
    dry_run: bool = False,
) -> None:
    """Write what a workbook changed into the quarter's CSV files, all of it or nothing; a dry run
    writes nothing, but raises what writing would.

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
    if not dry_run:
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
            row=tell_row(self.taken.before[number]),
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
        with named_for_copy(copy, data):
            read_quarter(quarter, copy)
