"""Main points of who stands apart: units below the others, one that holds what is undone."""

from collections.abc import Iterable

from cchc.checks.facts import fact
from cchc.checks.wording import open_sentence
from cchc.model.numbers import format_percent
from cchc.model.org_roles import UNITS
from cchc.objects.prose import Prose, prose
from cchc.report.checked import CheckedReport
from cchc.show.endings import name_shortly
from cchc.show.joining import join_words
from cchc.stats.limits import OVER_100, funnel

from .points import (
    MainPoint,
    is_claim,
    list_aimed_parts,
    list_claims,
    list_known_orgs,
    list_shares,
    name_within,
    say_used_of_org,
    weigh,
)

MOST_UNITS = 4  # that are named
FEWEST_COMPARED = 5
CONCENTRATED = 0.1  # a part holds so much more of what is undone than of what came in


def find_apart(report: CheckedReport) -> Iterable[MainPoint]:
    """Units of one kind that fall below their common rate by more than chance explains."""
    rates, units = report.catalog.indicators, report.members(UNITS)
    for code in rates.index[(rates["denominator"] != "") & (rates["better"] == "higher")]:
        sides = [rates.at[code, name] for name in ("numerator", "denominator")]
        known = [[report.known(fact(side, org)) for side in sides] for org in units]
        if sum(None not in pair for pair in known) < FEWEST_COMPARED:
            continue  # hardly any rate has a frame worth laying out
        frame = report.rates(code, UNITS)
        found = funnel(frame)
        rates_of = found.units.assign(
            share=found.units["numerator"] / found.units["denominator"]
        ).sort_values("share", kind="stable")
        low = rates_of[(rates_of["outside"] > 0) & (rates_of["side"] < 0)]
        over = found.excluded[found.excluded["reason"] == OVER_100]
        if low.empty and over.empty:
            continue
        named = [
            f"{row.name} {format_percent(100 * row.share, 1)}"
            for row in low[:MOST_UNITS].itertuples(index=False)
        ]
        everyone = [report.rate(code, org) for org in list_known_orgs(report, code)]
        claims = [known for known in everyone if is_claim(known)][:1]
        yield MainPoint(
            prose(
                "{name}: {claim}**{low}/{all} đơn vị thấp rõ rệt** so với mức chung"
                " {common:1%}{named}{over}.",
                name=report.catalog.name(code),
                claim=Prose("".join(f"**{say_used_of_org(report, known)}**; " for known in claims)),
                low=len(low),
                all=len(frame),
                common=100 * found.theta,
                named=f": {join_words(named)}" if named else "",
                over=f"; {len(over)} đơn vị tính lại được trên 100%" if len(over) else "",
            ),
            tuple(
                fact(each, org)
                for org in [*frame["org"], *(c.org for c in claims)]
                for each in (code, rates.at[code, "numerator"], rates.at[code, "denominator"])
            ),
            len(low) / len(frame),
            list_claims(claims),
        )


def find_held(report: CheckedReport) -> Iterable[MainPoint]:
    """What is undone and held by one unit within another, far beyond its share of what came in."""
    parents = report.catalog.orgs["parent"]
    for code, whole, aim in list_aimed_parts(report, "lower"):
        by_org = {} if aim else {s.org: s for s in list_shares(report, code, whole)}
        for inner, outer in (
            (by_org[o], by_org[parents[o]]) for o in by_org if parents[o] in by_org
        ):
            undone, came = inner.part / max(outer.part, 1), inner.whole / outer.whole
            if came + CONCENTRATED < undone <= 1:
                name, of = name_within(report, code, whole)
                yield MainPoint(
                    prose(
                        "{inner} chiếm {came:0%} {of} và **{undone:0%} {name}** của {outer}"
                        " ({part}/{all}).",
                        inner=open_sentence(name_shortly(report, inner.org)),
                        outer=name_shortly(report, outer.org),
                        came=100 * came,
                        undone=100 * undone,
                        of=of,
                        name=name,
                        part=inner.part,
                        all=outer.part,
                    ),
                    (inner.facts[0],),
                    weigh(inner.part, undone - came),
                )
