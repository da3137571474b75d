"""Digitised results: the units compared in a funnel, and who lies outside it."""

import pandas as pd

from cchc.show.charts import Figure
from cchc.show.funnels import draw_funnel
from cchc.stats.limits import Funnel, funnel


def compare_units(rates: pd.DataFrame, *, window: str, source: str, id: str) -> Figure:
    """Compare the digitisation rates of `report.rates` in a funnel; its title names who differs."""
    units = funnel(rates)
    return draw_funnel(
        units,
        id=id,
        title=say_outside(units),
        subtitle=f"Tỷ lệ số hóa theo số hồ sơ đã giải quyết, {window}",
        source=source,
        part="Đã số hóa",
        whole="Đã giải quyết",
    )


def say_outside(funnel: Funnel) -> str:
    """Say as a chart's title how many units differ more than expected, or that there are not two to
    compare.
    """
    if len(funnel.units) < 2:
        return "Chưa đủ số liệu để so các đơn vị"
    units = funnel.units[(funnel.units["outside"] > 0) & ~funnel.units["small"]]
    names = ", ".join(units["name"])
    if units.empty:
        return "Không đơn vị nào khác biệt rõ rệt so với mức chung"
    return f"{len(units)} đơn vị khác biệt rõ rệt so với mức chung: {names}"
