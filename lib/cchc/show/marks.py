"""What all charts draw with: one palette, marks told apart by shape, rows, labels and their
words.
"""

import math
from collections.abc import Collection, Sequence
from decimal import Decimal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Picture
from matplotlib.ticker import FuncFormatter
from matplotlib.transforms import Bbox

from cchc.model.numbers import format_number, format_percent
from cchc.objects.captions import begin_upper
from cchc.objects.palette import COLOURS

from .joining import join_words

NARROW_NAME = 30  # letters of a name that stand beside its value on a phone

INK, GREY, RULE, PALE, PAPER, MAIN, LIGHT, REST, WARM, ALARM = (
    COLOURS[name][0]
    for name in ("ink", "soft", "rule", "pale", "paper", "main", "light", "rest", "warm", "alarm")
)

# Every mark differs from the others in shape, so that colour is never needed.
DOT = {"marker": "o", "color": MAIN, "markersize": 6, "linestyle": ""}
PRINTED = {
    "marker": "s",
    "markerfacecolor": PAPER,
    "markeredgecolor": INK,
    "markeredgewidth": 1.2,
    "markersize": 6.5,
    "linestyle": "",
}
OVER = {
    "marker": "D",
    "markerfacecolor": PAPER,
    "markeredgecolor": INK,
    "markeredgewidth": 1.1,
    "markersize": 5.5,
    "linestyle": "",
}
LOWER = {"marker": "v", "color": ALARM, "markersize": 7.5, "linestyle": ""}
HIGHER = {"marker": "^", "color": ALARM, "markersize": 7.5, "linestyle": ""}
SMALL = {"marker": "x", "color": RULE, "markersize": 5, "linestyle": ""}
TARGET_LINE = {"color": INK, "linewidth": 1, "linestyle": (0, (5, 3))}

_SIDES = [(7, 0, "left", "center"), (-7, 0, "right", "center"), (0, 7, "center", "bottom")]
_SIDES += [(0, -7, "center", "top"), (7, 6, "left", "bottom"), (7, -6, "left", "top")]
_SIDES += [(-7, 6, "right", "bottom"), (-7, -6, "right", "top")]


def number_axis(axes: Axes, axis: str = "x", suffix: str = "", decimals: int | None = None) -> None:
    """Write the numbers of an axis in Vietnamese form."""
    # ten digits: a tick at 0.30000000000000004 is 0,3
    places = FuncFormatter(
        lambda value, _: format_number(float(f"{value:.10g}"), decimals) + suffix
    )
    getattr(axes, f"{axis}axis").set_major_formatter(places)


def is_narrow(drawing: Axes | Picture) -> bool:
    """Tell whether a drawing is the one for phones: names stand above their rows there."""
    picture = drawing if isinstance(drawing, Picture) else drawing.figure
    return picture.get_figwidth() < 5


def name_rows(axes: Axes, names: Sequence[str], heads: Collection[int] = ()) -> None:
    """Write one name per row, the first on top, long ones on several lines; no axis beside them.

    `heads` are the rows that head those below them.
    """
    axes.set_ylim(len(names) - 0.5, -1.0 if is_narrow(axes) else -0.6)
    axes.grid(visible=False)
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.xaxis.set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.set_yticks(range(len(names)), ["" if is_narrow(axes) else fold(name) for name in names])
    beside = axes.get_yticklabels()
    for row, name in enumerate(names):
        weight = "bold" if row in heads else "normal"
        if is_narrow(axes):
            _write_above(axes, 0, row, fold(name, NARROW_NAME), "left", weight)
        else:
            beside[row].set_fontweight(weight)


def bar_height(axes: Axes) -> float:
    """Return how much of its row a bar takes."""
    return 0.3 if is_narrow(axes) else 0.56


def _write_above(
    axes: Axes, at: float, row: int, text: str, side: str, weight: str = "normal"
) -> None:
    axes.annotate(
        text,
        (at, row - bar_height(axes) / 2),
        (0, 1.5),
        xycoords=("axes fraction", "data"),
        textcoords="offset points",
        ha=side,
        va="bottom",
        fontsize=9,
        fontweight=weight,
        annotation_clip=False,
    )


def fold(name: str, width: int = 30) -> str:
    """Break a long name into lines of at most about `width` characters, at spaces only."""
    name = begin_upper(str(name))
    # as many lines as needed, of about the same length
    width = 3 + len(name) // math.ceil(max(1, len(name)) / width)
    lines = [""]
    for word in name.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)


