"""Change the inputs one by one: is the annex that follows the one that is built anew, byte by byte?

    python tests/benchmarks/following.py [--changes 60] [--formats html,pdf,docx,xlsx] [--seed 1]

Each change is one cell of one data file, one rule, or one text or line of code of a notebook, of the
real workbook. The annex is built with what was kept from all changes before, and again with nothing
kept; their files are compared. Prints how many sections were executed each time, and the seconds of
the processors (a build that follows, a build anew).
"""

import argparse
import csv
import io
import json
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from processes import measure

PROJECT = Path(__file__).parents[2]
QUARTER = "2024Q1"
TABLES = {
    f"{QUARTER}/figures.csv": ("printed", "note", "place"),
    f"{QUARTER}/citations.csv": ("number", "date"),
    f"{QUARTER}/statements.csv": ("title", "due", "indicators"),
    "catalog/indicators.csv": ("name", "definition", "better"),
    "catalog/orgs.csv": ("name", "aliases"),
    "catalog/targets.csv": ("value", "confirmed"),
}


def list_changes(project: Path, seed: int) -> Iterator[tuple[Path, str]]:
    """Give files with another content, each made from the file as it is."""
    chosen = random.Random(seed)
    while True:
        for name, columns in TABLES.items():
            path = project / "data" / name
            rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
            if rows:
                row, column = chosen.choice(rows), chosen.choice(columns)
                row[column] = change_cell(row[column], chosen)
                out = io.StringIO()
                writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)
                yield path, out.getvalue()
        path = project / "data" / "catalog" / "rules.yml"
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        said = [at for at, line in enumerate(lines) if "says:" in line]
        at = chosen.choice(said)
        lines[at] = lines[at].replace("says: ", "says: Quy tắc đổi, ", 1)
        yield path, "".join(lines)
        notebook = chosen.choice(sorted((project / "notebooks").glob("[0-9]*.ipynb")))
        content = json.loads(notebook.read_text(encoding="utf-8"))
        cell = chosen.choice(content["cells"][3:])
        source = "".join(cell["source"])
        cell["source"] = source + (
            "\n# đổi" if cell["cell_type"] == "code" else "\n\nThêm một câu."
        )
        yield notebook, json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def change_cell(text: str, chosen: random.Random) -> str:
    """Change one digit of a cell, else say more."""
    digits = [at for at, letter in enumerate(text) if letter.isdigit()]
    if digits:
        at = chosen.choice(digits)
        return text[:at] + str((int(text[at]) + 1) % 10 or 1) + text[at + 1 :]
    return {"yes": "no", "no": "yes", "higher": "lower", "lower": "higher"}.get(text, f"{text} đổi")


def read_annex(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--changes", type=int, default=60)
    parser.add_argument("--formats", default="html,pdf,docx,xlsx")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    differing, done, refused = [], 0, 0
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder, "project")
        for name in ("data", "notebooks"):
            shutil.copytree(PROJECT / name, project / name)
        build = [sys.executable, "-m", "cchc", "build", QUARTER, "--formats", options.formats]
        measure([*build, "--out", f"{folder}/follows"], cwd=project)
        for path, content in list_changes(project, options.seed):
            if done == options.changes:
                break
            before = path.read_text(encoding="utf-8")
            path.write_text(content, encoding="utf-8")
            shutil.rmtree(f"{folder}/anew", ignore_errors=True)
            try:
                follows = measure([*build, "--out", f"{folder}/follows"], cwd=project)
            except RuntimeError:  # such as a citation that is no document: nobody builds that
                refused += 1
                path.write_text(before, encoding="utf-8")
                continue
            anew = measure([*build, "--no-cache", "--out", f"{folder}/anew"], cwd=project)
            done += 1
            now, fresh = (read_annex(Path(folder, n, QUARTER)) for n in ("follows", "anew"))
            wrong = sorted(n for n in now.keys() | fresh.keys() if now.get(n) != fresh.get(n))
            differing += [(path.name, name) for name in wrong]
            print(
                f"{done:3} {path.name:24} follows {follows.cpu:6.1f} s, anew {anew.cpu:6.1f} s  {wrong or 'same'}",
                flush=True,
            )
            if done % 2:  # every other change stays, so that changes meet
                path.write_text(before, encoding="utf-8")
    print(f"{done} changes ({refused} refused by the check), {len(differing)} files differ")
    sys.exit(bool(differing))


if __name__ == "__main__":
    main()
