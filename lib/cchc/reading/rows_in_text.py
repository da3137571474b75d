"""Hold what the text says beside the row of a table it speaks of: a share of a cell, the difference
of two cells, a total of the table that the text divides.

The row is named in the clause, in the line above a list or in the heading; each try could come true
by accident about once in as many cases as the number has units, and few enough are made.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from .clauses import begins_clause
from .dividing import CHANGE
from .mentions import Mention, Reading
from .numerators import OF, Numerators, counts_things
from .relations import CHANCE, Relation, odds_of_share, share_holds, sum_holds
from .telling import tell_difference, tell_growth, tell_share, tell_sum

_LEFT_OVER = re.compile(
    r"\b(?:còn(?: lại)?|chưa|thiếu|thừa|dư|phải|chênh lệch|tăng|giảm|hơn|vượt)\b[^.;:\d]{0,30}$",
    re.I,
)
_BEHIND = re.compile(r"^[^.;:,()\d]{0,30}\b(?:còn lại|chưa|còn thiếu|phải)\b", re.I)
_MORE = re.compile(r"\b(?:phải|cần|còn)\b[^.;:\d]*\b(?:thêm|nữa)\s*$", re.I)
_LONGEST = 6


class RowsInText:
    """The relations of a reading's text and the rows it names; `told` are the relations known."""

    def __init__(self, reading: Reading, told: Iterable[Relation]):
        self.reading = reading
        told = [r for r in told if r.kind not in ("repeat", "part")]
        self.known = {n.id for r in told for n in r.numbers}
        self.parted = {n.id for r in told if r.kind == "sum" for n in r.numbers[1:]}
        self.rated = {r.anchor.id for r in told if r.kind in ("share", "bound", "difference")}
        self.numerators = Numerators(reading)
        self.found: list[Relation] = []
        if reading.cells:
            self._search()

    def _search(self) -> None:
        for mention in self.reading.mentions:
            if mention.number.unit == "%" and mention.number.id not in self.rated:
                self.found += self._share(mention)
            elif mention.number.id not in self.known and not mention.number.qualifier:
                self.found += self._difference(mention)
        for own in self.reading.by_passage.values():
            self.found += self._divided(own)

    def _share(self, rate: Mention) -> list[Relation]:
        """Tell "Tiểu học: 2.641 em (99,0%)" and "bằng 84,4% dự toán (1.512,0 tỷ đồng)"."""
        row = [c for c in self.reading.row_of(rate) if not c.number.qualifier]
        pairs = [
            (part.number, cell.number)
            for part, _ in self.numerators.of(rate)[:1]
            for cell in row
            if cell.number.dimension == part.number.dimension and cell.value >= part.value
        ]
        if (whole := self._given(rate)) is not None:
            same = whole.number.dimension
            pairs += [(c.number, whole.number) for c in row if c.number.dimension == same]
        if not pairs:
            pairs = [(a.number, b.number) for a in row for b in row if a.value < b.value]
            pairs += [(c.number, o.number) for c in row for o in self._above(c)]
            pairs = [p for p in pairs if p[0].dimension == p[1].dimension != "%"]
        if not pairs or odds_of_share(rate.number) * len(pairs) > CHANCE * 3:
            return []
        fits = [p for p in pairs if share_holds(p[0].value, p[1].value, rate.number)[0]]
        return [tell_share(*fits[0], rate.number)] if fits else []

    def _above(self, cell: Mention) -> list[Mention]:
        """Return the larger cells above in the column: "Trong đó: qua mạng" below its whole."""
        own = self.reading.passages[cell.passage].block
        found = []
        for other in self.reading.cells:
            block = self.reading.passages[other.passage].block
            same = (block.table, block.column) == (own.table, own.column)
            if same and block.row < own.row and other.value > cell.value:
                found.append(other)
        return found[-2:]

    def _given(self, rate: Mention) -> Mention | None:
        """Return the whole in brackets behind "84,4% dự toán (1.512,0 tỷ đồng)"."""
        own = self.reading.by_passage[rate.passage]
        after = own[own.index(rate) + 1 :][:1]
        gap = self.reading.text_between(rate, after[0]) if after else ""
        held = OF.match(gap) is not None and gap.rstrip().endswith("(")
        return after[0] if held and counts_things(after[0]) else None

    def _difference(self, rest: Mention) -> list[Relation]:
        """Tell "dữ liệu bảo hiểm còn 3.081 trường hợp": one cell of the row without another; what
        is still missing of the table's total stands in its last row.
        """
        text = self.reading.passages[rest.passage].text
        tail = text[rest.number.begin + len(rest.number.text) :][:60]
        if not (_LEFT_OVER.search(rest.left) or _BEHIND.match(tail)) or rest.number.unit == "%":
            return []
        row = self.reading.row_of(rest)
        rows = [row] if row else []
        if _MORE.search(rest.left):
            rows += self._total_rows()
        if re.search(r"chênh lệch|cân đối|bội chi|kết dư", rest.left, re.I):
            rows += self._total_columns()
        cells = [[c for c in row if c.number.dimension == rest.number.dimension] for row in rows]
        beside = [m for m in self.reading.before(rest, 3) if m.passage == rest.passage]
        beside = [m for m in beside if m.number.dimension == rest.number.dimension]
        pairs = [(a, b) for row in cells for a in row for b in (*beside, *row)]
        pairs = [(a, b) for a, b in pairs if a.value > b.value]
        fits = [p for p in pairs if p[0].value - p[1].value == rest.value]
        if not fits or len(pairs) * rest.number.step > CHANCE * rest.value * 2:
            return []
        high, low = fits[0]
        told = tell_difference(high.number, low.number, rest.number, 1)
        return [told, *self._growth(rest, high, low)]

    def _growth(self, change: Mention, high: Mention, low: Mention) -> list[Relation]:
        """Tell "giảm 1.062 triệu đồng, tương ứng giảm 5,4%" of the same two cells."""
        own = self.reading.by_passage[change.passage]
        after = [m for m in own[own.index(change) + 1 :][:1] if m.number.unit == "%"]
        after = [m for m in after if m.sentence == change.sentence and not m.number.qualifier]
        after = [m for m in after if m.number.id not in self.rated]
        less = re.search(r"giảm", change.left, re.I) is not None
        base = high if less else low
        told = [
            tell_growth(change.number, base.number, m.number, -1 if less else 1, change.number)
            for m in after
        ]
        return [r for r in told if r.holds]

    def _total_columns(self) -> list[list[Mention]]:
        columns: dict[tuple[int, int], list[Mention]] = {}
        for total in self.reading.totals:
            block = self.reading.passages[total.passage].block
            columns.setdefault((block.table, block.column), []).append(total)
        return list(columns.values())

    def _total_rows(self) -> list[list[Mention]]:
        rows: dict[tuple[int, int], list[Mention]] = {}
        for total in self.reading.totals:
            block = self.reading.passages[total.passage].block
            rows.setdefault((block.table, block.row), []).append(total)
        return list(rows.values())

    def _divided(self, own: Sequence[Mention]) -> Iterator[Relation]:
        """Tell "vốn trung ương giải ngân 1.389,1 tỷ đồng; vốn địa phương 2.512,2 tỷ đồng": the
        total of a table before, divided otherwise.
        """
        for total in self._totals_before(own[0]) if own else ():
            kind = total.number.dimension
            kept = [m for m in own if m.number.dimension == kind and not m.number.qualifier]
            kept = [m for m in kept if m.number.id not in self.parted and m.number.unit != "%"]
            kept = [m for m in kept if not CHANGE.search(m.left) and m.value < total.value]
            for first in range(len(kept)):
                if not begins_clause(self.reading, kept[first]):
                    continue
                for length in range(2, min(_LONGEST, len(kept) - first) + 1):
                    numbers = [m.number for m in kept[first : first + length]]
                    sure = total.value >= 500 * total.number.step * length
                    if sure and sum_holds(total.number, numbers):
                        self.parted |= {n.id for n in numbers}
                        yield tell_sum(total.number, numbers)
                        return

    def _totals_before(self, mention: Mention) -> list[Mention]:
        totals = [t for t in self.reading.totals if t.section == mention.section]
        return [t for t in totals if t.number.start < mention.number.start]
