"""What `cchc doctor` sees of a machine: each check with the one thing broken that it is for, then
the command.
"""

import os
import shutil
import sys
from dataclasses import replace
from importlib import metadata
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cchc.cli import app
from cchc.help.doctor import APART, HERE, examine, run_apart
from cchc.help.installation import FONTS, FRONT_END, check_fonts, check_lab, check_packages
from cchc.help.needs import Check, CheckedPlace
from cchc.help.surroundings import (
    AMPLE,
    NEEDED,
    check_project,
    check_python,
    check_space,
    check_temporary,
    check_writing,
)


@pytest.fixture
def place(sound, tmp_path):
    """A project with one sound quarter."""
    (tmp_path / "notebooks").mkdir()
    return CheckedPlace(tmp_path, tmp_path / "data", tmp_path / "outputs")


def break_module(folder: Path, name: str, code: str, monkeypatch) -> None:
    """Put a broken module before the installed one, for the processes that checks start."""
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.py").write_text(code, encoding="utf-8")
    monkeypatch.setenv(
        "PYTHONPATH", os.pathsep.join([str(folder), *filter(None, [os.environ.get("PYTHONPATH")])])
    )


@pytest.mark.parametrize(
    ("version", "state"), [((3, 10, 14), "fail"), ((3, 11, 0), "ok"), ((3, 14, 1), "ok")]
)
def test_a_python_that_is_too_old_is_told(version, state):
    told = check_python(version)
    assert (told.state, bool(told.advice)) == (state, state != "ok")
    assert ".".join(map(str, version)) in told.seen


def test_a_folder_that_is_no_project_is_told(place):
    assert check_project(place.project).state == "ok"
    (place.project / "notebooks").rmdir()
    told = check_project(place.project)
    assert (told.state, told.seen) == ("fail", f"{place.project} lacks the folders notebooks")


def test_a_font_with_other_bytes_is_told_and_so_is_a_missing_one(tmp_path):
    folder = shutil.copytree(FONTS, tmp_path / "fonts")
    assert check_fonts(folder).state == "ok"
    with (folder / "Tinos-Bold.ttf").open("ab") as file:
        file.write(b"\0")
    (folder / "Tinos-Italic.ttf").unlink()
    told = check_fonts(folder)
    assert told.state == "fail"
    assert (
        told.seen
        == "Tinos-Bold.ttf is not the file that came with cchc; Tinos-Italic.ttf is missing"
    )
    (folder / "SHA256SUMS").unlink()
    assert check_fonts(folder).seen == "SHA256SUMS is missing"


@pytest.mark.parametrize(
    ("free", "state"),
    [(0, "fail"), (NEEDED - 1, "fail"), (NEEDED, "warn"), (AMPLE - 1, "warn"), (AMPLE, "ok")],
)
def test_a_disk_that_is_nearly_full_is_told(tmp_path, free, state):
    told = check_space("space for outputs", free, tmp_path)
    assert (told.state, bool(told.advice)) == (state, state != "ok")


# a file stands where the folder should be: nobody can write below it, root neither
@pytest.mark.parametrize("otherwise", ["warn", "fail"])
def test_a_folder_that_cannot_be_written_is_told(tmp_path, otherwise):
    (tmp_path / "outputs").write_text("", encoding="utf-8")
    told = check_writing("writing to out", tmp_path / "outputs" / "batch", otherwise)
    assert told.state == otherwise
    assert str(tmp_path / "outputs") in told.seen
    assert "--out" in told.advice


def test_a_folder_that_a_build_will_make_is_judged_by_the_one_above_and_left_unmade(tmp_path):
    assert check_writing("writing to out", tmp_path / "outputs" / "batch", "fail").state == "ok"
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(os.name != "posix", reason="only there are sockets files")
def test_a_temporary_folder_with_a_long_path_is_told(tmp_path):
    told = check_temporary(tmp_path / ("x" * 70))
    assert (told.state, "too long" in told.seen) == ("warn", True)


@pytest.mark.skipif(os.name != "posix", reason="only there are sockets files")
def test_a_temporary_folder_that_takes_no_socket_is_told():
    assert check_temporary(Path("/dev/null/x")).state == "fail"


def test_a_lock_that_names_another_version_or_a_package_that_is_not_there_is_told(tmp_path):
    lock = tmp_path / "requirements.lock"
    hashes = " \\\n    --hash=sha256:00 \\\n    --hash=sha256:11\n"
    right = f"typer=={metadata.version('typer')}{hashes}"
    lock.write_text(right + f"nowhere==1 ; sys_platform == 'moon'{hashes}", encoding="utf-8")
    assert check_packages(lock).seen == "1 packages, as requirements.lock names them"
    lock.write_text(f"{right}rich==0.1{hashes}", encoding="utf-8")
    told = check_packages(lock)
    assert told.state == "warn"
    assert told.seen == f"rich {metadata.version('rich')} is installed, ==0.1 is locked"
    lock.write_text(f"{right}nowhere==1{hashes}", encoding="utf-8")
    assert (check_packages(lock).state, check_packages(lock).seen) == ("warn", "nowhere is missing")


def test_a_package_that_builds_need_and_that_is_not_there_is_a_failure(tmp_path):
    def installed(name: str) -> str:
        if name == "typst":
            raise metadata.PackageNotFoundError(name)
        return metadata.version(name)

    told = check_packages(tmp_path / "requirements.lock", installed)
    assert (told.state, told.seen) == ("fail", "typst is missing")
    assert "no requirements.lock here" in check_packages(tmp_path / "requirements.lock").seen


