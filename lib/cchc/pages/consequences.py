"""What happened in a quarter, ranked by consequence and chosen by magnitude."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import log10

from cchc.checks.facts import fact, split_fact
from cchc.checks.wording import open_sentence, within_sentence
from cchc.errors import CchcError
from cchc.model.numbers import format_date, format_number, format_percent, is_measure
from cchc.model.org_roles import UNITS
from cchc.objects.prose import Prose, prose
from cchc.report.checked import CheckedReport
from cchc.report.history import compare_points
from cchc.report.known import KnownRate
from cchc.show.endings import name_shortly
from cchc.show.marks import join_words
from cchc.stats.limits import OVER_100, funnel
from errloc.rules import Linear

MOST_MAIN_POINTS = 9
MOST_OF_A_KIND = 2
MOST_UNITS = 4  # of the units that stand apart
FEWEST_COMPARED = 5
CONCENTRATED = 0.1  # a part holds so much more of what is undone than of what came in
IN_DOUBT = Prose(" (số liệu chưa thống nhất)")
NOTHING = Prose("")


@dataclass(frozen=True)
class MainPoint:
    """A fact worth a leader's attention: what it says, the facts it tells, how heavy it is among
    those of its kind.
    """

    says: Prose
    facts: tuple[str, ...]
    weight: float


def rank_points(report: CheckedReport) -> list[MainPoint]:
    """List the main points, by consequence: deadlines broken first, then targets missed, units
    apart, what grew worse, money, work undone, what one unit holds of it, what is taken up, posts
    not filled; each kind by magnitude.

    Each kind speaks before any speaks twice. Where they do not fill the page the catalogue's
    headlines follow, then the remaining rates, progress and totals; what is as it should be stands
    last.
    """
    kinds = [list(kind(report)) for kind in POINT_KINDS]
    chosen: list[tuple[int, MainPoint]] = []
    for _ in range(MOST_OF_A_KIND):
        for at, found in enumerate(kinds):
            chosen += [(at, p) for p in _heaviest(found, [p for _, p in chosen], 1)]
    chosen = sorted(chosen[:MOST_MAIN_POINTS], key=lambda each: (not each[1].weight, each[0]))
    points = [point for _, point in chosen]
    for kind in (_headlines, _rates, _progress, _totals):
        points += _heaviest(kind(report), points, MOST_MAIN_POINTS - len(points))
    return points


def _heaviest(
    found: Iterable[MainPoint], before: Sequence[MainPoint], most: int
) -> list[MainPoint]:
    told = {name for point in before for name in point.facts}
    taken: list[MainPoint] = []
    for point in sorted(found, key=lambda point: -point.weight):
        if len(taken) < most and told.isdisjoint(point.facts):
            taken.append(point)
            told |= set(point.facts)
    return taken


def list_known_orgs(report: CheckedReport, *codes: str) -> list[str]:
    """List the orgs of which these are known, the units compared only where there are no others."""
    known = {*report.observations.index, *report.derived}
    found = {org for code, org in map(split_fact, known) if code in codes}
    orgs = report.catalog.in_order(found)
    return [org for org in orgs if not report.is_unit(org)] or orgs


@dataclass(frozen=True)
class _Share:
    """A part of a whole: of one org."""

    org: str
    part: float
    whole: float
    facts: tuple[str, str]

    @property
    def share(self) -> float:
        return self.part / self.whole


def _shares(report: CheckedReport, part: str, whole: str) -> list[_Share]:
    found = []
    for org in list_known_orgs(report, part):
        names = (fact(part, org), fact(whole, org))
        top, bottom = map(report.known, names)
        if top is not None and bottom:
            found.append(_Share(org, float(top), float(bottom), names))
    return found


def _of(share: _Share) -> str:
    places = 1 if share.share >= 0.001 or not share.part else 2
    percent = format_percent(100 * share.share, places)
    return f"{format_number(share.part)}/{format_number(share.whole)} ({percent})"


def _doubt(report: CheckedReport, *facts: str) -> Prose:
    return IN_DOUBT if report.doubted.intersection(facts) else NOTHING


def _heaviness(part: float, share: float) -> float:
    """Weigh how many are affected and how large a share they are; less than none is none."""
    return log10(1 + max(part, 0)) * min(share, 1.0) ** 0.5


def _told_with(report: CheckedReport, share: _Share, whole: str) -> Iterable[str]:
    """Name the facts that a share tells: the part, what is left of the whole, and their rates."""
    rows = report.catalog.indicators
    parts = {split_fact(share.facts[0])[0]}
    for code in rows.index[rows["part_of"] == whole]:
        other = report.known(fact(code, share.org))
        left = share.whole - share.part
        if other is not None and abs(float(other) - left) <= 0.001 * share.whole:
            parts.add(code)
    rates = rows.index[rows["numerator"].isin(parts) & (rows["denominator"] == whole)]
    return (fact(code, share.org) for code in [*parts, *rates])


def _names(report: CheckedReport, *codes: str) -> tuple[str, ...]:
    return tuple(within_sentence(report.catalog.name(code)) for code in codes)


def _parts(report: CheckedReport, better: str) -> Iterable[tuple[str, str, str]]:
    """Give the parts that should be large or small, each with its whole and what that should be."""
    rows = report.catalog.indicators
    for code, row in rows[(rows["better"] == better) & (rows["part_of"] != "")].iterrows():
        yield code, row["part_of"], rows.at[row["part_of"], "better"]


def _late(report: CheckedReport) -> Iterable[MainPoint]:
    """Of what was finished, the part that should be small: finished, but late."""
    for code, whole, aim in _parts(report, "lower"):
        if aim != "higher":
            continue
        (name,) = _names(report, code)
        shares = _shares(report, code, whole)
        told = {share.org for share in shares}
        for org in list_known_orgs(report, code):
            count = report.known(fact(code, org))
            if org not in told and count:
                yield MainPoint(
                    prose(
                        "{org}: **{count} {name}**{doubt}.",
                        org=open_sentence(name_shortly(report, org)),
                        count=count,
                        name=name,
                        doubt=_doubt(report, fact(code, org)),
                    ),
                    (fact(code, org),),
                    _heaviness(float(count), 0.01),
                )
        if not shares:
            continue
        worst = max(shares, key=lambda s: (_heaviness(s.part, s.share), s.share))
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
                tuple(_told_with(report, worst, whole)),
                0.0,
            )
            continue
        yield MainPoint(
            prose(
                "{org}: **{of} {name}**{doubt}{least}.",
                org=open_sentence(name_shortly(report, worst.org)),
                of=_of(worst),
                name=name,
                doubt=_doubt(report, *worst.facts),
                least=f"; thấp nhất là {name_shortly(report, least.org)}: {_of(least)}"
                if least
                else "",
            ),
            tuple(name for share in shares for name in _told_with(report, share, whole)),
            _heaviness(worst.part, worst.share),
        )


def say_used(known: KnownRate) -> str:
    """Write the rate that is used: the computed one to one decimal, else as it is printed."""
    if known.is_computed:
        # 99,96% is not all of them
        places = 2 if 99.95 <= known.again < 100 or 0 < known.again < 0.05 else 1
        return format_percent(known.again, places)
    printed = known.printed or ""
    return printed if printed.endswith("%") else f"{printed}%"


def _say_used(report: CheckedReport, known: KnownRate) -> str:
    org = name_shortly(report, known.org)
    said = f" (báo cáo ghi {known.printed})" if known.is_computed and known.doubted else ""
    return f"{org} {say_used(known)}{said}"


def _short(report: CheckedReport) -> Iterable[MainPoint]:
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
        yield MainPoint(
            prose(
                "{name}: **{worst}**{others}; mục tiêu {aim}{unsure}.",
                name=report.catalog.name(code),
                worst=_say_used(report, missed[0][1]),
                others="".join(f", {_say_used(report, known)}" for _, known, _ in missed[1:3]),
                aim=format_percent(float(target["value"]), None),
                unsure=NOTHING
                if target["confirmed"] == "yes"
                else Prose(" (chưa đối chiếu văn bản gốc)"),
            ),
            tuple(fact(code, known.org) for _, known, _ in missed),
            missed[0][0] / 100,
        )


def _apart(report: CheckedReport) -> Iterable[MainPoint]:
    """Units of one kind that fall below their common rate by more than chance explains."""
    rates = report.catalog.indicators
    for code in rates.index[(rates["denominator"] != "") & (rates["better"] == "higher")]:
        frame = report.rates(code, UNITS)
        if frame[["numerator", "denominator"]].notna().all(axis=1).sum() < FEWEST_COMPARED:
            continue
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
        claims = [known for known in everyone if known.is_computed and known.doubted][:1]
        yield MainPoint(
            prose(
                "{name}: {claim}**{low} trên {all} đơn vị thấp rõ rệt** so với mức chung"
                " {common:1%}{named}{over}.",
                name=report.catalog.name(code),
                claim=Prose("".join(f"**{_say_used(report, known)}**; " for known in claims)),
                low=len(low),
                all=len(frame),
                common=100 * found.theta,
                named=f": {join_words(named)}" if named else "",
                over=f"; {len(over)} đơn vị ghi tử số lớn hơn mẫu số" if len(over) else "",
            ),
            tuple(fact(code, org) for org in [*frame["org"], *(c.org for c in claims)]),
            len(low) / len(frame),
        )


def _worse(report: CheckedReport) -> Iterable[MainPoint]:
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
            else _heaviness(abs(float(change.difference)), share) / 10,
        )


def _money(report: CheckedReport) -> Iterable[MainPoint]:
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
        for known in told
    ]
    yield MainPoint(
        prose(
            "So với kế hoạch cả năm, khi đã qua {elapsed:0%} thời gian: thấp nhất là"
            " **{first}**{rest}.",
            elapsed=elapsed,
            first=said[0],
            rest=f"; {', '.join(said[1:])}" if said[1:] else "",
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
    return f" (đến {printed})" if printed and printed != format_date(report.quarter.end) else ""


def _undone(report: CheckedReport) -> Iterable[MainPoint]:
    """Of what came in, the part that should be small: not finished yet."""
    for code, whole, aim in _parts(report, "lower"):
        if aim:
            continue
        shares = [s for s in _shares(report, code, whole) if s.part]
        if not shares:
            continue
        worst = max(shares, key=lambda s: (s.share * s.part, s.share))
        name, of = _names(report, code, whole)
        yield MainPoint(
            prose(
                "{org}: **{of} {name}** (tính trên {whole}){doubt}.",
                org=open_sentence(name_shortly(report, worst.org)),
                of=_of(worst),
                name=name,
                whole=of,
                doubt=_doubt(report, *worst.facts),
            ),
            tuple(_told_with(report, worst, whole)),
            _heaviness(worst.part, worst.share),
        )


def _held(report: CheckedReport) -> Iterable[MainPoint]:
    """What is undone and held by one unit within another, far beyond its share of what came in."""
    parents = report.catalog.orgs["parent"]
    for code, whole, aim in _parts(report, "lower"):
        by_org = {} if aim else {s.org: s for s in _shares(report, code, whole)}
        for inner, outer in (
            (by_org[o], by_org[parents[o]]) for o in by_org if parents[o] in by_org
        ):
            undone, came = inner.part / max(outer.part, 1), inner.whole / outer.whole
            if came + CONCENTRATED < undone <= 1:
                name, of = _names(report, code, whole)
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
                    _heaviness(inner.part, undone - came),
                )


def _taken_up(report: CheckedReport) -> Iterable[MainPoint]:
    """What should be large and is not all of what it could be."""
    return _filled(report, "higher")


def _unfilled(report: CheckedReport) -> Iterable[MainPoint]:
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
                "{name}: **{of}**, còn {left}{worst}{doubt}.",
                name=report.catalog.name(code),
                of=_of(total),
                left=total.whole - total.part,
                worst=f"; thấp nhất là {_names(report, inner_code)[0]}: {_of(worst)}"
                if worst
                else "",
                doubt=_doubt(report, *total.facts),
            ),
            (small, *(names[0] for names in below)),
            _heaviness(total.whole - total.part, 1 - total.share),
        )


def _pair(report: CheckedReport, small: str, large: str) -> _Share | None:
    top, bottom = report.known(str(small)), report.known(str(large))
    if top is None or not bottom:
        return None
    return _Share(split_fact(str(small))[1], float(top), float(bottom), (str(small), str(large)))


def _headlines(report: CheckedReport) -> Iterable[MainPoint]:
    """What the catalogue wants told where the page has room."""
    wanted = report.catalog.headlines()
    for point in (*_rates(report), *_progress(report), *_numbers(report)):
        if found := [wanted.index(c) for c, _ in map(split_fact, point.facts) if c in wanted]:
            yield replace(point, weight=-min(found))


def _rates(report: CheckedReport) -> Iterable[MainPoint]:
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
                "{name}: **{worst}**{others}{doubt}.",
                name=report.catalog.name(code),
                worst=_say_used(report, found[0]),
                others="".join(f", {_say_used(report, known)}" for known in found[1:3]),
                doubt=_doubt(report, *names[:1]),
            ),
            (*names, *counts),
            1 - found[0].used / 100,
        )


def _progress(report: CheckedReport) -> Iterable[MainPoint]:
    """How far what should be done is done."""
    for code, whole, aim in _parts(report, "higher"):
        for share in [] if aim else _shares(report, code, whole):
            yield MainPoint(
                prose(
                    "{name}, {org}: **{of}**{doubt}.",
                    name=report.catalog.name(code),
                    org=name_shortly(report, share.org),
                    of=_of(share),
                    doubt=_doubt(report, *share.facts),
                ),
                (share.facts[0],),
                _heaviness(share.whole - share.part, 1 - min(share.share, 1.0)),
            )


def _totals(report: CheckedReport) -> Iterable[MainPoint]:
    """The largest counts, where little else is known."""
    return _numbers(report) if len(report.observations) <= 3 * MOST_MAIN_POINTS else ()


def _numbers(report: CheckedReport) -> Iterable[MainPoint]:
    for name, row in report.observations.iterrows():
        if row["unit"] != "%" and row["value"] is not None and "@" not in name:
            yield MainPoint(
                prose(
                    "{name}, {org}: **{value}** {unit}{doubt}.",
                    name=report.catalog.name(row["indicator"]),
                    org=name_shortly(report, row["org"]),
                    value=row["value"],
                    unit=row["unit"],
                    doubt=_doubt(report, name),
                ),
                (name,),
                log10(1 + abs(float(row["value"]))),
            )


POINT_KINDS: tuple[Callable[[CheckedReport], Iterable[MainPoint]], ...] = (
    _late,
    _short,
    _apart,
    _worse,
    _money,
    _undone,
    _held,
    _taken_up,
    _unfilled,
)
