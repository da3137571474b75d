"""`make cluster` as it runs: who could reach it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
LONGEST = 900  # seconds, only so that a test that waits for what never comes ends at all
LISTENING = "0A"  # of /proc/net/tcp


def members(group: int) -> list[int]:
    """The processes that were started in a session."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == group:
            found.append(int(path.parent.name))
    return found


def listening(processes: list[int]) -> set[str]:
    """The addresses, in hexadecimal, on which these processes listen."""
    owned = set()
    for pid in processes:
        for file in Path(f"/proc/{pid}/fd").glob("*"):
            try:
                owned.add(os.readlink(file).removeprefix("socket:[").removesuffix("]"))
            except OSError:
                continue
    found = set()
    for table in ("tcp", "tcp6"):
        lines = Path(f"/proc/net/{table}").read_text().splitlines()[1:]
        rows = [line.split() for line in lines]
        found |= {row[1].split(":")[0] for row in rows if row[3] == LISTENING and row[9] in owned}
    return found


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="sockets are found in /proc")
@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make here")
def test_nobody_but_this_machine_reaches_the_cluster(tmp_path):
    import distributed

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["make", "cluster", f"BIN={Path(sys.executable).parent}", "READY=", f"PORT={port}"]
    log = (tmp_path / "log").open("wb")
    started = subprocess.Popen(words, cwd=PROJECT, stdout=log, stderr=log, start_new_session=True)
    try:
        end = time.monotonic() + LONGEST
        while True:
            assert time.monotonic() < end, (tmp_path / "log").read_text()
            try:
                with distributed.Client(f"tcp://127.0.0.1:{port}", timeout=10) as client:
                    client.wait_for_workers(1, timeout=LONGEST)
                    found = listening(members(started.pid))
                break
            except OSError:
                time.sleep(0.1)
    finally:
        for pid in members(started.pid):
            os.kill(pid, signal.SIGKILL)
        started.wait()
        log.close()
    assert found == {"0100007F"}, "127.0.0.1, as the kernel writes it"
