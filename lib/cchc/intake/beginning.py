"""Begin an authority: a folder of data with the core catalogue, its orgs, and the first quarter.

What every such report has stands in `core/`, as data: indicators, sections, kinds of authorities,
and the relations between units.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cchc.errors import InputError, RequestError
from cchc.language import say
from cchc.model.called import governs, is_place
from cchc.model.folder import read_quarter
from cchc.model.meta import Section
from cchc.model.org_roles import ALL_UNITS, AUTHORITY, ONE_STOP_DESK, UNITS
from cchc.model.outline import ChapterEntry
from cchc.model.problems import Problem, name_file
from cchc.model.quarter import Quarter

from .new_folder import ORG_COLUMNS, empty_files, new_meta, new_org
from .opening import FIGURES, write_folder, write_rows
from .unit_lists import code_units

CORE = Path(__file__).parent / "core"
_ASKED = "asked_of"  # a column of the core catalogue alone: the roles that are asked


@dataclass(frozen=True)
class NewAuthority:
    """An authority to begin: its name as it signs, its kind, its units, and its first quarter."""

    name: str
    kind: str
    units: tuple[str, ...]
    quarter: Quarter


@dataclass(frozen=True)
class Begun:
    """What was made: the folder, how many indicators and orgs it knows, how many figures it waits
    for.
    """

    folder: Path
    indicators: int
    orgs: int
    figures: int


@cache
def read_kinds() -> dict[str, dict[str, str]]:
    """Read the kinds of authorities that can be begun, by code."""
    return {row["kind"]: row for row in _read_core("kinds.csv")}


def begin_authority(folder: Path, begun: NewAuthority) -> Begun:
    """Write the data folder of an authority, whole or not at all.

    Raises InputError for a folder that holds anything already, RequestError for a kind or a name
    that cannot be used.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        says = say("is there already and not empty; name a new folder")
        raise InputError([Problem(name_file(folder), says)])
    if begun.kind not in read_kinds():
        known = ", ".join(f"{code} ({row['what']})" for code, row in read_kinds().items())
        raise RequestError(
            say(
                "{kind} is no kind of authority; write one of {known}", kind=begun.kind, known=known
            )
        )
    if not begun.name:
        raise RequestError(say("the authority has no name; write it as it signs its reports"))
    indicators = _read_core("indicators.csv")
    orgs = list_new_orgs(begun)
    figures = list(_expect(indicators, orgs))
    files = _write_files(begun, indicators, orgs, figures)
    write_folder(folder, files, check=lambda aside: read_quarter(begun.quarter, aside))
    return Begun(folder, len(indicators), len(orgs), len(figures))


def list_new_orgs(begun: NewAuthority) -> list[dict[str, str]]:
    """List the orgs of an authority as rows of orgs.csv: itself, its desk, its units together, each
    of them.
    """
    desk = read_kinds()[begun.kind]["one_stop"]
    place = re.sub(r"^(UBND|Ủy ban nhân dân)\s+", "", begun.name)
    rows = [
        new_org(
            AUTHORITY,
            begun.name,
            begun.kind,
            AUTHORITY,
            aliases=place if place != begun.name else "",
        ),
        new_org(ONE_STOP_DESK, f"{desk} {place}", "one_stop", ONE_STOP_DESK, AUTHORITY, desk),
    ]
    if begun.units:
        together = read_kinds()[begun.kind]["together"]
        rows.append(new_org(ALL_UNITS, together, "all", ALL_UNITS, AUTHORITY))
    codes = code_units(begun.units, [row["org"] for row in rows])
    for name, code in codes.items():
        alias = f"UBND {name}" if is_place(name) and not governs(name) else ""
        rows.append(new_org(code, name, "unit", UNITS, ALL_UNITS, alias))
    return rows


def _expect(
    indicators: Iterable[Mapping[str, str]], orgs: Sequence[Mapping[str, str]]
) -> Iterable[tuple[str, ...]]:
    """List the figures to expect, section by section, org by org: rows of figures.csv."""
    sections = dict.fromkeys(row["section"] for row in indicators)
    for section in sections:
        for org in orgs:
            for row in indicators:
                if row["section"] == section and org["role"] in row[_ASKED].split():
                    yield (row["indicator"], org["org"], "", section, "bảng", "", "", "")


def _write_files(
    begun: NewAuthority,
    indicators: Sequence[Mapping[str, str]],
    orgs: Sequence[Mapping[str, str]],
    figures: Sequence[Sequence[str]],
) -> dict[str, str]:
    columns = [name for name in indicators[0] if name != _ASKED]
    rules = (CORE / "rules.yml").read_text(encoding="utf-8") if begun.units else "[]\n"
    about = (CORE / "LOI-DAU.md").read_text(encoding="utf-8")
    quarter = str(begun.quarter)
    return empty_files(begun.quarter) | {
        "README.md": about.format(authority=begun.name, quarter=quarter),
        "catalog/indicators.csv": write_rows(
            columns, ([row[name] for name in columns] for row in indicators)
        ),
        "catalog/orgs.csv": write_rows(
            ORG_COLUMNS, ([row[name] for name in ORG_COLUMNS] for row in orgs)
        ),
        "catalog/rules.yml": rules,
        f"{quarter}/report.toml": _describe(begun),
        f"{quarter}/figures.csv": write_rows(FIGURES, figures),
    }


def _describe(begun: NewAuthority) -> str:
    rows = _read_core("sections.csv")
    chapters: dict[str, ChapterEntry] = {}
    for row in rows:
        number = row["chapter"]
        earlier = chapters[number].sections if number in chapters else ()
        sections = (*earlier, row["section"])
        chapters[number] = ChapterEntry(number, row["chapter_title"], sections, row["notebook"])
    return new_meta(
        begun.name,
        begun.quarter,
        [Section(row["section"], row["title"], row["notebook"]) for row in rows],
        list(chapters.values()),
        "Cần sửa: number, và dated khi ký báo cáo; các mục và các phần cho đúng đề cương.",
    )


def _read_core(name: str) -> list[dict[str, str]]:
    text = (CORE / name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))
