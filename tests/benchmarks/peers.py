"""What the workbook's own execution is held against: each way to run notebooks as a command of its
own.

    python tests/benchmarks/peers.py floor NOTEBOOK...
    python tests/benchmarks/peers.py papermill OUT NOTEBOOK...

floor       the cells in one warm Python per core, the report checked once, nothing written
papermill   papermill and nbconvert in one process, stock kernels
"""

import ast
import importlib
import json
import multiprocessing
import os
import shlex
import sys
import tempfile
from functools import partial
from pathlib import Path

PARAMETERS = {"quarter": "2024Q1", "data": "../data"}


def naive(notebooks: list[Path], out: Path) -> list[str]:
    """Give the loop that most would write: two commands for each notebook."""
    given = " ".join(f"-p {name} {value}" for name, value in PARAMETERS.items())
    bin = Path(sys.executable).parent
    lines = ["set -e"]
    for notebook in notebooks:
        executed = shlex.quote(str(out / notebook.name))
        lines.append(
            f"{bin}/papermill --no-progress-bar {given} {shlex.quote(notebook.name)} {executed}"
        )
        lines.append(f"{bin}/jupyter nbconvert --to html {executed}")
    return ["sh", "-c", "\n".join(lines)]


def jupyter_book(program: str, notebooks: list[Path], out: Path) -> list[str]:
    """Lay a book of the notebooks in `out` and give the command that builds it."""
    sections = out / "notebooks"
    sections.mkdir(parents=True)
    (out / "data").symlink_to(notebooks[0].resolve().parent.parent / "data")
    for notebook in notebooks:
        (sections / notebook.name).write_bytes(notebook.read_bytes())
    (out / "_config.yml").write_text(
        "title: cchc\nexecute:\n  execute_notebooks: force\n  timeout: 600\n"
    )
    first, *rest = (f"notebooks/{notebook.stem}" for notebook in notebooks)
    chapters = "".join(f"  - file: {name}\n" for name in rest)
    (out / "_toc.yml").write_text(f"format: jb-book\nroot: {first}\nchapters:\n{chapters}")
    return [program, "build", "--all", "--quiet", "--path-output", str(out / "built"), str(out)]


def lay_kernel(folder: Path) -> dict[str, str]:
    """Lay a kernelspec of this Python where a Jupyter of another environment finds it; return the
    variables.
    """
    spec = {
        "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "Python 3",
        "language": "python",
    }
    place = folder / "kernels" / "python3"
    place.mkdir(parents=True)
    (place / "kernel.json").write_text(json.dumps(spec))
    return {"JUPYTER_PATH": str(folder)}


def run_floor(notebooks: list[str]) -> None:
    """Execute the cells and make what they show; imports are done, and the report is read and
    checked, once for all.
    """
    for name in ("matplotlib.backends.backend_svg", "cchc.show.stacks"):
        importlib.import_module(name)
    from cchc.model.hashes import hash_inputs
    from cchc.report.opening_reports import hand_over, read_report

    data = Path(notebooks[0]).parent / PARAMETERS["data"]
    report = read_report(PARAMETERS["quarter"], data)
    with tempfile.TemporaryDirectory() as folder:
        checked = Path(folder, "report")
        hand_over(report, hash_inputs(report.quarter, data), checked)
        with multiprocessing.get_context("fork").Pool(len(os.sched_getaffinity(0))) as pool:
            pool.map(partial(_run_cells, checked), notebooks, chunksize=1)


def _run_cells(checked: Path, path: str) -> None:
    from cchc.report.opening_reports import take_over

    take_over(checked)
    notebook = Path(path)
    os.chdir(notebook.parent)
    names = {"__name__": "__main__"}
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] != "code":
            continue
        tree = ast.parse("".join(cell["source"]))
        shown = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, path, "exec"), names)
        if "parameters" in cell["metadata"].get("tags", ()):
            names.update(PARAMETERS)
        if shown:
            value = eval(compile(ast.Expression(shown.value), path, "eval"), names)
            if value is not None:  # parts that need other quarters show nothing without them
                value._repr_mimebundle_()


def run_papermill(out: str, notebooks: list[str]) -> None:
    """Execute and convert one after the other, as the two libraries do by themselves."""
    from nbconvert import HTMLExporter
    from papermill import execute_notebook

    exporter = HTMLExporter()
    for notebook in map(Path, notebooks):
        os.chdir(notebook.parent)
        executed = Path(out) / notebook.name
        execute_notebook(notebook, executed, PARAMETERS, kernel_name="python3", progress_bar=False)
        executed.with_suffix(".html").write_text(
            exporter.from_filename(str(executed))[0], encoding="utf-8"
        )


if __name__ == "__main__":
    if sys.argv[1] == "floor":
        run_floor(sys.argv[2:])
    else:
        run_papermill(sys.argv[2], sys.argv[3:])
