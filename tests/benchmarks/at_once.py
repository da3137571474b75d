"""Let many write one quarter at once, and count what was accepted against what is kept.

    python tests/benchmarks/at_once.py [--rounds 50] [--builds N]

Each round begins with the same quarter: 20 findings, and 18 figures that are still to come. Then, all
at once, 8 processes decide the 20 findings, 6 processes collect a form each, and (in the first N
rounds) a build runs beside them. Every command tells whether its rows were accepted: rows kept must be
rows accepted, no other row may have changed, and the quarter must still be read.
"""

import argparse
import csv
import io
import json
import multiprocessing
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import nbformat
import openpyxl
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

# what the commands import when they are run stands in memory before processes are forked
import cchc.intake.collecting
import cchc.intake.gathering
import cchc.model.seen
import cchc.report.decisions
import cchc.run.section_files  # noqa: F401
from cchc import read_report
from cchc.cli import main as run_cchc
from cchc.cli import make_app
from cchc.intake.form import write_forms

os.environ["CCHC_LANG"] = "en"
QUARTER = "2030Q1"
WARDS, UNITS, DECIDING = 20, 6, 8
ASKED = ("asked", "answered", "open")
LIBRARY = Path(__file__).parents[2] / "lib"


def write_quarter(root: Path) -> None:
    """Write a project of one quarter: a wrong sum in each ward, and units that have not answered."""
    wards, units = [f"w{n}" for n in range(WARDS)], [f"u{n}" for n in range(UNITS)]
    counted = ("received", "resolved", "pending")
    write_csv(
        root / "data/catalog/indicators.csv",
        "indicator,name,unit,section,better,numerator,denominator,part_of,whole_is_complete,"
        "definition,source",
        [
            (
                code,
                f"Chỉ tiêu {code}",
                "hồ sơ",
                "I",
                "",
                "",
                "",
                whole,
                whole and "yes",
                "Số đếm",
                "",
            )
            for code, whole in zip(
                (*counted, *ASKED), ("", "received", "received", "", "", ""), strict=True
            )
        ],
    )
    write_csv(
        root / "data/catalog/orgs.csv",
        "org,name,kind,parent,aliases,valid_from,valid_to,successor",
        [(org, f"Đơn vị {org}", "ward", "", "", "", "", "") for org in (*wards, *units)],
    )
    header = "indicator,org,value,valid_from,valid_to,document,confirmed"
    write_csv(root / "data/catalog/targets.csv", header, [])
    (root / "data/catalog/rules.yml").write_text("[]\n", encoding="utf-8")
    place = root / "data" / QUARTER
    figures = [
        (code, ward, printed, "I", "đoạn", "", "", "")
        for ward in wards
        for code, printed in zip(counted, ("100", "60", "30"), strict=True)
    ]
    figures += [(code, unit, "", "I", "đoạn", "", "", "") for unit in units for code in ASKED]
    header = "indicator,org,printed,section,place,window_start,window_end,note"
    write_csv(place / "figures.csv", header, figures)
    write_csv(place / "citations.csv", "number,kind,issuer,date,section,place,note", [])
    header = "statement,kind,section,theme,title,due,indicators,place"
    write_csv(place / "statements.csv", header, [])
    header = "finding,decision,figure,value,reason,decided_by,decided_on"
    write_csv(place / "decisions.csv", header, [])
    (place / "report.toml").write_text(
        'title = "Báo cáo"\nauthority = "UBND thành phố"\nnumber = "1/BC-UBND"\n'
        'dated = 2030-04-05\nsections = [{ section = "I", title = "Hồ sơ", notebook = "00" }]\n',
        encoding="utf-8",
    )
    (root / "notebooks").mkdir()
    reading = "from cchc import read_report, show\nreport = read_report(quarter, data)"
    table = "report.values(['received'], 'w1')[['name', 'printed']]"
    parameters = new_code_cell('quarter: str = ""  # quý\ndata: str = "../data"  # thư mục')
    parameters.metadata["tags"] = ["parameters"]
    cells = [new_markdown_cell("# Mục"), parameters, *map(new_code_cell, (reading, table))]
    for number, cell in enumerate(cells):
        cell["id"] = f"o-{number}"
    nbformat.write(new_notebook(cells=cells), root / "notebooks" / "00-tong-quan.ipynb")


