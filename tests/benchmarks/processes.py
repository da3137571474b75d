"""What a command costs with all the processes it starts: seconds by the clock, of the processors,
and memory.
"""

import ctypes
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of linux/prctl.h
INTERVAL = 0.1  # seconds between two looks at the memory
LONGEST_END = 30.0


@dataclass(frozen=True)
class Cost:
    """`wall` and `cpu` in seconds, the latter user and system time of all processes; `pss` in MiB,
    if looked at.
    """

    wall: float
    cpu: float
    pss: float | None = None


class CommandError(RuntimeError):
    """A command did not end well, so that its seconds mean nothing."""


def measure(
    command: Sequence[str], *, cwd: Path, env: Mapping[str, str] | None = None, memory: bool = False
) -> Cost:
    """Run a command to its end, and to the end of what it leaves behind. Raises CommandError.

    `memory` looks at the memory of all processes ten times a second, which itself takes time:
    measure it apart.
    """
    ctypes.CDLL(None).prctl(
        SUBREAPER, 1, 0, 0, 0
    )  # what outlives its parent is still ours to wait for
    before, begun = _spent(), time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env=clean(env or {}),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    peak: list[float] = [0.0]
    ended = threading.Event()
    looking = threading.Thread(target=_look, args=(peak, ended), daemon=True)
    if memory:
        looking.start()
    said = process.communicate()[1]
    wall = time.perf_counter() - begun
    ended.set()
    if memory:
        looking.join()
    _wait_for_all()
    if process.returncode:
        raise CommandError(
            f"{' '.join(map(str, command))[:200]}\nended with {process.returncode}: {said[-1500:]}"
        )
    return Cost(wall, _spent() - before, peak[0] if memory else None)


def clean(more: Mapping[str, str]) -> dict[str, str]:
    """Give the surroundings of an ordinary user: compiled modules are kept, nothing is imported
    from elsewhere.
    """
    kept = {
        k: v for k, v in os.environ.items() if k not in ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH")
    }
    return {**kept, **more}


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _wait_for_all() -> None:
    end = time.monotonic() + LONGEST_END
    while time.monotonic() < end:
        try:
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                time.sleep(0.01)
        except ChildProcessError:
            return
    left = ", ".join(map(str, _descendants()))
    sys.exit(f"these processes were left behind: {left}")


def _look(peak: list[float], ended: threading.Event) -> None:
    while not ended.wait(INTERVAL):
        peak[0] = max(peak[0], sum(map(_proportional_size, _descendants())))


def _proportional_size(pid: int) -> float:
    """Give the memory of a process in MiB, what it shares counted in parts."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def _descendants() -> Iterator[int]:
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError, IndexError):
                parents[int(entry.name)] = int(
                    (entry / "stat").read_text().rpartition(")")[2].split()[1]
                )
    found = {os.getpid()}
    grown = True
    while grown:
        grown = False
        for pid, parent in parents.items():
            if parent in found and pid not in found:
                found.add(pid)
                grown = True
    yield from found - {os.getpid()}
