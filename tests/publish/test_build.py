"""Whole builds of a tiny project: what is done again and what is not, and that the bytes are the
same everywhere.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from typer.testing import CliRunner

from cchc.cli import app

QUARTER = "2030Q1"
PARAMETERS = 'quarter: str = ""  # quý\ndata: str = "../data"  # thư mục dữ liệu'
READ = "from cchc import read_report, show\nreport = read_report(quarter, data)"
TABLE = """show.tabulate(
    report.values(["received", "resolved"], "desk")[["name", "printed"]],
    id="ho-so", title="Hồ sơ", source="Báo cáo",
)"""
CHART = """show.draw_bars(
    report.values(["received", "resolved"], "desk")[["name", "value"]],
    id="bieu-do", title="Hồ sơ", subtitle="hồ sơ", source="Báo cáo",
)"""


def write_notebook(project: Path, name: str, *code: str) -> None:
    cells = [new_markdown_cell(f"# Mục {name[:2]}", id="title")]
    cells += [new_code_cell(PARAMETERS, id="parameters", metadata={"tags": ["parameters"]})]
    cells += [new_code_cell(text, id=f"code-{number}") for number, text in enumerate([READ, *code])]
    nbformat.write(new_notebook(cells=cells), project / "notebooks" / name)


@pytest.fixture
def project(sound, shared_warm, monkeypatch) -> Path:
    """Two sections over sound figures, as the working directory."""
    root = sound.root.parent
    (root / "notebooks").mkdir()
    write_notebook(root, "00-tong-quan.ipynb", TABLE)
    write_notebook(root, "01-ho-so.ipynb", CHART)
    monkeypatch.chdir(root)
    monkeypatch.setenv("TERM", "dumb")
    return root


@pytest.fixture(scope="module")
def kept(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("kept") / "outputs"


@pytest.fixture
def built(project, kept) -> Path:
    """Its annex, as published; built once, for annex and cache are as good in another folder."""
    if kept.exists():
        shutil.copytree(kept, project / "outputs")
    else:
        run("build", QUARTER, "--formats", "html")
        shutil.copytree(project / "outputs", kept)
    return project / "outputs" / QUARTER


def run(*words: str, code: int = 0):
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result


def change(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\n")


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


# what is done again


def test_with_nothing_changed_nothing_is_executed_read_or_written(project, built):
    before = {path: path.stat().st_mtime_ns for path in built.rglob("*")}
    heavy = "{'papermill', 'nbconvert', 'nbformat', 'pandas', 'matplotlib', 'jinja2', 'rich'}"
    code = f"""import cchc, sys
