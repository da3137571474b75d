"""HTML of an analyst's own, in texts and outputs: what an annex can hold of it, as tokens.

Cleaned by nh3 first, then read into the tokens of Markdown, tables and pictures: page, PDF and
Excel are written from these, so nothing of the markup itself reaches them.
"""

import base64
import binascii
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from markdown_it.token import Token

from cchc.objects.html_tables import read_grids

from .elements import ACTIVE, HEADING_TAGS, INLINE, KEPT_TAGS, KNOWN, LIST_TAGS, PARAGRAPH_TAGS
from .markup_tokens import Part, Picture, set_grid

_NAMES = re.compile(r"<\s*/?\s*([A-Za-z][A-Za-z0-9-]*)")
_COMMENT = re.compile(r"<!--.*?(?:-->|$)", re.DOTALL)
_DRAWING = re.compile(r"(<svg\b.*?</svg\s*>)", re.DOTALL | re.IGNORECASE)
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,(.+)", re.DOTALL | re.IGNORECASE)


@dataclass
class MarkupReading:
    """What was read of some HTML: tokens, tables and pictures in order, and what was left out."""

    parts: list[Token | Part] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not any(
            isinstance(part, Part) or part.content.strip() or part.children for part in self.parts
        )


def read_html(html: str) -> MarkupReading:
    """Read HTML into tokens, tables and pictures; names of elements that were left out are told."""
    html = _COMMENT.sub("", html)
    reading = MarkupReading()
    for number, piece in enumerate(_DRAWING.split(html)):
        if number % 2:
            reading.parts.append(Picture(piece))
        elif piece.strip():
            reading.left_out += [
                name for name in map(str.lower, _NAMES.findall(piece)) if name in ACTIVE
            ]
            reader = _read_piece(piece)
            reading.parts += reader.found
            reading.left_out += ["img"] if reader.lacks_pictures else []
    reading.left_out = list(dict.fromkeys(reading.left_out))
    return reading


# what they hold is code, or for programs that cannot show them
_EMPTIED = {"script", "style", "title", "template", "noscript", "iframe"}
_EMPTIED |= {"video", "audio", "object", "canvas"}


def escape_unknown(html: str) -> str:
    """Make tags of no language text: in '<tên đơn vị>' somebody wrote a placeholder."""
    return _NAMES.sub(
        lambda tag: tag[0] if tag[1].lower() in KNOWN else tag[0].replace("<", "&lt;"), html
    )


def _read_piece(html: str) -> "_Reader":
    import nh3

    clean = nh3.clean(
        html,
        tags=set(KEPT_TAGS),
        clean_content_tags=_EMPTIED,
        attributes={
            "a": {"href"},
            "img": {"src", "alt"},
            "td": {"rowspan", "colspan"},
            "th": {"rowspan", "colspan"},
            "ol": {"start"},
        },
        url_schemes={"http", "https", "mailto", "data"},
        link_rel=None,
    )
    reader = _Reader(clean)
    reader.feed(clean)
    reader.close()
    reader.end()
    return reader


