"""How a worker starts, awaits and ends kernels: jupyter_client's manager and client without their
pauses.
"""

import itertools
import os
import sys
import time
from pathlib import Path
from queue import Empty

from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

from cchc.language import say

from .forked import PROVISIONER
from .kernels import LONGEST_SOCKET_FOLDER

_number = itertools.count(1)


class SectionClient(AsyncKernelClient):
    """A client that is ready once the kernel has answered and its messages arrive.

    The client it stands on waits a fifth of a second more, for messages that might still come.
    """

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait for an answer and for the note on the other channel that it is done. Raises
        RuntimeError.
        """
        end = time.monotonic() + (timeout or 60.0)
        asked = set()
        while time.monotonic() < end:
            asked.add(self.kernel_info())
            try:
                reply = await self.shell_channel.get_msg(timeout=1)
            except Empty:
                if not await self._async_is_alive():
                    last = self.parent.read_last_words()
                    raise RuntimeError(
                        ": ".join(filter(None, [say("it died at once"), last]))
                    ) from None
                continue
            if reply["msg_type"] == "kernel_info_reply" and await self._hears(asked):
                self._handle_kernel_info_reply(reply)
                return
        raise RuntimeError(say("it did not answer in {limit:g} seconds", limit=timeout))

    async def _hears(self, asked: set[str]) -> bool:
        try:
            while True:
                message = await self.iopub_channel.get_msg(timeout=0.2)
                done = (
                    message["msg_type"] == "status"
                    and message["content"]["execution_state"] == "idle"
                )
                if done and message["parent_header"].get("msg_id") in asked:
                    return True
        except Empty:
            return False  # asked before the channel was connected


class SectionKernel(AsyncKernelManager):
    """A kernel of the very Python that runs cchc, whatever the notebook or the user's kernelspecs
    name.

    It is spoken to through sockets in the build's private folder: no port to race for, none open to
    others.
    """

    client_class = f"{__name__}.SectionClient"
    client_factory = SectionClient
    private: Path | None = None
    warm = ""
    complaints: Path | None = None  # what a kernel that cannot start says on stderr

    def __init__(self, **settings):
        super().__init__(**settings)
        # without a limit nothing is dropped while more is said than can be read
        self.context.sndhwm = self.context.rcvhwm = 0
        private, number = str(self.private or ""), f"{os.getpid()}-{next(_number)}"
        if private:
            self.complaints = Path(private, f"{number}.stderr")
        if private and os.name == "posix" and len(os.fsencode(private)) <= LONGEST_SOCKET_FOLDER:
            self.transport = "ipc"
            # with no connection file jupyter_client falls back to one relative address for all
            # kernels
            self.connection_file = os.path.join(private, f"{number}.json")
            self.ip = self.connection_file.removesuffix(".json") + "-ipc"

    def read_last_words(self) -> str:
        """Give the last line that a stock kernel has written on stderr, or nothing."""
        if self.complaints is None or not self.complaints.exists():
            return ""
        text = self.complaints.read_text(encoding="utf-8", errors="replace")
        return next(reversed(text.split("\n")[:-1]), "").strip()

    @property
    def kernel_spec(self) -> KernelSpec:
        return KernelSpec(
            argv=[sys.executable, "-P", "-m", "cchc.run.kernel_app", "-f", "{connection_file}"],
            display_name="Python 3",
            language="python",
            metadata={"kernel_provisioner": {"provisioner_name": PROVISIONER, "config": {}}},
        )


def manager_class(private: Path, warm: str) -> type[AsyncKernelManager]:
    """Make the class of kernel manager for a build: its private folder, and the address of its warm
    process or "".
    """
    return type("SectionKernel", (SectionKernel,), {"private": private, "warm": warm})