already = {heavy} & set(sys.modules)
from cchc.cli import app
app(["build", "{QUARTER}", "--formats", "html"], standalone_mode=False)
loaded = {heavy} & set(sys.modules) - already
assert not loaded, loaded"""
    again = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert again.returncode == 0, again.stderr
    lines = again.stdout.splitlines()
    assert (
        lines[0]
        == f"up to date outputs/{QUARTER}: annex.html, findings.csv, manifest.json, notebooks/"
    )
    assert lines[1].endswith("0 of them open errors (cchc check 2030Q1)")
    assert {path: path.stat().st_mtime_ns for path in built.rglob("*")} == before


def test_only_the_changed_section_is_executed_again(project, built):
    write_notebook(project, "01-ho-so.ipynb", CHART.replace("Hồ sơ", "Hồ sơ đã giải quyết"))
    said = run("build", QUARTER, "--formats", "html").stderr
    assert "00-tong-quan unchanged" in said
    assert "01-ho-so done" in said
    assert "Hồ sơ đã giải quyết" in (built / "annex.html").read_text(encoding="utf-8")
    assert (
        "unchanged"
        not in run("build", QUARTER, "--formats", "html", "--no-cache", "--only", "00").stderr
    )


def test_what_is_taken_from_the_cache_gives_the_same_bytes_as_what_is_executed(project, built):
    before = tree(built)
    (built / "annex.html").unlink()
    assert run("build", QUARTER, "--formats", "html").stderr.count("unchanged") == 2
    assert tree(built) == before


@pytest.mark.parametrize(
    "name", ["annex.html", "findings.csv", "notebooks/00-tong-quan.ipynb", "manifest.json"]
)
def test_an_annex_changed_by_hand_is_published_again(project, built, name):
    before = tree(built)
    change(built / name)
    if name == "manifest.json":
        (built / name).write_text("{}", encoding="utf-8")
    assert "published" in run("build", QUARTER, "--formats", "html").stdout
    assert tree(built) == before


def test_another_format_is_published_beside_those_that_are_still_right(project, built):
    before = tree(built)
    result = run("build", QUARTER, "--formats", "xlsx")
    assert result.stderr.count("unchanged") == 2
    after = tree(built)
    assert (set(after) - set(before), set(before) - set(after)) == ({"annex.xlsx"}, set())
    assert after["annex.html"] == before["annex.html"]
    assert run("build", QUARTER, "--formats", "html").stdout.startswith("up to date")
    assert run("verify", f"outputs/{QUARTER}").stdout.endswith("none differ from the manifest\n")


# editions


def test_both_editions_are_published_from_what_is_executed_once(project, built):
    result = run("build", QUARTER, "--formats", "html", "--edition", "both")
    assert result.stderr.count("unchanged") == 2
    assert result.stdout.startswith(
        f"published outputs/{QUARTER}: annex.html, annex-official.html, findings.csv"
    )
    assert "Mã lệnh" in (built / "annex.html").read_text(encoding="utf-8")
    assert "Mã lệnh" not in (built / "annex-official.html").read_text(encoding="utf-8")
    assert run("build", QUARTER, "--formats", "html", "--edition", "both").stdout.startswith(
        "up to date"
    )
    assert run("status", QUARTER).stdout == f"outputs/{QUARTER}: up to date\n"
    assert run("verify", f"outputs/{QUARTER}").stdout.endswith("none differ from the manifest\n")
    change(built / "annex-official.html")
    assert f"{QUARTER}/annex-official.html changed" in run("status", QUARTER).stdout


def test_an_edition_that_is_still_right_stays_beside_the_other(project, built):
    run("build", QUARTER, "--formats", "html", "--edition", "official")
    official = (built / "annex-official.html").read_bytes()
    assert (built / "annex.html").exists()
    page = (built.parent / "index.html").read_text(encoding="utf-8")
    assert 'href="2030Q1/annex-official.html"' in page
    run("build", QUARTER, "--formats", "html", "--no-cache")
    assert (built / "annex-official.html").read_bytes() == official


def test_an_edition_of_older_data_is_set_apart_and_told_until_it_is_built_again(
    project, built, sound
):
    run("build", QUARTER, "--formats", "html", "--edition", "both")
    official = (built / "annex-official.html").read_bytes()
    sound.replace(f"{QUARTER}/figures.csv", "854,639", "854,640")
    told = run("build", QUARTER, "--formats", "html")
    assert "so-lieu-cu/annex-official.html is of older data" in told.stderr
    assert not (built / "annex-official.html").exists()
    assert (built / "so-lieu-cu" / "annex-official.html").read_bytes() == official
    assert "so-lieu-cu/annex-official.html is of older data" in run("status", QUARTER).stderr
    again = run("build", QUARTER, "--formats", "html")
    assert again.stdout.startswith("up to date")
    assert "so-lieu-cu/annex-official.html is of older data" in again.stderr
    assert run("verify", f"outputs/{QUARTER}").stdout.endswith("none differ from the manifest\n")
    run("build", QUARTER, "--formats", "html", "--edition", "official")
    assert (built / "annex-official.html").exists()
    assert not (built / "so-lieu-cu").exists()


def test_an_edition_that_is_none_is_refused(project):
    assert "--edition" in run("build", QUARTER, "--edition", "secret", code=2).stderr


# status


def test_status_tells_what_changed_and_what_a_build_would_execute(project, built, sound):
    assert run("status", QUARTER).stdout == f"outputs/{QUARTER}: up to date\n"
    write_notebook(project, "01-ho-so.ipynb", TABLE)
    change(built / "annex.html")
    assert run("status", QUARTER).stdout.splitlines() == [
        f"outputs/{QUARTER}: out of date",
        "notebooks/01-ho-so.ipynb changed",
        f"{QUARTER}/annex.html changed",
        "a build would execute: 01-ho-so",
    ]
    sound.add(f"{QUARTER}/citations.csv", number="1/KH-UBND")
    assert "data/2030Q1/citations.csv changed" in run("status", QUARTER).stdout
    assert "a build would execute: 01-ho-so\n" in run("status", QUARTER).stdout
    sound.replace("catalog/indicators.csv", "Hồ sơ tiếp nhận", "Hồ sơ đã nhận")
    assert "a build would execute: 00-tong-quan, 01-ho-so" in run("status", QUARTER).stdout
    shutil.copytree(project / "data" / QUARTER, project / "data" / "2029Q4")
    assert "data/2029Q4/figures.csv is new" in run("status", QUARTER).stdout


def test_a_change_in_an_earlier_quarter_makes_those_stale_that_ask_for_it(project, built, sound):
    sound.add_quarter("2028Q2", received="900")
    write_notebook(project, "02-truoc.ipynb", "[r.figures['printed'] for r in report.history]")
    run("build", QUARTER, "--formats", "html")
    assert run("status", QUARTER).stdout == f"outputs/{QUARTER}: up to date\n"
    sound.replace("2028Q2/figures.csv", "900", "901")
    assert run("status", QUARTER).stdout.splitlines()[1:] == [
        "data/2028Q2/figures.csv changed",
        "a build would execute: 02-truoc",
    ]


def test_an_earlier_quarter_that_cannot_be_read_is_told_before_any_section_runs(project, sound):
    sound.add_quarter("2028Q2", received="nhiều")
    result = run("build", QUARTER, "--formats", "html", code=2)
    assert "data/2028Q2/figures.csv, row 2, printed: 'nhiều' is not a number" in result.stderr
    assert not (project / "outputs").exists()


def test_status_of_what_was_never_built_or_asked_wrongly(project):
    assert "there is no annex yet" in run("status", QUARTER).stdout
    assert "'2030Q9' is not a quarter" in run("status", "2030Q9", code=2).stderr
    assert not (project / "outputs").exists()


# what others put there


def test_a_build_leaves_what_it_did_not_write(project, built):
    (built / "ghi-chu.txt").write_text("của tôi", encoding="utf-8")
    (built / "thu-rieng" / "sau").mkdir(parents=True)
    (built / "thu-rieng" / "annex.html").write_text("của tôi", encoding="utf-8")
    (built / "notebooks" / "nhap.ipynb").write_text("của tôi", encoding="utf-8")
    (built / "lien-ket").symlink_to("/nowhere")
    state = (built / "ghi-chu.txt").stat()
    assert run("build", QUARTER, "--formats", "html").stdout.startswith("up to date")
    change(project / "notebooks" / "01-ho-so.ipynb")
    assert "published" in run("build", QUARTER, "--formats", "html").stdout
    now = (built / "ghi-chu.txt").stat()
    assert (now.st_ino, now.st_mtime_ns, now.st_nlink) == (state.st_ino, state.st_mtime_ns, 1)
    assert (built / "thu-rieng" / "annex.html").read_text(encoding="utf-8") == "của tôi"
    assert (built / "notebooks" / "nhap.ipynb").exists()
    assert (built / "thu-rieng" / "sau").is_dir()
    assert os.readlink(built / "lien-ket") == "/nowhere"
    assert "ghi-chu.txt is new" in run("verify", f"outputs/{QUARTER}", code=1).stdout


@pytest.mark.parametrize("text", ['{"name": "app"}', "[]", "không phải JSON"])
def test_a_folder_with_the_manifest_of_something_else_is_refused(project, text):
    foreign = project / "outputs" / QUARTER
    foreign.mkdir(parents=True)
    (foreign / "manifest.json").write_text(text, encoding="utf-8")
    (foreign / "app.js").write_text("1", encoding="utf-8")
    before = tree(foreign)
    assert "this is not an annex" in run("build", QUARTER, "--formats", "html", code=2).stderr
    assert tree(foreign) == before


def test_a_page_that_leads_elsewhere_is_not_written_over(project):
    page = project / "trang" / "index.html"
    page.parent.mkdir()
    page.write_text("<title>Trang của đơn vị</title>", encoding="utf-8")
    said = run("build", QUARTER, "--formats", "html", "--out", "trang")
    assert "index.html is not of cchc and stays as it is" in said.stderr
    assert page.read_text(encoding="utf-8") == "<title>Trang của đơn vị</title>"


def test_a_folder_that_a_killed_build_left_is_cleared_though_nothing_is_to_be_done(project, built):
    (built.parent / f".{QUARTER}.building" / "new").mkdir(parents=True)
    assert run("build", QUARTER, "--formats", "html").stdout.startswith("up to date")
    assert not (built.parent / f".{QUARTER}.building").exists()


# what fails


def test_an_annex_in_which_everything_failed_replaces_no_good_one(project, built):
    before = tree(built)
    for name in ("00-tong-quan.ipynb", "01-ho-so.ipynb"):
        write_notebook(project, name, "raise ValueError('hỏng')")
    said = run("build", QUARTER, "--formats", "html", code=3).stderr
    assert "notebooks/00-tong-quan.ipynb, code cell 3: ValueError: hỏng" in said
    assert "notebooks/01-ho-so.ipynb, code cell 3: ValueError: hỏng" in said
    assert "the annex is not replaced by an empty one; what was published before" in said
    assert tree(built) == before


def test_where_nothing_can_start_the_annex_stays(project, built):
    before = tree(built)
    change(project / "data" / QUARTER / "figures.csv")
    broken = project / "broken"
    broken.mkdir()
    (broken / "zmq.py").write_text("raise ImportError('hỏng')", encoding="utf-8")
    path = os.pathsep.join(filter(None, [str(broken), os.environ.get("PYTHONPATH")]))
    code = f"import os, sys; os.environ['PYTHONPATH'] = {path!r}; from cchc.cli import app; app()"
    words = [sys.executable, "-c", code, "build", QUARTER, "--formats", "html", "--cold"]
    words.append("--no-cache")
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 3, done.stderr
    assert "the kernel did not start (it died at once: ImportError: hỏng)" in done.stderr
    assert "Traceback" not in done.stderr
    assert tree(built) == before


def test_a_chapter_whose_notebook_is_gone_is_not_dropped_in_silence(project, built):
    before = tree(built)
    (project / "notebooks" / "01-ho-so.ipynb").unlink()
    said = run("build", QUARTER, "--formats", "html", code=2).stderr
    assert "notebooks/01-ho-so.ipynb is gone and its chapter would vanish" in said
    assert tree(built) == before
    run("build", QUARTER, "--formats", "html", "--without", "01-ho-so")
    assert not (built / "notebooks" / "01-ho-so.ipynb").exists()
    run("build", QUARTER, "--formats", "html")


def test_a_notebook_under_another_number_or_name_is_not_gone(project, built):
    notebooks = project / "notebooks"
    (notebooks / "01-ho-so.ipynb").rename(notebooks / "02-ho-so.ipynb")
    run("build", QUARTER, "--formats", "html")
    (notebooks / "02-ho-so.ipynb").rename(notebooks / "02-don-thu.ipynb")
    run("build", QUARTER, "--formats", "html")


# what a notebook reads


READS = """import json, os, pathlib, tinh
from IPython.display import display
rows = pathlib.Path(data, quarter, "phu", "them.csv").read_text()
names = sorted(path.name for path in pathlib.Path(data, quarter, "phu").glob("*.csv"))
absent = pathlib.Path("khong-co.txt")
try:
    told = absent.read_text()
