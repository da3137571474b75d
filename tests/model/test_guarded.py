"""The one writer of files that people and commands both write: nothing is lost, nothing is half."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from multiprocessing import get_context
from pathlib import Path

import pytest

from cchc.errors import InputError, Locked
from cchc.model import guarded
from cchc.model.csv_edits import CsvEdit, edit_csv_files
from cchc.model.guarded import change_file, change_files, write_new_file

COLUMNS = ("who", "what")


def append(path: Path, who: str) -> None:
    row = {"who": who, "what": "x" * 2000}
    edit_csv_files({path: CsvEdit(COLUMNS, COLUMNS, lambda file: file.changed({}, [row]))})


def append_many(path: Path, names: list[str]) -> None:
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda name: append(path, name), names))


def test_rows_of_processes_and_threads_at_once_are_all_kept(tmp_path):
    path = tmp_path / "a.csv"
    names = [[f"{process}-{row}" for row in range(4)] for process in range(3)]
    with get_context("fork").Pool(3) as pool:
        pool.starmap(append_many, [(path, each) for each in names])
    rows = path.read_text(encoding="utf-8").splitlines()[1:]
    assert sorted(row.split(",")[0] for row in rows) == sorted(chain(*names))
    assert sorted(os.listdir(tmp_path)) == [guarded.LOCK_FILE, "a.csv"]


def test_what_another_program_saves_meanwhile_is_read_again_and_kept(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"1")
    saved = [b"1+", b"1++"]

    def change(before: bytes | None) -> bytes:
        if saved:
            path.write_bytes(saved.pop(0))
        return before + b" mine"

    change_file(path, change)
    assert path.read_bytes() == b"1++ mine"


def test_a_file_that_another_program_never_stops_saving_is_left_to_it(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"0")
    saves = iter(range(1, 100))

    def change(before: bytes | None) -> bytes:
        path.write_bytes(str(next(saves)).encode())
        return b"mine"

    with pytest.raises(InputError, match="another program keeps saving this file"):
        change_file(path, change)
    assert path.read_bytes() != b"mine"
    assert sorted(os.listdir(tmp_path)) == [guarded.LOCK_FILE, "a.txt"]


def test_a_change_that_refuses_leaves_every_file_as_it_was(tmp_path):
    first, second = tmp_path / "a", tmp_path / "b"
    first.write_bytes(b"a")

    def refuse(before: bytes | None) -> bytes:
        raise InputError([])

    with pytest.raises(InputError):
        change_files({first: lambda before: b"new", second: refuse})
    assert first.read_bytes() == b"a"
    assert sorted(os.listdir(tmp_path)) == [guarded.LOCK_FILE, "a"]


def test_a_link_stays_and_the_file_it_names_is_replaced(tmp_path):
    (tmp_path / "shared").mkdir()
    target, link = tmp_path / "shared" / "a.csv", tmp_path / "a.csv"
    target.write_bytes(b"old")
    link.symlink_to("shared/a.csv")
    change_file(link, lambda before: before + b" new")
    assert link.is_symlink()
    assert target.read_bytes() == b"old new"


def test_mode_and_owner_are_kept(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"old")
    path.chmod(0o664)
    if os.geteuid() == 0:
        os.chown(path, 12345, 23456)
    before = path.stat()
    change_file(path, lambda _: b"new")
    after = path.stat()
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(after.st_mode) == 0o664
    assert (after.st_uid, after.st_gid) == (before.st_uid, before.st_gid)


def test_a_file_that_is_read_only_is_left_as_it_is(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"old")
    path.chmod(0o444)
    with pytest.raises(InputError, match="is read-only, so nothing was saved"):
        change_file(path, lambda _: b"new")
    assert path.read_bytes() == b"old"


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path):
    path = tmp_path / "a.csv"
    os.mkfifo(path)
    with pytest.raises(InputError, match="is no regular file"):
        change_file(path, lambda _: b"new")


def test_a_command_that_does_not_end_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(guarded, "TRIES", 3)
    monkeypatch.setattr(guarded, "PAUSE", 0)
    path = tmp_path / "a.csv"

    def change_within(before: bytes | None) -> bytes:
        with pytest.raises(Locked, match="did not end while this one tried 3 times"):
            change_file(path, lambda _: b"inner")
        return b"outer"

    change_file(path, change_within)
    assert path.read_bytes() == b"outer"


def test_a_new_file_never_replaces_one_that_is_there(tmp_path):
    path = tmp_path / "a.csv"
    write_new_file(path, b"1")
    with pytest.raises(
        InputError, match="is there already, perhaps filled in, and is not overwritten"
    ):
        write_new_file(path, b"2")
    assert path.read_bytes() == b"1"
    assert [file.name for file in tmp_path.iterdir()] == ["a.csv"]


def test_a_new_file_is_written_where_a_file_has_one_name_only(tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError("no second names here")

    monkeypatch.setattr(guarded.os, "link", refuse)
    path = tmp_path / "a.csv"
    write_new_file(path, b"1")
    with pytest.raises(InputError, match="is there already"):
        write_new_file(path, b"2")
    assert path.read_bytes() == b"1"
    assert [file.name for file in tmp_path.iterdir()] == ["a.csv"]


def test_rows_that_are_not_changed_keep_their_very_bytes(tmp_path):
    path = tmp_path / "a.csv"
    text = '\ufeff# của tổ\r\n"who";ghi;what\r\n\r\n\'a\' ;"1"; b\r\nc;2;d'
    path.write_text(text, encoding="utf-8", newline="")
    edit = CsvEdit(COLUMNS, COLUMNS, lambda file: file.changed({5: {"what": "e"}}, [{"who": "g"}]))
    edit_csv_files({path: edit})
    after = path.read_bytes().decode("utf-8")
    assert after == text.removesuffix("c;2;d") + "c;2;e\r\ng;;\r\n"


def test_a_header_that_cannot_be_read_is_named_and_the_file_stays(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"who\n1\n")
    with pytest.raises(InputError, match=r"a.csv, row 1: the header lacks what"):
        append(path, "2")
    assert path.read_bytes() == b"who\n1\n"
