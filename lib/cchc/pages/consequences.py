"""What happened in a quarter, ranked by consequence and chosen by magnitude."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from cchc.objects.prose import prose
from cchc.report.checked import CheckedReport

from .points import MOST_MAIN_POINTS, MainPoint
from .points_of_claims import find_misstated
from .points_of_deadlines import find_late, find_short
from .points_of_time import find_money, find_worse
from .points_of_units import find_apart, find_held
from .points_of_use import find_taken_up, find_undone, find_unfilled
from .points_to_fill import find_headlines, find_progress, find_rates, find_totals

MOST_OF_A_KIND = 2
NOTABLE = 0.2  # weight of what is called the worst: some in a hundred of many

POINT_KINDS: tuple[Callable[[CheckedReport], Iterable[MainPoint]], ...] = (
    find_late,
    find_short,
    find_apart,
    find_misstated,
    find_worse,
    find_money,
    find_undone,
    find_held,
    find_taken_up,
    find_unfilled,
)
# what the list of numbers to confirm has as well speaks where the others leave room
IF_ROOM = (find_misstated,)
# what was promised and not kept leads by what it is the worst of
PROMISES = {
    find_late: "Kém nhất về thời hạn: {says}",
    find_short: "Kém nhất so với mục tiêu: {says}",
}


def rank_points(report: CheckedReport) -> list[MainPoint]:
    """List the main points, by consequence: deadlines broken first, then targets missed, units
    apart, rates that the report misstates, what grew worse, money, work undone, what one unit
    holds of it, what is taken up, posts not filled; each kind by magnitude.

    What was promised and not kept is called the worst of its kind where it leads. Each kind speaks
    before any speaks twice. Where they do not fill the page the catalogue's headlines follow, then
    the remaining rates, progress and totals; what is as it should be stands last.
    """
    kinds = [list(kind(report)) for kind in POINT_KINDS]
    chosen: list[tuple[int, MainPoint]] = []
    for at in _take_turns():
        chosen += [(at, p) for p in _heaviest(kinds[at], [p for _, p in chosen], 1)]
    chosen = sorted(chosen[:MOST_MAIN_POINTS], key=lambda each: (not each[1].weight, each[0]))
    points = [point for _, point in chosen]
    if chosen and POINT_KINDS[chosen[0][0]] in PROMISES and points[0].weight >= NOTABLE:
        worst = prose(PROMISES[POINT_KINDS[chosen[0][0]]], says=points[0].says)
        points[0] = replace(points[0], says=worst)
    for kind in (find_headlines, find_rates, find_progress, find_totals):
        points += _heaviest(kind(report), points, MOST_MAIN_POINTS - len(points))
    return points


def _take_turns() -> Iterable[int]:
    """Say which kind speaks next, by its place."""
    places = range(len(POINT_KINDS))
    last = [at for at in places if POINT_KINDS[at] in IF_ROOM]
    first = [at for at in places if at not in last]
    return [*first * MOST_OF_A_KIND, *last * MOST_OF_A_KIND]


def _heaviest(
    found: Iterable[MainPoint], before: Sequence[MainPoint], most: int
) -> list[MainPoint]:
    told = {thing for point in before for thing in point.told}
    taken: list[MainPoint] = []
    for point in sorted(found, key=lambda point: -point.weight):
        if len(taken) < most and told.isdisjoint(point.told):
            taken.append(point)
            told |= point.told
    return taken
