"""Tell where the numbers of a clause begin and end, and whether they hang together."""

import re
from collections.abc import Sequence

from .dividing import head_of
from .mentions import Mention, Reading

_OPENS = re.compile(r"[;:(]|\b(?:gồm|trong đó|chia|cụ thể)\b", re.I)


def begins_clause(reading: Reading, mention: Mention) -> bool:
    """Tell whether a number is the first of its sentence, bracket, list or clause."""
    own = reading.by_passage[mention.passage]
    before = [m for m in own[: own.index(mention)] if not m.number.qualifier]
    if not before or before[-1].sentence != mention.sentence:
        return True
    return _OPENS.search(reading.text_between(before[-1], mention)) is not None


def ends_clause(reading: Reading, last: Mention, parts: Sequence[Mention]) -> bool:
    """Tell whether nothing that counts the same goes on behind the last part."""
    own = reading.by_passage[last.passage]
    after = own[own.index(last) + 1 :]
    text = reading.passages[last.passage].text
    following = next((m for m in after if head_of(m) == head_of(last)), None)
    end = following.number.begin if following is not None else len(text)
    tail = text[last.number.begin + len(last.number.text) : end]
    stops = ".)" if any(";" in p.left for p in parts[1:]) else ";.)"
    return following is None or any(sign in tail for sign in stops)


def hang_together(parts: Sequence[Mention]) -> bool:
    """Tell whether parts count alike and stand in one sentence and bracket, or in one list."""
    alike = len({head_of(p) for p in parts} - {""}) <= 1
    listed = len({p.passage for p in parts}) == len(parts)
    return alike and (listed or len({(p.passage, p.sentence, p.group) for p in parts}) == 1)


def counts_same(one: Mention, two: Mention) -> bool:
    """Tell whether two numbers count the same things, and the first is exact."""
    return (
        one.number.dimension == two.number.dimension
        and head_of(one) == head_of(two)
        and not one.number.qualifier
    )


def counts_other(one: Mention, two: Mention) -> bool:
    """Tell "52 vụ/79 đối tượng" and "83 thuê bao/100 dân": one is no part of the other."""
    heads = [m.number.unit.split()[:1] for m in (one, two)]
    plain = not one.number.dimension and not two.number.dimension
    return plain and all(heads) and heads[0] != heads[1]
