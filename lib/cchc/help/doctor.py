"""What a build needs of the machine: each need looked at by itself, with the next step where it is
not met.

A check that imports packages runs in a process of its own: one that crashes or hangs is told like
any other.
"""

import hashlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

from cchc.language import say, say_system
from cchc.run.kernels import LONGEST_SOCKET_FOLDER
from cchc.run.private import private_folder

State = Literal["ok", "warn", "fail"]

OLDEST_PYTHON = (3, 11)
REQUIREMENTS = "requirements.lock"
FONTS = Path(__file__).parents[1] / "annex" / "fonts"
# measured on 2024Q1: an annex has 7 MB and stands twice while it is replaced, one cached build of
# eight 2.5 MB
NEEDED = 50 << 20  # bytes
AMPLE = 4 * NEEDED
CHECK_LIMIT = 120.0  # seconds for one check; a first start on a slow disk takes half a minute
KERNEL_LIMIT = 60.0
FRONT_END = ("@jupyter-widgets/jupyterlab-manager", "jupyterlab_pygments")


@dataclass(frozen=True)
class CheckedPlace:
    """The folders of a project that a build reads and writes."""

    project: Path
    data: Path
    out: Path


@dataclass(frozen=True)
class Check:
    """What one check saw; `advice` is the next step, empty where all is well. A build cannot work
    after "fail".
    """

    name: str
    state: State
    seen: str
    advice: str = ""


def say_reinstall() -> str:
    return say("install what requirements.lock names again: rm -rf .venv, then make annex")


def say_renew() -> str:
    return say("take it as it came: git checkout -- lib/cchc/annex/fonts")


def examine(place: CheckedPlace) -> Iterator[Check]:
    """Check the machine, need by need; whatever goes wrong in one check is what it tells, and the
    next one runs.
    """
    for name, check in HERE.items():
        try:
            yield check(place)
        except Exception as error:
            advice = say("mend what this message names, then run cchc doctor again")
            yield Check(name, "fail", f"{type(error).__name__}: {error}", advice)
    for name in APART:
        yield run_apart(name, place)


def run_apart(name: str, place: CheckedPlace, limit: float = CHECK_LIMIT) -> Check:
    """Run one check in a new process of this Python, for at most `limit` seconds."""
    words = [
        sys.executable,
        "-P",
        "-m",
        __name__,
        name,
        *(str(folder) for folder in vars(place).values()),
    ]
    try:
        done = subprocess.run(
            words, capture_output=True, encoding="utf-8", errors="replace", timeout=limit
        )
    except subprocess.TimeoutExpired:
        return Check(
            name,
            "fail",
            say("not done after {limit:g} seconds", limit=limit),
            say("close other programs and try again"),
        )
    if done.returncode == 0:
        return Check(**json.loads(done.stdout.splitlines()[-1]))
    said = [line.strip() for line in done.stderr.splitlines() if line.strip()]
    ended = (
        say("ended by signal {number}", number=-done.returncode)
        if done.returncode < 0
        else say("ended with code {number}", number=done.returncode)
    )
    return Check(name, "fail", said[-1] if said and done.returncode > 0 else ended, say_reinstall())


def check_python(version: Sequence[int]) -> Check:
    """Check that this Python is new enough."""
    told = f"Python {'.'.join(map(str, version[:3]))}, {sys.executable}"
    if tuple(version[:2]) >= OLDEST_PYTHON:
        return Check("python", "ok", told)
    return Check(
        "python",
        "fail",
        told,
        say("cchc needs Python 3.11 or newer: make annex PYTHON=python3.12"),
    )


def check_fonts(folder: Path) -> Check:
    """Check the typeface of the annex against the sums that came with it."""
    sums, faults = folder / "SHA256SUMS", []
    if not sums.is_file():
        return Check("fonts", "fail", say("{name} is missing", name=sums.name), say_renew())
    faces = [line.split() for line in sums.read_text(encoding="utf-8").splitlines()]
    for digest, name in faces:
        path = folder / name
        if not path.is_file():
            faults.append(say("{name} is missing", name=name))
        elif hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            faults.append(say("{name} is not the file that came with cchc", name=name))
    if faults:
        return Check("fonts", "fail", "; ".join(faults), say_renew())
    return Check("fonts", "ok", say("{count} faces of Tinos, as they came", count=len(faces)))


def check_space(name: str, free: int, folder: Path) -> Check:
    """Check that `free` bytes are enough for builds in `folder`."""
    told = say(
        "{free} MB free in {folder}; a build needs {needed}",
        free=free >> 20,
        folder=folder,
        needed=NEEDED >> 20,
    )
    if free >= AMPLE:
        return Check(name, "ok", told)
    return Check(
        name,
        "warn" if free >= NEEDED else "fail",
        told,
        say("make room there: move old annexes away"),
    )


def check_writing(name: str, folder: Path, otherwise: State) -> Check:
    """Check that files can be made in a folder, or in the nearest one above it; the file is gone at
    once.
    """
    there = _nearest(folder)
    try:
        with tempfile.TemporaryFile(dir=there, prefix=".cchc-"):
            pass
    except OSError as error:
        advice = say(
            "give yourself the right to write in {folder}, or name another folder with --{option}",
            folder=there,
            option=name.split()[-1],
        )
        return Check(name, otherwise, f"{there}: {say_system(error)}", advice)
    return Check(name, "ok", say("{folder} can be written", folder=there))


