"""Messages are written in English where they arise; `vi/*.json` holds each in Vietnamese.

A message without its Vietnamese is told in English rather than not at all; a test keeps the
catalogue complete. What an annex or a notebook shows is not here: that is Vietnamese always.
"""

import json
import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Literal

from cchc.errors import RequestError
from errloc.linear import RuleError
from errloc.printed import FigureError

Language = Literal["vi", "en"]

OPTION, VARIABLE = "--lang", "CCHC_LANG"
_LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")
_FOLDER = Path(__file__).parent / "vi"


def say(text: str, /, **values: object) -> str:
    """Give a message in the chosen language, its `{names}` filled in.

    `text` is the English message as a literal: it is the key of the catalogue.
    """
    told = translate(text)
    return told.format(**values) if values else told


def translate(text: str) -> str:
    """Give a text of the catalogue that arises elsewhere: a command's help, what the engine says.

    Fields stay as they are.
    """
    return read_catalogue().get(text, text) if spoken_language() == "vi" else text


def tell(error: RuleError | FigureError) -> str:
    """Say what the engine refused: its reasons are English, its values stand apart."""
    why = translate(error.why)
    told = why.format(**error.values) if error.values else why
    if isinstance(error, RuleError):
        return say("rule {rule}: {why}", rule=error.rule, why=told)
    return told


def choose_language(arguments: Sequence[str]) -> list[str]:
    """Take `--lang en` out of the arguments and speak that language, in later processes too.

    Gives the other arguments. Raises RequestError for a language that there is not.
    """
    others: list[str] = []
    waiting = list(arguments)
    while waiting:
        argument = waiting.pop(0)
        name, equals, given = argument.partition("=")
        if name != OPTION:
            others.append(argument)
            continue
        if not equals:
            given = waiting.pop(0) if waiting else ""
        if given not in ("vi", "en"):
            raise RequestError(say("--lang {given}: write --lang vi or --lang en", given=given))
        os.environ[VARIABLE] = given
    return others


def spoken_language() -> Language:
    """Vietnamese, unless asked otherwise or the locale is English.

    A locale that names no language, such as C, says nothing of the reader.
    """
    asked = os.environ.get(VARIABLE)
    if asked in ("vi", "en"):
        return asked
    locale = next((os.environ[name] for name in _LOCALES if os.environ.get(name)), "")
    return "en" if locale.startswith("en") else "vi"


@cache
def read_catalogue() -> dict[str, str]:
    """Read the Vietnamese of every message, by its English."""
    told: dict[str, str] = {}
    for file in sorted(_FOLDER.glob("*.json")):
        told |= json.loads(file.read_text(encoding="utf-8"))
    return told
