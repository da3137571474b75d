"""What is wrong in the input files, told all at once."""

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
