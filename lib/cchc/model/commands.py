"""Commands as messages name them: to type as they stand, from the folder where the user is."""

import os
import shlex
from pathlib import Path

from cchc.language import say, translate

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


def say_how_to_begin(data: Path, quarter: str) -> str:
    """Say of a folder without any quarter how a first one is begun, by commands to type."""
    # init takes a new folder or an empty one, read begins where no catalogue stands
    is_empty = not any(data.iterdir())
    folder = name_file(Path(os.path.normpath(data))) if is_empty else translate("DIR")
    init = f"cchc init {shlex.quote(folder) if is_empty else folder}"
    if (data / "catalog" / "indicators.csv").is_file():
        return say(
            "holds a catalogue, but no quarter to go on from; begin the first one in a new folder"
            " with {init}",
            init=init,
        )
    return say(
        "holds no quarter yet; begin the first one with {init}, or from the report itself with"
        " {read}",
        init=init,
        read=to_type(f"read {quarter or translate('QUARTER')} {translate('FILE')} --propose", data),
    )
