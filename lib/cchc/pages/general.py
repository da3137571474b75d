"""A chapter of any authority, from its figures alone: sentences, rates, totals, all figures."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pandas as pd

from cchc.checks.facts import fact, split_fact
from cchc.errors import RequestError
from cchc.language import say
from cchc.model.numbers import format_number
from cchc.model.org_roles import UNITS
from cchc.objects.prose import Prose, bullets, prose
from cchc.objects.tables import Column, Table
from cchc.report.asked import asked
from cchc.report.checked import CheckedReport
from cchc.report.source_lines import find_source
from cchc.show.changes import compare_quarters
from cchc.show.endings import format_agreed, tabulate_findings, tabulate_sources
from cchc.show.several import Several
from cchc.show.told import STATEMENT_KINDS, TOLD_KINDS
from errloc.printed import round_half_up
from errloc.rules import names_of

from .all_figures import open_cell, write_window

# so many of a kind a reader takes in; the table below has all of them
MOST_POINTS = 4
# fewer orgs stand in rows of their own; more columns than these do not fit a page
FEWEST_UNITS, MOST_COUNTED = 3, 6
_SAID_BELOW = ("Đơn vị", "Đơn vị tính", "Kỳ số liệu", "Vị trí")
_PRINTED, _AGREED = "Số báo cáo", "Số sử dụng"
_USED = "Số sử dụng: số đã thống nhất khi báo cáo nêu một số ở nhiều nơi hoặc đã có kết luận sửa."
_AGAIN = "Tính từ các thành phần: tỷ lệ từ tử số và mẫu số, tổng số từ các số cộng thành."


@dataclass(frozen=True)
class ChapterFigures:
    """What the report says in a chapter's sections."""

    report: CheckedReport
    chapter: str
    sections: tuple[str, ...]

    @property
    def figures(self) -> pd.DataFrame:
        """The figures printed here, in the report's order."""
        return self.report.figures[self.report.figures["section"].isin(self.sections)]

    @property
    def facts(self) -> list[tuple[str, str]]:
        """The facts printed here as indicator and org, each once."""
        return list(dict.fromkeys(zip(self.figures["indicator"], self.figures["org"], strict=True)))

    @property
    def orgs(self) -> list[str]:
        return list(dict.fromkeys(org for _, org in self.facts))

    def codes(self, org: str | None = None) -> list[str]:
        """The indicators printed here, of one org or of any."""
        return list(dict.fromkeys(c for c, o in self.facts if org is None or o == org))

    def id(self, name: str) -> str:
        """Name a table of this chapter apart from those of the others."""
        return f"phan-{self.chapter.lower()}-{name}"


def read_chapter(report: CheckedReport, chapter: str) -> ChapterFigures:
    """Take a chapter of the quarter by its number; an empty text takes the first with figures.

    Raises RequestError for a chapter that the quarter does not have.
    """
    entries = report.meta.chapters
    printed = set(report.figures["section"])
    with_figures = [entry for entry in entries if printed & set(entry.sections)]
    named = [entry for entry in entries if entry.chapter == chapter]
    found = named or (with_figures[:1] if not chapter else [])
    if not found:
        raise RequestError(
            say(
                "{quarter} has no chapter {chapter}; its chapters are {known}",
                quarter=report.quarter,
                chapter=repr(chapter),
                known=", ".join(entry.chapter for entry in entries),
            )
        )
    return ChapterFigures(report, found[0].chapter, found[0].sections)


def say_chapter(chapter: ChapterFigures) -> Prose:
    """Lead with what happened: rates, then the largest totals, then what does not fit."""
    points = [*_say_rates(chapter), *_say_totals(chapter), *_say_errors(chapter)]
    if not points:
        return Prose("Báo cáo không nêu số liệu nào ở phần này.")
    return bullets([*_say_org(chapter), *points], id=chapter.id("y-chinh"))


def _say_rates(chapter: ChapterFigures) -> Iterable[Prose]:
    report, catalog = chapter.report, chapter.report.catalog
    rates = [(c, o) for c, o in chapter.facts if catalog.unit(c) == "%"]
    wrong = {pair for pair in rates if _differs(report, *pair)}
    for code, org in sorted(rates, key=lambda pair: pair not in wrong)[:MOST_POINTS]:
        printed = _with_percent(report.printed(code, org) or "")
        told = {"name": _name_fact(chapter, code, org), "printed": printed}
        again = _recompute(report, code, org)
        if (code, org) not in wrong:
            yield prose("{name}: **{printed}** theo báo cáo.", **told)
        else:
            yield prose(
                "{name}: **{printed}** theo báo cáo, **{again:2%}** khi tính lại.",
                again=again,
                **told,
            )


