"""How a published annex stands to its sources: up to date or not, and what makes it so."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cchc.errors import InputError, QuarterError, RequestError
from cchc.language import say
from cchc.model.quarter import Quarter
from cchc.run.cache import SectionCache
from cchc.run.contents import plan_chapters
from cchc.run.published import MARK, OUTDATED, compare, hash_outputs, is_untouched, read_manifest
from cchc.run.source_hashes import hash_read, read_sources, read_versions

from .request import CACHE, list_files, locate_annex

if TYPE_CHECKING:
    from cchc.report.asking_again import Answers


@dataclass(frozen=True)
class AnnexStatus:
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

    @property
    def outdated(self) -> list[str]:
        """Files of the annex that are of older data and were not built again."""
        outputs = self.manifest.get("outputs", ())
        return sorted(name for name in outputs if name.startswith(f"{OUTDATED}/"))


class _LateAnswers:
    """Reads the report when something is first asked of it; one that cannot be read answers
    nothing.
    """

    def __init__(self, data: Path):
        self.data = data

    def hold(self, told: Mapping[str, str]) -> bool:
        with suppress(InputError, QuarterError):
            return self._answers.hold(told)
        return False

    @cached_property
    def _answers(self) -> "Answers":
        from cchc.report.asking_again import Answers
        from cchc.report.opening_reports import read_report

        return Answers(lambda opened: read_report(opened, self.data))


def read_status(
    quarter: str,
    *,
    data: Path,
    notebooks: Path,
    out: Path,
    general: Path | None = None,
    only: tuple[str, ...] = (),
    formats: tuple[str, ...] = (),
    editions: tuple[str, ...] = ("internal",),
    hasty: bool = False,
) -> AnnexStatus:
    """Compare a published annex with its sources by hashes alone; only where data changed is the
    report read, to ask it what the sections asked.

    `hasty` takes every section for stale then. `formats` and `editions` are what it should hold
    at least; no format means what it does hold. Raises QuarterError or RequestError.
    """
    plans = plan_chapters(quarter, data, notebooks, only, general)
    sources = read_sources(Quarter.parse(quarter), data, plans)
    target, cache = (
        locate_annex(out, quarter, plans, only),
        SectionCache(out / CACHE, sources, data, answers=None if hasty else _LateAnswers(data)),
    )
    stale = tuple(section.name for section in plans if not cache.holds(section))
    try:
        manifest = read_manifest(target)
    except RequestError:
        told = say("there is no annex yet, or none that can be read")
        return AnnexStatus(target, (told,), stale, {})
    there = hash_outputs(target)
    present = {name: there[name] for name in manifest["outputs"] if name in there}
    changes = compare(manifest["inputs"], sources.inputs) + compare(manifest["code"], sources.code)
    changes += compare(manifest["read"], hash_read(manifest["read"], data, notebooks))
    changes += [
        say(
            "{name} was {before} and is {now}",
            name=name,
            before=manifest["versions"].get(name, "–"),
            now=number,
        )
        for name, number in read_versions().items()
        if manifest["versions"].get(name) != number
    ]
    changes += compare(manifest["outputs"], present, within=target.name)
    if not is_untouched(target, manifest) or manifest["quarter"] != quarter:
        changes.append(say("{name} changed", name=f"{target.name}/{MARK}"))
    asked = list_files(formats, editions) if formats else []
    changes += [
        say("{name} is asked for and not there", name=name)
        for name in asked
        if name not in manifest["outputs"]
    ]
    changes += [say("section {section} failed", section=each) for each in manifest["failed"]]
    return AnnexStatus(target, tuple(changes), stale, manifest)


def find_current(quarter: str, executed: bool = True, /, **asked: Any) -> AnnexStatus | None:
    """Give the status of an annex that is up to date with what is asked (as of read_status), else
    None. Not `executed`: what its sections were made of need not be kept for the next build.
    """
    with suppress(QuarterError, RequestError, OSError):  # a full build tells what is wrong
        status = read_status(quarter, **asked, hasty=True)
        if status.is_current or not (executed or status.changes):
            return status
    return None
