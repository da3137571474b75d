"""Tokens of Markdown made of HTML: pictures, tables, and tags that close what they opened."""

from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from cchc.objects.html_tables import Grid


@dataclass(frozen=True)
class Picture:
    """A picture found in a text: its bytes or its SVG, and what it is said to show."""

    content: bytes | str
    alt: str = ""


Part = Grid | Picture


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
