"""A quarter's report as data: every figure as printed, traced to its place."""

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd

from cchc.errors import InputError

from .catalog import CODE, Catalog, read_catalog
from .csv_tables import read_table
from .numbers import FigureError, parse_date, parse_printed, read_as_printed
from .problems import Problem
from .quarter import Quarter, find_quarters
from .schemas import (
    citations_schema,
    decisions_schema,
    figures_schema,
    follow_up_schema,
    sealed_schema,
    statements_schema,
)

SEALED, FOLLOW_UP = "sealed.csv", "follow-up.csv"
_FIGURE = rf".+:({CODE}):({CODE})(?:#\d+)?"


@dataclass(frozen=True)
class Section:
    """A part of the report, by its own numbering, and the notebook that shows it."""

    section: str
    title: str
    notebook: str


@dataclass(frozen=True)
class Meta:
    """What report.toml tells of the report itself."""

    title: str
    authority: str
    number: str
    dated: date
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Report:
    """The figures, citations, statements and decisions of one quarter, as printed.

    `figures` is indexed by figure id and has the columns indicator, org, printed (text), value
    (Decimal), decimals, faults, unit, section, place, window_start and window_end (text as
    printed), note, row. `expected` has the same columns: figures whose `printed` is still empty,
    which no rule and no table takes for a value. `follow_up` holds plans of earlier quarters (a
    plan is its statement and quarter) with what became of them; empty where nobody follows them up.
    `sealed` holds what was agreed on when the quarter was sealed (figure, indicator, org, printed,
    value); None: it never was.
    """

    quarter: Quarter
    meta: Meta
    catalog: Catalog
    figures: pd.DataFrame
    citations: pd.DataFrame
    statements: pd.DataFrame
    decisions: pd.DataFrame
    expected: pd.DataFrame
    follow_up: pd.DataFrame
    sealed: pd.DataFrame | None

    def mentions(self, indicator: str, org: str) -> pd.DataFrame:
        """Give every printed mention of a fact, the one in the indicator's own section first."""
        figures = self.figures
        found = figures[(figures["indicator"] == indicator) & (figures["org"] == org)]
        own = found["section"] == self.catalog.indicators.at[indicator, "section"]
        return found[own] if own.all() else pd.concat([found[own], found[~own]])

    def section_title(self, section: str) -> str:
        return next((s.title for s in self.meta.sections if s.section == section), section)


def read_quarter(
    quarter: str | Quarter, data: str | Path, catalog: Catalog | None = None
) -> Report:
    """Read one quarter's folder and the catalogue; an empty quarter means the newest in `data`.

    A `catalog` that has been read from this folder already is not read again. Raises InputError
    with every problem of every file at once, QuarterError for a text that is no quarter.
    """
    data = Path(data)
    quarters = find_quarters(data)
    if not str(quarter) and not quarters:
        raise InputError([Problem("data", "holds no quarter; make a folder such as data/2024Q1")])
    chosen = Quarter.parse(str(quarter)) if str(quarter) else quarters[-1]
    if chosen not in quarters:
        there = ", ".join(map(str, quarters)) or "none"
        raise InputError(
            [Problem(f"data/{chosen}", f"the folder is missing; quarters there are: {there}")]
        )
    problems: list[Problem] = []
    catalog = catalog or read_catalog(data, problems)
    folder, shown = data / str(chosen), f"data/{chosen}"
    meta = _read_meta(folder / "report.toml", f"{shown}/report.toml", problems)
    sections = [s.section for s in meta.sections]
    figures = read_table(
        folder / "figures.csv", f"{shown}/figures.csv", figures_schema(catalog, sections), problems
    )
    figures = _parse_figures(figures, f"{shown}/figures.csv", catalog, problems)
    # ids are counted over both, so that a figure keeps its id while others are filled in
    figures, expected = figures[figures["printed"] != ""], figures[figures["printed"] == ""]
    citations = read_table(
        folder / "citations.csv", f"{shown}/citations.csv", citations_schema(sections), problems
    )
    statements = read_table(
        folder / "statements.csv", f"{shown}/statements.csv", statements_schema(sections), problems
    )
    for codes, row in zip(statements["indicators"], statements["row"], strict=True):
        for code in filter(None, codes.split(";")):
            if code not in catalog.indicators.index:
                says = f"{code!r} is not in indicators.csv; mend the code"
                problems.append(Problem(f"{shown}/statements.csv", says, row, "indicators"))
    decisions = read_table(
        folder / "decisions.csv", f"{shown}/decisions.csv", decisions_schema(), problems
    )
    _check_decisions(decisions, f"{shown}/decisions.csv", figures, catalog, problems)
    sealed = _read_sealed(folder / SEALED, f"{shown}/{SEALED}", catalog, problems)
    follow_up = read_table(
        folder / FOLLOW_UP, f"{shown}/{FOLLOW_UP}", follow_up_schema(), problems, optional=True
    )
    # two quarters number their plans alike: only both together name one
    for line in follow_up.loc[follow_up.duplicated(["statement", "quarter"]), "row"]:
        says = "this plan of this quarter stands twice; keep one row"
        problems.append(Problem(f"{shown}/{FOLLOW_UP}", says, int(line), "statement"))
    if problems:
        raise InputError(problems)
    statements, follow_up = statements.set_index("statement"), follow_up.set_index("statement")
    return Report(
        chosen,
        meta,
        catalog,
        figures,
        citations,
        statements,
        decisions,
        expected,
        follow_up,
        sealed,
    )


