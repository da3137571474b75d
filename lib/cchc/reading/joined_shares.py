"""Find percentages of several parts together: "tỷ lệ trước hạn và đúng hạn", "hài lòng trở lên"."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from .changing import is_change
from .mentions import Mention, Reading
from .numerals import ReadNumber
from .relations import CHANCE, Relation, odds_of_share, share_holds
from .telling import tell_joined, tell_over_joined, tell_share

_IN_TIME = re.compile(
    r"(?:trước|sớm)(?: hạn)?(?:,| và| hoặc|/| -| –) ?(?:đúng|trong) hạn"
    r"|đúng(?: hạn)?(?:,| và| hoặc|/| -| –) ?(?:trước|sớm) hạn|trong hạn",
    re.I,
)
_UPWARDS = re.compile(r"(?:tỷ lệ|số|mức)? ?([^,.;:()\d]{2,40}?) trở lên", re.I)
_DENIED = re.compile(r"\b(?:không|chưa|rất|ít)\b", re.I)


def find_joined_shares(reading: Reading, told: Sequence[Relation]) -> list[Relation]:
    """Find the percentages that several parts of a told total make together."""
    rated = {r.anchor.id for r in told if r.kind in ("share", "bound", "difference") and r.holds}
    sums = [r for r in told if r.kind in ("sum", "difference") and len(r.numbers) > 2]
    sums = [r for r in sums if len({n.dimension for n in r.numbers}) == 1]
    # words may name another whole than a total nearby
    named = {r.anchor.id: r.numbers[1].id for r in told if r.kind == "share" and not r.holds}
    found = []
    for rate in reading.mentions:
        number = rate.number
        if number.unit != "%" or number.id in rated or number.qualifier in ("from", "to"):
            continue
        near = [s for s in sums if _is_near(s, rate)]
        if number.id in named:
            near = [s for s in near if named[number.id] in {n.id for n in s.numbers}]
        relation = _named(reading, rate, near) or _fitting(rate, near)
        found += [relation] if relation is not None else []
    return found


def find_parallel_shares(reading: Reading, told: Sequence[Relation]) -> list[Relation]:
    """Find what the percentage behind a total is of, where those behind its parts are of the parts
    of another total: "phát sinh 1.486 tấn: 962, 498, 26 … thu gom 1.417 tấn, đạt 94,5%; trong đó
    951 tấn (98,9%), …".
    """
    sums = [r for r in told if r.kind == "sum" and r.holds]
    shares = {r.numbers[0].id: r.numbers[1].id for r in told if r.kind == "share" and r.holds}
    rated = {r.anchor.id for r in told if r.kind in ("share", "bound") and r.holds}
    divided: dict[str, list[Relation]] = {}
    for relation in sums:
        for number in relation.numbers[1:]:
            divided.setdefault(number.id, []).append(relation)
    found = []
    for done in sums:
        known = [shares[n.id] for n in done.numbers[1:] if n.id in shares]
        wholes = {w.numbers[0].id: w for name in known for w in divided.get(name, ())}
        for whole in wholes.values():
            pairs = list(zip(done.numbers, whole.numbers, strict=False))
            parts = pairs[1:]
            held = sum(shares.get(a.id) == b.id for a, b in parts)
            alike = len(done.numbers) == len(whole.numbers) and held >= len(parts) - 1
            if not alike or done is whole:
                continue
            if held == len(parts):
                found += _behind(reading, *pairs[0], rated)
            elif shares.get(pairs[0][0].id) == pairs[0][1].id:
                lacking = [(a, b) for a, b in parts if shares.get(a.id) != b.id]
                found += _behind(reading, *lacking[0], rated)
    return found


def _behind(
    reading: Reading, part: ReadNumber, whole: ReadNumber, rated: set[str]
) -> list[Relation]:
    """Tell the percentage right behind a number as its share of another."""
    if part.id not in reading.order or part.id == whole.id:
        return []
    mention = reading.mentions[reading.order[part.id]]
    own = reading.by_passage[mention.passage]
    after = own[own.index(mention) + 1 :][:1]
    rates = [m for m in after if m.number.unit == "%" and m.sentence == mention.sentence]
    rates = [m for m in rates if m.number.id not in rated and not is_change(m)]
    return [tell_share(part, whole, m.number) for m in rates]


def _is_near(relation: Relation, rate: Mention) -> bool:
    last = relation.numbers[-1]
    behind = rate.passage - last.passage == 1
    return behind or rate.passage == last.passage == relation.anchor.passage


def _named(reading: Reading, rate: Mention, sums: Sequence[Relation]) -> Relation | None:
    """Tell what words join: both that were in time, all from one grade upwards."""
    lead = rate.left[-90:]
    for whole, parts in _joined(reading, lead, rate, sums):
        return tell_joined([p.number for p in parts], whole, rate.number)
    return None


def _joined(
    reading: Reading, lead: str, rate: Mention, sums: Sequence[Relation]
) -> Iterator[tuple[ReadNumber, list[Mention]]]:
    own = {m.number.id: m for m in reading.mentions[: reading.order[rate.number.id]][-40:]}
    upwards = _UPWARDS.search(lead)
    for relation in reversed(sums):
        parts = [own[n.id] for n in relation.numbers[1:] if n.id in own]
        if len(parts) < len(relation.numbers) - 1:
            continue
        if _IN_TIME.search(lead):
            timed = [p for p in parts if p.role in ("early", "on_time")]
            if {p.role for p in timed} == {"early", "on_time"} and len(timed) == 2:
                yield relation.numbers[0], timed
        elif upwards:
            graded = _up_to(parts, upwards[1].split()[-2:])
            if len(graded) > 1:
                yield relation.numbers[0], graded


def _up_to(parts: list[Mention], grade: list[str]) -> list[Mention]:
    """Return the parts up to the grade that words name."""
    said = " ".join(grade).lower()
    for at, part in enumerate(parts):
        before = re.split(r"[,;:.()]", part.left)[-1].lower()
        for around in (before, part.right.lower()):
            if said in around and not _DENIED.search(around):
                return parts[: at + 1]
    return []


def _fitting(rate: Mention, sums: Sequence[Relation]) -> Relation | None:
    """Tell which first parts of a total make a percentage that nothing else explains."""
    tried = Fraction(0)
    for relation in reversed([s for s in sums[-3:] if s.kind == "sum"]):
        parts = relation.numbers[1:]
        joined = parts[0].value + parts[1].value
        tried += odds_of_share(rate.number)
        few = len(parts) > 2 and tried <= CHANCE
        if few and share_holds(parts[0].value, joined, rate.number) == (True, False):
            return tell_over_joined(parts[0], parts[:2], rate.number)
    for relation in reversed(sums[-3:]):
        whole, parts = relation.numbers[0], relation.numbers[1:]
        for size in range(1 if len(parts) == 2 else 2, len(parts)):
            tried += odds_of_share(rate.number)
            if tried > CHANCE:
                return None
            joined = sum((p.value for p in parts[:size]), Fraction(0))
            if share_holds(joined, whole.value, rate.number) == (True, False):
                if size == 1:
                    return tell_share(parts[0], whole, rate.number)
                return tell_joined(parts[:size], whole, rate.number)
    return None
