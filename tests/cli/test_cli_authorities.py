"""The commands that begin what is one's own: what they print, ask, refuse and leave alone."""

import io

import pytest
from typer.testing import CliRunner

from cchc import read_report
from cchc.cli import app


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str, given: str = ""):
    result = CliRunner().invoke(app, list(words), input=given)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


GIVEN = ("--name", "UBND xã Ba", "--kind", "commune", "--quarter", "2030Q1")


def test_an_authority_is_begun_and_the_next_step_names_its_folder(place):
    result = run("init", "ba", *GIVEN, "--units", "Ấp 1; Ấp 2")
    assert result.exit_code == 0, result.output
    first, following = result.stdout.splitlines()
    assert first.startswith("made ba: 73 indicators, 5 orgs, ")
    assert "cchc form 2030Q1 --data ba" in following
    assert list(read_report("2030Q1", place / "ba").roles["units"]) == ["ap_1", "ap_2"]


def test_all_that_lacks_is_told_at_once_where_nobody_can_answer(place):
    result = run("init", "ba", "--kind", "commune")
    assert result.exit_code == 2
    assert "--name: " in result.stderr
    assert "--quarter: " in result.stderr
    assert "--kind" not in result.stderr
    assert not list(place.iterdir())


def test_what_lacks_is_asked_for_on_a_terminal(place, monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("cchc.cli.authorities.sys.stdin", Terminal("UBND xã Ba\n\n"))
    from cchc.cli.authorities import _ask

    asked = {
        "--name": ("", "its name"),
        "--kind": ("commune", "its kind"),
        "--units": (None, "its units"),
    }
    assert _ask(asked) == {"--name": "UBND xã Ba", "--kind": "commune", "--units": ""}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (
            ("--kind", "moon"),
            "moon is no kind of authority; write one of province (tỉnh), city (thành phố)",
        ),
        (("--quarter", "2030"), "'2030' is not a quarter"),
        (("--units", "Ấp 1; ấp 1"), "these units are listed twice: Ấp 1, ấp 1"),
        (("--units", "none.csv"), "none.csv: there is no such file"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(place, words, says):
    result = run("init", "ba", *GIVEN, *words)
    assert (result.exit_code, says in result.stderr) == (2, True), result.output
    assert not list(place.iterdir())


def test_a_chapter_is_begun_and_the_line_to_add_is_printed(place):
    result = run("chapter", "Giao thông", "--notebooks", "own")
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[0] == "made own/01-giao-thong.ipynb"
    assert lines[-1] == (
        '  { chapter = "1", title = "Giao thông", sections = ["…"], notebook = "01" },'
    )
    assert run("chapter", "01-giao-thong", "--notebooks", "own").exit_code == 2
