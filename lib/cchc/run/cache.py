"""Executed sections kept from build to build, by what they read and what they were told."""

import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from cchc.model.hashes import sha256
from cchc.model.quarter import Quarter
from cchc.model.replaced import replace_file

from .reads import Reads
from .section_files import SectionPlan
from .source_hashes import Sources, hash_cells, look_at_sources, text_cells

if TYPE_CHECKING:
    from cchc.report.asking_again import Answers

KEPT = 8
LONGEST_READS = 1 << 24  # bytes of a line that says what a notebook read


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
        return any(self._look(entry, self._ask_all) for entry in self._entries(section))

    def may_hold(self, section: SectionPlan) -> bool:
        """Tell whether there is an entry that may still hold: of the report is only asked what is
        answered quickly.
        """
        return any(self._look(entry, self._ask_quickly) for entry in self._entries(section))

    def _ask_all(self, asked: Mapping[str, str]) -> bool:
        return self.answers is not None and self.answers.hold(asked)

    def _ask_quickly(self, asked: Mapping[str, str]) -> bool:
        return self.answers is not None and self.answers.may_hold(asked)

    def is_of_these_data(self, section: SectionPlan) -> bool:
        """Tell whether there is an entry of the very data that there are now; nothing is asked."""
        return any(self._data_of(entry) == self.sources.data for entry in self._entries(section))

    def _data_of(self, entry: Path) -> str:
        with suppress(OSError), entry.open("rb") as file:
            file.readline(LONGEST_READS)
            file.readline(LONGEST_READS)
            return file.readline(LONGEST_READS).strip().decode("ascii", "replace")
        return ""

    def _look(self, entry: Path, ask: Callable[[Mapping[str, str]], bool]) -> bool:
        try:
            with entry.open("rb") as file:
                file.readline(LONGEST_READS)
                reads = _parse_reads(file.readline(LONGEST_READS))
                return self._is_right(reads, file.readline(LONGEST_READS).strip(), ask)
        except (OSError, ValueError):
            return False

    def _is_right(
        self, reads: Reads, data: bytes, ask: Callable[[Mapping[str, str]], bool]
    ) -> bool:
        if not reads.hold():
            return False
        return data == self.sources.data.encode() or (not reads.whole and ask(reads.asked))

    def read(self, section: SectionPlan) -> Kept | None:
        """Give the executed notebook of an unchanged section; a damaged entry is as good as
        none.
        """
        found = (self._read_entry(section, entry) for entry in self._entries(section))
        return next(filter(None, found), None)

    def _read_entry(self, section: SectionPlan, entry: Path) -> Kept | None:
        try:
            digest, _, rest = entry.read_bytes().partition(b"\n")
            if digest.decode("ascii", "replace") != sha256(rest):
                return None
            told, _, rest = rest.partition(b"\n")
            data, _, content = rest.partition(b"\n")
            reads = _parse_reads(told)
            if not (_is_notebook(content) and self._is_right(reads, data, self._ask_all)):
                return None
        except (OSError, ValueError):
            return None
        with suppress(OSError):
            os.utime(entry)  # the newest stay
        if data != self.sources.data.encode():  # the next time nothing need be asked
            with suppress(OSError):
                self._write_entry(entry, content, reads)
        return Kept(_with_texts(content, section.path), reads)

    def write(self, section: SectionPlan, content: bytes, reads: Reads | None = None) -> None:
        """Keep the executed notebook of a section that did not fail.

        Nothing is kept where the sources changed while the section ran, for nobody knows which it
        has seen; and a cache that cannot be written stops no build.
        """
        reads = reads or Reads()
        if reads.changed or self._is_changed(section):
            return
        told = json.dumps(reads.as_json(), sort_keys=True)
        folder, key = self._place(section)
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            self._write_entry(folder / f"{key}-{sha256(told.encode())[:12]}", content, reads)
            self._drop_old(folder)

    def _is_changed(self, section: SectionPlan) -> bool:
        quarter = Quarter.parse(self.sources.quarter)
        notebook = f"notebooks/{section.path.name}"
        try:
            seen = look_at_sources(quarter, self.data, [section])
            cells = hash_cells(section.path)
        except OSError:  # one that went
            return True
        shared = {name: digest for name, (_, digest) in seen.items() if name != notebook}
        return (
            any(self.stamps.get(name, mark) != mark for name, (mark, _) in seen.items())
            or shared != self.sources.shared
            or cells != self.sources.cells.get(notebook)
        )

    def _write_entry(self, entry: Path, content: bytes, reads: Reads) -> None:
        told = json.dumps(reads.as_json(), sort_keys=True).encode()
        rest = b"\n".join((told, self.sources.data.encode(), content))
        replace_file(entry, sha256(rest).encode() + b"\n" + rest)

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


def _with_texts(content: bytes, path: Path) -> bytes:
    """Give an executed notebook the texts that stand in its source now."""
    from .normalise import read_cells

    executed = text_cells(json.loads(content)["cells"])
    now = [cell.source for cell in text_cells(read_cells(path).cells)]
    # where their numbers differ the source was changed a moment ago, which the build tells
    if len(now) != len(executed) or now == ["".join(cell["source"]) for cell in executed]:
        return content
    from .lean_nbformat import nbformat

    notebook = nbformat.reads(content.decode(), as_version=4)
    for cell, source in zip(text_cells(notebook.cells), now, strict=True):
        cell.source = source
    return f"{nbformat.writes(notebook)}\n".encode()


def _is_notebook(content: bytes) -> bool:
    try:
        notebook = json.loads(content)
        return notebook["nbformat"] == 4 and all("cell_type" in cell for cell in notebook["cells"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return False
