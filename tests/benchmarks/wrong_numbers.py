"""Execute every chapter on figures that are wrong in one place, and print what failed.

    python tests/benchmarks/wrong_numbers.py [--quarter 2024Q1] [--data DIR] [--first N]
        [--kinds zero,tenfold,tenth,negative,empty,huge,gone,indicator,org] [--all-chapters]
        [--log FILE]

Each figure in turn becomes 0, ten times itself, a tenth, negative, empty, huge, or its row goes;
each indicator and each org in turn loses all its figures. A chapter must execute to its end, with
every output made as a kernel would make it. Without `--all-chapters` those that show one of the
sections concerned are executed, and those that show whatever there is. The changes are walked in
an order that spreads the first N evenly over all; what stands in the log is not walked again.
"""

import argparse
import ast
import csv
import io
import json
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib

from cchc.errors import CchcError
from cchc.model.numbers import format_number, parse_printed
from cchc.report import checked
from cchc.run.section_files import cell_source, plan, read_notebook
from cchc.show import charts
from errloc import localising, repairing

PROJECT = Path(__file__).parents[2]
KINDS = ("zero", "tenfold", "tenth", "negative", "empty", "huge", "gone", "indicator", "org")
GOLDEN = 0.6180339887498949
Row = dict[str, str]


@dataclass(frozen=True)
class Change:
    """A way in which the figures of a quarter are wrong, and the sections where it shows."""

    says: str
    rows: Sequence[Row]
    sections: frozenset[str]


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
            changes.append(Change(f"{kind} {name}", wrong, frozenset({row["section"]})))
    for column in {"indicator", "org"} & set(kinds):
        for code in sorted({row[column] for row in rows}):
            left = [row for row in rows if row[column] != code]
            lost = frozenset(row["section"] for row in rows if row[column] == code)
            changes.append(Change(f"{column} {code} without figures", left, lost))
    changes.sort(key=lambda one: one.says)
    spread = sorted(range(len(changes)), key=lambda place: place * GOLDEN % 1)
    return [changes[place] for place in spread]


def run_chapter(path: Path, report: checked.CheckedReport) -> None:
    """Execute the cells of a notebook here, each output turned into what would be sent."""
    space: dict = {}
    matplotlib.rcdefaults()
    for cell in read_notebook(path)["cells"]:
        if cell["cell_type"] != "code":
            continue
        tree = ast.parse(cell_source(cell))
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        where = f"{path.name}, {cell.get('id')}"
        try:
            exec(compile(tree, where, "exec"), space)  # the project's own notebooks
            if "parameters" in cell["metadata"].get("tags", ()):
                space |= {"quarter": str(report.quarter), "data": str(report.data)}
            shown = (
                eval(compile(ast.Expression(last.value), where, "eval"), space) if last else None
            )
            if hasattr(shown, "_repr_mimebundle_"):
                shown._repr_mimebundle_()
        except Exception as error:
            raise RuntimeError(f"{where}: {type(error).__name__}: {error}") from error


def list_chapters(report: checked.CheckedReport, sections: frozenset[str]) -> Iterator[Path]:
    """The chapters that show one of the sections, and those that show whatever there is."""
    shown = {s.notebook for s in report.meta.sections}
    wanted = {s.notebook for s in report.meta.sections if s.section in sections}
    for section in plan(PROJECT / "notebooks"):
        if section.id in wanted or section.id not in shown or section.id == "00":
            yield section.path


