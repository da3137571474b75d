"""cchc seal, on the command line."""

from typer.testing import CliRunner

from cchc.cli import app


def seal(folder, *words: str):
    return CliRunner().invoke(app, ["seal", "2030Q1", "--data", str(folder.root), *words])


def test_a_quarter_is_sealed_and_what_is_still_open_is_told(sound):
    sound.replace("2030Q1/figures.csv", "100,I.1", "101,I.1")
    result = seal(sound)
    assert result.exit_code == 0
    assert result.output.rstrip().endswith(
        "2030Q1/sealed.csv: 7 figures agreed on, 1 errors still open"
    )
    assert sound.path("2030Q1/sealed.csv").read_text(encoding="utf-8").count("\n") == 8


def test_a_sealed_quarter_is_refused_and_sealed_again_on_request(sound):
    assert seal(sound).exit_code == 0
    refused = seal(sound)
    assert refused.exit_code == 2
    assert "--again replaces this file" in refused.output
    assert "Traceback" not in refused.output
    assert seal(sound, "--again").exit_code == 0
