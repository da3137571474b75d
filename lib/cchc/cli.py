"""The command line: build, status, verify, batch, check, decide, what-if. Exit codes: 0 done, 1 open errors or an
annex that is not what its manifest says, 2 bad request or input, 3 a section failed."""

import json
import os
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cchc.terminal import SECTION_FAILED, shown, told_plainly

app = typer.Typer(
    help="The quarterly reform workbook: figures of a quarter in, checked annex out.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
OPEN_ERRORS = DIFFERS = 1


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


OutOption = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Where to publish. [default: outputs/ of the project]")
]
OnlyOption = Annotated[
    list[str] | None,
    typer.Option("--only", metavar="SECTION", help="Just these sections, such as 04 or 04,05; published apart."),
]
FormatsOption = Annotated[str, typer.Option("--formats", metavar="LIST", help="Files to write.")]
ColdOption = Annotated[bool, typer.Option("--cold", help="Start every kernel by itself, not from a warm process.")]
FreshOption = Annotated[bool, typer.Option("--no-cache", help="Execute every section, changed or not.")]


@app.command()
def build(
    quarter: QuarterArgument,
    data: DataOption = None,
    out: OutOption = None,
    only: OnlyOption = None,
    formats: FormatsOption = "html,pdf,xlsx",
    jobs: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Notebooks at a time. [default: one per core]")
    ] = None,
    cold: ColdOption = False,
    no_cache: FreshOption = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done; write nothing.")] = False,
) -> None:
    """Execute the section notebooks of a quarter and publish its annex; what has not changed is not done again."""
    with told_plainly():
        from cchc.build import find_current, prepare, publish
        from cchc.run.workbook import find_project
        from cchc.terminal import watching

        project, kinds = find_project(Path.cwd()), _words(formats)
        asked = {"data": data or project / "data", "notebooks": project / "notebooks"}
        asked |= {"out": out or project / "outputs", "only": tuple(only or ()), "formats": kinds}
        files = ", ".join([f"annex.{name}" for name in kinds] + ["findings.csv", "manifest.json", "notebooks/"])
        current = None if no_cache or dry_run else find_current(quarter, **asked)
        if current:
            print(f"up to date {shown(current.target)}: {files}")
            _print_counts(current.manifest["findings"], quarter)
            return
        plan = prepare(quarter, **asked, jobs=jobs or _cores(), cold=cold, fresh=no_cache)
        if dry_run:
            for section in plan.plans:
                print(f"would run notebooks/{section.path.name}: {section.title}")
            print(f"would write {shown(plan.target)}: {files}")
            return
        with watching(plan.plans) as watch:
            results = publish(plan, watch)
        failed = [result for result in results if result.failed]
        for result in failed:
            print(result.failed, file=sys.stderr)
        print(f"published {shown(plan.target)}: {files}")
        findings = plan.report.findings
        counts = {"all": len(findings), "open_error": sum(finding.is_open_error for finding in findings)}
        _print_counts(counts, plan.report.quarter)
        if failed:
            notebooks = shown(plan.target / "notebooks")
            print(
                f"{len(failed)} of {len(results)} sections failed and are marked in the annex; "
                f"the full messages stand in {notebooks}",
                file=sys.stderr,
            )
            raise typer.Exit(SECTION_FAILED)


@app.command()
def status(
    quarter: QuarterArgument, data: DataOption = None, out: OutOption = None, only: OnlyOption = None
) -> None:
    """Tell whether an annex is up to date, what changed if not, and which sections a build would execute."""
    with told_plainly():
        from cchc.build import read_status
        from cchc.run.workbook import find_project

        project = find_project(Path.cwd())
        places = {"data": data or project / "data", "notebooks": project / "notebooks"}
        places["out"] = out or project / "outputs"
        found = read_status(quarter, only=tuple(only or ()), **places)
        print(f"{shown(found.target)}: {'up to date' if found.is_current else 'out of date'}")
        for line in found.changes:
            print(line)
        if found.stale and not found.changes:
            print("installed packages changed, or the cache is not there")
        if not found.is_current:
            print(f"a build would execute: {', '.join(found.stale) or 'no section, only publish again'}")


