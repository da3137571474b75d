"""Find figures in a report by cues: in the order of the report before, told apart from their
neighbours by the words of their own clause, row and column.
"""

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from functools import cache

from cchc.intake.asks import with_expected
from cchc.model.numbers import parse_printed
from cchc.report.checked import CheckedReport
from errloc.printed import FigureError

from .against import SHARED_NUMBER
from .aligning import add_moved, align, exchange
from .cues import Cue, Likeness, name_words
from .found_figures import FoundFigure, printed_of
from .mentions import content_words
from .numerals import ReadNumber
from .proofing import Proof, place_of

_SURE, _FRAMED, _MARGIN = 0.5, 0.3, 0.08
_FAR = 3  # digits


def find_by_cues(
    proof: Proof,
    report: CheckedReport,
    numbers: list[ReadNumber],
    cues: Mapping[str, Cue],
    known: Mapping[str, Cue],
    settled: Container[str],
) -> tuple[list[FoundFigure], list[FoundFigure]]:
    """Find figures by cues, without those `settled`; return those that are sure, and the others."""
    whole = with_expected(report).figures
    whole = whole[[id not in settled for id in whole.index]]
    order = [id for id in whole.index if whole.at[id, "note"] != SHARED_NUMBER]
    wanted = {id: known.get(id) or cue_of_names(report, whole.loc[id]) for id in order}
    like = Likeness([*cues.values(), *wanted.values()])
    before = _printed_before(report)
    grid = [
        [0.0 if _is_far(n, before.get(id, "")) else like(cues[n.id], wanted[id]) for id in order]
        for n in numbers
    ]
    pairs: dict[int, int] = align(grid)
    add_moved(grid, pairs)
    named = _with_names(report, whole, wanted)

    @cache
    def own(at: int, figure: int) -> float:
        return like.own(cues[numbers[at].id], named[order[figure]])

    passages = proof.reading.passages
    groups = [passages[n.passage].section for n in numbers]
    exchanged = exchange(grid, pairs, groups, own)
    moved = {numbers[at].passage for at in exchanged if not cues[numbers[at].id].is_cell}
    found, unsure = [], []
    for at, figure in sorted(pairs.items(), key=lambda p: p[1]):
        number, id = numbers[at], order[figure]
        sure, confidence = _confidence(grid, pairs, at, figure)
        if at in exchanged or (number.passage in moved and not sure):
            others = [i for i in pairs if i != at and numbers[i].passage == number.passage]
            rivals = (max(own(i, figure), own(at, pairs[i])) for i in others)
            # names alone tell that the order is another one, not which figure is which
            learned = wanted[id].is_cell or bool(wanted[id].near)
            told_apart = own(at, figure) >= max(_SURE, _MARGIN + max(rivals, default=0))
            sure = learned and told_apart
            confidence = own(at, figure)
        told = FoundFigure(id, printed_of(number), number, place_of(proof, number), confidence)
        fits = _fits(told.printed, whole.at[id, "unit"], number)
        (found if sure and fits else unsure).append(told)
    return _with_shared(found, whole), unsure


def _with_names(report: CheckedReport, whole, wanted: Mapping[str, Cue]) -> dict[str, Cue]:
    """Give cues that say nothing of their own clause the words of their indicator's name."""
    return {
        id: cue
        if cue.near or cue.is_cell
        else replace(cue, near=name_words(report.catalog.name(whole.at[id, "indicator"])))
        for id, cue in wanted.items()
    }


def _printed_before(report: CheckedReport) -> dict[str, str]:
    """Give what each figure printed in the newest earlier quarter that has it."""
    printed: dict[str, str] = {}
    for earlier in report.history:
        printed |= dict(earlier.figures["printed"])
    return printed


def _is_far(number: ReadNumber, before: str) -> bool:
    """Tell a number a thousand times as large, or as small, as the figure was: 2 is the level's
    number, not what became of 753.285.
    """
    whole = [re.sub(r"\D", "", re.split(r",|%", text)[0]) for text in (number.text, before)]
    return all(whole) and abs(len(whole[0]) - len(whole[1])) >= _FAR


def cue_of_names(report: CheckedReport, row) -> Cue:
    """Make a cue of the catalogue's names, for a figure that was never seen in a report."""
    words = content_words(report.catalog.name(row["indicator"]))
    org = content_words(report.catalog.name(row["org"]))
    return Cue(left=words | org, is_rate=row["unit"] == "%")


def _confidence(
    grid: Sequence[Sequence[float]], pairs: Mapping[int, int], at: int, figure: int
) -> tuple[bool, float]:
    """Tell whether a pair is sure, and how much."""
    own = grid[at][figure]
    framed = pairs.get(at - 1) == figure - 1 and pairs.get(at + 1) == figure + 1
    half = pairs.get(at - 1) == figure - 1 or pairs.get(at + 1) == figure + 1
    rival = max(
        (row[figure] for i, row in enumerate(grid) if i != at and i not in pairs), default=0
    )
    other = max((v for j, v in enumerate(grid[at]) if j != figure), default=0)
    margin = own - max(rival, 0 if half else other)
    alone = own >= 0.6 and margin >= _MARGIN
    sure = (framed and own >= _FRAMED) or (half and own >= _SURE) or alone
    return sure, min(1.0, own + (0.3 if framed else 0.15 if half else 0.0))


def _fits(printed: str, unit: str, number: ReadNumber) -> bool:
    """Tell whether a number can be of a unit: its form, and its scale word."""
    try:
        parse_printed(printed, unit)
    except FigureError:
        return False
    scales = {"tỷ đồng": 10**9, "triệu đồng": 10**6, "nghìn đồng": 10**3}
    return number.scale == scales.get(unit, 1) or number.scale == 1


def _with_shared(found: list[FoundFigure], whole) -> list[FoundFigure]:
    """Add the rows that share the number of the row above."""
    by_id = {f.figure: f for f in found}
    filled: list[FoundFigure] = []
    last = None
    for id in whole.index:
        if whole.at[id, "note"] == SHARED_NUMBER and last is not None:
            filled.append(replace(last, figure=id))
            continue
        last = by_id.get(id)
        if last is not None:
            filled.append(last)
    return filled
