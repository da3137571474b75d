"""The period that a report prints for a number: from which day, to which day, as printed."""

import re
from collections.abc import Sequence

from .mentions import Reading
from .numerals import ReadNumber
from .passages import Passage

PrintedWindow = tuple[str, str]
NO_WINDOW: PrintedWindow = ("", "")
_DAY = r"(\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4})"
_WINDOW = re.compile(
    rf"(?i:\btừ|\bkỳ(?: (?:số liệu|báo cáo|thống kê|tổng hợp))?(?: từ)?:?|\()\s?(?:ngày )?{_DAY}"
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
        self._noted = _periods_of_notes(reading.passages, self._found)

    def of(self, number: ReadNumber, expected: bool) -> PrintedWindow:
        """Return the period of a number: said in its sentence before it, or in a footnote whose
        mark stands behind it: in its sentence, or at the end of its paragraph.

        Where one is `expected`, as the figure had one before, also the nearest said earlier under
        the same heading, outside footnotes.
        """
        passage = self._passages[number.passage]
        own = [w for w in self._found.get(number.passage, ()) if w[0] < number.begin]
        sentence = passage.sentence_of(number.begin)
        if own and (expected or passage.sentence_of(own[-1][0]) == sentence):
            return own[-1][1]
        for at, window in self._noted.get(number.passage, ()):
            ends = not passage.text[at:].strip(" .;0123456789")
            if at > number.begin and (ends or passage.sentence_of(at - 1) == sentence):
                return window
        for place in range(number.passage - 1, -1, -1) if expected else ():
            other = self._passages[place]
            if other.section != passage.section:
                break
            if place in self._found and other.block.kind != "footnote":
                return self._found[place][-1][1]
        return NO_WINDOW


def _periods_of_notes(
    passages: Sequence[Passage], found: dict[int, list[tuple[int, PrintedWindow]]]
) -> dict[int, list[tuple[int, PrintedWindow]]]:
    """Give for passages where the mark of a footnote stands that tells a period, and the period."""
    notes = {
        passages[place].text.split(" ")[0]: windows[0][1]
        for place, windows in found.items()
        if passages[place].block.kind == "footnote"
    }
    called: dict[int, list[tuple[int, PrintedWindow]]] = {}
    for place, passage in enumerate(passages):
        if passage.block.kind == "footnote" or not notes:
            continue
        for mark in re.finditer(r"\^+", passage.marks):
            if window := notes.get(passage.text[mark.start() : mark.end()]):
                called.setdefault(place, []).append((mark.start(), window))
    return called


def _periods_in(passage: Passage) -> list[tuple[int, PrintedWindow]]:
    found = []
    for period in _WINDOW.finditer(passage.text):
        first, last = (period[1], period[2]) if period[1] else ("", period[3])
        tight = tuple(re.sub(r"\s", "", day) for day in (first, last))
        found.append((period.start(), (tight[0], tight[1])))
    return found
