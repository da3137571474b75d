"""Folders, names and clones as they are elsewhere: the data is read and written there as anywhere."""

import os
import shutil
import stat
import subprocess
from pathlib import Path
from unicodedata import normalize

import pytest

from cchc import read_report
from cchc.errors import InputError
from cchc.explore.links import Links
from cchc.model.hashes import hash_inputs
from cchc.model.quarter import Quarter
from cchc.report.decisions import undo_decision, write_decision

PROJECT = Path(__file__).parents[2]
NAMES = (
    "báo cáo quý I",
    normalize("NFD", "Số liệu quý"),
    "100% [xong] {x}",
    "-data",
    "a'b\"c",
    "dòng\nmới",
    "数据 🗂",
    "$HOME;rm",
    ".ẩn",
    "d" * 200,
)


def wrong_finding(root: Path) -> str:
    return read_report("2030Q1", root).findings[0].finding


@pytest.fixture
def wrong(sound):
    """The sound quarter with one wrong figure."""
    sound.replace("2030Q1/figures.csv", "resolved,desk,900", "resolved,desk,850")
    return sound


def decide(root: Path, again: bool = False) -> Path:
    report = read_report("2030Q1", root)
    finding = report.findings[0].finding
    told = write_decision(report, root, finding, "queried", "hỏi", decided_by="An", again=again)
    return told.path


@pytest.mark.parametrize("name", NAMES)
def test_a_folder_of_any_name_is_read_and_written_to(wrong, tmp_path, name):
    root = tmp_path / name
    shutil.copytree(wrong.root, root)
    path = decide(root)
    assert path.parent.parent == root
    report = read_report("2030Q1", root)
    assert [f.decision for f in report.findings if f.finding == wrong_finding(root)] == ["queried"]
    undo_decision(report, root, wrong_finding(root))
    assert path.read_bytes() == (wrong.root / "2030Q1" / "decisions.csv").read_bytes()


@pytest.mark.parametrize("linked", ["the data folder", "the quarter", "the file", "a chain"])
def test_what_is_linked_is_written_where_it_lies(wrong, tmp_path, linked):
    root, shared = wrong.root, tmp_path / "shared"
    shared.mkdir()
    place = {"the data folder": root, "the quarter": root / "2030Q1"}.get(
        linked, root / "2030Q1" / "decisions.csv"
    )
    true = shared / place.name
    shutil.move(place, true)
    if linked == "a chain":
        (shared / "between").symlink_to(true)
        place.symlink_to(shared / "between")
    else:
        place.symlink_to(os.path.relpath(true, place.parent), true.is_dir())
    decide(root)
    assert place.is_symlink()
    (file,) = shared.rglob("decisions.csv")
    assert b"queried" in file.read_bytes()


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o666])
def test_the_mode_of_a_file_stays(wrong, mode):
    path = wrong.path("2030Q1/decisions.csv")
    path.chmod(mode)
    decide(wrong.root)
    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_a_file_that_may_not_be_written_is_left_and_named(wrong):
    path = wrong.path("2030Q1/decisions.csv")
    path.chmod(0o444)
    before = path.read_bytes()
    with pytest.raises((InputError, OSError), match=r"decisions\.csv"):
        decide(wrong.root)
    assert path.read_bytes() == before


@pytest.mark.parametrize("setting", ["autocrlf=true", "autocrlf=input", "eol=crlf"])
def test_a_clone_holds_the_bytes_that_annexes_were_made_of(sound, tmp_path, setting):
    first, second = tmp_path / "first", tmp_path / "second"
    shutil.copytree(sound.root, first / "data")
    shutil.copy(PROJECT / ".gitattributes", first)
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@b.c", "-c", f"core.{setting}"]
    git += ["-c", "init.defaultBranch=main"]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "A"]):
        subprocess.run([*git, *words], cwd=first, check=True)
    subprocess.run([*git, "clone", "-q", str(first), str(second)], check=True)
    quarter = Quarter.parse("2030Q1")
    assert hash_inputs(quarter, first / "data") == hash_inputs(quarter, second / "data") != {}
    assert b"\r" not in (second / "data/2030Q1/figures.csv").read_bytes()


@pytest.mark.parametrize(
    "notebook", ["/etc/04-ho-so", "../04", "04/../../x", "", "04 hồ sơ", "*", "\\\\may\\x", "~"]
)
def test_a_section_that_names_a_notebook_elsewhere_leads_nowhere(sound, notebook):
    sound.replace("2030Q1/report.toml", 'notebook = "00"', f"notebook = {notebook!r}")
    report = read_report("2030Q1", sound.root)
    links = Links(sound.root, sound.root)
    told = [links.notebook(section.notebook) for section in report.meta.sections]
    assert not any("href" in link for link in told)
