"""Find facts printed twice, and what "hơn", "gần", "tối thiểu" say of a figure printed elsewhere.

Equal numbers are one fact where they are large or precise enough not to meet by accident, or where
the same is said of both. Unequal ones are one fact misprinted where the row and column of a table
are named, or where the same is said of both and one is the other with two digits changed places or
one digit wrong.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from .dividing import head_of, is_one_slip
from .mentions import Mention, Reading, content_words
from .relations import Relation, bound_holds
from .roles import role_of
from .tabular import ReadTable
from .telling import tell_bound, tell_repeat

_OTHER_TIME = re.compile(
    r"cùng kỳ|(?:quý|tháng|năm|kỳ) trước|năm ngoái|lũy kế|luỹ kế|từ đầu năm|so với"
    r"|kế hoạch|chỉ tiêu|dự kiến|phấn đấu",
    re.I,
)
_PERIOD = re.compile(r"quý (?:IV|I{1,3}|\d)\b|tháng \d+|\d+ tháng|(?:sáu|chín) tháng", re.I)
_GOAL = re.compile(
    r"(?:(?P<above>vượt|cao hơn)|(?P<below>thấp hơn|chưa đạt|không đạt))(?: so với)? "
    r"(?:mức|chỉ tiêu|mục tiêu|kế hoạch|yêu cầu|ngưỡng)[^,.;\d]{0,60}\(?$",
    re.I,
)
_LARGE = 1000


class Repeats:
    """The repeats and bounds of a reading."""

    def __init__(self, reading: Reading, tables: Sequence[ReadTable], relations: list[Relation]):
        self.reading, self.tables = reading, tables
        self.settled = {n.id for r in relations if r.holds for n in r.numbers}
        self.told = {frozenset(n.id for n in r.numbers) for r in relations}
        self.bounded = {r.anchor.id for r in relations if r.kind == "bound"}
        self.found: list[Relation] = []
        self.cell_columns: dict[tuple[int, int], tuple[int, int]] = {}
        opening = " ".join(p.text for p in reading.passages[:8])
        self.period = {p.lower() for p in _PERIOD.findall(opening)[:1]}
        self._in_tables()
        self._in_text()
        self._bounds()
        self._goals()

    # text and tables

    def _in_tables(self) -> None:
        for mention in self.reading.mentions:
            if mention.number.qualifier in ("from", "to"):
                continue
            for place, table in enumerate(self.tables):
                if self._in_table(mention, place, table):
                    break

    def _in_table(self, mention: Mention, place: int, table: ReadTable) -> bool:
        clause = self._clause(mention)
        named = [row for row, label in enumerate(table.labels) if _names(clause, label, table)]
        rate = mention.number.unit == "%"
        columns = [c for c in table.columns if c.is_rate == rate]
        for row in named:
            for column in columns:
                cell = column.cells[row]
                if cell is not None and cell.value == mention.value and _weighty(mention, cell):
                    self._add(tell_repeat(cell, mention.number))
                    self.cell_columns[mention.passage, mention.sentence] = (place, column.place)
                    return True
        for row in table.totals or (len(table.labels) - 1,):
            for column in columns:
                cell = column.cells[row]
                equal = cell is not None and cell.value == mention.value
                if (
                    equal
                    and (mention.value >= 10 or cell.decimals)
                    and self._agree(mention, column.head)
                ):
                    self._add(tell_repeat(cell, mention.number))
                    return True
        if not rate and mention.value >= _LARGE and self._anywhere(mention, table, columns):
            return True
        if not rate and self._total_misprinted(mention, table, columns):
            return True
        return not rate and self._misprinted(mention, place, table, named, columns)

    def _anywhere(self, mention, table, columns) -> bool:
        """Tell a large number that a cell prints, too, whose labels share a word with it."""
        passage = self.reading.passages[mention.passage]
        said = mention.words | content_words(passage.sentence_text(mention.number.begin))
        for column in columns:
            for label, cell in zip(table.labels, column.cells, strict=True):
                same = cell is not None and cell.value == mention.value
                if same and content_words(f"{label} {column.head}") & said:
                    self._add(tell_repeat(cell, mention.number))
                    return True
        return False

    def _total_misprinted(self, mention, table, columns) -> bool:
        """Tell a total that the text prints with one slip of the keys."""
        if not mention.role or mention.value < 100 or mention.number.qualifier:
            return False
        if _OTHER_TIME.search(mention.left + mention.right):
            return False
        for row in table.totals:
            for column in columns:
                cell = column.cells[row]
                same = cell is not None and role_of(column.head, "") == mention.role
                if same and is_one_slip(cell.text, mention.number.text):
                    self._add(tell_repeat(cell, mention.number))
                    return True
        return False

    def _misprinted(self, mention, place, table, named, columns) -> bool:
        """Tell a number that a named row and column print otherwise."""
        if len(named) != 1 or mention.number.qualifier or mention.value < 10:
            return False
        row = named[0]
        known = self.cell_columns.get((mention.passage, mention.sentence))
        for column in columns:
            cell = column.cells[row]
            if cell is None or cell.value == mention.value:
                continue
            # "xã Đại Lộc ít nhất, 483 hồ sơ" beside another row of the same column
            same_column = known == (place, column.place) and (
                self._agree(mention, column.head) or _is_proper(table.labels[row])
            )
            if same_column or (
                is_one_slip(cell.text, mention.number.text) and self._agree(mention, column.head)
            ):
                self._add(tell_repeat(cell, mention.number))
                return True
        return False

    def _clause(self, mention: Mention) -> str:
        """Return the words since the number before, which name what a number is of."""
        lead = self.reading.passages[mention.passage].text[: mention.number.begin]
        return (mention.left if mention.left.strip(" (") else lead[-60:]) + " " + mention.right

    def _agree(self, mention: Mention, head: str) -> bool:
        """Tell whether a column's head speaks of what the number counts."""
        unit = mention.number.unit.split()[:2]
        head = head.lower()
        if mention.number.unit == "%":
            return bool({w for w in mention.words if w in head})
        return bool(unit) and (
            " ".join(unit) in head
            or unit[0] in head.split()
            or bool({w for w in mention.words if w in head})
        )

    # text and text

    def _in_text(self) -> None:
        exact = [m for m in self.reading.mentions if _stands_alone(m)]
        seen: dict[tuple, list[Mention]] = {}
        for mention in exact:
            key = (mention.value, mention.number.dimension)
            for earlier in seen.get(key, []):
                if self._same_fact(earlier, mention):
                    self._add(tell_repeat(earlier.number, mention.number))
                    break
            seen.setdefault(key, []).append(mention)
        for place, mention in enumerate(exact):
            taken_up = mention.value >= 100 and _goes_back(mention)
            large = mention.value >= _LARGE or taken_up
            if large and mention.number.id not in self.settled:
                self._slip(mention, exact[:place] + exact[place + 1 :])

    def _same_fact(self, one: Mention, two: Mention) -> bool:
        if one.role != two.role and one.role and two.role:
            return False
        beside = one.passage == two.passage and one.sentence == two.sentence
        apart = beside and ";" in self.reading.text_between(one, two)
        if beside and one.group == two.group and not apart:
            return False
        if {one.number.pair, two.number.pair} == {"over", "under"}:
            return False
        if one.number.unit == "%":
            shared = one.words & two.words
            return one.value not in (0, 100) and one.number.decimals > 0 and len(shared) > 0
        heads = head_of(one), head_of(two)
        uneven = one.value >= _LARGE and one.value % 100 != 0
        uneven = uneven or (two.number.pair == "under" and one.value >= 100 and one.value % 10 != 0)
        people = any(head.split()[:1] == ["người"] for head in heads) and one.value >= 100
        loose = uneven or people
        if heads[0] != heads[1] and one.number.dimension == "" and all(heads) and not loose:
            return False
        if one.number.dimension == "đồng" or one.value >= _LARGE:
            return True
        least = 10 if two.number.pair == "under" and one.passage == two.passage else 20
        if (heads[0] == heads[1] != "" or uneven) and one.value >= least and _goes_back(two):
            return True
        alike = heads[0] == heads[1] or "người" in (heads[0].split()[:1] + heads[1].split()[:1])
        if all(heads) and alike and one.value >= 100 and one.section == two.section:
            return True
        if one.passage == two.passage and one.value >= 20 and two.number.pair and not heads[1]:
            return True  # "xảy ra 186 vụ …, giảm 24 vụ (186/210)"
        shared = one.words & two.words
        said = one.role == two.role and one.role != ""
        near = one.passage == two.passage and said and one.value >= 10
        return (one.value >= 20 or near) and heads[0] != "" and (said or len(shared) > 1)

    def _slip(self, mention: Mention, others: Sequence[Mention]) -> None:
        """Tell a large number that is another of the same subject with a slip of the keys."""
        if _OTHER_TIME.search(mention.left + mention.right):
            return
        for other in others:
            if other.number.dimension != mention.number.dimension or other.value == mention.value:
                continue
            if head_of(other) != head_of(mention) or other.number.id not in self.settled:
                continue
            if _OTHER_TIME.search(other.left + other.right) or not self._same_time(other, mention):
                continue
            shared = other.words & mention.words
            smaller = min(len(other.words), len(mention.words)) or 1
            if mention.value < _LARGE:
                swapped = sorted(other.number.text) == sorted(mention.number.text)
                if swapped and is_one_slip(other.number.text, mention.number.text):
                    self._add(tell_repeat(other.number, mention.number))
                    return
                continue
            alike = other.role == mention.role and (other.role or len(shared) * 2 >= smaller > 1)
            if alike and is_one_slip(other.number.text, mention.number.text):
                self._add(tell_repeat(other.number, mention.number))
                return

    def _same_time(self, one: Mention, two: Mention) -> bool:
        """Tell whether both speak of one period; what names none speaks of the report's."""
        named = [self._periods(one), self._periods(two)]
        if all(named):
            return bool(named[0] & named[1])
        return not any(named) or any(n and n <= self.period for n in named)

    def _periods(self, mention: Mention) -> set[str]:
        return {p.lower() for p in _PERIOD.findall(mention.left + mention.right)}

    # bounds

    def _bounds(self) -> None:
        for bound in self.reading.mentions:
            qualified = bound.number.qualifier in ("over", "under", "about", "least", "most")
            if not qualified or bound.number.id in self.bounded:
                continue
            if exact := self._held(bound):
                self.found.append(tell_bound(exact.number, bound.number))
            elif bound.number.unit == "%":
                self._rate_bound(bound)
            else:
                self._count_bound(bound)

    def _held(self, bound: Mention) -> Mention | None:
        """Return the exact number in brackets behind "gần 1,2 triệu hồ sơ"."""
        own = self.reading.by_passage[bound.passage]
        after = own[own.index(bound) + 1 :][:1]
        if not after or after[0].number.dimension != bound.number.dimension:
            return None
        gap = self.reading.text_between(bound, after[0])
        held = re.fullmatch(r"[^.;,:()\d]{0,25}\(\s*", gap)
        return after[0] if held and not after[0].number.qualifier else None

    def _goals(self) -> None:
        """Tell "đạt 98%, vượt chỉ tiêu 95%"."""
        for goal in self.reading.mentions:
            said = _GOAL.search(goal.left)
            if said and goal.number.unit == "%" and not goal.number.qualifier:
                qualifier = "least" if said["above"] else "most"
                number = replace(goal.number, qualifier=qualifier)
                self._rate_bound(replace(goal, number=number))

    def _rate_bound(self, bound: Mention) -> None:
        """Tell "đạt 73,7%, vượt mức tối thiểu 70%"."""
        own = self.reading.by_passage[bound.passage]
        before = [m for m in own if m.number.begin < bound.number.begin and m.number.unit == "%"]
        if not before or before[-1].sentence != bound.sentence or before[-1].number.qualifier:
            return
        gap = self.reading.text_between(before[-1], bound)
        tied = re.search(r"vượt|cao hơn|trên|đạt|đảm bảo|bảo đảm|thấp hơn|dưới|không", gap)
        other = re.search(r"[;.]|tăng|giảm|tỷ lệ|dự kiến|phấn đấu|cả năm", gap)
        if tied and len(gap) < 90 and not other:
            self.found.append(tell_bound(before[-1].number, bound.number))

    def _count_bound(self, bound: Mention) -> None:
        if bound.number.qualifier in ("least", "most"):
            return
        same = [
            m
            for m in self.reading.mentions
            if m is not bound
            and m.number.dimension == bound.number.dimension
            and head_of(m) == head_of(bound)
            and head_of(m)
            and not m.number.qualifier
        ]
        role = [m for m in same if m.role == bound.role and m.role and m.section == bound.section]
        totals = self.reading.totals_named(bound.number.unit.split()[:2])
        near = [m for m in totals if m.section == bound.section]
        fitting = [m for m in (*role, *near) if bound_holds(m.value, bound.number)]
        if fitting:
            self.found.append(tell_bound(fitting[0].number, bound.number))
        elif role and bound.number.qualifier != "about" and self._asserts(bound):
            nearest = max(role, key=lambda m: (m.number.start < bound.number.start, m.number.start))
            self.found.append(tell_bound(nearest.number, bound.number))

    def _asserts(self, bound: Mention) -> bool:
        """Tell whether the whole of what is counted is meant: "quý này có tới hơn 70 …"."""
        return re.search(
            r"(?:có|là|tới|đến|nhận|được|đạt)(?: có| tới| đến)?\s*(?:hơn|trên|gần)\s*$", bound.left
        ) is not None and not _OTHER_TIME.search(bound.left.replace("quý này", ""))

    def _add(self, relation: Relation) -> None:
        names = frozenset(n.id for n in relation.numbers)
        if names not in self.told and len(names) == 2:
            self.told.add(names)
            self.found.append(relation)


