"""Kernels forked from the warm process are new to their notebook, and give the bytes that stock
ones give.
"""

import json
import os
import pickle
import shutil
import socket
import sys
from pathlib import Path

import pytest

import cchc
from cchc import read_report
from cchc.report.opening_reports import hand_over, read_handed, take_over
from cchc.run.engine import execute_sections
from cchc.run.forked import warm_answers
from cchc.run.kernels import warm_kernels
from cchc.run.preloading import preload
from cchc.run.section_files import plan

GIVEN = {"quarter": "2024Q1", "data": "../data"}
# what a careless notebook may leave behind
CARELESS = """
import builtins, decimal, locale, os, random, sys, warnings
import numpy, pandas, matplotlib, cchc.model.numbers
pandas.left = cchc.model.numbers.left = builtins.left = 1
cchc.model.numbers.format_number = None
matplotlib.rcParams["lines.linewidth"] = 9
pandas.options.display.precision = 1
decimal.getcontext().prec = 2
warnings.simplefilter("error")
os.environ["LEFT"] = os.environ["TZ"] = "Asia/Ho_Chi_Minh"
os.umask(0)
os.chdir("/")
sys.path.append("/left")
random.seed(1), numpy.random.seed(1)
"""
LOOKING = """
import builtins, decimal, os, random, sys, warnings
import numpy, pandas, matplotlib, cchc.show, cchc.model.numbers
print([hasattr(thing, "left") for thing in (builtins, pandas, cchc.model.numbers)])
print(cchc.model.numbers.format_number(1234.5), matplotlib.rcParams["lines.linewidth"])
print(pandas.options.display.precision, decimal.getcontext().prec)
print([filter[:3] for filter in warnings.filters if filter[2].__module__ == "builtins"])
print(os.environ.get("LEFT"), os.environ["TZ"], os.umask(0o22), os.path.basename(os.getcwd()))
print([path for path in sys.path if not path or "left" in path], sys.argv[0][-21:], __name__, list(globals())[:3])
"""
DRAWN = """
import matplotlib
from matplotlib.figure import Figure
from IPython.display import SVG
import io
matplotlib.rcParams["svg.hashsalt"] = "cchc"
picture = Figure(layout="constrained")
picture.subplots().plot([1, 2], marker="o", label="Tỷ lệ")
text = io.StringIO()
picture.savefig(text, format="svg", metadata={"Date": None})
print(sorted({"một", "hai", "ba"}, key=hash))
SVG(text.getvalue())
"""
CHANCE = "import random, numpy\nprint(random.random(), numpy.random.rand())"
ORIGIN = "import os\nprint('cchc.run.warm' in open(f'/proc/{os.getppid()}/cmdline').read())"


def printed(path: Path) -> str:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return "".join(
        "".join(output.get("text", "")) for cell in cells for output in cell.get("outputs", ())
    )


@pytest.fixture(scope="module")
def warm():
    """One warm process for all notebooks here, as a batch of builds shares one."""
    with warm_kernels() as address:
        if not address:
            pytest.skip("this system starts stock kernels only")
        yield address


@pytest.fixture(scope="module")
def project(tmp_path_factory, write_notebook) -> Path:
    notebooks = tmp_path_factory.mktemp("warm") / "notebooks"
    notebooks.mkdir()
    (notebooks.parent / "data").mkdir()
    wrong = "import pandas\npandas.DataFrame({'a': [1]})['b']"
    same = (("00-truoc", CARELESS), ("01-sau", LOOKING), ("02-ve", DRAWN), ("03-loi", wrong))
    for name, code in (*same, ("04-may", CHANCE), ("05-rui", CHANCE), ("06-goc", ORIGIN)):
        write_notebook(notebooks, f"{name}.ipynb", code)
    return notebooks


@pytest.fixture(scope="module")
def forked(project, warm, tmp_path_factory):
    return execute_sections(
        plan(project), GIVEN, tmp_path_factory.mktemp("forked"), jobs=1, timeout=900, warm=warm
    )


@pytest.fixture(scope="module")
def stock(project, tmp_path_factory):
    """The notebooks that give the same every time, each in a new interpreter."""
    chosen = plan(project, ["01", "02", "03"])
    return execute_sections(
        chosen, GIVEN, tmp_path_factory.mktemp("stock"), jobs=2, timeout=900, cold=True
    )


