"""What a build needs of the machine: each need looked at by itself, with the next step where it is
not met.

A check that imports packages runs in a process of its own: one that crashes or hangs is told like
any other.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

from cchc.language import say, say_system
from cchc.model.commands import to_type
from cchc.run.private import private_folder

from .installation import FONTS, REQUIREMENTS, check_fonts, check_lab, check_packages
from .needs import Check, CheckedPlace, say_reinstall
from .surroundings import (
    check_project,
    check_python,
    check_sharing,
    check_space,
    check_temporary,
    check_writing,
    nearest,
)
from .trials import check_data, check_kernels, check_pdf

CHECK_LIMIT = 120.0  # seconds for one check; a first start on a slow disk takes half a minute


def examine(place: CheckedPlace) -> Iterator[Check]:
    """Check the machine, need by need; whatever goes wrong in one check is what it tells, and the
    next one runs.
    """
    for name, check in HERE.items():
        try:
            yield check(place)
        except Exception as error:
            again = to_type("doctor", place.data)
            advice = say("mend what this message names, then run {command} again", command=again)
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
        "space for outputs", shutil.disk_usage(nearest(place.out)).free, nearest(place.out)
    ),
    "space for temporary files": lambda place: check_space(
        "space for temporary files",
        shutil.disk_usage(tempfile.gettempdir()).free,
        Path(tempfile.gettempdir()),
    ),
    "writing to out": lambda place: check_writing("writing to out", place.out, "fail"),
    "writing to data": lambda place: check_writing("writing to data", place.data, "warn"),
    "temporary files": _check_temporary_here,
    "shared memory": lambda place: check_sharing(),
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
