"""The workers of a Dask cluster as an executor: looked at before work starts, and whenever a host
joins.

A worker needs nothing of this machine's disks. It gets work only where it would give the same bytes
as this machine, may start processes, and does one thing at a time.
"""

import ipaddress
import logging
import multiprocessing
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future
from contextlib import contextmanager, suppress
from typing import Any

from cchc.errors import RequestError
from cchc.language import say

from .batch import BETWEEN_LOOKS
from .likeness import read_likeness, say_unlike

AHEAD = 2  # tasks for each worker: the next one's data are there when it has done one
LONGEST_CONNECT = 30.0  # seconds
LONGEST_WITHOUT = 600.0  # seconds without any worker
Tell = Callable[[str], None]


class Cluster(Executor):
    """Submits to the hosts that were looked at. Where no worker is left for long, or the scheduler
    is lost, all that waits is cancelled, and `lost` says why.
    """

    def __init__(self, client: Any, address: str, tell: Tell, without: float = LONGEST_WITHOUT):
        self._client, self._address, self._tell, self._without = client, address, tell, without
        self._dask = client.get_executor(pure=False)
        self.likeness = read_likeness()
        self.lost = ""
        self._hosts: set[str] = set()
        self._workers: set[str] = set()
        self._refused: set[str] = set()
        self._outstanding: set[Future] = set()
        self._looked = self._seen = time.monotonic()
        for why in self._look().values():
            raise RequestError(f"--scheduler {address}: {why}")
        if not self._workers:
            raise RequestError(
                say(
                    "--scheduler {address}: it has no workers; start some with: dask worker"
                    " {address} --nthreads 1 --nworkers -1 (docs/cluster.md)",
                    address=address,
                )
            )

    @property
    def workers(self) -> int:
        return len(self._workers)

    def share(self, value: Any, name: str) -> Any:
        """Give what each worker gets once, however many tasks are submitted with it; lost with a
        worker it is sent again.
        """
        return self._client.submit(_give, value, key=f"cchc-{name}", pure=True, **self._where())

    def submit(self, function: Callable, /, *values: Any, **named: Any) -> Future:
        if self.lost:
            future: Future = Future()
            future.cancel()
            return future
        future = self._dask.submit(function, *values, **named, **self._where())
        self._outstanding.add(future)
        future.add_done_callback(self._outstanding.discard)
        return future

    def avoid(self, worker: str, why: str) -> None:
        """Give a host no more work until its workers are started again, unless it is the last."""
        host = _host_of(worker)
        others = {one for one in self._workers if _host_of(one) != host}
        if others and worker in self._workers:
            self._refused |= self._workers - others
            self._workers = others
            self._hosts.discard(host)
            self._tell(say("{worker} and its host get no more work: {why}", worker=worker, why=why))

    def _where(self) -> dict[str, Any]:
        # hosts rather than workers, whose number changes as they are started again; where all of
        # those are gone, any: a task looks again where it is
        return {"workers": sorted(self._hosts), "allow_other_workers": True}

    def room(self) -> int:
        """Tell how many tasks may be on their way; looks at hosts that came and went."""
        now = time.monotonic()
        if not self.lost and now - self._looked > BETWEEN_LOOKS:
            self._looked = now
            try:
                for worker, why in self._look().items():
                    self._tell(
                        say("{worker} joined and gets no work: {why}", worker=worker, why=why)
                    )
            except Exception:  # whatever a broken connection raises
                if self._client.status not in ("running", "connecting"):
                    self._give_up(say("the connection to the scheduler was lost"))
            if self._workers:
                self._seen = now
            elif now - self._seen > self._without:
                told = say("no worker was there for {count} seconds", count=round(self._without))
                self._give_up(told)
        return AHEAD * len(self._workers)

    def _look(self) -> dict[str, str]:
        """Take in the workers that are there; say of each new one that gets no work why."""
        threads = self._client.nthreads()
        new = set(threads) - self._workers - self._refused
        looks = self._client.run(look, workers=sorted(new), on_error="return") if new else {}
        refused = {}
        for worker, found in sorted(looks.items()):
            if isinstance(found, Exception) and worker not in self._client.nthreads():
                continue  # it left while it was looked at
            told = self._say_unfit(worker, threads[worker], found)
            if told:
                refused[worker] = told
        self._refused |= set(refused)
        self._workers = set(threads) - self._refused
        self._hosts |= {_host_of(worker) for worker in self._workers}
        return refused

    def _say_unfit(self, worker: str, threads: int, found: Any) -> str:
        if not isinstance(found, Mapping):
            return say(
                "{worker} has no cchc or another version of it; install there what is here:"
                " requirements.lock, then cchc itself ({error})",
                worker=worker,
                error=f"{type(found).__name__}: {next(iter(str(found).splitlines()), '')}",
            )
        unlike = say_unlike(self.likeness, found["likeness"])
        if unlike:
            return say(
                "{worker} would not give the same annexes: {unlike}; install there what is here"
                " (requirements.lock)",
                worker=worker,
                unlike=unlike,
            )
        if found["bound"]:
            return say(
                "{worker} may not start processes, so no kernel; start it with"
                " DASK_DISTRIBUTED__WORKER__DAEMON=False in the environment",
                worker=worker,
            )
        if threads != 1:
            return say(
                "{worker} runs {count} tasks at once in one process; start it with --nthreads 1"
                " (and --nworkers -1 for one process per core)",
                worker=worker,
                count=threads,
            )
        return ""

    def _give_up(self, why: str) -> None:
        self.lost = why
        for future in list(self._outstanding):
            future.cancel()


