"""What the command line shows: bars and tables on a terminal, plain lines in a log, one message for
an error.
"""

import errno
import os
import sys
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, Protocol

import typer

from cchc.errors import BAD_REQUEST, CHAPTER_FAILED, CchcError, OutputError, PublishError
from cchc.language import say, say_system, translate

from .plain_text import find_console, plain_output, show_plainly

if TYPE_CHECKING:
    from rich.progress import Progress

    from cchc.report.checked import CheckedReport
    from cchc.report.what_if import WhatIf


class Piece(Protocol):
    """A piece of work: a section of a build, or a build of a batch."""

    id: str
    name: str


class Result(Protocol):
    """What became of a piece."""

    seconds: float
    failed: str | None
    cached: bool


def print_findings(report: "CheckedReport") -> None:
    """Print the findings as a table, or one line each where nobody looks at a terminal; then the
    sums.
    """
    from cchc.checks.known_acts import count_compared

    findings = report.findings
    rows = [
        (f.finding, translate(f.severity), f.section, f.says, f.decision and translate(f.decision))
        for f in findings
    ]
    if console := find_console(sys.stdout):
        from rich.markup import escape
        from rich.table import Column, Table

        table = Table(
            Column(say("finding"), no_wrap=True, overflow="fold"),  # an id is to be copied
            say("severity"),
            say("section"),
            say("says"),
            say("decision"),
            show_lines=True,
        )
        for row in rows:
            table.add_row(*(escape(show_plainly(text)) for text in row))
        console.print(table)
    else:
        for row in rows:
            print("  ".join(" ".join(text.split()) for text in row).rstrip())
    sums = Counter(finding.severity for finding in findings)
    print(
        say(
            "{quarter}: {figures} figures, {rules} rules, {findings} findings: {errors} errors"
            " ({open_errors} open), {warnings} warnings, {remarks} remarks",
            quarter=report.quarter,
            figures=len(report.figures),
            rules=len(report.facts.rules),
            findings=len(findings),
            errors=sums["error"],
            open_errors=sum(finding.is_open_error for finding in findings),
            warnings=sums["warning"],
            remarks=sums["info"],
        )
    )
    cited, known = count_compared(report)
    if cited:
        print(
            say(
                "{cited} documents are cited: {known} are in the register of documents, {left} were"
                " not compared with the original (data/README.md says how to add one)",
                cited=cited,
                known=known,
                left=cited - known,
            )
        )
    print_missing(len(report.expected), str(report.quarter))


def print_missing(count: int, quarter: str) -> None:
    """Say how many expected figures are still without a number; nothing where none is."""
    if count:
        print(
            say(
                "{count} expected figures have no number yet: empty cells of"
                " {quarter}/figures.csv, column printed",
                count=count,
                quarter=quarter,
            )
        )


def print_told(lines: Sequence[str], most: int = 20) -> None:
    """Say what of the notebooks could not be published, the first lines of many."""
    for line in lines[:most]:
        print(line, file=sys.stderr)
    if len(lines) > most:
        print(say("and {count} more like these", count=len(lines) - most), file=sys.stderr)


def print_change(change: "WhatIf") -> None:
    """Print what changing figures would bring, a line each: - vanishes, + appears."""
    for sign, findings in (("-", change.vanish), ("+", change.appear)):
        for finding in findings:
            says = " ".join(finding.says.split())
            severity = translate(finding.severity)
            print(f"{sign} {finding.finding}  {severity}  {finding.section}  {says}")
    print(
        say(
            "{vanish} would vanish, {appear} would appear",
            vanish=len(change.vanish),
            appear=len(change.appear),
        )
    )


@contextmanager
def watching(pieces: Sequence[Piece], what: str) -> Iterator["Lines | Bars"]:
    """Show how the work goes on, on stderr, so that stdout keeps the results alone."""
    console = find_console(sys.stderr)
    if not console:
        yield Lines(len(pieces))
        return
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[count]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        yield Bars(progress, len(pieces), what)


class Lines:
    """One line per finished piece."""

    def __init__(self, total: int):
        self.total, self.done = total, 0

    def started(self, plan: Piece) -> None:
        pass

    def finished(self, plan: Piece, result: Result) -> None:
        self.done += 1
        print(f"[{self.done}/{self.total}] {_line(plan, result)}", file=sys.stderr, flush=True)


