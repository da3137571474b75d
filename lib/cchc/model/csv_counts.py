"""What to do with a row that has too many or too few cells: which text was parted, and how it is
written.
"""

import re
from collections.abc import Sequence

from cchc.language import say

from .csv_rows import CsvFile, CsvRow

_DIGITS, _DECIMALS = re.compile(r"[-−+]?\d[\d.]*"), re.compile(r"\d+ ?%?")


def say_cells(file: CsvFile, row: CsvRow) -> str:
    """Say what to do with a row whose cells are not as many as the headings."""
    cells, expected = len(row.cells), len(file.names)
    mark = _name_delimiter(file.delimiter)
    if cells < expected:
        return say(
            "{cells} cells instead of {expected}: the row ends too early, after {last}; write"
            " {mark} for each cell that stays empty",
            last=repr(row.cells[-1]),
            mark=mark,
            cells=cells,
            expected=expected,
        )
    if parted := _find_parted(row.cells, cells - expected, file.delimiter):
        return say(
            "{parted} stands without quotes, and {mark} in it begins a new cell ({cells} cells"
            ' instead of {expected}); write "{parted}"',
            parted=parted,
            mark=mark,
            cells=cells,
            expected=expected,
        )
    return say(
        "{cells} cells instead of {expected}: a text that holds {mark} stands without quotes;"
        ' write it as "one text{delimiter} one cell"',
        mark=mark,
        delimiter=file.delimiter,
        cells=cells,
        expected=expected,
    )


def say_parted(before: str, cell: str) -> str:
    """Say what to do where a cell that is wrong and the one before it look like one number."""
    if not _is_decimal(before, cell):
        return ""
    return say('; if {number} is meant, write "{number}" in quotes', number=f"{before},{cell}")


def _find_parted(cells: Sequence[str], extra: int, delimiter: str) -> str:
    """Give the one text that was parted into so many cells more, '' where it cannot be told."""
    runs = [cells[at : at + extra + 1] for at in range(len(cells) - extra)]
    numbers = [run for run in runs if extra == 1 and _is_decimal(*run)]
    if delimiter == "," and len(numbers) == 1:
        return ",".join(numbers[0])
    # people write a space behind a comma, and programs do not
    texts = [run for run in runs if run[0] and all(cell[:1] == " " for cell in run[1:])]
    return delimiter.join(texts[0]) if len(texts) == 1 else ""


def _is_decimal(whole: str, decimals: str) -> bool:
    return bool(_DIGITS.fullmatch(whole.strip()) and _DECIMALS.fullmatch(decimals.strip()))


def _name_delimiter(delimiter: str) -> str:
    if delimiter == ";":
        return say("a semicolon")
    return say("a tab") if delimiter == "\t" else say("a comma")
