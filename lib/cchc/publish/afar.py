"""Builds on other machines: what a build needs goes to a worker, what it wrote comes back and is
put in place here.

The two share no disk. Data travel by content: what many folders hold alike, and the notebooks, once
to each worker.
"""

import os
import shutil
import time
from collections import Counter
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from cchc.errors import PublishError, RequestError
from cchc.language import say, say_system, spoken_language
from cchc.language.catalogue import VARIABLE
from cchc.model.hashes import hash_inputs, sha256
from cchc.model.problems import name_first
from cchc.model.quarter import Quarter
from cchc.run.batch import ATTEMPTS, Outcome, Task
from cchc.run.cluster import Cluster
from cchc.run.contents import plan_chapters
from cchc.run.descriptors import allow_files
from cchc.run.hosts import Ground, Luggage, count_laid, on_ground
from cchc.run.likeness import read_likeness
from cchc.run.parcels import Parcel, pack_common, pack_folder, unpack_folder
from cchc.run.published import MARK, encode_manifest, hash_outputs, read_manifest
from cchc.run.replace import replacing

from .keeping import Before, find_before, keep_files
from .localities import Building, say_failure
from .request import check_dropped


@dataclass(frozen=True)
class Order:
    """What a worker is to build: the data of one locality, and how. `likeness` is that of the
    machine that asks.
    """

    locality: str
    quarter: str
    data: Parcel
    building: Building
    likeness: str
    language: str


@dataclass(frozen=True)
class Delivery:
    """What comes back: the outcome, the files of the annex; which worker built it, and how often
    that was brought the notebooks and what is common. `fault` says what of the worker kept it from
    building.
    """

    outcome: Outcome
    annex: Parcel
    worker: str = ""
    laid: int = 0
    fault: str = ""


@dataclass
class Traffic:
    """What travelled: packed bytes of orders and of annexes, those that each worker gets once; and
    how often each worker was brought those.
    """

    luggage: int = 0
    sent: int = 0
    received: int = 0
    laid: dict[str, int] = field(default_factory=dict)


def build_here(order: Order, luggage: Luggage) -> Delivery:
    """Build on this worker what was ordered from elsewhere; whatever goes wrong is told in the
    outcome, but what is this machine's fault apart.
    """
    os.environ[VARIABLE] = order.language
    worker, begun = _name_worker(), time.perf_counter()
    task = Task(order.locality, order.quarter, Path("data"), Path("out"))
    outcome, annex, fault, place = Outcome(task), Parcel(), "", None
    try:
        allow_files()
        with on_ground(luggage, order.building.cold) as ground:
            try:
                place = ground.lay(order.data)
                task = replace(task, data=place / "data", out=place / "out" / order.locality)
                outcome = _build_on(ground, order, task)
                annex = pack_folder(task.out / task.quarter) if outcome.published else Parcel()
            finally:
                if place:
                    shutil.rmtree(place, ignore_errors=True)
    except (OSError, MemoryError) as error:  # a full disk is no fault of the data
        fault = say_system(error) if isinstance(error, OSError) else type(error).__name__
    except Exception as error:
        outcome = Outcome(task, say_failure(error, task))
    if likeness_digest() != order.likeness:
        fault = say("its versions are not those of the machine that asks")
    outcome = replace(outcome, seconds=time.perf_counter() - begun)
    return Delivery(outcome, annex, worker, count_laid(), fault)


def _build_on(ground: Ground, order: Order, task: Task) -> Outcome:
    places = {"notebooks": ground.notebooks, "warm": ground.warm or None}
    return replace(order.building, **places, fresh=True).build(task)


@cache
def likeness_digest() -> str:
    """Give the likeness of this machine, as it was when this process first looked, in one word."""
    return sha256(repr(sorted(read_likeness().items())).encode())


def _name_worker() -> str:
    from distributed import get_worker

    with suppress(ValueError):
        return get_worker().address
    return ""