def _is_proper(label: str) -> bool:
    """Tell a proper name: its last word has a capital."""
    words = label.strip(" *:.").split()
    return len(words) > 1 and words[-1][:1].isupper()


def _goes_back(mention: Mention) -> bool:
    """Tell "trong 386 thủ tục" and "386 thủ tục nói trên", which take up what was told."""
    if mention.number.pair == "under":
        return True
    back = r"(?:trong|trên|của|với|cả)(?: tổng)?(?: số)?\s*$"
    return (
        re.search(back, mention.left, re.I) is not None
        or re.search(r"\b(?:nói trên|nêu trên|trên|này|đó)\b", mention.right[:40]) is not None
    )


def _stands_alone(mention: Mention) -> bool:
    return not mention.number.qualifier and not mention.cell


def _weighty(mention: Mention, cell) -> bool:
    return mention.value >= 10 or cell.decimals > 0


def _names(clause: str, label: str, table: ReadTable) -> bool:
    """Tell whether words name a row: its whole label, and no longer label that holds it."""
    label = label.strip(" *:.")
    if len(label) < 4:  # "khoa Nhi": a short label must be written alike
        return len(label) > 1 and re.search(rf"(?<!\w){re.escape(label)}(?!\w)", clause) is not None
    label = label.lower()
    clause = clause.lower()
    if re.search(rf"(?<!\w){re.escape(label)}(?!\w)", clause) is None:
        return False
    longer = [o.lower() for o in table.labels if len(o) > len(label) and label in o.lower()]
    return not any(o in clause for o in longer)
