"""Files by the sha256 of what they hold: whether anything changed, whatever their dates say."""

import hashlib
import time
from collections.abc import Iterable
from pathlib import Path

from .quarter import Quarter, find_quarters

INPUT_FILES = ("csv", "toml", "yml")
NOT_HASHED = {"__pycache__", ".ipynb_checkpoints"}
RESTED = 2_000_000_000  # nanoseconds: the coarsest file system counts whole pairs of seconds
# by device and inode, so that it does not matter by which way a folder is named
_known: dict[tuple[int, int], tuple[tuple[int, ...], str]] = {}


def hash_inputs(quarter: Quarter, data: Path) -> dict[str, str]:
    """Hash the data files that a quarter is made from: the catalogue, its folder and those of all
    earlier quarters.
    """
    folders = ["catalog", *(found for found in find_quarters(data) if found <= quarter)]
    files = hash_files(data, [f"{folder}/*.{kind}" for folder in folders for kind in INPUT_FILES])
    return {f"data/{name}": digest for name, digest in files.items()}


def hash_files(root: Path, patterns: Iterable[str] = ("**/*",)) -> dict[str, str]:
    """Give the sha256 of each file below a folder by its path there, written with slashes."""
    found = {file for pattern in patterns for file in root.glob(pattern) if file.is_file()}
    kept = [file for file in found if not NOT_HASHED & set(file.relative_to(root).parts)]
    return {file.relative_to(root).as_posix(): hash_once(file) for file in kept}


def hash_once(file: Path) -> str:
    """Hash a file, or give what it was when this process last hashed it, where the system says it
    is the same.
    """
    state = file.stat()
    place = (state.st_dev, state.st_ino)
    stamp = (state.st_size, state.st_mtime_ns, state.st_ctime_ns)
    if place in _known and _known[place][0] == stamp:
        return _known[place][1]
    digest, now = sha256(file.read_bytes()), time.time_ns()
    # one that changed a moment ago could change again within the same tick of the clock
    if now - max(state.st_mtime_ns, state.st_ctime_ns) > RESTED:
        _known[place] = (stamp, digest)
    return digest


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
