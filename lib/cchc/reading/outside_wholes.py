"""Hold the columns of a table against a number of the text before it: the total that the table
divides without a row for it, and the whole or plan that a column of percentages is of.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from .mentions import Mention, Reading
from .numerals import ReadNumber
from .relations import Relation, share_holds, sum_holds
from .tabular import ReadColumn, ReadTable
from .telling import tell_share, tell_sum

_MOST = 0.6
_FAR = 14


def find_outside_wholes(
    tables: Sequence[ReadTable], reading: Reading, told: Sequence[Relation]
) -> list[Relation]:
    """Find the sums and shares of tables whose whole stands in the text."""
    rated = {r.anchor.id for r in told if r.kind == "share" and r.holds}
    totals = {r.numbers[0].id for r in told if r.kind == "sum"}
    found: list[Relation] = []
    for table in tables:
        before = _before(table, reading)
        counts = [c for c in table.columns if not c.is_rate and not c.side and c.size > 1]
        for column in counts:
            found += _sum(table, column, before, totals)
        for rate in (c for c in table.columns if c.is_rate and c.size > 1):
            if not any(n is not None and n.id in rated for n in rate.cells):
                found += _shares(rate, counts, before)
    return found


def _before(table: ReadTable, reading: Reading) -> list[Mention]:
    """Return the numbers of the text before a table, nearest first."""
    first = min(n.start for c in table.columns for n in c.cells if n is not None)
    own = next(n for c in table.columns for n in c.cells if n is not None)
    section = reading.passages[own.passage].section
    near = [m for m in reading.mentions if m.number.start < first and m.section == section]
    return [m for m in reversed(near) if not m.number.qualifier and m.number.unit != "%"][:_FAR]


def _is_same(column: ReadColumn, mention: Mention) -> bool:
    """Tell whether a cell may be counted like a number: both of the same measure, or one bare."""
    kinds = {n.dimension for n in column.cells if n is not None}
    named = mention.number.dimension and f"({mention.number.unit})" in column.head
    return kinds == {mention.number.dimension} or bool(named)


def _sum(
    table: ReadTable, column: ReadColumn, before: Sequence[Mention], totals: set[str]
) -> Iterator[Relation]:
    """Tell a total of the text that all rows of a column make."""
    rows = [n for at, n in enumerate(column.cells) if n is not None and at not in table.totals]
    if len(rows) < len(table.labels) or any(n.id in totals for n in rows):
        return
    added = sum((n.value for n in rows), Fraction(0))
    for whole in before:
        scale = _scale(column, whole)
        if scale * added == whole.value and scale == 1 and whole.value >= 20:
            if sum_holds(whole.number, rows):
                yield tell_sum(whole.number, rows)
            return


def _scale(column: ReadColumn, whole: Mention) -> int:
    return 1 if _is_same(column, whole) or not whole.number.dimension else 0


def _shares(
    rate: ReadColumn, counts: Sequence[ReadColumn], before: Sequence[Mention]
) -> Iterator[Relation]:
    """Tell a column of percentages of one number of the text, once most rows are."""
    best: tuple[float, list[tuple[ReadNumber, ReadNumber, ReadNumber]]] = (0.0, [])
    for column in counts:
        for whole in before:
            if not _scale(column, whole):
                continue
            cells = zip(column.cells, rate.cells, strict=True)
            rows = [(n, whole.number, p) for n, p in cells if n is not None and p is not None]
            rows = [row for row in rows if row[0].value <= whole.value or row[2].value > 100]
            fits = sum(share_holds(n.value, d.value, p)[0] for n, d, p in rows)
            share = fits / len(rows) if len(rows) > 2 or fits == len(rows) > 1 else 0.0
            best = max(best, (share, rows), key=lambda b: b[0])
    if best[0] >= _MOST:
        yield from (tell_share(*row) for row in best[1])
