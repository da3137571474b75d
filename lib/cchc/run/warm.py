"""The warm process: imports once what every notebook needs, then forks a real ipykernel per
notebook.

Started by `cchc.run.kernels.warm_kernels` as a Python of its own. It holds one thread, no ZMQ
context and no event loop, so that a fork is as good as a new interpreter. Whoever asks for a kernel
holds it by an open connection, the lease: an order comes in as one line of JSON (arguments, env,
cwd, report), the kernel's number goes out once its sockets are bound, then bytes that come in are
signals for it, and its exit code is the last line that goes out.
"""

import contextlib
import ctypes
import gc
import json
import os
import selectors
import signal
import socket
import struct
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .preloading import preload, set_filters

if TYPE_CHECKING:
    from cchc.report.opening_reports import Handed

LONGEST_ORDER = 1 << 22  # bytes; an environment is the largest part
ORDER_LIMIT = 60.0  # seconds
MOST_REPORTS = 8  # that are kept: of more builds than that at a time some are read again


@dataclass(frozen=True)
class Forked:
    """A running kernel: the descriptor that tells its end, and the lease of whoever asked for
    it.
    """

    end: int
    lease: socket.socket


def main() -> None:
    """Serve the listening socket `argv[1]` until the pipe `argv[2]` is closed by the build, or the
    build dies.
    """
    listener, life = socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2])
    said, filters = preload()
    if said:
        # a new interpreter would have said this in the notebook, a fork cannot: leave the work to
        # stock kernels
        sys.exit(1)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    Warm(listener, life, filters).serve()


class Warm:
    """Forks kernels to order and ends them with their leases."""

    def __init__(self, listener: socket.socket, life: int, filters: list[tuple]):
        self.listener, self.life, self.filters, self.pid = listener, life, filters, os.getpid()
        self.kernels: dict[int, Forked] = {}
        self.received: dict[tuple, Handed | None] = {}
        self.selector = selectors.DefaultSelector()
        self.watch(listener, self.accept)
        self.watch(life, self.leave)

    def watch(self, file: int | socket.socket, then: Callable[[], None]) -> None:
        self.selector.register(file, selectors.EVENT_READ, then)

    def serve(self) -> None:
        gc.collect()
        gc.freeze()  # a collection in a kernel would copy every page it looks at
        while True:
            for key, _ in self.selector.select():
                key.data()

    def accept(self) -> None:
        """Take an order and fork; a connection that does not bring a whole order in time is
        closed.
        """
        lease, _ = self.listener.accept()
        try:
            order = _read_order(lease)
            if order is None:
                raise ConnectionRefusedError
            self.receive(order["report"])
            # another thread may hold a lock that no thread of the fork would ever release
            if len(os.listdir("/proc/self/task")) > 1:
                raise ConnectionRefusedError
            pid = os.fork()
        except (OSError, ValueError):
            lease.close()
            return
        if pid == 0:
            self.become_kernel(order, lease)
        end = os.pidfd_open(pid)
        self.kernels[pid] = Forked(end, lease)
        self.watch(end, lambda: self.tell_end(pid))
        self.watch(lease, lambda: self.hear(pid))

    def receive(self, report: str) -> None:
        """Let the next kernel begin with what its build has read: read once for all kernels of a
        build, of which several may take turns.
        """
        from cchc.report.opening_reports import read_handed, take_over

        file = Path(report or os.devnull)  # which holds none
        state = file.stat()
        place = (file, state.st_ino, state.st_mtime_ns)
        if place not in self.received:
            while len(self.received) >= MOST_REPORTS:
                del self.received[next(iter(self.received))]  # the oldest
            self.received[place] = read_handed(file)
            gc.freeze()
        take_over(self.received[place])

    def hear(self, pid: int) -> None:
        """Pass a signal on; a lease that was let go ends its kernel."""
        if pid not in self.kernels:  # its end came first in this round of events
            return
        try:
            numbers = self.kernels[pid].lease.recv(64)
        except OSError:
            numbers = b""
        for number in numbers or bytes([signal.SIGKILL]):
            _signal(pid, number)
        if not numbers:
            self.selector.unregister(self.kernels[pid].lease)

    def tell_end(self, pid: int) -> None:
        """Take the ended kernel's children with it, and tell its exit code."""
        _signal(pid, signal.SIGKILL)
        kernel = self.kernels.pop(pid)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        with contextlib.suppress(OSError):
            kernel.lease.sendall(b"%d\n" % code)
        for file in (kernel.end, kernel.lease):
            with contextlib.suppress(KeyError):
                self.selector.unregister(file)
        kernel.lease.close()
        os.close(kernel.end)

    def leave(self) -> None:
        """End every kernel and this process: the build is over or was killed."""
        for pid in self.kernels:
            _signal(pid, signal.SIGKILL)
        for pid in self.kernels:
            os.waitpid(pid, 0)
        os._exit(0)

    def become_kernel(self, order: dict, lease: socket.socket) -> None:
        """Turn this fork into the kernel that was ordered; never returns."""
        try:
            os.setsid()
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            _die_with_parent()
            if os.getppid() != self.pid:  # it died in between
                return
            self.selector.close()
            self.listener.close()
            os.close(self.life)
            for kernel in self.kernels.values():
                kernel.lease.close()
                os.close(kernel.end)
            run_kernel(order, lease, self.filters)
        finally:
            os._exit(1)


def run_kernel(order: dict, lease: socket.socket, filters: list[tuple]) -> None:
    """Run an ipykernel as `python -m ipykernel_launcher` would, in the surroundings of the order.

    `filters` are those for warnings that the stack brought: imported in a notebook it would put
    them first.
    """
    import numpy

    from .kernel_app import make_kernel_app

    os.environ.clear()
    os.environ.update(order["env"])
    time.tzset()
    os.chdir(order["cwd"])
    numpy.random.seed()  # the random module does this by itself after a fork
    # 1 stands for a parent that never dies: the kernel is told of ours by the system, and need not
    # ask
    app = make_kernel_app([*order["arguments"], "--IPKernelApp.parent_handle=1"])
    set_filters([*filters, *warnings.filters])
    lease.sendall(b"%d\n" % os.getpid())
    lease.close()
    app.start()
    os._exit(0)


def _read_order(lease: socket.socket) -> dict | None:
    lease.settimeout(ORDER_LIMIT)
    credentials = lease.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    if struct.unpack("3i", credentials)[1] != os.getuid():
        return None
    text = bytearray()
    while not text.endswith(b"\n") and len(text) < LONGEST_ORDER:
        part = lease.recv(1 << 16)
        if not part:
            return None
        text += part
    lease.settimeout(None)
    return json.loads(text)


def _signal(pid: int, number: int) -> None:
    """Signal the kernel and its children. `pid` is its own as long as nobody has waited for it."""
    try:
        os.killpg(pid, number)
    except ProcessLookupError:  # it is not yet the leader of its group
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
    except PermissionError:
        pass  # a child that changed its user


def _die_with_parent() -> None:
    set_parent_death_signal = 1
    ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL, 0, 0, 0)


if __name__ == "__main__":
    main()
