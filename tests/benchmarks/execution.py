"""Execute and publish workbooks: cchc against the cells alone, papermill, nbconvert and Jupyter
Book.

    python tests/benchmarks/execution.py [--rounds 5] [--parts real,growth,cached,preview,localities,quarters]
        [--sizes 10,40,200] [--localities 50,100,200] [--quarters 1,5,13] [--contestants floor,cchc,…]
        [--jupyter-book PROGRAM] [--live-book PROGRAM]

Every contestant is a command of its own, run in turn with the others, so that a slow minute meets
them all. Seconds are medians, by the clock (wall) and of the processors (cpu, all processes); MiB
are the largest proportional size of all processes together, from a run of its own. Linux only.

    floor         the notebooks' cells in warm Python, one process per core, nothing written
    cchc          `cchc build --no-cache`; HTML, PDF and Excel of the real workbook, else HTML and Excel
    cold          the same with --cold: stock kernels
    papermill     papermill and nbconvert in one process, notebook after notebook, HTML for each
    naive         the commands papermill and jupyter nbconvert for each notebook
    jupyter-book  Jupyter Book 1.x from an environment of its own (--jupyter-book names its program)

    live-book     beside the preview: Jupyter Book 2 (--live-book names its program), which follows
                  notebooks, not data, and keeps what each cell gave; without its theme

Those from cold down take minutes on large workbooks, so they get `--slow-rounds` there; where that
is one, their memory is looked at in that same run. At 200 notebooks one round of them all takes
more than an hour.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.request import urlopen

sys.path.insert(0, str(Path(__file__).parent))
from peers import await_text, jupyter_book, lay_kernel, live_book, naive
from processes import Cost, clean, measure

PROJECT = Path(__file__).parents[2]
CCHC = [sys.executable, "-m", "cchc"]
PEERS = str(Path(__file__).with_name("peers.py"))
REPEATED = range(1, 13)  # sections that can stand in one annex several times, their ids made unique
LARGE = 40  # notebooks


@dataclass(frozen=True)
class Contestant:
    """`command` makes the command for a folder of its own; `rounds` is how often it runs."""

    name: str
    command: Callable[[Path], Sequence[str]]
    rounds: int
    env: Mapping[str, str] | None = None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--slow-rounds", type=int, default=1)
    parser.add_argument("--parts", default="real,growth,cached,preview,localities,quarters")
    parser.add_argument("--sizes", default="10,40,200")
    parser.add_argument("--localities", default="50,100,200")
    parser.add_argument("--quarters", default="1,5,13")
    parser.add_argument("--jupyter-book", default=shutil.which("jupyter-book") or "")
    parser.add_argument("--live-book", default="")
    parser.add_argument("--contestants", default="", help="only these, such as floor,cchc")
    parser.add_argument("--no-memory", dest="memory", action="store_false")
    options = parser.parse_args()
    parts = options.parts.split(",")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        os.environ.update(lay_kernel(root / "jupyter"))
        if "real" in parts:
            project = lay_project(
                root / "real", sorted((PROJECT / "notebooks").glob("[0-9]*.ipynb"))
            )
            hold(
                f"the real workbook, {options.rounds} rounds",
                project,
                contestants(project, options, "html,pdf,xlsx"),
                options.memory,
            )
        for size in map(int, options.sizes.split(",") if "growth" in parts else ()):
            project = lay_project(root / f"of-{size}", (), size)
            hold(
                f"{size} notebooks",
                project,
                contestants(project, options, "html,xlsx"),
                options.memory,
            )
        if "cached" in parts:
            compare_cached(root / "cached", options.rounds)
        if "preview" in parts:
            follow_saves(root / "preview", options.rounds, options.live_book)
        if "localities" in parts:
            compare_localities(root / "many", read_counts(options.localities))
        if "quarters" in parts:
            compare_quarters(root / "long", read_counts(options.quarters))


def read_counts(text: str) -> list[int]:
    return [int(count) for count in text.split(",")]


def lay_project(folder: Path, notebooks: Sequence[Path], size: int = 0) -> Path:
    """Lay a project of these notebooks, or of `size` copies of sections, with the real data."""
    (folder / "notebooks").mkdir(parents=True)
    shutil.copytree(PROJECT / "data", folder / "data")
    for notebook in notebooks:
        shutil.copy(notebook, folder / "notebooks")
    sources = [next((PROJECT / "notebooks").glob(f"{number:02}-*.ipynb")) for number in REPEATED]
    for at in range(size):
        source = sources[at % len(sources)]
        content = json.loads(source.read_text(encoding="utf-8"))
        for cell in content["cells"]:
            text = "".join(cell["source"]).replace('id="', f'id="b{at}-')
            # links lead to sections that are not there
            cell["source"] = text if cell["cell_type"] == "code" else text.replace("](", "] (")
        name = f"{at:03}-{source.stem[3:]}.ipynb"
        (folder / "notebooks" / name).write_text(
            json.dumps(content, ensure_ascii=False), encoding="utf-8"
        )
    return folder


def contestants(project: Path, options: argparse.Namespace, formats: str) -> list[Contestant]:
    """List who builds this project, the slow ones less often where it is large."""
    notebooks = sorted((project / "notebooks").glob("*.ipynb"))
    names, size = list(map(str, notebooks)), len(notebooks)
    slow = options.rounds if size < LARGE else options.slow_rounds
    build = [*CCHC, "build", "2024Q1", "--no-cache", "--formats", formats, "--out"]
    found = [
        Contestant("floor", lambda out: [sys.executable, PEERS, "floor", *names], options.rounds),
        Contestant("cchc", lambda out: [*build, str(out)], options.rounds),
        Contestant("cold", lambda out: [*build, str(out), "--cold"], slow),
        Contestant(
            "papermill", lambda out: [sys.executable, PEERS, "papermill", str(out), *names], slow
        ),
        Contestant("naive", lambda out: naive(notebooks, out), slow),
    ]
    if options.jupyter_book:
        found.append(
            Contestant(
                "jupyter-book", lambda out: jupyter_book(options.jupyter_book, notebooks, out), slow
            )
        )
    asked = (
        options.contestants.split(",")
        if options.contestants
        else [contestant.name for contestant in found]
    )
    return [contestant for contestant in found if contestant.rounds and contestant.name in asked]


def hold(title: str, project: Path, entrants: Sequence[Contestant], memory: bool) -> None:
    """Run the contestants in turn and print a line for each, with its ratio to the floor."""
    costs: dict[str, list[Cost]] = {entrant.name: [] for entrant in entrants}
    for turn in range(max(entrant.rounds for entrant in entrants)):
        for entrant in entrants:
            if turn < entrant.rounds:
                costs[entrant.name].append(
                    run_once(project, entrant, memory and entrant.rounds == 1)
                )
    floor = {
        side: median(getattr(cost, side) for cost in costs["floor"]) for side in ("wall", "cpu")
    }
    print(
        f"\n{title}\n{'':14}{'runs':>5}{'wall s':>9}{'min':>8}{'max':>8}{'x floor':>9}{'cpu s':>9}{'x floor':>9}"
        f"{'MiB':>8}",
        flush=True,
    )
    for entrant in entrants:
        found = costs[entrant.name]
        wall, cpu = (median(getattr(cost, side) for cost in found) for side in ("wall", "cpu"))
        low, high = min(cost.wall for cost in found), max(cost.wall for cost in found)
        peak = ""
        if memory:
            looked = (
                found[0] if found[0].pss is not None else run_once(project, entrant, memory=True)
            )
            peak = f"{looked.pss:8.0f}"
        print(
            f"{entrant.name:14}{len(found):5}{wall:9.2f}{low:8.2f}{high:8.2f}{wall / floor['wall']:9.2f}{cpu:9.2f}"
            f"{cpu / floor['cpu']:9.2f}{peak}",
            flush=True,
        )


def run_once(project: Path, entrant: Contestant, memory: bool = False) -> Cost:
    """Run a contestant with an empty folder to write to."""
    with tempfile.TemporaryDirectory() as out:
        command = entrant.command(Path(out))
        return measure(command, cwd=project / "notebooks", env=entrant.env, memory=memory)


def compare_cached(folder: Path, rounds: int) -> None:
    """Build the real workbook again: nothing changed, one sentence, one figure, one data file; the
    whole build beside it in the same rounds.
    """
    project = lay_project(folder, sorted((PROJECT / "notebooks").glob("[0-9]*.ipynb")))
    build = [*CCHC, "build", "2024Q1"]
    measure(build, cwd=project)
    changed = {
        "nothing changed": (None, ""),
        "one sentence changed": (project / "notebooks" / "05-so-hoa.ipynb", "phân tích"),
        "one cell changed": (
            project / "notebooks" / "05-so-hoa.ipynb",
            "Tỷ lệ số hóa nêu ở các mục",
        ),
        "one figure changed": (
            project / "data" / "2024Q1" / "figures.csv",
            "banner_length,area,20",
        ),
        "one data file changed": (project / "data" / "2024Q1" / "statements.csv", "đoạn"),
    }
    names = ("import cchc.cli", "whole build", *changed)
    costs: dict[str, list[Cost]] = {name: [] for name in names}
    for turn in range(rounds):
        with tempfile.TemporaryDirectory() as out:
            costs["whole build"].append(measure([*build, "--no-cache", "--out", out], cwd=project))
        costs["import cchc.cli"].append(
            measure([sys.executable, "-c", "import cchc.cli"], cwd=project)
        )
        for name, (path, word) in changed.items():
            if path:
                content = path.read_text(encoding="utf-8")
                path.write_text(change_once(content, word, turn), encoding="utf-8")
            costs[name].append(measure(build, cwd=project))
            if path:
                path.write_text(content, encoding="utf-8")
                measure(build, cwd=project)
    print(
        f"\nthe real workbook again, {rounds}"
        f" rounds\n{'':24}{'wall s':>9}{'min':>8}{'max':>8}{'cpu s':>9}"
    )
    for name, found in costs.items():
        wall, cpu = (median(getattr(cost, side) for cost in found) for side in ("wall", "cpu"))
        low, high = min(cost.wall for cost in found), max(cost.wall for cost in found)
        print(f"{name:24}{wall:9.2f}{low:8.2f}{high:8.2f}{cpu:9.2f}", flush=True)


def change_once(content: str, word: str, turn: int) -> str:
    """Change what follows a word that stands in a file; a number stays a number."""
    if word not in content:
        raise SystemExit(f"{word!r} is not in the file to be changed")
    more = str(turn % 10) if word[-1].isdigit() else f" {turn}"
    return content.replace(word, f"{word}{more}", 1)


def follow_saves(folder: Path, rounds: int, live: str) -> None:
    """Preview the real workbook: seconds from a save to the message that open pages get; with the
    program `live` beside it, to the new content of the page.
    """
    notebooks = sorted((PROJECT / "notebooks").glob("[0-9]*.ipynb"))
    project, book = (lay_project(folder / name, notebooks) for name in ("cchc", "book"))
    saves = {
        "a sentence": ("notebooks/05-so-hoa.ipynb", "phân tích"),
        "a cell": ("notebooks/05-so-hoa.ipynb", "các mục và số tính lại"),
        "a figure": ("data/2024Q1/figures.csv", "banner_length,area,20"),
    }
    taken: dict[str, list[float]] = {name: [] for name in saves}
    command = [*CCHC, "preview", "2024Q1", "--port", "0", "--until-closed"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with (
        subprocess.Popen(command, cwd=project, env=clean({}), **pipes) as preview,
        live_book(live, book) if live else nullcontext() as content,
    ):
        address = re.search(r"http://\S+", preview.stdout.readline())[0]
        with urlopen(f"{address}events") as events:
            await_change(events)
            for turn in range(rounds):
                for name, (file, word) in saves.items():
                    path = project / file
                    whole = path.read_text(encoding="utf-8")
                    for text in (change_once(whole, word, turn), whole):
                        begun = time.perf_counter()
                        path.write_text(text, encoding="utf-8")
                        await_change(events)
                        if text is not whole:  # back again is known from before
                            taken[name].append(time.perf_counter() - begun)
                    if content and file.startswith("notebooks"):
                        spent = follow_in_book(book / file, word, f"{turn}-{name[2:]}", content)
                        taken.setdefault(f"{name}, live-book", []).append(spent)
        preview.stdin.close()
    print(f"\npreview, {rounds} rounds\n{'from save to page':24}{'wall s':>9}{'min':>8}{'max':>8}")
    for name, found in taken.items():
        print(f"{name:24}{median(found):9.2f}{min(found):8.2f}{max(found):8.2f}", flush=True)


def follow_in_book(path: Path, word: str, mark: str, content: Path) -> float:
    """Change a notebook of the book, each time otherwise; give the seconds until its page has it."""
    text = path.read_text(encoding="utf-8")
    page = content / f"{path.stem.partition('-')[2]}.json"
    begun = time.perf_counter()
    path.write_text(text.replace(word, f"{word} {mark}", 1), encoding="utf-8")
    await_text(page, mark)
    return time.perf_counter() - begun


def await_change(events: Iterable[bytes]) -> None:
    """Wait until a page would show what was saved."""
    for line in events:
        if line.strip() == b"event: change":
            next(iter(events))
            return
    raise SystemExit("the preview ended")


def compare_localities(folder: Path, counts: Sequence[int]) -> None:
    """Build growing numbers of localities, each with two sections and an HTML annex; then all
    again, unchanged.
    """
    project = lay_project(folder, two_sections())
    print_head("localities")
    for count in counts:
        places = folder / f"localities-{count}"
        for at in range(count):
            shutil.copytree(PROJECT / "data", places / f"locality-{at:03}")
        build_many(project, places, "2024Q1", count)


def compare_quarters(folder: Path, counts: Sequence[int]) -> None:
    """Build growing numbers of quarters of one locality, all of the same figures, each with two
    sections and an HTML annex that knows the quarters before; then all again, unchanged.
    """
    project = lay_project(folder, two_sections())
    print_head("quarters")
    for count in counts:
        place = folder / f"quarters-{count}" / "locality"
        shutil.copytree(PROJECT / "data", place)
        report = (place / "2024Q1" / "report.toml").read_text(encoding="utf-8")
        first = "2024Q1"
        for back in range(1, count):
            year, quarter = divmod(2024 * 4 - back, 4)
            first = f"{year}Q{quarter + 1}"
            shutil.copytree(place / "2024Q1", place / first)
            dated = f"dated = {year}-{3 * quarter + 3:02}-28"
            (place / first / "report.toml").write_text(
                re.sub(r"(?m)^dated = \S+", dated, report), encoding="utf-8"
            )
        build_many(project, place.parent, f"{first}..2024Q1", count)


def two_sections() -> list[Path]:
    return [next((PROJECT / "notebooks").glob(f"{number}-*.ipynb")) for number in ("05", "08")]


def print_head(what: str) -> None:
    print(
        f"\n{what}, two sections"
        f" each\n{'':14}{'wall s':>9}{'s each':>9}{'cpu s':>9}{'s each':>9}{'MiB':>8}"
    )


def build_many(project: Path, places: Path, quarters: str, count: int) -> None:
    """Build all annexes of these folders, and all again; print a line for each."""
    batch = [*CCHC, "batch", "--data", f"{places}/*", "--quarters", quarters, "--formats", "html"]
    with tempfile.TemporaryDirectory() as out:
        for name in (count, "  again"):
            cost = measure([*batch, "--out", out], cwd=project, memory=True)
            print(
                f"{name!s:14}{cost.wall:9.1f}{cost.wall / count:9.3f}{cost.cpu:9.1f}{cost.cpu / count:9.3f}"
                f"{cost.pss:8.0f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
