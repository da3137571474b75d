"""The few words by which a figure is found again in the next report; never a sentence.

Of the words around a number only the nearest are kept, each once and in alphabetical order.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cchc.errors import InputError
from cchc.model.csv_rows import CsvFile
from cchc.model.places_read import CUE_COLUMNS, read_cue_rows
from cchc.model.problems import Problem, name_file

from .mentions import Reading
from .numerals import ReadNumber
from .tabular import read_tables

_WORDS_KEPT = (*CUE_COLUMNS[1:6], CUE_COLUMNS[-1])
_LEFT, _RIGHT, _TITLE, _NEAR = 8, 4, 6, 6
_WORD = re.compile(r"[^\W\d_]+")
# between a number and what it counts: they tell one number of a clause from no other
_LINKS_TEXT = "đạt chiếm bằng tỷ tỉ lệ là tương đương ứng với được và"
_LINKS = frozenset(_LINKS_TEXT.split())
CueWords = frozenset[str]


@dataclass(frozen=True)
class Cue:
    """Words left and right of a number, or of its row and column, and of its heading;
    `has_period` where the report prints a period of its own for the figure; `near` are those of
    its own clause, which no number beside it has: none in cells.
    """

    left: CueWords = frozenset()
    right: CueWords = frozenset()
    row: CueWords = frozenset()
    column: CueWords = frozenset()
    section: CueWords = frozenset()
    near: CueWords = frozenset()
    is_rate: bool = False
    has_period: bool = False

    @property
    def is_cell(self) -> bool:
        return bool(self.row or self.column)


def _nearest(text: str, most: int, from_end: bool) -> CueWords:
    words = [w.lower() for w in _WORD.findall(text)]
    return frozenset(words[-most:] if from_end else words[:most])


def cues_of(reading: Reading, numbers: Sequence[ReadNumber]) -> dict[str, Cue]:
    """Return the cue of each number, by its id."""
    titles = _titles(reading)
    near = _own_words(reading)
    cells: dict[str, tuple[str, str]] = {}
    for table in read_tables(reading.passages, reading.numbers):
        for column in table.columns:
            for label, number in zip(table.labels, column.cells, strict=True):
                if number is not None:
                    cells[number.id] = (label, f"{column.head} {column.side}")
    found = {}
    for number in numbers:
        passage = reading.passages[number.passage]
        section = titles.get(passage.section, frozenset())
        rate = number.unit == "%"
        if number.id in cells:
            label, head = cells[number.id]
            row, column = _label_words(label), _nearest(head, _LEFT, False)
            found[number.id] = Cue(row=row, column=column, section=section, is_rate=rate)
            continue
        left = passage.text[max(0, number.begin - 90) : number.begin]
        right = passage.text[number.begin + len(number.text) :][:60]
        found[number.id] = Cue(
            _nearest(left, _LEFT, True),
            _nearest(right, _RIGHT, False),
            section=section,
            near=near.get(number.id, frozenset()),
            is_rate=rate,
        )
    return found


def _own_words(reading: Reading) -> dict[str, CueWords]:
    """Give the words of each number's own clause; a number behind a link alone, as "(đạt 97%)", has
    those of the number before it.
    """
    found: dict[str, CueWords] = {}
    for mentions in reading.by_passage.values():
        before, sentence = frozenset(), -1
        for mention in mentions:
            if mention.sentence != sentence:
                before, sentence = frozenset(), mention.sentence
            left = _nearest(re.split(r"[,;.()]", mention.left)[-1], _NEAR, True)
            before = (left | _nearest(mention.right, _NEAR, False)) - _LINKS or before
            found[mention.number.id] = before
    return found


def name_words(name: str) -> CueWords:
    """Return all words of a name, as a cue holds them."""
    return frozenset(w.lower() for w in _WORD.findall(name))


def _label_words(label: str) -> CueWords:
    """Return the words of a row's label, with its number: "Phường 3" is not "Phường 5"."""
    return frozenset(re.findall(r"\w+", label.lower()))


def _titles(reading: Reading) -> dict[int, CueWords]:
    titles: dict[int, CueWords] = {}
    for passage in reading.passages:
        if passage.section and passage.section not in titles:
            titles[passage.section] = _nearest(passage.text, _TITLE, False)
    return titles


def with_cues(file: CsvFile, cues: Mapping[str, Cue], places: Mapping[str, str]) -> CsvFile:
    """Return cues.csv with the rows of these figures new, and the others as they are; `places`
    tell where each figure was read.
    """
    rows = {}
    for figure, cue in cues.items():
        words = {name: " ".join(sorted(getattr(cue, name))) for name in _WORDS_KEPT}
        period = "yes" if cue.has_period else ""
        told = {"figure": figure, "period": period, "place": places.get(figure, "")}
        rows[figure] = words | told
    known = {file.read(row)["figure"]: row.number for row in file.body}
    changed = {known[figure]: row for figure, row in rows.items() if figure in known}
    wider = file.widened([name for name in _WORDS_KEPT[-1:] if name not in file.names])
    return wider.changed(changed, [row for figure, row in rows.items() if figure not in known])


def read_cues(path: Path, rates: Iterable[str]) -> dict[str, Cue]:
    """Read the cues of a quarter; `rates` are the figures that are percentages.

    Raises InputError for a file that is no such table.
    """
    percent = set(rates)
    problems: list[Problem] = []
    rows = read_cue_rows(path, name_file(path), problems)
    if problems:
        raise InputError(problems)
    return {
        cells["figure"]: Cue(
            *(frozenset(cells.get(name, "").split()) for name in _WORDS_KEPT),
            is_rate=cells["figure"] in percent,
            has_period=cells.get("period") == "yes",
        )
        for cells in rows
    }


class Likeness:
    """How alike two cues are, from 0 to 1; rare words count more than common ones."""

    def __init__(self, cues: Iterable[Cue]):
        seen: Counter[str] = Counter()
        count = 0
        for cue in cues:
            count += 1
            words = (cue.left, cue.right, cue.row, cue.column, cue.section, cue.near)
            seen.update(frozenset().union(*words))
        self.worth = {w: 0.2 + math.log((1 + count) / (1 + times)) for w, times in seen.items()}
        self.most = 0.2 + math.log(1 + count)

    def __call__(self, one: Cue, two: Cue) -> float:
        if one.is_rate != two.is_rate:
            return 0.0
        if one.is_cell != two.is_cell:
            return 0.0
        section = self._shared(one.section, two.section)
        if one.is_cell:
            row, column = self._shared(one.row, two.row), self._shared(one.column, two.column)
            # another row is another unit, however alike the rest
            return 0.5 * row + 0.4 * column + 0.1 * section if row > 0.7 else 0.25 * row
        left, right = self._shared(one.left, two.left), self._shared(one.right, two.right)
        return 0.6 * left + 0.25 * right + 0.15 * section

    def own(self, one: Cue, two: Cue) -> float:
        """Compare by what tells a number from those beside it: row and column, or its clause."""
        if one.is_rate != two.is_rate or one.is_cell != two.is_cell:
            return 0.0
        if one.is_cell:
            return self(one, two)
        return self._shared(one.near, two.near) if one.near and two.near else 0.5

    def _shared(self, one: CueWords, two: CueWords) -> float:
        if not one and not two:
            return 1.0
        total = sum(self.worth.get(w, self.most) for w in one | two)
        return sum(self.worth.get(w, self.most) for w in one & two) / total if total else 0.0
