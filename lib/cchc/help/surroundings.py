"""What a build needs of the system around it: a new enough Python, a project, room, folders it can
write and sockets.
"""

import multiprocessing
import os
import socket
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from cchc.language import say, say_system
from cchc.run.kernels import LONGEST_SOCKET_FOLDER
from cchc.run.workers import say_sharing

from .needs import Check, State

OLDEST_PYTHON = (3, 11)
# measured on 2024Q1: an annex has 7 MB and stands twice while it is replaced, one cached build of
# eight 2.5 MB
NEEDED = 50 << 20  # bytes
AMPLE = 4 * NEEDED


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
    there = nearest(folder)
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


def check_sharing(make: Callable[[], object] = multiprocessing.Lock) -> Check:
    """Check that processes can wait for each other, as those of a build do."""
    try:
        make()
    except OSError as error:
        told, _, advice = say_sharing(error).partition("; ")
        return Check("shared memory", "fail", told, advice)
    return Check("shared memory", "ok", say("processes can wait for each other"))


def nearest(folder: Path) -> Path:
    """Give a folder, or where it is not there the nearest one above it."""
    return next((each for each in (folder, *folder.parents) if os.path.lexists(each)), folder)
