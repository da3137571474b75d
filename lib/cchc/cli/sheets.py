"""The command for typing a report in: sheet."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cchc.language import say
from cchc.model.commands import to_type

from .options import DataOption, QuarterArgument
from .places import find_data, find_outputs
from .terminal import shown, told_plainly

if TYPE_CHECKING:
    from cchc.model.quarter import Quarter


@told_plainly()
def sheet(
    quarter: QuarterArgument,
    take: Annotated[
        Path | None,
        typer.Option("--take", metavar="FILE", help="Bring this filled-in workbook back."),
    ] = None,
    remove: Annotated[
        bool,
        typer.Option("--remove", help="With --take: remove rows that are gone from the workbook."),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="With --take: say what would change; write nothing.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="FILE", help="Where to write. (default: outputs/QUARTER-sheet.xlsx)"
        ),
    ] = None,
    data: DataOption = None,
) -> None:
    """Write figures, citations and statements as one Excel workbook of text cells, or bring it
    back.
    """
    from cchc.model.quarter import Quarter

    folder = find_data(data)
    if take is None:
        _write(quarter, folder, out)
    else:
        _take(Quarter.parse(quarter), folder, take, remove, dry_run)


def _write(quarter: str, data: Path, out: Path | None) -> None:
    from cchc import read_report
    from cchc.intake.entry import make_entry_workbook
    from cchc.model.guarded import write_new_file

    report = read_report(quarter, data)
    name = f"{report.quarter}-sheet.xlsx"
    path = out or find_outputs(None) / name
    if path.is_dir():
        path /= name
    elif path.suffix.casefold() != ".xlsx":  # a spreadsheet opens no file without its ending
        path = path.with_name(f"{path.name}.xlsx")
    content = make_entry_workbook(report)
    path.parent.mkdir(parents=True, exist_ok=True)
    if not (path.is_file() and path.read_bytes() == content):
        write_new_file(path, content)
    place = shown(path)
    print(
        say(
            "{file}: type into it, save it, then {command}",
            file=place,
            command=to_type(f"sheet {report.quarter} --take {shlex.quote(place)}", data),
        )
    )


def _take(quarter: "Quarter", data: Path, path: Path, remove: bool, dry_run: bool) -> None:
    from cchc.errors import FormError, InputError
    from cchc.intake.entry_returned import read_entry_workbook
    from cchc.intake.taking import take_entry_workbook
    from cchc.model.problems import Problem

    if not path.exists():
        raise InputError([Problem(shown(path), say("there is no such file"))])
    try:
        tables = read_entry_workbook(path, quarter, data)
    except FormError as error:
        raise FormError(f"{shown(path)}: {error}") from None
    # before any change is told: what is told has been made, or could be
    take_entry_workbook(tables, quarter, data, remove, dry_run)
    changes = 0
    for taken in tables:
        for remark in taken.remarks:
            print(say("note {note}", note=remark))
        for change in taken.list_changes():
            print(f"{taken.table.file}: {change}")
            changes += bool(change.after) or remove
    gone = sum(len(taken.gone) for taken in tables)
    if gone and not remove:
        print(say("{count} rows gone from the workbook stay; --remove removes them", count=gone))
    place = shown(data / str(quarter))
    if dry_run:
        print(say("{count} rows would be changed in {place}", count=changes, place=place))
    else:
        print(say("{count} rows changed in {place}", count=changes, place=place))
