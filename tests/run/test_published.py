"""What a manifest must say, and what does not match one."""

import json
import os
from pathlib import Path

import pytest

from cchc.errors import RequestError
from cchc.run.published import COUNTS, MARK, compare, encode_manifest, read_manifest, verify_annex

SOUND = {
    "quarter": "2024Q1",
    "inputs": {},
    "code": {},
    "outputs": {},
    "versions": {"python": "3.11"},
    "findings": dict.fromkeys(COUNTS, 0),
    "failed": [],
    "missing": 0,
    "read": {},
}


def write_annex(folder: Path, **told) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / MARK).write_bytes(encode_manifest(SOUND | told))
    return folder


def differences(annex: Path) -> list[str]:
    return verify_annex(annex, data=None, notebooks=None)[1]


def test_files_are_compared_by_name_and_content():
    before, now = {"a": "1", "b": "1", "c": "1"}, {"b": "2", "c": "1", "d": "1"}
    assert compare(before, now) == ["a is gone", "b changed", "d is new"]
    assert compare(before, now, within="2024Q1", listed=True) == [
        "2024Q1/a is gone",
        "2024Q1/b changed",
    ]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"quarter": 1}', "before"])
def test_a_manifest_that_cannot_be_read_is_a_request_that_cannot_be_met(tmp_path, text):
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(RequestError, match=r"no readable manifest\.json"):
        read_manifest(tmp_path)


def test_a_name_in_a_manifest_never_leads_out_of_the_annex(tmp_path):
    (tmp_path / "secret").write_bytes(b"1")
    annex = tmp_path / "2024Q1"
    digest = "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b"  # of b"1"
    write_annex(annex, outputs={"../secret": digest})
    assert verify_annex(annex, data=None, notebooks=None) == (
        ["0 outputs"],
        ["2024Q1/../secret is gone"],
    )


CHANGES = {
    "a count of findings": lambda told: told["findings"].update(open_error=9),
    "what failed": lambda told: told.update(failed=["04"]),
    "a version": lambda told: told["versions"].update(python="3.12"),
    "a package taken out": lambda told: told["versions"].clear(),
    "what is missing": lambda told: told.update(missing=3),
    "the quarter": lambda told: told.update(quarter="2024Q2"),
    "an unknown key": lambda told: told.update(note="x"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_manifest_changed_by_hand_is_told(tmp_path, change):
    annex = write_annex(tmp_path / "2024Q1")
    assert differences(annex) == []
    told = json.loads((annex / MARK).read_bytes())
    change(told)
    text = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    (annex / MARK).write_text(text, encoding="utf-8")
    assert f"2024Q1/{MARK} changed" in differences(annex)


def test_a_key_given_twice_is_told(tmp_path):
    annex = write_annex(tmp_path / "2024Q1")
    text = (annex / MARK).read_text(encoding="utf-8")
    (annex / MARK).write_text(text.replace('"missing"', '"missing": 4,\n "missing"'), "utf-8")
    assert differences(annex) == [f"2024Q1/{MARK} changed"]


def test_an_annex_in_the_folder_of_another_quarter_is_told(tmp_path):
    annex = write_annex(tmp_path / "2023Q4")
    assert differences(annex) == ["the folder is called 2023Q4, the annex is of 2024Q1"]
    assert differences(write_annex(tmp_path / "copy")) == []


def test_what_lies_in_hidden_places_and_what_is_no_plain_file_is_told(tmp_path):
    annex = write_annex(tmp_path / "2024Q1", outputs={"annex.html": "0"})
    for name in ("__pycache__", ".ipynb_checkpoints"):
        (annex / name).mkdir()
        (annex / name / "x").touch()
    (tmp_path / "real.html").touch()
    (annex / "annex.html").symlink_to(tmp_path / "real.html")
    (annex / "elsewhere").symlink_to(tmp_path)
    os.mkfifo(annex / "pipe")
    assert sorted(differences(annex)) == [
        "2024Q1/.ipynb_checkpoints/x is new",
        "2024Q1/__pycache__/x is new",
        "2024Q1/annex.html is a link or no plain file",
        "2024Q1/annex.html is gone",
        "2024Q1/elsewhere is a link or no plain file",
        "2024Q1/pipe is a link or no plain file",
    ]


@pytest.mark.parametrize(
    "told",
    [
        {"findings": {}},
        {"findings": {"all": "1"}},
        {"failed": [1]},
        {"outputs": {"a": []}},
        {"read": []},
        {"missing": "3"},
        {"quarter": []},
        {"quarter": "2024Q9"},
    ],
)
def test_a_manifest_of_wrong_parts_is_as_good_as_none(tmp_path, told):
    with pytest.raises(RequestError, match=r"no readable manifest\.json"):
        read_manifest(write_annex(tmp_path / "2024Q1", **told))


def test_a_manifest_nested_too_deep_and_one_that_is_a_pipe_are_as_good_as_none(tmp_path):
    (tmp_path / MARK).write_text("[" * 200_000, encoding="utf-8")
    with pytest.raises(RequestError):
        read_manifest(tmp_path)
    (tmp_path / MARK).unlink()
    os.mkfifo(tmp_path / MARK)
    with pytest.raises(RequestError):
        read_manifest(tmp_path)
