"""A new chapter of one's own: a notebook written from the template, with cells that run."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from cchc.errors import RequestError
from cchc.language import say
from cchc.model.guarded import write_new_file
from cchc.model.outline import name_slug

from .section_files import SECTION_FILE

TEMPLATE = Path(__file__).parent / "phan-mau.ipynb"
_OUR_NAME = re.compile(r"(\d{2,3})-")


@dataclass(frozen=True)
class NewChapter:
    """A chapter that was begun: its notebook, its number and its title."""

    path: Path
    number: str
    title: str


def write_chapter(name: str, notebooks: Path, title: str = "") -> NewChapter:
    """Write a notebook for a new chapter into a folder, never over another.

    `name` is a file's name such as '15-giao-thong', or just a title: 'Giao thông' takes the next
    free number. Raises RequestError for a name or number that cannot be used, InputError for a file
    that is there.
    """
    stem = name.strip().removesuffix(".ipynb")
    taken = [
        found[1] for path in notebooks.glob("*.ipynb") if (found := _OUR_NAME.match(path.name))
    ]
    if not _OUR_NAME.match(stem):
        title = title or stem
        stem = f"{max(map(int, taken), default=0) + 1:02}-{name_slug(stem)}"
    file = f"{stem}.ipynb"
    found = SECTION_FILE.fullmatch(file)
    if not found:
        raise RequestError(
            say(
                "{name}: name a chapter with two digits, small letters and hyphens, such as"
                " 15-giao-thong, or give its title",
                name=name,
            )
        )
    number, slug = found["id"], found["slug"]
    if number in taken and not (notebooks / file).exists():
        raise RequestError(
            say("{folder} has a chapter {number} already", folder=notebooks, number=number)
        )
    title = title or slug.replace("-", " ").capitalize()
    notebooks.mkdir(parents=True, exist_ok=True)
    write_new_file(notebooks / file, compose_chapter(title))
    return NewChapter(notebooks / file, number, title)


def compose_chapter(title: str) -> bytes:
    """Give the template's notebook under a title."""
    notebook = json.loads(TEMPLATE.read_text(encoding="utf-8"))
    notebook["cells"][0]["source"][0] = f"# {' '.join(title.split())}\n"
    return (json.dumps(notebook, ensure_ascii=False, indent=1) + "\n").encode()
