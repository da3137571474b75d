"""The command that seals a quarter when its report is published."""

from typing import Annotated

import typer

from cchc.language import say

from .options import DataOption, QuarterArgument
from .places import find_data
from .terminal import shown, told_plainly


@told_plainly()
def seal(
    quarter: QuarterArgument,
    data: DataOption = None,
    again: Annotated[bool, typer.Option("--again", help="Replace what was sealed before.")] = False,
) -> None:
    """Keep the figures agreed on as they are published: later changes of them are told as
    revisions.
    """
    from cchc import read_report
    from cchc.report.sealing import write_sealed

    folder = find_data(data)
    report = read_report(quarter, folder)
    path = write_sealed(report, folder, again)
    opened = sum(finding.is_open_error for finding in report.findings)
    print(
        say(
            "sealed in {file}: {figures} figures agreed on, {errors} errors still open",
            file=shown(path),
            figures=len(report.observations),
            errors=opened,
        )
    )
