"""Record what an analyst concluded: one checked row more in decisions.csv, nothing else changes."""

import csv
import io
import os
from datetime import date
from pathlib import Path
from typing import Literal

from cchc.errors import InputError
from cchc.model.numbers import FigureError, parse_printed
from cchc.model.problems import Problem

from .checked import CheckedReport

DecisionKind = Literal["corrected", "explained", "queried"]


def write_decision(
    report: CheckedReport,
    data: Path,
    finding: str,
    decision: DecisionKind,
    reason: str,
    *,
    figure: str = "",
    value: str = "",
    decided_by: str = "",
    decided_on: date | None = None,
) -> Path:
    """Append a decision on a finding (its id) to the quarter's decisions.csv and return the file.

    A correction names one of the finding's figures and the value as the report would print it.
    Raises InputError, with nothing written, for an unknown finding or figure, a value that is no
    number of its unit, a decision that stands already, or a missing reason.
    """
    shown = f"data/{report.quarter}/decisions.csv"
    row = [
        finding,
        decision,
        figure,
        value,
        reason.strip(),
        decided_by,
        decided_on.isoformat() if decided_on else "",
    ]
    problems = [Problem(shown, says) for says in _faults(report, *row[:5])]
    if problems:
        raise InputError(problems)
    path = data / str(report.quarter) / "decisions.csv"
    before = path.read_bytes()
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(row)
    after = before + (b"" if before.endswith(b"\n") else b"\n") + line.getvalue().encode()
    aside = path.with_suffix(".csv.new")
    aside.write_bytes(after)
    os.replace(aside, path)
    return path


def _faults(
    report: CheckedReport, finding: str, decision: str, figure: str, value: str, reason: str
):
    known = {f.finding: f for f in report.findings}
    if finding not in known:
        yield (
            f"{finding!r} is not a finding of {report.quarter}; `cchc check {report.quarter}` lists"
            " them"
        )
        return
    taken = report.decisions[report.decisions["finding"] == finding]
    if (
        (taken["decision"] == decision) & (taken["figure"] == figure) & (taken["value"] == value)
    ).any():
        yield f"this decision on {finding} stands already, in row {taken['row'].iloc[-1]}"
    if not reason:
        yield "a decision needs its reason"
    if decision != "corrected":
        return
    case = next(c for c in report.cases if any(f.finding == finding for f in c.findings))
    figures = {i for f in case.findings for i in f.figures}
    if figure not in figures:
        yield (
            f"{figure!r} is not a figure of {finding}; its figures are"
            f" {', '.join(sorted(figures)) or 'none'}"
        )
        return
    try:
        parse_printed(value, report.figures.at[figure, "unit"])
    except FigureError as error:
        yield str(error)
