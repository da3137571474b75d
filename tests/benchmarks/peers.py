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
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

PARAMETERS = {"quarter": "2024Q1", "data": "../data"}
# a theme is fetched from the net; what it would make of the pages is not measured
BARE_THEME = "jtex: v1\ntitle: bare\nversion: 1.0.0\nbuild:\n  install: 'true'\n  start: 'true'\n"
GLANCE = 0.01  # seconds


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


@contextmanager
def live_book(program: str, project: Path) -> Iterator[Path]:
    """Let Jupyter Book 2 execute the notebooks of a project and follow them; yield the folder in
    which each page's content stands as the open page gets it.
    """
    theme = project / "theme"
    theme.mkdir()
    (theme / "template.yml").write_text(BARE_THEME)
    (project / "myst.yml").write_text(
        "version: 1\nproject:\n  title: cchc\nsite:\n  template: ./theme\n"
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    jupyter = [sys.executable, "-m", "jupyter_server", "--allow-root", "--no-browser"]
    jupyter += [f"--port={port}", "--ServerApp.port_retries=0", "--IdentityProvider.token=book"]
    reach = {"JUPYTER_BASE_URL": f"http://127.0.0.1:{port}", "JUPYTER_TOKEN": "book"}
    with ExitStack() as stack:
        said = stack.enter_context((project / "said").open("w+"))
        for command in (jupyter, [program, "start", "--headless", "--execute"]):
            process = subprocess.Popen(
                command, cwd=project, env=os.environ | reach, stdout=said, stderr=said
            )
            stack.callback(process.wait)
            stack.callback(process.terminate)
            await_text(project / "said", "http" if command is jupyter else " pages for project")
        yield project / "_build" / "site" / "content"


def await_text(file: Path, text: str) -> None:
    """Wait until a file holds this text."""
    while not (file.exists() and text in file.read_text(encoding="utf-8", errors="replace")):
        time.sleep(GLANCE)


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
    from cchc.report.opening_reports import read_handed, take_over

    take_over(read_handed(checked))
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
                (getattr(value, "_repr_mimebundle_", None) or value._ipython_display_)()


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
