"""A CSV file taken apart and put together again as it was saved: encoding, delimiter, line ends,
comments.

Rows that nobody changes keep their very bytes.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from cchc.language import say

DELIMITERS = (",", ";", "\t")
COMMENT = "#"
# the first bytes of .xlsx and .ods, and of .xls
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_FORMULA = re.compile(r"\s*[=+\-@\t\r\x00＝＋－＠]")  # full-width signs act as formulas too
_SHOWN = 60  # letters of a row that a message repeats
_PRINTED_NUMBER = re.compile(r"[-−+]?[\d.,]+%?")


class UnreadableCsv(ValueError):
    """The bytes are no CSV that can be read safely; the message says what to do, `row` where."""

    def __init__(self, says: str, row: int | None = None) -> None:
        super().__init__(says)
        self.row = row


@dataclass(frozen=True)
class CsvRow:
    """A row as it stands in a file: its number as a spreadsheet counts, its cells, its own
    bytes' text.
    """

    number: int
    cells: tuple[str, ...]
    raw: str

    @property
    def is_blank(self) -> bool:
        """Tell whether the row holds nothing, or is a comment."""
        return not any(self.cells) or self.cells[0].lstrip().startswith(COMMENT)


@dataclass(frozen=True)
class CsvFile:
    """A CSV file in pieces; `names` are its headings, spelled as the schema spells them."""

    mark: bytes
    encoding: str
    delimiter: str
    line_end: str
    names: tuple[str, ...]
    rows: tuple[CsvRow, ...]
    header: int

    @property
    def body(self) -> tuple[CsvRow, ...]:
        """The rows below the header that hold something."""
        return tuple(row for row in self.rows[self.header + 1 :] if not row.is_blank)

    def read(self, row: CsvRow) -> dict[str, str]:
        """Give the cells of a row by heading, texts without the apostrophe that guards them."""
        cells = (*row.cells, *[""] * (len(self.names) - len(row.cells)))
        return {name: unguard(cell.strip()) for name, cell in zip(self.names, cells, strict=False)}

    def changed(
        self,
        new: Mapping[int, Mapping[str, str]],
        added: Iterable[Mapping[str, str]] = (),
        removed: Iterable[int] = (),
        below: Mapping[int, Sequence[Mapping[str, str]]] | None = None,
    ) -> "CsvFile":
        """Return the file with cells of rows (by number) changed, rows added at its end or `below`
        others, rows removed.

        Cells that are not named stay, as do columns that nobody knows.
        """
        gone, rows = set(removed), []
        last = max((row.number for row in self.rows), default=0)
        for row in self.rows:
            if row.number not in gone:
                rows.append(self._rewritten(row, new[row.number]) if row.number in new else row)
            for cells in (below or {}).get(row.number, ()):
                last += 1
                rows.append(self._rewritten(CsvRow(last, (), ""), cells))
        for cells in added:
            last += 1
            rows.append(self._rewritten(CsvRow(last, (), ""), cells))
        whole = [
            row if row.raw.endswith(("\n", "\r")) else replace(row, raw=row.raw + self.line_end)
            for row in rows[:-1]
        ]
        return replace(self, rows=(*whole, *rows[-1:]))

    def widened(self, names: Sequence[str]) -> "CsvFile":
        """Return the file with these columns as well, empty, behind its own."""
        if not names:
            return self
        empty = [""] * len(names)

        def wider(row: CsvRow, more: Sequence[str]) -> CsvRow:
            lacking = [""] * (len(self.names) - len(row.cells))
            cells = (*row.cells, *lacking, *more)
            return CsvRow(row.number, cells, write_row(cells, self.delimiter, self.line_end))

        rows = [
            wider(row, names if at == self.header else empty)
            if at == self.header or (at > self.header and not row.is_blank)
            else row
            for at, row in enumerate(self.rows)
        ]
        return replace(self, names=(*self.names, *names), rows=tuple(rows))

    def ordered(self, key: Callable[[dict[str, str]], int]) -> "CsvFile":
        """Return the file with its body in order of `key`; comments stay above the body."""
        top = [*self.rows[: self.header + 1]]
        top += [row for row in self.rows[self.header + 1 :] if row.is_blank]
        return replace(self, rows=(*top, *sorted(self.body, key=lambda row: key(self.read(row)))))

    def _rewritten(self, row: CsvRow, new: Mapping[str, str]) -> CsvRow:
        before = (*row.cells, *[""] * (len(self.names) - len(row.cells)))
        at = {name: place for place, name in enumerate(self.names) if name}
        cells = list(before)
        for name, text in new.items():
            if name in at and text != unguard(before[at[name]].strip()):
                cells[at[name]] = guard(text)
        raw = write_row(cells, self.delimiter, self.line_end)
        return CsvRow(row.number, tuple(cells), raw)

    def to_bytes(self) -> bytes:
        return self.mark + "".join(row.raw for row in self.rows).encode(self.encoding)


def read_csv_file(content: bytes, columns: Sequence[str], required: Sequence[str]) -> CsvFile:
    """Take the bytes of a CSV file apart; the delimiter is the one that parts its header best.

    Raises UnreadableCsv for bytes in no encoding that can be told safely, broken quotes, an empty
    file, a header without a required column or with one twice.
    """
    mark, encoding, text = decode(content)
    # a header has no line breaks in its cells: the first line that is neither empty nor a comment
    lines = [line for line in text.splitlines() if line.strip(' ,;\t"')]
    first = next((line for line in lines if not line.lstrip().startswith(COMMENT)), None)
    if first is None:
        header = ",".join(columns)
        raise UnreadableCsv(say("the file is empty; its header is {header}", header=header))
    known = {name.casefold(): name for name in columns}

    def fitting(delimiter: str) -> tuple[int, int]:
        told = {" ".join(name.split()).strip('"').casefold() for name in first.split(delimiter)}
        return len(told & known.keys()), first.count(delimiter)

    delimiter = max(DELIMITERS, key=fitting)
    rows = _part(text, delimiter)
    header = next(number for number, row in enumerate(rows) if not row.is_blank)
    names = tuple(
        known.get(" ".join(cell.split()).casefold(), cell.strip()) for cell in rows[header].cells
    )
    _check_header(names, columns, required, rows[header].number)
    line_end = "\r\n" if "\r\n" in text else "\r" if "\r" in text and "\n" not in text else "\n"
    return CsvFile(mark, encoding, delimiter, line_end, names, tuple(rows), header)


def decode(content: bytes) -> tuple[bytes, str, str]:
    """Give mark, encoding and text of a file; Vietnamese marks become one letter each.

    UTF-8 with or without a mark, and UTF-16 with one; nothing else can be told apart safely. Raises
    UnreadableCsv.
    """
    if content.startswith(_WORKBOOKS):
        raise UnreadableCsv(
            say(
                "is an Excel workbook under the name of a CSV file; open it in the spreadsheet and"
                " choose Save As, then 'CSV UTF-8'"
            )
        )
    mark, encoding = next(
        ((mark, name) for mark, name in _MARKS if content.startswith(mark)), (b"", "utf-8")
    )
    try:
        text = content[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableCsv(
            say(
                "it is saved in an older encoding (such as Windows-1258 or TCVN3), not in UTF-8"
                " (line {line}); open it in Notepad, see that its letters are right (else turn them"
                " into Unicode first, as with UniKey), choose Save As, then the encoding UTF-8",
                line=content.count(b"\n", 0, error.start) + 1,
            )
        ) from None
    if "\x00" in text:
        raise UnreadableCsv(
            say(
                "it is saved in another encoding (UTF-16 without its mark), not in UTF-8; open it"
                " in Notepad, see that its letters are right, choose Save As, then the encoding"
                " UTF-8"
            )
        )
    return mark, encoding, text


def new_csv_file(columns: Sequence[str]) -> CsvFile:
    """Begin a file of these columns."""
    header = CsvRow(1, tuple(columns), write_row(columns))
    return CsvFile(b"", "utf-8", ",", "\n", tuple(columns), (header,), 0)


def write_row(cells: Sequence[object], delimiter: str = ",", line_end: str = "\n") -> str:
    """Write one row, quoted where it must be."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=line_end).writerow(cells)
    return out.getvalue()


