"""A chapter of any authority: which figures it has, and what its sentences say of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from cchc.errors import RequestError
from cchc.language import say
from cchc.model.numbers import with_hedge
from cchc.objects.prose import Prose, bullets, prose
from cchc.report.asked import asked
from cchc.report.checked import CheckedReport
from cchc.show.endings import format_agreed
from errloc.printed import round_half_up

# so many of a kind a reader takes in; the table below has all of them
MOST_POINTS = 4


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
        notes = report.mentions(code, org)["note"]
        printed = with_hedge(printed, notes.iloc[0]) if len(notes) else printed
        told = {"name": _name_fact(chapter, code, org), "printed": printed}
        again = recompute_rate(report, code, org)
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


def recompute_rate(report: CheckedReport, code: str, org: str) -> Fraction | None:
    """Compute a rate again from its counts, None where one is missing."""
    row = report.catalog.indicators.loc[code]
    if not (row["numerator"] and row["denominator"]):
        return None
    top, bottom = (report.value(row[side], org) for side in ("numerator", "denominator"))
    return None if top is None or not bottom else 100 * Fraction(top) / Fraction(bottom)


@asked
def _differs(report: CheckedReport, code: str, org: str) -> bool:
    """Tell whether an error says that the printed rate is not what its parts give."""
    again, mentions = recompute_rate(report, code, org), report.mentions(code, org)
    decimals = int(mentions["decimals"].iloc[0])
    if again is None or round_half_up(again, decimals) == report.value(code, org):
        return False
    figures = set(mentions.index)
    return any(f.severity == "error" and figures & set(f.figures) for f in report.decided)


def _with_percent(printed: str) -> str:
    return printed if printed.endswith("%") else f"{printed}%"
