"""What Typst cannot say yet of a tagged PDF: which cells head their row.

Its files have plain objects and one table of their places, so that bytes are changed in place and
the table is written anew: the same file gives the same bytes.
"""

import re
from collections.abc import Iterator, Sequence

from cchc.errors import PublishError
from cchc.language import say

_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*$")
_ENTRY = re.compile(rb"(\d{10}) (\d{5}) ([nf])\s*")
_ELEMENT = re.compile(rb"(\d+) 0 obj\s*<</Type/StructElem/S/(\w+)")
_KIDS = re.compile(rb"/K\[([^\]]*)\]")
_KID = re.compile(rb"/K (\d+ 0 R)")
_REFERENCE = re.compile(rb"(\d+) 0 R")
_COLUMN_HEADS = re.compile(rb"/Headers\[[^\]]*\]")
# where a source begins a table, and which of its columns head the rows
_TABLE = re.compile(r"^#(?:grid-table\(heads: \(([\d, ]*)\)|prose-table\()", re.MULTILINE)


def list_heads(source: str) -> list[tuple[int, ...]]:
    """Give the columns that head the rows of each table of a Typst source, in its order."""
    return [
        tuple(int(column) for column in re.findall(r"\d+", found[1] or ""))
        for found in _TABLE.finditer(source)
    ]


def mark_row_heads(pdf: bytes, heads: Sequence[Sequence[int]]) -> bytes:
    """Make the cells of these columns heads of their rows, table by table.

    Cells of such tables then go by the scopes of their heads alone. A mark that there are no
    suspects goes: it says what is so without it, and poppler calls it damaged. Raises PublishError
    for a file that is built otherwise than Typst builds it.
    """
    file = _File(pdf)
    tables = list(file.walk(file.root(), b"Table"))
    if len(tables) != len(heads):
        fault = f"{len(tables)} tables instead of {len(heads)}"
        raise PublishError(say("the PDF annex: {reason}", reason=fault))
    for table, columns in zip(tables, heads, strict=True):
        if columns:
            file.head_rows(table, columns)
    file.replace(b"/Type/Catalog", b"/Suspects false", b"")
    return file.to_bytes()


class _File:
    """A PDF in pieces: what stands before its objects, the objects by number, the trailer."""

    def __init__(self, pdf: bytes) -> None:
        start = _START.search(pdf)
        at = int(start[1]) if start else 0
        if not pdf[at:].startswith(b"xref"):
            raise PublishError(say("the PDF annex: {reason}", reason="no table of its objects"))
        head, entries = re.match(rb"xref\s+0 \d+\s+", pdf[at:]), []
        place = at + head.end()
        while found := _ENTRY.match(pdf, place):
            entries.append((int(found[1]), found[3] == b"n"))
            place = found.end()
        self.trailer = pdf[place : start.start()]
        self.count = len(entries)
        used = sorted(
            (offset, number) for number, (offset, is_used) in enumerate(entries) if is_used
        )
        self.before = pdf[: used[0][0]]
        ends = [offset for offset, _ in used[1:]] + [at]
        self.order = [number for _, number in used]
        self.objects = {
            number: pdf[offset:end] for (offset, number), end in zip(used, ends, strict=True)
        }

    def root(self) -> int:
        """Give the number of the root of the structure tree."""
        return next(n for n, held in self.objects.items() if b"/Type/StructTreeRoot" in held[:80])

    def kind(self, number: int) -> bytes:
        found = _ELEMENT.match(self.objects[number])
        return found[2] if found else b""

    def kids(self, number: int) -> list[int]:
        """Give the elements in an element, in reading order."""
        found = _KIDS.search(self.objects[number]) or re.search(
            rb"/K (\d+ 0 R)", self.objects[number]
        )
        return [int(n) for n in _REFERENCE.findall(found[1])] if found else []

    def walk(self, number: int, kind: bytes) -> Iterator[int]:
        """Give all elements of a kind below one, in reading order."""
        waiting = self.kids(number)[::-1]
        while waiting:
            element = waiting.pop()
            if element not in self.objects or not self.kind(element):
                continue
            if self.kind(element) == kind:
                yield element
            waiting += self.kids(element)[::-1]

    def head_rows(self, table: int, columns: Sequence[int]) -> None:
        parts = {self.kind(part): part for part in self.kids(table)}
        if not {b"THead", b"TBody"} <= parts.keys():
            return
        width = len(self.kids(self.kids(parts[b"THead"])[-1]))
        for row in self.kids(parts[b"TBody"]):
            cells = self.kids(row)
            if len(cells) != width:  # one cell over the whole width says that there is nothing
                continue
            for at, cell in enumerate(cells):
                held = _COLUMN_HEADS.sub(b"", self.objects[cell], count=1)
                if at in columns:
                    held = held.replace(b"/S/TD", b"/S/TH", 1)
                    held = held.replace(b"/O/Table", b"/O/Table/Scope/Row", 1)
                self.objects[cell] = held

    def replace(self, mark: bytes, old: bytes, new: bytes) -> None:
        """Change a text in the objects that carry a mark."""
        for number, held in self.objects.items():
            if mark in held[:200] and old in held:
                self.objects[number] = held.replace(old, new, 1)

    def to_bytes(self) -> bytes:
        parts, places, at = [self.before], {}, len(self.before)
        for number in self.order:
            places[number] = at
            parts.append(self.objects[number])
            at += len(self.objects[number])
        lines = [
            b"%010d 00000 n\r\n" % places[number] if number in places else b"0000000000 65535 f\r\n"
            for number in range(self.count)
        ]
        parts += [b"xref\n0 %d\n" % self.count, *lines, self.trailer]
        parts.append(b"startxref\n%d\n%%%%EOF" % at)
        return b"".join(parts)
