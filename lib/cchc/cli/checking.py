"""Commands that look into a quarter's figures: check, decide, what-if."""

import json
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cchc.errors import OPEN_ERRORS

from .options import DataOption, QuarterArgument, read_change
from .terminal import shown, told_plainly


class Format(StrEnum):
    table = "table"
    json = "json"


@told_plainly()
def check(
    quarter: QuarterArgument,
    data: DataOption = None,
    format: Annotated[Format, typer.Option(help="How to print the findings.")] = Format.table,
) -> None:
    """Check the figures of a quarter and list the findings."""
    from cchc import read_report
    from cchc.run.project import find_project

    report = read_report(quarter, data or find_project(Path.cwd()) / "data")
    if format is Format.json:
        told = {
            "quarter": str(report.quarter),
            "figures": len(report.figures),
            "missing": len(report.expected),
        }
        told |= {
            "rules": len(report.facts.rules),
            "findings": [f.as_json() for f in report.findings],
        }
        print(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        from .terminal import print_findings

        print_findings(report)
    if any(finding.is_open_error for finding in report.findings):
        raise typer.Exit(OPEN_ERRORS)


@told_plainly()
def decide(
    quarter: QuarterArgument,
    finding: Annotated[
        str, typer.Argument(metavar="FINDING", help="The finding's id, such as bt-bdb4a597.")
    ],
    reason: Annotated[str, typer.Option(help="Why this was concluded.")],
    corrected: Annotated[
        str,
        typer.Option(metavar="ID=VALUE", help="The figure is wrong; this is what it should be."),
    ] = "",
    explained: Annotated[
        bool, typer.Option("--explained", help="The figures are right as printed.")
    ] = False,
    queried: Annotated[bool, typer.Option("--queried", help="The unit has been asked.")] = False,
    by: Annotated[str, typer.Option(metavar="NAME", help="Who concluded it.")] = "",
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="When. [default: today]")
    ] = None,
    data: DataOption = None,
) -> None:
    """Record a decision on a finding; printed figures never change."""
    from cchc import read_report
    from cchc.errors import RequestError
    from cchc.report.decisions import write_decision
    from cchc.run.project import find_project

    given = {"corrected": corrected, "explained": explained, "queried": queried}
    chosen = [name for name, value in given.items() if value]
    if len(chosen) != 1:
        raise RequestError("name one of --corrected ID=VALUE, --explained, --queried")
    folder = data or find_project(Path.cwd()) / "data"
    figure, value = read_change(corrected) if corrected else ("", "")
    day = on.date() if on else datetime.now().date()
    told = {"figure": figure, "value": value, "decided_by": by, "decided_on": day}
    path = write_decision(read_report(quarter, folder), folder, finding, chosen[0], reason, **told)
    print(f"recorded in {shown(path)}: {finding} {chosen[0]} {corrected}".rstrip())


@told_plainly()
def what_if(
    quarter: QuarterArgument,
    changes: Annotated[
        list[str], typer.Argument(metavar="ID=VALUE", help="A figure's id and another value.")
    ],
    data: DataOption = None,
) -> None:
    """Tell which findings would vanish and appear if figures were printed otherwise."""
    from cchc import read_report
    from cchc.errors import RequestError
    from cchc.model.numbers import FigureError
    from cchc.run.project import find_project

    from .terminal import print_change

    report = read_report(quarter, data or find_project(Path.cwd()) / "data")
    try:
        print_change(report.what_if(dict(read_change(text) for text in changes)))
    except (KeyError, FigureError) as error:
        raise RequestError(str(error.args[0])) from None
