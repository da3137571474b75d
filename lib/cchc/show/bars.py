"""Charts of amounts: side by side, and against a plan and the time that has passed."""

import math
from collections.abc import Sequence
from decimal import Decimal

import numpy as np
import pandas as pd
from matplotlib.figure import Figure as Picture
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from cchc.model.numbers import NO_FIGURE, format_number, format_percent
from cchc.objects.tables import Column, source_of
from cchc.show import marks
from cchc.stats.limits import as_floats

from .charts import Figure, Words, finish
from .marks import BLUE, INK, PALE, RULE, SKY, own_decimals, with_unit

_DONE = {"facecolor": SKY, "edgecolor": INK, "linewidth": 0.6}
_REFERENCE = {"facecolor": "none", "edgecolor": INK, "linewidth": 1, "linestyle": (0, (4, 2))}


def draw_bars(
    frame: pd.DataFrame,
    *,
    id: str,
    title: str,
    subtitle: str = "",
    source: str = "",
    notes: Sequence[str] = (),
    unit: str = "",
    decimals: int | None = None,
    value: str = "Thực hiện",
    reference: str = "Kế hoạch",
) -> Figure:
    """Draw one bar for each name and value; an optional `reference` becomes a dashed outline."""
    rows = frame.reset_index(drop=True)
    decimals = own_decimals(decimals, *(rows[c] for c in ("value", "reference") if c in rows))
    amounts = as_floats(rows.value)
    has_reference = "reference" in rows and bool(rows.reference.notna().any())
    planned = as_floats(rows.reference) if has_reference else pd.Series(math.nan, rows.index)
    texts = [
        _amount(amount, plan, has_reference, decimals)
        for amount, plan in zip(amounts.tolist(), planned.tolist(), strict=True)
    ]

    def draw(picture: Picture) -> None:
        axes = picture.subplots()
        marks.name_rows(axes, rows.name)
        axes.barh(rows.index, amounts.where(amounts > 0), height=0.5, **_DONE)
        if has_reference:
            axes.barh(rows.index, planned.where(planned > 0), height=0.74, **_REFERENCE)
            marks.key(picture, [Patch(**_DONE, label=value), Patch(**_REFERENCE, label=reference)])
        marks.label_ends(axes, np.fmax(np.fmax(amounts, planned), 0), texts)
        axes.set_xlim(left=0)
        axes.set_xlabel(unit)
        marks.count_axis(axes, [*amounts, *planned])

    columns = {"name": Column("Nội dung", head=True), "value": Column(value, "number", decimals)}
    if has_reference:
        columns["reference"] = Column(reference, "number", decimals)
    said = [
        f"{name}: {text}{with_unit(unit) if text != NO_FIGURE else ''}"
        for name, text in zip(rows.name, texts, strict=True)
    ]
    pair = f", {value.lower()} / {reference.lower()}" if has_reference else ""
    alt = f"Biểu đồ thanh ngang gồm {len(rows)} dòng{pair}. {_most(said, amounts)}"
    words = Words(id, title, subtitle, source or source_of(frame), tuple(notes))
    height = marks.rows_height(rows.name, around=0.5 + 0.25 * has_reference + 0.2 * bool(unit))
    return finish(
        words,
        draw,
        height,
        alt,
        rows,
        columns,
        unit=unit,
        empty=NO_FIGURE if amounts.isna().all() else "",
    )


def _amount(amount: float, plan: float, has_reference: bool, decimals: int | None) -> str:
    if math.isnan(amount) or not has_reference:
        return format_number(amount, decimals)
    return f"{format_number(amount, decimals)} / {format_number(plan, decimals)}"


def _most(said: Sequence[str], amounts: pd.Series) -> str:
    """Say all of a short list; of a long one the largest, the smallest and what is missing."""
    if len(said) <= 8:
        return "; ".join(said) + "."
    known = amounts.dropna()
    if known.empty:
        return ""
    ends = f"Lớn nhất là {said[known.idxmax()]}; nhỏ nhất là {said[known.idxmin()]}."
    missing = int(amounts.isna().sum())
    return ends + (f" {missing} dòng không có số liệu." if missing else "")


