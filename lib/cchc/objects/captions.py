"""What stands around a table or chart: its words, its notes and source, and which letters print."""

import re
from collections.abc import Sequence
from typing import Required, TypedDict

SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_MARK = re.compile(r"\((\d+|\*|t)\) ")
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)


# marks of the blocks of combining marks; a letter of Vietnamese carries two at most
_MARKS = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_PILED = re.compile(f"({_MARKS}{{4}}){_MARKS}+")


class Caption(TypedDict, total=False):
    """The words around a table, the same for every verb that makes one.

    `id` addresses it within the annex: ASCII words in lower case with hyphens. `title` says what it
    shows. Without a `source`, that of the frame or chapter stands below it.
    """

    id: Required[str]
    title: Required[str]
    source: str
    notes: Sequence[str]


class ChartCaption(Caption, total=False):
    """The words around a chart: those of a table, and a `subtitle` of measure, unit and window."""

    subtitle: str


def note_lines(notes: Sequence[str], source: str) -> list[str]:
    """Write notes and source as the lines that stand under a table or chart; a footnote begins with
    its mark.
    """
    plain, footnotes = (
        [n for n in notes if not _MARK.match(n)],
        [n for n in notes if _MARK.match(n)],
    )
    lines = [f"Ghi chú {at}: {note}" for at, note in enumerate(plain, 1)]
    if len(plain) == 1:
        lines = [f"Ghi chú: {plain[0]}"]
    return [*footnotes, *lines, *([f"Nguồn: {source}"] if source else [])]


def begin_upper(text: str) -> str:
    """Begin a name with a capital, as whatever stands first in a line does."""
    return text[:1].upper() + text[1:]


def end_sentence(text: str) -> str:
    """End a title or a note with a full stop where it stands among sentences."""
    return text if text.endswith((".", "?", "!", "…")) else f"{text}."


def clean_text(text: object) -> str:
    """Write control characters, changes of direction and half surrogates, which no output prints,
    as U+FFFD.

    Of marks piled on one letter a few are kept: a letter of Vietnamese has two, and a pile of
    thousands takes a typesetter's memory.
    """
    plain = _UNPRINTABLE.sub("\ufffd", str(text).replace("\r\n", "\n").replace("\r", "\n"))
    return plain if plain.isascii() else _PILED.sub(r"\1", plain)
