"""One notebook through papermill, in a kernel of its own."""

import time
from collections.abc import Mapping
from pathlib import Path

from .notebook import nbformat  # isort: skip - before whatever else imports nbformat
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.engines import NBClientEngine, papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.execute import execute_notebook

from cchc.objects.mimebundles import MODULE as DISPLAYS

from .forked import warm_answers
from .manager import manager_class
from .normalise import INJECTED, name_cells

NOT_STARTED = "the kernel did not start"
START_LIMIT = 60


class SectionEngine(NBClientEngine):
    """Papermill's own engine, with our kernels and a time limit for the notebook instead of for
    each cell.

    A kernel that dies or hangs leaves an error in the cell that was running, as an exception would.
    """

    @classmethod
    def execute_managed_notebook(
        cls, nb_man, kernel_name, *, notebook_timeout, executed, **settings
    ):
        """Execute and append the notebook to `executed`; `kernel_manager_class` is one of the
        settings.
        """
        executed.append(nb_man.nb)
        end = time.monotonic() + notebook_timeout
        try:
            super().execute_managed_notebook(
                nb_man,
                kernel_name,
                shutdown_kernel="immediate",
                extra_arguments=[
                    "--HistoryManager.enabled=False",
                    f"--InteractiveShellApp.extra_extensions={DISPLAYS}",
                ],
                timeout_func=lambda cell: max(0.1, end - time.monotonic()),
                **settings,
            )
        except CellTimeoutError:
            _leave_error(
                nb_man.nb,
                "TimeoutError",
                f"the notebook was not done after {notebook_timeout:g} seconds",
            )
        except DeadKernelError:
            _leave_error(
                nb_man.nb, "DeadKernelError", "the kernel died: a library crashed or memory ran out"
            )


papermill_engines.register("cchc", SectionEngine)


def run_notebook(
    path: Path, parameters: Mapping[str, object], private: Path, timeout: float, warm: str
) -> NotebookNode:
    """Execute a notebook with its own folder as working directory; errors stay in the notebook
    returned.

    Its kernel is forked from the warm process at `warm`, or is a stock one where that is "" or was
    killed.
    """
    notebook = _run_once(path, parameters, private, timeout, warm)
    failed = failure_of(notebook) or ""
    # the warm process may die while a kernel runs or while one is being started
    if warm and ("DeadKernelError" in failed or NOT_STARTED in failed) and not warm_answers(warm):
        return _run_once(path, parameters, private, timeout, "")
    return notebook


def _run_once(
    path: Path, parameters: Mapping[str, object], private: Path, timeout: float, warm: str
) -> NotebookNode:
    source = name_cells(nbformat.read(path, as_version=4))
    for cell in source.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    executed: list[NotebookNode] = []
    try:
        execute_notebook(
            source,
            None,  # a file would be read again at once
            parameters=dict(parameters),
            engine_name="cchc",
            kernel_name="python3",
            language="python",
            cwd=path.parent,
            progress_bar=False,
            log_output=False,
            request_save_on_cell_execute=False,
            autosave_cell_every=0,
            start_timeout=START_LIMIT,
            notebook_timeout=timeout,
            executed=executed,
            kernel_manager_class=manager_class(private, warm),
        )
    except PapermillExecutionError:
        pass  # the notebook holds the error
    except RuntimeError as error:
        _leave_error(source, "RuntimeError", f"{NOT_STARTED} ({error})")
        return source
    return executed[0]


def failure_of(notebook: NotebookNode) -> str | None:
    """Say in one line where and why a notebook stopped, such as 'code cell 3: ValueError: ...'.

    Cells are numbered as "Run all" in JupyterLab numbers them.
    """
    number = 0
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        number += INJECTED not in cell.metadata.get("tags", [])
        for output in cell.outputs:
            if output.output_type == "error":
                message = next(
                    (line.strip() for line in output.evalue.splitlines() if line.strip()), ""
                )
                return f"code cell {number}: {output.ename}" + (f": {message}" if message else "")
    return None


def _leave_error(notebook: NotebookNode, name: str, message: str) -> None:
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    begun = [cell for cell in code if cell.metadata.get("papermill", {}).get("start_time")]
    cell = (begun or code)[-1 if begun else 0]
    cell.outputs.append(
        nbformat.v4.new_output(
            "error", ename=name, evalue=message, traceback=[f"{name}: {message}"]
        )
    )
