"""Drawings of matplotlib and other pictures as SVG that page, PDF and download can hold."""

import base64
import io
import re
import warnings
from functools import cache
from importlib.resources import as_file, files
from typing import Any

from cchc.errors import PictureError
from cchc.language import say

from .captions import clean_text
from .describing import describe_picture
from .figures import Figure
from .frames import table

SALT = "cchc"  # ids in a drawing are drawn from this, not at random
# the typeface of the annex, then those of its widths that machines have
_SVG_FAMILIES = "Tinos, 'Times New Roman', 'Liberation Serif', serif"
_OURS = {"tinos", "times new roman", "liberation serif", "serif", "sans-serif", "monospace"}
_GENERIC = ("font.serif", "font.sans-serif", "font.cursive", "font.fantasy", "font.monospace")
_FAMILY = re.compile(r"font(?:-family)?: ?([^;\"]+)")
_SIZE_OF_FONT = re.compile(r"^.*?px ")
_TEXT = re.compile(r'<text style="(?P<style>[^"]*)"(?P<rest>[^>]*)>(?P<words>[^<]+)</text>')
LARGEST_DRAWING = 1_500_000  # letters of SVG; a cloud of points is a picture then
_DOTS_PER_INCH = 150
MOST_DOTS = 40_000_000  # of a picture that is taken in
_WIDEST = 2_000  # dots of a picture that is kept: the width of a page at 300 to an inch


def figure(
    drawing: Any,
    title: str = "",
    *,
    alt: str = "",
    data: Any = None,
    subtitle: str = "",
    notes: tuple[str, ...] | list[str] | str = (),
    source: str = "",
    id: str = "",
) -> Figure:
    """Make a figure of a chart or picture: title, alternative text, and its data as a table below.

    `drawing` is a matplotlib figure or axes, what seaborn draws on, a plotly figure whose static
    picture can be written, a picture of Pillow, or the bytes of a PNG, JPEG or SVG. Without `alt`
    a chart of matplotlib is described by its axes, bars and lines. Raises PictureError.
    """
    picture = _find_picture(drawing)
    if picture is not None:
        svg = draw_svg(picture)
        alt = alt or describe_picture(picture)
        _close(picture)
    else:
        svg = _read_picture(drawing)
    notes = (notes,) if isinstance(notes, str) else tuple(notes)
    beside = None
    if data is not None:
        beside = table(
            data, f"Số liệu của biểu đồ: {title}" if title else "Số liệu của biểu đồ", source=source
        )
    preview = fit_texts(svg) if picture is not None else ""
    return Figure(id, title, alt, svg, subtitle, notes, source, beside, picture, preview, True)


def _find_picture(drawing: Any) -> Any:
    """Give the matplotlib figure behind a drawing, or None where there is none."""
    from matplotlib.figure import Figure as Picture

    if isinstance(drawing, Picture):
        return drawing
    for name in ("figure", "fig"):  # axes have the one, grids of seaborn both
        found = getattr(drawing, name, None)
        if isinstance(found, Picture):
            return found
    get = getattr(drawing, "get_figure", None)
    found = get() if callable(get) else None
    return found if isinstance(found, Picture) else None


def _close(picture: Any) -> None:
    """Take a picture out of pyplot's hands, which would show it a second time after the cell."""
    from matplotlib import pyplot

    if getattr(picture, "number", None) in pyplot.get_fignums():
        pyplot.close(picture)


def _read_picture(drawing: Any) -> str:
    if isinstance(drawing, str) and drawing.lstrip().startswith("<"):
        return drawing
    if isinstance(drawing, bytes):
        return drawing.decode() if drawing.lstrip()[:1] == b"<" else wrap_picture(drawing)
    data = getattr(drawing, "data", None)  # of IPython's Image and SVG
    if isinstance(data, str | bytes):
        return _read_picture(data)
    if hasattr(drawing, "to_image"):  # plotly, where its writer of pictures is installed
        try:
            return drawing.to_image(format="svg").decode()
        except Exception as error:  # it raises errors of its own kinds, all with advice
            lines = (line.strip() for line in str(error).splitlines())
            first = next(filter(None, lines), type(error).__name__)
            raise PictureError(
                say("the chart's static picture cannot be written: {reason}", reason=first)
            ) from error
    if hasattr(drawing, "save") and hasattr(drawing, "convert"):
        out = io.BytesIO()
        drawing.save(out, "PNG")
        return wrap_picture(out.getvalue())
    raise PictureError(
        say(
            "show.figure takes a chart of matplotlib, seaborn or plotly or a picture, not a {kind}",
            kind=type(drawing).__name__,
        )
    )


@cache
def register_fonts() -> None:
    """Tell matplotlib of the annex's typeface."""
    from matplotlib import font_manager

    folder = files("cchc") / "annex" / "fonts"
    for face in ("Regular", "Bold", "Italic", "BoldItalic"):
        with as_file(folder / f"Tinos-{face}.ttf") as path:
            font_manager.fontManager.addfont(path)


