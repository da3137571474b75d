"""Kernels forked from the warm process, as jupyter_client knows kernels: through a provisioner."""

import asyncio
import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import time
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import ClassVar

from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

from .kernels import REPORT

PROVISIONER = "cchc-forked"
# registered here rather than in the package's metadata: workers of a build are its only users
KernelProvisionerFactory.provisioners[PROVISIONER] = EntryPoint(
    PROVISIONER, f"{__name__}:ForkedProvisioner", KernelProvisionerFactory.GROUP_NAME
)
LONGEST_START = 600.0  # seconds: the warm process may still be importing
LONGEST_END = 5.0


class ForkedKernel:
    """A kernel of the warm process, with the face of a Popen; it ends when this object's connection
    does.
    """

    stdin = stdout = stderr = None

    def __init__(self, address: str, order: dict):
        """Order a kernel and wait until its sockets are bound.

        Raises ConnectionError where the warm process is gone or could not make one, TimeoutError
        where it is silent.
        """
        self.returncode: int | None = None
        self._lease = connect_warm(address)
        try:
            self._lease.settimeout(LONGEST_START)
            self._lease.sendall(json.dumps(order).encode() + b"\n")
            self.pid = int(self._lease.recv(32) or 0)
        except BaseException:
            self._lease.close()
            raise
        if self.pid <= 0 or self.poll() is not None:
            self._lease.close()
            raise ConnectionResetError("the warm process made no kernel")

    def poll(self) -> int | None:
        """Return the exit code, or None while the kernel runs. Without word from the warm process
        it was killed.
        """
        if self.returncode is None and select.select([self._lease], [], [], 0)[0]:
            code = b""
            with contextlib.suppress(ConnectionError):
                code = self._lease.recv(32)
            self.returncode = int(code) if code else -signal.SIGKILL
            self._lease.close()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end. Raises subprocess.TimeoutExpired."""
        if self.poll() is None:
            select.select([self._lease], [], [], timeout)
            if self.poll() is None:
                raise subprocess.TimeoutExpired("kernel", timeout)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Signal the kernel and its children, through the one process that cannot mistake another
        for it.
        """
        if self.poll() is None:
            with contextlib.suppress(ConnectionError):
                self._lease.sendall(bytes([number]))

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)


class ForkedProvisioner(LocalProvisioner):
    """Forks the kernel from the warm process of the manager, or starts a stock one where there is
    none.
    """

    # process groups of the stock kernels of this process; the warm process sees to the others
    stock: ClassVar[set[int]] = set()

    async def launch_kernel(self, cmd: list[str], **settings) -> dict:
        address, private = getattr(self.parent, "warm", ""), getattr(self.parent, "private", None)
        report = private / REPORT if private else None
        # messages are in the language of whoever builds, what a notebook shows never is
        settings["env"] = dict(settings.get("env") or os.environ) | {"CCHC_LANG": "vi"}
        order = {
            "arguments": cmd[cmd.index("-f") :],
            "env": settings["env"],
            "cwd": str(settings.get("cwd") or Path.cwd()),
            "report": str(report) if report and report.exists() else "",
        }
        try:
            self.process = ForkedKernel(address, order)
        except ConnectionError:
            complaints = getattr(self.parent, "complaints", None) or os.devnull
            with open(complaints, "wb") as file:  # for the message, not for the terminal
                connection = await super().launch_kernel(cmd, **{**settings, "stderr": file})
            self.stock.add(self.pid)
            return connection
        # no group: signals to it go through the process, which knows better whether it still exists
        self.pid, self.pgid, self.cwd = self.process.pid, None, settings.get("cwd")
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:
        await super().kill(restart)
        end = time.monotonic() + LONGEST_END
        # the manager itself looks every tenth of a second
        while self.process and self.process.poll() is None and time.monotonic() < end:
            await asyncio.sleep(0.002)
        self.stock.discard(self.pid)


def end_stock_kernels() -> None:
    """Kill the stock kernels that this process started, and their children."""
    for group in ForkedProvisioner.stock if hasattr(os, "killpg") else ():
        with contextlib.suppress(OSError):
            os.killpg(group, signal.SIGKILL)


def connect_warm(address: str) -> socket.socket:
    """Connect to the warm process. Raises ConnectionError where there is none."""
    if not address:
        raise ConnectionRefusedError("no warm process")
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(address)
    except FileNotFoundError:
        connection.close()
        raise ConnectionRefusedError(address) from None
    except BaseException:
        connection.close()
        raise
    return connection


def warm_answers(address: str) -> bool:
    """Tell whether the warm process is there."""
    try:
        connect_warm(address).close()
    except ConnectionError:
        return False
    return True
