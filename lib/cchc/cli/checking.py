"""Commands that look into a quarter's figures: check, decide, what-if."""

import json
import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cchc.errors import OPEN_ERRORS
from cchc.language import say, translate
from cchc.model.commands import to_type

from .options import DataOption, QuarterArgument, read_change, read_day_option
from .places import find_data
from .terminal import shown, told_plainly

if TYPE_CHECKING:
    from cchc.report.checked import CheckedReport


class Format(StrEnum):
    table = "table"
    json = "json"


@told_plainly()
def check(
    quarter: QuarterArgument,
    data: DataOption = None,
    as_printed: Annotated[
        bool,
        typer.Option(
            "--as-printed", help="The report does print its numbers as figures.csv has them now."
        ),
    ] = False,
    format: Annotated[Format, typer.Option(help="How to print the findings.")] = Format.table,
    top: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Just the worst N cases that wait for a decision."),
    ] = None,
    suspects: Annotated[
        bool, typer.Option("--suspects", help="With each case, which figure is suspected and why.")
    ] = False,
) -> None:
    """Check the figures of a quarter and list the findings."""
    from cchc import read_report
    from cchc.model.seen import note_spreadsheet

    folder = find_data(data)
    report = read_report(quarter, folder)
    _keep_seen(report, folder, as_printed)
    place = folder / str(report.quarter)
    notes = [*report.notes, *note_spreadsheet(report.figures, place)]
    if format is Format.json:
        told = {
            "quarter": str(report.quarter),
            "figures": len(report.figures),
            "missing": len(report.expected),
        }
        told |= {
            "rules": len(report.facts.rules),
            "findings": [f.as_json() for f in report.findings],
            "notes": [str(note) for note in notes],
        }
        print(json.dumps(told, ensure_ascii=False, indent=1))
    elif top or suspects:
        from .suspects import print_cases

        print_cases(report, top, suspects)
    else:
        from .terminal import print_findings

        # the sums stay last
        for note in notes:
            print(say("note {note}", note=note))
        print_findings(report)
    if any(finding.is_open_error for finding in report.findings):
        raise typer.Exit(OPEN_ERRORS)


def _keep_seen(report: "CheckedReport", data: Path, as_printed: bool) -> None:
    """Remember what figures.csv holds; a folder that cannot be written to is read all the same."""
    from cchc.errors import CchcError
    from cchc.model.seen import keep_seen

    try:
        keep_seen(report.figures, data / str(report.quarter), as_printed)
    except (CchcError, OSError) as error:
        if as_printed:
            raise
        print(say("note what was read cannot be kept: {error}", error=error), file=sys.stderr)


@told_plainly()
def decide(
    quarter: QuarterArgument,
    finding: Annotated[
        str, typer.Argument(metavar="FINDING", help="The finding's id, such as bt-bdb4a597.")
    ],
    reason: Annotated[str, typer.Option(help="Why this was concluded.")] = "",
    corrected: Annotated[
        str,
        typer.Option(metavar="ID=VALUE", help="The figure is wrong; this is what it should be."),
    ] = "",
    explained: Annotated[
        bool, typer.Option("--explained", help="The figures are right as printed.")
    ] = False,
    queried: Annotated[bool, typer.Option("--queried", help="The unit has been asked.")] = False,
    undo: Annotated[
        bool, typer.Option("--undo", help="Take back what was decided on this finding.")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Replace a decision that stands already.")
    ] = False,
    by: Annotated[
        str, typer.Option(metavar="NAME", envvar="CCHC_BY", help="Who concluded it.")
    ] = "",
    on: Annotated[
        str, typer.Option(metavar="DAY", help="When, as 26/11/2026 or 2026-11-26. (default: today)")
    ] = "",
    data: DataOption = None,
) -> None:
    """Record a decision on a finding; printed figures never change."""
    from cchc import read_report
    from cchc.errors import RequestError
    from cchc.report.decisions import undo_decision, write_decision

    given = {"corrected": corrected, "explained": explained, "queried": queried, "undo": undo}
    chosen = [name for name, value in given.items() if value]
    if len(chosen) != 1:
        raise RequestError(
            say(
                "nothing was saved; add just one of: --explained (the figures are right as"
                " printed), --queried (the unit has been asked), --corrected ID=VALUE (the right"
                " value), --undo (the decision is taken back)"
            )
        )
    folder = find_data(data)
    figure, value = read_change(corrected) if corrected else ("", "")
    day = read_day_option("--on", on) if on else datetime.now().date()
    report = read_report(quarter, folder)
    if undo:
        recorded = undo_decision(report, folder, finding)
        for row in recorded.replaced:
            print(say("taken out of {file}: {row}", file=shown(recorded.path), row=row))
        return
    told = {"figure": figure, "value": value, "decided_by": by, "decided_on": day, "again": again}
    recorded = write_decision(report, folder, finding, chosen[0], reason, **told)
    for row in recorded.replaced:
        print(say("replaced: {row}", row=row))
    change = f"{figure}={recorded.value}" if figure else ""
    row = " ".join(filter(None, (finding, translate(chosen[0]), change)))
    print(say("recorded in {file}: {row}", file=shown(recorded.path), row=row))
    if recorded.unmended:
        print(
            say(
                "but {finding} stays open: with this value it still says: {says} Look whether the"
                " value is right; another figure of it may have to be corrected as well, and"
                " {command} takes this decision back",
                finding=finding,
                says=recorded.unmended,
                command=to_type(f"decide {report.quarter} {finding} --undo", folder),
            )
        )


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

    from .terminal import print_change

    report = read_report(quarter, find_data(data))
    try:
        print_change(report.what_if(dict(read_change(text) for text in changes)))
    except (KeyError, FigureError) as error:
        raise RequestError(str(error.args[0])) from None
