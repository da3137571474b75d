"""Real builds, stopped in every way. After each: no process left, the annex that was there as it
was.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cchc.run.private import private_folder
from cchc.run.replace import replacing

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/environ").exists(), reason="processes are found in /proc"
)

BUILD = Path(__file__).with_name("build_to_stop.py")
MARK = "CCHC_TEST_BUILD"
# seconds, only so that a test that waits for what never comes ends at all; it costs nothing else
LONGEST = 900
STOPPED = "stopped; what was published before is unchanged\n"
# says that it runs, with a child; does not come to an end the first time
HANGING = """
import os, pathlib, subprocess, time
begun = pathlib.Path(data, f"begun-{os.getpid()}")
first = not list(begun.parent.glob("begun-*"))
begun.write_text(str(os.getppid()))
if first:
    subprocess.Popen(["sleep", "3000"])
    time.sleep(3000)
"""


class Stage:
    """A project with an annex already published, and builds of it that are to be stopped."""

    def __init__(self, notebooks: Path, temporary: Path):
        self.notebooks, self.temporary, self.name = notebooks, temporary, temporary.name
        self.data = notebooks.parent / "data"
        self.target = notebooks.parent / "outputs" / "2024Q1"
        self.target.mkdir(parents=True)
        (self.target / "annex.html").write_text("old", encoding="utf-8")

    def start(
        self, kernels: str = "warm", room: int = 0, folder: Path | None = None
    ) -> subprocess.Popen:
        command = [
            sys.executable,
            str(BUILD),
            str(self.notebooks),
            str(self.target),
            kernels,
            str(room),
        ]
        # a group of its own, as a shell gives it; a folder of its own for what lives during a build
        return subprocess.Popen(
            command,
            env={**os.environ, MARK: self.name, "TMPDIR": str(self.temporary)},
            cwd=folder,
            process_group=0,
            # a suite that runs behind a shell's & ignores Ctrl-C, and so would what it starts
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def await_hanging(self) -> int:
        """Wait until the hanging notebook runs; return the process that its kernel came from."""
        (begun,) = until(lambda: list(self.data.glob("begun-*")))
        return int(until(begun.read_text))

    def processes(self) -> list[tuple[int, str]]:
        """Number and command of all processes of the builds, wherever they are in the tree."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if f"{MARK}={self.name}\0".encode() in (folder / "environ").read_bytes():
                    found.append(
                        (int(folder.name), (folder / "cmdline").read_text().replace("\0", " "))
                    )
            except OSError:
                pass
        return found

    def children(self, parent: int, command: str) -> list[int]:
        """The children of a process that run a command, which it runs itself."""
        same = [pid for pid, text in self.processes() if command in text]
        return [
            p
            for p in same
            if parent in same and Path(f"/proc/{p}/stat").read_text().split()[3] == str(parent)
        ]

    def published(self) -> str:
        # what is beside the target would be litter
        shown = [
            path.name for path in self.target.parent.iterdir() if not path.name.startswith(".")
        ]
        assert shown == ["2024Q1"]
        return (self.target / "annex.html").read_text(encoding="utf-8")


def until(met):
    """Return what `met` returns once that is true."""
    end = time.monotonic() + LONGEST
    while not (value := met()):
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.02)
    return value


@pytest.fixture
def stage(notebooks, write_notebook) -> Iterator[Stage]:
    # an address of a socket must be short
    temporary = Path(tempfile.mkdtemp(prefix="t-", dir="/tmp"))
    stage = Stage(notebooks, temporary)
    write_notebook(notebooks, "00-nhanh.ipynb", "quarter")
    write_notebook(notebooks, "01-treo.ipynb", HANGING)
    yield stage
    for pid, _ in stage.processes():
        os.kill(pid, signal.SIGKILL)
    shutil.rmtree(temporary)


def test_ctrl_c_on_the_terminal_leaves_no_process_and_the_old_annex(stage):
    build = stage.start("cold")
    stage.await_hanging()
    os.killpg(build.pid, signal.SIGINT)
    assert (build.communicate(timeout=LONGEST)[1], build.returncode) == (STOPPED, 130)
    until(lambda: not stage.processes())
    assert stage.published() == "old"
    assert [path.name for path in stage.target.parent.iterdir()] == ["2024Q1"]
    assert not list(stage.temporary.iterdir())


