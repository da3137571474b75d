"""Execute chapters on figures that are wrong in one place, and print what failed.

    nice python tests/benchmarks/wrong_numbers.py [--quarter 2024Q1] [--data DIR] [--first N]
        [--kinds zero,tenfold,tenth,negative,empty,huge,gone,indicator,org] [--only 00,04]
        [--whole N] [--jobs N] [--log FILE]

Each figure in turn becomes 0, ten times itself, a tenth, negative, empty, huge, or its row goes;
each indicator and each org in turn loses all its figures. Each changed quarter is written, read and
checked like any other, and its chapters are executed here, every output made as a kernel would make
it. A chapter must come to its end. Counted is also how many wrong numbers a finding tells that the
right quarter has not.

A chapter runs as it did on the right quarter where everything it asked there has the same answer
here, and a chapter that came to its end there comes to its end here: it is not executed again. What
a build relies on so (`report/asked.py`, `report/asking_again.py`) is held against the truth: on one
change of `--whole N` (50 unless told) all chapters are executed, and one that need not have been
must send to the byte what it sends on the right quarter.

One process has everything imported and the quarter as it is executed, and forks `--jobs` children.
They paint no chart again that is drawn from the same values, and search no group of connected
figures again that is the same; a suggested value that was tried in another change is tried again
only where all chapters are executed. The changes are walked in an order that spreads the first N
evenly over all; what stands in the log is not walked again.
"""

import argparse
import ast
import csv
import gc
import io
import json
import multiprocessing
import pickle
import shutil
import sys
import tempfile
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache, partial
from pathlib import Path
from types import FunctionType, MethodType
from typing import Any

import matplotlib

from cchc.errors import CchcError
from cchc.model.numbers import format_number, parse_printed
from cchc.report import opening_reports
from cchc.report.asked import WHOLE, Root, ask_of
from cchc.report.asking_again import Answers
from cchc.report.checked import CheckedReport, WhatIf
from cchc.report.listening import Listener
from cchc.run.section_files import cell_source, plan, read_notebook
from cchc.show import charts
from errloc import localising, repairing

PROJECT = Path(__file__).parents[2]
KINDS = ("zero", "tenfold", "tenth", "negative", "empty", "huge", "gone", "indicator", "org")
VAIN = 8  # changes in a row in which a chapter got other answers
GOLDEN = 0.6180339887498949
Row = dict[str, str]


@dataclass(frozen=True)
class Change:
    """A way in which the figures of a quarter are wrong."""

    says: str
    rows: Sequence[Row]


def change(printed: str, unit: str, kind: str) -> str | None:
    """Give a figure's text with one fault, None where its row goes."""
    mark = "%" if printed.endswith("%") else ""
    match kind:
        case "zero":
            return f"0{mark}"
        case "negative":
            return f"-{printed}"
        case "empty":
            return ""
        case "huge":
            return "999999999999999" + mark
        case "gone":
            return None
    value = parse_printed(printed, unit)
    factor = 10 if kind == "tenfold" else 1
    if kind == "tenfold":
        return format_number(value.value * factor, value.decimals) + mark
    smaller = value.value / 10
    if unit != "%" and not value.decimals:
        smaller = smaller.to_integral_value()
    return format_number(smaller, value.decimals) + mark


def list_changes(rows: Sequence[Row], units: dict[str, str], kinds: Sequence[str]) -> list[Change]:
    """List every change, in an order whose beginning is an even sample of the whole."""
    changes = []
    for place, row in enumerate(rows):
        name = f"{row['section']}:{row['indicator']}:{row['org']} {row['printed']} (row {place})"
        for kind in kinds:
            if kind in ("indicator", "org"):
                continue
            text = change(row["printed"], units[row["indicator"]], kind)
            put = [] if text is None else [row | {"printed": text}]
            wrong = [*rows[:place], *put, *rows[place + 1 :]]
            changes.append(Change(f"{kind} {name}", wrong))
    for column in {"indicator", "org"} & set(kinds):
        for code in sorted({row[column] for row in rows}):
            left = [row for row in rows if row[column] != code]
            changes.append(Change(f"{column} {code} without figures", left))
    changes.sort(key=lambda one: one.says)
    spread = sorted(range(len(changes)), key=lambda place: place * GOLDEN % 1)
    return [changes[place] for place in spread]


def run_chapter(path: Path, report: CheckedReport) -> list[str]:
    """Execute the cells of a notebook here on a report that was read, and give what each sends as a
    page prints it. Raises RuntimeError naming the cell that failed.
    """
    reading = opening_reports.read_report
    opening_reports.read_report = lambda quarter, data: report
    try:
        return _run_cells(path, report)
    finally:
        opening_reports.read_report = reading


