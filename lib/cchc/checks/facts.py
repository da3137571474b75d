"""What a quarter states: figures of one indicator, org and window are mentions of one fact."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from itertools import chain

from cchc.model.catalog_columns import CODE
from cchc.model.folder import Report
from cchc.model.numbers import is_hedged, parse_date
from cchc.model.quarter import PERIOD_NAME, Quarter
from errloc.printed import Printed

_FACT = re.compile(rf"({CODE})\[({CODE})\](?:@(.+))?")

Ends = tuple[date | None, date | None]


# the figures that an earlier quarter states, by fact; None where the data do not hold the quarter,
# or where it must be for a like period and is not
Earlier = Callable[[Quarter, bool], Mapping[str, Printed] | None]


def fact(indicator: str, org: str, when: str = "") -> str:
    """Name the fact that figures state: 'dossiers_received[wards]'.

    `when` is added where it is not the report's own window: another window, or another quarter.
    """
    return f"{indicator}[{org}]@{when}" if when else f"{indicator}[{org}]"


def split_fact(name: str) -> tuple[str, str]:
    """Take a fact's name apart: 'dossiers_received[wards]' => ('dossiers_received', 'wards')."""
    found = _FACT.fullmatch(name)
    if not found:
        raise ValueError(f"{name!r} is not indicator[org]")
    return found[1], found[2]


def is_fact(name: str) -> bool:
    """Tell whether a name is written as indicator[org]."""
    return _FACT.fullmatch(name) is not None


def when_of(name: str) -> str:
    """Say in Vietnamese of which window or quarter a fact is, '' for the report's own: 'quý
    IV/2029'.
    """
    when = name.partition("@")[2]
    if re.fullmatch(PERIOD_NAME, when):
        return Quarter.parse(when).short_label
    return when and f"kỳ {when}"


def fact_of_figures(report: Report) -> dict[str, str]:
    """Name the fact of each figure, in the order of the figures.

    A figure without a printed window, and one whose window is cut short by a slip, belongs to the
    window that the report speaks of: the statutory or calendar one where it is printed, else the
    first.
    """
    columns = ["indicator", "org", "window_start", "window_end"]
    rows = list(report.figures[columns].itertuples())
    windows: dict[tuple[str, str], dict[tuple[str, str], None]] = {}
    for row in rows:
        if row.window_start or row.window_end:
            pair = windows.setdefault((row.indicator, row.org), {})
            pair[row.window_start, row.window_end] = None
    others = {
        pair: _other_windows(list(found), report.quarter)
        for pair, found in windows.items()
        if len(found) > 1
    }
    return {
        row.Index: fact(
            row.indicator,
            row.org,
            others.get((row.indicator, row.org), {}).get((row.window_start, row.window_end), ""),
        )
        for row in rows
    }


def group_mentions(report: Report) -> dict[str, tuple[str, ...]]:
    """Give the figure ids of each fact, facts in the order of the report.

    A figure that nobody can read states nothing; one that is still expected states its fact. The
    leading mention is exact rather than told roughly, and of the indicator's own section where it
    is stated there.
    """
    homes = report.catalog.indicators["section"].to_dict()
    names = fact_of_figures(report)
    found: dict[str, tuple[list[str], ...]] = {}
    expected = report.figures["printed"] == ""
    readable = report.figures[expected | report.figures["value"].notna()]
    for row in readable[["indicator", "section", "note"]].itertuples():
        elsewhere = row.section != homes[row.indicator]
        roughly = is_hedged(row.note)
        places = found.setdefault(names[row.Index], ([], [], [], []))
        places[2 * roughly + elsewhere].append(row.Index)
    return {name: tuple(chain.from_iterable(places)) for name, places in found.items()}


def read_window(start: str, end: str) -> Ends:
    """Read a printed window; of one that starts after it ends only the end is known."""
    first, last = parse_date(start), parse_date(end)
    return (None, last) if first and last and first > last else (first, last)


def _other_windows(printed: list[tuple[str, str]], quarter: Quarter) -> dict:
    """Tell of each printed window that is not the report's own how facts name it."""
    groups: list[list[tuple[str, str]]] = []
    for texts in printed:
        fitting = (g for g in groups if _fit(read_window(*g[0]), read_window(*texts)))
        group = next(fitting, None)
        if group is None:
            groups.append([texts])
        else:
            group.append(texts)
    own = [(quarter.start, quarter.end), quarter.calendar]
    base = next((g for g in groups if _fits_any(read_window(*g[0]), own)), groups[0])
    return {
        texts: "–".join(text or "…" for text in group[0])
        for group in groups
        if group is not base
        for texts in group
    }


def _fits_any(window: Ends, own: Iterable[Ends]) -> bool:
    return any(_fit(window, other) for other in own)


def _fit(one: Ends, other: Ends) -> bool:
    return all(a is None or b is None or a == b for a, b in zip(one, other, strict=True))
