"""Tables as a notebook shows them: one object from which HTML, PDF and Excel are all written."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from html import escape
from typing import Any, get_args

from cchc.errors import TableError
from cchc.language import say
from cchc.model.numbers import NO_FIGURE, format_number, format_percent
from cchc.objects import TABLE_MIME

from .captions import SLUG, clean_text, note_lines
from .table_cells import Cell, Column, ColumnKind, read_cell, with_one_line

_SHEET = re.compile(r"(?!')[^\[\]:*?/\\]{1,31}(?<!')")


@dataclass(frozen=True)
class Table:
    """A titled table. Cells are str, int, float or None; None prints as "không có số liệu".

    Without an id the annex addresses it by the notebook cell that shows it, without a title it
    bears the heading above that cell.

    A `folded` table is for looking things up: folded away in the page, a sheet of the workbook, and
    only named where paper is printed.

    A `told` table becomes sentences in page, PDF and Word where it has one or two rows
    (`objects/sentences.py`); the workbook always has it as a grid.

    `facts` tell of cells which fact they print, as (row, column, 'indicator[org]'), both counted
    from 0; `marks` are what a cell carries behind its value, as (row, column, '(1)').
    """

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    unit: str = ""
    notes: tuple[str, ...] = ()
    source: str = ""
    sheet: str = ""
    facts: tuple[tuple[int, int, str], ...] = ()
    marks: tuple[tuple[int, int, str], ...] = ()
    folded: bool = False
    told: bool = False

    def __post_init__(self) -> None:
        for name in ("title", "unit", "source"):
            object.__setattr__(self, name, clean_text(getattr(self, name)))
        object.__setattr__(self, "notes", tuple(clean_text(note) for note in self.notes))
        object.__setattr__(self, "sheet", self.sheet or str(self.id)[:31])
        object.__setattr__(self, "columns", tuple(map(with_one_line, self.columns)))
        _check_columns(self)
        for number, row in enumerate(self.rows, 1):
            if len(row) != len(self.columns):
                raise TableError(
                    say(
                        "table {id}, row {row}: {cells} cells, not {expected}",
                        id=repr(self.id),
                        row=number,
                        cells=len(row),
                        expected=len(self.columns),
                    )
                )
        rows = (
            tuple(
                read_cell(self.id, column, value)
                for column, value in zip(self.columns, row, strict=True)
            )
            for row in self.rows
        )
        object.__setattr__(self, "rows", tuple(rows))
        for name in ("facts", "marks"):
            object.__setattr__(
                self, name, tuple((row, at, str(text)) for row, at, text in getattr(self, name))
            )

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> "Table":
        """Read a table back from the JSON of a notebook. Raises TableError where it is not such a
        table.
        """
        try:
            columns = tuple(Column(**column) for column in payload["columns"])
            rows = tuple(tuple(row) for row in payload["rows"])
            rest = {key: value for key, value in payload.items() if key not in ("columns", "rows")}
            return cls(
                **rest | {"columns": columns, "rows": rows, "notes": tuple(rest.get("notes", ()))}
            )
        except (TypeError, KeyError, AttributeError) as error:
            raise TableError(say("not a table: {error}", error=error)) from None

    def payload(self) -> dict[str, Any]:
        """Give the table as JSON values, in the form all three annexes read."""
        plain = {field.name: getattr(self, field.name) for field in fields(self)}
        return plain | {
            "columns": [asdict(column) for column in self.columns],
            "rows": [list(row) for row in self.rows],
            **{name: list(map(list, getattr(self, name))) for name in ("facts", "marks")},
            "notes": list(self.notes),
        }

    def texts(self) -> list[list[str]]:
        """Give each cell as it is printed, its mark behind it."""
        texts = [
            [self._text(column, value) for column, value in zip(self.columns, row, strict=True)]
            for row in self.rows
        ]
        for row, at, mark in self.marks:
            texts[row][at] += f"\u00a0{mark}"
        return texts

    def _text(self, column: Column, value: Cell) -> str:
        if value is None:
            return NO_FIGURE
        if column.kind == "number":
            return format_number(value, column.decimals)
        if column.kind == "percent":
            decimals = 2 if column.decimals is None else column.decimals
            return (
                format_percent(value, decimals)
                if self.signs(column)
                else format_number(value, decimals)
            )
        return str(value)

    def signs(self, column: Column) -> bool:
        """Tell whether cells of a percent column carry the sign: not when the heading or the unit
        has it.
        """
        return column.kind == "percent" and "%" not in column.name + self.unit

    def html(self, caption: str = "", inline: bool = True) -> str:
        """Write the table as HTML; `inline` aligns by style attributes, for pages without our style
        sheet.

        `caption` is HTML that replaces the plain title.
        """
        right = ' style="text-align:right"' if inline else ' class="num"'
        left = ' style="text-align:left"' if inline else ""
        texts = self.texts()
        sides = [left if column.kind == "text" else right for column in self.columns]
        if not inline:
            long = [any(len(row[at]) > 40 for row in texts) for at in range(len(sides))]
            sides = [side or ' class="long"' * wide for side, wide in zip(sides, long, strict=True)]
        unit = f' <span class="unit">Đơn vị tính: {escape(self.unit)}</span>' if self.unit else ""
        named = f' id="{self.id}"' if self.id else ""
        above = f"{caption or escape(self.title)}{unit}"
        lines = [
            f"<table{named}>",
            *([f"<caption{left}>{above}</caption>"] if above else []),
            "<thead><tr>",
        ]
        lines += [
            f'<th scope="col"{side}>{escape(column.name)}</th>'
            for column, side in zip(self.columns, sides, strict=True)
        ]
        lines.append("</tr></thead>\n<tbody>")
        for row in texts:
            cells = zip(self.columns, sides, row, strict=True)
            lines.append(
                "<tr>"
                + "".join(
                    (
                        f'<th scope="row"{side}>{escape(text)}</th>'
                        if column.head
                        else f"<td{side}>{escape(text)}</td>"
                    )
                    for column, side, text in cells
                )
                + "</tr>"
            )
        if not self.rows:
            lines.append(f'<tr><td colspan="{len(self.columns)}">{NO_FIGURE}</td></tr>')
        return "\n".join([*lines, "</tbody></table>"])

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        below = "".join(
            f"<p><small>{escape(line)}</small></p>" for line in note_lines(self.notes, self.source)
        )
        return {
            "text/html": self.html() + below,
            "text/plain": self._plain(),
            TABLE_MIME: self.payload(),
        }

    def _plain(self) -> str:
        lines = [[column.name for column in self.columns], *self.texts()]
        widths = [max(len(line[at]) for line in lines) for at in range(len(self.columns))]
        aligned = [
            "  ".join(
                text.ljust(width) if column.kind == "text" else text.rjust(width)
                for text, width, column in zip(line, widths, self.columns, strict=True)
            ).rstrip()
            for line in lines
        ]
        above = f"{self.title} ({self.unit})" if self.unit else self.title
        return "\n".join(
            [
                *([above] if above else []),
                *aligned,
                *note_lines(self.notes, self.source),
            ]
        )


def fold_away(shown: Any) -> Any:
    """Fold a table away; whatever else a verb gave in its place stays as it is."""
    return replace(shown, folded=True) if isinstance(shown, Table) else shown


def _check_columns(table: Table) -> None:
    where = say("table {id}", id=repr(table.id))
    if table.id != "" and not (isinstance(table.id, str) and SLUG.fullmatch(table.id)):
        raise TableError(
            say(
                "{where}: an id is ASCII words in lower case with hyphens, such as"
                " so-hoa-17-don-vi",
                where=where,
            )
        )
    if not table.columns:
        raise TableError(say("table {id}: a table has at least one column", id=repr(table.id)))
    if table.sheet and not _SHEET.fullmatch(table.sheet):
        raise TableError(
            say(
                "{where}: {name} cannot name a sheet: 1 to 31 characters, none of []:*?/\\",
                where=where,
                name=repr(table.sheet),
            )
        )
    names = [column.name.strip().casefold() for column in table.columns]
    for column, name in zip(table.columns, names, strict=True):
        if not name or names.count(name) > 1:
            raise TableError(
                say(
                    "{where}: column headings must be given and differ, {name} does not",
                    where=where,
                    name=repr(column.name),
                )
            )
        if column.kind not in get_args(ColumnKind):
            kinds = ", ".join(get_args(ColumnKind))
            raise TableError(
                say(
                    "{where}, column {name}: {kind} is not one of {kinds}",
                    where=where,
                    name=repr(column.name),
                    kind=repr(column.kind),
                    kinds=kinds,
                )
            )
