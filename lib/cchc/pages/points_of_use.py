"""Main points of what is not done, not taken up or not filled yet."""

from collections.abc import Iterable

from cchc.checks.facts import fact, split_fact
from cchc.checks.wording import open_sentence
from cchc.objects.prose import prose
from cchc.report.checked import CheckedReport
from cchc.show.endings import name_shortly
from errloc.rules import Linear

from .points import (
    MainPoint,
    Share,
    list_aimed_parts,
    list_shares,
    list_told_with,
    name_within,
    say_in_doubt,
    say_of_whole,
    weigh,
)


def find_undone(report: CheckedReport) -> Iterable[MainPoint]:
    """Of what came in, the part that should be small: not finished yet."""
    for code, whole, aim in list_aimed_parts(report, "lower"):
        if aim:
            continue
        shares = [s for s in list_shares(report, code, whole) if s.part]
        if not shares:
            continue
        worst = max(shares, key=lambda s: (s.share * s.part, s.share))
        name, of = name_within(report, code, whole)
        yield MainPoint(
            prose(
                "{org} còn **{part} {name}**, bằng {share} {whole}{doubt}.",
                org=open_sentence(name_shortly(report, worst.org)),
                part=worst.part,
                share=worst.percent,
                name=name,
                whole=of,
                doubt=say_in_doubt(report, *worst.facts),
            ),
            tuple(list_told_with(report, worst, whole)),
            weigh(worst.part, worst.share),
        )


def find_taken_up(report: CheckedReport) -> Iterable[MainPoint]:
    """What should be large and is not all of what it could be."""
    return _filled(report, "higher")


def find_unfilled(report: CheckedReport) -> Iterable[MainPoint]:
    """What there is of what may be, such as people of posts."""
    return _filled(report, "")


def _filled(report: CheckedReport, better: str) -> Iterable[MainPoint]:
    """Say what is used of what there is, over the pairs that a rule binds: one may not pass the
    other.
    """
    parts = report.catalog.indicators["part_of"]
    units = report.catalog.indicators["unit"]
    pairs: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for rule in report.facts.rules:
        if not isinstance(rule.meant, Linear) or len(rule.meant.coefficients) != 2:
            continue
        if rule.kind != "rule" or rule.meant.constant or "@" in rule.id:
            continue
        (one, a), (other, b) = rule.meant.coefficients.items()
        if a + b or rule.meant.op not in ("<=", ">="):
            continue
        small, large = (one, other) if (a > 0) == (rule.meant.op == "<=") else (other, one)
        (x, org), (y, again) = split_fact(str(small)), split_fact(str(large))
        if org == again and units[x] == units[y] and parts[x] and parts[y]:
            pairs.setdefault((fact(parts[x], org), fact(parts[y], org)), []).append((small, large))
    for (small, large), below in pairs.items():
        total = _pair(report, small, large)
        inner = [pair for names in below if (pair := _pair(report, *names))]
        code = split_fact(small)[0]
        if small == large or total is None or total.share >= 1:
            continue
        if report.catalog.indicators.at[code, "better"] != better:
            continue
        worst = min(inner, key=lambda s: s.share, default=None)
        inner_code = worst and split_fact(worst.facts[0])[0]
        yield MainPoint(
            prose(
                "{name}: **{of}**, còn thiếu {left}{worst}{doubt}.",
                name=report.catalog.name(code),
                of=say_of_whole(total),
                left=total.whole - total.part,
                worst=f"; thấp nhất là {name_within(report, inner_code)[0]}: {say_of_whole(worst)}"
                if worst
                else "",
                doubt=say_in_doubt(report, *total.facts),
            ),
            (small, *(names[0] for names in below)),
            weigh(total.whole - total.part, 1 - total.share),
        )


def _pair(report: CheckedReport, small: str, large: str) -> Share | None:
    top, bottom = report.known(str(small)), report.known(str(large))
    if top is None or not bottom:
        return None
    return Share(split_fact(str(small))[1], float(top), float(bottom), (str(small), str(large)))
