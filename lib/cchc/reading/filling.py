"""Fill a quarter's figures from its report: by the cues of the quarter before, or, where the
figures are typed already, learn the cues.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import replace as replace_fields

import pandas as pd

from cchc.intake.asks import with_expected
from cchc.model.places_read import CUES
from cchc.model.quarter import find_quarters
from cchc.report.checked import CheckedReport

from .against import SHARED_NUMBER, find_differing, pair_figures
from .citing import FoundCitation, find_citations, names_by_alias
from .cues import Cue, cues_of, read_cues
from .found_figures import FoundFigure, printed_of
from .numerals import ReadNumber
from .placing import Placing
from .proofing import Proof, place_of
from .refinding import cue_of_names, find_by_cues
from .report_head import read_head
from .windows import PeriodsRead

_BY_NEIGHBOURS = 0.8  # how sure is what words or neighbours tell, and the value does not


@dataclass(frozen=True)
class Filling:
    """What reading a report brings: figures found, the cues of each, what stays open.

    `is_learning` where the figures were typed already and only the cues are new. `unsure` were
    found but not surely enough to be taken; `unclaimed` are numbers of the report that no figure
    claims. `citations` come with the section they stand in.
    """

    found: tuple[FoundFigure, ...]
    unsure: tuple[FoundFigure, ...]
    unclaimed: tuple[ReadNumber, ...]
    cues: Mapping[str, Cue]
    citations: tuple[tuple[str, FoundCitation], ...]
    is_learning: bool
    is_first: bool = False


def find_figures(proof: Proof, report: CheckedReport, replace: bool = False) -> Filling:
    """Find a quarter's figures and citations in its report.

    Where every figure is typed, numbers and figures are put beside each other by value and the cues
    are learned; otherwise, or with `replace`, figures are found by the cues of earlier quarters.
    Where no earlier quarter has any, only typed figures are met again (`is_first`).
    """
    numbers = [n for n in proof.numbers if n.kind == "figure" and not n.spelled]
    cues = cues_of(proof.reading, numbers)
    periods = PeriodsRead(proof.reading)
    learning, is_first = report.expected.empty and not replace, False
    if learning:
        found, unsure = _learn(proof, report, numbers, cues), []
        found += _differing(proof, report, numbers, found)
    else:
        known = _known_cues(report)
        is_first = not known
        typed = [f for f in _learn(proof, report, numbers, cues) if f.figure not in known]
        taken = {f.number.id for f in typed}
        left = [n for n in numbers if n.id not in taken]
        # names alone are too little: a third of what they find is wrong
        settled = {f.figure for f in typed}
        found, unsure = (
            find_by_cues(proof, report, left, cues, known, settled) if known else ([], [])
        )
        found = [
            replace_fields(f, window=periods.of(f.number, _has_period(known, f.figure)))
            for f in found
        ]
        found += typed
        if is_first:
            found += _differing(proof, report, numbers, found)
    windows = report.figures[["window_start", "window_end"]]
    printed = set(windows.index)
    kept = {
        f.figure: replace_fields(
            cues[f.number.id],
            has_period=any(f.window) or any(windows.loc[f.figure] if f.figure in printed else ()),
        )
        for f in found
    }
    claimed = {f.number.id for f in (*found, *unsure)}
    unclaimed = tuple(n for n in numbers if n.id not in claimed)
    citations = tuple(place_citations(proof, report, found))
    return Filling(tuple(found), tuple(unsure), unclaimed, kept, citations, learning, is_first)


def _has_period(known: Mapping[str, Cue], figure: str) -> bool:
    return figure in known and known[figure].has_period


def place_citations(
    proof: Proof, report: CheckedReport, found: Sequence[FoundFigure]
) -> Iterator[tuple[str, FoundCitation]]:
    """Give each citation of the report with the section of the quarter that it stands in."""
    orgs = report.catalog.orgs
    names = {row["name"]: row["aliases"].split(";") for _, row in orgs.iterrows()}
    told = {f.number.passage: f.figure.partition(":")[0] for f in found}
    sections = {section.section: section.title for section in report.meta.sections}
    placing = Placing(proof.reading.passages, sections, told)
    own = read_head(proof.document).number
    for citation in find_citations(proof, names_by_alias(names)):
        if citation.number == own and citation.kind == "Báo cáo":
            continue  # the report's own number, no document it cites
        yield placing.section_of(citation.passage), citation


def _learn(
    proof: Proof, report: CheckedReport, numbers: list[ReadNumber], cues: Mapping[str, Cue]
) -> list[FoundFigure]:
    """Pair typed figures with the numbers of the same value.

    A value alone may be an accident: a pair stands beside another one, or shares a word with the
    names of its figure.
    """
    pairs = pair_figures(proof, report)
    order = {id: place for place, id in enumerate(_in_order(report.figures))}
    ranks = [order.get(pairs.get(number.id, "")) for number in numbers]
    found = []
    for place, number in enumerate(numbers):
        rank = ranks[place]
        if rank is None:
            continue
        before, after = ranks[place - 1] if place else None, [*ranks, None][place + 1]
        figure = pairs[number.id]
        named = cue_of_names(report, report.figures.loc[figure]).left
        cue = cues[number.id]
        shared = named & (cue.left | cue.right | cue.row | cue.column)
        if shared or before == rank - 1 or after == rank + 1:
            told = printed_of(number)
            found.append(FoundFigure(figure, told, number, place_of(proof, number), 1.0))
    return found


def _differing(
    proof: Proof,
    report: CheckedReport,
    numbers: Sequence[ReadNumber],
    found: Sequence[FoundFigure],
) -> list[FoundFigure]:
    """Find typed figures that the report prints otherwise, of those that were not found."""
    claimed, told = {f.number.id for f in found}, {f.figure for f in found}
    others = []
    for number_id, figure in find_differing(proof, report).items():
        number = next((n for n in numbers if n.id == number_id), None)
        if number is None or number_id in claimed or figure in told:
            continue
        told.add(figure)
        printed, place = printed_of(number), place_of(proof, number)
        others.append(FoundFigure(figure, printed, number, place, _BY_NEIGHBOURS))
    return others


def _in_order(figures: pd.DataFrame) -> list[str]:
    """List the figures as rows follow the text, without those that share a number."""
    rows = figures.sort_values("row", kind="stable")
    return [str(id) for id, note in rows["note"].items() if note != SHARED_NUMBER]


def _known_cues(report: CheckedReport) -> dict[str, Cue]:
    """Return the cues of earlier quarters, of each figure the newest."""
    rates = [id for id, unit in with_expected(report).figures["unit"].items() if unit == "%"]
    known: dict[str, Cue] = {}
    for quarter in find_quarters(report.data):
        if quarter < report.quarter:
            known |= read_cues(report.data / str(quarter) / CUES, rates)
    return known
