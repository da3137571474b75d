"""The one kind of chart: a drawing kept as SVG with its words, its alternative text and its
data.
"""

import io
import warnings
from collections.abc import Callable, Mapping, Sequence

import matplotlib
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Picture

from cchc.objects.captions import ChartCaption
from cchc.objects.drawings import SALT, clean_svg, fit_texts, register_fonts
from cchc.objects.figures import Figure
from cchc.objects.tables import Column
from cchc.objects.tabulating import tabulate

from .marks import GREY, INK, PALE, RULE

# inches: the text width of an A4 page, so that a point of type stays a point in print, and what a
# phone shows a good deal larger
PAGE_WIDTH, PHONE_WIDTH = 6.3, 3.3
MOST_WORDS = 50  # of an alternative text: one listens to it
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
    "lines.solid_capstyle": "butt",
    "figure.dpi": 72,
    "figure.facecolor": "white",
    "svg.fonttype": "none",
    "svg.hashsalt": SALT,
}


def finish(
    caption: ChartCaption,
    draw: Callable[[Picture], None],
    height: Callable[[bool], float],
    says: Sequence[str],
    frame: pd.DataFrame,
    columns: Mapping[str, Column],
    *,
    kind: str = "Biểu đồ thanh",
    source: str = "",
    remarks: Sequence[str] = (),
    unit: str = "",
    empty: str = "",
) -> Figure:
    """Paint a chart for the page and for phones, put its words and data beside it; show `empty`
    where there is nothing to draw.

    `height` gives the inches of the wide and of the narrow drawing; `says` what the alternative
    text says after kind and title, sentence by sentence, what matters most first. `source` stands
    where the caption names none,
    `remarks` of the chart itself below the caption's notes.
    """
    alt = shorten_alt([f"{kind}: {caption.get('title', '')}.", *says])
    if empty:
        alt = f"Không vẽ biểu đồ: {empty}."

        def height(narrow: bool) -> float:
            return 0.6

        def draw(picture: Picture) -> None:
            picture.text(0.5, 0.5, empty, ha="center", va="center", color=GREY)

    words = caption | {
        "source": caption.get("source") or source,
        "notes": (*caption.get("notes", ()), *remarks),
    }
    picture, svg = _paint(PAGE_WIDTH, height(False), draw)
    _, narrow = _paint(PHONE_WIDTH, height(True), draw)
    data = tabulate(
        frame,
        columns=columns,
        unit=unit,
        id=f"{words['id']}-so-lieu",
        title=f"Số liệu của biểu đồ: {words['title']}",
        source=words["source"],
    )
    words |= {"source": data.source}
    return Figure(
        alt=alt,
        svg=svg,
        narrow=narrow,
        table=data,
        picture=picture,
        preview=fit_texts(svg),
        empty=empty,
        **words,
    )


def shorten_alt(says: Sequence[str]) -> str:
    """Join sentences as long as somebody listens; the first stands whatever its length."""
    said: list[str] = []
    for sentence in filter(None, says):
        if said and len(" ".join([*said, sentence]).split()) > MOST_WORDS:
            continue
        said.append(sentence)
    words = " ".join(said).split()
    return " ".join(words) if len(words) <= MOST_WORDS else " ".join(words[: MOST_WORDS - 1]) + " …"


def _paint(width: float, height: float, draw: Callable[[Picture], None]) -> tuple[Picture, str]:
    """Let `draw` fill a picture of this size and return it with its SVG.

    The style holds only while painting, so no notebook's own charts change.
    """
    register_fonts()
    with matplotlib.rc_context(), warnings.catch_warnings():
        # The text stays text in the SVG: a letter the font lacks is for the page that prints it to
        # refuse.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        matplotlib.rcdefaults()  # a setting of the analyst's own must not reach the annex
        matplotlib.rcParams.update(_STYLE)
        picture = Picture(figsize=(width, height), layout="constrained")
        FigureCanvasAgg(picture)  # measures words; the drawing itself stays SVG
        draw(picture)
        return picture, _svg(picture)


def _svg(picture: Picture) -> str:
    buffer, measuring = io.StringIO(), picture.canvas
    # `savefig` would draw it once more beforehand, to lay it out, which the drawing does itself
    FigureCanvasSVG(picture).print_svg(buffer, metadata={"Date": None})
    picture.set_canvas(measuring)
    return clean_svg(buffer.getvalue())
