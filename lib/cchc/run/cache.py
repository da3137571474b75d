"""What has not changed since it was built: sources and annexes by their hashes, executed sections
by what they read.
"""

import hashlib
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from cchc.model.hashes import INPUT_FILES, hash_files, hash_inputs, sha256
from cchc.model.quarter import Quarter, find_quarters

from .reads import Reads, hash_file, stamp
from .section_files import SectionPlan

if TYPE_CHECKING:
    from cchc.report.asked import Answers

_LIBRARY = Path(__file__).parents[2]
LIBRARY_FILES = (
    "cchc/**/*.py",
    "errloc/**/*.py",
    "cchc/annex/templates/**/*",
    "cchc/annex/fonts/*",
    "cchc/model/*.csv",
)
# what publishes executed notebooks or fills data in takes no part in executing them; the fonts do,
# by which charts measure text
NOT_OF_SECTIONS = re.compile(
    r"lib/cchc/(annex/(?!fonts/).*|(cli|intake|publish|help)/.*|__main__\.py)"
)
KEPT = 8
LONGEST_READS = 1 << 24  # bytes of a line that says what a notebook read


@dataclass(frozen=True)
class Sources:
    """What a build reads: sha256 by name of the data files, of library and notebooks; and with
    which packages.

    `surroundings` is a hash of everything installed. It differs between machines, so it is never
    published.
    """

    quarter: str
    inputs: dict[str, str]
    code: dict[str, str]
    surroundings: str

    def key(self, section: SectionPlan) -> str:
        """Hash what the executed notebook of one section depends on beside the data: those by what
        it asked.
        """
        notebook = f"notebooks/{section.path.name}"
        code = {
            name: digest
            for name, digest in self.code.items()
            if name == notebook or (name.startswith("lib/") and not NOT_OF_SECTIONS.fullmatch(name))
        }
        given = list(section.given)
        content = [self.quarter, code, notebook, given, self.surroundings]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    @property
    def data(self) -> str:
        """Hash all data files."""
        return sha256(json.dumps(self.inputs, sort_keys=True).encode())


def read_sources(quarter: Quarter, data: Path, sections: Sequence[SectionPlan]) -> Sources:
    """Hash all that a build of these sections reads."""
    inputs = hash_inputs(quarter, data)
    code = hash_code(section.path for section in sections)
    return Sources(str(quarter), inputs, code, hash_surroundings())


def stamp_sources(
    quarter: Quarter, data: Path, sections: Sequence[SectionPlan]
) -> dict[str, list[int] | None]:
    """Give by name what changes with any writing to a source, be it put back to what it was."""
    places = place_sources(quarter, data, sections)
    return {name: stamp(str(path)) for name, path in places.items()}


def place_sources(quarter: Quarter, data: Path, sections: Sequence[SectionPlan]) -> dict[str, Path]:
    """Say where each source lies, by the name it bears in a manifest."""
    folders = ["catalog", *(found for found in find_quarters(data) if found <= quarter)]
    patterns = [f"{folder}/*.{kind}" for folder in folders for kind in INPUT_FILES]
    inputs = [path for pattern in patterns for path in data.glob(pattern)]
    code = [path for pattern in LIBRARY_FILES for path in _LIBRARY.glob(pattern) if path.is_file()]
    return (
        {f"data/{path.relative_to(data).as_posix()}": path for path in inputs}
        | {f"lib/{path.relative_to(_LIBRARY).as_posix()}": path for path in code}
        | {f"notebooks/{section.path.name}": section.path for section in sections}
    )


def name_read(files: Mapping[str, str | None], data: Path, notebooks: Path) -> dict[str, str]:
    """Name the files of a project that notebooks read as a manifest names them, with their hashes.

    What lies outside is left out: it is a place on a machine.
    """
    named = {}
    for place, digest in files.items():
        for within, name in _roots(data, notebooks):
            folder = os.path.dirname(within)
            if digest and Path(place).is_relative_to(folder):
                named[f"{name}{Path(place).relative_to(folder).as_posix()}"] = digest
                break
    return dict(sorted(named.items()))


