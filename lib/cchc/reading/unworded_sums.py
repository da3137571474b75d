"""Find sums and differences that no word announces, where arithmetic alone leaves no doubt.

Every number is tried as the total of runs of numbers around it, nearest first. A try comes true by
accident about once in as many cases as the total has units, so that a total of few units gets few
tries: the search stops once the tries add up to `CHANCE`, sooner where nothing but the numbers
speaks for it.
"""

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction

from .adding import LONGEST_RUN, adding_up, adds_up, firsts_of
from .clauses import begins_clause, counts_same, ends_clause, hang_together
from .dividing import CHANGE, head_of
from .mentions import Mention, Reading
from .printed_units import PERCENT_UNITS
from .relations import CHANCE, Relation
from .telling import tell_difference, tell_sum

_REACH = 26
_REST = re.compile(
    r"\b(?:còn(?: lại)?|chưa|thiếu|thừa|(?:dôi |kết )?dư|tồn|hụt|chênh lệch|chênh"
    r"|(?:nhiều|ít|cao|thấp) hơn"
    r"|(?<!gia )tăng|giảm|vượt|xuất siêu|nhập siêu|lãi|lỗ|lợi nhuận|cắt giảm"
    r"|tiết kiệm)(?: [^\W\d_]+){0,4}\s*$",
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
        self.wholes_of: dict[str, list[str]] = {}
        for part, whole in sorted(self.inside):
            self.wholes_of.setdefault(part, []).append(whole)
        self.of_number: dict[str, list[frozenset[str]]] = {}
        for names in self.known:
            self._index(names)
        self.found: list[Relation] = []
        self.wholes: dict[str, Mention] = {}
        for chain in self._chains():
            self._search(chain)
            self._search(chain)  # once more, without the parts of what was found to be a part
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
            divided = number.unit in (*PERCENT_UNITS, "lần")
            if not divided and not number.qualifier and mention.value > 0:
                kinds.setdefault(number.dimension, []).append(mention)
        yield from kinds.values()

    def _search(self, chain: list[Mention]) -> None:
        changed = [CHANGE.search(m.left) is not None for m in chain]
        heads = [head_of(m) for m in chain]
        values = [m.number.amount for m in chain]
        found: dict[tuple[int, ...], Fraction] = {}
        for at, total in enumerate(chain):
            for cost, places in (
                self._fits(chain, changed, heads, values, at) if not changed[at] else ()
            ):
                parts = [chain[n] for n in sorted(places)]
                loose = sum((p.number.step for p in parts if not p.number.is_exact), Fraction(0))
                odds = max(total.number.step, loose) / total.value * cost
                if odds <= CHANCE / (1 if self._is_linked(total, parts) else 20):
                    key = (at, *sorted(places))
                    found[key] = min(odds, found.get(key, odds))
        # the surest first: what follows from them is not told again
        for places, _ in sorted(found.items(), key=lambda fit: (fit[1], fit[0])):
            self._tell(chain[places[0]], [chain[n] for n in places[1:]])

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
                    if adds_up(cell, parts):
                        self._tell(cell, parts)

    def _fits(
        self, chain: list[Mention], changed: list[bool], heads: list[str], values: list, at: int
    ) -> Iterator[tuple[Fraction, list[int]]]:
        """Find the runs that add up to a number, behind and before it, with how many tries each is
        worth: runs of all numbers, of those outside brackets, of those that count the same, of the
        firsts between semicolons.
        """
        total = chain[at]
        under = total.number.pair == "under" and 0 < at < len(chain) - 1
        if under and adds_up(total, [chain[at - 1], chain[at + 1]]):
            yield Fraction(1, 2), [at - 1, at + 1]  # "70/71 vụ, 1 vụ còn lại"
        elif under and at + 2 < len(chain):
            run = [at - 1, at + 1, at + 2]  # "11/26 công trình, thi công 12, còn 3 công trình"
            beside = {chain[n].sentence for n in (at, *run)} == {total.sentence}
            if beside and adds_up(total, [chain[n] for n in run]):
                yield Fraction(1, 2), run
        ahead = range(at + 1, min(len(chain), at + 1 + _REACH))
        for side in (ahead, range(at - 1, max(-1, at - 1 - _REACH), -1)):
            near = [n for n in side if not changed[n] and values[n] < values[at]]
            near = [n for n in near if abs(chain[n].section - total.section) <= 1]
            if total.number.pair != "under":
                near = [n for n in near if chain[n].number.pair != "under"]
            outer = [n for n in near if chain[n].group in (-1, total.group)]
            same = [n for n in near if heads[n] == heads[at]]
            whole = [n for n in outer if not self._is_inner(chain[n], total)]
            kinds = (near, outer, same, whole, firsts_of(chain, near))
            for kept in {tuple(k): None for k in kinds}:
                for first, run in adding_up(total, [chain[n] for n in kept]):
                    places = list(kept[first : first + run])
                    if self._is_broken(chain, heads, places, total):
                        continue
                    yield self._cost(chain, kept, first, sorted(places), total), places

    @staticmethod
    def _is_broken(chain, heads, places: list[int], total: Mention) -> bool:
        """Tell a run that goes over a bracket's edge, or leaves out a number too large for it."""
        groups = {chain[n].group for n in places}
        if len(groups) > 1 and len({chain[n].passage for n in places}) == 1:
            return total.value < 10000
        between = set(range(min(places), max(places) + 1)) - set(places)
        same = [chain[n] for n in between if heads[n] == heads[places[0]] != ""]
        return any(m.value >= total.value and m.group in groups for m in same)

    def _is_inner(self, mention: Mention, total: Mention) -> bool:
        """Tell a part of another number's sum."""
        wholes = self.wholes_of.get(mention.number.id, ())
        return any(whole != total.number.id for whole in wholes)

    def _cost(self, chain, kept, first: int, places: list[int], total: Mention) -> Fraction:
        """Weigh how many likelier runs there were: those nearer that begin where a clause does;
        more where a run itself neither begins nor ends there, or does not hang together.
        """
        parts = [chain[n] for n in places]
        opens = begins_clause(self.reading, parts[0])
        closes = ends_clause(self.reading, parts[-1], parts)
        worth = Fraction(1, 2) if opens and closes else Fraction(1 if closes else 2)
        if self._is_all(total, parts):
            worth /= 2
        elif not hang_together(parts):
            # of the many runs that begin anywhere and count anything, some fit by accident
            worth *= 4 if len({m.passage for m in (total, *parts)}) == 1 else 60
        nearer = sum(begins_clause(self.reading, chain[n]) for n in kept[:first])
        return worth + Fraction(nearer, 2) + abs(parts[0].section - total.section)

    def _is_all(self, total: Mention, parts: list[Mention]) -> bool:
        """Tell whether parts are all that counts the same behind a total in its paragraph."""
        head = head_of(total)
        if not head or total.passage != parts[0].passage or total.group != -1:
            return False
        own = [m for m in self.reading.by_passage[total.passage] if head_of(m) == head]
        after = [m for m in own[own.index(total) + 1 :] if not self._is_inner(m, total)]
        after = [m for m in after if not CHANGE.search(m.left) and not m.number.qualifier]
        return [m.number.id for m in after] == [p.number.id for p in parts]

    @staticmethod
    def _lengths(total: Mention, kept: list[Mention], cost: int):
        added = Fraction(0)
        for length, part in enumerate(kept[:LONGEST_RUN], 1):
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
        heads = {head_of(p) for p in parts}
        counted = not total.number.dimension and head != "" and head in heads
        if counted and heads <= {head, ""}:
            return True
        if any(p.passage != total.passage for p in parts):
            return False
        own = self.reading.by_passage[total.passage]
        told = [m for m in own if m.sentence == total.sentence and m.group == total.group]
        told = [m for m in told if m.number.dimension == total.number.dimension]
        if told == [total, *parts]:
            return True  # all that a sentence counts, its total first
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
        self.parts.setdefault(total.number.id, {n.id for n in ordered})
        self.inside |= {(n.id, total.number.id) for n in ordered}
        for number in ordered:
            self.wholes_of.setdefault(number.id, []).append(total.number.id)
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
            if whole.number.unit in (*PERCENT_UNITS, "lần"):
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
        change = re.search(
            r"lãi|lỗ|lợi nhuận|tăng|giảm|hơn|siêu|chênh|vượt|tiết kiệm|thiếu", rest.left[-30:], re.I
        )
        if change:
            told = tell_difference(high.number, low.number, rest.number, 1)
        else:
            told = tell_sum(high.number, sorted((low.number, rest.number), key=lambda n: n.start))
        self.found.append(told)
        self._index(names)