@app.command()
def verify(
    annex: Annotated[Path, typer.Argument(metavar="ANNEX", help="Folder of an annex, such as outputs/2024Q1.")],
    data: DataOption = None,
) -> None:
    """Check an annex against its manifest, and its data and code where they are at hand."""
    with told_plainly():
        from cchc.run.cache import verify_annex
        from cchc.run.workbook import RequestError, find_project

        try:
            project = find_project(Path.cwd())
        except RequestError:
            project = None  # an annex can be checked anywhere, by itself
        checked, differing = verify_annex(
            annex, data=data or (project and project / "data"), notebooks=project and project / "notebooks"
        )
        for line in differing:
            print(line)
        print(f"{shown(annex)}: checked {', '.join(checked)}; {len(differing) or 'none'} differ from the manifest")
        if differing:
            raise typer.Exit(DIFFERS)


@app.command()
def batch(
    data: Annotated[str, typer.Option(metavar="PATTERN", help="Folders of data, one each: 'localities/*', quoted.")],
    quarters: Annotated[str, typer.Option(metavar="SPAN", help="A quarter or a span, such as 2023Q1..2024Q4.")],
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where to publish. [default: outputs/batch of the project]")
    ] = None,
    formats: FormatsOption = "html,pdf,xlsx",
    jobs: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Builds at a time. [default: one per core]")
    ] = None,
    scheduler: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Build on a Dask cluster, such as tcp://host:8786.")
    ] = "",
    cold: ColdOption = False,
    no_cache: FreshOption = False,
) -> None:
    """Build the annexes of many localities and quarters, and a page that sums them up."""
    with told_plainly():
        from cchc.build import publish_many
        from cchc.run.batch import Processes, connect, find_tasks
        from cchc.run.interrupts import stopped_by_signals
        from cchc.run.kernels import warm_kernels
        from cchc.run.workbook import find_project
        from cchc.terminal import watching

        project = find_project(Path.cwd())
        place = (out or project / "outputs" / "batch").resolve()
        tasks = find_tasks(data, quarters, place)
        todo = [task for task in tasks if task.has_data]
        width = len(todo) if scheduler else min(jobs or _cores(), len(todo))
        settings = {"notebooks": project / "notebooks", "formats": _words(formats), "cold": cold, "fresh": no_cache}
        with ExitStack() as stack:
            stack.enter_context(stopped_by_signals())
            # the machines of a cluster each start their own
            settings["warm"] = None if scheduler or cold else stack.enter_context(warm_kernels())
            executor = stack.enter_context(connect(scheduler) if scheduler else Processes(width))
            watch = stack.enter_context(watching(todo, "builds"))
            outcomes = publish_many(executor, tasks, place, width=width, watch=watch, **settings)
        failed = [outcome for outcome in outcomes if outcome.failed]
        for outcome in failed:
            print(f"{outcome.task.name}: {outcome.failed}", file=sys.stderr)
        published = sum(outcome.published for outcome in outcomes)
        print(f"{published} of {len(todo)} annexes published, {len(failed)} failed: {shown(place / 'index.html')}")
        if failed:
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

        given = {"corrected": corrected, "explained": explained, "queried": queried}
        chosen = [name for name, value in given.items() if value]
        if len(chosen) != 1:
            raise RequestError("name one of --corrected ID=VALUE, --explained, --queried")
        folder = data or find_project(Path.cwd()) / "data"
        figure, value = change(corrected) if corrected else ("", "")
        day = on.date() if on else datetime.now().date()
        told = {"figure": figure, "value": value, "decided_by": by, "decided_on": day}
        path = write_decision(read_report(quarter, folder), folder, finding, chosen[0], reason, **told)
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


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _print_counts(findings: Mapping[str, int], quarter: object) -> None:
    print(f"{findings['all']} findings, {findings['open_error']} of them open errors (cchc check {quarter})")


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
