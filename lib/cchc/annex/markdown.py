"""Markdown of the notebooks: parsed once, with the annex's heading levels, anchors and links."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from cchc.errors import MarkdownError

# raw HTML is off: what looks like a tag is text
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
_EXTERNAL = re.compile(r"(https?://|mailto:)", re.IGNORECASE)
DEEPEST = 4


@dataclass
class Outline:
    """Headings and links met so far in one section; its own title is level 1 and is not listed."""

    anchor: str
    sections: Mapping[str, str]
    lost: frozenset[str] = frozenset()
    headings: list[tuple[int, str, str]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    titled: bool = False
    level: int = 1

    def place(self, asked: int, text: str) -> tuple[int, str]:
        """Give a heading its level, one deeper than the last at most, and its anchor."""
        self.level = min(max(asked, 2), self.level + 1, DEEPEST)
        anchor = f"{self.anchor}-{slugify(text)}"
        used = {known for _, known, _ in self.headings}
        if anchor in used:
            anchor = next(
                f"{anchor}-{at}" for at in range(2, len(used) + 3) if f"{anchor}-{at}" not in used
            )
        self.headings.append((self.level, anchor, text))
        return self.level, anchor


def read_markdown(source: str, outline: Outline) -> list[Token]:
    """Parse Markdown; heading tokens carry `meta["level"]` (2 to 4) and `meta["anchor"]`.

    The first `# Title` of a section is left out: the annex writes the title itself. Links lead to
    the web, to an anchor, or to a section's notebook; raises MarkdownError for any other, and for
    pictures.
    """
    tokens: list[Token] = []
    parsed = iter(_MARKDOWN.parse(source))
    for token in parsed:
        if token.type == "heading_open":
            inline, close = next(parsed), next(parsed)
            asked = int(token.tag[1])
            if asked == 1 and not outline.titled:
                outline.titled = True
                continue
            level, anchor = outline.place(asked, plain_text(inline))
            token.meta = close.meta = {"level": level, "anchor": anchor}
            token.tag = close.tag = f"h{level + 1}"
            token.attrs["id"] = anchor
            tokens += [token, _with_links(inline, outline), close]
        else:
            if token.type == "th_open":
                token.attrs["scope"] = "col"
            tokens.append(_with_links(token, outline) if token.type == "inline" else token)
    return tokens


def write_markdown_html(tokens: Sequence[Token]) -> str:
    """Write parsed Markdown as HTML."""
    html = _MARKDOWN.renderer.render(list(tokens), _MARKDOWN.options, {})
    # a table wider than a telephone scrolls by itself, also by keyboard
    html = html.replace(
        "<table>",
        '<div class="tbl" role="group" tabindex="0" aria-label="Bảng trong lời văn"><table>',
    )
    return html.replace("</table>", "</table></div>")


def plain_text(inline: Token) -> str:
    """Give the text of an inline token without its marks."""
    return "".join(
        " " if child.type.endswith("break") else child.content for child in inline.children or ()
    )


def slugify(text: str) -> str:
    """Write a Vietnamese text as an anchor: 'Hồ sơ đúng hạn' => 'ho-so-dung-han'."""
    letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].rstrip("-") or "muc"


def _with_links(inline: Token, outline: Outline) -> Token:
    kept, dropped = [], 0
    for child in inline.children or ():
        if child.type == "image":
            raise MarkdownError(
                "pictures in Markdown are not published; show the chart as a figure"
            )
        if child.type == "link_open":
            target = _target(str(child.attrs["href"]), outline)
            if not target:
                dropped += 1
                continue
            child.attrs = {"href": target}
        elif child.type == "link_close" and dropped:
            dropped -= 1
            continue
        kept.append(child)
    inline.children = kept
    return inline


def _target(href: str, outline: Outline) -> str:
    """Give the link's place in the annex; empty for a section that this annex leaves out."""
    if _EXTERNAL.match(href):
        return href
    notebook, _, anchor = href.partition("#")
    if notebook.endswith(".ipynb"):
        return f"#{outline.sections[notebook]}" if notebook in outline.sections else ""
    if notebook or not anchor:
        raise MarkdownError(
            f"the link to {href!r} leads to a file; link to the web, an #id or a section's notebook"
        )
    if anchor in outline.lost:
        return ""
    outline.links.append(anchor)
    return f"#{anchor}"
