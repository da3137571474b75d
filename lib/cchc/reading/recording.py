"""Write into a quarter's folder what was read in its report; what a person typed stays."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from cchc.intake.asks import with_expected
from cchc.intake.collecting import Collected, TakenFigure
from cchc.intake.new_folder import CITATIONS
from cchc.intake.returned_sheets import Answer
from cchc.intake.writing_collected import write_collected
from cchc.model.csv_edits import CsvEdit, edit_csv_files
from cchc.model.csv_rows import CsvFile
from cchc.model.numbers import format_percent
from cchc.model.places_read import CUE_COLUMNS, CUES
from cchc.report.checked import CheckedReport

from .citing import FoundCitation
from .cues import with_cues
from .filling import Filling
from .found_figures import FoundFigure
from .numerals import ReadNumber

_WORDS = {
    "over": "hơn",
    "under": "gần",
    "about": "khoảng",
    "least": "ít nhất",
    "most": "không quá",
}


@dataclass(frozen=True)
class Filled:
    """What was written: figures, cues, citations; and figures that differ and were kept, each with
    the number that was typed.
    """

    figures: int
    cues: int
    citations: tuple[FoundCitation, ...]
    kept: tuple[tuple[FoundFigure, str], ...]


def record(
    report: CheckedReport, filling: Filling, name: str, replace: bool = False, dry: bool = False
) -> Filled:
    """Write figures, periods, cues and citations; a `dry` run only tells what it would write.

    Raises InputError for a file that is not what was read any more, Locked where another command
    does not end.
    """
    changes, kept = _changes(report, filling, name, replace)
    new = _new_citations(report, filling.citations)
    told = Filled(
        len(changes), len(filling.cues), tuple(citation for _, citation in new), tuple(kept)
    )
    if dry:
        return told
    folder = report.data / str(report.quarter)
    places = {found.figure: found.place for found in filling.found}

    def add_cues(file: CsvFile) -> CsvFile:
        return with_cues(file, filling.cues, places)

    def add_citations(file: CsvFile) -> CsvFile:
        return file.changed({}, [_citation_row(section, citation) for section, citation in new])

    edits = {}
    if filling.cues:
        edits[folder / CUES] = CsvEdit(CUE_COLUMNS, CUE_COLUMNS[:1], add_cues)
    if new:
        edits[folder / "citations.csv"] = CsvEdit(CITATIONS, CITATIONS, add_citations)
    if edits:
        edit_csv_files(edits)
    if changes:
        nothing = ((), (), (), (), (), {}, ())
        write_collected(report, report.data, Collected(1, tuple(changes), 0, *nothing))
    return told


def note_of(number: ReadNumber) -> str:
    """Return the word of `note` for a number that is printed with "hơn", "gần" and the like."""
    return _WORDS.get(number.qualifier, "")


def _changes(
    report: CheckedReport, filling: Filling, name: str, replace: bool
) -> tuple[list[TakenFigure], list[tuple[FoundFigure, str]]]:
    """List the rows to fill, and the figures that are typed with another number."""
    whole = with_expected(report).figures
    changes, kept = [], []
    for found in filling.found:
        row = whole.loc[found.figure]
        same = row["printed"] == found.printed
        if row["printed"] and not same and not replace:
            kept.append((found, row["printed"]))
            continue
        printed = (row["window_start"], row["window_end"])
        # the period of an empty row was worked out, not typed from this report
        open_window = replace or not row["printed"] or not any(printed)
        window = found.window if open_window and found.window != printed else ("", "")
        if same and not any(window):
            continue
        qualifier = "" if same else note_of(found.number)
        note = row["note"]
        if qualifier and qualifier not in note.split("; "):
            note = "; ".join(part for part in (note, qualifier) if part)
        sure = f"tin cậy {format_percent(round(100 * found.confidence), 0)}"
        told = Answer(found.figure, found.printed, qualifier, sure, "", name, "", found.place)
        before = row["printed"]
        changes.append(
            TakenFigure(found.figure, row["row"], before, found.printed, note, told, window)
        )
    return changes, kept


def _new_citations(
    report: CheckedReport, found: Sequence[tuple[str, FoundCitation]]
) -> list[tuple[str, FoundCitation]]:
    """List the mentions that citations.csv does not have yet: by number and section, or by number
    where a person put them elsewhere, each row standing for one mention.
    """
    there = Counter(report.citations["number"])
    new = []
    for section, citation in found:
        if there[citation.number]:
            there[citation.number] -= 1
        else:
            new.append((section, citation))
    return new


def _citation_row(section: str, citation: FoundCitation) -> dict[str, str]:
    told = (citation.number, citation.kind, citation.issuer, citation.date, section)
    return dict(zip(CITATIONS, (*told, citation.place, ""), strict=True))
