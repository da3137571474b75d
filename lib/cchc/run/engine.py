"""Executes section notebooks with papermill, one real kernel each, several at a time."""

import logging
import os
import shutil
import tempfile
import time
from collections import deque
from collections.abc import Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Protocol

from cchc.run.parameters import read_parameters
from cchc.run.workbook import SectionPlan

# a place on this machine: the executed notebook shows its default instead
PLACES = ("data",)


@dataclass(frozen=True)
class SectionResult:
    """What became of a section: `failed` is None, or one line for the analyst and `path` is partly run."""

    id: str
    path: Path
    seconds: float
    failed: str | None = None


class Watch(Protocol):
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
    watch: Watch | None = None,
) -> list[SectionResult]:
    """Execute each notebook in a kernel of its own and write it, normalised, into `folder`.

    At most `jobs` run at a time, each for at most `timeout` seconds. A section that fails, hangs or loses its
    kernel is reported in its result; the others go on. Raises OSError where `folder` cannot be written.
    """
    private = Path(tempfile.mkdtemp(prefix="cchc-"))
    results: dict[str, SectionResult] = {}
    work = _Work(dict(parameters), folder, private, timeout)

    def keep(plan: SectionPlan, result: SectionResult) -> None:
        results[plan.id] = result
        if watch:
            watch.finished(plan, result)

    def run(waiting: deque[SectionPlan], width: int) -> list[SectionPlan]:
        with _executor(width, private) as executor:
            return _drain(executor, waiting, width, work, watch, keep)

    try:
        waiting, alone = deque(plans), []
        while waiting:
            alone += run(waiting, min(jobs, len(waiting)))
        # a killed worker takes its neighbours' work with it: each goes again by itself to see which it was
        for plan in alone:
            if run(deque([plan]), 1):
                keep(plan, work.lost(plan))
    finally:
        shutil.rmtree(private, ignore_errors=True)
    return [results[plan.id] for plan in plans]


def _executor(width: int, private: Path) -> Executor:
    return ProcessPoolExecutor(width, get_context("spawn"), initializer=_prepare_worker, initargs=(private,))


def _drain(executor, waiting, width, work, watch, keep) -> list[SectionPlan]:
    """Run what is waiting, at most `width` at a time; return what was running when a worker was killed."""
    running: dict[Future, SectionPlan] = {}
    try:
        while waiting or running:
            while waiting and len(running) < width:
                future = executor.submit(work.execute, waiting[0])
                running[future] = waiting.popleft()
                if watch:
                    watch.started(running[future])
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                result = future.result()
                keep(running.pop(future), result)
    except BrokenProcessPool:
        return list(running.values())
    return []


def _prepare_worker(private: Path) -> None:
    from cchc.run.kernels import kernel_environment

    os.environ.update(kernel_environment(private))
    # failures are told once, by the result
    logging.getLogger("papermill").addHandler(logging.NullHandler())
    logging.getLogger("papermill").propagate = False


@dataclass(frozen=True)
class _Work:
    """What a worker process needs to execute any section."""

    parameters: dict[str, object]
    folder: Path
    private: Path
    timeout: float

    def execute(self, plan: SectionPlan) -> SectionResult:
        import nbformat

        from cchc.run.normalise import normalise
        from cchc.run.section import failure_of, run_notebook

        begun = time.perf_counter()
        try:
            notebook = run_notebook(plan.path, self.parameters, self.private, self.timeout)
        except OSError:
            raise  # the disk's fault, which no other section would survive
        except Exception as error:
            message = next(iter(str(error).splitlines()), "")
            return self._result(plan, time.perf_counter() - begun, f"{type(error).__name__}: {message}")
        failed = failure_of(notebook)
        shown = dict(self.parameters)
        for parameter in read_parameters(plan.path):
            if parameter.name in PLACES and parameter.name in shown:
                shown[parameter.name] = parameter.default
        notebook = normalise(notebook, shown, project=plan.path.parent.parent)
        path = self.folder / f"{plan.name}.ipynb"
        path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")
        return self._result(plan, time.perf_counter() - begun, failed)

    def lost(self, plan: SectionPlan) -> SectionResult:
        return self._result(plan, 0.0, "its process was killed twice, perhaps for want of memory")

    def _result(self, plan: SectionPlan, seconds: float, failed: str | None) -> SectionResult:
        told = failed and f"{plan.path.parent.name}/{plan.path.name}, {failed}"
        return SectionResult(plan.id, self.folder / f"{plan.name}.ipynb", seconds, told)
