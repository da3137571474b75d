"""Write the rows of a small table as sentences: two rows are read faster than a grid is."""

import re
from collections.abc import Iterator, Sequence

from cchc.model.numbers import NO_FIGURE

from .captions import begin_upper
from .tables import Table

MOST_ROWS_TOLD = 2
MOST_COLUMNS_TOLD = 8
_UNITS = "Đơn vị tính"  # heads the column that holds the unit of the numbers beside it
_CODE = re.compile(r"(?:bt|th)-[0-9a-f]{8}\b")  # a code is no word: it begins as it is
_UNIT = re.compile(r"\s*\(([^()]+)\)$")


def is_told(table: Table) -> bool:
    """Tell whether a table is told in sentences where it would be set as a grid."""
    return (
        table.told
        and 0 < len(table.rows) <= MOST_ROWS_TOLD
        and len(table.columns) <= MOST_COLUMNS_TOLD
    )


def say_rows(table: Table) -> list[str]:
    """Write each row as a sentence: 'Kế hoạch vốn tỉnh: đã giải ngân 114,145 tỷ đồng; tỷ lệ
    9,67%.'

    What heads a row opens it; a unit stands behind its number, from the heading, from a column of
    units or from the table.
    """
    return [_say_row(table, texts) for texts in table.texts()]


def _say_row(table: Table, texts: Sequence[str]) -> str:
    heads = [text for column, text in zip(table.columns, texts, strict=True) if column.head]
    said = list(_say_cells(table, texts))
    opening = ", ".join(heads)
    if not _CODE.match(opening):
        opening = begin_upper(opening)
    body = "; ".join(said)
    line = f"{opening}: {body}" if opening and body else begin_upper(opening or body)
    return line if line.endswith(".") else f"{line}."


def _say_cells(table: Table, texts: Sequence[str]) -> Iterator[str]:
    units = next((at for at, column in enumerate(table.columns) if column.name == _UNITS), None)
    marks = {at for _, at, _ in table.marks}
    for at, (column, text) in enumerate(zip(table.columns, texts, strict=True)):
        if column.head or at == units or text in ("", "–"):
            continue
        found = _UNIT.search(column.name)
        name = _begin_lower(column.name[: found.start()] if found else column.name)
        if text == NO_FIGURE:
            yield f"{name} {text}"
            continue
        if column.kind == "text":
            said = _within(text)
            begun = said.casefold().startswith(f"{name} ".casefold())
            yield _begin_lower(said) if begun else f"{name} {said}"
            continue
        unit = found[1] if found else _unit_beside(table, texts, at, units) or table.unit
        if found and unit != "%":
            text = text.replace("%", "", 1)  # a difference of percentages is none
        yield f"{name} {_add_unit(text, unit, at in marks)}"


def _unit_beside(table: Table, texts: Sequence[str], at: int, units: int | None) -> str:
    """Give the unit of a number: a column of units speaks for the numbers behind it, and for the
    last one before it where none is behind.
    """
    if units is None:
        return ""
    behind = any(column.kind != "text" for column in table.columns[units + 1 :])
    return texts[units] if at > units or (not behind and at == units - 1) else ""


def _add_unit(text: str, unit: str, marked: bool) -> str:
    if not unit or text.endswith(unit):
        return text
    value, _, mark = text.partition("\u00a0(") if marked else (text, "", "")
    if unit in value or "%" in value:
        return text
    written = value + unit if unit == "%" else f"{value}\u00a0{unit}"
    return written + (f"\u00a0({mark}" if mark else "")


def _within(text: str) -> str:
    """Let a remark go on within a sentence."""
    return text.removesuffix(".")


def _begin_lower(name: str) -> str:
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
