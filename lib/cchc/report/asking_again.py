"""Ask a report again what was asked of one before: does it still give the same answers?"""

import json
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

import pandas as pd

from cchc.model.folder import Report

from .asked import ASKED, LAST, PARTS, are_reports, digest_answer, digest_error
from .asked_frames import FRAME_STEPS
from .question_arguments import read_argument

_OWN = "cchc."  # whose functions a question may name


class Answers:
    """Asks a report what notebooks asked one before; each question once.

    `read` gives the report that a notebook reads by this name of a quarter.
    """

    def __init__(self, read: Callable[[str], Report]):
        self.read = read
        self.values: dict[str, Any] = {}
        self.digests: dict[str, str] = {}

    def hold(self, told: Mapping[str, str]) -> bool:
        """Tell whether every question has the answer that was taken down; parts that are there are
        compared before anything is computed, and what takes long is asked last.
        """
        return self.may_hold(told) and all(
            self.digest_of(question) == told[question] for question in told if _is_dear(question)
        )

    def may_hold(self, told: Mapping[str, str]) -> bool:
        """Tell whether all that is answered quickly has the answer that was taken down."""
        quick_first = sorted(told, key=lambda question: '["get", ' not in question)
        return all(
            self.digest_of(question) == told[question]
            for question in quick_first
            if not _is_dear(question)
        )

    def digest_of(self, question: str) -> str:
        if question not in self.digests:
            try:
                self.digests[question] = self._digest(json.loads(question))
            except (LookupError, ValueError, TypeError, AttributeError) as error:
                self.digests[question] = f"no answer: {type(error).__name__}"
        return self.digests[question]

    def _digest(self, path: list) -> str:
        if len(path) == 1:
            return str(self._value(path).quarter)
        holder = self._value(path[:-1])
        try:
            value = take_step(holder, path[-1])
        except Exception as error:  # as when it was taken down
            return digest_error(error)
        called = path[-1][0] not in ("get", "item")
        return digest_answer(value, called)

    def _value(self, path: list) -> Any:
        key = json.dumps(path, ensure_ascii=False)
        if key not in self.values:
            self.values[key] = (
                self.read(path[0])
                if len(path) == 1
                else take_step(self._value(path[:-1]), path[-1])
            )
        return self.values[key]


def _is_dear(question: str) -> bool:
    return f'["{LAST}", ' in question


def take_step(holder: Any, step: list) -> Any:
    """Go one step along a question; see `Asked` and `AskedFrame` for who writes them.

    Questions are read from a folder that others may write to: none does more than ask a report.
    Raises LookupError for any other.
    """
    match step:
        case ["get", name] if _is_face(holder, name):
            return getattr(holder, name)
        case ["item", number] if are_reports(holder):
            return holder[number]
        case ["show"]:
            return repr(holder)
        case ["call", name, given, named] if _is_face(holder, name):
            return getattr(holder, name)(*read_argument(given), **read_argument(named))
        case ["do" | "last", name, given, named] if isinstance(holder, Report):
            return _find_asked(name)(holder, *read_argument(given), **read_argument(named))
        case [kind, *rest] if kind in FRAME_STEPS and isinstance(holder, pd.DataFrame):
            return FRAME_STEPS[kind](holder, *rest)
    raise LookupError(step)


def _is_face(holder: object, name: str) -> bool:
    return isinstance(holder, PARTS) and not name.startswith("__")


def _find_asked(name: str) -> Callable:
    module = name.partition(":")[0]
    if module.startswith(_OWN):
        import_module(module)
    return ASKED[name]