def test_being_told_to_end_is_like_ctrl_c(stage):
    build = stage.start("warm")
    stage.await_hanging()
    build.terminate()
    assert build.communicate(timeout=LONGEST)[1] == STOPPED
    until(lambda: not stage.processes())
    assert stage.published() == "old"
    assert [path.name for path in stage.target.parent.iterdir()] == ["2024Q1"]


@pytest.mark.parametrize("kernels", ["warm", "cold"])
def test_a_killed_build_leaves_no_process_and_the_next_one_clears_up(stage, kernels, monkeypatch):
    build = stage.start(kernels)
    stage.await_hanging()
    build.kill()
    build.communicate(timeout=LONGEST)
    until(lambda: not stage.processes())
    assert stage.published() == "old"
    with replacing(stage.target) as new:
        (new / "annex.html").write_text("new", encoding="utf-8")
    assert stage.published() == "new"
    assert [path.name for path in stage.target.parent.iterdir()] == ["2024Q1"]
    # nor folders of sockets for ever
    left = list(stage.temporary.iterdir())
    assert left
    assert all(path.name.startswith("cchc-") for path in left)
    monkeypatch.setattr("tempfile.tempdir", str(stage.temporary))
    monkeypatch.setattr("cchc.run.private.YOUNG", -1)
    with private_folder():
        pass
    assert not list(stage.temporary.iterdir())


def test_a_killed_warm_process_costs_only_time(stage):
    build = stage.start("warm")
    warm = stage.await_hanging()
    assert any(pid == warm and "cchc.run.warm" in command for pid, command in stage.processes())
    os.kill(warm, signal.SIGKILL)
    assert build.communicate(timeout=LONGEST) == ("[None, None]\n", "")
    until(lambda: not [command for _, command in stage.processes() if "sleep" not in command])
    assert stage.published() == "new"


def test_killed_workers_cost_only_time(stage):
    build = stage.start("warm")
    stage.await_hanging()
    server = next(pid for pid, _ in stage.processes() if stage.children(pid, "forkserver"))
    for pid in stage.children(server, "forkserver"):
        os.kill(pid, signal.SIGKILL)
    assert build.communicate(timeout=LONGEST) == ("[None, None]\n", "")
    until(lambda: not stage.processes())
    assert stage.published() == "new"
    assert not list(stage.temporary.iterdir())


def test_a_worker_that_is_told_to_end_takes_its_kernel_along(stage):
    build = stage.start("cold")
    worker = stage.await_hanging()
    (asleep,) = until(lambda: [pid for pid, text in stage.processes() if "sleep" in text])
    # a pool does this to the others when one worker has ended
    os.kill(worker, signal.SIGTERM)
    until(lambda: asleep not in [pid for pid, _ in stage.processes()])
    assert build.communicate(timeout=LONGEST) == ("[None, None]\n", "")


def test_a_kernel_without_memory_fails_alone_and_says_so(stage, write_notebook):
    greedy = (
        "import resource\nresource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 <<"
        " 30))\nlen(bytearray(1 << 31))"
    )
    write_notebook(stage.notebooks, "01-treo.ipynb", greedy)
    write_notebook(
        stage.notebooks, "02-chet.ipynb", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"
    )
    said, _ = stage.start("cold").communicate(timeout=LONGEST)
    first, second = said.split("', 'notebooks/02-chet.ipynb, ")
    assert first.startswith("[None, 'notebooks/01-treo.ipynb, code cell 2: MemoryError")
    assert "the kernel died: a library crashed or memory ran out" in second
    until(lambda: not stage.processes())


def test_a_full_disk_stops_the_build_and_keeps_the_old_annex(stage, write_notebook):
    # no file may be larger than this: writing fails just as it does on a full disk
    write_notebook(stage.notebooks, "01-treo.ipynb", "print('x' * 200_000)")
    build = stage.start("cold", room=100_000)
    said = build.communicate(timeout=LONGEST)[1]
    assert build.returncode == 2
    assert said.endswith("File too large; what was published before is unchanged\n")
    assert "Traceback" not in said
    until(lambda: not stage.processes())
    assert stage.published() == "old"


