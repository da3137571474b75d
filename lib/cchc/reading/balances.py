"""Find totals by what is said of each part, without a word that names the sum: received =
resolved + pending, a total behind its parts, numbers that add up.
"""

import re

from .changing import is_change
from .dividing import (
    CHANGE,
    WHOLE_ROLES,
    count_alike,
    counts_time,
    head_of,
    is_family,
    run_of,
)
from .mentions import Mention, Reading
from .relations import Relation, sum_holds
from .telling import tell_sum

_CARRIED = re.compile(r"tồn|kỳ trước|chuyển sang|chuyển từ|lũy kế|luỹ kế|năm trước", re.I)
_TOTAL = re.compile(r"\b(?:tổng(?: cộng| số)?|cộng|tất cả)\b[^.;]*$", re.I)
_PLUS = re.compile(r"cộng (?:với|thêm)|cùng với|cộng", re.I)
_LARGE = 1000


class Balances:
    """The balances of a reading; `wholes` says which total each part was put under."""

    def __init__(self, reading: Reading):
        self.reading = reading
        self.found: dict[tuple, Relation] = {}
        self.wholes: dict[str, Mention] = {}

    def balance(self) -> None:
        """Find what is told without a cue."""
        self._balances()
        self._totals_after()
        self._plain_runs()
        self._sentences()

    def relations(self) -> list[Relation]:
        """Return what was found, in the order of finding."""
        return list(self.found.values())

    def _add(self, relation: Relation) -> None:
        self.found.setdefault(relation.key, relation)

    def _balances(self) -> None:
        for place in sorted({*self.reading.by_passage, *self.reading.leads}):
            for chain in (self._chain(place), self._chain(place, "đồng")):
                for start, first in enumerate(chain):
                    group = run_of(chain, start) if first.family else []
                    if is_family(group):
                        self._balance(group, chain[:start], chain[start:])

    def _chain(self, place: int, dimension: str = "") -> list[Mention]:
        """Return the counts of a passage; of a list, those of its items together."""
        if place in self.reading.lead_of:
            return []
        own = [m for m in self.reading.by_passage.get(place, []) if m.group == -1]
        for item in self.reading.leads.get(place, []):
            own += [m for m in self.reading.by_passage.get(item, []) if m.group == -1]
        return [
            m
            for m in own
            if m.number.dimension == dimension
            and not m.number.qualifier
            and m.number.pair != "under"
        ]

    def _balance(self, group: list[Mention], before: list[Mention], after: list[Mention]) -> None:
        family = group[0].family
        wholes = WHOLE_ROLES.get(family, set())
        numbers = [m.number for m in group]
        inside = [m for m in reversed(before) if m.role in wholes][:3]
        looser = [m for m in reversed(before) if m.role in ("received", "due", "online")][:2]
        back = self.reading.before(group[0], 25)
        earlier = [
            m for m in back if m.role in wholes and m.number.dimension == group[0].number.dimension
        ][:3]
        dimension = group[0].number.dimension
        totals = [m for m in self.reading.totals if m.number.dimension == dimension]
        earlier += [m for m in totals if m.role in wholes]
        candidates = list(dict.fromkeys([*inside, *looser, *(earlier if not inside else [])]))
        most = max(n.value for n in numbers)
        candidates = [m for m in candidates if m not in group and (m.value >= most or m in inside)]
        for whole in candidates:
            if sum_holds(whole.number, numbers):
                self._add(tell_sum(whole.number, numbers))
                self.wholes.update((m.number.id, whole) for m in group)
                return
        sure = [m for m in candidates if m.role in wholes and m.section == group[0].section]
        own = [m for m in after[: after.index(group[-1]) + 1] if m.family == family]
        if len(own) > len(group) or self._goes_on(group, after):
            return  # more is told of the family than the roles that were understood
        sure = [m for m in sure if count_alike(m, group, "strong")]
        added = sum(m.value for m in group)
        sure = [m for m in sure if abs(added - m.value) * 4 <= m.value]
        if sure and not self._is_explained(group, sure[0]):
            self._add(tell_sum(sure[0].number, numbers))
            self.wholes.update((m.number.id, sure[0]) for m in group)

    def _goes_on(self, group: list[Mention], after: list[Mention]) -> bool:
        """Tell whether a number of no role that counts the same stands among or right behind."""
        first, last = after.index(group[0]), after.index(group[-1])
        beside = [m for m in after[first : last + 2] if m not in group and not m.role]
        same = [m for m in beside if head_of(m) == head_of(group[-1]) or not head_of(m)]
        return any(
            m.passage == group[-1].passage and m.sentence == group[-1].sentence for m in same
        )

    def _plain_runs(self) -> None:
        """Tell totals that what follows adds up to, though no word says so: large ones, or those of
        three parts and more that count the same in one sentence.
        """
        told = {names for _, names in self.found}
        for place in self.reading.by_passage:
            chain = self._chain(place)
            for at, total in enumerate(chain):
                after = [m for m in chain[at + 1 : at + 6] if not CHANGE.search(m.left)]
                for length in range(2, len(after) + 1):
                    parts = after[:length]
                    same = all(head_of(m) == head_of(total) != "" for m in parts)
                    beside = len({m.sentence for m in parts}) == 1 and length > 2
                    sure = total.value >= _LARGE or (beside and total.value > length + 2)
                    if not (same and sure and sum_holds(total.number, [m.number for m in parts])):
                        continue
                    names = frozenset(m.number.id for m in (total, *parts))
                    values = [m.value for m in parts]
                    if not any(names >= known or names <= known for known in told) and all(values):
                        self._add(tell_sum(total.number, [m.number for m in parts]))
                    break

    def _sentences(self) -> None:
        """Tell a sentence that counts one thing, its total first: "Tại 32 trạm, có 29 trạm ổn định,
        3 trạm gián đoạn".
        """
        for own in self.reading.by_passage.values():
            for sentence in sorted({m.sentence for m in own}):
                counts = [m for m in own if m.sentence == sentence and not m.number.qualifier]
                counts = [m for m in counts if m.number.unit != "%" and not counts_time(m)]
                firsts = {(head_of(m).split() or [""])[0] for m in counts}
                plain = len(firsts) == 1 and firsts != {""} and not any(map(is_change, counts))
                plain = plain and all(m.group == -1 for m in counts)
                if len(counts) < 3 or not plain or any(m.number.pair for m in counts):
                    continue
                total, *parts = counts
                numbers = [p.number for p in parts]
                if (
                    total.value > 4
                    and all(p.value for p in parts)
                    and sum_holds(total.number, numbers)
                ):
                    self._add(tell_sum(total.number, numbers))

    def _is_explained(self, group: list[Mention], whole: Mention) -> bool:
        """Tell whether other words may close the gap: dossiers carried over, a sum already told."""
        names = {m.number.id for m in group}
        for _, told in self.found:
            if names <= told:
                return True
        if whole.role == "to_process":
            return False  # what was carried over is counted in it
        texts = {self.reading.passages[m.passage].text for m in (*group, whole)}
        return any(_CARRIED.search(text) for text in texts)

    def _plus(self, total: Mention, before: list[Mention]) -> bool:
        """Tell "4.815 …, cộng với 128 …, tổng số 4.943", whatever stands between."""
        last = before[-1]
        if not _PLUS.search(last.left):
            return False
        for other in reversed(before[:-1]):
            if sum_holds(total.number, [other.number, last.number]):
                self._add(tell_sum(total.number, [other.number, last.number]))
                return True
        return False

    def _totals_after(self) -> None:
        """Find a total that follows its parts: "… cộng với …, tổng số … là …"."""
        dimensions = sorted({m.number.dimension for m in self.reading.mentions} - {"%"})
        chains = [self._chain(p, d) for d in dimensions for p in self.reading.by_passage]
        for chain in chains:
            for end, total in enumerate(chain):
                if end < 2 or not (_TOTAL.search(total.left) or total.role == "to_process"):
                    continue
                if self._plus(total, chain[:end]):
                    continue
                for length in range(2, min(end, 8) + 1):
                    parts = chain[end - length : end]
                    if sum_holds(total.number, [p.number for p in parts]):
                        self._add(tell_sum(total.number, [p.number for p in parts]))
                        for part in parts:
                            self.wholes.setdefault(part.number.id, total)
                        break
                else:
                    parts = chain[end - 2 : end]
                    carried = parts[1].role == "carried" or _PLUS.search(parts[1].left)
                    if carried and count_alike(total, parts, "after"):
                        self._add(tell_sum(total.number, [p.number for p in parts]))
