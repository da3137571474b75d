"""Folders for what lives only while a build runs, removed at its end or, if it was killed, by the
next one.
"""

import os
import shutil
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cchc.errors import Locked

from .lock import locked

PREFIX = "cchc-"
_LOCK = "lock"
LONGEST_PLACE = 58  # bytes: sockets are made inside, and their addresses must be short
YOUNG = 60.0  # seconds: its owner may be about to lock it


@contextmanager
def private_folder() -> Iterator[Path]:
    """Yield a new folder that only this user can enter."""
    place = Path(tempfile.gettempdir())
    if len(os.fsencode(place)) > LONGEST_PLACE and os.access("/tmp", os.W_OK):
        place = Path("/tmp")
    for folder in place.glob(f"{PREFIX}*"):
        _remove_if_left(folder)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place))
    try:
        with locked(folder / _LOCK):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _is_own(path: Path, is_kind: Callable[[int], bool]) -> bool:
    """Tell whether this user made it and it is what it should be, no link to such a thing."""
    try:
        state = path.lstat()
    except OSError:
        return False
    return is_kind(state.st_mode) and (os.name == "nt" or state.st_uid == os.getuid())


def _remove_if_left(folder: Path) -> None:
    try:
        # in a folder that all may write to, a link could lead to anybody's files
        if not (_is_own(folder, stat.S_ISDIR) and _is_own(folder / _LOCK, stat.S_ISREG)):
            return
        if time.time() - folder.lstat().st_mtime > YOUNG:
            with locked(folder / _LOCK):
                shutil.rmtree(folder, ignore_errors=True)
    except (OSError, Locked):
        pass  # somebody else's, or in use
