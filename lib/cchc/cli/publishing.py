"""Commands that publish: build, status, verify, batch."""

import sys
from collections.abc import Mapping
from contextlib import ExitStack, nullcontext
from pathlib import Path
from typing import Annotated

import typer

from cchc.errors import CHAPTER_FAILED, DIFFERS

from .options import (
    ColdOption,
    DataOption,
    EditionOption,
    FormatsOption,
    FreshOption,
    OnlyOption,
    OutOption,
    QuarterArgument,
    count_cores,
    read_editions,
    read_words,
)
from .terminal import print_missing, print_told, shown, told_plainly


@told_plainly()
def build(
    quarter: QuarterArgument,
    data: DataOption = None,
    out: OutOption = None,
    only: OnlyOption = None,
    formats: FormatsOption = "html,pdf,xlsx",
    edition: EditionOption = "internal",
    jobs: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Notebooks at a time. [default: cores + 1]"),
    ] = None,
    cold: ColdOption = False,
    no_cache: FreshOption = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done; write nothing.")
    ] = False,
) -> None:
    """Execute the section notebooks of a quarter and publish its annex; what has not changed is not
    done again.
    """
    from cchc.publish.build import list_files, prepare, publish
    from cchc.publish.status import find_current
    from cchc.run.interrupts import stopped_by_signals
    from cchc.run.kernels import warm_kernels
    from cchc.run.project import find_project

    from .terminal import watching

    project, kinds, editions = (
        find_project(Path.cwd()),
        read_words(formats),
        read_editions(edition),
    )
    asked = {"data": data or project / "data", "notebooks": project / "notebooks"}
    asked |= {
        "out": out or project / "outputs",
        "only": tuple(only or ()),
        "formats": kinds,
        "editions": editions,
    }
    files = ", ".join([*list_files(kinds, editions), "findings.csv", "manifest.json", "notebooks/"])
    current = None if no_cache or dry_run else find_current(quarter, **asked)
    if current:
        print(f"up to date {shown(current.target)}: {files}")
        _print_counts(current.manifest["findings"], quarter)
        print_missing(current.manifest.get("missing", 0), quarter)
        return
    # one more than there are cores: while a notebook waits for its kernel, the others compute
    asked |= {"jobs": jobs or count_cores() + 1, "cold": cold, "fresh": no_cache}
    if dry_run:
        plan = prepare(quarter, **asked)
        for section in plan.plans:
            print(f"would run notebooks/{section.path.name}: {section.title}")
        print(f"would write {shown(plan.target)}: {files}")
        return
    # the warm process imports while the figures are read and checked
    with stopped_by_signals(), nullcontext() if cold else warm_kernels() as warm:
        plan = prepare(quarter, **asked, warm=warm)
        with watching(plan.plans) as watch:
            told: list[str] = []
            results = publish(plan, watch, told.extend)
    print_told(told)
    failed = [result for result in results if result.failed]
    for result in failed:
        print(result.failed, file=sys.stderr)
    print(f"published {shown(plan.target)}: {files}")
    findings = plan.report.findings
    counts = {
        "all": len(findings),
        "open_error": sum(finding.is_open_error for finding in findings),
    }
    _print_counts(counts, plan.report.quarter)
    print_missing(len(plan.report.expected), str(plan.report.quarter))
    if failed:
        notebooks = shown(plan.target / "notebooks")
        print(
            f"{len(failed)} of {len(results)} sections failed and are marked in the annex; "
            f"the full messages stand in {notebooks}",
            file=sys.stderr,
        )
        raise typer.Exit(CHAPTER_FAILED)


@told_plainly()
def status(
    quarter: QuarterArgument,
    data: DataOption = None,
    out: OutOption = None,
    only: OnlyOption = None,
) -> None:
    """Tell whether an annex is up to date, what changed if not, and which sections a build would
    execute.
    """
    from cchc.publish.status import read_status
    from cchc.run.project import find_project

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
        print(
            f"a build would execute: {', '.join(found.stale) or 'no section, only publish again'}"
        )


@told_plainly()
def verify(
    annex: Annotated[
        Path, typer.Argument(metavar="ANNEX", help="Folder of an annex, such as outputs/2024Q1.")
    ],
    data: DataOption = None,
) -> None:
    """Check an annex against its manifest, and its data and code where they are at hand."""
    from cchc.errors import RequestError
    from cchc.run.cache import verify_annex
    from cchc.run.project import find_project

    try:
        project = find_project(Path.cwd())
    except RequestError:
        project = None  # an annex can be checked anywhere, by itself
    checked, differing = verify_annex(
        annex,
        data=data or (project and project / "data"),
        notebooks=project and project / "notebooks",
    )
    for line in differing:
        print(line)
    print(
        f"{shown(annex)}: checked {', '.join(checked)}; {len(differing) or 'none'} differ from"
        " the manifest"
    )
    if differing:
        raise typer.Exit(DIFFERS)


@told_plainly()
def batch(
    data: Annotated[
        str,
        typer.Option(metavar="PATTERN", help="Folders of data, one each: 'localities/*', quoted."),
    ],
    quarters: Annotated[
        str, typer.Option(metavar="SPAN", help="A quarter or a span, such as 2023Q1..2024Q4.")
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Where to publish. [default: outputs/batch of the project]"
        ),
    ] = None,
    formats: FormatsOption = "html,pdf,xlsx",
    jobs: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Builds at a time. [default: one per core]"),
    ] = None,
    scheduler: Annotated[
        str,
        typer.Option(metavar="ADDRESS", help="Build on a Dask cluster, such as tcp://host:8786."),
    ] = "",
    cold: ColdOption = False,
    no_cache: FreshOption = False,
) -> None:
    """Build the annexes of many localities and quarters, and a page that sums them up."""
    from cchc.publish.localities import publish_many
    from cchc.run.batch import Processes, connect_scheduler, find_tasks
    from cchc.run.interrupts import stopped_by_signals
    from cchc.run.kernels import warm_kernels
    from cchc.run.project import find_project

    from .terminal import watching

    project = find_project(Path.cwd())
    place = (out or project / "outputs" / "batch").resolve()
    tasks = find_tasks(data, quarters, place)
    todo = [task for task in tasks if task.has_data]
    width = len(todo) if scheduler else min(jobs or count_cores(), len(todo))
    settings = {
        "notebooks": project / "notebooks",
        "formats": read_words(formats),
        "cold": cold,
        "fresh": no_cache,
    }
    with ExitStack() as stack:
        stack.enter_context(stopped_by_signals())
        # the machines of a cluster each start their own
        settings["warm"] = None if scheduler or cold else stack.enter_context(warm_kernels())
        executor = stack.enter_context(
            connect_scheduler(scheduler) if scheduler else Processes(width)
        )
        watch = stack.enter_context(watching(todo, "builds"))
        outcomes = publish_many(executor, tasks, place, width=width, watch=watch, **settings)
    failed = [outcome for outcome in outcomes if outcome.failed]
    for outcome in failed:
        print(f"{outcome.task.name}: {outcome.failed}", file=sys.stderr)
    published = sum(outcome.published for outcome in outcomes)
    print(
        f"{published} of {len(todo)} annexes published, {len(failed)} failed:"
        f" {shown(place / 'index.html')}"
    )
    if failed:
        raise typer.Exit(CHAPTER_FAILED)


def _print_counts(findings: Mapping[str, int], quarter: object) -> None:
    print(
        f"{findings['all']} findings, {findings['open_error']} of them open errors (cchc check"
        f" {quarter})"
    )
