"""Chapters read and written before, kept by what they hold, for an annex that is made again and
again.
"""

import copy
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256

from cchc.model.remembered import remember

from .blocks import Block, ProseBlock, list_ids
from .chapters import Chapter, Executed
from .editions import Agreement

ReadChapter = Callable[[dict[str, str]], Chapter]


@dataclass
class KeptChapters:
    """Chapters as they were read, the newest of each.

    A chapter is read by itself, with the ids that every chapter starts from; it is right in its
    annex only while none of its own ids is taken there. Otherwise it is read as usual.
    """

    read: dict[str, tuple[str, Chapter, dict[str, str]]] = field(default_factory=dict)

    def take(
        self,
        section: Executed,
        number: str,
        official: Agreement | None,
        start: Mapping[str, str],
        ids: dict[str, str],
        read: ReadChapter,
    ) -> Chapter:
        """Give a chapter as `read` would read it; `start` are the ids that are taken before any
        chapter is read, `ids` those taken so far, which get its own.
        """
        if not section.digest:
            return read(ids)
        key = _digest([_about(section), number, repr(official), sorted(start)])
        if self.read.get(section.id, ("",))[0] != key:
            before = dict(start)
            chapter = read(before)
            own = {id: owner for id, owner in before.items() if id not in start}
            self.read[section.id] = (key, chapter, own)
        _, chapter, own = self.read[section.id]
        if own.keys() & ids.keys():
            return read(ids)
        ids.update(own)
        return replace(chapter, section=section, cells=tuple(map(_copy_links, chapter.cells)))


def write_once(kind: str, chapter: Chapter, told: object, write: Callable[[], str]) -> str:
    """Give the text of a chapter in one format as `write` writes it, or as it was written before of
    the same; `told` is what it rests on beside the chapter as it was executed.

    Only for the internal edition: what the official one shows rests on what was agreed as well.
    """
    if not chapter.section.digest:
        return write()
    tokens = (
        token
        for block in chapter.blocks
        if isinstance(block, ProseBlock)
        for each in block.tokens
        for token in each.children or ()
    )
    links = [str(token.attrs.get("href")) for token in tokens if token.type == "link_open"]
    ids = [list(list_ids(block)) for block in chapter.blocks]
    key = _digest([_about(chapter.section), chapter.number, links, ids, told])
    return remember(f"chapter {kind}", key, lambda: write().encode()).decode()


def _about(section: Executed) -> list[str | None]:
    return [section.id, section.slug, section.title, section.digest, section.failed]


def _digest(told: object) -> str:
    return sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def _copy_links(cell: tuple[Block, ...]) -> tuple[Block, ...]:
    """Copy prose whose links are settled in place, each time anew."""
    return tuple(
        replace(block, tokens=copy.deepcopy(block.tokens))
        if isinstance(block, ProseBlock)
        and any(c.type == "link_open" for t in block.tokens for c in t.children or ())
        else block
        for block in cell
    )
