"""Reading the CSV files that people edit: every problem of a file is found, none stops the
search.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from unicodedata import normalize

import pandas as pd

from cchc.language import say

from .csv_checks import A_DAY, iso_day
from .csv_counts import is_shifted, say_parted, say_shifts
from .csv_rows import CsvFile, CsvRow, UnreadableCsv, decode, read_csv_file
from .frame_checks import TWICE, Failure, Schema, list_failures
from .problems import Problem


def read_table(
    path: Path,
    shown: str,
    schema: Schema,
    problems: list[Problem],
    *,
    optional: bool = False,
) -> pd.DataFrame:
    """Read a CSV file as text and check it against `schema`, adding what is wrong to `problems`.

    Returns a frame of str columns (empty text for an empty cell, days as 2024-03-14) with a `row`
    column that counts as a spreadsheet does; an empty frame of the right columns when the file
    cannot be read at all. `shown` is the path that messages print. Columns may stand in any order;
    those that the schema does not require may be missing: their cells are empty. Columns that it
    does not know are not read, which is noted. An `optional` file may be missing: its table is
    empty. Of a row whose cells are shifted that alone is told, and it is left out.
    """
    columns = list(schema.columns)
    file = None
    if path.exists() or not optional:
        file = _read_file(path, shown, schema, problems)
    if file is None:
        return pd.DataFrame({name: pd.Series(dtype=object) for name in [*columns, "row"]})
    frame = _as_frame(file, [row for row in file.body if not is_shifted(file, row)], columns)
    cases = list_failures(frame, schema)
    shifts = _find_shifts(file, frame, cases, schema)
    problems += [Problem(shown, says, row, at) for row, (says, at) in shifts.items()]
    problems += _tell_failures(cases, file, frame, shown, shifts)
    frame = frame[~frame["row"].isin(shifts)].reset_index(drop=True)
    for name, told in schema.columns.items():
        if any(check.name == A_DAY for check in told.checks):
            frame[name] = [iso_day(text) or text for text in frame[name]]
    return frame


def _as_frame(file: CsvFile, rows: Sequence[CsvRow], columns: Sequence[str]) -> pd.DataFrame:
    cells = [file.read(row) for row in rows]
    told = [[row.get(name, "") for name in columns] for row in cells]
    frame = pd.DataFrame(told, columns=list(columns), dtype=object)
    frame.insert(len(columns), "row", [row.number for row in rows])
    return frame


def _find_shifts(
    file: CsvFile, frame: pd.DataFrame, cases: Sequence[Failure], schema: Schema
) -> dict[int, tuple[str, str | None]]:
    """Say of rows whose cells stand in wrong columns what to do, and in which column, by row."""

    def failing(rows: Sequence[CsvRow]) -> list[set[str]]:
        found: list[set[str]] = [set() for _ in rows]
        if rows:
            for case in list_failures(_as_frame(file, rows, list(schema.columns)), schema):
                if case.check is not TWICE:
                    found[case.at].add(case.column)
        return found

    # a code that stands twice says nothing of the cells beside it
    wrong = {int(frame["row"].iloc[case.at]) for case in cases if case.check is not TWICE}
    rows = [row for row in file.body if row.number in wrong or is_shifted(file, row)]
    return say_shifts(file, rows, failing)


def _tell_failures(
    cases: Sequence[Failure],
    file: CsvFile,
    frame: pd.DataFrame,
    shown: str,
    shifts: Mapping[int, object],
) -> list[Problem]:
    """Tell what is wrong in each cell; of a row with a number parted by its comma, that alone."""
    problems: dict[int, list[Problem]] = {}
    parted: dict[int, Problem] = {}
    for case in cases:
        row = int(frame["row"].iloc[case.at])
        if row in shifts:
            continue
        hint, says = "", _say_failure(case)
        if file.delimiter == ",":
            hint = say_parted(*_cell_and_before(frame, case, file.names))
        problem = Problem(shown, says + hint, row, case.column)
        problems.setdefault(row, []).append(problem)
        if hint:
            parted[row] = problem
    return [one for row, told in problems.items() for one in told if parted.get(row, one) is one]


def _say_failure(case: Failure) -> str:
    says = case.check.says
    if case.check is TWICE:
        says = say("stands twice; keep one row or give another code")
    if case.text == "":
        return say("an empty cell {says}", says=says)
    return case.check.tell(case.text) if case.check.tell else f"{case.text!r} {says}"


def _cell_and_before(frame: pd.DataFrame, case: Failure, names: Sequence[str]) -> list[str]:
    at = names.index(case.column) if case.column in names else 0
    cells = frame.iloc[case.at]
    return [str(cells.get(name, "")) for name in (names[at - 1] if at else "", names[at])]


def _read_file(path: Path, shown: str, schema: Schema, problems: list[Problem]) -> CsvFile | None:
    columns = list(schema.columns)
    try:
        content = path.read_bytes()
        file = read_csv_file(content, columns, _required(schema))
    except FileNotFoundError:
        problems.append(Problem(shown, _say_missing(path, columns)))
        return None
    except IsADirectoryError:
        problems.append(Problem(shown, say("is a folder; a CSV file of this name is expected")))
        return None
    except UnreadableCsv as error:
        problems.append(Problem(shown, str(error), error.row))
        return None
    unknown = [name for name in file.names if name and name not in columns]
    if unknown:
        says = say(
            "not read, because nobody knows these columns: {names}", names=", ".join(unknown)
        )
        problems.append(Problem(shown, says, note=True))
    _note_spelling(content, shown, problems)
    return file


def _required(schema: Schema) -> list[str]:
    return [name for name, told in schema.columns.items() if told.required]


def _note_spelling(content: bytes, shown: str, problems: list[Problem]) -> None:
    """Note letters whose marks stand apart: read as one, but other programs see another text."""
    lines = decode(content)[2].splitlines()
    apart = [number for number, line in enumerate(lines, 1) if normalize("NFC", line) != line]
    if apart:
        says = say(
            "{count} lines spell Vietnamese marks as separate characters (another Unicode form);"
            " they are read as usual, but a search elsewhere may miss them",
            count=len(apart),
        )
        problems.append(Problem(shown, says, apart[0], note=True))


def _say_missing(path: Path, columns: list[str]) -> str:
    """Say that a file is missing, and what lies there that may be it."""
    near = [
        found.name
        for found in sorted(path.parent.glob("*"))
        if found.name.casefold().startswith(path.stem.casefold()) and found.name[0] != "."
    ]
    if near and all(name.casefold().endswith((".csv", ".txt")) for name in near):
        return say(
            "the file is missing, but {near} lies there; if that is it, give it the name {name}",
            near=", ".join(near[:3]),
            name=path.name,
        )
    if near:
        return say(
            "the file is missing, but {near} lies there; save that as 'CSV UTF-8' under the name"
            " {name}",
            near=", ".join(near[:3]),
            name=path.name,
        )
    header = ",".join(columns)
    return say("the file is missing; create it with the header {header}", header=header)
