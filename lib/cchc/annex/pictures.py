"""Charts to take away: each as SVG and as PNG in a link of the page, so that no request and no
script is needed.
"""

import base64
import html
import io
import json
import re
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock

import typst
from PIL import Image

from cchc.errors import PictureError
from cchc.language import say
from cchc.model.remembered import remember
from cchc.objects import FIGURE_MIME

from .blocks import FigureBlock
from .tinos import FOLDER, write_printable

STANDARDS = ["a-2a", "ua-1"]  # of the PDF annex
_PER_INCH = 144.0
_PAINTING = Lock()  # several may want the same one: one paints, the others find it done
_COLOURS = 32  # a chart has a dozen; the rest smooth its letters
_OPENING = re.compile(r"(<svg\b[^>]*>)", re.DOTALL)
# what would end the address or the attribute that holds it; a percent sign comes first
_RESERVED = {"%": "%25", "#": "%23", "'": "%27", "&": "%26", "\n": "%0A", "\t": "%09", "\r": ""}


def write_svg_uri(figure: FigureBlock) -> str:
    """Write a chart as an address of SVG that fits an attribute in single quotes; its title and
    source go with it.
    """
    about = f"{figure.alt} {figure.source}".strip()
    words = f"<title>{html.escape(figure.title)}</title><desc>{html.escape(about)}</desc>"
    drawing = _OPENING.sub(
        lambda tag: tag[1] + words, re.sub(r">\s+<", "><", figure.svg.strip()), count=1
    )
    for mark, code in _RESERVED.items():
        drawing = drawing.replace(mark, code)
    return f"data:image/svg+xml;charset=utf-8,{drawing}"


def paint_ahead(notebook: Path) -> None:
    """Paint the charts of an executed notebook, for write_png_uri to find them painted."""
    content = notebook.read_bytes()
    if FIGURE_MIME.encode() not in content:
        return  # most chapters have none
    for cell in json.loads(content)["cells"]:
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            # an analyst's own is read and cleaned first
            if FIGURE_MIME in data and data[FIGURE_MIME].get("id") and "image/svg+xml" in data:
                with _PAINTING:
                    _paint("".join(data["image/svg+xml"]))


def paint(figure: FigureBlock) -> bytes:
    """Paint a chart as PNG, two dots to a point."""
    with _PAINTING:
        return _paint(figure.svg)


def paint_drawing(svg: str) -> bytes:
    """Paint a drawing as PNG with no room around it."""
    with _PAINTING:
        return _paint(svg, 0)


def measure_painted(picture: bytes) -> tuple[float, float]:
    """Measure what was painted, in points."""
    width, height = Image.open(io.BytesIO(picture)).size
    return width * 72 / _PER_INCH, height * 72 / _PER_INCH


def check_drawing(svg: str) -> None:
    """Set a drawing of somebody else's alone, as the PDF annex will. Raises PictureError."""
    text = write_printable(svg).replace("\\", "\\\\").replace('"', '\\"')
    source = (
        '#set document(title: "A", date: datetime(year: 2024, month: 1, day: 1))\n'
        f'#image(bytes("{text}"), format: "svg", width: 10pt, alt: "A")'
    )
    with _PAINTING:
        try:
            _compiler().compile(
                input=source.encode(), format="pdf", pdf_standards=STANDARDS, timestamp=0
            )
        except typst.TypstError as error:
            raise PictureError(
                say("the drawing cannot be printed: {reason}", reason=error.message)
            ) from error


def write_png_uri(figure: FigureBlock) -> str:
    """Write a chart as an address of PNG, two dots to a point."""
    return "data:image/png;base64," + base64.b64encode(paint(figure)).decode()


@lru_cache(512)  # charts: a batch of localities goes on and on
def _paint(svg: str, margin: int = 8) -> bytes:
    return remember(f"png {margin}", svg, lambda: _paint_now(svg, margin))


def _paint_now(svg: str, margin: int) -> bytes:
    text = write_printable(svg).replace("\\", "\\\\").replace('"', '\\"')
    page = f"#set page(width: auto, height: auto, margin: {margin}pt)"
    source = f'{page}\n#image(bytes("{text}"), format: "svg")'
    painted = _compiler().compile(input=source.encode(), format="png", ppi=_PER_INCH)
    picture = Image.open(io.BytesIO(painted)).convert("RGB")
    out = io.BytesIO()
    picture.quantize(_COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(
        out, "PNG"
    )
    return out.getvalue()


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FOLDER)]
    )
    return typst.Compiler(font_paths=fonts)
