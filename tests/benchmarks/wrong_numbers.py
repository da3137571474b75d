"""Execute every chapter on figures that are wrong in one place, and print what failed.

    python tests/benchmarks/wrong_numbers.py [--quarter 2024Q1] [--data DIR] [--every N] [--offset K]
        [--kinds zero,tenfold,tenth,negative,empty,huge,gone] [--all-chapters]

Each figure in turn becomes 0, ten times itself, a tenth, negative, empty, huge, or its row goes.
A chapter must execute to its end, with every output made as a kernel would make it. Without
`--all-chapters` those that show one of the figure's sections are executed, and those that show all.
"""

import argparse
import ast
import csv
import io
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import matplotlib

from cchc.errors import CchcError
from cchc.model.numbers import format_number, parse_printed
from cchc.report import checked
from cchc.run.section_files import cell_source, plan, read_notebook

PROJECT = Path(__file__).parents[2]
KINDS = ("zero", "tenfold", "tenth", "negative", "empty", "huge", "gone")


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


def list_chapters(report: checked.CheckedReport, sections: set[str]) -> Iterator[Path]:
    """The chapters that show one of the sections, and those that show whatever there is."""
    shown = {s.notebook for s in report.meta.sections}
    wanted = {s.notebook for s in report.meta.sections if s.section in sections}
    for section in plan(PROJECT / "notebooks"):
        if section.id in wanted or section.id not in shown or section.id == "00":
            yield section.path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quarter", default="2024Q1")
    parser.add_argument("--data", type=Path, default=PROJECT / "data")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--offset", type=int, default=0)
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--all-chapters", action="store_true")
    options = parser.parse_args()
    matplotlib.use("svg")
    begun, tried, failed = time.process_time(), 0, []
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        shutil.copytree(options.data, data)
        file = data / options.quarter / "figures.csv"
        rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
        report = checked.read_report(options.quarter, data)
        units = report.catalog.indicators["unit"]
        for place in range(options.offset, len(rows), options.every):
            for kind in options.kinds.split(","):
                row = rows[place]
                text = change(row["printed"], units[row["indicator"]], kind)
                put = [] if text is None else [row | {"printed": text}]
                write_rows(file, [*rows[:place], *put, *rows[place + 1 :]])
                tried += 1
                what = f"{kind} {row['section']}:{row['indicator']}:{row['org']} {row['printed']}"
                failed += [f"{what}: {fault}" for fault in try_once(options, data, row)]
                for fault in failed[-3:] if failed else ():
                    if fault.startswith(what):
                        print(fault, flush=True)
    seconds = time.process_time() - begun
    print(f"{tried} changed quarters, {len(failed)} chapters failed, {seconds:.0f} CPU s")
    sys.exit(bool(failed))


def write_rows(file: Path, rows: list[dict]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def try_once(options: argparse.Namespace, data: Path, row: dict) -> Iterator[str]:
    try:
        report = checked.read_report(options.quarter, data)
    except CchcError as error:
        yield f"the quarter is refused: {error}"
        return
    reading, checked.read_report = checked.read_report, lambda quarter, data: report
    sections = {row["section"]}
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
