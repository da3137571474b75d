"""What a build reads, by its hashes: data, library, notebooks, packages."""

import json
import os
import re
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib import metadata
from pathlib import Path
from typing import Any

from cchc.model.hashes import (
    NOT_HASHED,
    RESTED,
    hash_inputs,
    hash_once,
    hash_seen,
    list_inputs,
    sha256,
    stamp_state,
)
from cchc.model.quarter import Quarter

from .reads import hash_file, stamp
from .section_files import SectionPlan

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
    r"lib/cchc/(annex/(?!fonts/).*|(cli|intake|publish|preview|help)/.*|__main__\.py)"
)


@dataclass(frozen=True)
class Sources:
    """What a build reads: sha256 by name of the data files, of library and notebooks; and with
    which packages.

    `cells` are the hashes of the notebooks but for their texts. `surroundings` is a hash of
    everything installed. It differs between machines, so it is never published.
    """

    quarter: str
    inputs: dict[str, str]
    code: dict[str, str]
    surroundings: str
    cells: dict[str, str] = field(default_factory=dict)

    def key(self, section: SectionPlan) -> str:
        """Hash what the executed notebook of one section depends on beside the data: those by what
        it asked.
        """
        notebook = f"notebooks/{section.path.name}"
        cells = self.cells.get(notebook, self.code.get(notebook))
        given = list(section.given)
        content = [self.quarter, self.library, notebook, cells, given, self.surroundings]
        return sha256(json.dumps(content, sort_keys=True).encode())

    @cached_property
    def library(self) -> str:
        """Hash the library but for what takes no part in executing sections."""
        library = {
            name: digest
            for name, digest in self.code.items()
            if name.startswith("lib/") and not NOT_OF_SECTIONS.fullmatch(name)
        }
        return sha256(json.dumps(library, sort_keys=True).encode())

    @cached_property
    def shared(self) -> dict[str, str]:
        """What every section may read: the data and the library."""
        library = {name: each for name, each in self.code.items() if name.startswith("lib/")}
        return self.inputs | library

    @cached_property
    def data(self) -> str:
        """Hash all data files."""
        return sha256(json.dumps(self.inputs, sort_keys=True).encode())


def read_sources(quarter: Quarter, data: Path, sections: Sequence[SectionPlan]) -> Sources:
    """Hash all that a build of these sections reads."""
    inputs = hash_inputs(quarter, data)
    code = hash_code(section.path for section in sections)
    cells = {f"notebooks/{s.path.name}": hash_cells(s.path) for s in sections}
    return Sources(str(quarter), inputs, code, hash_surroundings(), cells)


def stamp_sources(
    quarter: Quarter, data: Path, sections: Sequence[SectionPlan]
) -> dict[str, list[int] | None]:
    """Give by name what changes with any writing to a source, be it put back to what it was."""
    places = place_sources(quarter, data, sections)
    return {name: stamp(path) for name, path in places.items()}


def look_at_sources(
    quarter: Quarter, data: Path, sections: Sequence[SectionPlan]
) -> dict[str, tuple[list[int], str]]:
    """Give by name the stamp and the hash of each source, at one look.

    Raises OSError where one went or cannot be read.
    """
    found = {}
    for name, path in place_sources(quarter, data, sections).items():
        state = os.stat(path)
        found[name] = (stamp_state(state), hash_seen(path, state))
    return found


def place_sources(quarter: Quarter, data: Path, sections: Sequence[SectionPlan]) -> dict[str, Path]:
    """Say where each source lies, by the name it bears in a manifest."""
    notebooks = {f"notebooks/{section.path.name}": section.path for section in sections}
    return list_inputs(quarter, data) | list_library() | notebooks


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
    library = list_library().values()
    ways = {folder: name_ways(folder / "x") for folder in {path.parent for path in library}}
    return frozenset(f"{way[:-1]}{path.name}" for path in library for way in ways[path.parent])


def list_library() -> dict[str, Path]:
    """List the files of the library by name, as this process last found them where none of its
    folders changed since.
    """
    dates, files = _listed.get(_LIBRARY, ({}, {}))
    if files and all(_date(folder) == dated for folder, dated in dates.items()):
        return files
    tops = [_LIBRARY / top for top in sorted({name.partition("/")[0] for name in LIBRARY_FILES})]
    folders = {Path(each) for top in tops for each, *_ in os.walk(top)}
    dates = {each: _date(each) for each in folders if NOT_HASHED.isdisjoint(each.parts)}
    found = [path for pattern in LIBRARY_FILES for path in _LIBRARY.glob(pattern)]
    files = {
        f"lib/{path.relative_to(_LIBRARY).as_posix()}": path
        for path in found
        if path.is_file() and NOT_HASHED.isdisjoint(path.relative_to(_LIBRARY).parts)
    }
    # one that changed a moment ago could change again within the same tick of the clock
    if time.time_ns() - max(dates.values(), default=0) > RESTED:
        _listed[_LIBRARY] = (dates, files)
    return files


_listed: dict[Path, tuple[dict[Path, int], dict[str, Path]]] = {}


def _date(folder: Path) -> int:
    try:
        return os.stat(folder).st_mtime_ns
    except OSError:
        return -1


def name_ways(path: Path) -> tuple[str, str]:
    """Name a file as it is called and as it is found where links lead."""
    return os.path.abspath(path), os.path.join(os.path.realpath(path.parent), path.name)


def hash_code(shown: Iterable[Path]) -> dict[str, str]:
    """Hash the library and these notebooks."""
    notebooks = {f"notebooks/{path.name}": sha256(path.read_bytes()) for path in shown}
    return {name: hash_once(path) for name, path in list_library().items()} | notebooks


def hash_cells(notebook: Path) -> str:
    """Hash all of a notebook but the words of its text cells, which no cell of code sees."""
    content = notebook.read_bytes()
    try:
        told = json.loads(content)
        for cell in text_cells(told["cells"]):
            cell.pop("source", None)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return sha256(content)
    return sha256(json.dumps(told, sort_keys=True).encode())


def text_cells(cells: Iterable[Mapping[str, Any]]) -> list[Any]:
    """List the cells that hold text."""
    return [cell for cell in cells if cell.get("cell_type") == "markdown"]


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
    return {"python": python} | {name: _read_version(name) for name in [package, *names]}


def _read_version(package: str) -> str:
    # what is told of a package is long: to read all of it as a letter takes as long as a chapter
    told = metadata.distribution(package).read_text("METADATA") or ""
    found = re.search(r"^Version: (.+)$", told, re.MULTILINE)
    return found[1].strip() if found else metadata.version(package)
