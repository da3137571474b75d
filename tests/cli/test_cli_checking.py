"""The commands that look into a quarter and record what was concluded."""

import pytest
from typer.testing import CliRunner

from cchc.cli import app


@pytest.fixture
def wrong(sound, tmp_path, monkeypatch):
    """A project whose desk printed 800 resolved dossiers instead of 900, as working directory."""
    sound.replace("2030Q1/figures.csv", "resolved,desk,900", "resolved,desk,800")
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.delenv("CCHC_BY", raising=False)
    return sound


def run(*words: str):
    result = CliRunner().invoke(app, list(words))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_the_worst_cases_are_printed_with_suspect_value_and_cause(wrong):
    wrong.replace("2030Q1/figures.csv", 'on_time_rate,desk,"98,0%"', 'on_time_rate,desk,"89,0%"')
    result = run("check", "2030Q1", "--top", "1", "--suspects")
    assert result.exit_code == 1
    case, *_ = wrong.read().cases
    suspect = case.suspects[0]
    lines = result.stdout.splitlines()
    assert lines[0] == f"{case.case}  error  I.1  {case.headline}"
    assert (
        f"    suspect {suspect.figure}: printed 800, suggested {suspect.suggested} (certain)"
        in (lines[2].partition("):")[0] + ")")
    )
    assert lines[-1].endswith(f"of {len(wrong.read().cases)} cases without a decision")
    assert [line[:3] for line in lines].count("th-") == 1


def test_a_case_that_is_decided_leaves_the_list(wrong):
    case = wrong.read().cases[0]
    first = case.findings[0].finding
    run(
        "decide",
        "2030Q1",
        first,
        "--corrected",
        "I.1:resolved:desk=900",
        "--reason",
        "x",
        "--by",
        "A",
    )
    assert case.case not in run("check", "2030Q1", "--top", "5").stdout


def test_what_stands_out_in_the_files_is_told_after_the_findings(wrong):
    text = wrong.path("2030Q1/figures.csv").read_text(encoding="utf-8")
    wrong.write("2030Q1/figures.csv", text.replace(",note\n", ",note,tổ\n").replace(",\n", ",,\n"))
    stdout = run("check", "2030Q1").stdout
    assert (
        "note data/2030Q1/figures.csv: not read, because nobody knows these columns: tổ" in stdout
    )


def decide(wrong, *words: str):
    finding = next(f for f in wrong.read().findings if f.rule == "parts:received[desk]").finding
    return finding, run("decide", "2030Q1", finding, *words)


def test_who_decided_is_asked_for_and_can_be_set_once_for_all(wrong, monkeypatch):
    _, result = decide(wrong, "--queried", "--reason", "đã hỏi")
    assert result.exit_code == 2
    assert "nothing was saved, because the name of whoever concluded it is missing" in result.stderr
    monkeypatch.setenv("CCHC_BY", "An")
    _, result = decide(wrong, "--queried", "--reason", "đã hỏi")
    assert result.exit_code == 0, result.stderr
    assert wrong.read().decisions["decided_by"].tolist() == ["An"]


def test_a_correction_that_mends_nothing_is_told_with_the_way_back(wrong):
    finding, result = decide(
        wrong, "--corrected", "I.1:resolved:desk=850", "--reason", "x", "--by", "An"
    )
    assert result.exit_code == 0
    assert f"but {finding} stays open: with this value it still says: " in result.stdout
    assert f"cchc decide 2030Q1 {finding} --undo takes this decision back" in result.stdout


@pytest.mark.parametrize(
    ("day", "kept"),
    [("26/11/2026", "2026-11-26"), ("2026-11-26", "2026-11-26"), ("5/2/2026", "2026-02-05")],
)
def test_a_day_may_be_written_in_vietnamese_form(wrong, day, kept):
    decide(wrong, "--queried", "--reason", "đã hỏi", "--by", "An", "--on", day)
    assert wrong.read().decisions["decided_on"].tolist() == [kept]


def test_a_day_that_there_is_not_is_told(wrong):
    _, result = decide(wrong, "--queried", "--reason", "x", "--by", "An", "--on", "31/2/2026")
    assert result.exit_code == 2
    assert "write the day as 26/11/2026 or 2026-11-26" in result.stderr


def test_deciding_twice_and_taking_back_are_told(wrong):
    given = ("--reason", "x", "--by", "An", "--on", "1/4/2030")
    finding, result = decide(wrong, "--corrected", "I.1:resolved:desk= 900", *given)
    change = "corrected I.1:resolved:desk=900"
    assert result.stdout == f"recorded in data/2030Q1/decisions.csv: {finding} {change}\n"
    row = f"{finding}: {change}, reason “x” (An, 01/4/2030)"
    _, result = decide(wrong, "--explained", *given)
    assert result.exit_code == 2
    assert f"there is a decision already on {row}; add --again at the end" in result.stderr
    _, result = decide(wrong, "--explained", "--again", *given)
    assert f"replaced: {row}\n" in result.stdout
    _, result = decide(wrong, "--undo")
    assert result.exit_code == 0
    assert "taken out of data/2030Q1/decisions.csv: " in result.stdout
    assert wrong.read().decisions.empty


def test_undo_beside_another_wish_is_refused(wrong):
    _, result = decide(wrong, "--undo", "--queried")
    assert result.exit_code == 2
    assert "add just one of: --explained" in result.stderr


def test_a_file_that_a_spreadsheet_saved_again_is_told_until_it_is_said_to_be_right(wrong):
    run("check", "2030Q1")
    wrong.replace("2030Q1/figures.csv", "1.000", "1000")
    told = "note data/2030Q1/figures.csv, row 2, printed: 1 numbers lost zeros, dots or marks"
    for _ in range(2):
        assert told in run("check", "2030Q1").stdout
    run("check", "2030Q1", "--as-printed")
    assert told not in run("check", "2030Q1").stdout


def test_a_proof_that_cannot_be_written_is_shown_and_names_the_way_out(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    draft = "Tiếp nhận 1.000 hồ sơ, trong đó trực tuyến 900 hồ sơ, trực tiếp 90 hồ sơ.\n"
    (tmp_path / "bao-cao.txt").write_text(draft, "utf-8")
    (tmp_path / "soat").write_text("a file where the folder should be", "utf-8")
    result = run("proof", "bao-cao.txt")
    assert result.exit_code == 2
    assert "1.000" in result.stdout
    assert result.stderr.startswith("soat: ")
    assert "what was found stands above" in result.stderr
    assert "--out" in result.stderr
    assert "published" not in result.stderr
