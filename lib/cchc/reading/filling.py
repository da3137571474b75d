"""Fill a quarter's figures from its report: by the cues of the quarter before, or, where the
figures are typed already, learn the cues.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cchc.errors import RequestError
from cchc.intake.asks import QUALIFIERS, with_expected
from cchc.intake.collecting import Collected, TakenFigure, write_collected
from cchc.intake.returned import Answer
from cchc.language import say
from cchc.model.folder import find_quarters
from cchc.model.numbers import parse_printed
from cchc.report.checked import CheckedReport
from errloc.printed import FigureError

from .against import pair_figures
from .cues import FILE, Cue, Likeness, cues_of, from_csv, to_csv
from .mentions import content_words
from .numerals import ReadNumber
from .proofing import Proof, place_of

SHARED = "chung số với dòng trên"
_SURE, _FRAMED, _MARGIN = 0.5, 0.3, 0.08
_WORDS = {"over": "hơn", "under": "gần", "about": "khoảng"}


@dataclass(frozen=True)
class FoundFigure:
    """A figure found in the report: how it is printed, where, and how sure that is (0 to 1)."""

    figure: str
    printed: str
    number: ReadNumber
    place: str
    confidence: float

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
    """What reading a report brings: figures found, the cues learned, what stays open.

    `learned` holds cues where the figures were typed already. `unsure` were found but not surely
    enough to be taken; `unclaimed` are numbers of the report that no figure claims.
    """

    found: tuple[FoundFigure, ...]
    unsure: tuple[FoundFigure, ...]
    unclaimed: tuple[ReadNumber, ...]
    learned: Mapping[str, Cue]


def find_figures(proof: Proof, report: CheckedReport, replace: bool = False) -> Filling:
    """Find a quarter's figures in its report.

    Where every figure is typed, numbers and figures are put beside each other by value and the cues
    are learned; otherwise, or with `replace`, figures are found by the cues of an earlier quarter.
    Raises RequestError where no earlier quarter has cues.
    """
    numbers = [n for n in proof.numbers if n.kind == "figure" and not n.spelled]
    cues = cues_of(proof.reading, numbers)
    if report.expected.empty and not replace:
        return _learn(proof, report, numbers, cues)
    known = _known_cues(report)
    return _find(proof, report, numbers, cues, known)


def _learn(proof, report, numbers: list[ReadNumber], cues: Mapping[str, Cue]) -> Filling:
    pairs = pair_figures(proof, report)
    by_id = {n.id: n for n in numbers}
    found, learned = [], {}
    for id, figure in sorted(pairs.items(), key=lambda p: by_id[p[0]].start):
        number = by_id[id]
        learned[figure] = cues[id]
        found.append(FoundFigure(figure, printed_of(number), number, place_of(proof, number), 1.0))
    claimed = set(pairs)
    unclaimed = tuple(n for n in numbers if n.id not in claimed)
    return Filling(tuple(found), (), unclaimed, learned)


def _known_cues(report: CheckedReport) -> dict[str, Cue]:
    """Return the cues of the newest earlier quarter that has some."""
    rates = [id for id, unit in with_expected(report).figures["unit"].items() if unit == "%"]
    for quarter in reversed(find_quarters(report.data)):
        path = report.data / str(quarter) / FILE
        if quarter < report.quarter and path.exists():
            return from_csv(path, rates)
    raise RequestError(
        say(
            "no earlier quarter has cues; type one quarter's figures, then run"
            " `cchc read` on its own report"
        )
    )


def _find(
    proof: Proof,
    report: CheckedReport,
    numbers: list[ReadNumber],
    cues: Mapping[str, Cue],
    known: Mapping[str, Cue],
) -> Filling:
    whole = with_expected(report).figures
    order = [id for id in whole.index if whole.at[id, "note"] != SHARED]
    wanted = {id: known.get(id) or _by_name(report, whole.loc[id]) for id in order}
    like = Likeness([*cues.values(), *wanted.values()])
    grid = [[like(cues[n.id], wanted[id]) for id in order] for n in numbers]
    pairs = align(grid)
    _add_moved(grid, pairs)
    found, unsure = [], []
    for at, figure in sorted(pairs.items(), key=lambda p: p[1]):
        number, id = numbers[at], order[figure]
        sure, confidence = _confidence(grid, pairs, at, figure)
        told = FoundFigure(id, printed_of(number), number, place_of(proof, number), confidence)
        fits = _fits(told.printed, whole.at[id, "unit"], number)
        (found if sure and fits else unsure).append(told)
    claimed = {f.number.id for f in (*found, *unsure)}
    unclaimed = tuple(n for n in numbers if n.id not in claimed)
    return Filling(tuple(_with_shared(found, whole)), tuple(unsure), unclaimed, {})


def _by_name(report: CheckedReport, row) -> Cue:
    """Make a cue of the catalogue's names, for a figure that was never seen in a report."""
    words = content_words(report.catalog.name(row["indicator"]))
    org = content_words(report.catalog.name(row["org"]))
    return Cue(left=words | org, is_rate=row["unit"] == "%")