def _say_totals(chapter: ChapterFigures) -> Iterable[Prose]:
    report, catalog = chapter.report, chapter.report.catalog
    parts = catalog.indicators["part_of"]
    totals = [
        (code, org)
        for code, org in chapter.facts
        if catalog.unit(code) != "%" and parts.get(code, "") not in chapter.codes(org)
    ]
    for code, org in totals[:MOST_POINTS]:
        yield prose(
            "{name}: **{value}** {unit}.",
            name=_name_fact(chapter, code, org),
            value=format_agreed(report, code, org) or report.printed(code, org),
            unit=catalog.unit(code),
        )


def _name_fact(chapter: ChapterFigures, code: str, org: str) -> str:
    """Name a fact; where the chapter speaks of one org alone, that was named already."""
    name = chapter.report.catalog.name
    return name(code) if len(chapter.orgs) == 1 else f"{name(code)} của {name(org)}"


def _say_org(chapter: ChapterFigures) -> Iterable[Prose]:
    if len(chapter.orgs) == 1:
        yield prose(
            "Số liệu phần này là của {org}.", org=chapter.report.catalog.name(*chapter.orgs)
        )


def _say_errors(chapter: ChapterFigures) -> Iterable[Prose]:
    found = chapter.report.findings_of(*chapter.sections)
    errors = sum(finding.is_open_error for finding in found)
    if errors:
        yield prose("**{errors}** lỗi số liệu của phần này chưa có kết luận.", errors=errors)


def _recompute(report: CheckedReport, code: str, org: str) -> Fraction | None:
    row = report.catalog.indicators.loc[code]
    if not (row["numerator"] and row["denominator"]):
        return None
    top, bottom = (report.value(row[side], org) for side in ("numerator", "denominator"))
    return None if top is None or not bottom else 100 * Fraction(top) / Fraction(bottom)


@asked
def _differs(report: CheckedReport, code: str, org: str) -> bool:
    """Tell whether an error says that the printed rate is not what its parts give."""
    again, mentions = _recompute(report, code, org), report.mentions(code, org)
    decimals = int(mentions["decimals"].iloc[0])
    if again is None or round_half_up(again, decimals) == report.value(code, org):
        return False
    figures = set(mentions.index)
    return any(f.severity == "error" and figures & set(f.figures) for f in report.decided)


def _with_percent(printed: str) -> str:
    return printed if printed.endswith("%") else f"{printed}%"


def tabulate_units(chapter: ChapterFigures) -> Table | None:
    """Set units that state the same indicators side by side, a row each; None for fewer than three.

    An indicator that only one of them states stays in the other table.
    """
    report, units = chapter.report, _list_units(chapter)
    codes = _list_shared(chapter, units)
    if not codes:
        return None
    name = report.catalog.name
    rows = tuple(
        (open_cell(name(unit)), *(format_agreed(report, code, unit) for code in codes))
        for unit in units
    )
    columns = (
        Column("Đơn vị", head=True),
        *(Column(_with_unit(report, code), "printed") for code in codes),
    )
    facts = tuple(
        (at, place, fact(code, unit))
        for at, unit in enumerate(units)
        for place, code in enumerate(codes, 1)
        if (code, unit) in chapter.facts
    )
    source = str(find_source(report, chapter.sections))
    title = "Số liệu của từng đơn vị"
    return Table(chapter.id("don-vi"), title, columns, rows, source=source, facts=facts)


def _list_units(chapter: ChapterFigures) -> list[str]:
    """List the compared units that the chapter speaks of, where they are several."""
    units = [org for org in chapter.report.members(UNITS) if org in chapter.orgs]
    return units if len(units) >= FEWEST_UNITS else []


def _list_shared(chapter: ChapterFigures, units: Sequence[str]) -> list[str]:
    """List the indicators that several of the units state, each once, as one table has room."""
    stated = Counter(zip(chapter.figures["indicator"], chapter.figures["org"], strict=True))
    shared = [
        code
        for code in chapter.codes()
        if sum((code, unit) in stated for unit in units) > 1
        and all(stated[code, unit] <= 1 for unit in units)
    ]
    return shared[:MOST_COUNTED]


