"""Drawings that others made, kept to shapes and texts: nothing in them acts, fetches or styles."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from cchc.errors import PictureError
from cchc.language import say
from cchc.objects.captions import clean_text

_NAMESPACE = "http://www.w3.org/2000/svg"
_LINKS = "http://www.w3.org/1999/xlink"
# a page reads names without case and lets any other element out of the drawing
_NAMES_OF_SHAPES = """
    svg g defs path rect circle ellipse line polyline polygon text tspan textPath
    use symbol clipPath mask pattern marker linearGradient radialGradient stop image
    switch filter title desc feBlend feColorMatrix feComponentTransfer feComposite
    feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow
    feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode
    feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile
    feTurbulence
"""
_SHAPES = frozenset(_NAMES_OF_SHAPES.split())
_FETCHES = re.compile(
    r"url\(\s*['\"]?\s*(?!#|data:image/)|@import|expression\(|javascript:|\\", re.IGNORECASE
)
_STILL_LINK = re.compile(r"#|data:image/(png|jpeg|gif|webp)[;,]", re.IGNORECASE)
_SIZE = re.compile(r"\s*([\d.]+)\s*(pt|px|in|mm|cm|)\s*")
_POINTS = {"pt": 1.0, "px": 0.75, "": 0.75, "in": 72.0, "mm": 72 / 25.4, "cm": 72 / 2.54}
_DEEPEST = 100


def read_svg(text: str) -> tuple[str, tuple[str, ...]]:
    """Give a drawing without what acts or fetches, and the names of what was taken out.

    A drawing that holds nothing of the kind stays as it is, to the byte. Raises PictureError for
    what is no drawing.
    """
    text = clean_text(text)
    if "<!ENTITY" in text.upper():
        raise PictureError(say("the drawing defines entities of its own"))
    try:
        root = ElementTree.fromstring(text.strip())
    except ElementTree.ParseError as error:
        raise PictureError(say("the drawing is no SVG: {reason}", reason=str(error))) from error
    if _name(root) != "svg":
        raise PictureError(say("the drawing is no SVG: {reason}", reason=f"<{_name(root)}>"))
    removed = list(_clean(root, 0))
    if not removed:
        return text, ()
    ElementTree.register_namespace("", _NAMESPACE)
    ElementTree.register_namespace("xlink", _LINKS)
    # who made it and when, in words of other vocabularies, is none of the drawing
    told = tuple(name for name in dict.fromkeys(removed) if name != "<metadata>")
    return ElementTree.tostring(root, encoding="unicode"), told


def _name(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _clean(element: ElementTree.Element, depth: int) -> Iterator[str]:
    for attribute, value in list(element.attrib.items()):
        name = attribute.rpartition("}")[2].lower()
        if (
            name.startswith("on")
            or (name in ("href", "src") and not _STILL_LINK.match(value))
            or _FETCHES.search(value)
        ):
            del element.attrib[attribute]
            yield name
    while refused := [child for child in element if not _is_shape(child) or depth > _DEEPEST]:
        for child in refused:
            _take_out(element, child, keep=_name(child) == "a")
            yield f"<{_name(child)}>"
    for child in list(element):
        yield from _clean(child, depth + 1)


def _is_shape(element: ElementTree.Element) -> bool:
    space, _, name = str(element.tag).rpartition("}")
    return name in _SHAPES and space in ("", "{" + _NAMESPACE)


def _take_out(parent: ElementTree.Element, child: ElementTree.Element, keep: bool) -> None:
    """Take an element out of a drawing; what a link holds stays in its place."""
    at = list(parent).index(child)
    parent.remove(child)
    inner = list(child) if keep else []
    for number, each in enumerate(inner):
        parent.insert(at + number, each)
    words = (child.text or "") if keep else ""
    if inner:
        inner[-1].tail = (inner[-1].tail or "") + (child.tail or "")
    words += "" if inner else (child.tail or "")
    if words.strip():
        before = list(parent)[at - 1] if at else None
        if before is None:
            parent.text = (parent.text or "") + words
        else:
            before.tail = (before.tail or "") + words


def measure_svg(text: str) -> tuple[float, float]:
    """Give the width and height of a drawing in points, by its size or else its view box."""
    opening = text[text.index("<svg") : text.index(">", text.index("<svg"))]
    sizes = [re.search(rf"""\s{name}=["']([^"']*)["']""", opening) for name in ("width", "height")]
    found = [_SIZE.fullmatch(size[1]) if size else None for size in sizes]
    if all(found):
        width, height = (float(size[1]) * _POINTS[size[2]] for size in found if size)
        return width, height
    box = re.search(r"""\sviewBox=["']([^"']*)["']""", opening)
    numbers = [float(word) for word in re.findall(r"[-\d.]+", box[1])] if box else []
    return (numbers[2] * 0.75, numbers[3] * 0.75) if len(numbers) == 4 else (450.0, 300.0)


def with_box(text: str) -> str:
    """Give a drawing a view box where it has a size alone: a page sets its size anew.

    One that was part of a page is also given the name space that a file of its own needs.
    """
    start = text.index("<svg")
    opening = text[start : text.index(">", start)]
    if "xmlns=" not in opening:
        text = f'{text[: start + 4]} xmlns="{_NAMESPACE}"{text[start + 4 :]}'
    if re.search(r"\sviewBox=", opening):
        return text
    width, height = measure_svg(text)
    box = f' viewBox="0 0 {width / 0.75:g} {height / 0.75:g}"'
    return text[: start + 4] + box + text[start + 4 :]
