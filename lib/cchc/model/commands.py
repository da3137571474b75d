"""Commands as messages name them: to type as they stand, from the folder where the user is."""

import os
import shlex
from pathlib import Path

from .problems import name_file


def find_workbook(start: Path) -> Path | None:
    """Find the folder that holds `notebooks/` and `data/`: `start` or the nearest above it."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / "notebooks").is_dir() and (folder / "data").is_dir():
            return folder
    return None


def to_type(words: str, data: Path) -> str:
    """Give a command of cchc on the data in a folder: 'check 2024Q1' => 'cchc check 2024Q1 --data
    ../binh-minh', without the folder where it is the one that is taken unnamed.
    """
    workbook = find_workbook(Path.cwd())
    if workbook and (workbook / "data").resolve() == data.resolve():
        return f"cchc {words}"
    named = name_file(Path(os.path.normpath(data)))
    return f"cchc {words} --data {shlex.quote(named)}"
