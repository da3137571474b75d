"""What an annex is made of: executed section notebooks, read once into checked blocks for every
output.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from nbformat import NotebookNode

from cchc.language import say
from cchc.model.quarter import Quarter
from cchc.objects.captions import clean_text
from cchc.objects.tables import Table
from cchc.run.normalise import INJECTED

from .blocks import Block, CodeBlock, ProseBlock, find_finding, list_ids, rename_block, show_in
from .editions import Agreement, drop_idle_headings, is_internal
from .hiding import Hiding, read_hiding
from .markdown import HeadingOutline, free_id, read_markdown, settle_links, slugify
from .outputs import ShownCell, address_cell, read_outputs, split_parts, stops, write_line

_DOUBT = "Trong các bảng, những số này mang dấu (*); lời văn và hình dùng chính những số ấy."
FAILED = (
    "Phần này không thực hiện được khi lập phụ lục nên không có nội dung. Số liệu của các phần khác"
    " không bị ảnh hưởng."
)
STOPPED = (
    "Phần này chưa đầy đủ: khi lập phụ lục, việc thực hiện dừng ở ô lệnh [{prompt}] nên chỉ có nội"
    " dung trước ô ấy. Số liệu của các phần khác không bị ảnh hưởng."
)


INTERNAL = "BẢN NỘI BỘ"
_LONGEST_LINE = 600  # letters of a line of the title block


def _shorten(text: str) -> str:
    text = clean_text(text)
    return text if len(text) <= _LONGEST_LINE else text[: _LONGEST_LINE - 1] + "…"


@dataclass(frozen=True)
class AnnexMeta:
    """What the title block says: `title` in sentence case, `document` the "(Kèm theo …)" line.

    `official` holds how the figures stand that the official edition shows; the internal one has
    none. `figures` is the list of all figures, for the editions that have room for it.
    """

    quarter: Quarter
    title: str
    authority: str
    document: str
    sources: tuple[str, ...] = ()
    version: str = ""
    official: Agreement | None = None
    figures: Table | None = None

    def __post_init__(self) -> None:
        # a title block is a few lines: a text of hundreds of pages takes a typesetter's memory
        for name in ("title", "authority", "document"):
            object.__setattr__(self, name, _shorten(getattr(self, name)))
        object.__setattr__(self, "sources", tuple(map(_shorten, self.sources)))

    @property
    def mark(self) -> str:
        """What stands on every page of the internal edition, so that nobody files it."""
        return "" if self.official else INTERNAL

    @property
    def doubt(self) -> str:
        """What the official edition says at its head while figures are in doubt."""
        count = len(self.official.unsettled) if self.official else 0
        return f"Có {count} số liệu chưa thống nhất. {_DOUBT}" if count else ""


@dataclass(frozen=True)
class Executed:
    """A section's executed notebook, read where it is needed; `failed` holds the reason if it was
    not executed.
    """

    id: str
    slug: str
    title: str
    read: Callable[[], NotebookNode]
    failed: str | None = None

    @property
    def name(self) -> str:
        return f"{self.id}-{self.slug}.ipynb"


@dataclass(frozen=True)
class Chapter:
    """A section as it is published: `cells` holds the blocks of each notebook cell, in order.

    `notebook` is what was executed, without the outputs: the blocks hold all that is shown of them.
    `folded` counts, from 0, the cells whose outputs are folded away; `stopped` is the number of the
    cell at which a failed section stopped, where it got that far; `told` holds a line for each
    thing that could not be published.
    """

    section: Executed
    number: str
    notebook: NotebookNode
    cells: tuple[tuple[Block, ...], ...]
    headings: tuple[tuple[int, str, str], ...] = ()
    folded: frozenset[int] = frozenset()
    stopped: int = 0
    told: tuple[str, ...] = ()

    @property
    def failure(self) -> str:
        """What stands at the head of a section that failed; empty for one that did not."""
        if self.section.failed is None:
            return ""
        return STOPPED.format(prompt=self.stopped) if self.stopped else FAILED

    @property
    def anchor(self) -> str:
        return f"muc-{self.section.id}"

    @property
    def table_size(self) -> float:
        """The largest type that its tables take, in points: the leader's page holds two."""
        return 11.0 if self.number else 9.0

    @property
    def title(self) -> str:
        return f"{self.number}. {self.section.title}" if self.number else self.section.title

    def __deepcopy__(self, memo: dict) -> "Chapter":
        return self  # nbconvert copies what it is given; nothing of this can be changed

    @property
    def blocks(self) -> Iterator[Block]:
        return (block for cell in self.cells for block in cell)


def split_lead(chapters: Sequence[Chapter]) -> tuple[Sequence[Chapter], Sequence[Chapter]]:
    """Part the page for those who read only one, which stands before the contents, from the
    rest.
    """
    count = sum(1 for _ in takewhile(lambda chapter: not chapter.number, chapters))
    return chapters[:count], chapters[count:]


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
) -> tuple[Chapter, ...]:
    """Read the notebooks into blocks; what cannot be published leaves a line and is told.

    With the agreement on its figures the official edition is read: without what is internal, and
    with marks. `others` names notebooks that exist and are not in this annex: links to them become
    plain text without a word. An id that is given twice is numbered.
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
    # sections behind one that is left out move up
    numbers = [
        _number(section, sum(other.id < section.id for other in left_out)) for section in published
    ]
    chapters = tuple(
        _read_chapter(section, number, reader)
        for section, number in zip(published, numbers, strict=True)
    )
    absent = {section.name for section in left_out} | set(others)
    incomplete = bool(official) or any(section.failed for section in published)
    return tuple(_settle(chapter, chapters, reader, absent, incomplete) for chapter in chapters)


def _number(section: Executed, left_out: int) -> str:
    return str(int(section.id) - left_out) if section.id.isdigit() and int(section.id) else ""


def _read_chapter(section: Executed, number: str, reader: _Reader) -> Chapter:
    notebook = section.read()
    outline = HeadingOutline(f"muc-{section.id}", reader.ids)
    failed = section.failed is not None
    if failed and not any(map(stops, notebook.cells)):
        return Chapter(section, number, _without_outputs(notebook), ())
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
        _without_outputs(notebook),
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


def _settle(
    chapter: Chapter,
    chapters: Sequence[Chapter],
    reader: _Reader,
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
        place = _find_anchor(anchor, target, reader) if target and anchor else ""
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


def _find_anchor(anchor: str, chapter: Chapter, reader: _Reader) -> str:
    """Find an id, or a heading by its words as JupyterLab writes them: '#Một-cửa'."""
    if anchor in reader.ids:
        return f"#{anchor}"
    wanted = slugify(anchor)
    found = next((at for _, at, text in chapter.headings if slugify(text) == wanted), "")
    return f"#{found}" if found else ""


def _without_outputs(notebook: NotebookNode) -> NotebookNode:
    cells = [
        NotebookNode(cell | {"outputs": []}) if "outputs" in cell else cell
        for cell in notebook.cells
    ]
    return NotebookNode(notebook | {"cells": cells})


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
