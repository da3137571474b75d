"""Executed notebooks without time, duration, path or version: two builds give the same bytes."""

import os
import re
import site
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from .lean_nbformat import NotebookNode, nbformat
from .section_files import cell_source, read_notebook

INJECTED = "injected-parameters"
KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
CELL_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
LEFT_BY_RUNS = ("papermill", "execution", "ExecuteTime", "collapsed", "scrolled")
MARKED_BY_PAPERMILL = "papermill-error-cell-tag"
# looked for from the beginnings of words only: from every letter, a megabyte without a space would
# take minutes
CELL_FILE = re.compile(r"(?<!\S)\S*ipykernel_\d+[/\\]\d+\.py")

ADDRESS = re.compile(r" at 0x[0-9a-fA-F]{6,16}(?=>)")
WIDGET = "application/vnd.jupyter.widget-view+json"


def read_cells(path: Path) -> NotebookNode:
    """Read a notebook so that each of its cells has an id of its own, the same at every reading.

    nbformat would draw a random one where an id is missing, wrong or taken. Raises RequestError
    where the file is no notebook.
    """
    return name_cells(nbformat.from_dict(read_notebook(path)))


def name_cells(notebook: NotebookNode) -> NotebookNode:
    """Give each cell without an id of its own its place as id; fill in what a cell must have."""
    taken: set[str] = set()
    given = {str(cell.get("id")) for cell in notebook.cells}
    for number, cell in enumerate(notebook.cells):
        id = cell.get("id")
        if not (isinstance(id, str) and CELL_ID.fullmatch(id)) or id in taken:
            id = f"cell-{number:02}"
            while id in taken | given:
                id += "-x"
        cell.id = id
        taken.add(id)
        cell.source = cell_source(cell)
        cell.metadata = NotebookNode(cell.get("metadata") or {})
        if cell.cell_type == "code":
            cell.setdefault("outputs", [])
            cell.setdefault("execution_count", None)
    notebook.metadata = NotebookNode(notebook.get("metadata") or {})
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook


def normalise(notebook: NotebookNode, shown: Mapping[str, object], project: Path) -> NotebookNode:
    """Return the executed notebook with only what the same inputs give again.

    `shown` is what the injected cell is to say. Paths in messages and tracebacks are shortened to
    `project` and to the folder of packages.
    """
    notebook.cells = [
        cell for cell in notebook.cells if MARKED_BY_PAPERMILL not in cell.metadata.get("tags", [])
    ]
    notebook.metadata = NotebookNode(kernelspec=dict(KERNELSPEC), language_info={"name": "python"})
    for cell in notebook.cells:
        for key in LEFT_BY_RUNS:
            cell.metadata.pop(key, None)
        if not cell.metadata.get("tags"):
            cell.metadata.pop("tags", None)
        if INJECTED in cell.metadata.get("tags", []):
            cell.id = INJECTED
            cell.source = "\n".join(
                ["# Parameters", *(f"{name} = {value!r}" for name, value in shown.items())]
            )
        if "outputs" in cell:
            cell.outputs = list(_join_streams(cell.outputs))
        for number, output in enumerate(cell.get("outputs", ())):
            _name_things(output, f"{cell.get('id', '')}-{number}")
            if output.output_type == "stream":
                output.text = _without_places(output.text, project)
            elif output.output_type == "error":
                output.evalue = _without_places(output.evalue, project)
                output.traceback = [_without_places(line, project) for line in output.traceback]
    return notebook


def _join_streams(outputs: Sequence[NotebookNode]) -> Iterator[NotebookNode]:
    """Join what was printed between two other outputs, stdout first.

    In how many pieces it comes, and which of the two streams is first, is a matter of time.
    """
    for printed, group in groupby(outputs, lambda output: output.output_type == "stream"):
        if not printed:
            yield from group
            continue
        texts: dict[str, str] = {}
        for output in group:
            texts[output.name] = texts.get(output.name, "") + output.text
        for name in sorted(texts, reverse=True):
            yield NotebookNode(output_type="stream", name=name, text=texts[name])


def _name_things(output: NotebookNode, place: str) -> None:
    """Take out where in memory a thing lay, and name a widget after its place."""
    data = output.get("data", {})
    if isinstance(data.get(WIDGET), dict):
        data[WIDGET]["model_id"] = place
    if isinstance(data.get("text/plain"), str):
        data["text/plain"] = ADDRESS.sub(" at 0x…", data["text/plain"])
    if output.output_type == "stream":
        output.text = ADDRESS.sub(" at 0x…", output.text)


def _without_places(text: str, project: Path) -> str:
    library = str(Path(__file__).parents[3])
    places = [*((folder, "site-packages/") for folder in site.getsitepackages())]
    places += [
        (str(project), ""),
        (library, ""),
        (sys.prefix, "python/"),
        (sys.base_prefix, "python/"),
    ]
    home = str(Path.home())
    for folder, name in places:
        text = text.replace(folder + os.sep, name)
        if folder.startswith(home + os.sep):
            # IPython writes the home folder as ~
            text = text.replace("~" + folder.removeprefix(home) + os.sep, name)
    return CELL_FILE.sub("cell.py", text)
