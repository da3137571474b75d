"""Files by the sha256 of what they hold: whether anything changed, whatever their dates say."""

import hashlib
import os
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from .quarter import Quarter, find_quarters

_ENDINGS = (".csv", ".toml", ".yml")
NOT_HASHED = {"__pycache__", ".ipynb_checkpoints"}
RESTED = 2_000_000_000  # nanoseconds: the coarsest file system counts whole pairs of seconds
# by device and inode, so that it does not matter by which way a folder is named
_known: dict[tuple[int, int] | str, tuple[list[int], str]] = {}


def hash_inputs(quarter: Quarter, data: Path) -> dict[str, str]:
    """Hash the data files that a quarter is made from: the catalogue, its folder and those of all
    earlier quarters.
    """
    return {name: hash_once(path) for name, path in list_inputs(quarter, data).items()}


def list_inputs(quarter: Quarter, data: Path) -> dict[str, Path]:
    """List the data files that a quarter is made from by the name that they bear in a manifest."""
    folders = ["catalog", *(found for found in find_quarters(data) if found <= quarter)]
    found = {}
    for folder in map(str, folders):
        names: list[str] = []
        with suppress(OSError):
            names = os.listdir(data / folder)
        for name in names:
            path = data / folder / name
            # one that cannot be looked at is told, not passed over
            if os.path.normcase(name).endswith(_ENDINGS) and path.is_file():
                found[f"data/{folder}/{name}"] = path
    return found


def hash_files(root: Path, patterns: Iterable[str] = ("**/*",)) -> dict[str, str]:
    """Give the sha256 of each file below a folder by its path there, written with slashes."""
    found = {file for pattern in patterns for file in root.glob(pattern) if file.is_file()}
    kept = [file for file in found if not NOT_HASHED & set(file.relative_to(root).parts)]
    return {file.relative_to(root).as_posix(): hash_once(file) for file in kept}


def hash_once(file: Path) -> str:
    """Hash a file, or give what it was when this process last hashed it, where the system says it
    is the same.
    """
    return hash_seen(file, os.stat(file))


def hash_seen(file: Path, state: os.stat_result) -> str:
    """Hash a file that was seen in this state, as `hash_once` does."""
    stamp = stamp_state(state)
    # not every file system numbers its files
    place = (state.st_dev, state.st_ino) if state.st_ino else os.path.abspath(file)
    before, digest = _known.get(place, (None, ""))
    if before == stamp:
        return digest
    digest, now = sha256(file.read_bytes()), time.time_ns()
    # one that changed a moment ago could change again within the same tick of the clock
    if now - max(state.st_mtime_ns, state.st_ctime_ns) > RESTED:
        _known[place] = (stamp, digest)
    return digest


def stamp_state(state: os.stat_result) -> list[int]:
    """Give what changes with any writing to a file: inode, size and times, in nanoseconds."""
    return [state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns]


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