def check_temporary(folder: Path) -> Check:
    """Check that kernels can be spoken to through sockets in a folder as the one given, which a
    build makes.
    """
    if not hasattr(socket, "AF_UNIX") or os.name != "posix":
        return Check(
            "temporary files",
            "ok",
            say("{folder}; this system needs no socket files", folder=folder.parent),
        )
    advice = say("name a folder with a short path before you call cchc: export TMPDIR=/tmp")
    length = len(os.fsencode(folder / "warm"))
    if length > LONGEST_SOCKET_FOLDER:
        told = say(
            "the path of {folder} is too long for sockets: {length} bytes, {most} at most;"
            " kernels start one by one, slower",
            folder=folder.parent,
            length=length,
            most=LONGEST_SOCKET_FOLDER,
        )
        return Check("temporary files", "warn", told, advice)
    try:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(folder / "warm"))
    except OSError as error:
        return Check(
            "temporary files",
            "fail",
            say(
                "{folder} takes no socket: {why}",
                folder=folder.parent,
                why=say_system(error),
            ),
            advice,
        )
    return Check(
        "temporary files",
        "ok",
        say(
            "{folder}, {length} bytes of at most {most}",
            folder=folder.parent,
            length=length,
            most=LONGEST_SOCKET_FOLDER,
        ),
    )


def check_project(project: Path) -> Check:
    """Check that the folders of a project are here."""
    absent = [name for name in ("notebooks", "data") if not (project / name).is_dir()]
    if not absent:
        return Check("project", "ok", str(project))
    told = say("{project} lacks the folders {names}", project=project, names=", ".join(absent))
    return Check(
        "project",
        "fail",
        told,
        say("run cchc in the top folder of the project, or clone it again"),
    )


def check_packages(lock: Path, installed: Callable[[str], str] = metadata.version) -> Check:
    """Check installed packages against the lock, or merely that those cchc depends on are there,
    where none is.
    """
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    needs = [
        Requirement(text) for text in metadata.requires("cchc") or () if "extra ==" not in text
    ]
    needed, pinned = {canonicalize_name(need.name) for need in needs}, needs
    if lock.is_file():
        entries = re.findall(
            r"^([A-Za-z0-9][^\\\n]*)", lock.read_text(encoding="utf-8"), re.MULTILINE
        )
        pinned = [Requirement(entry) for entry in entries]
    pinned = [pin for pin in pinned if pin.marker is None or pin.marker.evaluate()]
    missing, other = [], []
    for pin in pinned:
        try:
            version = installed(pin.name)
        except metadata.PackageNotFoundError:
            missing.append(pin.name)
            continue
        if not pin.specifier.contains(version, prereleases=True):
            other.append(
                say(
                    "{name} {version} is installed, {locked} is locked",
                    name=pin.name,
                    version=version,
                    locked=pin.specifier,
                )
            )
    told = [say("{name} is missing", name=name) for name in missing] + other
    if told:
        # tools of tests and of a cluster are locked too, but no build needs them
        lacks = any(canonicalize_name(name) in needed for name in missing)
        return Check("packages", "fail" if lacks else "warn", "; ".join(told), say_reinstall())
    compared = (
        say("as {lock} names them", lock=REQUIREMENTS)
        if lock.is_file()
        else say("there; no {lock} here to compare versions with", lock=REQUIREMENTS)
    )
    told = say("{count} packages, {compared}", count=len(pinned), compared=compared)
    return Check("packages", "ok", told)


def check_kernels() -> Check:
    """Check that a stock kernel and one of the warm process each run a notebook."""
    from cchc.run.chapter import failure_of, run_notebook
    from cchc.run.forked import warm_answers
    from cchc.run.kernels import warm_kernels
    from cchc.run.lean_nbformat import nbformat

    with warm_kernels() as warm, private_folder() as private:
        path = private / "kernel.ipynb"
        nbformat.write(
            nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("6 * 7", id="a")]), path
        )
        for address in ("", *([warm] if warm else [])):
            notebook = run_notebook(path, {}, private, KERNEL_LIMIT, address)
            failed = failure_of(notebook)
            if failed or notebook.cells[-1].outputs[0].data["text/plain"] != "42":
                return Check(
                    "kernels",
                    "fail",
                    failed or say("a kernel gave a wrong answer"),
                    say_reinstall(),
                )
        if warm and not warm_answers(warm):
            told = say(
                "a stock kernel runs; the process that kernels are forked from does not: builds are"
                " slower"
            )
            return Check("kernels", "warn", told, say_reinstall())
    return Check(
        "kernels",
        "ok",
        say("a stock kernel runs, and one forked from a warm process")
        if warm
        else say("a stock kernel runs"),
    )


