"""Find figures of orgs and indicators that were not in force when the quarter ended."""

from collections.abc import Iterable
from datetime import date

from cchc.model.folder import Report
from cchc.model.lineage import heirs_of
from cchc.model.numbers import format_date

from .remarks import Remark
from .wording import open_sentence


def check_validity(report: Report) -> Iterable[Remark]:
    """Tell of each such org with its figures and its successor.

    An error where the org was not valid on any day of the quarter, a warning where on some.
    """
    orgs, quarter = report.catalog.orgs, report.quarter
    start, end = quarter.start.isoformat(), quarter.end.isoformat()
    for org, group in report.figures.groupby("org", sort=False):
        begins, ends = orgs.loc[org, ["valid_from", "valid_to"]]
        if begins <= end and (not ends or ends >= end):
            continue
        over = begins > end or (ends and ends < start)
        when = f"từ ngày {_day(begins)}" if begins > end else f"đến hết ngày {_day(ends)}"
        heirs = [one for one in heirs_of(report.catalog.org_rows, org, end) if one != org]
        told = " hoặc ".join(f"{report.catalog.name(one)} (mã {one})" for one in heirs)
        next_step = (
            f"số liệu của đơn vị này có thể phải ghi cho {told}"
            if told
            else "xem lại mã đơn vị, hoặc thời hạn hiệu lực trong orgs.csv"
        )
        figures = tuple(group.index)
        says = (
            f"{open_sentence(report.catalog.name(org))} chỉ có hiệu lực {when} nên không được tính"
            f" vào tổng của kỳ này ({len(figures)} số liệu); {next_step}."
        )
        section = group["section"].iloc[0]
        severity = "error" if over else "warning"
        yield Remark(f"validity:{org}", "validity", severity, section, org, figures, says)


def check_use(report: Report) -> Iterable[Remark]:
    """Tell of figures of indicators that were not in use when the quarter ended."""
    known = report.catalog.known_on(report.quarter.end.isoformat()).index
    retired = report.figures[~report.figures["indicator"].isin(known)]
    for code, group in retired.groupby("indicator", sort=False):
        says = (
            f"{report.catalog.name(code)} không còn hoặc chưa dùng ở kỳ này"
            f" ({len(group)} số liệu); xem lại mã chỉ tiêu, hoặc thời hạn trong indicators.csv."
        )
        section, org = group["section"].iloc[0], group["org"].iloc[0]
        key = f"validity:{code}:indicator"
        yield Remark(key, "validity", "warning", section, org, tuple(group.index), says)


def _day(text: str) -> str:
    return format_date(date.fromisoformat(text))
