"""Columns and cells of tables: what they may hold, and how a value becomes a cell."""

import math
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from numbers import Real
from typing import Any, Literal

import pandas as pd

from cchc.errors import TableError
from cchc.language import say
from cchc.model.numbers import format_date

from .captions import clean_text

ColumnKind = Literal["text", "number", "percent", "printed"]
Cell = str | int | float | None
LONGEST_HEADING = 200


@dataclass(frozen=True)
class Column:
    """A column: its heading, how its cells are written, and whether they head their rows.

    A "percent" holds percent units (97.01); a "printed" holds the text exactly as the report prints
    it. The official edition leaves an `internal` column out.
    """

    name: str
    kind: ColumnKind = "text"
    decimals: int | None = None
    head: bool = False
    internal: bool = False


def format_moment(value: date) -> str:
    """Write a date, and the time of day where there is one: '14/3/2024 12:30'."""
    if not isinstance(value, datetime) or value.timetz() == time():
        return format_date(value)
    moment = value.strftime("%H:%M:%S").removesuffix(":00")
    zone = value.strftime("%z")
    return f"{format_date(value)} {moment}" + (f" {zone}" if zone else "")


def is_number(value: Any) -> bool:
    """Tell whether a cell holds a number; a yes or no is none."""
    return isinstance(value, Real | Decimal) and not isinstance(value, bool)


def is_missing(value: Any) -> bool:
    """Tell whether a cell holds nothing: None, or a number that is none."""
    return (
        value is None or value is pd.NA or value is pd.NaT or (is_number(value) and value != value)
    )


def with_one_line(column: Column) -> Column:
    """Give a heading one line of printable letters; a longer one than anybody reads is cut."""
    name = " ".join(clean_text(column.name).split())
    if len(name) > LONGEST_HEADING:
        name = name[: LONGEST_HEADING - 1] + "…"
    return column if name == column.name else replace(column, name=name)


def read_cell(table: str, column: Column, value: Any) -> Cell:
    """Read a value as a cell of a column of a table; raises TableError for what is none."""
    if is_missing(value):
        return None
    if column.kind in ("text", "printed"):
        if isinstance(value, bool):
            return "có" if value else "không"
        return format_moment(value) if isinstance(value, date) else clean_text(value)
    if not is_number(value) or not math.isfinite(value):
        raise TableError(
            say(
                "table {id}, column {name}: {value} is not a number",
                id=repr(table),
                name=repr(column.name),
                value=repr(value),
            )
        )
    # the last bits of a float differ between machines: 15 digits are what a float can hold
    return int(value) if value == int(value) else float(f"{value:.15g}")
