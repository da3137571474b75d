"""Write what returned forms bring into figures.csv, and into origins.csv where it came from."""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from cchc.errors import InputError
from cchc.language import say
from cchc.model.csv_edits import CsvEdit, edit_csv_files
from cchc.model.csv_rows import CsvFile
from cchc.model.folder import Report
from cchc.model.problems import Problem, name_file

from .asks import with_expected
from .collecting import Collected, TakenFigure
from .opening import FIGURES

ORIGINS = ("figure", "printed", "file", "sheet", "cell", "typed", "remark")


def write_collected(report: Report, data: Path, collected: Collected) -> None:
    """Write the changes into figures.csv and their origins into origins.csv; other rows keep their
    text.

    A figure is found again by its id, wherever its row stands by now. Raises InputError, with
    nothing written, when a row is not what was read any more.
    """
    folder, whole = data / str(report.quarter), with_expected(report).figures
    path = folder / "figures.csv"
    order = {figure: number for number, figure in enumerate(whole.index)}

    def fill_in(file: CsvFile) -> CsvFile:
        return file.changed(_list_rows(file, path, whole, collected.changes))

    def note_origins(file: CsvFile) -> CsvFile:
        numbers = {file.read(row)["figure"]: row.number for row in file.body}
        rows = {change.figure: _origin_row(change) for change in collected.changes}
        known = {numbers[figure]: row for figure, row in rows.items() if figure in numbers}
        added = [row for figure, row in rows.items() if figure not in numbers]
        merged = file.changed(known, added)
        return merged.ordered(lambda cells: order.get(cells["figure"], len(order)))

    edit_csv_files(
        {
            # origins first: one too many does less harm than a number that comes from nowhere
            folder / "origins.csv": CsvEdit(ORIGINS, ORIGINS[:5], note_origins),
            path: CsvEdit(FIGURES, FIGURES, fill_in),
        }
    )


def _list_rows(
    file: CsvFile, path: Path, whole: pd.DataFrame, changes: Iterable[TakenFigure]
) -> dict[int, dict[str, str]]:
    """Give the new cells by row of figures.csv as it stands now.

    Raises InputError for rows that hold anything else than what was read.
    """
    seen: dict[str, int] = {}
    rows: dict[str, tuple[int, dict[str, str]]] = {}
    for row in file.body:
        cells = file.read(row)
        base = f"{cells['section']}:{cells['indicator']}:{cells['org']}"
        seen[base] = seen.get(base, 0) + 1
        rows[base if seen[base] == 1 else f"{base}#{seen[base]}"] = row.number, cells
    new, problems = {}, []
    for change in changes:
        number, cells = rows.get(change.figure, (change.row, {}))
        after = {"printed": change.after, "note": change.note}
        if any(change.window):
            after |= dict(zip(("window_start", "window_end"), change.window, strict=True))
        read = {name: whole.at[change.figure, name] for name in FIGURES}
        now = {name: cells.get(name) for name in FIGURES}
        if now == read:
            new[number] = after
        elif now != read | after:  # otherwise another command wrote the very same
            says = say("was changed while the forms were read; collect them again")
            problems.append(Problem(name_file(path), says, number, "printed"))
    if problems:
        raise InputError(problems)
    return new


def _origin_row(change: TakenFigure) -> dict[str, str]:
    origin = change.origin
    told = (change.figure, change.after, origin.file, origin.sheet, origin.cell)
    return dict(zip(ORIGINS, (*told, origin.typed, origin.remark), strict=True))
