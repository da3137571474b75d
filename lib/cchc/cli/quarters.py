"""Commands that begin a quarter and bring its figures in: new, form, collect."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cchc.errors import DIFFERS

from .options import DataOption, QuarterArgument, read_words
from .terminal import shown, told_plainly

if TYPE_CHECKING:
    from cchc.intake.collecting import Collected


@told_plainly()
def new(quarter: QuarterArgument, data: DataOption = None) -> None:
    """Begin a quarter: its folder with the figures to expect and the plans to follow up, from the
    quarter before.
    """
    from cchc.intake.opening import write_quarter
    from cchc.model.quarter import Quarter
    from cchc.run.project import find_project

    opened = write_quarter(Quarter.parse(quarter), data or find_project(Path.cwd()) / "data")
    place = shown(opened.folder)
    counts = f"{opened.figures} figures expected, {opened.plans} plans to follow up"
    print(f"made {place} from {opened.before}: {counts}")
    if opened.gone:
        print(f"no longer valid and not asked any more: {', '.join(opened.gone)}")
    print(f"next: mend number and dated in {place}/report.toml, then cchc form {quarter}")


@told_plainly()
def form(
    quarter: QuarterArgument,
    org: Annotated[
        list[str] | None,
        typer.Option("--org", metavar="ORG", help="Just the forms of these orgs, such as p01,p02."),
    ] = None,
    data: DataOption = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="DIR", help="Where to write. [default: outputs/QUARTER-forms]"
        ),
    ] = None,
) -> None:
    """Write the Excel forms that the units fill in: one for each unit, and one for all together."""
    from cchc import read_report
    from cchc.intake.asks import list_asks
    from cchc.intake.form import write_forms
    from cchc.run.project import find_project

    report = read_report(quarter, data or find_project(Path.cwd()) / "data")
    folder = out or find_project(Path.cwd()) / "outputs" / f"{report.quarter}-forms"
    orgs = [word for text in org or () for word in read_words(text)]
    for path in write_forms(report, folder, orgs):
        print(shown(path))
    asks = list_asks(report, orgs)
    typed = sum(ask.parts is None for ask in asks)
    print(f"{typed} numbers to type; {len(asks) - typed} rates are worked out from them")


@told_plainly()
def collect_forms(
    quarter: QuarterArgument,
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="Returned forms, or folders of them.")
    ],
    replace: Annotated[
        bool,
        typer.Option(
            "--replace", help="Let the forms replace other numbers that are in figures.csv."
        ),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be taken; write nothing.")
    ] = False,
    data: DataOption = None,
) -> None:
    """Take the returned forms into figures.csv, and tell what is missing, double or
    contradictory.
    """
    from cchc import read_report
    from cchc.intake.collecting import collect, read_forms, write_collected
    from cchc.run.project import find_project

    folder = data or find_project(Path.cwd()) / "data"
    report = read_report(quarter, folder)
    returned, refused = read_forms(report, files)
    collected = collect(report, returned, replace)
    for line in refused:
        print(f"refused {line}")
    _print_collected(collected)
    if collected.changes and not dry_run:
        write_collected(report, folder, collected)
    worked_out = sum(not change.origin.file for change in collected.changes)
    verb = "would be written" if dry_run else "written"
    place = shown(folder / str(report.quarter) / "figures.csv")
    print(
        f"{collected.forms} forms read, {len(refused)} refused: {len(collected.changes)}"
        f" figures {verb} to {place} ({worked_out} of them worked out), {collected.unchanged}"
        f" there already, {len(collected.kept)} differ, {len(collected.contradictory)}"
        f" contradictory, {sum(map(len, collected.missing.values()))} still missing"
    )
    if refused or not collected.is_clean:
        raise typer.Exit(DIFFERS)


def _print_collected(collected: "Collected") -> None:
    for fault in collected.faults:
        print(f"not read {fault}")
    for answers in collected.contradictory:
        told = "; ".join(f"{answer.printed or 'no number'} ({answer.place})" for answer in answers)
        print(f"contradictory {answers[0].figure}: {told}")
    for change in collected.kept:
        origin = change.origin.place if change.origin.file else change.origin.typed
        says = f"figures.csv has {change.before}, the form {change.after or 'no number'} ({origin})"
        print(f"differs {change.figure}: {says}; --replace takes the form's")
    for answers in collected.doubled:
        print(f"double {answers[0].figure}: {', '.join(answer.place for answer in answers)}")
    for remark in collected.remarks:
        print(f"note {remark}")
    for org, figures in collected.missing.items():
        listed = "no form came" if org in collected.unread else ", ".join(figures)
        print(f"missing {org}: {len(figures)} figures: {listed}")
