"""A cell is done when the kernel says so and all that it sent has arrived; real kernels, forked and
stock.
"""

import json
from pathlib import Path

import pytest

from cchc.run.engine import SectionResult, execute_sections
from cchc.run.section_files import plan

GIVEN = {"quarter": "2024Q1", "data": "../data"}
# each ends a chapter at its cell, though none leaves an error among the outputs by itself
STOPS = {
    "an unknown cell magic": "%%tmie\nx = 1",
    "an unknown line magic": "%khong_co",
    "an extension that is not loaded": "%autoreload 2",
    "an unknown option of a magic": "%%capture --sai\nx = 1",
    "a wrong option of a magic": "%timeit -z x",
    "a variable that is not set": "%env CCHC_KHONG_CO",
    "a handler that swallows": (
        "get_ipython().set_custom_exc((Exception,), lambda *_, **__: None)\n1/0"
    ),
    "a silent traceback": "get_ipython().showtraceback = lambda *_, **__: None\n1/0",
    "half of a character": "raise ValueError('h\\ud800ng')",
    "a traceback that is none": (
        "class Odd(Exception):\n    def _render_traceback_(self): return None\nraise Odd('l')"
    ),
    "a traceback of numbers": (
        "class Odd(Exception):\n    def _render_traceback_(self): return [1]\nraise Odd('l')"
    ),
    "a kernel taken apart": "get_ipython().run_cell_async = None",
    "exit": "exit()",
    "quit": "quit",
    "leaving": "import sys\nsys.exit(0)",
}
# tables between many messages of each kind
FLOOD = """import logging
for _ in range(3):
    for n in range(100):
        logging.warning('dòng %d', n)
        print(n, flush=True)
        display('x' * 3000)
    display({'table': 1})"""
# twice what fits between two processes unless they are told to wait, while whoever reads is stopped
UNREAD = """import os, signal, sys
os.kill(os.getppid(), signal.SIGSTOP)
for n in range(2500):
    display(n)
sys.stdout.flush()
os.kill(os.getppid(), signal.SIGCONT)"""


def outputs_of(path: Path) -> list[dict]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [output for cell in cells for output in cell.get("outputs", ())]


# stock kernels are of the same program and start one by one: a few ways show that they stop too
BOTH = ("an unknown cell magic", "half of a character", "a kernel taken apart", "exit")


@pytest.fixture(scope="module")
def stop(tmp_path_factory, write_notebook, warm_for_all):
    """Execute a chapter for each way to stop; give the results by way."""

    def execute(ways, cold: bool) -> dict[str, SectionResult]:
        notebooks = tmp_path_factory.mktemp("stops") / "notebooks"
        notebooks.mkdir()
        for number, code in enumerate(map(STOPS.get, ways), 10):
            code += "\n" if code.startswith("%") else ""
            write_notebook(
                notebooks, f"{number}-a.ipynb", "display('before')", code, "display('after')"
            )
        executed = tmp_path_factory.mktemp("executed")
        with warm_for_all() as warm:
            kernels = {"cold": True} if cold else {"warm": warm}
            results = execute_sections(
                plan(notebooks), GIVEN, executed, jobs=2, timeout=900, **kernels
            )
        return dict(zip(ways, results, strict=True))

    return execute


@pytest.fixture(scope="module")
def stopped(stop):
    return stop(STOPS, cold=False)


@pytest.mark.parametrize("how", STOPS)
def test_a_chapter_ends_at_the_cell_that_did_not_come_to_its_end(stopped, how):
    ended_at_its_cell(how, stopped[how])


def test_stock_kernels_end_a_chapter_there_too(stop):
    for how, result in stop(BOTH, cold=True).items():
        ended_at_its_cell(how, result)


def ended_at_its_cell(how: str, result: SectionResult) -> None:
    assert result.failed, "it counts as done"
    # a kernel that was taken apart by a cell answers the next one
    number = 4 if how == "a kernel taken apart" else 3
    assert f", code cell {number}: " in result.failed
    kinds = [output["output_type"] for output in outputs_of(result.path)]
    assert kinds[0] == "display_data", "what stood before the cell is kept"
    assert "error" in kinds
    shown = [output.get("data", {}).get("text/plain") for output in outputs_of(result.path)]
    assert "'after'" not in "".join(map(str, shown))


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ("an unknown cell magic", "UsageError: Cell magic `%%tmie` not found."),
        ("exit", "NotebookLeft: exit() and quit() end no notebook that is published"),
        ("a silent traceback", "ZeroDivisionError: division by zero"),
        ("half of a character", "ValueError: h\N{REPLACEMENT CHARACTER}ng"),
    ],
)
def test_why_a_cell_did_not_come_to_its_end_is_told(stopped, how, says):
    assert says in stopped[how].failed


def test_nothing_that_a_cell_shows_is_lost_in_a_flood(
    notebooks, write_notebook, tmp_path, shared_warm
):
    write_notebook(notebooks, "00-a.ipynb", FLOOD)
    (result,) = execute_sections(plan(notebooks), GIVEN, tmp_path, jobs=1, timeout=3000)
    assert result.failed is None
    shown = outputs_of(result.path)
    assert sum("data" in output for output in shown) == 3 * 101
    texts = ["".join(output.get("text", "")) for output in shown]
    assert sum(text.count("\n") for text in texts) == 2 * 3 * 100


def test_nothing_is_lost_while_nobody_reads(notebooks, write_notebook, tmp_path):
    # a stock kernel is a child of the process that reads what it shows
    write_notebook(notebooks, "00-a.ipynb", UNREAD)
    (result,) = execute_sections(plan(notebooks), GIVEN, tmp_path, jobs=1, timeout=3000, cold=True)
    assert result.failed is None
    shown = [output["data"]["text/plain"] for output in outputs_of(result.path)]
    assert "".join(shown[0]) == "0"
    assert len(shown) == 2500
