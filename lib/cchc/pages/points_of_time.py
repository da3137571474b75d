"""Main points of time: what grew worse, and the year's money against the year."""

from collections.abc import Iterable, Sequence

from cchc.checks.facts import fact, split_fact
from cchc.checks.wording import within_sentence
from cchc.errors import CchcError
from cchc.model.numbers import format_date, format_number, format_percent
from cchc.model.units import is_measure
from cchc.objects.prose import prose
from cchc.report.checked import CheckedReport
from cchc.report.history import compare_points
from cchc.report.known import KnownRate
from cchc.show.endings import name_shortly

from .finance import share_elapsed
from .points import MainPoint, list_known_orgs, say_used, weigh

MOST_PLANS = 4  # that are named
UNEVEN = 2.0  # times the share of the year that has passed


def find_worse(report: CheckedReport) -> Iterable[MainPoint]:
    """Facts that moved away from where they should go since an earlier quarter, by more than
    chance.
    """
    rates = report.catalog.indicators
    before = report.earlier(report.quarter.previous()) or report.earlier(
        report.quarter.year_before()
    )
    if before is None:
        return
    for name in report.observations.index:
        code, org = split_fact(name)
        better = rates.at[code, "better"]
        if not better or "@" in name or report.is_unit(org):
            continue
        try:
            change = compare_points(report, code, org, before)
        except CchcError:
            continue
        if change.difference is None or not change.then.value or name in report.doubted:
            continue
        if change.interval and change.interval.low <= 0 <= change.interval.high:
            continue
        if (change.difference < 0) != (better == "higher") or not change.difference:
            continue
        percent = rates.at[code, "unit"] == "%"
        share = abs(float(change.difference / change.then.value))
        if not percent and share < 0.1:
            continue
        write = format_percent if percent else format_number
        places = 1 if percent else None
        yield MainPoint(
            prose(
                "{name} của {org} **{move} từ {then} xuống {now}** so với {when}."
                if change.difference < 0
                else "{name} của {org} **{move} từ {then} lên {now}** so với {when}.",
                name=report.catalog.name(code),
                org=name_shortly(report, org),
                move="giảm" if change.difference < 0 else "tăng",
                then=write(float(change.then.value), places),
                now=write(float(change.now.value), places),
                when=before.quarter.short_label,
            ),
            (name,),
            abs(float(change.difference)) / 100
            if percent
            else weigh(abs(float(change.difference)), share) / 10,
        )


def find_money(report: CheckedReport) -> Iterable[MainPoint]:
    """Amounts that add up over the year, against what is planned for all of it: each once."""
    rows = report.catalog.indicators
    scored = [*report.catalog.scorecard(), *rows.index[rows["unit"] == "%"]]
    seen, told = set(), []
    for code in dict.fromkeys(scored):
        counted = rows.at[code, "numerator"]
        if not counted or rows.at[counted, "accumulates"] != "year":
            continue
        if not is_measure(rows.at[counted, "unit"]):
            continue
        for org in list_known_orgs(report, code):
            known = report.rate(code, org)
            if known.used is not None and (counted, org) not in seen:
                seen.add((counted, org))
                told.append(known)
    if not told:
        return
    told.sort(key=lambda known: known.used)
    elapsed = 100 * report.quarter.share_of_year
    several = len({known.org for known in told}) > 1
    said = [
        within_sentence(report.catalog.name(known.indicator))
        + (f" của {name_shortly(report, known.org)}" if several else "")
        + f" {say_used(known)}{_until(report, known)}"
        for known in told[:MOST_PLANS]
    ]
    yield MainPoint(
        prose(
            "So với kế hoạch cả năm, khi đã qua {elapsed:0%} thời gian: thấp nhất là"
            " **{first}**{rest}{uneven}.",
            elapsed=elapsed,
            first=said[0],
            rest=f"; {', '.join(said[1:])}" if said[1:] else "",
            uneven=_say_uneven(report, told),
        ),
        tuple(fact(known.indicator, known.org) for known in told),
        1.0,
    )


def _until(report: CheckedReport, known: KnownRate) -> str:
    """Say until when an amount is counted, where its printed window ends before the quarter."""
    name = fact(known.indicator, known.org)
    if name not in report.observations.index:
        return ""
    printed = report.figures.at[report.observations.at[name, "figure"], "window_end"]
    if not printed or printed == format_date(report.quarter.end):
        return ""
    passed = share_elapsed(report, known.indicator, known.org)
    return f" (đến {printed}: qua {format_percent(passed, 1)} thời gian)"


def _say_uneven(report: CheckedReport, told: Sequence[KnownRate]) -> str:
    """Tell where a whole less one of its parts is far ahead of the year while the part is behind: a
    plan or an amount may be of another kind.
    """
    rows = report.catalog.indicators
    elapsed = 100 * report.quarter.share_of_year
    for whole, part in ((a, b) for a in told for b in told if a.org == b.org):
        tops, bottoms = (
            [rows.at[known.indicator, side] for known in (whole, part)]
            for side in ("numerator", "denominator")
        )
        if rows.at[tops[1], "part_of"] != tops[0] or rows.at[bottoms[1], "part_of"] != bottoms[0]:
            continue
        if None in (whole.part, whole.whole, part.part, part.whole) or whole.whole <= part.whole:
            continue
        rest = float(100 * (whole.part - part.part) / (whole.whole - part.whole))
        if rest > UNEVEN * elapsed and rest > UNEVEN * part.used:
            names = [within_sentence(report.catalog.name(code)) for code in tops]
            return (
                f"; {names[0]} ngoài {names[1]} đạt {format_percent(rest, 1)} dự toán còn"
                " lại, cần kiểm tra"
            )
    return ""