class _Reader(HTMLParser):
    """Reads clean, balanced HTML; tables are read apart and stand in their place.

    `lacks_pictures` tells that it names pictures which it does not hold, or holds in a table.
    """

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Token | Part] = []
        self._grids = iter(read_grids(html))
        self._words: list[Token] = []
        self._open: list[str] = []  # inline elements, innermost last
        self._heading = ""
        self._tables = self._pre = 0
        self._containers: list[tuple[str, list[Token]]] = []
        self._later: list[Part] = []  # pictures of a list, which stand behind it
        self.lacks_pictures = False

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in given}
        if tag == "table":
            self._tables += 1
            if self._tables == 1:
                self.end_paragraph()
                self._put_grid()
        if self._tables:
            self.lacks_pictures |= tag == "img"
            return
        if tag in LIST_TAGS:
            self.end_paragraph()
            self._open_container(tag, told)
        elif tag in HEADING_TAGS:
            self.end_paragraph()
            self._heading = tag
        elif tag in PARAGRAPH_TAGS:
            self.end_paragraph()
        elif tag == "pre":
            self.end_paragraph()
            self._pre += 1
        elif tag == "hr":
            self.end_paragraph()
            self._put([Token("hr", "hr", 0)])
        elif tag == "br":
            self._words.append(Token("hardbreak", "br", 0))
        elif tag == "img":
            self._put_picture(told)
        elif tag == "a" and told.get("href"):
            self._begin("link", "a", href=told["href"])
        elif INLINE.get(tag):
            self._begin(INLINE[tag], _html_name(INLINE[tag]))

    def handle_startendtag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self._tables -= 1
            return
        if self._tables:
            return
        if tag in LIST_TAGS:
            self.end_paragraph()
            self._close_container(tag)
        elif tag in HEADING_TAGS or tag in PARAGRAPH_TAGS:
            self.end_paragraph()
        elif tag == "pre":
            self._pre -= 1
            text = "".join(token.content or "\n" for token in self._words)
            self._words = []
            if text.strip():
                self._put([Token("fence", "code", 0, content=text.strip("\n"))])
        elif tag == "a":
            self._end("link")
        elif INLINE.get(tag):
            self._end(INLINE[tag])

    def handle_data(self, text: str) -> None:
        if self._tables:
            return
        if not self._pre:
            text = re.sub(r"\s+", " ", text)
            if not self._words:
                text = text.lstrip()
        if text:
            self._words.append(Token("text", "", 0, content=text))

    def end(self) -> None:
        """End what the page left open."""
        self.end_paragraph()
        while self._containers:
            self._close_container(self._containers[-1][0])

    def end_paragraph(self) -> None:
        """Put the words met so far into a paragraph or heading of their own."""
        while self._open:
            self._end(self._open[-1])
        words, self._words = self._words, []
        heading, self._heading = self._heading, ""
        if not any(word.content.strip() for word in words if word.type == "text"):
            return
        inline = Token("inline", "", 0, children=words)
        inline.content = "".join(word.content for word in words)
        kind, tag = ("heading", heading) if heading else ("paragraph", "p")
        self._put([Token(f"{kind}_open", tag, 1), inline, Token(f"{kind}_close", tag, -1)])

    def _put(self, tokens: list[Token]) -> None:
        """Put a block in its place; one that stands in a list itself becomes an item of it."""
        if self._containers and self._containers[-1][0] in ("ul", "ol"):
            tokens = [
                Token("list_item_open", "li", 1),
                *tokens,
                Token("list_item_close", "li", -1),
            ]
        self.found += tokens

    def _open_container(self, tag: str, told: dict[str, str]) -> None:
        within = self._containers[-1][0] if self._containers else ""
        closing: list[Token] = []
        if tag == "li" and within not in ("ul", "ol"):
            self.found.append(Token("bullet_list_open", "ul", 1))
            closing = [Token("bullet_list_close", "ul", -1)]
        elif tag != "li" and within in ("ul", "ol"):
            self.found.append(Token("list_item_open", "li", 1))
            closing = [Token("list_item_close", "li", -1)]
        token = Token(f"{LIST_TAGS[tag]}_open", tag, 1)
        if tag == "ol" and told.get("start", "").isdecimal():
            token.attrs["start"] = min(int(told["start"]), 1_000_000)
        self.found.append(token)
        self._containers.append((tag, closing))

    def _close_container(self, tag: str) -> None:
        if not any(tag == other for other, _ in self._containers):
            return
        while self._containers:
            last, closing = self._containers.pop()
            self.found += [Token(f"{LIST_TAGS[last]}_close", last, -1), *closing]
            if last == tag:
                break
        if not self._containers:
            self.found += self._later
            self._later = []

    def _begin(self, kind: str, tag: str, **attributes: str) -> None:
        token = Token(f"{kind}_open", tag, 1)
        token.attrs = dict(attributes)
        self._words.append(token)
        self._open.append(kind)

    def _end(self, kind: str) -> None:
        if kind not in self._open:
            return
        while self._open:
            last = self._open.pop()
            self._words.append(Token(f"{last}_close", _html_name(last), -1))
            if last == kind:
                return

    def _put_grid(self) -> None:
        grid = next(self._grids)
        if not grid.headings:
            return
        if self._containers:
            self._put(set_grid(grid))
        else:
            self.found.append(grid)

    def _put_picture(self, told: dict[str, str]) -> None:
        found = _PICTURE.fullmatch(told.get("src", "").strip())
        try:
            content = base64.b64decode(found[1], validate=False) if found else b""
        except (binascii.Error, ValueError):
            content = b""
        if content:
            self.end_paragraph()
            picture = Picture(content, told.get("alt", ""))
            (self._later if self._containers else self.found).append(picture)
            return
        self.lacks_pictures = True
        if told.get("alt"):
            self._words.append(Token("text", "", 0, content=f"[Hình: {told['alt']}]"))


def _html_name(kind: str) -> str:
    return "a" if kind == "link" else kind
