"""Find by how many percent something grew or shrank, from what it was and what it is."""

import re
from fractions import Fraction

from .dividing import CHANGE, head_of
from .goal_words import PLAN_WORDS
from .mentions import Mention, Reading, content_words
from .printed_units import PERCENT_UNITS
from .relations import CHANCE, Relation, odds_of_share, share_holds
from .telling import tell_difference, tell_growth, tell_growth_since

# later, earlier, change and sign
ChangePair = tuple[Mention, Mention, Mention, int]

_RATES = (*PERCENT_UNITS, "lần")
_AGAINST = re.compile(rf"\bso(?: với)?\b|cùng kỳ|{PLAN_WORDS}|\($", re.I)
_CHANGED = re.compile(
    r"\b(?:(?<!gia )tăng|giảm|vượt|hụt|thiếu|thừa|dôi dư|cắt giảm|tiết kiệm)\b[^.;\d]*$", re.I
)


def find_growth(
    reading: Reading, rate: Mention, sign: int, pairs: dict[str, ChangePair]
) -> list[Relation]:
    """Tell by how many percent something grew."""
    own = [m for m in reading.by_passage[rate.passage] if m.sentence == rate.sentence]
    points = _between_rates(reading, rate, sign, own)
    if points is not None:
        return [points]
    told = _of_change(reading, rate, sign, own, pairs) or _of_pair(reading, rate, sign, own)
    told = told or _from_to(reading, rate, sign, own)
    return [told] if told is not None else []


def _between_rates(reading: Reading, change: Mention, sign: int, own) -> Relation | None:
    """Tell "đạt 98,36%, tăng 0,42% so với tháng trước (97,94%)": points, though printed with %."""
    place = own.index(change)
    if not 0 < place < len(own) - 1:
        return None
    now, base = own[place - 1], own[place + 1]
    gap = reading.text_between(change, base)
    same = {now.number.unit, base.number.unit} == {"%"}
    against = re.search(r"so với|cùng kỳ", gap) or gap.strip() == "("
    if not same or not against or len(gap) > 80 or CHANGE.search(now.left):
        return None
    return tell_difference(now.number, base.number, change.number, sign)


def _from_to(reading, rate, sign, own) -> Relation | None:
    """Tell "giảm 12,5% so với cùng kỳ, từ 80 vụ xuống 72 vụ"."""
    after = own[own.index(rate) + 1 :][:2]
    if len(after) < 2 or head_of(after[0]) != head_of(after[1]) or not after[0].value:
        return None
    base, now = after
    opens = re.fullmatch(r"[^.;:()\d]{0,40}\btừ ", reading.text_between(rate, base))
    moved = re.search(r"\b(?:lên|xuống|còn|đến)\b", reading.text_between(base, now))
    plain = not (base.number.qualifier or now.number.qualifier)
    if not (opens and moved and plain) or sign * (now.value - base.value) <= 0:
        return None
    return tell_growth(now.number, base.number, rate.number, sign, None)


def _of_change(reading, rate, sign, own, pairs) -> Relation | None:
    """Tell "tăng 112 hồ sơ (9,6%) so với 1.172": the increase over what it was."""
    changes = [m for m in own if m.number.unit not in _RATES and _is_changed(m)]
    changes = [m for m in changes if not _has_other(reading, *_in_order(m, rate))]
    changes.sort(key=lambda m: abs(m.number.begin - rate.number.begin))
    for change in changes[:2]:
        known = pairs.get(change.number.id)
        if known is not None:
            told = tell_growth(known[0].number, known[1].number, rate.number, sign, change.number)
            first, last = sorted((own.index(change), own.index(rate)))
            beside = all(m in known[:2] for m in own[first + 1 : last])
            if told.holds or (beside and len(changes) == 1):
                return told
    for change in changes[:1]:
        if told := _over_unprinted(reading, change, rate, sign):
            return told
    for change in changes[:2]:
        bases = [m for m in (*own, *reading.before(rate, 4)) if _may_compare(m, change)]
        told = [
            tell_growth(change.number, m.number, rate.number, sign, change.number)
            for m in dict.fromkeys(bases)
            if m.value > 0 and m not in changes
        ]
        fits = [r for r in told if r.holds]
        if fits and len(told) * odds_of_share(rate.number) <= 3 * CHANCE:
            return fits[0]
        against = [m for m in own if _is_base(reading, m, rate) and _may_compare(m, change)]
        against = [m for m in against if m not in changes and head_of(m) == head_of(change)]
        if len(against) == 1 and own.index(change) + 1 == own.index(rate):
            return tell_growth(change.number, against[0].number, rate.number, sign, change.number)
    return None


def _over_unprinted(reading: Reading, change: Mention, rate: Mention, sign: int):
    """Tell "214 vụ, giảm 31 vụ (12,7%)": the change over what follows from it and what is now."""
    before = [m for m in reading.before(change, 4) if m.passage == change.passage]
    before = [m for m in before if m.sentence == change.sentence and _may_compare(m, change)]
    before = [m for m in before if m.group in (-1, change.group) and not _is_changed(m)]
    for now in before[:2]:
        then = now.value - sign * change.value
        if then > 0 and share_holds(change.value, then, rate.number) == (True, False):
            return tell_growth_since(now.number, change.number, rate.number, sign)
    return None


