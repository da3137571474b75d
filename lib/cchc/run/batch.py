"""Many builds at once over any executor: quarters of localities, each a task of its own that may
fail alone.
"""

import glob
import multiprocessing
import os
import re
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Protocol

from cchc.errors import QuarterError, RequestError
from cchc.language import say
from cchc.model.quarter import Quarter

from .workers import Workers, end_with

ATTEMPTS = 3
LONGEST_SPAN = 400  # quarters
LONGEST_WORKER_STOP = 10.0  # seconds
BETWEEN_LOOKS = 5.0  # seconds: whether there is room for more tasks


@dataclass(frozen=True)
class Task:
    """One quarter of one locality: `data` holds its figures, `out` receives the quarter's
    folder.
    """

    locality: str
    quarter: str
    data: Path
    out: Path

    @property
    def id(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return f"{self.locality} {self.quarter}"

    @property
    def has_data(self) -> bool:
        return (self.data / self.quarter).is_dir()


@dataclass(frozen=True)
class Outcome:
    """What became of a task: `failed` is None, or why it is not whole; `findings` are counts by
    severity.

    An annex in which sections failed is both published and failed.
    """

    task: Task
    failed: str | None = None
    seconds: float = 0.0
    published: bool = False
    findings: Mapping[str, int] = field(default_factory=dict)
    cached: bool = False

    @property
    def is_failed(self) -> bool:
        return self.failed is not None

    @property
    def state(self) -> str:
        # the same whether built now or before: two runs give the same summary
        if self.failed:
            return "incomplete" if self.published else "failed"
        return "published" if self.published else "no data"


class TaskWatch(Protocol):
    """Is told how the work goes on."""

    def started(self, plan: Task) -> None: ...

    def finished(self, plan: Task, result: Outcome) -> None: ...


def find_tasks(pattern: str, quarters: str, out: Path) -> list[Task]:
    """List every quarter of every data folder that meets the pattern, by locality, then quarter.

    `quarters` is one quarter, a span such as 2023Q1..2024Q4, or several of these with commas. A
    locality is named after its folder. Raises RequestError or QuarterError where nothing can be
    built.
    """
    asked = read_quarters(quarters)
    folders = sorted(
        Path(place) for place in glob.glob(os.path.expanduser(pattern)) if os.path.isdir(place)
    )
    if not folders:
        raise RequestError(
            say(
                "--data {pattern}: no folder meets this; name data folders, such as 'localities/*'",
                pattern=pattern,
            )
        )
    names = [folder.resolve().name for folder in folders]
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise RequestError(
            say(
                "--data {pattern}: several folders are called {name!r}; give each its own name",
                pattern=pattern,
                name=doubled[0],
            )
        )
    tasks = [
        Task(name, str(quarter), folder.resolve(), out / name)
        for name, folder in zip(names, folders, strict=True)
        for quarter in asked
    ]
    if not any(task.has_data for task in tasks):
        raise RequestError(
            say(
                "--data {pattern}: none of the {count} folders holds a quarter of {quarters}",
                pattern=pattern,
                count=len(folders),
                quarters=quarters,
            )
        )
    return tasks


def read_quarters(text: str) -> list[Quarter]:
    """Read '2023Q1..2024Q4', '2024Q1' or several with commas, into quarters in order, each once."""
    found: set[Quarter] = set()
    for part in filter(None, (part.strip() for part in text.split(","))):
        first, *rest = (Quarter.parse(word.strip()) for word in re.split(r"\.\.", part, maxsplit=1))
        last = rest[0] if rest else first
        span = list(islice(_steps(first, last), LONGEST_SPAN + 1))
        if not 1 <= len(span) <= LONGEST_SPAN:
            raise RequestError(
                say(
                    "--quarters {part}: write the earlier quarter first, such as 2023Q1..2024Q4",
                    part=part,
                )
            )
        found.update(span)
    if not found:
        raise QuarterError(
            say("--quarters names no quarter; write one or a span, such as 2023Q1..2024Q4")
        )
    return sorted(found)


def _steps(first: Quarter, last: Quarter) -> Iterator[Quarter]:
    """Step through the periods of one kind; none where the two are of different kinds."""
    if first.named[:1] == last.named[:1]:
        while first <= last:
            yield first
            first = first.next()


def run_tasks(
    executor: Executor,
    tasks: Sequence[Task],
    build: Callable[[Task], Outcome],
    *,
    width: int | Callable[[], int],
    watch: TaskWatch | None = None,
) -> list[Outcome]:
    """Run every task that has data, at most `width` at a time, and give the outcomes in the order
    of the tasks. A `width` that changes is asked for again and again.

    A task whose process is killed goes to another, up to three times; then it has failed, and no
    other with it. A cluster blames every task that waited on a dead worker: each of those runs once
    more, with nobody beside it.
    """
    outcomes = {task.id: Outcome(task) for task in tasks}
    waiting, running = deque(task for task in tasks if task.has_data), {}
    attempts = dict.fromkeys(outcomes, 0)
    blamed: deque[Task] = deque()
    changes = callable(width)
    while waiting or running or blamed:
        room = max(1, width()) if changes else width
        while (waiting and len(running) < room) or (blamed and not waiting and not running):
            task = (waiting or blamed).popleft()
            attempts[task.id] += 1
            running[executor.submit(build, task)] = task
            if watch:
                watch.started(task)
        limit = BETWEEN_LOOKS if changes else None
        for future in wait(running, limit, return_when=FIRST_COMPLETED).done:
            task = running.pop(future)
            outcome = _outcome(future, task)
            if outcome and outcome.failed == say_lost() and attempts[task.id] == 1:
                blamed.append(task)
                continue
            if outcome is None and attempts[task.id] < ATTEMPTS:
                waiting.append(task)
                continue
            outcomes[task.id] = outcome or Outcome(task, say_lost())
            if watch:
                watch.finished(task, outcomes[task.id])
    return [outcomes[task.id] for task in tasks]


def say_lost() -> str:
    """Say that a task's process was killed as often as it was started."""
    return say("its process was killed {count} times, perhaps for want of memory", count=ATTEMPTS)


def _outcome(future: Future, task: Task) -> Outcome | None:
    """Give what a task came to, or None where its process was lost and another may try."""
    try:
        return future.result()
    except BrokenExecutor:
        return None
    except Exception as error:
        # dask has by then given the task to several workers itself
        lost = type(error).__name__ == "KilledWorker"
        return Outcome(
            task,
            say_lost()
            if lost
            else f"{type(error).__name__}: {next(iter(str(error).splitlines()), '')}",
        )


class Processes(Executor):
    """Processes of this machine, each in a pool of its own: one that is killed breaks no
    neighbour's work.

    Takes at most `width` tasks at a time. After an error the work is stopped where it is and
    cleared away; however this process ends, they end with it.
    """

    def __init__(self, width: int):
        self._context = multiprocessing.get_context("spawn")
        self._life, self._end = self._context.Pipe(duplex=False)
        self._slots: list[tuple[Executor, Future | None]] = [
            (self._pool(), None) for _ in range(width)
        ]

    def submit(self, function, /, *values, **named) -> Future:
        for number, (pool, last) in enumerate(self._slots):
            if last is None or last.done():
                try:
                    future = pool.submit(function, *values, **named)
                except BrokenExecutor:
                    pool = self._pool()
                    future = pool.submit(function, *values, **named)
                self._slots[number] = (pool, future)
                return future
        raise RuntimeError(say("every process is busy"))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        for pool, _ in self._slots:
            pool.shutdown(wait=wait, cancel_futures=cancel_futures)
        self._end.close()

    def __exit__(self, kind, error, trace) -> None:
        if kind:
            self._end.close()
        self.shutdown(cancel_futures=bool(kind))

    def _pool(self) -> Executor:
        return Workers(1, self._context, initializer=_watch_parent, initargs=(self._life,))


def _watch_parent(life: Connection) -> None:
    end_with(life, _leave)


def _leave() -> None:
    # a build that is under way clears up; nothing else needs to
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(LONGEST_WORKER_STOP)
    os._exit(1)
