"""The form of the Word annex: pages of Decree 30/2020/ND-CP, styles, title, contents."""

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from datetime import datetime, time

from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from .chapters import Chapter, list_failed
from .title_block import CONTENTS, KIND, AnnexMeta, say_gaps, say_incomplete
from .word_markup import (
    Element,
    add_element,
    add_field,
    add_link,
    add_run,
    close_field,
    make_paragraph,
    open_field,
    word_name,
)

_FACE = "Times New Roman"
_PLACES = (("top", 20), ("bottom", 20), ("left", 30), ("right", 15))  # mm, pages that stand
_PLACES_LYING = (("top", 30), ("bottom", 15), ("left", 20), ("right", 20))
_DEEPEST = 2  # levels of headings in the contents


def set_up(document: WordDocument, meta: AnnexMeta) -> None:
    """Give an empty document its pages, styles, running heads and properties."""
    about = document.core_properties
    about.title, about.author = meta.heading, meta.authority
    about.subject, about.comments, about.language = meta.document, "", "vi-VN"
    about.last_modified_by, about.revision = meta.authority, 1
    about.created = about.modified = datetime.combine(meta.day, time())
    set_styles(document)
    section = document.sections[0]
    size_page(section, landscape=False)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    add_field(number._p, "PAGE")
    if meta.mark:
        for footer in (section.footer, section.first_page_footer):
            footer.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
            footer.paragraphs[0].add_run(meta.mark).bold = True


def turn_page(document: WordDocument, landscape: bool) -> None:
    """End the section, so that the pages from here on lie, or stand again."""
    last = document.element.body.sectPr
    ending = make_paragraph("SectionEnd")
    ending.find(word_name("pPr")).append(deepcopy(last))
    last.addprevious(ending)
    # running heads go on from the section before; only the first page of all has none
    for name in ("headerReference", "footerReference", "titlePg"):
        for element in last.findall(word_name(name)):
            last.remove(element)
    size_page(document.sections[-1], landscape)


def write_title(chapters: Sequence[Chapter], meta: AnnexMeta) -> Iterator[Element]:
    """Write what stands at the head of the first page."""
    yield _line("Centred", KIND, {"b": "", "sz": "28"})
    yield _line("Title", meta.title.upper())
    yield _line("Centred", meta.document, {"i": ""})
    yield make_paragraph("Divider")
    incomplete = say_incomplete([chapter.title for chapter in list_failed(chapters)])
    for told in filter(None, (incomplete, meta.doubt)):
        yield _line("BodyText", told, {"b": ""})


def write_contents(
    chapters: Sequence[Chapter], find_place: Callable[[str], tuple[str, int]]
) -> Iterator[Element]:
    """Write the contents as a field that Word can renew, filled with links to the headings."""
    yield _line("TOCHeading", CONTENTS)
    entries = [
        (level, anchor, text)
        for chapter in chapters
        for level, anchor, text in [(1, chapter.anchor, chapter.title), *chapter.headings]
        if level <= _DEEPEST
    ]
    for at, (level, anchor, text) in enumerate(entries):
        paragraph = make_paragraph(f"TOC{level}")
        if at == 0:
            open_field(paragraph, f'TOC \\o "1-{_DEEPEST}" \\h \\z \\u')
        add_run(add_link(paragraph, place=find_place(anchor)[0]), text)
        if at == len(entries) - 1:
            close_field(paragraph)
        yield paragraph
    if gaps := say_gaps(chapter.number for chapter in chapters):
        yield _line("ListParagraph", gaps)


def _line(style: str, text: str, looks: dict[str, str] | None = None) -> Element:
    paragraph = make_paragraph(style)
    add_run(paragraph, text, looks)
    return paragraph


def size_page(section: Section, landscape: bool) -> None:
    """Give a section the size and margins of the decree, standing or lying."""
    sides = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
    section.page_width, section.page_height = sides
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    for name, width in _PLACES_LYING if landscape else _PLACES:
        setattr(section, f"{name}_margin", Mm(width))
    section.header_distance = section.footer_distance = Mm(9)


