"""Weigh what words say of a change: where they name what is and what was, a change that these do
not leave is a contradiction.
"""

import re

from .changing import is_change, now_by_words, sign_of_change
from .dividing import counts_time, head_of
from .mentions import Mention, Reading
from .relations import Relation
from .said_times import OTHER_TIMES, times_of
from .slips import is_one_slip
from .telling import tell_difference

_AGAINST = re.compile(r"so với|cùng kỳ", re.I)
_SHORT = re.compile(r"\b(?:thiếu|khuyết|hụt)(?: [^\W\d_]+){0,2}\s*$", re.I)
_FROM = re.compile(r"\btừ\s*$", re.I)


def deny_change(reading, change, sign, before, after, pairs) -> Relation | None:
    """Tell a contradiction where "so với" names what it was and the figure before what it is."""
    for tell in (tell_from_to, _since_then, _short_of):
        if (told := tell(reading, change, sign, before)) is not None:
            return told
    base = next((m for m in after if m.sentence == change.sentence and not is_change(m)), None)
    against = [m for m in before if m.sentence == change.sentence and _AGAINST.search(m.left)]
    against = [m for m in against if m.group in (-1, change.group)]
    if base is None and against and change.role:
        now = _now_by_role(reading, change, against[0])
        if now is not None and head_of(now) == head_of(against[0]) == head_of(change):
            pairs[change.number.id] = (now, against[0], change, sign)
            return tell_difference(now.number, against[0].number, change.number, sign)
    own = [m for m in before if m.group == -1 and m.sentence == change.sentence]
    unit = change.number.unit.split()[:1]
    # a rank, "thứ 12/34", between the two is neither
    now = next((m for m in own if m.number.unit or not unit), None)
    if now is None:
        now = _now_by_role(reading, change, base) or now_by_words(reading, change, base)
    if base is None or now is None or base.number.unit.split()[:1] != now.number.unit.split()[:1]:
        return None
    gap = reading.passages[change.passage].text[change.number.end : base.number.begin]
    against = re.search(r"(?:so với|so cùng kỳ|cùng kỳ)[^,;]*$", gap)
    if not against or len(gap) > 110 or ";" in gap:
        return None
    if change.number.unit.split()[:1] != now.number.unit.split()[:1] or change.number.qualifier:
        return None
    pairs[change.number.id] = (now, base, change, sign)
    return tell_difference(now.number, base.number, change.number, sign)


def tell_from_to(reading, change, sign, before) -> Relation | None:
    """Tell "giảm từ 5 ngày xuống còn 3,5 ngày, tức giảm 1,5 ngày"."""
    same = [m for m in before if m.sentence == change.sentence]
    if len(same) < 2:
        return None
    now, base = same[0], same[1]
    own = reading.by_passage[change.passage]
    if own[own.index(change) - 1] is not now or change.group != now.group:
        return None
    between = reading.text_between(base, now)
    if re.search(r"lên|xuống|còn|đến", between) and _FROM.search(base.left):
        return tell_difference(now.number, base.number, change.number, sign)
    return None


def _since_then(reading, change, sign, before) -> Relation | None:
    """Tell "118.672 người. … Cuối năm 2023 có 115.966 người, như vậy tăng thêm 2.806 người": a
    change one slip away from what the number before leaves; right behind it, any that is near.
    """
    before = [m for m in before if not counts_time(m)]
    then = before[0] if before and before[0].sentence == change.sentence else None
    if then is None or not change.number.is_exact or "before" not in times_of(then.left):
        return None
    for now in before[1:]:
        made = sign * (now.value - then.value)
        same = now.number.unit.split()[:1] == change.number.unit.split()[:1] != []
        if same and now is before[1] and change.sentence - now.sentence < 2:
            return _if_near(now, then, change, sign)
        slip = made > 0 and now.number.is_exact and then.number.is_exact
        if same and slip and is_one_slip(str(int(made)), str(int(change.value))):
            return tell_difference(now.number, then.number, change.number, sign)
    return None


def tell_points_since(change, sign, before) -> Relation | None:
    """Tell "bằng 65% dự toán; so với cùng kỳ năm trước (53%) thì tăng 14 điểm phần trăm"."""
    own = [m for m in before if m.sentence == change.sentence][:2]
    if len(own) < 2 or own[0].group == -1 or not _AGAINST.search(own[0].left):
        return None
    then, now = own
    plain = not (now.number.qualifier or then.number.qualifier) and now.group == change.group
    return _if_near(now, then, change, sign) if plain and not is_change(now) else None


def _short_of(reading, change, sign, before) -> Relation | None:
    """Tell "biên chế giao 62 người, có mặt 57 người, còn thiếu 6 người"."""
    own = [m for m in before if m.sentence == change.sentence and m.group == change.group]
    if len(own) < 2 or not _SHORT.search(change.left) or _AGAINST.search(change.right):
        return None
    now, whole = own[:2]
    heads = {head_of(m) for m in (now, whole, change)}
    plain = not any(m.number.qualifier or m.number.pair for m in (now, whole, change))
    alike = len(heads - {""}) == 1 and plain and not is_change(now)
    return _if_near(now, whole, change, -1) if alike else None


def _if_near(now: Mention, then: Mention, change: Mention, sign: int) -> Relation | None:
    made = sign * (now.value - then.value)
    if made <= 0 or abs(made - change.value) * 3 > max(made, change.value):
        return None
    return tell_difference(now.number, then.number, change.number, sign)


def _now_by_role(reading: Reading, change: Mention, base: Mention | None) -> Mention | None:
    """Return the figure of which a sentence like "số tiếp nhận giảm 215 (cùng kỳ 5.030)" speaks,
    where all that is said of that role agrees on its value.
    """
    head = change.number.unit.split()[:2]
    same = [
        m
        for m in reading.before(change, 60)
        if m.role == change.role != "" and m.number.unit.split()[:2] == head and m is not base
    ]
    same = [m for m in same if not OTHER_TIMES & times_of(m.left) and not sign_of_change(m)]
    return same[0] if len({m.value for m in same}) == 1 else None
