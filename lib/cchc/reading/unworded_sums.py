"""Find sums and differences that no word announces, where arithmetic alone leaves no doubt.

Every number is tried as the total of runs of numbers around it, nearest first. A try comes true by
accident about once in as many cases as the total has units, so that a total of few units gets few
tries: the search stops once the tries add up to `CHANCE`, sooner where nothing but the numbers
speaks for it.
"""

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction

from .clauses import begins_clause, counts_same, ends_clause, hang_together
from .dividing import CHANGE, head_of
from .mentions import Mention, Reading
from .relations import CHANCE, Relation, sum_holds
from .telling import tell_difference, tell_sum

_LONGEST = 9
_REACH = 26
_REST = re.compile(
    r"\b(?:còn(?: lại)?|chưa|thiếu|thừa|dôi dư|hụt|chênh lệch|chênh|(?:nhiều|ít|cao|thấp) hơn"
    r"|(?<!gia )tăng|giảm|vượt|xuất siêu|nhập siêu|cắt giảm|tiết kiệm)(?: [^\W\d_]+){0,4}\s*$",
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
        self.parts = {
            r.numbers[0].id: {n.id for n in r.numbers[1:]} for r in told if r.kind == "sum"
        }
        self.of_number: dict[str, list[frozenset[str]]] = {}
        for names in self.known:
            self._index(names)
        self.found: list[Relation] = []
        self.wholes: dict[str, Mention] = {}
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
            options = sorted(self._options(chain, at), key=lambda option: option[0])
            budget = {True: CHANCE, False: CHANCE / 20}
            spent = Fraction(0)
            tried: set[tuple[str, ...]] = set()
            for cost, _, parts in options:
                key = tuple(sorted(p.number.id for p in parts))
                if key in tried:
                    continue
                tried.add(key)
                loose = sum((p.number.step for p in parts if not p.number.is_exact), Fraction(0))
                odds = max(total.number.step, loose) / total.value * cost
                if spent + odds > budget[True]:
                    break
                fits = _adds_up(total, parts)
                if fits and spent + odds <= budget[self._is_linked(total, parts)]:
                    self._tell(total, parts)
                elif not fits:
                    spent += odds

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

    def _options(self, chain: list[Mention], at: int) -> Iterator[tuple[Fraction, int, list]]:
        """Propose parts with what each try costs: runs behind and before a number; of all numbers,
        of those outside brackets, of those that count the same, of the firsts between semicolons.

        Runs that begin and end where clauses do are the likeliest, those far away the least.
        """
        total = chain[at]
        head = head_of(total)
        order = 0
        if total.number.pair == "under" and 0 < at < len(chain) - 1:
            yield Fraction(1, 2), 0, [chain[at - 1], chain[at + 1]]  # "70/71 vụ, 1 vụ còn lại"
        sides = (chain[at + 1 : at + 1 + _REACH], chain[max(0, at - _REACH) : at][::-1])
        for back, side in enumerate(sides):
            near = [m for m in side if abs(m.section - total.section) <= 1]
            near = [m for m in near if m.value < total.value and not CHANGE.search(m.left)]
            outer = [m for m in near if m.group in (-1, total.group)]
            same = [m for m in near if head_of(m) == head]
            for kept in (near, outer, same, _firsts(near)):
                for first in range(len(kept)):
                    far = Fraction(first, 6) + abs(kept[first].section - total.section)
                    for parts, _ in self._lengths(total, kept[first:], 1):
                        order += 1
                        ends = (parts[-1], parts[0]) if back else (parts[0], parts[-1])
                        yield self._cost(*ends, parts) + far, order, parts

    def _cost(self, first: Mention, last: Mention, parts: list[Mention]) -> Fraction:
        """Weigh whether a run begins and ends where a clause does, and holds together."""
        opens, closes = begins_clause(self.reading, first), ends_clause(self.reading, last, parts)
        worth = Fraction(1, 2) if opens and closes else Fraction(1 if closes else 2)
        return worth * (1 if hang_together(parts) else 4)

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
        ids = {p.number.id for p in parts}
        if any(own <= ids for whole, own in self.parts.items() if whole != total.number.id):
            return  # it follows from the sum of these parts
        if any((a.number.id, b.number.id) in self.inside for a in parts for b in parts):
            return  # a part of a part would count twice
        ordered = sorted((p.number for p in parts), key=lambda n: n.start)
        self.found.append(tell_sum(total.number, ordered))
        self._index(names)
        self.wholes.update((p.number.id, total) for p in parts if not total.cell)
        self._interleaved(total, parts)

    def _interleaved(self, total: Mention, parts: list[Mention]) -> None:
        """Tell "96 vụ – 162 bị can (cũ 28 vụ – 47 bị can; mới 68 vụ – 115 bị can)": where one sum
        of numbers told in pairs holds, the other must.
        """
        for step in (1, -1):
            whole = self._neighbour(total, step)
            others = [self._neighbour(p, step) for p in parts]
            if whole is None or head_of(whole) in ("", head_of(total)):
                continue
            kept = [m for m in others if m is not None and counts_same(m, whole)]
            if len(kept) < len(parts):
                continue
            added = sum((m.value for m in kept), Fraction(0))
            if abs(added - whole.value) * 5 <= whole.value:
                self._tell_once(whole, kept)

    def _tell_once(self, total: Mention, parts: list[Mention]) -> None:
        names = frozenset(m.number.id for m in (total, *parts))
        if not any(names <= known for known in self.of_number.get(total.number.id, ())):
            self.found.append(tell_sum(total.number, [p.number for p in parts]))
            self._index(names)

    def _neighbour(self, mention: Mention, step: int) -> Mention | None:
        """Return the number told together with one: "28 vụ – 47 bị can"."""
        own = self.reading.by_passage.get(mention.passage, [])
        at = own.index(mention) + step if mention in own else -1
        if not 0 <= at < len(own):
            return None
        ends = sorted((mention, own[at]), key=lambda m: m.number.begin)
        gap = self.reading.text_between(*ends)
        return own[at] if len(gap) < 24 and not re.search(r"[;.(:]", gap) else None

    def _rests(self, own: list[Mention]) -> None:
        """Tell "1.421 …, đạt chuẩn 1.356, còn 65 …": what is left or missing of one passage."""
        for rest in own:
            cue = _REST.search(rest.left)
            if not cue or rest.number.unit == "%" or rest.number.qualifier:
                continue
            beside = [
                m
                for m in own
                if m is not rest
                and abs(m.sentence - rest.sentence) <= 2
                and m.number.dimension == rest.number.dimension
                and m.number.unit not in ("%", "lần")
                and not m.number.qualifier
                and m.value != rest.value
            ]
            beside.sort(key=lambda m: abs(m.number.begin - rest.number.begin))
            pairs = [(a, b) for a in beside[:8] for b in beside[:8] if a.value > b.value]
            fits = [p for p in pairs if p[0].value - p[1].value == rest.value]
            if fits:
                self._difference(*fits[0], rest, pairs.index(fits[0]) + 1)

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
