"""Read Markdown and plain text, keeping for each character its offset in the file.

A Markdown library tells blocks but not where a character of their text stands in the file, so the
few signs that reports use are read here.
"""

import html
import re
from dataclasses import replace
from itertools import pairwise

from .document import DocumentBlock, TextPiece, is_page_number, item_mark
from .hypertext import read_hypertext

_RULE = re.compile(r"\s*([-*_])(\s*\1){2,}\s*")
_ROW = re.compile(r"\s*\|.*\|\s*")
_ROW_RULE = re.compile(r"\s*\|?\s*:?-{1,}:?\s*(\|\s*:?-+:?\s*)*\|?\s*")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s")
_BREAK = re.compile(r"<br\s*/?>|\\$", re.I)
_TOKEN = re.compile(
    r"(?P<sup></?su[pb]>)|(?P<tag><!--.*?-->|</?[a-zA-Z][^<>]*>)|(?P<entity>&#?\w{1,10};)"
    r"|(?P<escape>\\[!-/:-@\[-`{-~])|\[(?P<link>[^\[\]]*)\]\([^()\s]*\)"
    # what no sign begins with is taken in one
    r"|(?P<bold>\*+|(?<!\w)_+|_+(?!\w))|(?P<text>[^<&\\\[*_]+|.)",
    re.S,
)
_WIDE = re.compile(r"\S(?:\s{3,}|\s*\t\s*)\S")


def read_plain(text: str) -> list[DocumentBlock]:
    """Read text into blocks; signs of Markdown are dropped in either case, since reports that were
    scanned or exported carry them in plain text files too.
    """
    return _Reader(text).read()


class _Reader:
    def __init__(self, text: str):
        self.text = text
        self.blocks: list[DocumentBlock] = []
        self.lines: list[tuple[int, str]] = []
        self.table, self.row = -1, -1
        self.in_table = False
        self.page = 1

    def read(self) -> list[DocumentBlock]:
        lines, at = [], 0
        for line in self.text.splitlines(keepends=True):
            lines.append((at, line.rstrip("\r\n")))
            at += len(line)
        wide = [bool(_WIDE.search(line)) for _, line in lines]
        after = -1
        for place, (start, line) in enumerate(lines):
            if start < after:
                continue
            if line.lstrip()[:6].lower() == "<table":
                after = self._markup(start)
            else:
                self._line(start, line, self._is_tabular(lines, wide, place))
        self._flush()
        return self.blocks

    def _markup(self, start: int) -> int:
        """Read a table written in HTML, and return where it ends."""
        closed = re.compile(r"</table\s*>", re.I).search(self.text, start)
        end = closed.end() if closed else len(self.text)
        self._flush()
        for block in read_hypertext(self.text[start:end]):
            moved = tuple(place + start for place in block.origin)
            table = self.table + 1 + block.table if block.kind == "cell" else -1
            self.blocks.append(replace(block, origin=moved, page=self.page, table=table))
        self.table = max((b.table for b in self.blocks), default=-1)
        self.in_table = False
        return end

    def _is_tabular(self, lines: list[tuple[int, str]], wide: list[bool], place: int) -> bool:
        """Tell a row of a table laid out with tabs or runs of blanks: one of several in a row."""
        if not wide[place]:
            return False
        cells = len(_split_wide(lines[place][1]))
        near = [p for p in (place - 1, place + 1) if 0 <= p < len(lines) and wide[p]]
        return cells > 2 and any(len(_split_wide(lines[p][1])) == cells for p in near)

    def _line(self, start: int, line: str, tabular: bool) -> None:
        if not line.strip():
            self._flush()
            self.in_table = False
        elif "\f" in line:
            self.page += 1
            self._line(start, line.replace("\f", " "), False)
        elif _ROW.fullmatch(line):
            self._flush()
            self._row(start, line, _split_bars(line))
        elif tabular:
            self._flush()
            self._row(start, line, _split_wide(line))
        elif _RULE.fullmatch(line):
            self._flush()
            self.page += 1
        elif is_page_number(line) and not self.lines:
            self._emit([(start, line)], kind="page")
        elif _HEADING.match(line):
            self._flush()
            self._emit([(start, line)], kind="heading")
        else:
            self.in_table = False
            plain = line.replace("\\", "").lstrip(" *_#>")
            if item_mark(line) or item_mark(plain) or _is_note(line):
                self._flush()
            self.lines.append((start, line))
            if line.endswith("  ") or _BREAK.search(line):
                self._flush()

    def _flush(self) -> None:
        if self.lines:
            self._emit(self.lines)
            self.lines = []

    def _emit(self, lines: list[tuple[int, str]], kind: str = "") -> None:
        piece = TextPiece()
        first = lines[0][1]
        for start, line in lines:
            if piece.chars:
                piece.add(" ", start)
            skipped = re.match(r"\s*(?:#+\s+|>\s+)?", line).end()
            _strip_signs(piece, line[skipped:], start + skipped)
        block = piece.block(page=self.page)
        if block is None:
            return
        mark = item_mark(block.text) or item_mark(first.strip())
        kind = kind or ("footnote" if _is_note(first) else "item" if mark else "paragraph")
        if kind == "item":
            block = replace(block, mark=mark, indent=_indent(first))
        self.blocks.append(replace(block, kind=kind))

    def _row(self, start: int, line: str, cells: list[tuple[int, str]]) -> None:
        if not self.in_table:
            self.table, self.row, self.in_table = self.table + 1, -1, True
        if _ROW_RULE.fullmatch(line) and "-" in line:
            self.blocks = [
                replace(b, head=True) if b.table == self.table else b for b in self.blocks
            ]
            return
        self.row += 1
        for column, (at, cell) in enumerate(cells):
            piece = TextPiece()
            _strip_signs(piece, cell, start + at)
            block = piece.block(
                kind="cell", page=self.page, table=self.table, row=self.row, column=column
            )
            if block is not None:
                self.blocks.append(block)