except FileNotFoundError:
    told = "không có"
show.prose("{text}", text=f"{rows} {names} {tinh.HAI} {told} {os.environ.get('CUA_TOI')}")"""


@pytest.fixture
def reading(project) -> Path:
    """A project whose first section reads more than the data."""
    (project / "data" / QUARTER / "phu").mkdir()
    (project / "data" / QUARTER / "phu" / "them.csv").write_text("một", encoding="utf-8")
    (project / "notebooks" / "tinh.py").write_text("HAI = 'hai'", encoding="utf-8")
    (project / "ngoai.txt").write_text("ngoài", encoding="utf-8")
    write_notebook(project, "00-tong-quan.ipynb", READS)
    run("build", QUARTER, "--formats", "html")
    assert run("build", QUARTER, "--formats", "html").stdout.startswith("up to date")
    return project


CHANGES = {
    "a file": (f"data/{QUARTER}/phu/them.csv", "khác"),
    "a module": ("notebooks/tinh.py", "HAI = 'khác'"),
    "a folder": (f"data/{QUARTER}/phu/khác.csv", ""),
    "a file that was not there": ("notebooks/khong-co.txt", "khác"),
}


@pytest.mark.parametrize(("name", "text"), CHANGES.values(), ids=CHANGES)
def test_what_a_notebook_reads_makes_it_stale_when_it_changes(reading, name, text):
    (reading / name).write_text(text, encoding="utf-8")
    assert "a build would execute: 00-tong-quan\n" in run("status", QUARTER).stdout
    said = run("build", QUARTER, "--formats", "html")
    assert "00-tong-quan done" in said.stderr
    assert "01-ho-so unchanged" in said.stderr
    page = (reading / "outputs" / QUARTER / "annex.html").read_text(encoding="utf-8")
    assert "khác" in page
    assert run("build", QUARTER, "--formats", "html").stdout.startswith("up to date")


def test_a_variable_that_a_notebook_asks_for_is_told_and_makes_it_stale(reading, monkeypatch):
    monkeypatch.setenv("CUA_TOI", "khác")
    said = run("build", QUARTER, "--formats", "html").stderr
    assert "00-tong-quan done" in said
    assert "notebooks read variables of the environment" in said
    assert "CUA_TOI" in said


def test_files_of_the_project_that_were_read_stand_in_the_manifest_and_are_verified(reading):
    annex = reading / "outputs" / QUARTER
    told = json.loads((annex / "manifest.json").read_bytes())["read"]
    assert list(told) == [f"data/{QUARTER}/phu/them.csv", "notebooks/tinh.py"]
    assert "2 other files that were read" in run("verify", str(annex)).stdout
    (reading / "notebooks" / "tinh.py").write_text("HAI = 2", encoding="utf-8")
    assert "notebooks/tinh.py changed\n" in run("verify", str(annex), code=1).stdout


def test_a_figure_changed_during_the_build_and_put_back_is_told(project, built):
    before = tree(built)
    swap = """import pathlib
