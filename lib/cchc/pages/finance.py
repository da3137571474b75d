"""Public finance: plans against the time that has passed, and plans implied by percentages."""

import math
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pandas as pd
from matplotlib.figure import Figure as Picture
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from cchc.checks.derive import fact
from cchc.model.numbers import NO_FIGURE, format_number, format_percent, parse_date
from cchc.objects.tables import Column, source_of
from cchc.report.checked import CheckedReport
from cchc.report.source_lines import source_of_facts
from cchc.show import marks
from cchc.show.charts import Figure, Words, finish
from cchc.show.marks import (
    BLUE,
    PRINTED,
    own_decimals,
    with_unit,
)
from cchc.stats.limits import as_floats
from errloc.printed import interval_of


def share_elapsed(report: CheckedReport, indicator: str, org: str) -> float:
    """Give the share of the year (percent) that had passed when a figure's printed window ended,
    its last day included.

    Where the report prints no window it is the share at the end of the quarter.
    """
    ends = [parse_date(text) for text in report.mentions(indicator, org)["window_end"] if text]
    if not ends:
        return 100 * report.quarter.share_of_year
    days = [day.timetuple().tm_yday for day in (ends[0], date(ends[0].year, 12, 31))]
    return 100 * days[0] / days[1]


def add_pace(frame: pd.DataFrame, elapsed: float) -> pd.DataFrame:
    """Add to `list_pairs` due, what of the plan belongs to the time passed (percent), and ahead:
    done less due.
    """
    due = frame["plan"] * elapsed / 100
    return frame.assign(due=due, ahead=frame["done"] - due)


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / value.denominator


def list_implied_plans(report: CheckedReport, rates: Sequence[str], org: str) -> pd.DataFrame:
    """Work out the plan that an amount and its percentage imply: name, done, share, low, high,
    printed, says.

    The percentage stands for every one that rounds to it, the amount for itself. `printed` is the
    plan where the report gives it; `says` tells whether its exact ratio prints as that percentage.
    """
    rows, used, org = [], [], report.org(org)
    for rate in rates:
        used.append(fact(rate, org))
        top, bottom = report.catalog.indicators.loc[rate, ["numerator", "denominator"]]
        done, plan, known = (report.value(code, org) for code in (top, bottom, rate))
        low = high = share = None
        says = "không suy ra được" if plan is None else "không kiểm tra được"
        if done is not None and known:
            decimals = int(report.observations.at[fact(rate, org), "decimals"])
            span, share = interval_of(Fraction(known), decimals), format_percent(known, decimals)
            low = _decimal(100 * Fraction(done) / span.high)
            high = _decimal(100 * Fraction(done) / span.low) if span.low > 0 else None
            fits = bool(plan) and 100 * Fraction(done) / Fraction(plan) in span
            says = (
                "báo cáo không ghi"
                if plan is None
                else "nằm trong khoảng"
                if fits
                else "nằm ngoài khoảng"
            )
        rows.append((report.catalog.name(bottom), done, share, low, high, plan, says))
    columns = ["name", "done", "share", "low", "high", "printed", "says"]
    frame = pd.DataFrame(rows, columns=columns, dtype=object)
    frame.attrs["source"] = source_of_facts(report, used)
    return frame


def say_implied_plans(plans: pd.DataFrame) -> str:
    """Say as a title what the plans must be that the report does not print."""
    hidden = plans[plans["printed"].isna() & plans["low"].notna() & plans["high"].notna()]
    spans = zip(hidden["name"], hidden["low"], hidden["high"], strict=True)
    said = [
        f"{name} khoảng {format_number(low, 1)}–{format_number(high, 1)}"
        for name, low, high in spans
    ]
    return "; ".join(said) or "Không có kế hoạch nào phải suy ra"


def draw_interval(
    frame: pd.DataFrame,
    *,
    id: str,
    title: str,
    subtitle: str = "",
    source: str = "",
    notes: Sequence[str] = (),
    unit: str = "",
    decimals: int = 1,
    point: str = "số ghi trong báo cáo",
) -> Figure:
    """Draw the interval low..high that printed figures imply for each name, each on its own scale.

    An optional column `printed` holds the figure to be held against the interval.
    """
    rows = frame.reset_index(drop=True)
    rows["printed"] = rows.printed if "printed" in rows else math.nan
    shown = own_decimals(None, rows.printed)
    rows = rows.assign(**{c: as_floats(rows[c]) for c in ("low", "high", "printed")})
    rows["inside"] = [_inside(row, shown) for row in rows.itertuples()]

    def draw(picture: Picture) -> None:
        every = picture.subplots(len(rows), 1, squeeze=False)[:, 0]
        for axes, row in zip(every, rows.itertuples(), strict=True):
            marks.name_rows(axes, [row.name])
            marks.label_at_right(axes, [_span(row, decimals)])
            axes.plot([row.low, row.high], [0, 0], color=BLUE, linewidth=4)
            axes.plot(
                [row.low, row.high], [0, 0], color=BLUE, marker="|", markersize=13, linestyle=""
            )
            axes.plot([row.printed], [0], **PRINTED, zorder=4)
            axes.margins(x=0.25)
            axes.xaxis.set_major_locator(MaxNLocator(4))
            marks.number_axis(axes)
        handles = [Line2D([], [], color=BLUE, linewidth=4, label="khoảng suy ra")]
        if rows.printed.notna().any():
            handles.append(Line2D([], [], **PRINTED, label=point))
        marks.key(picture, handles)

    columns = {
        "name": Column("Nội dung", head=True),
        "low": Column("Từ", "number", decimals),
        "high": Column("Đến", "number", decimals),
    }
    said = [
        f"{row.name}: suy ra từ {_span(row, decimals)}{with_unit(unit)}{row.inside}."
        for row in rows.itertuples()
    ]
    if rows.printed.notna().any():
        columns["printed"] = Column(point.capitalize(), "number", shown)
    words = Words(
        id, title, subtitle, source or source_of(frame), (*notes, "Mỗi dòng có thang đo riêng.")
    )
    alt = " ".join(["Biểu đồ khoảng.", *said])
    known = rows.low.notna() & rows.high.notna()
    height = 0.35 + 0.62 * len(rows)
    return finish(
        words,
        draw,
        height,
        alt,
        rows,
        columns,
        unit=unit,
        empty=NO_FIGURE if not known.any() else "",
    )


def _inside(row, decimals: int | None) -> str:
    if math.isnan(row.printed) or math.isnan(row.low):
        return ""
    held = "nằm trong" if row.low <= row.printed <= row.high else "nằm ngoài"
    return f"; số ghi trong báo cáo {format_number(row.printed, decimals)} {held} khoảng này"


def _span(row, decimals: int) -> str:
    if math.isnan(row.low) or math.isnan(row.high):
        return NO_FIGURE
    return f"{format_number(row.low, decimals)} đến {format_number(row.high, decimals)}"
