"""Find sums and differences that no word announces, where arithmetic alone leaves no doubt.

Every number is tried as the total of runs of numbers around it, nearest first. A try comes true by
accident about once in as many cases as the total has units, so that a total of few units gets few
tries: the search stops once the tries add up to `CHANCE`, sooner where nothing but the numbers
speaks for it.
"""

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction

from .dividing import CHANGE, head_of
from .mentions import Mention, Reading
from .relations import CHANCE, Relation, sum_holds
from .telling import tell_difference, tell_sum

_LONGEST = 9
_REACH = 8
_REST = re.compile(
    r"\b(?:còn(?: lại)?|chưa|thiếu|thừa|dôi dư|hụt|chênh lệch|chênh|(?:nhiều|ít|cao|thấp) hơn|tăng"
    r"|giảm|vượt|xuất siêu|nhập siêu|cắt giảm|tiết kiệm)(?: [^\W\d_]+){0,4}\s*$",
    re.I,
)
_LINK = re.compile(r"trong|gồm|riêng|[:(]|còn|tổng|cộng|như vậy|chia|phân|theo|đó", re.I)


class UnwordedSums:
    """The sums of a reading that no finder of words has told; `told` are relations known."""

    def __init__(self, reading: Reading, told: Iterable[Relation]):
        self.reading = reading
        told = list(told)
        self.known = {frozenset(n.id for n in r.numbers) for r in told if len(r.numbers) > 2}
        self.inside = {
            (part.id, r.numbers[0].id) for r in told if r.kind == "sum" for part in r.numbers[1:]
        }
        self.of_number: dict[str, list[frozenset[str]]] = {}
        for names in self.known:
            self._index(names)
        self.found: list[Relation] = []
        for chain in self._chains():
            self._search(chain)
        for own in reading.by_passage.values():
            self._rests(own)
            self._of_cells(own)

    def _index(self, names: frozenset[str]) -> None:
        for name in names:
            self.of_number.setdefault(name, []).append(names)

    def _chains(self) -> Iterator[list[Mention]]:
        """Return the figures in the order of the text, those of one dimension together."""
        kinds: dict[str, list[Mention]] = {}
        for mention in self.reading.mentions:
            number = mention.number
            divided = number.unit in ("%", "điểm phần trăm", "lần")
            if not divided and not number.qualifier and mention.value > 0:
                kinds.setdefault(number.dimension, []).append(mention)
        yield from kinds.values()

    def _search(self, chain: list[Mention]) -> None:
        for at, total in enumerate(chain):
            if CHANGE.search(total.left):
                continue
            budget = {True: CHANCE, False: CHANCE / 20}
            spent = Fraction(0)
            tried: set[tuple[str, ...]] = set()
            for parts, cost in self._runs(chain, at):
                key = tuple(p.number.id for p in parts)
                if key in tried:
                    continue
                tried.add(key)
                linked = self._is_linked(total, parts)
                loose = sum((p.number.step for p in parts if not p.number.is_exact), Fraction(0))
                spent += max(total.number.step, loose) / total.value * cost
                if spent > budget[True]:
                    break
                if spent > budget[linked] or not _adds_up(total, parts):
                    continue
                self._tell(total, parts)

    def _of_cells(self, own: list[Mention]) -> None:
        """Tell what a sentence divides that names a row of a table."""
        for at, first in enumerate(own):
            before = own[at - 1] if at else None
            if before is not None and before.sentence == first.sentence:
                continue
            for cell in self.reading.named_cells(first):
                beside = [m for m in own[at:] if m.sentence - first.sentence <= 1]
                kept = [m for m in beside if m.number.dimension == cell.number.dimension]
                kept = [m for m in kept if m.value < cell.value and not m.number.qualifier]
                for parts, _ in self._lengths(cell, kept, 1):
                    if _adds_up(cell, parts):
                        self._tell(cell, parts)

    def _runs(self, chain: list[Mention], at: int) -> Iterator[tuple[list[Mention], int]]:
        """Propose parts: runs right behind and right before a number, then further away; of all
        numbers, of those outside brackets, of those that count the same.
        """
        total = chain[at]
        ahead = chain[at + 1 : at + 1 + _REACH + _LONGEST]
        behind = chain[max(0, at - _REACH - _LONGEST) : at][::-1]
        head = head_of(total)
        for side in (ahead, behind):
            near = [m for m in side if abs(m.section - total.section) <= 1]
            outer = [m for m in near if m.group in (-1, total.group)]
            same = [m for m in near if head_of(m) == head and m.value < total.value]
            firsts = _firsts(near)
            for options in (near, outer, same, firsts):
                kept = [m for m in options if m.value < total.value and not CHANGE.search(m.left)]
                for skipped in range(min(3, len(kept))):
                    yield from self._lengths(total, kept[skipped:], 1 + skipped)

    @staticmethod
    def _lengths(total: Mention, kept: list[Mention], cost: int):
        added = Fraction(0)
        for length, part in enumerate(kept[:_LONGEST], 1):
            added += part.value
            if added > total.value + total.number.step * length:
                return
            if length > 1:
                yield kept[:length], cost

    def _is_linked(self, total: Mention, parts: list[Mention]) -> bool:
        """Tell whether the text ties parts to a total: by what is counted, or in one passage by a
        word between them.
        """
        head = head_of(total)
        if head and all(head_of(p) in (head, "") for p in parts):
            return True
        if any(p.passage != total.passage for p in parts):
            return False
        first, last = sorted((total, *parts[:1]), key=lambda m: m.number.begin)
        return bool(_LINK.search(self.reading.text_between(first, last)))

    def _tell(self, total: Mention, parts: list[Mention]) -> None:
        names = frozenset(m.number.id for m in (total, *parts))
        near = {known for name in names for known in self.of_number.get(name, ())}
        if any(names <= known or known <= names for known in near):
            return
        if any((a.number.id, b.number.id) in self.inside for a in parts for b in parts):
            return  # a part of a part would count twice
        ordered = sorted((p.number for p in parts), key=lambda n: n.start)
        self.found.append(tell_sum(total.number, ordered))
        self._index(names)

    def _rests(self, own: list[Mention]) -> None:
        """Tell "1.421 …, đạt chuẩn 1.356, còn 65 …": what is left or missing, of one sentence."""
        for rest in own:
            cue = _REST.search(rest.left)
            if not cue or rest.number.unit == "%" or rest.number.qualifier:
                continue
            beside = [
                m
                for m in own
                if m is not rest
                and abs(m.sentence - rest.sentence) <= 1
                and m.number.dimension == rest.number.dimension
                and m.number.unit not in ("%", "lần")
                and not m.number.qualifier
                and m.value != rest.value
            ]
            beside.sort(key=lambda m: abs(m.number.begin - rest.number.begin))
            pairs = [(a, b) for a in beside[:5] for b in beside[:5] if a.value > b.value]
            for high, low in pairs:
                if high.value - low.value == rest.value:
                    self._difference(high, low, rest, len(pairs))
                    break

    def _difference(self, high: Mention, low: Mention, rest: Mention, tries: int) -> None:
        names = frozenset(m.number.id for m in (high, low, rest))
        near = {known for name in names for known in self.of_number.get(name, ())}
        if any(names <= known for known in near) or Fraction(tries) / high.value > Fraction(1, 4):
            return
        change = re.search(r"tăng|giảm|hơn|siêu|chênh|vượt|tiết kiệm|thiếu", rest.left[-30:], re.I)
        if change:
            told = tell_difference(high.number, low.number, rest.number, 1)
        else:
            told = tell_sum(high.number, sorted((low.number, rest.number), key=lambda n: n.start))
        self.found.append(told)
        self._index(names)


def _adds_up(total: Mention, parts: list[Mention]) -> bool:
    return sum_holds(total.number, [p.number for p in parts])


def _firsts(near: list[Mention]) -> list[Mention]:
    """Return the first figure of each passage or stretch between semicolons."""
    kept = []
    seen: set[int] = set()
    for mention in sorted(near, key=lambda m: m.number.start):
        fresh = mention.passage not in seen or ";" in mention.left
        seen.add(mention.passage)
        if fresh:
            kept.append(mention)
    ordered = {m.number.id: at for at, m in enumerate(near)}
    return sorted(kept, key=lambda m: ordered[m.number.id])
