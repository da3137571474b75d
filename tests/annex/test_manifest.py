import csv
import hashlib
import io
import json

from cchc.annex.manifest import hash_files, read_versions, write_findings, write_manifest


def test_files_are_hashed_by_their_place_in_the_folder(tmp_path):
    (tmp_path / "a" / "__pycache__").mkdir(parents=True)
    (tmp_path / "a" / "x.csv").write_bytes(b"1")
    (tmp_path / "a" / "__pycache__" / "x.pyc").write_bytes(b"2")
    assert hash_files(tmp_path) == {"a/x.csv": hashlib.sha256(b"1").hexdigest()}
    assert hash_files(tmp_path, ["*.toml"]) == {}


def test_manifest_is_the_same_in_any_folder_and_order(tmp_path):
    for name, inputs in (("a", {"x": "1", "y": "2"}), ("b", {"y": "2", "x": "1"})):
        (tmp_path / name).mkdir()
        write_manifest(
            tmp_path / name / "manifest.json",
            quarter="2024Q1",
            inputs=inputs,
            code={},
            outputs={},
            versions={},
        )
    first = (tmp_path / "a" / "manifest.json").read_bytes()
    assert first == (tmp_path / "b" / "manifest.json").read_bytes()
    assert str(tmp_path) not in first.decode()
    assert json.loads(first)["inputs"] == {"x": "1", "y": "2"}


def test_versions_are_those_of_the_direct_packages():
    versions = read_versions()
    assert {"cchc", "python", "pandas", "typst", "xlsxwriter"} <= set(versions)
    assert not {"pytest", "numpy"} & set(versions)


def test_findings_are_written_flat_and_no_cell_is_a_formula(tmp_path):
    finding = {
        "finding": "f-1",
        "rule": "r",
        "kind": "sum",
        "severity": "error",
        "section": "I.2.c",
        "org": "wards",
        "figures": ["a:b:c", "d:e:f"],
        "printed": {"a:b:c": "9.852", "d:e:f": "483"},
        "says": '=HYPERLINK("x")',
        "residual": -44,
        "decision": None,
        "suspects": [
            {"figure": "a:b:c", "suggested": "9.896"},
            {"figure": "d:e:f", "suggested": None},
        ],
    }
    write_findings([finding], tmp_path / "findings.csv")
    (row,) = csv.DictReader(io.StringIO((tmp_path / "findings.csv").read_text("utf-8-sig")))
    assert row["figures"] == "a:b:c; d:e:f"
    assert row["printed"] == "a:b:c = 9.852; d:e:f = 483"
    assert row["suspects"] == "a:b:c → 9.896; d:e:f"
    assert row["says"] == '\'=HYPERLINK("x")'
    assert row["residual"] == "-44"
    assert row["decision"] == ""


def test_what_a_terminal_would_act_upon_is_no_part_of_the_register(tmp_path):
    finding = {"finding": "bt-1", "says": "a\x1b[31mb\x00\u202e\ufffe", "printed": {"x": "\x1b1"}}
    finding |= {"suspects": [{"figure": "I.1:a\x1b:b", "suggested": "9\x1b"}]}
    write_findings([finding], tmp_path / "findings.csv")
    text = (tmp_path / "findings.csv").read_text(encoding="utf-8-sig")
    assert not set(text) & set("\x1b\x00\u202e\ufffe")
