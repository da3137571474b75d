"""A folder that is replaced as a whole or not at all."""

import ctypes
import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cchc.errors import Locked, RequestError
from cchc.language import say

from .interrupts import stopped_by_signals
from .lock import locked


@contextmanager
def replacing(target: Path, is_own: Callable[[str], bool] | None = None) -> Iterator[Path]:
    """Yield an empty folder beside `target` that takes its place when the block ends without an
    error.

    What `is_own` does not own, by its name in the folder, is another's and stays as it is; without
    it all of the old folder goes.
    After an error, Ctrl-C or SIGTERM `target` is as it was and nothing is left behind; what a
    killed build left is removed by the next one. Raises RequestError while another process replaces
    the same folder, OSError where writing fails.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    # on the same disk as the target, so that a rename is enough; hidden from whoever lists the
    # outputs
    aside = target.parent / f".{target.name}.building"
    try:
        with stopped_by_signals(), locked(target.parent / f".{target.name}.lock"):
            _clear(aside, target)
            try:
                new = aside / "new"
                new.mkdir(parents=True)
                yield new
                if is_own:
                    _carry_over(target, new, is_own)
                _exchange(new, target, old=aside / "old")
                if is_own:  # what came in between
                    for old in (new, aside / "old"):
                        _carry_over(old, target, is_own)
            except OSError as error:
                error.filename = error.filename or str(
                    _fullest(target)
                )  # a full disk names no file
                raise
            finally:
                shutil.rmtree(aside, ignore_errors=True)
    except Locked:
        raise RequestError(
            say(
                "{target}: another build is writing there; wait for it to end, or name another"
                " folder with --out",
                target=target,
            )
        ) from None


def _clear(aside: Path, target: Path) -> None:
    old = aside / "old"
    if old.exists() and not target.exists():
        # killed between the two renames of a system that cannot exchange
        old.rename(target)
    if aside.exists():
        shutil.rmtree(aside)


def _fullest(target: Path) -> Path:
    """Say which of the places that a build writes to has the least room: the target's or the
    temporary folder.
    """
    places = [target.parent, Path(tempfile.gettempdir())]
    return target if _room(places[0]) <= _room(places[1]) else places[1]


def _room(folder: Path) -> int:
    return shutil.disk_usage(folder).free if folder.is_dir() else 0


def clear_left(target: Path) -> None:
    """Remove what a killed build of this folder left beside it, unless a build is at work there."""
    aside = target.parent / f".{target.name}.building"
    if aside.is_dir() and not aside.is_symlink():
        with suppress(OSError, Locked), locked(target.parent / f".{target.name}.lock"):
            _clear(aside, target)


def _carry_over(old: Path, new: Path, is_own: Callable[[str], bool]) -> None:
    """Give `new` what another put into `old`: the same file, by a second name, not a copy."""
    for folder, folders, files in os.walk(old) if old.is_dir() else ():
        here = Path(folder).relative_to(old)
        links = [name for name in folders if Path(folder, name).is_symlink()]
        for name in (*files, *links):
            place = new / here / name
            if not is_own((here / name).as_posix()) and not os.path.lexists(place):
                place.parent.mkdir(parents=True, exist_ok=True)
                _take(Path(folder, name), place)
        if not folders and not files and not (new / here).exists():
            (new / here).mkdir(parents=True)  # it was empty before


def _take(file: Path, place: Path) -> None:
    try:
        os.link(file, place, follow_symlinks=False)
    except OSError:  # a file system without a second name for a file
        shutil.copy2(file, place, follow_symlinks=False)


def _exchange(new: Path, target: Path, old: Path) -> None:
    """Put `new` in the place of `target`, which goes to `new` or `old`; on Linux there is no moment
    without one.
    """
    if not target.exists():
        new.rename(target)
        return
    new.stat()
    if _exchange_at_once(new, target):
        return
    target.rename(old)
    try:
        new.rename(target)
    except BaseException:
        old.rename(target)
        raise


def _exchange_at_once(first: Path, second: Path) -> bool:
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    here, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE of linux/fs.h
    if rename(here, os.fsencode(first), here, os.fsencode(second), exchange) == 0:
        return True
    if ctypes.get_errno() in (
        errno.ENOSYS,
        errno.EINVAL,
    ):  # an old kernel, or a file system that cannot
        return False
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(second))
