"""Commands that publish one quarter: build, status, verify."""

import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cchc.errors import CHAPTER_FAILED, DIFFERS
from cchc.language import say
from cchc.model.commands import to_type
from cchc.model.formats import EVERY_FORMAT

from .options import (
    ColdOption,
    DataOption,
    EditionOption,
    FormatsOption,
    FreshOption,
    NotebooksOption,
    OnlyOption,
    OutOption,
    QuarterArgument,
    count_cores,
    read_editions,
    read_words,
)
from .places import find_chapters, find_data, find_outputs, find_project_above
from .terminal import print_missing, print_told, shown, told_plainly

if TYPE_CHECKING:
    from cchc.publish.build import Built


@told_plainly(publishes=True)
def build(
    quarter: QuarterArgument,
    data: DataOption = None,
    out: OutOption = None,
    only: OnlyOption = None,
    notebooks: NotebooksOption = None,
    formats: FormatsOption = EVERY_FORMAT,
    edition: EditionOption = "internal",
    without: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", help="A notebook of the last annex that is gone for good: 07-so-hoa."
        ),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Notebooks at a time. (default: cores + 1)"),
    ] = None,
    cold: ColdOption = False,
    no_cache: FreshOption = False,
    report: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="The report itself (.docx, .pdf, .md, .html, .txt): its text goes beside the"
            " internal edition, doubtful numbers underlined.",
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done; write nothing.")
    ] = False,
) -> None:
    """Execute the section notebooks of a quarter and publish its annex; what has not changed is not
    done again.
    """
    from cchc.publish.build import publish
    from cchc.publish.report_text import is_drawn
    from cchc.publish.request import list_files, prepare
    from cchc.publish.status import find_current
    from cchc.run.descriptors import allow_files
    from cchc.run.interrupts import stopped_by_signals
    from cchc.run.kernels import warm_kernels
    from cchc.run.published import read_manifest
    from cchc.run.replace import clear_left
    from cchc.run.workers import begin_workers, end_workers

    from .terminal import watching

    kinds, editions = read_words(formats), read_editions(edition)
    asked = {"data": find_data(data), **find_chapters(notebooks)}
    asked |= {
        "out": find_outputs(out),
        "only": tuple(only or ()),
        "formats": kinds,
        "editions": editions,
    }
    files = ", ".join([*list_files(kinds, editions), "findings.csv", "manifest.json", "notebooks/"])
    current = None if no_cache or dry_run else find_current(quarter, **asked)
    if current and not (report and not is_drawn(current.target, report)):
        clear_left(current.target)
        print(say("up to date {folder}: {files}", folder=shown(current.target), files=files))
        _print_counts(current.manifest["findings"], quarter, asked["data"])
        print_missing(current.manifest["missing"], quarter)
        _print_outdated(current.outdated)
        return
    # one more than there are cores: while a notebook waits for its kernel, the others compute
    asked |= {"jobs": jobs or count_cores() + 1, "cold": cold, "fresh": no_cache}
    asked |= {"without": tuple(without or ()), "report_file": report}
    if dry_run:
        plan = prepare(quarter, **asked)
        for section in plan.plans:
            print(
                say(
                    "would run {notebook}: {title}",
                    notebook=shown(section.path),
                    title=section.title,
                )
            )
        print(say("would write {folder}: {files}", folder=shown(plan.target), files=files))
        print_told(plan.notes)
        return
    allow_files()
    with stopped_by_signals(), ExitStack() as stack:

        def begin() -> str | None:
            """Let what kernels and workers are forked from import while the figures are checked."""
            begin_workers()
            stack.callback(end_workers)
            return None if cold else stack.enter_context(warm_kernels())

        plan = prepare(quarter, **asked, begin=begin)
        with watching(plan.plans, say("sections")) as watch:
            told: list[str] = []
            built = publish(plan, watch, told.extend)
    print_told(told)
    for result in built.failed:
        print(result.failed, file=sys.stderr)
    print(say("published {folder}: {files}", folder=shown(plan.target), files=files))
    _print_counts(read_manifest(plan.target)["findings"], plan.report.quarter, plan.report.data)
    print_missing(len(plan.report.expected), str(plan.report.quarter))
    _print_outdated(built.outdated)
    _print_reads(built)
    if not built.has_index:
        page = shown(plan.target.parent / "index.html")
        print(say("{page} is not of cchc and stays as it is", page=page), file=sys.stderr)
    if built.failed:
        print(
            say(
                "{failed} of {sections} sections failed and are marked in the annex; the full"
                " messages stand in {notebooks}",
                failed=len(built.failed),
                sections=len(built.results),
                notebooks=shown(plan.target / "notebooks"),
            ),
            file=sys.stderr,
        )
        raise typer.Exit(CHAPTER_FAILED)


@told_plainly()
def status(
    quarter: QuarterArgument,
    data: DataOption = None,
    out: OutOption = None,
    only: OnlyOption = None,
    notebooks: NotebooksOption = None,
) -> None:
    """Tell whether an annex is up to date, what changed if not, and which sections a build would
    execute.
    """
    from cchc.publish.status import read_status

    places = {"data": find_data(data), **find_chapters(notebooks), "out": find_outputs(out)}
    found = read_status(quarter, only=tuple(only or ()), **places)
    if found.is_current:
        print(say("{folder}: up to date", folder=shown(found.target)))
    else:
        print(say("{folder}: out of date", folder=shown(found.target)))
    for line in found.changes:
        print(line)
    if found.stale and not found.changes:
        print(
            say(
                "installed packages or something else that the notebooks read changed, or the cache"
                " is not there"
            )
        )
    if found.stale:
        print(say("a build would execute: {sections}", sections=", ".join(found.stale)))
    elif not found.is_current:
        print(say("a build would execute: no section, only publish again"))
    _print_outdated(found.outdated)


@told_plainly()
def verify(
    annex: Annotated[
        Path, typer.Argument(metavar="ANNEX", help="Folder of an annex, such as outputs/2024Q1.")
    ],
    data: DataOption = None,
    notebooks: NotebooksOption = None,
) -> None:
    """Check an annex against its manifest, and its data and code where they are at hand."""
    from cchc.run.published import verify_annex

    project = find_project_above()  # without one an annex can still be checked by itself
    checked, differing = verify_annex(
        annex,
        data=data or (project and project / "data"),
        **(find_chapters(notebooks) if project else {"notebooks": notebooks}),
    )
    for line in differing:
        print(line)
    print(
        say(
            "{annex}: checked {checked}; {count} differ from the manifest",
            annex=shown(annex),
            checked=", ".join(checked),
            count=len(differing) or say("none"),
        )
    )
    if differing:
        raise typer.Exit(DIFFERS)


def _print_counts(findings: Mapping[str, int], quarter: object, data: Path) -> None:
    print(
        say(
            "{all} findings, {open_error} of them open errors ({command})",
            all=findings["all"],
            open_error=findings["open_error"],
            command=to_type(f"check {quarter}", data),
        )
    )


def _print_outdated(names: Sequence[str]) -> None:
    """Say which files of the folder are of older data: they stay, set apart."""
    for name in names:
        print(
            say("{name} is of older data; build that edition and format again", name=name),
            file=sys.stderr,
        )


def _print_reads(built: "Built") -> None:
    """Say what of the machine the notebooks asked for, which no manifest can hold."""
    if built.variables:
        print(
            say(
                "notebooks read variables of the environment, on which the annex now depends:"
                " {names}",
                names=", ".join(built.variables),
            ),
            file=sys.stderr,
        )
