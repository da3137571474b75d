"""The kernel that every notebook runs in: ipykernel's own, losing no message and counting them.

Started as a process of its own (`python -m cchc.run.kernel_app -f FILE`) or in a fork of the warm
process; both go through `start`.
"""

import json
import re
import sys
import threading
from collections import Counter
from importlib.util import find_spec
from typing import Any

import zmq
from ipykernel.iostream import BackgroundSocket, IOPubThread
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from jupyter_client.session import Session, extract_header, json_packer
from traitlets import Type, Unicode, default
from traitlets.config import Config
from traitlets.config.loader import DeferredConfigString

from cchc.objects.mimebundles import MODULE as DISPLAYS

from .kernels import SENT
from .reads import record_reads
from .unfetched import fetch_nothing

LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class CountingSession(Session):
    """A session that knows how many messages each request has sent to whoever listens.

    A text that no file can hold, such as half of a character, is sent with a mark in its place:
    ipykernel would lose the message, be it an output or the reply that says how the cell ended.
    """

    def __init__(self, **settings: Any):
        super().__init__(**settings)
        self._sent: Counter[str] = Counter()
        self._lock = threading.Lock()
        self.pack = pack

    def send(self, stream, msg_or_type, content=None, parent=None, *rest, **more):
        """Send as a Session does; what goes to listeners is counted for its request."""
        if isinstance(stream, IOPubThread | BackgroundSocket):
            known = isinstance(msg_or_type, dict)
            header = msg_or_type.get("parent_header") if known else extract_header(parent or {})
            with self._lock:  # streams are sent from a thread of their own
                self._sent[(header or {}).get("msg_id", "")] += 1
        return super().send(stream, msg_or_type, content, parent, *rest, **more)

    def count_sent(self, request: str) -> int:
        with self._lock:
            return self._sent.pop(request, 0)


def pack(message: object) -> bytes:
    """Write a message as JSON in UTF-8, whatever its texts hold."""
    try:
        return json_packer(message)
    except UnicodeEncodeError:
        text = json.dumps(_without_surrogates(message), default=str, ensure_ascii=False)
        return text.encode()


def _without_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return LONE_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, dict):
        return {_without_surrogates(key): _without_surrogates(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_without_surrogates(each) for each in value]
    return value


class CountingKernel(IPythonKernel):
    """Replies whatever happens, and tells with each reply how many messages came before it."""

    async def execute_request(self, stream, ident, parent):
        try:
            await super().execute_request(stream, ident, parent)
        except Exception as error:  # such as a traceback that cannot be rendered
            content = {"status": "error", "ename": type(error).__name__, "evalue": str(error)}
            self.session.send(stream, "execute_reply", content, parent, ident=ident)

    def finish_metadata(self, parent, metadata, reply_content):
        metadata = super().finish_metadata(parent, metadata, reply_content)
        metadata[SENT] = self.session.count_sent(parent["header"]["msg_id"])
        return metadata


class KernelApp(IPKernelApp):
    """ipykernel's application, deaf to the configuration of the machine and its user."""

    kernel_class = Type(CountingKernel, klass="ipykernel.kernelbase.Kernel")
    record = Unicode("", help="File that takes down what the notebook reads.").tag(config=True)
    data = Unicode("", help="Folder whose reports are asked, not read.").tag(config=True)
    exec_PYTHONSTARTUP = False

    @default("logging_config")
    def _log_what_is_shown(self) -> dict:
        # traitlets would make a record of everything, and then show none of it
        return {"loggers": {type(self).__name__: {"level": self.log_level}}}

    @default("session")
    def _make_session(self) -> Session:
        return CountingSession(parent=self, username="kernel")

    @default("extra_extensions")
    def _teach_displays(self) -> list[str]:
        return [DISPLAYS]

    def parse_command_line(self, argv: list[str] | None = None) -> None:
        """Take `-f FILE` and `--Class.trait=value`, the only forms in which kernels are started
        here: the parser of all that there are takes longer to make than most cells.
        """
        given = Config({"HistoryManager": {"enabled": False}})
        words = iter(argv or ())
        for word in words:
            setting, _, value = word.removeprefix("--").partition("=")
            if word == "-f":
                setting, value = "IPKernelApp.connection_file", next(words)
            owner, _, trait = setting.partition(".")
            given[owner][trait] = DeferredConfigString(value)
        self.cli_config = given
        self.update_config(given)

    def load_config_file(self, *given: object, **named: object) -> None:
        """Read no file: what it says would change pages from one machine to the next."""

    def init_path(self) -> None:
        """Let modules beside a notebook be imported, behind those of Python: the process was
        started without the working directory, so that none of its files was taken for a library.
        """
        if "" not in sys.path:
            packages = [path.endswith(("site-packages", "dist-packages")) for path in sys.path]
            sys.path.insert(packages.index(True) if True in packages else len(packages), "")

    def init_iopub(self, context: zmq.Context) -> None:
        # without a limit nothing is dropped when a cell says more than is fetched meanwhile
        context.sndhwm = context.rcvhwm = 0
        super().init_iopub(context)


def make_kernel_app(arguments: list[str]) -> KernelApp:
    """Make the kernel of these arguments ready; its sockets are bound when this returns."""
    sys.argv = [find_spec("ipykernel_launcher").origin, *arguments]
    app = KernelApp.instance()
    app.initialize(arguments)
    fetch_nothing()
    if app.record:
        record_reads(app.record, app.data)
    return app


if __name__ == "__main__":
    # pickles and tracebacks are to name this module, not __main__, which belongs to the notebook
    from cchc.run import kernel_app

    kernel_app.make_kernel_app(sys.argv[1:]).start()
