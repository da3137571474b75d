"""A quarter's report as data: every figure as printed, traced to its place."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pandas as pd

from cchc.errors import InputError
from cchc.language import say

from .agreed_rows import SEALED, check_decisions, read_sealed
from .called import Called, call
from .catalog import Catalog, read_catalog
from .commands import say_how_to_begin, to_type
from .csv_checks import iso_day
from .csv_tables import read_table
from .figure_rows import parse_figures
from .lineage import Lineage, trace_back
from .meta import Meta, read_meta
from .org_roles import AUTHORITY, ORG_ROLES, UNITS, WHOLE_AREA, find_roles, is_valid
from .periods import place_report
from .places_read import CUES, read_places
from .problems import Problem, name_file, named_as_given
from .quarter import PERIOD_NAME, Quarter, find_quarters
from .schemas import (
    citations_schema,
    decisions_schema,
    figures_schema,
    follow_up_schema,
    statements_schema,
)

FOLLOW_UP = "follow-up.csv"
_DUE = rf"{PERIOD_NAME}|[0-9]{{4}}(-(0[1-9]|1[0-2]))?"


@dataclass(frozen=True)
class Report:
    """The figures, citations, statements and decisions of one quarter, as printed.

    `figures` is indexed by figure id and has the columns indicator, org, printed (text), value
    (Decimal), decimals, faults, unit, section, place, window_start and window_end (text as
    printed), note, row. `expected` has the same columns: figures whose `printed` is still empty,
    which no rule and no table takes for a value. `follow_up` holds plans of earlier quarters (a
    plan is its statement and quarter) with what became of them; empty where nobody follows them up.
    `sealed` holds what was agreed on when the quarter was sealed (figure, indicator, org, printed,
    value); None: it never was. `notes` tell what stands out in the files and stops nothing.
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
    notes: tuple[Problem, ...]
    # where `cchc read` found figures in the report's own file
    places_read: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def roles(self) -> Mapping[str, tuple[str, ...]]:
        """The orgs of each role as they stood in this quarter; see `model/org_roles.py`."""
        rows = self.catalog.orgs.reset_index().to_dict("records")
        return find_roles(rows, self.quarter.end.isoformat(), self.meta.authority)

    @property
    def authority(self) -> str:
        """The org whose report this is."""
        return self.roles[AUTHORITY][0]

    @cached_property
    def called(self) -> Called:
        """What sentences call the authority, its units and what stands above it."""
        orgs, names = self.catalog.orgs, self.catalog.name
        above = orgs.at[self.authority, "parent"]
        return call(
            self.meta.authority,
            map(names, self.roles.get(UNITS, ())),
            names(above) if above in orgs.index else "",
        )

    def org(self, word: str) -> str:
        """Give the code of a role that one org has; any other text stays as it is."""
        found = self.roles.get(word, ())
        return found[0] if len(found) == 1 else word

    def whole_area(self) -> str:
        """Give the org that stands for the authority with all its units, else the authority."""
        return self.roles.get(WHOLE_AREA, (self.authority,))[0]

    def members(self, orgs: Sequence[str] | str) -> list[str]:
        """List orgs: a role or a kind as it stood in this quarter, one code, or the codes and roles
        given.
        """
        if not isinstance(orgs, str):
            # a role that nobody has names nobody
            named = [self.org(word) for word in orgs if word in self.roles or word not in ORG_ROLES]
            return list(dict.fromkeys(named))
        one = orgs in self.catalog.orgs.index and orgs not in self.roles
        return [orgs] if one else list(self.members_of(orgs))

    def members_of(self, word: str) -> tuple[str, ...]:
        """List the orgs of a role or a kind as it stood in this quarter."""
        day = self.quarter.end.isoformat()
        return self.roles.get(word) or self.catalog.members(word, day)

    def came_from(self, org: str, before: Quarter) -> Lineage:
        """Tell under which orgs the figures of an org stand in an earlier quarter."""
        days = (before.end.isoformat(), self.quarter.end.isoformat())
        return trace_back(self.catalog.org_rows, self.catalog.org_predecessors, org, *days)

    def stands(self, org: str) -> bool:
        """Tell whether an org, or anybody with a role, is in force in this quarter."""
        rows, day = self.catalog.org_rows, self.quarter.end.isoformat()
        return is_valid(rows[org], day) if org in rows else bool(self.roles.get(org))

    def counted(self, org: str) -> list[str]:
        """List the orgs whose counts make up an org's: the whole area has none of its own."""
        whole = self.org(org) in self.roles.get(WHOLE_AREA, ())
        return [self.authority, *self.members(UNITS)] if whole else [self.org(org)]

    def is_unit(self, org: str) -> bool:
        """Tell whether an org is one of the units that are compared with each other."""
        return org in self.roles.get(UNITS, ())

    def mentions(self, indicator: str, org: str) -> pd.DataFrame:
        """Give every printed mention of a fact, the one in the indicator's own section first."""
        figures, org = self.figures, self.org(org)
        found = figures[(figures["indicator"] == indicator) & (figures["org"] == org)]
        own = found["section"] == self.catalog.indicators.at[indicator, "section"]
        return found[own] if own.all() else pd.concat([found[own], found[~own]])

    def sections_of(self, notebook: str) -> list[str]:
        """List the sections that a notebook shows in this quarter, by its number such as '04'."""
        shown = [entry for entry in self.meta.chapters if entry.notebook == notebook]
        return list(dict.fromkeys(section for entry in shown for section in entry.sections))

    def sections_with(self, *indicators: str) -> list[str]:
        """List the sections that print any of these indicators, in the report's order."""
        printed = self.figures[self.figures["indicator"].isin(indicators)]["section"]
        return [s.section for s in self.meta.sections if s.section in set(printed)]

    def place_of_figure(self, figure: str) -> str:
        """Say where a figure stands: as it was read in the report's file, with the name that its
        row gives the paragraph, else as its row says.
        """
        typed = self.figures.at[figure, "place"]
        read = self.places_read.get(figure)
        if not read:
            return typed
        named = re.search(r" \([^()]*\)$", typed)
        return read + (named[0] if named else "")

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
    asked = Quarter.parse(str(quarter)) if str(quarter) else None
    if not quarters:
        says = say_how_to_begin(data, str(asked or ""))
        raise InputError([Problem(name_file(data), says)])
    chosen = asked or quarters[-1]
    if chosen not in quarters:
        says = say(
            "this quarter has no folder; quarters there are: {there}; mend its name if it was"
            " mistyped, or begin it with {command}",
            there=", ".join(map(str, quarters)),
            command=to_type(f"new {chosen}", data),
        )
        raise InputError([Problem(name_file(data / str(chosen)), says)])
    problems: list[Problem] = []
    catalog = catalog or read_catalog(data, problems)
    folder, shown = data / str(chosen), f"data/{chosen}"
    meta = read_meta(folder / "report.toml", f"{shown}/report.toml", problems)
    chosen = place_report(chosen, catalog.periods, meta.told, f"{shown}/report.toml", problems)
    sections = [s.section for s in meta.sections]
    figures = read_table(
        folder / "figures.csv", f"{shown}/figures.csv", figures_schema(catalog, sections), problems
    )
    figures = parse_figures(figures, f"{shown}/figures.csv", catalog, problems)
    catalog = catalog.placed_in(figures)
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
                says = say("{code} is not in indicators.csv; mend the code", code=repr(code))
                problems.append(Problem(f"{shown}/statements.csv", says, row, "indicators"))
    _check_due(statements, f"{shown}/statements.csv", problems)
    check = to_type(f"check {chosen}", data)
    decisions = read_table(
        folder / "decisions.csv", f"{shown}/decisions.csv", decisions_schema(check), problems
    )
    decisions = check_decisions(decisions, f"{shown}/decisions.csv", figures, check, problems)
    sealed = read_sealed(folder / SEALED, f"{shown}/{SEALED}", catalog, problems)
    follow_up = read_table(
        folder / FOLLOW_UP, f"{shown}/{FOLLOW_UP}", follow_up_schema(), problems, optional=True
    )
    # two quarters number their plans alike: only both together name one
    for line in follow_up.loc[follow_up.duplicated(["statement", "quarter"]), "row"]:
        says = say("this plan of this quarter stands in a row above already; keep one of the two")
        problems.append(Problem(f"{shown}/{FOLLOW_UP}", says, int(line), "statement"))
    places = read_places(folder / CUES, f"{shown}/{CUES}", problems)
    problems = named_as_given(problems, data)
    if refused := [problem for problem in problems if not problem.note]:
        raise InputError(refused)
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
        tuple(problems),
        places,
    )


def _check_due(frame: pd.DataFrame, shown: str, problems: list[Problem]) -> None:
    """Tell of due dates that no quarter can be compared with; in words they are shown all the
    same.
    """
    for text, row in zip(frame["due"], frame["row"], strict=True):
        if not text or re.fullmatch(_DUE, text) or iso_day(text):
            continue
        says = say(
            "{text} is no date that can be compared; write it as 2024Q2, 2024-04 or 2024-04-30",
            text=repr(text),
        )
        problems.append(Problem(shown, says, row, "due", note=True))
