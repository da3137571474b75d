"""Charts of parts: wholes stacked from what they are made of, and findings by section and
severity.
"""

import math
from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Picture
from matplotlib.patches import Patch

from cchc.model.numbers import NO_FIGURE, format_number, format_percent
from cchc.objects.tables import Column, source_of
from cchc.show import marks
from cchc.stats.limits import as_floats

from .charts import Figure, Words, finish
from .marks import ORANGE, RULE, VERMILION, hatched, join_words, own_decimals, with_unit

_SEVERITY = {
    "error": ("lỗi", {**hatched(0), "facecolor": VERMILION, "hatch": "xxx"}),
    "warning": ("cảnh báo", {**hatched(0), "facecolor": ORANGE, "hatch": "///"}),
    "info": ("lưu ý", {**hatched(0), "facecolor": "white", "hatch": ""}),
}


def draw_parts(
    frame: pd.DataFrame,
    *,
    id: str,
    title: str,
    subtitle: str = "",
    source: str = "",
    notes: Sequence[str] = (),
    unit: str = "",
    decimals: int | None = None,
    share: bool = False,
) -> Figure:
    """Draw each whole as a bar stacked from its parts; `share` brings every whole to 100 %.

    One row for each whole, part, value, in the order in which they shall stand. Parts keep their
    pattern. A whole that lacks the value of a part has neither a total nor shares.
    """
    decimals = own_decimals(decimals, frame.value)
    rows = frame.assign(value=as_floats(frame.value)).reset_index(drop=True)
    wholes, parts = list(dict.fromkeys(rows.whole)), list(dict.fromkeys(rows.part))
    looks = {part: hatched(at) for at, part in enumerate(parts)}
    amounts = rows.pivot_table(
        index="whole", columns="part", values="value", aggfunc="sum", min_count=1, dropna=False
    )
    amounts = amounts.reindex(index=wholes, columns=parts)
    totals = amounts.sum(axis=1, min_count=1)
    totals[rows.loc[rows.value.isna(), "whole"]] = math.nan
    rows["share"] = 100 * rows.value / rows.whole.map(totals.where(totals > 0))
    said = [
        f"{whole}{_total_text(totals[whole].item(), decimals, unit)}: "
        + ", ".join(_part_text(row, decimals) for row in of_whole.itertuples())
        for whole, of_whole in rows.groupby("whole", sort=False)
    ]

    def draw(picture: Picture) -> None:
        _stack(picture, amounts, totals, looks, decimals, share, unit)

    columns = {
        "whole": Column("Nội dung", head=True),
        "part": Column("Thành phần"),
        "value": Column("Số lượng" + (f" ({unit})" if unit else ""), "number", decimals),
        "share": Column("Tỷ trọng (%)", "percent", 2),
    }
    alt = f"Biểu đồ thanh xếp chồng: {'; '.join(said)}."
    words = Words(id, title, subtitle, source or source_of(frame), tuple(notes))
    height = _height(wholes, parts)
    empty = NO_FIGURE if (totals if share else rows.value).isna().all() else ""
    return finish(words, draw, height, alt, rows, columns, empty=empty)


def _total_text(total: float, decimals: int | None, unit: str) -> str:
    return f", tổng {format_number(total, decimals)}{with_unit(unit)}" if total == total else ""


def _part_text(row, decimals: int | None) -> str:
    of_whole = f" ({format_percent(row.share)})" if row.share == row.share else ""
    return f"{row.part} {format_number(row.value, decimals)}{of_whole}"


