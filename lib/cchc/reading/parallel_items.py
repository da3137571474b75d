"""Read a list whose items tell the same of different things as a table: what all items say first,
what they say second, each with a total told before the list or behind it.
"""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from .dividing import CHANGE, head_of
from .mentions import Mention, Reading
from .relations import CHANCE, Relation, sum_holds
from .slips import is_one_slip
from .telling import tell_part, tell_sum

_FAR = 30
_NEAR = Fraction(1, 20)


def find_in_lists(reading: Reading) -> list[Relation]:
    """Find the totals of what items of a list tell alike."""
    found: list[Relation] = []
    for items in _lists(reading):
        columns = [c for c in _columns(reading, items) if len(c) == len(items)]
        sums = [(column, _total(reading, column)) for column in columns]
        told = [tell_sum(t.number, [m.number for m in c]) for c, t in sums if t is not None]
        found += [*told, *_reached(told)]
        if told:
            found += [r for c, t in sums if t is None for r in _denied(reading, c)]
    return found


def _reached(told: list[Relation]) -> Iterator[Relation]:
    """Tell that all points reached are no more than all that can be: "9,5/10 điểm" in each item."""
    sides = {r.numbers[1].pair: r.numbers[0] for r in told if r.holds}
    if "over" in sides and "under" in sides:
        yield tell_part(sides["over"], sides["under"])


def _lists(reading: Reading) -> Iterator[list[int]]:
    """Return the items that stand under one lead, and runs of items with one sign without a
    lead.
    """
    for items in reading.leads.values():
        kept = [item for item in items if reading.by_passage.get(item)]
        if len(kept) > 1:
            yield kept
    led = {item for items in reading.leads.values() for item in items}
    run: list[int] = []
    for place, passage in enumerate(reading.passages):
        block = passage.block
        if block.kind in ("footnote", "page") or place in led:
            continue
        goes_on = run and block.mark == reading.passages[run[-1]].block.mark
        if run and not goes_on:
            if len(run) > 1:
                yield run
            run = []
        if block.mark and reading.by_passage.get(place):
            run.append(place)
    if len(run) > 1:
        yield run


def _columns(reading: Reading, items: list[int]) -> Iterator[list[Mention]]:
    """Put together what the items tell in the same words, or else in the same order."""
    rows = [[m for m in reading.by_passage[item] if _is_count(m)] for item in items]
    if not all(rows):
        return
    under = [[m for m in reading.by_passage[item] if m.number.pair == "under"] for item in items]
    if all(len(row) == 1 for row in under):
        yield [row[0] for row in under]
    for dimension in sorted({m.number.dimension for m in rows[0]} - {""}):
        # "hỗ trợ 9 người, mỗi người 4 triệu đồng: 36 triệu đồng" comes to the last
        last = [[m for m in row if m.number.dimension == dimension][-1:] for row in rows]
        if all(last) and any(len(row) > 1 for row in rows):
            yield [m for row in last for m in row]
    by_order = [list(column) for column in zip(*rows, strict=False)]
    yield from by_order
    roles = Counter(m.role for row in rows for m in row if m.role)
    for role in sorted(roles):
        column = [next((m for m in row if m.role == role), None) for row in rows]
        full = [m for m in column if m is not None]
        if len(full) == len(rows) and full not in by_order:
            yield full


def _is_count(mention: Mention) -> bool:
    number = mention.number
    return (
        number.unit not in ("%", "điểm phần trăm", "lần")
        and not number.qualifier
        and number.pair != "under"
        and not CHANGE.search(mention.left)
    )


def _candidates(reading: Reading, column: list[Mention]) -> list[Mention]:
    first, last = column[0], column[-1]
    at = reading.order[last.number.id]
    own = {m.passage for m in column}
    under = first.number.pair == "under"
    around = [*reading.before(first, _FAR), *reading.mentions[at + 1 : at + 8]]
    return [
        m
        for m in (*around, *reading.totals)
        if m.number.dimension == first.number.dimension
        and m.passage not in own
        and (not m.number.qualifier or (under and m.number.qualifier == "most"))
        and not CHANGE.search(m.left)
    ]


def _total(reading: Reading, column: list[Mention]) -> Mention | None:
    """Return the total that a column makes, if few enough were tried."""
    if len({m.number.dimension for m in column}) > 1 or any(not m.value for m in column):
        return None
    numbers = [m.number for m in column]
    spent = Fraction(0)
    for total in _candidates(reading, column):
        if total.value <= max(m.value for m in column):
            continue
        alike = head_of(total) in {head_of(m) for m in column} or not head_of(total)
        spent += total.number.step / total.value * (Fraction(1, 2) if alike else 2)
        if spent > CHANCE:
            return None
        if sum_holds(total.number, numbers):
            return total
    return None


def _denied(reading: Reading, column: list[Mention]) -> list[Relation]:
    """Tell that a column misses its total where its neighbours keep theirs: one of the same role,
    told nearby, that it misses by little.
    """
    roles = {m.role for m in column}
    if len(roles) != 1 or roles == {""} or any(not m.number.is_exact for m in column):
        return []
    added = sum((m.value for m in column), Fraction(0))
    alike = [m for m in _candidates(reading, column) if m.role in roles and m.number.is_exact]
    near = [
        m
        for m in alike[:1]
        if abs(m.value - added) <= _NEAR * m.value or is_one_slip(m.number.text, str(int(added)))
    ]
    return [tell_sum(m.number, [p.number for p in column]) for m in near]
