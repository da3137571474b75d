"""Folders on their way: what travels, what is held already, what is refused on arrival."""

import os
import zlib
from pathlib import Path

import pytest

from cchc.errors import RequestError
from cchc.model.hashes import sha256
from cchc.run import parcels
from cchc.run.parcels import Parcel, list_folder, pack_common, pack_folder, unpack_folder


def write(folder: Path, **contents: str) -> Path:
    for name, text in contents.items():
        path = folder.joinpath(*name.split("__"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_a_folder_arrives_as_it_was_sent(tmp_path):
    home = write(tmp_path / "home", catalog__orgs="đơn vị", q1__figures="1.031", q1__empty="")
    unpack_folder(pack_folder(home), tmp_path / "there")
    found = {name: p.read_text("utf-8") for name, p in list_folder(tmp_path / "there").items()}
    assert found == {"catalog/orgs": "đơn vị", "q1/figures": "1.031", "q1/empty": ""}


def test_hidden_files_and_caches_stay_and_links_are_followed_once(tmp_path):
    shared = write(tmp_path / "shared", orgs="a")
    home = write(tmp_path / "home", figures="b", **{".git__x": "c", ".hidden": "d"})
    write(home / "__pycache__", y="e")
    (home / "catalog").symlink_to(shared)
    (home / "earlier").symlink_to(shared)
    (home / "again").symlink_to(home)
    os.mkfifo(home / "pipe")
    assert sorted(list_folder(home)) == ["catalog/orgs", "earlier/orgs", "figures"]


def test_what_is_held_there_or_stands_twice_travels_once(tmp_path):
    home = write(tmp_path / "home", a="same", b="same", c="other")
    assert len(pack_folder(home).contents) == 2
    held = {sha256(b"same"): zlib.compress(b"same")}
    parcel = pack_folder(home, held)
    assert list(parcel.contents) == [sha256(b"other")]
    unpack_folder(parcel, tmp_path / "there", held)
    assert (tmp_path / "there" / "b").read_text() == "same"


def test_what_two_folders_hold_alike_is_common(tmp_path):
    first = write(tmp_path / "a", catalog__orgs="chung", q1__figures="1", q2__figures="1")
    second = write(tmp_path / "b", catalog__orgs="chung", q1__figures="2")
    common = pack_common([first, second])
    assert {d: zlib.decompress(c) for d, c in common.items()} == {sha256(b"chung"): b"chung"}


@pytest.mark.parametrize(
    "name", ["../x", "a/../../x", "/x", "a/..", "..", "", ".", "C:\\x", "..\\x", "\\x"]
)
def test_a_name_that_leads_elsewhere_is_refused(tmp_path, name):
    digest = sha256(b"x")
    parcel = Parcel({name: digest}, {digest: zlib.compress(b"x")})
    with pytest.raises(RequestError, match="did not arrive as it was sent"):
        unpack_folder(parcel, tmp_path / "there")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "contents",
    [{}, {sha256(b"x"): zlib.compress(b"y")}, {sha256(b"x"): zlib.compress(b"x")[:-3]}]
    + [{sha256(b"x"): b"x"}],
)
def test_contents_that_are_lacking_or_others_are_refused(tmp_path, contents):
    with pytest.raises(RequestError, match="a did not arrive"):
        unpack_folder(Parcel({"a": sha256(b"x")}, contents), tmp_path / "there")


def test_a_folder_that_is_too_large_stays_and_one_that_unfolds_too_far_is_refused(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(parcels, "LARGEST_FOLDER", 1 << 20)
    large = b"0" * ((1 << 20) + 1)
    home = write(tmp_path / "home", a="1")
    (home / "b").write_bytes(large)
    with pytest.raises(RequestError, match="holds more than 1 MB"):
        pack_folder(home)
    parcel = Parcel({"b": sha256(large)}, {sha256(large): zlib.compress(large)})
    with pytest.raises(RequestError, match="b did not arrive"):
        unpack_folder(parcel, tmp_path / "there")
