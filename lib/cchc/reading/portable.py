"""Read a PDF with a text layer: lines from where the text stands, paragraphs and tables from lines.

pypdfium2 is used: it reads a page in milliseconds, runs no script and follows no link.
"""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pypdfium2

from cchc.language import say

from .admission import MOST_CHARACTERS, MOST_PAGES, refuse
from .document import DocumentBlock, TextPiece, is_page_number, item_mark
from .page_lines import PageChunk, PageLine

_BLANK = 6  # points
_LEAST_TEXT = 20  # characters a page needs on average, or the file is a scan


def read_portable(path: Path) -> tuple[list[DocumentBlock], int]:
    """Read a PDF into blocks, and count its pages."""
    try:
        pdf = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        encrypted = "password" in str(error).lower()
        raise refuse("encrypted or old" if encrypted else "broken") from None
    try:
        count = len(pdf)
        if count > MOST_PAGES:
            raise refuse("too long", say("{count} pages", count=MOST_PAGES))
        lines: list[PageLine] = []
        characters = 0
        for number in range(count):
            page = pdf[number]
            chunks = _chunks(page)
            page.close()
            characters += sum(len(c.text) for c in chunks)
            if characters > MOST_CHARACTERS:
                raise refuse("too long", say("{count} characters", count=MOST_CHARACTERS))
            lines += _lines(chunks, number + 1)
    finally:
        pdf.close()
    if characters < _LEAST_TEXT * count:
        raise refuse("no text")
    return _blocks(lines), count


def _chunks(page) -> list[PageChunk]:
    text = page.get_textpage()
    height = page.get_height()
    found, at = [], 0
    for place in range(text.count_rects()):
        left, bottom, right, top = text.get_rect(place)
        said = text.get_text_bounded(left, bottom, right, top).replace("\r\n", " ")
        said = said.replace("\ufffe", "-").strip("\r\n")
        if said.strip():
            found.append(PageChunk(said, left, right, height - top, height - bottom, at))
            at += len(said) + 1
    text.close()
    return found


