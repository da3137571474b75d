"""What of an annex that is there stays when a build replaces it: what others put into its folder,
and what is still right.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cchc.errors import RequestError
from cchc.language import say
from cchc.model.formats import FORMATS
from cchc.model.hashes import hash_files
from cchc.run.contents import GENERAL
from cchc.run.published import MARK, OUTDATED, hash_outputs, read_manifest
from cchc.run.section_files import SectionPlan

# names that a build gives, for a folder whose manifest is damaged
OURS = re.compile(
    rf"manifest\.json|findings\.csv|notebooks/\d{{2,3}}-[a-z0-9-]+\.ipynb|"
    rf"annex-report\.html|({OUTDATED}/)?annex(-official)?\.({'|'.join(FORMATS)})"
)
FILES = re.compile(r"annex(-official)?\.\w+")
_GENERAL = f"notebooks/{GENERAL}"
_ESSENTIAL = ("inputs", "code", "versions", "read")


@dataclass(frozen=True)
class Before:
    """The annex that is there before a build: its folder and manifest, or None without one that can
    be read.
    """

    target: Path
    manifest: Mapping[str, Any] | None = None
    gone: tuple[str, ...] = field(default=())

    def is_own(self, name: str) -> bool:
        """Tell whether a build wrote this file."""
        if self.manifest is None:
            return bool(OURS.fullmatch(name))
        return name == MARK or name in self.manifest["outputs"]

    @property
    def is_good(self) -> bool:
        """Tell whether there is an annex in which not everything failed."""
        if self.manifest is None:
            return self.target.is_dir() and any(self.target.iterdir())
        notebooks = [name for name in self.manifest["code"] if name.startswith("notebooks/")]
        return len(self.manifest["failed"]) < len(notebooks)


def find_before(target: Path) -> Before:
    """Look at what lies where an annex is to go. Raises RequestError where that is another's."""
    if not target.exists() and not target.is_symlink():
        return Before(target)
    try:
        return Before(target, read_manifest(target))
    except RequestError:
        if target.is_dir() and (not any(target.iterdir()) or _was_annex(target)):
            return Before(target)
    raise RequestError(
        say(
            "{target}: this is not an annex (it holds no manifest.json of one); name another folder"
            " with --out",
            target=target,
        )
    )


def _was_annex(folder: Path) -> bool:
    """Tell whether a folder is an annex whose manifest was damaged."""
    files = [path.name for path in folder.iterdir() if path.is_file() and path.name != MARK]
    return any(OURS.fullmatch(name) for name in files)


def list_dropped(before: Before, plans: list[SectionPlan], notebooks: Path) -> list[str]:
    """Name the notebooks of the annex that is there which no longer exist, under any number or
    name.
    """
    known = {plan.id for plan in plans} | {plan.slug for plan in plans}
    there = {plan.path.name for plan in plans}  # some lie in another folder
    dropped = []
    for name in (before.manifest or {"code": ()})["code"]:
        folder, _, file = name.partition("/")
        if folder == "notebooks" and file not in there and not (notebooks / file).exists():
            number, _, slug = file.removesuffix(".ipynb").partition("-")
            dropped += [] if {number, slug} & known else [file.removesuffix(".ipynb")]
    return dropped


def check_workbook(
    before: Before, authority: str, inputs: Mapping[str, str], notebooks: Sequence[str]
) -> None:
    """Raise RequestError where the annex that is there is another workbook's: another authority's
    with other figures and orgs, or one made of none of these notebooks.
    """
    manifest = before.manifest
    if manifest is None:
        return
    told = manifest.get("authority", authority)
    facts = [n for n in inputs if n.endswith(("/figures.csv", "/orgs.csv"))]
    same = any(manifest["inputs"].get(name) == inputs[name] for name in facts)
    there = {name for name in manifest["code"] if name.startswith("notebooks/")} - {_GENERAL}
    here = {f"notebooks/{name}" for name in notebooks} - {_GENERAL}
    if told != authority and not same:
        raise RequestError(
            say(
                "{target} holds the annex of {authority}; name another folder with --out",
                target=before.target,
                authority=told,
            )
        )
    if there and here and not there & here:
        raise RequestError(
            say(
                "{target} holds an annex of other notebooks ({names}); name another folder with"
                " --out",
                target=before.target,
                names=", ".join(sorted(there)),
            )
        )


def keep_files(before: Before, new: Path, content: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the new annex what the old one holds beside it: other editions and formats that are
    still right, and in a folder of their own those that are not. Names the latter.

    `content` is what the new manifest will say; a file is right as long as data, code, versions,
    executed notebooks and findings are the same.
    """
    manifest, outdated = before.manifest, []
    if manifest is None:
        return ()
    made, there = hash_files(new), hash_outputs(before.target)
    same = all(manifest[name] == content[name] for name in _ESSENTIAL)
    same = same and not manifest["failed"] and not content["failed"]
    inner = {n: d for n, d in manifest["outputs"].items() if n.startswith(("notebooks/", "find"))}
    same = same and inner == {name: made.get(name) for name in inner}
    for name, digest in sorted(manifest["outputs"].items()):
        old = before.target / name
        stem = name.removeprefix(f"{OUTDATED}/")
        if not FILES.fullmatch(stem) or stem in made or not old.is_file() or old.is_symlink():
            continue
        right = same and stem == name and there.get(name) == digest
        place = new / name if right else new / OUTDATED / stem
        if not right:
            outdated.append(f"{OUTDATED}/{stem}")
        if not place.exists():
            place.parent.mkdir(exist_ok=True)
            place.write_bytes(old.read_bytes())
    return tuple(dict.fromkeys(outdated))
