"""The HTML annex: one file that opens offline, is whole without its few lines of script and makes
no request.
"""

import base64
import hashlib
import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from markupsafe import Markup

from cchc.model.numbers import format_date
from cchc.objects.captions import note_lines
from cchc.objects.delimited import write_table_csv
from cchc.objects.palette import name_colours, write_palette
from cchc.objects.tables import Table

from .anchors import REGISTER, anchor_rows, link_report, list_addresses, mark_codes
from .blocks import FigureBlock, ProseBlock, TextBlock, tell_table
from .chapters import Chapter, list_failed
from .columns import WIDEST, fit_picture
from .exporters import TEMPLATES, ChapterExporter
from .markdown import write_markdown_html
from .pictures import write_png_uri, write_svg_uri
from .rereading import write_once
from .tinos import subset_woff2
from .title_block import CONTENTS, INCOMPLETE, KIND, AnnexMeta, count_failed, say_gaps

_FACES = (("Regular", "normal", 400), ("Bold", "normal", 700), ("Italic", "italic", 400))
_PROLOG = re.compile(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->|<metadata>.*?</metadata>", re.DOTALL)
_SVG_ID = re.compile(r"""id=["'](?<=\bid=.)""")
_FIRST_TAG = re.compile(r"<svg\b([^>]*)>", re.DOTALL)
_BODY = "\0"  # where the chapters go: a letter that no text holds
_SIZE = re.compile(r"""\s(?:width|height)=["'][^"']*["']""")


@dataclass(frozen=True)
class Page:
    """The HTML annex in parts: what stands before the chapters, their bodies, what follows."""

    head: bytes
    bodies: tuple[bytes, ...]
    tail: bytes

    def write(self, path: Path) -> None:
        with path.open("wb") as file:  # one after the other: a long annex would fill the memory
            file.write(self.head)
            file.writelines(body + b"\n" for body in self.bodies)
            file.write(self.tail.lstrip(b"\n"))


def write_html(chapters: Sequence[Chapter], meta: AnnexMeta, path: Path, code: bool = True) -> None:
    """Write the HTML annex. The same chapters give the same bytes.

    With `code` the notebook cells are folded away below what they show; the official edition has
    none.
    """
    compose_page(chapters, meta, code).write(path)


def compose_page(
    chapters: Sequence[Chapter],
    meta: AnnexMeta,
    code: bool = True,
    *,
    follow: str = "",
) -> Page:
    """Write the parts of the HTML annex; a chapter that was written before is not written again.

    `follow` is a script that speaks to whoever serves the page; without it the page makes no
    request.
    """
    addresses = list_addresses(chapters)
    in_report = {addresses[case]: case for case in meta.report_cases if case in addresses}
    exporter, bodies, letters = HtmlExporter(), [], set("0123456789")
    for chapter in chapters:
        write = partial(_write_body, exporter, chapter, code and not meta.official, addresses)
        told = [code, dict(addresses)]
        body = write() if meta.official else write_once("html", chapter, told, write)
        body = link_report(body, meta.report_page, in_report)
        letters |= set(html.unescape(body))
        bodies.append(body.encode())
    window = f"{format_date(meta.quarter.start)} – {format_date(meta.quarter.end)}"
    script = (TEMPLATES / "html" / "annex.js").read_text("utf-8")
    values = {
        "script": Markup(script),
        "script_hash": hash_script(script),
        "follow": Markup(follow),
        "follow_hash": hash_script(follow),
        "meta": meta,
        "chapters": chapters,
        "failed": (failed := list_failed(chapters)),
        "incomplete": INCOMPLETE,
        "lacks": count_failed([chapter.title for chapter in failed]),
        "kind": KIND,
        "contents": CONTENTS,
        "gaps": say_gaps(chapter.number for chapter in chapters),
        "window": window,
        "body": _BODY,
    }
    page = exporter.environment.get_template("page.html.j2")
    # the faces hold just the letters of this page, so what frames the chapters is written once to
    # see them
    letters |= set(html.unescape(page.render(style="", **values))) - set(_BODY)
    printed = {
        letter
        for chapter in chapters
        for block in chapter.blocks
        if isinstance(block, TextBlock)
        for letter in block.text
    }
    rules = (TEMPLATES / "html" / "annex.css").read_text("utf-8")
    style = write_font_faces(letters, printed) + write_palette() + rules
    head, tail = page.render(style=Markup(style), **values).encode().split(_BODY.encode())
    return Page(head, tuple(bodies), tail)


def _write_body(
    exporter: "HtmlExporter", chapter: Chapter, code: bool, addresses: Mapping[str, str]
) -> str:
    return mark_codes(exporter.write(chapter, code=code), addresses)


def hash_script(script: str) -> str:
    """Give what a page's policy names a script by."""
    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}"


