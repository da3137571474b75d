"""Pair two rows of things in order by what they have in common, and what moved afterwards."""

from collections.abc import Callable, Sequence

_SURE, _ALIKE = 0.5, 0.3
# own words: clearly more alike; alike enough to be paired by them alone; how many rows apart
_GAIN, _ALONE, _REACH = 0.15, 0.75, 200


def align(grid: Sequence[Sequence[float]]) -> dict[int, int]:
    """Pair rows with columns in order so that what they have in common is most."""
    rows, columns = len(grid), len(grid[0]) if grid else 0
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(1, rows + 1):
        own, above, here = grid[i - 1], best[i - 1], best[i]
        for j in range(1, columns + 1):
            worth = max(above[j], here[j - 1])
            if own[j - 1] > _ALIKE:
                worth = max(worth, above[j - 1] + own[j - 1] - 0.2)
            here[j] = worth
    pairs, i, j = {}, rows, columns
    while i and j:
        if best[i][j] == best[i - 1][j]:
            i -= 1
        elif best[i][j] == best[i][j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            pairs[i] = j
    return pairs


def add_moved(grid: Sequence[Sequence[float]], pairs: dict[int, int]) -> None:
    """Pair what is left over, wherever it stands now: the most alike first."""
    taken = set(pairs.values())
    columns = range(len(grid[0]) if grid else 0)
    left = [
        (grid[i][j], -i, -j)
        for i in range(len(grid))
        if i not in pairs
        for j in columns
        if j not in taken and grid[i][j] >= _SURE
    ]
    for _, row, column in sorted(left, reverse=True):
        if -row not in pairs and -column not in taken:
            pairs[-row] = -column
            taken.add(-column)


def exchange(
    grid: Sequence[Sequence[float]],
    pairs: dict[int, int],
    groups: Sequence[int],
    own: Callable[[int, int], float],
) -> set[int]:
    """Exchange what two rows of one group are paired with, and take what is left beside them,
    wherever `own` finds that clearly more alike: order alone does not tell neighbours apart.
    Return the rows that changed.
    """
    changed: set[int] = set()
    members: dict[int, list[int]] = {}
    for row, group in enumerate(groups):
        members.setdefault(group, []).append(row)
    taken = set(pairs.values())
    for rows in members.values():
        columns = [pairs[row] for row in rows if row in pairs]
        first, last = (min(columns) - 1, max(columns) + 1) if columns else (0, -1)
        near = range(max(0, first), min(len(grid[0]), last + 1))
        free = [column for column in near if column not in taken]
        while step := _best_step(grid, pairs, rows, free, own):  # each is worth more: this ends
            for row, column in step.items():
                if pairs.get(row) != column:
                    changed.add(row)
                    if row in pairs and pairs[row] not in step.values():
                        free.append(pairs[row])
                if column is None:
                    pairs.pop(row, None)
                else:
                    pairs[row] = column
            free = [column for column in free if column not in step.values()]
    return changed & set(pairs)


def _best_step(
    grid: Sequence[Sequence[float]],
    pairs: dict[int, int],
    rows: Sequence[int],
    free: Sequence[int],
    own: Callable[[int, int], float],
) -> dict[int, int | None] | None:
    """Return the first change of one or two rows that is clearly worth more."""

    def worth(row: int, column: int | None) -> float:
        return 0.0 if column is None else own(row, column)

    for place, one in enumerate(rows):
        a = pairs.get(one)
        for column in free:
            least = _ALONE if a is None else max(_SURE, worth(one, a) + _GAIN)
            if grid[one][column] and own(one, column) > least:
                return {one: column}
        for two in rows[place + 1 : place + _REACH]:
            b = pairs.get(two)
            if a == b or any(
                column is not None and not grid[row][column] for row, column in ((one, b), (two, a))
            ):
                continue
            there = worth(one, b), worth(two, a)
            if max(there) >= _SURE and sum(there) - worth(one, a) - worth(two, b) > _GAIN:
                return {one: b, two: a}
    return None