class Bars:
    """A bar for the whole and one for each running piece; a line stays for each finished one."""

    def __init__(self, progress: "Progress", total: int, what: str):
        self.progress, self.total, self.done = progress, total, 0
        self.whole = progress.add_task(what, total=total, count="")
        self.running = {}

    def started(self, plan: Piece) -> None:
        self._stop(plan)
        self.running[plan.id] = self.progress.add_task(
            show_plainly(plan.name), total=None, count=""
        )

    def finished(self, plan: Piece, result: Result) -> None:
        self._stop(plan)
        line = show_plainly(_line(plan, result))
        self.progress.console.print(line, markup=False, highlight=False)
        self.done += 1
        self.progress.update(self.whole, completed=self.done, count=f"{self.done}/{self.total}")

    def _stop(self, plan: Piece) -> None:
        # a piece whose process was killed starts twice
        if plan.id in self.running:
            self.progress.remove_task(self.running.pop(plan.id))


def _line(plan: Piece, result: Result) -> str:
    if result.cached:
        return say("{name} unchanged", name=plan.name)
    if result.failed:
        return say("{name} FAILED {seconds:.1f} s", name=plan.name, seconds=result.seconds)
    return say("{name} done {seconds:.1f} s", name=plan.name, seconds=result.seconds)


@contextmanager
def told_plainly(publishes: bool = False) -> Iterator[None]:
    """Turn what can go wrong into one message on stderr and an exit code; a traceback is never
    shown, and what is printed in the block is text alone. A command that `publishes` says that what
    it published before is unchanged.
    """
    told = _unchanged if publishes else str
    with plain_output():
        try:
            yield
            sys.stdout.flush()  # a full disk is told here, not when the process has ended
        except typer.Exit:
            raise
        except OutputError as error:
            _drop_output()
            stop(str(error), error.exit_code)
        except PublishError as error:
            stop(told(error), error.exit_code)
        except CchcError as error:
            stop(str(error), error.exit_code)
        except BrokenPipeError:
            _drop_output()  # the reader, such as head, has seen enough
            raise typer.Exit(BAD_REQUEST) from None
        except OSError as error:
            stop(told(_say_system(error)), BAD_REQUEST)
        except MemoryError:
            stop(
                told(say("memory ran out; close other programs or build with --jobs 1")),
                CHAPTER_FAILED,
            )
        except KeyboardInterrupt:
            stop(told(say("stopped")), 130)
        except Exception as error:
            stop(told(_unforeseen(error)), CHAPTER_FAILED)


def _drop_output() -> None:
    """Throw away what still waits to be written, or Python would complain of it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _unchanged(told: object) -> str:
    return say("{told}; what was published before is unchanged", told=told)


def _say_system(error: OSError) -> str:
    """Say what the system refused, where, and what to do about it."""
    place = f"{shown(Path(error.filename))}: " if isinstance(error.filename, str) else ""
    told = f"{place}{say_system(error)}"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return say("{told}; make room there and run this again", told=told)
    if error.errno in (errno.EMFILE, errno.ENFILE):
        return say("{told}; let it open more files: ulimit -n 1024", told=told)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return say("{told}; ask for the right to it, or name another place", told=told)
    if error.errno in (errno.EEXIST, errno.ENOTDIR):
        return say("{told}; a file stands where a folder is wanted: name another", told=told)
    return told


def stop(message: str, code: int) -> NoReturn:
    """Leave with a message on stderr."""
    print(message, file=sys.stderr)
    raise typer.Exit(code)


def shown(path: Path) -> str:
    """Write a path as short as the working directory allows."""
    absolute = Path(os.path.abspath(path))
    return str(
        absolute.relative_to(Path.cwd()) if absolute.is_relative_to(Path.cwd()) else absolute
    )


def _unforeseen(error: Exception) -> str:
    if os.environ.get("CCHC_TRACEBACK"):
        traceback.print_exception(error)
    frames = traceback.extract_tb(error.__traceback__)
    place = next((f for f in reversed(frames) if f"{os.sep}cchc{os.sep}" in f.filename), frames[-1])
    return say(
        "a fault in cchc itself, not in the data: {error} ({file}, line {line});"
        " CCHC_TRACEBACK=1 prints the whole traceback",
        error=f"{type(error).__name__}: {error}",
        file=Path(place.filename).name,
        line=place.lineno,
    )
