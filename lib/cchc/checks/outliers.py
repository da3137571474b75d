"""Find figures that break no rule but stand out: among their peers, or against the quarter
before.
"""

from collections.abc import Iterable
from decimal import Decimal

import pandas as pd

from cchc.model.folder import Report
from cchc.model.numbers import format_number, format_percent, is_measure
from cchc.stats.limits import funnel

from .derive import split_fact
from .documents import Remark
from .wording import open_sentence, within_sentence

FEWEST_PEERS = 5
# below a hundred a count doubles easily, and two quarters print the same number by chance
SMALLEST_COUNT = 100
LARGEST_FACTOR = 5
# points of a percentage from one quarter to the next
LARGEST_STEP = 30


def check_outliers(report: Report, values: pd.Series) -> Iterable[Remark]:
    """Compare each rate over the wards by a funnel plot with over-dispersion (Spiegelhalter 2005).

    `values` holds the value of each fact, indexed by `indicator[org]`. Units outside the 95 %
    limits differ more than expected; about one in twenty does so by chance, so that a remark is
    never more than a note.
    """
    catalog = report.catalog
    wards = catalog.members("ward", report.quarter.end.isoformat())
    rates = catalog.indicators[catalog.indicators["denominator"] != ""]
    for code, row in rates.iterrows():
        frame = pd.DataFrame(
            {
                "name": [catalog.name(org) for org in wards],
                "org": wards,
                "numerator": [values.get(f"{row['numerator']}[{org}]") for org in wards],
                "denominator": [values.get(f"{row['denominator']}[{org}]") for org in wards],
            }
        )
        if frame[["numerator", "denominator"]].notna().all(axis=1).sum() < FEWEST_PEERS:
            continue
        found = funnel(frame)
        outside = found.units[(found.units["outside"] > 0) & ~found.units["small"]]
        for unit in outside.itertuples():
            org = wards[unit.Index]
            figures = _figures(report, (row["numerator"], row["denominator"]), org)
            limit = format_number(float(unit.outside))
            said = (
                f"{open_sentence(unit.name)}: {within_sentence(row['name'])}"
                f" {format_percent(100 * unit.rate, 1)}, chênh với mức chung"
                f" {format_percent(100 * found.theta, 1)} nhiều hơn dự kiến (ngoài giới hạn mức"
                f" {limit}%); nên hỏi lý do."
            )
            yield Remark(
                f"outlier:{code}:{org}", "outlier", "info", row["section"], org, figures, said
            )


def check_changes(report: Report, values: pd.Series, previous: Report | None) -> Iterable[Remark]:
    """Compare each fact with the quarter before: a count printed again to the digit, or changed
    beyond belief.
    """
    if previous is None:
        return
    before = {
        f"{row.indicator}[{row.org}]": (row.value, row.printed)
        for row in previous.figures.drop_duplicates(["indicator", "org"]).itertuples()
        if row.value is not None
    }
    for name, now in values.items():
        if name not in before:
            continue
        indicator, org = split_fact(name)
        then, printed = before[name]
        unit = report.catalog.unit(indicator)
        sign = "%" if unit == "%" else ""
        if not _stands_out(unit, now, then):
            continue
        figures = _figures(report, (indicator,), org)
        section = report.figures.at[figures[0], "section"]
        subject = (
            f"{open_sentence(report.catalog.name(org))}:"
            f" {within_sentence(report.catalog.name(indicator))}"
        )
        if now == then:
            said = (
                f"{subject} được ghi là {printed}, đúng bằng quý trước; kiểm tra xem có chép lại"
                " không."
            )
            yield Remark(f"change:{name}", "change", "info", section, org, figures, said)
        else:
            said = (
                f"{subject} từ {format_number(then)}{sign} ở quý trước thành"
                f" {format_number(now)}{sign}; "
                "thay đổi quá lớn, nên hỏi lý do."
            )
            yield Remark(f"change:{name}", "change", "warning", section, org, figures, said)


def _stands_out(unit: str, now: Decimal, then: Decimal) -> bool:
    if unit == "%":
        # the same percentage twice is common; a leap is not
        return abs(now - then) > LARGEST_STEP
    if max(now, then) < (1 if is_measure(unit) else SMALLEST_COUNT):
        return False
    return now == then or min(now, then) * LARGEST_FACTOR < max(now, then)


def _figures(report: Report, indicators: Iterable[str], org: str) -> tuple[str, ...]:
    return tuple(i for code in indicators for i in report.mentions(code, org).index)
