"""Arguments and options that several commands take, and how their texts are read."""

import os
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer

from cchc.language import say

QuarterArgument = Annotated[
    str, typer.Argument(metavar="QUARTER", help="Year and quarter, such as 2024Q1.")
]
DataOption = Annotated[
    Path | None,
    typer.Option(
        "--data", metavar="DIR", help="Folder of the data. (default: data/ of the project)"
    ),
]
OutOption = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="DIR", help="Where to publish. (default: outputs/ of the project)"
    ),
]
NotebooksOption = Annotated[
    Path | None,
    typer.Option(
        "--notebooks",
        metavar="DIR",
        help="A folder of chapters of your own, instead of notebooks/ of the project.",
    ),
]
OnlyOption = Annotated[
    list[str] | None,
    typer.Option(
        "--only",
        metavar="SECTION",
        help="Just these sections, such as 04 or 04,05; published apart.",
    ),
]
EditionOption = Annotated[
    Literal["internal", "official", "both"],
    typer.Option(
        "--edition", help="For the office (everything), for publication (agreed figures), or both."
    ),
]
FormatsOption = Annotated[str, typer.Option("--formats", metavar="LIST", help="Files to write.")]
ColdOption = Annotated[
    bool, typer.Option("--cold", help="Start every kernel by itself, not from a warm process.")
]
FreshOption = Annotated[
    bool, typer.Option("--no-cache", help="Execute every section, changed or not.")
]


def read_words(text: str) -> tuple[str, ...]:
    """Read 'html, pdf' as its words."""
    return tuple(word.strip() for word in text.split(",") if word.strip())


def read_editions(text: str) -> tuple[str, ...]:
    """Read 'both' as the two editions."""
    return ("internal", "official") if text == "both" else (text,)


def read_change(text: str) -> tuple[str, str]:
    """Read 'ID=VALUE'. Raises RequestError for a text without both."""
    from cchc.errors import RequestError

    figure, _, value = text.partition("=")
    if not figure or not value:
        raise RequestError(
            say(
                "{text} is not ID=VALUE; write a figure's id, = and the value without spaces, such"
                " as I.2.c:dossiers_resolved:wards=9.896; ids stand in what check --top 5"
                " --suspects prints",
                text=repr(text),
            )
        )
    return figure, value


def read_day_option(option: str, text: str) -> date:
    """Read a day as people write it here, or as 2026-11-26. Raises RequestError naming the option
    and, where the text lets it be guessed, the day as it is to be written.
    """
    from cchc.errors import RequestError
    from cchc.model.csv_checks import iso_day
    from cchc.model.likely_days import likely_day
    from cchc.model.numbers import format_date, say_no_such_day

    day = iso_day(text.strip())
    if day is not None:
        return date.fromisoformat(day)
    why = say_no_such_day(text.strip()) or say("{text} is not written as a day", text=repr(text))
    likely = likely_day(text.strip())
    if likely is None:
        advice = say(
            "{option}: {why}; write the day as 26/11/2026 or 2026-11-26", option=option, why=why
        )
    else:
        advice = say(
            "{option}: {why}; write {day} if that is the day meant",
            option=option,
            why=why,
            day=format_date(likely),
        )
    raise RequestError(advice)


def count_cores() -> int:
    """Count the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
