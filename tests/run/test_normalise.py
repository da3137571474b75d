import sys
from pathlib import Path

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from cchc.run.normalise import name_cells, normalise


def executed(text="", error=()):
    outputs = [new_output("stream", name="stderr", text=text)]
    outputs += [
        new_output("error", ename="ValueError", evalue=line, traceback=[line]) for line in error
    ]
    cell = new_code_cell("1", id="a", outputs=outputs)
    cell.metadata.update(
        papermill={"duration": 1.5}, execution={"iopub.execute_input": "now"}, tags=["keep"]
    )
    injected = new_code_cell(
        "data = '/somewhere'", id="random", metadata={"tags": ["injected-parameters"]}
    )
    marker = new_markdown_cell("failed", metadata={"tags": ["papermill-error-cell-tag"]})
    metadata = {
        "papermill": {"start_time": "now"},
        "language_info": {"name": "python", "version": "3.11.7"},
    }
    return new_notebook(cells=[marker, injected, cell], metadata=metadata)


def test_times_versions_and_markers_of_a_run_are_dropped():
    notebook = normalise(executed(), {}, Path("project"))
    assert [cell.id for cell in notebook.cells] == ["injected-parameters", "a"]
    assert notebook.cells[1].metadata == {"tags": ["keep"]}
    assert notebook.metadata.language_info == {"name": "python"}
    assert set(notebook.metadata) == {"kernelspec", "language_info"}


def test_the_injected_cell_says_what_is_to_be_shown():
    notebook = normalise(executed(), {"quarter": "2024Q1", "data": "../data"}, Path("project"))
    assert notebook.cells[0].source == "# Parameters\nquarter = '2024Q1'\ndata = '../data'"


def test_paths_of_the_machine_are_shortened(tmp_path):
    packages = (
        f"{sys.prefix}/lib/python{sys.version_info.major}.{sys.version_info.minor}/site-packages"
    )
    error = [f"{tmp_path}/data/x.csv", f"{packages}/pandas/core.py", f"{Path.home()}/else.py"]
    notebook = normalise(executed("/tmp/ipykernel_12/345.py:1: UserWarning", error), {}, tmp_path)
    stream, *errors = notebook.cells[1].outputs
    assert stream.text == "cell.py:1: UserWarning"
    assert [output.evalue for output in errors[:2]] == [
        "data/x.csv",
        "site-packages/pandas/core.py",
    ]
    assert errors[0].traceback == ["data/x.csv"]


def test_home_written_as_a_tilde_is_shortened_too(monkeypatch, tmp_path):
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    notebook = normalise(executed(error=["File ~/project/lib/x.py:3"]), {}, tmp_path / "project")
    assert notebook.cells[1].outputs[1].evalue == "File lib/x.py:3"


def test_cells_without_an_id_get_their_place_and_others_keep_theirs():
    notebook = new_notebook(cells=[new_code_cell("1", id="mine"), new_code_cell("2")])
    del notebook.cells[1]["id"]
    assert [cell.id for cell in name_cells(notebook).cells] == ["mine", "cell-01"]


def test_a_megabyte_without_a_space_comes_to_an_end():
    # from every letter to the end and back would be minutes of work, in which no signal is heard
    notebook = normalise(
        executed("x" * 1_000_000 + " /tmp/ipykernel_12/345.py:3"), {}, Path("project")
    )
    assert notebook.cells[1].outputs[0].text.endswith("x cell.py:3")
