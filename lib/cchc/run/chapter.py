"""One notebook through papermill, in a kernel of its own."""

import itertools
import logging
import os
import re
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from .lean_nbformat import NotebookNode, nbformat  # isort: skip - before whatever else imports nbformat
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, papermill_engines
from papermill.execute import execute_notebook

from cchc.language import say

from .forked import warm_answers
from .kernels import SENT
from .manager import manager_class
from .normalise import INJECTED, read_cells

START_LIMIT = 600  # seconds: one that died is noticed without it
# what ends a notebook without an exception of its own, by the name that its error bears; the
# message is filled in when it is told, so that the notebook holds no language
DIED, LATE, LEFT = "DeadKernelError", "NotebookTimeout", "NotebookLeft"
LOST, NOT_RUN, UNSTARTED = "OutputLost", "CellNotRun", "KernelNotStarted"
REASONS: dict[str, Callable[[str], str]] = {
    DIED: lambda _: say("the kernel died: a library crashed or memory ran out"),
    LATE: lambda limit: say("the notebook was not done after {limit} seconds", limit=limit),
    LEFT: lambda _: say("exit() and quit() end no notebook that is published; take them out"),
    LOST: lambda count: say("{count} of the messages that it sent did not arrive", count=count),
    NOT_RUN: lambda _: say("the kernel did not run this cell"),
    UNSTARTED: lambda why: say("the kernel did not start ({why})", why=why),
}
_NO_MODULE = re.compile(r"No module named '([^']+)'")
_NO_NAME = re.compile(r"name '([^']+)' is not defined")
_NO_FILE = re.compile(r"\[Errno 2\] No such file or directory: '([^']+)'")
# how a traceback shows the line of a cell
_COLOURS, _AT_LINE = re.compile(r"\x1b\[[\d;]*m"), re.compile(r"^-+> ?\d+ (.+)")
_number = itertools.count(1)


class ChapterClient(PapermillNotebookClient):
    """Papermill's client, which takes a cell for done only when the kernel's reply says so and all
    that the cell sent has arrived.

    The reply decides, not the outputs: a magic that is not there, or an exception whose traceback
    is suppressed, leaves none.
    """

    received = 0

    def process_message(self, msg, cell, cell_index):
        self.received += 1
        if msg["msg_type"] == "error":
            _complete_error(msg["content"])
        return super().process_message(msg, cell, cell_index)

    async def _async_poll_output_msg(self, parent_msg_id, cell, cell_index):
        self.received = 0
        await super()._async_poll_output_msg(parent_msg_id, cell, cell_index)

    async def _check_raise_for_error(self, cell, cell_index, exec_reply):
        problem = _problem_of(exec_reply, self.received)
        if problem is None:
            return
        if not any(output.output_type == "error" for output in cell.outputs):
            cell.outputs.append(nbformat.v4.new_output("error", **problem))
        raise CellExecutionError.from_cell_and_msg(cell, problem)


def _problem_of(reply: Mapping[str, Any], received: int) -> dict[str, Any] | None:
    """Say as an error what keeps a cell from counting as done, or None."""
    content = dict(reply["content"])
    if content.get("status") == "error":
        _complete_error(content)
        return {name: content[name] for name in ("ename", "evalue", "traceback")}
    sent = reply.get("metadata", {}).get(SENT)
    if content.get("status") != "ok" or sent is None:
        return _as_error(NOT_RUN)
    if any(each.get("source") == "ask_exit" for each in content.get("payload") or ()):
        return _as_error(LEFT)
    # the last that is received says that the kernel is idle again; it follows the reply
    lost = sent - (received - 1)
    return _as_error(LOST, str(lost)) if lost > 0 else None


def _as_error(name: str, value: str = "") -> dict[str, Any]:
    return {"ename": name, "evalue": value, "traceback": [name]}


def _complete_error(content: dict[str, Any]) -> None:
    # an exception may render its own traceback, as anything
    content["ename"] = str(content.get("ename") or "Exception")
    content["evalue"] = str(content.get("evalue") or "")
    lines = content.get("traceback")
    plain = isinstance(lines, list) and all(isinstance(line, str) for line in lines)
    content["traceback"] = (
        lines if plain and lines else [f"{content['ename']}: {content['evalue']}"]
    )


