"""Public finance: plans against the time that has passed, and plans implied by percentages."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from cchc import show
from cchc.checks.derive import fact
from cchc.model.numbers import format_number, format_percent, parse_date
from cchc.objects.figures import Figure
from cchc.report.checked import CheckedReport
from cchc.report.source_lines import source_of_facts
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


def draw_budget(report: CheckedReport, items: pd.DataFrame, elapsed: float, *, id: str) -> Figure:
    """Draw items of `list_pairs` as shares of the year's budget, against an even share of the year
    (percent).
    """
    return show.draw_rates(
        items,
        id=id,
        title=say_budget(items, elapsed),
        subtitle=f"Thực hiện trên dự toán {report.called.above} giao cả năm, %,"
        f" {report.quarter.label}",
        elapsed=elapsed,
        things="khoản",
        ordered=True,
        unit="tỷ đồng",
        decimals=3,
        part="Thực hiện",
        whole="Dự toán cả năm",
    )


def say_budget(frame: pd.DataFrame, elapsed: float) -> str:
    """Say as a chart's title how many items of `list_pairs` are below an even share of the year
    (percent).
    """
    shares = frame["share"].dropna()
    if shares.empty:
        return "Không có số liệu để so thu, chi với dự toán"
    below = int((shares < elapsed).sum())
    even = format_percent(elapsed, None)
    if not below:
        return f"Thu, chi đều đạt từ {even} dự toán năm trở lên"
    if below == len(shares):
        return f"Thu, chi đều dưới {even} dự toán năm"
    return f"{below}/{len(shares)} khoản dưới {even} dự toán năm"


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
                "không ghi" if plan is None else "nằm trong khoảng" if fits else "nằm ngoài khoảng"
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
