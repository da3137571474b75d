"""The headings of a form that came back, by which its columns are found wherever they now stand."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from openpyxl.cell.cell import Cell

from cchc.model.quarter import PERIOD_NAME

from .cells import read_cell_text
from .form_pages import QUALIFIER, REMARK, VALUE

READ_HEADINGS = (VALUE, QUALIFIER, REMARK)  # a second column headed so would hide the first
CODE_HEADING = re.compile(rf"Mã ({PERIOD_NAME})")
# headings of forms that were sent out by earlier versions
_FORMER = {"Quý này": VALUE}


@dataclass(frozen=True)
class FormHeading:
    """A row of headings: where it is, the column of the ids, and the columns by name; `twin` is a
    heading that stands twice.
    """

    row: int
    code: int
    columns: Mapping[str, int]
    twin: str


def find_headings(cells: Iterable[Cell]) -> list[FormHeading]:
    """Find the rows of headings that name a column of ids, from the top."""
    rows: dict[int, list[tuple[str, int]]] = {}
    for cell in cells:
        if isinstance(cell.value, str):
            rows.setdefault(cell.row, []).append((read_heading(cell.value), cell.column))
    headings = []
    for row, named in rows.items():
        columns = dict(named)
        code = next((name for name in columns if CODE_HEADING.fullmatch(name)), "")
        if code:
            names = [name for name, _ in named]
            twin = next((n for n in (*READ_HEADINGS, code) if names.count(n) > 1), "")
            headings.append(FormHeading(row, columns[code], columns, twin))
    return headings


def read_heading(text: object) -> str:
    """Give a heading as forms have it now."""
    said = read_cell_text(text)
    return _FORMER.get(said, said)
