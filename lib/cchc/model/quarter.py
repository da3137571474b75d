"""The quarter a report speaks of, and its statutory reporting window."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cchc.errors import InputError, QuarterError
from cchc.language import say

from .problems import Problem

ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True, order=True)
class Quarter:
    """A calendar quarter, written `2024Q1`.

    The form that a local authority files closes on the 14th: its quarter runs from the 15th of the
    month before the quarter to the 14th of the quarter's last month (Decision 40/2019/QĐ-UBND of Bà
    Rịa - Vũng Tàu under Decree 09/2019/NĐ-CP). Public finance alone uses the calendar quarter.
    """

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> "Quarter":
        """Read '2024Q1'. Raises QuarterError for anything else, naming the text."""
        found = re.fullmatch(r"([1-9]\d{3})Q([1-4])", str(text), re.ASCII)
        if not found:
            raise QuarterError(
                say(
                    "{text} is not a quarter; write the year, Q and 1 to 4, such as 2024Q1",
                    text=repr(text),
                )
            )
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
        """Share of the calendar year that has passed when the quarter ends: the yardstick for
        yearly plans.
        """
        return self.number / 4

    @property
    def label(self) -> str:
        """'quý I năm 2024', as it stands inside a sentence."""
        return f"quý {ROMAN[self.number - 1]} năm {self.year}"

    @property
    def heading(self) -> str:
        """'Quý I năm 2024', as it stands alone or first."""
        return f"Quý {ROMAN[self.number - 1]} năm {self.year}"

    @property
    def short_label(self) -> str:
        """'quý I/2024'."""
        return f"quý {ROMAN[self.number - 1]}/{self.year}"

    def next(self) -> "Quarter":
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    def previous(self) -> "Quarter":
        return Quarter(self.year - (self.number == 1), (self.number - 2) % 4 + 1)

    def year_before(self) -> "Quarter":
        return Quarter(self.year - 1, self.number)

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"


def find_quarters(data: Path) -> list[Quarter]:
    """List the quarters that have a folder in `data`, oldest first."""
    if not data.is_dir():
        says = say("the data folder is missing; name it with --data or the parameter `data`")
        raise InputError([Problem(str(data), says)])
    names = [p.name for p in data.iterdir() if p.is_dir()]
    return sorted(Quarter.parse(name) for name in names if _is_quarter(name))


def _is_quarter(name: str) -> bool:
    try:
        Quarter.parse(name)
    except QuarterError:
        return False
    return True
