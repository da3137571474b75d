"""The Word annex: the content of the PDF with real headings, captions and tables, to paste from."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import ZipFile

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.shared import Pt

from cchc.objects.archives import pack_parts
from cchc.objects.captions import clean_text, note_lines

from .blocks import Block, FigureBlock, ProseBlock, TableBlock, TextBlock, say_where, tell_table
from .chapters import Chapter, split_lead
from .columns import fit_picture, plan_columns
from .pictures import measure_painted, paint, paint_drawing
from .title_block import AnnexMeta, say_elsewhere, say_unit
from .word_frame import set_up, turn_page, write_contents, write_title
from .word_markup import Element, add_bookmark, add_element, add_run, make_paragraph
from .word_prose import BODY, BOXED, MONOSPACED, ProseWriter
from .word_tables import draw_table

_KEY_POINTS = ("diem-chinh", "can-xem-truoc")
_BODY_SIZE = 13.0


def write_docx(chapters: Sequence[Chapter], meta: AnnexMeta, path: Path) -> None:
    """Write the Word annex. The same chapters give the same bytes, dated by the quarter's end."""
    manuscript = _Manuscript(Document())
    set_up(manuscript.document, meta)
    for paragraph in write_title(chapters, meta):
        manuscript.take(paragraph)
    lead, rest = split_lead(chapters)
    for chapter in lead:
        manuscript.write_chapter(chapter)
    if lead:
        manuscript.break_page()
    for paragraph in write_contents(chapters, manuscript.find_place):
        manuscript.take(paragraph)
    manuscript.break_page()
    for chapter in rest:
        manuscript.write_chapter(chapter)
    if elsewhere := say_elsewhere(meta.figures):
        manuscript.turn(landscape=False)
        manuscript.write_line("Notes", elsewhere)
    path.write_bytes(pack_document(manuscript.document))


def pack_document(document: WordDocument) -> bytes:
    """Save a document without the clock that archives carry."""
    out = io.BytesIO()
    document.save(out)
    with ZipFile(out) as archive:
        return pack_parts({entry.filename: archive.read(entry) for entry in archive.infolist()})


@dataclass
class _Manuscript:
    """A Word document as it is written: its blocks in order, places, lists and pictures."""

    document: WordDocument
    _places: dict[str, tuple[str, int]] = field(default_factory=dict)
    _relations: dict[str, str] = field(default_factory=dict)
    _landscape: bool = False

    def take(self, block: Element) -> None:
        """Append a paragraph or table."""
        self.document.element.body.sectPr.addprevious(block)

    def find_place(self, anchor: str) -> tuple[str, int]:
        """Give the bookmark of an anchor: Word takes forty letters, without hyphens."""
        if anchor not in self._places:
            number = len(self._places) + 1
            self._places[anchor] = (f"cchc_{number}", number)
        return self._places[anchor]

    def relate(self, address: str) -> str:
        """Give the relation that leads to an address of the web."""
        if address not in self._relations:
            self._relations[address] = self.document.part.relate_to(
                address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True
            )
        return self._relations[address]

    def start_list(self) -> int:
        """Begin a numbered list of its own at one."""
        numbering = self.document.part.numbering_part.element
        style = self.document.styles["List Number"].element
        model = style.pPr.numPr.numId.val
        kind = next(each for each in numbering.num_lst if each.numId == model)
        started = numbering.add_num(kind.abstractNumId.val)
        started.add_lvlOverride(ilvl=0).add_startOverride(1)
        return started.numId

    def draw(self, paragraph: Element, svg: str, alt: str, height: float) -> None:
        """Append a formula as a picture on the line of the text; `height` in ems."""
        picture = paint_drawing(svg)
        self._put_picture(paragraph, picture, alt, height=Pt(height * _BODY_SIZE))

    def turn(self, landscape: bool) -> None:
        """Go on on pages that stand or lie."""
        if landscape != self._landscape:
            turn_page(self.document, landscape)
            self._landscape = landscape

    def break_page(self) -> None:
        """Go on on a new page."""
        if self._landscape:  # pages that stand again are new ones
            self.turn(landscape=False)
            return
        paragraph = make_paragraph("SectionEnd")
        add_element(add_element(paragraph, "r"), "br", type="page")
        self.take(paragraph)

    def write_chapter(self, chapter: Chapter) -> None:
        self.turn(landscape=False)
        heading = make_paragraph("Heading1")
        add_bookmark(heading, *self.find_place(chapter.anchor))
        add_run(heading, chapter.title)
        self.take(heading)
        if chapter.failure:
            self.write_line(BODY, chapter.failure, {"b": ""})
        for block in chapter.blocks:
            self._write_block(block, chapter.table_size)

    def write_line(self, style: str, text: str, looks: dict[str, str] | None = None) -> None:
        paragraph = make_paragraph(style)
        add_run(paragraph, text, looks)
        self.take(paragraph)

    def _write_block(self, block: Block, size: float) -> None:
        match block:
            case ProseBlock(tokens=tokens, id=id):
                self.turn(landscape=False)
                ProseWriter(self, BOXED if id in _KEY_POINTS else BODY).write(tokens)
            case TableBlock() if block.is_told:
                self._write_block(tell_table(block), size)
            case TableBlock(table=table) if table.folded:
                self.turn(landscape=False)
                paragraph = make_paragraph("Notes")
                add_bookmark(paragraph, *self.find_place(table.id))
                add_run(paragraph, say_where(block))
                self.take(paragraph)
            case TableBlock(table=table, label=label):
                layout = plan_columns(table, size)
                self.turn(layout.landscape)
                self._write_caption(table.id, label, table.title, say_unit(table))
                self.take(draw_table(table, layout))
                self._write_notes(note_lines(table.notes, table.source))
            case FigureBlock():
                self.turn(landscape=False)
                self._write_caption(block.id, block.label, block.title, block.subtitle)
                self._write_chart(block)
                self._write_notes(note_lines(block.notes, block.source))
            case TextBlock(text=text):
                self.turn(landscape=False)
                self.write_line(MONOSPACED, text)

    def _write_caption(self, id: str, label: str, title: str, below: str) -> None:
        paragraph = make_paragraph("Caption", together=True)
        add_bookmark(paragraph, *self.find_place(id))
        add_run(paragraph, f"{label}. {title}" if title else label, {"b": ""})
        if below:
            add_run(paragraph, f"\n{below}", {"i": ""})
        self.take(paragraph)

    def _write_chart(self, block: FigureBlock) -> None:
        paragraph = make_paragraph("Centred", together=bool(block.notes or block.source))
        picture = paint(block)
        size = block.size or measure_painted(picture)
        self._put_picture(paragraph, picture, block.alt, width=Pt(fit_picture(*size)[0]))
        self.take(paragraph)

    def _put_picture(
        self,
        paragraph: Element,
        picture: bytes,
        alt: str,
        width: int | None = None,
        height: int | None = None,
    ) -> None:
        inline = self.document.part.new_pic_inline(io.BytesIO(picture), width, height)
        inline.docPr.set("descr", clean_text(alt))
        add_element(add_element(paragraph, "r"), "drawing").append(inline)

    def _write_notes(self, lines: Sequence[str]) -> None:
        for line in lines:
            self.write_line("Notes", line)
