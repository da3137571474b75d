"""Run charts: facts over all quarters, a panel each, with control limits where there are enough
points.
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Picture
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from cchc.language import say
from cchc.model.quarter import QUARTERLY, ROMAN, Quarter
from cchc.model.units import is_measure
from cchc.objects.captions import ChartCaption
from cchc.objects.tables import Column
from cchc.report.checked import CheckedReport
from cchc.report.history import accumulates, judge_points, trace_points

from .charts import Figure, finish
from .endings import name_facts, name_source
from .marks import (
    HIGHER,
    INK,
    LOWER,
    MAIN,
    OVER,
    RULE,
    fold,
    is_narrow,
    key,
    key_lines,
    number_axis,
)
from .run_words import (
    MOST_QUARTERS,
    Run,
    lay_out_runs,
    note_runs,
    say_runs,
    subtitle_runs,
    title_runs,
)

MOST_PANELS = 24
ACROSS, ACROSS_PHONE = 3, 1  # panels in a row
_LINE = {"color": MAIN, "linewidth": 1.4, "marker": "o", "markersize": 3.5}
_LIMIT = {"color": RULE, "linewidth": 1, "linestyle": (0, (4, 2))}
_CENTRE = {"color": INK, "linewidth": 0.8}
_COMMON = {"color": RULE, "linewidth": 1.2, "linestyle": (0, (1, 1))}


def draw_runs(report: CheckedReport, facts: Sequence[tuple[str, str]], *, id: str) -> Figure | None:
    """Draw facts (indicator, org) of one kind over the quarters of the data; None where three
    points are nowhere.

    Each has a panel. More than a row of panels of one rate share their scale and show the common
    rate behind. Figures that accumulate over the year, and quarters that counted over another
    window, are left out and told.
    """
    names = name_facts(report, facts)
    runs, left = [], []
    for code, org in facts:
        points = trace_points(report, code, org)
        control = None if accumulates(report, code) else judge_points(points)
        if control is None:
            left.append(names[code, org])
        else:
            runs.append(Run(names[code, org], report.catalog.unit(code), points, control))
    if not runs:
        return None
    if len(runs) > MOST_PANELS:
        raise ValueError(
            say(
                "figure {id}: {count} panels are too many for a page, which takes {most}",
                id=repr(id),
                count=len(runs),
                most=MOST_PANELS,
            )
        )
    alike = len({code for code, _ in facts}) == 1 and len(runs) > ACROSS and runs[0].unit == "%"
    common = _pool(runs) if alike else None
    quarters = [point.quarter for point in runs[0].points]

    def draw(picture: Picture) -> None:
        across = ACROSS_PHONE if is_narrow(picture) else ACROSS
        rows = -(-len(runs) // across)
        panels = picture.subplots(
            rows, min(across, len(runs)), sharey=alike, squeeze=False
        ).flatten()
        for panel, run in zip(panels, runs, strict=False):
            _draw_panel(panel, run, common, quarters)
        for panel in panels[len(runs) :]:
            panel.set_visible(False)
        key(picture, _handles(runs, common))

    caption = ChartCaption(
        id=id,
        title=title_runs(runs),
        subtitle=subtitle_runs(report, facts, runs),
        source=name_source(report),
        notes=note_runs(runs, left),
    )
    lines = max(fold(run.name, 26).count("\n") for run in runs)
    labels = [handle.get_label() for handle in _handles(runs, common)]

    def height(narrow: bool) -> float:
        rows = -(-len(runs) // (ACROSS_PHONE if narrow else ACROSS))
        return 0.3 + 0.2 * key_lines(labels, narrow) + (1.2 + 0.15 * lines) * rows

    places = 2 if any(is_measure(run.unit) for run in runs) else 0
    columns = {"name": Column("Chuỗi", head=True)}
    columns |= {
        str(quarter): Column(_short(quarter), "number", places)
        for quarter in quarters[-MOST_QUARTERS:]
    }
    columns |= {
        "centre": Column("Giữa", "number", max(1, places)),
        "limits": Column("Giới hạn", "printed"),
    }
    columns["signal"] = Column("Tín hiệu")
    return finish(
        caption,
        draw,
        height,
        say_runs(runs, quarters),
        lay_out_runs(runs, quarters),
        columns,
        kind="Biểu đồ đường",
    )


def _draw_panel(
    axes: Axes, run: Run, common: np.ndarray | None, quarters: Sequence[Quarter]
) -> None:
    x, values, control = np.array(run.places), run.control.values, run.control
    if common is not None:
        axes.plot(common, **_COMMON)
    axes.plot([0, len(quarters) - 1], [run.centre] * 2, **_CENTRE)
    for limit in filter(None, (control.low, control.high)):
        axes.plot(x, limit, drawstyle="steps-mid", **_LIMIT)
    drawn = np.full(len(run.points), np.nan)
    drawn[x] = values
    axes.plot(drawn, **_LINE)
    for at, value, signal in zip(x, values, control.signals, strict=True):
        if signal:
            mark = OVER if signal != "outside" else HIGHER if value > control.centre else LOWER
            axes.plot([at], [value], **mark, zorder=5)
    last = len(quarters) - 1
    axes.annotate(
        run.write(values[-1]),
        (x[-1], values[-1]),
        (5, 0),
        textcoords="offset points",
        va="center",
        fontsize=9,
        annotation_clip=False,
    )
    axes.set_xlim(-0.04 * last - 0.3, 1.3 * last + 0.3)
    ticks = [
        at
        for at, quarter in enumerate(quarters)
        if last < 5 or quarter.previous().year < quarter.year
    ]
    axes.set_xticks(
        ticks, [_short(quarters[at]) if last < 5 else str(quarters[at].year) for at in ticks]
    )
    axes.margins(y=0.12)
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=not is_measure(run.unit)))
    number_axis(axes, "y", "%" if run.unit == "%" else "")
    axes.set_title(fold(run.name, 26), fontsize=9.5, loc="left")


def _short(quarter: Quarter) -> str:
    year = f"{quarter.year % 100:02d}"
    if quarter.kind == QUARTERLY:
        return f"{ROMAN[quarter.number - 1]}/{year}"
    if quarter.kind == "M":
        return f"{quarter.last_month}/{year}"
    return str(quarter.year) if quarter.kind == "Y" else f"{quarter.noun}/{year}"


def _pool(runs: Sequence[Run]) -> np.ndarray | None:
    """Give the common rate of each quarter in percent, from the units that count no more parts than
    wholes.
    """
    found = []
    for points in zip(*(run.points for run in runs), strict=True):
        counted = [point for point in points if point.is_proportion]
        whole = sum(point.whole for point in counted)
        found.append(100 * sum(point.part for point in counted) / whole if whole else np.nan)
    return None if np.isnan(found).all() else np.array(found)


def _handles(runs: Sequence[Run], common: np.ndarray | None) -> list[Line2D]:
    limited = [bool(run.control.low) for run in runs]
    signals = {signal for run in runs for signal in run.control.signals}
    said = [(_LINE, "số của kỳ")]
    said += [
        (
            _CENTRE,
            (
                "trung bình"
                if all(limited)
                else "trung vị"
                if not any(limited)
                else "trung bình, trung vị"
            ),
        )
    ]
    said += [(_LIMIT, "giới hạn kiểm soát")] * any(limited) + [(_COMMON, "mức chung")] * (
        common is not None
    )
    said += [(HIGHER, "trên giới hạn"), (LOWER, "dưới giới hạn")] * ("outside" in signals)
    said += [(OVER, "tín hiệu khác")] * bool(signals - {"outside", ""})
    return [Line2D([], [], **look, label=label) for look, label in said]
