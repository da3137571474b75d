"""Which figures may be the parts of a total, and whether they must make it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import takewhile

from .mentions import Mention
from .printed_units import PERCENT_UNITS
from .roles import FAMILIES
from .slips import is_one_slip

CHANGE = re.compile(r"\b(?:(?<!gia )tăng|giảm|thiếu|hụt|vượt|chênh lệch)(?: thêm)?\s*$", re.I)
# which figures a family divides
WHOLE_ROLES = {
    "status": {"received", "to_process"},
    "time": {"resolved", "due"},
    "level": {"online"},
    "channel": {"received", "to_process"},
    "origin": {"to_process"},
}
# which of a family's roles must be told for the parts to be all
ESSENTIAL: dict[str, tuple[set[str], ...]] = {
    "status": ({"resolved", "pending"},),
    "time": ({"on_time", "late"}, {"early", "late"}),
    "channel": ({"online", "direct"}, {"online", "post"}),
    "level": ({"full", "partial"},),
    "origin": ({"received", "carried"},),
    "sex": ({"men", "women"},),
}


def opening_of(left: str) -> str:
    """Return the first three words that tell what is counted: parts told alike begin alike."""
    words = re.findall(r"\w+", re.sub(r"(?i)^\W*trong đó", "", left))
    return " ".join(words[:3]).lower() if len(words) > 3 else ""


def put_overs_first(nearest: list[Mention]) -> list[Mention]:
    """Put the number above a slash before the one below it."""
    ordered = list(nearest)
    for place in range(len(ordered) - 1):
        if ordered[place].number.pair == "under" and ordered[place + 1].number.pair == "over":
            ordered[place], ordered[place + 1] = ordered[place + 1], ordered[place]
    return ordered


# words that count by themselves: what follows them is said of what is counted
_COUNTERS_TEXT = """
bộ bản cuốn quyển phiếu người vụ việc lượt cuộc tổ hộ máy
buổi lớp suất thôn xã phường điểm ca giấy thẻ tin bài
"""
# words that count people
_PEOPLE_TEXT = """
người nhân khẩu dân em cháu học sinh trẻ đối cán công lao hội đại ông bà biên
"""
PEOPLE = frozenset(_PEOPLE_TEXT.split())
_ROUNDED = 200  # parts of an amount by which rounding may put it off
_TIMES = {"tháng", "ngày", "tuổi", "năm", "giờ", "phút", "tuần"}
_SHORT = {"tthc": "thủ tục", "dvc": "dịch vụ", "dvctt": "dịch vụ"}
_COUNTERS = frozenset(_COUNTERS_TEXT.split())


def head_of(mention: Mention) -> str:
    """Return the words that say what is counted: "hồ sơ", "phiếu"."""
    words = mention.number.unit.split()
    if words and words[0] in _SHORT:
        return _SHORT[words[0]]
    return " ".join(words[:1] if words and words[0] in _COUNTERS else words[:2])


def heads_alike(one: Mention, two: Mention) -> bool:
    """Tell whether two numbers are said to count things that are called alike."""
    heads = [head_of(m).split()[:1] for m in (one, two)]
    return heads[0] == heads[1] != []


def counts_time(mention: Mention) -> bool:
    """Tell "trong 24 giờ" from "trong 24 hồ sơ"."""
    return (head_of(mention).split() or [""])[0] in _TIMES


def usable_parts(total: Mention, parts: Iterable[Mention]) -> list[Mention]:
    own = total.number
    if (head_of(total).split() or [""])[0] in _TIMES:
        parts = [m for m in parts if head_of(m) == head_of(total)]
    kept = [
        m
        for m in parts
        if m.number.dimension == own.dimension
        and m.number.qualifier not in ("from", "to", "least", "most")
        and (head_of(m).split() or [""])[0] not in _TIMES - {(head_of(total).split() or [""])[0]}
        and own.dimension not in PERCENT_UNITS
        and m.number.id != own.id
        and not CHANGE.search(m.left)
    ]
    if own.pair == "under":
        return [m for m in kept if m.number.pair == "under"]
    return [m for m in kept if m.number.pair != "under"]


def first_of_segments(parts: list[Mention]) -> list[Mention]:
    """Return the first figure of each stretch between semicolons."""
    firsts = parts[:1]
    for part in parts[1:]:
        if ";" in part.left or part.passage != firsts[-1].passage:
            firsts.append(part)
    return firsts


def division_of(mention: Mention) -> str:
    return "channel" if mention.family == "level" else mention.family


def propose_parts(
    total: Mention, parts: list[Mention], wider: list[Mention], listed: bool
) -> Iterator[list[Mention]]:
    """Propose which figures are the parts, likeliest first; of a list all belong, but for nil, for
    what another division adds to it, and from a number on that is larger than the total.
    """
    usable = usable_parts(total, parts)
    if not usable:
        return
    firsts = first_of_segments(usable)
    base = firsts if len(firsts) > 1 else usable
    proposals = [base, usable]
    stretch = usable[: next((n for n, m in enumerate(usable) if n and ";" in m.left), len(usable))]
    proposals.append(stretch if len(stretch) > 1 else [])
    first = division_of(base[0])
    family = [m for m in base if division_of(m) == first] if first else []
    proposals.append(family)
    if first and not listed:
        proposals.append([m for m in usable if division_of(m) == first])
    nonzero = [m for m in base if m.value]
    proposals.append(nonzero if family != base else [])
    broad = usable_parts(total, wider)
    proposals += [
        broad,
        first_of_segments(broad),
        [m for m in broad if head_of(m) == head_of(total)],
    ]
    if listed:  # what is larger than the total opens another list
        proposals.append(list(takewhile(lambda m: m.value <= total.value, base)))
    else:
        proposals += [base[:length] for length in range(len(base) - 1, 1, -1)]
    for length in range(2, min(6, len(broad))):
        proposals.append(broad[:length])
    seen: set[tuple[str, ...]] = set()
    odd = len({division_of(m) for m in base if m.family}) > 1 and any(not m.value for m in base)
    if odd:
        # "quá hạn: 0 hồ sơ" at the end of a list of states is no part of the same division
        proposals.insert(0, nonzero)
    for proposal in proposals:
        key = tuple(m.number.id for m in proposal)
        if proposal and key not in seen:
            seen.add(key)
            yield proposal


def count_alike(total: Mention, parts: Sequence[Mention], kind: str) -> bool:
    """Tell whether total and parts count alike, so that a failing sum is an error."""
    if total.number.dimension:
        return True
    heads = [head_of(p) for p in parts]
    named = {h for h in heads if h}
    own = head_of(total)
    if not named or not own:
        return len(named) <= 1
    first = own.split()[0]
    if all(h.split()[0] == first for h in named):
        return True
    if first in PEOPLE and all(h.split()[0] in PEOPLE for h in named):
        return True
    # "47 văn bản (12 quyết định, 9 kế hoạch, 24 công văn)": each part its own kind
    return kind in ("bracket", "strong") and len(named) == len(heads) and len(heads) > 2


def is_family(parts: Sequence[Mention]) -> bool:
    families = {p.family for p in parts}
    if len(families) != 1 or len(parts) < 2:
        return False
    roles = [p.role for p in parts]
    needed = ESSENTIAL.get(next(iter(families)), ())
    distinct = len(set(roles)) == len(roles)
    return distinct and any(essential <= set(roles) for essential in needed)


def one_slip_mends(total: Mention, parts: Sequence[Mention]) -> bool:
    """Tell whether two digits changed places, or one wrong digit, would make the parts fit.

    Of numbers of four digits and more that happens by accident once in a hundred times at most.
    """
    gap = total.value - sum((p.value for p in parts), Fraction(0))
    for number, wanted in [(total, total.value - gap), *((p, p.value + gap) for p in parts)]:
        exact = wanted > 0 and wanted.denominator == 1 and number.number.is_exact
        if exact and number.value >= 100 and is_one_slip(str(int(number.value)), str(int(wanted))):
            return True
    return False


def unit_slip_mends(total: Mention, parts: Sequence[Mention]) -> bool:
    """Tell whether triệu for tỷ, or tỷ for triệu, in one amount would make the parts fit."""
    gap = total.value - sum((p.value for p in parts), Fraction(0))
    for number, wanted in [(total, total.value - gap), *((p, p.value + gap) for p in parts)]:
        scaled = number.number.dimension == "đồng" and number.number.scale in (10**6, 10**9)
        for value in (number.value * 1000, number.value / 1000) if scaled and wanted > 0 else ():
            if abs(value - wanted) * _ROUNDED <= wanted:
                return True
    return False


def run_of(chain: list[Mention], start: int) -> list[Mention]:
    """Return the figures from one on that divide the same whole, others of the family between."""
    family = chain[start].family
    needed = set(FAMILIES[family])
    group: list[Mention] = []
    for mention in chain[start : start + 5]:
        if mention.family == family and mention.role in needed:
            group.append(mention)
            needed.discard(mention.role)
        elif group and mention.role in ("received", "to_process", "due"):
            break
    return group


def is_division(variant: Sequence[Mention], first: Sequence[Mention]) -> bool:
    """Tell whether figures divide a whole by themselves, the others being of another division."""
    own = division_of(variant[0])
    others = [m for m in first if m not in variant]
    return is_family(variant) and all(division_of(m) not in ("", own) for m in others)


def closest_parts(
    total: Mention, variants: Sequence[list[Mention]], parts: list[Mention]
) -> list[Mention]:
    """Return the likeliest parts that miss a total by little, else the likeliest of all: what a
    semicolon closes may be the parts, what follows another matter.
    """
    for variant in variants[:3]:
        added = sum((p.value for p in variant), Fraction(0))
        own = all(m in parts for m in variant)
        if own and len(variant) > 1 and abs(added - total.value) * 15 <= total.value:
            return variant
    return variants[0]
