"""The quarter a report is filed in, what period it is for, and the window of that period."""

import os
import re
from calendar import monthrange
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import total_ordering
from pathlib import Path

from cchc.errors import InputError, QuarterError
from cchc.language import say

from .problems import Problem

ROMAN = ("I", "II", "III", "IV")
QUARTERLY = "Q"
# how many months each kind of period takes, and what it is called; a month is named by its number
_MONTHS = {QUARTERLY: 3, "H1": 6, "H2": 6, "N9": 9, "Y": 12}
_NOUNS = {QUARTERLY: "quý", "H1": "6 tháng", "H2": "6 tháng", "N9": "9 tháng", "Y": "năm"}
# how a period is written, and with it the folder of its report
PERIOD_NAME = r"[1-9][0-9]{3}(?:Q[1-4]|M0[1-9]|M1[0-2]|H1|H2|N9|Y)"
# a window closes on the 14th of its last month, as Decree 09/2019/NĐ-CP has it for periodic
# reports, unless the catalogue's periods.toml says otherwise
CLOSES = 14
END_OF_MONTH = 31


@total_ordering
@dataclass(frozen=True)
class Quarter:
    """A calendar quarter, written `2024Q1`: the name of a folder, and when a report is filed.

    A report may be for another period that ends with the quarter or within it: `covers` is Q for
    the quarter, H1, H2, N9 (nine months), Y, or M and a month. A folder may be named by such a
    period, `2024M03`: then `named` is its M03, and the one before it is 2024M02. By default a
    window runs from the 15th of the month before it to the 14th of its last month; public finance
    alone uses the calendar. Two are the same that name one folder, whatever they cover.
    """

    year: int
    number: int
    covers: str = field(default=QUARTERLY, compare=False)
    closes: int = field(default=CLOSES, compare=False)
    window: tuple[date, date] | None = field(default=None, compare=False)
    named: str = ""

    @classmethod
    def parse(cls, text: str) -> "Quarter":
        """Read '2024Q1', or a period such as '2024M03'.

        Raises QuarterError for anything else, naming the text.
        """
        if not re.fullmatch(PERIOD_NAME, str(text)):
            raise QuarterError(
                say(
                    "{text} is not a quarter; write the year, Q and 1 to 4, such as 2024Q1, or"
                    " 2024M03 for a month, 2024H1, 2024N9 and 2024Y for six and nine months and"
                    " the year",
                    text=repr(text),
                )
            )
        year, name = int(text[:4]), text[4:]
        if name.startswith(QUARTERLY):
            return cls(year, int(name[1]))
        return cls(year, (_last_month(name) + 2) // 3, name, named=name)

    def covering(self, period: str) -> "Quarter":
        """Give this quarter as that of a report for a period such as '2024H1'.

        Raises QuarterError for a text that is no period, and for one that does not end in it.
        """
        asked = Quarter.parse(period)
        if (asked.year, asked.number) != (self.year, self.number) or (
            self.named and asked.named != self.named
        ):
            raise QuarterError(
                say("{period} does not end in the quarter {quarter}", period=period, quarter=self)
            )
        return replace(self, covers=asked.covers)

    def __lt__(self, other: "Quarter") -> bool:
        return self._order < other._order

    @property
    def _order(self) -> tuple[int, int, int]:
        """By the month in which the folder's period ends; of two, the longer comes after."""
        if not self.named:
            return self.year, 3 * self.number, _MONTHS[QUARTERLY]
        return self.year, _last_month(self.named), _MONTHS.get(self.named, 1)

    @property
    def kind(self) -> str:
        """Q, M, H, N or Y: only periods of one kind are set against each other."""
        return self.covers[0]

    @property
    def period(self) -> str:
        """The key of the period, such as '2024H1'."""
        name = f"{QUARTERLY}{self.number}" if self.covers == QUARTERLY else self.covers
        return f"{self.year}{name}"

    @property
    def last_month(self) -> int:
        return 3 * self.number if self.covers == QUARTERLY else _last_month(self.covers)

    @property
    def months(self) -> int:
        """How many months the period takes."""
        return _MONTHS.get(self.covers, 1)

    @property
    def start(self) -> date:
        """First day of the statutory window."""
        if self.window:
            return self.window[0]
        return _closing(self.year, self.last_month - self.months, self.closes) + timedelta(days=1)

    @property
    def end(self) -> date:
        """Last day of the statutory window."""
        return self.window[1] if self.window else _closing(self.year, self.last_month, self.closes)

    @property
    def calendar(self) -> tuple[date, date]:
        """First and last day of the period by the calendar."""
        before = _closing(self.year, self.last_month - self.months, END_OF_MONTH)
        return before + timedelta(days=1), _closing(self.year, self.last_month, END_OF_MONTH)

    @property
    def share_of_year(self) -> float:
        """Share of the calendar year that has passed when the period ends: the yardstick for
        yearly plans.
        """
        return self.last_month / 12

    @property
    def noun(self) -> str:
        """What kind of period it is: 'quý', '6 tháng'."""
        return _NOUNS.get(self.covers, "tháng")

    @property
    def label(self) -> str:
        """'quý I năm 2024', '6 tháng đầu năm 2024', as it stands inside a sentence."""
        return f"{self._period} năm {self.year}" if self.covers != "Y" else f"năm {self.year}"

    @property
    def heading(self) -> str:
        """'Quý I năm 2024', as it stands alone or first."""
        return self.label[:1].upper() + self.label[1:]

    @property
    def short_label(self) -> str:
        """'quý I/2024'."""
        return f"{self._period}/{self.year}" if self.covers in _SHORT else self.label

    @property
    def _period(self) -> str:
        if self.covers == QUARTERLY:
            return f"quý {ROMAN[self.number - 1]}"
        half = {"H1": "6 tháng đầu", "H2": "6 tháng cuối", "N9": "9 tháng đầu"}
        return half.get(self.covers) or f"tháng {self.last_month}"

    def next(self) -> "Quarter":
        return self._step(1)

    def previous(self) -> "Quarter":
        return self._step(-1)

    def year_before(self) -> "Quarter":
        """Give the same period a year earlier."""
        then = Quarter.parse(f"{self.year - 1}{str(self)[4:]}")
        return replace(then, covers=self.covers, closes=self.closes)

    def _step(self, by: int) -> "Quarter":
        """Go to the next or last period of this kind."""
        name = str(self)[4:]
        if name[1:] and name[0] in _A_YEAR:
            count = _A_YEAR[name[0]]
            at = count * self.year + int(name[1:]) - 1 + by
            number = f"{at % count + 1:02d}"[-len(name[1:]) :]
            return Quarter.parse(f"{at // count}{name[0]}{number}")
        return Quarter.parse(f"{self.year + by}{name}")

    def before(self) -> "Quarter":
        """Give the quarter in which the period before this one ended."""
        if self.named:
            return self.previous()
        month = self.last_month - self.months
        return Quarter(self.year, (month + 2) // 3) if month > 0 else Quarter(self.year - 1, 4)

    def __str__(self) -> str:
        return f"{self.year}{self.named or QUARTERLY + str(self.number)}"


# how many of a kind a year has, where more than one
_A_YEAR = {QUARTERLY: 4, "M": 12, "H": 2}
_SHORT = (QUARTERLY, *(f"M{month:02d}" for month in range(1, 13)))


def _last_month(covers: str) -> int:
    return int(covers[1:]) if covers[0] == "M" else {"H1": 6, "H2": 12, "N9": 9, "Y": 12}[covers]


def _closing(year: int, month: int, day: int) -> date:
    """Give the day on which windows close in a month; 0 and less are months of the year before."""
    year, month = (year, month) if month > 0 else (year - 1, month + 12)
    last = monthrange(year, month)[1]
    return date(year, month, min(day, last))


def find_quarters(data: Path) -> list[Quarter]:
    """List the quarters that have a folder in `data`, oldest first."""
    if not data.is_dir():
        says = say(
            "there is no such data folder in {here}; mend its name behind --data (in a notebook:"
            " the parameter `data`), or leave --data out to take data/ of the project",
            here=Path(os.path.abspath(data)).parent,
        )
        raise InputError([Problem(str(data), says)])
    names = [p.name for p in data.iterdir() if p.is_dir()]
    return sorted(Quarter.parse(name) for name in names if _is_quarter(name))


def _is_quarter(name: str) -> bool:
    try:
        Quarter.parse(name)
    except QuarterError:
        return False
    return True
