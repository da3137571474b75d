"""Join what a page break, a page number or a footnote cut apart, and split it into sentences."""

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import repeat

from .document import Document, DocumentBlock

_ROMAN = re.compile(r"(?:(?:[IVXLC]{1,6}|[A-ZĐ])[.)]|(?:PHẦN|Phần|CHƯƠNG|Chương|MỤC|Mục)\s)\s*\S")
# the longest paragraph that is read in one
_MOST = 8000
_END = re.compile(r"[.;:!?…”\")\]]\s*$")
_STOP = re.compile(
    r"(?<=[.!?…])(?<!\b[A-ZĐ]\.)(?<!TP\.)(?<!Tr\.)[\s”\")]+(?=[\W\d]{0,4}[^\W\d_])|\n"
)


@dataclass(frozen=True)
class Passage:
    """Text that is read in one go: a paragraph, an item, a footnote or a cell.

    `where` tells for each character its block and offset; `sentences` where sentences end.
    `section` counts the headings before it.
    """

    text: str
    marks: str
    where: tuple[tuple[int, int], ...]
    block: DocumentBlock
    section: int
    sentences: tuple[int, ...]

    def sentence_of(self, place: int) -> int:
        """Say in which sentence a character stands."""
        return bisect_right(self.sentences, place)

    def sentence_span(self, number: int) -> tuple[int, int]:
        """Return where a sentence begins and ends."""
        ends = (0, *self.sentences, len(self.text))
        return ends[number], ends[number + 1]

    def sentence_text(self, place: int) -> str:
        """Return the sentence around a character."""
        begin, end = self.sentence_span(self.sentence_of(place))
        return self.text[begin:end].strip()


def read_passages(document: Document) -> list[Passage]:
    """Gather blocks into passages in reading order; page numbers are left out of the text."""
    blocks = document.blocks
    joined = _follow(blocks)
    taken = {after for chain in joined.values() for after in chain}
    passages: list[Passage] = []
    section = 0
    for place, block in enumerate(blocks):
        if place in taken:
            continue
        if is_heading(block):
            section += 1
        parts = [place, *joined.get(place, [])]
        same_cell = passages and _same_cell(passages[-1].block, block)
        if same_cell:
            before = passages.pop()
            passages.append(_passage(blocks, parts, section, before))
        else:
            passages.append(_passage(blocks, parts, section, None))
    return [piece for passage in passages for piece in _pieces(passage)]


def _pieces(passage: Passage) -> list[Passage]:
    """Cut a paragraph that no reader would take in at once: work grows with the square of it."""
    if len(passage.text) <= _MOST:
        return [passage]
    pieces, begin = [], 0
    while begin < len(passage.text):
        end = begin + _MOST
        if end < len(passage.text):
            near = [passage.text.rfind(sign, begin, end) for sign in (". ", "; ", ", ", " ")]
            end = next((at + 1 for at in near if at > begin), end)
        text = passage.text[begin:end]
        stops = tuple(
            s - begin for s in passage.sentences if begin < s < min(end, begin + len(text))
        )
        marks, where = passage.marks[begin:end], passage.where[begin:end]
        pieces.append(replace(passage, text=text, marks=marks, where=where, sentences=stops))
        begin = end
    return pieces


def is_heading(block: DocumentBlock) -> bool:
    """Tell a heading by its kind, or by a Roman numeral or capital before a short line."""
    if block.kind == "heading":
        return True
    if block.kind not in ("paragraph", "item") or len(block.text) > 160:
        return False
    numbered = re.match(r"(?:\d{1,2}(?:\.\d{1,2})*|[a-zđ])[.)]\s", block.text) is not None
    rest = re.sub(r"^\S+", "", block.text)
    bare = not re.search(r"\d", rest) or (
        len(rest) < 40 and not re.search(r"\d{3}|%|:|hồ sơ", rest)
    )
    return _ROMAN.match(block.text) is not None or (
        numbered and bare and block.text[-1:] not in ".;"
    )


def _same_cell(before: DocumentBlock, block: DocumentBlock) -> bool:
    place = (block.table, block.row, block.column)
    return block.kind == "cell" and (before.table, before.row, before.column) == place


def _is_cut(block: DocumentBlock) -> bool:
    return not _END.search(block.text) and block.kind in ("paragraph", "item", "footnote")


def _goes_on(block: DocumentBlock) -> bool:
    return block.kind == "paragraph" and (block.text[:1].islower() or block.text[:1].isdecimal())


def _follow(blocks: tuple[DocumentBlock, ...]) -> dict[int, list[int]]:
    """Find which blocks go on with which: the body's and, apart from it, the footnotes' text."""
    chains: dict[int, list[int]] = {}
    body: int | None = None
    note: int | None = None
    for place, block in enumerate(blocks):
        if block.kind == "page":
            continue
        if block.kind == "footnote":
            note = place if _is_cut(block) else None
            continue
        apart = place and (
            blocks[place - 1].kind in ("footnote", "page") or blocks[place - 1].page != block.page
        )
        both = body is not None and note is not None and apart
        # both wait: the page's first such block goes on with the footnote, the next with the body
        if both and _goes_on(block) and _another(blocks, place):
            _chain(chains, note, place)
            note = place if _is_cut(block) else None
            continue
        if _goes_on(block) and body is not None and (apart or block.text[:1].islower()):
            root = _chain(chains, body, place)
            body = root if _is_cut(block) else None
            note = None
            continue
        body = place if _is_cut(block) else None
    return chains


def _another(blocks: tuple[DocumentBlock, ...], place: int) -> bool:
    """Tell whether the next body block of the page goes on with something, too."""
    for block in blocks[place + 1 : place + 12]:
        if block.kind not in ("footnote", "page"):
            return _goes_on(block)
    return False


def _chain(chains: dict[int, list[int]], before: int, place: int) -> int:
    root = next((first for first, chain in chains.items() if before in chain), before)
    chains.setdefault(root, []).append(place)
    return root


def _passage(
    blocks: tuple[DocumentBlock, ...], parts: list[int], section: int, before: Passage | None
) -> Passage:
    text = [before.text] if before else []
    marks = [before.marks] if before else []
    where = list(before.where) if before else []
    for place in parts:
        if text:
            text.append(" ")
            marks.append(" ")
            where.append((place, 0))
        text.append(blocks[place].text)
        marks.append(blocks[place].marks)
        where += zip(repeat(place), range(len(blocks[place].text)))
    whole = "".join(text)
    first = before.block if before else blocks[parts[0]]
    stops = tuple(found.end() for found in _STOP.finditer(whole) if found.end() < len(whole))
    kind = "heading" if is_heading(first) else first.kind
    return Passage(whole, "".join(marks), tuple(where), replace(first, kind=kind), section, stops)