def is_formula_like(text: str) -> bool:
    """Tell whether a spreadsheet might run the text; a plainly printed number such as '-3,5%' is
    none.
    """
    return bool(_FORMULA.match(text)) and not _PRINTED_NUMBER.fullmatch(text)


def guard(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet might run; `unguard` takes it away
    again.
    """
    return f"'{text}" if is_formula_like(text.lstrip("'")) else text


def unguard(text: str) -> str:
    """Give a text as it was before it was guarded."""
    return text[1:] if text.startswith("'") and is_formula_like(text.lstrip("'")) else text


def _part(text: str, delimiter: str) -> list[CsvRow]:
    lines = io.StringIO(text, newline="").readlines()
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    rows, begun = [], 0
    try:
        for number, cells in enumerate(reader, 1):
            raw = "".join(lines[begun : reader.line_num])
            begun = reader.line_num
            told = tuple(unicodedata.normalize("NFC", cell) for cell in cells)
            rows.append(CsvRow(number, told, raw))
    except csv.Error:
        begins = lines[begun].strip()
        raise UnreadableCsv(
            say(
                "check the quotes of this row: one is opened and not closed, or stands inside a"
                " text; add the one that is missing or remove the other; the row begins {text}",
                text=repr(begins if len(begins) <= _SHOWN else begins[:_SHOWN] + "…"),
            ),
            len(rows) + 1,
        ) from None
    return rows


def _check_header(
    names: Sequence[str], columns: Sequence[str], required: Sequence[str], row: int
) -> None:
    missing = [name for name in required if name not in names]
    if missing:
        says = say(
            "the header lacks {missing}; it must name {columns}",
            missing=", ".join(missing),
            columns=", ".join(columns),
        )
        raise UnreadableCsv(says, row)
    twice = [name for name in columns if names.count(name) > 1]
    if twice:
        says = say("the column {name} stands twice in the header; remove one", name=twice[0])
        raise UnreadableCsv(says, row)
