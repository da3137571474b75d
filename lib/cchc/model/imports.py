"""Imports that leave out what costs more than it brings."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import Any


@contextmanager
def without(*names: str) -> Iterator[None]:
    """Make optional modules look missing to what is imported in the block; they can be imported
    afterwards.
    """
    hidden = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))
    try:
        yield
    finally:
        for name in hidden:
            sys.modules.pop(name, None)


@contextmanager
def bare(*packages: str) -> Iterator[None]:
    """Let modules of these packages, the outer first, be imported in the block without all that the
    packages gather; they can be imported whole afterwards.
    """
    laid = [name for name in packages if name not in sys.modules]
    for name in laid:
        sys.modules[name] = module_from_spec(find_spec(name))
    try:
        yield
    finally:
        for name in laid:
            sys.modules.pop(name, None)


@contextmanager
def called_later(*names: str) -> Iterator[None]:
    """Let functions of these modules be imported in the block, which import the module when they
    are called; of a module that the block imports as a whole anything is found afterwards.
    """
    laid = [_Later(name) for name in names if name not in sys.modules]
    sys.modules.update({module.__name__: module for module in laid})
    try:
        yield
    finally:
        for module in laid:
            sys.modules.pop(module.__name__, None)


class _Later(ModuleType):
    """Stands for a module: gives functions of it in its place, and its own once that is free."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is not self:
            return getattr(import_module(self.__name__), name)
        return _call_later(self.__name__, name)


def _call_later(module: str, name: str) -> Callable[..., Any]:
    return lambda *given, **named: getattr(import_module(module), name)(*given, **named)
