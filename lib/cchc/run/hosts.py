"""What one worker of a cluster keeps for all builds of a batch: the notebooks, what many data
folders hold alike, and the warm process; brought once, gone soon after the last build.
"""

import atexit
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp

from .forked import warm_answers
from .kernels import warm_kernels
from .parcels import Parcel, unpack_folder
from .private import private_folder

IDLE = 120.0  # seconds; a batch that goes on brings another build sooner
NOTEBOOKS = "notebooks"


@dataclass(frozen=True)
class Luggage:
    """What every build of a batch needs: the folder of the notebooks, and packed contents that more
    than one data folder holds, by digest. `digest` tells one batch's from another's.
    """

    digest: str
    notebooks: Parcel
    common: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return self.notebooks.size + sum(map(len, self.common.values()))


class Ground:
    """A private folder with the notebooks unpacked, and a warm process beside it."""

    def __init__(self, luggage: Luggage, cold: bool):
        self._stack, self._warm_stack = ExitStack(), ExitStack()
        self._cold = cold
        self.folder = self._stack.enter_context(private_folder())
        self.notebooks, self.common = self.folder / NOTEBOOKS, luggage.common
        self.warm = ""
        try:
            unpack_folder(luggage.notebooks, self.notebooks)
            self.heat()
        except BaseException:
            self.close()
            raise

    def heat(self) -> None:
        """Start the warm process, or another where it was killed."""
        if self._cold or (self.warm and warm_answers(self.warm)):
            return
        self._warm_stack.close()
        self.warm = self._warm_stack.enter_context(warm_kernels())

    def lay(self, data: Parcel) -> Path:
        """Unpack a data folder into a new place that is the caller's to remove."""
        place = Path(mkdtemp(prefix="build-", dir=self.folder))
        unpack_folder(data, place / "data", self.common)
        return place

    def close(self) -> None:
        self._warm_stack.close()
        self._stack.close()


@dataclass
class _Kept:
    """The grounds of this process, how often any was laid, and who watches over their end."""

    grounds: dict[str, Ground] = field(default_factory=dict)
    used: dict[str, int] = field(default_factory=dict)
    laid: int = 0
    ending: threading.Timer | None = None
    lock: threading.RLock = field(default_factory=threading.RLock)


_kept = _Kept()


@contextmanager
def on_ground(luggage: Luggage, cold: bool, idle: float = IDLE) -> Iterator[Ground]:
    """Yield what this process keeps for the builds of a batch, which the first of them lays."""
    key = f"{luggage.digest}{'-cold' * cold}"
    with _kept.lock:
        if _kept.ending:
            _kept.ending.cancel()
        if key not in _kept.grounds:
            _leave_unused()  # of another batch
            _kept.grounds[key] = Ground(luggage, cold)
            _kept.laid += 1
        ground = _kept.grounds[key]
        ground.heat()
        _kept.used[key] = _kept.used.get(key, 0) + 1
    try:
        yield ground
    finally:
        with _kept.lock:
            _kept.used[key] -= 1
            _kept.ending = threading.Timer(idle, _leave_unused)
            _kept.ending.daemon = True
            _kept.ending.start()


def count_laid() -> int:
    """Tell how often this process was brought the notebooks and what is common."""
    return _kept.laid


@atexit.register
def _leave_unused() -> None:
    with _kept.lock:
        for key in [key for key in _kept.grounds if not _kept.used.get(key)]:
            _kept.used.pop(key, None)
            _kept.grounds.pop(key).close()
