"""Executes section notebooks with papermill, one real kernel each, several at a time."""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import nullcontext
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Protocol

from cchc.language import say

from .cache import SectionCache
from .kernels import REPORT, list_fonts, warm_kernels
from .parameters import read_parameters
from .private import private_folder
from .reads import Reads
from .section_files import SectionPlan
from .source_hashes import place_library
from .workers import begin_workers, workers

# a place on this machine: the executed notebook shows its default instead
PLACE_PARAMETERS = ("data",)


@dataclass(frozen=True)
class SectionResult:
    """What became of a section: `failed` is None, or one line for the analyst and `path` is partly
    run.
    """

    id: str
    path: Path
    seconds: float
    failed: str | None = None
    cached: bool = False
    reads: Reads = field(default_factory=Reads)


class ChapterWatch(Protocol):
    """Is told how the work goes on."""

    def started(self, plan: SectionPlan) -> None: ...

    def finished(self, plan: SectionPlan, result: SectionResult) -> None: ...


def execute_sections(
    plans: Sequence[SectionPlan],
    parameters: Mapping[str, object],
    folder: Path,
    *,
    jobs: int = 2,
    timeout: float = 600.0,
    watch: ChapterWatch | None = None,
    cold: bool = False,
    warm: str | None = None,
    cache: SectionCache | None = None,
    hand_over: Callable[[Path], None] | None = None,
) -> list[SectionResult]:
    """Execute each notebook in a kernel of its own and write it, normalised, into `folder`.

    At most `jobs` run at a time, each for at most `timeout` seconds. A section that fails, hangs or
    loses its kernel is reported in its result; the others go on. A section that `cache` holds is
    not executed again. Kernels are forked from the warm process at address `warm`, by default one
    of this call's own; `cold` starts stock ones instead, with the same results. `hand_over` writes
    the report for forked kernels into a file. Raises OSError where `folder` cannot be written.
    """
    results: dict[str, SectionResult] = {}

    def keep(plan: SectionPlan, result: SectionResult) -> None:
        results[plan.id] = result
        if cache and not (result.failed or result.cached):
            cache.write(plan, result.path.read_bytes(), result.reads)
        if watch:
            watch.finished(plan, result)

    def reuse(plan: SectionPlan) -> bool:
        kept = cache.read(plan) if cache else None
        if kept:
            path = folder / f"{plan.name}.ipynb"
            path.write_bytes(kept.content)
            keep(plan, SectionResult(plan.id, path, 0.0, cached=True, reads=kept.reads))
        return kept is not None

    def run(waiting: _Waiting, width: int) -> list[SectionPlan]:
        with workers(width, private) as executor:
            return _drain(executor, waiting, width, work, watch, keep)

    def find_waiting() -> Iterator[SectionPlan]:
        # those that can surely not be reused go first: what takes long to ask about the others is
        # asked while they run; of each the last first: what sums up the other sections stands at
        # the end and takes longest
        last_first = plans[::-1]
        for plan in sorted(last_first, key=cache.may_hold) if cache else last_first:
            if not reuse(plan):
                yield plan

    waiting, alone = _Waiting(find_waiting()), []
    source = nullcontext("" if cold else warm)
    # where data or code changed some section is sure to wait: its worker and kernel are imported
    # for while the report is asked which
    expected = bool(plans) and (cache is None or not all(map(cache.is_of_these_data, plans)))
    if not cold and warm is None and (expected or waiting):
        source = warm_kernels()
    with source as address, private_folder() as private:
        if expected:
            begin_workers()
        if waiting and not address:
            list_fonts()
        if address and waiting and hand_over:
            hand_over(private / REPORT)
        library = place_library() if cache else frozenset()
        work = _Work(dict(parameters), folder, private, timeout, address or "", library)
        while waiting:
            alone += run(waiting, jobs)
        # a killed worker takes its neighbours' work with it: each goes again by itself to see which
        # it was
        for plan in alone:
            if run(_Waiting([plan]), 1):
                keep(plan, work.lost(plan))
    return [results[plan.id] for plan in plans]


class _Waiting:
    """What waits to be executed, found one at a time."""

    def __init__(self, plans: Iterable[SectionPlan]):
        self._more, self._found = iter(plans), deque[SectionPlan]()

    def __bool__(self) -> bool:
        if not self._found:
            self._found.extend(islice(self._more, 1))
        return bool(self._found)

    @property
    def first(self) -> SectionPlan:
        return self._found[0]

    def take(self) -> SectionPlan:
        return self._found.popleft()


def _drain(executor, waiting, width, work, watch, keep) -> list[SectionPlan]:
    """Run what is waiting, at most `width` at a time; return what was running when a worker was
    killed.
    """
    running: dict[Future, SectionPlan] = {}

    def fill() -> None:
        while waiting and len(running) < width:
            future = executor.submit(work.execute, waiting.first)
            running[future] = waiting.take()
            if watch:
                watch.started(running[future])

    try:
        fill()
        while running:
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                result = future.result()
                plan = running.pop(future)
                try:
                    fill()
                finally:  # while the next one already runs
                    keep(plan, result)
    except BrokenProcessPool:
        return list(running.values())
    return []


@dataclass(frozen=True)
class _Work:
    """What a worker process needs to execute any section."""

    parameters: dict[str, object]
    folder: Path
    private: Path
    timeout: float
    warm: str
    known: frozenset[str]

    def execute(self, plan: SectionPlan) -> SectionResult:
        from .chapter import failure_of, run_notebook
        from .lean_nbformat import nbformat
        from .normalise import normalise
        from .reads import read_record

        begun, record = time.perf_counter(), self.private / f"reads-{plan.name}"
        given = self.parameters | dict(plan.given)
        record.unlink(missing_ok=True)  # of a process that was killed
        try:
            notebook = run_notebook(plan.path, given, self.private, self.timeout, self.warm, record)
        except OSError as error:
            if not isinstance(error, (TimeoutError, ConnectionError)):
                raise  # the disk's fault, which no other section would survive
            return self._result(
                plan, time.perf_counter() - begun, f"{type(error).__name__}: {error}"
            )
        except Exception as error:
            message = next(iter(str(error).splitlines()), "")
            return self._result(
                plan, time.perf_counter() - begun, f"{type(error).__name__}: {message}"
            )
        failed = failure_of(notebook)
        shown = dict(given)
        for parameter in read_parameters(plan.path):
            if parameter.name in PLACE_PARAMETERS and parameter.name in shown:
                shown[parameter.name] = parameter.default
        notebook = normalise(notebook, shown, project=plan.path.parent.parent)
        path = self.folder / f"{plan.name}.ipynb"
        path.write_text(nbformat.v4.writes(notebook) + "\n", encoding="utf-8", newline="\n")
        reads = read_record(record, self._is_known)
        return self._result(plan, time.perf_counter() - begun, failed, reads)

    def _is_known(self, name: str) -> bool:
        return name in self.known or Path(name).is_relative_to(self.private)

    def lost(self, plan: SectionPlan) -> SectionResult:
        told = say("its process was killed twice, perhaps for want of memory")
        return self._result(plan, 0.0, told)

    def _result(
        self, plan: SectionPlan, seconds: float, failed: str | None, reads: Reads | None = None
    ) -> SectionResult:
        told = failed and f"{plan.path.parent.name}/{plan.path.name}, {failed}"
        path = self.folder / f"{plan.name}.ipynb"
        return SectionResult(plan.id, path, seconds, told, reads=reads or Reads())
