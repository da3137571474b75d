"""The command for typing a report in."""

import openpyxl
import pytest
from typer.testing import CliRunner

from cchc.cli import app


@pytest.fixture
def place(sound, tmp_path, monkeypatch):
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TERM", "dumb")
    return tmp_path


def run(*words: str):
    result = CliRunner().invoke(app, list(words))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_a_workbook_is_written_filled_in_and_taken_back(place, sound):
    result = run("sheet", "2030Q1")
    assert result.exit_code == 0, result.stderr
    assert result.stdout == (
        "outputs/2030Q1-sheet.xlsx: type into it, save it, then cchc sheet 2030Q1 --take"
        " outputs/2030Q1-sheet.xlsx\n"
    )
    path = place / "outputs" / "2030Q1-sheet.xlsx"
    assert run("sheet", "2030Q1").exit_code == 0
    book = openpyxl.load_workbook(path)
    book["Số liệu"]["D4"] = "0900"
    book.save(path)
    result = run("sheet", "2030Q1", "--take", str(path), "--dry-run")
    change = "figures.csv: changed: resolved · desk · 900 · I.1 · đoạn: printed 900 → 0900\n"
    assert result.stdout == f"{change}1 rows would be changed in data/2030Q1\n"
    assert sound.read().printed("resolved", "desk") == "900"
    result = run("sheet", "2030Q1", "--take", str(path))
    assert result.stdout == f"{change}1 rows changed in data/2030Q1\n"
    assert sound.read().printed("resolved", "desk") == "0900"


def test_a_workbook_that_may_be_filled_in_is_not_overwritten(place, sound):
    run("sheet", "2030Q1")
    sound.replace("2030Q1/figures.csv", "resolved,desk,900", "resolved,desk,901")
    result = run("sheet", "2030Q1")
    assert result.exit_code == 2
    assert (
        "outputs/2030Q1-sheet.xlsx: is there already, perhaps filled in, and is not overwritten"
        in result.stderr
    )


def test_a_file_that_is_no_entry_workbook_is_told_by_its_name(place):
    (place / "a.xlsx").write_bytes(b"x")
    for name, says in (("a.xlsx", "is no .xlsx file"), ("b.xlsx", "there is no such file")):
        result = run("sheet", "2030Q1", "--take", name)
        assert result.exit_code == 2
        assert result.stderr.startswith(f"{name}: {says}")
