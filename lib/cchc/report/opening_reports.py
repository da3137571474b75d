"""Read a quarter's report, ready to be asked; or take over one that was read before the fork."""

import pickle
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from cchc.errors import InputError
from cchc.model.folder import read_quarter
from cchc.model.hashes import hash_inputs
from cchc.model.problems import named_as_given
from cchc.model.quarter import Quarter, find_quarters

from .asked import listened
from .checked import CheckedReport, as_checked


def read_report(quarter: str | Quarter, data: str | Path) -> CheckedReport:
    """Read a quarter and make it ready to be asked; an empty quarter means the newest in `data`.

    Raises InputError with every problem at once, QuarterError for a text that is no quarter.
    """

    def read() -> CheckedReport:
        return (_taken_over(quarter, data) if _handed_over else None) or _read(quarter, data)

    return listened(str(quarter), Path(data), read)


Handed = tuple[str, dict[str, str], CheckedReport]  # quarter, hashes of what was read, the report
_handed_over: list[Handed] = []  # filled only where kernels are forked


def work_out(report: CheckedReport) -> None:
    """Work out what most sections ask for: what is wrong, and the agreed values of this quarter and
    of those before it.
    """
    report.findings, report.derived  # noqa: B018
    for each in (report, *report.history):
        each.observations  # noqa: B018


def hand_over(report: CheckedReport, inputs: Mapping[str, str], path: Path) -> None:
    """Leave a report with all that is found in it for `take_over`; `inputs` are the hashes of what
    was read.
    """
    work_out(report)
    path.write_bytes(pickle.dumps((str(report.quarter), dict(inputs), report)))


def read_handed(path: Path) -> Handed | None:
    """Read what `hand_over` left in this file; None where it holds no report, for the data are
    still there to be read.
    """
    with suppress(Exception):  # whatever a damaged one makes of it
        handed = pickle.loads(path.read_bytes())
        hash_inputs(handed[2].quarter, handed[2].data)  # so that a fork need only look at the dates
        return handed
    return None


def take_over(handed: Handed | None) -> None:
    """Let the next `read_report` of this process and of each that is forked from it give this
    report: once, and only while every file still holds what was read.
    """
    _handed_over[:] = [handed] if handed else []


def _taken_over(quarter: str | Quarter, data: str | Path) -> CheckedReport | None:
    read, inputs, report = _handed_over.pop()
    if str(quarter) != read or hash_inputs(report.quarter, Path(data)) != inputs:
        return None
    object.__setattr__(
        report, "data", Path(data)
    )  # the build may have named the same folder otherwise
    return report


def _read(quarter: str | Quarter, data: str | Path) -> CheckedReport:
    report = read_quarter(quarter, data)
    before = report.quarter.previous()
    previous = (
        read_quarter(before, data, report.catalog) if before in find_quarters(Path(data)) else None
    )
    checked = as_checked(report, previous=previous, data=Path(data))
    try:
        checked.facts  # noqa: B018 - the rules are part of the input: unusable ones are told at once
    except InputError as error:
        raise InputError(named_as_given(error.problems, Path(data))) from None
    return checked
