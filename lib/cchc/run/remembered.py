"""What is dear to make and follows from its ingredients alone, kept on disk from build to build:
painted charts, cut typefaces, the compiled PDF.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from .replace import replace_file

_MOST = 600  # files; a build of one quarter makes about sixty
_DIGEST = 32  # bytes
_places: list[tuple[Path, str]] = []


@contextmanager
def remembering(folder: Path, tools: str) -> Iterator[None]:
    """Keep in this folder what is made in the block; `tools` is a hash of library and packages."""
    _places.append((folder, tools))
    try:
        yield
    finally:
        _places.pop()
        _drop_old(folder)


def remember(kind: str, ingredients: str, make: Callable[[], bytes]) -> bytes:
    """Give what `make` gives of these ingredients; what is damaged on disk is made again."""
    if not _places:
        return make()
    folder, tools = _places[-1]
    key = sha256("\0".join((kind, tools, ingredients)).encode("utf-8", "surrogatepass"))
    path = folder / key.hexdigest()
    with suppress(OSError):
        content = path.read_bytes() if path.is_file() else b""
        if sha256(content[_DIGEST:]).digest() == content[:_DIGEST]:
            os.utime(path)
            return content[_DIGEST:]
    made = make()
    with suppress(OSError):  # a folder that cannot be written stops nothing
        folder.mkdir(parents=True, exist_ok=True)
        replace_file(path, sha256(made).digest() + made)
    return made


def _drop_old(folder: Path) -> None:
    with suppress(OSError):
        files = [file for file in folder.iterdir() if not file.name.startswith(".")]
        files.sort(key=lambda file: file.stat().st_mtime_ns, reverse=True)
        for file in files[_MOST:]:
            file.unlink(missing_ok=True)
