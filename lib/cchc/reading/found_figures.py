"""A figure as it was found in a report."""

import re
from dataclasses import dataclass

from .numerals import ReadNumber
from .windows import NO_WINDOW, PrintedWindow


@dataclass(frozen=True)
class FoundFigure:
    """A figure found in the report: how it is printed, where, and how sure that is (0 to 1)."""

    figure: str
    printed: str
    number: ReadNumber
    place: str
    confidence: float
    window: PrintedWindow = NO_WINDOW

    def as_json(self) -> dict:
        """Return what the command line prints of it."""
        return {
            "figure": self.figure,
            "printed": self.printed,
            "start": self.number.start,
            "place": self.place,
            "confidence": round(self.confidence, 2),
        }


def printed_of(number: ReadNumber) -> str:
    """Return a number as figures.csv holds it: digits, and % where it is printed."""
    digits = re.match(r"[\d.,]+", number.text)[0].rstrip(".,")
    return digits + ("%" if "%" in number.text else "")
