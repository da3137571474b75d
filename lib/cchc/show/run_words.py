"""What run charts say: titles, notes, the data below, the text for those who cannot see."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cchc.model.numbers import format_number, format_percent
from cchc.model.quarter import Quarter
from cchc.model.units import is_measure
from cchc.report.checked import CheckedReport
from cchc.report.history import FEWEST_POINTS, Point
from cchc.stats.limits import Control

from .joining import join_words

MOST_QUARTERS = 13
FEWEST_FOR_LIMITS, FEWEST_FOR_FIRM = 8, 13
SIGNALS = {
    "outside": "ngoài giới hạn",
    "trend": "7 kỳ liền tăng hoặc giảm",
    "two_of_three": "2 trên 3 kỳ sát một giới hạn",
    "shift": "7 kỳ liền ở một phía",
    "": "",
}


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


def title_runs(runs: Sequence[Run]) -> str:
    """Say as a chart's title which series have a signal now."""
    limited = [run for run in runs if run.control.low]
    told = [run.name for run in limited if _signals_now(run)]
    if not limited:
        return "Diễn biến qua các kỳ"
    if not told:
        return "Không chuỗi nào có tín hiệu ở kỳ này"
    return f"{len(told)}/{len(limited)} chuỗi có tín hiệu ở kỳ này: {join_words(told, 3, 'chuỗi')}"


def _signals_now(run: Run) -> bool:
    return run.places[-1] == len(run.points) - 1 and bool(run.control.signals[-1])


def subtitle_runs(
    report: CheckedReport, facts: Sequence[tuple[str, str]], runs: Sequence[Run]
) -> str:
    """Say what is drawn, in which units, from when to when."""
    codes, quarters = {code for code, _ in facts}, [point.quarter for point in runs[0].points]
    what = report.catalog.name(facts[0][0]) if len(codes) == 1 else "Giá trị"
    units = join_words(list(dict.fromkeys(run.unit for run in runs)))
    return f"{what} từng kỳ, {units}, từ {quarters[0].short_label} đến {quarters[-1].short_label}"


def note_runs(runs: Sequence[Run], left: Sequence[str]) -> list[str]:
    """Say what the limits allow, and which series are left out."""
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


def lay_out_runs(runs: Sequence[Run], quarters: Sequence[Quarter]) -> pd.DataFrame:
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


def say_runs(runs: Sequence[Run], quarters: Sequence[Quarter]) -> list[str]:
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
