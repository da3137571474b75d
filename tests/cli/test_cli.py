"""The command line on a tiny project, with real kernels where it builds."""

import errno
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from typer.testing import CliRunner

from cchc.cli import app

FILES = {
    "catalog/indicators.csv": (
        "indicator,name,unit,section,better,numerator,denominator,part_of,whole_is_complete,definition,source\nreceived,Hồ"
        " sơ tiếp nhận,hồ sơ,I.1,,,,,,Số hồ sơ tiếp nhận,\nresolved,Hồ sơ đã giải quyết,hồ"
        " sơ,I.1,higher,,,received,yes,Số hồ sơ đã giải quyết,\npending,Hồ sơ đang giải quyết,hồ"
        " sơ,I.1,lower,,,received,yes,Số hồ sơ đang giải quyết,\n"
    ),
    "catalog/orgs.csv": (
        "org,name,kind,parent,aliases,valid_from,valid_to,successor\ncity,UBND thành"
        " phố,city,,,,,\n"
    ),
    "catalog/targets.csv": "indicator,org,value,valid_from,valid_to,document,confirmed\n",
    "catalog/rules.yml": "[]\n",
    "2024Q1/report.toml": (
        'title = "Cải cách hành chính"\nauthority = "UBND thành phố"\nnumber = "…/BC-UBND"\n'
        "dated = 2024-03-31\n"
        'sections = [{ section = "I.1", title = "Hồ sơ", notebook = "00" }]\n'
    ),
    "2024Q1/figures.csv": (
        "indicator,org,printed,section,place,window_start,window_end,note\n"
        "received,city,10,I.1,đoạn,,,\nresolved,city,7,I.1,đoạn,,,\npending,city,3,I.1,đoạn,,,\n"
    ),
    "2024Q1/citations.csv": (
        "number,kind,issuer,date,section,place,note\n1/KH-UBND,Kế hoạch,UBND thành"
        " phố,02/01/2024,I.1,đoạn,\n"
    ),
    "2024Q1/statements.csv": "statement,kind,section,theme,title,due,indicators,place\n",
    "2024Q1/decisions.csv": "finding,decision,figure,value,reason,decided_by,decided_on\n",
}
PARAMETERS = 'quarter: str = ""  # quý\ndata: str = "../data"  # thư mục dữ liệu'
READ = (
    "from cchc import read_report\nfrom cchc.objects.tabulating import tabulate\nreport ="
    " read_report(quarter, data)"
)
SHOW = """tabulate(
    report.values(["received", "resolved"], "city")[["name", "printed"]],
    id="ho-so-{id}", title="Hồ sơ", source="Báo cáo",
)"""


def write_notebook(project: Path, name: str, *code: str, parameters: str = PARAMETERS) -> None:
    cells = [new_markdown_cell(f"# Mục {name[:2]}", id="title")]
    cells += [new_code_cell(parameters, id="parameters", metadata={"tags": ["parameters"]})]
    cells += [new_code_cell(text, id=f"code-{number}") for number, text in enumerate([READ, *code])]
    nbformat.write(new_notebook(cells=cells), project / "notebooks" / name)


@pytest.fixture
def project(tmp_path, shared_warm, monkeypatch):
    """A sound project of two sections, as the working directory."""
    root = tmp_path / "project"
    (root / "notebooks").mkdir(parents=True)
    for name, text in FILES.items():
        path = root / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for id, name in (("00", "00-tong-quan.ipynb"), ("01", "01-ho-so.ipynb")):
        write_notebook(root, name, SHOW.replace("{id}", id))
    monkeypatch.chdir(root)
    # errors are told without a frame and colours, whatever runs the tests
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("COLUMNS", "200")
    return root


@pytest.fixture
def annex(project):
    """An annex published before."""
    folder = project / "outputs" / "2024Q1"
    folder.mkdir(parents=True)
    for name in ("annex.html", "manifest.json"):
        (folder / name).write_text("before", encoding="utf-8")
    return folder


def run(*words: str):
    result = CliRunner().invoke(app, list(words))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


def tree(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and ".cache" not in path.parts)
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def break_data(project: Path, name: str, old: str, new: str) -> None:
    path = project / "data" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


# check


def test_sound_figures_have_no_open_error(project):
    result = run("check", "2024Q1")
    assert result.exit_code == 0
    assert "2024Q1: 3 figures, " in result.stdout
    assert "(0 open)" in result.stdout


