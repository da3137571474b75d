"""Find what a table says of increases, decreases and what is left: a column between two others, a
row below two.
"""

import re
from itertools import combinations, permutations

from .numerals import ReadNumber
from .relations import Relation
from .tabular import ReadTable
from .telling import tell_difference
from .turned_tables import MOST_OF_ROWS, count_columns, hold_mostly, triples_of

_CHANGE = re.compile(r"tăng|giảm|chênh|so sánh|so với", re.I)
_REST = re.compile(r"lợi nhuận|chênh lệch|còn lại|kết dư|thặng dư|tồn|chưa", re.I)


def find_changes(table: ReadTable) -> list[Relation]:
    """Tell a column of increases and decreases between two others."""
    found: list[Relation] = []
    for change in table.columns:
        if not _CHANGE.search(change.head):
            continue
        others = [
            c for c in table.columns if c.place != change.place and c.is_rate == change.is_rate
        ]
        best: tuple[float, list[tuple]] = (0.0, [])
        for later, earlier in permutations(others, 2):
            rows = triples_of(later, earlier, change)
            best = max(best, (hold_mostly(rows, _is_change), rows), key=lambda b: b[0])
        if best[0] >= MOST_OF_ROWS:
            for a, b, c in best[1]:
                sign = 1 if a.value >= b.value or c.value < 0 else -1
                found.append(tell_difference(a, b, c, sign))
            return found
    return found


def _is_change(one: ReadNumber, two: ReadNumber, change: ReadNumber) -> bool:
    """Tell a change that may be printed without a sign; one with a sign must have it rightly."""
    gap = one.value - two.value
    return change.value in (gap, abs(gap))


def find_rows_apart(table: ReadTable) -> list[Relation]:
    """Tell "Lợi nhuận" and "Còn lại" as the difference of two rows above, in all columns."""
    counts = [c for c in count_columns(table) if c.size > 1 and not c.side]
    found: list[Relation] = []
    for rest, label in enumerate(table.labels):
        if not _REST.search(label):
            continue
        for one, two in combinations(range(rest), 2):
            cells = [(c.cells[one], c.cells[two], c.cells[rest]) for c in counts]
            rows = [row for row in cells if all(n is not None for n in row)]
            sure = len(rows) > 1 or any(row[0].value >= 1000 for row in rows)
            if rows and sure and all(a.value - b.value == c.value for a, b, c in rows):
                found += [tell_difference(a, b, c, 1) for a, b, c in rows]
                break
    return found
