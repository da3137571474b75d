"""The command that builds the annexes of many localities and quarters."""

import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cchc.errors import CHAPTER_FAILED, RequestError
from cchc.language import say
from cchc.model.formats import EVERY_FORMAT

from .options import (
    ColdOption,
    EditionOption,
    FormatsOption,
    FreshOption,
    count_cores,
    read_editions,
    read_words,
)
from .terminal import shown, told_plainly

if TYPE_CHECKING:
    from cchc.publish.afar import Traffic

KILOBYTE = 1000


@told_plainly(publishes=True)
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
            metavar="DIR", help="Where to publish. (default: outputs/batch of the project)"
        ),
    ] = None,
    formats: FormatsOption = EVERY_FORMAT,
    edition: EditionOption = "internal",
    jobs: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Builds at a time. (default: one per core)"),
    ] = None,
    scheduler: Annotated[
        str,
        typer.Option(metavar="ADDRESS", help="Build on a Dask cluster, such as tcp://host:8786."),
    ] = "",
    cold: ColdOption = False,
    no_cache: FreshOption = False,
) -> None:
    """Build the annexes of many localities and quarters, and a page that sums them up."""
    from cchc.publish.afar import Afar
    from cchc.publish.localities import Building, publish_many
    from cchc.run.batch import Processes, find_tasks
    from cchc.run.cluster import connect_scheduler
    from cchc.run.descriptors import allow_files
    from cchc.run.interrupts import stopped_by_signals
    from cchc.run.kernels import warm_kernels
    from cchc.run.section_files import find_project

    from .terminal import watching

    if jobs and scheduler:
        raise RequestError(
            say(
                "--jobs counts builds of this machine; with --scheduler there are as many as the"
                " cluster has workers: leave --jobs out"
            )
        )
    project = find_project(Path.cwd())
    place = (out or project / "outputs" / "batch").resolve()
    tasks = find_tasks(data, quarters, place)
    todo = [task for task in tasks if task.has_data]
    building = Building(
        project / "notebooks",
        read_words(formats),
        read_editions(edition),
        cold=cold,
        fresh=no_cache,
    )
    allow_files()
    with ExitStack() as stack:
        stack.enter_context(stopped_by_signals())
        if scheduler:
            cluster = stack.enter_context(connect_scheduler(scheduler, print_aside))
            executor = stack.enter_context(Afar(cluster, todo, building))
            width = executor.room
        else:
            if not cold:
                building = replace(building, warm=stack.enter_context(warm_kernels()))
            width = min(jobs or count_cores(), len(todo))
            executor = stack.enter_context(Processes(width))
        watch = stack.enter_context(watching(todo, say("builds")))
        outcomes = publish_many(executor, tasks, place, building, width=width, watch=watch)
    if scheduler:
        _print_traffic(executor.traffic)
    failed = [outcome for outcome in outcomes if outcome.failed]
    for outcome in failed:
        print(f"{outcome.task.name}: {outcome.failed}", file=sys.stderr)
    print(
        say(
            "{published} of {all} annexes published, {failed} failed: {page}",
            published=sum(outcome.published for outcome in outcomes),
            all=len(todo),
            failed=len(failed),
            page=shown(place / "index.html"),
        )
    )
    if failed:
        raise typer.Exit(CHAPTER_FAILED)


def _print_traffic(traffic: "Traffic") -> None:
    """Say what travelled, on stderr: it differs from run to run."""
    print_aside(
        say(
            "{workers} workers; {common} kB of notebooks and common data brought {times} times,"
            " {sent} kB of data sent, {received} kB of annexes received",
            workers=len(traffic.laid),
            common=round(traffic.luggage / KILOBYTE),
            times=sum(traffic.laid.values()),
            sent=round(traffic.sent / KILOBYTE),
            received=round(traffic.received / KILOBYTE),
        )
    )


def print_aside(line: str) -> None:
    """Say something about the way the work is done, apart from its result."""
    print(line, file=sys.stderr, flush=True)