def _run_cells(path: Path, report: CheckedReport) -> list[str]:
    space: dict = {}
    sent = []
    matplotlib.rcdefaults()
    for where, body, last, is_parameters in compile_cells(path):
        try:
            exec(body, space)  # the project's own notebooks
            if is_parameters:
                space |= {"quarter": str(report.quarter), "data": str(report.data)}
            shown = eval(last, space) if last else None
            if hasattr(shown, "_repr_mimebundle_"):
                sent.append(str(shown._repr_mimebundle_()))
        except Exception as error:
            raise RuntimeError(f"{where}: {type(error).__name__}: {error}") from error
    return sent


@cache
def compile_cells(path: Path) -> list[tuple]:
    """Compile each code cell of a notebook: its place, what it does, the value that it ends in."""
    cells = []
    for cell in read_notebook(path)["cells"]:
        if cell["cell_type"] != "code":
            continue
        where = f"{path.name}, {cell.get('id')}"
        tree = ast.parse(cell_source(cell))
        ends = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        last = compile(ast.Expression(ends.value), where, "eval") if ends else None
        is_parameters = "parameters" in cell["metadata"].get("tags", ())
        cells.append((where, compile(tree, where, "exec"), last, is_parameters))
    return cells


class Memo:
    """Answers kept by what they were asked with; the oldest go first."""

    def __init__(self, most: int):
        self.most, self.kept = most, OrderedDict()

    def __call__(self, key: Hashable, answer: Callable[[], Any]) -> Any:
        if key not in self.kept:
            self.kept[key] = answer()
            while len(self.kept) > self.most:
                self.kept.popitem(last=False)
        self.kept.move_to_end(key)
        return self.kept[key]


def fingerprint(thing: object) -> bytes:
    """Give bytes that are the same for functions that do the same with the same values."""
    match thing:
        case FunctionType():
            inside = [cell.cell_contents for cell in thing.__closure__ or ()]
            given = (thing.__defaults__, thing.__kwdefaults__)
            own = f"{thing.__module__}.{thing.__qualname__}:{thing.__code__.co_firstlineno}"
            return b"f" + own.encode() + b"".join(map(fingerprint, (*inside, *given)))
        case MethodType():
            return b"m" + fingerprint(thing.__func__) + fingerprint(thing.__self__)
        case partial():
            return b"p" + b"".join(map(fingerprint, (thing.func, thing.args, thing.keywords)))
        case tuple() | list():
            return b"(" + b"".join(map(fingerprint, thing)) + b")"
    try:
        told = pickle.dumps(thing)
    except Exception:  # no telling: it is done again
        told = repr((time.monotonic_ns(), id(thing))).encode()
    return len(told).to_bytes(8) + told


def do_once_what_repeats() -> None:
    """Paint a chart again only where what it is drawn from changed, and search a group of connected
    figures again only where something in it did: most of a quarter is the same in every change.
    """
    paint, localise, settle = charts._paint, localising._Case.localise, repairing._Proposals.settle
    painted, found, settled = Memo(90), Memo(20_000), Memo(20_000)

    def paint_once(*asked: object) -> tuple:
        return painted(fingerprint(asked), lambda: paint(*asked))

    def localise_once(case: localising._Case) -> localising.Component:
        arbiter, rules = case.arbiter, case.constraints
        told = sorted({repr(rules[row.rule]) for row in (*arbiter.rows, *arbiter.links)})
        given = [(n, arbiter.variables[n], case.search.weights.get(n)) for n in case.names]
        return found(repr((told, given, case.search.slack)), lambda: localise(case))

    def settle_once(work: repairing._Proposals, names: frozenset[str]) -> repairing.Repair | None:
        group = sorted(work.standing.group_of[min(names)])
        typed = work.typed
        told = [(n, typed.values[n], typed.neighbours.get(n), typed.previous.get(n)) for n in group]
        return settled(repr((sorted(names), told)), lambda: settle(work, names))

    tried, what_if = Memo(5_000), CheckedReport.what_if

    def what_if_once(report: CheckedReport, changes: Mapping[str, str]) -> WhatIf:
        if Walker.whole:
            return what_if(report, changes)
        return tried(repr(sorted(changes.items())), lambda: what_if(report, changes))

    CheckedReport.what_if = what_if_once
    charts._paint = paint_once
    localising._Case.localise = localise_once
    repairing._Proposals.settle = settle_once


@dataclass(frozen=True)
class Walked:
    """What became of one change: chapters that failed, how many were executed, how many need not
    have been, findings that the quarter as it is does not have, CPU seconds.
    """

    says: str
    faults: Sequence[str]
    executed: int
    spared: int
    told: int
    seconds: float