def hash_read(names: Iterable[str], data: Path, notebooks: Path) -> dict[str, str]:
    """Hash again the files that `name_read` named; those that are gone are left out."""
    found = {}
    for name in names:
        roots = _roots(data, notebooks)
        within, prefix = next(each for each in roots if name.startswith(each[1]))
        digest = hash_file(os.path.join(os.path.dirname(within), name.removeprefix(prefix)))
        if digest:
            found[name] = digest
    return found


def _roots(data: Path, notebooks: Path) -> list[tuple[str, str]]:
    # a folder may be a link, and a kernel knows where it leads
    named = [(data, "data/"), (notebooks, "notebooks/"), (notebooks.resolve().parent, "")]
    return [(each, name) for folder, name in named for each in name_ways(folder / "x")]


def place_library() -> frozenset[str]:
    """Give the places of the library's files, which are hashed without any notebook's saying so."""
    found = [path for pattern in LIBRARY_FILES for path in _LIBRARY.glob(pattern)]
    return frozenset(each for path in found for each in name_ways(path))


def name_ways(path: Path) -> tuple[str, str]:
    """Name a file as it is called and as it is found where links lead."""
    return os.path.abspath(path), os.path.join(os.path.realpath(path.parent), path.name)


def hash_code(shown: Iterable[Path]) -> dict[str, str]:
    """Hash the library and these notebooks."""
    notebooks = {f"notebooks/{path.name}": sha256(path.read_bytes()) for path in shown}
    return {
        f"lib/{name}": digest for name, digest in hash_files(_LIBRARY, LIBRARY_FILES).items()
    } | notebooks


def hash_surroundings() -> str:
    """Hash the names and versions of all installed packages, the version of Python and the
    platform.
    """
    folders = [
        Path(place) for place in sys.path if place.endswith(("site-packages", "dist-packages"))
    ]
    installed = {
        entry.name for folder in folders if folder.is_dir() for entry in folder.glob("*.dist-info")
    }
    return sha256("\n".join([sys.version, sys.platform, os.name, *sorted(installed)]).encode())


def read_versions(package: str = "cchc") -> dict[str, str]:
    """Give the versions of Python, of the package and of what it directly depends on."""
    needs = (need for need in metadata.requires(package) or [] if "extra ==" not in need)
    names = sorted({re.match(r"[A-Za-z0-9._-]+", need)[0].lower() for need in needs})
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return {"python": python, package: metadata.version(package)} | {
        name: metadata.version(name) for name in names
    }


@dataclass(frozen=True)
class Kept:
    """An executed notebook, and what it read beside the sources."""

    content: bytes
    reads: Reads


