"""One sheet of a form that came back: its entries, found by the id in a row and by the headings."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from cchc.language import say
from cchc.model.numbers import NO_FIGURE, FigureError
from cchc.model.quarter import PERIOD_NAME

from .asks import QUALIFIERS
from .cells import bare_text, check_cell_writing, is_alike, list_cells, read_cell_text
from .form_pages import INDICATOR, ORG, QUALIFIER, REMARK, VALUE
from .typed import read_typed

_READ = (VALUE, QUALIFIER, REMARK)  # a second column headed so would hide the first
CODE_HEADING = re.compile(rf"Mã ({PERIOD_NAME})")
# headings of forms that were sent out by earlier versions
_FORMER = {"Quý này": VALUE}
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
class Expected:
    """What is known of a figure before it comes: its unit, whether the form works it out by itself,
    what its row says, and its number of the quarter before.
    """

    unit: str
    computed: bool
    name: str = ""
    org: str = ""
    before: Decimal | None = None


@dataclass(frozen=True)
class _Heading:
    """A row of headings: where it is, the column of the ids, and the columns by name; `twin` is a
    heading that stands twice.
    """

    row: int
    code: int
    columns: Mapping[str, int]
    twin: str


def _find_headings(cells: Iterable[Cell]) -> list[_Heading]:
    rows: dict[int, list[tuple[str, int]]] = {}
    for cell in cells:
        if isinstance(cell.value, str):
            rows.setdefault(cell.row, []).append((_read_heading(cell.value), cell.column))
    headings = []
    for row, named in rows.items():
        columns = dict(named)
        code = next((name for name in columns if CODE_HEADING.fullmatch(name)), "")
        if code:
            names = [name for name, _ in named]
            twin = next((n for n in (*_READ, code) if names.count(n) > 1), "")
            headings.append(_Heading(row, columns[code], columns, twin))
    return headings


def _read_heading(text: str) -> str:
    said = read_cell_text(text)
    return _FORMER.get(said, said)


class SheetReader:
    """Reads one sheet; what it meets is gathered in `asked`, `answers`, `faults`, `remarks`,
    `computed` and `empty`.
    """

    def __init__(
        self, file: str, sheet: Worksheet, cached: Worksheet, form: Mapping[str, Expected]
    ) -> None:
        self.file, self.sheet, self.cached, self.form = file, sheet, cached, form
        self.cells = list_cells(sheet)
        self.headings = _find_headings(self.cells)
        self.merged = list(sheet.merged_cells.ranges)
        self.labels = {bare_text(text) for each in form.values() for text in (each.name, each.org)}
        self.asked: set[str] = set()
        self.answers: list[Answer] = []
        self.faults: list[str] = []
        self.remarks: list[str] = []
        self.computed: list[Answer] = []
        self.empty: list[str] = []

    def read(self) -> None:
        codes = {
            (cell.row, cell.column): read_cell_text(cell.value)
            for cell in self.cells
            if isinstance(cell.value, str)
        }
        codes = {
            place: text for place, text in codes.items() if text in self.form or _ID.fullmatch(text)
        }
        for heading in self.headings:
            if heading.twin:
                says = say(
                    "two columns are headed “{name}”; remove or rename one and send it again",
                    name=heading.twin,
                )
                self.faults.append(f"{self._place(heading.row, heading.code)}: {says}")
        for (row, column), code in codes.items():
            heading = self._heading(row, column)
            if heading and heading.twin:
                continue
            if fault := self._fault_of_row(code, row, heading):
                self.faults.append(f"{self._place(row, column)}: {fault}")
                continue
            self.asked.add(code)
            self._read_entry(code, row, heading, codes)
        self._note_strangers({row for row, _ in codes})
        for cell in self.cells:
            if cell.comment and read_cell_text(cell.comment.text):
                says = say("a comment, which is not taken: {text}", text=_quoted(cell.comment.text))
                self.remarks.append(f"{self._place(cell.row, cell.column)}: {says}")

    def _fault_of_row(self, code: str, row: int, heading: _Heading | None) -> str:
        if code not in self.form:
            return say("{code} is not expected in figures.csv; it was not read", code=repr(code))
        if heading is None or VALUE not in heading.columns:
            return say("no headings “{value}” and “Mã …” over this row; put them back", value=VALUE)
        expected = self.form[code]
        for name, wanted in ((INDICATOR, expected.name), (ORG, expected.org)):
            told = self._word(row, heading, name)
            if not wanted or not told or bare_text(told) == bare_text(wanted):
                continue
            if bare_text(told) in self.labels or not is_alike(told, wanted):
                return say(
                    "the row says {told}, but its code is that of {wanted}; rows were sorted"
                    " without their codes, or this is another form",
                    told=_quoted(told),
                    wanted=_quoted(wanted),
                )
            says = say(
                "the row says {told} where {wanted} was sent; it was taken",
                told=_quoted(told),
                wanted=_quoted(wanted),
            )
            self.remarks.append(f"{self._place(row, heading.columns[name])}: {says}")
        return ""

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
        for span in self.merged:
            if span.min_row <= row <= span.max_row and span.min_col <= column <= span.max_col:
                first = span.min_row, span.min_col
                rows = {other for other, _ in codes if span.min_row <= other <= span.max_row}
                if len(rows) > 1 or first[1] in set(heading.columns.values()) - {column}:
                    says = say("merged with another entry or heading; part it and type each number")
                    self.faults.append(f"{place}: {says}")
                    return
        entry, value = self.sheet.cell(*first), self.cached.cell(*first).value
        words = [self._word(row, heading, name) for name in (QUALIFIER, REMARK)]
        where = (self.file, self.sheet.title, place.rpartition("!")[2])
        told = Answer(code, "", *words, read_cell_text(value), *where)
        if entry.data_type == "f" and self.form[code].computed:
            # the form's own arithmetic is done again from the parts, exactly
            self.computed.append(told)
            return
        try:
            answer = self._interpret(told, entry, value)
        except FigureError as error:
            self.faults.append(f"{place}: {error}")
            return
        if answer:
            self.answers.append(answer)
        else:
            self.empty.append(code)

    def _interpret(self, told: Answer, entry: Cell, value: object) -> Answer | None:
        """Give what an entry says, or None for one that is left open. Raises FigureError."""
        if entry.data_type == "f" and value is None:
            raise FigureError(
                say("the formula has no saved value; open the form, save it and send it again")
            )
        qualifier, remark = told.qualifier, told.remark
        if (chosen := qualifier.casefold()) not in ("", *QUALIFIERS, NO_FIGURE):
            chosen, remark = "", "; ".join(filter(None, (qualifier, remark)))
        says_none = told.typed.casefold() == NO_FIGURE
        if not told.typed and chosen != NO_FIGURE:
            if chosen or remark:
                says = say("no number, but {text}", text=repr(chosen or remark))
                self.remarks.append(f"{told.place}: {says}")
            return None
        if told.typed and not says_none and chosen == NO_FIGURE:
            raise FigureError(
                say(
                    "a number ({number}) and “{none}” at once; ask which of them holds",
                    number=repr(told.typed),
                    none=NO_FIGURE,
                )
            )
        if chosen == NO_FIGURE or says_none:
            return replace(told, qualifier=NO_FIGURE, remark=remark)
        check_cell_writing(entry)
        expected = self.form[told.figure]
        typed = read_typed(value, expected.unit, entry.number_format, expected.before)
        if typed.says:
            self.remarks.append(f"{told.place}: {typed.says}")
        return replace(told, printed=typed.printed, qualifier=chosen, remark=remark)

    def _word(self, row: int, heading: _Heading, name: str) -> str:
        if name not in heading.columns:
            return ""
        return read_cell_text(self.cached.cell(row, heading.columns[name]).value)

    def _note_strangers(self, rows: set[int]) -> None:
        """Tell of what stands in the column of entries without an id in its row, and of numbers
        under no heading: nobody knows what they count.
        """
        if not self.headings:
            return
        values = {heading.columns.get(VALUE) for heading in self.headings}
        headed = {column for heading in self.headings for column in heading.columns.values()}
        top = min(heading.row for heading in self.headings)
        names = {heading.row for heading in self.headings}
        for cell in self.cells:
            if cell.row < top or cell.row in names or not read_cell_text(cell.value):
                continue
            number = isinstance(cell.value, int | float)
            if cell.row not in rows and (number or cell.column in values):
                says = say(
                    "{text} stands in a row without a code and was not read",
                    text=_quoted(cell.value),
                )
            elif number and cell.column not in headed:
                says = say(
                    "{text} stands under no heading and was not read", text=_quoted(cell.value)
                )
            else:
                continue
            self.remarks.append(f"{self._place(cell.row, cell.column)}: {says}")


def _quoted(value: object) -> str:
    text = read_cell_text(value)
    return text if len(text) <= 80 else f"{text[:80]}…"