def _is_base(reading: Reading, base: Mention, rate: Mention) -> bool:
    """Tell whether a number is what something is compared with: in the clause of the percentage,
    and not the plan where "so với cùng kỳ" follows.
    """
    if not _AGAINST.search(re.split(r"[;.]", base.left)[-1]):
        return False
    if base.number.begin > rate.number.begin:
        return not _has_other(reading, rate, base)
    behind = reading.passages[rate.passage].text[rate.number.begin + len(rate.number.text) :][:60]
    other = re.match(r"[^,.;:()\d]*\bso với(?: [^\W\d_]+){0,2} (cùng kỳ|năm|quý|tháng)", behind)
    return other is None or re.search(r"cùng kỳ|năm|quý|tháng", base.left) is not None


def _in_order(one: Mention, two: Mention) -> tuple[Mention, Mention]:
    return (one, two) if one.number.begin < two.number.begin else (two, one)


def _is_changed(mention: Mention) -> bool:
    return _CHANGED.search(mention.left) is not None and not mention.number.qualifier


def _may_compare(one: Mention, two: Mention) -> bool:
    same = one.number.dimension == two.number.dimension and one is not two
    return same and one.number.unit not in ("%", "lần") and not one.number.qualifier


def _of_pair(reading: Reading, rate: Mention, sign: int, own: list[Mention]) -> Relation | None:
    """Tell "đạt 1.284, tăng 9,6% so với 1.172", whatever else stands between."""
    counts = [m for m in own if m.number.unit not in _RATES and m.number.qualifier == ""]
    before = [m for m in counts if m.number.begin < rate.number.begin and not _is_changed(m)]
    before = [m for m in before if m.group in (-1, rate.group)][::-1]
    after = [m for m in counts if m.number.begin > rate.number.begin]
    earlier = [m for m in reading.before(rate, 6) if m.sentence != rate.sentence]
    earlier = [m for m in earlier if m.passage == rate.passage and not m.number.qualifier]
    compared = [m for m in counts if m.group != -1 and _AGAINST.search(m.left)]
    compared = [m for m in compared if m.number.begin < rate.number.begin]
    if told := _from_bracket(reading, rate, sign, after):
        return told
    tried = 0
    for now in (*before[:4], *earlier[:2]):
        for base in (*after[:2], *before, *compared):
            if now is base or now.number.dimension != base.number.dimension or not base.value:
                continue
            tried += 1 if base in after[:1] and now in before[:2] else 3
            told = tell_growth(now.number, base.number, rate.number, sign, None)
            if told.holds and tried * odds_of_share(rate.number) <= 4 * CHANCE:
                return told
    return _denied(reading, rate, sign, before, after)


def _from_bracket(reading, rate, sign, after) -> Relation | None:
    """Tell "số lượt tiếp giảm 10,5% (năm 2025: 5.290 lượt)" of the last number that counts the
    same.
    """
    base = after[0] if after else None
    gap = reading.text_between(rate, base) if base is not None else ""
    if base is None or not re.fullmatch(r"[^.;:()\d]{0,40}\((?:[^.;()\d]|20\d\d){0,30}", gap):
        return None
    back = [m for m in reading.before(rate, 12) if head_of(m) == head_of(base) != ""]
    back += [m for m in reading.before(rate, 60) if len(m.words & rate.words) > 1]
    back = [
        m
        for m in dict.fromkeys(back)
        if m.number.dimension == base.number.dimension and not _is_changed(m)
    ]
    said = content_words(rate.left)
    totals = [t for t in reading.totals if len(content_words(t.left) & said) > 1]
    back = [*back[:3], *[t for t in totals if _may_compare(t, base)]]
    told = [tell_growth(m.number, base.number, rate.number, sign, None) for m in back]
    fits = [r for r in told if r.holds]
    return fits[0] if fits and base.value else None


def _denied(reading, rate, sign, before, after) -> Relation | None:
    """Tell a contradiction where the sentence gives what is and what was, and nothing else."""
    if not before or not after:
        return None
    now, base = before[0], after[0]
    gap = reading.text_between(rate, base)
    plain = _AGAINST.search(gap) and len(gap) < 110 and ";" not in gap
    same = now.number.dimension == base.number.dimension and head_of(now) == head_of(base)
    moved = sign * (now.value - base.value)
    if not plain or not same or moved <= 0 or _exceeds(moved, base, rate):
        return None
    if _has_other(reading, now, rate):
        return None
    return tell_growth(now.number, base.number, rate.number, sign, None)


def _exceeds(moved: Fraction, base: Mention, rate: Mention) -> bool:
    """Tell whether growth is so far from what is printed that it must be of other figures."""
    exact = 100 * moved / base.value
    return exact > 5 * rate.value or 5 * exact < rate.value


def _has_other(reading: Reading, now: Mention, rate: Mention) -> bool:
    """Tell whether a growth of something unnamed stands between: "…; số bị can tăng 5%"."""
    return ";" in reading.text_between(now, rate)
