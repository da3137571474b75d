"""Let many write one quarter at once, and count what was accepted against what is kept.

    python tests/benchmarks/at_once.py [--rounds 50] [--builds N] [--pause SECONDS]

Each round begins with the same quarter: 20 findings, and 24 figures that are still to come. Then, all
at once, 8 processes decide the 20 findings, 6 processes collect a form each, 2 bring an entry workbook
back, and (in the first N rounds) a build runs beside them, again until one is published after the last
writer is done; there writers wait SECONDS after each command, so that a build may end between two. Every command tells whether its rows were
accepted: rows kept must be rows accepted, no other row may have changed, and the quarter must still be
read. What a build publishes must be of one state that the files had: those that its manifest names,
with as many decisions as its findings tell.
"""

import argparse
import csv
import io
import json
import multiprocessing
import os
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from hashlib import sha256
from importlib import import_module
from itertools import chain, combinations
from pathlib import Path

import openpyxl

import cchc.run.lean_nbformat  # noqa: F401 - before nbformat itself: it is far quicker

import nbformat  # isort: skip
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook  # isort: skip

from cchc import read_report
from cchc.cli import main as run_cchc
from cchc.cli import make_app
from cchc.intake.entry import make_entry_workbook
from cchc.intake.form import write_forms

# what the commands import when they are run stands in memory before processes are forked
for name in (
    "annex",
    "annex.pictures",
    "intake.collecting",
    "intake.gathering",
    "intake.taking",
    "model.seen",
    "publish.build",
    "publish.executing",
    "report.asking_again",
    "report.decisions",
    "run.engine",
):
    import_module(f"cchc.{name}")

os.environ["CCHC_LANG"] = "en"
QUARTER = "2030Q1"
WARDS, UNITS, SHEETS, DECIDING = 20, 6, 2, 8
ASKED = ("asked", "answered", "open")


def write_quarter(root: Path) -> None:
    """Write a project of one quarter: a wrong sum in each ward, and units that have not answered."""
    wards, units = [f"w{n}" for n in range(WARDS)], [f"u{n}" for n in range(UNITS + SHEETS)]
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
        for n, ward in enumerate(wards)
        # no row like another: rows that were copied are no matter here
        for code, printed in zip(counted, (100 + 7 * n, 60 + 3 * n, 30 + n), strict=True)
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


def fill_sheets(root: Path) -> list[Path]:
    """Write an entry workbook for each person, who types the numbers of one more unit into it."""
    content = make_entry_workbook(read_report(QUARTER, root / "data"))
    paths = []
    for number in range(UNITS, UNITS + SHEETS):
        book = openpyxl.load_workbook(io.BytesIO(content))
        typed = 0
        for sheet in book:
            for heading in sheet.iter_rows():
                columns = {cell.value: cell.column for cell in heading if cell.value}
                if {"org", "printed"} <= columns.keys():
                    for row in sheet.iter_rows(min_row=heading[0].row + 1):
                        if sheet.cell(row[0].row, columns["org"]).value == f"u{number}":
                            sheet.cell(row[0].row, columns["printed"]).value = str(100 * number)
                            typed += 1
                    break
        assert typed == len(ASKED), "the workbook has other columns"
        paths.append(root / f"to-{number}.xlsx")
        book.save(paths[-1])
    return paths


def run_commands(
    commands: Sequence[Sequence[str]], root: Path, told, begin=None, pause: float = 0
) -> None:
    """Run commands one after another, as soon as all are ready to `begin`; tell each one's code and
    words.
    """
    os.chdir(root)
    if begin:
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
        time.sleep(pause)


