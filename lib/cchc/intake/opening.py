"""Begin a quarter: a folder with the figures to expect and the plans to follow up, from the quarter
before.
"""

import re
import secrets
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from cchc.errors import InputError
from cchc.language import say
from cchc.model.commands import say_how_to_begin
from cchc.model.csv_rows import new_csv_file
from cchc.model.folder import Report, read_quarter
from cchc.model.guarded import naming
from cchc.model.lineage import heirs_of
from cchc.model.meta import Meta
from cchc.model.numbers import format_date, parse_date
from cchc.model.org_roles import AUTHORITY
from cchc.model.problems import Problem, name_file
from cchc.model.quarter import PERIOD_NAME, Quarter, find_quarters

from .report_toml import compose_meta, last_day

FIGURES = ("indicator", "org", "printed", "section", "place", "window_start", "window_end", "note")
FOLLOW_UP_COLUMNS = (
    "statement",
    "quarter",
    "section",
    "theme",
    "title",
    "due",
    "indicators",
    "outcome",
    "reason",
)


@dataclass(frozen=True)
class Opened:
    """What was made: the folder, the quarter it follows, how much is expected, the orgs that are no
    more, and whose figures an org is asked for in their place.
    """

    folder: Path
    before: Quarter
    figures: int
    plans: int
    gone: tuple[str, ...]
    inherited: tuple[tuple[str, tuple[str, ...]], ...] = ()
    authority: str = ""


def write_quarter(quarter: Quarter, data: Path) -> Opened:
    """Make the folder of a quarter from the newest one before it, whole or not at all.

    Raises InputError when the folder is there already, when no earlier quarter is, or when that one
    is not sound.
    """
    there = find_quarters(data)
    if not there:
        raise InputError([Problem(name_file(data), say_how_to_begin(data, str(quarter)))])
    earlier = [each for each in there if each < quarter]
    folder = data / str(quarter)
    if folder.exists():
        says = say(
            "the quarter is begun already and stays as it is: go on with it without `new`; to begin"
            " it anew, first move this folder elsewhere"
        )
        raise InputError([Problem(name_file(folder), says)])
    if not earlier:
        says = say(
            "holds no quarter before {quarter} to begin from: write one that is after those that"
            " are there: {there}",
            quarter=quarter,
            there=", ".join(map(str, there)),
        )
        raise InputError([Problem(name_file(data), says)])
    before = read_quarter(earlier[-1], data)
    quarter = before.catalog.periods.place(quarter)
    figures, plans = expect_figures(before, quarter), list_due_plans(before, quarter)
    meta = replace(before.meta, authority=_authority(before, quarter))
    files = {
        "report.toml": _write_meta(meta, quarter),
        "figures.csv": write_rows(FIGURES, figures[list(FIGURES)].itertuples(index=False)),
        "follow-up.csv": write_rows(
            FOLLOW_UP_COLUMNS, plans[list(FOLLOW_UP_COLUMNS)].itertuples(index=False)
        ),
        "citations.csv": write_rows(before.citations.columns.drop("row"), ()),
        "statements.csv": write_rows(before.statements.reset_index().columns.drop("row"), ()),
        "decisions.csv": write_rows(before.decisions.columns.drop("row"), ()),
    }
    write_folder(folder, files)
    asked = set(before.figures["org"]) | set(before.expected["org"])
    orgs = before.catalog.orgs.index
    heirs = {org: _heirs(before, org, quarter) for org in orgs if org in asked}
    gone = tuple(org for org, after in heirs.items() if org not in after)
    inherited = tuple(
        (org, tuple(old for old in gone if org in heirs[old]))
        for org in orgs
        if any(org in heirs[old] for old in gone)
    )
    named = "" if meta.authority == before.meta.authority else meta.authority
    return Opened(folder, before.quarter, len(figures), len(plans), gone, inherited, named)


