"""Reading the CSV files that people edit: every problem of a file is found, none stops the
search.
"""

import csv
import io
import unicodedata
from datetime import date
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from .problems import Problem


def read_table(
    path: Path,
    shown: str,
    schema: pa.DataFrameSchema,
    problems: list[Problem],
    *,
    optional: bool = False,
) -> pd.DataFrame:
    """Read a CSV file as text and check it against `schema`, adding what is wrong to `problems`.

    Returns a frame of str columns (empty text for an empty cell) with a `row` column that counts as
    a spreadsheet does; an empty frame of the right columns when the file cannot be read at all.
    `shown` is the path that messages print: never the path of one machine. Columns at the end that
    the schema does not require may be missing: their cells are empty. An `optional` file may be
    missing: its table is empty.
    """
    columns = list(schema.columns)
    required = [name for name in columns if schema.columns[name].required]
    empty = pd.DataFrame({name: pd.Series(dtype=object) for name in [*columns, "row"]})
    if optional and not path.exists():
        return empty
    rows = _read_rows(path, shown, columns, required, problems)
    if rows is None:
        return empty
    frame = pd.DataFrame([cells for _, cells in rows], columns=columns, dtype=object)
    frame.insert(len(columns), "row", [line for line, _ in rows])
    try:
        schema.validate(frame[columns], lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases
        for case in cases.sort_values(["index", "column"], kind="stable").itertuples():
            row = None if pd.isna(case.index) else int(frame["row"].iloc[int(case.index)])
            text = f"{case.failure_case!r} " if case.failure_case != "" else "an empty cell "
            twice = case.check == "field_uniqueness"
            says = "stands twice; keep one row or give another code" if twice else case.check
            problems.append(Problem(shown, f"{text}{says}", row, str(case.column)))
    return frame


def _read_rows(
    path: Path, shown: str, columns: list[str], required: list[str], problems: list[Problem]
):
    try:
        # some systems write Vietnamese marks as separate characters: one letter, one spelling
        text = unicodedata.normalize("NFC", path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        problems.append(
            Problem(shown, "the file is missing; create it with the header " + ",".join(columns))
        )
        return None
    except UnicodeDecodeError as error:
        says = f"byte {error.start} is not UTF-8; save the file as 'CSV UTF-8'"
        problems.append(Problem(shown, says))
        return None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        lines = [(number, cells) for number, cells in enumerate(reader, 1) if any(cells)]
    except csv.Error as error:
        problems.append(
            Problem(shown, f"not a readable CSV file: {error}; check the quotes", reader.line_num)
        )
        return None
    if not lines:
        problems.append(Problem(shown, "the file is empty; its header is " + ",".join(columns)))
        return None
    header = lines[0][1]
    if header not in (columns, required):
        says = f"the header is {','.join(header)!r}; it must be {','.join(columns)!r}"
        problems.append(Problem(shown, says, 1))
        return None
    good = []
    for number, cells in lines[1:]:
        if len(cells) == len(header):
            good.append(
                (number, [cell.strip() for cell in cells] + [""] * (len(columns) - len(header)))
            )
        else:
            says = (
                f"{len(cells)} cells instead of {len(header)}; quote a text that contains a comma"
            )
            problems.append(Problem(shown, says, number))
    return good


def column(*checks: pa.Check, unique: bool = False, required: bool = True) -> pa.Column:
    """Describe one text column of a CSV file by its checks."""
    return pa.Column(
        object, list(checks), unique=unique, required=required, report_duplicates="exclude_first"
    )


def filled(advice: str) -> pa.Check:
    return pa.Check(lambda cells: cells != "", error=f"must be filled: {advice}")


def one_of(values, what: str, empty: bool = False) -> pa.Check:
    """Demand a value of a closed list, which the message names when it is short.

    A list without any value could not be read: that is told of its own file, not of every row that
    uses it.
    """
    if not len(values):
        return pa.Check(lambda cells: cells == cells)
    known = set(values) | ({""} if empty else set())
    listed = ", ".join(sorted(v for v in known if v))
    advice = f"is not {what}" + (
        f"; use one of: {listed}" if len(listed) < 200 else "; add it there or correct the code"
    )
    return pa.Check(lambda cells: cells.isin(known), error=advice)


def a_day() -> pa.Check:
    """Demand a day of the calendar as 2024-03-14, or an empty cell."""
    return pa.Check(lambda cells: cells.map(_is_day), error="is not a day; write it as 2024-03-14")


def _is_day(text: str) -> bool:
    try:
        return not text or date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def matching(pattern: str, advice: str) -> pa.Check:
    return pa.Check(lambda cells: cells.astype(str).str.fullmatch(pattern), error=advice)