@dataclass(frozen=True)
class SectionCache:
    """Executed notebooks of one quarter in a folder that may be deleted at any time.

    An entry is a line with the sha256 of the rest, a line that says what the notebook read, a line
    with the hash of the data at that time, then the notebook: what was cut short or changed by hand
    is told from what was written. `fresh` reads nothing and only writes. `stamps` are those of the
    sources when they were hashed. `answers` asks the report as it is now; without it an entry of
    other data never holds.
    """

    folder: Path
    sources: Sources
    data: Path
    fresh: bool = False
    stamps: Mapping[str, list[int] | None] = field(default_factory=dict)
    answers: "Answers | None" = None

    def holds(self, section: SectionPlan) -> bool:
        """Tell whether there is an entry that still holds, without reading the notebook in it."""
        return any(self._look(entry) for entry in self._entries(section))

    def _look(self, entry: Path) -> bool:
        try:
            with entry.open("rb") as file:
                file.readline(LONGEST_READS)
                reads = _parse_reads(file.readline(LONGEST_READS))
                return self._is_right(reads, file.readline(LONGEST_READS).strip())
        except (OSError, ValueError):
            return False

    def _is_right(self, reads: Reads, data: bytes) -> bool:
        if not reads.hold():
            return False
        if data == self.sources.data.encode():
            return True
        return not reads.whole and self.answers is not None and self.answers.hold(reads.asked)

    def read(self, section: SectionPlan) -> Kept | None:
        """Give the executed notebook of an unchanged section; a damaged entry is as good as
        none.
        """
        return next(filter(None, map(self._read_entry, self._entries(section))), None)

    def _read_entry(self, entry: Path) -> Kept | None:
        try:
            digest, _, rest = entry.read_bytes().partition(b"\n")
            if digest.decode("ascii", "replace") != sha256(rest):
                return None
            told, _, rest = rest.partition(b"\n")
            data, _, content = rest.partition(b"\n")
            reads = _parse_reads(told)
            if not (_is_notebook(content) and self._is_right(reads, data)):
                return None
        except (OSError, ValueError):
            return None
        with suppress(OSError):
            os.utime(entry)  # the newest stay
        if data != self.sources.data.encode():  # the next time nothing need be asked
            with suppress(OSError):
                self._write_entry(entry, content, reads)
        return Kept(content, reads)

    def write(self, section: SectionPlan, content: bytes, reads: Reads | None = None) -> None:
        """Keep the executed notebook of a section that did not fail.

        Nothing is kept where the sources changed while the section ran, for nobody knows which it
        has seen; and a cache that cannot be written stops no build.
        """
        reads = reads or Reads()
        quarter = Quarter.parse(self.sources.quarter)
        now = Sources(
            self.sources.quarter,
            hash_inputs(quarter, self.data),
            hash_code([section.path]),
            self.sources.surroundings,
        )
        if now.key(section) != self.sources.key(section) or now.inputs != self.sources.inputs:
            return
        if reads.changed:
            return
        seen = stamp_sources(quarter, self.data, [section])
        if any(self.stamps.get(name, mark) != mark for name, mark in seen.items()):
            return
        told = json.dumps(reads.as_json(), sort_keys=True)
        folder, key = self._place(section)
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            self._write_entry(folder / f"{key}-{sha256(told.encode())[:12]}", content, reads)
            self._drop_old(folder)

    def _write_entry(self, entry: Path, content: bytes, reads: Reads) -> None:
        told = json.dumps(reads.as_json(), sort_keys=True).encode()
        rest = b"\n".join((told, self.sources.data.encode(), content))
        handle, aside = tempfile.mkstemp(prefix=".", dir=entry.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(sha256(rest).encode() + b"\n" + rest)
            os.replace(aside, entry)
        except BaseException:
            os.unlink(aside)
            raise

    def _drop_old(self, folder: Path) -> None:
        entries = sorted(folder.iterdir(), key=lambda file: file.stat().st_mtime_ns, reverse=True)
        for file in entries[KEPT:]:
            file.unlink(missing_ok=True)

    def _place(self, section: SectionPlan) -> tuple[Path, str]:
        folder = self.folder / self.sources.quarter / section.name
        return folder, self.sources.key(section)[:40]

    def _entries(self, section: SectionPlan) -> list[Path]:
        """List the entries of a section, the newest first; none where all is to be executed."""
        folder, key = self._place(section)
        found = [] if self.fresh else folder.glob(f"{key}-*")
        # a pipe would be waited on for ever
        plain = [entry for entry in found if entry.is_file()]
        return sorted(plain, key=lambda entry: entry.stat().st_mtime_ns, reverse=True)


def _parse_reads(line: bytes) -> Reads:
    """Read what a notebook read. Raises ValueError for anything else."""
    try:
        return Reads.from_json(json.loads(line))
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(str(error)) from None


def _is_notebook(content: bytes) -> bool:
    try:
        notebook = json.loads(content)
        return notebook["nbformat"] == 4 and all("cell_type" in cell for cell in notebook["cells"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return False
