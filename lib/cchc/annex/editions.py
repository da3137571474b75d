"""The two editions of an annex: the internal one shows everything, the official one what the office
publishes.

A notebook cell tagged `internal` and a column that is `internal` are left out of the official
edition, with the headings that then head nothing. Figures that were corrected or are still in doubt
carry a mark there.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from markdown_it.token import Token

from cchc.objects.tables import Table
from cchc.run.lean_nbformat import NotebookNode

_TAG = "internal"
UNSETTLED = "(*) Số liệu chưa thống nhất; số tính từ số này cũng chưa thống nhất."
BELOW = (
    "Dấu {marks} của số liệu vẽ hình được giải thích dưới bảng số liệu của hình, ở bản HTML và"
    " Excel."
)
FINDING = re.compile(r"\b(?:bt|th)-[0-9a-f]{8}\b")  # and case


@dataclass(frozen=True)
class Agreement:
    """How facts stand: a footnote for each that was corrected, and those that are still in
    doubt.
    """

    corrected: Mapping[str, str] = field(default_factory=dict)
    unsettled: frozenset[str] = frozenset()


def is_internal(cell: NotebookNode) -> bool:
    """Tell whether a notebook cell belongs to the internal edition alone."""
    return _TAG in cell.metadata.get("tags", ())


def make_official(table: Table, agreement: Agreement) -> Table:
    """Leave out the internal columns and mark the figures that were corrected or are in doubt."""
    kept = [at for at, column in enumerate(table.columns) if not column.internal]
    place = {old: new for new, old in enumerate(kept)}
    marks = [(row, place[at], mark) for row, at, mark in table.marks if at in place]
    numbers, doubtful = {}, False
    for row, at, fact in table.facts:
        if at not in place or table.rows[row][at] is None:
            continue
        mark = ""
        if fact in agreement.corrected:
            mark = f"({numbers.setdefault(fact, len(numbers) + 1)})"
        if fact in agreement.unsettled:
            mark, doubtful = f"{mark}(*)", True
        if mark:
            marks.append((row, place[at], mark))
    footnotes = [f"({number}) {agreement.corrected[fact]}" for fact, number in numbers.items()]
    return replace(
        table,
        columns=tuple(table.columns[at] for at in kept),
        rows=tuple(tuple(row[at] for at in kept) for row in table.rows),
        notes=(*table.notes, *footnotes, *([UNSETTLED] if doubtful else [])),
        facts=tuple((row, place[at], fact) for row, at, fact in table.facts if at in place),
        marks=tuple(marks),
    )


def explain_marks(table: Table | None) -> tuple[str, ...]:
    """Say below a chart what the marks of its data are: the drawing itself carries none."""
    marks = dict.fromkeys(mark for _, _, mark in table.marks) if table else ()
    return (BELOW.format(marks=", ".join(marks)),) if marks else ()


def drop_idle_headings(
    texts: Sequence[Sequence[Token] | None],
) -> tuple[list[list[Token]], set[str]]:
    """Drop headings with nothing below them; returns the texts that are left and the anchors that
    went.

    `texts` holds in order what a section shows: the tokens of a text, or None for a table or chart.
    """
    items = [item for at, text in enumerate(texts) for item in _outline(at, text)]
    idle = {
        (at, n)
        for number, (at, n, level) in enumerate(items)
        if level and not _heads(items[number + 1 :], level)
    }
    left, gone = [], set()
    for at, text in enumerate(texts):
        kept = list(text or ())
        for n in sorted((n for which, n in idle if which == at), reverse=True):
            gone.add(kept[n].meta["anchor"])
            del kept[n : n + 3]  # its opening, its words, its end
        left.append(kept)
    return left, gone


def _outline(at: int, text: Sequence[Token] | None) -> Iterator[tuple[int, int, int]]:
    """Give each heading of a text with its level, and its other parts with level 0."""
    if text is None:
        yield at, 0, 0
    for n, token in enumerate(text or ()):
        if token.type == "heading_open":
            yield at, n, token.meta["level"]
        elif token.type == "inline" and text[n - 1].type != "heading_open":
            yield at, n, 0


def _heads(rest: Sequence[tuple[int, int, int]], level: int) -> bool:
    for _, _, other in rest:
        if not other:
            return True
        if other <= level:
            return False
    return False
