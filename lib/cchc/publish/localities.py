"""The annexes of many localities and quarters, each built by itself over an executor."""

import time
from collections.abc import Sequence
from concurrent.futures import Executor
from functools import partial
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

from .build import check_formats, prepare, publish
from .status import find_current


def publish_many(
    executor: Executor,
    tasks: Sequence[Task],
    out: Path,
    *,
    notebooks: Path,
    width: int,
    watch: Any = None,
    formats: tuple[str, ...] = tuple(FORMATS),
    cold: bool = False,
    warm: str | None = None,
    fresh: bool = False,
) -> list[Outcome]:
    """Build all tasks over an executor, those that are up to date excepted, and sum them up in
    `out`/index.html.
    """
    from cchc.annex.manifest import write_summary

    check_formats(formats)
    plan(notebooks)
    out.mkdir(parents=True, exist_ok=True)
    build = partial(
        build_one, notebooks=notebooks, formats=formats, cold=cold, warm=warm, fresh=fresh
    )
    outcomes = run_tasks(executor, tasks, build, width=width, watch=watch)
    write_summary(outcomes, out)
    return outcomes


def build_one(
    task: Task, notebooks: Path, formats: tuple[str, ...], cold: bool, warm: str | None, fresh: bool
) -> Outcome:
    """Build one quarter of one locality, unless it is up to date; whatever goes wrong is told in
    the outcome.
    """
    begun = time.perf_counter()

    def outcome(failed: str | None, **told: Any) -> Outcome:
        return Outcome(task, failed, time.perf_counter() - begun, **told)

    places = {"data": task.data, "notebooks": notebooks, "out": task.out}
    try:
        current = None if fresh else find_current(task.quarter, formats=formats, **places)
        if current:
            return outcome(None, published=True, findings=current.manifest["findings"], cached=True)
        shared = warm if warm and warm_answers(warm) else None
        build = prepare(
            task.quarter, formats=formats, jobs=1, cold=cold, warm=shared, fresh=fresh, **places
        )
        built = publish(build)
        failed = ", ".join(
            section.name
            for section, result in zip(build.plans, built.results, strict=True)
            if result.failed
        )
        told = say("sections failed: {failed}", failed=failed) if failed else None
        return outcome(told, published=True, findings=read_manifest(build.target)["findings"])
    except InputError as error:
        first, others = str(error.problems[0]), len(error.problems) - 1
        # the summary names no place on a machine
        first = first.replace(name_file(Path(normpath(task.data))), "data", 1)
        if others:
            first = say("{first} (and {others} more problems)", first=first, others=others)
        return outcome(first)
    except PublishError as error:
        return outcome(str(error))
    except CchcError as error:
        return outcome(str(error).replace(f"{task.out.parent}{sep}", ""))
    except OSError as error:
        return outcome(f"{Path(str(error.filename or '')).name}: {say_system(error)}")
    except Exception as error:
        told = f"{type(error).__name__}: {error}"
        return outcome(say("a fault in cchc itself, not in the data: {error}", error=told))
