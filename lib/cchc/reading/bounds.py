"""Find what "hơn", "gần" and "khoảng" say of a figure printed elsewhere."""

import re
from collections.abc import Sequence

from .changing import is_change
from .mentions import Mention
from .relations import Relation, bound_holds
from .rough_counts import RoughCounts
from .said_goals import is_scale, names_goal
from .telling import tell_bound
from .told_facts import ToldFacts

_TIED = re.compile(r"vượt|cao hơn|trên|đạt|đảm bảo|bảo đảm|thấp hơn|dưới|không")
_APART = re.compile(r"[;.]|tăng|giảm|tỷ lệ|dự kiến|phấn đấu|cả năm")


class BoundsTold:
    """The bounds of a reading that are told; `told` are the relations known."""

    def __init__(self, facts: ToldFacts, told: Sequence[Relation]):
        self.facts, self.reading = facts, facts.reading
        self.bounded = {r.anchor.id for r in told if r.kind == "bound"}
        self.counts = RoughCounts(facts)
        self.found: list[Relation] = []
        for bound in self.reading.mentions:
            if bound.number.id not in self.bounded:
                self._bound(bound)
        self._by_name()

    def _bound(self, bound: Mention) -> None:
        qualifier = bound.number.qualifier
        if qualifier not in ("over", "under", "about", "least", "most"):
            return
        if is_scale(bound):
            own = self.reading.by_passage[bound.passage]
            reached = own[own.index(bound) - 1 : own.index(bound)]
            self.found += [tell_bound(m.number, bound.number) for m in reached]
        elif exact := self._held(bound):
            self.found.append(tell_bound(exact.number, bound.number))
        elif qualifier in ("least", "most") or names_goal(self.reading, bound):
            return  # no rough way of telling the result
        elif bound.number.unit == "%":
            self._rate_bound(bound)
        elif (exact := self.counts.meant_by(bound)) is not None:
            self.found.append(tell_bound(exact.number, bound.number))

    def _held(self, bound: Mention) -> Mention | None:
        """Return the exact number in brackets behind "gần 1,2 triệu hồ sơ"."""
        own = self.reading.by_passage[bound.passage]
        after = own[own.index(bound) + 1 :][:1]
        if not after or after[0].number.dimension != bound.number.dimension:
            return None
        gap = self.reading.text_between(bound, after[0])
        held = re.fullmatch(
            r"[^.;,:()\d]{0,25}(?:\((?:[^\W\d_]+ ?){0,4}|,? ?(?:cụ thể|chính xác)(?: là| có)? )",
            gap,
        )
        inside = [m for m in own if m.group == after[0].group != -1]
        alone = bound_holds(after[0].value, bound.number) or len(inside) == 1
        return after[0] if held and alone and not after[0].number.qualifier else None

    def _rate_bound(self, bound: Mention) -> None:
        """Tell "đạt 73,7%, tức trên 70%" where it holds."""
        own = self.reading.by_passage[bound.passage]
        before = [m for m in own if m.number.begin < bound.number.begin and m.number.unit == "%"]
        before = [m for m in before if m.group in (-1, bound.group)] or before
        if not before or before[-1].sentence != bound.sentence:
            self._of_named_row(bound)
            return
        if before[-1].number.qualifier:
            return
        gap = self.reading.text_between(before[-1], bound)
        if _TIED.search(gap) and len(gap) < 90 and not _APART.search(gap):
            self._tell(before[-1], bound)

    def _of_named_row(self, bound: Mention) -> None:
        """Tell "thấp nhất là chuyển đổi số, tuy vậy vẫn trên 75%" of the only percentage in the row
        of that name, where it holds or is nearly so.
        """
        cells = self.reading.cells_of_named_rows(bound)
        rates = [m for m in cells if m.number.unit == "%" and not m.number.qualifier]
        if len(rates) == 1 and abs(rates[0].value - bound.value) * 10 <= bound.value:
            self.found.append(tell_bound(rates[0].number, bound.number))

    def _tell(self, exact: Mention, bound: Mention) -> None:
        if bound_holds(exact.value, bound.number):
            self.found.append(tell_bound(exact.number, bound.number))

    def _by_name(self) -> None:
        """Tell bounds of the percentage that is named like them, wherever it stands."""
        told = {r.anchor.id for r in self.found} | self.bounded
        rates = [f for f in self.facts.by_kind.get("%", []) if not f.number.qualifier]
        rates = [f for f in rates if not f.times & {"plan", "before"} and not is_change(f.mention)]
        rates = [f for f in rates if f.mention.cell or not names_goal(self.reading, f.mention)]
        for bound in self.facts.by_kind.get("%", []):
            loose = bound.number.qualifier in ("over", "under", "about")
            if bound.mention.cell or bound.number.id in told or not loose:
                continue
            if "ahead" not in bound.times and not names_goal(self.reading, bound.mention):
                rate = self.facts.nearest_rate(bound, rates)
                if rate is not None:
                    self._tell(rate, bound.mention)
