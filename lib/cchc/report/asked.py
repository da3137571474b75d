"""A report that takes down what is asked of it, and asking the same of another: a chapter depends
on the answers it got.

A question is a path: names of parts, calls with their arguments, places of frames. An answer stands
for all that it was computed from, so that a finding may come from anywhere and a chapter still
depends on that finding alone. What cannot be taken down so counts as the whole data.
"""

import json
import os
from collections.abc import Callable, Mapping
from functools import cache, wraps
from inspect import isfunction
from pathlib import Path
from typing import Any

import pandas as pd

from cchc.checks.stated import Facts
from cchc.model.catalog import Catalog
from cchc.model.digests import UndigestedError, digest
from cchc.model.folder import Report

from .asked_frames import AskedFrame
from .listening import Listener, answering, who_listens
from .question_arguments import read_argument, write_argument

Steps = list[list[Any]]
LAST = "last"  # how questions begin that are asked again last
WHOLE = "whole"  # what is taken down where a question cannot be
PARTS = (Report, Catalog, Facts)
# where a report lies is a parameter of the notebook, and names another place on each machine
_PLACES = ("data",)


class Asked:
    """A report, a catalogue or stated facts, with the face of it; every answer is taken down."""

    __slots__ = ("_kept", "_path", "_raw", "_root")

    def __init__(self, raw: object, root: "Root", path: Steps):
        for name, value in (("_raw", raw), ("_root", root), ("_path", path), ("_kept", {})):
            object.__setattr__(self, name, value)

    def __getattribute__(self, name: str) -> Any:
        raw = object.__getattribute__(self, "_raw")
        root, path = (object.__getattribute__(self, each) for each in ("_root", "_path"))
        if name == "__class__":
            return type(raw)
        if name.startswith("__"):
            if name in ("__dict__", "__reduce__", "__reduce_ex__", "__getstate__"):
                root.note_whole()
            return getattr(raw, name)
        if name in _PLACES:
            return getattr(raw, name)
        if isfunction(getattr(type(raw), name, None)):
            return _make_call(self, name)
        kept = object.__getattribute__(self, "_kept")
        if name not in kept:
            kept[name] = root.answer([*path, ["get", name]], lambda: getattr(raw, name))
        return kept[name]

    def __setattr__(self, name: str, value: object) -> None:
        object.__getattribute__(self, "_root").note_whole()
        setattr(object.__getattribute__(self, "_raw"), name, value)

    def __dir__(self) -> list[str]:
        return dir(object.__getattribute__(self, "_raw"))

    def __repr__(self) -> str:
        root, path, raw = (object.__getattribute__(self, n) for n in ("_root", "_path", "_raw"))
        return root.answer([*path, ["show"]], lambda: repr(raw))

    def __reduce_ex__(self, protocol: int) -> Any:
        object.__getattribute__(self, "_root").note_whole()
        return object.__getattribute__(self, "_raw").__reduce_ex__(protocol)


@cache
def _class_for(kind: type) -> type[Asked]:
    """Make the class of asked parts of this kind, which `dataclasses.replace` takes for one."""
    told = {"__slots__": (), "__dataclass_fields__": kind.__dataclass_fields__}
    return type("Asked", (Asked,), told)


def ask_of(raw: object, root: "Root", path: Steps) -> Any:
    """Give a part of a report so that what is asked of it is taken down."""
    return _class_for(type(raw))(raw, root, path)


def is_asked(value: object) -> bool:
    return issubclass(type(value), Asked)


def _make_call(asked: Asked, name: str) -> Callable:
    raw, root, path = (object.__getattribute__(asked, n) for n in ("_raw", "_root", "_path"))
    method = getattr(raw, name)

    @wraps(method)
    def call(*given: object, **named: object) -> Any:
        return root.call([*path], ["call", name], method, given, named)

    return call


ASKED: dict[str, Callable] = {}


def asked(function: Callable) -> Callable:
    """Make a function whose first argument is a report one question to it: its answer counts, not
    what it looks at.
    """
    return _make_question(function, "do")


def asked_last(function: Callable) -> Callable:
    """Make a question as `asked` does, of what takes long to answer: another report is asked it
    where all its other answers are the same.
    """
    return _make_question(function, LAST)


def _make_question(function: Callable, kind: str) -> Callable:
    name = f"{function.__module__}:{function.__name__}"

    @wraps(function)
    def call(report: Report, *given: object, **named: object) -> Any:
        if not is_asked(report):
            return function(report, *given, **named)
        raw, root, path = (object.__getattribute__(report, n) for n in ("_raw", "_root", "_path"))
        return root.call(
            path, [kind, name], lambda *more, **other: function(raw, *more, **other), given, named
        )

    ASKED[name] = call
    return call


class Root:
    """What all parts of one report that was read lead to: whoever takes down its answers."""

    def __init__(self, opened: str, listener: Listener):
        self.opened, self.listener = opened, listener
        self.known: set[str] = set()

    def answer(self, path: Steps, get: Callable[[], Any], *, called: bool = False) -> Any:
        """Give an answer and take down what it was; a part that can itself be asked is none yet."""
        try:
            with answering():
                value = get()
        except Exception as error:
            self.note(path, digest_error(error))
            raise
        try:
            self.note(path, digest_answer(value, called))
        except UndigestedError:
            self.note_whole()
        if isinstance(value, PARTS):
            return ask_of(value, self, path)
        if are_reports(value):
            return tuple(ask_of(each, self, [*path, ["item", n]]) for n, each in enumerate(value))
        if isinstance(value, pd.DataFrame) and not called:
            return AskedFrame(value).watched(
                value, lambda step, get: self.answer([*path, step], get, called=True)
            )
        return value

    def call(
        self, path: Steps, step: list, ask: Callable, given: tuple, named: Mapping[str, Any]
    ) -> Any:
        """Ask with arguments; those that cannot be written down make it a question to the whole."""
        try:
            told = [write_argument(list(given)), write_argument(dict(named))]
            given, named = (read_argument(each) for each in told)
        except TypeError:
            self.note_whole()
            with answering():
                return ask(*given, **named)
        return self.answer([*path, [*step, *told]], lambda: ask(*given, **named), called=True)

    def note(self, path: Steps, found: str) -> None:
        question = json.dumps([self.opened, *path], ensure_ascii=False)
        if question not in self.known:
            self.known.add(question)
            self.listener.note(question, found)

    def note_whole(self) -> None:
        self.listener.note(WHOLE, "")


def listened(opened: str, data: Path, read: Callable[[], Report]) -> Any:
    """Read a report; where its folder is listened to, give it so that its answers are taken
    down.
    """
    listener = who_listens()
    if listener is None or os.path.realpath(data) != listener.data:
        return read()
    with answering():
        report = read()
    root = Root(opened, listener)
    root.note([], str(report.quarter))
    return ask_of(report, root, [])


def are_reports(value: object) -> bool:
    return isinstance(value, tuple) and bool(value) and all(isinstance(e, Report) for e in value)


def digest_answer(value: object, called: bool) -> str:
    if are_reports(value):
        return digest([str(report.quarter) for report in value])
    if isinstance(value, PARTS) or (isinstance(value, pd.DataFrame) and not called):
        return type(value).__name__
    return digest(value)


def digest_error(error: Exception) -> str:
    return digest(["raised", type(error).__name__])
