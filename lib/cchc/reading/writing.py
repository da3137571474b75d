"""Write what a proof found: the page, and for a Word file the copy with comments."""

import re
from dataclasses import dataclass
from pathlib import Path

from cchc.errors import RequestError
from cchc.language import say
from cchc.model.guarded import naming
from cchc.model.hashes import sha256
from cchc.model.replaced import replace_file

from .proof_page import draw_page
from .proofing import Proof

# the page tells which copy was written with it, so that one edited since is known
_COPY = '<meta name="cchc-copy" content="{}">'
_MOST_COPIES = 99


@dataclass(frozen=True)
class WrittenProof:
    """The files written, and copies that a person has edited since, which stay as they are."""

    files: tuple[Path, ...]
    edited: tuple[Path, ...] = ()


def write_proof(draft: Path, proof: Proof, folder: Path) -> WrittenProof:
    """Write into a folder; never over the draft, nor over a copy that was edited since it was
    written: the new one has a number then.

    Raises RequestError where a file of this name would be the draft itself.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{draft.stem}-soat.html"
    page = draw_page(proof)
    results: list[tuple[Path, bytes]] = []
    edited: list[Path] = []
    if proof.document.format == "docx":
        from .comments import write_commented

        copy = write_commented(draft, proof)
        page = page.replace("<title>", f"{_COPY.format(sha256(copy))}\n<title>", 1)
        for count in range(1, _MOST_COPIES):
            number = "" if count == 1 else f"-{count}"
            target = folder / f"{draft.stem}-soat{number}.docx"
            if not _is_edited(target, copy, path):
                break
            edited.append(target)
        results.append((target, copy))
    results.insert(0, (path, page.encode("utf-8")))
    for path, _ in results:
        if path.exists() and path.resolve() == draft.resolve():
            raise RequestError(
                say("{file} is the draft itself; name another folder with --out", file=path.name)
            )
    for path, content in results:
        with naming(path):
            replace_file(path, content, mode=0o644)
    return WrittenProof(tuple(path for path, _ in results), tuple(edited))


def _is_edited(target: Path, copy: bytes, page: Path) -> bool:
    """Tell whether a copy is another than the page beside it was written with."""
    if not target.is_file():
        return False
    own = sha256(target.read_bytes())
    known = _COPY.format("([0-9a-f]+)")
    told = re.search(known, page.read_text("utf-8", "replace")) if page.is_file() else None
    return own not in (sha256(copy), told[1] if told else "")
