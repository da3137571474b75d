"""Markdown of the notebooks: parsed once, with the annex's heading levels, anchors and links."""

import re
from collections.abc import Callable, Sequence
from html import escape
from typing import Any
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

from cchc.language import say
from cchc.objects.captions import clean_text

from .dialect import teach_dialect
from .elements import ACTIVE, INLINE, KNOWN, TAG
from .headings import HeadingOutline
from .markup import escape_unknown, read_html
from .markup_tokens import Part, Picture, balance, set_grid
from .maths import draw_formula

_MARKDOWN = teach_dialect(
    MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
)
_EXTERNAL = re.compile(r"(https?://|mailto:)", re.IGNORECASE)
_DETAILS = re.compile(
    r"(<details\b[^>]*>\s*(?:<summary\b[^>]*>(?:.*?)</summary\s*>)?|</details\s*>)",
    re.DOTALL | re.IGNORECASE,
)
_SUMMARY = re.compile(r"<summary\b[^>]*>(.*?)</summary\s*>", re.DOTALL | re.IGNORECASE)
PART = "part"  # the token of a picture, which stands between blocks


def read_markdown(source: str, outline: HeadingOutline) -> list[Token]:
    """Parse Markdown; heading tokens carry `meta["level"]` (2 to 4) and `meta["anchor"]`.

    The first `# Title` of a section is left out: the annex writes the title itself. Of HTML what
    gives words a shape is kept, comments never. Pictures that the cell holds become tokens of type
    PART behind the block that names them; links stay as they are written (see `settle_links`).
    """
    parsed = _MARKDOWN.parse(clean_text(source), {})
    tokens: list[Token] = []
    for token in parsed:
        tokens += _read_block(token, outline) if token.type == "html_block" else [token]
    return _place(balance(tokens), outline)


def place_tokens(parts: Sequence[Token | Part], outline: HeadingOutline) -> list[Token]:
    """Give what was read of HTML its headings; tables become tables of the text."""
    return _place(_as_tokens(parts), outline)


def _place(read: Sequence[Token], outline: HeadingOutline) -> list[Token]:
    tokens: list[Token] = []
    pictures: list[Token] = []
    depth, rest = 0, iter(read)
    for token in rest:
        if token.type == "heading_open":
            inline, close = next(rest), next(rest)
            asked = int(token.tag[1])
            inline = _read_inline(inline, outline, pictures)
            if asked == 1 and not outline.titled:
                outline.titled = True
                continue
            text = plain_text(inline)
            if not text.strip():
                continue
            level, anchor = outline.place(asked, text)
            token.meta = close.meta = {"level": level, "anchor": anchor}
            token.tag = close.tag = f"h{level + 1}"
            token.attrs["id"] = anchor
            tokens += [token, inline, close]
        elif token.type == "inline":
            tokens.append(_read_inline(token, outline, pictures))
            if not tokens[-1].children and tokens[-2].type == "paragraph_open":
                # it held a picture or a comment alone
                del tokens[-2:]
                next(rest)
                depth -= 1
        else:
            if token.type == "th_open":
                token.attrs["scope"] = "col"
            if token.type in ("math_block", "math_inline"):
                token = _check_formula(token, outline)
            tokens.append(token)
        depth += token.nesting if token.type != "heading_open" else 0
        if not depth and pictures:
            tokens += pictures
            pictures.clear()
    return tokens + pictures


def _read_block(token: Token, outline: HeadingOutline) -> list[Token]:
    """Read a block of HTML; `<details>` may open in one block and close in another."""
    tokens: list[Token] = []
    for number, piece in enumerate(_DETAILS.split(escape_unknown(token.content))):
        if number % 2 == 0:
            tokens += _read_fragment(piece, outline)
        elif piece.startswith("</"):
            tokens.append(Token("details_close", "details", -1, meta={"tag": True}))
        else:
            opening = Token("details_open", "details", 1, meta={"tag": True})
            opening.attrs["class"] = "more"
            named = _SUMMARY.search(piece)
            words = _MARKDOWN.parseInline(named[1] if named else "Chi tiết", {})
            summary = [
                Token("summary_open", "summary", 1),
                *words,
                Token("summary_close", "summary", -1),
            ]
            tokens += [opening, *summary]
    return tokens


def _read_fragment(html: str, outline: HeadingOutline) -> list[Token]:
    reading = read_html(html)
    for name in reading.left_out:
        outline.told.append(say("<{name}> in a text is not published", name=name))
    return _as_tokens(reading.parts)


def _as_tokens(parts: Sequence[Token | Part]) -> list[Token]:
    tokens: list[Token] = []
    for part in parts:
        if isinstance(part, Token):
            tokens.append(part)
        elif isinstance(part, Picture):
            tokens.append(Token(PART, "", 0, meta={PART: part}))
        else:
            tokens += set_grid(part)
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


