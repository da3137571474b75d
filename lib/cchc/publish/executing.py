"""The chapters of a build executed, while what the annex needs is made ready beside."""

from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from cchc.model.hashes import sha256
from cchc.run.engine import ChapterWatch, SectionResult, execute_sections
from cchc.run.section_files import SectionPlan

from .kept_report import find_all
from .request import Build

if TYPE_CHECKING:
    from cchc.annex.chapters import Executed
    from cchc.report.checked import CheckedReport
    from cchc.run.lean_nbformat import NotebookNode

CHAPTER_LIMIT = 600.0


@contextmanager
def one_aside() -> Iterator[Executor]:
    """Yield a thread for what can be done beside; after an error what waits is dropped."""
    aside = ThreadPoolExecutor(1)
    try:
        yield aside
    except BaseException:
        aside.shutdown(wait=False, cancel_futures=True)
        raise
    else:
        aside.shutdown()


def execute_chapters(
    build: Build, executed: Path, aside: Executor, watch: ChapterWatch | None
) -> list[SectionResult]:
    """Execute the sections, while findings are computed and the annex's packages imported."""
    from cchc.report.asking_again import Answers

    suspects = aside.submit(find_all, build.cache, build.report)
    beside = _Beside(build.formats, watch, aside)
    executed.mkdir()
    results = execute_sections(
        build.plans,
        build.parameters,
        executed,
        jobs=build.jobs,
        timeout=CHAPTER_LIMIT,
        watch=beside,
        cache=replace(build.cache, answers=Answers(partial(_ask_again, build, suspects))),
        cold=build.cold,
        warm=build.warm,
        hand_over=partial(_hand_over, build, suspects),
    )
    beside.ready.result()
    return results


@dataclass(frozen=True)
class _Beside:
    """Passes on how the work goes; has the annex's packages imported from the first word of it on,
    so as not to hold up what is asked before, and then the charts of each section painted.
    """

    formats: tuple[str, ...]
    watch: ChapterWatch | None
    aside: Executor

    @cached_property
    def ready(self) -> Future:
        return self.aside.submit(_make_ready, self.formats)

    def started(self, section: SectionPlan) -> None:
        self.ready  # noqa: B018
        if self.watch:
            self.watch.started(section)

    def finished(self, section: SectionPlan, result: SectionResult) -> None:
        self.ready  # noqa: B018
        if self.watch:
            self.watch.finished(section, result)
        if "html" in self.formats and not result.failed:
            self.aside.submit(
                _paint, result.path
            )  # what goes wrong is told when the page is written


def _paint(notebook: Path) -> None:
    from cchc.annex.pictures import paint_ahead

    paint_ahead(notebook)


def _make_ready(formats: Iterable[str]) -> None:
    """Import what the annex needs while the sections run."""
    import cchc.run.lean_nbformat
    import cchc.annex.chapter_reading  # isort: skip

    for kind in formats:
        cchc.annex.find_writer(kind)


def _hand_over(build: Build, suspects: Future, path: Path) -> None:
    from cchc.report.opening_reports import hand_over

    suspects.result()
    hand_over(build.report, build.sources.inputs, path)


def _ask_again(build: Build, suspects: Future, opened: str) -> "CheckedReport":
    """Give the report that a notebook reads by this name of a quarter."""
    from cchc.report.opening_reports import read_report

    if opened != str(build.report.quarter):
        return read_report(opened, build.data)
    suspects.result()  # not by two threads at once
    return build.report


def list_executed(build: Build, results: list[SectionResult]) -> Iterator["Executed"]:
    from cchc.annex.chapters import Executed
    from cchc.run.lean_nbformat import nbformat

    for section, result in zip(build.plans, results, strict=True):
        exists = result.path.exists()
        # as they were written, and so not to be checked again
        read = partial(_read_executed, result.path) if exists else nbformat.v4.new_notebook
        digest = sha256(result.path.read_bytes()) if exists else "-"
        yield Executed(section.id, section.slug, section.title, read, result.failed, digest)


def _read_executed(path: Path) -> "NotebookNode":
    from cchc.run.lean_nbformat import nbformat

    return nbformat.v4.reads(path.read_text(encoding="utf-8"))
