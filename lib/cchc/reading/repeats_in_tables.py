"""Find what the text and a table nearby both print: equal where row or column are named, misprinted
where one is the other with a slip of the keys.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence

from .dividing import is_one_slip
from .mentions import Mention, Reading, content_words
from .relations import Relation
from .repeats import OTHER_TIME
from .roles import role_of
from .tabular import ReadTable
from .telling import tell_repeat

_LARGE = 1000
# how many tables before and behind a sentence may print the same
_TABLES_BACK, _TABLES_AHEAD = 8, 4


class RepeatsInTables:
    """The repeats of a reading's text and its tables; `told` says which pairs are known, `settled`
    which numbers a relation confirms.
    """

    def __init__(
        self,
        reading: Reading,
        tables: Sequence[ReadTable],
        told: set[frozenset[str]],
        settled: set[str],
    ):
        self.reading, self.tables, self.told, self.settled = reading, tables, told, settled
        self.found: list[Relation] = []
        self.cell_columns: dict[tuple[int, int], tuple[int, int]] = {}
        self.labels = [[o.strip(" *:.").lower() for o in table.labels] for table in tables]
        cells = [[n for c in t.columns for n in c.cells if n is not None] for t in tables]
        self.values = [{n.value for n in own} for own in cells]
        self.roles = [{c.head: role_of(c.head, "") for c in t.columns} for t in tables]
        self._search()

    def _search(self) -> None:
        starts = [
            min(n.start for column in table.columns for n in column.cells if n is not None)
            for table in self.tables
        ]
        for mention in self.reading.mentions:
            if mention.number.qualifier in ("from", "to"):
                continue
            at = bisect_left(starts, mention.number.start)
            for place in range(max(0, at - _TABLES_BACK), min(len(starts), at + _TABLES_AHEAD)):
                if self._in_table(mention, place, self.tables[place]):
                    break

    def _in_table(self, mention: Mention, place: int, table: ReadTable) -> bool:
        clause = self._clause(mention)
        said = clause.lower()
        held = [row for row, label in enumerate(self.labels[place]) if label in said]
        equal = mention.value in self.values[place]
        named = [row for row in held if _names(clause, table.labels[row], table)]
        rate = mention.number.unit == "%"
        columns = [c for c in table.columns if c.is_rate == rate]
        for row in named if equal else ():
            for column in columns:
                cell = column.cells[row]
                if cell is not None and cell.value == mention.value and _weighty(mention, cell):
                    self._add(tell_repeat(cell, mention.number))
                    self.cell_columns[mention.passage, mention.sentence] = (place, column.place)
                    return True
        for row in (table.totals or (len(table.labels) - 1,)) if equal else ():
            for column in columns:
                cell = column.cells[row]
                same = cell is not None and cell.value == mention.value
                if (
                    same
                    and (mention.value >= 10 or cell.decimals)
                    and self._agree(mention, column.head)
                ):
                    self._add(tell_repeat(cell, mention.number))
                    return True
        large = not rate and equal and mention.value >= _LARGE
        if large and self._anywhere(mention, table, columns):
            return True
        if not rate and self._total_misprinted(mention, place, columns):
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

    def _total_misprinted(self, mention, place, columns) -> bool:
        """Tell a total that the text prints with one slip of the keys."""
        if mention.value < 100 or mention.number.qualifier:
            return False
        if OTHER_TIME.search(mention.left + mention.right):
            return False
        for row in self.tables[place].totals:
            for column in columns:
                cell = column.cells[row]
                if cell is None or cell.value == mention.value:
                    continue
                if not is_one_slip(cell.text, mention.number.text):
                    continue
                role = mention.role and self.roles[place][column.head] == mention.role
                if role or self._says_head(mention, cell, column.head):
                    self._add(tell_repeat(cell, mention.number))
                    return True
        return False

    def _says_head(self, mention: Mention, cell, head: str) -> bool:
        """Tell whether the words before a number of many digits are those of a column's head, and
        nothing else explains it.
        """
        digits = len(re.sub(r"\D", "", cell.text))
        words = content_words(head)
        fresh = mention.number.id not in self.settled and digits > 3
        return fresh and bool(words) and words <= mention.words

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

    def _add(self, relation: Relation) -> None:
        names = frozenset(n.id for n in relation.numbers)
        if names not in self.told and len(names) == 2:
            self.told.add(names)
            self.found.append(relation)


def _is_proper(label: str) -> bool:
    """Tell a proper name: its last word has a capital."""
    words = label.strip(" *:.").split()
    return len(words) > 1 and words[-1][:1].isupper()


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
