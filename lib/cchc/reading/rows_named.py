"""Hold what the text says of a table's row against its cells: how it grew since the column of
before, and what its columns leave: "lệ phí trước bạ giảm 14,1% so với cùng kỳ".
"""

import re
from collections.abc import Iterator, Sequence

from .changing import is_change, sign_of_change, sign_of_growth
from .goal_words import PLAN_WORDS
from .mentions import Mention, Reading
from .numerals import ReadNumber
from .relations import CHANCE, Relation, odds_of_share
from .roles import role_of
from .said_times import OTHER_TIMES, times_of
from .tabular import ReadColumn, ReadTable
from .telling import tell_difference, tell_growth

_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_YEAR_BEFORE = re.compile(r"cùng kỳ(?! (?:quý|tháng) trước)|năm (?:trước|ngoái|20\d\d)", re.I)
_PLAN = re.compile(rf"\bKH\b|{PLAN_WORDS}|\bgiao\b|%|tỷ lệ|so (?:với|sánh)|cơ cấu", re.I)
_TAKEN_UP = re.compile(
    r"\b(?:khu vực|khoản|lĩnh vực|đơn vị|chỉ tiêu|nội dung|xã|phường|ngành|loại|nhóm|tổ|mục) này\b",
    re.I,
)
_VERB = r"(?:là|đạt|có|tăng|giảm|cũng|tiếp tục|vẫn|chỉ|ước|thu|bằng)\b"
_NEAR = 3  # a growth that fails is believed where it is off by less than one part of so many
# what two columns of one row leave
_LEFT = {"late": ("resolved", "on_time"), "pending": ("received", "resolved")}


class NamedRows:
    """The changes that the text tells of rows of tables; `told` are the relations known."""

    def __init__(self, reading: Reading, tables: Sequence[ReadTable], told: Sequence[Relation]):
        self.reading = reading
        self.rows = [_Row(table, at) for table in tables for at in range(len(table.labels))]
        self.divided = [row for row in self.rows if "resolved" in row.by_role]
        self.anchored = {r.anchor.id for r in told if r.kind in ("difference", "share")}
        self.found: list[Relation] = []
        for mention in reading.mentions:
            if mention.number.id not in self.anchored and not mention.number.qualifier:
                self.found += self._growth(mention) or self._left(mention)

    def _named(self, mention: Mention) -> list["_Row"]:
        """Return the rows that a sentence names before or behind a number, the longest named; where
        it takes something up ("khu vực này"), those of the sentence before.
        """
        passage = self.reading.passages[mention.passage]
        begin, end = passage.sentence_span(mention.sentence)
        said = passage.text[begin:end]
        if mention.sentence and _TAKEN_UP.search(said):
            said = passage.text[passage.sentence_span(mention.sentence - 1)[0] : begin]
        named = [(row.named_in(said.lower()), row) for row in self.rows]
        longest = max((size for size, _ in named), default=0)
        return [row for size, row in named if size == longest] if longest else []

    def _same_value(self, mention: Mention) -> list["_Row"]:
        """Return the rows that print the number told right before: "thu 1.512 tỷ đồng, tăng …"."""
        own = self.reading.by_passage[mention.passage]
        before = [m for m in own[: own.index(mention)] if m.sentence == mention.sentence]
        counts = [m for m in before if m.number.unit != "%" and not is_change(m)][-1:]
        wanted = [(m.value, m.number.dimension) for m in counts]
        return [r for r in self.rows if any((n.value, n.dimension) in wanted for n in r.now)]

    def _growth(self, mention: Mention) -> list[Relation]:
        rate = mention.number.unit == "%"
        sign = sign_of_growth(self.reading, mention) if rate else sign_of_change(mention)
        if not sign or mention.number.unit in ("điểm phần trăm", "lần"):
            return []
        named = self._named(mention)
        for rows in (named, self._same_value(mention)):
            pairs = list(dict.fromkeys(pair for row in rows for pair in row.pairs()))
            told = [self._tell(mention.number, now, then, sign, rate) for now, then in pairs]
            told = [r for r in told if r is not None]
            fits = [r for r in told if r.holds]
            odds = odds_of_share(mention.number) if rate else mention.number.step / mention.value
            if fits and len(told) * odds <= 4 * CHANCE:
                return [self._with_change(mention, fits[0], sign) if rate else fits[0]]
            sure = rows is named and rate and len(told) == len(rows) == 1
            if sure and rows[0].is_of_year_before and self._is_sure(mention, rows[0]):
                return told
        return []

    def _with_change(self, rate: Mention, told: Relation, sign: int) -> Relation:
        """Tell a growth by the change told right before it: "giảm 63 ca, giảm 7,3%"."""
        own = self.reading.by_passage[rate.passage]
        change = own[own.index(rate) - 1] if own.index(rate) else rate
        now, then, _ = told.numbers
        moved = sign * (now.value - then.value)
        beside = change.sentence == rate.sentence and change.value == moved and is_change(change)
        return tell_growth(now, then, rate.number, sign, change.number) if beside else told

    def _tell(
        self, number: ReadNumber, now: ReadNumber, then: ReadNumber, sign: int, rate: bool
    ) -> Relation | None:
        moved = sign * (now.value - then.value)
        if moved <= 0 or not then.value:
            return None
        if not rate:
            told = tell_difference(now, then, number, sign)
            return told if now.dimension == number.dimension and told.holds else None
        told = tell_growth(now, then, number, sign, None)
        near = abs(100 * moved / then.value - number.value) * _NEAR <= number.value
        return told if told.holds or near else None

    def _is_sure(self, mention: Mention, row: "_Row") -> bool:
        """Tell whether nothing but the row's growth can be meant: the sentence begins with its
        label, compares with the year before, and tells no other number.
        """
        said = self._sentence(mention)
        own = self.reading.by_passage[mention.passage]
        alone = len([m for m in own if m.sentence == mention.sentence]) == 1
        opens = re.match(rf"\W*(?:\d+[.)] )?{re.escape(row.label)} {_VERB}", said, re.I)
        return alone and opens is not None and _YEAR_BEFORE.search(said) is not None

    def _left(self, mention: Mention) -> list[Relation]:
        """Tell "lĩnh vực hộ tịch có 9 hồ sơ quá hạn" as what two columns of its row leave."""
        if not self.divided or not mention.number.is_exact:
            return []
        role = mention.role or role_of(self._sentence(mention), "")
        whole, part = _LEFT.get(role, ("", ""))
        if not whole:
            return []
        clause = re.split(r"[,;]", f"{mention.left}")[-1].lower()
        found = []
        for row in self.divided:
            one, two = row.by_role.get(whole), row.by_role.get(part)
            if one and two and row.named_in(clause) and one.value - two.value == mention.value:
                found.append(tell_difference(one, two, mention.number, 1))
        return found[:1] if len(found) == 1 else []

    def _sentence(self, mention: Mention) -> str:
        return self.reading.passages[mention.passage].sentence_text(mention.number.begin)