def draw_findings(
    frame: pd.DataFrame,
    *,
    id: str,
    title: str,
    subtitle: str = "",
    source: str = "",
    notes: Sequence[str] = (),
    sections: Sequence[str] = (),
) -> Figure:
    """Count the findings (one row each: section, severity) by section and stack them by severity.

    `sections` gives the order and the sections without a finding; otherwise only those met are
    drawn.
    """
    names = {severity: name for severity, (name, _) in _SEVERITY.items()}
    order = list(dict.fromkeys([*sections, *frame.section]))
    counts = pd.crosstab(frame.section, frame.severity.map(names)).reindex(
        index=order, columns=list(names.values()), fill_value=0
    )
    looks = dict(_SEVERITY.values())
    totals = counts.sum()
    by_total = counts.sum(axis=1).sort_values(ascending=False, kind="stable")
    each = [f"{totals[name].item()} {name}" for name in names.values()]
    met = int((by_total > 0).sum())
    said = [f"Biểu đồ thanh xếp chồng: {len(frame)} bất thường ở {met} mục ({', '.join(each)})."]
    most = [f"{section} ({count})" for section, count in by_total.head(3).items() if count]
    said.append(f"Nhiều nhất: {join_words(most)}.")
    clear = [section for section in order if not by_total[section]]
    said.append(f"Không có bất thường: {join_words(clear, things='mục')}." if clear else "")

    def draw(picture: Picture) -> None:
        _stack(picture, counts.astype(float), counts.sum(axis=1), looks, 0, False, "Số bất thường")

    columns = {"section": Column("Mục", head=True)}
    columns |= {name: Column(name.capitalize(), "number", 0) for name in names.values()}
    data = counts.reset_index(names="section")
    words = Words(id, title, subtitle, source or source_of(frame), tuple(notes))
    height = _height(order, list(looks))
    empty = "không có bất thường nào" if frame.empty else ""
    return finish(words, draw, height, " ".join(filter(None, said)), data, columns, empty=empty)


def _height(wholes: Sequence[str], parts: Sequence[str]) -> float:
    key_lines = -(-len(parts) // _key_columns(parts))
    return (
        0.6
        + 0.2 * key_lines
        + sum(max(0.46, 0.2 + 0.17 * marks.fold(w).count("\n")) for w in wholes)
    )


def _key_columns(parts: Sequence[str]) -> int:
    longest = max((len(part) for part in parts), default=1)
    return max(1, min(4, 96 // (longest + 8)))


def _stack(
    picture: Picture,
    amounts: pd.DataFrame,
    totals: pd.Series,
    looks: Mapping[str, Mapping],
    decimals: int | None,
    share: bool,
    unit: str,
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
            height=0.42,
            **looks[part],
        )
    texts = [format_number(total, decimals) for total in totals.tolist()]
    texts = [f"tổng {text}" if text != NO_FIGURE else "chưa đủ số liệu" for text in texts]
    marks.label_ends(axes, shown.sum(axis=1), texts)
    axes.set_xlabel("" if share else unit)
    axes.set_xlim(left=0)
    if share:
        marks.number_axis(axes, suffix="%")
    else:
        marks.count_axis(axes, shown.to_numpy().ravel())
    handles = [Patch(**look, label=part) for part, look in looks.items()]
    marks.key(picture, handles, columns=_key_columns(list(looks)))
    picture.draw_without_rendering()
    for row, (_, widths) in enumerate(shown.iterrows()):
        values = [(starts.iat[row, at], width) for at, width in enumerate(widths)]
        labels = [
            format_percent(width, 1) if share else format_number(width, decimals)
            for width in widths.tolist()
        ]
        _label_row(axes, row, values, labels)


def _label_row(
    axes: Axes, row: int, spans: Sequence[tuple[float, float]], labels: Sequence[str]
) -> None:
    """Write each value inside its part, or above the bar with a line to it where the part is too
    narrow.
    """
    renderer = axes.figure.canvas.get_renderer()
    place = axes.transData.transform
    free_from = float("-inf")
    for (start, width), text in zip(spans, labels, strict=True):
        if not width:
            continue
        middle = start + width / 2
        label = axes.text(middle, row, text, ha="center", va="center", fontsize=9)
        label.set_in_layout(False)
        label.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 0.8})
        space = label.get_window_extent(renderer).width
        if space + 5 <= place((start + width, row))[0] - place((start, row))[0]:
            continue
        at = max(place((middle, row))[0], free_from + space / 2)
        free_from = at + space / 2 + 5
        x, y = axes.transData.inverted().transform((at, 0))[0], row - 0.36
        label.set_bbox({"facecolor": "none", "edgecolor": "none", "pad": 0})
        label.set_position((x, y))
        axes.plot([middle, x], [row - 0.21, y + 0.11], color=RULE, linewidth=0.6, clip_on=False)[
            0
        ].set_in_layout(False)
