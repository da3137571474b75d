"""Read a Word file: body in order, tables with merged cells, footnotes, text boxes, tracked changes
as accepted.

The parts are read with lxml: python-docx shows neither footnotes nor text boxes nor what a tracked
change leaves. Nothing outside the file is opened.
"""

import re
from dataclasses import replace
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from lxml import etree

from .admission import MOST_XML, refuse
from .document import DocumentBlock, TextPiece, is_page_number, item_mark

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
DOCUMENT = "word/document.xml"
_GONE = {W + "del", W + "moveFrom", W + "instrText", W + "delText", MC + "Fallback"}
_AWAY = re.compile(rb'TargetMode\s*=\s*"External"')
# in blanks: what a level of a list is worth, and how wide a blank is
_SET_IN, _TWIPS = 2, 120
_REMOTE = re.compile(r"(?:https?|ftp|smb)://|\\\\|//", re.I)


def parse_part(data: bytes, name: str) -> etree._Element:
    """Parse a part of the file; a document type declaration is refused before anything expands."""
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
        raise refuse("declares entities", name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        raise refuse("broken", name) from None


def read_part(archive: ZipFile, name: str) -> bytes:
    """Read one part, never more than the bound, whatever the archive's list says."""
    try:
        with archive.open(name) as part:
            data = part.read(MOST_XML + 1)
    except (BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError):
        raise refuse("broken", name) from None
    except Exception as error:  # zlib.error is no subclass of the above
        if type(error).__module__ == "zlib":
            raise refuse("broken", name) from None
        raise
    if len(data) > MOST_XML:
        raise refuse("unpacks too large", name)
    return data


def paragraphs_of(root: etree._Element) -> list[etree._Element]:
    """Return every paragraph in the order of the file; its place in this list is its anchor."""
    return list(root.iter(W + "p"))


_PICTURES = (
    "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic",
    "{urn:schemas-microsoft-com:vml}imagedata",
)


def read_word(path: Path) -> tuple[list[DocumentBlock], int, int]:
    """Read a .docx into blocks, and count its pages as far as the file tells them, and its
    pictures.
    """
    with ZipFile(path) as archive:
        names = set(archive.namelist())
        _refuse_hostile(archive, names)
        root = parse_part(read_part(archive, DOCUMENT), DOCUMENT)
        reader = WordReader(paragraphs_of(root))
        body = root.find(W + "body")
        if body is None:
            raise refuse("broken", DOCUMENT)
        reader.walk(body)
        blocks = reader.blocks
        if "word/footnotes.xml" in names:
            notes = parse_part(read_part(archive, "word/footnotes.xml"), "word/footnotes.xml")
            blocks += _read_notes(notes, reader.note_order)
    pictures = sum(len(list(body.iter(tag))) for tag in _PICTURES)
    return blocks, reader.page, pictures


def _refuse_hostile(archive: ZipFile, names: set[str]) -> None:
    if DOCUMENT not in names:
        raise refuse("not what its name says", ".docx")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise refuse("macro")
    for name in sorted(names):
        if not name.endswith(".rels"):
            continue
        data = read_part(archive, name)
        if not _AWAY.search(data):
            continue
        for link in parse_part(data, name):
            kind = link.get("Type", "").rsplit("/", 1)[-1]
            away = link.get("TargetMode") == "External"
            # a link that a person may click is never followed; all else would be loaded by itself
            if away and kind != "hyperlink" and _REMOTE.match(link.get("Target", "")):
                raise refuse("external reference", kind)


class WordReader:
    """Read the body, and keep for each paragraph where its text elements stand."""

    def __init__(self, paragraphs: list[etree._Element]):
        self.texts: dict[int, list[tuple[int, etree._Element]]] = {}
        # lxml makes elements anew once none is held, so the list is kept beside their ids
        self.paragraphs = paragraphs
        self.anchors = {id(p): place for place, p in enumerate(paragraphs)}
        self.blocks: list[DocumentBlock] = []
        self.page = 1
        self.table = -1
        self.note_order: list[str] = []

    def walk(self, parent: etree._Element) -> None:
        for child in parent:
            if child.tag == W + "p":
                self._paragraph(child, {})
            elif child.tag == W + "tbl":
                self._table(child)
            elif child.tag == W + "sdt":
                content = child.find(W + "sdtContent")
                if content is not None:
                    self.walk(content)
            elif child.tag in (W + "ins", W + "moveTo", W + "customXml", W + "smartTag"):
                self.walk(child)

    def _paragraph(self, paragraph: etree._Element, cell: dict) -> None:
        piece, boxes = TextPiece(), []
        self.begun = self.page
        self.own = self.texts.setdefault(self.anchors[id(paragraph)], [])
        self._runs(paragraph, piece, boxes)
        block = piece.block(page=self.begun, anchor=self.anchors[id(paragraph)])
        if block is not None:
            if cell:
                self.blocks.append(replace(block, kind="cell", **cell))
            else:
                self.blocks.append(_as_kind(block, paragraph))
        for box in boxes:
            self.walk(box)

    def _runs(self, parent: etree._Element, piece: TextPiece, boxes: list) -> None:
        for child in parent:
            tag = child.tag
            if tag in _GONE or not isinstance(tag, str):
                continue
            if tag == W + "t":
                raised = _is_raised(parent)
                self.own.append((len(piece.chars), child))
                piece.add(child.text or "", len(piece.chars), "^" if raised else " ")
            elif tag == W + "tab":
                if parent.tag == W + "r":
                    piece.add(" ", len(piece.chars))
            elif tag in (W + "br", W + "cr"):
                if child.get(W + "type") == "page":
                    self._turn(piece)
                piece.add(" ", len(piece.chars))
            elif tag == W + "noBreakHyphen":
                piece.add("-", len(piece.chars))
            elif tag == W + "lastRenderedPageBreak":
                self._turn(piece)
            elif tag == W + "footnoteReference":
                # Word prints the number that the file leaves out
                self.note_order.append(child.get(W + "id", ""))
                piece.add(str(len(self.note_order)), len(piece.chars), "^")
            elif tag == W + "txbxContent":
                boxes.append(child)
            elif len(child):
                self._runs(child, piece, boxes)

    def _turn(self, piece: TextPiece) -> None:
        """Turn the page; a paragraph stands on the page of its first letter."""
        self.page += 1
        if not "".join(piece.chars).strip():
            self.begun = self.page

    def _table(self, table: etree._Element) -> None:
        self.table += 1
        own = self.table
        for row, line in enumerate(table.iter(W + "tr")):
            if next(line.iterancestors(W + "tbl")) is not table:
                continue
            properties = line.find(W + "trPr")
            head = properties is not None and properties.find(W + "tblHeader") is not None
            column = _skipped(properties)
            for cell in line.iter(W + "tc"):
                if next(cell.iterancestors(W + "tr")) is not line:
                    continue
                span, continued = _merging(cell)
                place = {"table": own, "row": row, "column": column, "span": span, "head": head}
                if not continued:
                    self._cell(cell, place)
                column += span

    def _cell(self, cell: etree._Element, place: dict) -> None:
        for child in cell:
            if child.tag == W + "p":
                self._paragraph(child, place)
            elif child.tag == W + "tbl":
                self._table(child)
            elif child.tag in (W + "sdt", W + "ins", W + "customXml"):
                for paragraph in child.iter(W + "p"):
                    self._paragraph(paragraph, place)


def _as_kind(block: DocumentBlock, paragraph: etree._Element) -> DocumentBlock:
    properties = paragraph.find(W + "pPr")
    style, numbering = "", ""
    if properties is not None:
        named = properties.find(W + "pStyle")
        style = named.get(W + "val", "") if named is not None else ""
        numbered = properties.find(W + "numPr")
        if numbered is not None:
            parts = [numbered.find(W + "numId"), numbered.find(W + "ilvl")]
            numbering = "list " + ":".join(p.get(W + "val", "") for p in parts if p is not None)
    if is_page_number(block.text):
        return replace(block, kind="page")
    if re.match(r"\^+ ", block.marks):
        return replace(block, kind="footnote")  # typed at the foot of the page by hand
    if style.lower().startswith(("heading", "title", "tiu")):
        return replace(block, kind="heading")
    mark = item_mark(block.text) or numbering or ("list" if style.startswith("List") else "")
    if not mark:
        return replace(block, kind="paragraph")
    return replace(block, kind="item", mark=mark, indent=_indent(properties, style))


def _indent(properties: etree._Element | None, style: str) -> int:
    """Return how far a paragraph is set in: by its level in a list, by hand, or by the level of a
    style of Word's own ("List Bullet 2").
    """
    if properties is None:
        return 0
    level = properties.find(f"{W}numPr/{W}ilvl")
    if level is not None:
        return _SET_IN * _number(level)
    by_hand = properties.find(W + "ind")
    twips = by_hand.get(W + "left", by_hand.get(W + "start", "")) if by_hand is not None else ""
    if twips.isdecimal():
        return min(int(twips), 10_000) // _TWIPS
    styled = re.fullmatch(r"List[A-Za-z]*([2-5])", style)
    return _SET_IN * (int(styled[1]) - 1) if styled else 0


def _is_raised(run: etree._Element) -> bool:
    properties = run.find(W + "rPr")
    if properties is None:
        return False
    raised = properties.find(W + "vertAlign")
    return raised is not None and raised.get(W + "val") == "superscript"


def _skipped(properties: etree._Element | None) -> int:
    before = properties.find(W + "gridBefore") if properties is not None else None
    return _number(before) if before is not None else 0


def _merging(cell: etree._Element) -> tuple[int, bool]:
    """Say how many columns a cell takes and whether it goes on with the one above."""
    properties = cell.find(W + "tcPr")
    if properties is None:
        return 1, False
    span, merged = properties.find(W + "gridSpan"), properties.find(W + "vMerge")
    continued = merged is not None and merged.get(W + "val", "continue") == "continue"
    return (max(1, _number(span)) if span is not None else 1), continued


def _number(element: etree._Element) -> int:
    text = element.get(W + "val", "")
    return min(int(text), 1000) if text.isdecimal() else 0


def _read_notes(root: etree._Element, order: list[str]) -> list[DocumentBlock]:
    """Read the footnotes in the order they are called; their paragraphs have no anchor."""
    reader = WordReader(paragraphs_of(root))
    notes = {note.get(W + "id", ""): note for note in root.iter(W + "footnote")}
    blocks: list[DocumentBlock] = []
    for count, name in enumerate(order, 1):
        if name not in notes:
            continue
        reader.blocks = []
        reader.walk(notes[name])
        own = [replace(b, kind="footnote", mark=f"note {name}", anchor=-1) for b in reader.blocks]
        if own:
            number = TextPiece()
            number.add(str(count), 0, "^")
            number.add(" ", 0)
            first = own[0]
            own[0] = replace(
                first,
                text="".join(number.chars) + first.text,
                origin=tuple(number.origin) + first.origin,
                marks="".join(number.marks) + first.marks,
            )
        blocks += own
    return blocks
