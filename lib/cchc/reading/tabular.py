"""Put the cells of a table into rows and columns with their labels, and read what its heads say of
its numbers.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from .numerals import ReadNumber
from .passages import Passage
from .printed_units import SCALE_WORDS, parse_digits

_ORDER = re.compile(r"(?:tt|stt|số tt|số thứ tự|no\.?|#)?", re.I)
_RATE = re.compile(r"%|tỷ lệ|tỉ lệ|tỷ trọng|tỉ trọng", re.I)
_TOTAL = re.compile(r"\W*(?:tổng|cộng|toàn (?:tỉnh|thành phố|huyện|xã|phường|ngành|cơ quan))", re.I)
_SCALE_IN_HEAD = re.compile(r"\b(nghìn tỷ|nghìn|ngàn|triệu|tỷ)(?: đồng| đ\b|\))", re.I)
_SCALE_IN_CAPTION = re.compile(
    r"(?:ĐVT|đơn vị(?: tính)?)\s*:?\s*(nghìn tỷ|nghìn|ngàn|triệu|tỷ) đồng", re.I
)
_MEASURE_IN_HEAD = re.compile(r"\((ha|km2|km²|m2|m²|m3|m³|km|m|kg|tấn|tạ)\)")
_ALONE = re.compile(r"[^\w%]*[\d.,]+\s?(?:%|đ|đồng)?[^\w%]*")


@dataclass(frozen=True)
class ReadColumn:
    """One column of numbers: its place, its head, the number of each row (None where there is
    none). A cell a/b makes two columns, the second with `side` "under".
    """

    place: int
    head: str
    cells: tuple[ReadNumber | None, ...]
    side: str = ""

    @property
    def is_rate(self) -> bool:
        return any(n is not None and n.unit == "%" for n in self.cells)

    @property
    def size(self) -> int:
        return sum(n is not None for n in self.cells)


@dataclass(frozen=True)
class ReadCell:
    """A cell with the heads above it and the figures in it."""

    head: str
    text: str
    numbers: tuple[ReadNumber, ...]


@dataclass(frozen=True)
class ReadTable:
    """A table: row labels, columns of numbers, and which rows are totals by their label."""

    labels: tuple[str, ...]
    columns: tuple[ReadColumn, ...]
    totals: tuple[int, ...]
    outer: tuple[int, ...]

    @property
    def body(self) -> list[int]:
        return [row for row in range(len(self.labels)) if row not in self.totals]


@dataclass(frozen=True)
class _Grid:
    """The passages of a table by row and column."""

    cells: dict[tuple[int, int], int]
    heads: frozenset[int]

    @property
    def rows(self) -> list[int]:
        return sorted({row for row, _ in self.cells})

    @property
    def width(self) -> int:
        return 1 + max(column for _, column in self.cells)


def _grids(passages: Sequence[Passage], figures: dict[int, list[ReadNumber]]) -> list[_Grid]:
    by_table: dict[int, dict[tuple[int, int], int]] = {}
    for place, passage in enumerate(passages):
        block = passage.block
        if block.kind == "cell":
            by_table.setdefault(block.table, {})[block.row, block.column] = place
    return [_Grid(cells, _head_rows(cells, passages, figures)) for cells in by_table.values()]


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
        numbered = sum(bool(figures.get(p)) and _is_alone(passages[p].text) for p in own)
        if numbered and not _numbers_columns([passages[p].text for p in own]):
            break
        heads.add(row)
    return frozenset(heads)


def _is_alone(text: str) -> bool:
    """Tell a cell that holds a number, or a/b, and no words."""
    return all(_ALONE.fullmatch(piece) for piece in text.split("/"))


def _numbers_columns(texts: list[str]) -> bool:
    bare = [re.sub(r"[()\s]", "", text) for text in texts]
    counted = [int(b) for b in bare if b.isdecimal()]
    letters = sum(b.isalpha() and len(b) == 1 for b in bare)
    return (
        len(counted) + letters == len(bare)
        and len(counted) > 1
        and counted == list(range(counted[0], counted[0] + len(counted)))
        and counted[0] <= 2
    )


def settle_cells(passages: Sequence[Passage], numbers: Sequence[ReadNumber]) -> list[ReadNumber]:
    """Read table cells by their heads: a column of ordinals is numbering, one headed "%" or "tỷ lệ"
    holds percentages.
    """
    figures = _figures(numbers)
    changed: dict[str, ReadNumber] = {}
    for grid in _grids(passages, figures):
        caption, first = _caption(grid, passages), _head(grid, passages, 0)
        for column in range(grid.width):
            places = {r: grid.cells[r, column] for r in grid.rows if (r, column) in grid.cells}
            head = _head(grid, passages, column)
            bare = {r: p for r, p in places.items() if r not in grid.heads}
            if _is_ordinal(head, [passages[p].text for p in bare.values()], column):
                for place in bare.values():
                    changed |= {n.id: replace(n, kind="numbering") for n in figures.get(place, [])}
            elif _RATE.search(head):
                for place in bare.values():
                    changed |= _as_rates(figures.get(place, []), passages[place].text, head)
            elif scale := (
                _SCALE_IN_HEAD.search(head)
                or _SCALE_IN_CAPTION.search(caption)
                or _SCALE_IN_HEAD.search(first)
            ):
                for place in bare.values():
                    changed |= _as_money(figures.get(place, []), passages[place].text, scale[1])
            elif measure := _MEASURE_IN_HEAD.search(head):
                own = [n for p in bare.values() for n in figures.get(p, []) if n.unit == ""]
                changed |= {n.id: replace(n, unit=measure[1]) for n in own}
        for row in grid.heads:
            own = [p for (r, _), p in grid.cells.items() if r == row]
            if _numbers_columns([passages[p].text for p in own]):
                for place in own:
                    changed |= {n.id: replace(n, kind="numbering") for n in figures.get(place, [])}
    done = [changed.get(n.id, n) for n in numbers]
    return [replace(n, value=-n.value) if _is_negative(n, passages) else n for n in done]


def _is_negative(number: ReadNumber, passages: Sequence[Passage]) -> bool:
    """Tell a cell of a decrease: "-288" alone, the sign right before its digits."""
    passage = passages[number.passage]
    alone = passage.block.kind == "cell" and number.kind == "figure" and number.value > 0
    return alone and re.fullmatch(rf"[-−–]{re.escape(number.text)}", passage.text) is not None


def _figures(numbers: Sequence[ReadNumber]) -> dict[int, list[ReadNumber]]:
    figures: dict[int, list[ReadNumber]] = {}
    for number in numbers:
        if number.kind == "figure":
            figures.setdefault(number.passage, []).append(number)
    return figures


def _is_ordinal(head: str, texts: list[str], column: int) -> bool:
    if column > 1 or not texts:
        return False
    counted = [int(t.strip(" .")) for t in texts if t.strip(" .").isdecimal()]
    ascending = counted == list(range(1, len(counted) + 1)) and len(counted) > 1
    named = bool(head.strip()) and _ORDER.fullmatch(head.strip()) is not None
    return named or (ascending and (column == 0 and not head.strip()))


def _as_rates(numbers: list[ReadNumber], text: str, head: str) -> dict[str, ReadNumber]:
    if len(numbers) != 1 or numbers[0].unit not in ("", "%") or not _is_alone(text):
        return {}
    number = numbers[0]
    value, decimals = parse_digits(number.text.rstrip(" %"), True, "," in number.text, "%")
    if value > 1000 or (number.unit == "" and "/" in head and "%" not in head):
        return {}
    step = type(value)(1, 10**decimals)
    return {number.id: replace(number, value=value, step=step, decimals=decimals, unit="%")}


def _caption(grid: _Grid, passages: Sequence[Passage]) -> str:
    """Return the line above a table, which may say "Đơn vị tính: triệu đồng"."""
    first = min(grid.cells.values())
    return passages[first - 1].text if first else ""


def _as_money(numbers: list[ReadNumber], text: str, word: str) -> dict[str, ReadNumber]:
    """Give numbers of cells the scale that only the head prints: "Kế hoạch (tỷ đồng)"."""
    if not numbers or not _is_alone(text):
        return {}
    worth = Fraction(10 ** SCALE_WORDS[word.lower()])
    given = {}
    for number in numbers:
        if number.unit == "" and number.scale == 1:
            value, decimals = parse_digits(
                text[number.begin : number.end], True, "," in number.text, "đồng"
            )
            if "." in number.text and "," not in number.text and number.value >= 1000:
                value, decimals = number.value, 0  # 12.480 triệu groups thousands
            step = worth / 10**decimals
            given[number.id] = replace(
                number, value=value * worth, step=step, decimals=decimals, unit="đồng"
            )
    return given


def _head(grid: _Grid, passages: Sequence[Passage], column: int) -> str:
    """Join the heads above a column, those that span several columns included."""
    said = []
    for row in sorted(grid.heads):
        over = [c for r, c in grid.cells if r == row and c <= column]
        if not over:
            continue
        passage = passages[grid.cells[row, max(over)]]
        covers = passage.block.column + passage.block.span > column
        if covers and not _numbers_columns([passage.text, "2"]):
            said.append(passage.text)
    return " ".join(dict.fromkeys(said))


def read_tables(passages: Sequence[Passage], numbers: Sequence[ReadNumber]) -> list[ReadTable]:
    """Read every table whose body holds numbers."""
    figures = _figures(numbers)
    tables = []
    for grid in _grids(passages, figures):
        rows = [r for r in grid.rows if r not in grid.heads]
        columns = [
            c for place in range(grid.width) for c in _columns(grid, passages, figures, rows, place)
        ]
        columns = [c for c in columns if c.size]
        if not columns:
            continue
        first = columns[0].place
        labels = tuple(_label(grid, passages, row, first) for row in rows)
        totals = tuple(at for at, label in enumerate(labels) if _TOTAL.match(label))
        outer = tuple(at for at, row in enumerate(rows) if _is_outer(grid, passages, row))
        tables.append(ReadTable(labels, tuple(columns), totals, outer))
    return tables


def read_rows(passages: Sequence[Passage], numbers: Sequence[ReadNumber]) -> list:
    """Read the rows of each table below its heads, lists of `ReadCell`."""
    figures, tables = _figures(numbers), []
    for grid in _grids(passages, figures):
        heads = {column: _head(grid, passages, column) for column in range(grid.width)}
        rows: dict[int, list[ReadCell]] = {}
        for (row, column), at in sorted(grid.cells.items()):
            if row not in grid.heads:
                cell = ReadCell(heads[column], passages[at].text, tuple(figures.get(at, ())))
                rows.setdefault(row, []).append(cell)
        tables.append(list(rows.values()))
    return tables


def _columns(grid, passages, figures, rows, place) -> list[ReadColumn]:
    head = _head(grid, passages, place)
    whole: list[ReadNumber | None] = []
    under: list[ReadNumber | None] = []
    for row in rows:
        at = grid.cells.get((row, place), -1)
        own = figures.get(at, [])
        alone = at >= 0 and _is_alone(passages[at].text)
        whole.append(own[0] if own and alone else None)
        under.append(own[1] if len(own) == 2 and own[0].pair == "over" and alone else None)
    columns = [ReadColumn(place, head, tuple(whole))]
    if any(under):
        columns.append(ReadColumn(place, head, tuple(under), "under"))
    return columns


def _label(grid: _Grid, passages: Sequence[Passage], row: int, first: int) -> str:
    """Return the words of a row before its first number."""
    texts = [passages[p].text for (r, c), p in sorted(grid.cells.items()) if r == row and c < first]
    worded = [t for t in texts if re.search(r"[^\W\d_]{2}", t)]
    return worded[-1] if worded else (texts[-1] if texts else "")


def _is_outer(grid: _Grid, passages: Sequence[Passage], row: int) -> bool:
    """Tell a row that heads a group: numbered I, II or A, B."""
    at = grid.cells.get((row, 0), -1)
    return at >= 0 and re.match(r"(?:[IVX]+|[A-H])\b[.)]?(?:\s|$)", passages[at].text) is not None