def tabulate_chapter_figures(chapter: ChapterFigures) -> Table | None:
    """Lay out every figure printed in the chapter, each rate and total with what its parts give.

    What `tabulate_units` shows is left out; nothing else of the report is lost. A column that says
    the same in each row is a note.
    """
    report, figures = chapter.report, chapter.figures
    units = _list_units(chapter)
    side = {(code, unit) for code in _list_shared(chapter, units) for unit in units}
    pairs = zip(figures["indicator"], figures["org"], strict=True)
    figures = figures[[pair not in side for pair in pairs]]
    if figures.empty:
        return None
    name, lines = report.catalog.name, list(figures.itertuples())
    again = [_say_again(report, line.indicator, line.org) for line in lines]
    cells: dict[Column, list[str | None]] = {
        Column("Chỉ tiêu", head=True): [name(line.indicator) for line in lines],
        Column("Đơn vị", head=True): [open_cell(name(line.org)) for line in lines],
        Column("Đơn vị tính"): [line.unit for line in lines],
        **_list_values(report, lines),
        Column("Tính từ các thành phần"): again,
        Column("Kỳ số liệu"): [write_window(line.window_start, line.window_end) for line in lines],
        Column("Vị trí"): [f"mục {line.section}, {line.place}" for line in lines],
    }
    notes = [_USED] if any(column.name == _AGREED for column in cells) else []
    for column in list(cells):
        if column.name in _SAID_BELOW and len(set(cells[column])) == 1:
            (said,) = set(cells.pop(column))
            notes += [f"{column.name}: {said}."] if said else []
    if any(again):
        notes.append(_AGAIN)
    else:
        del cells[Column("Tính từ các thành phần")]
    columns = tuple(cells)
    place = max(at for at, column in enumerate(columns) if column.kind == "printed")
    facts = tuple((at, place, fact(line.indicator, line.org)) for at, line in enumerate(lines))
    return Table(
        chapter.id("so-lieu"),
        "Số liệu của phần này",
        columns,
        tuple(zip(*cells.values(), strict=True)),
        notes=tuple(notes),
        source=str(find_source(report, chapter.sections)),
        facts=facts,
    )


def _list_values(report: CheckedReport, lines: Sequence[Any]) -> Mapping[Column, list[str | None]]:
    """Give the numbers as printed, and those agreed on beside them where any is another."""
    printed = [line.printed for line in lines]
    if all(report.value(line.indicator, line.org) == line.value for line in lines):
        return {Column(_PRINTED, "printed"): printed}
    used = [format_agreed(report, line.indicator, line.org) for line in lines]
    return {Column(_PRINTED, "printed", internal=True): printed, Column(_AGREED, "printed"): used}


@asked
def _say_again(report: CheckedReport, code: str, org: str) -> str:
    """Say what the parts of a rate or of a total give; an empty text where they give nothing."""
    rate = _recompute(report, code, org)
    if rate is not None:
        return f"{format_number(round_half_up(rate, 2))}%"
    return "; ".join(dict.fromkeys(_say_sums(report, code, org)))


def _say_sums(report: CheckedReport, whole: str, org: str) -> Iterable[str]:
    for rule in report.facts.rules:
        total, *parts = [split_fact(str(name)) for name in names_of(rule.meant)]
        if rule.kind != "parts" or total != (whole, org):
            continue
        values = [report.value(*part) for part in parts]
        known = [value for value in values if value is not None]
        if len(known) == len(values):
            gap = (report.value(whole, org) or 0) - sum(known)
            told = format_number(sum(known))
            yield f"{told} (chênh lệch {format_number(abs(gap))})" if gap else told
        elif len(known) > 1:
            named = zip(parts, values, strict=True)
            lacking = [report.catalog.name(part) for (part, _), value in named if value is None]
            yield f"{format_number(sum(known))}, chưa có {', '.join(lacking)}"


def _with_unit(report: CheckedReport, code: str) -> str:
    return f"{report.catalog.name(code)} ({report.catalog.unit(code)})"


def tabulate_chapter_statements(chapter: ChapterFigures) -> Table | None:
    """Lay out the plans, assessments, difficulties and proposals of the chapter's sections."""
    told = chapter.report.statements
    told = told[told["section"].isin(chapter.sections) & told["kind"].isin(TOLD_KINDS)]
    if told.empty:
        return None
    rows = tuple(
        (row.title, STATEMENT_KINDS[row.kind], row.due or "không nêu", row.section)
        for row in told.itertuples()
    )
    columns = (Column("Nội dung", head=True), Column("Loại"), Column("Thời hạn"), Column("Mục"))
    source = str(find_source(chapter.report, chapter.sections))
    title = "Nhiệm vụ, nhận định, khó khăn, kiến nghị"
    return Table(chapter.id("noi-dung"), title, columns, rows, source=source)


def compare_chapter(chapter: ChapterFigures) -> Several | None:
    """Compare the chapter's facts with earlier quarters and targets."""
    return compare_quarters(chapter.report, chapter.codes(), chapter.orgs, id=chapter.id("so-sanh"))


def list_chapter_findings(chapter: ChapterFigures) -> Table | Prose | None:
    """Lay out the findings of the chapter's sections; None where there are none."""
    if not chapter.report.findings_of(*chapter.sections):
        return None
    return tabulate_findings(chapter.report, *chapter.sections, id=chapter.id("bat-thuong"))


def list_chapter_sources(chapter: ChapterFigures) -> Table | Prose | None:
    """Lay out the documents that the chapter's sections cite; None where they cite none."""
    if not chapter.report.citations["section"].isin(chapter.sections).any():
        return None
    return tabulate_sources(chapter.report, *chapter.sections, id=chapter.id("nguon"))
