"""The command line: build, check, decide, what-if. Exit codes: 0 done, 1 open errors, 2 bad request or input,
3 a section failed."""

import json
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer

app = typer.Typer(
    help="The quarterly reform workbook: figures of a quarter in, checked annex out.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
OPEN_ERRORS, BAD_REQUEST, SECTION_FAILED = 1, 2, 3


class Format(StrEnum):
    table = "table"
    json = "json"


QuarterArgument = Annotated[str, typer.Argument(metavar="QUARTER", help="Year and quarter, such as 2024Q1.")]
DataOption = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="Folder of the data. [default: data/ of the project]"),
]


def main() -> None:
    """Run the command line."""
    app()


@app.command()
def build(
    quarter: QuarterArgument,
    data: DataOption = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where to publish. [default: outputs/ of the project]")
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="SECTION", help="Just these sections, such as 04 or 04,05; published apart."),
    ] = None,
    formats: Annotated[str, typer.Option(metavar="LIST", help="Files to write.")] = "html,pdf,xlsx",
    jobs: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Notebooks at a time. [default: one per core]")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done; write nothing.")] = False,
) -> None:
    """Execute the section notebooks of a quarter and publish its annex."""
    with told_plainly():
        from cchc.build import prepare, publish
        from cchc.run.workbook import find_project
        from cchc.terminal import watching

        project = find_project(Path.cwd())
        plan = prepare(
            quarter,
            data=data or project / "data",
            notebooks=project / "notebooks",
            out=out or project / "outputs",
            only=tuple(only or ()),
            formats=tuple(name.strip() for name in formats.split(",") if name.strip()),
            jobs=jobs or _cores(),
        )
        files = [f"annex.{name}" for name in plan.formats] + ["findings.csv", "manifest.json", "notebooks/"]
        if dry_run:
            for section in plan.plans:
                print(f"would run notebooks/{section.path.name}: {section.title}")
            print(f"would write {shown(plan.target)}: {', '.join(files)}")
            return
        with watching(plan.plans) as watch:
            results = publish(plan, watch)
        failed = [result for result in results if result.failed]
        for result in failed:
            print(result.failed, file=sys.stderr)
        findings = plan.report.findings
        errors = sum(finding.is_open_error for finding in findings)
        print(f"published {shown(plan.target)}: {', '.join(files)}")
        print(f"{len(findings)} findings, {errors} of them open errors (cchc check {plan.report.quarter})")
        if failed:
            notebooks = shown(plan.target / "notebooks")
            print(
                f"{len(failed)} of {len(results)} sections failed and are marked in the annex; "
                f"the full messages stand in {notebooks}",
                file=sys.stderr,
            )
            raise typer.Exit(SECTION_FAILED)


@app.command()
def check(
    quarter: QuarterArgument,
    data: DataOption = None,
    format: Annotated[Format, typer.Option(help="How to print the findings.")] = Format.table,
) -> None:
    """Check the figures of a quarter and list the findings."""
    with told_plainly():
        from cchc import read_report
        from cchc.run.workbook import find_project

        report = read_report(quarter, data or find_project(Path.cwd()) / "data")
        if format is Format.json:
            told = {"quarter": str(report.quarter), "figures": len(report.figures)}
            told |= {"rules": len(report.facts.rules), "findings": [f.as_json() for f in report.findings]}
            print(json.dumps(told, ensure_ascii=False, indent=1))
        else:
            from cchc.terminal import print_findings

            print_findings(report)
        if any(finding.is_open_error for finding in report.findings):
            raise typer.Exit(OPEN_ERRORS)


