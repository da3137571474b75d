"""Links between chapters: each leads to its place in the annex, or becomes plain text."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from cchc.language import say

from .blocks import ProseBlock
from .chapters import Chapter
from .headings import slugify
from .markdown import settle_links


def settle_chapter(
    chapter: Chapter,
    chapters: Sequence[Chapter],
    ids: Mapping[str, str],
    absent: Collection[str],
    incomplete: bool,
) -> Chapter:
    """Lead the links of a chapter to their places; those that lead nowhere become plain text."""
    notebooks = {other.section.name: other for other in chapters}
    told: list[str] = []

    def resolve(href: str) -> str:
        name, _, anchor = href.removeprefix("./").partition("#")
        if name in absent:
            return ""
        target = notebooks.get(name) if name else chapter
        if target and name and not anchor:
            return f"#{target.anchor}"
        place = _find_anchor(anchor, target, ids) if target and anchor else ""
        if not place and not (target and incomplete):
            told.append(
                say(
                    "{notebook}: the link to {href} leads nowhere in the annex; link to the web, an"
                    " #id, a heading or a section's notebook",
                    notebook=chapter.section.name,
                    href=href[:100],
                )
            )
        return place

    for block in chapter.blocks:
        for token in block.tokens if isinstance(block, ProseBlock) else ():
            if token.children:
                settle_links(token, resolve)
    return replace(chapter, told=(*chapter.told, *told)) if told else chapter


def _find_anchor(anchor: str, chapter: Chapter, ids: Mapping[str, str]) -> str:
    """Find an id, or a heading by its words as JupyterLab writes them: '#Một-cửa'."""
    if anchor in ids:
        return f"#{anchor}"
    wanted = slugify(anchor)
    found = next((at for _, at, text in chapter.headings if slugify(text) == wanted), "")
    return f"#{found}" if found else ""
