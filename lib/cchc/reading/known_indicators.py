"""Say which indicators of a catalogue are what a report's wording names: by name and unit, and by
what is whole, part, numerator and denominator of what.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from .proposals import KnownIndicator, ProposedIndicator
from .relations import Relation

# words that tell no indicator from another; "trễ hạn" and "quá hạn" are one
_EMPTY_TEXT = "số tổng trong kỳ quý nộp được qua theo bằng hình thức toàn xã phường tỉnh huyện"
_EMPTY = frozenset(_EMPTY_TEXT.split())
_SAME = {"trễ": "quá", "tỉ": "tỷ"}
# of what is late or in time it goes without saying that it is resolved
_RESOLVED = frozenset({"giải", "quyết", "đã"})


def match_known(
    proposed: Iterable[ProposedIndicator],
    known: Mapping[str, KnownIndicator],
    facts: Mapping[str, tuple[str, str]],
    relations: Sequence[Relation],
) -> dict[str, str]:
    """Give the code of the catalogue for each proposed code that is surely the same; `facts` tell
    the indicator of each number.
    """
    own = {one.code: one for one in proposed}
    named = {
        code: [k for k, told in known.items() if _fits(one, told)] for code, one in own.items()
    }
    holding = [r for r in relations if r.holds]
    sums = [told for r in holding if r.kind == "sum" and (told := _codes(r, facts))]
    matched = {code: found[0] for code, found in named.items() if len(found) == 1}
    for code, found in named.items():
        if len(found) > 1:
            matched[code] = _best(own[code], found, sums, matched, known)
    tops = [(matched[whole], members) for whole, *members in sums if whole in matched]
    told = [(top, m, known[matched[m]]) for top, members in tops for m in members if m in matched]
    borne = {member for top, member, one in told if one.part_of == top}
    for _, member, one in told:
        # a part of something else by the catalogue, and called a little otherwise
        if member not in borne and one.part_of and one.name != own[member].name:
            matched.pop(member, None)
    for top, members in tops:
        parts = {
            code
            for code, one in known.items()
            if one.part_of == top and one.whole_is_complete == "yes"
        }
        left = parts - set(matched.values())
        others = [m for m in members if m not in matched]
        fits = all(matched[m] in parts for m in members if m in matched)
        if fits and len(others) == len(left) == 1 < len(members):
            (code,), (rest,) = left, others
            if rest in own and own[rest].unit == known[code].unit:
                matched[rest] = code
    for relation in holding:
        codes = _codes(relation, facts) if relation.kind == "share" else []
        if len(codes) == 3 and codes[2] in own:
            top, bottom = (matched.get(code, code) for code in codes[:2])
            rates = [k for k, i in known.items() if (i.numerator, i.denominator) == (top, bottom)]
            matched |= {codes[2]: rates[0]} if len(rates) == 1 else {}
    return _one_to_one(matched)


def _codes(relation: Relation, facts: Mapping[str, tuple[str, str]]) -> list[str]:
    told = [facts[n.id][0] for n in relation.numbers if n.id in facts]
    return told if len(told) == len(relation.numbers) == len(set(told)) else []


def _best(
    one: ProposedIndicator,
    found: Sequence[str],
    sums: Sequence[Sequence[str]],
    matched: Mapping[str, str],
    known: Mapping[str, KnownIndicator],
) -> str:
    """Choose of several the one whose parts the report adds up, else the one of this very name."""

    def parts(code: str) -> int:
        members = [m for whole, *members in sums if whole == one.code for m in members]
        return sum(known[matched[m]].part_of == code for m in members if m in matched)

    return max(found, key=lambda code: (parts(code), known[code].name == one.name))


def _one_to_one(matched: Mapping[str, str]) -> dict[str, str]:
    """Leave out what two would claim: which of them it is nobody knows."""
    claims = list(matched.values())
    return {code: known for code, known in matched.items() if claims.count(known) == 1}


def _fits(one: ProposedIndicator, told: KnownIndicator) -> bool:
    return one.unit == told.unit and _telling(one.name) == _telling(told.name)


def _telling(name: str) -> frozenset[str]:
    words = {_SAME.get(w, w) for w in re.findall(r"\w+", name.lower())} - _EMPTY
    return frozenset(words - _RESOLVED if "hạn" in words and "đang" not in words else words)
