"""What a published annex says of itself in its manifest, and whether that is so."""

import hashlib
import json
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from cchc.errors import QuarterError, RequestError
from cchc.language import say
from cchc.model.hashes import hash_inputs, sha256
from cchc.model.quarter import Quarter

from .source_hashes import hash_code, hash_read

MARK = "manifest.json"
OWN_HASH = "sha256"
COUNTS = ("all", "error", "open_error", "warning", "info")
HASHES = ("inputs", "code", "outputs", "versions")
_LONGEST = 1 << 26  # bytes of a manifest; one of 2024Q1 has 40 kB
# what an older state of the data gave and nobody has built again
OUTDATED = "so-lieu-cu"


def encode_manifest(content: Mapping[str, Any]) -> bytes:
    """Write a manifest, the hash of all else in it last: a change by hand shows."""
    whole = {name: value for name, value in content.items() if name != OWN_HASH}
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True)
    whole[OWN_HASH] = hashlib.sha256(text.encode()).hexdigest()
    return f"{json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True)}\n".encode()


def read_manifest(annex: Path) -> dict[str, Any]:
    """Read the manifest of a published annex.

    Raises RequestError where there is none, or none that can be read.
    """
    manifest = _parse(annex / MARK)
    if manifest is None:
        raise RequestError(
            say(
                "{annex}: holds no readable manifest.json; name the folder of an annex, such as"
                " outputs/2024Q1",
                annex=annex,
            )
        )
    return manifest


def _parse(path: Path) -> dict[str, Any] | None:
    with suppress(OSError, ValueError, RecursionError):
        state = path.lstat()
        if not stat.S_ISREG(state.st_mode) or state.st_size > _LONGEST:
            return None
        manifest = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(manifest, dict) and _is_sound(manifest):
            return {"read": {}, "missing": 0} | manifest
    return None


def _is_sound(manifest: Mapping[str, Any]) -> bool:
    with suppress(KeyError, QuarterError, TypeError, AttributeError):
        Quarter.parse(manifest["quarter"])
        texts = [manifest[name] for name in HASHES] + [manifest.get("read", {})]
        counts = [*(manifest["findings"][name] for name in COUNTS), manifest.get("missing", 0)]
        return (
            all(isinstance(value, str) for told in texts for value in told.values())
            and all(isinstance(value, int) for value in counts)
            and isinstance(manifest["failed"], list)
            and all(isinstance(value, str) for value in manifest["failed"])
        )
    return False


def is_untouched(annex: Path, manifest: Mapping[str, Any]) -> bool:
    """Tell whether the manifest's file holds the very bytes that were written for it."""
    return (annex / MARK).read_bytes() == encode_manifest(manifest)


def list_entries(annex: Path) -> Iterator[tuple[str, os.stat_result]]:
    """List all that lies in an annex but its folders, hidden files too; links are not followed."""
    for folder, folders, files in os.walk(annex):
        for name in [*files, *folders]:
            path = Path(folder, name)
            state = path.lstat()
            if not stat.S_ISDIR(state.st_mode):
                yield path.relative_to(annex).as_posix(), state


def hash_outputs(annex: Path) -> dict[str, str]:
    """Hash every plain file in an annex but the manifest."""
    plain = (name for name, state in list_entries(annex) if stat.S_ISREG(state.st_mode))
    return {name: sha256((annex / name).read_bytes()) for name in plain if name != MARK}


def verify_annex(
    annex: Path, *, data: Path | None, notebooks: Path | None, general: Path | None = None
) -> tuple[list[str], list[str]]:
    """Check a published annex against its manifest, and its inputs and code where they are at hand.

    Returns what was checked and what does not match, a line each. Raises RequestError where there
    is no manifest to check.
    """
    manifest = read_manifest(annex)
    quarter = Quarter.parse(manifest["quarter"])
    outputs = hash_outputs(annex)
    checked = [say("{count} outputs", count=len(outputs))]
    differing = compare(manifest["outputs"], outputs, within=annex.name)
    differing += [
        say("{name} is a link or no plain file", name=f"{annex.name}/{name}")
        for name, state in sorted(list_entries(annex))
        if not stat.S_ISREG(state.st_mode)
    ]
    if not is_untouched(annex, manifest):
        differing.append(say("{name} changed", name=f"{annex.name}/{MARK}"))
    with suppress(QuarterError):
        if (named := Quarter.parse(annex.resolve().name.partition("-")[0])) != quarter:
            differing.append(
                say(
                    "the folder is called {named}, the annex is of {quarter}",
                    named=named,
                    quarter=quarter,
                )
            )
    if data and (data / str(quarter)).is_dir():
        checked.append(say("{count} inputs", count=len(manifest["inputs"])))
        differing += compare(manifest["inputs"], hash_inputs(quarter, data), listed=True)
    if notebooks and notebooks.is_dir():
        named = {notebooks / name.removeprefix("notebooks/") for name in manifest["code"]}
        shown = [path for path in sorted(named) if path.parent == notebooks and path.is_file()]
        if general and notebooks / general.name in named - set(shown):
            shown.append(general)
        checked.append(say("{count} files of code", count=len(manifest["code"])))
        differing += compare(manifest["code"], hash_code(shown), listed=True)
    if data and notebooks and manifest["read"]:
        checked.append(say("{count} other files that were read", count=len(manifest["read"])))
        now = hash_read(manifest["read"], data, notebooks)
        differing += compare(manifest["read"], now, listed=True)
    return checked, differing


def compare(
    before: Mapping[str, str], now: Mapping[str, str], *, within: str = "", listed: bool = False
) -> list[str]:
    """Say a line for each file that changed, came or went; `listed` passes over those that came."""
    told = []
    for name in sorted(before.keys() | now.keys()):
        place = f"{within}/{name}" if within else name
        if name not in now:
            told.append(say("{name} is gone", name=place))
        elif name not in before:
            told += [] if listed else [say("{name} is new", name=place)]
        elif before[name] != now[name]:
            told.append(say("{name} changed", name=place))
    return told