def set_styles(document: WordDocument) -> None:
    """Give an empty document its language, typeface and styles."""
    defaults = document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    _set_face(defaults)
    defaults.find(qn("w:lang")).set(qn("w:val"), "vi-VN")
    # the line before a break within a paragraph is not stretched to the margin
    document.settings.element.find(qn("w:compat")).insert(
        0, OxmlElement("w:doNotExpandShiftReturn")
    )
    add = document.styles.add_style
    for name in _OWN:
        add(name, WD_STYLE_TYPE.PARAGRAPH)
    for level in range(1, _DEEPEST + 1):  # Word knows these by names in lower case
        add(f"TOC {level}", WD_STYLE_TYPE.PARAGRAPH, builtin=True).name = f"toc {level}"
    for style in document.styles:
        if style.type == WD_STYLE_TYPE.PARAGRAPH:
            _set_face(style.element.get_or_add_rPr())
            style.font.color.rgb = RGBColor(0, 0, 0)
    for name, look in _LOOKS.items():
        _set_look(document.styles[name], **look)
    plain = document.styles["Title"].element.get_or_add_pPr()
    plain.remove(plain.find(qn("w:pBdr")))
    for name in ("Boxed", "Divider"):
        _add_border(document.styles[name])
    document.styles["Printed"].font.name = "Courier New"


_OWN = ("Boxed", "Printed", "Notes", "Centred", "Table Text", "Divider", "Section End")
_LIST = {"size": 13, "after": 4, "align": WD_ALIGN_PARAGRAPH.JUSTIFY}
# sizes and spaces in points, indents in millimetres
_LOOKS: dict[str, dict[str, object]] = {
    "Normal": {"size": 13, "after": 6},
    "Body Text": {"size": 13, "after": 6, "first": 10, "align": WD_ALIGN_PARAGRAPH.JUSTIFY},
    "Title": {"size": 14, "bold": True, "after": 3, "align": WD_ALIGN_PARAGRAPH.CENTER},
    "Heading 1": {"size": 14, "bold": True, "before": 12, "after": 6},
    "Heading 2": {"size": 13, "bold": True, "before": 12, "after": 6},
    "Heading 3": {"size": 13, "bold": True, "italic": True, "before": 10, "after": 6},
    "Heading 4": {"size": 13, "italic": True, "before": 10, "after": 6},
    "TOC Heading": {"size": 14, "bold": True, "before": 6, "after": 6},
    "Caption": {"size": 12, "before": 6, "after": 2},
    "toc 1": {"size": 13, "bold": True, "before": 4, "after": 0},
    "toc 2": {"size": 12, "left": 6, "after": 0},
    "Centred": {"size": 13, "after": 4, "align": WD_ALIGN_PARAGRAPH.CENTER},
    "Quote": {"size": 13, "italic": True, "left": 10, "after": 6},
    "List Paragraph": {"size": 6, "after": 0},
    "Boxed": {"size": 10.5, "left": 4, "after": 2},
    "Printed": {"size": 9, "after": 8},
    "Notes": {"size": 9, "italic": True, "after": 0},
    "Table Text": {"size": 11, "after": 0},
    "Divider": {"size": 4, "left": 60, "right": 60, "after": 4},
    "Section End": {"size": 1, "after": 0},
    **{f"List Bullet{depth}": _LIST for depth in ("", " 2", " 3")},
    **{f"List Number{depth}": _LIST for depth in ("", " 2", " 3")},
    **{f"List Continue{depth}": _LIST for depth in ("", " 2", " 3")},
}


def _set_look(
    style: ParagraphStyle,
    *,
    size: float,
    bold: bool = False,
    italic: bool = False,
    before: float = 0,
    after: float = 0,
    left: float | None = None,
    right: float | None = None,
    first: float | None = None,
    align: WD_ALIGN_PARAGRAPH | None = None,
) -> None:
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, italic
    layout = style.paragraph_format
    layout.space_before, layout.space_after, layout.line_spacing = Pt(before), Pt(after), 1.0
    layout.alignment = align
    for name, width in (("left", left), ("right", right), ("first_line", first)):
        if width is not None:
            setattr(layout, f"{name}_indent", Mm(width))


def _set_face(properties: Element) -> None:
    """Name the typeface; a theme's, which would come first, goes."""
    for fonts in properties.findall(qn("w:rFonts")):
        properties.remove(fonts)
    fonts = add_element(properties, "rFonts")
    for name in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(word_name(name), _FACE)
    properties.insert(0, fonts)


def _add_border(style: ParagraphStyle) -> None:
    side, size = ("left", 18) if style.name == "Boxed" else ("bottom", 6)
    layout = style.element.get_or_add_pPr()
    borders = add_element(layout, "pBdr")
    add_element(borders, side, val="single", sz=size, space=6, color="000000")
    for name in ("spacing", "ind", "jc"):  # the schema has borders before these
        for later in layout.findall(word_name(name)):
            layout.append(later)
