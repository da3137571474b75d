"""Commands that begin a quarter and bring its figures in: new, form, collect."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cchc.errors import DIFFERS
from cchc.language import say
from cchc.model.commands import to_type

from .options import DataOption, QuarterArgument, read_day_option, read_words
from .places import find_data, find_outputs
from .terminal import shown, told_plainly

if TYPE_CHECKING:
    from cchc.intake.collecting import Collected
    from cchc.report.checked import CheckedReport


@told_plainly()
def new(quarter: QuarterArgument, data: DataOption = None) -> None:
    """Begin a quarter: its folder with the figures to expect and the plans to follow up, from the
    quarter before.
    """
    from cchc.intake.opening import write_quarter
    from cchc.model.quarter import Quarter

    opened = write_quarter(Quarter.parse(quarter), find_data(data))
    place = shown(opened.folder)
    print(
        say(
            "made {place} from {before}: {figures} figures expected, {plans} plans to follow up",
            place=place,
            before=opened.before,
            figures=opened.figures,
            plans=opened.plans,
        )
    )
    if opened.gone:
        print(say("no longer valid and not asked any more: {orgs}", orgs=", ".join(opened.gone)))
    for org, old in opened.inherited:
        print(say("{org} is asked in the place of {old}", org=org, old=", ".join(old)))
    if opened.authority:
        print(say("report.toml now names {authority} as the authority", authority=opened.authority))
    print(
        say(
            "next: mend number and dated in {place}/report.toml, then {command}",
            place=place,
            command=to_type(f"form {quarter}", opened.folder.parent),
        )
    )


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
            "--out", metavar="DIR", help="Where to write. (default: outputs/QUARTER-forms)"
        ),
    ] = None,
) -> None:
    """Write the Excel forms that the units fill in: one for each unit, and one for all together."""
    from cchc import read_report
    from cchc.intake.asks import list_asks
    from cchc.intake.form import write_forms

    report = read_report(quarter, find_data(data))
    folder = out or find_outputs(None) / f"{report.quarter}-forms"
    orgs = [word for text in org or () for word in read_words(text)]
    for path in write_forms(report, folder, orgs):
        print(shown(path))
    asks = list_asks(report, orgs)
    typed = sum(ask.parts is None for ask in asks)
    print(
        say(
            "{typed} numbers to type; {rates} rates are worked out from them",
            typed=typed,
            rates=len(asks) - typed,
        )
    )


@told_plainly()
def letters(
    quarter: QuarterArgument,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="DAY", help="Day to answer by, such as 20/3/2024."),
    ] = None,
    data: DataOption = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="DIR", help="Where to write. (default: outputs/QUARTER-letters)"
        ),
    ] = None,
) -> None:
    """Write a letter in Word to each unit that has to answer before the report is signed."""
    from cchc import read_report
    from cchc.publish.letters import write_letters

    day = read_day_option("--until", until) if until else None
    report = read_report(quarter, find_data(data))
    folder = out or find_outputs(None) / f"{report.quarter}-letters"
    paths, own = write_letters(report, folder, day)
    for path in paths:
        print(shown(path))
    print(
        say(
            "{letters} letters; {own} cases are about the report's own numbers and go to nobody",
            letters=len(paths),
            own=len(own),
        )
    )


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
    from cchc.intake.collecting import collect
    from cchc.intake.gathering import read_forms
    from cchc.intake.writing_collected import write_collected

    folder = find_data(data)
    report = read_report(quarter, folder)
    returned, refused = read_forms(report, files)
    collected = collect(report, returned, replace)
    for line in refused:
        print(say("refused {line}", line=line))
    _print_collected(report, collected)
    if collected.changes and not dry_run:
        write_collected(report, folder, collected)
    if not collected.forms:
        print(say("no form could be read; nothing was written"))
        raise typer.Exit(DIFFERS)
    worked_out = sum(not change.origin.file for change in collected.changes)
    place = shown(folder / str(report.quarter) / "figures.csv")
    print(
        say("{forms} forms read, {refused} refused:", forms=collected.forms, refused=len(refused)),
        _say_written(len(collected.changes), worked_out, place, dry_run),
        say(
            "{same} there already, {differ} differ, {contradictory} contradictory, {missing} still"
            " missing",
            same=collected.unchanged,
            differ=len(collected.kept),
            contradictory=len(collected.contradictory),
            missing=sum(map(len, collected.missing.values())),
        ),
    )
    if refused or not collected.is_clean:
        raise typer.Exit(DIFFERS)


def _say_written(figures: int, worked_out: int, place: str, dry_run: bool) -> str:
    if dry_run:
        return say(
            "{figures} figures would be written to {place} ({worked_out} of them worked out),",
            figures=figures,
            place=place,
            worked_out=worked_out,
        )
    return say(
        "{figures} figures written to {place} ({worked_out} of them worked out),",
        figures=figures,
        place=place,
        worked_out=worked_out,
    )


def _print_collected(report: "CheckedReport", collected: "Collected") -> None:
    for fault in collected.faults:
        print(say("not read {fault}", fault=fault))
    none = say("no number")
    for answers in collected.contradictory:
        told = "; ".join(
            f"{' '.join(filter(None, (answer.qualifier, answer.printed))) or none} ({answer.place})"
            for answer in answers
        )
        print(
            say(
                "contradictory {figure}: {answers}; ask the unit which holds, leave that form alone"
                " and collect again",
                figure=answers[0].figure,
                answers=told,
            )
        )
    for change in collected.kept:
        print(
            say(
                "differs {figure}: figures.csv has {before}, the form {after} ({origin});"
                " --replace takes the form's",
                figure=change.figure,
                before=change.before,
                after=change.after or none,
                origin=change.origin.place if change.origin.file else change.origin.typed,
            )
        )
    for answers in collected.doubled:
        places = ", ".join(answer.place for answer in answers)
        print(say("double {figure}: {places}", figure=answers[0].figure, places=places))
    for remark in collected.remarks:
        print(say("note {note}", note=remark))
    for org, figures in collected.missing.items():
        listed = say("no form came") if org in collected.unread else ", ".join(figures)
        print(
            say(
                "missing {org} ({name}): {count} figures: {listed}",
                org=org,
                name=report.catalog.name(org),
                count=len(figures),
                listed=listed,
            )
        )
    if collected.missing:
        print(
            say(
                "ask the units for what is missing, then collect again; what was taken already"
                " stays"
            )
        )