def _read_meta(path: Path, shown: str, problems: list[Problem]) -> Meta:
    try:
        raw = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
        sections = tuple(
            Section(str(s["section"]), str(s["title"]), str(s["notebook"])) for s in raw["sections"]
        )
        if doubled := {
            s.section for s in sections if [t.section for t in sections].count(s.section) > 1
        }:
            problems.append(
                Problem(shown, f"section {sorted(doubled)[0]!r} stands twice; ids must be unique")
            )
        dated = raw["dated"]
        if not sections:
            problems.append(Problem(shown, "names no section; see data/README.md"))
        # a datetime is a date too, but cannot be compared with one
        if type(dated) is not date:
            raise TypeError("dated must be a day without quotes, such as 2024-03-31")
        return Meta(str(raw["title"]), str(raw["authority"]), str(raw["number"]), dated, sections)
    except FileNotFoundError:
        problems.append(
            Problem(
                shown, "the file is missing; it names title, authority, number, dated and sections"
            )
        )
    except KeyError as error:
        problems.append(Problem(shown, f"lacks the key {error}; see data/README.md"))
    except (ValueError, TypeError, RecursionError) as error:
        problems.append(Problem(shown, f"not readable: {error}"))
    return Meta("", "", "", date(1, 1, 1), ())


def _parse_figures(
    frame: pd.DataFrame, shown: str, catalog: Catalog, problems: list[Problem]
) -> pd.DataFrame:
    parsed = []
    for row in frame.itertuples():
        unit = catalog.unit(row.indicator) if row.indicator in catalog.indicators.index else None
        for name in ("window_start", "window_end"):
            try:
                parse_date(getattr(row, name))
            except FigureError as error:
                problems.append(Problem(shown, str(error), row.row, name))
        try:
            filled = unit and row.printed
            parsed.append(read_as_printed(row.printed, unit, row.note) if filled else None)
        except FigureError as error:
            problems.append(Problem(shown, str(error), row.row, "printed"))
            parsed.append(None)
    frame = frame.assign(
        value=pd.Series([p and p.value for p in parsed], dtype=object, index=frame.index),
        decimals=[max(0, p.decimals) if p else 0 for p in parsed],
        faults=pd.Series([p.faults if p else () for p in parsed], dtype=object, index=frame.index),
        unit=[catalog.indicators["unit"].get(code, "") for code in frame["indicator"]],
    )
    base = frame["section"] + ":" + frame["indicator"] + ":" + frame["org"]
    mention = frame.groupby(base, sort=False).cumcount() + 1
    frame.index = pd.Index(
        [b if n == 1 else f"{b}#{n}" for b, n in zip(base, mention, strict=True)], name="figure"
    )
    same = frame.duplicated(
        ["indicator", "org", "printed", "section", "place", "window_start", "window_end", "note"]
    )
    # a second mention is a figure of its own, but the very same row twice in one place is a slip of
    # the hand
    for line in frame.loc[
        same & (frame["printed"] != "") & (frame["place"].str.startswith("bảng")), "row"
    ]:
        problems.append(Problem(shown, "this row of the table stands twice; remove one", int(line)))
    return frame


def _check_decisions(
    frame, shown: str, figures: pd.DataFrame, catalog: Catalog, problems: list[Problem]
) -> None:
    for row in frame[frame["decision"] == "corrected"].itertuples():
        if row.figure not in figures.index:
            says = (
                f"{row.figure!r} is not a figure of this quarter; see the ids that `cchc check`"
                " prints"
            )
            problems.append(Problem(shown, says, row.row, "figure"))
            continue
        try:
            parse_printed(row.value, figures.at[row.figure, "unit"])
        except FigureError as error:
            problems.append(Problem(shown, str(error), row.row, "value"))


def _read_sealed(
    path: Path, shown: str, catalog: Catalog, problems: list[Problem]
) -> pd.DataFrame | None:
    if not path.is_file():
        return None
    frame = read_table(path, shown, sealed_schema(), problems)
    facts = (
        frame["figure"].str.extract(_FIGURE).fillna("").rename(columns={0: "indicator", 1: "org"})
    )
    values = []
    for (indicator, org), line in zip(facts.to_numpy(), frame.itertuples(), strict=True):
        known = indicator in catalog.indicators.index and org in catalog.orgs.index
        try:
            values.append(
                parse_printed(line.value, catalog.unit(indicator)).value if known else None
            )
        except FigureError as error:
            problems.append(Problem(shown, str(error), line.row, "value"))
            values.append(None)
        if not known:
            says = (
                f"{line.figure!r} is not a figure of the catalogue's indicators and orgs; remove"
                " this row"
            )
            problems.append(Problem(shown, says, line.row, "figure"))
    return frame.assign(**facts, value=pd.Series(values, dtype=object, index=frame.index))


def exact(value: Decimal | None) -> Decimal | None:
    """Pass a value on, or None for a cell without one (pandas turns None into NaN in places)."""
    return None if value is None or value != value else value
