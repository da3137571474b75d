"""What report.toml tells of a report: whose it is, its number and day, sections and chapters."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from cchc.language import say

from .likely_days import likely_day
from .outline import ChapterEntry, read_chapters_of
from .problems import Problem
from .toml_yaml import read_toml


@dataclass(frozen=True)
class Section:
    """A part of the report, by its own numbering, and the notebook that shows it."""

    section: str
    title: str
    notebook: str


@dataclass(frozen=True)
class Meta:
    """What report.toml tells of the report itself; `told` is what it says of its period and of
    the report's own file.
    """

    title: str
    authority: str
    number: str
    dated: date
    sections: tuple[Section, ...]
    chapters: tuple[ChapterEntry, ...] = ()
    told: Mapping[str, object] = field(default_factory=dict)


def read_meta(path: Path, shown: str, problems: list[Problem]) -> Meta:
    """Read report.toml; what is wrong with it is added to `problems`."""
    empty = Meta("", "", "", date(1, 1, 1), ())
    raw = read_toml(path, shown, problems)
    if raw is None:
        return empty
    try:
        sections = tuple(
            Section(str(s["section"]), str(s["title"]), str(s["notebook"])) for s in raw["sections"]
        )
        meta = Meta(
            str(raw["title"]),
            str(raw["authority"]),
            str(raw["number"]),
            raw["dated"],
            sections,
            read_chapters_of(raw),
            {key: raw[key] for key in ("period", "window", "file") if key in raw},
        )
    except KeyError as error:
        says = say(
            "{key} = … is missing, or its name is mistyped; write it as data/README.md shows",
            key=error.args[0],
        )
        problems.append(Problem(shown, says))
        return empty
    except TypeError:
        says = say("sections must be a list of {keys}", keys="{ section, title, notebook }")
        problems.append(Problem(shown, says))
        return empty
    codes = [section.section for section in sections]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        says = say("section {code} stands twice; ids must be unique", code=repr(code))
        problems.append(Problem(shown, says))
    if not sections:
        problems.append(Problem(shown, say("names no section; see data/README.md")))
    # a datetime is a date too, but cannot be compared with one
    if type(meta.dated) is not date:
        meant = likely_day(str(meta.dated)) or "2024-03-31"
        says = say("dated must be a day without quotes, such as dated = {day}", day=meant)
        problems.append(Problem(shown, says))
        return empty
    return meta
