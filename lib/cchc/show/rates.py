"""Charts of rates: one by one with their intervals, compared in a funnel, or implied by a
percentage."""

import math
from collections.abc import Sequence
from decimal import Decimal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Picture
from matplotlib.lines import Line2D

from cchc.model.numbers import NO_FIGURE, format_number, format_percent, parse_printed
from cchc.objects.tables import Column, source_of
from cchc.show import marks
from cchc.show.charts import Figure, Words, finish
from cchc.show.marks import (
    BLUE,
    DOT,
    OVER,
    PRINTED,
    TARGET_LINE,
    join_words,
    over_note,
    short_percent,
)
from cchc.stats.intervals import is_proportion, wilson
from cchc.stats.limits import as_floats


def draw_rates(
    frame: pd.DataFrame,
    *,
    id: str,
    title: str,
    subtitle: str = "",
    source: str = "",
    notes: Sequence[str] = (),
    target: float | Decimal | None = None,
    part: str = "Số đạt",
    whole: str = "Tổng số",
    things: str = "đơn vị",
) -> Figure:
    """Draw each rate of name, numerator, denominator as a dot with its Wilson interval, in the
    given order.

    An optional column `printed` (a percentage, or its text in the report) is set beside it as an
    open square. `target` (percent) draws a line: give it only when it is confirmed. A rate over 100
    % is drawn as it is, without an interval.
    """
    rows = _measure(frame)
    proper, over = rows[rows.low.notna()], rows[rows.rate.notna() & rows.low.isna()]
    has_printed = bool(rows.shown.notna().any())

    def draw(picture: Picture) -> None:
        axes = picture.subplots()
        marks.name_rows(axes, rows.name)
        axes.hlines(proper.index, proper.low, proper.high, color=BLUE, linewidth=1.8)
        axes.plot(proper.rate, proper.index, **DOT, clip_on=False, zorder=4)
        axes.plot(over.rate, over.index, **OVER, clip_on=False, zorder=4)
        handles = [Line2D([], [], **DOT, label="tỷ lệ tính lại và khoảng tin cậy 95%")]
        if has_printed:
            axes.plot(as_floats(rows.shown), rows.index, **PRINTED, clip_on=False, zorder=3)
            handles.append(Line2D([], [], **PRINTED, label="tỷ lệ ghi trong báo cáo"))
        if len(over):
            handles.append(Line2D([], [], **OVER, label="tính lại trên 100%"))
        if target is not None:
            axes.axvline(float(target), **TARGET_LINE)
            handles.append(Line2D([], [], **TARGET_LINE, label=f"mục tiêu {short_percent(target)}"))
        _percent_range(axes, rows, target)
        marks.label_at_right(axes, [_value(row) for row in rows.itertuples()])
        marks.key(picture, handles)

    columns = {
        "name": Column(things.capitalize(), head=True),
        "numerator": Column(part, "number"),
        "denominator": Column(whole, "number"),
        "rate": Column("Tỷ lệ tính lại (%)", "percent", 2),
        "low": Column("Cận dưới 95% (%)", "percent", 2),
        "high": Column("Cận trên 95% (%)", "percent", 2),
    }
    if has_printed:
        as_text = any(isinstance(value, str) for value in rows.printed)
        columns["printed"] = Column(
            "Tỷ lệ ghi trong báo cáo (%)", "printed" if as_text else "number"
        )
    words = Words(
        id,
        title,
        subtitle,
        source or source_of(frame),
        (*notes, *over_note(over.name, "không có khoảng tin cậy")),
    )
    alt = _rates_in_words(rows, target, things)
    height = marks.rows_height(rows.name, around=0.8)
    return finish(
        words,
        draw,
        height,
        alt,
        rows,
        columns,
        empty="" if rows[["rate", "shown"]].notna().any(axis=None) else NO_FIGURE,
    )


