"""What to do with a row whose cells stand in wrong columns: which text was parted, which cells are
missing, and what to write.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from cchc.language import say

from .csv_rows import CsvFile, CsvRow

_DIGITS, _DECIMALS = re.compile(r"[-−+]?\d[\d.]*"), re.compile(r"\d+ ?%?")

# the columns in which a row's cells are not what they must be
Failing = Callable[[Sequence[CsvRow]], Sequence[set[str]]]


@dataclass(frozen=True)
class _Way:
    """A way to read a row: as it was meant, with the text `parted` in column `at` in one piece."""

    row: CsvRow
    at: int = -1
    parted: str = ""
    is_number: bool = False


def say_shifts(
    file: CsvFile, rows: Sequence[CsvRow], failing: Failing
) -> dict[int, tuple[str, str | None]]:
    """Say what to do with rows whose cells are shifted, and in which column, by row.

    `rows` have too many or too few cells, or cells that cannot stand where they do: one of the
    right length is told only where one number in one piece sets it right.
    """
    ways = [way for row in rows for way in _list_ways(file, row)]
    every, fitting = defaultdict(list), defaultdict(list)
    for way, failed in zip(ways, failing([way.row for way in ways]), strict=True):
        every[way.row.number].append(way)
        if not failed & set(file.names[: len(way.row.cells)]):
            fitting[way.row.number].append(way)
    told: dict[int, tuple[str, str | None]] = {}
    for row in rows:
        way = _choose(file, row, every[row.number], fitting[row.number])
        if way and way.parted:
            told[row.number] = (_say_parted(file, way), file.names[way.at] or None)
        elif is_shifted(file, row):
            told[row.number] = (_say_count(file, row, bool(way)), None)
    return told


def is_shifted(file: CsvFile, row: CsvRow) -> bool:
    """Tell whether a row has fewer cells than headings, or a filled one beyond them."""
    return len(row.cells) < len(file.names) or any(row.cells[len(file.names) :])


def say_parted(before: str, cell: str) -> str:
    """Say what to do where a cell that is wrong and the one before it look like one number."""
    if not _is_decimal(before, cell):
        return ""
    return say('; if {number} is meant, write "{number}" in quotes', number=f"{before},{cell}")


def _list_ways(file: CsvFile, row: CsvRow) -> Iterator[_Way]:
    expected = len(file.names)
    extra = len(row.cells) - expected
    if extra < 0:
        yield _Way(row)
    if file.delimiter == ",":
        for at, (whole, decimals) in enumerate(zip(row.cells, row.cells[1:], strict=False)):
            if _is_decimal(whole, decimals):
                yield from _joined(row, at, 2, ",", expected, is_number=True)
    if extra > 0 and any(row.cells[expected:]):
        for at in range(expected):
            # people write a space behind a comma, and programs do not
            run = row.cells[at : at + extra + 1]
            if run[0] and all(cell[:1] == " " for cell in run[1:]):
                yield from _joined(row, at, extra + 1, file.delimiter, expected)


def _joined(
    row: CsvRow, at: int, count: int, delimiter: str, expected: int, is_number: bool = False
) -> Iterator[_Way]:
    parted = delimiter.join(row.cells[at : at + count])
    cells = (*row.cells[:at], parted, *row.cells[at + count :])
    if at < expected and not any(cells[expected:]):
        yield _Way(replace(row, cells=cells[:expected]), at, parted, is_number)


def _choose(
    file: CsvFile, row: CsvRow, ways: Sequence[_Way], fitting: Sequence[_Way]
) -> _Way | None:
    """Give the one way that a row can have been meant, None where nobody can tell."""
    if fitting and not fitting[0].parted:
        return fitting[0]
    if len(fitting) == 1:
        return fitting[0]
    if len(row.cells) <= len(file.names) or not is_shifted(file, row):
        return None
    numbers = [way for way in ways if way.is_number]
    texts = [way for way in ways if not way.is_number]
    return next((found[0] for found in (numbers, texts) if len(found) == 1), None)


def _say_parted(file: CsvFile, way: _Way) -> str:
    mark = _name_delimiter(file.delimiter)
    says = say(
        "“{parted}” stands without quotes, so {mark} in it began a new cell and shifted those"
        ' behind it; write "{parted}" (in a spreadsheet: type it into one cell, without quotes)',
        parted=way.parted,
        mark=mark,
    )
    lacking = file.names[len(way.row.cells) :]
    if not lacking:
        return says
    return says + say(
        "; the row also lacks its last cells ({columns}): add {mark} at its end, {count} times",
        columns=", ".join(lacking),
        mark=mark,
        count=len(lacking),
    )


def _say_count(file: CsvFile, row: CsvRow, is_sound: bool) -> str:
    cells, expected = len(row.cells), len(file.names)
    mark = _name_delimiter(file.delimiter)
    if cells > expected:
        return say(
            "{cells} cells instead of {expected}: a text that holds {mark} stands without quotes;"
            ' write it as "one text{delimiter} one cell"',
            mark=mark,
            delimiter=file.delimiter,
            cells=cells,
            expected=expected,
        )
    if is_sound:
        return say(
            "the last cells are missing ({columns}): add {mark} at the end of the row, {count}"
            " times, behind {last}, also where these cells stay empty",
            columns=", ".join(file.names[cells:]),
            mark=mark,
            count=expected - cells,
            last=repr(row.cells[-1]),
        )
    return say(
        "{cells} cells instead of {expected}, and nobody can tell which are missing: hold the row"
        " against the header; a cell that stays empty needs {mark} as well",
        mark=mark,
        cells=cells,
        expected=expected,
    )


def _is_decimal(whole: str, decimals: str) -> bool:
    return bool(_DIGITS.fullmatch(whole.strip()) and _DECIMALS.fullmatch(decimals.strip()))


def _name_delimiter(delimiter: str) -> str:
    if delimiter == ";":
        return say("a semicolon")
    return say("a tab") if delimiter == "\t" else say("a comma")
