"""Charts of amounts: bars from the largest to the smallest, or below the wholes they belong to."""

from collections.abc import Sequence
from typing import Unpack

import pandas as pd
from matplotlib.figure import Figure as Picture

from cchc.model.numbers import NO_FIGURE, format_number
from cchc.objects.captions import ChartCaption, begin_upper
from cchc.objects.tables import Column
from cchc.objects.tabulating import source_of
from cchc.show import marks
from cchc.stats.limits import as_floats

from .charts import Figure, finish
from .marks import MAIN, REST, own_decimals


def draw_bars(
    frame: pd.DataFrame,
    *,
    unit: str = "",
    decimals: int | None = None,
    value: str = "Số lượng",
    rest: str = "",
    **caption: Unpack[ChartCaption],
) -> Figure:
    """Draw one bar for each name and value, the largest first; what remains, the row `rest`, comes
    last and steps back.
    """
    decimals = own_decimals(decimals, frame.value)
    rows = frame.assign(value=as_floats(frame.value), remains=frame.name.eq(rest))
    rows = rows.sort_values(["remains", "value"], ascending=[True, False], kind="stable")
    rows = rows.reset_index(drop=True)
    texts = [format_number(amount, decimals) for amount in rows.value.tolist()]
    colours = [REST if remains else MAIN for remains in rows.remains]

    def draw(picture: Picture) -> None:
        fill_bars(picture, rows.name, rows.value, texts, colours)

    columns = {"name": Column("Nội dung", head=True), "value": Column(value, "number", decimals)}
    said = [f"{begin_upper(name)} {text}" for name, text in zip(rows.name, texts, strict=True)]
    return finish(
        caption,
        draw,
        lambda narrow: marks.rows_height(rows.name, narrow),
        [begin_upper("; ".join(said) if len(said) <= 6 else _ends(said, rows.value)) + "."],
        rows,
        columns,
        source=source_of(frame),
        unit=unit,
        empty=NO_FIGURE if rows.value.isna().all() else "",
    )


def fill_bars(
    picture: Picture,
    names: Sequence[str],
    amounts: pd.Series,
    texts: Sequence[str],
    colours: Sequence[str],
) -> None:
    """Draw bars with their names and values; a row without an amount is a heading or lacks it."""
    axes = picture.subplots()
    marks.name_rows(axes, names, [row for row, text in enumerate(texts) if not text])
    axes.barh(
        range(len(amounts)),
        amounts.where(amounts > 0),
        height=marks.bar_height(axes),
        color=list(colours),
    )
    marks.label_ends(axes, amounts.clip(lower=0), texts)
    axes.set_xlim(left=0)


def _ends(said: Sequence[str], amounts: pd.Series) -> str:
    """Say of a long list the largest, the smallest and how many values are missing."""
    known = amounts.dropna()
    if known.empty:
        return ""
    missing = int(amounts.isna().sum())
    ends = f"lớn nhất là {said[known.idxmax()]}, nhỏ nhất là {said[known.idxmin()]}"
    return ends + (f"; {missing} dòng không có số liệu" if missing else "")
