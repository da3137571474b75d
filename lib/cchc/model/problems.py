"""What is wrong in the input files, told all at once."""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from cchc.errors import InputError
from cchc.language import say

CANONICAL = "data/"  # how the layers below name the folder, wherever it lies
_MOST_NAMED = 5


@dataclass(frozen=True)
class Problem:
    """One thing to mend in one input file; `row` counts as a spreadsheet does, the header being row
    1. A `note` stops nothing: it is told by `check` and `doctor`.
    """

    file: str
    says: str
    row: int | None = None
    column: str | None = None
    note: bool = False

    def __str__(self) -> str:
        place = [
            self.file,
            *([say("row {row}", row=self.row)] if self.row else []),
            *([self.column] if self.column else []),
        ]
        return f"{', '.join(place)}: {self.says}"


def name_file(path: Path) -> str:
    """Name a file as a person in the working directory would."""
    if not path.is_absolute():
        return path.as_posix()
    here = Path.cwd()
    return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()


def name_first(texts: Sequence[str]) -> str:
    """Name the first few of many things, and how many more there are: 'a, b, c, d, e, … (+2)'."""
    more = len(texts) - _MOST_NAMED
    return ", ".join([*texts[:_MOST_NAMED], *([f"… (+{more})"] if more > 0 else [])])


def named_as_given(problems: Iterable[Problem], data: Path) -> list[Problem]:
    """Give the problems with the folder of the data named as it was given to the command."""
    place = name_file(Path(os.path.normpath(data)))
    return [_named(problem, place) for problem in problems]


@contextmanager
def named_for_copy(copy: Path, data: Path) -> Iterator[None]:
    """Name in what is told of a copy of the data the folder that it was made of."""
    try:
        yield
    except InputError as error:
        place, given = (name_file(Path(os.path.normpath(path))) for path in (copy, data))
        told = [
            replace(p, file=p.file.replace(place, given), says=p.says.replace(place, given))
            for p in error.problems
        ]
        raise InputError(told) from None


def _named(problem: Problem, place: str) -> Problem:
    # a message may send its reader to the catalogue
    says = problem.says.replace(f"{CANONICAL}catalog/", f"{place}/catalog/")
    problem = replace(problem, says=says)
    if problem.file == CANONICAL.rstrip("/"):
        return replace(problem, file=place)
    if problem.file.startswith(CANONICAL):
        return replace(problem, file=f"{place}/{problem.file.removeprefix(CANONICAL)}")
    return problem
