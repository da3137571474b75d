"""Reading the CSV files that people edit: every problem of a file is found, none stops the
search.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pandas as pd
import pandera.pandas as pa

from cchc.language import say

from .csv_counts import say_cells, say_parted
from .csv_rows import CsvFile, UnreadableCsv, decode, read_csv_file
from .numbers import FigureError, parse_date
from .problems import Problem

_DAY = "a day"


def read_table(
    path: Path,
    shown: str,
    schema: pa.DataFrameSchema,
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
    empty.
    """
    columns = list(schema.columns)
    empty = pd.DataFrame({name: pd.Series(dtype=object) for name in [*columns, "row"]})
    if optional and not path.exists():
        return empty
    file = _read_file(path, shown, schema, problems)
    if file is None:
        return empty
    rows = _read_rows(file, shown, columns, problems)
    frame = pd.DataFrame([cells for _, cells in rows], columns=columns, dtype=object)
    frame.insert(len(columns), "row", [line for line, _ in rows])
    try:
        schema.validate(frame[columns], lazy=True)
    except pa.errors.SchemaErrors as errors:
        problems += _tell_failures(errors.failure_cases, file, frame, shown, schema)
    for name, told in schema.columns.items():
        if any(check.name == _DAY for check in told.checks):
            frame[name] = [iso_day(text) or text for text in frame[name]]
    return frame


def _tell_failures(
    cases: pd.DataFrame, file: CsvFile, frame: pd.DataFrame, shown: str, schema: pa.DataFrameSchema
) -> list[Problem]:
    """Tell what is wrong in each cell; of a row with a number parted by its comma, that alone."""
    problems: dict[int | None, list[Problem]] = {}
    parted: dict[int | None, Problem] = {}
    for case in cases.sort_values(["index", "column"], kind="stable").itertuples():
        row = None if pd.isna(case.index) else int(frame["row"].iloc[int(case.index)])
        says = _say_failure(case) + _say_near(case, schema)
        hint = ""
        if file.delimiter == "," and row is not None:
            hint = say_parted(*_cell_and_before(frame, case, file.names))
        problem = Problem(shown, says + hint, row, str(case.column))
        problems.setdefault(row, []).append(problem)
        if hint:
            parted[row] = problem
    return [one for row, told in problems.items() for one in told if parted.get(row, one) is one]


def _say_failure(case: Any) -> str:
    says = case.check
    if says == "field_uniqueness":
        says = say("stands twice; keep one row or give another code")
    if case.failure_case == "":
        return say("an empty cell {says}", says=says)
    return f"{case.failure_case!r} {says}"


def _say_near(case: Any, schema: pa.DataFrameSchema) -> str:
    """Name the codes that a mistyped one is near to; nothing where it is no question of codes."""
    if case.column not in schema.columns or pd.isna(case.check_number):
        return ""
    told = schema.columns[case.column].checks[int(case.check_number)].statistics or {}
    code_of = told.get("code_of", {})
    wanted = str(case.failure_case).casefold()
    near = dict.fromkeys(code_of[text] for text in get_close_matches(wanted, code_of, n=3))
    return say(" (near: {codes})", codes=", ".join(near)) if near else ""


def _cell_and_before(frame: pd.DataFrame, case: Any, names: Sequence[str]) -> list[str]:
    at = names.index(case.column) if case.column in names else 0
    cells = frame.iloc[int(case.index)]
    return [str(cells.get(name, "")) for name in (names[at - 1] if at else "", names[at])]


def _read_file(
    path: Path, shown: str, schema: pa.DataFrameSchema, problems: list[Problem]
) -> CsvFile | None:
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


def _read_rows(
    file: CsvFile, shown: str, columns: list[str], problems: list[Problem]
) -> list[tuple[int, list[str]]]:
    good = []
    for row in file.body:
        extra = row.cells[len(file.names) :]
        if len(row.cells) < len(file.names) or any(extra):
            problems.append(Problem(shown, say_cells(file, row), row.number))
            continue
        cells = file.read(row)
        good.append((row.number, [cells.get(name, "") for name in columns]))
    return good


def _required(schema: pa.DataFrameSchema) -> list[str]:
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
    if near:
        return say(
            "the file is missing, but {near} lies there; save that as 'CSV UTF-8' under the name"
            " {name}",
            near=", ".join(near[:3]),
            name=path.name,
        )
    header = ",".join(columns)
    return say("the file is missing; create it with the header {header}", header=header)


def column(*checks: pa.Check, unique: bool = False, required: bool = True) -> pa.Column:
    """Describe one text column of a CSV file by its checks."""
    return pa.Column(
        object, list(checks), unique=unique, required=required, report_duplicates="exclude_first"
    )


def filled(advice: str) -> pa.Check:
    """Demand a cell that is not empty; `advice` says what belongs there."""
    says = say("must be filled: {advice}", advice=advice)
    return pa.Check(lambda cells: cells != "", error=says)


def one_of(
    values, what: str, empty: bool = False, names: Mapping[str, str] | None = None
) -> pa.Check:
    """Demand a value of a closed list, which the message names when it is short, else those that
    are near; `names` are what people may write instead, by value.

    A list without any value could not be read: that is told of its own file, not of every row that
    uses it.
    """
    if not len(values):
        return pa.Check(lambda cells: cells == cells)
    known = set(values) | ({""} if empty else set())
    listed = ", ".join(sorted(v for v in known if v))
    if len(listed) < 200:
        advice = say("is not {what}; use one of: {listed}", what=what, listed=listed)
    else:
        advice = say("is not {what}; add it there or correct the code", what=what)
    code_of = {text.casefold(): code for code, text in (names or {}).items()}
    code_of |= {code.casefold(): code for code in sorted(known - {""})}
    near = {"code_of": code_of} if len(listed) >= 200 else {}
    return pa.Check(lambda cells: cells.isin(known), error=advice, statistics=near)


def a_day() -> pa.Check:
    """Demand a day of the calendar as 2024-03-14 or 14/3/2024, or an empty cell."""
    says = say("is not a day; write it as 2024-03-14 or 14/3/2024")
    return pa.Check(lambda cells: cells.map(_is_day), error=says, name=_DAY)


def _is_day(text: str) -> bool:
    return not text or iso_day(text) is not None


def iso_day(text: str) -> str | None:
    """Give a day as 2024-03-14, or None for a text that names none."""
    try:
        if date.fromisoformat(text).isoformat() == text:
            return text
    except ValueError:
        pass
    try:
        day = parse_date(text)
    except FigureError:
        return None
    return day and day.isoformat()


def matching(pattern: str, advice: str) -> pa.Check:
    """Demand a text of this pattern; `advice` ends the sentence that begins with the text."""
    return pa.Check(lambda cells: cells.astype(str).str.fullmatch(pattern), error=advice)
