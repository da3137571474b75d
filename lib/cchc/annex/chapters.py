"""What an annex is made of: executed section notebooks, read once into checked blocks for every
output.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from xml.etree import ElementTree

from nbformat import NotebookNode

from cchc.errors import MarkdownError, PublishError, TableError
from cchc.model.quarter import Quarter
from cchc.objects import FIGURE_MIME, PROSE_MIME, TABLE_MIME
from cchc.run.normalise import INJECTED

from .blocks import Block, CodeBlock, ProseBlock, list_ids, read_output, show_in
from .editions import Agreement, drop_idle_headings, is_internal
from .markdown import Outline, read_markdown

_DOUBT = "Trong các bảng, những số này mang dấu (*); lời văn và hình dùng chính những số ấy."
FAILED = (
    "Phần này không thực hiện được khi lập phụ lục nên không có nội dung. Số liệu của các phần khác"
    " không bị ảnh hưởng."
)


@dataclass(frozen=True)
class AnnexMeta:
    """What the title block says: `title` in sentence case, `document` the "(Kèm theo …)" line.

    `official` holds how the figures stand that the official edition shows; the internal one has
    none.
    """

    quarter: Quarter
    title: str
    authority: str
    document: str
    sources: tuple[str, ...] = ()
    version: str = ""
    official: Agreement | None = None

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
    """

    section: Executed
    number: str
    notebook: NotebookNode
    cells: tuple[tuple[Block, ...], ...]
    headings: tuple[tuple[int, str, str], ...] = ()

    @property
    def anchor(self) -> str:
        return f"muc-{self.section.id}"

    @property
    def title(self) -> str:
        return f"{self.number}. {self.section.title}" if self.number else self.section.title

    def __deepcopy__(self, memo: dict) -> "Chapter":
        return self  # nbconvert copies what it is given; nothing of this can be changed

    @property
    def blocks(self) -> Iterator[Block]:
        return (block for cell in self.cells for block in cell)


@dataclass
class _Reader:
    """State of one reading: what has been used up so far in the whole annex."""

    sections: Mapping[str, str]
    lost: frozenset[str] = frozenset()
    official: Agreement | None = None
    ids: dict[str, str] = field(
        default_factory=lambda: {"noi-dung": "the page", "muc-luc": "the page"}
    )
    links: list[tuple[str, str]] = field(default_factory=list)

    def claim(self, id: str, where: str) -> None:
        if id in self.ids:
            raise PublishError(
                f"{where}: the id {id!r} is already used in {self.ids[id]}; ids are unique in the"
                " annex"
            )
        self.ids[id] = where


def read_chapters(
    sections: Sequence[Executed], official: Agreement | None = None
) -> tuple[Chapter, ...]:
    """Read the notebooks into blocks and check all that could be lost or clash.

    With the agreement on its figures the official edition is read: without what is internal, and
    with marks. Raises PublishError for an output that is no table, figure or prose, an id used
    twice, a link to nowhere.
    """
    chapters, reader = _read_all(sections, frozenset(), official)
    lost = [(target, where) for target, where in reader.links if target not in reader.ids]
    if lost and (official or any(section.failed for section in sections)):
        # what they lead to may be internal, or stand in a section that failed: they become plain
        # text
        return _read_all(sections, frozenset(target for target, _ in lost), official)[0]
    for target, where in lost:
        raise PublishError(f"{where}: the link #{target} leads nowhere in the annex")
    return chapters


def _read_all(
    sections: Sequence[Executed], lost: frozenset[str], official: Agreement | None
) -> tuple[tuple[Chapter, ...], _Reader]:
    left_out = [
        section
        for section in sections
        if official and any(map(is_internal, section.read().cells[:1]))
    ]
    published = [section for section in sections if section not in left_out]
    reader = _Reader({section.name: f"muc-{section.id}" for section in published}, lost, official)
    for section in published:
        reader.claim(f"muc-{section.id}", section.name)
    # sections behind one that is left out move up
    numbers = [
        _number(section, sum(other.id < section.id for other in left_out)) for section in published
    ]
    read = (
        _read_chapter(section, number, reader)
        for section, number in zip(published, numbers, strict=True)
    )
    return tuple(read), reader


def _number(section: Executed, left_out: int) -> str:
    return str(int(section.id) - left_out) if section.id.isdigit() and int(section.id) else ""


def _read_chapter(section: Executed, number: str, reader: _Reader) -> Chapter:
    notebook = section.read()
    if section.failed is not None:
        return Chapter(section, number, _without_outputs(notebook), ())
    outline = Outline(f"muc-{section.id}", reader.sections, reader.lost)
    cells, counts, waiting, prompt = [], {"Bảng": 0, "Hình": 0}, [], 0
    for at, cell in enumerate(notebook.cells, 1):
        where = f"notebook {section.name}, cell {at}"
        # as JupyterLab counts after "Run all"
        prompt += cell.cell_type == "code" and INJECTED not in cell.metadata.get("tags", ())
        try:
            if reader.official and is_internal(cell):
                blocks: list[Block] = []
            elif cell.cell_type == "markdown":
                blocks = [ProseBlock(read_markdown(cell.source, outline))]
            elif cell.cell_type == "code":
                blocks = [
                    read_output(output, number or "0", counts, outline, where)
                    for output in _published(cell, where)
                ]
                origin = f"notebooks/{section.name}, ô lệnh [{prompt}]"
                blocks = [replace(b, origin=origin) if hasattr(b, "origin") else b for b in blocks]
                waiting += [cell.source.strip()] if cell.source.strip() else []
                # code that shows nothing is folded together with the next output
                if blocks and waiting:
                    blocks.append(CodeBlock("\n\n".join(waiting)))
                    waiting = []
            else:
                blocks = []
            blocks = [show_in(block, reader.official, where) for block in blocks]
        except (MarkdownError, TableError, ElementTree.ParseError, TypeError, KeyError) as error:
            raise PublishError(f"{where}: {error}") from error
        for block in blocks:
            for id in list_ids(block):
                reader.claim(id, where)
        cells.append(blocks)
    if waiting:
        cells[-1].append(CodeBlock("\n\n".join(waiting)))
    if reader.official:
        cells, outline.headings = _drop_idle(cells, outline.headings)
    for _, anchor, _ in outline.headings:
        reader.claim(anchor, f"notebook {section.name}")
    reader.links += [(target, f"notebook {section.name}") for target in outline.links]
    return Chapter(
        section,
        number,
        _without_outputs(notebook),
        tuple(map(tuple, cells)),
        tuple(outline.headings),
    )


def _without_outputs(notebook: NotebookNode) -> NotebookNode:
    cells = [
        NotebookNode(cell | {"outputs": []}) if "outputs" in cell else cell
        for cell in notebook.cells
    ]
    return NotebookNode(notebook | {"cells": cells})


def _published(cell: NotebookNode, where: str) -> Iterator[Mapping[str, Any]]:
    """Give the mimebundles of a cell; warnings on stderr stay in the executed notebook."""
    for output in cell.outputs:
        if output.output_type == "stream" and output.name == "stderr":
            continue
        data = output.get("data", {})
        if not any(mime in data for mime in (TABLE_MIME, FIGURE_MIME, PROSE_MIME)):
            kind = "/".join(sorted(data)) or output.output_type
            advice = "end the cell in a table, figure or prose"
            raise PublishError(f"{where}: output of kind {kind} cannot be published; {advice}")
        yield data


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
