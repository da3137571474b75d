"""Tables of HTML that others wrote, read cell by cell; merged cells fill all their places."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

LARGEST_SPAN = 1_000
MOST_CELLS = 200_000  # of one table: spans multiply what a short text asks for


@dataclass(frozen=True)
class Grid:
    """A table as texts: its headings, its rows, which columns head their rows, its caption.

    `marks` holds the classes of each cell of `rows`; `numbers` tells which columns hold what is
    aligned as numbers are.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    marks: tuple[tuple[str, ...], ...]
    heads: tuple[int, ...]
    caption: str = ""


_NOTHING = Grid((), (), (), ())


@dataclass
class _Cell:
    head: bool
    rows: int
    columns: int
    mark: str
    text: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        lines = "".join(self.text).split("\n")
        return "\n".join(filter(None, (" ".join(line.split()) for line in lines)))


def read_grids(html: str) -> list[Grid]:
    """Read the outermost tables of a page, in order; one inside another is text of its cell.

    A table without cells, or with more than anybody reads, is a grid without columns.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return [_lay_out(table) for table in reader.tables]


@dataclass
class _Raw:
    rows: list[list[_Cell]] = field(default_factory=list)
    in_head: list[bool] = field(default_factory=list)
    caption: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Raw] = []
        self._depth, self._head, self._skipped = 0, False, 0
        self._into: list[str] | None = None

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        if tag in ("style", "script"):
            self._skipped += 1
        if tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.tables.append(_Raw())
                self._head = False
        if self._depth != 1 or not self.tables:
            if tag == "br" and self._into is not None:
                self._into.append("\n")
            return
        table, told = self.tables[-1], dict(given)
        if tag in ("thead", "tbody", "tfoot"):
            self._head = tag == "thead"
        elif tag == "tr":
            table.rows.append([])
            table.in_head.append(self._head)
        elif tag in ("td", "th"):
            if not table.rows:
                table.rows.append([])
                table.in_head.append(self._head)
            cell = _Cell(
                tag == "th",
                _span(told.get("rowspan")),
                _span(told.get("colspan")),
                told.get("class") or "",
            )
            table.rows[-1].append(cell)
            self._into = cell.text
        elif tag == "caption":
            self._into = table.caption
        elif tag in ("br", "p", "div", "li") and self._into is not None:
            self._into.append("\n")

    def handle_startendtag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        if tag == "br" and self._into is not None:
            self._into.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "script"):
            self._skipped = max(0, self._skipped - 1)
        if tag == "thead" and self._depth == 1:
            self._head = False
        if tag == "table":
            self._depth = max(0, self._depth - 1)
        if (tag in ("td", "th", "caption") and self._depth == 1) or not self._depth:
            self._into = None

    def handle_data(self, text: str) -> None:
        if self._into is not None and not self._skipped:
            # line breaks of the source are spaces; those of <br> are put in by their tag
            self._into.append(text.replace("\n", " "))


def _span(text: str | None) -> int:
    return min(LARGEST_SPAN, max(1, int(text))) if (text or "").isdecimal() else 1


def _lay_out(raw: _Raw) -> Grid:
    """Give every cell its places in a grid of rows and columns."""
    places: dict[tuple[int, int], _Cell] = {}
    for row, cells in enumerate(raw.rows):
        column = 0
        for cell in cells:
            while (row, column) in places:
                column += 1
            for down in range(min(cell.rows, len(raw.rows) - row)):
                for right in range(cell.columns):
                    places[row + down, column + right] = cell
            if len(places) > MOST_CELLS:
                return _NOTHING
            column += cell.columns
    if not places:
        return _NOTHING
    width = 1 + max(column for _, column in places)
    if width * len(raw.rows) > MOST_CELLS:
        return _NOTHING
    empty = _Cell(False, 1, 1, "")
    lines = [[places.get((row, at), empty) for at in range(width)] for row in range(len(raw.rows))]
    top = _count_headings(raw, lines)
    body = [line for line, told in zip(lines[top:], raw.in_head[top:], strict=True) if line]
    heads = _count_heads(body, width)
    return Grid(
        tuple(_heading(lines[:top], at) for at in range(width)),
        tuple(tuple(cell.words for cell in line) for line in body),
        tuple(tuple(cell.mark for cell in line) for line in body),
        tuple(range(heads)),
        " ".join("".join(raw.caption).split()),
    )


def _count_headings(raw: _Raw, lines: list[list[_Cell]]) -> int:
    """Count the rows of headings: those of thead, else the first rows of heading cells alone."""
    marked = 0
    while marked < len(lines) and raw.in_head[marked]:
        marked += 1
    if marked:
        return marked
    count = 0
    while count < len(lines) and all(cell.head for cell in raw.rows[count]) and raw.rows[count]:
        count += 1
    return count if count < len(lines) else min(1, count)


def _count_heads(body: list[list[_Cell]], width: int) -> int:
    count = 0
    while count < width - 1 and body and all(line[count].head for line in body):
        count += 1
    return count


def _heading(lines: list[list[_Cell]], at: int) -> str:
    """Write the levels of a heading behind each other, each once."""
    texts = (" ".join(line[at].words.split()) for line in lines)
    return " – ".join(dict.fromkeys(filter(None, texts)))
