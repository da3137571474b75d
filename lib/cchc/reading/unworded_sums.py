"""Find sums and differences that no word announces, where arithmetic alone leaves no doubt.

Every number is tried as the total of runs of numbers around it, nearest first. A try comes true by
accident about once in as many cases as the total has units, so that a total of few units gets few
tries: the search stops once the tries add up to `CHANCE`, sooner where nothing but the numbers
speaks for it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property

from .dividing import CHANGE, head_of
from .mentions import Mention, Reading, content_words
from .relations import CHANCE, Relation, sum_holds
from .telling import tell_difference, tell_sum

_LONGEST = 9
_REACH = 26
_MISSED = 500
_REST = re.compile(
    r"\b(?:còn(?: lại)?|chưa|thiếu|thừa|dôi dư|hụt|chênh lệch|chênh|(?:nhiều|ít|cao|thấp) hơn|tăng"
    r"|giảm|vượt|xuất siêu|nhập siêu|cắt giảm|tiết kiệm)(?: [^\W\d_]+){0,4}\s*$",
    re.I,
)
_LEFT_OVER = re.compile(r"\b(?:còn lại|số còn|còn)(?: [^\W\d_]+){0,3}\s*$", re.I)
_OPENS = re.compile(r"[;:(]|\b(?:gồm|trong đó|chia|cụ thể)\b", re.I)
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
        opens, closes = self._begins(first), self._ends(last, parts)
        worth = Fraction(1, 2) if opens and closes else Fraction(1 if closes else 2)
        return worth * (1 if _hang_together(parts) else 4)

    def _begins(self, mention: Mention) -> bool:
        own = self.reading.by_passage[mention.passage]
        before = [m for m in own[: own.index(mention)] if not m.number.qualifier]
        if not before or before[-1].sentence != mention.sentence:
            return True
        return _OPENS.search(self.reading.text_between(before[-1], mention)) is not None

    def _ends(self, last: Mention, parts: list[Mention]) -> bool:
        """Tell whether nothing that counts the same goes on behind the last part."""
        own = self.reading.by_passage[last.passage]
        after = own[own.index(last) + 1 :]
        text = self.reading.passages[last.passage].text
        following = next((m for m in after if head_of(m) == head_of(last)), None)
        end = following.number.begin if following is not None else len(text)
        tail = text[last.number.begin + len(last.number.text) : end]
        stops = ".)" if any(";" in p.left for p in parts[1:]) else ";.)"
        return following is None or any(sign in tail for sign in stops)

    @staticmethod
    def _lengths(total: Mention, kept: list[Mention], cost: int):
        added = Fraction(0)
        for length, part in enumerate(kept[:_LONGEST], 1):
            added += part.value
            if added > total.value + total.number.step * length:
                return
            if length > 1:
                yield kept[:length], cost

    def near_misses(self, wholes: Mapping[str, Mention]) -> list[Relation]:
        """Tell that a whole of which a part is known is missed by little by that part and those
        that follow it to the end of the clause.
        """
        told = []
        for own in self.reading.by_passage.values():
            for at, part in enumerate(own):
                whole = wholes.get(part.number.id) or self._taken_up(own, at)
                if whole is None or whole.value < _MISSED:
                    continue
                same = [m for m in own[at:] if m.sentence == part.sentence and _same(m, part)]
                same = [m for m in same if m.group == part.group and not CHANGE.search(m.left)]
                least = 2 if part.number.id in wholes else 3
                if len(same) < least or head_of(whole) not in (head_of(part), ""):
                    continue
                gap = abs(sum((m.value for m in same), Fraction(0)) - whole.value)
                free = not any(m.number.id in self._summed for m in same)
                if 0 < gap * 100 <= whole.value and free and self._ends(same[-1], same):
                    told.append(tell_sum(whole.number, [m.number for m in same]))
        return told

    @cached_property
    def _summed(self) -> set[str]:
        """Return the parts of sums that are told."""
        found = {n.id for r in self.found if r.kind == "sum" for n in r.numbers[1:]}
        return found | {part for part, _ in self.inside}

    def _taken_up(self, own: list[Mention], at: int) -> Mention | None:
        """Return what a sentence of parts divides: the figure that the sentence before is about."""
        part = own[at]
        if not at or own[at - 1].sentence == part.sentence:
            return None
        earlier = [m for m in own if m.sentence == part.sentence - 1 and m.group == -1]
        return earlier[0] if earlier and _same(earlier[0], part) else None

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
            kept = [m for m in others if m is not None and _same(m, whole)]
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
            else:
                self._denied(rest, own)

    def _denied(self, rest: Mention, own: list[Mention]) -> None:
        """Tell that "874 giao dịch, trực tuyến 801 giao dịch, số còn lại 63 giao dịch" fails: one
        whole and one part of the sentence, and nothing that the rest could be of instead.
        """
        if not _LEFT_OVER.search(rest.left) or self.of_number.get(rest.number.id):
            return
        before = [m for m in own if m.number.begin < rest.number.begin and _same(m, rest)]
        near = [m for m in before if m.sentence == rest.sentence and m.group == -1]
        if len(near) == 1:
            near = self._resumed(near[0], before) + near
        if len(near) != 2 or near[0].value < near[1].value + rest.value / 2:
            return
        whole, part = near
        gap = abs(whole.value - part.value - rest.value)
        if gap * 4 <= max(rest.value, whole.value - part.value):
            self._tell(whole, [part, rest])

    def _resumed(self, part: Mention, before: list[Mention]) -> list[Mention]:
        """Return the whole that "Số sai lệch đã sửa 8.086, còn 2.969" takes up from the sentence
        before.
        """
        earlier = [m for m in before if m.sentence == part.sentence - 1]
        said = content_words(part.left)
        return [m for m in earlier if len(said & content_words(m.left)) > 1][-1:]

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


def _hang_together(parts: list[Mention]) -> bool:
    """Tell whether parts count alike and stand in one sentence and bracket, or in one list."""
    alike = len({head_of(p) for p in parts} - {""}) <= 1
    listed = len({p.passage for p in parts}) == len(parts)
    return alike and (listed or len({(p.passage, p.sentence, p.group) for p in parts}) == 1)


def _same(one: Mention, two: Mention) -> bool:
    return (
        one.number.dimension == two.number.dimension
        and head_of(one) == head_of(two)
        and not one.number.qualifier
    )


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
