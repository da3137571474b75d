"""Turn a table round, and tell which of its columns are means: what finders of columns share."""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

from .relations import Relation
from .tabular import ReadColumn, ReadTable
from .telling import tell_average, tell_part

MOST_OF_ROWS = 0.6
AMONG_HEAD = re.compile(r"trong đó|bao gồm|gồm", re.I)
WHOLE_HEAD = re.compile(r"\btổng|\bcộng", re.I)
_MEAN = re.compile(
    r"bình quân|trung bình|\bbq\b|năng suất|mật độ|hệ số|tỷ lệ|tỷ số|đơn giá|mức \w+ quân", re.I
)


def count_columns(table: ReadTable) -> list[ReadColumn]:
    """Return the columns that hold no percentages."""
    return [c for c in table.columns if not c.is_rate]


def triples_of(one: ReadColumn, two: ReadColumn, three: ReadColumn) -> list[tuple]:
    """Return the rows in which all of three columns have a number."""
    rows = zip(one.cells, two.cells, three.cells, strict=True)
    return [(a, b, c) for a, b, c in rows if a is not None and b is not None and c is not None]


def hold_mostly(rows: list[tuple], holds: Callable[..., bool]) -> float:
    """Return in how many of the rows something holds; 0 where they are too few to tell."""
    if not rows:
        return 0.0
    share = sum(holds(*row) for row in rows) / len(rows)
    return share if len(rows) > 2 or (len(rows) == 2 and share == 1) else 0.0


def is_mean(table: ReadTable, column: ReadColumn) -> bool:
    """Tell a column of means, by its head or by a total that lies between its rows."""
    if _MEAN.search(column.head):
        return True
    rows = [n.value for at, n in enumerate(column.cells) if n and at not in table.totals]
    totals = [column.cells[row] for row in table.totals]
    parted = any(n is not None and n.decimals for n in column.cells)
    between = [n for n in totals if n and len(rows) > 1 and min(rows) <= n.value <= max(rows)]
    return parted and bool(between) and len(between) == len([n for n in totals if n])


def find_quotients(table: ReadTable) -> list[Relation]:
    """Tell a column that is one over another, "bình quân học sinh/lớp", the row of totals too."""
    found: list[Relation] = []
    for mean in (c for c in count_columns(table) if is_mean(table, c)):
        others = [c for c in count_columns(table) if c.place != mean.place and not c.side]
        for one, two in [*combinations(others, 2), *((b, a) for a, b in combinations(others, 2))]:
            rows = [r for r in triples_of(one, two, mean) if r[1].value and r[2].value]
            fits = hold_mostly(rows, lambda a, b, c: tell_average(a, b, c).holds)
            if fits >= MOST_OF_ROWS:
                found += [tell_average(*row) for row in rows]
                break
    return found


def turn_table(table: ReadTable) -> ReadTable:
    """Turn a table round, its rows for columns: what "Trong đó" and "Đã cấp" say may be said of
    rows.
    """
    counts = [c for c in count_columns(table) if not c.side]
    rows = tuple(
        ReadColumn(row, label, tuple(c.cells[row] for c in counts))
        for row, label in enumerate(table.labels)
    )
    blank = ("",) * len(counts)
    return ReadTable(tuple(c.head for c in counts), rows, (), (), blank, blank)


def without_parts(table: ReadTable) -> ReadTable:
    """Leave out what is only a part, "Trong đó: qua mạng", and what totals other rows."""
    plain = (
        c for c in table.columns if not AMONG_HEAD.match(c.head) and not WHOLE_HEAD.match(c.head)
    )
    return replace(table, columns=tuple(plain))


def find_among(table: ReadTable) -> list[Relation]:
    """Tell a column headed "trong đó" as a part of the one before it."""
    found: list[Relation] = []
    counts = count_columns(table)
    for at, column in enumerate(counts):
        if at and AMONG_HEAD.match(column.head) and not column.side:
            pairs = zip(column.cells, counts[at - 1].cells, strict=True)
            found += [tell_part(a, b) for a, b in pairs if a is not None and b is not None]
    return found