def test_a_disk_that_fills_up_is_named_and_keeps_the_old_annex(stage, write_notebook):
    write_notebook(stage.notebooks, "01-treo.ipynb", "print('x' * 900_000)")
    disk = stage.target.parent
    mount = ["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", disk]
    mounted = subprocess.run(mount, capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("only root may mount the small disk that this fills")
    try:
        stage.target.mkdir()
        (stage.target / "annex.html").write_text("old", encoding="utf-8")
        said = stage.start("warm").communicate(timeout=LONGEST)[1]
        assert said.endswith(
            "2024Q1: the disk is full; make room there and run this again; what was published"
            " before is unchanged\n"
        )
        until(lambda: not stage.processes())
        assert stage.published() == "old"
    finally:
        subprocess.run(["umount", "--lazy", disk], check=True)


def test_a_folder_that_cannot_be_written_is_named(stage):
    folder = stage.target.parent
    if os.geteuid() == 0:  # root may write anywhere but where the file system forbids it
        stage.target = Path("/proc/cchc/2024Q1")
    else:
        folder.chmod(0o555)
    build = stage.start("cold")
    said = build.communicate(timeout=LONGEST)[1]
    folder.chmod(0o755)
    assert build.returncode == 2
    assert said.endswith("; what was published before is unchanged\n")
    assert (folder / "2024Q1" / "annex.html").read_text(encoding="utf-8") == "old"


def test_two_builds_into_one_folder_do_not_mix(stage):
    with replacing(stage.target) as new:
        build = stage.start("cold")
        said = build.communicate(timeout=LONGEST)[1]
        (new / "annex.html").write_text("mine", encoding="utf-8")
    assert build.returncode == 2
    assert (
        said
        == f"{stage.target}: another build is writing there; wait for it to end, or name another"
        " folder with --out\n"
    )
    assert stage.published() == "mine"


def test_what_a_killed_build_left_in_the_temporary_folder_is_removed(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("cchc.run.private.LONGEST_PLACE", 999)
    left, young = tmp_path / "cchc-left", tmp_path / "cchc-young"
    for folder in (left, young):
        folder.mkdir()
        (folder / "lock").touch()
    os.utime(left, (0, 0))
    with private_folder() as in_use:
        os.utime(in_use, (0, 0))
        with private_folder() as mine:
            assert {path.name for path in tmp_path.iterdir()} == {
                young.name,
                in_use.name,
                mine.name,
            }
    assert [path.name for path in tmp_path.iterdir()] == [young.name]


def test_clearing_up_follows_no_link_and_touches_nothing_of_another_user(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    monkeypatch.setattr("cchc.run.private.LONGEST_PLACE", 999)
    theirs = tmp_path / "theirs"
    for folder in (tmp_path / "temporary", theirs, tmp_path / "temporary" / "cchc-lock"):
        folder.mkdir(parents=True)
    (theirs / "lock").touch()
    (theirs / "work.csv").touch()
    (tmp_path / "temporary" / "cchc-link").symlink_to(theirs)
    (tmp_path / "temporary" / "cchc-lock" / "lock").symlink_to(theirs / "lock")
    os.utime(theirs, (0, 0))
    os.utime(tmp_path / "temporary" / "cchc-lock", (0, 0))
    with private_folder():
        pass
    assert sorted(path.name for path in theirs.iterdir()) == ["lock", "work.csv"]
    assert (tmp_path / "temporary" / "cchc-link").is_symlink()
    if os.geteuid() == 0:
        foreign = tmp_path / "temporary" / "cchc-foreign"
        foreign.mkdir()
        (foreign / "lock").touch()
        os.utime(foreign, (0, 0))
        os.chown(foreign, 65534, 65534)
        with private_folder():
            pass
        assert (foreign / "lock").exists()


@pytest.mark.parametrize("length", [76, 150])
def test_a_temporary_folder_with_a_long_path_builds_and_keeps_nothing(
    stage, write_notebook, tmp_path, length
):
    write_notebook(stage.notebooks, "01-treo.ipynb", "quarter")
    place = stage.temporary / ("x" * length)
    place.mkdir()
    stage.temporary = place
    build = stage.start("warm")
    assert build.communicate(timeout=LONGEST) == ("[None, None]\n", "")
    assert not list(place.iterdir())


def test_a_file_among_the_returned_forms_is_taken_for_no_library(stage, write_notebook):
    for name in ("selectors", "ctypes", "logging", "socket", "papermill"):
        text = f"open({str(stage.data / 'ran')!r}, 'a').write({name!r})\nraise ImportError"
        (stage.notebooks.parent / f"{name}.py").write_text(text, encoding="utf-8")
    write_notebook(stage.notebooks, "01-treo.ipynb", "quarter")
    for kernels in ("warm", "cold"):
        build = stage.start(kernels, folder=stage.notebooks.parent)
        assert build.communicate(timeout=LONGEST) == ("[None, None]\n", "")
    assert not (stage.data / "ran").exists()
