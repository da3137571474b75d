"""The annexes of many localities and quarters, each built by itself over an executor."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from os import sep
from os.path import normpath
from pathlib import Path
from typing import Any

from cchc.errors import CchcError, InputError, PublishError
from cchc.language import say, say_system
from cchc.model.formats import FORMATS
from cchc.model.problems import name_file
from cchc.run.batch import Outcome, Task, run_tasks
from cchc.run.forked import warm_answers
from cchc.run.published import read_manifest
from cchc.run.section_files import plan

from .build import publish
from .request import EDITIONS, check_formats, prepare
from .status import find_current


@dataclass(frozen=True)
class Building:
    """How each task is built: with which notebooks, into which files, from which kernels."""

    notebooks: Path
    formats: tuple[str, ...] = tuple(FORMATS)
    editions: tuple[str, ...] = ("internal",)
    cold: bool = False
    warm: str | None = None
    fresh: bool = False

    def __call__(self, task: Task) -> Outcome:
        """Build one quarter of one locality, unless it is up to date; whatever goes wrong is told
        in the outcome.
        """
        begun = time.perf_counter()
        try:
            current = None if self.fresh else self.find_current(task)
            if current:
                return current
            return replace(self.build(task), seconds=time.perf_counter() - begun)
        except Exception as error:
            return Outcome(task, say_failure(error, task), time.perf_counter() - begun)

    def find_current(self, task: Task, executed: bool = True) -> Outcome | None:
        """Give the outcome of a task whose annex is up to date, else None.

        Not `executed`: executed notebooks need not be there to be used again.
        """
        begun = time.perf_counter()
        asked = {"formats": self.formats, "editions": self.editions}
        places = {"data": task.data, "notebooks": self.notebooks, "out": task.out}
        current = find_current(task.quarter, executed, **asked, **places)
        if current is None:
            return None
        found, seconds = current.manifest["findings"], time.perf_counter() - begun
        return Outcome(task, None, seconds, published=True, findings=found, cached=True)

    def build(self, task: Task) -> Outcome:
        """Build one quarter of one locality. Raises what keeps it from being built."""
        build = prepare(
            task.quarter,
            data=task.data,
            notebooks=self.notebooks,
            out=task.out,
            formats=self.formats,
            editions=self.editions,
            jobs=1,
            cold=self.cold,
            warm=self.warm if self.warm and warm_answers(self.warm) else None,
            fresh=self.fresh,
        )
        built = publish(build)
        failed = ", ".join(
            section.name
            for section, result in zip(build.plans, built.results, strict=True)
            if result.failed
        )
        told = say("sections failed: {failed}", failed=failed) if failed else None
        found = read_manifest(build.target)["findings"]
        return Outcome(task, told, published=True, findings=found)


def publish_many(
    executor: Executor,
    tasks: Sequence[Task],
    out: Path,
    building: Building,
    *,
    width: int | Callable[[], int],
    watch: Any = None,
) -> list[Outcome]:
    """Build all tasks over an executor, those that are up to date excepted, and sum them up in
    `out`/index.html.
    """
    from cchc.annex.manifest import write_summary

    check_formats(building.formats)
    plan(building.notebooks)
    out.mkdir(parents=True, exist_ok=True)
    outcomes = run_tasks(executor, tasks, building, width=width, watch=watch)
    write_summary(outcomes, out, [EDITIONS[name] for name in building.editions])
    return outcomes


def say_failure(error: Exception, task: Task) -> str:
    """Say what kept a task from being built, naming no place on a machine."""
    if isinstance(error, InputError):
        first, others = str(error.problems[0]), len(error.problems) - 1
        first = first.replace(name_file(Path(normpath(task.data))), "data", 1)
        if others:
            first = say("{first} (and {others} more problems)", first=first, others=others)
        return first
    if isinstance(error, PublishError):
        return str(error)
    if isinstance(error, CchcError):
        return str(error).replace(f"{task.out.parent}{sep}", "")
    if isinstance(error, OSError):
        return f"{Path(str(error.filename or '')).name}: {say_system(error)}"
    told = f"{type(error).__name__}: {error}"
    return say("a fault in cchc itself, not in the data: {error}", error=told)
