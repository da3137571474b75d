"""Rows of a table that were exchanged or copied whole: within themselves they agree, so that only
the other rows and the quarter before can tell.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import combinations
from math import log, prod

import pandas as pd

from cchc.model.folder import Report
from cchc.model.units import is_measure

from .facts import split_fact
from .outliers import leading_figures, name_then
from .remarks import Remark
from .wording import open_sentence

# below this a count says too little of whose it is
_SMALLEST = 10
# one row of a table is told by at least so many counts
_FEWEST = 2
# equal rows are told where chance makes less than one pair in so many tables
_SELDOM = 100
# as logarithms: by a third off their own numbers, and less than half as far off each other's
_FAR, NEARER = 0.3, 0.45

_SAYS_ALIKE = (
    r"(?i)\b(?:như|giống|trùng|bằng nhau|cùng số|đã (?:kiểm tra|đối chiếu|hỏi|xác nhận))\b"
)

_Row = dict[str, Decimal]


def check_rows(report: Report, values: pd.Series, previous: Report | None) -> Iterable[Remark]:
    """Tell of orgs of one kind whose rows repeat each other, or fit each other's last quarter.

    `values` holds the value of each fact, indexed by `indicator[org]`.
    """
    now = _rows(report, values)
    then: dict[str, _Row] = {}
    if previous is not None and previous.quarter.kind == report.quarter.kind:
        figures = leading_figures(previous)
        named = {name: name_then(report, name, previous) for name in values.index}
        before = {
            name: previous.figures.at[figures[earlier], "value"]
            for name, earlier in named.items()
            if earlier in figures
        }
        then = _rows(report, before)
    kinds, noted = report.catalog.orgs["kind"], _noted(report)
    for kind in dict.fromkeys(kinds):
        orgs = [org for org in kinds.index[kinds == kind] if org in now]
        for one, other in _repeated(now, orgs):
            alike_before = one in then and then[one] == then.get(other)
            if not (alike_before or noted & {one, other}):
                yield _copied(report, one, other, now, then)
        moved = [org for org in orgs if _moved(now, then, org)]
        for one, other in combinations(moved, 2):
            if _exchanged(now, then, one, other):
                yield _swapped(report, one, other)


def _rows(report: Report, values: Mapping[str, Decimal] | pd.Series) -> dict[str, _Row]:
    """Give the counts of each org that tell it from others, by indicator."""
    telling = _telling(report)
    rows: dict[str, _Row] = {}
    for name, value in values.items():
        if "@" in name:
            continue
        code, org = split_fact(name)
        if code in telling and value >= _SMALLEST:
            rows.setdefault(org, {})[code] = value
    return rows


def _telling(report: Report) -> frozenset[str]:
    """Name the indicators that count something which may be different everywhere."""
    told = report.catalog.indicators[["unit", "constant"]].itertuples()
    return frozenset(row.Index for row in told if not (is_measure(row.unit) or row.constant))


def _noted(report: Report) -> set[str]:
    """Name the orgs where a note to each figure says that it is like another, or was looked at; a
    qualifier or a misprinted name says nothing of that.
    """
    notes = report.figures["note"].str.contains(_SAYS_ALIKE)
    noted = notes.groupby(report.figures["org"]).all()
    return set(noted.index[noted])


def _is_telling(row: _Row, orgs: int) -> bool:
    """Tell whether hardly any two of so many rows are equal by chance: a number is met again once
    in about as many rows as it counts.
    """
    pairs = Decimal(orgs * (orgs - 1) / 2)
    return prod(set(row.values())) > _SELDOM * pairs


def _repeated(now: dict[str, _Row], orgs: list[str]) -> Iterable[tuple[str, str]]:
    """Pair up orgs whose rows are the same throughout, which is no chance."""
    same: dict[frozenset, list[str]] = {}
    for org in orgs:
        if len(now[org]) >= _FEWEST and _is_telling(now[org], len(orgs)):
            same.setdefault(frozenset(now[org].items()), []).append(org)
    for found in same.values():
        yield from combinations(found, 2)


def _moved(now: dict[str, _Row], then: dict[str, _Row], org: str) -> bool:
    """Tell whether a row is far from its own of the quarter before."""
    if org not in then:
        return False
    codes = [code for code in now[org] if code in then[org]]
    return len(codes) >= _FEWEST and _distance(now[org], then[org], codes) > _FAR / 2


def _exchanged(now: dict[str, _Row], then: dict[str, _Row], one: str, other: str) -> bool:
    codes = [c for c in now[one] if c in now[other] and c in then[one] and c in then[other]]
    if len(codes) < _FEWEST:
        return False
    own = _distance(now[one], then[one], codes) + _distance(now[other], then[other], codes)
    crossed = _distance(now[one], then[other], codes) + _distance(now[other], then[one], codes)
    return own / 2 > _FAR and crossed < NEARER * own


def _distance(row: _Row, before: _Row, codes: list[str]) -> float:
    return sum(abs(log(row[code] / before[code])) for code in codes) / len(codes)


def _swapped(report: Report, one: str, other: str) -> Remark:
    names = [report.catalog.name(org) for org in (one, other)]
    said = (
        f"{open_sentence(names[0])} và {names[1]}: số của đơn vị này gần với số kỳ trước của"
        " đơn vị kia; có thể hai dòng bị đổi chỗ."
    )
    return _remark(report, "swapped_rows", one, other, said)


def _copied(
    report: Report, one: str, other: str, now: dict[str, _Row], then: dict[str, _Row]
) -> Remark:
    """Take the row nearer to its own quarter before for the copied one, where that tells."""
    known = [org for org in (one, other) if org in then and set(then[org]) >= set(now[org])]
    if len(known) == 2:
        one, other = sorted(known, key=lambda org: _distance(now[org], then[org], list(now[org])))
    names = [report.catalog.name(org) for org in (one, other)]
    said = (
        f"{open_sentence(names[0])} và {names[1]}: {len(now[one])} số đếm giống hệt nhau; có thể"
        f" dòng của {names[1]} được chép từ dòng của {names[0]}."
    )
    return _remark(report, "copied_rows", one, other, said)


def _remark(report: Report, kind: str, one: str, other: str, said: str) -> Remark:
    figures = report.figures
    rows = [figures[figures["org"] == org] for org in (one, other)]
    shared = set(rows[0]["indicator"]) & set(rows[1]["indicator"])
    ids = [i for row in rows for i in row.index[row["indicator"].isin(shared)]]
    pair = ":".join(sorted((one, other)))
    section = figures.at[ids[0], "section"]
    return Remark(f"{kind}:{pair}", kind, "warning", section, one, tuple(ids), said)


def texts_of_other_row(report: Report, figures: Iterable[str]) -> dict[str, str]:
    """Give for each figure of two rows the text that the other row prints for its indicator."""
    rows = report.figures.loc[list(figures), ["indicator", "org", "printed"]]
    printed = {(row.indicator, row.org): row.printed for row in rows.itertuples()}
    orgs = list(dict.fromkeys(rows["org"]))
    other = dict(zip(orgs, reversed(orgs), strict=True))
    return {
        row.Index: printed.get((row.indicator, other[row.org]), "") for row in rows.itertuples()
    }
