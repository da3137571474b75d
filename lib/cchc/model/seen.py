"""Recognise a figures.csv that a spreadsheet has saved again: zeros, dots and marks are gone.

What stood there before is known from what commands wrote (origins.csv, sealed.csv) and from the
texts that `check` saw last, which it keeps beside figures.csv for this alone.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pandas as pd

from cchc.language import say

from .commands import to_type
from .csv_rows import CsvFile, UnreadableCsv, new_csv_file, read_csv_file
from .guarded import change_file
from .problems import Problem, name_file, name_first
from .units import is_measure

SEEN = ".figures-seen"  # no .csv: it is no input of any annex
_KNOWN = (SEEN, "origins.csv", "sealed.csv")
_COLUMNS = ("figure", "printed")
_FEWEST = 5  # numbers of a kind before their form tells anything


def note_spreadsheet(figures: pd.DataFrame, folder: Path) -> Iterator[Problem]:
    """Note figures that lost zeros or marks since a command saw them, and numbers that as a whole
    have the form in which a spreadsheet leaves them. `folder` is the quarter's.
    """
    shown = name_file(folder / "figures.csv")
    known = read_known(folder)
    lost = [
        (row.Index, row.row, text, row.printed)
        for row in figures[["printed", "row"]].itertuples()
        for text in known.get(row.Index, ())
        if is_lossy(text, row.printed)
    ]
    lost = list({figure: (figure, *told) for figure, *told in reversed(lost)}.values())[::-1]
    if lost:
        told = [f"{before} → {now} ({say('row {row}', row=row)})" for _, row, before, now in lost]
        says = say(
            "{count} numbers lost zeros, dots or marks, as when a spreadsheet saves the file again:"
            " {told}; put back the earlier file, or type each as the report prints it, and type"
            " with {sheet} from now on; where the report prints them so, run {check}",
            count=len(lost),
            told=name_first(told),
            sheet=to_type(f"sheet {folder.name}", folder.parent),
            check=to_type(f"check {folder.name} --as-printed", folder.parent),
        )
        yield Problem(shown, says, int(lost[0][1]), "printed", note=True)
    yield from _note_form(figures, shown, to_type(f"sheet {folder.name}", folder.parent))


def _note_form(figures: pd.DataFrame, shown: str, sheet: str) -> Iterator[Problem]:
    measured = figures["unit"].map(is_measure).astype(bool)
    kinds = (
        (figures[~measured], r"\d{4,}", r"\d{1,3}(\.\d{3})+", "1.031", "1031"),
        (figures[measured], r"\d+\.\d+%?", r"[\d.]+,\d+%?", "97,01%", "97.01%"),
    )
    for part, bare, marked, good, bad in kinds:
        stripped = part["printed"].str.fullmatch(bare)
        count, well = int(stripped.sum()), int(part["printed"].str.fullmatch(marked).sum())
        if count >= _FEWEST and count > well:
            says = say(
                "{count} of {all} numbers are written as {bad}, not as {good}: has a spreadsheet"
                " saved this file? A report prints them so rarely; {sheet} keeps them as typed",
                count=count,
                all=count + well,
                bad=bad,
                good=good,
                sheet=sheet,
            )
            yield Problem(shown, says, int(part["row"][stripped].iloc[0]), "printed", note=True)


def is_lossy(before: str, now: str) -> bool:
    """Tell whether a number lost nothing but zeros and marks: '08' => '8', '854,639' => '854639',
    '99,89%' => '99.89%', '7.000' => '7'.
    """
    if before == now or not now or _bare(before) != _bare(now):
        return False
    return len(now) < len(before) or now == before.replace(",", ".")


def _bare(text: str) -> str:
    return re.sub(r"\D", "", text).strip("0")


def read_known(folder: Path) -> dict[str, tuple[str, ...]]:
    """Give the printed texts that commands have seen of each figure."""
    found: dict[str, tuple[str, ...]] = {}
    for name in _KNOWN:
        try:
            file = read_csv_file((folder / name).read_bytes(), _COLUMNS, _COLUMNS)
        except (OSError, UnreadableCsv):
            continue  # told where the file itself is read, if it is
        for row in file.body:
            cells = file.read(row)
            found[cells["figure"]] = (*found.get(cells["figure"], ()), cells["printed"])
    return found


def keep_seen(figures: pd.DataFrame, folder: Path, as_printed: bool = False) -> None:
    """Keep the printed texts of today for the next time; those that lost marks stay as they were
    seen, unless they are `as_printed`.

    Raises InputError and OSError where the folder cannot be written to.
    """
    kept = {} if as_printed else _read_seen(folder)
    now = dict(zip(figures.index, figures["printed"], strict=True))
    texts = {
        figure: kept[figure] if is_lossy(kept.get(figure, ""), text) else text
        for figure, text in now.items()
    }
    if texts != kept or as_printed:
        content = _write(texts).to_bytes()
        change_file(folder / SEEN, lambda _: content)


def _read_seen(folder: Path) -> dict[str, str]:
    try:
        file = read_csv_file((folder / SEEN).read_bytes(), _COLUMNS, _COLUMNS)
    except (OSError, UnreadableCsv):
        return {}
    return {cells["figure"]: cells["printed"] for cells in map(file.read, file.body)}


def _write(texts: Mapping[str, str]) -> CsvFile:
    rows: Iterable[dict[str, str]] = [
        {"figure": figure, "printed": text} for figure, text in texts.items()
    ]
    return new_csv_file(_COLUMNS).changed({}, rows)
