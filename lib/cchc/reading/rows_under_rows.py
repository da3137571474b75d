"""Read which rows of a table stand under which: numbered 1.1 under 1, marked by a dash, or told by
"trong đó"; and tell them as the parts of the row above.
"""

import re
from collections.abc import Iterator

from .numerals import ReadNumber
from .relations import Relation, sum_holds
from .tabular import ReadTable
from .telling import tell_part, tell_sum
from .turned_tables import AMONG_HEAD, count_columns

_DASHES = "-–+*•"
# "Tỷ lệ trẻ thấp còi" under "Tổng số trẻ" counts something else
_OTHER = re.compile(r"tỷ lệ|tỉ lệ|bình quân|kinh phí|số tiền|diện tích|sản lượng|năng suất", re.I)
_NEAR = 20  # of a total, the part by which a slip may miss it


def rows_under(table: ReadTable) -> dict[int, list[int]]:
    """Say for each row with others under it which these are."""
    under: dict[int, list[int]] = {}
    above: list[tuple[int, str, int]] = []
    for row, (sign, label) in enumerate(zip(table.signs, table.labels, strict=True)):
        level, kind = _level_of(sign, label)
        if kind == "among" and all(column.cells[row] is None for column in table.columns):
            continue  # a row that says "Trong đó" and no more
        while above and (level < above[-1][0] or any(kind == k for _, k, _ in above)):
            above.pop()
        if above:
            under.setdefault(above[-1][2], []).append(row)
        above.append((level, kind, row))
    return under


def _level_of(sign: str, label: str) -> tuple[int, str]:
    """Return how deep a row stands by what marks it, and what only its equals have."""
    if AMONG_HEAD.match(label.lstrip(_DASHES + " ")):
        return 9, "among"
    if sign and sign in _DASHES:
        return 8, sign
    if sign[:1].isdigit():
        return 2 + sign.count("."), f"1{'.' * sign.count('.')}"
    if sign.islower() and sign:
        return 7, "a"
    return (1, "I") if sign else (0, "")


def find_rows_under(table: ReadTable) -> list[Relation]:
    """Tell rows under another as its parts, or as its sum where they make it in every column."""
    found: list[Relation] = []
    for head, rows in rows_under(table).items():
        alike = [r for r in rows if table.units[r] == table.units[head]]
        alike = [r for r in alike if not _OTHER.search(table.labels[r])]
        sums = [(t, ps) for t, ps in _columns(table, head, alike) if len(ps) > 1]
        right = sum(sum_holds(total, parts) for total, parts in sums)
        if right and (right == len(sums) or right > 1):
            near = [(t, ps) for t, ps in sums if sum_holds(t, ps) or _is_near(t, ps)]
            found += [tell_sum(t, ps) for t, ps in near]
            continue
        if table.signs[head] and table.signs[rows[0]].isdigit():
            continue  # chapters with their numbers: what is no sum may be anything
        among = [r for r in alike if AMONG_HEAD.match(table.labels[r].lstrip(_DASHES + " "))]
        for total, parts in _columns(table, head, alike, gaps=True):
            found += [tell_part(p, total) for p in parts if p.value <= total.value]
        for total, parts in _columns(table, head, among, gaps=True):
            found += [tell_part(p, total) for p in parts if p.value > total.value]
    return found


def _columns(
    table: ReadTable, head: int, rows: list[int], gaps: bool = False
) -> Iterator[tuple[ReadNumber, list[ReadNumber]]]:
    for column in count_columns(table):
        total = column.cells[head]
        parts = [n for r in rows if (n := column.cells[r]) is not None]
        whole = gaps or len(parts) == len(rows)
        if total is None or not parts or not whole or column.side:
            continue
        if all(p.dimension == total.dimension for p in parts):
            yield total, parts


def _is_near(total: ReadNumber, parts: list[ReadNumber]) -> bool:
    return abs(sum(p.value for p in parts) - total.value) * _NEAR <= total.value