def run_round(
    root: Path,
    forms: Sequence[Path],
    sheets: Sequence[Path],
    pause: float,
    with_build: bool,
    refusals: list[str],
) -> dict[str, int]:
    """Let all write at once; give the counts, with `lost` and `silent` 0 where all is well, and add
    what a build refused.
    """
    place = root / "data" / QUARTER
    data = ["--data", str(root / "data")]
    before, text = read_csv(place / "figures.csv"), (place / "figures.csv").read_bytes()
    found = [f.finding for f in read_report(QUARTER, root / "data").findings]
    ids = [name for name in found if name.startswith("bt-")][:WARDS]
    decide = [
        ["decide", QUARTER, id, "--queried", "--reason", f"hỏi {id}", "--by", "An", *data]
        for id in ids
    ]
    work = [decide[n::DECIDING] for n in range(DECIDING)]
    work += [[["collect", QUARTER, str(form), *data]] for form in forms]
    work += [[["sheet", QUARTER, "--take", str(sheet), *data]] for sheet in sheets]
    context = multiprocessing.get_context("fork")
    begin, told = context.Barrier(len(work) + 1), context.Queue()
    given = (root, told, begin, pause if with_build else 0)
    processes = [context.Process(target=run_commands, args=(w, *given)) for w in work]
    for process in processes:
        process.start()
    begin.wait()
    builds = build_beside(root, text, processes, refusals) if with_build else {}
    answers = [told.get() for _ in range(sum(map(len, work)))]
    for process in processes:
        process.join()
    names = ("decided", "collected", "taken", "refused", "lost", "silent", "built", "amid", "torn")
    counts = dict.fromkeys(names, 0) | builds
    accepted = set()
    for words, code, said in answers:
        if words[0] == "decide":
            if code == 0:
                accepted.add(words[2])
            else:
                counts["refused"] += 1
                counts["silent"] += not said.strip()
        elif words[0] == "sheet":
            counts["taken"] += len(ASKED) if code == 0 else 0
            counts["refused"] += code != 0
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
    counts["lost"] += abs(filled - counts["collected"] - counts["taken"])
    counts["lost"] += sum(row != old for row, old in pairs if old["printed"])
    counts["lost"] += len(after) != len(before)
    read_report(QUARTER, root / "data")
    return counts


def build_beside(
    root: Path, before: bytes, writers: Sequence, refusals: list[str]
) -> dict[str, int]:
    """Build again and again while others write, and once after; count what was published, how often
    in their midst, and what is of no one state.
    """
    words = ["build", QUARTER, "--data", str(root / "data"), "--out", str(root / "outputs")]
    words += ["--formats", "html", "--jobs", "1"]
    counts = dict.fromkeys(("built", "amid", "torn"), 0)
    context, last = multiprocessing.get_context("fork"), False
    while not last:
        last = not any(writer.is_alive() for writer in writers)
        told = context.Queue()
        builder = context.Process(target=run_commands, args=([words], root, told))
        builder.start()
        _, code, said = told.get()
        builder.join()
        if code == 0:
            counts["built"] += 1
            counts["amid"] += not last
            counts["torn"] += not is_of_one_state(root, before)
        else:
            refusals.append((said.strip() or "nothing said").splitlines()[-1])
    return counts


def is_of_one_state(root: Path, before: bytes) -> bool:
    """Tell whether an annex is of states that figures and decisions had, and shows those it names.

    Decisions are appended, so that each state is a beginning of the last; of the figures each unit's
    rows are there or not, whoever came first.
    """
    annex, place = root / "outputs" / QUARTER, root / "data" / QUARTER
    inputs = json.loads((annex / "manifest.json").read_text(encoding="utf-8"))["inputs"]
    told = {name.rpartition("/")[2]: digest for name, digest in inputs.items() if QUARTER in name}
    rows = (place / "decisions.csv").read_bytes().splitlines(keepends=True)
    states = {sha256(b"".join(rows[:n])).hexdigest(): n - 1 for n in range(1, len(rows) + 1)}
    decided = states.get(told["decisions.csv"])
    with (annex / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
        shown = sum(bool(row["decision"]) for row in csv.DictReader(file))
    old = before.splitlines(keepends=True)
    new = (place / "figures.csv").read_bytes().splitlines(keepends=True)
    units = sorted({line.split(b",")[1] for line, now in zip(old, new, strict=True) if line != now})
    chosen = chain.from_iterable(combinations(units, n) for n in range(len(units) + 1))
    pairs, known = list(zip(old, new, strict=True)), set()
    for some in chosen:
        lines = (now if line.split(b",")[1] in some else line for line, now in pairs)
        known.add(sha256(b"".join(lines)).hexdigest())
    return shown == decided and told["figures.csv"] in known


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--builds", type=int, default=50)
    parser.add_argument("--pause", type=float, default=4.0)
    options = parser.parse_args()
    sums: dict[str, int] = {}
    refusals: list[str] = []
    begun = time.process_time()
    make_app()
    for number in range(options.rounds):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            write_quarter(root)
            written = fill_forms(root), fill_sheets(root)
            counts = run_round(root, *written, options.pause, number < options.builds, refusals)
        sums = {name: sums.get(name, 0) + count for name, count in counts.items()}
        if counts["lost"] or counts["silent"] or counts["torn"]:
            print(f"round {number}: {counts}", flush=True)
    told = ", ".join(f"{name} {count}" for name, count in sums.items())
    print(f"{options.rounds} rounds: {told}; {time.process_time() - begun:.0f} CPU s here")
    for says, count in sorted(Counter(refusals).items()):
        print(f"{count} builds refused: {says}")
    sys.exit(bool(sums["lost"] or sums["silent"] or sums["torn"]))


if __name__ == "__main__":
    main()
