"""Paragraphs, runs, links and fields of Word, written as its markup; every text is a text."""

from collections.abc import Mapping
from functools import cache

from docx.oxml.ns import qn
from lxml import etree

from cchc.objects.captions import clean_text

Element = etree._Element
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_RELATION = qn("r:id")


@cache
def word_name(name: str) -> str:
    """Give the full name of an element or attribute of Word: 'tbl' stands for 'w:tbl'."""
    return qn(f"w:{name}")


def add_element(parent: Element, name: str, /, **values: object) -> Element:
    """Append an element of Word with its attributes."""
    given = {word_name(key): str(value) for key, value in values.items()}
    return etree.SubElement(parent, word_name(name), given)


def make_paragraph(
    style: str = "", *, align: str = "", together: bool = False, number: int | None = None
) -> Element:
    """Make a paragraph of a style, by its id; `together` keeps it on the page of the next.

    `number` is the list whose next item it is.
    """
    paragraph = etree.Element(word_name("p"))
    if style or align or together or number is not None:
        about = add_element(paragraph, "pPr")
        if style:
            add_element(about, "pStyle", val=style)
        if together:
            add_element(about, "keepNext")
        if number is not None:
            add_element(add_element(about, "numPr"), "numId", val=number)
        if align:
            add_element(about, "jc", val=align)
    return paragraph


def add_run(parent: Element, text: str, looks: Mapping[str, str] | None = None) -> Element:
    """Append a text; a new line in it breaks the line. `looks` are marks such as {"b": ""}."""
    run = add_element(parent, "r")
    if looks:
        about = add_element(run, "rPr")
        for name, value in looks.items():
            add_element(about, name, **({"val": value} if value else {}))
    for at, line in enumerate(clean_text(text).split("\n")):
        if at:
            add_element(run, "br")
        written = add_element(run, "t")
        written.text = line.replace("\t", " ")
        written.set(_SPACE, "preserve")
    return run


def add_field(parent: Element, instruction: str, shown: str = "1") -> None:
    """Append a field, such as the number of the page, and what it shows until it is updated."""
    open_field(parent, instruction)
    add_run(parent, shown)
    close_field(parent)


def open_field(parent: Element, instruction: str) -> None:
    """Begin a field; what follows up to its end is what it shows until it is updated."""
    add_element(add_element(parent, "r"), "fldChar", fldCharType="begin")
    written = add_element(add_element(parent, "r"), "instrText")
    written.text = f" {instruction} "
    written.set(_SPACE, "preserve")
    add_element(add_element(parent, "r"), "fldChar", fldCharType="separate")


def close_field(parent: Element) -> None:
    """End a field."""
    add_element(add_element(parent, "r"), "fldChar", fldCharType="end")


def add_bookmark(paragraph: Element, name: str, number: int) -> None:
    """Let links lead to a paragraph."""
    add_element(paragraph, "bookmarkStart", id=number, name=name)
    add_element(paragraph, "bookmarkEnd", id=number)


def add_link(parent: Element, *, place: str = "", relation: str = "") -> Element:
    """Append a link to a bookmark, or by its relation to the web; its runs go into it."""
    link = add_element(parent, "hyperlink", history=1, **({"anchor": place} if place else {}))
    if relation:
        link.set(_RELATION, relation)
    return link
