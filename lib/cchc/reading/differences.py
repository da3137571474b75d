"""Find increases, decreases and differences: "tăng 112 hồ sơ (9,6%) so với 1.172"."""

import re
from itertools import combinations

from .changing import (
    OF_THEN,
    is_planned_change,
    sign_of_change,
    sign_of_growth,
)
from .denied_changes import deny_change, tell_from_to, tell_points_since
from .distances import find_distances
from .dividing import head_of
from .growth import ChangePair, find_growth
from .mentions import Mention, Reading
from .relations import Relation
from .roles import role_of
from .said_times import times_of
from .telling import tell_difference

_APART = re.compile(r"chênh(?: lệch)?|cách biệt|hơn kém", re.I)
_AGAINST = re.compile(r"so với|cùng kỳ", re.I)
_SHORT = re.compile(r"\b(?:thiếu|khuyết|hụt)(?: [^\W\d_]+){0,2}\s*$", re.I)
_FROM_TO = re.compile(r"\btừ\s*$", re.I)


def find_differences(reading: Reading) -> list[Relation]:
    """Find differences between two figures, told by a third."""
    found: list[Relation] = []
    pairs: dict[str, ChangePair] = {}
    for change in reading.mentions:
        sign = sign_of_change(change)
        if not sign or change.number.unit == "%" or change.number.qualifier in ("least", "most"):
            continue
        if is_planned_change(change):
            continue
        told = None
        if change.number.unit == "điểm phần trăm":
            told = _beside_change(reading, change, sign, pairs)
            told = told or _points(reading, change, sign)
        if told is None and change.number.unit != "điểm phần trăm":
            told = _of_counts(reading, change, sign, pairs)
        if told is not None:
            found.append(told)
    found += find_distances(reading)
    for rate in reading.mentions:
        sign = sign_of_growth(reading, rate)
        if sign and rate.number.unit == "%" and not rate.number.qualifier:
            found += find_growth(reading, rate, sign, pairs)
    return found


def _beside_change(reading: Reading, change: Mention, sign: int, pairs: dict) -> Relation | None:
    """Tell "giảm 141 hộ, tương ứng giảm 7,86 điểm phần trăm" of the percentages told right behind
    what was and what is.
    """
    own = reading.by_passage[change.passage]
    before = own[own.index(change) - 1] if own.index(change) else None
    known = pairs.get(before.number.id) if before is not None else None
    if known is None or before.sentence != change.sentence or known[3] != sign:
        return None
    now, then = (_rate_behind(reading, m) for m in known[:2])
    if now is None or then is None:
        return None
    return tell_difference(now.number, then.number, change.number, sign)


def _rate_behind(reading: Reading, count: Mention) -> Mention | None:
    """Return the percentage told with a count: "718 hộ nghèo, chiếm 33,57%"."""
    if count.cell:
        return None
    own = reading.by_passage[count.passage]
    after = own[own.index(count) + 1 :][:1]
    same = [m for m in after if m.number.unit == "%" and m.sentence == count.sentence]
    return same[0] if same and not sign_of_change(same[0]) else None


def _near(reading: Reading, change: Mention, most: int) -> tuple[list[Mention], list[Mention]]:
    """Return the figures before and after of the same kind, nearest first."""
    own = reading.by_passage[change.passage]
    wanted = "%" if change.number.unit == "điểm phần trăm" else change.number.dimension
    before = [m for m in reading.before(change, most) if m.number.dimension == wanted]
    before = [m for m in before if not sign_of_change(m) or m.number.unit == "%"]
    after = [
        m for m in own if m.number.begin > change.number.begin and m.number.dimension == wanted
    ]
    return before, after[:3]


def _of_counts(reading: Reading, change: Mention, sign: int, pairs: dict) -> Relation | None:
    before, after = _near(reading, change, 8)
    before = [m for m in before if m.section == change.section or m.passage == change.passage]
    same = [m for m in before if m.passage == change.passage]
    if told := _held_behind(reading, change, sign, same, after):
        pairs[change.number.id] = (*told[:2], change, sign)
        return tell_difference(told[0].number, told[1].number, change.number, sign)
    pool = [*(before[:8] if change.value >= 100 else same[:4]), *after[:2]]
    if change.value >= 100:
        far = [m for m in reading.before(change, 30) if head_of(m) == head_of(change) != ""]
        pool += [m for m in far if m not in pool and not sign_of_change(m)][:8]
    if change.role and change.value >= 100:
        pool += [m for m in reading.before(change, 60) if m.role == change.role and m not in pool][
            :3
        ]
    pool += [t for t in reading.totals_named(change.number.unit.split()[:2]) if change.value >= 100]
    if told := _from_bracket(reading, change, sign, after, pairs):
        return told
    for one, two in combinations(pool, 2):
        if one.value == two.value:
            continue
        high, low = (one, two) if one.value > two.value else (two, one)
        if high.value - low.value != change.value or change.value in (high.value, low.value):
            continue
        later, earlier = (high, low) if sign > 0 else (low, high)
        pairs[change.number.id] = (later, earlier, change, sign)
        return tell_difference(later.number, earlier.number, change.number, sign)
    return deny_change(reading, change, sign, same, after, pairs)