figures = pathlib.Path(data, quarter, "figures.csv")
text = figures.read_bytes()
figures.write_bytes(text.replace(b"854,639", b"954,639"))
seen = read_report(quarter, data).printed("revenue", "city")
figures.write_bytes(text)
show.prose("{seen}", seen=seen)"""
    write_notebook(project, "01-ho-so.ipynb", swap)
    said = run("build", QUARTER, "--formats", "html", code=2).stderr
    assert f"data/{QUARTER}/figures.csv changed while the annex was being built" in said
    assert tree(built) == before


# verify


def test_an_annex_is_verified_with_its_inputs_and_code_or_by_itself(
    project, built, tmp_path, monkeypatch
):
    assert "inputs" in run("verify", f"outputs/{QUARTER}").stdout
    monkeypatch.chdir(tmp_path.parent)
    said = run("verify", str(built)).stdout
    assert "none differ" in said
    assert "inputs" not in said


def test_verify_tells_each_difference(project, built, sound):
    change(built / "annex.html")
    (built / "findings.csv").unlink()
    (built / "note.txt").touch()
    change(project / "notebooks" / "01-ho-so.ipynb")
    change(project / "data" / QUARTER / "figures.csv")
    assert run("verify", f"outputs/{QUARTER}", code=1).stdout.splitlines()[:-1] == [
        f"{QUARTER}/annex.html changed",
        f"{QUARTER}/findings.csv is gone",
        f"{QUARTER}/note.txt is new",
        f"data/{QUARTER}/figures.csv changed",
        "notebooks/01-ho-so.ipynb changed",
    ]


@pytest.mark.parametrize("name", ["data", "nowhere", "notebooks/00-tong-quan.ipynb"])
def test_what_is_no_annex_cannot_be_verified(project, name):
    assert "holds no readable manifest.json" in run("verify", name, code=2).stderr


# many localities


@pytest.fixture
def localities(project, sound) -> Path:
    """One sound locality, one whose figures cannot be read, one without the quarter."""
    for name in ("an-phu", "ben-nghe", "cho-lon"):
        shutil.copytree(sound.root, project / "localities" / name)
    (project / "localities" / "ben-nghe" / QUARTER / "figures.csv").write_text(
        "x\n", encoding="utf-8"
    )
    shutil.rmtree(project / "localities" / "cho-lon" / QUARTER)
    return project / "localities"


def test_a_batch_publishes_what_it_can_tells_what_it_cannot_and_resumes(project, localities):
    words = (
        "batch",
        "--data",
        "localities/*",
        "--quarters",
        QUARTER,
        "--out",
        "out",
        "--formats",
        "html",
        "--edition",
        "both",
        "--jobs",
        "1",
    )
    first = run(*words, code=3)
    assert f"ben-nghe {QUARTER}: data/{QUARTER}/figures.csv" in first.stderr
    assert (
        first.stdout == f"1 of 2 annexes published, 1 failed: {os.path.join('out', 'index.html')}\n"
    )
    before = tree(project / "out")
    assert {"index.html", "summary.csv", f"an-phu/{QUARTER}/annex.html"} <= set(before)
    assert f"an-phu/{QUARTER}/annex-official.html" in before
    assert str(project) not in before["index.html"].decode() + before["summary.csv"].decode()
    again = run(*words, code=3)
    assert f"an-phu {QUARTER} unchanged" in again.stderr
    assert tree(project / "out") == before


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--data", "nowhere/*", "--quarters", QUARTER], "no folder meets this"),
        (["--data", "localities/*", "--quarters", "2030Q9"], "is not a quarter"),
        (["--data", "localities/*", "--quarters", QUARTER, "--formats", "odt"], "--formats odt"),
        (["--data", "localities/*", "--quarters", QUARTER, "--jobs", "0"], "--jobs"),
        (
            ["--data", "x", "--quarters", QUARTER, "--jobs", "2", "--scheduler", "tcp://x:1"],
            "leave --jobs out",
        ),
    ],
)
def test_a_batch_that_makes_no_sense_is_refused(project, localities, words, says):
    assert says in run("batch", *words, "--out", "out", code=2).stderr
    assert not (project / "out").exists()


# the same bytes everywhere


def test_another_folder_user_zone_locale_and_way_to_run_give_the_same_bytes(
    project, tmp_path_factory
):
    elsewhere = tmp_path_factory.mktemp("nơi khác") / "dự án"
    shutil.copytree(project, elsewhere)
    ours = {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1", "HOME": str(project)}
    theirs = {
        "TZ": "Asia/Ho_Chi_Minh",
        "LC_ALL": "C",
        "PYTHONHASHSEED": "2",
        "HOME": str(elsewhere),
        "USER": "khác",
    }
    theirs |= {"MPLBACKEND": "agg", "SOURCE_DATE_EPOCH": "1"}
    begun = []
    for root, words, variables in (
        (project, ["--jobs", "1"], ours),
        (elsewhere, ["--jobs", "2", "--cold"], theirs),
    ):
        command = [sys.executable, "-m", "cchc", "build", QUARTER, *words]
        place = {
            "cwd": root,
            "env": {**os.environ, **variables},
            "stderr": subprocess.PIPE,
            "text": True,
        }
        begun.append(subprocess.Popen(command, **place))
        time.sleep(1.1)  # a second apart: a clock in a file would show
    for process in begun:
        assert process.wait() == 0, process.stderr.read()
        process.stderr.close()
    first, second = (tree(root / "outputs" / QUARTER) for root in (project, elsewhere))
    assert {"annex.html", "annex.pdf", "annex.xlsx", "findings.csv", "manifest.json"} <= set(first)
    assert [name for name in first if first[name] != second.get(name)] == []
    assert set(first) == set(second)
    assert set(json.loads(first["manifest.json"])["outputs"]) == set(first) - {"manifest.json"}


def test_two_workbooks_do_not_replace_each_other_in_one_folder(project, built):
    page = (built / "annex.html").read_bytes()
    own = project / "own"
    own.mkdir()
    for notebook in (project / "notebooks").iterdir():
        if notebook.name[0].isdigit():
            shutil.copy(notebook, own / notebook.name.replace("-", "-cua-", 1))
    asked = ["build", QUARTER, "--formats", "html", "--notebooks", str(own)]
    said = run(*asked, code=2).stderr
    assert "outputs/2030Q1 holds an annex of other notebooks (notebooks/00-tong-quan.ipynb" in said
    assert "--out" in said
    assert (built / "annex.html").read_bytes() == page
    run(*asked, "--out", str(project / "other"))
    assert (project / "other" / QUARTER / "annex.html").is_file()


def test_another_authority_s_annex_is_not_replaced(project, built):
    page = (built / "annex.html").read_bytes()
    shutil.copytree(project / "data", project / "second")
    for name, old, new in (
        (f"{QUARTER}/report.toml", "UBND thành phố", "UBND xã Ba"),
        (f"{QUARTER}/figures.csv", "1.000", "1.001"),
        ("catalog/orgs.csv", "UBND thành phố", "UBND xã Ba"),
    ):
        path = project / "second" / name
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    said = run("build", QUARTER, "--data", "second", "--formats", "html", code=2).stderr
    assert "outputs/2030Q1 holds the annex of UBND thành phố" in said
    assert (built / "annex.html").read_bytes() == page
    # a name that is mended makes no other authority
    for name in (f"{QUARTER}/report.toml", "catalog/orgs.csv"):
        path = project / "data" / name
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("UBND thành phố", "UBND Thành phố Mới"), encoding="utf-8")
    run("build", QUARTER, "--formats", "html")


def test_a_build_of_named_data_needs_no_project_above_it(sound, tmp_path, monkeypatch):
    place = tmp_path / "nowhere"
    place.mkdir()
    monkeypatch.chdir(place)
    asked = ["build", QUARTER, "--data", str(sound.root), "--formats", "html"]
    result = run(*asked, "--only", "1")
    folder = next((place / "outputs").glob(f"{QUARTER}-*"))
    assert (folder / "annex.html").is_file()
    assert f"(cchc check {QUARTER} --data {sound.root})" in result.stdout
    assert "no folder here or above holds notebooks/" in run("build", QUARTER, code=2).stderr
