"""Pair two rows of things in order by what they have in common, and what moved afterwards."""

from collections.abc import Sequence

_SURE, _ALIKE = 0.5, 0.3


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
