"""Commands on a disk that fills up or that cannot be written, and commands killed at any moment."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from multiprocessing import get_context
from pathlib import Path

import nbformat
import openpyxl
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from typer.testing import CliRunner, Result

from cchc import read_report
from cchc.cli import app, main
from cchc.intake.form import write_forms

QUARTER = "2030Q1"
PARAMETERS = 'quarter: str = ""  # quý\ndata: str = "../data"  # thư mục'
READ = "from cchc import read_report\nreport = read_report(quarter, data)\nreport.figures"


@pytest.fixture
def project(folder, shared_warm, monkeypatch) -> Path:
    """A quarter with an error to decide on, and figures that units are still to send."""
    folder.figures(received="1.000", resolved="900", pending="90")
    folder.figures("thang_bac", received="", resolved="")
    root = folder.root.parent
    (root / "notebooks").mkdir()
    cells = [new_markdown_cell("# Mục", id="a"), new_code_cell(READ, id="c")]
    cells[1:1] = [new_code_cell(PARAMETERS, id="b", metadata={"tags": ["parameters"]})]
    nbformat.write(new_notebook(cells=cells), root / "notebooks" / "00-muc.ipynb")
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def form(project, tmp_path_factory) -> Path:
    """The form of a unit, as it comes back."""
    report = read_report(QUARTER, project / "data")
    (path,) = write_forms(report, tmp_path_factory.mktemp("forms"), ["thang_bac"])
    book = openpyxl.load_workbook(path)
    sheet = next(sheet for sheet in book if "Kỳ này" in [cell.value for cell in sheet[4]])
    column = [cell.value for cell in sheet[4]].index("Kỳ này") + 1
    for row in sheet.iter_rows(min_row=5):
        if any(str(cell.value).startswith("I.1:") for cell in row):
            sheet.cell(row[0].row, column).value = 40 + row[0].row
    book.save(path)
    return path


def list_commands(project: Path, form: Path) -> dict[str, list[str]]:
    (finding,) = [f.finding for f in read_report(QUARTER, project / "data").findings]
    decided = ["--explained", "--reason", "đã hỏi", "--by", "An"]
    return {
        "decide": ["decide", QUARTER, finding, *decided],
        "collect": ["collect", QUARTER, str(form)],
        "seal": ["seal", QUARTER],
        "new": ["new", "2030Q2"],
    }


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def build_apart(before: Sequence[str] = (), *words: str, **named) -> subprocess.CompletedProcess:
    """Build in a process of its own."""
    command = [sys.executable, "-m", "cchc", "build", QUARTER, "--formats", "html", "--no-cache"]
    command = [*before, *command, *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, **named)


def tree(folder: Path) -> dict[str, bytes]:
    """The files that people see."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.name[0] != "."]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[None]:
    """Put what a folder holds on a disk of its own that has room for no more."""
    kept = tree(folder)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount the small disk that this fills")
    try:
        for name, content in kept.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def fill_up(folder: Path) -> Path:
    """Fill the disk of a folder to its last byte."""
    path = folder / ".full"
    with path.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))
    assert shutil.disk_usage(folder).free == 0
    return path


def test_a_full_disk_of_the_data_is_named_and_every_file_stays_as_it_was(project, form):
    commands = list_commands(project, form)
    data = project / "data"
    with small_disk(data, "300k"):
        room = fill_up(data)
        before = tree(data)
        for name, words in commands.items():
            done = run(*words)
            told = "the disk is full; make room there and run this again"
            assert (done.exit_code, told in done.stderr) == (2, True), (name, done.stderr)
            assert done.stderr.startswith("data/2030Q"), done.stderr
            assert tree(data) == before, name
            assert [path.name for path in data.rglob("*.new")] == []
        # what is advised helps
        room.unlink()
        for name, words in commands.items():
            done = run(*words)
            assert done.exit_code in (0, 1), (name, done.stderr)
        after = tree(data)
    assert "đã hỏi" in after["2030Q1/decisions.csv"].decode()
    assert "received,thang_bac,45," in after["2030Q1/figures.csv"].decode()
    assert {"2030Q1/sealed.csv", "2030Q2/figures.csv"} <= after.keys()


def test_forms_on_a_full_disk_leave_no_half_of_a_file(project):
    out = project / "outputs"
    out.mkdir()
    with small_disk(out, "24k"):
        done = run("form", QUARTER)
        assert done.exit_code == 2
        assert "the disk is full; make room there and run this again" in done.stderr
        for path in out.rglob("*.xlsx"):
            openpyxl.load_workbook(path)
        assert not list(out.rglob("*.new"))