@app.command()
def decide(
    quarter: QuarterArgument,
    finding: Annotated[str, typer.Argument(metavar="FINDING", help="The finding's id, such as bt-bdb4a597.")],
    reason: Annotated[str, typer.Option(help="Why this was concluded.")],
    corrected: Annotated[
        str, typer.Option(metavar="ID=VALUE", help="The figure is wrong; this is what it should be.")
    ] = "",
    explained: Annotated[bool, typer.Option("--explained", help="The figures are right as printed.")] = False,
    queried: Annotated[bool, typer.Option("--queried", help="The unit has been asked.")] = False,
    by: Annotated[str, typer.Option(metavar="NAME", help="Who concluded it.")] = "",
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="When. [default: today]")] = None,
    data: DataOption = None,
) -> None:
    """Record a decision on a finding; printed figures never change."""
    with told_plainly():
        from cchc import read_report
        from cchc.editing.decisions import write_decision
        from cchc.run.workbook import RequestError, find_project

        chosen = [name for name, given in (("corrected", corrected), ("explained", explained), ("queried", queried)) if given]
        if len(chosen) != 1:
            raise RequestError("name one of --corrected ID=VALUE, --explained, --queried")
        folder = data or find_project(Path.cwd()) / "data"
        figure, value = change(corrected) if corrected else ("", "")
        day = on.date() if on else datetime.now().date()
        path = write_decision(read_report(quarter, folder), folder, finding, chosen[0], reason, figure=figure, value=value,
                              decided_by=by, decided_on=day)
        print(f"recorded in {shown(path)}: {finding} {chosen[0]} {corrected}".rstrip())


@app.command("what-if")
def what_if(
    quarter: QuarterArgument,
    changes: Annotated[list[str], typer.Argument(metavar="ID=VALUE", help="A figure's id and another value.")],
    data: DataOption = None,
) -> None:
    """Tell which findings would vanish and appear if figures were printed otherwise."""
    with told_plainly():
        from cchc import read_report
        from cchc.model.numbers import FigureError
        from cchc.run.workbook import RequestError, find_project
        from cchc.terminal import print_change

        report = read_report(quarter, data or find_project(Path.cwd()) / "data")
        try:
            print_change(report.what_if(dict(change(text) for text in changes)))
        except (KeyError, FigureError) as error:
            raise RequestError(str(error.args[0])) from None


def change(text: str) -> tuple[str, str]:
    """Read 'ID=VALUE'. Raises RequestError for a text without both."""
    from cchc.run.workbook import RequestError

    figure, _, value = text.partition("=")
    if not figure or not value:
        raise RequestError(f"{text!r} is not ID=VALUE, such as I.2.c:dossiers_resolved:wards=9.896")
    return figure, value


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turn what can go wrong into one message on stderr and an exit code; a traceback is never shown."""
    from cchc.model.problems import InputError
    from cchc.model.quarter import QuarterError
    from cchc.run.workbook import RequestError

    try:
        yield
    except typer.Exit:
        raise
    except (InputError, QuarterError, RequestError) as error:
        stop(str(error), BAD_REQUEST)
    except BrokenPipeError:
        # the reader, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(BAD_REQUEST) from None
    except OSError as error:
        place = f"{shown(Path(error.filename))}: " if isinstance(error.filename, str) else ""
        stop(f"{place}{error.strerror or error}; what was published before is unchanged", BAD_REQUEST)
    except KeyboardInterrupt:
        stop("stopped; what was published before is unchanged", 130)
    except Exception as error:
        stop(*_unforeseen(error))


def stop(message: str, code: int) -> NoReturn:
    """Leave with a message on stderr."""
    print(message, file=sys.stderr)
    raise typer.Exit(code)


def shown(path: Path) -> str:
    """Write a path as short as the working directory allows."""
    absolute = Path(os.path.abspath(path))
    return str(absolute.relative_to(Path.cwd()) if absolute.is_relative_to(Path.cwd()) else absolute)


def _unforeseen(error: Exception) -> tuple[str, int]:
    if type(error).__name__ == "PublishError":
        return f"{error}; what was published before is unchanged", SECTION_FAILED
    if os.environ.get("CCHC_TRACEBACK"):
        traceback.print_exception(error)
    frames = traceback.extract_tb(error.__traceback__)
    place = next((f for f in reversed(frames) if f"{os.sep}cchc{os.sep}" in f.filename), frames[-1])
    return (
        f"a fault in cchc itself, not in the data: {type(error).__name__}: {error} "
        f"({Path(place.filename).name}, line {place.lineno}); what was published before is unchanged; "
        "CCHC_TRACEBACK=1 prints the whole traceback",
        SECTION_FAILED,
    )


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