def write_csv(path: Path, header: str, rows: Sequence[Sequence[str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header.split(","), *rows])


def read_csv(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def fill_forms(root: Path) -> list[Path]:
    """Make the form of each unit and answer it."""
    report = read_report(QUARTER, root / "data")
    forms = write_forms(report, root / "forms", [f"u{n}" for n in range(UNITS)])
    for number, path in enumerate(forms):
        book = openpyxl.load_workbook(path)
        for sheet in book:
            columns = {cell.value: cell.column for cell in sheet[4] if cell.value}
            if "Kỳ này" not in columns:
                continue
            for row in sheet.iter_rows(min_row=5):
                if any(str(cell.value).startswith("I:") for cell in row):
                    sheet.cell(row[0].row, columns["Kỳ này"]).value = 100 * number + row[0].row
        book.save(path)
    return forms


def run_commands(commands: Sequence[Sequence[str]], begin, told) -> None:
    """Run commands one after another as soon as all are ready; tell each one's code and words."""
    begin.wait()
    for words in commands:
        said, code = io.StringIO(), 0
        sys.argv = ["cchc", *words]
        with redirect_stdout(said), redirect_stderr(said):
            try:
                run_cchc()
            except SystemExit as ended:
                code = ended.code or 0
        told.put((list(words), code, said.getvalue()))


def run_round(
    root: Path, forms: Sequence[Path], with_build: bool, refusals: list[str]
) -> dict[str, int]:
    """Let all write at once; give the counts, with `lost` and `silent` 0 where all is well, and add
    what a build refused.
    """
    place = root / "data" / QUARTER
    data = ["--data", str(root / "data")]
    before = read_csv(place / "figures.csv")
    found = [f.finding for f in read_report(QUARTER, root / "data").findings]
    ids = [name for name in found if name.startswith("bt-")][:WARDS]
    decide = [
        ["decide", QUARTER, id, "--queried", "--reason", f"hỏi {id}", "--by", "An", *data]
        for id in ids
    ]
    work = [decide[n::DECIDING] for n in range(DECIDING)]
    work += [[["collect", QUARTER, str(form), *data]] for form in forms]
    context = multiprocessing.get_context("fork")
    begin, told = context.Barrier(len(work) + 1), context.Queue()
    processes = [context.Process(target=run_commands, args=(w, begin, told)) for w in work]
    for process in processes:
        process.start()
    build = None
    if with_build:
        words = [sys.executable, "-c", "from cchc.cli import main; main()", "build", QUARTER]
        words += [*data, "--out", str(root / "outputs"), "--formats", "html"]
        env = os.environ | {"PYTHONPATH": str(LIBRARY)}
        pipe = subprocess.PIPE
        build = subprocess.Popen(words, cwd=root, env=env, stdout=pipe, stderr=pipe, text=True)
    begin.wait()
    answers = [told.get() for _ in range(sum(map(len, work)))]
    for process in processes:
        process.join()
    counts = dict.fromkeys(("decided", "collected", "refused", "lost", "silent", "built"), 0)
    accepted = set()
    for words, code, said in answers:
        if words[0] == "decide":
            if code == 0:
                accepted.add(words[2])
            else:
                counts["refused"] += 1
                counts["silent"] += not said.strip()
        else:
            written = re.search(r"(\d+) figures written", said)
            counts["collected"] += int(written[1]) if written else 0
            counts["refused"] += written is None
            counts["silent"] += not said.strip()
    counts["decided"] = len(accepted)
    kept = [row["finding"] for row in read_csv(place / "decisions.csv")]
    counts["lost"] += len(accepted - set(kept)) + len(kept) - len(set(kept))
    after = read_csv(place / "figures.csv")
    pairs = list(zip(after, before, strict=False))
    filled = sum(bool(row["printed"]) and not old["printed"] for row, old in pairs)
    counts["lost"] += abs(filled - counts["collected"])
    counts["lost"] += sum(row != old for row, old in pairs if old["printed"])
    counts["lost"] += len(after) != len(before)
    read_report(QUARTER, root / "data")
    if build:
        said = build.communicate()
        if build.returncode == 0:
            counts["built"] = 1
            manifest = root / "outputs" / QUARTER / "manifest.json"
            json.loads(manifest.read_text(encoding="utf-8"))
        else:
            counts["silent"] += not said[1].strip()
            refusals.append(said[1].strip().splitlines()[-1])
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--builds", type=int, default=50)
    options = parser.parse_args()
    sums: dict[str, int] = {}
    refusals: list[str] = []
    begun = time.process_time()
    make_app()
    for number in range(options.rounds):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            write_quarter(root)
            counts = run_round(root, fill_forms(root), number < options.builds, refusals)
        sums = {name: sums.get(name, 0) + count for name, count in counts.items()}
        if counts["lost"] or counts["silent"]:
            print(f"round {number}: {counts}", flush=True)
    told = ", ".join(f"{name} {count}" for name, count in sums.items())
    print(f"{options.rounds} rounds: {told}; {time.process_time() - begun:.0f} CPU s here")
    for says, count in sorted(Counter(refusals).items()):
        print(f"{count} builds refused: {says}")
    sys.exit(bool(sums["lost"] or sums["silent"]))


if __name__ == "__main__":
    main()
