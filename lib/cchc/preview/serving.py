"""A preview at work: watches the files, brings the session up to date, tells the open pages."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from socket import AF_INET, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, socket
from typing import Any

from tornado.httpserver import HTTPServer
from watchfiles import awatch

from cchc.errors import RequestError
from cchc.language import say
from cchc.run.private import private_folder

from .session import Session
from .site import Readers, make_site, write_change

_LIBRARY = Path(__file__).parents[2]
_INHERITED = "CCHC_PREVIEW_SOCKET"
_IGNORED = ("__pycache__", ".ipynb_checkpoints")
_SETTLED, _STEP = 100, 25  # milliseconds: an editor writes a file in several steps


class LibraryChanged(Exception):
    """The library that this process runs was saved: only a new process can show it."""


class Serving:
    """Serves a session at a socket that listens, until it is told to stop."""

    def __init__(self, session: Session, folders: list[Path], tell: Callable[[str], None]):
        self.session, self.folders, self.tell = session, folders, tell
        self.readers = Readers()
        self.worker = ThreadPoolExecutor(1)
        self.changed, self.stop = asyncio.Event(), asyncio.Event()
        self.library_changed = False

    async def run(self, listener: socket, until: asyncio.Event | None = None) -> None:
        """Serve and follow. Raises LibraryChanged."""
        site = make_site(
            listener.getsockname()[1], lambda: self.session.state, self.readers, self.write
        )
        server = HTTPServer(site)
        loop = asyncio.get_running_loop()
        tasks = [asyncio.create_task(self.follow()), asyncio.create_task(self.watch())]
        try:
            await loop.run_in_executor(self.worker, self.session.open)
            await self.update()
            server.add_socket(listener.dup())  # the server closes its own
            ends = [asyncio.create_task(event.wait()) for event in (self.stop, until) if event]
            done, _ = await asyncio.wait([*ends, *tasks], return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            self.readers.tell("end", None)
            server.stop()
            self.stop.set()
            for task in tasks:
                task.cancel()
            with suppress(TimeoutError):
                await asyncio.wait_for(server.close_all_connections(), 2)
            await loop.run_in_executor(self.worker, self.session.close)
            self.worker.shutdown()
        if self.library_changed:
            raise LibraryChanged

    async def follow(self) -> None:
        """Bring the session up to date after each change; what is saved meanwhile is the next."""
        while True:
            await self.changed.wait()
            self.changed.clear()
            await self.update()

    async def update(self) -> None:
        self.readers.tell("working", say("following what was saved …"))
        loop = asyncio.get_running_loop()
        change = await loop.run_in_executor(self.worker, self.session.update)
        told = write_change(change)
        self.readers.tell("change", told)
        for line in (change.state.problem, *change.state.failed.values()):
            if line:
                self.tell(line)

    async def watch(self) -> None:
        """Notice each file that is saved, also those beside the project that notebooks read."""
        while not self.stop.is_set():
            beside = {path.parent for path in self.session.read if path.parent.is_dir()}
            places = [*self.folders, _LIBRARY, *sorted(beside)]
            async for changes in awatch(
                *places,
                watch_filter=_concerns,
                debounce=_SETTLED,
                step=_STEP,
                stop_event=self.stop,
                rust_timeout=1000,
                yield_on_timeout=True,
            ):
                names = [name for _, name in changes]
                if any(Path(name).is_relative_to(_LIBRARY) for name in names):
                    self.library_changed = True
                    self.stop.set()
                elif names:
                    self.changed.set()
                if {path.parent for path in self.session.read if path.parent.is_dir()} != beside:
                    break

    async def write(self, kind: str) -> tuple[int, bytes]:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.worker, self.session.write, kind)


def _concerns(_: Any, name: str) -> bool:
    path = Path(name)
    hidden = any(part.startswith(".") for part in (path.name, path.parent.name))
    return not (hidden or set(_IGNORED) & set(path.parts) or path.suffix in (".pyc", ".tmp"))


def listen_here(port: int) -> socket:
    """Listen at a port of this machine alone; a process that started again takes what it had.

    Raises RequestError where another program listens there.
    """
    inherited = os.environ.pop(_INHERITED, "")
    if inherited:
        listener = socket(fileno=int(inherited))
        listener.setblocking(False)
        return listener
    listener = socket(AF_INET, SOCK_STREAM)
    listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError:
        listener.close()
        raise RequestError(
            say("port {port} is taken; choose another with --port", port=port)
        ) from None
    listener.listen(64)
    listener.setblocking(False)
    return listener


async def serve(
    asked: dict[str, Any],
    cache: Path,
    listener: socket,
    tell: Callable[[str], None],
    *,
    until_closed: bool = False,
) -> None:
    """Preview what is asked (as of `prepare`) until Ctrl-C, or until the standard input is closed.

    Raises LibraryChanged.
    """
    ended, loop = asyncio.Event(), asyncio.get_running_loop()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            loop.add_signal_handler(getattr(signal, name), ended.set)
    if until_closed:
        loop.add_reader(0, lambda: os.read(0, 1024) or ended.set())
    with private_folder() as private:
        follow = Path(__file__).with_name("follow.js").read_text("utf-8")
        session = Session(asked, private, cache, follow)
        await Serving(session, [asked["data"], asked["notebooks"]], tell).run(listener, ended)


def start_again(listener: socket) -> None:
    """Become a new process with the library as it is now; the address stays, and the pages that
    are open.
    """
    os.set_inheritable(listener.fileno(), True)
    os.environ[_INHERITED] = str(listener.fileno())
    os.execv(sys.executable, [sys.executable, "-m", "cchc", *sys.argv[1:]])