def test_parts_that_miss_their_whole_are_an_open_error(project):
    break_data(project, "2024Q1/figures.csv", "pending,city,3", "pending,city,4")
    result = run("check", "2024Q1")
    assert result.exit_code == 1
    assert re.search(r"^bt-\w+  error  I\.1  ", result.stdout, re.MULTILINE)


def test_findings_as_json_keep_the_contract(project):
    break_data(project, "2024Q1/figures.csv", "pending,city,3", "pending,city,4")
    result = run("check", "2024Q1", "--format", "json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert (told["quarter"], told["figures"]) == ("2024Q1", 3)
    assert told["rules"] >= 1
    keys = {"finding", "rule", "kind", "severity", "section", "org", "figures", "printed", "says"}
    keys |= {"residual", "suspects", "decision"}
    assert keys <= set(told["findings"][0])
    assert told["findings"][0]["printed"]["I.1:pending:city"] == "4"


BAD_INPUT = [
    ("catalog/indicators.csv", "received,Hồ sơ", "thrown,Hồ sơ", "figures.csv, row 2, indicator"),
    (
        "2024Q1/figures.csv",
        "received,city,10",
        "received,city,1.0.3",
        "figures.csv, row 2, printed",
    ),
    ("2024Q1/figures.csv", "resolved,city", "resolved,nowhere", "figures.csv, row 3, org"),
    ("2024Q1/figures.csv", "indicator,org,printed", "indicator,org,value", "figures.csv"),
    ("2024Q1/report.toml", "title = ", "title ", "report.toml"),
    ("catalog/rules.yml", "[]", "- [", "rules.yml"),
]


@pytest.mark.parametrize(("name", "old", "new", "says"), BAD_INPUT)
@pytest.mark.parametrize("command", ["check", "build"])
def test_bad_input_is_told_by_place_and_changes_nothing(
    project, annex, command, name, old, new, says
):
    break_data(project, name, old, new)
    before = tree(annex.parent)
    result = run(command, "2024Q1")
    assert result.exit_code == 2
    assert says in result.stderr
    assert result.stdout == ""
    assert tree(annex.parent) == before


def test_all_problems_of_all_files_are_told_at_once(project):
    break_data(project, "2024Q1/figures.csv", "received,city,10", "received,city,1.0.3")
    break_data(project, "2024Q1/figures.csv", "resolved,city", "resolved,nowhere")
    (project / "data" / "2024Q1" / "citations.csv").unlink()
    stderr = run("check", "2024Q1").stderr
    assert all(text in stderr for text in ("row 2, printed", "row 3, org", "citations.csv"))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["2024Q5"], "'2024Q5' is not a quarter"),
        (["2030Q1"], "data/2030Q1: this quarter has no folder"),
        (["2024Q1", "--data", "nowhere"], "nowhere: there is no such data folder"),
    ],
)
@pytest.mark.parametrize("command", ["check", "build"])
def test_an_unknown_quarter_or_folder_is_refused(project, command, words, says):
    result = run(command, *words)
    assert (result.exit_code, says in result.stderr) == (2, True), result.output


# build: refused before a kernel starts


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--only", "09"], "the sections are 00-tong-quan, 01-ho-so"),
        (["--formats", "html,odt"], "--formats odt: choose from html, pdf, docx, xlsx"),
        (["--formats", ","], "choose from html, pdf, docx, xlsx"),
        (["--jobs", "0"], "--jobs"),
        (["--nonsense"], "--nonsense"),
        (["--out", "data"], "data/2024Q1: this is not an annex"),
    ],
)
def test_a_request_that_makes_no_sense_is_refused(project, words, says):
    before = tree(project)
    result = run("build", "2024Q1", *words)
    assert result.exit_code == 2
    assert says in result.stderr
    assert tree(project) == before


def test_a_notebook_of_other_parameters_is_refused_before_a_kernel_starts(project, annex):
    started = project / "started"
    code = f"open({str(started)!r}, 'w')"
    write_notebook(project, "02-khac.ipynb", code, parameters='quater: str = ""  # quý')
    before = tree(annex)
    result = run("build", "2024Q1")
    assert result.exit_code == 2
    assert (
        "notebooks/02-khac.ipynb: unknown parameter 'quarter'; did you mean 'quater'?"
        in result.stderr
    )
    assert not started.exists()
    assert tree(annex) == before


