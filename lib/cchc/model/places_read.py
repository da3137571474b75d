"""Where each figure was read in its report, as `cchc read` noted it beside the figure's cues."""

from pathlib import Path

from .csv_rows import UnreadableCsv, read_csv_file
from .problems import Problem

CUES = "cues.csv"
CUE_COLUMNS = ("figure", "left", "right", "row", "column", "section", "period", "place", "near")


def read_cue_rows(path: Path, shown: str, problems: list[Problem]) -> list[dict[str, str]]:
    """Read the rows of a quarter's cues; none where no report was read."""
    if not path.is_file():
        return []
    try:
        file = read_csv_file(path.read_bytes(), CUE_COLUMNS, CUE_COLUMNS[:1])
    except UnreadableCsv as error:
        problems.append(Problem(shown, str(error), error.row))
        return []
    return [cells for row in file.body if (cells := file.read(row))["figure"]]


def read_places(path: Path, shown: str, problems: list[Problem]) -> dict[str, str]:
    """Read where figures were read: "đoạn 12, trang 3", by figure."""
    rows = read_cue_rows(path, shown, problems)
    return {cells["figure"]: cells["place"] for cells in rows if cells.get("place")}
