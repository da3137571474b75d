"""HTML of an analyst's own, in texts and outputs: what an annex can hold of it, as tokens.

Cleaned by nh3 first, then read into the tokens of Markdown, tables and pictures: page, PDF and
Excel are written from these, so nothing of the markup itself reaches them.
"""

import base64
import binascii
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

from markdown_it.token import Token

from cchc.objects.html_tables import Grid, read_grids

# elements whose words and shape are kept; everything else that HTML knows goes
INLINE = {
    "strong": "strong",
    "b": "strong",
    "em": "em",
    "i": "em",
    "cite": "em",
    "var": "em",
    "dfn": "em",
    "s": "s",
    "del": "s",
    "strike": "s",
    "sup": "sup",
    "sub": "sub",
    "u": "u",
    "ins": "u",
    "mark": "mark",
    "small": "small",
    "code": "",
    "kbd": "",
    "samp": "",
    "tt": "",
    "q": "",
    "span": "",
    "font": "",
    "abbr": "",
    "time": "",
    "label": "",
    "bdi": "",
}
_LISTS = {"ul": "bullet_list", "ol": "ordered_list", "li": "list_item", "blockquote": "blockquote"}
_HEADINGS = {f"h{level}" for level in range(1, 7)}
_PARAGRAPHS = {"p", "div", "section", "article", "main", "header", "footer", "figure", "figcaption"}
_PARAGRAPHS |= {"center", "address", "nav", "aside", "dl", "dt", "dd", "details", "summary"}
_TABLES = {"table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "colgroup", "col"}
# what acts, plays or fetches: told where it stood
ACTIVE = {"script", "iframe", "object", "embed", "video", "audio", "canvas", "form", "input"}
ACTIVE |= {"button", "select", "textarea", "applet", "frame", "frameset", "link", "meta", "base"}
_SILENT = {"style", "head", "title", "html", "body", "template", "noscript", "source", "track"}
_KEPT = {*INLINE, *_LISTS, *_HEADINGS, *_PARAGRAPHS, *_TABLES, "a", "br", "hr", "pre", "img", "wbr"}
KNOWN = {*_KEPT, *ACTIVE, *_SILENT, "svg", "math", "ruby", "rt", "rp", "picture", "map", "area"}
TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)(?P<rest>[^<>]*)>")
_NAMES = re.compile(r"<\s*/?\s*([A-Za-z][A-Za-z0-9-]*)")
_COMMENT = re.compile(r"<!--.*?(?:-->|$)", re.DOTALL)
_DRAWING = re.compile(r"(<svg\b.*?</svg\s*>)", re.DOTALL | re.IGNORECASE)
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,(.+)", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True)
class Picture:
    """A picture found in a text: its bytes or its SVG, and what it is said to show."""

    content: bytes | str
    alt: str = ""


Part = Grid | Picture


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
            reading.parts += _read_piece(piece)
    reading.left_out = list(dict.fromkeys(reading.left_out))
    return reading


def escape_unknown(html: str) -> str:
    """Make tags of no language text: in '<tên đơn vị>' somebody wrote a placeholder."""
    return _NAMES.sub(
        lambda tag: tag[0] if tag[1].lower() in KNOWN else tag[0].replace("<", "&lt;"), html
    )


def _read_piece(html: str) -> Iterator[Token | Part]:
    import nh3

    clean = nh3.clean(
        html,
        tags=set(_KEPT),
        clean_content_tags={"script", "style", "title", "template", "noscript", "iframe"},
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
    yield from reader.found


class _Reader(HTMLParser):
    """Reads clean, balanced HTML; tables are read apart and stand in their place."""

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

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in given}
        if tag == "table":
            self._tables += 1
            if self._tables == 1:
                self.end_paragraph()
                self._put_grid()
        if self._tables:
            return
        if tag in _LISTS:
            self.end_paragraph()
            self._open_container(tag, told)
        elif tag in _HEADINGS:
            self.end_paragraph()
            self._heading = tag
        elif tag in _PARAGRAPHS:
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
        if tag in _LISTS:
            self.end_paragraph()
            self._close_container(tag)
        elif tag in _HEADINGS or tag in _PARAGRAPHS:
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
        token = Token(f"{_LISTS[tag]}_open", tag, 1)
        if tag == "ol" and told.get("start", "").isdecimal():
            token.attrs["start"] = min(int(told["start"]), 1_000_000)
        self.found.append(token)
        self._containers.append((tag, closing))

    def _close_container(self, tag: str) -> None:
        if not any(tag == other for other, _ in self._containers):
            return
        while self._containers:
            last, closing = self._containers.pop()
            self.found += [Token(f"{_LISTS[last]}_close", last, -1), *closing]
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
        elif told.get("alt"):
            self._words.append(Token("text", "", 0, content=f"[Hình: {told['alt']}]"))


def _html_name(kind: str) -> str:
    return "a" if kind == "link" else kind


def balance(tokens: Sequence[Token]) -> list[Token]:
    """Close what tags in a text left open, and drop what they close without having opened it.

    What Markdown itself opened is closed by Markdown alone: a tag within it ends there at the
    latest. Tokens of tags carry `meta["tag"]`.
    """
    kept: list[Token] = []
    waiting: list[Token] = []
    for token in tokens:
        if token.nesting == 1:
            waiting.append(token)
        elif token.nesting == -1 and token.meta.get("tag"):
            names = [each.tag for each in waiting if each.meta.get("tag")]
            if not (waiting and waiting[-1].meta.get("tag") and token.tag in names):
                continue
            while waiting[-1].meta.get("tag") and waiting[-1].tag != token.tag:
                kept.append(_closing(waiting.pop()))
            if waiting[-1].tag != token.tag or not waiting[-1].meta.get("tag"):
                continue
            waiting.pop()
        elif token.nesting == -1:
            while waiting and waiting[-1].meta.get("tag"):
                kept.append(_closing(waiting.pop()))
            if waiting:
                waiting.pop()
        kept.append(token)
    kept += [_closing(token) for token in reversed(waiting)]
    return kept


def _closing(token: Token) -> Token:
    return Token(token.type.removesuffix("_open") + "_close", token.tag, -1, meta=dict(token.meta))


def set_grid(grid: Grid) -> list[Token]:
    """Write a table of HTML as the tokens of a table of Markdown."""
    tokens = [Token("table_open", "table", 1), Token("thead_open", "thead", 1)]
    tokens += _row(grid.headings, "th") + [Token("thead_close", "thead", -1)]
    if grid.rows:
        tokens.append(Token("tbody_open", "tbody", 1))
        for row in grid.rows:
            tokens += _row(row, "td")
        tokens.append(Token("tbody_close", "tbody", -1))
    return [*tokens, Token("table_close", "table", -1)]


def _row(texts: Sequence[str], cell: str) -> list[Token]:
    tokens = [Token("tr_open", "tr", 1)]
    for text in texts:
        opening = Token(f"{cell}_open", cell, 1)
        if cell == "th":
            opening.attrs["scope"] = "col"
        words = Token("inline", "", 0, content=text, children=[Token("text", "", 0, content=text)])
        tokens += [opening, words, Token(f"{cell}_close", cell, -1)]
    return [*tokens, Token("tr_close", "tr", -1)]
