"""What a worker keeps between builds."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from cchc.model.hashes import sha256
from cchc.run import hosts
from cchc.run.forked import warm_answers
from cchc.run.hosts import Luggage, count_laid, on_ground
from cchc.run.parcels import Parcel, pack_common, pack_folder

LONGEST = 900  # seconds, only so that a test that waits for what never comes ends at all


@pytest.fixture
def luggage(tmp_path):
    """The notebooks, and a catalogue that two localities hold alike."""
    for name in ("notebooks", "a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "orgs.csv").write_text("chung", encoding="utf-8")
    (tmp_path / "a" / "figures.csv").write_text("1", encoding="utf-8")
    common = pack_common([tmp_path / "a", tmp_path / "b"])
    yield Luggage(sha256(os.urandom(8)), pack_folder(tmp_path / "notebooks"), common)
    hosts._leave_unused()


def wait_until(condition) -> None:
    end = time.monotonic() + LONGEST
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_notebooks_and_what_is_common_are_laid_once_for_all_builds(luggage, tmp_path):
    before, places = count_laid(), []
    for _ in range(3):
        with on_ground(luggage, cold=True) as ground:
            place = ground.lay(pack_folder(tmp_path / "a", luggage.common))
            assert (place / "data" / "orgs.csv").read_text() == "chung"
            assert (place / "data" / "figures.csv").read_text() == "1"
            assert (ground.notebooks / "orgs.csv").read_text() == "chung"
            places.append(ground.folder)
    assert count_laid() == before + 1
    assert len(set(places)) == 1


def test_ground_that_nobody_builds_on_is_left_and_laid_again_when_asked_for(luggage):
    before = count_laid()
    with on_ground(luggage, cold=True, idle=0) as ground:
        assert ground.folder.is_dir()
    wait_until(lambda: not ground.folder.exists())
    with on_ground(luggage, cold=True) as again:
        assert again.folder != ground.folder
    assert count_laid() == before + 2


def test_ground_in_use_outlasts_the_wait_of_the_build_before(luggage):
    with on_ground(luggage, cold=True, idle=0.05):
        pass
    with on_ground(luggage, cold=True) as ground:
        time.sleep(0.3)
        assert ground.folder.is_dir()
        hosts._leave_unused()
        assert ground.folder.is_dir()


def test_ground_of_another_batch_takes_the_place_of_one_that_is_over(luggage):
    with on_ground(luggage, cold=True) as first:
        pass
    with on_ground(Luggage("another", Parcel()), cold=True):
        assert not first.folder.exists()


def test_a_luggage_that_did_not_arrive_leaves_no_folder(luggage, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    broken = Luggage("broken", Parcel({"a": sha256(b"a")}))
    with pytest.raises(ValueError, match="did not arrive"), on_ground(broken, cold=True):
        pass
    assert not list(tmp_path.glob("cchc-*"))


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="forks as they are on Linux")
def test_a_warm_process_that_was_killed_is_started_again(luggage):
    others = _warm_children()
    with on_ground(luggage, cold=False) as ground:
        first = ground.warm
        wait_until(lambda: warm_answers(first))
    (warm,) = _warm_children() - others
    os.kill(warm, signal.SIGKILL)
    wait_until(lambda: _is_ended(warm))
    with on_ground(luggage, cold=False) as ground:
        assert ground.warm != first
        assert warm_answers(ground.warm)


def _warm_children() -> set[int]:
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    commands = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in children}
    return {int(pid) for pid, words in commands.items() if b"cchc.run.warm" in words}


def _is_ended(pid: int) -> bool:
    said = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True)
    return not said.stdout.strip() or said.stdout.startswith("Z")
