"""The commands that begin a quarter and bring its figures in: what they print, refuse and leave
alone.
"""

import io
import json

import openpyxl
import pytest
from typer.testing import CliRunner

from cchc.cli import app


@pytest.fixture
def place(sound, tmp_path, monkeypatch):
    """A project with one sound quarter, as the working directory."""
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


def run(*words: str):
    result = CliRunner().invoke(app, list(words))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


def fill(place, org: str, *values: object, name: str = ""):
    """Fill the entries of an org's form in, from the first one on."""
    form = (place / "outputs" / "2030Q2-forms" / f"bieu-2030Q2-{org}.xlsx").read_bytes()
    workbook = openpyxl.load_workbook(io.BytesIO(form))
    for row, value in enumerate(values, 5):
        workbook.worksheets[1].cell(row, 4).value = value
    workbook.save(place / (name or f"{org}.xlsx"))


def test_the_next_quarter_is_begun_and_says_what_comes_next(place):
    result = run("new", "2030Q2")
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines() == [
        "made data/2030Q2 from 2030Q1: 7 figures expected, 0 plans to follow up",
        "next: mend number and dated in data/2030Q2/report.toml, then cchc form 2030Q2",
    ]
    assert (place / "data" / "2030Q2" / "figures.csv").exists()


def test_orgs_that_are_no_more_are_named(place, sound):
    sound.replace(
        "catalog/orgs.csv",
        "desk,Bộ phận một cửa,desk,,,,,",
        "desk,Bộ phận một cửa,desk,,,,2030-03-31,",
    )
    assert "no longer valid and not asked any more: desk\n" in run("new", "2030Q2").stdout


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["new", "2030Q1"], "data/2030Q1: the quarter is begun already and stays as it is"),
        (["new", "2029Q4"], "data: holds no quarter before 2029Q4"),
        (["new", "2030Q5"], "'2030Q5' is not a quarter"),
        (["form", "2030Q2"], "data/2030Q2: this quarter has no folder"),
        (
            ["form", "2030Q1", "--org", "moon"],
            "nothing is expected of moon; the orgs that are asked: city, desk",
        ),
        (["collect", "2030Q1", "nowhere.xlsx"], "nowhere.xlsx: there is no such file"),
        (["collect", "2030Q1"], "FILE"),
    ],
)
def test_a_request_that_makes_no_sense_is_refused(place, words, says):
    before = sorted(place.rglob("*"))
    result = run(*words)
    assert (result.exit_code, says in result.stderr) == (2, True), result.output
    assert sorted(place.rglob("*")) == before


def test_forms_are_written_beside_the_annexes(place):
    run("new", "2030Q2")
    result = run("form", "2030Q2")
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines() == [
        "outputs/2030Q2-forms/bieu-2030Q2.xlsx",
        "outputs/2030Q2-forms/bieu-2030Q2-city.xlsx",
        "outputs/2030Q2-forms/bieu-2030Q2-desk.xlsx",
        "5 numbers to type; 2 rates are worked out from them",
    ]
    some = run("form", "2030Q2", "--org", "desk,city", "--out", "forms")
    assert some.stdout.splitlines()[:2] == [
        "forms/bieu-2030Q2-desk.xlsx",
        "forms/bieu-2030Q2-city.xlsx",
    ]


def test_what_was_collected_is_told_and_what_is_left_is_an_exit_code_of_its_own(place):
    run("new", "2030Q2")
    run("form", "2030Q2")
    fill(place, "desk", 1000, 900, 100)
    result = run("collect", "2030Q2", "desk.xlsx")
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines() == [
        "missing desk (Bộ phận một cửa): 1 figures: I.1:on_time:desk",
        "missing city (UBND thành phố): 1 figures: no form came",
        "ask the units for what is missing, then collect again; what was taken already stays",
        (
            "1 forms read, 0 refused: 4 figures written to data/2030Q2/figures.csv (1 of them"
            " worked out), 0 there already, 0 differ, 0 contradictory, 2 still missing"
        ),
    ]
    fill(place, "desk", 1000, 901, "99 hồ sơ", "chưa có")
    fill(place, "city", 854.639)
    (place / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    result = run("collect", "2030Q2", "desk.xlsx", "city.xlsx", "old.xls")
    assert result.exit_code == 1
    for line in (
        "refused old.xls: is an Excel 97-2003 workbook (.xls); open it and save it as .xlsx",
        "not read desk.xlsx, I.1!D8: 'chưa có' is not a number in hồ sơ; type digits alone",
        (
            "differs I.1:resolved:desk: figures.csv has 900, the form 901 (desk.xlsx, I.1!D6);"
            " --replace takes the form's"
        ),
    ):
        assert line in result.stdout.splitlines()
    assert '"854,639"' in (place / "data" / "2030Q2" / "figures.csv").read_text(encoding="utf-8")
    fill(place, "desk", 1000, 901, 99, 880)
    result = run("collect", "2030Q2", "desk.xlsx", "--replace")
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[-1].endswith("0 differ, 0 contradictory, 0 still missing")


def test_forms_that_cannot_be_read_are_told_without_a_row_of_zeros(place):
    run("new", "2030Q2")
    (place / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    result = run("collect", "2030Q2", "old.xls")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[-1] == "no form could be read; nothing was written"
    result = run("collect", "2030Q2", "nowhere.xlsx")
    assert result.exit_code == 2
    assert f"nowhere.xlsx: there is no such file in {place}; look at its name" in result.stderr


def test_a_dry_run_writes_nothing(place):
    run("new", "2030Q2")
    run("form", "2030Q2")
    fill(place, "desk", 1000)
    before = {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}
    result = run("collect", "2030Q2", "desk.xlsx", "--dry-run")
    assert "1 figures would be written to data/2030Q2/figures.csv" in result.stdout
    assert {path: path.read_bytes() for path in place.rglob("*") if path.is_file()} == before


def test_check_says_how_many_numbers_are_still_missing(place, sound):
    assert "no number yet" not in run("check", "2030Q1").stdout
    sound.figure("received", "", "thang_bac")
    result = run("check", "2030Q1")
    assert result.exit_code == 0
    assert (
        "1 expected figures have no number yet: empty cells of 2030Q1/figures.csv, "
        in result.stdout
    )
    assert json.loads(run("check", "2030Q1", "--format", "json").stdout)["missing"] == 1


@pytest.mark.parametrize(
    ("day", "says"),
    [
        (
            "32/3/2030",
            "there is no 32/3/2030: month 3/2030 has 31 days; write the day as 26/11/2026",
        ),
        ("mai", "'mai' is not written as a day; write the day as 26/11/2026 or 2026-11-26"),
        ("20.3.2030", "'20.3.2030' is not written as a day; write 20/3/2030 if that is the day"),
    ],
)
def test_a_day_to_answer_by_that_there_is_not_is_refused_with_what_to_write(place, day, says):
    result = run("letters", "2030Q1", "--until", day)
    assert result.exit_code == 2
    assert f"--until: {says}" in result.stderr


@pytest.mark.parametrize("day", ["20/3/2030", "2030-03-20"])
def test_a_day_to_answer_by_may_be_written_as_files_have_it(place, day):
    result = run("letters", "2030Q1", "--until", day)
    assert result.exit_code == 0, result.stderr