def write_html_table(table: Table, caption: str) -> Markup:
    """Write a table with its caption (HTML); rows of the register of findings get their
    addresses.
    """
    written = table.html(caption=str(caption), inline=False)
    return Markup(anchor_rows(written) if table.id == REGISTER else written)


def write_html_prose(block: ProseBlock) -> Markup:
    return Markup(write_markdown_html(block.tokens))


def write_csv_uri(table: Table) -> str:
    """Write a table's cells as a link that saves a CSV file without any request."""
    return (
        "data:text/csv;charset=utf-8;base64,"
        + base64.b64encode(write_table_csv(table).encode()).decode()
    )


def write_plate_width(figure: FigureBlock) -> str:
    """Give the width of an analyst's own picture on the page, as a style: never blown up."""
    width, _ = fit_picture(*figure.size) if figure.size else (WIDEST, 0.0)
    return f"{width + 20:.0f}pt"


def write_svg(figure: FigureBlock) -> Markup:
    """Write a chart into the page: ids of its own, its alternative text, its size and colours left
    to the page; one for wide screens and paper, one for phones.
    """
    if not figure.narrow:
        return Markup(_write_drawing(figure, figure.svg, f"{figure.id}-"))
    wide = _write_drawing(figure, name_colours(figure.svg), f"{figure.id}-")
    narrow = _write_drawing(figure, name_colours(figure.narrow), f"{figure.id}-hep-")
    return Markup(f'<div class="wide">{wide}</div><div class="narrow">{narrow}</div>')


def _write_drawing(figure: FigureBlock, svg: str, prefix: str) -> str:
    drawing = _SVG_ID.sub(lambda given: given[0] + prefix, _PROLOG.sub("", svg).strip())
    for named in ("url(#", 'href="#', "href='#"):
        drawing = drawing.replace(named, named + prefix)
    names = f'role="img" aria-labelledby="{prefix}mo-ta"'
    told = f'<title id="{prefix}mo-ta">{html.escape(figure.alt)}</title>'
    return _FIRST_TAG.sub(
        lambda tag: f"<svg {names}{_SIZE.sub('', tag[1])}>{told}", drawing, count=1
    )


def _encode(face: str, letters: set[str]) -> str:
    return base64.b64encode(subset_woff2(face, letters)).decode()


def write_font_faces(letters: set[str], printed: set[str]) -> str:
    """Write the three faces of the page, cut down to its letters, as a style sheet.

    Where cells have printed something, the one of equal widths too, with the letters of that.
    """
    faces = [("Tinos", face, style, weight, letters) for face, style, weight in _FACES]
    if printed:
        faces.append(("Cousine", "Mono", "normal", 400, printed))
    return "".join(
        f"@font-face{{font-family:{family};font-style:{style};font-weight:{weight};"
        f"src:url(data:font/woff2;base64,{_encode(face, held)})}}\n"
        for family, face, style, weight, held in faces
    )


class HtmlExporter(ChapterExporter):
    """Writes a chapter as HTML; every value is escaped."""

    export_from_notebook = "Annex HTML"
    kind, folder, escapes = "html", "html", True
    filters_of_kind = {  # noqa: RUF012 - nothing changes it
        "prose_html": write_html_prose,
        "told_html": lambda block: write_html_prose(tell_table(block)),
        "svg_uri": lambda figure: Markup(write_svg_uri(figure)),
        "png_uri": write_png_uri,
        "figure_svg": write_svg,
        "plate_width": write_plate_width,
        "table_html": write_html_table,
        "csv_uri": write_csv_uri,
        "note_lines": lambda block: note_lines(block.notes, block.source),
    }
