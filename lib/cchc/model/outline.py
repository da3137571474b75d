"""What a quarter's report is made of, read without its figures: chapters, sections, known codes."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from .csv_rows import UnreadableCsv, read_csv_file
from .org_roles import find_roles
from .quarter import Quarter
from .toml_yaml import read_toml

# whatever says something of a section: where it stands, and the cell that must not be empty
_TELLING = {"figures.csv": "printed", "citations.csv": "number", "statements.csv": "title"}


@dataclass(frozen=True)
class ChapterEntry:
    """A chapter of the workbook as the quarter lists it.

    `sections` are the report's own section ids in this quarter. `notebook` is the number of the
    notebook that shows it, empty for the general one; `title` is empty where the quarter gives
    none.
    """

    chapter: str
    title: str
    sections: tuple[str, ...]
    notebook: str = ""


@dataclass(frozen=True)
class Outline:
    """The chapters of a quarter, the titles of its sections, which sections say anything at all,
    which indicators have a figure, and the codes and roles that the catalogue knows. `is_listed`
    tells whether the quarter names its chapters itself.
    """

    chapters: tuple[ChapterEntry, ...] = ()
    titles: Mapping[str, str] | None = None
    telling: frozenset[str] = frozenset()
    stated: frozenset[str] = frozenset()
    indicators: frozenset[str] = frozenset()
    orgs: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    is_listed: bool = False

    def says_anything(self, chapter: ChapterEntry) -> bool:
        """Tell whether any figure, document or statement stands in a chapter's sections."""
        return not self.telling.isdisjoint(chapter.sections)

    def title_of(self, chapter: ChapterEntry) -> str:
        """Give a chapter's own title, else that of its only section, else an empty text."""
        if chapter.title or len(chapter.sections) != 1:
            return chapter.title
        return (self.titles or {}).get(chapter.sections[0], "")


def read_outline(quarter: str, data: Path) -> Outline:
    """Read the outline of a quarter's folder; what cannot be read is left out.

    Whoever reads the figures tells what is wrong with the files.
    """
    raw = read_toml(data / quarter / "report.toml", "report.toml", []) or {}
    figures = list(_read(data / quarter / "figures.csv"))
    orgs = list(_read(data / "catalog" / "orgs.csv"))
    day = Quarter.parse(quarter).end.isoformat()
    telling = frozenset(
        row.get("section", "")
        for name, needed in _TELLING.items()
        for row in _read(data / quarter / name)
        if row.get(needed)
    )
    return Outline(
        read_chapters_of(raw),
        {str(s.get("section")): str(s.get("title", "")) for s in _sections_of(raw)},
        telling,
        frozenset(row.get("indicator", "") for row in figures if row.get("printed")),
        frozenset(row.get("indicator", "") for row in _read(data / "catalog" / "indicators.csv")),
        frozenset(row.get("org", "") for row in orgs),
        frozenset(find_roles(orgs, day, str(raw.get("authority", "")))),
        bool(_dicts_of(raw.get("chapters"))),
    )


def read_chapters_of(raw: Mapping[str, Any]) -> tuple[ChapterEntry, ...]:
    """List the chapters that report.toml names, else one for each notebook that its sections name.

    A section that no listed chapter takes is a chapter of its own, so that nothing is lost.
    """
    sections = {str(s.get("section")): str(s.get("notebook", "")) for s in _sections_of(raw)}
    listed = [_read_chapter(entry) for entry in _dicts_of(raw.get("chapters"))]
    taken = {section for chapter in listed for section in chapter.sections}
    by_notebook: dict[str, list[str]] = {}
    for section, notebook in sections.items():
        if section not in taken:
            by_notebook.setdefault(notebook or section, []).append(section)
    named = set(sections.values())
    left = [
        ChapterEntry(name, "", tuple(found), name if name in named else "")
        for name, found in by_notebook.items()
    ]
    return (*listed, *left)


def name_slug(text: str) -> str:
    """Write a title as a file name: 'Số hóa kết quả' => 'so-hoa-ket-qua'."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    words = re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode().lower())
    return "-".join(words)[:40].strip("-") or "phan"


def _read_chapter(entry: Mapping[str, Any]) -> ChapterEntry:
    sections = entry.get("sections")
    named = tuple(map(str, sections)) if isinstance(sections, list) else ()
    told = (str(entry.get(key, "")) for key in ("chapter", "title"))
    return ChapterEntry(*told, named, str(entry.get("notebook", "")))


def _sections_of(raw: Mapping[str, Any]) -> list[dict[str, Any]]:
    return _dicts_of(raw.get("sections"))


def _dicts_of(value: object) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _read(path: Path) -> Sequence[dict[str, str]]:
    try:
        return _read_rows(path.read_bytes())
    except (OSError, UnreadableCsv):
        return ()


@lru_cache(16)  # who builds asks several times, and figures.csv is long
def _read_rows(content: bytes) -> Sequence[dict[str, str]]:
    file = read_csv_file(content, (), ())
    return tuple(file.read(row) for row in file.body)
