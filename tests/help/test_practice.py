"""The guide, the commands it names, and the copy in which it runs.

The guide's cells and commands run here, in the process of the tests: in a kernel, each command in a
process, JupyterLab runs them (tests/browser/lab.js).
"""

import ast
import contextlib
import json
import re
import shlex
import subprocess
import warnings
from pathlib import Path
from types import SimpleNamespace

import matplotlib.pyplot as plt
import pytest
import typer
from typer.testing import CliRunner

from cchc.cli import app
from cchc.errors import InputError
from cchc.help.practice import Practice
from cchc.model.hashes import hash_files

PROJECT = Path(__file__).parents[2]
GUIDE = PROJECT / "notebooks" / "huong-dan.ipynb"


def run_here(words: list[str], cwd: Path, **_) -> subprocess.CompletedProcess:
    """Stand for `subprocess.run`: run a command of cchc in this process."""
    with contextlib.chdir(cwd):
        result = CliRunner().invoke(app, words[3:])
    return subprocess.CompletedProcess(words, result.exit_code, result.output)


def run_guide() -> list[object]:
    """Execute the code of the guide; give what its cells show."""
    shown: list[object] = []
    names: dict[str, object] = {"__name__": "__main__", "display": shown.append}
    for cell in json.loads(GUIDE.read_text("utf-8"))["cells"]:
        if cell["cell_type"] != "code":
            continue
        tree = ast.parse("".join(cell["source"]))
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, GUIDE.name, "exec"), names)
        if last:
            shown.append(eval(compile(ast.Expression(last.value), GUIDE.name, "eval"), names))
    return [each for each in shown if each is not None]


def test_the_guide_runs_without_an_error_and_changes_nothing(shared_warm, monkeypatch, capsys):
    monkeypatch.setenv("CCHC_LANG", "vi")
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.chdir(GUIDE.parent)
    told = SimpleNamespace(**vars(subprocess) | {"run": run_here})
    monkeypatch.setattr("cchc.help.practice.subprocess", told)
    before = hash_files(PROJECT / "data"), hash_files(PROJECT / "notebooks", ("*.ipynb",))
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        shown = run_guide()
    plt.close("all")
    assert len(shown) == 6
    assert all(
        each._repr_mimebundle_() if hasattr(each, "_repr_mimebundle_") else repr(each)
        for each in shown
    )
    said, complained = capsys.readouterr()
    assert complained == ""
    commands = re.findall(r"^\$ cchc (\S+)", said, re.MULTILINE)
    assert list(dict.fromkeys(commands)) == [
        "proof",
        "read",
        "check",
        "build",
        "decide",
        "new",
        "form",
        "collect",
        "seal",
    ]
    # 1 tells of open errors; neither a refused request nor a failed section belongs in a guide
    assert set(re.findall(r"^→ mã (-?\d+)", said, re.MULTILINE)) == {"0", "1"}
    for told in (
        "1.200 phải bằng 900 + 310 = 1.210",
        "Hồ sơ trực tuyến",
        "Tỷ lệ thu về phiếu hỏi ý kiến",
        "chín phần mười",
        "đã đọc 1 biểu, không nhận 0: đã ghi 5 số liệu",
    ):
        assert told in said
    assert (hash_files(PROJECT / "data"), hash_files(PROJECT / "notebooks", ("*.ipynb",))) == before


def named_commands() -> list[str]:
    """Every `cchc …` of the guide, in text and in code."""
    cells = [
        (cell["cell_type"], "".join(cell["source"]))
        for cell in json.loads(GUIDE.read_text("utf-8"))["cells"]
    ]
    texts = [
        found
        for kind, text in cells
        if kind == "markdown"
        for found in re.findall(r"`(cchc [^`]+)`", text)
    ]
    codes = [
        found
        for kind, text in cells
        if kind == "code"
        for found in re.findall(r"f(['\"])(cchc .*?)\1", text)
    ]
    return texts + [text for _, text in codes]


@pytest.mark.parametrize("command", sorted(set(named_commands())))
def test_a_command_that_the_guide_names_is_one_that_there_is(command):
    _, name, *words = shlex.split(command)
    known = typer.main.get_command(app).commands[name]
    options = {option for parameter in known.params for option in parameter.opts} | {"--help"}
    assert {word for word in words if word.startswith("--")} <= options


def test_options_and_files_that_the_guide_names_by_themselves_exist():
    text = "\n".join(
        "".join(cell["source"]) for cell in json.loads(GUIDE.read_text("utf-8"))["cells"]
    )
    commands = typer.main.get_command(app).commands.values()
    options = {
        option for command in commands for parameter in command.params for option in parameter.opts
    }
    assert set(re.findall(r"`(--[a-z-]+)", text)) <= options | {"--help"}
    assert {"--edition", "--queried", "--replace"} <= set(re.findall(r"`(--[a-z-]+)", text))
    for name in set(re.findall(r"`((?:notebooks|data/catalog)/[\w.-]+)`", text)):
        assert (PROJECT / name).exists(), name


@pytest.fixture
def practice(sound, tmp_path):
    (tmp_path / "notebooks").mkdir()
    sound.write(
        "2030Q1/decisions.csv",
        (sound.path("2030Q1/decisions.csv").read_text() + "bt-1,explained,,,a,b,\n"),
    )
    return Practice("2030Q1", tmp_path)


def test_a_copy_begins_without_decisions_and_leaves_the_project_alone(practice, sound, capsys):
    assert (
        practice.data.joinpath("2030Q1/decisions.csv").read_text(encoding="utf-8").count("\n") == 1
    )
    before = hash_files(sound.root)
    practice.add("data/2030Q1/figures.csv", "received,thang_bac,12,I.1,đoạn")
    practice.run("cchc new 2030Q2")
    assert capsys.readouterr().out.splitlines()[-1] == "→ mã 0: xong"
    assert (practice.data / "2030Q2").is_dir()
    assert hash_files(sound.root) == before


def test_what_a_command_says_is_cut_in_the_middle_and_its_code_explained(
    practice, capsys, monkeypatch
):
    monkeypatch.setenv("FORCE_COLOR", "1")
    practice.add(
        "data/2030Q1/figures.csv", *[f"revenue,city,{n},I.2,đoạn {n},,," for n in range(4)]
    )
    practice.add(
        "data/2030Q1/figures.csv",
        "received,thang_bac,10,I.1,đoạn,,,",
        "resolved,thang_bac,11,I.1,đoạn,,,",
    )
    practice.add(
        "data/2030Q1/figures.csv",
        "received,thang_nam,10,I.1,đoạn,,,",
        "resolved,thang_nam,12,I.1,đoạn,,,",
    )
    capsys.readouterr()
    practice.run("cchc check 2030Q1", most=2)
    first, *_, last = lines = capsys.readouterr().out.splitlines()
    assert (first, last) == ("$ cchc check 2030Q1", "→ mã 1: đã chạy hết, còn điều cần xem")
    assert lines[1].startswith("bt-")
    assert re.fullmatch(r"… \(còn \d+ dòng\)", lines[2])
    assert lines[3].startswith("2030Q1: ")
    practice.run("cchc check 2031Q1")
    assert "→ mã 2: yêu cầu hoặc số liệu chưa đúng, chưa làm gì" in capsys.readouterr().out


def test_a_program_that_is_not_cchc_and_a_quarter_that_is_not_there_are_refused(practice, tmp_path):
    with pytest.raises(ValueError, match="only its commands"):
        practice.run("rm -rf data")
    with pytest.raises(InputError, match="data/2031Q1: the folder is missing"):
        Practice("2031Q1", tmp_path)
