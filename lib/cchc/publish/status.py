"""How a published annex stands to its sources: up to date or not, and what makes it so."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cchc.errors import QuarterError, RequestError
from cchc.model.hashes import hash_files
from cchc.model.quarter import Quarter
from cchc.run.cache import MARK, SectionCache, compare, read_manifest, read_sources, read_versions
from cchc.run.project import plan

from .build import CACHE, EDITIONS, FORMATS, list_files, locate_annex


@dataclass(frozen=True)
class Status:
    """How a published annex stands to its sources, by hashes alone.

    `changes` holds one line for each file, package or section that makes it out of date; `stale`
    the sections that the next build would execute; `manifest` what the annex says of itself.
    """

    target: Path
    changes: tuple[str, ...]
    stale: tuple[str, ...]
    manifest: Mapping[str, Any]

    @property
    def is_current(self) -> bool:
        return not self.changes and not self.stale


def read_status(
    quarter: str,
    *,
    data: Path,
    notebooks: Path,
    out: Path,
    only: tuple[str, ...] = (),
    formats: tuple[str, ...] = (),
    editions: tuple[str, ...] = ("internal",),
) -> Status:
    """Compare a published annex with its sources, reading hashes only: no figure and no notebook is
    looked at.

    `formats` and `editions` are what it should hold; no format means what it does hold. Raises
    QuarterError or RequestError.
    """
    plans = plan(notebooks, only)
    sources = read_sources(Quarter.parse(quarter), data, plans)
    target, cache = (
        locate_annex(out, quarter, plans, only),
        SectionCache(out / CACHE, sources, data),
    )
    stale = tuple(section.name for section in plans if not cache.holds(section))
    try:
        manifest = read_manifest(target)
    except RequestError:
        return Status(target, ("there is no annex yet, or none that can be read",), stale, {})
    present = {**hash_files(target), MARK: ""}
    changes = compare(manifest["inputs"], sources.inputs) + compare(manifest["code"], sources.code)
    changes += [
        f"{name} was {manifest['versions'].get(name, 'not there')} and is {number}"
        for name, number in read_versions().items()
        if manifest["versions"].get(name) != number
    ]
    changes += compare({**manifest["outputs"], MARK: ""}, present, within=target.name)
    written = [name for name in list_files(FORMATS, tuple(EDITIONS)) if name in manifest["outputs"]]
    asked = list_files(formats, editions) if formats else written
    changes += [f"{name} is asked for and not there" for name in asked if name not in written]
    changes += [f"{name} is there and not asked for" for name in written if name not in asked]
    changes += [f"section {section} failed" for section in manifest["failed"]]
    return Status(target, tuple(changes), stale, manifest)


def find_current(quarter: str, **asked: Any) -> Status | None:
    """Give the status of an annex that is up to date with what is asked (as of read_status), else
    None.
    """
    with suppress(QuarterError, RequestError):  # a full build tells what is wrong
        status = read_status(quarter, **asked)
        if status.is_current:
            return status
    return None
