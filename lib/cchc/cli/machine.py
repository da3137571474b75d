"""The command that looks at the machine: doctor."""

from pathlib import Path

import typer

from cchc.errors import BAD_REQUEST
from cchc.language import say, translate

from .options import DataOption, OutOption
from .terminal import told_plainly


@told_plainly()
def doctor(data: DataOption = None, out: OutOption = None) -> None:
    """Check what a build needs of this machine, and say what to do where something is missing. With
    --data, also whether the catalogue there and its quarters meet.
    """
    from cchc.errors import RequestError
    from cchc.help.doctor import examine
    from cchc.help.needs import CheckedPlace
    from cchc.run.section_files import find_project

    try:
        project = find_project(Path.cwd())
    except RequestError:
        project = Path.cwd()  # one more thing to tell
    states = []
    for check in examine(
        CheckedPlace(project, data or project / "data", out or project / "outputs")
    ):
        state = translate(check.state)
        print(f"{state:<5} {translate(check.name)}: {check.seen}", flush=True)
        if check.advice:
            print(say("      next: {advice}", advice=check.advice), flush=True)
        states.append(check.state)
    if data:
        _print_catalogue(data, project / "notebooks")
    failed, warned = states.count("fail"), states.count("warn")
    counts = say(
        "{checks} checks, {failed} failed, {warned} warnings",
        checks=len(states),
        failed=failed,
        warned=warned,
    )
    if failed:
        print(say("{counts}: a build cannot work here yet", counts=counts))
        raise typer.Exit(BAD_REQUEST)
    print(say("{counts}: a build can work here", counts=counts))


def _print_catalogue(data: Path, notebooks: Path) -> None:
    from cchc.errors import InputError
    from cchc.help.catalogue_ends import examine_catalogue

    try:
        lines = examine_catalogue(data, notebooks)
    except InputError:
        return  # the check of the data has told it
    for line in lines:
        print(say("look at {line}", line=line))
    if not lines:
        print(say("the catalogue and the quarters of {data} meet", data=data))
