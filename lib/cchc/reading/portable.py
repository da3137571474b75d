"""Read a PDF with a text layer: lines from where the text stands, paragraphs and tables from lines.

pypdfium2 is used: it reads a page in milliseconds, runs no script and follows no link.
"""

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import pypdfium2

from .admission import MOST_CHARACTERS, MOST_PAGES, UnreadableDocument
from .document import Block, Piece, is_page_number, item_mark

_LEAST_TEXT = 20  # characters a page needs on average, or the file is a scan


@dataclass(frozen=True)
class _Chunk:
    """Text of one font on one line, in points from the left and from the top."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    at: int

    @property
    def height(self) -> float:
        return self.bottom - self.top


@dataclass(frozen=True)
class _Line:
    """The chunks of a line from left to right."""

    chunks: tuple[_Chunk, ...]
    page: int

    @property
    def left(self) -> float:
        return self.chunks[0].left

    @property
    def right(self) -> float:
        return self.chunks[-1].right

    @property
    def top(self) -> float:
        return min(c.top for c in self.chunks)

    @property
    def bottom(self) -> float:
        return max(c.bottom for c in self.chunks)

    @property
    def height(self) -> float:
        return max(c.height for c in self.chunks)

    def cells(self) -> list[list[_Chunk]]:
        """Group chunks into cells: a gap wider than a blank or two parts them."""
        groups = [[self.chunks[0]]]
        for chunk in self.chunks[1:]:
            if chunk.left - groups[-1][-1].right > 0.9 * self.height:
                groups.append([chunk])
            else:
                groups[-1].append(chunk)
        return groups


def read_portable(path: Path) -> tuple[list[Block], int]:
    """Read a PDF into blocks, and count its pages."""
    try:
        pdf = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        encrypted = "password" in str(error).lower()
        raise UnreadableDocument("encrypted or old" if encrypted else "broken", "") from None
    try:
        count = len(pdf)
        if count > MOST_PAGES:
            raise UnreadableDocument("too long", f"{MOST_PAGES} pages")
        lines: list[_Line] = []
        characters = 0
        for number in range(count):
            page = pdf[number]
            chunks = _chunks(page)
            page.close()
            characters += sum(len(c.text) for c in chunks)
            if characters > MOST_CHARACTERS:
                raise UnreadableDocument("too long", f"{MOST_CHARACTERS} characters")
            lines += _lines(chunks, number + 1)
    finally:
        pdf.close()
    if characters < _LEAST_TEXT * count:
        raise UnreadableDocument("no text", "")
    return _blocks(lines), count


def _chunks(page) -> list[_Chunk]:
    text = page.get_textpage()
    height = page.get_height()
    found, at = [], 0
    for place in range(text.count_rects()):
        left, bottom, right, top = text.get_rect(place)
        said = text.get_text_bounded(left, bottom, right, top).replace("\r\n", " ")
        said = said.replace("\ufffe", "-").strip("\r\n")
        if said.strip():
            found.append(_Chunk(said, left, right, height - top, height - bottom, at))
            at += len(said) + 1
    text.close()
    return found


def _lines(chunks: list[_Chunk], page: int) -> list[_Line]:
    """Gather chunks whose heights overlap into lines, top to bottom."""
    rows: list[list[_Chunk]] = []
    for chunk in sorted(chunks, key=lambda c: (c.bottom, c.left)):
        for row in reversed(rows[-3:]):
            tallest = max(row, key=lambda c: c.height)
            shared = min(chunk.bottom, tallest.bottom) - max(chunk.top, tallest.top)
            if shared > 0.5 * min(chunk.height, tallest.height):
                row.append(chunk)
                break
        else:
            rows.append([chunk])
    return [_Line(tuple(sorted(row, key=lambda c: c.left)), page) for row in rows]


def _blocks(lines: list[_Line]) -> list[Block]:
    if not lines:
        return []
    heights = Counter(round(line.height) for line in lines)
    usual = heights.most_common(1)[0][0]
    edge = max(line.right for line in lines)
    blocks: list[Block] = []
    gathered: list[_Line] = []
    table, place = -1, 0
    while place < len(lines):
        end = _table_end(lines, place)
        if end > place:
            blocks += _paragraph(gathered, usual)
            gathered, table = [], table + 1
            blocks += _table_blocks(lines[place:end], table)
            place = end
            continue
        line = lines[place]
        if gathered and _begins(gathered[-1], line, edge):
            blocks += _paragraph(gathered, usual)
            gathered = []
        gathered.append(line)
        place += 1
    return blocks + _paragraph(gathered, usual)


def _begins(before: _Line, line: _Line, edge: float) -> bool:
    """Tell whether a line begins a paragraph."""
    text = _text_of(line)
    if before.page != line.page or is_page_number(text) or is_page_number(_text_of(before)):
        return True
    if item_mark(text) or line.top - before.bottom > 0.9 * line.height:
        return True
    if abs(line.height - before.height) > 0.12 * before.height and not _has_raised(line):
        return True
    short = edge - before.right > 6 * line.height and _text_of(before)[-1:] in ".:;!?"
    return short or line.left - before.left > 1.5 * line.height


def _text_of(line: _Line) -> str:
    return " ".join(c.text for c in line.chunks).strip()


def _has_raised(line: _Line) -> bool:
    return any(c.height < 0.75 * line.height for c in line.chunks)


def _add(piece: Piece, chunks: list[_Chunk], height: float, bottom: float) -> None:
    last = None
    for chunk in chunks:
        if last is not None and chunk.left - last.right > 0.15 * height:
            piece.add(" ", chunk.at)
        raised = chunk.height < 0.75 * height and bottom - chunk.bottom > 0.25 * height
        piece.add(chunk.text, chunk.at, "^" if raised and chunk.text.strip().isdigit() else " ")
        last = chunk


def _paragraph(lines: list[_Line], usual: int) -> list[Block]:
    piece = Piece()
    for line in lines:
        if piece.chars:
            piece.add(" ", line.chunks[0].at)
        bottom = max(c.bottom for c in line.chunks if c.height == line.height)
        _add(piece, list(line.chunks), line.height, bottom)
    block = piece.block(page=lines[0].page) if lines else None
    if block is None:
        return []
    if is_page_number(block.text):
        return [replace(block, kind="page")]
    small = max(line.height for line in lines) < 0.9 * usual
    if block.marks.startswith("^") and (small or len(block.text) > 3):
        return [replace(block, kind="footnote")]
    mark = item_mark(block.text)
    return [replace(block, kind="item" if mark else "paragraph", mark=mark)]


def _table_end(lines: list[_Line], start: int) -> int:
    """Return where a table that begins here ends: lines of at least two aligned cells; a line that
    fits within the columns continues a cell.
    """
    first = lines[start].cells()
    if len(first) < 2:
        return start
    columns = _columns([first])
    end, rows = start, 0
    while end < len(lines):
        line = lines[end]
        cells = line.cells()
        if end > start and line.page != lines[end - 1].page and is_page_number(_text_of(line)):
            break
        near = end == start or (
            line.page == lines[end - 1].page
            and line.top - lines[end - 1].bottom < 2.5 * line.height
        )
        near = near or line.page != lines[end - 1].page
        narrow = line.right - line.left < 0.6 * (columns[-1][1] - columns[0][0])
        if not near or (len(cells) < 2 and not narrow) or not _fits(cells, columns):
            break
        rows += len(cells) >= 2
        columns = _columns([*([[c] for c in ()]), cells], columns)
        end += 1
    return end if rows >= 2 and len(columns) >= 3 or rows >= 3 else start


def _columns(
    rows: list[list[list[_Chunk]]], known: list[tuple[float, float]] | None = None
) -> list[tuple[float, float]]:
    """Return the spans that cells cover, those that overlap made one."""
    spans = list(known or [])
    spans += [(cell[0].left, cell[-1].right) for row in rows for cell in row]
    merged: list[tuple[float, float]] = []
    for left, right in sorted(spans):
        if merged and left < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], right))
        else:
            merged.append((left, right))
    return merged


def _fits(cells: list[list[_Chunk]], columns: list[tuple[float, float]]) -> bool:
    """Tell whether no cell bridges two columns that were apart."""
    for cell in cells:
        left, right = cell[0].left, cell[-1].right
        if sum(left < b and a < right for a, b in columns) > 1:
            return False
    return True


def _table_blocks(lines: list[_Line], table: int) -> list[Block]:
    columns = _columns([line.cells() for line in lines])
    rows: list[dict[int, tuple[Piece, int]]] = []
    last = None
    for line in lines:
        cells = {}
        for cell in line.cells():
            column = next(
                place for place, (a, b) in enumerate(columns) if cell[0].left < b and a <= cell[-1].right
            )
            cells.setdefault(column, []).extend(cell)
        gap = line.top - last.bottom if last is not None and last.page == line.page else 99.0
        # a line close under the one before, with fewer cells, is the rest of wrapped cells
        wraps = rows and gap < 0.45 * line.height and _is_rest(cells, rows[-1], len(columns))
        if not wraps:
            rows.append({})
        for column, chunks in cells.items():
            piece, _ = rows[-1].setdefault(column, (Piece(), line.page))
            if piece.chars:
                piece.add(" ", chunks[0].at)
            _add(piece, chunks, line.height, line.bottom)
        last = line
    return _as_cells(rows, table)


def _is_rest(cells: dict, above: dict, columns: int) -> bool:
    """Tell whether a line only goes on with words: it brings no number of its own."""
    words = all(not any(c.text.strip()[:1].isdigit() for c in chunks) for chunks in cells.values())
    return len(cells) < columns and words and set(cells) <= set(above)


def _as_cells(rows: list[dict[int, tuple[Piece, int]]], table: int) -> list[Block]:
    found = []
    for row, cells in enumerate(rows):
        for column in sorted(cells):
            piece, page = cells[column]
            block = piece.block(kind="cell", page=page, table=table, row=row, column=column)
            if block is not None:
                found.append(block)
    return found