def draw_svg(picture: Any) -> str:
    """Write an analyst's own picture as SVG, its generic typefaces as the annex's.

    Texts in a typeface that the annex lacks become outlines; a drawing of more than LARGEST_DRAWING
    letters becomes a picture of dots. The same picture gives the same bytes.
    """
    import matplotlib

    register_fonts()
    style: dict[str, Any] = {name: ["Tinos"] for name in _GENERIC}
    style |= {"svg.hashsalt": SALT, "svg.fonttype": "none", "font.enable_last_resort": False}
    style = {name: value for name, value in style.items() if name in matplotlib.rcParams}
    with matplotlib.rc_context(style), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of letters that a typeface lacks
        svg = _save(picture)
        if _families(svg) - _OURS:
            matplotlib.rcParams["svg.fonttype"] = "path"
            svg = _save(picture)
        if len(svg) > LARGEST_DRAWING:
            out = io.BytesIO()
            picture.savefig(
                out,
                format="png",
                dpi=_DOTS_PER_INCH,
                bbox_inches="tight",
                metadata={"Software": None},
            )
            svg = wrap_picture(out.getvalue())
    return svg


def _save(picture: Any) -> str:
    out = io.StringIO()
    picture.savefig(out, format="svg", metadata={"Date": None}, bbox_inches="tight")
    return clean_svg(out.getvalue())


def clean_svg(text: str) -> str:
    """Cut what matplotlib writes to the drawing alone: no prolog, date or style for the page."""
    text = clean_text(text)
    text = text[text.index("<svg") :]
    text = re.sub(r"\s*<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    # a style element would reach every drawing and word of the page that holds this one
    text = re.sub(r"\s*<defs>\s*<style.*?</style>\s*</defs>", "", text, count=1, flags=re.DOTALL)
    text = text.replace("<svg ", '<svg stroke-linejoin="round" stroke-linecap="butt" ', 1)
    return text.replace("'Tinos'", _SVG_FAMILIES)


def _families(svg: str) -> set[str]:
    named = (_SIZE_OF_FONT.sub("", given) for given in _FAMILY.findall(svg))
    return {name.strip(" '\"").lower() for given in named for name in given.split(",")}


def fit_texts(svg: str) -> str:
    """Give each text of a drawing the width that it has in the annex's typeface.

    A browser that lacks the typeface then keeps labels inside the picture.
    """
    register_fonts()
    return _TEXT.sub(_fit, svg)


def _fit(text: re.Match[str]) -> str:
    from html import unescape

    style = text["style"]
    size = re.search(r"([\d.]+)px", style)
    if not size or "Tinos" not in style:
        return text[0]
    bold = bool(re.search(r"font-weight: (bold|[6-9]00)|font: [^;]*\b(bold|[6-9]00)\b", style))
    width = _measure(unescape(text["words"]).strip(), bold, "italic" in style) * float(size[1])
    if width <= 0:
        return text[0]
    fitted = f' textLength="{width:.2f}" lengthAdjust="spacingAndGlyphs"'
    return f'<text style="{style}"{text["rest"]}{fitted}>{text["words"]}</text>'


def _measure(words: str, bold: bool, italic: bool) -> float:
    """Give the width of a line of text in ems."""
    from matplotlib import font_manager

    face = font_manager.findfont(
        font_manager.FontProperties(
            family=["Tinos"],
            weight="bold" if bold else "normal",
            style="italic" if italic else "normal",
        )
    )
    font = font_manager.get_font(face)
    font.set_size(100, 72)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of letters that it lacks
        font.set_text(words, 0.0)
    return font.get_width_height()[0] / 64 / 100


def wrap_picture(content: bytes) -> str:
    """Write a picture of dots as SVG that holds it, at its own size in points.

    PNG, JPEG, GIF and WebP are read; what a page is too narrow for is made smaller. Raises
    PictureError for what is no such picture.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content))
            if picture.width * picture.height > MOST_DOTS:
                raise ValueError(f"{picture.width} × {picture.height}")
            picture.load()
    except UnidentifiedImageError as error:  # its own words name a place in memory
        raise PictureError(
            say("the picture is none of PNG, JPEG, GIF and WebP, or it is damaged")
        ) from error
    except Exception as error:  # Pillow raises what its many readers happen to raise
        raise PictureError(
            say("the picture cannot be read: {reason}", reason=str(error) or type(error).__name__)
        ) from error
    width, height = picture.size
    dots = _dots_per_inch(picture)
    kind, body = _encode(picture, content)
    data = base64.b64encode(body).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width * 72 / dots:.2f}pt"'
        f' height="{height * 72 / dots:.2f}pt" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:image/{kind};base64,{data}"/></svg>'
    )


def _encode(picture: Any, content: bytes) -> tuple[str, bytes]:
    """Write a picture anew, so that nothing but its dots is taken over; a photograph stays JPEG."""
    shrunk = picture.width > _WIDEST
    if picture.format == "JPEG" and picture.mode in ("RGB", "L") and not shrunk:
        out = io.BytesIO()
        for name in ("comment", "exif", "xmp", "icc_profile"):
            picture.info.pop(name, None)
        picture.save(out, "JPEG", quality="keep")
        return "jpeg", out.getvalue()
    clear = "A" in picture.getbands() or "transparency" in picture.info
    plain = picture.convert("RGBA" if clear else "RGB")
    if shrunk:
        plain = plain.resize((_WIDEST, max(1, round(plain.height * _WIDEST / plain.width))))
    out = io.BytesIO()
    plain.save(out, "PNG")
    return "png", out.getvalue()


def _dots_per_inch(picture: Any) -> float:
    told = picture.info.get("dpi", (96, 96))
    try:
        return min(600.0, max(72.0, float(told[0])))
    except (TypeError, ValueError, IndexError):
        return 96.0
