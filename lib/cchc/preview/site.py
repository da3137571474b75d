"""The page of a preview on this machine alone: who may ask, and what is answered."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from tornado.iostream import StreamClosedError
from tornado.web import Application, HTTPError, RequestHandler

from cchc.errors import CchcError
from cchc.language import say

from .session import PageChange, PageState

_KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_PULSE = 15.0  # seconds between two signs of life to an open page


class Readers:
    """The open pages, each with the messages that it has not been sent yet."""

    def __init__(self) -> None:
        self.queues: set[asyncio.Queue[tuple[str, Any]]] = set()

    def tell(self, kind: str, told: Any) -> None:
        for queue in self.queues:
            queue.put_nowait((kind, told))


class _Handler(RequestHandler):
    """Answers this machine's own pages only: by the name asked for, and by who sends the browser.

    A page of another site could else read the annex through the browser of whoever has it open, by
    a name that leads here or by a request of its own.
    """

    def initialize(self, port: int) -> None:
        self.hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost")}

    def prepare(self) -> None:
        headers = self.request.headers
        if headers.get_list("Host") != [self.request.host] or self.request.host not in self.hosts:
            raise HTTPError(403)
        origin = headers.get("Origin")
        if origin is not None and origin != f"http://{self.request.host}":
            raise HTTPError(403)
        # a link may lead here from anywhere on this machine, such as JupyterLab; nothing else may
        followed = (headers.get("Sec-Fetch-Mode"), headers.get("Sec-Fetch-Dest")) == (
            "navigate",
            "document",
        )
        if headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin") and not followed:
            raise HTTPError(403)

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("X-Frame-Options", "DENY")
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")
        self.set_header("Cross-Origin-Opener-Policy", "same-origin")
        self.set_header("Cache-Control", "no-store")

    def write_error(self, status_code: int, **_: Any) -> None:
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(f"{status_code}\n")


class _PageHandler(_Handler):
    def initialize(self, port: int, current: Callable[[], PageState]) -> None:
        super().initialize(port)
        self.current = current

    def get(self) -> None:
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(self.current().page)


class _EventsHandler(_Handler):
    def initialize(self, port: int, current: Callable[[], PageState], readers: Readers) -> None:
        super().initialize(port)
        self.current, self.readers = current, readers

    async def get(self) -> None:
        self.set_header("Content-Type", "text/event-stream; charset=utf-8")
        queue: asyncio.Queue[tuple[str, Any]] = asyncio.Queue()
        self.readers.queues.add(queue)
        try:
            await self._send("change", write_change(PageChange(self.current()), first=True))
            while True:
                try:
                    kind, told = await asyncio.wait_for(queue.get(), _PULSE)
                except TimeoutError:
                    self.write(": \n\n")
                    await self.flush()
                    continue
                if kind == "end":
                    return
                await self._send(kind, told)
        except StreamClosedError:
            pass  # the reader has gone
        finally:
            self.readers.queues.discard(queue)

    async def _send(self, kind: str, told: Any) -> None:
        self.write(f"event: {kind}\ndata: {json.dumps(told, ensure_ascii=False)}\n\n")
        await self.flush()


class _FileHandler(_Handler):
    def initialize(self, port: int, write: Callable[[str], Awaitable[tuple[int, bytes]]]) -> None:
        super().initialize(port)
        self.writes = write

    async def get(self, kind: str) -> None:
        try:
            _, content = await self.writes(kind)
        except CchcError as error:
            self.set_status(500)
            self.set_header("Content-Type", "text/plain; charset=utf-8")
            self.finish(f"{error}\n")
            return
        self.set_header("Content-Type", _KINDS[kind])
        self.set_header("Content-Disposition", f'attachment; filename="annex.{kind}"')
        self.finish(content)


def write_change(change: PageChange, first: bool = False) -> dict[str, Any]:
    """Write a change as an open page reads it; the `first` tells no page what came before."""
    state = change.state
    if state.problem:
        says = say("the page shows what stood before this problem")
    elif state.failed:
        says = say("{count} chapters failed", count=len(state.failed))
    else:
        says = say("the page shows what is saved")
    return {
        "name": state.name,
        "before": None if first else state.name_of(state.number - 1),
        "whole": change.whole,
        "frame": change.frame,
        "parts": {name: body.decode() for name, body in change.parts.items()},
        "failed": state.failed,
        "problem": state.problem,
        "says": "\n".join([says, *state.told]),
    }


def make_site(
    port: int,
    current: Callable[[], PageState],
    readers: Readers,
    write: Callable[[str], Awaitable[tuple[int, bytes]]],
) -> Application:
    """Make the site of a preview at this port."""
    about = {"port": port, "current": current}
    return Application(
        [
            ("/", _PageHandler, about),
            ("/events", _EventsHandler, {**about, "readers": readers}),
            (rf"/annex\.({'|'.join(_KINDS)})", _FileHandler, {"port": port, "write": write}),
        ],
        default_handler_class=_Absent,
        default_handler_args={"port": port},
        log_function=lambda handler: None,
    )


class _Absent(_Handler):
    def prepare(self) -> None:
        super().prepare()
        raise HTTPError(404)
