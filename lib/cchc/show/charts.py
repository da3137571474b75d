"""The one kind of chart: a drawing kept as SVG with its words, its alternative text and its
data.
"""

import io
import re
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from html import escape
from importlib.resources import as_file, files

import matplotlib
import pandas as pd
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Picture

from cchc.objects import FIGURE_MIME
from cchc.objects.tables import SLUG, Column, Table, clean_text, tabulate

from .marks import GREY, INK, PALE, RULE

WIDTH = 6.3  # inches: the text width of an A4 page, so that a point of type stays a point in print
_STYLE = {
    "font.family": ["Tinos"],
    "font.size": 9.5,
    "axes.labelsize": 9.5,
    "axes.labelcolor": INK,
    "axes.edgecolor": RULE,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "grid.color": PALE,
    "grid.linewidth": 0.6,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9.5,
    "xtick.color": RULE,
    "ytick.color": RULE,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "text.color": INK,
    "text.parse_math": False,  # a dollar sign in a name is a dollar sign
    "legend.frameon": False,
    "legend.fontsize": 9,
    "hatch.linewidth": 0.5,
    "lines.solid_capstyle": "butt",
    "figure.dpi": 72,
    "figure.facecolor": "white",
    "svg.fonttype": "none",
    "svg.hashsalt": "cchc",
}
# Same widths as Tinos, for a notebook on a machine where only the annex carries the font.
_SVG_FAMILIES = "Tinos, 'Times New Roman', 'Liberation Serif', serif"


@dataclass(frozen=True)
class Figure:
    """A chart with its title, alternative text, notes, source and the table of its data.

    The title is not part of the drawing: caption and alternative text carry it.
    """

    id: str
    title: str
    alt: str
    svg: str = field(repr=False)
    subtitle: str = ""
    notes: tuple[str, ...] = ()
    source: str = ""
    table: Table | None = field(default=None, repr=False)
    picture: Picture | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        for name in ("title", "subtitle", "alt", "source"):
            object.__setattr__(self, name, clean_text(getattr(self, name)))
        object.__setattr__(self, "notes", tuple(clean_text(note) for note in self.notes))
        if not SLUG.fullmatch(self.id):
            raise ValueError(
                f"figure id {self.id!r} is not a slug; write it such as 'ty-le-so-hoa'"
            )
        if not self.title.strip() or not self.alt.strip():
            raise ValueError(f"figure {self.id!r} needs a title and an alternative text")

    def payload(self) -> dict:
        """Return what the annex prints beside the drawing."""
        return {
            "id": self.id,
            "title": self.title,
            "subtitle": self.subtitle,
            "alt": self.alt,
            "notes": list(self.notes),
            "source": self.source,
            "table": self.table.payload() if self.table else None,
        }

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        # JupyterLab shows the HTML, with the title that the annex writes as a caption
        caption = f"<b>{escape(self.title)}</b><br><small>{escape(self.subtitle)}</small>"
        return {
            "text/html": f"<figure><figcaption>{caption}</figcaption>{self.svg}</figure>",
            "image/svg+xml": self.svg,
            "text/plain": f"{self.title}\n{self.alt}",
            FIGURE_MIME: self.payload(),
        }


@dataclass(frozen=True)
class Words:
    """What stands around a drawing, as the notebook gives it."""

    id: str
    title: str
    subtitle: str
    source: str
    notes: tuple[str, ...]


def finish(
    words: Words,
    draw: Callable[[Picture], None],
    height: float,
    alt: str,
    frame: pd.DataFrame,
    columns: Mapping[str, Column],
    unit: str = "",
    empty: str = "",
) -> Figure:
    """Paint a chart, put its words and data beside it; show `empty` where there is nothing to
    draw.
    """
    if empty:
        alt, height = f"Không vẽ biểu đồ: {empty}.", 0.6

        def draw(picture: Picture) -> None:
            picture.text(0.5, 0.5, empty, ha="center", va="center", color=GREY)

    picture, svg = _paint(height, draw)
    table = tabulate(
        frame,
        id=f"{words.id}-so-lieu",
        title=f"Số liệu của biểu đồ: {words.title}",
        columns=columns,
        unit=unit,
        source=words.source,
    )
    return Figure(
        words.id, words.title, alt, svg, words.subtitle, words.notes, words.source, table, picture
    )


def _paint(height: float, draw: Callable[[Picture], None]) -> tuple[Picture, str]:
    """Let `draw` fill a picture of the page's width and return it with its SVG.

    The style holds only while painting, so no notebook's own charts change.
    """
    _register_fonts()
    with matplotlib.rc_context(), warnings.catch_warnings():
        # The text stays text in the SVG: a letter the font lacks is for the page that prints it to
        # refuse.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        matplotlib.rcdefaults()  # a setting of the analyst's own must not reach the annex
        matplotlib.rcParams.update(_STYLE)
        picture = Picture(figsize=(WIDTH, height), layout="constrained")
        FigureCanvasAgg(picture)  # measures words; the drawing itself stays SVG
        draw(picture)
        return picture, _svg(picture)


@cache
def _register_fonts() -> None:
    # Found through the package, not imported: show must not depend on annex.
    folder = files("cchc") / "annex" / "fonts"
    for face in ("Regular", "Bold", "Italic", "BoldItalic"):
        with as_file(folder / f"Tinos-{face}.ttf") as path:
            font_manager.fontManager.addfont(path)


def _svg(picture: Picture) -> str:
    buffer = io.StringIO()
    picture.savefig(buffer, format="svg", metadata={"Date": None})
    text = clean_text(buffer.getvalue())
    text = text[text.index("<svg") :]
    text = re.sub(r"\s*<metadata>.*?</metadata>", "", text, flags=re.S)
    # A style element would reach every drawing and word of the page that holds this one.
    text = re.sub(r"\s*<defs>\s*<style.*?</style>\s*</defs>", "", text, count=1, flags=re.S)
    text = text.replace("<svg ", '<svg stroke-linejoin="round" stroke-linecap="butt" ', 1)
    return text.replace("'Tinos'", _SVG_FAMILIES)
