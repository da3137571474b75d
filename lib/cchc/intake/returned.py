"""Read a form as it comes back: with rows moved, sheets renamed, cells merged, and notes all over
it.
"""

import re
import unicodedata
import warnings
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from cchc.errors import FormError
from cchc.model.numbers import NO_FIGURE, FigureError
from cchc.model.quarter import Quarter

from .asks import QUALIFIERS
from .form import QUALIFIER, REMARK, VALUE
from .typed import read_typed

LARGEST = 20_000_000  # bytes; a form for all units has under 100,000
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CODE = re.compile(r"Mã (\d{4}Q[1-4])")
_ID = re.compile(r"[^\s:]+:[a-z][a-z0-9_]*:[a-z][a-z0-9_]*(#\d+)?")


@dataclass(frozen=True)
class Answer:
    """What a form says of a figure. `printed` is empty where the unit says that there is no
    number.
    """

    figure: str
    printed: str
    qualifier: str
    remark: str
    typed: str
    file: str
    sheet: str
    cell: str

    @property
    def place(self) -> str:
        return f"{self.file}, {self.sheet}!{self.cell}"


@dataclass(frozen=True)
class Returned:
    """What a file holds: the figures it asks for, the answers, cells that cannot be used, and
    things to know.
    """

    file: str
    asked: frozenset[str]
    answers: tuple[Answer, ...]
    faults: tuple[str, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class _Heading:
    """A row of headings: where it is, the column of the ids, and the columns by name."""

    row: int
    code: int
    columns: Mapping[str, int]


@dataclass(frozen=True)
class Expected:
    """What is known of a figure before it comes: its unit, and whether the form works it out by
    itself.
    """

    unit: str
    computed: bool


def read_form(path: Path, quarter: Quarter, form: Mapping[str, Expected], file: str) -> Returned:
    """Read one returned form; `form` holds every figure that may be asked for, by id.

    An entry is found by the id in its row and by the headings of its sheet, wherever both now
    stand. `file` is the name that messages give. Raises FormError for a file that cannot be read as
    a form of this quarter.
    """
    _check_kind(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl cannot write back does not matter here
            typed, cached = (
                openpyxl.load_workbook(path, data_only=saved) for saved in (False, True)
            )
    except (OSError, MemoryError):
        raise
    except Exception as error:  # whatever a damaged file makes openpyxl stumble over
        raise FormError(
            f"is damaged ({type(error).__name__}); ask the unit to save it again as .xlsx"
        ) from None
    readers = [_SheetReader(file, sheet, cached[sheet.title], form) for sheet in typed.worksheets]
    _check_quarter(
        [name for reader in readers for heading in reader.headings for name in heading.columns],
        quarter,
    )
    for reader in readers:
        reader.read()
    asked = frozenset(chain.from_iterable(reader.asked for reader in readers))
    lists = (
        [r.answers for r in readers],
        [r.faults for r in readers],
        [r.remarks for r in readers],
    )
    return Returned(file, asked, *(tuple(chain.from_iterable(each)) for each in lists))


def _check_kind(path: Path) -> None:
    if path.name.startswith(("~$", ".~lock")):
        raise FormError(
            "is the mark of a form that is still open; close it in the spreadsheet and run this"
            " again"
        )
    size = path.stat().st_size
    if size > LARGEST:
        raise FormError(f"has {size} bytes, too many for a form; ask the unit for the form alone")
    content = path.read_bytes()
    if content.startswith(OLD_EXCEL):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise FormError("is locked with a password; ask the unit to save it without one")
        raise FormError("is an Excel 97-2003 workbook (.xls); open it and save it as .xlsx")
    try:
        with zipfile.ZipFile(path) as package:
            names = package.namelist()
            if sum(entry.file_size for entry in package.infolist()) > 10 * LARGEST:
                raise FormError(
                    "is far larger unpacked than a form; ask the unit for the form alone"
                )
            kind = (
                package.read("mimetype")[:80].decode(errors="replace")
                if "mimetype" in names
                else ""
            )
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, RuntimeError, NotImplementedError):
        raise FormError(
            "is no .xlsx file, or a damaged one; ask the unit to save it again as .xlsx"
        ) from None
    if "opendocument" in kind:
        raise FormError("is an OpenDocument file (.ods); open it and save it as .xlsx")
    if "xl/workbook.xml" not in names:
        raise FormError("is no Excel workbook; ask the unit for the form, saved as .xlsx")


def _check_quarter(texts: list[str], quarter: Quarter) -> None:
    found = {match[1] for text in texts if (match := _CODE.fullmatch(text))}
    if not found:
        raise FormError(
            f"has no heading “Mã {quarter}”; ask the unit for the form as it was sent to them"
        )
    if found != {str(quarter)}:
        others = ", ".join(sorted(found - {str(quarter)}))
        raise FormError(
            f"is the form of {others}, not of {quarter}; ask the unit for the form of {quarter}"
        )


def _plain(value: object) -> str:
    return "" if value is None else " ".join(unicodedata.normalize("NFC", str(value)).split())


def _cells(sheet: Worksheet) -> list[Cell]:
    """List the cells that the file holds, row by row; going through all places would take ages
    after a stray one.
    """
    return [cell for _, cell in sorted(sheet._cells.items()) if not isinstance(cell, MergedCell)]


def _find_headings(cells: Iterable[Cell]) -> list[_Heading]:
    rows: dict[int, dict[str, int]] = {}
    for cell in cells:
        if isinstance(cell.value, str):
            rows.setdefault(cell.row, {})[_plain(cell.value)] = cell.column
    codes = {
        row: next((name for name in names if _CODE.fullmatch(name)), "")
        for row, names in rows.items()
    }
    return [_Heading(row, names[codes[row]], names) for row, names in rows.items() if codes[row]]


class _SheetReader:
    """Reads one sheet; what it meets is gathered in `asked`, `answers`, `faults` and `remarks`."""

    def __init__(
        self, file: str, sheet: Worksheet, cached: Worksheet, form: Mapping[str, Expected]
    ) -> None:
        self.file, self.sheet, self.cached, self.form = file, sheet, cached, form
        self.cells = _cells(sheet)
        self.headings = _find_headings(self.cells)
        self.asked: set[str] = set()
        self.answers: list[Answer] = []
        self.faults: list[str] = []
        self.remarks: list[str] = []

    def read(self) -> None:
        codes = {
            (cell.row, cell.column): _plain(cell.value)
            for cell in self.cells
            if isinstance(cell.value, str)
        }
        codes = {
            place: text for place, text in codes.items() if text in self.form or _ID.fullmatch(text)
        }
        for (row, column), code in codes.items():
            heading = self._heading(row, column)
            place = self._place(row, column)
            if code not in self.form:
                self.faults.append(
                    f"{place}: {code!r} is not expected in figures.csv; it was not read"
                )
            elif heading is None or VALUE not in heading.columns:
                self.faults.append(
                    f"{place}: no headings “{VALUE}” and “Mã …” over this row; put them back"
                )
            else:
                self.asked.add(code)
                self._read_entry(code, row, heading, codes)
        self._note_strangers({row for row, _ in codes})

    def _heading(self, row: int, column: int) -> _Heading | None:
        fitting = [heading for heading in self.headings if heading.code == column]
        above = [heading for heading in fitting if heading.row < row]
        return above[-1] if above else fitting[0] if fitting else None

    def _place(self, row: int, column: int) -> str:
        return f"{self.file}, {self.sheet.title}!{get_column_letter(column)}{row}"

    def _read_entry(
        self, code: str, row: int, heading: _Heading, codes: Iterable[tuple[int, int]]
    ) -> None:
        column = heading.columns[VALUE]
        place, first = self._place(row, column), (row, column)
        for span in self.sheet.merged_cells.ranges:
            if span.min_row <= row <= span.max_row and span.min_col <= column <= span.max_col:
                first = span.min_row, span.min_col
                rows = {other for other, _ in codes if span.min_row <= other <= span.max_row}
                if len(rows) > 1 or first[1] in set(heading.columns.values()) - {column}:
                    self.faults.append(
                        f"{place}: merged with another entry or heading; part it and type each"
                        " number"
                    )
                    return
        entry, value = self.sheet.cell(*first), self.cached.cell(*first).value
        if entry.data_type == "f" and self.form[code].computed:
            return  # the form's own arithmetic: worked out again from the parts, exactly
        if entry.data_type == "f" and value is None:
            self.faults.append(
                f"{place}: the formula has no saved value; open the form, save it and send it again"
            )
            return
        words = [self._word(row, heading, name) for name in (QUALIFIER, REMARK)]
        try:
            answer = self._interpret(code, value, entry.number_format, *words, place)
        except FigureError as error:
            self.faults.append(f"{place}: {error}")
            return
        if answer:
            printed, qualifier, remark = answer
            typed, cell = _plain(value), place.rpartition("!")[2]
            self.answers.append(
                Answer(code, printed, qualifier, remark, typed, self.file, self.sheet.title, cell)
            )

    def _interpret(
        self, code: str, value: object, number_format: str, qualifier: str, remark: str, place: str
    ) -> tuple[str, str, str] | None:
        """Give printed text, qualifier and remark of an entry, or None for one that is left
        open.
        """
        if (chosen := qualifier.casefold()) not in ("", *QUALIFIERS, NO_FIGURE):
            chosen, remark = "", "; ".join(filter(None, (qualifier, remark)))
        says_none = _plain(value).casefold() == NO_FIGURE
        if not _plain(value) and chosen != NO_FIGURE:
            if chosen or remark:
                self.remarks.append(f"{place}: no number, but {chosen or remark!r}")
            return None
        if _plain(value) and not says_none and chosen == NO_FIGURE:
            raise FigureError(
                f"a number ({_plain(value)!r}) and “{NO_FIGURE}” at once; ask which of them holds"
            )
        if chosen == NO_FIGURE or says_none:
            return "", NO_FIGURE, remark
        typed = read_typed(value, self.form[code].unit, number_format)
        if typed.says:
            self.remarks.append(f"{place}: {typed.says}")
        return typed.printed, chosen, remark

    def _word(self, row: int, heading: _Heading, name: str) -> str:
        return (
            _plain(self.cached.cell(row, heading.columns[name]).value)
            if name in heading.columns
            else ""
        )

    def _note_strangers(self, rows: set[int]) -> None:
        """Tell of numbers in the column of entries that have no id in their row: nobody knows what
        they count.
        """
        columns = {heading.columns.get(VALUE) for heading in self.headings}
        for cell in self.cells:
            if (
                cell.column in columns
                and cell.row not in rows
                and isinstance(cell.value, int | float)
            ):
                says = f"{cell.value} stands in a row without a code and was not read"
                self.remarks.append(f"{self._place(cell.row, cell.column)}: {says}")