def _read_inline(inline: Token, outline: HeadingOutline, pictures: list[Token]) -> Token:
    kept: list[Token] = []
    within = ""  # script and style: what stands in them is no text
    for child in inline.children or ():
        tag = TAG.fullmatch(child.content) if child.type == "html_inline" else None
        name = tag["name"].lower() if tag else ""
        if within:
            within = "" if tag and tag["close"] and name == within else within
            continue
        if name in ("script", "style") and not tag["close"]:
            within = name
        if child.type == "html_inline":
            kept += _read_tag(child, outline)
        elif child.type == "image":
            picture = _find_picture(child, outline)
            if picture:
                pictures.append(Token(PART, "", 0, meta={PART: picture}))
            else:
                named = f"[Hình: {child.content}]" if child.content.strip() else "[Hình]"
                kept.append(Token("text", "", 0, content=named))
        elif child.type in ("math_block", "math_inline"):
            kept.append(_check_formula(child, outline))
        else:
            kept.append(child)
    inline.children = balance(kept) if len(kept) else kept
    if not any(child.content.strip() or child.nesting for child in inline.children):
        inline.children = []
    return inline


def _read_tag(token: Token, outline: HeadingOutline) -> list[Token]:
    """Read one tag within a text; one of no language is what somebody wrote."""
    found = TAG.fullmatch(token.content)
    name = found["name"].lower() if found else ""
    if token.content.startswith("<!--"):
        return []
    if name not in KNOWN:
        return [Token("text", "", 0, content=token.content)]
    if name in ("br", "wbr"):
        return [Token("hardbreak", "br", 0)] if name == "br" else []
    if name in ACTIVE and not found["close"]:
        outline.told.append(say("<{name}> in a text is not published", name=name))
    kind = INLINE.get(name)
    if name == "img" and (alt := re.search(r"""\balt=["']([^"']+)""", found["rest"])):
        outline.told.append(say("<{name}> in a text is not published", name=name))
        return [Token("text", "", 0, content=f"[Hình: {alt[1]}]")]
    if not kind:
        # a block within a line keeps its words apart from the others
        return [] if name in INLINE or name in ("a", "img") else [Token("softbreak", "br", 0)]
    if found["close"]:
        return [Token(f"{kind}_close", kind, -1, meta={"tag": True})]
    return [Token(f"{kind}_open", kind, 1, meta={"tag": True})]


def _find_picture(image: Token, outline: HeadingOutline) -> Picture | None:
    """Find a picture that the cell itself holds; one that lies elsewhere is told."""
    source, alt = unquote(str(image.attrs.get("src", ""))), image.content
    if source.startswith("attachment:"):
        held = outline.attachments.get(source.removeprefix("attachment:"), {})
        for kind, content in sorted(held.items()):
            if kind == "image/svg+xml":
                return Picture("".join(content), alt)
            reading = read_html(f'<img src="data:{kind};base64,{"".join(content)}">')
            if reading.parts and isinstance(reading.parts[0], Picture):
                return Picture(reading.parts[0].content, alt)
    reading = read_html(f'<img src="{escape(source)}">')
    if reading.parts and isinstance(reading.parts[0], Picture):
        return Picture(reading.parts[0].content, alt)
    told = source if len(source) < 80 else source[:80] + "…"
    outline.told.append(
        say(
            "the picture {name} is not in the notebook; drag it into the cell or show it by code",
            name=told or '""',
        )
    )
    return None


def _check_formula(token: Token, outline: HeadingOutline) -> Token:
    if draw_formula(token.content):
        return token
    outline.told.append(
        say("the formula {latex} cannot be set; its source stands there", latex=token.content[:80])
    )
    kind = "fence" if token.type == "math_block" else "code_inline"
    return Token(kind, "code", 0, content=token.content)


def settle_links(inline: Token, resolve: Callable[[str], str]) -> None:
    """Lead each link of a text to its place; one that `resolve` gives no place becomes plain text.

    Links to the web stay as they are.
    """
    kept, dropped = [], []
    for child in inline.children or ():
        if child.type == "link_open":
            href = str(child.attrs["href"])
            target = href if _EXTERNAL.match(href) else resolve(unquote(href))
            dropped.append(not target)
            if not target:
                continue
            child.attrs = {"href": target}
        elif child.type == "link_close" and dropped and dropped.pop():
            continue
        kept.append(child)
    inline.children = kept


def _render_formula(tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    token = tokens[at]
    drawn = draw_formula(token.content)
    if drawn is None:
        return f"<code>{escape(token.content)}</code>"
    size = (
        f"width:{drawn.width:.3f}em;height:{drawn.height:.3f}em;vertical-align:{-drawn.depth:.3f}em"
    )
    alt = escape(f"công thức {' '.join(token.content.split())}", quote=True)
    svg = drawn.svg.replace(
        "<svg ", f'<svg class="formula" role="img" aria-label="{alt}" style="{size}" ', 1
    )
    svg = re.sub(r' (?:width|height)="[^"]*pt"', "", svg, count=2)
    return f'<p class="formula">{svg}</p>\n' if token.type == "math_block" else svg


for _kind in ("math_inline", "math_block"):
    _MARKDOWN.renderer.rules[_kind] = _render_formula
