"""Read TOML, and say in plain words which line of a TOML or YAML file cannot be read."""

import re
import tomllib
from pathlib import Path
from typing import Any

from yaml.error import MarkedYAMLError

from cchc.language import say

from .csv_rows import UnreadableCsv, decode
from .likely_days import likely_day
from .numbers import say_no_such_day
from .problems import Problem

_AT_LINE = re.compile(r"at line (\d+)")
# a key, and a text with a quote too few
_KEY_TEXT = re.compile(r'([\w-]+)\s*=\s*"?([^"\[\]{}]*[^"\[\]{}\s])\s*"?')
# a key, and what begins as a day does
_A_DAY = re.compile(r'\s*[\w-]+\s*=\s*"?(\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4})')
_LONGEST = 60  # characters of a line that a message repeats


def read_toml(path: Path, shown: str, problems: list[Problem]) -> dict[str, Any] | None:
    """Read a TOML file; None where it is missing or cannot be read, which is told."""
    try:
        text = decode(path.read_bytes())[2].replace("\r\n", "\n")
    except FileNotFoundError:
        says = say("the file is missing; it names title, authority, number, dated and sections")
        problems.append(Problem(shown, says))
        return None
    except UnreadableCsv as error:
        problems.append(Problem(shown, str(error)))
        return None
    try:
        return tomllib.loads(text)
    except RecursionError:
        problems.append(Problem(shown, say("its brackets stand too deep in one another")))
    except tomllib.TOMLDecodeError as error:
        line = _AT_LINE.search(str(error))
        problems.append(Problem(shown, _say_toml(text, int(line[1]) if line else None, str(error))))
    except ValueError as error:  # a number or a day that there is not
        problems.append(Problem(shown, say("not readable: {error}", error=error)))
    return None


def say_yaml_fault(error: Exception, text: str) -> str:
    """Say which line of a YAML file cannot be read, and what usually is the matter."""
    mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
    if mark is None:
        return say("not readable YAML: {error}", error=" ".join(str(error).split())[:300])
    if "alias" in (error.problem or ""):
        return say(
            "line {line} uses & or *, which are not allowed here; put a text that begins so into"
            " quotes",
            line=mark.line + 1,
        )
    if "constructor" in (error.problem or ""):
        return say("line {line} uses a tag (!), which is not allowed here", line=mark.line + 1)
    return say(
        "line {line} cannot be read: {text}; begin entries with '- ', set their keys two spaces in"
        " without tabs, and put a text that holds : or # into quotes",
        line=mark.line + 1,
        text=_quote_line(text, mark.line + 1),
    )


def _say_toml(text: str, line: int | None, error: str) -> str:
    if line is None:
        return say("the file ends before a quote or bracket that was opened is closed")
    quoted = _quote_line(text, line)
    if "Cannot overwrite" in error or "already" in error:
        return say(
            "line {line} gives a key that stands above already: {text}", line=line, text=quoted
        )
    if found := _A_DAY.match(text.splitlines()[line - 1] if line <= len(text.splitlines()) else ""):
        if no_such := say_no_such_day(found[1]):
            return say("line {line}: {fault}", line=line, fault=no_such)
        day = likely_day(found[1]) or "2024-03-31"
        return say(
            "line {line}: {text}; write a day without quotes as {day}",
            line=line,
            text=quoted,
            day=day,
        )
    if meant := _quoted_whole(text, line):
        return say(
            "line {line}: the text is not between two double quotes; write {meant}",
            line=line,
            meant=meant,
        )
    return say(
        "line {line} cannot be read: {text}; look at it and at the line above: a text stands in"
        " straight double quotes, an entry of a list ends with a comma, each bracket is closed, a"
        " day is written 2024-03-31",
        line=line,
        text=quoted,
    )


def _quoted_whole(text: str, line: int) -> str:
    """Give a line whose text lacks quotes as it was meant; nothing where that is not its fault."""
    lines = text.splitlines()
    bare = re.sub(r"\s+#.*", "", lines[line - 1].strip()) if line <= len(lines) else ""
    found = _KEY_TEXT.fullmatch(bare)
    if found is None or '"' in found[2]:
        return ""
    meant = f'{found[1]} = "{found[2].strip("“”")}"'  # curly quotes hold nothing
    try:
        tomllib.loads(meant)
    except tomllib.TOMLDecodeError:
        return ""
    return meant


def _quote_line(text: str, line: int) -> str:
    lines = text.splitlines()
    told = lines[line - 1].strip() if line <= len(lines) else ""
    return repr(told if len(told) <= _LONGEST else told[:_LONGEST] + "…")
