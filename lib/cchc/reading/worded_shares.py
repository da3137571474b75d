"""Find shares and multiples that are told in words: "chiếm hơn một phần tư", "tăng gấp đôi", "một
nửa kế hoạch (225 tỷ đồng)".
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from .changing import is_change
from .dividing import counts_time, head_of
from .facts_by_value import FactsByValue
from .mentions import Mention, Reading
from .printed_units import PERCENT_UNITS
from .relations import CHANCE, Relation
from .telling import tell_ratio
from .told_facts import ToldFacts, chance_of

_DIGITS = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8}
_DIGITS |= {"chín": 9, "mười": 10}
_OF_TEN = "|".join(_DIGITS)
_ABOUT = (
    r"(?P<over>hơn|trên|quá)|(?P<under>gần(?: bằng)?|chưa đến|chưa tới|chưa đầy|ngót)"
    r"|(?P<about>khoảng|xấp xỉ|bằng|đúng|chỉ bằng)"
)
_PART = re.compile(
    rf"\b(?:(?:{_ABOUT}) )?(?:(?P<half>(?:một )?nửa)(?! (?:đầu|cuối|sau))"
    rf"|(?P<top>{_OF_TEN}) phần (?P<bottom>{_OF_TEN}))\b",
    re.I,
)
_SAYS_PART = re.compile("phần|nửa")
_TIMES = re.compile(rf"\b(?:(?:{_ABOUT}) )?gấp (?P<by>đôi|rưỡi|hai|ba|bốn|năm)\b", re.I)
_BY = {"đôi": Fraction(2), "rưỡi": Fraction(3, 2)} | {w: Fraction(n) for w, n in _DIGITS.items()}
_HELD = re.compile(r"[^.;:()\d]{0,60}\(\s*(?=\d)")
# what "hơn" and "gần" leave room for, and "gấp đôi" without them
_BACK = 12  # how many numbers before a sentence it may compare
_ROOM, _ROUND = Fraction(3, 10), Fraction(1, 20)


def find_worded_shares(facts: ToldFacts, told: Sequence[Relation]) -> list[Relation]:
    """Find what shares and multiples in words are of."""
    reading = facts.reading
    wholes: dict[str, list[str]] = {}
    for relation in told:
        if relation.kind in ("part", "sum") and relation.holds:
            total, *parts = relation.numbers[:: -1 if relation.kind == "part" else 1]
            for part in parts:
                wholes.setdefault(part.id, []).append(total.id)
    found: list[Relation] = []
    for place, own in reading.by_passage.items():
        text = reading.passages[place].text
        for said in _PART.finditer(text) if _SAYS_PART.search(text) else ():
            found += _held(facts, own, text, said) or _share(reading, own, said, wholes)
        for said in _TIMES.finditer(text) if "gấp" in text else ():
            found += _multiple(reading, own, said)
    return found


def _worth(said: re.Match) -> Fraction:
    if said["half"]:
        return Fraction(1, 2)
    return Fraction(_DIGITS[said["top"].lower()], max(1, _DIGITS[said["bottom"].lower()]))


def _is_plain(mention: Mention) -> bool:
    number = mention.number
    plain = number.unit not in (*PERCENT_UNITS, "lần") and not number.qualifier
    return plain and not number.spelled and not counts_time(mention) and not is_change(mention)


def _sentence(reading: Reading, own: list[Mention], said: re.Match) -> int:
    return reading.passages[own[0].passage].sentence_of(said.start())


def _share(reading, own, said, wholes) -> list[Relation]:
    """Tell "6.934 em, chiếm hơn một phần tư" of the number it is known to be a part of."""
    sentence = _sentence(reading, own, said)
    near = [m for m in own if m.sentence == sentence and _is_plain(m)]
    before = [m for m in near if m.number.begin < said.start()]
    after = [m for m in near if m.number.begin > said.end()]
    held = _HELD.match(reading.passages[own[0].passage].text, said.end())
    known_parts = [m for m in before[-2:] if m.number.id in wholes or m.number.pair == "over"]
    part = (known_parts or before or [None])[-1]
    if after and held and after[0].number.begin == held.end():
        part = after[0]
    if part is None or abs(part.number.begin - said.start()) > 80:
        return []
    worth, sign = _worth(said), _sign(said)
    named = reading.mentions
    known = [named[reading.order[w]] for w in wholes.get(part.number.id, ()) if w in reading.order]
    back = [m for m in reading.before(part, 12) if _is_plain(m) and m.section == part.section]
    alike = [m for m in back if head_of(m).split()[:1] == head_of(part).split()[:1] != []]
    alike = [m for m in alike if m.number.dimension == part.number.dimension]
    for whole in [*known, *[m for m in alike if m.value > part.value][:1]]:
        told = tell_ratio(part.number, whole.number, worth, sign, _ROOM)
        if told.holds:
            return [told]
    if told := _of_two(before[-3:], worth, sign):
        return [told]
    sure = [m for m in known if m.sentence == sentence and m.passage == part.passage]
    denied = [tell_ratio(part.number, m.number, worth, sign, _ROOM) for m in sure[:1]]
    return denied if len(known) == 1 and sign else []


def _of_two(near: list[Mention], worth: Fraction, sign: int) -> Relation | None:
    """Tell "640 người trên chỉ tiêu 800, như vậy bốn phần năm" of the only two that fit."""
    told = [
        tell_ratio(a.number, b.number, worth, sign, _ROOM if sign else _ROUND)
        for a in near
        for b in near
        if a.value < b.value and a.number.dimension == b.number.dimension
    ]
    fits = [r for r in told if r.holds]
    return fits[0] if len(fits) == 1 else None


def _sign(said: re.Match) -> int:
    return 1 if said["over"] else -1 if said["under"] else 0


def _held(facts: ToldFacts, own: list[Mention], text: str, said: re.Match) -> list[Relation]:
    """Tell "một phần tư dự toán (67,5 tỷ đồng)" of the number that is so many times as large."""
    held = _HELD.match(text, said.end())
    inside = [m for m in own if held and m.number.begin == held.end()]
    if not inside or not _is_plain(inside[0]):
        return []
    fact = facts.of_number[inside[0].number.id]
    worth = _worth(said)
    wanted = fact.value / worth
    pool = [f for f in facts.by_kind[fact.number.dimension] if not f.number.qualifier]
    near = FactsByValue(pool).between(float(wanted), float(wanted))
    weighed = [
        (facts.tries(fact, f) * chance_of(wanted, f.number.step), f.number.start, f)
        for f in near
        if f.value * worth == fact.value and f is not fact
    ]
    best = min(weighed, key=lambda w: w[:2], default=None)
    if best is None or best[0] > CHANCE:
        return []
    told = tell_ratio(fact.number, best[2].number, worth, 0, _ROUND)
    return [replace(told, kind="other")]


def _multiple(reading: Reading, own: list[Mention], said: re.Match) -> list[Relation]:
    """Tell "1.338 hộ, tăng gấp đôi so với cuối 2025 (669 hộ)", of what the sentence tells or those
    before it.
    """
    sentence = _sentence(reading, own, said)
    near = [m for m in own if m.sentence == sentence and _is_plain(m)]
    before = [m for m in near if m.number.begin < said.start()]
    after = [m for m in near if m.number.begin > said.end()]
    pairs = [(a, b) for a in before[-1:] for b in (*after[:1], *before[-2:-1])]
    pairs += [(b, a) for a, b in pairs[1:]]
    pairs += [(b, a) for a in before[-1:] for b in before[-2:-1]]
    if after and not before:
        back = [m for m in reading.before(after[0], _BACK) if _is_plain(m)]
        back = [m for m in back if m.value > after[0].value and _heads_agree(m, after[0], True)]
        pairs += [(m, after[0]) for m in back[:2]]
    by = _BY[said["by"].lower()]
    for later, earlier in dict.fromkeys(pairs):
        same = later.number.dimension == earlier.number.dimension
        if not same or not _heads_agree(later, earlier) or later.value <= earlier.value:
            continue
        if not earlier.value:
            continue
        told = tell_ratio(later.number, earlier.number, by, _sign(said), _ROUND * 2)
        if told.holds:
            return [replace(told, kind="other")]
    return []


def _heads_agree(one: Mention, two: Mention, both: bool = False) -> bool:
    heads = [head_of(m).split(" ")[0] for m in (one, two)]
    return heads[0] == heads[1] if both else len({*heads} - {""}) < 2
