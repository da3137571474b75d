"""Prose with computed numbers: sentences of a notebook in which no digit of data is typed."""

import re
import string
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import takewhile
from math import isfinite
from numbers import Real
from typing import Any

from cchc.errors import ProseError
from cchc.language import say
from cchc.model.numbers import NO_FIGURE, format_date, format_number, format_percent
from cchc.objects import PROSE_MIME

from .captions import SLUG, clean_text

_INLINE = re.compile(r"([\\`*_{}\[\]<>#|~&!$])")
_OPENING = re.compile(r"^([-+=:]|\d+(?=[.)]))")
_BETWEEN = re.compile(r"(?<=\.)\s+")
_GAP = re.compile(r"(?<=\S) {2,}(?=\S)")
_SPEC = re.compile(r"(?P<decimals>\d*)(?P<percent>%?)")


@dataclass(frozen=True)
class Prose:
    """Markdown with its numbers filled in; headings (### …) are allowed inside."""

    markdown: str
    id: str = ""

    def __post_init__(self) -> None:
        if self.id and not SLUG.fullmatch(self.id):
            raise ProseError(
                say("prose {id}: an id is ASCII words in lower case with hyphens", id=repr(self.id))
            )

    @property
    def text(self) -> str:
        """The words without the marks of Markdown, as a title or a caption takes them."""
        lines = (line for line in _read_words(self.markdown).split("\n"))
        return " ".join(" ".join(lines).split())

    def __str__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {
            "text/markdown": self.markdown,
            PROSE_MIME: {"id": self.id, "markdown": self.markdown},
        }


def _read_words(markdown: str) -> str:
    from markdown_it import MarkdownIt

    blocks = MarkdownIt("commonmark").parse(markdown)
    inline = [token for token in blocks if token.type == "inline"]
    return "\n".join(
        "".join(child.content or " " * child.type.endswith("break") for child in token.children)
        for token in inline
    )


class _Filler(string.Formatter):
    def get_field(
        self, field_name: str, args: Sequence[Any], kwargs: dict[str, Any]
    ) -> tuple[Any, str]:
        # attributes and items of values stay out of sentences: what is shown is named and passed
        if field_name not in kwargs:
            raise ProseError(
                say(
                    "the field {name} has no value; given are: {given}",
                    name=field_name,
                    given=", ".join(kwargs) or "–",
                )
            )
        return kwargs[field_name], field_name

    def convert_field(self, value: Any, conversion: str | None) -> Any:
        if conversion:
            raise ProseError(say("!{mark} has no meaning in prose", mark=conversion))
        return value

    def format_field(self, value: Any, format_spec: str) -> str:
        return _field(value, format_spec)


def prose(template: str, *, id: str = "", lacking: str = "", **values: Any) -> Prose:
    """Fill the fields of a Markdown template: '{n}' => '1.234', '{rate:%}' => '97,01%', '{x:1}' =>
    '0,5'.

    Numbers and dates take Vietnamese form, None reads "không có số liệu", a string is text (its
    Markdown marks are escaped) and a Prose is inserted as it is. With `lacking`, each sentence ends
    before its first clause (they end at semicolons) that has a missing value, and the text
    `lacking` says once what is not known. Raises ProseError for a field without value or a value
    without field.
    """
    try:
        used = _fields(template)
    except ValueError:
        raise ProseError(
            say(
                "{text}: its braces do not match; a brace that is text is written twice",
                text=repr(template[:60]),
            )
        ) from None
    idle = sorted(set(values) - used)
    if idle:
        raise ProseError(
            say(
                "no field for the value {name}; write its name in braces where it belongs",
                name=repr(idle[0]),
            )
        )
    if lacking:
        template = _leave_out(
            template, {name for name in used & set(values) if _missing(values[name])}, lacking
        )
    # a field that is empty leaves no gap
    return Prose(_GAP.sub(" ", _Filler().vformat(template, (), values)), id)


def _fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def _leave_out(template: str, missing: set[str], lacking: str) -> str:
    kept, told = [], lacking.replace("{", "{{").replace("}", "}}")
    for sentence in _BETWEEN.split(template):
        clauses = sentence.split("; ")
        known = list(takewhile(lambda clause: not _fields(clause) & missing, clauses))
        if known:
            kept.append("; ".join(known) + ("" if known == clauses else "."))
        if known != clauses and told not in kept:
            kept.append(told)
    return " ".join(kept)


def bullets(items: Iterable[Prose | str], *, id: str = "") -> Prose:
    """Make a list of sentences; strings are text."""
    lines = [item.markdown if isinstance(item, Prose) else escape_markdown(item) for item in items]
    return Prose("\n".join("- " + line.replace("\n", "\n  ") for line in lines), id)


def escape_markdown(text: str) -> str:
    """Keep a text from acting as Markdown; a line break becomes a space."""
    flat = " ".join(clean_text(text).split())
    opening = _OPENING.match(flat)
    escaped = _INLINE.sub(r"\\\1", flat)
    if not opening:
        return escaped
    # "1." and "-" would open a list where the value stands first on its line
    mark = opening[1]
    return (mark + "\\" if mark.isdigit() else "\\" + mark) + escaped[len(mark) :]


def _missing(value: Any) -> bool:
    return value is None or (isinstance(value, Real | Decimal) and not isfinite(value))


def _field(value: Any, spec: str) -> str:
    form = _SPEC.fullmatch(spec)
    if not form:
        raise ProseError(
            say(
                "':{spec}' is not a form; use ':2' for decimals, ':%' or ':1%' for a percentage",
                spec=spec,
            )
        )
    if isinstance(value, Prose):
        return value.markdown
    if _missing(value):
        return NO_FIGURE
    decimals = int(form["decimals"]) if form["decimals"] else None
    if isinstance(value, Real | Decimal) and not isinstance(value, bool):
        if form["percent"]:
            return format_percent(value, 2 if decimals is None else decimals)
        return format_number(value, decimals)
    if spec:
        raise ProseError(
            say("':{spec}' is for numbers, not for {value}", spec=spec, value=repr(value))
        )
    if isinstance(value, date):
        return format_date(value)
    text = str(value)
    # " (…)" stands apart from what it follows
    return " " * text[:1].isspace() + escape_markdown(text)