class SectionEngine(NBClientEngine):
    """Papermill's own engine, with our client and kernels and a time limit for the notebook instead
    of for each cell.

    A kernel that dies or hangs leaves an error in the cell that was running, as an exception would.
    """

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man,
        kernel_name,
        *,
        notebook_timeout,
        executed,
        record,
        data,
        start_timeout,
        kernel_manager_class,
        **_,
    ):
        """Execute and append the notebook to `executed`; `record` is the file in which the kernel
        takes down what it reads, of the folder `data` what it asks.
        """
        executed.append(nb_man.nb)
        end = time.monotonic() + notebook_timeout
        client = ChapterClient(
            nb_man,
            kernel_name=kernel_name,
            kernel_manager_class=kernel_manager_class,
            startup_timeout=start_timeout,
            shutdown_kernel="immediate",
            extra_arguments=[
                f"--KernelApp.record={record}",
                f"--KernelApp.data={data}",
            ],
            timeout_func=lambda cell: max(0.1, end - time.monotonic()),
            iopub_timeout=max(1, int(notebook_timeout)),  # all of it arrives, however long it takes
            log=logging.getLogger("papermill"),
        )
        try:
            client.execute()
        except CellTimeoutError:
            _leave_error(nb_man.nb, LATE, f"{notebook_timeout:g}")
        except DeadKernelError:
            _leave_error(nb_man.nb, DIED)
        finally:
            # papermill would look for errors in it and write it once more, to no file
            nb_man.nb = NotebookNode(nb_man.nb | {"cells": []})


papermill_engines.register("cchc", SectionEngine)


def run_notebook(
    path: Path,
    parameters: Mapping[str, object],
    private: Path,
    timeout: float,
    warm: str,
    record: Path | None = None,
) -> NotebookNode:
    """Execute a notebook with its own folder as working directory; errors stay in the notebook
    returned.

    Its kernel is forked from the warm process at `warm`, or is a stock one where that is "" or was
    killed. It takes down in `record` what it reads. Raises RequestError where the file is no
    notebook.
    """
    notes = record or private / f"reads-{os.getpid()}-{next(_number)}"
    notebook = _run_once(path, parameters, private, timeout, warm, notes)
    error = _first_error(notebook)
    # the warm process may die while a kernel runs or while one is being started
    if warm and error and error[1].ename in (DIED, UNSTARTED) and not warm_answers(warm):
        notes.unlink(missing_ok=True)
        return _run_once(path, parameters, private, timeout, "", notes)
    return notebook


def _run_once(
    path: Path,
    parameters: Mapping[str, object],
    private: Path,
    timeout: float,
    warm: str,
    record: Path,
) -> NotebookNode:
    source = read_cells(path)
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
            record=record,
            data=_locate_data(path, parameters),
            kernel_manager_class=manager_class(private, warm),
        )
    except RuntimeError as error:
        _leave_error(source, UNSTARTED, str(error))
        return source
    return executed[0]


def _locate_data(path: Path, parameters: Mapping[str, object]) -> str:
    given = parameters.get("data")
    return os.path.realpath(path.parent / given) if isinstance(given, str) and given else ""


def failure_of(notebook: NotebookNode) -> str | None:
    """Say in one line where and why a notebook stopped, such as 'code cell 3: ValueError: ...'.

    Cells are numbered as "Run all" in JupyterLab numbers them.
    """
    error = _first_error(notebook)
    if error is None:
        return None
    number, output = error
    if output.ename in REASONS:
        reason = f"{output.ename}: {REASONS[output.ename](output.evalue)}"
    else:
        reason = _say_error(output)
    return say("code cell {number}: {reason}", number=number, reason=reason)


def _say_error(output: NotebookNode) -> str:
    """Say what a cell of the analyst raised, the file that it lacks, and at which of its lines."""
    lines = (line.strip() for line in output.evalue.splitlines())
    message = next(filter(None, lines), "")
    if found := _NO_MODULE.match(message):
        message = say("there is no file or package {name} to import", name=found[1])
    elif found := _NO_NAME.match(message):
        message = say("{name} is mistyped, or the cell that makes it did not run", name=found[1])
    elif found := _NO_FILE.match(message):
        message = say("there is no file {name}", name=found[1])
    error = output.ename + (f": {message}" if message else "")
    at = next(
        filter(
            None, map(_AT_LINE.search, _COLOURS.sub("", "\n".join(output.traceback)).splitlines())
        ),
        None,
    )
    if at is None:
        return error
    return say("{error}, at “{line}”; mend this cell", error=error, line=at[1].strip())


def _first_error(notebook: NotebookNode) -> tuple[int, NotebookNode] | None:
    number = 0
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        number += INJECTED not in cell.metadata.get("tags", [])
        for output in cell.outputs:
            if output.output_type == "error":
                return number, output
    return None


def _leave_error(notebook: NotebookNode, name: str, value: str = "") -> None:
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    begun = [cell for cell in code if cell.metadata.get("papermill", {}).get("start_time")]
    cell = (begun or code)[-1 if begun else 0]
    cell.outputs.append(nbformat.v4.new_output("error", **_as_error(name, value)))