def do_once_what_repeats() -> None:
    """Paint a chart again only where its words or data changed, search a group of connected figures
    again only where something in it did, and try the same suggested value once: most of a quarter
    is the same in every change.
    """
    painted: dict[str, tuple] = {}
    found: dict[str, localising.Component] = {}
    finish, paint, localise = charts.finish, charts._paint, localising._Case.localise

    def finish_once(words, draw, height, alt, frame, *rest, **named):
        key = repr((words, height, alt, named.get("empty"))) + frame.to_csv()

        def paint_once(height: float, draw: Callable) -> tuple:
            if key not in painted:
                painted[key] = paint(height, draw)
            return painted[key]

        charts._paint = paint_once
        return finish(words, draw, height, alt, frame, *rest, **named)

    def localise_once(case: localising._Case) -> localising.Component:
        arbiter, rules = case.arbiter, case.constraints
        told = sorted({repr(rules[row.rule]) for row in (*arbiter.rows, *arbiter.links)})
        given = [(n, arbiter.variables[n], case.search.weights.get(n)) for n in case.names]
        key = repr((told, given, case.search.slack))
        if key not in found:
            found[key] = localise(case)
        return found[key]

    settled: dict[str, repairing.Repair | None] = {}
    settle = repairing._Proposals.settle

    def settle_once(work: repairing._Proposals, names: frozenset[str]) -> repairing.Repair | None:
        group = sorted(work.standing.group_of[min(names)])
        typed = work.typed
        told = [(n, typed.values[n], typed.neighbours.get(n), typed.previous.get(n)) for n in group]
        key = repr((sorted(names), told))
        if key not in settled:
            settled[key] = settle(work, names)
        return settled[key]

    tried: dict[str, checked.WhatIf] = {}
    what_if = checked.CheckedReport.what_if

    def what_if_once(report: checked.CheckedReport, changes: Mapping[str, str]) -> checked.WhatIf:
        key = repr(sorted(changes.items()))
        if key not in tried:
            tried[key] = what_if(report, changes)
        return tried[key]

    checked.CheckedReport.what_if = what_if_once
    localising._Case.localise = localise_once
    repairing._Proposals.settle = settle_once
    for module in list(sys.modules.values()):
        if getattr(module, "finish", None) is finish:
            module.finish = finish_once


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quarter", default="2024Q1")
    parser.add_argument("--data", type=Path, default=PROJECT / "data")
    parser.add_argument("--first", type=int)
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--all-chapters", action="store_true")
    parser.add_argument("--log", type=Path)
    options = parser.parse_args()
    matplotlib.use("svg")
    begun = time.process_time()
    do_once_what_repeats()
    done: dict[str, list[str]] = {}
    if options.log and options.log.exists():
        done = dict(map(json.loads, options.log.read_text(encoding="utf-8").splitlines()))
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        shutil.copytree(options.data, data)
        file = data / options.quarter / "figures.csv"
        rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
        report = checked.read_report(options.quarter, data)
        units = report.catalog.indicators["unit"]
        changes = list_changes(rows, units, options.kinds.split(","))
        every = frozenset(row["section"] for row in rows)
        as_it_is = Change("as it is", rows, every)
        for wrong in [as_it_is, *changes[: options.first]]:
            if wrong.says in done:
                continue
            write_rows(file, wrong.rows)
            faults = list(try_once(options, data, wrong.sections))
            done[wrong.says] = faults
            for fault in faults:
                print(f"{wrong.says}: {fault}", flush=True)
            if options.log:
                with options.log.open("a", encoding="utf-8") as log:
                    log.write(json.dumps([wrong.says, faults], ensure_ascii=False) + "\n")
    done.pop("as it is")
    kinds = Counter(says.split()[0] for says in done)
    failed = sum(map(bool, done.values()))
    print(f"{len(done)} of {len(changes)} changed quarters walked, {failed} with a failed chapter")
    print(", ".join(f"{kind} {number}" for kind, number in sorted(kinds.items())))
    print(f"{time.process_time() - begun:.0f} CPU s")
    sys.exit(bool(failed))


def write_rows(file: Path, rows: Sequence[Row]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def try_once(options: argparse.Namespace, data: Path, sections: frozenset[str]) -> Iterator[str]:
    try:
        report = checked.read_report(options.quarter, data)
    except CchcError as error:
        yield f"the quarter is refused: {error}"
        return
    reading, checked.read_report = checked.read_report, lambda quarter, data: report
    every = [section.path for section in plan(PROJECT / "notebooks")]
    try:
        for path in every if options.all_chapters else list_chapters(report, sections):
            try:
                run_chapter(path, report)
            except RuntimeError as error:
                yield str(error)
    finally:
        checked.read_report = reading


if __name__ == "__main__":
    main()
