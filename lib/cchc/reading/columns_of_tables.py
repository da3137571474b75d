"""Find what the columns and rows of a table have to do with each other.

A relation of columns is told of all rows once it holds in most of them: that many rows do not agree
by accident. What then fails in a row is a contradiction.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from .changes_in_tables import find_changes, find_rows_apart
from .dividing import ESSENTIAL, WHOLE_ROLES
from .mentions import Reading
from .numerals import ReadNumber
from .relations import CHANCE, Relation, odds_of_share, share_holds, sum_holds
from .roles import ROLES, role_of
from .rows_under_rows import find_rows_under, rows_under
from .said_times import SINCE_WORDS, is_part_of_time
from .tabular import ReadColumn, ReadTable
from .telling import tell_part, tell_share, tell_sum
from .turned_tables import (
    AMONG_HEAD,
    MOST_OF_ROWS,
    WHOLE_HEAD,
    count_columns,
    find_among,
    find_quotients,
    hold_mostly,
    is_mean,
    triples_of,
    turn_table,
    without_parts,
)

_CUMULATIVE = re.compile(f"{SINCE_WORDS}|cả năm", re.I)
_BARE_TOTAL = re.compile(
    r"(?:[IVX]+\.? )?(?:tổng(?: cộng| số)?|cộng|toàn (?:tỉnh|thành phố|huyện|xã|phường|ngành))"
    r"(?: cộng)?",
    re.I,
)


def find_in_table(table: ReadTable) -> list[Relation]:
    """Find sums down the columns and along the rows, shares, differences and parts."""
    found = [
        *_down(table),
        *find_rows_apart(table),
        *_shares(table),
        *_along(table),
        *_by_roles(table),
        *find_changes(table),
        *find_quotients(table),
    ]
    found += find_rows_under(table)
    turned = turn_table(table)
    found += [*_by_roles(turned), *_along(without_parts(turned))]
    told = [{n.id for n in r.numbers} for r in found]
    parts = [*_parts(table), *find_among(turned)]
    parts = [r for r in parts if not any({n.id for n in r.numbers} <= t for t in told)]
    return [*found, *parts]


def _added(table: ReadTable) -> list[ReadColumn]:
    """Return the columns that totals add up: no means, which lie between their rows."""
    return [c for c in count_columns(table) if c.size > 1 and not is_mean(table, c)]


def _down(table: ReadTable) -> list[Relation]:
    """Tell totals of columns: rows labelled as totals, else a first or last row that adds up in all
    columns.
    """
    found: list[Relation] = []
    counts = _added(table)
    if table.totals:
        for column in counts:
            for place, row in enumerate(table.totals):
                total = column.cells[row]
                if total is not None:
                    found += _total_row(table, column, place, total)
        return found
    last = len(table.labels) - 1
    for row in (last, 0):
        others = [r for r in range(last + 1) if r != row]
        sums = []
        for column in counts:
            parts = [column.cells[r] for r in others]
            if len(parts) < 2 or column.cells[row] is None or any(p is None for p in parts):
                continue
            sums.append((column.cells[row], [p for p in parts if p is not None]))
        large = any(total.value >= 100 for total, _ in sums) or len(sums) > 1
        right = [sum_holds(total, parts) for total, parts in sums]
        # two columns do not add up by accident; what then is not right is a slip
        if sums and large and (all(right) or sum(right) >= max(2, len(sums) - 1)):
            found += [tell_sum(total, parts) for total, parts in sums]
            found += _missing(counts, row, others)
            return found
    return found


def _is_near(total: ReadNumber, parts: Sequence[ReadNumber]) -> bool:
    return abs(sum(p.value for p in parts) - total.value) * 20 <= total.value


def _missing(counts: list[ReadColumn], row: int, others: list[int]) -> list[Relation]:
    """Tell what is printed of a column with gaps as parts of its total."""
    found = []
    for column in counts:
        total = column.cells[row]
        parts = [column.cells[r] for r in others]
        if total is not None and any(p is None for p in parts):
            found += [tell_part(p, total) for p in parts if p is not None]
    return found


def _total_row(
    table: ReadTable, column: ReadColumn, place: int, total: ReadNumber
) -> list[Relation]:
    rows = table.totals
    before = rows[place - 1] + 1 if place else 0
    inner = {row for own in rows_under(table).values() for row in own}
    body = [row for row in table.body if row not in inner] or table.body
    after = rows[place + 1] if place + 1 < len(rows) else len(table.labels)
    behind = [r for r in body if rows[place] < r < after]
    options = [
        [r for r in behind if r in table.outer],
        behind if len(rows) > 1 else [],
        [r for r in body if before <= r < rows[place]],
        body,
        [r for r in body if r in table.outer],
        [r for r in rows if r < rows[place]] if place > 1 else [],
        [r for r in body if r > rows[place]],
    ]
    complete: list[list[ReadNumber]] = []
    for option in options:
        cells = [column.cells[r] for r in option]
        parts = [c for c in cells if c is not None]
        if len(parts) > 1 and sum_holds(total, parts):
            return [tell_sum(total, parts)]
        if len(parts) == len(cells) and len(parts) > 1:
            complete.append(parts)
    inner = [r for r in body if r in table.outer]
    last = rows[place] == len(table.labels) - 1
    bare = (len(rows) == 1 and last) or _BARE_TOTAL.fullmatch(
        table.labels[rows[place]].strip(" *.:")
    )
    near = complete and _is_near(total, complete[0])
    if complete and not (bare or near):
        return []  # "Tổng chi phí" below "Tổng doanh thu" divides what the table does not show
    if complete and not (inner and len(inner) < len(body)):
        return [tell_sum(total, complete[0])]
    if complete:
        return []
    known = [column.cells[r] for r in body]
    return [tell_part(p, total) for p in known if p is not None and p.value <= total.value]


def _shares(table: ReadTable) -> list[Relation]:
    """Tell which columns a column of percentages is made of: two others, or one and its total."""
    found: list[Relation] = []
    for rate in (c for c in table.columns if c.is_rate):
        best: tuple[float, int, list[tuple]] = (0.0, 0, [])
        for part, whole in _pairs(table):
            rows = triples_of(part, whole, rate)
            fits = hold_mostly(rows, lambda n, d, p: share_holds(n.value, d.value, p)[0])
            best = max(best, (fits, -abs(rate.place - part.place), rows), key=lambda b: b[:2])
        for part in count_columns(table):
            for row in table.totals[-1:]:
                total = part.cells[row]
                if total is None:
                    continue
                rows = [
                    (n, total, p)
                    for at, (n, p) in enumerate(zip(part.cells, rate.cells, strict=True))
                    if n is not None and p is not None and at != row
                ]
                fits = hold_mostly(rows, lambda n, d, p: share_holds(n.value, d.value, p)[0])
                best = max(best, (fits, -abs(rate.place - part.place), rows), key=lambda b: b[:2])
        if best[0] >= MOST_OF_ROWS:
            found += [tell_share(*row) for row in best[2]]
    return found


def _pairs(table: ReadTable) -> Iterator[tuple[ReadColumn, ReadColumn]]:
    counts = count_columns(table)
    for one, two in combinations(counts, 2):
        if one.place == two.place:
            yield one, two
        else:
            yield two, one
            yield one, two


def _along(table: ReadTable) -> list[Relation]:
    """Tell a column that is the sum of those behind or before it."""
    found: list[Relation] = []
    counts = [c for c in count_columns(table) if not c.side]
    taken: set[int] = set()
    for at, whole in enumerate(counts):
        for run in _runs(counts, at):
            if whole.place in taken:
                break
            cued = WHOLE_HEAD.search(whole.head) or AMONG_HEAD.search(run[0].head)
            rows = [
                (cells[0], list(cells[1:]))
                for cells in zip(whole.cells, *(c.cells for c in run), strict=True)
                if all(c is not None for c in cells)
            ]
            rows = [row for row in rows if row[0].value]
            fits = hold_mostly(rows, lambda total, parts: sum_holds(total, parts))
            nontrivial = sum(sum(p.value > 0 for p in parts) > 1 for _, parts in rows)
            many = fits * len(rows) > 3  # so many rows do not add up by accident
            least = MOST_OF_ROWS if cued or many else 0.8
            if nontrivial and fits >= least and (cued or len(rows) > 2):
                found += [tell_sum(total, parts) for total, parts in rows]
                taken.add(whole.place)
    return found


def _by_roles(table: ReadTable) -> list[Relation]:
    """Tell columns that divide another by what their heads say: tiếp nhận = đã giải quyết + đang
    giải quyết, wherever they stand.
    """
    found: list[Relation] = []
    by_role: dict[str, ReadColumn] = {}
    for column in count_columns(table):
        if not column.side:
            by_role.setdefault(role_of(column.head, ""), column)
    for family, essentials in ESSENTIAL.items():
        parts = [c for role, c in by_role.items() if ROLES.get(role) == family]
        roles = {role for role in by_role if ROLES.get(role) == family}
        wholes = [by_role[role] for role in WHOLE_ROLES.get(family, ()) if role in by_role]
        if not wholes or not any(essential <= roles for essential in essentials):
            continue
        for whole in wholes:
            lines = zip(whole.cells, *(c.cells for c in parts), strict=True)
            rows = [(row[0], list(row[1:])) for row in lines if all(n is not None for n in row)]
            if hold_mostly(rows, lambda total, own: sum_holds(total, own)) >= MOST_OF_ROWS:
                found += [tell_sum(total, own) for total, own in rows]
                break
    return found


def _runs(counts: list[ReadColumn], at: int) -> Iterator[list[ReadColumn]]:
    for length in range(min(6, len(counts) - 1), 1, -1):
        if at + length < len(counts):
            yield counts[at + 1 : at + 1 + length]
        if at >= length:
            yield counts[at - length : at]


def _parts(table: ReadTable) -> list[Relation]:
    """Tell a/b as parts, "trong đó: nữ" as a part of the column before, and a month as a part of
    what has come together since.
    """
    found = find_among(table)
    counts = count_columns(table)
    for one, two in combinations(counts, 2):
        if (
            (one.place == two.place and two.side == "under")
            or (
                one.side == two.side
                and _CUMULATIVE.search(two.head)
                and not _CUMULATIVE.search(one.head)
            )
            or (one.side == two.side and is_part_of_time(one.head, two.head))
        ):
            pairs = zip(one.cells, two.cells, strict=True)
            found += [tell_part(a, b) for a, b in pairs if a is not None and b is not None]
    return found


def find_across(table: ReadTable, reading: Reading, told: set[str]) -> list[Relation]:
    """Tell a percentage of a table whose numerator stands in the text: the count of which the
    column's head speaks, over a count of the row.
    """
    found: list[Relation] = []
    counts = count_columns(table)
    for rate in (c for c in table.columns if c.is_rate):
        role = role_of(rate.head, "")
        said = [m for m in reading.mentions if m.role == role and role and m.number.is_exact]
        for row, printed in enumerate(rate.cells):
            if printed is None or printed.id in told or not printed.decimals:
                continue
            wholes = [c.cells[row] for c in counts if c.cells[row] is not None]
            tried = [
                tell_share(m.number, whole, printed)
                for m in said[:6]
                for whole in wholes[:2]
                if m.value < whole.value
            ]
            if len(tried) * odds_of_share(printed) <= CHANCE:
                found += [r for r in tried if r.holds][:1]
    return found
