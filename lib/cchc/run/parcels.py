"""Folders that travel between machines: what a file holds is packed by its sha256, once, however
many files hold it.
"""

import os
import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath

from cchc.errors import RequestError
from cchc.language import say
from cchc.model.hashes import NOT_HASHED, sha256

LARGEST_FOLDER = 1 << 28  # bytes of a folder that travels
QUICK = 1  # of zlib: what is large is pictures and print, packed already


@dataclass(frozen=True)
class Parcel:
    """A folder: the digest of each file by its name, and what is not held where it goes, packed, by
    digest.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    contents: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Bytes that travel, but for names."""
        return sum(map(len, self.contents.values()))


def list_folder(folder: Path) -> dict[str, Path]:
    """List the files of a folder by their names in it, through links; hidden ones and caches are
    left out.
    """
    return dict(_walk(folder, "", frozenset()))


def _walk(folder: Path, within: str, above: frozenset[str]) -> Iterator[tuple[str, Path]]:
    real = os.path.realpath(folder)
    if real in above:  # a link that leads back
        return
    for name in sorted(filter(_travels, os.listdir(folder))):
        path = folder / name
        if path.is_dir():
            yield from _walk(path, f"{within}{name}/", above | {real})
        elif path.is_file():
            yield f"{within}{name}", path


def _travels(name: str) -> bool:
    return not name.startswith(".") and name not in NOT_HASHED


def pack_folder(folder: Path, without: Collection[str] = ()) -> Parcel:
    """Pack a folder, but for the contents that are held already where it goes.

    Raises RequestError for a folder that is too large, OSError for a file that cannot be read.
    """
    names: dict[str, str] = {}
    contents: dict[str, bytes] = {}
    size = 0
    for name, path in list_folder(folder).items():
        size += path.stat().st_size
        if size > LARGEST_FOLDER:
            raise RequestError(
                say(
                    "{folder} holds more than {most} MB, which does not travel to another machine;"
                    " keep large files elsewhere",
                    folder=folder,
                    most=LARGEST_FOLDER >> 20,
                )
            )
        content = path.read_bytes()
        digest = names[name] = sha256(content)
        if digest not in without and digest not in contents:
            contents[digest] = zlib.compress(content, QUICK)
    return Parcel(names, contents)


def unpack_folder(parcel: Parcel, folder: Path, held: Mapping[str, bytes] | None = None) -> None:
    """Write a parcel's files into a folder; `held` are packed contents that did not travel with it.

    Raises RequestError for a name that leads out of the folder and for contents that are lacking or
    not what they are called.
    """
    known = {**(held or {}), **parcel.contents}
    for name, digest in parcel.names.items():
        content = _open_content(known.get(digest, b""))
        if not _stays_inside(name) or content is None or sha256(content) != digest:
            raise RequestError(say("{name} did not arrive as it was sent", name=name))
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _open_content(packed: bytes) -> bytes | None:
    opening = zlib.decompressobj()
    try:
        content = opening.decompress(packed, LARGEST_FOLDER)
    except zlib.error:
        return None
    return content if opening.eof else None


def _stays_inside(name: str) -> bool:
    path = PurePosixPath(name)
    windows = PureWindowsPath(name)
    away = path.is_absolute() or windows.drive or windows.root
    return bool(path.parts) and not away and not {"..", "."} & {*path.parts, *windows.parts}


def pack_common(folders: Iterable[Path]) -> dict[str, bytes]:
    """Pack what two folders or more hold alike, by digest; each folder is read once."""
    first: dict[str, Path] = {}
    holders: dict[str, set[Path]] = defaultdict(set)
    for folder in folders:
        for path in list_folder(folder).values():
            try:
                digest = sha256(path.read_bytes())
            except OSError:
                continue  # told when that folder's turn comes
            first.setdefault(digest, path)
            holders[digest].add(folder)
    shared = {d: first[d].read_bytes() for d, places in holders.items() if len(places) > 1}
    # written in between: then it travels by itself
    return {
        d: zlib.compress(content, QUICK) for d, content in shared.items() if sha256(content) == d
    }
