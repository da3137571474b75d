"""Run charts: facts over all quarters, a panel each, with control limits where there are enough
points.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Picture
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from cchc.language import say
from cchc.model.numbers import format_number, format_percent, is_measure
from cchc.model.quarter import QUARTERLY, ROMAN, Quarter
from cchc.objects.captions import ChartCaption
from cchc.objects.tables import Column
from cchc.report.checked import CheckedReport
from cchc.report.history import FEWEST_POINTS, Point, accumulates, judge_points, trace_points
from cchc.stats.limits import Control

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
    join_words,
    key,
    key_lines,
    number_axis,
)

MOST_PANELS, MOST_QUARTERS = 24, 13
ACROSS, ACROSS_PHONE = 3, 1  # panels in a row
FEWEST_FOR_LIMITS, FEWEST_FOR_FIRM = 8, 13
SIGNALS = {
    "outside": "ngoài giới hạn",
    "trend": "7 kỳ liền tăng hoặc giảm",
    "two_of_three": "2 trên 3 kỳ sát một giới hạn",
    "shift": "7 kỳ liền ở một phía",
    "": "",
}
_LINE = {"color": MAIN, "linewidth": 1.4, "marker": "o", "markersize": 3.5}
_LIMIT = {"color": RULE, "linewidth": 1, "linestyle": (0, (4, 2))}
_CENTRE = {"color": INK, "linewidth": 0.8}
_COMMON = {"color": RULE, "linewidth": 1.2, "linestyle": (0, (1, 1))}


@dataclass(frozen=True)
class Run:
    """A fact with its points, a quarter each, and the judgement of those that have a value, at
    `places`.
    """

    name: str
    unit: str
    points: tuple[Point, ...]
    control: Control

    @property
    def places(self) -> list[int]:
        return [at for at, point in enumerate(self.points) if point.value is not None]

    @property
    def centre(self) -> float:
        """The mean with limits, the median of a run chart without."""
        return self.control.centre if self.control.low else float(np.median(self.control.values))

    def write(self, value: float) -> str:
        if self.unit == "%":
            return format_percent(value, 1)
        return format_number(value, 1 if is_measure(self.unit) else 0)


def say_points(quarters: int) -> str:
    """Say what a series of so many quarters allows."""
    if quarters < FEWEST_POINTS:
        return f"Mới có {quarters} kỳ: biểu đồ diễn biến cần ít nhất {FEWEST_POINTS} kỳ."
    if quarters < FEWEST_FOR_LIMITS:
        return (
            f"Mới có {quarters} kỳ: chưa đủ để vẽ giới hạn kiểm soát, cần ít nhất"
            f" {FEWEST_FOR_LIMITS} kỳ."
        )
    if quarters < FEWEST_FOR_FIRM:
        return (
            f"Mới có {quarters} kỳ: giới hạn kiểm soát là giới hạn thử cho đến khi có"
            f" {FEWEST_FOR_FIRM} kỳ."
        )
    return f"Giới hạn kiểm soát tính từ {quarters} kỳ."


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
        title=_title(runs),
        subtitle=_subtitle(report, facts, runs),
        source=name_source(report),
        notes=_notes(runs, left),
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
        _in_words(runs, quarters),
        _lay_out(runs, quarters),
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


def _title(runs: Sequence[Run]) -> str:
    limited = [run for run in runs if run.control.low]
    told = [run.name for run in limited if _signals_now(run)]
    if not limited:
        return "Diễn biến qua các kỳ"
    if not told:
        return "Không chuỗi nào có tín hiệu ở kỳ này"
    return f"{len(told)}/{len(limited)} chuỗi có tín hiệu ở kỳ này: {join_words(told, 3, 'chuỗi')}"


def _signals_now(run: Run) -> bool:
    return run.places[-1] == len(run.points) - 1 and bool(run.control.signals[-1])


def _subtitle(report: CheckedReport, facts: Sequence[tuple[str, str]], runs: Sequence[Run]) -> str:
    codes, quarters = {code for code, _ in facts}, [point.quarter for point in runs[0].points]
    what = report.catalog.name(facts[0][0]) if len(codes) == 1 else "Giá trị"
    units = join_words(list(dict.fromkeys(run.unit for run in runs)))
    return f"{what} từng kỳ, {units}, từ {quarters[0].short_label} đến {quarters[-1].short_label}"


def _notes(runs: Sequence[Run], left: Sequence[str]) -> list[str]:
    fewest = min(len(run.places) for run in runs)
    notes = [say_points(fewest)] if fewest < FEWEST_FOR_FIRM else []
    if any(run.control.low for run in runs):
        notes.append(
            "Tín hiệu là điều để hỏi; với nhiều chuỗi, vài tín hiệu có thể chỉ do ngẫu nhiên."
        )
    over = [
        run.name
        for run in runs
        if any(p.part is not None and not p.is_proportion for p in run.points)
    ]
    if over:
        notes.append(
            f"Có kỳ tử số lớn hơn mẫu số ở {join_words(over, things='chuỗi')}: không tính vào mức"
            " chung."
        )
    holes = [run.name for run in runs if len(run.places) < len(run.points)]
    if holes:
        notes.append(
            "Có kỳ báo cáo không có số liệu hoặc có số liệu tính theo khoảng thời gian khác kiểu ở"
            f" {join_words(holes, things='chuỗi')}."
        )
    if len(runs[0].points) > MOST_QUARTERS:
        notes.append(
            f"Bảng số liệu nêu {MOST_QUARTERS} kỳ gần nhất; phụ lục của các kỳ trước có số cũ hơn."
        )
    if left:
        why = f"lũy kế từ đầu năm hoặc chưa đủ {FEWEST_POINTS} kỳ"
        notes.append(f"Không vẽ {join_words(left, things='chuỗi')}: {why}.")
    return notes


def _lay_out(runs: Sequence[Run], quarters: Sequence[Quarter]) -> pd.DataFrame:
    """Lay out a row for each run: its values by quarter, then centre, limits and signal of the last
    quarter it has.
    """
    rows = []
    for run in runs:
        control = run.control
        values = {
            str(run.points[at].quarter): v for at, v in zip(run.places, control.values, strict=True)
        }
        limits = (
            f"{run.write(control.low[-1])}–{run.write(control.high[-1])}" if control.low else "–"
        )
        rows.append(
            {
                "name": run.name,
                **values,
                "centre": run.centre,
                "limits": limits,
                "signal": SIGNALS[control.signals[-1]] or "–",
            }
        )
    return pd.DataFrame(rows, columns=["name", *map(str, quarters), "centre", "limits", "signal"])


def _in_words(runs: Sequence[Run], quarters: Sequence[Quarter]) -> list[str]:
    """Say which series signals, then where each stands now."""
    said = [f"{len(runs)} chuỗi, từ {quarters[0].short_label} đến {quarters[-1].short_label}."]
    told = [f"{run.name} ({SIGNALS[run.control.signals[-1]]})" for run in runs if _signals_now(run)]
    if told:
        said.append(f"Có tín hiệu ở kỳ này: {join_words(told, 3, 'chuỗi')}.")
    elif any(run.control.low for run in runs):
        said.append("Không chuỗi nào có tín hiệu ở kỳ này.")
    for run in runs if len(runs) <= 6 else ():
        values = run.control.values
        said.append(
            f"{run.name}: thấp nhất {run.write(min(values))}, cao nhất {run.write(max(values))},"
            f" gần nhất {run.write(values[-1])}."
        )
    if len(runs) > 6:
        ends = sorted(runs, key=lambda run: run.control.values[-1])
        lowest, highest = (
            f"{run.name} ({run.write(run.control.values[-1])})" for run in (ends[0], ends[-1])
        )
        said.append(f"Số gần nhất thấp nhất: {lowest}; cao nhất: {highest}.")
    return said
