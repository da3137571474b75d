"""The period that a report prints for a number: from which day, to which day, as printed."""

import re

from .mentions import Reading
from .numerals import ReadNumber
from .passages import Passage

PrintedWindow = tuple[str, str]
NO_WINDOW: PrintedWindow = ("", "")
_DAY = r"(\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4})"
_WINDOW = re.compile(
    rf"(?i:\btừ|\bkỳ|\()\s?(?:ngày )?{_DAY}"
    rf"\s?(?:(?:năm )?(?:đến|tới)(?: hết)?|-|–)\s?(?:ngày )?{_DAY}"
    rf"|(?i:\b(?:tính |lũy kế |tổng hợp )?(?:đến|tới)(?: hết)?) ngày {_DAY}"
)


class PeriodsRead:
    """The periods that stand in a document, and which of them a number is told of."""

    def __init__(self, reading: Reading) -> None:
        self._passages = reading.passages
        self._found: dict[int, list[tuple[int, PrintedWindow]]] = {}
        for place, passage in enumerate(reading.passages):
            if windows := _periods_in(passage):
                self._found[place] = windows

    def of(self, number: ReadNumber, expected: bool) -> PrintedWindow:
        """Return the period of a number: said in its sentence before it.

        Where one is `expected`, as the figure had one before, also the nearest said earlier under
        the same heading, outside footnotes.
        """
        passage = self._passages[number.passage]
        own = [w for w in self._found.get(number.passage, ()) if w[0] < number.begin]
        sentence = passage.sentence_of(number.begin)
        if own and (expected or passage.sentence_of(own[-1][0]) == sentence):
            return own[-1][1]
        for place in range(number.passage - 1, -1, -1) if expected else ():
            other = self._passages[place]
            if other.section != passage.section:
                break
            if place in self._found and other.block.kind != "footnote":
                return self._found[place][-1][1]
        return NO_WINDOW


def _periods_in(passage: Passage) -> list[tuple[int, PrintedWindow]]:
    found = []
    for period in _WINDOW.finditer(passage.text):
        first, last = (period[1], period[2]) if period[1] else ("", period[3])
        tight = tuple(re.sub(r"\s", "", day) for day in (first, last))
        found.append((period.start(), (tight[0], tight[1])))
    return found
