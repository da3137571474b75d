"""Which chapters an annex has: the quarter's own, each shown by the notebook that fits its data.

A special notebook says in its metadata what it needs; where the catalogue lacks any of it, the
general notebook shows the chapter instead. What sums up the others (`"always": true`) is there
always, and a chapter of which the quarter says nothing is left out. A notebook whose metadata say
nothing of this is somebody's own: it is there as soon as a section or chapter names it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from os.path import relpath
from pathlib import Path
from typing import Any

from cchc.errors import RequestError
from cchc.language import say
from cchc.model.outline import ChapterEntry, Outline, name_slug, read_outline

from .section_files import SectionPlan, plan, read_notebook

GENERAL = "phan-chung.ipynb"
_KEY = "cchc"  # of a notebook's metadata
_FACT = re.compile(r"(\w+)\[(\w+)\]")


def plan_chapters(
    quarter: str,
    data: Path,
    notebooks: Path,
    only: Iterable[str] = (),
    general: Path | None = None,
) -> list[SectionPlan]:
    """List the chapters of a quarter to execute, by number.

    `only` names some of them as `project.plan` does. A folder without a general notebook of its own
    takes `general`; without either it is executed as it is. Raises RequestError as `project.plan`
    does, and where nothing is left.
    """
    special = plan(notebooks)
    own = notebooks / GENERAL
    general = own if own.is_file() else general
    if general is None or not general.is_file():
        return plan(notebooks, only)
    outline = read_outline(quarter, data)
    chosen = _choose(outline, special, general)
    chapters = sorted((_placed(c, data, notebooks) for c in chosen), key=lambda chapter: chapter.id)
    asked = _names_of(only)
    known = {name for chapter in chapters for name in (chapter.id, chapter.name)}
    known |= {name for notebook in special for name in (notebook.id, notebook.name)}
    unknown = [name for name in asked if name not in known]
    if unknown:
        raise RequestError(
            say(
                "--only {asked}: no such chapter; the chapters are {known}",
                asked=",".join(unknown),
                known=", ".join(chapter.name for chapter in chapters),
            )
        )
    wanted = [c for c in chapters if not asked or {c.id, c.name} & set(asked)]
    if not wanted:
        unplaced = [n for n in _list_unplaced(outline, notebooks) if {n.id, n.name} & set(asked)]
        if unplaced:
            raise RequestError(_say_unplaced(quarter, notebooks, unplaced))
        raise RequestError(
            say("{quarter}: none of its chapters has any figure yet", quarter=quarter)
        )
    return wanted


def _choose(outline: Outline, special: list[SectionPlan], general: Path) -> Iterable[SectionPlan]:
    by_number = {notebook.id: notebook for notebook in special}
    needs = {notebook.id: _read_needs(notebook.path) for notebook in special}
    for chapter in outline.chapters:
        notebook = by_number.get(chapter.notebook)
        if not outline.says_anything(chapter) and not (notebook and _is_own(notebook.path)):
            continue
        if notebook and needs[notebook.id].get("always"):
            continue
        if notebook and _has_all(outline, needs[notebook.id]):
            yield replace(notebook, id=_number(chapter))
            continue
        title = outline.title_of(chapter) or (notebook.title if notebook else chapter.chapter)
        slug = notebook.slug if notebook else name_slug(title)
        given = (("chapter", chapter.chapter),)
        yield SectionPlan(_number(chapter), slug, title, general, given)
    named = {chapter.notebook for chapter in outline.chapters}
    for notebook in special:
        own = needs[notebook.id]
        # what no section names draws on several: it is there as soon as half of its figures are,
        # unless the quarter names its chapters itself
        drawn = not outline.is_listed and notebook.id not in named and _has_all(outline, own)
        asked = set(own.get("indicators", ()))
        if own.get("always") or (drawn and asked and 2 * len(outline.stated & asked) >= len(asked)):
            yield notebook


def place_data(data: Path, notebooks: Path) -> str:
    """Write the folder of the data as notebooks of a folder name it: from where they lie."""
    try:
        place = relpath(data.resolve(), notebooks.resolve())
    except ValueError:  # another drive of Windows
        place = str(data.resolve())
    return Path(place).as_posix()


def _placed(chapter: SectionPlan, data: Path, notebooks: Path) -> SectionPlan:
    """Give a chapter whose notebook lies in another folder its own way to the data."""
    folder = chapter.path.parent
    if folder == notebooks:
        return chapter
    return replace(chapter, given=(*chapter.given, ("data", place_data(data, folder))))


def _number(chapter: ChapterEntry) -> str:
    """Number a chapter as the files of an annex are: '4' => '04'."""
    number = chapter.chapter if chapter.chapter.isdecimal() else chapter.notebook
    return number.zfill(2) if number.isdecimal() else name_slug(chapter.chapter)


def list_unmet(quarter: str, data: Path, notebooks: Path) -> dict[str, list[str]]:
    """List what the catalogue lacks of the needs of the notebooks that the quarter's chapters name,
    by notebook.
    """
    outline = read_outline(quarter, data)
    named = {chapter.notebook for chapter in outline.chapters if outline.says_anything(chapter)}
    special = plan(notebooks) if any(notebooks.glob("[0-9]*.ipynb")) else []
    found = {
        notebook.path.name: _list_lacking(outline, _read_needs(notebook.path))
        for notebook in special
        if notebook.id in named
    }
    return {name: lacking for name, lacking in found.items() if lacking}


def say_absent(
    quarter: str, data: Path, notebooks: Path, plans: Iterable[SectionPlan] | None = None
) -> list[str]:
    """Say, in a line or none, which notebooks the quarter's chapters name and nobody has, and what
    to do: the general one shows these chapters. `plans` keeps to what a build shows.
    """
    outline = read_outline(quarter, data)
    known = {each.name.partition("-")[0] for each in notebooks.glob("[0-9]*.ipynb")}
    shown = None if plans is None else {dict(each.given).get("chapter") for each in plans}
    absent = [
        chapter.notebook
        for chapter in outline.chapters
        if known
        and chapter.notebook
        and chapter.notebook not in known
        and outline.says_anything(chapter)
        and (shown is None or chapter.chapter in shown)
    ]
    if not absent:
        return []
    return [
        say(
            "{quarter}/report.toml names notebooks that are not in {folder}/: {numbers}; the"
            " general chapter stands in for them; put them back (git checkout -- notebooks), or"
            " mend notebook = in report.toml",
            quarter=quarter,
            folder=notebooks.name,
            numbers=", ".join(f"{number}-….ipynb" for number in dict.fromkeys(absent)),
        )
    ]


def say_unplaced(quarter: str, data: Path, notebooks: Path) -> list[str]:
    """Say, in a line or none, which notebooks of somebody's own no section or chapter names, and
    what to do: they are in no annex.
    """
    unplaced = _list_unplaced(read_outline(quarter, data), notebooks)
    return [_say_unplaced(quarter, notebooks, unplaced)] if unplaced else []


def _list_unplaced(outline: Outline, notebooks: Path) -> list[SectionPlan]:
    special = plan(notebooks) if any(notebooks.glob("[0-9]*.ipynb")) else []
    named = {chapter.notebook for chapter in outline.chapters}
    return [each for each in special if each.id not in named and _is_own(each.path)]


def _say_unplaced(quarter: str, notebooks: Path, unplaced: Iterable[SectionPlan]) -> str:
    names = [each.path.name for each in unplaced]
    return say(
        "{folder}/{names}: no section or chapter of {quarter}/report.toml names it, so it is not in"
        ' the annex; to publish it, write notebook = "{number}" at a section or chapter there',
        folder=notebooks.name,
        names=", ".join(names),
        quarter=quarter,
        number=names[0].partition("-")[0],
    )


def _has_all(outline: Outline, needs: Mapping[str, Any]) -> bool:
    return not _list_lacking(outline, needs)


def _list_lacking(outline: Outline, needs: Mapping[str, Any]) -> list[str]:
    known = {"roles": outline.roles, "orgs": outline.orgs, "indicators": outline.indicators}
    return [word for what in known for word in needs.get(what, ()) if word not in known[what]]


def _read_needs(path: Path) -> Mapping[str, Any]:
    needs = read_notebook(path).get("metadata", {}).get(_KEY)
    return needs if isinstance(needs, dict) else {}


def _is_own(path: Path) -> bool:
    return _KEY not in read_notebook(path).get("metadata", {})


def _names_of(only: Iterable[str]) -> list[str]:
    words = [word.strip().removesuffix(".ipynb") for text in only for word in text.split(",")]
    return [word.zfill(2) if word.isdecimal() else word for word in words if word]
