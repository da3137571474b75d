"""Executed section notebooks, read once into the checked blocks of every output."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from cchc.language import say
from cchc.run.normalise import INJECTED

from .blocks import Block, CodeBlock, ProseBlock, find_finding, list_ids, rename_block, show_in
from .chapter_links import settle_chapter
from .chapters import Chapter, Executed
from .editions import Agreement, drop_idle_headings, is_internal
from .headings import HeadingOutline, free_id
from .hiding import Hiding, read_hiding
from .markdown import read_markdown
from .outputs import read_outputs, split_parts
from .rereading import KeptChapters
from .shown_cells import ShownCell, address_cell, stops, write_line


@dataclass
class _Reader:
    """State of one reading: what has been used up so far in the whole annex."""

    official: Agreement | None = None
    ids: dict[str, str] = field(
        default_factory=lambda: {"noi-dung": "the page", "muc-luc": "the page"}
    )


def read_chapters(
    sections: Sequence[Executed],
    official: Agreement | None = None,
    others: Collection[str] = (),
    kept: KeptChapters | None = None,
) -> tuple[Chapter, ...]:
    """Read the notebooks into blocks; what cannot be published leaves a line and is told.

    With the agreement on its figures the official edition is read: without what is internal, and
    with marks. `others` names notebooks that exist and are not in this annex: links to them become
    plain text without a word. An id that is given twice is numbered. What is `kept` is not read
    again.
    """
    left_out = [
        section
        for section in sections
        if official and any(map(is_internal, section.read().cells[:1]))
    ]
    published = [section for section in sections if section not in left_out]
    reader = _Reader(official)
    for section in published:
        reader.ids[f"muc-{section.id}"] = section.name
    start = dict(reader.ids)
    # sections behind one that is left out move up
    numbers = [
        _number(section, sum(other.id < section.id for other in left_out)) for section in published
    ]
    chapters = tuple(
        kept.take(
            section,
            number,
            official,
            start,
            reader.ids,
            partial(_read_with, section, number, official),
        )
        if kept
        else _read_chapter(section, number, reader)
        for section, number in zip(published, numbers, strict=True)
    )
    absent = {section.name for section in left_out} | set(others)
    incomplete = bool(official) or any(section.failed for section in published)
    return tuple(
        settle_chapter(chapter, chapters, reader.ids, absent, incomplete) for chapter in chapters
    )


def _read_with(
    section: Executed, number: str, official: Agreement | None, ids: dict[str, str]
) -> Chapter:
    return _read_chapter(section, number, _Reader(official, ids))


def _number(section: Executed, left_out: int) -> str:
    return str(int(section.id) - left_out) if section.id.isdigit() and int(section.id) else ""


def _read_chapter(section: Executed, number: str, reader: _Reader) -> Chapter:
    notebook = section.read()
    outline = HeadingOutline(f"muc-{section.id}", reader.ids)
    failed = section.failed is not None
    if failed and not any(map(stops, notebook.cells)):
        return Chapter(section, number, ())
    cells: list[list[Block]] = []
    counts, waiting, prompt, stopped = {"Bảng": 0, "Hình": 0}, [], 0, 0
    folded, told = set(), []
    for at, node in enumerate(notebook.cells):
        # as JupyterLab counts after "Run all"
        prompt += node.cell_type == "code" and INJECTED not in node.metadata.get("tags", ())
        hiding = read_hiding(node)
        cell = ShownCell(
            node,
            address_cell(section.id, node.get("id") or str(at)),
            prompt,
            section.title,
            number or "0",
            counts,
            outline,
            reader.ids,
        )
        blocks = _read_cell(cell, hiding, reader.official, failed)
        blocks = [_show(cell, block, reader.official) for block in blocks]
        origin = f"notebooks/{section.name}, ô lệnh [{prompt}]"
        blocks = [_claim(_sign(block, origin), cell, reader) for block in blocks]
        if node.cell_type == "code" and not (
            (reader.official and is_internal(node)) or hiding.code
        ):
            waiting += [node.source.strip()] if node.source.strip() else []
            # code that shows nothing is folded together with the next output
            if blocks and waiting:
                blocks.append(CodeBlock("\n\n".join(waiting)))
                waiting = []
        if hiding.folds:
            folded.add(at)
        cells.append(blocks)
        told += [
            say("{notebook}, {cell}: {told}", notebook=section.name, cell=_place(cell, at), told=x)
            for x in [*cell.told, *outline.told]
        ]
        outline.told.clear()
        if failed and stops(node):
            stopped = prompt
            break
    if waiting and cells:
        cells[-1].append(CodeBlock("\n\n".join(waiting)))
    if reader.official:
        cells, headings = _drop_idle(cells, outline.headings)
        for _, anchor, _ in outline.headings:
            if anchor not in {kept for _, kept, _ in headings}:
                del reader.ids[anchor]
        outline.headings = headings
    return Chapter(
        section,
        number,
        tuple(map(tuple, cells)),
        tuple(outline.headings),
        frozenset(folded),
        stopped,
        tuple(told),
    )


def _place(cell: ShownCell, at: int) -> str:
    if cell.node.cell_type == "code":
        return say("code cell {number}", number=cell.prompt)
    return say("cell {number}", number=at + 1)


def _read_cell(
    cell: ShownCell, hiding: Hiding, official: Agreement | None, failed: bool
) -> list[Block]:
    node = cell.node
    if hiding.all or (official and is_internal(node)):
        return []
    if node.cell_type == "markdown":
        cell.outline.attachments = node.get("attachments", {})
        blocks = list(split_parts(cell, read_markdown(node.source, cell.outline)))
        return blocks or [ProseBlock([])]
    if node.cell_type != "code" or hiding.outputs:
        return []
    blocks = read_outputs(cell)
    if stops(node) and not failed:  # an error that the notebook itself expects
        cell.told.append(say("the cell raises an error, and a line stands in its place"))
        blocks.append(write_line("Ô lệnh này báo lỗi nên không có kết quả."))
    return blocks


def _show(cell: ShownCell, block: Block, official: Agreement | None) -> Block:
    """Give a block as the edition shows it; what names a finding is no part of the official one."""
    block = show_in(block, official)
    if official and (found := find_finding(block)):
        cell.told.append(
            say(
                "{finding} is a finding, which the official edition does not show; tag the cell"
                " `internal`, make the column internal, or reword the reason of the decision",
                finding=found,
            )
        )
        return write_line("Nội dung này chỉ có trong bản nội bộ.")
    return block


def _sign(block: Block, origin: str) -> Block:
    return replace(block, origin=origin) if hasattr(block, "origin") else block


def _claim(block: Block, cell: ShownCell, reader: _Reader) -> Block:
    """Take the ids of a block for it; one that is taken already is numbered and told."""
    names = {}
    for id in list_ids(block):
        free = free_id(id, reader.ids)
        if free != id:
            cell.told.append(
                say("the id {id} is used twice; here it becomes {other}", id=repr(id), other=free)
            )
        names[id] = free
        reader.ids[free] = cell.section
    return rename_block(block, names) if any(id != name for id, name in names.items()) else block


def _drop_idle(
    cells: Sequence[Sequence[Block]], headings: Sequence[tuple[int, str, str]]
) -> tuple[list[list[Block]], list[tuple[int, str, str]]]:
    blocks = [block for cell in cells for block in cell]
    texts = [block.tokens if isinstance(block, ProseBlock) else None for block in blocks]
    left, gone = drop_idle_headings(texts)
    kept = zip(blocks, left, strict=True)
    rest = iter(
        replace(block, tokens=text) if isinstance(block, ProseBlock) else block
        for block, text in kept
    )
    return [[next(rest) for _ in cell] for cell in cells], [h for h in headings if h[1] not in gone]
