"""Change rows of CSV files that people edit as well; everything else in them stays as it is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cchc.errors import InputError

from .csv_rows import CsvFile, UnreadableCsv, new_csv_file, read_csv_file
from .guarded import Change, change_files
from .problems import Problem, name_file


@dataclass(frozen=True)
class CsvEdit:
    """A change of one file: its columns, those that it cannot lack, and what becomes of it."""

    columns: Sequence[str]
    required: Sequence[str]
    edit: Callable[[CsvFile], CsvFile]


def edit_csv_files(edits: Mapping[Path, CsvEdit]) -> None:
    """Change CSV files under lock, as they stand at that moment; a missing one is begun.

    They are replaced in this order, or none is. Raises what the edits raise, InputError for a file
    that cannot be read or written, Locked where another command does not end.
    """
    change_files({path: _as_change(path, edit) for path, edit in edits.items()})


def _as_change(path: Path, told: CsvEdit) -> Change:
    def change(before: bytes | None) -> bytes:
        if before is None:
            return told.edit(new_csv_file(told.columns)).to_bytes()
        try:
            file = read_csv_file(before, told.columns, told.required)
        except UnreadableCsv as error:
            raise InputError([Problem(name_file(path), str(error), error.row)]) from None
        return told.edit(file).to_bytes()

    return change
