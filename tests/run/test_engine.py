"""Real kernels: each notebook below costs about a second."""

import hashlib
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cchc.run.engine import execute_sections
from cchc.run.section_files import plan

GIVEN = {"quarter": "2024Q1", "data": "../data"}
SURROUNDINGS = """
import hashlib, os, sys, time, matplotlib
print(quarter, os.path.basename(os.getcwd()), os.listdir(data))
print(time.tzname[0], hash("a"), os.environ["MPLBACKEND"], get_ipython().user_ns.get("from_startup"))
print(hashlib.sha256(sys.executable.encode()).hexdigest(), matplotlib.rcParams["lines.linewidth"])
"""


class Log:
    def __init__(self):
        self.lines = []

    def started(self, plan):
        self.lines.append(("started", plan.id))

    def finished(self, plan, result):
        self.lines.append(("finished", plan.id))


def output_of(path: Path) -> str:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return "".join(
        "".join(output.get("text", "")) for cell in cells for output in cell.get("outputs", ())
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory, write_notebook):
    """One run over a good notebook and one of each way to fail, two at a time."""
    project = tmp_path_factory.mktemp("run") / "project {x}"
    notebooks = project / "notebooks"
    notebooks.mkdir(parents=True)
    (project / "data").mkdir()
    write_notebook(notebooks, "00-tot.ipynb", SURROUNDINGS, "quarter")
    write_notebook(notebooks, "01-loi.ipynb", "1", "\nraise ValueError('hỏng\\nở dòng hai')", "2")
    write_notebook(notebooks, "02-chet.ipynb", "import os\nos._exit(1)")
    write_notebook(notebooks, "04-thoat.ipynb", "raise SystemExit(0)", "2")
    folder = project / "executed"
    folder.mkdir()
    log = Log()
    results = execute_sections(plan(notebooks), GIVEN, folder, jobs=2, timeout=900, watch=log)
    return notebooks, results, log


@pytest.fixture(scope="module", params=[False, True], ids=["warm", "cold"])
def again(built, tmp_path_factory, request):
    """The good notebook once more, elsewhere, by a user of another zone, locale, profile and
    matplotlibrc.
    """
    home = tmp_path_factory.mktemp("home")
    startup = home / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text("from_startup = 'user'", encoding="utf-8")
    (home / "matplotlibrc").write_text("lines.linewidth: 9", encoding="utf-8")
    kernel = home / "kernels" / "python3"
    kernel.mkdir(parents=True)
    (kernel / "kernel.json").write_text(
        '{"argv": ["false"], "display_name": "x"}', encoding="utf-8"
    )
    theirs = {
        "TZ": "Asia/Ho_Chi_Minh",
        "LC_ALL": "C",
        "PYTHONHASHSEED": "7",
        "JUPYTER_PATH": str(home),
    }
    theirs |= {"IPYTHONDIR": str(home / "ipython"), "MATPLOTLIBRC": str(home / "matplotlibrc")}
    folder = tmp_path_factory.mktemp("again")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in theirs.items():
            patch.setenv(name, value)
        data = os.path.relpath(built[0].parent / "data", built[0])
        given = {**GIVEN, "data": data + "/."}
        (result,) = execute_sections(
            plan(built[0], ["00"]), given, folder, jobs=1, cold=request.param
        )
    return result


def test_a_section_runs_in_its_folder_with_its_parameters(built):
    _, results, _ = built
    assert results[0].failed is None
    assert output_of(results[0].path).startswith("2024Q1 notebooks []\nUTC ")


def test_one_failing_section_does_not_stop_the_others(built):
    _, results, log = built
    assert [bool(result.failed) for result in results] == [False, True, True, True]
    assert sorted(log.lines) == sorted(
        (step, f"0{number}") for step in ("started", "finished") for number in (0, 1, 2, 4)
    )


def test_an_exception_is_told_by_notebook_cell_type_message_and_line(built):
    _, results, _ = built
    assert results[1].failed == (
        "notebooks/01-loi.ipynb, code cell 3: ValueError: hỏng, at “raise ValueError('hỏng\\nở dòng"
        " hai')”; mend this cell"
    )


def test_the_traceback_stays_in_the_executed_notebook(built):
    _, results, _ = built
    assert "Traceback" in results[1].path.read_text(encoding="utf-8")


def test_a_kernel_that_dies_is_told(built):
    _, results, _ = built
    assert results[2].failed.startswith(
        "notebooks/02-chet.ipynb, code cell 2: DeadKernelError: the kernel died"
    )


def test_a_notebook_that_hangs_is_stopped(notebooks, write_notebook, shared_warm, tmp_path):
    write_notebook(notebooks, "03-treo.ipynb", "import time\ntime.sleep(3000)")
    (result,) = execute_sections(plan(notebooks), GIVEN, tmp_path, jobs=1, timeout=5)
    assert ": NotebookTimeout: the notebook was not done after 5 seconds" in result.failed


def test_a_notebook_that_leaves_early_has_failed(built):
    _, results, _ = built
    assert results[3].failed == "notebooks/04-thoat.ipynb, code cell 2: SystemExit: 0"


def test_the_kernel_is_this_python_whatever_the_notebook_names(built):
    _, results, _ = built
    assert hashlib.sha256(sys.executable.encode()).hexdigest() in output_of(results[0].path)


def test_another_user_zone_locale_and_place_give_the_same_bytes(built, again):
    _, results, _ = built
    assert again.failed is None
    assert again.path.read_bytes() == results[0].path.read_bytes()


def test_a_section_that_takes_its_process_down_fails_alone(notebooks, write_notebook, tmp_path):
    kill = "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\nimport time\ntime.sleep(3000)"
    # a stock kernel is the worker's child
    write_notebook(notebooks, "00-giet.ipynb", kill)
    write_notebook(notebooks, "01-tot.ipynb", "quarter")
    results = execute_sections(plan(notebooks), GIVEN, tmp_path, jobs=2, timeout=900, cold=True)
    assert [result.failed for result in results] == [
        "notebooks/00-giet.ipynb, its process was killed twice, perhaps for want of memory",
        None,
    ]


def test_a_build_starts_its_workers_again_when_their_sockets_were_cleared_away(
    tmp_path, notebooks, write_notebook, shared_warm
):
    write_notebook(notebooks, "00-a.ipynb", "print(1)")
    for place in ("first", "second"):
        (tmp_path / place).mkdir()
        (result,) = execute_sections(plan(notebooks), GIVEN, tmp_path / place, jobs=1)
        assert result.failed is None
        shutil.rmtree(multiprocessing.current_process()._config["tempdir"])


def test_the_fonts_of_a_new_home_are_listed_once_and_in_silence(tmp_path):
    words = "from cchc.run.kernels import list_fonts; list_fonts()"
    env = {name: text for name, text in os.environ.items() if not name.startswith(("MPL", "XDG"))}
    env |= {"HOME": str(tmp_path)}
    said = subprocess.run([sys.executable, "-c", words], env=env, capture_output=True, check=True)
    assert (said.stdout, said.stderr) == (b"", b"")
    assert list(tmp_path.rglob("fontlist-*.json"))
