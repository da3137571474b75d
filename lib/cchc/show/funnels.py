"""The funnel plot: units of different size compared with their common rate."""

import math
from decimal import Decimal
from typing import Unpack

import numpy as np
import pandas as pd
from matplotlib.figure import Figure as Picture
from matplotlib.lines import Line2D

from cchc.model.numbers import NO_FIGURE, format_number, format_percent
from cchc.objects.captions import ChartCaption, begin_upper
from cchc.objects.tables import Column
from cchc.show import marks
from cchc.stats.limits import OVER_100, Funnel

from .charts import Figure, finish
from .joining import join_words
from .marks import (
    DOT,
    HIGHER,
    INK,
    LOWER,
    OVER,
    RULE,
    SMALL,
    TARGET_LINE,
    over_note,
    short_percent,
)


def draw_funnel(
    funnel: Funnel,
    *,
    target: float | Decimal | None = None,
    part: str = "Số đạt",
    whole: str = "Tổng số",
    things: str = "đơn vị",
    **caption: Unpack[ChartCaption],
) -> Figure:
    """Draw rates against the size of each unit with the limits of `statistics.funnel`, where there
    are two to compare.

    Units outside a limit are named; rates over 100 % are drawn as they are, outside the
    calculation.
    """
    units = funnel.units.assign(percent=100 * funnel.units.rate)
    over = funnel.excluded[funnel.excluded.reason == OVER_100]
    over = over.assign(percent=100 * over.numerator / over.denominator)
    groups = (
        (units[(units.side == 0) & ~units.small], DOT, "trong giới hạn mức 95%"),
        (units[units.side > 0], HIGHER, "cao rõ rệt so với mức chung"),
        (units[units.side < 0], LOWER, "thấp rõ rệt so với mức chung"),
        (units[units.small], SMALL, f"dưới {funnel.minimum}, không xét"),
        (over, OVER, "trên 100%, không tính"),
    )

    def draw(picture: Picture) -> None:
        axes = picture.subplots()
        largest = 1.06 * max(units.denominator.max(), over.denominator.max() if len(over) else 0)
        sizes = np.linspace(max(1, largest / 300), largest, 300)
        lines = [("95%", 0.95, (0, (4, 2)), RULE), ("99,8%", 0.998, "solid", RULE)]
        handles = []
        for name, level, style, color in lines:
            for limit in funnel.limits(sizes, level):
                inside = np.where((limit > 0) & (limit < 0.995), 100 * limit, np.nan)
                axes.plot(sizes, inside, color=color, linestyle=style, linewidth=1)
            handles.append(
                Line2D(
                    [], [], color=color, linestyle=style, linewidth=1, label=f"giới hạn mức {name}"
                )
            )
        axes.axhline(100 * funnel.theta, color=INK, linewidth=1)
        handles.append(
            Line2D(
                [],
                [],
                color=INK,
                linewidth=1,
                label=f"mức chung {format_percent(100 * funnel.theta)}",
            )
        )
        if target is not None:
            axes.axhline(float(target), **TARGET_LINE)
            handles.append(Line2D([], [], **TARGET_LINE, label=f"mục tiêu {short_percent(target)}"))
        for rows, mark, label in groups:
            if len(rows):
                axes.plot(rows.denominator, rows.percent, **mark, zorder=4)
                handles.append(Line2D([], [], **mark, label=label))
        every = [*units.percent, *over.percent]
        axes.set_xlim(0, largest)
        axes.set_ylim(max(0, 10 * math.floor((min(every) - 4) / 10)), max(102, max(every) + 5))
        axes.set_xlabel(whole)
        axes.set_ylabel("Tỷ lệ (%)")
        marks.number_axis(axes)
        marks.number_axis(axes, "y")
        marks.key(picture, handles)
        marks.place_drawn(picture)
        named = pd.concat([units[units.side != 0], over])
        points = np.concatenate([units.denominator, over.denominator]), every
        marks.name_points(axes, named.denominator, named.percent, named.name, points)

    unknown = funnel.excluded[funnel.excluded.reason != OVER_100]
    data = pd.concat([units, over, unknown]).sort_index()
    data["place"] = [_place(row) for row in data.itertuples()]
    columns = {
        "name": Column(begin_upper(things), head=True),
        "numerator": Column(part, "number"),
        "denominator": Column(whole, "number"),
        "percent": Column("Tỷ lệ (%)", "percent", 2),
        "place": Column("So với giới hạn"),
    }
    alone = len(units) < 2  # the common rate would be its own
    remarks = [] if alone else _funnel_notes(funnel, things)
    empty = NO_FIGURE if units.empty else f"chưa có hai {things} đủ số liệu để so" if alone else ""
    return finish(
        caption,
        draw,
        lambda narrow: 4.6 if narrow else 4.0,
        _say_funnel(funnel, units, over, things),
        data,
        columns,
        kind="Biểu đồ phễu",
        remarks=remarks,
        empty=empty,
    )


def _place(row) -> str:
    if isinstance(row.reason, str):
        return "tỷ lệ trên 100%, không tính" if row.reason == OVER_100 else NO_FIGURE
    if row.small:
        return "quá ít, không xét"
    if not row.side:
        return "trong giới hạn mức 95%"
    return (
        f"{'cao' if row.side > 0 else 'thấp'} hơn, ngoài giới hạn mức"
        f" {format_number(float(row.outside))}%"
    )


def _funnel_notes(funnel: Funnel, things: str) -> list[str]:
    said = [
        "Ngoài giới hạn nghĩa là khác biệt rõ rệt so với mức chung, không phải xếp hạng. Số lượng"
        f" càng ít thì giới hạn càng rộng; chỉ do ngẫu nhiên, cứ 20 {things} cũng có khoảng 1 nằm"
        " ngoài giới hạn mức 95%."
    ]
    if funnel.adjusted:
        said.append(
            f"Các {things} khác nhau nhiều hơn mức ngẫu nhiên nên giới hạn đã được nới rộng."
        )
    over = funnel.excluded[funnel.excluded.reason == OVER_100].name
    return said + over_note(over, "vẽ nguyên giá trị nhưng không tham gia ước lượng")


def _say_funnel(funnel: Funnel, units: pd.DataFrame, over: pd.DataFrame, things: str) -> list[str]:
    """Say who lies outside the limits, and where the others lie."""
    said = [f"Mức chung của {len(units)} {things} là {format_percent(100 * funnel.theta, 1)}."]
    for side, word in ((-1, "Thấp"), (1, "Cao")):
        each = [
            f"{row.name} ({format_percent(row.percent, 1)})"
            for row in units[units.side == side].itertuples(index=False)
        ]
        said.append(f"{word} rõ rệt so với mức chung: {join_words(each, 4)}." if each else "")
    if len(over):
        each = [
            f"{row.name} ({format_percent(row.percent, 1)})" for row in over.itertuples(index=False)
        ]
        said.append(f"Trên 100%, không tham gia tính toán: {join_words(each, 3)}.")
    inside = int(((units.side == 0) & ~units.small).sum())
    said.append(f"{inside} {things} nằm trong giới hạn mức 95%.")
    if units.small.any():
        said.append(
            f"Không xét vì dưới {funnel.minimum}: {join_words(list(units[units.small].name), 3)}."
        )
    return said
