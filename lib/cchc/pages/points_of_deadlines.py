"""Main points of what was promised: finished late, targets missed."""

from collections.abc import Iterable

from cchc.checks.facts import fact
from cchc.checks.wording import open_sentence
from cchc.model.numbers import format_number, format_percent
from cchc.objects.prose import Prose, prose
from cchc.report.checked import CheckedReport
from cchc.show.endings import name_shortly

from .points import (
    MOST_ORGS,
    NOTHING,
    MainPoint,
    list_aimed_parts,
    list_claims,
    list_known_orgs,
    list_shares,
    list_told_with,
    name_within,
    say_in_doubt,
    say_of_whole,
    say_used_of_orgs,
    weigh,
)


def find_late(report: CheckedReport) -> Iterable[MainPoint]:
    """Of what was finished, the part that should be small: finished, but late."""
    for code, whole, aim in list_aimed_parts(report, "lower"):
        if aim != "higher":
            continue
        (name,) = name_within(report, code)
        shares = list_shares(report, code, whole)
        told = {share.org for share in shares}
        for org in list_known_orgs(report, code):
            count = report.known(fact(code, org))
            if org not in told and count:
                yield MainPoint(
                    prose(
                        "{org} có **{count} {name}**{doubt}.",
                        org=open_sentence(name_shortly(report, org)),
                        count=count,
                        name=name,
                        doubt=say_in_doubt(report, fact(code, org)),
                    ),
                    (fact(code, org),),
                    weigh(float(count), 0.01),
                )
        if not shares:
            continue
        worst = max(shares, key=lambda s: (weigh(s.part, s.share), s.share))
        others = [s for s in shares if s is not worst]
        least = min(others, key=lambda s: s.share, default=None)
        if not worst.part:
            yield MainPoint(
                prose(
                    "{org}: **không có {name}** ({of}).",
                    org=open_sentence(name_shortly(report, worst.org)),
                    name=name,
                    of=f"0/{format_number(worst.whole)}",
                ),
                tuple(list_told_with(report, worst, whole)),
                0.0,
            )
            continue
        yield MainPoint(
            prose(
                "{org} có **{part}/{of} {name} ({share})**{doubt}{least}.",
                org=open_sentence(name_shortly(report, worst.org)),
                part=worst.part,
                of=worst.whole,
                name=name,
                share=worst.percent,
                doubt=say_in_doubt(report, *worst.facts),
                least=f"; tốt nhất là {name_shortly(report, least.org)}: {say_of_whole(least)}"
                if least
                else "",
            ),
            tuple(name for share in shares for name in list_told_with(report, share, whole)),
            weigh(worst.part, worst.share),
        )


def find_short(report: CheckedReport) -> Iterable[MainPoint]:
    """Rates that miss a target."""
    rates = report.catalog.indicators
    for code in rates.index[rates["unit"] == "%"]:
        missed = []
        for org in list_known_orgs(report, code):
            known, target = report.rate(code, org), report.target(code, org)
            if target is None or known.used is None:
                continue
            gap = float(target["value"]) - known.used
            gap = -gap if rates.at[code, "better"] == "lower" else gap
            if gap > 0.05:
                missed.append((gap, known, target))
        if not missed:
            continue
        missed.sort(key=lambda each: -each[0])
        target = missed[0][2]
        told = [known for _, known, _ in missed[:MOST_ORGS]]
        yield MainPoint(
            prose(
                "{name}: {worst}; mục tiêu {aim}{unsure}.",
                name=report.catalog.name(code),
                worst=say_used_of_orgs(report, told),
                aim=format_percent(float(target["value"]), None),
                unsure=NOTHING
                if target["confirmed"] == "yes"
                else Prose(" (chưa đối chiếu văn bản gốc)"),
            ),
            tuple(fact(code, known.org) for _, known, _ in missed),
            missed[0][0] / 100,
            list_claims(told),
        )
