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

from .asks import QUALIFIERS
from .cells import (
    bare_text,
    check_cell_writing,
    is_alike,
    list_cells,
    place_of_value,
    read_cell_text,
    spans_by_place,
)
from .form_pages import INDICATOR, ORG, QUALIFIER, REMARK, VALUE
from .returned_headings import READ_HEADINGS, FormHeading, find_headings, read_heading
from .typed import read_typed

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


class SheetReader:
    """Reads one sheet; what it meets is gathered in `asked`, `answers`, `faults`, `remarks`,
    `computed` and `empty`.
    """

    def __init__(
        self, file: str, sheet: Worksheet, cached: Worksheet, form: Mapping[str, Expected]
    ) -> None:
        self.file, self.sheet, self.cached, self.form = file, sheet, cached, form
        self.cells = list_cells(sheet)
        self.headings = find_headings(self.cells)
        self.spans, self.rows = spans_by_place(sheet), set()
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
        self.rows = {row for row, _ in codes}
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
            self._read_entry(code, row, heading)
        if self.headings:
            self._note_strangers()
        elif not self.rows:
            self._tell_uncoded()
        for cell in self.cells:
            if cell.comment and read_cell_text(cell.comment.text):
                says = say("a comment, which is not taken: {text}", text=_quoted(cell.comment.text))
                self.remarks.append(f"{self._place(cell.row, cell.column)}: {says}")

    def _fault_of_row(self, code: str, row: int, heading: FormHeading | None) -> str:
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

    def _heading(self, row: int, column: int) -> FormHeading | None:
        fitting = [heading for heading in self.headings if heading.code == column]
        above = [heading for heading in fitting if heading.row < row]
        return above[-1] if above else fitting[0] if fitting else None

    def _place(self, row: int, column: int) -> str:
        return f"{self.file}, {self.sheet.title}!{get_column_letter(column)}{row}"

    def _read_entry(self, code: str, row: int, heading: FormHeading) -> None:
        column = heading.columns[VALUE]
        place = self._place(row, column)
        try:
            first = self._place_of_value(row, column, heading)
            words = [self._read_word(row, heading, name) for name in (QUALIFIER, REMARK)]
        except FigureError as error:
            self.faults.append(f"{place}: {error}")
            return
        entry, value = self.sheet.cell(*first), self.cached.cell(*first).value
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

    def _place_of_value(self, row: int, column: int, heading: FormHeading) -> tuple[int, int]:
        headed = heading.columns.values()
        return place_of_value(self.spans, row, column, self.rows, headed)

    def _read_word(self, row: int, heading: FormHeading, name: str) -> str:
        """Give the word beside an entry; one that is merged over several rows is no one's."""
        span = self.spans.get((row, heading.columns.get(name, 0)))
        if span is None or read_cell_text(self.cached.cell(span.min_row, span.min_col).value) == "":
            return self._word(row, heading, name)
        if span.min_col in heading.columns.values() and span.min_col != heading.columns[name]:
            return ""  # it is the entry's own cell that covers it
        place = self._place_of_value(row, heading.columns[name], heading)
        return read_cell_text(self.cached.cell(*place).value)

    def _word(self, row: int, heading: FormHeading, name: str) -> str:
        if name not in heading.columns:
            return ""
        return read_cell_text(self.cached.cell(row, heading.columns[name]).value)

    def _tell_uncoded(self) -> None:
        """Tell of entries in a sheet that lost its column of codes, known by their heading or by
        the names in their rows.
        """
        heads = [cell for cell in self.cells if read_heading(cell.value) == VALUE]
        named = {cell.row for cell in self.cells if bare_text(cell.value) in self.labels - {""}}
        entries = [
            cell
            for cell in self.cells
            if cell.data_type != "f" and read_cell_text(cell.value)
            if (
                any(cell.column == head.column and cell.row > head.row for head in heads)
                or (not heads and cell.row in named and isinstance(cell.value, int | float))
            )
        ]
        if entries:
            says = say(
                "the column “Mã …” is gone, so nobody knows what its {count} entries count and none"
                " was read; put the column back from the form as it was sent, or fill in that form",
                count=len(entries),
            )
            self.faults.append(f"{self.file}, {self.sheet.title}: {says}")

    def _note_strangers(self) -> None:
        """Tell of what stands in the column of entries without an id in its row, and of numbers
        under no heading: nobody knows what they count.
        """
        values = {heading.columns.get(VALUE) for heading in self.headings}
        headed = {column for heading in self.headings for column in heading.columns.values()}
        read = {heading.columns.get(name) for heading in self.headings for name in READ_HEADINGS}
        top = min(heading.row for heading in self.headings)
        names = {heading.row for heading in self.headings}
        for cell in self.cells:
            if cell.row < top or cell.row in names or not read_cell_text(cell.value):
                continue
            number = isinstance(cell.value, int | float)
            if cell.row not in self.rows and (number or cell.column in values):
                says = say(
                    "{text} stands in a row without a code and was not read",
                    text=_quoted(cell.value),
                )
            elif number and cell.column not in headed:
                says = say(
                    "{text} stands under no heading and was not read", text=_quoted(cell.value)
                )
            elif number and cell.column not in read and self._is_open(cell.row, values):
                says = say(
                    "{text} stands in another column than “{value}” and was not read",
                    text=_quoted(cell.value),
                    value=VALUE,
                )
            else:
                continue
            self.remarks.append(f"{self._place(cell.row, cell.column)}: {says}")

    def _is_open(self, row: int, columns: Iterable[int | None]) -> bool:
        """Tell whether no entry of a row holds anything; a number beside it may be meant for it."""
        return not any(read_cell_text(self.sheet.cell(row, c).value) for c in columns if c)


def _quoted(value: object) -> str:
    text = read_cell_text(value)
    return text if len(text) <= 80 else f"{text[:80]}…"
