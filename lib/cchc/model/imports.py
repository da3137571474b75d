"""Imports that leave out what costs more than it brings."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec, module_from_spec


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
