"""Recording what an analyst concludes on a finding: a checked row of decisions.csv, nothing else
changes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from cchc.checks.findings import still_stands
from cchc.errors import InputError
from cchc.language import say, translate
from cchc.model.commands import to_type
from cchc.model.csv_checks import iso_day
from cchc.model.csv_edits import CsvEdit, edit_csv_files
from cchc.model.csv_rows import CsvFile
from cchc.model.numbers import FigureError, format_date, restate
from cchc.model.problems import Problem, name_file, name_first

from .agreement import corrections
from .checked import CheckedReport

DecisionKind = Literal["corrected", "explained", "queried"]
_COLUMNS = ("finding", "decision", "figure", "value", "reason", "decided_by", "decided_on")


@dataclass(frozen=True)
class Recorded:
    """A decision as it stands in the file, its value in the report's form; `replaced` tells the
    rows that it took the place of, `unmended` what the finding still says with a corrected value.
    """

    path: Path
    value: str
    replaced: tuple[str, ...]
    unmended: str = ""


def write_decision(
    report: CheckedReport,
    data: Path,
    finding: str,
    decision: DecisionKind,
    reason: str,
    *,
    decided_by: str,
    figure: str = "",
    value: str = "",
    decided_on: date | None = None,
    again: bool = False,
) -> Recorded:
    """Record a decision on a finding (its id) in the quarter's decisions.csv.

    A correction names one of the finding's figures and its value as the report would print it. A
    finding that has a decision already, or a figure that is corrected to another value, needs
    `again`: the new row then replaces the finding's others, but for corrections of other figures.
    A value with which the finding still stands is recorded, because a finding may need two figures
    corrected, and told: the finding stays open.
    Raises InputError, with nothing written, for that, for an unknown finding or figure, a value
    that is no number of its unit, or a missing reason or name.
    """
    path = data / str(report.quarter) / "decisions.csv"
    faults = list(_faults(report, finding, decision, figure, reason, decided_by))
    if not faults and decision == "corrected":
        try:
            value = restate(value, report.figures.at[figure, "unit"])
        except FigureError as error:
            says = say(
                "nothing was saved; --corrected {given}: {error}",
                given=f"{figure}={value}",
                error=error,
            )
            faults.append(says)
    if faults:
        # they are of what was asked for, not of the file
        raise InputError([Problem(str(report.quarter), says) for says in faults])
    day = decided_on.isoformat() if decided_on else ""
    told = (finding, decision, figure, value, reason.strip(), decided_by.strip(), day)
    row = dict(zip(_COLUMNS, told, strict=True))
    replaced: list[str] = []

    def record(file: CsvFile) -> CsvFile:
        old = {each.number: file.read(each) for each in file.body}
        standing = list(_list_standing(report, old, row))
        if standing and not again:
            raise InputError([Problem(name_file(path), says, n) for n, says in standing])
        gone = [n for n, cells in old.items() if _is_replaced(cells, row)]
        replaced[:] = [_tell(old[n]) for n in gone]
        return file.changed({}, [row], gone)

    edit_csv_files({path: CsvEdit(_COLUMNS, _COLUMNS[:5], record)})
    unmended = _say_unmended(report, finding, figure, value) if decision == "corrected" else ""
    return Recorded(path, value, tuple(replaced), unmended)


def _say_unmended(report: CheckedReport, finding: str, figure: str, value: str) -> str:
    """Give what a finding says with a value and what was corrected before; "" where it is gone."""
    then = {f.finding: f for f in report.found_if(corrections(report) | {figure: value})}
    now = {f.finding: f for f in report.found}
    stays = still_stands(now[finding], then.get(finding))
    return then[finding].says if stays else ""


def undo_decision(report: CheckedReport, data: Path, finding: str) -> Recorded:
    """Take the decisions on a finding out of decisions.csv; the finding need not exist any more.

    `replaced` tells the rows taken out. Raises InputError where there is none.
    """
    path = data / str(report.quarter) / "decisions.csv"
    removed: list[str] = []

    def undo(file: CsvFile) -> CsvFile:
        old = {each.number: file.read(each) for each in file.body}
        gone = [n for n, cells in old.items() if cells["finding"] == finding]
        if not gone:
            says = say("there is no decision on {finding} to undo", finding=repr(finding))
            raise InputError([Problem(name_file(path), says)])
        removed[:] = [_tell(old[n]) for n in gone]
        return file.changed({}, (), gone)

    edit_csv_files({path: CsvEdit(_COLUMNS, _COLUMNS[:5], undo)})
    return Recorded(path, "", tuple(removed))


def _list_standing(
    report: CheckedReport, old: dict[int, dict[str, str]], new: dict[str, str]
) -> Iterator[tuple[int, str]]:
    """Tell of the rows that a new decision would contradict or repeat, by row."""
    for number, cells in old.items():
        if cells["finding"] == new["finding"]:
            yield (
                number,
                say(
                    "there is a decision already on {told}; add --again at the end to replace it,"
                    " or take it back with --undo",
                    told=_tell(cells),
                ),
            )
        elif (
            new["decision"] == cells["decision"] == "corrected"
            and cells["figure"] == new["figure"]
            and _restated(report, cells) != new["value"]
        ):
            yield (
                number,
                say(
                    "{figure} is corrected to another value already in the decision on {told}; add"
                    " --again at the end to record both, and the later counts",
                    figure=new["figure"],
                    told=_tell(cells),
                ),
            )


def _is_replaced(old: dict[str, str], new: dict[str, str]) -> bool:
    if old["finding"] != new["finding"]:
        return False
    # one finding may need two figures corrected
    both = old["decision"] == new["decision"] == "corrected"
    return not both or old["figure"] == new["figure"]


def _restated(report: CheckedReport, cells: dict[str, str]) -> str:
    try:
        return restate(cells["value"], report.figures.at[cells["figure"], "unit"])
    except FigureError:
        return cells["value"]


def _tell(cells: dict[str, str]) -> str:
    """Tell a decision: what, why, by whom and when."""
    change = "=".join(filter(None, (cells["figure"], cells["value"])))
    day = iso_day(cells.get("decided_on", ""))
    who = ", ".join(
        filter(None, (cells.get("decided_by"), day and format_date(date.fromisoformat(day))))
    )
    told = say(
        "{finding}: {decision}, reason “{reason}”",
        finding=cells["finding"],
        decision=" ".join(filter(None, (translate(cells["decision"]), change))),
        reason=cells["reason"],
    )
    return f"{told} ({who})" if who else told


def _faults(
    report: CheckedReport, finding: str, decision: str, figure: str, reason: str, decided_by: str
) -> Iterator[str]:
    known = {f.finding for f in report.findings}
    if finding not in known:
        near = get_close_matches(finding.casefold(), sorted(known), n=3, cutoff=0.8)
        # a decision is on a finding, not on the case that it belongs to
        near = [f.finding for c in report.cases if c.case == finding for f in c.findings] or near
        yield say(
            "there is no finding {finding}; {command} lists them",
            finding=repr(finding),
            command=to_type(f"check {report.quarter}", report.data),
        ) + (say(" (near: {codes})", codes=name_first(near)) if near else "")
        return
    if not reason.strip():
        yield say(
            'nothing was saved, because the reason is missing; add at the end: --reason "WHY" (in'
            " quotes)"
        )
    if not decided_by.strip():
        yield say(
            "nothing was saved, because the name of whoever concluded it is missing; add at the"
            ' end: --by "Nguyễn Văn An" (in quotes)'
        )
    if decision != "corrected":
        return
    case = next(c for c in report.cases if any(f.finding == finding for f in c.findings))
    figures = {i for f in case.findings for i in f.figures}
    if figure not in figures:
        # one figure's id differs from another's in its last letters alone
        near = get_close_matches(figure, sorted(figures), n=3, cutoff=0.8)
        yield say(
            "nothing was saved: {figure} is not a figure of {finding}; write one of its figures"
            " behind --corrected: {figures}",
            figure=repr(figure),
            finding=finding,
            figures=", ".join(near) or name_first(sorted(figures)) or "–",
        )
