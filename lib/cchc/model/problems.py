"""What is wrong in the input files, told all at once."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing to mend in one input file; `row` counts as a spreadsheet does, the header being row
    1.
    """

    file: str
    says: str
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        place = [
            self.file,
            *([f"row {self.row}"] if self.row else []),
            *([self.column] if self.column else []),
        ]
        return f"{', '.join(place)}: {self.says}"


class InputError(ValueError):
    """The input cannot be used. `problems` holds every problem found, file by file, by row."""

    def __init__(self, problems: Sequence[Problem]):
        files = list(dict.fromkeys(problem.file for problem in problems))
        self.problems = tuple(sorted(problems, key=lambda p: (files.index(p.file), p.row or 0)))
        super().__init__("\n".join(map(str, self.problems)))
