"""The units of an authority as somebody lists them: typed, one a line, or in a table."""

import re
from collections.abc import Iterable
from pathlib import Path

from cchc.errors import RequestError
from cchc.language import say
from cchc.model.csv_rows import UnreadableCsv, decode, read_csv_file
from cchc.model.outline import name_slug

MOST_NAMES = 2_000
_HEADING = "name"


def read_units(text: str) -> tuple[str, ...]:
    """Read the names of units: 'Phường 1; Phường 2', or the name of a file.

    A file holds a name a line, or is a table (CSV) with a column `name`. Raises RequestError for a
    name that stands twice, for too many of them, and for a file that cannot be read.
    """
    listed = _read_file(Path(text)) if _names_file(text) else re.split(r"[;\n]", text)
    names = [" ".join(name.split()) for name in listed]
    names = [name for name in names if name]
    twice = [name for name in dict.fromkeys(names) if _count(names, name) > 1]
    if twice:
        raise RequestError(say("these units are listed twice: {names}", names=", ".join(twice)))
    if len(names) > MOST_NAMES:
        raise RequestError(
            say(
                "{count} units are too many; list {most} at most",
                count=len(names),
                most=MOST_NAMES,
            )
        )
    return tuple(names)


def code_units(names: Iterable[str], taken: Iterable[str] = ()) -> dict[str, str]:
    """Give each unit a code of its own: 'Phường 1' => 'phuong_1', else 'phuong_1_2'."""
    codes: dict[str, str] = {}
    for name in names:
        slug = name_slug(name).replace("-", "_")
        base = slug if slug[0].isalpha() else f"unit_{slug}"
        code, number = base, 2
        while code in {*taken, *codes.values()}:
            code, number = f"{base}_{number}", number + 1
        codes[name] = code
    return codes


def _names_file(text: str) -> bool:
    if "\n" in text or ";" in text:
        return False
    return Path(text).is_file() or Path(text).suffix.lower() in (".csv", ".txt")


def _read_file(path: Path) -> list[str]:
    try:
        content = path.read_bytes()
        lines = decode(content)[2].splitlines()
        head = re.split(r"[,;\t]", lines[0].casefold()) if lines else []
        if _HEADING not in [word.strip(' "') for word in head]:
            return lines
        file = read_csv_file(content, (_HEADING,), (_HEADING,))
    except FileNotFoundError:
        raise RequestError(say("{path}: there is no such file", path=path)) from None
    except UnreadableCsv as error:
        raise RequestError(say("{path}: {why}", path=path, why=error)) from None
    return [file.read(row)[_HEADING] for row in file.body]


def _count(names: list[str], name: str) -> int:
    return sum(other.casefold() == name.casefold() for other in names)
