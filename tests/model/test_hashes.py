"""Files are known by what they hold; one that the system calls the same is not read again."""

import os
from pathlib import Path

import pytest

from cchc.model import hashes
from cchc.model.hashes import hash_files, hash_inputs, sha256
from cchc.model.quarter import Quarter


@pytest.fixture
def read(monkeypatch) -> list[str]:
    """The names of the files that are opened from now on."""
    names, read_bytes = [], Path.read_bytes

    def reading(path: Path) -> bytes:
        names.append(path.name)
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", reading)
    return names


def test_a_file_at_rest_is_read_once_and_again_when_it_changes(tmp_path, read, monkeypatch):
    monkeypatch.setattr(hashes, "RESTED", -1)  # as if it had rested
    (tmp_path / "a.csv").write_text("một", encoding="utf-8")
    assert hash_files(tmp_path) == hash_files(tmp_path) == {"a.csv": sha256("một".encode())}
    assert read == ["a.csv"]
    (tmp_path / "a.csv").write_text("hai", encoding="utf-8")
    assert hash_files(tmp_path) == {"a.csv": sha256(b"hai")}


def test_a_file_that_changed_a_moment_ago_is_read_every_time(tmp_path, read):
    (tmp_path / "a.csv").write_text("một", encoding="utf-8")
    assert hash_files(tmp_path) == hash_files(tmp_path)
    assert read == ["a.csv", "a.csv"]


def test_a_file_put_in_the_place_of_another_is_read_though_its_dates_are_the_same(
    tmp_path, read, monkeypatch
):
    monkeypatch.setattr(hashes, "RESTED", -1)
    for name, text in (("a.csv", "một"), ("b", "hai!!")):
        (tmp_path / name).write_text(text, encoding="utf-8")
        os.utime(tmp_path / name, (0, 0))
    hash_files(tmp_path, ["a.csv"])
    os.replace(tmp_path / "b", tmp_path / "a.csv")
    assert hash_files(tmp_path) == {"a.csv": sha256(b"hai!!")}


@pytest.mark.parametrize("odd", ["loop", "dangling", "folder"])
def test_what_is_no_file_hides_no_other(sound, odd):
    quarter, folder = Quarter(2030, 1), sound.root / "2030Q1"
    before = hash_inputs(quarter, sound.root)
    for name in ("bao-cao.docx", "a.csv"):
        if odd == "folder":
            (folder / name).mkdir()
        else:
            (folder / name).symlink_to(name if odd == "loop" else "nowhere")
    assert hash_inputs(quarter, sound.root) == before != {}
