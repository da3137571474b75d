"""Charts of parts: wholes stacked from what they are made of, and findings by section and
severity.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Unpack

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Picture
from matplotlib.patches import Patch

from cchc.model.numbers import NO_FIGURE, format_number, format_percent
from cchc.objects.captions import ChartCaption, begin_upper
from cchc.objects.tables import Column
from cchc.objects.tabulating import source_of
from cchc.show import marks
from cchc.stats.limits import as_floats

from .bars import fill_bars
from .charts import Figure, finish
from .joining import join_words
from .marks import ALARM, INK, LIGHT, MAIN, PAPER, REST, RULE, WARM, own_decimals

_SEVERITY = {"error": ("lỗi", ALARM), "warning": ("cảnh báo", WARM), "info": ("lưu ý", REST)}
_STACKED = (MAIN, LIGHT, REST)  # more parts than shades are told apart by rows


def draw_parts(
    frame: pd.DataFrame,
    *,
    unit: str = "",
    decimals: int | None = None,
    share: bool = False,
    **caption: Unpack[ChartCaption],
) -> Figure:
    """Draw wholes with what they are made of, in the order of the rows (whole, part, value).

    Wholes of the same few parts are stacked bars, brought to 100 % with `share`; others have a row
    for each part below the name of the whole. A whole that lacks the value of a part has neither a
    total nor shares.
    """
    decimals = own_decimals(decimals, frame.value)
    rows = frame.assign(value=as_floats(frame.value)).reset_index(drop=True)
    wholes, parts = list(dict.fromkeys(rows.whole)), list(dict.fromkeys(rows.part))
    amounts = rows.pivot_table(
        index="whole", columns="part", values="value", aggfunc="sum", min_count=1, dropna=False
    )
    amounts = amounts.reindex(index=wholes, columns=parts)
    totals = amounts.sum(axis=1, min_count=1)
    totals[rows.loc[rows.value.isna(), "whole"]] = math.nan
    rows["share"] = 100 * rows.value / rows.whole.map(totals.where(totals > 0))
    alike = len(wholes) > 1 and 1 < len(parts) <= len(_STACKED)
    alike &= len(rows) == len(wholes) * len(parts)
    if alike:
        looks = dict(zip(parts, _STACKED, strict=False))

        def draw(picture: Picture) -> None:
            _stack(picture, amounts, totals, looks, decimals, share)

        def height(narrow: bool) -> float:
            return marks.rows_height(wholes, narrow, parts) + 0.12 * len(wholes)

    else:
        names, values, texts = _rows_below_wholes(rows, totals, decimals, unit)

        def draw(picture: Picture) -> None:
            fill_bars(picture, names, values, texts, [MAIN] * len(names))

        def height(narrow: bool) -> float:
            return marks.rows_height(names, narrow)

    said = [
        f"{begin_upper(whole)}{_total_text(totals[whole].item(), decimals, unit)}: "
        + ", ".join(_part_text(row, decimals, share) for row in of_whole.itertuples())
        + "."
        for whole, of_whole in rows.groupby("whole", sort=False)
    ]
    columns = {
        "whole": Column("Nội dung", head=True),
        "part": Column("Thành phần"),
        "value": Column("Số lượng" + (f" ({unit})" if unit else ""), "number", decimals),
        "share": Column("Tỷ trọng (%)", "percent", 2),
    }
    return finish(
        caption,
        draw,
        height,
        said if len(wholes) <= 4 else _most_of_each(rows),
        rows,
        columns,
        source=source_of(frame),
        empty=NO_FIGURE if (totals if share else rows.value).isna().all() else "",
    )


def _most_of_each(rows: pd.DataFrame) -> list[str]:
    """Say of many wholes how much each part makes together, and where it is largest."""
    said = []
    for part, of_part in rows.groupby("part", sort=False):
        most = of_part.loc[of_part.value.idxmax()] if of_part.value.notna().any() else None
        if most is not None:
            together, here = format_number(of_part.value.sum()), format_number(most.value)
            said.append(f"{begin_upper(part)}: {together}, nhiều nhất ở {most.whole} ({here}).")
    return said


def _rows_below_wholes(
    rows: pd.DataFrame, totals: pd.Series, decimals: int | None, unit: str
) -> tuple[list[str], pd.Series, list[str]]:
    """Lay out a row for each part below a heading for its whole: names, values and their texts."""
    names, values, texts = [], [], []
    for whole, of_whole in rows.groupby("whole", sort=False):
        names.append(f"{whole}{_total_text(totals[whole].item(), decimals, unit)}")
        values.append(math.nan)
        texts.append("")
        for row in of_whole.itertuples():
            share = f" ({format_percent(row.share, 1)})" if row.share == row.share else ""
            names.append(row.part)
            values.append(row.value)
            texts.append(format_number(row.value, decimals) + share)
    return names, pd.Series(values), texts


def _total_text(total: float, decimals: int | None, unit: str) -> str:
    if math.isnan(total):
        return ""
    return f", tổng {format_number(total, decimals)}{marks.with_unit(unit)}"


def _part_text(row, decimals: int | None, share: bool) -> str:
    amount = format_percent(row.share, 1) if share else format_number(row.value, decimals)
    return f"{row.part} {amount}"


def stack_findings(
    frame: pd.DataFrame,
    *,
    sections: Sequence[str] = (),
    **caption: Unpack[ChartCaption],
) -> Figure:
    """Count the findings (one row each: section, severity) by section and stack them by severity.

    The section with most comes first; `sections` names those that shall stand there without any.
    """
    names = {severity: name for severity, (name, _) in _SEVERITY.items()}
    order = list(dict.fromkeys([*sections, *frame.section]))
    counts = pd.crosstab(frame.section, frame.severity.map(names)).reindex(
        index=order, columns=list(names.values()), fill_value=0
    )
    looks = dict(_SEVERITY.values())
    by_total = counts.sum(axis=1).sort_values(ascending=False, kind="stable")
    counts, totals = counts.loc[by_total.index], counts.sum()
    each = [f"{totals[name].item()} {name}" for name in names.values()]
    met = int((by_total > 0).sum())
    said = [f"{len(frame)} sai lệch ở {met} mục ({', '.join(each)})."]
    most = [f"{section} ({count})" for section, count in by_total.head(3).items() if count]
    said.append(f"Nhiều nhất: {join_words(most)}.")
    clear = [section for section in order if not by_total[section]]
    said.append(f"Không có sai lệch: {join_words(clear, things='mục')}." if clear else "")

    def draw(picture: Picture) -> None:
        _stack(picture, counts.astype(float), by_total.astype(float), looks, 0, share=False)

    columns = {"section": Column("Mục", head=True)}
    columns |= {name: Column(name.capitalize(), "number", 0) for name in names.values()}
    data = counts.reset_index(names="section")
    empty = "không có sai lệch nào" if frame.empty else ""
    return finish(
        caption,
        draw,
        lambda narrow: marks.rows_height(by_total.index, narrow, list(looks)) + 0.12 * len(order),
        said,
        data,
        columns,
        source=source_of(frame),
        empty=empty,
    )


def _stack(
    picture: Picture,
    amounts: pd.DataFrame,
    totals: pd.Series,
    looks: Mapping[str, str],
    decimals: int | None,
    share: bool,
) -> None:
    axes = picture.subplots()
    marks.name_rows(axes, amounts.index)
    shown = (amounts.div(totals, axis=0) * 100 if share else amounts).fillna(0)
    starts = shown.cumsum(axis=1) - shown
    for part in amounts:
        axes.barh(
            range(len(shown)),
            shown[part].where(shown[part] > 0),
            left=starts[part],
            height=0.8 * marks.bar_height(axes),
            color=looks[part],
            edgecolor=PAPER,
            linewidth=0.8,
        )
    texts = [format_number(total, decimals) for total in totals.tolist()]
    texts = [f"tổng {text}" if text != NO_FIGURE else "chưa đủ số liệu" for text in texts]
    marks.label_ends(axes, shown.sum(axis=1), texts)
    axes.set_xlim(left=0)
    marks.key(picture, [Patch(color=look, label=part) for part, look in looks.items()])
    marks.place_drawn(picture)
    left = float("-inf")
    if marks.is_narrow(axes):  # nothing that is written from here on moves it
        left = axes.get_tightbbox(picture.canvas.get_renderer()).x0
    for row, (_, widths) in enumerate(shown.iterrows()):
        values = [(starts.iat[row, at], width) for at, width in enumerate(widths)]
        labels = [
            format_percent(width, 1) if share else format_number(width, decimals)
            for width in widths.tolist()
        ]
        _label_row(axes, row, values, labels, list(looks.values()), left)


def _label_row(
    axes: Axes,
    row: int,
    spans: Sequence[tuple[float, float]],
    labels: Sequence[str],
    colours: Sequence[str],
    left: float,
) -> None:
    """Write each value inside its part, or below the bar with a line to it where the part is too
    narrow; not left of `left` (in points).
    """
    renderer = axes.figure.canvas.get_renderer()
    place = axes.transData.transform
    edge = 0.4 * marks.bar_height(axes)
    free_from = float("-inf")
    for (start, width), text, colour in zip(spans, labels, colours, strict=True):
        if not width:
            continue
        middle = start + width / 2
        ink = PAPER if colour in (MAIN, ALARM) else INK
        label = axes.text(
            middle, row, text, ha="center", va="center_baseline", fontsize=9, color=ink
        )
        label.set_in_layout(False)
        space = label.get_window_extent(renderer).width
        if space + 4 <= place((start + width, row))[0] - place((start, row))[0]:
            continue
        at = max(place((middle, row))[0], free_from + space / 2, left + space / 2)
        free_from = at + space / 2 + 5
        x = axes.transData.inverted().transform((at, 0))[0]
        label.remove()
        ends = [row + edge, row + edge + 0.08]
        (line,) = axes.plot([middle, x], ends, color=RULE, linewidth=0.6, clip_on=False)
        below = axes.text(x, ends[1] + 0.01, text, ha="center", va="top", fontsize=9, color=INK)
        for thing in (line, below):
            thing.set_in_layout(False)