def test_a_dry_run_says_what_would_be_done_and_writes_nothing(project):
    before = tree(project)
    result = run("build", "2024Q1", "--dry-run", "--only", "01", "--formats", "pdf")
    assert result.exit_code == 0
    assert "notebooks/01-ho-so.ipynb: Mục 01" in result.stdout
    assert "00-tong-quan" not in result.stdout
    assert f"{os.path.join('outputs', '2024Q1-01')}: annex.pdf, findings.csv" in result.stdout
    assert tree(project) == before
    assert not (project / "outputs").exists()


def test_a_dry_run_tells_of_notebooks_that_the_annex_would_lack(project):
    toml = project / "data" / "2024Q1" / "report.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(text.replace('notebook = "01"', 'notebook = "77"'), encoding="utf-8")
    result = run("build", "2024Q1", "--dry-run")
    assert result.exit_code == 0
    assert "notebooks/01-ho-so.ipynb: no section or chapter of 2024Q1/report.toml" in result.stderr


def test_an_output_folder_that_cannot_be_written_is_named(project):
    (project / "outputs").write_text("a file, not a folder", encoding="utf-8")
    result = run("build", "2024Q1")
    assert result.exit_code == 2
    assert re.match(r"outputs.*unchanged", result.stderr)


# build: published


def test_a_build_publishes_everything_and_says_how_many_errors_are_open(project, annex):
    break_data(project, "2024Q1/figures.csv", "pending,city,3", "pending,city,4")
    result = run("build", "2024Q1", "--jobs", "2")
    assert result.exit_code == 0, result.output
    assert re.search(r"\d+ findings, [1-9]\d* of them open errors", result.stdout)
    assert sorted(path.name for path in annex.iterdir()) == [
        "annex.docx",
        "annex.html",
        "annex.pdf",
        "annex.xlsx",
        "findings.csv",
        "manifest.json",
        "notebooks",
    ]
    assert sorted(path.name for path in (annex / "notebooks").iterdir()) == [
        "00-tong-quan.ipynb",
        "01-ho-so.ipynb",
    ]
    page = (annex / "annex.html").read_text(encoding="utf-8")
    assert "Hồ sơ đã giải quyết" in page
    assert str(project) not in page
    assert sorted(path.name for path in annex.parent.iterdir()) == [
        ".cache",
        "2024Q1",
        "index.html",
    ]


def test_a_failed_section_is_told_and_marked_and_the_others_are_published(project, annex):
    write_notebook(project, "01-ho-so.ipynb", "int('hỏng')")
    result = run("build", "2024Q1", "--formats", "html")
    assert result.exit_code == 3
    assert "notebooks/01-ho-so.ipynb, code cell 3: ValueError: invalid literal" in result.stderr
    assert "1 of 2 sections failed" in result.stderr
    page = (annex / "annex.html").read_text(encoding="utf-8")
    assert "Hồ sơ đã giải quyết" in page
    assert "không thực hiện được" in page
    assert "invalid literal" not in page
    assert "invalid literal" in (annex / "notebooks" / "01-ho-so.ipynb").read_text(encoding="utf-8")


def test_a_part_is_published_beside_the_whole(project, annex):
    before = tree(annex)
    result = run("build", "2024Q1", "--only", "01", "--formats", "xlsx")
    assert result.exit_code == 0, result.output
    assert tree(annex) == before
    assert (annex.parent / "2024Q1-01" / "annex.xlsx").exists()
    assert not (annex.parent / "2024Q1-01" / "annex.html").exists()


def test_a_full_disk_is_told_and_leaves_the_annex_before_as_it_was(project, annex, monkeypatch):
    def fill(sections, meta, path):
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr("cchc.annex.xlsx.write_xlsx", fill)
    (project / "notebooks" / "01-ho-so.ipynb").unlink()
    before = tree(annex.parent)
    result = run("build", "2024Q1", "--formats", "xlsx")
    assert result.exit_code == 2
    assert (
        "the disk is full; make room there and run this again; what was published" in result.stderr
    )
    assert tree(annex.parent) == before


def test_the_module_runs_as_the_command_does_and_a_fault_of_ours_shows_no_traceback(project):
    code = (
        "import cchc, sys; cchc.read_report = lambda *_: 1 / 0; sys.argv[1:] = ['check',"
        " '2024Q1']; "
    )
    code += "import runpy; runpy.run_module('cchc', run_name='__main__')"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert result.returncode == 3
    assert "a fault in cchc itself, not in the data: ZeroDivisionError" in result.stderr
    assert "Traceback" not in result.stderr