def draw_progress(
    frame: pd.DataFrame,
    *,
    elapsed: float | Decimal | None,
    id: str,
    title: str,
    subtitle: str = "",
    source: str = "",
    notes: Sequence[str] = (),
    unit: str = "",
    decimals: int | None = None,
    done: str = "Thực hiện",
    plan: str = "Kế hoạch",
) -> Figure:
    """Draw how much of each plan is done, against the share of the time that has passed (percent).

    Columns name, done, plan; a column `share` (percent) takes the place of a plan that is not
    known.
    """
    rows = frame.reset_index(drop=True)
    decimals = own_decimals(decimals, *(rows[c] for c in ("done", "plan") if c in rows))
    for column in ("done", "plan", "share"):
        rows[column] = as_floats(rows[column]) if column in rows else math.nan
    rows["share"] = (100 * rows.done / rows.plan.where(rows.plan > 0)).fillna(rows.share)
    texts = [_progress_text(row, decimals) for row in rows.itertuples()]

    def draw(picture: Picture) -> None:
        axes = picture.subplots()
        marks.name_rows(axes, rows.name)
        axes.barh(rows.index, 100, height=0.62, facecolor=PALE, edgecolor=RULE, linewidth=0.6)
        axes.barh(rows.index, rows.share.fillna(0), height=0.34, color=BLUE)
        handles = [
            Patch(facecolor=BLUE, label=done[:1].lower() + done[1:]),
            Patch(facecolor=PALE, edgecolor=RULE, label=plan[:1].lower() + plan[1:]),
        ]
        if elapsed is not None:
            axes.axvline(float(elapsed), color=INK, linewidth=1.6)
            passed = f"thời gian đã qua {format_percent(float(elapsed), 1)}"
            handles.append(Line2D([], [], color=INK, linewidth=1.6, label=passed))
        top = max(100.0, rows.share.max())
        axes.set_xlim(0, top if top == 100 else 1.04 * top)
        axes.grid(visible=False)
        marks.number_axis(axes, suffix="%")
        marks.label_at_right(axes, texts)
        marks.key(picture, handles)

    columns = {
        "name": Column("Nội dung", head=True),
        "done": Column(done + (f" ({unit})" if unit else ""), "number", decimals),
        "plan": Column(plan + (f" ({unit})" if unit else ""), "number", decimals),
        "share": Column("Tỷ lệ thực hiện (%)", "percent", 2),
    }
    said = [
        f"{row.name}: {text}{_against(row.share, elapsed)}"
        for row, text in zip(rows.itertuples(), texts, strict=True)
    ]
    passed = (
        f", so với {format_percent(float(elapsed), 1)} thời gian đã qua"
        if elapsed is not None
        else ""
    )
    alt = f"Biểu đồ tiến độ gồm {len(rows)} dòng{passed}. {_most(said, rows.share)}"
    words = Words(id, title, subtitle, source or source_of(frame), tuple(notes))
    height = marks.rows_height(rows.name, around=0.85)
    return finish(
        words, draw, height, alt, rows, columns, empty=NO_FIGURE if rows.share.isna().all() else ""
    )


def _progress_text(row, decimals: int | None) -> str:
    if math.isnan(row.share):
        return NO_FIGURE
    amounts = [format_number(x, decimals) for x in (row.done, row.plan) if not math.isnan(x)]
    return format_percent(row.share) + (f" ({'/'.join(amounts)})" if amounts else "")


def _against(share: float, elapsed: float | Decimal | None) -> str:
    if elapsed is None or math.isnan(share):
        return ""
    return (
        ", bằng hoặc cao hơn phần thời gian đã qua"
        if share >= float(elapsed)
        else ", thấp hơn phần thời gian đã qua"
    )