def test_a_temporary_folder_without_room_stops_nothing_or_is_named(project, tmp_path_factory):
    place = tmp_path_factory.mktemp("t")
    assert run("build", QUARTER, "--formats", "html").exit_code == 0
    before = tree(project / "outputs" / QUARTER)
    with small_disk(place, "16k"):
        # room for a first small file, so that Python takes it for the temporary folder
        done = build_apart(env=os.environ | {"TMPDIR": str(place)})
        if done.returncode:
            assert f"{place}: the disk is full; make room there" in done.stderr
        assert tree(project / "outputs" / QUARTER) == before
        fill_up(place)
        done = build_apart((), "--cold", env=os.environ | {"TMPDIR": str(place)})
        assert done.returncode == 0, done.stderr
        assert [path.name for path in place.iterdir()] == [".full"]
    assert tree(project / "outputs" / QUARTER) == before


def test_shared_memory_that_cannot_be_written_is_named_and_keeps_the_annex(project):
    if shutil.which("unshare") is None or not Path("/dev/shm").is_dir():
        pytest.skip("no namespace of mounts here, or no shared memory of its own")
    apart = ["unshare", "-m", "sh", "-c", 'mount -t tmpfs -o ro tmpfs /dev/shm && exec "$@"', "sh"]
    if subprocess.run([*apart, "true"], capture_output=True, check=False).returncode:
        pytest.skip("only root may mount what cannot be written")
    assert run("build", QUARTER, "--formats", "html").exit_code == 0
    before = tree(project / "outputs")
    done = build_apart(apart, "--cold")
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == (
        "/dev/shm: the disk can only be read; the processes of a build wait for each other through"
        " it; let it be written (mount -o remount,rw,size=64m /dev/shm), or ask whoever set up this"
        " machine"
    )
    assert tree(project / "outputs") == before


def test_cells_of_one_id_are_published_each_at_a_place_of_its_own(project):
    path = project / "notebooks" / "00-muc.ipynb"
    made = json.loads(path.read_text(encoding="utf-8"))  # nbformat would give them other ids
    made["cells"] += [made["cells"][-1]] * 2
    path.write_text(json.dumps(made), encoding="utf-8")
    pages = set()
    for out in ("one", "two"):
        done = run("build", QUARTER, "--formats", "html", "--no-cache", "--out", out)
        assert done.exit_code == 0, done.stderr
        pages.add((project / out / QUARTER / "annex.html").read_bytes())
    (page,) = pages
    places = [place for place in page.decode().split('<table id="')[1:] if place[:5] == "o-00-"]
    assert len({place.partition('"')[0] for place in places}) == len(places) == 3


# killed


def kill_at(moment: int, folder: Path, words: list[str]) -> None:
    """Run a command that is killed as it writes, renames or removes a file for the n-th time."""
    seen = 0

    def hear(event: str, arguments: tuple) -> None:
        nonlocal seen
        writes = event in ("os.rename", "os.remove", "os.mkdir", "os.chmod", "os.utime")
        writes |= event == "open" and bool(arguments[2] & (os.O_WRONLY | os.O_RDWR))
        if writes and str(arguments[0]).startswith(str(folder)):
            seen += 1
            if seen == moment:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.argv = ["cchc", *words]
    with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        sys.addaudithook(hear)
        main()


def kill_at_every_moment(words: list[str], folder: Path, check: Callable[[], None]) -> int:
    """Kill a command at each moment in turn, until it is done; tell how often it was killed."""
    moment, context = 1, get_context("fork")
    while True:
        process = context.Process(target=kill_at, args=(moment, folder, words))
        process.start()
        process.join()
        check()
        if process.exitcode != -signal.SIGKILL:
            return moment - 1
        moment += 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a command is forked for each moment")
@pytest.mark.parametrize("name", ["decide", "collect"])
def test_a_command_killed_at_any_moment_leaves_whole_files_and_can_be_run_again(
    project, form, name
):
    words = list_commands(project, form)[name]
    data = project / "data"
    before = tree(data)
    written = {"decide": "2030Q1/decisions.csv", "collect": "2030Q1/figures.csv"}[name]
    seen = set()

    def check() -> None:
        now = tree(data)
        assert now.keys() - before.keys() <= {"2030Q1/origins.csv"}
        assert {file for file in before if now[file] != before[file]} <= {written}
        read_report(QUARTER, data)
        seen.add(now[written])

    assert kill_at_every_moment(words, data, check) >= 5
    assert len(seen) == 2  # as it was, and as it is to be: never between
    done = run(*words)
    assert done.exit_code in (0, 1, 2), done.stderr
    assert tree(data)[written] in seen - {before[written]}
