"""The one kind of chart: a drawing kept as SVG with its words, its alternative text and its
data.
"""

import io
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import matplotlib
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Picture

from cchc.objects.drawings import SALT, clean_svg, fit_texts, register_fonts
from cchc.objects.figures import Figure
from cchc.objects.tables import Column, tabulate

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
    "svg.hashsalt": SALT,
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
        words.id,
        words.title,
        alt,
        svg,
        words.subtitle,
        words.notes,
        words.source,
        table,
        picture,
        fit_texts(svg),
    )


def _paint(height: float, draw: Callable[[Picture], None]) -> tuple[Picture, str]:
    """Let `draw` fill a picture of the page's width and return it with its SVG.

    The style holds only while painting, so no notebook's own charts change.
    """
    register_fonts()
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


def _svg(picture: Picture) -> str:
    buffer = io.StringIO()
    picture.savefig(buffer, format="svg", metadata={"Date": None})
    return clean_svg(buffer.getvalue())