def rows_height(names: Sequence[str], narrow: bool, labels: Sequence[str] = ()) -> float:
    """Return the inches that rows of these names need, with a key of these labels above them."""
    around = 0.15 + 0.2 * key_lines(labels, narrow)
    if narrow:
        lines = max((fold(name, NARROW_NAME).count("\n") + 1 for name in names), default=1)
        return around + (0.3 + 0.15 * lines) * (len(names) + 0.5)
    return around + sum(0.13 + 0.17 * (fold(name).count("\n") + 1) for name in names)


def label_at_right(axes: Axes, texts: Sequence[str]) -> None:
    """Write a column of values right of the drawing, where no mark can meet them."""
    for row, text in enumerate(texts):
        if is_narrow(axes):
            _write_above(axes, 1, row, text, "right")
        else:
            axes.annotate(
                text,
                (1, row),
                (6, 0),
                xycoords=("axes fraction", "data"),
                textcoords="offset points",
                va="center",
                fontsize=9,
                annotation_clip=False,
            )


def label_ends(axes: Axes, ends: Sequence[float], texts: Sequence[str]) -> None:
    """Write each value at the end of its bar; above it where there is no room beside."""
    if is_narrow(axes):
        label_at_right(axes, texts)
        return
    for row, (end, text) in enumerate(zip(ends, texts, strict=True)):
        at = 0 if math.isnan(end) else end
        axes.annotate(
            text,
            (at, row),
            (5, -0.5),
            textcoords="offset points",
            va="center",
            fontsize=9,
            annotation_clip=False,
        )


def place_drawn(picture: Picture) -> None:
    """Give everything drawn so far its place, so that what is written next can be measured."""
    picture.get_layout_engine().execute(picture)


def key(picture: Picture, handles: Sequence) -> None:
    """Explain the marks above the drawing."""
    for handle in handles:
        handle.set_label(begin_upper(handle.get_label()))
    if handles:
        picture.legend(
            handles=list(handles),
            loc="outside upper left",
            ncols=_key_columns([handle.get_label() for handle in handles], is_narrow(picture)),
            handlelength=2,
            columnspacing=1.4,
            borderaxespad=0,
        )


def key_lines(labels: Sequence[str], narrow: bool) -> int:
    """Return how many lines a key of these labels takes."""
    return -(-len(labels) // _key_columns(labels, narrow)) if labels else 0


def _key_columns(labels: Sequence[str], narrow: bool) -> int:
    longest = max((len(label) for label in labels), default=1)
    return max(1, min(4, (50 if narrow else 96) // (longest + 8)))


def short_percent(value: float | Decimal) -> str:
    """Write a percentage with the decimals it has."""
    return format_percent(value if isinstance(value, Decimal) else float(value), None)


def over_note(names: Sequence[str], consequence: str) -> list[str]:
    """Say which units count more parts than wholes, and what follows for the chart."""
    names = list(names)
    return (
        [f"Tử số lớn hơn mẫu số (tỷ lệ trên 100%) ở {join_words(names)}: {consequence}."]
        if names
        else []
    )


def name_points(
    axes: Axes,
    x: Sequence[float],
    y: Sequence[float],
    names: Sequence[str],
    points: tuple[Sequence[float], Sequence[float]],
) -> None:
    """Write each name beside its point, where it meets no other name and none of `points` (x's and
    y's).
    """
    renderer = axes.figure.canvas.get_renderer()
    place = axes.transData.transform
    taken = [Bbox.from_bounds(px - 5, py - 5, 10, 10) for px, py in place(np.column_stack(points))]
    frame = axes.get_window_extent(renderer)
    for at, name in zip(zip(x, y, strict=True), names, strict=True):
        for dx, dy, ha, va in _SIDES:
            label = axes.annotate(
                begin_upper(name),
                at,
                (dx, dy),
                textcoords="offset points",
                ha=ha,
                va=va,
                fontsize=9,
                zorder=5,
            )
            label.set_in_layout(False)
            box = label.get_window_extent(renderer)
            free = (
                frame.x0 <= box.x0
                and box.x1 <= frame.x1
                and not any(box.overlaps(t) for t in taken)
            )
            if free or (dx, dy, ha, va) == _SIDES[-1]:
                taken.append(box)
                break
            label.remove()


def own_decimals(decimals: int | None, *columns: pd.Series) -> int | None:
    """Return the decimals asked for, else as many as the most exact Decimal of the columns
    carries.
    """
    if decimals is not None:
        return decimals
    exact = [
        -v.as_tuple().exponent
        for column in columns
        for v in column
        if isinstance(v, Decimal) and v == v
    ]
    return max(0, *exact) if exact else None


def with_unit(unit: str) -> str:
    """Return what follows a number that has this unit."""
    return f" {unit}" if unit else ""
