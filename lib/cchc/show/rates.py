"""Charts of rates: a part of its whole, recomputed and as the report prints it."""

import math
from decimal import Decimal
from typing import Unpack

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Picture
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from cchc.model.numbers import NO_FIGURE, format_number, format_percent, parse_printed
from cchc.objects.captions import ChartCaption, begin_upper
from cchc.objects.tables import Column
from cchc.objects.tabulating import source_of
from cchc.show import marks
from cchc.show.charts import Figure, finish
from cchc.show.marks import (
    INK,
    LIGHT,
    MAIN,
    PALE,
    PRINTED,
    TARGET_LINE,
    join_words,
    own_decimals,
    short_percent,
)
from cchc.stats.limits import as_floats


def draw_rates(
    frame: pd.DataFrame,
    *,
    target: float | Decimal | None = None,
    elapsed: float | Decimal | None = None,
    part: str = "Số đạt",
    whole: str = "Tổng số",
    things: str = "đơn vị",
    unit: str = "",
    decimals: int | None = None,
    ordered: bool = False,
    **caption: Unpack[ChartCaption],
) -> Figure:
    """Draw each rate as a bar in its whole, the highest first, or as the rows stand where their
    order means something (`ordered`).

    Columns name and numerator, denominator (or done, plan). An optional column `printed` (a
    percentage, or its text in the report) is set beside the bar where it differs, and stands alone
    where nothing can be recomputed. `target` (percent) draws a line: give it only when it is
    confirmed; `elapsed` draws one for the share of the time that has passed.
    """
    rows = _measure(frame, ordered)
    decimals = own_decimals(decimals, rows.numerator, rows.denominator)
    alone = rows.rate.isna() & rows.shown.notna()
    differs = rows.rate.notna() & pd.Series(map(_differs, rows.shown, rows.rate), rows.index)
    texts = [_value(row, decimals) for row in rows.itertuples()]
    texts = [
        f"{text}, ghi {short_percent(row.shown)}" if apart else text
        for text, row, apart in zip(texts, rows.itertuples(), differs, strict=True)
    ]
    lengths = rows.rate.fillna(as_floats(rows.shown))
    colours = [LIGHT if one else MAIN for one in alone]
    key: list[Patch | Line2D] = []
    if len(alone) and (alone.any() or differs.any()):
        key.append(Patch(color=MAIN, label="tỷ lệ tính lại"))
        if alone.any():
            key.append(Patch(color=LIGHT, label="chỉ có tỷ lệ báo cáo ghi"))
        if differs.any():
            key.append(Line2D([], [], **PRINTED, label="tỷ lệ báo cáo ghi khác"))
    if target is not None:
        key.append(Line2D([], [], **TARGET_LINE, label=f"mục tiêu {short_percent(target)}"))
    if elapsed is not None:
        passed = f"mức chia đều theo thời gian {format_percent(float(elapsed), None)}"
        key.append(Line2D([], [], color=INK, linewidth=1.4, label=passed))

    def draw(picture: Picture) -> None:
        axes = picture.subplots()
        marks.name_rows(axes, rows.name)
        high = marks.bar_height(axes)
        axes.barh(rows.index, 100, height=high, color=PALE)
        axes.barh(rows.index, lengths, height=0.62 * high, color=colours)
        for row in rows[differs].itertuples():
            axes.plot([float(row.shown)], [row.Index], **PRINTED, clip_on=False, zorder=4)
        if target is not None:
            _cross_rows(axes, float(target), len(rows), **TARGET_LINE)
        if elapsed is not None:
            _cross_rows(axes, float(elapsed), len(rows), color=INK, linewidth=1.4)
        axes.set_xlim(0, max(100.0, 1.02 * rows.rate.max()))
        marks.label_at_right(axes, texts)
        marks.key(picture, key)

    given = f" ({unit})" if unit else ""
    columns = {
        "name": Column(begin_upper(things), head=True),
        "numerator": Column(part + given, "number", decimals),
        "denominator": Column(whole + given, "number", decimals),
        "rate": Column("Số tính lại (%)", "percent", 2),
    }
    if rows.shown.notna().any():
        as_text = any(isinstance(value, str) for value in rows.printed)
        kind = "printed" if as_text else "number"
        columns["printed"] = Column("Số báo cáo (%)", kind)
    return finish(
        caption,
        draw,
        lambda narrow: marks.rows_height(rows.name, narrow, [one.get_label() for one in key]),
        _say_rates(rows, differs, target, things),
        rows,
        columns,
        source=source_of(frame),
        remarks=marks.over_note(rows.name[rows.rate > 100], "hai số ấy cần kiểm tra"),
        empty="" if rows[["rate", "shown"]].notna().any(axis=None) else NO_FIGURE,
    )


