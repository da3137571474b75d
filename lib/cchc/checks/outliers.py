"""Find figures that break no rule but stand out: among their peers, or against the quarter
before.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import partial
from statistics import median

import pandas as pd

from cchc.model.folder import Report
from cchc.model.numbers import format_number, format_percent
from cchc.model.org_roles import UNITS
from cchc.model.quarter import QUARTERLY
from cchc.model.units import is_measure
from cchc.stats.limits import funnel
from errloc.worked import Worked

from .facts import fact, group_mentions, read_window, split_fact, when_of
from .remarks import Remark
from .wording import open_sentence, within_sentence

FEWEST_PEERS = 5
# below a hundred a count doubles easily, and two quarters print the same number by chance
SMALLEST_COUNT = 100
LARGEST_FACTOR = 5
# a count that grows with time shows by its ratio only from ten on
SMALLEST_FLOW = 10
# fewer figures grow alike by chance
FEWEST_TOGETHER = 5
# points of a percentage from one quarter to the next
LARGEST_STEP = 30


def check_outliers(
    report: Report, values: pd.Series, worked: Worked | None = None
) -> Iterable[Remark]:
    """Compare each rate over the units by a funnel plot with over-dispersion (Spiegelhalter 2005).

    `values` holds the value of each fact, indexed by `indicator[org]`. Units outside the 95 %
    limits differ more than expected; about one in twenty does so by chance, so that a remark is
    never more than a note. A rate that was `worked` out of the same counts is not compared
    again.
    """
    indicators, units = report.catalog.indicators, report.members(UNITS)
    worked = Worked() if worked is None else worked
    known = values.to_dict()
    rates = indicators.loc[indicators["denominator"] != "", ["numerator", "denominator"]]
    for code, *parts in rates.itertuples(name=None):
        counts = [[known.get(fact(part, org)) for org in units] for part in parts]
        if sum(all(map(pd.notna, pair)) for pair in zip(*counts, strict=True)) >= FEWEST_PEERS:
            compare = partial(_compare, report, code, units, counts)
            yield from worked.of(("outliers", code), counts, compare)


def _compare(
    report: Report, code: str, units: Sequence[str], counts: Sequence[Sequence[Decimal | None]]
) -> list[Remark]:
    row = report.catalog.indicators.loc[code]
    names = [report.catalog.name(org) for org in units]
    top, bottom = counts
    found = funnel(
        pd.DataFrame({"name": names, "org": units, "numerator": top, "denominator": bottom})
    )
    outside = found.units[(found.units["outside"] > 0) & ~found.units["small"]]
    remarks = []
    for unit in outside.itertuples():
        org = units[unit.Index]
        figures = _figures(report, (row["numerator"], row["denominator"]), org)
        limit = format_number(float(unit.outside))
        said = (
            f"{open_sentence(unit.name)}: {within_sentence(row['name'])}"
            f" {format_percent(100 * unit.rate, 1)}, khác biệt rõ rệt so với mức chung"
            f" {format_percent(100 * found.theta, 1)} (ngoài giới hạn mức"
            f" {limit}%); cần tìm hiểu nguyên nhân."
        )
        key = f"outlier:{code}:{org}"
        remarks.append(Remark(key, "outlier", "info", row["section"], org, figures, said))
    return remarks


def check_changes(report: Report, values: pd.Series, previous: Report | None) -> Iterable[Remark]:
    """Compare each fact with the quarter before: a count printed again to the digit, or changed
    beyond belief.

    What accumulates over the year is another matter, and figures over windows of unlike length are
    not compared. What is constant by nature may be printed again.
    """
    if previous is None:
        return
    catalog, then_of = report.catalog, leading_figures(previous)
    now_of = leading_figures(report)
    for name, now in values.items():
        indicator, org = split_fact(name)
        earlier = name_then(report, name, previous)
        if earlier not in then_of or name not in now_of:
            continue
        row = catalog.indicators.loc[indicator]
        figure, before = now_of[name], then_of[earlier]
        sign = "%" if row["unit"] == "%" else ""
        then, printed = previous.figures.at[before, "value"], previous.figures.at[before, "printed"]
        # a rate runs as long as what it counts
        counted = catalog.indicators.loc[row["numerator"] or indicator]
        if counted["accumulates"] or not _stands_out(row["unit"], now, then):
            continue
        if (now == then and row["constant"]) or not _alike(report, figure, previous, before):
            continue
        figures = _figures(report, (indicator,), org)
        section = report.figures.at[figures[0], "section"]
        subject = f"{open_sentence(catalog.name(org))}: {within_sentence(catalog.name(indicator))}"
        if now == then:
            said = (
                f"{subject} được ghi là {printed}, đúng bằng kỳ trước; kiểm tra xem có chép lại"
                " không."
            )
            yield Remark(f"change:{name}", "change", "info", section, org, figures, said)
        else:
            said = (
                f"{subject} từ {format_number(then)}{sign} ở kỳ trước thành"
                f" {format_number(now)}{sign}; "
                "thay đổi quá lớn, cần tìm hiểu nguyên nhân."
            )
            yield Remark(f"change:{name}", "change", "warning", section, org, figures, said)


def check_totals(report: Report, values: pd.Series, previous: Report | None) -> Iterable[Remark]:
    """Tell where the figures of a section look like totals from the beginning of the year.

    In the second quarter such totals are about twice the first quarter's, in the third about three
    times. It shows only where many figures have grown so together.
    """
    number = report.quarter.number
    if previous is None or number == 1 or previous.quarter.year != report.quarter.year:
        return
    if {report.quarter.covers, previous.quarter.covers} != {QUARTERLY}:
        return  # what covers six months is meant to have grown
    grown: dict[tuple[str, str], list[tuple[str, float]]] = {}
    now_of, then_of = leading_figures(report), leading_figures(previous)
    for name, figure in now_of.items():
        indicator, org = split_fact(name)
        row = report.catalog.indicators.loc[indicator]
        flow = not (is_measure(row["unit"]) or row["accumulates"] or row["constant"])
        earlier = name_then(report, name, previous)
        if earlier not in then_of or not flow:
            continue
        then, now = previous.figures.at[then_of[earlier], "value"], values.get(name)
        if any(value is None or value != value for value in (then, now)):
            continue  # a number that nobody can read
        if min(then, now) >= SMALLEST_FLOW and _alike(report, figure, previous, then_of[earlier]):
            section = report.figures.at[figure, "section"]
            grown.setdefault((section, org), []).append((figure, float(now / then)))
    told = [key for key, found in grown.items() if _like_totals(found, number)]
    for section in dict.fromkeys(section for section, _ in grown):
        orgs = [org for where, org in told if where == section]
        every = [pair for (where, _), found in grown.items() if where == section for pair in found]
        several = len({org for where, org in grown if where == section}) > 1
        groups = {org: grown[section, org] for org in orgs}
        if not orgs and several and _like_totals(every, number):
            groups = {"": every}
        for org, found in groups.items():
            place = org or split_fact(next(iter(now_of)))[1]
            subject = f"{open_sentence(report.catalog.name(org))}: " if org else ""
            said = (
                f"{subject}{len(found)} số của mục {section} đều gấp khoảng {number} lần quý trước;"
                f" có thể là số {3 * number} tháng được ghi vào ô của quý."
            )
            ids = tuple(figure for figure, _ in found)
            key = f"total:{section}:{org}"
            yield Remark(key, "total", "warning", section, place, ids, said)


def name_then(report: Report, name: str, previous: Report) -> str:
    """Name a fact as the quarter before states it, '' where its org was put together since."""
    if "@" in name:
        return ""
    indicator, org = split_fact(name)
    lineage = report.came_from(org, previous.quarter)
    return "" if lineage.is_sum or lineage.split else fact(indicator, lineage.orgs[0])


def _like_totals(found: list[tuple[str, float]], number: int) -> bool:
    ratios = [ratio for _, ratio in found]
    if len(ratios) < FEWEST_TOGETHER or min(ratios) < 1 + 0.4 * (number - 1):
        return False
    return 0.8 * number <= median(ratios) <= 1.3 * number


def leading_figures(report: Report) -> dict[str, str]:
    """Give the leading figure of each fact in the report's own window."""
    mentions = group_mentions(report).items()
    return {name: ids[0] for name, ids in mentions if not when_of(name)}


def _alike(report: Report, figure: str, previous: Report, before: str) -> bool:
    """Tell whether two figures were counted over windows of about the same length."""
    lengths = [_months(report, figure), _months(previous, before)]
    return abs(lengths[0] - lengths[1]) < 1


def _months(report: Report, figure: str) -> float:
    """Give the length of a figure's window in months: of the period where none is printed."""
    printed = report.figures.loc[figure]
    start, end = read_window(printed["window_start"], printed["window_end"])
    whole = float(report.quarter.months)
    return whole if start is None or end is None else (end - start).days / 30.4


def _stands_out(unit: str, now: Decimal, then: Decimal) -> bool:
    if unit == "%":
        # the same percentage twice is common; a leap is not
        return abs(now - then) > LARGEST_STEP
    if max(now, then) < (1 if is_measure(unit) else SMALLEST_COUNT):
        return False
    return now == then or min(now, then) * LARGEST_FACTOR < max(now, then)


def _figures(report: Report, indicators: Iterable[str], org: str) -> tuple[str, ...]:
    return tuple(i for code in indicators for i in report.mentions(code, org).index)
