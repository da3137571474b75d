"""What the columns of CSV files must hold, as checks that say what to do about a cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from cchc.language import say

from .frame_checks import Demand, TextColumn
from .near_codes import list_near
from .numbers import FigureError, parse_date, say_no_such_day
from .problems import name_first

A_DAY = "a day"
# signs of a section's number that are typed for each other
_ALIKE = str.maketrans("1l", "ii")
# where the list to choose from could not be read
_ANYTHING = Demand(lambda cells: cells == cells)
_SHORT = 200  # letters of a list of codes that is told whole


def column(*checks: Demand, unique: bool = False, required: bool = True) -> TextColumn:
    """Describe one text column of a CSV file by its checks."""
    return TextColumn(checks, unique, required)


def filled(advice: str) -> Demand:
    """Demand a cell that is not empty; `advice` says what belongs there."""
    says = say("must be filled: {advice}", advice=advice)
    return Demand(lambda cells: cells != "", says)


def one_of(values, what: str, empty: bool = False) -> Demand:
    """Demand a value of a closed list, which the message names.

    A list without any value could not be read: that is told of its own file, not of every row that
    uses it.
    """
    if not len(values):
        return _ANYTHING
    known = set(values) | ({""} if empty else set())
    listed = ", ".join(sorted(v for v in known if v))
    advice = say("is not {what}; use one of: {listed}", what=what, listed=listed)
    return Demand(lambda cells: cells.isin(known), advice)


def listed_in(file: str, codes: Iterable[str], names: Mapping[str, str] | None = None) -> Demand:
    """Demand a code of another file; the message gives those that are near, with their names.

    `names` are what people may write instead, by code, several with semicolons between. A file
    without any code could not be read, which is told of itself.
    """
    known = set(codes)
    if not known:
        return _ANYTHING

    listed = ", ".join(sorted(known))

    def tell(text: str) -> str:
        near = list_near(text, sorted(known), names or {})
        told = ((code, (names or {}).get(code, "").partition(";")[0]) for code in near)
        codes = ", ".join(f"{code} ({name})" if name else code for code, name in told)
        hint = say(" (perhaps {codes})", codes=codes) if near else ""
        if len(listed) < _SHORT:
            hint += say(" (known: {codes})", codes=listed)
        return say(
            "{text} is not in {file}; mend the code{near}; add it to {file} only where it is new",
            text=repr(text),
            file=file,
            near=hint,
        )

    says = say("must be filled: {advice}", advice=say("a code of {file}", file=file))
    return Demand(lambda cells: cells.isin(known), says, tell=tell)


def a_section(sections: Sequence[str]) -> Demand:
    """Demand a section that report.toml names; the message lists those of the same part."""
    if not len(sections):
        return _ANYTHING

    def tell(text: str) -> str:
        part = text.partition(".")[0]
        same = [section for section in sections if section.partition(".")[0] == part]
        near = [section for section in sections if _bare(section) == _bare(text)]
        return say(
            "report.toml names no section {text}{near}; {those}: {listed}; mend it, or add it to"
            " sections of report.toml where the report has it",
            text=repr(text),
            near=say(" (perhaps {codes})", codes=near[0]) if near else "",
            those=say("sections of part {part}", part=part) if same else say("its sections"),
            listed=name_first(sections) if near and not same else ", ".join(same or sections),
        )

    says = say("must be filled: {advice}", advice=say("a section of report.toml"))
    return Demand(lambda cells: cells.isin(sections), says, tell=tell)


def _bare(section: str) -> str:
    """Give the signs of a section's number without dots; I, l and 1 are typed for each other."""
    return "".join(filter(str.isalnum, section.casefold())).translate(_ALIKE)


def a_day() -> Demand:
    """Demand a day of the calendar as 2024-03-14 or 14/3/2024, or an empty cell."""
    says = say("is not a day; write it as 2024-03-14 or 14/3/2024")

    def tell(text: str) -> str:
        return say_no_such_day(text) or f"{text!r} {says}"

    return Demand(lambda cells: map(_is_day, cells), says, A_DAY, tell)


def a_printed_day() -> Demand:
    """Demand a day as a report prints it, such as 14/3/2024, or an empty cell."""

    def tell(text: str) -> str:
        try:
            parse_date(text)
        except FigureError as error:
            return str(error)
        return ""

    return Demand(lambda cells: [not tell(text) for text in cells], tell=tell)


def _is_day(text: str) -> bool:
    return not text or iso_day(text) is not None


def iso_day(text: str) -> str | None:
    """Give a day as 2024-03-14, or None for a text that names none."""
    try:
        if date.fromisoformat(text).isoformat() == text:
            return text
    except ValueError:
        pass
    try:
        day = parse_date(text)
    except FigureError:
        return None
    return day and day.isoformat()


def matching(pattern: str, advice: str) -> Demand:
    """Demand a text of this pattern; `advice` ends the sentence that begins with the text."""
    whole = re.compile(pattern)
    return Demand(lambda cells: map(whole.fullmatch, cells), advice)
