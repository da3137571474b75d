"""Sentences, lists, headings and formulas of the Word annex, from parsed Markdown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from markdown_it.token import Token

from .columns import PORTRAIT
from .maths import draw_formula
from .word_markup import Element, add_bookmark, add_link, add_run, make_paragraph
from .word_tables import draw_grid

BODY, BOXED, QUOTED, PLAIN, MONOSPACED = "BodyText", "Boxed", "Quote", "ListParagraph", "Printed"
MOST_DEEP = 3  # lists within lists that have a style of their own
_LISTS = {"bullet_list_open": "ListBullet", "ordered_list_open": "ListNumber"}
_LOOKS = {
    "strong": {"b": ""},
    "em": {"i": ""},
    "s": {"strike": ""},
    "sup": {"vertAlign": "superscript"},
    "sub": {"vertAlign": "subscript"},
    "u": {"u": "single"},
    "mark": {"highlight": "yellow"},
    "small": {"sz": "22"},
    "summary": {"b": ""},
}
# the order that Word's schema asks of the marks of a run
_ORDER = ("rFonts", "b", "i", "strike", "color", "sz", "highlight", "u", "vertAlign")
_CODE = {"rFonts": ""}
_SMALL = {"sz": "22"}
LINK = {"color": "123F78", "u": "single"}


class Manuscript(Protocol):
    """What prose is written into: it takes blocks, and knows places, numbers and pictures."""

    def take(self, block: Element) -> None: ...

    def find_place(self, anchor: str) -> tuple[str, int]: ...

    def relate(self, address: str) -> str: ...

    def start_list(self) -> int: ...

    def draw(self, paragraph: Element, svg: str, alt: str, height: float) -> None: ...


@dataclass
class ProseWriter:
    """Writes the tokens of one block of prose; `style` is that of its paragraphs."""

    manuscript: Manuscript
    style: str = BODY
    _lists: list[tuple[str, int | None]] = field(default_factory=list)
    _quotes: int = 0
    _item_begins: bool = False

    def write(self, tokens: Sequence[Token]) -> None:
        """Write the tokens in order."""
        at = 0
        while at < len(tokens):
            at = self._write_block(tokens, at)

    def _write_block(self, tokens: Sequence[Token], at: int) -> int:
        """Write what begins at a token; give the place behind it."""
        token = tokens[at]
        match token.type:
            case "heading_open":
                self._write_heading(token, tokens[at + 1])
                return at + 3
            case "table_open":
                end = _find_close(tokens, at)
                self._write_table(tokens[at:end])
                return end + 1
            case "bullet_list_open" | "ordered_list_open":
                number = self.manuscript.start_list() if token.type[0] == "o" else None
                self._lists.append((_LISTS[token.type], number))
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
            case "list_item_open":
                self._item_begins = True
            case "blockquote_open":
                self._quotes += 1
            case "blockquote_close":
                self._quotes -= 1
            case "inline":
                looks = _SMALL if self.style == BOXED else {}
                self._write_inline(self._begin(), token.children or (), looks)
            case "summary_open":
                end = _find_close(tokens, at)
                self._write_inline(self._begin(), tokens[at : end + 1])
                return end + 1
            case "fence" | "code_block":
                paragraph = make_paragraph(MONOSPACED)
                add_run(paragraph, token.content.rstrip())
                self.manuscript.take(paragraph)
            case "math_block":
                paragraph = make_paragraph("Centred")
                self._write_formula(paragraph, token.content)
                self.manuscript.take(paragraph)
        return at + 1

    def _begin(self) -> Element:
        """Begin the paragraph that the place asks for: an item, a quotation, running text."""
        if self._lists:
            depth = min(len(self._lists), MOST_DEEP)
            kind, number = self._lists[-1]
            style = kind if depth == 1 else f"{kind}{depth}"
            if self._item_begins:
                paragraph = make_paragraph(style, number=number)
            else:  # a further paragraph of the same item
                paragraph = make_paragraph("ListContinue" if depth == 1 else f"ListContinue{depth}")
            self._item_begins = False
        else:
            paragraph = make_paragraph(QUOTED if self._quotes else self.style)
        self.manuscript.take(paragraph)
        return paragraph

    def _write_heading(self, token: Token, inline: Token) -> None:
        paragraph = make_paragraph(f"Heading{token.meta['level']}")
        add_bookmark(paragraph, *self.manuscript.find_place(token.meta["anchor"]))
        self._write_inline(paragraph, inline.children or ())
        self.manuscript.take(paragraph)

    def _write_table(self, tokens: Sequence[Token]) -> None:
        rows: list[list[Callable[[Element], None]]] = []
        sides: list[str] = []
        heads: list[Callable[[Element], None]] = []
        cells = heads
        for at, token in enumerate(tokens):
            if token.type == "tr_open":
                cells = [] if any(t.type == "thead_close" for t in tokens[:at]) else heads
                if cells is not heads:
                    rows.append(cells)
            elif token.type in ("th_open", "td_open"):
                bold = token.type == "th_open"
                cells.append(self._fill_cell(tokens[at + 1], bold))
                if bold:
                    right = "right" in str(token.attrs.get("style", ""))
                    sides.append("right" if right else "left")
        widths = [PORTRAIT / len(sides)] * len(sides)
        self.manuscript.take(draw_grid(heads, rows, sides, widths))
        self.manuscript.take(make_paragraph(PLAIN))

    def _fill_cell(self, inline: Token, bold: bool) -> Callable[[Element], None]:
        looks = {"b": ""} if bold else {}
        return lambda paragraph: self._write_inline(paragraph, inline.children or (), looks)

    def _write_inline(
        self, paragraph: Element, tokens: Sequence[Token], looks: Mapping[str, str] | None = None
    ) -> None:
        waiting: list[Mapping[str, str]] = [looks or {}]
        parents = [paragraph]
        for token in tokens:
            name, _, side = token.type.rpartition("_")
            match token.type:
                case "text" | "text_special":
                    add_run(parents[-1], token.content, _merge(waiting))
                case "code_inline":
                    add_run(parents[-1], token.content, _merge([*waiting, _CODE]))
                case "math_inline":
                    self._write_formula(parents[-1], token.content)
                case "softbreak":
                    add_run(parents[-1], " ", _merge(waiting))
                case "hardbreak":
                    add_run(parents[-1], "\n")
                case "inline":
                    self._write_inline(parents[-1], token.children or (), _merge(waiting))
                case "link_open":
                    parents.append(self._open_link(parents[-1], str(token.attrs["href"])))
                    waiting.append(LINK)
                case "link_close":
                    parents.pop()
                    waiting.pop()
                case _ if name in _LOOKS and side == "open":
                    waiting.append(_LOOKS[name])
                case _ if name in _LOOKS and len(waiting) > 1:
                    waiting.pop()

    def _open_link(self, parent: Element, address: str) -> Element:
        if address.startswith("#"):
            return add_link(parent, place=self.manuscript.find_place(address[1:])[0])
        return add_link(parent, relation=self.manuscript.relate(address))

    def _write_formula(self, paragraph: Element, latex: str) -> None:
        drawn = draw_formula(latex)
        if drawn is None:
            add_run(paragraph, latex, _merge([_CODE]))
        else:
            alt = f"công thức {' '.join(latex.split())}"
            self.manuscript.draw(paragraph, drawn.svg, alt, drawn.height)


def _find_close(tokens: Sequence[Token], at: int) -> int:
    """Find the token that closes the one at a place; only tables and summaries are asked for."""
    closing = tokens[at].type.removesuffix("_open") + "_close"
    return next(place for place in range(at, len(tokens)) if tokens[place].type == closing)


def _merge(waiting: Sequence[Mapping[str, str]]) -> dict[str, str]:
    merged: dict[str, str] = {}
    for looks in waiting:
        merged |= looks
    return {name: merged[name] for name in _ORDER if name in merged}
