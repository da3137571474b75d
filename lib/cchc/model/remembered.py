"""What is dear to make and follows from its ingredients alone, kept on disk from build to build:
painted charts, cut typefaces, written chapters, the compiled PDF, a report with what is wrong in
it.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from itertools import accumulate
from pathlib import Path
from typing import Any

from .kept_answers import UnreadableAnswer, read_answer, write_answer
from .replaced import replace_file

# beside what the last build used, which is kept however much it is
_MOST, _MOST_BYTES = 600, 128 << 20
_DIGEST = 32  # bytes
_places: list[tuple[Path, str]] = []


@contextmanager
def remembering(folder: Path, tools: str) -> Iterator[None]:
    """Keep in this folder what is made in the block; `tools` is a hash of library and packages."""
    _places.append((folder, tools))
    begun = time.time_ns() - 2 * 10**9  # the clocks of file systems are coarse
    try:
        yield
    finally:
        _places.pop()
        _drop_old(folder, begun)


def remember(kind: str, ingredients: str, make: Callable[[], bytes]) -> bytes:
    """Give what `make` gives of these ingredients; what is damaged on disk is made again."""
    kept = recall(kind, ingredients)
    if kept is not None:
        return kept
    made = make()
    keep(kind, ingredients, made)
    return made


def recall(kind: str, ingredients: str) -> bytes | None:
    """Give what was made of these ingredients before, or None where it was not kept whole."""
    path = _place(kind, ingredients)
    if path is None:
        return None
    with suppress(OSError):
        content = path.read_bytes() if path.is_file() else b""
        if sha256(content[_DIGEST:]).digest() == content[:_DIGEST]:
            os.utime(path)
            return content[_DIGEST:]
    return None


def keep(kind: str, ingredients: str, made: bytes) -> None:
    """Keep what was made; a folder that cannot be written stops nothing."""
    path = _place(kind, ingredients)
    if path is not None:
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(path, sha256(made).digest() + made)


def remember_answer(kind: str, ingredients: Callable[[], str], make: Callable[[], Any]) -> Any:
    """Give an answer as `make` gives it, of kinds that `kept_answers` can read back; its
    ingredients are only asked for where things are kept, and where they have no digest it is made.
    """
    if not _places:
        return make()
    from .digests import UndigestedError  # with pandas, which whoever asks for a digest has

    try:
        told = ingredients()
    except UndigestedError:
        return make()
    content = recall(kind, told)
    if content is not None:
        with suppress(UnreadableAnswer):
            return read_answer(content)
    made = make()
    keep(kind, told, write_answer(made))
    return made


def _place(kind: str, ingredients: str) -> Path | None:
    if not _places:
        return None
    folder, tools = _places[-1]
    key = sha256("\0".join((kind, tools, ingredients)).encode("utf-8", "surrogatepass"))
    return folder / key.hexdigest()


def _drop_old(folder: Path, begun: int) -> None:
    """Drop the oldest files that were not used since `begun`, in nanoseconds."""
    with suppress(OSError):
        found = {file: file.stat() for file in folder.iterdir() if not file.name.startswith(".")}
        others = [file for file, about in found.items() if about.st_mtime_ns < begun]
        others.sort(key=lambda file: found[file].st_mtime_ns, reverse=True)
        sizes = accumulate(found[file].st_size for file in others)
        for at, (file, size) in enumerate(zip(others, sizes, strict=True)):
            if at >= _MOST or size > _MOST_BYTES:
                file.unlink(missing_ok=True)