def test_kernels_that_do_not_start_are_told(place, tmp_path, monkeypatch):
    break_module(tmp_path / "broken", "ipykernel", "raise SystemExit(1)", monkeypatch)
    told = run_apart("kernels", place)
    assert told.state == "fail"
    assert "the kernel did not start" in told.seen


@pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux alone")
def test_a_warm_process_that_dies_is_a_warning_because_stock_kernels_do(
    place, tmp_path, monkeypatch
):
    # the warm process alone imports scipy
    break_module(tmp_path / "broken", "scipy", "import os; os._exit(1)", monkeypatch)
    told = run_apart("kernels", place)
    assert (told.state, "a stock kernel runs; " in told.seen) == ("warn", True), told


def test_what_stands_out_in_the_data_is_counted(place, sound):
    sound.figures(received="1.000")
    told = run_apart("data", place)
    assert told.state == "ok"
    assert told.seen == (
        f"2030Q1 can be read: 8 figures; 1 to look at: cchc check 2030Q1 --data {place.data} tells them"
    )


def test_data_that_cannot_be_read_are_told_with_the_command_that_lists_the_problems(place, sound):
    assert run_apart("data", place).seen == "2030Q1 can be read: 7 figures"
    sound.replace("2030Q1/figures.csv", "resolved,desk,900", "resolved,desk,9.85.2")
    sound.replace("2030Q1/figures.csv", "pending,desk,100", "pending,moon,100")
    told = run_apart("data", place)
    assert told.state == "fail"
    assert told.seen.startswith("problems: 2, the first: ")
    assert "data/2030Q1/figures.csv, row 3, printed: " in told.seen
    assert told.advice == f"cchc check 2030Q1 --data {place.data} lists them all"


def test_a_compiler_that_cannot_be_loaded_is_told(place, tmp_path, monkeypatch):
    assert run_apart("pdf", place).state == "ok"
    break_module(
        tmp_path / "broken", "typst", "raise ImportError('wrong architecture')", monkeypatch
    )
    told = run_apart("pdf", place)
    assert (told.state, told.seen) == ("fail", "ImportError: wrong architecture")


def test_front_end_parts_that_are_missing_are_told(tmp_path):
    told = check_lab([str(tmp_path)])
    assert told.state == "warn"
    assert all(name in told.seen for name in FRONT_END)
    for name in FRONT_END:
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "package.json").write_text("{}", encoding="utf-8")
    assert check_lab([str(tmp_path)]).state == "ok"


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("raise ImportError('numpy is too old')", "ImportError: numpy is too old"),
        ("import os; os.abort()", "ended by signal 6"),
    ],
    ids=["an import that fails", "an import that crashes"],
)
def test_a_broken_pandas_stops_no_other_check(place, tmp_path, monkeypatch, code, says):
    if os.name != "posix" and "signal" in says:
        says = "ended with code"
    break_module(tmp_path / "broken", "pandas", code, monkeypatch)
    for name in ("kernels", "packages", "jupyterlab"):
        monkeypatch.delitem(APART, name)  # neither stops nor is stopped by the others
    told = {check.name: check for check in examine(replace(place, out=tmp_path / "elsewhere"))}
    assert list(told) == [*HERE, *APART]
    assert (told["data"].state, says in told["data"].seen) == ("fail", True), told["data"]
    assert told["pdf"].name == "pdf"
    assert told["fonts"].state == told["writing to out"].state == "ok"


def test_a_check_that_hangs_is_ended_and_told(place, tmp_path, monkeypatch):
    break_module(tmp_path / "broken", "pandas", "import time; time.sleep(3000)", monkeypatch)
    assert run_apart("data", place, limit=2.0).seen == "not done after 2 seconds"


def doctor(*words: str):
    result = CliRunner().invoke(app, ["doctor", *words])
    assert "Traceback" not in result.output
    return result


def test_a_sound_machine_passes_and_nothing_is_left_behind(place, monkeypatch):
    monkeypatch.chdir(place.project)
    before = sorted(place.project.rglob("*"))
    result = doctor()
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert [line[6:].split(":")[0] for line in lines if line[:4] in ("ok  ", "warn", "fail")] == [
        *HERE,
        *APART,
    ]
    assert lines[-1].endswith("0 failed, 0 warnings: a build can work here"), result.output
    assert sorted(place.project.rglob("*")) == before


def leave_out_slow_checks(monkeypatch) -> None:
    """Leave all checks in processes of their own out but the cheapest."""
    for name in set(APART) - {"packages"}:
        monkeypatch.delitem(APART, name)


def test_a_machine_on_which_no_build_can_work_is_an_exit_code_of_its_own(place, monkeypatch):
    monkeypatch.chdir(place.project)
    leave_out_slow_checks(monkeypatch)
    place.out.write_text("a file, no folder", encoding="utf-8")
    result = doctor()
    assert result.exit_code == 2
    assert f"fail  writing to out: {place.out}: " in result.stdout
    assert "      next: give yourself the right to write in" in result.stdout


def test_outside_a_project_the_machine_is_looked_at_all_the_same(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    leave_out_slow_checks(monkeypatch)
    result = doctor()
    assert result.exit_code == 2
    assert f"fail  project: {tmp_path} lacks the folders notebooks, data" in result.stdout
    assert "ok    packages: " in result.stdout


def test_checks_that_fail_unforeseen_are_told_by_name(place, monkeypatch):
    monkeypatch.setitem(HERE, "python", lambda _: 1 / 0)
    first = next(examine(place))
    assert first == Check("python", "fail", "ZeroDivisionError: division by zero", first.advice)
    assert first.advice
