"""Charts of the library and pictures of the analyst's own: from an output to a checked figure."""

from collections.abc import Iterator, Mapping
from typing import Any

from cchc.errors import PictureError
from cchc.language import say
from cchc.objects.captions import SLUG, clean_text
from cchc.objects.drawings import wrap_picture
from cchc.objects.tables import Table

from .blocks import Block, FigureBlock
from .markup_tokens import Picture
from .pictures import check_drawing
from .shown_cells import ShownCell, write_line
from .svg import measure_svg, read_svg, with_box


def find_alt(about: Mapping[str, Any], kind: str = "image/svg+xml") -> str:
    told = about.get(kind, {}) if isinstance(about.get(kind), Mapping) else {}
    return clean_text(told.get("alt") or about.get("alt") or "")


def read_figure(cell: ShownCell, payload: Mapping[str, Any], svg: str) -> Iterator[Block]:
    names = ("id", "title", "subtitle", "alt", "source")
    texts = {name: clean_text(payload.get(name) or "") for name in names}
    if empty := clean_text(payload.get("empty") or ""):
        yield write_line(f"{texts['title'] or cell.heading} ({empty}).", texts["id"])
        return
    own = not texts["id"]
    svg = payload.get("svg") or svg
    if not own and not SLUG.fullmatch(texts["id"]):
        raise PictureError(say("a figure's id is ASCII words in lower case with hyphens"))
    if not own and not (texts["title"].strip() and texts["alt"].strip()):
        raise PictureError(say("a figure has a title and an alternative text"))
    svg = _clean_drawing(cell, svg)
    natural = own or bool(payload.get("natural"))
    if natural:
        svg = with_box(svg)
        check_drawing(svg)
    if own and svg in cell.drawn:
        return  # a chart returned by a cell is shown once more when pyplot closes it
    cell.drawn.add(svg)
    notes = tuple(map(clean_text, payload.get("notes") or ()))
    label = cell.count("Hình")
    if own:
        texts |= {"id": cell.name(), "title": texts["title"].strip() or cell.heading}
        texts["alt"] = texts["alt"].strip() or _describe(cell)
    table = None
    if payload.get("table"):
        found = Table.from_payload(payload["table"])
        named = {} if found.id else {"id": f"{texts['id']}-so-lieu", "sheet": f"Số liệu {label}"}
        table = Table.from_payload(found.payload() | named)
    size = measure_svg(svg) if natural else None
    narrow = str(payload.get("narrow") or "")
    narrow = _clean_drawing(cell, narrow) if narrow and not natural else ""
    drawn = {"svg": svg, "narrow": narrow, "size": size}
    yield FigureBlock(**texts, **drawn, label=label, notes=notes, table=table)


def _clean_drawing(cell: ShownCell, svg: str) -> str:
    svg, removed = read_svg(svg)
    if removed:
        cell.told.append(
            say("a drawing is published without what acts in it: {names}", names=", ".join(removed))
        )
    return svg


def _describe(cell: ShownCell) -> str:
    place = f"ô lệnh [{cell.prompt}]" if cell.node.cell_type == "code" else "đoạn lời văn"
    return f"Hình của {place} dưới mục “{cell.heading}”; người lập chưa ghi mô tả."


def show_picture(cell: ShownCell, picture: Picture) -> Iterator[Block]:
    content = picture.content
    if isinstance(content, bytes) and content.lstrip()[:5].lower() in (b"<svg ", b"<?xml"):
        content = content.decode()
    svg = content if isinstance(content, str) else wrap_picture(content)
    yield from read_figure(cell, {"alt": clean_text(picture.alt), "svg": svg}, "")
