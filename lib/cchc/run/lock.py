"""A lock that ends with its process, however that ends."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cchc.errors import Locked

try:
    import fcntl
except ImportError:  # Windows
    import msvcrt

NOT_THROUGH_LINKS = getattr(os, "O_NOFOLLOW", 0)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file `path` while the block runs; it is removed at the end.

    Raises Locked at once where another process holds it, OSError where the file cannot be made.
    """
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT | NOT_THROUGH_LINKS, 0o666)
        try:
            _lock(file)
            # whoever held it before may have removed the file between our opening and locking it
            if _is_still(path, file):
                break
        except BaseException:
            os.close(file)
            raise
        os.close(file)
    try:
        yield
    finally:
        if os.name == "nt":
            os.close(file)  # Windows removes no open file
        path.unlink(missing_ok=True)
        if os.name != "nt":
            os.close(file)


def _lock(file: int) -> None:
    try:
        if os.name == "nt":
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        raise Locked from None


def _is_still(path: Path, file: int) -> bool:
    try:
        return os.path.samestat(os.stat(path), os.fstat(file))
    except FileNotFoundError:
        return False
