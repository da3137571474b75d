"""The explorer notebook in a real kernel, over the shipped data and over a quarter without
figures.
"""

import shutil
from pathlib import Path

import pytest

from cchc.run.chapter import run_notebook
from cchc.run.private import private_folder

PROJECT = Path(__file__).parents[2]


def outputs_of(notebook, id: str) -> list:
    return next(cell.outputs for cell in notebook.cells if cell.id == id)


@pytest.fixture
def run(tmp_path, warm_for_all):
    """Execute the explorer over a data folder."""
    notebook = shutil.copytree(PROJECT / "notebooks", tmp_path / "notebooks") / "kham-pha.ipynb"

    def run(data: str):
        with private_folder() as private, warm_for_all() as warm:
            return run_notebook(notebook, {"data": data}, private, 3600.0, warm)

    return run


def faults_of(notebook) -> list:
    outputs = [(cell.id, output) for cell in notebook.cells for output in cell.get("outputs", ())]
    return [
        (id, output)
        for id, output in outputs
        if output.output_type == "error" or output.get("name") == "stderr"
    ]


@pytest.mark.parametrize("empty", [False, True], ids=["shipped data", "no figures yet"])
def test_the_explorer_runs_without_an_error(run, folder, empty):
    notebook = run(str(folder.root) if empty else str(PROJECT / "data"))
    assert not faults_of(notebook)
    # the code of the tables comes first, then what uses it; neither is fetched
    code, theme = (output.data["text/html"] for output in outputs_of(notebook, "nap-bang"))
    assert "atob" in code
    assert "set_or_remove_dark_class" in theme
    assert "https:" not in theme
    (desk,) = outputs_of(notebook, "ban-lam-viec")
    assert "application/vnd.jupyter.widget-view+json" in desk.data
    for id in ("bao-cao", *([] if empty else ["giai-thich", "truy-vet"])):
        (output,) = outputs_of(notebook, id)
        assert set(output.data) == {"text/html", "text/plain"}
