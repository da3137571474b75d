"""What a main point is, and how shares, rates and doubts are told in one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log10

from cchc.checks.facts import fact, split_fact
from cchc.checks.wording import within_sentence
from cchc.model.numbers import format_number, format_percent
from cchc.objects.prose import Prose, prose
from cchc.report.checked import CheckedReport
from cchc.report.known import KnownRate
from cchc.show.endings import name_shortly

MOST_MAIN_POINTS = 9
MOST_ORGS = 3  # whose rates one point tells
IN_DOUBT = Prose(" (số liệu chưa thống nhất)")
NOTHING = Prose("")


@dataclass(frozen=True)
class MainPoint:
    """A fact worth a leader's attention: what it says, the facts it tells, how heavy it is among
    those of its kind; `claims` are facts of which it tells what the report prints.
    """

    says: Prose
    facts: tuple[str, ...]
    weight: float
    claims: tuple[str, ...] = ()

    @property
    def told(self) -> set[tuple[str, bool]]:
        """What it tells: a fact and what is printed of it are two things."""
        return {(name, False) for name in self.facts} | {(name, True) for name in self.claims}


def list_known_orgs(report: CheckedReport, *codes: str) -> list[str]:
    """List the orgs of which these are known, the units compared only where there are no others."""
    known = {*report.observations.index, *report.derived}
    named = (name for name in known if name.partition("[")[0] in codes)
    found = {org for _, org in map(split_fact, named)}
    orgs = report.catalog.in_order(found)
    return [org for org in orgs if not report.is_unit(org)] or orgs


@dataclass(frozen=True)
class Share:
    """A part of a whole: of one org."""

    org: str
    part: float
    whole: float
    facts: tuple[str, str]

    @property
    def share(self) -> float:
        return self.part / self.whole

    @property
    def percent(self) -> str:
        if not self.part:
            return format_percent(0, 0)
        return format_percent(100 * self.share, 1 if self.share >= 0.001 else 2)


def list_shares(report: CheckedReport, part: str, whole: str) -> list[Share]:
    """List the shares of orgs of which both counts are known."""
    found = []
    for org in list_known_orgs(report, part):
        names = (fact(part, org), fact(whole, org))
        top, bottom = map(report.known, names)
        if top is not None and bottom:
            found.append(Share(org, float(top), float(bottom), names))
    return found


def say_of_whole(share: Share) -> str:
    """Write a part of its whole: '753/11.176 (6,7%)'."""
    return f"{format_number(share.part)}/{format_number(share.whole)} ({share.percent})"


def say_in_doubt(report: CheckedReport, *facts: str) -> Prose:
    """Say that a point rests on figures in doubt; nothing where it does not."""
    return IN_DOUBT if report.doubted.intersection(facts) else NOTHING


def weigh(part: float, share: float) -> float:
    """Weigh how many are affected and how large a share they are; less than none is none."""
    return log10(1 + max(part, 0)) * min(max(share, 0.0), 1.0) ** 0.5


def list_told_with(report: CheckedReport, share: Share, whole: str) -> Iterable[str]:
    """Name the facts that a share tells: the part, what is left of the whole, and their rates."""
    rows = report.catalog.indicators
    parts = [split_fact(share.facts[0])[0]]
    for code in rows.index[rows["part_of"] == whole]:
        other = report.known(fact(code, share.org))
        left = share.whole - share.part
        if other is not None and abs(float(other) - left) <= 0.001 * share.whole:
            parts.append(code)
    rates = rows.index[rows["numerator"].isin(parts) & (rows["denominator"] == whole)]
    return (fact(code, share.org) for code in [*parts, *rates])


def name_within(report: CheckedReport, *codes: str) -> tuple[str, ...]:
    """Name indicators as they stand inside a sentence."""
    return tuple(within_sentence(report.catalog.name(code)) for code in codes)


def list_aimed_parts(report: CheckedReport, better: str) -> Iterable[tuple[str, str, str]]:
    """Give the parts that should be large or small, each with its whole and what that should be."""
    rows = report.catalog.indicators
    for code, row in rows[(rows["better"] == better) & (rows["part_of"] != "")].iterrows():
        yield code, row["part_of"], rows.at[row["part_of"], "better"]


def say_used(known: KnownRate) -> str:
    """Write the rate that is used: the computed one to one decimal, else as it is printed."""
    if known.is_computed:
        # 99,96% is not all of them
        places = 2 if 99.95 <= known.again < 100 or 0 < known.again < 0.05 else 1
        return format_percent(known.again, places)
    printed = known.printed or ""
    return printed if printed.endswith("%") else f"{printed}%"


def list_claims(rates: Iterable[KnownRate]) -> tuple[str, ...]:
    """Name the rates beside which stands what the report prints of them, being contradicted."""
    return tuple(fact(known.indicator, known.org) for known in rates if is_claim(known))


def is_claim(known: KnownRate) -> bool:
    """Tell whether the report prints a rate that its own counts contradict."""
    return known.printed is not None and known.is_computed and known.doubted


def say_used_of_org(report: CheckedReport, known: KnownRate) -> str:
    """Name an org with its rate, and what the report prints where that is wrong."""
    org = name_shortly(report, known.org)
    said = f" (báo cáo ghi {known.printed})" if is_claim(known) else ""
    return f"{org} {say_used(known)}{said}"


def say_used_of_orgs(report: CheckedReport, rates: Sequence[KnownRate]) -> Prose:
    """Name orgs with their rates, the first of them in bold."""
    first, *others = (say_used_of_org(report, known) for known in rates)
    return prose(
        "**{first}**{others}", first=first, others="".join(f", {other}" for other in others)
    )