def look() -> dict[str, Any]:
    """Tell what a worker is like."""
    return {
        "likeness": read_likeness(),
        "bound": multiprocessing.current_process().daemon,
    }


def _give(value: Any) -> Any:
    return value


def _host_of(worker: str) -> str:
    from distributed.comm import get_address_host

    return get_address_host(worker)


@contextmanager
def connect_scheduler(
    address: str, tell: Tell = print, without: float = LONGEST_WITHOUT
) -> Iterator[Cluster]:
    """Yield the workers of a running Dask cluster; `tell` is given what happens to them.

    Raises RequestError where `distributed` is not installed, nobody answers, or a worker is unfit.
    """
    try:
        from distributed import Client
    except ImportError:
        raise RequestError(
            say(
                "--scheduler needs the package distributed; install it with: pip install"
                " 'cchc[cluster]'"
            )
        ) from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is told here
    try:
        _check_address(address)
        client = Client(address, timeout=LONGEST_CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise RequestError(
            say(
                "--scheduler {address}: no scheduler answers there ({error})",
                address=address,
                error=error,
            )
        ) from None
    if _is_open_to_others(address):
        tell(
            say(
                "{address}: whoever reaches a port of this cluster can run programs on its machines"
                " and read the figures on their way; across machines use tls:// (docs/cluster.md)",
                address=address,
            )
        )
    with client:
        yield Cluster(client, address, tell, without)


def _check_address(address: str) -> None:
    """Raise what a client would stumble over when it is half made: RequestError without the
    certificate of an encrypted address, ValueError for an address that is none.
    """
    from distributed.comm import parse_address, parse_host_port
    from distributed.comm.registry import get_backend
    from distributed.security import Security

    scheme, place = parse_address(address)
    get_backend(scheme)
    parse_host_port(place)
    if scheme != "tls":
        return
    why = "distributed.comm.tls"
    try:
        has_certificate = Security().get_connection_args("client")["ssl_context"] is not None
    except (OSError, ValueError) as error:  # a file that is not there, or no certificate
        has_certificate, why = False, str(error)
    if not has_certificate:
        raise RequestError(
            say(
                "--scheduler {address}: tls:// needs a certificate of this machine; name its files"
                " as docs/cluster.md says ({error})",
                address=address,
                error=why,
            )
        )


def _is_open_to_others(address: str) -> bool:
    """Tell whether an address is reached from other machines and is not encrypted."""
    from distributed.comm import get_address_host

    scheme = address.partition("://")[0] if "://" in address else "tcp"
    if scheme in ("tls", "inproc", "wss"):
        return False
    with suppress(ValueError):
        return not ipaddress.ip_address(get_address_host(address)).is_loopback
    return True