def test_kernels_come_from_the_warm_process(forked):
    assert printed(forked[6].path) == "True\n"
    assert [bool(result.failed) for result in forked] == [
        False,
        False,
        False,
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize("number", [1, 2, 3], ids=["state", "drawing", "traceback"])
def test_warm_and_cold_give_the_same_bytes(forked, stock, number):
    assert forked[number].path.read_bytes() == stock[number - 1].path.read_bytes()
    assert forked[number].failed == stock[number - 1].failed


def test_a_forked_kernel_is_given_what_the_build_has_read_a_stock_one_is_not(
    notebooks, write_notebook, warm, sound, tmp_path
):
    write_notebook(
        notebooks,
        "00-a.ipynb",
        "from cchc.report import opening_reports\nprint(opening_reports._handed_over != [])",
    )
    report = read_report("2030Q1", sound.root)
    settings = {"jobs": 1, "timeout": 30, "hand_over": lambda path: hand_over(report, {}, path)}
    for name, kernels in {"True": {"warm": warm}, "False": {"cold": True}}.items():
        (tmp_path / name).mkdir()
        (result,) = execute_sections(plan(notebooks), GIVEN, tmp_path / name, **settings, **kernels)
        assert printed(result.path) == f"{name}\n"


def test_a_report_that_was_handed_over_and_is_gone_is_read_again(sound, tmp_path):
    for content in (None, b"", b"cut short"):
        if content is not None:
            (tmp_path / "report").write_bytes(content)
        take_over(read_handed(tmp_path / "report"))
        assert str(read_report("2030Q1", sound.root).quarter) == "2030Q1"


def test_random_numbers_differ_between_notebooks(forked):
    first, second = (printed(forked[number].path).split() for number in (4, 5))
    assert not set(first) & set(second)


def test_a_build_sees_the_library_as_it_is_when_it_starts(
    tmp_path, notebooks, write_notebook, monkeypatch
):
    library = tmp_path / "lib"
    shutil.copytree(
        Path(cchc.__file__).parents[1],
        library,
        ignore=shutil.ignore_patterns("__pycache__", "*-info"),
    )
    monkeypatch.setenv("PYTHONPATH", str(library))
    write_notebook(
        notebooks, "00-a.ipynb", "from cchc.objects.prose import EDITION\nprint(EDITION)"
    )
    told = []
    for edition in ("một", "hai, dài hơn"):
        with (library / "cchc" / "objects" / "prose.py").open("a", encoding="utf-8") as file:
            file.write(f"\nEDITION = {edition!r}\n")
        (result,) = execute_sections(plan(notebooks), GIVEN, tmp_path, jobs=1, timeout=900)
        told.append(printed(result.path))
    assert told == ["một\n", "hai, dài hơn\n"]


def test_a_library_that_cannot_be_imported_is_told_by_the_notebook(
    tmp_path, notebooks, write_notebook, monkeypatch
):
    broken = tmp_path / "lib" / "pandas.py"
    broken.parent.mkdir()
    broken.write_text("raise RuntimeError('hỏng')", encoding="utf-8")
    before = os.environ.get("PYTHONPATH", "")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(broken.parent), before])))
    write_notebook(notebooks, "00-a.ipynb", "import pandas")
    (result,) = execute_sections(plan(notebooks), GIVEN, tmp_path, jobs=1, timeout=900)
    assert result.failed == (
        "notebooks/00-a.ipynb, code cell 2: RuntimeError: hỏng, at “import pandas”; mend this cell"
    )


def test_nothing_is_said_while_the_stack_is_imported():
    # else a stock kernel would show it in the notebook and a forked one would not: no build would
    # be warm
    assert preload()[0] == []


def test_a_warning_while_importing_leaves_the_work_to_stock_kernels(monkeypatch, tmp_path):
    (tmp_path / "noisy.py").write_text(
        "import warnings\nwarnings.warn('cũ')\nprint('x')", encoding="utf-8"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr("cchc.run.preloading.STACK", ("noisy",))
    assert preload()[0] == ["cũ", "x"]
    del sys.modules["noisy"]


def test_the_warm_process_ends_with_its_block_and_outlives_rubbish():
    with warm_kernels() as address:
        for rubbish in (b"", b"{", b"[]\n", b'{"env": 1}\n'):
            with socket.socket(socket.AF_UNIX) as connection:
                connection.connect(address)
                connection.sendall(rubbish)
        assert warm_answers(address)
        assert os.stat(Path(address).parent).st_mode & 0o77 == 0
    assert not warm_answers(address)
    assert not Path(address).parent.exists()


def test_where_processes_cannot_be_watched_kernels_are_stock(monkeypatch):
    monkeypatch.delattr("os.pidfd_open")
    with warm_kernels() as address:
        assert address == ""


def test_kernels_of_one_warm_process_are_given_the_report_of_their_build(
    notebooks, write_notebook, warm, sound, tmp_path
):
    cell = "from cchc.report import opening_reports\nprint(opening_reports._handed_over[0][0])"
    write_notebook(notebooks, "00-a.ipynb", cell)
    report = read_report("2030Q1", sound.root)

    def given(name: str) -> str:
        def leave(path: Path) -> None:
            path.write_bytes(pickle.dumps((name, {}, report)))

        settings = {"jobs": 1, "timeout": 900, "hand_over": leave, "warm": warm}
        (result,) = execute_sections(plan(notebooks), GIVEN, tmp_path, **settings)
        return printed(result.path)

    assert [given(name) for name in ("a", "b", "a")] == ["a\n", "b\n", "a\n"]