def _measure(frame: pd.DataFrame) -> pd.DataFrame:
    """Add rate, low and high in percent (empty where there is none) and shown, the printed
    percentage.
    """
    rows = frame.reset_index(drop=True).astype(object)
    rows["shown"] = rows.printed.map(_percentage) if "printed" in rows else None
    found = []
    for x, n in zip(as_floats(rows.numerator), as_floats(rows.denominator), strict=True):
        if is_proportion(x, n):
            interval = wilson(x, n)
            found.append((100 * interval.estimate, 100 * interval.low, 100 * interval.high))
        elif x > n > 0:
            found.append((100 * x / n, math.nan, math.nan))
        else:
            found.append((math.nan,) * 3)
    return rows.assign(
        **dict(zip(("rate", "low", "high"), np.array(found).reshape(-1, 3).T, strict=True))
    )


def _percentage(printed: object) -> object:
    return parse_printed(printed, "%").value if isinstance(printed, str) else printed


def _percent_range(axes: Axes, rows: pd.DataFrame, target: float | Decimal | None) -> None:
    line = pd.Series([] if target is None else [float(target)], dtype=float)
    every = pd.concat([rows.rate, rows.low, rows.high, line, as_floats(rows.shown)]).dropna()
    low, high = every.min(), every.max()
    bottom = 0 if low < 40 else 10 * math.floor((low - 2) / 10)
    top = 100 if 55 < high <= 100 else 5 * math.ceil((high + 1) / 5)
    axes.set_xlim(bottom, top)
    marks.number_axis(axes, suffix="%")


def _value(row) -> str:
    if math.isnan(row.rate):
        return NO_FIGURE if pd.isna(row.shown) else f"ghi {short_percent(row.shown)}"
    return f"{format_percent(row.rate)} ({_of(row)})"


def _of(row) -> str:
    return f"{format_number(float(row.numerator))}/{format_number(float(row.denominator))}"


def _rates_in_words(rows: pd.DataFrame, target: float | Decimal | None, things: str) -> str:
    known, missing = rows[rows.rate.notna()], rows[rows.rate.isna()]
    proper, over = known[known.low.notna()], known[known.low.isna()]
    said = [f"Biểu đồ điểm về tỷ lệ của {len(rows)} {things}, có khoảng tin cậy 95%."]
    if 0 < len(proper) <= 4:
        said += [
            f"{row.name}: {_value(row)}, khoảng tin cậy"
            f" {format_percent(row.low)}–{format_percent(row.high)}."
            for row in proper.itertuples(index=False)
        ]
    elif len(proper):
        ranked = list(proper.sort_values("rate", kind="stable").itertuples())
        top, bottom = (f"{row.name}: {_value(row)}" for row in (ranked[-1], ranked[0]))
        said.append(f"Cao nhất: {top}; thấp nhất: {bottom}.")
    if len(over):
        each = [f"{row.name}: {_value(row)}" for row in over.itertuples(index=False)]
        said.append(f"Trên 100%: {'; '.join(each)}.")
    if target is not None:
        reached = int((known.rate >= float(target)).sum())
        said.append(
            f"Mục tiêu {short_percent(target)}: {reached} {things} đạt, {len(known) - reached} chưa"
            " đạt."
        )
    if rows.shown.notna().any():
        wrong = [
            f"{row.name} (ghi {short_percent(row.shown)}, tính lại {format_percent(row.rate)})"
            for row in known[known.shown.notna()].itertuples(index=False)
            if _differs(row.shown, row.rate)
        ]
        said.append(
            f"Tỷ lệ được ghi khác tỷ lệ tính lại: {join_words(wrong, things=things)}."
            if wrong
            else ""
        )
    alone = [
        f"{row.name} {_value(row)}"
        for row in missing[missing.shown.notna()].itertuples(index=False)
    ]
    said.append(f"Chỉ có tỷ lệ được ghi, không tính lại được: {', '.join(alone)}." if alone else "")
    missing = missing[missing.shown.isna()]
    said.append(f"Không có số liệu: {join_words(list(missing.name))}." if len(missing) else "")
    return " ".join(filter(None, said))


def _differs(printed: float | Decimal, rate: float) -> bool:
    """Tell a printed percentage that neither rounding nor cutting off its decimals explains."""
    decimals = max(0, -printed.as_tuple().exponent) if isinstance(printed, Decimal) else 2
    return abs(float(printed) - rate) >= 10**-decimals
