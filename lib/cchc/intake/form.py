"""Write the Excel forms that units fill in: one for each org that is asked, one for all."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime, time
from pathlib import Path

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from cchc.checks.derive import DerivedRule
from cchc.checks.facts import group_mentions
from cchc.checks.wording import open_sentence
from cchc.errors import InputError
from cchc.language import say
from cchc.model.guarded import write_new_file
from cchc.model.problems import Problem, name_file
from cchc.model.units import nature_of, shown_decimals
from cchc.report.checked import CheckedReport
from errloc.rules import names_of

from .asks import (
    Ask,
    index_rules,
    is_share,
    list_asks,
    pick_checks,
)
from .form_pages import (
    CHECKS,
    GUIDE,
    ORG,
    QUALIFIER,
    TOP,
    VALUE,
    WIDTHS,
    FormSheet,
    write_checks,
    write_guide,
    write_section,
)
from .formulas import FormEntry, list_told
from .layout import Pages


def write_forms(report: CheckedReport, out: Path, orgs: Sequence[str] = ()) -> list[Path]:
    """Write a form for each of these orgs; without any, for every org that is asked, and one for
    all together.

    Raises InputError, with nothing written, for an org that is asked nothing, and for a form that
    is there already and not the same: a unit may have filled it in.
    """
    drafts = _Drafts(report)
    known = [org for org in report.catalog.orgs.index if org in drafts.asks]
    if unknown := [org for org in orgs if org not in known]:
        says = say(
            "nothing is expected of {unknown}; the orgs that are asked: {known}",
            unknown=", ".join(unknown),
            known=", ".join(known),
        )
        raise InputError([Problem("figures.csv", says)])
    forms = {
        out / f"bieu-{report.quarter}{f'-{org}' if org else ''}.xlsx": org
        for org in orgs or ("", *known)
    }
    contents = {path: _make(drafts, org) for path, org in forms.items()}
    taken = [
        path for path, content in contents.items() if path.exists() and path.read_bytes() != content
    ]
    if taken:
        says = say(
            "is there already and differs: it may be filled in; move it away, or name another"
            " folder with --out"
        )
        raise InputError([Problem(name_file(path), says) for path in taken])
    out.mkdir(parents=True, exist_ok=True)
    for path, content in contents.items():
        if not path.exists():
            write_new_file(path, content)
    return list(contents)


def make_form(report: CheckedReport, org: str = "") -> bytes:
    """Make the form of one org, or of all, as the bytes of an Excel file; the same report gives the
    same bytes.
    """
    return _make(_Drafts(report), org)


class _Drafts:
    """What the forms of a quarter share, worked out once: what is asked of each org, the rules, the
    texts of the quarter before.
    """

    def __init__(self, report: CheckedReport) -> None:
        self.report, self.rules = report, index_rules(report)
        self.asks: dict[str, list[Ask]] = {}
        for ask in list_asks(report):
            self.asks.setdefault(ask.org, []).append(ask)
            self.asks.setdefault("", []).append(ask)
        self.before: dict[str, str] = {}
        if report.previous:
            for name, figures in group_mentions(report.previous).items():
                self.before[name] = report.previous.figures.at[figures[0], "printed"]


def _make(drafts: _Drafts, org: str) -> bytes:
    report = drafts.report
    asks = tuple(drafts.asks.get(org, ()))
    rules = pick_checks(drafts.rules, asks)
    sheets = _list_sheets(report, asks)
    headings = [name for name in WIDTHS if name != ORG or not org]
    entries = _place(report, sheets, headings.index(VALUE), headings.index(QUALIFIER))
    out = io.BytesIO()
    with xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as file:
        title = f"Biểu số liệu {report.quarter.label}"
        created = datetime.combine(report.quarter.end, time())
        file.set_properties({"title": title, "author": report.meta.authority, "created": created})
        book = Pages(file)
        write_guide(
            book,
            report,
            open_sentence(report.catalog.name(org)) if org else "Tất cả các đơn vị",
            asks,
        )
        told = _tell(rules, entries)
        shares = {
            str(name) for rule in rules if is_share(rule) for name in names_of(rule.constraint)
        }
        for sheet in sheets:
            write_section(book, report, drafts.before, sheet, headings, entries, told, shares)
        if rules:
            write_checks(book, report, rules, entries)
    return out.getvalue()


def _list_sheets(report: CheckedReport, asks: Sequence[Ask]) -> list[FormSheet]:
    taken, sheets = {GUIDE.casefold(), CHECKS.casefold(), "history"}, []
    for section in dict.fromkeys(ask.section for ask in asks):
        clean = "".join("-" if mark in "[]:*?/\\'" else mark for mark in section)[:28] or "-"
        names = (clean if n == 1 else f"{clean}~{n}" for n in range(1, 1000))
        name = next(name for name in names if name.casefold() not in taken)
        taken.add(name.casefold())
        title = f"{section}. {report.section_title(section)}"
        sheets.append(FormSheet(name, title, tuple(ask for ask in asks if ask.section == section)))
    return sheets


def _place(
    report: CheckedReport, sheets: Sequence[FormSheet], *columns: int
) -> dict[str, FormEntry]:
    """Give the cells of each fact: for its number, and for a word beside it."""
    letters, entries = [xl_col_to_name(column) for column in columns], {}
    for sheet in sheets:
        for row, ask in enumerate(sheet.asks, TOP + 2):
            cell, said = (f"'{sheet.name}'!${letter}${row}" for letter in letters)
            unit = report.catalog.unit(ask.indicator)
            entries[ask.fact] = FormEntry(cell, nature_of(unit), said, shown_decimals(unit))
    return entries


def _tell(
    rules: Sequence[DerivedRule], names: Iterable[str]
) -> dict[str, list[tuple[str, str, str]]]:
    """Give for each fact the rules to tell beside it: the cell of the verdict, the cell of the
    text, the text.
    """
    told = {name: [] for name in names}
    for row, rule in enumerate(rules, TOP + 2):
        for name in list_told(rule):
            if name in told:
                told[name].append((f"'{CHECKS}'!$G${row}", f"'{CHECKS}'!$C${row}", rule.says))
    return told
