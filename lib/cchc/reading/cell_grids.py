"""Put the cells of a table into rows and columns, and tell its heads from its body."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .numerals import ReadNumber
from .passages import Passage

_ALONE = re.compile(r"[^\w%]*[\d.,]+\s?(?:%|đ|đồng)?[^\w%]*")
_UNIT_HEAD = re.compile(r"\W*(?:đvt|đ\.v\.t|đv tính|đơn vị(?: (?:tính|đo))?)\W*", re.I)
# "Đơn vị" heads units of measure, or authorities with their names
_UNIT_NAME = re.compile(r"(?:%|[^\W\d_A-ZĐ][\w²³/.]*)(?: [\w²³/.]+){0,3}")


@dataclass(frozen=True)
class TableGrid:
    """The passages of a table by row and column."""

    cells: dict[tuple[int, int], int]
    heads: frozenset[int]

    @property
    def rows(self) -> list[int]:
        return sorted({row for row, _ in self.cells})

    @property
    def width(self) -> int:
        return 1 + max(column for _, column in self.cells)


def grids_of(passages: Sequence[Passage], figures: dict[int, list[ReadNumber]]) -> list[TableGrid]:
    """Gather the cells of each table; `figures` are the numbers of each passage."""
    by_table: dict[int, dict[tuple[int, int], int]] = {}
    for place, passage in enumerate(passages):
        block = passage.block
        if block.kind == "cell":
            by_table.setdefault(block.table, {})[block.row, block.column] = place
    return [TableGrid(cells, _head_rows(cells, passages, figures)) for cells in by_table.values()]


def _head_rows(cells, passages, figures) -> frozenset[int]:
    """Find the rows above the first that holds a number: the heads, and a row that numbers the
    columns.
    """
    heads: set[int] = set()
    for row in sorted({row for row, _ in cells}):
        own = [place for (r, _), place in cells.items() if r == row]
        if any(passages[p].block.head for p in own):
            heads.add(row)
            continue
        numbered = sum(bool(figures.get(p)) and is_bare_cell(passages[p].text) for p in own)
        if numbered and not numbers_columns([passages[p].text for p in own]):
            break
        heads.add(row)
    return frozenset(heads)


def is_bare_cell(text: str) -> bool:
    """Tell a cell that holds a number, or a/b, and no words."""
    return all(_ALONE.fullmatch(piece) for piece in text.split("/"))


def numbers_columns(texts: list[str]) -> bool:
    """Tell a row that only numbers the columns: 1, 2, 3 or A, B, 1."""
    bare = [re.sub(r"[()\s]", "", text) for text in texts]
    counted = [int(b) for b in bare if b.isdecimal()]
    letters = sum(b.isalpha() and len(b) == 1 for b in bare)
    return (
        len(counted) + letters == len(bare)
        and len(counted) > 1
        and counted == list(range(counted[0], counted[0] + len(counted)))
        and counted[0] <= 2
    )


def figures_by_passage(numbers: Sequence[ReadNumber]) -> dict[int, list[ReadNumber]]:
    """Return the figures of each passage, in the order of the text."""
    figures: dict[int, list[ReadNumber]] = {}
    for number in numbers:
        if number.kind == "figure":
            figures.setdefault(number.passage, []).append(number)
    return figures


def head_of_column(grid: TableGrid, passages: Sequence[Passage], column: int) -> str:
    """Join the heads above a column, those that span several columns included."""
    said = []
    for row in sorted(grid.heads):
        over = [c for r, c in grid.cells if r == row and c <= column]
        if not over:
            continue
        passage = passages[grid.cells[row, max(over)]]
        covers = passage.block.column + passage.block.span > column
        if covers and not numbers_columns([passage.text, "2"]):
            said.append(passage.text)
    return " ".join(dict.fromkeys(said))


def units_of_rows(grid: TableGrid, passages: Sequence[Passage]) -> tuple[int, dict[int, str]]:
    """Return the column headed "ĐVT" or "Đơn vị tính", -1 where there is none, and the unit that it
    gives each row.
    """
    for column in range(min(grid.width, 4)):
        if not _UNIT_HEAD.fullmatch(head_of_column(grid, passages, column)):
            continue
        places = {r: p for (r, c), p in grid.cells.items() if c == column and r not in grid.heads}
        units = {row: passages[place].text.strip() for row, place in places.items()}
        told = [u[:1].lower() + u[1:] if u[1:].islower() else u for u in units.values()]
        offices = any(u.istitle() and " " in u for u in units.values())
        if units and not offices and all(map(_UNIT_NAME.fullmatch, told)):
            return column, {row: u.lower() for row, u in units.items()}
    return -1, {}