class Afar(Executor):
    """An executor of builds whose work is done by a cluster: sends what each needs, puts in place
    what comes back. What is up to date here goes nowhere.
    """

    def __init__(self, cluster: Cluster, tasks: list[Task], building: Building):
        self._cluster = cluster
        notebooks = pack_folder(building.notebooks)
        common = pack_common({task.data for task in tasks if task.has_data})
        digest = sha256(repr((sorted(notebooks.names.items()), sorted(common))).encode())
        luggage = Luggage(digest, notebooks, common)
        self._held = frozenset(common)
        self.traffic = Traffic(luggage=luggage.size)
        self._luggage = cluster.share(luggage, digest)
        self._likeness = likeness_digest()
        self._placing = ThreadPoolExecutor(1)
        self._faults: Counter[str] = Counter()

    def room(self) -> int:
        return self._cluster.room()

    def submit(self, building: Building, task: Task, /) -> Future:
        """Send a task to a worker; its outcome comes once the annex is in place."""
        told: Future = Future()
        try:
            current = None if building.fresh else building.find_current(task, executed=False)
            if current:
                told.set_result(current)
                return told
            before = find_before(task.out / task.quarter)
            plans = plan_chapters(task.quarter, task.data, building.notebooks)
            check_dropped(before, plans, building.notebooks, ())
            data = pack_folder(task.data, self._held)
            names = (task.locality, task.quarter)
            order = Order(*names, data, building, self._likeness, spoken_language())
            going = self._cluster.submit(build_here, order, self._luggage)
        except Exception as error:
            told.set_result(Outcome(task, say_failure(error, task)))
            return told
        self.traffic.sent += data.size
        going.add_done_callback(lambda done: self._receive(done, task, told))
        return told

    def _receive(self, done: Future, task: Task, told: Future) -> None:
        # not in the thread that listens to the cluster; after a stop there is no other
        with suppress(RuntimeError):
            self._placing.submit(self._place, done, task, told)

    def _place(self, done: Future, task: Task, told: Future) -> None:
        try:
            told.set_result(self._take(done.result(), task))
        except CancelledError:
            why = self._cluster.lost or say("the connection to the scheduler was lost")
            told.set_result(Outcome(task, why))
        except BaseException as error:
            told.set_exception(error)

    def _take(self, delivery: Delivery, task: Task) -> Outcome:
        self.traffic.received += delivery.annex.size
        self.traffic.laid[delivery.worker] = delivery.laid
        if delivery.fault:
            self._faults[task.id] += 1
            self._cluster.avoid(delivery.worker, delivery.fault)
            if self._faults[task.id] < ATTEMPTS:
                raise BrokenExecutor(delivery.fault)  # it goes to another
            return Outcome(task, f"{delivery.worker}: {delivery.fault}")
        outcome = replace(delivery.outcome, task=task)
        if not outcome.published:
            return outcome
        try:
            put_in_place(delivery.annex, task)
        except Exception as error:
            return Outcome(task, say_failure(error, task), outcome.seconds)
        return outcome

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._placing.shutdown(wait=wait, cancel_futures=cancel_futures)

    def __exit__(self, kind, error, trace) -> None:
        self.shutdown(cancel_futures=bool(kind))


def put_in_place(annex: Parcel, task: Task) -> None:
    """Replace the annex of a task by one that was built elsewhere, in one step; what is not the
    annex's stays, as in a build.

    Raises PublishError or RequestError; then the annex that was there stands as it was.
    """
    from cchc.annex.index import write_index

    before = find_before(task.out / task.quarter)
    with replacing(before.target, before.is_own) as folder:
        unpack_folder(annex, folder)
        manifest = read_manifest(folder)
        if before.is_good and _is_all_failed(manifest):
            raise PublishError(
                say("every section failed, and the annex is not replaced by an empty one")
            )
        now = hash_inputs(Quarter.parse(task.quarter), task.data)
        changed = {name for name, _ in manifest["inputs"].items() ^ now.items()}
        if changed:
            raise RequestError(
                say(
                    "{names} changed while the annex was being built; build it again",
                    names=name_first(sorted(changed)),
                )
            )
        _keep(before, folder, manifest)
    write_index(before.target.parent)


def _is_all_failed(manifest: dict[str, Any]) -> bool:
    return not Before(Path(), manifest).is_good


def _keep(before: Before, folder: Path, manifest: dict[str, Any]) -> None:
    keep_files(before, folder, manifest)
    outputs = hash_outputs(folder)
    if outputs != manifest["outputs"]:
        (folder / MARK).write_bytes(encode_manifest({**manifest, "outputs": outputs}))
