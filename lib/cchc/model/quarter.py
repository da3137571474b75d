"""The quarter a report speaks of, and its statutory reporting window."""

import re
from dataclasses import dataclass
from datetime import date

ROMAN = ("I", "II", "III", "IV")


class QuarterError(ValueError):
    """The text does not name a quarter."""


@dataclass(frozen=True, order=True)
class Quarter:
    """A calendar quarter, written `2024Q1`.

    The form that a local authority files closes on the 14th: its quarter runs from the 15th of the month
    before the quarter to the 14th of the quarter's last month (Decision 40/2019/QĐ-UBND of Bà Rịa - Vũng Tàu
    under Decree 09/2019/NĐ-CP). Public finance alone uses the calendar quarter.
    """

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> "Quarter":
        """Read '2024Q1'. Raises QuarterError for anything else, naming the text."""
        found = re.fullmatch(r"([1-9]\d{3})Q([1-4])", str(text), re.ASCII)
        if not found:
            raise QuarterError(f"{text!r} is not a quarter; write the year, Q and 1 to 4, such as 2024Q1")
        return cls(int(found[1]), int(found[2]))

    @property
    def start(self) -> date:
        """First day of the statutory window."""
        month = 3 * self.number - 3
        return date(self.year, month, 15) if month else date(self.year - 1, 12, 15)

    @property
    def end(self) -> date:
        """Last day of the statutory window."""
        return date(self.year, 3 * self.number, 14)

    @property
    def share_of_year(self) -> float:
        """Share of the calendar year that has passed when the quarter ends: the yardstick for yearly plans."""
        return self.number / 4

    @property
    def label(self) -> str:
        """'Quý I năm 2024'."""
        return f"Quý {ROMAN[self.number - 1]} năm {self.year}"

    def next(self) -> "Quarter":
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    def previous(self) -> "Quarter":
        return Quarter(self.year - (self.number == 1), (self.number - 2) % 4 + 1)

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"
