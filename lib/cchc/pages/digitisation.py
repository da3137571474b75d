"""Digitised results: who lies outside the funnel."""

from cchc.stats.limits import Funnel


def say_outside(funnel: Funnel) -> str:
    """Say as a chart's title how many units differ more than expected, or that there are not two to
    compare.
    """
    if len(funnel.units) < 2:
        return "Chưa đủ số liệu để so các đơn vị"
    units = funnel.units[(funnel.units["outside"] > 0) & ~funnel.units["small"]]
    names = ", ".join(units["name"])
    if units.empty:
        return "Không đơn vị nào chênh nhiều hơn dự kiến"
    return f"{len(units)} đơn vị chênh nhiều hơn dự kiến: {names}"