def _cross_rows(axes: Axes, at: float, rows: int, **look: object) -> None:
    """Draw a line across each bar, not through the names above it."""
    half = 0.5 * marks.bar_height(axes) + 0.06
    for row in range(rows):
        axes.plot([at, at], [row - half, row + half], **look)


def _measure(frame: pd.DataFrame, ordered: bool) -> pd.DataFrame:
    """Add rate in percent (empty where there is none) and shown, the printed percentage."""
    names = {"done": "numerator", "plan": "denominator"}
    if "numerator" not in frame:
        frame = frame.rename(columns=names)
    rows = frame.reset_index(drop=True).astype(object)
    rows["shown"] = rows.printed.map(_percentage) if "printed" in rows else None
    top, bottom = as_floats(rows.numerator), as_floats(rows.denominator)
    rows["rate"] = (100 * top / bottom.where(bottom > 0)).where(top >= 0).astype(float)
    if not ordered:
        by = rows.rate.fillna(as_floats(rows.shown))
        rows = rows.iloc[by.sort_values(ascending=False, kind="stable").index]
    return rows.reset_index(drop=True)


def _percentage(printed: object) -> object:
    return parse_printed(printed, "%").value if isinstance(printed, str) else printed


def _value(row, decimals: int | None) -> str:
    if math.isnan(row.rate):
        return NO_FIGURE if pd.isna(row.shown) else f"ghi {short_percent(row.shown)}"
    both = (format_number(float(each), decimals) for each in (row.numerator, row.denominator))
    return f"{format_percent(row.rate)} ({'/'.join(both)})"


def _say_rates(
    rows: pd.DataFrame, differs: pd.Series, target: float | Decimal | None, things: str
) -> list[str]:
    """Say what the chart means: the rates or their ends, and where the report prints another."""
    known, missing = rows[rows.rate.notna()], rows[rows.rate.isna() & rows.shown.isna()]
    each = [
        f"{begin_upper(row.name)} {format_percent(row.rate, 1)}"
        for row in known.itertuples(index=False)
    ]
    said = []
    if len(known) <= 6:
        said.append(f"{'; '.join(each)}." if each else "")
    else:
        ends = known.sort_values("rate", kind="stable")
        high, low = (
            f"{begin_upper(row.name)} {format_percent(row.rate, 1)}"
            for row in (*ends[-1:].itertuples(), *ends[:1].itertuples())
        )
        said.append(f"Cao nhất là {high}, thấp nhất là {low}.")
    wrong = [
        f"{row.name} (ghi {short_percent(row.shown)}, tính lại {format_percent(row.rate)})"
        for row in rows[differs].itertuples(index=False)
    ]
    said.append(f"Ghi khác tính lại: {join_words(wrong, 3, things)}." if wrong else "")
    if target is not None:
        reached = int((known.rate >= float(target)).sum())
        said.append(
            f"Mục tiêu {short_percent(target)}: {reached} {things} đạt, {len(known) - reached} chưa"
            " đạt."
        )
    printed = [
        f"{row.name} {short_percent(row.shown)}"
        for row in rows[rows.rate.isna() & rows.shown.notna()].itertuples(index=False)
    ]
    said.append(f"Chỉ có tỷ lệ báo cáo ghi: {join_words(printed, 3, things)}." if printed else "")
    said.append(f"Không có số liệu: {join_words(list(missing.name))}." if len(missing) else "")
    return said


def _differs(printed: object, rate: float) -> bool:
    """Tell a printed percentage that neither rounding nor cutting off its decimals explains."""
    if pd.isna(printed) or math.isnan(rate):
        return False
    decimals = max(0, -printed.as_tuple().exponent) if isinstance(printed, Decimal) else 2
    return abs(float(printed) - rate) >= 10**-decimals
