"""Being told to stop is an exception, so that what was begun is cleared away."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

STOPPING = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


class Terminated(KeyboardInterrupt):
    """SIGTERM or SIGHUP came."""


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Raise Terminated in the block where SIGTERM or SIGHUP would end the process without a word.

    Only the main thread can do that; in another one, and where a signal is ignored, nothing
    changes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in STOPPING}
    ours = {number: handler for number, handler in before.items() if handler is signal.SIG_DFL}
    for number in ours:
        signal.signal(number, _stop)
    try:
        yield
    finally:
        for number, handler in ours.items():
            signal.signal(number, handler)


def _stop(number: int, frame: FrameType | None) -> None:
    # once is enough: clearing away is not to be interrupted by the next one
    for each in STOPPING:
        if signal.getsignal(each) is _stop:
            signal.signal(each, signal.SIG_IGN)
    raise Terminated(signal.Signals(number).name)
