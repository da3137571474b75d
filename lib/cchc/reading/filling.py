"""Fill a quarter's figures from its report: by the cues of the quarter before, or, where the
figures are typed already, learn the cues.
"""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import replace as replace_fields

import pandas as pd

from cchc.intake.asks import with_expected
from cchc.model.numbers import parse_printed
from cchc.model.places_read import CUES
from cchc.model.quarter import find_quarters
from cchc.report.checked import CheckedReport
from errloc.printed import FigureError

from .against import SHARED_NUMBER, pair_figures
from .aligning import add_moved, align
from .citing import FoundCitation, find_citations, names_by_alias
from .cues import Cue, Likeness, cues_of, read_cues
from .mentions import content_words
from .numerals import ReadNumber
from .placing import Placing
from .proofing import Proof, place_of
from .windows import NO_WINDOW, PeriodsRead, PrintedWindow

_SURE, _FRAMED, _MARGIN = 0.5, 0.3, 0.08
_FAR = 3  # digits


@dataclass(frozen=True)
class FoundFigure:
    """A figure found in the report: how it is printed, where, and how sure that is (0 to 1)."""

    figure: str
    printed: str
    number: ReadNumber
    place: str
    confidence: float
    window: PrintedWindow = NO_WINDOW

    def as_json(self) -> dict:
        """Return what the command line prints of it."""
        return {
            "figure": self.figure,
            "printed": self.printed,
            "start": self.number.start,
            "place": self.place,
            "confidence": round(self.confidence, 2),
        }


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
    else:
        known = _known_cues(report)
        is_first = not known
        typed = [f for f in _learn(proof, report, numbers, cues) if f.figure not in known]
        taken = {f.number.id for f in typed}
        left = [n for n in numbers if n.id not in taken]
        # names alone are too little: a third of what they find is wrong
        settled = {f.figure for f in typed}
        found, unsure = _find(proof, report, left, cues, known, settled) if known else ([], [])
        found = [
            replace_fields(f, window=periods.of(f.number, _has_period(known, f.figure)))
            for f in found
        ]
        found += typed
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
    for citation in find_citations(proof, names_by_alias(names)):
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
        named = _by_name(report, report.figures.loc[figure]).left
        cue = cues[number.id]
        shared = named & (cue.left | cue.right | cue.row | cue.column)
        if shared or before == rank - 1 or after == rank + 1:
            told = printed_of(number)
            found.append(FoundFigure(figure, told, number, place_of(proof, number), 1.0))
    return found


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


def _find(
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
    wanted = {id: known.get(id) or _by_name(report, whole.loc[id]) for id in order}
    like = Likeness([*cues.values(), *wanted.values()])
    before = _printed_before(report)
    grid = [
        [0.0 if _is_far(n, before.get(id, "")) else like(cues[n.id], wanted[id]) for id in order]
        for n in numbers
    ]
    pairs = align(grid)
    add_moved(grid, pairs)
    found, unsure = [], []
    for at, figure in sorted(pairs.items(), key=lambda p: p[1]):
        number, id = numbers[at], order[figure]
        sure, confidence = _confidence(grid, pairs, at, figure)
        told = FoundFigure(id, printed_of(number), number, place_of(proof, number), confidence)
        fits = _fits(told.printed, whole.at[id, "unit"], number)
        (found if sure and fits else unsure).append(told)
    return _with_shared(found, whole), unsure


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


def _by_name(report: CheckedReport, row) -> Cue:
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


def printed_of(number: ReadNumber) -> str:
    """Return a number as figures.csv holds it: digits, and % where it is printed."""
    digits = re.match(r"[\d.,]+", number.text)[0].rstrip(".,")
    return digits + ("%" if "%" in number.text else "")


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
            filled.append(replace_fields(last, figure=id))
            continue
        last = by_id.get(id)
        if last is not None:
            filled.append(last)
    return filled