def _lines(chunks: list[PageChunk], page: int) -> list[PageLine]:
    """Gather chunks whose heights overlap into lines, top to bottom; raised digits and points go to
    the line they touch.
    """
    if not chunks:
        return []
    usual = sorted(c.height for c in chunks)[len(chunks) // 2]
    rows: list[list[PageChunk]] = []
    small = [c for c in chunks if c.height < 0.6 * usual]
    for chunk in sorted((c for c in chunks if c.height >= 0.6 * usual), key=_low):
        for row in reversed(rows[-3:]):
            tallest = max(row, key=lambda c: c.height)
            shared = min(chunk.bottom, tallest.bottom) - max(chunk.top, tallest.top)
            if shared > 0.5 * min(chunk.height, tallest.height):
                row.append(chunk)
                break
        else:
            rows.append([chunk])
    for chunk in small:
        near = [row for row in rows if _touches(chunk, row, usual)]
        if near:
            min(near, key=lambda row: _distance(chunk, row)).append(chunk)
        else:
            rows.append([chunk])
    lines = [PageLine(tuple(sorted(row, key=lambda c: c.left)), page) for row in rows]
    return sorted(lines, key=lambda line: (line.bottom, line.left))


def _low(chunk: PageChunk) -> tuple[float, float]:
    return chunk.bottom, chunk.left


def _touches(chunk: PageChunk, row: list[PageChunk], usual: float) -> bool:
    """Tell whether a small chunk belongs to a line: at its height, or raised beside its text."""
    top, bottom = min(c.top for c in row), max(c.bottom for c in row)
    if chunk.bottom < top - 0.5 * usual or chunk.top > bottom:
        return False
    beside = min(min(abs(chunk.left - c.right), abs(c.left - chunk.right)) for c in row)
    return beside < 0.5 * usual or chunk.bottom > top + 0.5 * (bottom - top)


def _distance(chunk: PageChunk, row: list[PageChunk]) -> float:
    beside = min(min(abs(chunk.left - c.right), abs(c.left - chunk.right)) for c in row)
    return beside + abs(chunk.bottom - max(c.bottom for c in row))


def _blocks(lines: list[PageLine]) -> list[DocumentBlock]:
    if not lines:
        return []
    heights = Counter(round(line.height) for line in lines)
    usual = heights.most_common(1)[0][0]
    edge = max(line.right for line in lines)
    blocks: list[DocumentBlock] = []
    gathered: list[PageLine] = []
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


def _begins(before: PageLine, line: PageLine, edge: float) -> bool:
    """Tell whether a line begins a paragraph."""
    text = _text_of(line)
    if before.page != line.page or is_page_number(text) or is_page_number(_text_of(before)):
        return True
    ended = _text_of(before)[-1:] in ".:;!?" or edge - before.right > 3 * line.height
    mark = item_mark(text)
    # a dash that opens the rest of a full line stands for "to", not for an item
    is_item = bool(mark) and (ended or mark not in "-–—")
    if is_item or line.top - before.bottom > 0.9 * line.height:
        return True
    if abs(line.height - before.height) > 0.12 * before.height and not _has_raised(line):
        return True
    short = edge - before.right > 6 * line.height and _text_of(before)[-1:] in ".:;!?"
    return short or line.left - before.left > 1.5 * line.height


def _text_of(line: PageLine) -> str:
    return " ".join(c.text for c in line.chunks).strip()


def _has_raised(line: PageLine) -> bool:
    return any(c.height < 0.75 * line.height for c in line.chunks)


def _add(piece: TextPiece, chunks: list[PageChunk], height: float, bottom: float) -> None:
    last = None
    for chunk in chunks:
        if last is not None and chunk.left - last.right > 0.15 * height:
            piece.add(" ", chunk.at)
        raised = chunk.height < 0.75 * height and bottom - chunk.bottom > 0.25 * height
        piece.add(chunk.text, chunk.at, "^" if raised and chunk.text.strip().isdecimal() else " ")
        last = chunk


def _paragraph(lines: list[PageLine], usual: int) -> list[DocumentBlock]:
    piece = TextPiece()
    for line in lines:
        # a code that is broken at its dash goes on without a blank: 737/KH-UBND
        if piece.chars and not re.search(r"[A-ZĐ\d][-/]\s*$", "".join(piece.chars[-4:])):
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
    if not mark:
        return [replace(block, kind="paragraph")]
    indent = int(lines[0].left / _BLANK)
    return [replace(block, kind="item", mark=mark, indent=indent)]


def _table_end(lines: list[PageLine], start: int) -> int:
    """Return where a table that begins here ends: lines of cells one close under the other, of
    which enough have the same number of cells.
    """
    opening = lines[start].cells()
    if len(opening) == 2 and re.fullmatch(r"\W*(?:\w{1,3}[.)])+\s*", opening[0][0].text):
        return start  # a heading whose number stands apart
    end = start
    while end < len(lines):
        line = lines[end]
        apart = end > start and not _is_near(lines[end - 1], line)
        lone = len(line.cells()) < 2
        apart = apart or (lone and is_page_number(_text_of(line)))
        if apart or (lone and (end == start or not _is_within(line, lines[start:end]))):
            break
        end += 1
    return end if _columns(lines[start:end]) else start


def _is_near(before: PageLine, line: PageLine) -> bool:
    if before.page != line.page:
        return not is_page_number(_text_of(line)) and len(line.cells()) > 1
    return line.top - before.bottom < 2.5 * line.height


def _is_within(line: PageLine, above: list[PageLine]) -> bool:
    """Tell the rest of a wrapped cell from a line of text: it is narrow, and under one cell."""
    left, right = min(a.left for a in above), max(a.right for a in above)
    return line.right - line.left < 0.5 * (right - left) and line.left >= left - 2


def _columns(lines: list[PageLine]) -> list[tuple[float, float]]:
    """Return the spans of the columns, by the lines with the most cells; none for no table."""
    counts = Counter(len(line.cells()) for line in lines)
    usual = [count for count, times in counts.items() if count > 1 and times > 1]
    if not usual:
        return []
    most = max(usual)
    full = [line for line in lines if len(line.cells()) == most]
    if most == 2 and len(full) < 3:
        return []
    spans = sorted((cell[0].left, cell[-1].right) for line in full for cell in line.cells())
    merged: list[tuple[float, float]] = []
    for left, right in spans:
        if merged and left < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], right))
        else:
            merged.append((left, right))
    return merged if len(merged) == most else []


def _column_of(chunk: PageChunk, columns: list[tuple[float, float]]) -> int:
    """Return the column a chunk shares most with, or stands nearest to."""
    shared = [min(chunk.right, b) - max(chunk.left, a) for a, b in columns]
    return shared.index(max(shared))


def _table_blocks(lines: list[PageLine], table: int) -> list[DocumentBlock]:
    columns = _columns(lines)
    rows: list[dict[int, tuple[TextPiece, int]]] = []
    last = None
    for line in lines:
        cells: dict[int, list[PageChunk]] = {}
        for chunk in line.chunks:
            cells.setdefault(_column_of(chunk, columns), []).append(chunk)
        gap = line.top - last.bottom if last is not None and last.page == line.page else 99.0
        # a line close under the one before, with fewer cells, is the rest of wrapped cells
        wraps = rows and gap < 0.6 * line.height and _is_rest(cells, rows[-1], len(columns))
        if not wraps:
            rows.append({})
        for column, chunks in cells.items():
            piece, _ = rows[-1].setdefault(column, (TextPiece(), line.page))
            if piece.chars:
                piece.add(" ", chunks[0].at)
            _add(piece, chunks, line.height, line.bottom)
        last = line
    return _as_cells(rows, table)


def _is_rest(cells: dict, above: dict, columns: int) -> bool:
    """Tell whether a line only goes on with words: it brings no number of its own."""
    words = all(
        not any(c.text.strip()[:1].isdecimal() for c in chunks) for chunks in cells.values()
    )
    return len(cells) < columns and words and set(cells) <= set(above)


def _as_cells(rows: list[dict[int, tuple[TextPiece, int]]], table: int) -> list[DocumentBlock]:
    found = []
    for row, cells in enumerate(rows):
        for column in sorted(cells):
            piece, page = cells[column]
            block = piece.block(kind="cell", page=page, table=table, row=row, column=column)
            if block is not None:
                found.append(block)
    return found