def _held_behind(reading, change, sign, before, after) -> tuple[Mention, Mention] | None:
    """Return what is and what was of "128 phút, giảm 24 phút (năm 2024: 147 phút)", where they
    leave about as much.
    """
    own = [m for m in before if m.sentence == change.sentence and m.group in (-1, change.group)]
    if not own or not after or not OF_THEN.match(reading.text_between(change, after[0])):
        return None
    now, then = own[0], after[0]
    made = sign * (now.value - then.value)
    alike = head_of(now).split()[:1] == head_of(then).split()[:1] == head_of(change).split()[:1]
    return (now, then) if alike and abs(made - change.value) * 3 <= made else None


def _from_bracket(reading, change, sign, after, pairs) -> Relation | None:
    """Tell "giảm 41 học sinh (từ 5.953 học sinh)" of what is now, wherever it is told."""
    base = after[0] if after else None
    gap = reading.text_between(change, base) if base is not None else ""
    if base is None or not re.search(r"^[^.;:()\d]*\((?:[^\W\d_]+ ?){0,4}$", gap):
        own = reading.by_passage[change.passage]
        base = own[own.index(change) - 1] if own.index(change) else None
        held = base is not None and base.group != -1 and base.sentence == change.sentence
        if not held or not _AGAINST.search(base.left) or head_of(base) != head_of(change):
            return None
    wanted = base.value + sign * change.value
    unit = change.number.unit.split()[:2]
    head = head_of(change) or head_of(base)
    back = [m for m in reading.before(change, 60) if m.number.dimension == base.number.dimension]
    around = [m for m in back if head_of(m) == head != "" or len(m.words & change.words) > 1]
    around += reading.totals_named(unit) or (reading.totals if wanted >= 1000 else [])
    around += back if wanted >= 100 else []
    same = [m for m in around if m.value == wanted and not m.number.qualifier]
    if not same or wanted < 20:
        return None
    pairs[change.number.id] = (same[0], base, change, sign)
    return tell_difference(same[0].number, base.number, change.number, sign)


def _points(reading: Reading, change: Mention, sign: int) -> Relation | None:
    before, after = _near(reading, change, 16)
    return (
        _of_points(reading, change, sign, before, after)
        or tell_from_to(reading, change, sign, before)
        or tell_points_since(change, sign, before)
    )


def _of_points(reading, change, sign, before, after) -> Relation | None:
    """Tell a difference of two percentages of which the same is said."""
    if len(after) > 1 and _FROM_TO.search(reading.text_between(change, after[0])):
        moved = re.search(r"lên|xuống|đến|còn", reading.text_between(after[0], after[1]))
        if moved:
            return tell_difference(after[1].number, after[0].number, change.number, sign)
    base = next(
        (
            m
            for m in [*after, *before]
            if m.sentence == change.sentence and m.passage == change.passage
        ),
        None,
    )
    if base is None:
        return None
    if beside := _beside(reading, change, sign, before, after):
        return beside
    own = [m for m in before if m.sentence == change.sentence and not sign_of_change(m)]
    own = [m for m in own if m.passage == change.passage][:3]
    for one, two in [*combinations(own, 2), *((b, a) for a, b in combinations(own, 2))]:
        told = tell_difference(one.number, two.number, change.number, sign)
        if told.holds and change.value:
            return told
        if _APART.search(change.left):
            told = tell_difference(two.number, one.number, change.number, sign)
            if told.holds:
                return told
    earlier = [m for m in before if change.sentence - m.sentence in (1, 2)]
    for other in earlier[:6]:
        told = tell_difference(base.number, other.number, change.number, sign)
        if told.holds and other.passage == change.passage and change.value >= 1:
            return told
    sentence = reading.passages[change.passage].sentence_text(change.number.begin)
    subject = {base.role, change.role} - {""} or {role_of(sentence, "")} - {""}
    others = [m for m in before if m is not base and m.section == change.section]
    alike = [m for m in others if m.role in subject or m.words & base.words]
    totals = [m for m in reading.totals if m.number.unit == "%"]
    for other in (*alike[:4], *totals):
        told = tell_difference(other.number, base.number, change.number, sign)
        if told.holds:
            return told
    named = [m for m in alike if m.role in subject]
    text = reading.passages[change.passage].text[change.number.end :][:60]
    against = times_of(f"{change.left} {re.split(r'[,.;]', text)[0]}")
    if against and not against & times_of(base.left):
        return None  # "cao hơn mục tiêu 95% và hơn quý trước 0,6 điểm": not of the goal
    if not named or sign * (named[0].value - base.value) <= 0:
        return None
    return tell_difference(named[0].number, base.number, change.number, sign)


def _beside(reading, change, sign, before, after) -> Relation | None:
    """Tell "đạt 96,4%, giảm 3,1 điểm phần trăm so với quý I (99,5%)"."""
    own = [m for m in before if m.sentence == change.sentence and not sign_of_change(m)]
    # "đạt 94,4%, vượt mục tiêu 90% và tăng 2,1 điểm phần trăm" tells no more of the goal
    now = next((m for m in own if "plan" not in times_of(re.split(r"[,;]", m.left)[-1])), None)
    base = after[0] if after and after[0].sentence == change.sentence else None
    if now is None or base is None or now.passage != change.passage:
        return None
    told = tell_difference(now.number, base.number, change.number, sign)
    against = _AGAINST.search(reading.text_between(change, base))
    plain = ";" not in reading.text_between(now, base) and not base.number.qualifier
    return told if plain and (told.holds or against) else None
