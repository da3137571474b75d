"""What an authority's reports are for: which period each of a year covers, when windows close."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from cchc.errors import QuarterError
from cchc.language import say

from .numbers import FigureError, parse_date
from .problems import Problem
from .quarter import CLOSES, END_OF_MONTH, QUARTERLY, Quarter
from .toml_yaml import read_toml

PERIODS_FILE = "periods.toml"
_KINDS = (QUARTERLY, "H1", "H2", "N9", "Y")


@dataclass(frozen=True)
class Periods:
    """The rule of an authority: the day on which windows close, and for each of the year's four
    reports what it covers.
    """

    closes: int = CLOSES
    reports: tuple[str, ...] = (QUARTERLY,) * 4

    def place(self, quarter: Quarter) -> Quarter:
        """Give a quarter with the period and the window that its report has by this rule."""
        if quarter.named:  # the folder says it
            return replace(quarter, closes=self.closes)
        covers = self.reports[quarter.number - 1]
        key = f"{quarter.year}{covers}" + str(quarter.number) * (covers == QUARTERLY)
        return replace(quarter, closes=self.closes).covering(key)


def read_periods(folder: Path, shown: str, problems: list[Problem]) -> Periods:
    """Read periods.toml of a catalogue; without it windows run from the 15th to the 14th."""
    path = folder / PERIODS_FILE
    raw = read_toml(path, f"{shown}/{PERIODS_FILE}", problems) if path.is_file() else None
    if raw is None:
        return Periods()
    closes, reports = raw.get("closes", CLOSES), raw.get("reports", [QUARTERLY] * 4)
    if type(closes) is not int or not 1 <= closes <= END_OF_MONTH:
        says = say("closes must be a day of the month, 1 to 31 (31: its last day)")
        problems.append(Problem(f"{shown}/{PERIODS_FILE}", says))
        closes = CLOSES
    if not _fits_a_year(reports):
        says = say(
            "reports must list what the four reports of a year are for, such as"
            ' ["Q", "H1", "Q", "Y"]; each must end with its quarter'
        )
        problems.append(Problem(f"{shown}/{PERIODS_FILE}", says))
        reports = [QUARTERLY] * 4
    return Periods(closes, tuple(reports))


def _fits_a_year(reports: object) -> bool:
    if not isinstance(reports, list) or len(reports) != 4:
        return False
    try:
        for number, covers in enumerate(reports, 1):
            if covers not in _KINDS:
                return False
            Periods(reports=(covers,) * 4).place(Quarter(2000, number))
    except QuarterError:
        return False
    return True


def place_report(
    quarter: Quarter, periods: Periods, raw: dict[str, Any], shown: str, problems: list[Problem]
) -> Quarter:
    """Give a quarter as report.toml says what it is for: `period`, `window`, else by the rule."""
    placed = periods.place(quarter)
    if "period" in raw:
        try:
            placed = placed.covering(str(raw["period"]))
        except QuarterError as error:
            problems.append(Problem(shown, f"period: {error}"))
    if "window" in raw:
        days = _read_window(raw["window"])
        if days is None:
            says = say('window must be its first and last day, such as ["15/12/2023", "14/3/2024"]')
            problems.append(Problem(shown, says))
        else:
            placed = replace(placed, window=days)
    return placed


def _read_window(told: object) -> tuple[date, date] | None:
    if not isinstance(told, list) or len(told) != 2:
        return None
    try:
        first, last = (d if type(d) is date else parse_date(str(d)) for d in told)
    except FigureError:
        return None
    return (first, last) if first and last and first <= last else None
