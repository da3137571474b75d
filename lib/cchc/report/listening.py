"""Who takes down what a notebook asks of a report; filled only in kernels of a build."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True)
class Listener:
    """`note` is told each question, as text, and the digest of its answer; reports of another
    folder than `data` are not listened to: their files count instead.
    """

    data: str
    note: Callable[[str, str], None]


_listeners: list[Listener] = []
_busy = threading.local()


def listen(listener: Listener) -> None:
    """From now on, have every question to a report of this process taken down."""
    _listeners[:] = [listener]


def who_listens() -> Listener | None:
    return _listeners[0] if _listeners else None


def is_answering() -> bool:
    """Tell whether this thread is answering a question, so that what it reads is no reading of the
    notebook.
    """
    return getattr(_busy, "depth", 0) > 0


@contextmanager
def answering() -> Iterator[None]:
    _busy.depth = getattr(_busy, "depth", 0) + 1
    try:
        yield
    finally:
        _busy.depth -= 1
