"""The HTML annex: one file that opens offline, runs no script and makes no request."""

import base64
import html
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup
from nbconvert.exporters import TemplateExporter
from traitlets import default

from cchc.model.numbers import format_date
from cchc.objects.delimited import write_table_csv
from cchc.objects.tables import Table, note_lines

from .anchors import REGISTER, anchor_rows, link_findings, list_addresses
from .blocks import FigureBlock, ProseBlock
from .chapters import FAILED, AnnexMeta, Chapter
from .markdown import write_markdown_html
from .pictures import write_png_uri, write_svg_uri
from .tinos import subset_woff2

PAGE_TEMPLATES = Path(__file__).parent / "templates"
_FACES = (("Regular", "normal", 400), ("Bold", "normal", 700), ("Italic", "italic", 400))
_PROLOG = re.compile(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->|<metadata>.*?</metadata>", re.DOTALL)
_SVG_ID = re.compile(r"""(\bid=["']|url\(#|\bhref=["']#)""")
_FIRST_TAG = re.compile(r"<svg\b([^>]*)>", re.DOTALL)
_BODY = "\0"  # where the chapters go: a letter that no text holds
_SIZE = re.compile(r"""\s(?:width|height)=["'][^"']*["']""")


class HtmlExporter(TemplateExporter):
    """Writes one section's notebook as HTML with the project's own template; every value is
    escaped.
    """

    export_from_notebook = "Annex HTML"

    @default("file_extension")
    def _extension(self) -> str:
        return ".html"

    @default("template_name")
    def _template_name(self) -> str:
        return "html"

    @default("template_file")
    def _template_file(self) -> str:
        return "section.html.j2"

    @default("extra_template_basedirs")
    def _basedirs(self) -> list[str]:
        return [str(PAGE_TEMPLATES)]

    def _create_environment(self) -> Any:
        environment = super()._create_environment()
        environment.autoescape = True
        return environment

    def default_filters(self) -> Iterator[tuple[str, Any]]:
        yield from super().default_filters()
        yield "prose_html", write_html_prose
        yield "svg_uri", lambda figure: Markup(write_svg_uri(figure))
        yield "png_uri", write_png_uri
        yield "figure_svg", write_svg
        yield "table_html", write_html_table
        yield "csv_uri", write_csv_uri
        yield "note_lines", lambda block: note_lines(block.notes, block.source)


def write_html(chapters: Sequence[Chapter], meta: AnnexMeta, path: Path, code: bool = True) -> None:
    """Write the HTML annex. The same chapters give the same bytes.

    With `code` the notebook cells are folded away below what they show; the official edition has
    none.
    """
    addresses = list_addresses(chapters)
    exporter, bodies, letters = HtmlExporter(optimistic_validation=True), [], set("0123456789")
    for chapter in chapters:
        resources = {"chapter": chapter, "code": code and not meta.official, "failed": FAILED}
        body = link_findings(exporter.from_notebook_node(chapter.notebook, resources)[0], addresses)
        letters |= set(html.unescape(body))
        bodies.append(body.encode())
    window = f"{format_date(meta.quarter.start)} – {format_date(meta.quarter.end)}"
    values = {
        "meta": meta,
        "chapters": chapters,
        "failed": [chapter for chapter in chapters if chapter.section.failed is not None],
        "window": window,
        "body": _BODY,
    }
    page = exporter.environment.get_template("page.html.j2")
    # the faces hold just the letters of this page, so what frames the chapters is written once to
    # see them
    letters |= set(html.unescape(page.render(style="", **values))) - set(_BODY)
    style = write_font_faces(letters) + (PAGE_TEMPLATES / "html" / "annex.css").read_text("utf-8")
    head, tail = page.render(style=Markup(style), **values).encode().split(_BODY.encode())
    with path.open(
        "wb"
    ) as file:  # one after the other: a long annex would fill the memory several times
        file.write(head)
        file.writelines(body + b"\n" for body in bodies)
        file.write(tail.lstrip(b"\n"))


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


def write_svg(figure: FigureBlock) -> Markup:
    """Write a chart into the page: ids of its own, a title and a description, its size left to the
    page.
    """
    drawing = _PROLOG.sub("", figure.svg).strip()
    drawing = _SVG_ID.sub(rf"\g<1>{figure.id}-", drawing)
    names = f'role="img" aria-labelledby="{figure.id}-svg-ten {figure.id}-svg-mo-ta"'
    texts = (
        f'<title id="{figure.id}-svg-ten">{html.escape(figure.title)}</title>'
        f'<desc id="{figure.id}-svg-mo-ta">{html.escape(figure.alt)}</desc>'
    )
    return Markup(
        _FIRST_TAG.sub(lambda tag: f"<svg {names}{_SIZE.sub('', tag[1])}>{texts}", drawing, count=1)
    )


def _encode(face: str, letters: set[str]) -> str:
    return base64.b64encode(subset_woff2(face, letters)).decode()


def write_font_faces(letters: set[str]) -> str:
    """Write the three faces of the page, cut down to its letters, as a style sheet."""
    return "".join(
        f"@font-face{{font-family:Tinos;font-style:{style};font-weight:{weight};"
        f"src:url(data:font/woff2;base64,{_encode(face, letters)})}}\n"
        for face, style, weight in _FACES
    )
