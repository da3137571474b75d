"""Which notebooks make the workbook, and in which order."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cchc.errors import RequestError
from cchc.language import say
from cchc.model.commands import find_workbook

SECTION_FILE = re.compile(r"(?P<id>\d{2,3})-(?P<slug>[a-z0-9]+(?:-[a-z0-9]+)*)\.ipynb")
_HIDDEN = re.compile(
    r"^ {0,3}(?P<fence>`{3,}|~{3,}).*?^ {0,3}(?P=fence)[`~]*\s*?$|<!--.*?-->",
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True)
class SectionPlan:
    """One section notebook: `04-ho-so.ipynb` is section 04 with slug `ho-so`.

    `given` are parameters of its own beside those that all notebooks get.
    """

    id: str
    slug: str
    title: str
    path: Path
    given: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        return f"{self.id}-{self.slug}"


def find_project(start: Path) -> Path:
    """Find the folder that holds `notebooks/` and `data/`: `start` or the nearest folder above
    it.
    """
    if found := find_workbook(start):
        return found
    raise RequestError(
        say(
            "no folder here or above holds notebooks/ and data/; name the folder of your data with"
            " --data DIR, or run cchc in the top folder of the project"
        )
    )


def read_notebook(path: Path) -> dict:
    """Read a notebook as plain JSON, without running or upgrading anything.

    Raises RequestError where the file is no notebook of format 4.
    """
    place = f"{path.parent.name}/{path.name}"
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        cells = notebook["cells"]
        usable = notebook["nbformat"] == 4 and all(
            {"cell_type", "source"} <= set(cell) for cell in cells
        )
    except (ValueError, KeyError, TypeError):
        usable = False
    if not usable:
        raise RequestError(
            say(
                "{place}: this is not a notebook of format 4; open it in JupyterLab and save it"
                " again; if it does not open there, put back an earlier copy",
                place=place,
            )
        )
    return notebook


def cell_source(cell: dict) -> str:
    """Text of a cell, which a notebook file holds as one string or as lines."""
    return cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])


def plan(notebooks: Path, only: Iterable[str] = ()) -> list[SectionPlan]:
    """List the sections to run, in the report's order.

    `only` takes numbers and names, several with commas: `04`, `04-ho-so`, `04,05`. Empty means all.
    Notebooks whose name has no number, such as kham-pha.ipynb, are for exploring and are left out.
    Raises RequestError for an unknown section, two notebooks of one number, or a folder without
    sections.
    """
    sections = _all_sections(notebooks)
    asked = [
        word.strip().removesuffix(".ipynb")
        for text in only
        for word in text.split(",")
        if word.strip()
    ]
    if not asked:
        return sections
    unknown = [word for word in asked if not any(_meets(word, section) for section in sections)]
    if unknown:
        known = ", ".join(section.name for section in sections)
        raise RequestError(
            say(
                "--only {unknown}: no such section; the sections are {known}",
                unknown=",".join(unknown),
                known=known,
            )
        )
    return [section for section in sections if any(_meets(word, section) for word in asked)]


def _all_sections(notebooks: Path) -> list[SectionPlan]:
    if not notebooks.is_dir():
        raise RequestError(
            say(
                "{folder}/: there is no such folder; it holds one notebook per section",
                folder=notebooks.name,
            )
        )
    sections: list[SectionPlan] = []
    for path in sorted(notebooks.glob("[0-9]*.ipynb")):
        match = SECTION_FILE.fullmatch(path.name)
        if match is None:
            raise RequestError(
                say(
                    "{place}: name a section with two digits, small letters and hyphens, such as"
                    " 04-ho-so.ipynb",
                    place=f"{notebooks.name}/{path.name}",
                )
            )
        if sections and sections[-1].id == match["id"]:
            raise RequestError(
                say(
                    "{folder}/: {first} and {second} are both section {id}; renumber one",
                    folder=notebooks.name,
                    first=sections[-1].path.name,
                    second=path.name,
                    id=match["id"],
                )
            )
        sections.append(SectionPlan(match["id"], match["slug"], _title(path), path))
    if not sections:
        raise RequestError(
            say(
                "{folder}/: no section notebook here, such as 00-tong-quan.ipynb",
                folder=notebooks.name,
            )
        )
    return sections


def _title(path: Path) -> str:
    for cell in read_notebook(path)["cells"]:
        if cell["cell_type"] == "markdown":
            # what stands in a block of code or a comment is no title
            text = _HIDDEN.sub("", cell_source(cell))
            heading = re.search(r"^# +(.+)$", text, re.MULTILINE)
            if heading:
                return heading[1].strip()
    raise RequestError(
        say(
            "{place}: no title; begin the first Markdown cell with '# ' and the title",
            place=f"{path.parent.name}/{path.name}",
        )
    )


def _meets(word: str, section: SectionPlan) -> bool:
    return word in (section.name, section.id) or (word.isdecimal() and word.zfill(2) == section.id)
