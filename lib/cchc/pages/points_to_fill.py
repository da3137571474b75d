"""Main points where the page has room: the catalogue's headlines, rates, progress, totals."""

from collections.abc import Iterable
from dataclasses import replace
from math import log10

from cchc.checks.facts import fact, split_fact
from cchc.objects.prose import prose
from cchc.report.checked import CheckedReport
from cchc.show.endings import name_shortly

from .points import (
    MOST_MAIN_POINTS,
    MOST_ORGS,
    MainPoint,
    list_aimed_parts,
    list_claims,
    list_known_orgs,
    list_shares,
    say_in_doubt,
    say_of_whole,
    say_used_of_orgs,
    weigh,
)


def find_headlines(report: CheckedReport) -> Iterable[MainPoint]:
    """What the catalogue wants told where the page has room."""
    wanted = report.catalog.headlines()
    for point in (*find_rates(report), *find_progress(report), *_numbers(report)):
        if found := [wanted.index(c) for c, _ in map(split_fact, point.facts) if c in wanted]:
            yield replace(point, weight=-min(found))


def find_rates(report: CheckedReport) -> Iterable[MainPoint]:
    """The remaining rates that are better high and are not all, those furthest from all first."""
    rows = report.catalog.indicators
    for code in rows.index[(rows["unit"] == "%") & (rows["better"] == "higher")]:
        found = [report.rate(code, org) for org in list_known_orgs(report, code)]
        found = [known for known in found if known.used is not None and known.used < 100]
        if not found:
            continue
        found.sort(key=lambda known: known.used)
        names = tuple(fact(code, known.org) for known in found)
        counted = rows.at[code, "numerator"]
        counts = tuple(fact(counted, known.org) for known in found if counted)
        yield MainPoint(
            prose(
                "{name}: {worst}{doubt}.",
                name=report.catalog.name(code),
                worst=say_used_of_orgs(report, found[:MOST_ORGS]),
                doubt=say_in_doubt(report, *names[:1]),
            ),
            (*names, *counts),
            1 - found[0].used / 100,
            list_claims(found[:MOST_ORGS]),
        )


def find_progress(report: CheckedReport) -> Iterable[MainPoint]:
    """How far what should be done is done."""
    rows = report.catalog.indicators
    for code, whole, aim in list_aimed_parts(report, "higher"):
        rates = rows.index[(rows["numerator"] == code) & (rows["denominator"] == whole)]
        for share in [] if aim else list_shares(report, code, whole):
            yield MainPoint(
                prose(
                    "{name}, {org}: **{of}**{doubt}.",
                    name=report.catalog.name(code),
                    org=name_shortly(report, share.org),
                    of=say_of_whole(share),
                    doubt=say_in_doubt(report, *share.facts),
                ),
                (share.facts[0],),
                weigh(share.whole - share.part, 1 - min(share.share, 1.0)),
                # who tells what is printed of such a rate tells its counts
                tuple(fact(rate, share.org) for rate in rates),
            )


def find_totals(report: CheckedReport) -> Iterable[MainPoint]:
    """The largest counts, where little else is known."""
    return _numbers(report) if len(report.observations) <= 3 * MOST_MAIN_POINTS else ()


def _numbers(report: CheckedReport) -> Iterable[MainPoint]:
    for row in report.observations.itertuples():
        name = row.Index
        if row.unit != "%" and row.value is not None and "@" not in name:
            yield MainPoint(
                prose(
                    "{name}, {org}: **{value}** {unit}{doubt}.",
                    name=report.catalog.name(row.indicator),
                    org=name_shortly(report, row.org),
                    value=row.value,
                    unit=row.unit,
                    doubt=say_in_doubt(report, name),
                ),
                (name,),
                log10(1 + abs(float(row.value))),
            )