def _indent(line: str) -> int:
    """Count the blanks a line begins with; a tab is worth four."""
    line = line.expandtabs(4)
    return len(line) - len(line.lstrip())


def _is_note(line: str) -> bool:
    return re.match(r"\s*(?:<sup>\s*\d+\s*</sup>|\[\^\d+\]:|[¹²³⁴-⁹]+\s)", line) is not None


def _split_bars(line: str) -> list[tuple[int, str]]:
    """Split a row at its bars, leaving out escaped ones; the outer bars bound it."""
    bars = [m.start() for m in re.finditer(r"(?<!\\)\|", line)]
    return [(a + 1, line[a + 1 : b]) for a, b in pairwise(bars)]


def _split_wide(line: str) -> list[tuple[int, str]]:
    """Split a row at tabs, or at runs of three blanks where it has no tab."""
    cut = re.compile(r"\t" if "\t" in line else r"\s{3,}")
    cells, at = [], 0
    for found in cut.finditer(line):
        cells.append((at, line[at : found.start()]))
        at = found.end()
    return [*cells, (at, line[at:])]


def _strip_signs(piece: TextPiece, text: str, start: int) -> None:
    """Add text without emphasis, tags and escapes; raised digits are marked."""
    raised = False
    for found in _TOKEN.finditer(text):
        at = start + found.start()
        if found["sup"]:
            raised = found["sup"].lower() == "<sup>"
        elif found["tag"]:
            piece.add(" " if found["tag"][:3].lower() == "<br" else "", at)
        elif found["entity"]:
            piece.add(html.unescape(found["entity"]), at, step=0)
        elif found["escape"]:
            piece.add(found["escape"][1], at + 1)
        elif found["link"] is not None:
            piece.add(found["link"], at + 1)
        elif found["bold"]:
            continue
        else:
            piece.add(found["text"], at, "^" if raised else " ")
