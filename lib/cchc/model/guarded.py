"""Change files that people and commands both write: locked, held against what was read, replaced
whole.
"""

import os
import secrets
import shutil
import stat
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from cchc.errors import InputError, Locked
from cchc.language import say

from .problems import Problem, name_file

# what is to stand in a file, from what stands there now; None: there is no such file
Change = Callable[[bytes | None], bytes]

LOCK_FILE = ".cchc.lock"
TRIES, PAUSE = 1200, 0.05  # how often a lock is asked for, and the seconds between
_READINGS = 5  # how often a file is read again that somebody saves meanwhile
_ASIDE = ".new"  # how the name of a file ends while it is written


def change_files(changes: Mapping[Path, Change]) -> None:
    """Change files, all of them under lock, none half written; they are replaced in this order.

    Each change is given the bytes that stand there at that moment and gives those to put there, or
    raises and nothing at all is written. A link stays a link: the file that it names is replaced,
    with its mode and, as far as the system allows, its owner. Raises InputError for a file that may
    not be written, or that another program saves again and again, and Locked where another
    command does not end.
    """
    targets = {Path(os.path.realpath(path)): path for path in changes}
    with ExitStack() as locks:
        # in one order, whoever asks: two commands never wait for each other
        for folder in sorted({target.parent for target in targets}):
            _lock(locks, folder)
        for _ in range(_READINGS):
            before = {target: _read(target, path) for target, path in targets.items()}
            after = {
                target: changes[path](before[target][0] if before[target] else None)
                for target, path in targets.items()
            }
            if _replace(before, after):
                return
    says = say("another program keeps saving this file; close it there and run this again")
    raise InputError([Problem(name_file(path), says) for path in changes])


def change_file(path: Path, change: Change) -> None:
    """Change one file; see `change_files`."""
    change_files({path: change})


def write_new_file(path: Path, content: bytes) -> None:
    """Write a file that must not be there yet; whole or not at all, with nothing left beside it.

    Nobody else can be writing what is not there, so that no lock is left in a folder of the user's:
    of two that begin one file the system lets one put it in place.
    """
    new = _name_aside(path)
    try:
        with naming(path):
            _write_aside(new, content, None)
        _put_new(new, path)
        _settle(path.parent)
    except FileExistsError:
        says = say(
            "is there already, perhaps filled in, and is not overwritten; rename it or move it"
            " elsewhere, then run this again"
        )
        raise InputError([Problem(name_file(path), says)]) from None
    finally:
        new.unlink(missing_ok=True)


def _put_new(new: Path, path: Path) -> None:
    try:
        os.link(new, path)
    except FileExistsError:
        raise
    except OSError:  # a file system that knows no second name for a file
        if os.path.lexists(path):
            raise FileExistsError(path) from None
        os.replace(new, path)


@contextmanager
def naming(place: Path) -> Iterator[None]:
    """Let an error of the system say where it arose: a full disk names no file, and the name of a
    file that is written aside says nothing to anybody.
    """
    try:
        yield
    except OSError as error:
        if not error.filename or str(error.filename).endswith(_ASIDE):
            error.filename = str(place)
        raise


def _lock(locks: ExitStack, folder: Path) -> None:
    lock = FileLock(folder / LOCK_FILE)
    for _ in range(TRIES):
        try:
            locks.enter_context(lock.acquire(blocking=False))
            return
        except Timeout:
            time.sleep(PAUSE)
    raise Locked(
        say(
            "{folder}: another command is writing there and did not end while this one tried"
            " {tries} times; run this again when it has ended",
            folder=name_file(folder),
            tries=TRIES,
        )
    )


def _read(target: Path, path: Path) -> tuple[bytes, os.stat_result] | None:
    """Read a file that may be replaced, or None where there is none yet."""
    try:
        found = target.stat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(found.st_mode):
        says = say("is no regular file; name a file that can be written")
        raise InputError([Problem(name_file(path), says)])
    # whoever may do everything is stopped by the bits as well: they say what was meant
    if not found.st_mode & 0o222 or not os.access(target, os.W_OK):
        says = say(
            "is read-only, so nothing was saved; allow writing (Windows: Properties of the file,"
            " Read-only; Linux: chmod u+w {file}), then run this again",
            file=name_file(path),
        )
        raise InputError([Problem(name_file(path), says)])
    return target.read_bytes(), found


def _replace(
    before: Mapping[Path, tuple[bytes, os.stat_result] | None], after: Mapping[Path, bytes]
) -> bool:
    """Put the new contents in place; False, with nothing replaced, where a file is another by
    now.
    """
    aside: dict[Path, Path] = {}
    try:
        for target, content in after.items():
            if not before[target] or before[target][0] != content:
                aside[target] = _name_aside(target)
                with naming(target):
                    _write_aside(aside[target], content, target if before[target] else None)
        # editors know nothing of the lock
        if any(_differs(target, before[target]) for target in aside):
            return False
        for target, new in aside.items():
            os.replace(new, target)
            _settle(target.parent)
    finally:
        for new in aside.values():
            new.unlink(missing_ok=True)
    return True


def _differs(target: Path, before: tuple[bytes, os.stat_result] | None) -> bool:
    now = target.read_bytes() if target.exists() else None
    return now != (before[0] if before else None)


def _name_aside(target: Path) -> Path:
    return target.with_name(f".{target.name}.{secrets.token_hex(8)}{_ASIDE}")


def _write_aside(new: Path, content: bytes, like: Path | None) -> None:
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(handle)
    if like is None:
        return
    owner = like.stat()
    for ids in ((owner.st_uid, owner.st_gid), (-1, owner.st_gid)):
        try:
            os.chown(new, *ids)
            break
        except PermissionError:
            continue  # only the system's keeper may give a file away: the group is kept at least
    shutil.copystat(like, new)
    os.utime(new)


def _settle(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