def align(grid: Sequence[Sequence[float]]) -> dict[int, int]:
    """Pair rows with columns in order so that what they have in common is most."""
    rows, columns = len(grid), len(grid[0]) if grid else 0
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(1, rows + 1):
        own, above, here = grid[i - 1], best[i - 1], best[i]
        for j in range(1, columns + 1):
            worth = max(above[j], here[j - 1])
            if own[j - 1] > _FRAMED:
                worth = max(worth, above[j - 1] + own[j - 1] - 0.2)
            here[j] = worth
    pairs, i, j = {}, rows, columns
    while i and j:
        if best[i][j] == best[i - 1][j]:
            i -= 1
        elif best[i][j] == best[i][j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            pairs[i] = j
    return pairs


def _add_moved(grid: Sequence[Sequence[float]], pairs: dict[int, int]) -> None:
    """Pair what is left over, wherever it stands now: the most alike first."""
    taken = set(pairs.values())
    columns = range(len(grid[0]) if grid else 0)
    left = [
        (grid[i][j], -i, -j)
        for i in range(len(grid))
        if i not in pairs
        for j in columns
        if j not in taken and grid[i][j] >= _SURE
    ]
    for _, row, column in sorted(left, reverse=True):
        if -row not in pairs and -column not in taken:
            pairs[-row] = -column
            taken.add(-column)


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
        if whole.at[id, "note"] == SHARED and last is not None:
            filled.append(FoundFigure(id, last.printed, last.number, last.place, last.confidence))
            continue
        last = by_id.get(id)
        if last is not None:
            filled.append(last)
    return filled


def write_filling(
    report: CheckedReport, filling: Filling, name: str, replace: bool
) -> tuple[int, list[FoundFigure]]:
    """Write what was found into figures.csv, or the cues that were learned; what a person typed
    stays unless `replace`. Returns how many rows were written, and what differs and was kept.
    """
    if filling.learned:
        path = report.data / str(report.quarter) / FILE
        write_cues(path, filling.learned)
        return 0, []
    whole = with_expected(report).figures
    changes, kept = [], []
    for found in filling.found:
        row = whole.loc[found.figure]
        if row["printed"] == found.printed:
            continue
        if row["printed"] and not replace:
            kept.append(found)
            continue
        qualifier = _WORDS.get(found.number.qualifier, "")
        qualifier = qualifier if qualifier in QUALIFIERS else ""
        told = Answer(found.figure, found.printed, qualifier, "", "", name, "", found.place)
        note = "; ".join(part for part in (row["note"], qualifier) if part)
        changes.append(
            TakenFigure(found.figure, row["row"], row["printed"], found.printed, note, told)
        )
    collected = Collected(1, tuple(changes), 0, (), (), (), (), (), {}, ())
    if changes:
        write_collected(report, report.data, collected)
    return len(changes), kept


def write_cues(path: Path, cues: Mapping[str, Cue]) -> None:
    """Write the cues of a quarter, whole or not at all."""
    aside = path.with_name(path.name + ".part")
    aside.write_text(to_csv(cues), encoding="utf-8", newline="")
    aside.replace(path)
