"""What all charts draw with: one palette, marks told apart by shape, rows, labels and their
words.
"""

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Picture
from matplotlib.ticker import FuncFormatter, MaxNLocator
from matplotlib.transforms import Bbox

from cchc.model.numbers import format_number, format_percent

INK, GREY, RULE, PALE = "#1a1a1a", "#595959", "#767676", "#e4e4e4"
# Okabe-Ito; the light ones are used for areas with an edge only.
BLUE, VERMILION, GREEN, PURPLE = "#0072b2", "#d55e00", "#009e73", "#cc79a7"
ORANGE, SKY, YELLOW = "#e69f00", "#56b4e9", "#f0e442"
FILLS = (SKY, ORANGE, "#ffffff", GREEN, YELLOW, PURPLE, PALE)
HATCHES = ("", "///", "||", "\\\\\\", "xxx", "---", "++")

# Every mark differs from the others in shape, so that colour is never needed.
DOT = {"marker": "o", "color": BLUE, "markersize": 6, "linestyle": ""}
PRINTED = {
    "marker": "s",
    "markerfacecolor": "none",
    "markeredgecolor": VERMILION,
    "markeredgewidth": 1.2,
    "markersize": 9,
    "linestyle": "",
}
OVER = {
    "marker": "D",
    "markerfacecolor": "white",
    "markeredgecolor": INK,
    "markeredgewidth": 1.1,
    "markersize": 5.5,
    "linestyle": "",
}
LOWER = {"marker": "v", "color": VERMILION, "markersize": 7.5, "linestyle": ""}
HIGHER = {"marker": "^", "color": VERMILION, "markersize": 7.5, "linestyle": ""}
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


def count_axis(axes: Axes, values: Sequence[float]) -> None:
    """Write the numbers below the bars in Vietnamese form, whole ones only where all values are
    whole.
    """
    whole = all(value % 1 == 0 for value in values if value == value)
    axes.xaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 5, 10], integer=whole))
    number_axis(axes)


def name_rows(axes: Axes, names: Sequence[str]) -> None:
    """Write one name per row, the first on top, long ones on two lines; the grid keeps to the
    numbers.
    """
    axes.set_yticks(range(len(names)), [fold(name) for name in names])
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="y", visible=False)
    axes.spines["left"].set_visible(False)


def fold(name: str, width: int = 30) -> str:
    """Break a long name into lines of at most about `width` characters, at spaces only."""
    # as many lines as needed, of about the same length
    width = 3 + len(str(name)) // math.ceil(max(1, len(str(name))) / width)
    lines = [""]
    for word in str(name).split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)


def rows_height(names: Sequence[str], around: float) -> float:
    """Return the inches that rows of these names need, with `around` for axis and key."""
    return around + sum(0.13 + 0.17 * (fold(name).count("\n") + 1) for name in names)


def label_at_right(axes: Axes, texts: Sequence[str]) -> None:
    """Write a column of values right of the drawing, where no mark can meet them."""
    place = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points", "va": "center"}
    for row, text in enumerate(texts):
        axes.annotate(text, (1, row), (6, 0), fontsize=9, annotation_clip=False, **place)


def label_ends(axes: Axes, ends: Sequence[float], texts: Sequence[str]) -> None:
    """Write each value at the end of its bar."""
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


def key(picture: Picture, handles: Sequence, columns: int = 3) -> None:
    """Explain the marks above the drawing."""
    if handles:
        picture.legend(
            handles=list(handles),
            loc="outside upper left",
            ncols=columns,
            handlelength=2.2,
            columnspacing=1.4,
        )


def join_words(items: Sequence[str], most: int = 6, things: str = "đơn vị") -> str:
    """Join words as Vietnamese does, naming how many more there are past `most`."""
    items = list(items)
    if len(items) > most + 1:
        items = [*items[:most], f"{len(items) - most} {things} khác"]
    return (
        items[0] if len(items) == 1 else ", ".join(items[:-1]) + " và " + items[-1] if items else ""
    )


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


def hatched(index: int, **more: object) -> Mapping[str, object]:
    """Return fill, edge and pattern of the index-th part: told apart without colour too."""
    i = index % len(FILLS)
    return {"facecolor": FILLS[i], "edgecolor": INK, "linewidth": 0.6, "hatch": HATCHES[i], **more}


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
                name, at, (dx, dy), textcoords="offset points", ha=ha, va=va, fontsize=9, zorder=5
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