def write_folder(
    folder: Path, files: Mapping[str, str], check: Callable[[Path], object] | None = None
) -> None:
    """Write a new folder with its files, whole or not at all; `check` may look at it and refuse.

    It is made aside first: a folder with half its files would be taken for a whole one. An empty
    folder of this name gives way.
    """
    aside = folder.with_name(f".{folder.name}.{secrets.token_hex(8)}.new")
    try:
        with naming(folder):
            for name, text in files.items():
                (aside / name).parent.mkdir(parents=True, exist_ok=True)
                (aside / name).write_bytes(text.encode())
        if check:
            check(aside)
        aside.rename(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def expect_figures(before: Report, quarter: Quarter) -> pd.DataFrame:
    """List the figures a quarter should print: the rows of the one before, in their order, without
    numbers.

    An org that is no longer valid is asked no more; each of its successors is asked once in its
    place, for what the catalogue still knows. The window stays empty unless the one printed before
    was the statutory one, by day and month.
    """
    rows = pd.concat(
        [frame for frame in (before.figures, before.expected) if len(frame)] or [before.figures]
    )
    rows = rows.sort_values("row")
    known = before.catalog.known_on(quarter.end.isoformat()).index
    rows = rows[rows["indicator"].isin(known)]
    heirs = {org: _heirs(before, org, quarter) for org in rows["org"].unique()}
    old = rows["org"]
    rows = rows.assign(org=rows["org"].map(heirs), printed="", note="")
    rows = rows.explode("org").dropna(subset=["org"])
    inherited = rows["org"] != old.reindex(rows.index)
    rows = rows[~(inherited & rows.duplicated(["indicator", "org", "section", "place"]))]
    windows = [_window(row, before.quarter, quarter) for row in rows.itertuples()]
    return rows.assign(
        window_start=[start for start, _ in windows], window_end=[end for _, end in windows]
    )


def list_due_plans(before: Report, quarter: Quarter) -> pd.DataFrame:
    """List the plans of the quarter before that are due in or before `quarter`, for the analyst to
    follow up, and after them those it followed up itself and recorded as done in part or not at
    all.

    The latter come along whatever their date: a plan put off is asked for once it is due. `outcome`
    and `reason` are empty: what became of a plan, and why, is for a person to say.
    """
    plans = before.statements[before.statements["kind"] == "plan"].reset_index()
    last = f"{quarter.year}-{quarter.last_month:02d}"
    # a due date in other words cannot be compared: better seen than lost
    due = [bool(text) and _last_month(text) <= last for text in plans["due"]]
    plans = plans.loc[due].assign(quarter=str(before.quarter))
    left = before.follow_up[before.follow_up["outcome"].isin(("partly", "not_done"))].reset_index()
    return pd.concat([plans, left]).assign(outcome="", reason="")


def _last_month(due: str) -> str:
    if re.fullmatch(PERIOD_NAME, due):
        return f"{due[:4]}-{Quarter.parse(due).last_month:02d}"
    return due[:7] if re.match(r"\d{4}-\d{2}", due) else ""


def _heirs(before: Report, org: str, quarter: Quarter) -> tuple[str, ...]:
    return heirs_of(before.catalog.org_rows, org, quarter.end.isoformat())


def _authority(before: Report, quarter: Quarter) -> str:
    """Name who reports: as before while it is in force, else the one that took its place."""
    heirs = _heirs(before, before.authority, quarter)
    if before.authority in heirs:
        return before.meta.authority
    marked = before.catalog.orgs[before.catalog.orgs["role"].str.split().map(_is_authority)]
    new = [org for org in marked.index if org in _heirs(before, org, quarter)] or heirs
    return before.catalog.name(new[0]) if len(new) == 1 else before.meta.authority


def _is_authority(roles: list[str]) -> bool:
    return AUTHORITY in roles


def _window(row, before: Quarter, quarter: Quarter) -> tuple[str, str]:
    printed = [parse_date(text) for text in (row.window_start, row.window_end)]
    # the year may be misprinted, as in 2024Q1; day and month show what was meant
    same = [day and (day.day, day.month) for day in printed] == [
        (d.day, d.month) for d in (before.start, before.end)
    ]
    return (format_date(quarter.start), format_date(quarter.end)) if same else ("", "")


def _write_meta(meta: Meta, quarter: Quarter) -> str:
    number = re.sub(r"^[0-9]+", "…", meta.number)
    told = {"period": quarter.period} if quarter.period != str(quarter) else {}
    begun = replace(meta, number=number, dated=last_day(quarter), told=told)
    return compose_meta(
        begun,
        f"Mở cho {quarter}. Cần sửa: number, và dated khi ký báo cáo; các mục và các phần nếu thay"
        " đổi.",
    )


def write_rows(header: Iterable[str], rows: Iterable[Sequence[str]]) -> str:
    columns = tuple(header)
    told = [dict(zip(columns, row, strict=True)) for row in rows]
    return new_csv_file(columns).changed({}, told).to_bytes().decode()