def check_data(data: Path) -> Check:
    """Check that the newest quarter can be read, with the earlier ones that it is compared with."""
    from cchc import read_report
    from cchc.errors import InputError
    from cchc.model.seen import note_spreadsheet

    try:
        report = read_report("", data)
        earlier = len(report.history)
    except InputError as error:
        count = len(error.problems)
        told = say("problems: {count}, the first: {first}", count=count, first=error.problems[0])
        newest = max((path.name for path in data.glob("[0-9]*")), default="")
        quarter = re.search(r"\d{4}Q[1-4]", f"{error.problems[0].file} {newest}")
        advice = (
            say("cchc check {quarter} lists them all", quarter=quarter[0])
            if quarter
            else say("name a folder of data with --data")
        )
        return Check("data", "fail", told, advice)
    told = say(
        "{quarter} can be read: {count} figures",
        quarter=report.quarter,
        count=len(report.figures),
    )
    told += say("; {count} earlier quarters too", count=earlier) if earlier else ""
    folder = data / str(report.quarter)
    notes = [*report.notes, *note_spreadsheet(report.figures, folder)]
    if notes:
        told += say(
            "; {count} to look at: cchc check {quarter} tells them",
            count=len(notes),
            quarter=report.quarter,
        )
    return Check("data", "ok", told)


def check_pdf() -> Check:
    """Check that the compiler makes a page in the annex's form and typeface."""
    from datetime import date

    from cchc.annex.chapters import AnnexMeta, Executed, read_chapters
    from cchc.annex.pdf import write_pdf
    from cchc.model.quarter import Quarter
    from cchc.run.lean_nbformat import nbformat

    page = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("# Kiểm tra\n\nĐủ dấu: ắ ộ ữ.")]
    )
    section = Executed("00", "kiem-tra", "Kiểm tra", lambda: page)
    with private_folder() as private:
        meta = AnnexMeta(Quarter(date.today().year, 1), "Kiểm tra", "UBND", "")
        write_pdf(read_chapters([section]), meta, private / "page.pdf")
        size = (private / "page.pdf").stat().st_size
    return Check("pdf", "ok", say("a page of {size} kB was made", size=size >> 10))


def check_lab(folders: Sequence[str]) -> Check:
    """Check that JupyterLab is there with what shows the explorer; `folders` may hold its
    extensions.
    """
    from itables.javascript import opt
    from jupyterlab.commands import get_app_dir

    parts = {name: [Path(folder, name, "package.json") for folder in folders] for name in FRONT_END}
    wanted = {
        say("the part {name}", name=name): any(path.is_file() for path in paths)
        for name, paths in parts.items()
    }
    wanted[say("JupyterLab's own page")] = Path(get_app_dir(), "static", "index.html").is_file()
    wanted[say("the code of sortable tables")] = Path(opt.dt_bundle).is_file()
    absent = [name for name, there in wanted.items() if not there]
    told = f"JupyterLab {metadata.version('jupyterlab')}"
    if absent:
        return Check(
            "jupyterlab",
            "warn",
            say(
                "{told} lacks {absent}: kham-pha.ipynb stays empty",
                told=told,
                absent=", ".join(absent),
            ),
            say_reinstall(),
        )
    told = say("{told}, with the controls and tables of kham-pha.ipynb", told=told)
    return Check("jupyterlab", "ok", told)


def _nearest(folder: Path) -> Path:
    return next((each for each in (folder, *folder.parents) if os.path.lexists(each)), folder)


def _check_temporary_here(place: CheckedPlace) -> Check:
    try:
        with private_folder() as private:
            return check_temporary(private)
    except OSError as error:
        return Check(
            "temporary files",
            "fail",
            say_system(error),
            say("name a folder: export TMPDIR=FOLDER"),
        )


def _check_lab_here(place: CheckedPlace) -> Check:
    from jupyter_core.paths import jupyter_path

    return check_lab(jupyter_path("labextensions"))


HERE: Mapping[str, Callable[[CheckedPlace], Check]] = {
    "python": lambda place: check_python(sys.version_info),
    "project": lambda place: check_project(place.project),
    "fonts": lambda place: check_fonts(FONTS),
    "space for outputs": lambda place: check_space(
        "space for outputs", shutil.disk_usage(_nearest(place.out)).free, _nearest(place.out)
    ),
    "space for temporary files": lambda place: check_space(
        "space for temporary files",
        shutil.disk_usage(tempfile.gettempdir()).free,
        Path(tempfile.gettempdir()),
    ),
    "writing to out": lambda place: check_writing("writing to out", place.out, "fail"),
    "writing to data": lambda place: check_writing("writing to data", place.data, "warn"),
    "temporary files": _check_temporary_here,
}
APART: Mapping[str, Callable[[CheckedPlace], Check]] = {
    "packages": lambda place: check_packages(place.project / REQUIREMENTS),
    "kernels": lambda place: check_kernels(),
    "data": lambda place: check_data(place.data),
    "pdf": lambda place: check_pdf(),
    "jupyterlab": _check_lab_here,
}


if __name__ == "__main__":
    folders = [Path(word) for word in sys.argv[2:]]
    print(json.dumps(asdict(APART[sys.argv[1]](CheckedPlace(*folders)))))
