"""The command at work, as a process: it follows, restarts with the library, and leaves nothing."""

import json
import os
import queue
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cchc.cli import app

LIBRARY = Path(__file__).parents[2] / "lib"
PATIENCE = 900  # seconds, only so that a test that waits for what never comes ends at all

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")


def of_session(session: int) -> list[int]:
    """The processes of a session, those that forked away from it too."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            words = (entry / "stat").read_text().rpartition(")")[2].split()
            environment = (entry / "environ").read_bytes()
        except (OSError, ValueError):
            continue
        if b"PREVIEW_OF_TEST=%d" % session in environment and words[0] != "Z":
            found.append(int(entry.name))
    return found


@contextmanager
def running(project: Path, library: Path = LIBRARY, *words: str) -> Iterator[tuple]:
    """A preview of a project: its process, its port and what it tells open pages."""
    mark = os.getpid()
    env = os.environ | {"PYTHONPATH": str(library), "PREVIEW_OF_TEST": str(mark)}
    process = subprocess.Popen(
        [sys.executable, "-m", "cchc", "preview", "--port", "0", *words],
        cwd=project,
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        port = int(re.search(r":(\d+)/", process.stdout.readline())[1])
        yield process, port, listen(port)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.communicate()
        for pid in of_session(mark):
            os.kill(pid, signal.SIGKILL)


def listen(port: int) -> "queue.Queue[dict]":
    told: queue.Queue[dict] = queue.Queue()

    def read() -> None:
        while True:
            try:
                connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
                connection.request("GET", "/events")
                kind = ""
                for line in connection.getresponse():
                    name, _, value = line.decode().strip().partition(": ")
                    kind = value if name == "event" else kind
                    if name == "data" and kind == "change":
                        told.put(json.loads(value))
            except OSError:
                return

    threading.Thread(target=read, daemon=True).start()
    return told


def mend(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


@pytest.mark.parametrize("how", ["Ctrl-C", "SIGTERM", "closed"])
def test_it_follows_and_ends_with_no_process_left(project, how):
    words = ["--until-closed"] if how == "closed" else []
    with running(project, LIBRARY, *words) as (process, _, told):
        assert told.get(timeout=PATIENCE)["failed"] == {}
        mend(project / "notebooks" / "02-ba.ipynb", "# Hồ sơ", "# Một phần khác")
        assert list(told.get(timeout=PATIENCE)["parts"]) == ["muc-02"]
        if how == "closed":
            process.stdin.close()
            process.stdin = None
        else:
            number = signal.SIGINT if how == "Ctrl-C" else signal.SIGTERM
            os.kill(process.pid, number)
        assert process.wait(PATIENCE) == 0
        end = time.monotonic() + PATIENCE
        while left := of_session(os.getpid()):  # what notices the end by a pipe takes a moment
            assert time.monotonic() < end, left
            time.sleep(0.1)
        assert "Traceback" not in process.stderr.read()


def test_a_saved_library_shows_at_the_same_address(project, tmp_path):
    library = tmp_path / "lib"
    shutil.copytree(LIBRARY, library, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    with running(project, library) as (process, port, told):
        told.get(timeout=PATIENCE)
        mend(
            library / "cchc" / "annex" / "title_block.py",
            'INTERNAL = "BẢN NỘI BỘ"',
            'INTERNAL = "BẢN THỬ"',
        )
        again = listen(port)
        change = again.get(timeout=PATIENCE)
        while change["before"] is not None:
            change = again.get(timeout=PATIENCE)
        for _ in range(PATIENCE):
            connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
            connection.request("GET", "/")
            page = connection.getresponse().read().decode()
            if "BẢN THỬ" in page:
                break
            time.sleep(1)
        assert "BẢN THỬ" in page
        assert process.poll() is None


def test_a_port_that_is_taken_is_told(project, monkeypatch):
    monkeypatch.chdir(project)
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = CliRunner().invoke(app, ["preview", "--port", str(port)])
    assert done.exit_code == 2
    assert f"port {port} is taken; choose another with --port" in done.stderr
