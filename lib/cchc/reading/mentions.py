"""Put each figure into its context: the words around it, what they say of it, and its place in
sentence, brackets and list.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from .document import Document
from .numerals import ReadNumber
from .passages import Passage
from .roles import ROLES, role_of

_STOP = re.compile(
    r"[,.;:()\[\]\n]|\d|\b(?:chiếm|đạt|bằng|tương|trong đó|gồm|bao gồm|tăng|giảm|còn(?! lại))\b"
)
_ASIDE = re.compile(
    r",\s*(?:kể cả|tính cả|bao gồm cả|không (?:tính|kể)|chưa (?:tính|kể)|trừ)\b[^,;.]*,"
)
_EMPTY_TEXT = """
của và các là có được tại trong trên cho với theo từ đến này đó số tổng lượng năm quý
tháng ngày kỳ đã đang sẽ hiện nay một những thì mà về ra vào ở do để đạt chiếm bằng tỷ lệ
tỉ gồm bao hồ sơ khoảng hơn gần trường hợp đơn vị phường xã thành phố người thủ tục cả
toàn như sau cụ thể đồng triệu nghìn so còn riêng theo qua
"""
_EMPTY = frozenset(_EMPTY_TEXT.split())
_AMONG = re.compile(r"^(?:trong đó|gồm|bao gồm)[\s:,]*", re.I)
_WORD = re.compile(r"[^\W\d_]+")
# how many rows of tables before and behind a sentence it may name
_ROWS_BACK, _ROWS_AHEAD = 60, 30


@dataclass(frozen=True)
class Mention:
    """A figure with its context.

    `left` is the text back to the number before it in its sentence, `right` what follows up to a
    stop; `group` tells the brackets it stands in; `item` whether it is the first of a list item.
    """

    number: ReadNumber
    left: str
    right: str
    sentence: int
    group: int
    section: int
    role: str
    words: frozenset[str]
    item: bool = False
    cell: bool = False

    @property
    def family(self) -> str:
        return ROLES.get(self.role, "")

    @property
    def value(self):
        return self.number.value

    @property
    def passage(self) -> int:
        return self.number.passage


@dataclass(frozen=True)
class Reading:
    """A document read through: passages, numbers, and mentions of figures outside tables."""

    document: Document
    passages: tuple[Passage, ...]
    numbers: tuple[ReadNumber, ...]
    mentions: tuple[Mention, ...]
    by_passage: dict[int, list[Mention]] = field(default_factory=dict)
    totals: tuple[Mention, ...] = ()
    cells: tuple[Mention, ...] = ()

    @cached_property
    def order(self) -> dict[str, int]:
        """Say the place of each mention in the text."""
        return {m.number.id: place for place, m in enumerate(self.mentions)}

    @cached_property
    def leads(self) -> dict[int, list[int]]:
        """Say for a passage which list items it leads in."""
        return find_items(self.passages)

    @cached_property
    def lead_of(self) -> dict[int, int]:
        """Say for a list item the passage that leads it in."""
        return {item: lead for lead, items in self.leads.items() for item in items}

    def first_figure(self, passage: int) -> Mention | None:
        """Return the first figure of a passage that is no percentage."""
        own = self.by_passage.get(passage, [])
        return next((m for m in own if m.number.unit != "%"), None)

    def totals_named(self, heads: list[str]) -> list[Mention]:
        """Return the totals of tables whose column speaks of what is counted."""
        said = " ".join(heads)
        return [t for t in self.totals if said and said in t.left.lower()]

    @cached_property
    def _labels(self) -> list[tuple[int, str, list[Mention]]]:
        """Put the cells of each row under its label, in the order of the text."""
        rows: dict[tuple[int, int, str], list[Mention]] = {}
        for cell in self.cells:
            block = self.passages[cell.passage].block
            label = _AMONG.sub("", cell.right.strip(" *:.-–+"))
            if len(label) > 4 or (len(label) > 2 and label.isupper()):
                label = label.lower()
                rows.setdefault((block.table, block.row, label), []).append(cell)
        return [(cells[0].number.start, key[2], cells) for key, cells in rows.items()]

    def named_cells(self, mention: Mention) -> list[Mention]:
        """Return the cells of nearby rows that the sentence of a number names before it, of the
        column that counts the same.
        """
        unit = " ".join(mention.number.unit.split()[:2])
        cells = self.cells_of_named_rows(mention)
        return [cell for cell in cells if unit and unit in cell.left.lower()]

    def cells_of_named_rows(self, mention: Mention) -> list[Mention]:
        """Return all cells of nearby rows that the sentence of a number names before it."""
        passage = self.passages[mention.passage]
        begin = passage.sentence_span(mention.sentence)[0]
        return self._named_in(passage.text[begin : mention.number.begin].lower(), mention)

    @cached_property
    def headings(self) -> dict[int, str]:
        """Say the heading of each section."""
        found: dict[int, str] = {}
        for passage in self.passages:
            if passage.block.kind == "heading":
                found.setdefault(passage.section, passage.text)
        return found

    def _named_in(self, said: str, mention: Mention) -> list[Mention]:
        labels = self._labels
        at = bisect_left(labels, mention.number.start, key=lambda row: row[0])
        found: list[tuple[int, list[Mention]]] = []
        for _, label, cells in labels[max(0, at - _ROWS_BACK) : at + _ROWS_AHEAD]:
            if label in said and re.search(rf"(?<!\w){re.escape(label)}(?!\w)", said):
                found.append((len(label), cells))
        longest = max((size for size, _ in found), default=0)
        return [cell for size, cells in found for cell in cells if size == longest]

    def before(self, mention: Mention, most: int) -> list[Mention]:
        """Return the mentions before one, nearest first."""
        place = self.order[mention.number.id]
        return list(reversed(self.mentions[max(0, place - most) : place]))

    def text_between(self, one: Mention, two: Mention) -> str:
        """Return the text from one number to the next, in one passage."""
        passage = self.passages[one.passage].text
        return passage[one.number.begin + len(one.number.text) : two.number.begin]


def content_words(text: str) -> frozenset[str]:
    """Return the words of a text that tell one subject from another."""
    return frozenset(w for w in _WORD.findall(text.lower()) if w not in _EMPTY and len(w) > 1)


def read_mentions(
    document: Document, passages: Sequence[Passage], numbers: Sequence[ReadNumber]
) -> Reading:
    """Put the figures of a document into their context."""
    figures: dict[int, list[ReadNumber]] = {}
    for number in numbers:
        if number.kind == "figure":
            figures.setdefault(number.passage, []).append(number)
    mentions: list[Mention] = []
    by_passage: dict[int, list[Mention]] = {}
    for place, passage in enumerate(passages):
        if passage.block.kind == "cell":
            continue
        mention = None
        own = sorted(figures.get(place, []), key=lambda n: n.begin)
        for number, before in zip(own, [None, *own], strict=False):
            mention = _mention(passage, number, before, mention)
            mentions.append(mention)
            by_passage.setdefault(place, []).append(mention)
    return Reading(document, tuple(passages), tuple(numbers), tuple(mentions), by_passage)


def _mention(
    passage: Passage, number: ReadNumber, before: ReadNumber | None, previous: "Mention | None"
) -> Mention:
    text = passage.text
    sentence = passage.sentence_of(number.begin)
    begin = passage.sentence_span(sentence)[0]
    if before is not None:
        begin = max(begin, before.begin + len(before.text))
    left = text[begin : number.begin]
    tail = number.begin + len(number.text)
    stop = _STOP.search(text, tail)
    right = text[tail : stop.start() if stop else len(text)][:120]
    role = role_of(_ASIDE.sub(" ", left), right)
    if not role and number.unit == "%" and previous and previous.sentence == sentence:
        role = previous.role  # "3.641 hồ sơ đúng hạn, đạt 98,35%" says the same of both
    return Mention(
        number,
        left,
        right,
        sentence,
        _group(text, number.begin),
        passage.section,
        role,
        content_words(left[-160:] + " " + right[:80]),
        item=before is None and passage.block.kind == "item",
    )


def _group(text: str, place: int) -> int:
    """Return where the brackets around a place open; -1 outside."""
    depth = 0
    if "(" not in text[max(0, place - 600) : place]:
        return -1
    for at in range(place - 1, max(-1, place - 600), -1):
        if text[at] == ")":
            depth += 1
        elif text[at] == "(":
            if depth == 0:
                return at
            depth -= 1
    return -1


_SET_IN = 2  # blanks by which what stands under an item is set in further
_LEADS = re.compile(r"(?::|gồm|trong đó|như sau|cụ thể)[\s:.]*$", re.I)


def find_items(passages: Sequence[Passage]) -> dict[int, list[int]]:
    """Find the list items that a passage ending in a colon or a cue leads in, and those that stand
    under an item: set in further, or with another sign.
    """
    found: dict[int, list[int]] = {}
    above: list[int] = []
    for place, passage in enumerate(passages):
        block = passage.block
        if block.kind in ("footnote", "page"):
            continue
        if block.kind == "cell" or not block.mark:
            leads = block.kind != "cell" and _LEADS.search(passage.text)
            above = [place] if leads else []
            continue
        while above and not _is_under(passages, place, above):
            above.pop()
        if above:
            head = passages[above[-1]]
            if head.block.kind == "item" or _LEADS.search(head.text):
                found.setdefault(above[-1], []).append(place)
        above.append(place)
    return found


def _is_under(passages: Sequence[Passage], item: int, above: Sequence[int]) -> bool:
    own, head = passages[item].block, passages[above[-1]].block
    if not head.mark or own.indent >= head.indent + _SET_IN:
        return True
    level = [passages[p].block for p in above]
    level = [b.mark for b in level if abs(b.indent - own.indent) < _SET_IN]
    return own.indent > head.indent - _SET_IN and own.mark not in level
