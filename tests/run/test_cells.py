"""A cell is done when the kernel says so and all that it sent has arrived; real kernels, forked and
stock.
"""

import json
from pathlib import Path

import pytest

from cchc.run.engine import execute_sections
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
# each shows tables between many messages; none may be lost and no time may run out
FLOODS = {
    "log lines": (
        "import logging\nfor _ in range(20):\n    for n in range(500):\n"
        "        logging.warning('dòng %d', n)\n    display({'table': 1})"
    ),
    "flushed lines": (
        "for n in range(2500):\n    print(n, flush=True)\n"
        "for _ in range(20):\n    display({'table': 1})"
    ),
    "displays": "for n in range(5000):\n    display(n)\nfor _ in range(20):\n    display({'t': 1})",
    "large texts": (
        "for n in range(3000):\n    display('x' * 3000)\nfor _ in range(20):\n    display({'t': 1})"
    ),
}


def outputs_of(path: Path) -> list[dict]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [output for cell in cells for output in cell.get("outputs", ())]


@pytest.fixture(scope="module", params=[False, True], ids=["warm", "cold"])
def stopped(tmp_path_factory, write_notebook, request):
    notebooks = tmp_path_factory.mktemp("stops") / "notebooks"
    notebooks.mkdir()
    for number, code in enumerate(STOPS.values(), 10):
        code += "\n" if code.startswith("%") else ""
        write_notebook(
            notebooks, f"{number}-a.ipynb", "display('before')", code, "display('after')"
        )
    executed = tmp_path_factory.mktemp("executed")
    results = execute_sections(
        plan(notebooks), GIVEN, executed, jobs=2, timeout=900, cold=request.param
    )
    return dict(zip(STOPS, results, strict=True))


@pytest.mark.parametrize("how", STOPS)
def test_a_chapter_ends_at_the_cell_that_did_not_come_to_its_end(stopped, how):
    result = stopped[how]
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


@pytest.mark.parametrize("cold", [False, True], ids=["warm", "cold"])
def test_nothing_that_a_cell_shows_is_lost_in_a_flood(notebooks, write_notebook, tmp_path, cold):
    for number, code in enumerate(FLOODS.values(), 10):
        write_notebook(notebooks, f"{number}-a.ipynb", code)
    results = execute_sections(plan(notebooks), GIVEN, tmp_path, jobs=2, timeout=3000, cold=cold)
    assert [result.failed for result in results] == [None] * len(FLOODS)
    logs, lines, displays, large = (outputs_of(result.path) for result in results)
    assert sum("data" in output for output in logs) == 20
    assert sum("".join(output.get("text", "")).count("\n") for output in logs) == 10_000
    assert "".join(lines[0]["text"]) == "".join(f"{n}\n" for n in range(2500))
    assert len(lines) == 21
    assert len(displays) == 5020
    assert len(large) == 3020
