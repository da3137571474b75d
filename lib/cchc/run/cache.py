"""What has not changed since it was built: sources and annexes by their hashes, executed sections
by what they read.
"""

import hashlib
import json
import os
import re
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from cchc.errors import RequestError
from cchc.model.hashes import hash_files, hash_inputs, sha256
from cchc.model.quarter import Quarter

from .project import SectionPlan, plan

LIBRARY = Path(__file__).parents[2]
LIBRARY_FILES = (
    "cchc/**/*.py",
    "errloc/**/*.py",
    "cchc/annex/templates/**/*",
    "cchc/annex/fonts/*",
)
# what publishes executed notebooks or fills data in takes no part in executing them; the fonts do,
# by which charts measure text
NOT_OF_SECTIONS = re.compile(
    r"lib/cchc/(annex/(?!fonts/).*|(cli|intake|publish|help)/.*|__main__\.py)"
)
KEPT = 8
MARK = "manifest.json"
MANIFEST = {name: dict for name in ("inputs", "code", "outputs", "versions", "findings")}
MANIFEST |= {"quarter": str, "failed": list}


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
        """Hash what the executed notebook of one section depends on."""
        notebook = f"notebooks/{section.path.name}"
        code = {
            name: digest
            for name, digest in self.code.items()
            if name == notebook or (name.startswith("lib/") and not NOT_OF_SECTIONS.fullmatch(name))
        }
        content = [self.quarter, self.inputs, code, notebook, self.surroundings]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def read_sources(quarter: Quarter, data: Path, sections: Sequence[SectionPlan]) -> Sources:
    """Hash all that a build of these sections reads."""
    return Sources(
        str(quarter), hash_inputs(quarter, data), hash_code(sections), hash_surroundings()
    )


def hash_code(sections: Sequence[SectionPlan]) -> dict[str, str]:
    """Hash the library and the notebooks of these sections."""
    notebooks = {f"notebooks/{s.path.name}": sha256(s.path.read_bytes()) for s in sections}
    return {
        f"lib/{name}": digest for name, digest in hash_files(LIBRARY, LIBRARY_FILES).items()
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
class SectionCache:
    """Executed notebooks of one quarter in a folder that may be deleted at any time.

    An entry is a line with the sha256 of the rest, then the notebook: what was cut short or changed
    by hand is told from what was written. `fresh` reads nothing and only writes.
    """

    folder: Path
    sources: Sources
    data: Path
    fresh: bool = False

    def holds(self, section: SectionPlan) -> bool:
        """Tell whether there is an entry, without reading it."""
        return not self.fresh and self._entry(section).is_file()

    def read(self, section: SectionPlan) -> bytes | None:
        """Give the executed notebook of an unchanged section; a damaged entry is as good as
        none.
        """
        if self.fresh:
            return None
        try:
            digest, _, content = self._entry(section).read_bytes().partition(b"\n")
        except OSError:
            return None
        if digest.decode("ascii", "replace") != sha256(content):
            return None
        with suppress(OSError):
            os.utime(self._entry(section))  # the newest stay
        return content

    def write(self, section: SectionPlan, content: bytes) -> None:
        """Keep the executed notebook of a section that did not fail.

        Nothing is kept where the sources changed while the section ran, for nobody knows which it
        has seen; and a cache that cannot be written stops no build.
        """
        quarter = Quarter.parse(self.sources.quarter)
        now = Sources(
            self.sources.quarter,
            hash_inputs(quarter, self.data),
            hash_code([section]),
            self.sources.surroundings,
        )
        if now.key(section) != self.sources.key(section):
            return
        entry = self._entry(section)
        with suppress(OSError):
            entry.parent.mkdir(parents=True, exist_ok=True)
            handle, aside = tempfile.mkstemp(prefix=".", dir=entry.parent)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(sha256(content).encode() + b"\n" + content)
                os.replace(aside, entry)
            except BaseException:
                os.unlink(aside)
                raise
            self._drop_old(entry.parent)

    def _drop_old(self, folder: Path) -> None:
        entries = sorted(folder.iterdir(), key=lambda file: file.stat().st_mtime_ns, reverse=True)
        for file in entries[KEPT:]:
            file.unlink(missing_ok=True)

    def _entry(self, section: SectionPlan) -> Path:
        return self.folder / self.sources.quarter / section.name / self.sources.key(section)[:40]


def verify_annex(
    annex: Path, *, data: Path | None, notebooks: Path | None
) -> tuple[list[str], list[str]]:
    """Check a published annex against its manifest, and its inputs and code where they are at hand.

    Returns what was checked and what does not match, a line each. Raises RequestError where there
    is no manifest to check.
    """
    manifest = read_manifest(annex)
    outputs = {name: digest for name, digest in hash_files(annex).items() if name != MARK}
    checked, differing = (
        [f"{len(outputs)} outputs"],
        compare(manifest["outputs"], outputs, within=annex.name),
    )
    quarter = Quarter.parse(manifest["quarter"])
    if data and (data / str(quarter)).is_dir():
        checked.append(f"{len(manifest['inputs'])} inputs")
        differing += compare(manifest["inputs"], hash_inputs(quarter, data), listed=True)
    if notebooks and notebooks.is_dir():
        sections = [s for s in plan(notebooks) if f"notebooks/{s.path.name}" in manifest["code"]]
        checked.append(f"{len(manifest['code'])} files of code")
        differing += compare(manifest["code"], hash_code(sections), listed=True)
    return checked, differing


def read_manifest(annex: Path) -> dict[str, Any]:
    """Read the manifest of a published annex. Raises RequestError where there is none, or none that
    can be read.
    """
    with suppress(OSError, ValueError, LookupError, TypeError):
        manifest = json.loads((annex / MARK).read_text(encoding="utf-8"))
        if all(isinstance(manifest[name], kind) for name, kind in MANIFEST.items()):
            return manifest
    raise RequestError(
        f"{annex}: holds no readable {MARK}; name the folder of an annex, such as outputs/2024Q1"
    )


def compare(
    before: Mapping[str, str], now: Mapping[str, str], *, within: str = "", listed: bool = False
) -> list[str]:
    """Say a line for each file that changed, came or went; `listed` passes over those that came."""
    told = []
    for name in sorted(before.keys() | now.keys()):
        place = f"{within}/{name}" if within else name
        if name not in now:
            told.append(f"{place} is gone")
        elif name not in before:
            told += [] if listed else [f"{place} is new"]
        elif before[name] != now[name]:
            told.append(f"{place} changed")
    return told
