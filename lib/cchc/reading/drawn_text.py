"""Draw the text of a document, tables and footnotes in their places, its numbers marked."""

from collections.abc import Callable, Sequence
from html import escape

from .numerals import ReadNumber
from .passages import Passage

# how a number is drawn that reads as this HTML
Mark = Callable[[ReadNumber, str], str]


def draw_passages(passages: Sequence[Passage], numbers: Sequence[ReadNumber], mark: Mark) -> str:
    """Write passages as HTML; each number in them as `mark` draws it."""
    return _Drawing(passages, numbers, mark).draw()


class _Drawing:
    def __init__(self, passages: Sequence[Passage], numbers: Sequence[ReadNumber], mark: Mark):
        self.passages, self.mark = passages, mark
        self.numbers: dict[int, list[ReadNumber]] = {}
        for number in numbers:
            self.numbers.setdefault(number.passage, []).append(number)

    def draw(self) -> str:
        lines, passages = [], self.passages
        place = 0
        while place < len(passages):
            if passages[place].block.kind == "cell":
                end = place
                table = passages[place].block.table
                while end < len(passages) and passages[end].block.table == table:
                    end += 1
                lines.append(self._table(place, end))
                place = end
                continue
            lines.append(self._paragraph(place, passages[place]))
            place += 1
        return "".join(lines)

    def _paragraph(self, place: int, passage: Passage) -> str:
        kinds = {"heading": "title", "footnote": "note", "item": "item"}
        kind = kinds.get(passage.block.kind, "")
        given = f' class="{kind}"' if kind else ""
        return f"<p{given}>{self._marked(place, passage)}</p>\n"

    def _table(self, start: int, end: int) -> str:
        passages = self.passages
        rows: dict[int, list[int]] = {}
        for place in range(start, end):
            rows.setdefault(passages[place].block.row, []).append(place)
        name = passages[start].block.table + 1
        lines = [
            f'<div class="wide" role="region" tabindex="0" aria-label="Bảng {name}">'
            f"<table><caption>Bảng {name}</caption>\n"
        ]
        for count, row in enumerate(sorted(rows)):
            cells, column = [], 0
            for place in rows[row]:
                block = passages[place].block
                cells += ["<td></td>"] * (block.column - column)
                tag = "th" if count == 0 or block.head else "td"
                span = f' colspan="{block.span}"' if block.span > 1 else ""
                scope = ' scope="col"' if tag == "th" else ""
                cells.append(f"<{tag}{scope}{span}>{self._marked(place, passages[place])}</{tag}>")
                column = block.column + block.span
            lines.append(f"<tr>{''.join(cells)}</tr>\n")
        return "".join([*lines, "</table></div>\n"])

    def _marked(self, place: int, passage: Passage) -> str:
        parts, at = [], 0
        for number in self.numbers.get(place, []):
            parts.append(_raised(passage, at, number.begin))
            end = number.begin + len(number.text)
            parts.append(self.mark(number, _raised(passage, number.begin, end)))
            at = end
        return "".join([*parts, _raised(passage, at, len(passage.text))])


def _raised(passage: Passage, begin: int, end: int) -> str:
    """Return text with its raised characters raised."""
    parts, place = [], begin
    while place < end:
        last = place
        while last < end and passage.marks[last] == passage.marks[place]:
            last += 1
        said = escape(passage.text[place:last])
        parts.append(f"<sup>{said}</sup>" if passage.marks[place] == "^" else said)
        place = last
    return "".join(parts)
