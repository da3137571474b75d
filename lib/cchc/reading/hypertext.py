"""Read HTML, keeping for each character its offset in the file.

The standard parser is used because it tells where each piece of text begins; it fetches and runs
nothing.
"""

import html
from dataclasses import replace
from html.parser import HTMLParser

from .document import DocumentBlock, TextPiece, is_page_number, item_mark

_BLOCKS = {
    *("p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article"),
    *("header", "footer", "main", "blockquote", "pre", "dd", "dt", "dl", "hr", "br", "body"),
    *("table", "tr", "td", "th", "caption", "thead", "tbody", "tfoot", "figure", "aside", "nav"),
    *("figcaption", "address", "form", "fieldset", "legend", "center"),
}
_SET_IN = 2  # blanks that a list within another is worth
_SILENT = {"script", "style", "head", "template", "noscript", "svg", "title", "select", "iframe"}


def read_hypertext(text: str) -> list[DocumentBlock]:
    """Read a page into blocks; scripts, styles and what is never shown are left out."""
    reader = _Reader(text)
    reader.feed(text)
    reader.close()
    reader.flush()
    return reader.blocks


class _Reader(HTMLParser):
    def __init__(self, text: str):
        super().__init__(convert_charrefs=False)
        self.blocks: list[DocumentBlock] = []
        self.piece = TextPiece()
        self.silent: list[str] = []
        self.raised = 0
        self.heading = False
        self.items = 0
        self.tables: list[dict] = []
        self.count = 0
        self.line_starts = [0]
        for place, char in enumerate(text):
            if char == "\n":
                self.line_starts.append(place + 1)

    def _at(self) -> int:
        line, column = self.getpos()
        return self.line_starts[line - 1] + column

    def handle_starttag(self, tag, attrs):
        if tag in _SILENT:
            self.silent.append(tag)
        if self.silent:
            return
        if tag in ("sup", "sub"):
            self.raised += tag == "sup"
        if tag not in _BLOCKS:
            return
        self.flush()
        given = dict(attrs)
        if tag == "table":
            self.tables.append({"id": self.count, "row": -1, "column": 0, "taken": {}, "cell": {}})
            self.count += 1
        elif tag == "tr" and self.tables:
            self.tables[-1].update(row=self.tables[-1]["row"] + 1, column=0)
        elif tag in ("td", "th") and self.tables:
            self._cell(self.tables[-1], tag, given)
        elif tag == "li":
            self.items += 1
        elif tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self.heading = True

    def _cell(self, table: dict, tag: str, given: dict) -> None:
        row, column = max(0, table["row"]), table["column"]
        while table["taken"].get(column, -1) >= row:
            column += 1
        wide, high = _count(given.get("colspan")), _count(given.get("rowspan"))
        for taken in range(column, column + wide):
            table["taken"][taken] = row + high - 1
        table["column"] = column + wide
        place = {"table": table["id"], "row": row, "column": column}
        table["cell"] = place | {"span": wide, "head": tag == "th"}

    def handle_endtag(self, tag):
        if self.silent:
            if tag == self.silent[-1]:
                self.silent.pop()
            return
        if tag == "sup":
            self.raised = max(0, self.raised - 1)
        if tag not in _BLOCKS:
            return
        self.flush()
        if tag == "table" and self.tables:
            self.tables.pop()
        elif tag in ("td", "th") and self.tables:
            self.tables[-1]["cell"] = {}
        elif tag == "li":
            self.items = max(0, self.items - 1)
        elif tag[:1] == "h" and tag[1:].isdecimal():
            self.heading = False

    def handle_data(self, data):
        if not self.silent:
            self.piece.add(data, self._at(), "^" if self.raised else " ")

    def handle_entityref(self, name):
        if not self.silent:
            self.piece.add(html.unescape(f"&{name};"), self._at(), step=0)

    def handle_charref(self, name):
        if not self.silent:
            self.piece.add(html.unescape(f"&#{name};"), self._at(), step=0)

    def flush(self) -> None:
        """End the block under construction."""
        block = self.piece.block()
        raised_first = "^" in self.piece.marks and block and block.marks.startswith("^")
        self.piece = TextPiece()
        if block is None:
            return
        cell = self.tables[-1]["cell"] if self.tables else {}
        if cell:
            self.blocks.append(replace(block, kind="cell", **cell))
            return
        mark = item_mark(block.text) or ("•" * self.items)
        kind = "heading" if self.heading else "item" if mark else "paragraph"
        if raised_first and block.marks.rstrip().find(" ") > 0:
            kind = "footnote"
        if is_page_number(block.text):
            kind = "page"
        if kind == "item":
            block = replace(block, mark=mark, indent=_SET_IN * max(0, self.items - 1))
        self.blocks.append(replace(block, kind=kind))


def _count(text: str | None) -> int:
    """Read a span; a page may claim any number, a table of a report has few columns and rows."""
    return min(int(text), 1000) if text and text.isdecimal() and int(text) else 1