class _Row:
    """A row by its label, with the cells of now and of before."""

    def __init__(self, table: ReadTable, at: int):
        label = re.sub(r"^\W*(?:trong đó)?[\W\d]*", "", table.labels[at].lower()).strip(" *:.")
        self.label = re.sub(r"\s*\([^()]*\)", "", label)
        counts = [c for c in table.columns if not c.side and not c.is_rate]
        self.columns = [c for c in counts if not _PLAN.search(c.head)]
        self.at = at
        years = [max(_YEAR.findall(c.head), default="") for c in self.columns]
        self.years = dict(zip((c.place for c in self.columns), years, strict=True))
        self.latest = max(years, default="")
        cells = [(role_of(c.head, ""), c.cells[at]) for c in counts]
        self.by_role = {role: n for role, n in reversed(cells) if role and n is not None}

    @property
    def now(self) -> list[ReadNumber]:
        return [n for c in self.columns if not self._is_before(c) and (n := c.cells[self.at])]

    @property
    def is_of_year_before(self) -> bool:
        """Tell whether what was is of the year before, and not of the month or quarter."""
        before = [c.head for c in self.columns if self._is_before(c)]
        return all(_YEAR_BEFORE.search(head) or _YEAR.search(head) for head in before)

    def pairs(self) -> Iterator[tuple[ReadNumber, ReadNumber]]:
        """Return the cells of now with those of before."""
        before = [n for c in self.columns if self._is_before(c) and (n := c.cells[self.at])]
        yield from ((now, then) for now in self.now for then in before)

    def _is_before(self, column: ReadColumn) -> bool:
        year = self.years[column.place]
        return "before" in times_of(column.head) & OTHER_TIMES or bool(year and year < self.latest)

    def named_in(self, said: str) -> int:
        """Say how many words of its label a text has, in their order: all, or the first two and
        more; 0 where it does not name the row.
        """
        words = self.label.split()
        if len(self.label) < 5:
            return 0
        for count in range(len(words), 0, -1):
            if count < 2 and len(words) > 1:
                return 0
            if re.search(rf"(?<!\w){re.escape(' '.join(words[:count]))}(?!\w)", said):
                return count
        return 0
