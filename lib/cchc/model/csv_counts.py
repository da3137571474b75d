"""What to do with a row whose cells stand in wrong columns: which text was parted, which cell is
too many or missing, and what to write.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from cchc.language import say

from .csv_rows import CsvFile, CsvRow

# rows in which one cell too many or too few is looked for: in more it is no slip of the hand
_MOST_MOVED = 300
_BROKEN = 3  # wrong columns of a row that let its cells be held for moved
_DIGITS, _DECIMALS = re.compile(r"[-−+]?\d[\d.]*"), re.compile(r"\d+ ?%?")

# the columns in which a row's cells are not what they must be
Failing = Callable[[Sequence[CsvRow]], Sequence[set[str]]]


@dataclass(frozen=True)
class _Way:
    """A way to read a row: as it was meant, with the text `parted` in column `at` in one piece, or
    with the empty cell there taken out (`spare`) or put back (`lost`).
    """

    row: CsvRow
    at: int = -1
    parted: str = ""
    is_number: bool = False
    moved: Literal["", "spare", "lost"] = ""


def say_shifts(
    file: CsvFile, rows: Sequence[CsvRow], failing: Failing
) -> dict[int, tuple[str, str | None]]:
    """Say what to do with rows whose cells are shifted, and in which column, by row.

    `rows` have too many or too few cells, or cells that cannot stand where they do: one of the
    right length is told only where one way alone sets it right.
    """
    ways = [way for row in rows for way in _list_ways(file, row)]
    if len(rows) <= _MOST_MOVED:
        for row, failed in zip(rows, failing(rows), strict=True):
            # a cell that moved breaks the columns behind it, wrong ones only their own
            if len(row.cells) < len(file.names) or len(failed) >= _BROKEN:
                ways += _list_moved(file, row)
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
        elif way and way.moved:
            told[row.number] = (_say_moved(file, way), file.names[way.at] or None)
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
    # a row may end in cells that stay empty: how many pieces too many it has is then not told
    filled = any(row.cells[expected:])
    for count in [extra + 1] if filled else range(2, max(extra, 1) + 2):
        for at in range(expected):
            # people write a space behind a comma, and programs do not
            run = row.cells[at : at + count]
            if len(run) == count and run[0] and all(cell[:1] == " " for cell in run[1:]):
                yield from _joined(row, at, count, file.delimiter, expected)


def _list_moved(file: CsvFile, row: CsvRow) -> Iterator[_Way]:
    """Give the row without each of its empty cells, and with an empty cell more at each place."""
    expected, cells = len(file.names), row.cells
    for at, cell in enumerate(cells[:expected]):
        if not cell and any(cells[at:]) and (at == 0 or cells[at - 1]):
            left = (*cells[:at], *cells[at + 1 :], "")
            if not any(left[expected:]):
                yield _Way(replace(row, cells=left[:expected]), at, moved="spare")
    if not any(cells[expected - 1 :]):
        for at in range(min(len(cells), expected - 1) + 1):
            if at == 0 or cells[at - 1]:
                right = (*cells[:at], "", *cells[at:], *[""] * expected)[:expected]
                yield _Way(replace(row, cells=right), at, moved="lost")


def _joined(
    row: CsvRow, at: int, count: int, delimiter: str, expected: int, is_number: bool = False
) -> Iterator[_Way]:
    parted = delimiter.join(row.cells[at : at + count]).strip("“”")  # curly quotes hold nothing
    cells = (*row.cells[:at], parted, *row.cells[at + count :])
    if at < expected and not any(cells[expected:]):
        yield _Way(replace(row, cells=cells[:expected]), at, parted, is_number)


def _choose(
    file: CsvFile, row: CsvRow, ways: Sequence[_Way], fitting: Sequence[_Way]
) -> _Way | None:
    """Give the one way that a row can have been meant, None where nobody can tell."""
    if fitting and not (fitting[0].parted or fitting[0].moved):
        return fitting[0]
    # a text in one piece explains more than a cell too many
    whole = [way for way in fitting if way.parted]
    if len(whole or fitting) == 1:
        return (whole or fitting)[0]
    if len(row.cells) <= len(file.names) or not is_shifted(file, row):
        return None
    numbers = [way for way in ways if way.is_number]
    texts = [way for way in ways if not way.is_number]
    return next((found[0] for found in (numbers, texts) if len(found) == 1), None)


def _say_parted(file: CsvFile, way: _Way) -> str:
    mark = _name_delimiter(file.delimiter)
    says = say(
        "“{parted}” stands without straight quotes, so {mark} in it began a new cell and shifted"
        ' those behind it; write "{parted}" (in a spreadsheet: type it into one cell, without'
        " quotes)",
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


def _say_moved(file: CsvFile, way: _Way) -> str:
    mark = _name_delimiter(file.delimiter)
    if way.moved == "spare":
        return say(
            "an empty cell stands here too many and shifted those behind it; take it out ({mark}"
            " less; in a spreadsheet: delete the cell and shift the others left)",
            mark=mark,
        )
    return say(
        "the cell of this column is missing, so that those behind it moved up; put it back ({mark}"
        " more; in a spreadsheet: insert a cell and shift the others right)",
        mark=mark,
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
