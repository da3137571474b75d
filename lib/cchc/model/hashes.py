"""Files by the sha256 of what they hold: whether anything changed, whatever their dates say."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from cchc.model.quarter import Quarter, find_quarters

INPUT_FILES = ("csv", "toml", "yml")
NOT_HASHED = {"__pycache__", ".ipynb_checkpoints"}


def hash_inputs(quarter: Quarter, data: Path) -> dict[str, str]:
    """Hash the data files that a quarter is made from: the catalogue, its folder and those of all earlier quarters."""
    folders = ["catalog", *(found for found in find_quarters(data) if found <= quarter)]
    files = hash_files(data, [f"{folder}/*.{kind}" for folder in folders for kind in INPUT_FILES])
    return {f"data/{name}": digest for name, digest in files.items()}


def hash_files(root: Path, patterns: Iterable[str] = ("**/*",)) -> dict[str, str]:
    """Give the sha256 of each file below a folder by its path there, written with slashes."""
    found = {file for pattern in patterns for file in root.glob(pattern) if file.is_file()}
    kept = [file for file in found if not NOT_HASHED & set(file.relative_to(root).parts)]
    return {file.relative_to(root).as_posix(): sha256(file.read_bytes()) for file in kept}


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
