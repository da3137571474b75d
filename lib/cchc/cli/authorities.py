"""Commands that begin what is one's own: an authority (init), a chapter (chapter)."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from cchc.language import say
from cchc.model.commands import to_type

from .options import NotebooksOption
from .terminal import shown, told_plainly


@told_plainly()
def init(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="A new folder for the data of the authority.")
    ],
    name: Annotated[
        str,
        typer.Option(
            "--name", metavar="TEXT", help="The authority as it signs: 'UBND phường Bình Minh'."
        ),
    ] = "",
    kind: Annotated[
        str,
        typer.Option(
            "--kind", metavar="KIND", help="province, city, ward, commune, special_zone or agency."
        ),
    ] = "",
    quarter: Annotated[
        str,
        typer.Option("--quarter", metavar="QUARTER", help="The first quarter, such as 2025Q4."),
    ] = "",
    units: Annotated[
        str | None,
        typer.Option(
            "--units",
            metavar="LIST",
            help="Its units: 'Phường 1; Phường 2', or a file with one a line; '' for none.",
        ),
    ] = None,
) -> None:
    """Begin an authority: a folder of data with a core catalogue, its units and the first quarter's
    expected figures. What is not given is asked for on a terminal.
    """
    from cchc.intake.beginning import NewAuthority, begin_authority, read_kinds
    from cchc.intake.unit_lists import read_units
    from cchc.model.quarter import Quarter

    known = "; ".join(f"{code} ({row['what']})" for code, row in read_kinds().items())
    asked = {
        "--name": (
            name,
            say("its name as it signs reports, such as UBND phường Bình Minh"),
        ),
        "--kind": (kind, say("its kind: {known}", known=known)),
        "--quarter": (quarter, say("its first quarter, such as 2025Q4")),
        "--units": (units, say("its units, with semicolons between, or a file; nothing for none")),
    }
    given = _ask(asked)
    begun = begin_authority(
        folder,
        NewAuthority(
            given["--name"].strip(),
            given["--kind"].strip(),
            read_units(given["--units"]),
            Quarter.parse(given["--quarter"].strip()),
        ),
    )
    place, first = shown(folder), given["--quarter"].strip()
    print(
        say(
            "made {place}: {indicators} indicators, {orgs} orgs, {figures} figures expected",
            place=place,
            indicators=begun.indicators,
            orgs=begun.orgs,
            figures=begun.figures,
        )
    )
    print(
        say(
            "next: read {place}/README.md, mend number and dated in {place}/{quarter}/report.toml,"
            " then {form}, or {sheet}",
            place=place,
            quarter=first,
            form=to_type(f"form {first}", folder),
            sheet=to_type(f"sheet {first}", folder),
        )
    )


@told_plainly()
def chapter(
    name: Annotated[
        str,
        typer.Argument(metavar="NAME", help="Its title, or its file's name such as 15-giao-thong."),
    ],
    title: Annotated[
        str, typer.Option("--title", metavar="TEXT", help="Its title, where NAME is a file's name.")
    ] = "",
    notebooks: NotebooksOption = None,
) -> None:
    """Begin a chapter of your own: a notebook from the template, with three cells that run."""
    from cchc.run.new_chapter import write_chapter
    from cchc.run.section_files import find_project

    made = write_chapter(name, notebooks or find_project(Path.cwd()) / "notebooks", title)
    told = json.dumps(made.title, ensure_ascii=False)
    line = f'{{ chapter = "{int(made.number)}", title = {told}, sections = ["…"],'
    print(say("made {notebook}", notebook=shown(made.path)))
    print(
        say(
            "next: open it in JupyterLab, and add this line to `chapters` in report.toml of the"
            " quarter, with the sections that it shows:\n{line}",
            line=f'  {line} notebook = "{made.number}" }},',
        )
    )


def _ask(asked: dict[str, tuple[str | None, str]]) -> dict[str, str]:
    """Give what was given, and ask for the rest; all that lacks is told at once where nobody can
    answer.
    """
    from cchc.errors import RequestError

    lacking = {option: question for option, (given, question) in asked.items() if not given}
    if asked["--units"][0] == "":  # said to have none
        lacking.pop("--units")
    given = {option: given or "" for option, (given, _) in asked.items()}
    if not sys.stdin.isatty():
        lacking.pop("--units", None)
        if lacking:
            told = "\n".join(f"{option}: {question}" for option, question in lacking.items())
            raise RequestError(say("these are lacking:\n{told}", told=told))
    for option, question in lacking.items():
        print(f"{question}: ", end="", flush=True)
        given[option] = sys.stdin.readline().strip()
    return given