class Walker:
    """Try changes in a copy of the data; the quarter as it is comes first, and what each chapter
    asked and sent there is kept.
    """

    whole = True

    def __init__(self, quarter: str, data: Path, only: Sequence[str] = ()):
        self.quarter, self.source, self.data = quarter, data, data
        self.chapters = [section.path for section in plan(PROJECT / "notebooks", only)]
        report = opening_reports.read_report(quarter, data)
        self.known = tell_findings(report)
        self.asked: dict[Path, dict[str, str]] = {}
        self.sent: dict[Path, list[str]] = {}
        self.in_vain: Counter[Path] = Counter()
        for path in self.chapters:
            told = self.asked[path] = {}
            listener = Listener(str(data), told.__setitem__)
            self.sent[path] = run_chapter(path, ask_of(report, Root(quarter, listener), []))

    def walk(self, change: Change, whole: bool) -> Walked:
        begun, Walker.whole = time.process_time(), whole
        write_rows(self.data / self.quarter / "figures.csv", change.rows)
        try:
            report = opening_reports.read_report(self.quarter, self.data)
            told = len(tell_findings(report) - self.known)
        except CchcError as error:
            seconds = time.process_time() - begun
            return Walked(change.says, [f"the quarter is refused: {error}"], 0, 0, 0, seconds)
        answers = Answers(lambda quarter: report)
        faults, executed, spared = [], 0, 0
        for path in self.chapters:
            # to execute is right in any case, and cheaper than to ask in vain
            asking = whole or self.in_vain[path] < VAIN
            same = asking and WHOLE not in self.asked[path] and answers.hold(self.asked[path])
            self.in_vain[path] = 0 if same else self.in_vain[path] + 1
            spared += same
            if same and not whole:
                continue
            executed += 1
            try:
                sent = run_chapter(path, report)
            except RuntimeError as error:
                faults.append(str(error))
            else:
                if same and sent != self.sent[path]:
                    faults.append(f"{path.name}: all answers are the same, and it sends others")
        return Walked(change.says, faults, executed, spared, told, time.process_time() - begun)

    def walk_aside(self, numbered: tuple[int, Change], whole: int) -> Walked:
        """Walk a change in a copy that this process alone writes."""
        if self.data == self.source:
            # a name of its own keeps the folder until the process ends
            self.folder = tempfile.TemporaryDirectory()
            self.data = Path(self.folder.name) / "data"
            shutil.copytree(self.source, self.data)
        place, change = numbered
        return self.walk(change, place % whole == 0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quarter", default="2024Q1")
    parser.add_argument("--data", type=Path, default=PROJECT / "data")
    parser.add_argument("--first", type=int)
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--only", default="", help="these chapters, such as 00,04")
    parser.add_argument("--whole", type=int, default=50)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--log", type=Path)
    options = parser.parse_args()
    matplotlib.use("svg")
    do_once_what_repeats()
    file = options.data / options.quarter / "figures.csv"
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    units = opening_reports.read_report(options.quarter, options.data).catalog.indicators["unit"]
    changes = list_changes(rows, units, options.kinds.split(","))
    walker = Walker(options.quarter, options.data, options.only.split(",") if options.only else ())
    done = read_log(options.log)
    left = [(n, c) for n, c in enumerate(changes[: options.first]) if c.says not in done]
    gc.freeze()
    with multiprocessing.get_context("fork").Pool(options.jobs) as pool:
        walk = partial(walker.walk_aside, whole=options.whole)
        for walked in pool.imap_unordered(walk, left):
            done[walked.says] = walked
            for fault in walked.faults:
                print(f"{walked.says}: {fault}", flush=True)
            if options.log:
                with options.log.open("a", encoding="utf-8") as log:
                    log.write(json.dumps(asdict(walked), ensure_ascii=False) + "\n")
    tell(list(done.values()), len(changes), len(walker.chapters))
    sys.exit(any(walked.faults for walked in done.values()))


def tell_findings(report: CheckedReport) -> set[tuple[str, str, str]]:
    return {(found.finding, found.severity, found.says) for found in report.findings}


def read_log(log: Path | None) -> dict[str, Walked]:
    lines = log.read_text(encoding="utf-8").splitlines() if log and log.exists() else []
    walked = [Walked(**json.loads(line)) for line in lines]
    return {one.says: one for one in walked}


def tell(done: Sequence[Walked], changes: int, chapters: int) -> None:
    failed = sum(bool(walked.faults) for walked in done)
    print(f"{len(done)} of {changes} changed quarters walked, {failed} with a failed chapter")
    executed = sum(walked.executed for walked in done)
    spared = sum(walked.spared for walked in done)
    whole = sum(walked.executed == chapters for walked in done)
    print(f"{executed} chapters executed; all {chapters} of them on {whole} changes")
    print(f"{spared} chapters got the answers that they got on the right quarter")
    kinds = Counter(walked.says.split()[0] for walked in done)
    told = Counter(walked.says.split()[0] for walked in done if walked.told)
    for kind, number in sorted(kinds.items()):
        print(f"{kind}: {number} walked, {told[kind]} told by a finding")
    print(f"{sum(walked.seconds for walked in done):.0f} CPU s")


def write_rows(file: Path, rows: Sequence[Row]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
