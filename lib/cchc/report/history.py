"""One fact in several quarters: its values where the windows allow it, changes between two, limits
for many.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from cchc.checks.derive import fact
from cchc.model.catalog import Catalog
from cchc.model.numbers import format_date, parse_date
from cchc.model.quarter import QUARTERLY, Quarter
from cchc.stats.intervals import Interval, newcombe
from cchc.stats.limits import Control, laney_p, xmr

from .asked import asked
from .checked import CheckedReport

# below this a line between points says nothing that the table of changes does not say better
FEWEST_POINTS = 3
ACCUMULATED = "là số lũy kế từ đầu năm, chỉ so được với cùng kỳ"

DayOfPeriod = tuple[int, int]


@dataclass(frozen=True)
class Window:
    """When a figure was counted: what is printed, and both days as (month, day), 31 for the last.

    The last month of the period is 0, the one before it -1. A day that is not known is None.
    """

    says: str
    start: DayOfPeriod | None
    end: DayOfPeriod | None
    kind: str = QUARTERLY

    def fits(self, other: "Window") -> bool:
        """Tell whether two windows are of one kind: the same days of their quarters, as far as both
        are known; where a day is not known, in reports for periods of one kind.
        """
        pairs = [(self.start, other.start), (self.end, other.end)]
        known = [(mine, yours) for mine, yours in pairs if mine is not None and yours is not None]
        # of a window that is cut short or misprinted only its report tells what kind it is
        if len(known) < len(pairs) and self.kind != other.kind:
            return False
        return all(mine == yours for mine, yours in known)


@dataclass(frozen=True)
class Point:
    """A fact in one quarter; `part` of `whole` are the counts of a rate, recomputed from them in
    percent.

    `value` is None where the quarter has no figure.
    """

    quarter: Quarter
    value: Decimal | None
    part: int | None = None
    whole: int | None = None
    windows: tuple[Window, ...] = ()
    disputed: bool = False
    # the orgs whose figures were added, where it is not the org's own
    summed: tuple[str, ...] = ()

    @property
    def is_proportion(self) -> bool:
        return self.part is not None and self.whole is not None and 0 <= self.part <= self.whole


@dataclass(frozen=True)
class PeriodChange:
    """A fact now and then: the difference, and for rates of counts its Newcombe interval
    (percentage points).

    `why_not` tells why the two are not set against each other; then there is no difference.
    """

    indicator: str
    org: str
    now: Point
    then: Point
    difference: Decimal | None = None
    interval: Interval | None = None
    why_not: str = ""


def place_window(quarter: Quarter, start: str, end: str) -> Window:
    """Place a printed window within its quarter; where none is printed, the statutory one is taken.

    A start after the end is a slip of the pen, told as a finding of its own: the end alone counts.
    """
    first, last = parse_date(start), parse_date(end)
    if first and last and first > last:
        first = None
    if first is None and last is None:
        ends = _place(quarter, quarter.start), _place(quarter, quarter.end)
        return Window("không ghi kỳ", *ends, quarter.kind)
    days = [format_date(day) if day else "…" for day in (first, last)]
    ends = (day and _place(quarter, day) for day in (first, last))
    return Window("–".join(days), *ends, quarter.kind)


def _place(quarter: Quarter, day: date) -> DayOfPeriod:
    month = 12 * (day.year - quarter.year) + day.month - quarter.last_month
    return month, 31 if day.day == monthrange(day.year, day.month)[1] else day.day


@asked
def take_point(report: CheckedReport, indicator: str, org: str) -> Point:
    """Take a fact from a quarter, as agreed on; a rate is recomputed where the quarter has both its
    parts.
    """
    return _take(report, indicator, (report.org(org),))


def take_earlier(
    report: CheckedReport, indicator: str, org: str, before: CheckedReport
) -> tuple[Point, str]:
    """Take a fact of an org from an earlier quarter, where other orgs may have stood for it.

    The figures of all that went into it are added; the text says why there is no number where one
    of them is lacking, or where one of them went into several orgs.
    """
    catalog, nothing = report.catalog, Point(before.quarter, None)
    lineage = report.came_from(report.org(org), before.quarter)
    if lineage.split:
        names = join_names(catalog, lineage.split)
        return nothing, f"{names} đã chia thành nhiều đơn vị nên không tách được số"
    if not lineage.is_sum:
        return _take(before, indicator, lineage.orgs), ""
    counted = _counted(report, indicator)
    if not counted:
        return nothing, "tỷ lệ của các đơn vị hợp thành không cộng được"
    lacking = [one for one in lineage.orgs if None in [before.value(code, one) for code in counted]]
    if lacking:
        names = join_names(catalog, lacking)
        when = before.quarter.short_label
        return nothing, f"chưa đủ số {when} của các đơn vị hợp thành: thiếu {names}"
    return replace(_take(before, indicator, lineage.orgs), summed=lineage.orgs), ""


def join_names(catalog: Catalog, orgs: Sequence[str]) -> str:
    """Name orgs one after another."""
    return ", ".join(map(catalog.name, orgs))


def _counted(report: CheckedReport, indicator: str) -> list[str]:
    """Name what is added over orgs for a fact: itself, or the two sides of a rate."""
    row = report.catalog.indicators.loc[indicator]
    if row["denominator"]:
        return [row["numerator"], row["denominator"]]
    return [] if row["unit"] == "%" else [indicator]


def _take(report: CheckedReport, indicator: str, orgs: Sequence[str]) -> Point:
    row = report.catalog.indicators.loc[indicator]
    if row["denominator"]:
        sides = [row["numerator"], row["denominator"]]
        top, bottom = (_add(report, side, orgs) for side in sides)
        if top is not None and bottom:
            counts = (int(top), int(bottom)) if top % 1 == 0 and bottom % 1 == 0 else (None, None)
            parts = [fact(side, org) for side in sides for org in orgs]
            return Point(report.quarter, 100 * top / bottom, *counts, *_grounds(report, parts))
    value = _add(report, indicator, orgs)
    facts = [fact(indicator, org) for org in orgs]
    return Point(report.quarter, value, None, None, *_grounds(report, facts))


def _add(report: CheckedReport, indicator: str, orgs: Sequence[str]) -> Decimal | None:
    values = [report.value(indicator, org) for org in orgs]
    return None if None in values else sum(values, Decimal(0))


def _grounds(report: CheckedReport, facts: Sequence[str]) -> tuple[tuple[Window, ...], bool]:
    stated, printed = report.observations, report.figures
    known = [name for name in facts if name in stated.index]
    figures = [stated.at[name, "figure"] for name in known]
    # cell by cell: a frame of a row or two takes more than ten times as long to make
    windows = (
        [printed.at[figure, side] for side in ("window_start", "window_end")] for figure in figures
    )
    return (
        tuple(place_window(report.quarter, *pair) for pair in windows),
        any(stated.at[name, "disputed"] for name in known),
    )


def compare_points(
    report: CheckedReport, indicator: str, org: str, before: CheckedReport
) -> PeriodChange:
    """Set a fact against an earlier quarter, where both have it and both counted it over windows of
    one kind.
    """
    org = report.org(org)
    now = take_point(report, indicator, org)
    then, why_not = take_earlier(report, indicator, org, before)
    why_not = why_not or _obstacle(report, indicator, now, then)
    if why_not:
        return PeriodChange(indicator, org, now, then, why_not=why_not)
    interval = None
    if now.is_proportion and then.is_proportion:
        found = newcombe(now.part, now.whole, then.part, then.whole)
        interval = Interval(*(100 * side for side in (found.estimate, found.low, found.high)))
    return PeriodChange(indicator, org, now, then, now.value - then.value, interval)


def _obstacle(report: CheckedReport, indicator: str, now: Point, then: Point) -> str:
    for point in (now, then):
        if point.value is None:
            return f"không có số liệu {point.quarter.short_label}"
    if accumulates(report, indicator) and now.quarter.last_month != then.quarter.last_month:
        return ACCUMULATED
    for mine, yours in _pair(now, then):
        if not mine.fits(yours):
            both = f"{mine.says} và {yours.says}"
            if mine.kind != yours.kind and mine.says == yours.says:
                # neither prints a window: what differs is what the reports are for
                both = f"{now.quarter.short_label} và {then.quarter.short_label}"
            return f"kỳ số liệu khác nhau ({both})"
    return ""


def _pair(now: Point, then: Point) -> Iterable[tuple[Window, Window]]:
    """Pair the windows of two points: of each side of a rate, of each org that was added."""
    each = max(1, len(then.windows) // max(1, len(now.windows)))
    return zip((w for w in now.windows for _ in range(each)), then.windows, strict=False)


@asked
def accumulates(report: CheckedReport, indicator: str) -> bool:
    """Tell whether a figure, or what a rate counts, runs from the beginning of the year to its
    report.
    """
    row = report.catalog.indicators.loc[indicator]
    counted = row["numerator"] or indicator
    return report.catalog.indicators.at[counted, "accumulates"] == "year"


@asked
def trace_points(report: CheckedReport, indicator: str, org: str) -> tuple[Point, ...]:
    """Follow a fact from the first quarter of the data to this one: a point for each quarter of the
    calendar.

    Where a quarter is missing, has no figure, or counted it over a window of another kind than the
    last figure, its value is None.
    """
    earlier = ((r.quarter, take_earlier(report, indicator, org, r)[0]) for r in report.history)
    found = {**dict(earlier), report.quarter: take_point(report, indicator, org)}
    last = next((point for point in reversed(found.values()) if point.value is not None), None)
    points, quarter = [], min(q for q in found if q.named[:1] == report.quarter.named[:1])
    while quarter <= report.quarter:
        point = found.get(quarter)
        fits = point and last and all(a.fits(b) for a, b in _pair(last, point))
        points.append(point if fits else Point(quarter, None))
        quarter = quarter.next()
    return tuple(points)


def judge_points(points: Iterable[Point]) -> Control | None:
    """Judge the points that have a value: P' limits for rates of counts, XmR for the rest; in the
    points' units.

    Returns None for fewer than three points. Limits stay where values can be: not below 0, a rate
    of counts not above 100.
    """
    known = [point for point in points if point.value is not None]
    if len(known) < FEWEST_POINTS:
        return None
    if all(point.is_proportion for point in known):
        found = laney_p([point.part for point in known], [point.whole for point in known])
        return _scaled(found, 100)
    return _scaled(xmr([float(point.value) for point in known]), 1)


def _scaled(found: Control, factor: float) -> Control:
    low, high = (
        side and tuple(max(0.0, factor * value) for value in side)
        for side in (found.low, found.high)
    )
    values = tuple(factor * value for value in found.values)
    return Control(values, factor * found.centre, low, high, found.signals, found.trial)
