"""What an annex is made of: executed section notebooks, read once into checked blocks for every output."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

from markdown_it.token import Token
from nbformat import NotebookNode

from cchc.annex.markdown import MarkdownError, Outline, read_markdown
from cchc.model.quarter import Quarter
from cchc.show.charts import FIGURE_MIME
from cchc.show.prose import PROSE_MIME
from cchc.show.tables import SLUG, TABLE_MIME, Table, TableError, clean_text

FAILED = (
    "Phần này không thực hiện được khi lập phụ lục nên không có nội dung. Số liệu của các phần khác không bị ảnh hưởng."
)
_ACTIVE_SVG = re.compile(r"script|style|foreignObject|iframe|a|animate\w*|set")


class PublishError(RuntimeError):
    """The annex cannot be published as it stands: the message names notebook and cell."""


@dataclass(frozen=True)
class AnnexMeta:
    """What the title block says: `title` in sentence case, `document` the "(Kèm theo …)" line."""

    quarter: Quarter
    title: str
    authority: str
    document: str
    sources: tuple[str, ...] = ()
    version: str = ""


@dataclass(frozen=True)
class Section:
    """A section's executed notebook; `failed` holds the reason if it could not be executed."""

    id: str
    slug: str
    title: str
    notebook: NotebookNode
    failed: str | None = None

    @property
    def name(self) -> str:
        return f"{self.id}-{self.slug}.ipynb"


@dataclass(frozen=True)
class ProseBlock:
    tokens: Sequence[Token]
    id: str = ""


@dataclass(frozen=True)
class TableBlock:
    """A table with its number in the annex, "Bảng 4.1"."""

    table: Table
    label: str


@dataclass(frozen=True)
class FigureBlock:
    """A chart with its number in the annex, "Hình 4.1"; `table` is the data below it."""

    id: str
    title: str
    subtitle: str
    alt: str
    svg: str
    label: str
    notes: tuple[str, ...] = ()
    source: str = ""
    table: Table | None = None


@dataclass(frozen=True)
class CodeBlock:
    source: str


Block = ProseBlock | TableBlock | FigureBlock | CodeBlock


@dataclass(frozen=True)
class Chapter:
    """A section as it is published: `cells` holds the blocks of each notebook cell, in order."""

    section: Section
    number: str
    cells: tuple[tuple[Block, ...], ...]
    headings: tuple[tuple[int, str, str], ...] = ()

    @property
    def anchor(self) -> str:
        return f"muc-{self.section.id}"

    @property
    def title(self) -> str:
        return f"{self.number}. {self.section.title}" if self.number else self.section.title

    @property
    def blocks(self) -> Iterator[Block]:
        return (block for cell in self.cells for block in cell)


@dataclass
class _Reader:
    """State of one reading: what has been used up so far in the whole annex."""

    sections: Mapping[str, str]
    lost: frozenset[str] = frozenset()
    ids: dict[str, str] = field(default_factory=lambda: {"noi-dung": "the page", "muc-luc": "the page"})
    links: list[tuple[str, str]] = field(default_factory=list)

    def claim(self, id: str, where: str) -> None:
        if id in self.ids:
            raise PublishError(f"{where}: the id {id!r} is already used in {self.ids[id]}; ids are unique in the annex")
        self.ids[id] = where


def read_chapters(sections: Sequence[Section]) -> tuple[Chapter, ...]:
    """Read the notebooks into blocks and check all that could be lost or clash.

    Raises PublishError for an output that is no table, figure or prose, an id used twice, a link to nowhere.
    """
    chapters, reader = _read_all(sections, frozenset())
    lost = [(target, where) for target, where in reader.links if target not in reader.ids]
    if lost and any(section.failed for section in sections):
        # what they lead to may stand in a section that failed: they become plain text
        return _read_all(sections, frozenset(target for target, _ in lost))[0]
    for target, where in lost:
        raise PublishError(f"{where}: the link #{target} leads nowhere in the annex")
    return chapters


def _read_all(sections: Sequence[Section], lost: frozenset[str]) -> tuple[tuple[Chapter, ...], _Reader]:
    reader = _Reader({section.name: f"muc-{section.id}" for section in sections}, lost)
    for section in sections:
        reader.claim(f"muc-{section.id}", section.name)
    return tuple(_read_chapter(section, reader) for section in sections), reader


def _read_chapter(section: Section, reader: _Reader) -> Chapter:
    number = str(int(section.id)) if section.id.isdigit() and int(section.id) else ""
    if section.failed is not None:
        return Chapter(section, number, ())
    outline = Outline(f"muc-{section.id}", reader.sections, reader.lost)
    cells, counts, waiting = [], {"Bảng": 0, "Hình": 0}, []
    for at, cell in enumerate(section.notebook.cells, 1):
        where = f"notebook {section.name}, cell {at}"
        try:
            if cell.cell_type == "markdown":
                blocks: list[Block] = [ProseBlock(read_markdown(cell.source, outline))]
            elif cell.cell_type == "code":
                blocks = [
                    _read_output(output, number or "0", counts, outline, where) for output in _published(cell, where)
                ]
                waiting += [cell.source.strip()] if cell.source.strip() else []
                # code that shows nothing is folded together with the next output
                if blocks and waiting:
                    blocks.append(CodeBlock("\n\n".join(waiting)))
                    waiting = []
            else:
                blocks = []
        except (MarkdownError, TableError, ElementTree.ParseError, TypeError, KeyError) as error:
            raise PublishError(f"{where}: {error}") from error
        for block in blocks:
            for id in _ids(block):
                reader.claim(id, where)
        cells.append(blocks)
    if waiting:
        cells[-1].append(CodeBlock("\n\n".join(waiting)))
    for _, anchor, _ in outline.headings:
        reader.claim(anchor, f"notebook {section.name}")
    reader.links += [(target, f"notebook {section.name}") for target in outline.links]
    return Chapter(section, number, tuple(map(tuple, cells)), tuple(outline.headings))


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


def _read_output(data: Mapping[str, Any], number: str, counts: dict[str, int], outline: Outline, where: str) -> Block:
    if TABLE_MIME in data:
        counts["Bảng"] += 1
        return TableBlock(Table.from_payload(data[TABLE_MIME]), f"Bảng {number}.{counts['Bảng']}")
    if FIGURE_MIME in data:
        counts["Hình"] += 1
        return _read_figure(data[FIGURE_MIME], data["image/svg+xml"], f"Hình {number}.{counts['Hình']}", where)
    payload = data[PROSE_MIME]
    return ProseBlock(read_markdown(payload["markdown"], outline), payload.get("id", ""))


def _read_figure(payload: Mapping[str, Any], svg: str | list[str], label: str, where: str) -> FigureBlock:
    texts = {name: clean_text(payload.get(name) or "") for name in ("id", "title", "subtitle", "alt", "source")}
    if not SLUG.fullmatch(texts["id"]) or not texts["title"].strip() or not texts["alt"].strip():
        raise PublishError(f"{where}: a figure has an id of ASCII words with hyphens, a title and an alternative text")
    svg = "".join(svg)
    for element in ElementTree.fromstring(svg).iter():
        name = str(element.tag).rpartition("}")[2]
        if _ACTIVE_SVG.fullmatch(name) or not all(map(_is_still, element.attrib, element.attrib.values())):
            raise PublishError(f"{where}: the chart holds <{name}> that acts or fetches; draw shapes and text only")
    table = Table.from_payload(payload["table"]) if payload.get("table") else None
    return FigureBlock(
        **texts, svg=svg, label=label, notes=tuple(map(clean_text, payload.get("notes") or ())), table=table
    )


def _is_still(attribute: str, value: str) -> bool:
    """Tell whether an attribute of a drawing neither runs nor fetches anything."""
    name = attribute.rpartition("}")[2]
    return not name.startswith("on") and (name != "href" or value.startswith(("#", "data:image/")))


def _ids(block: Block) -> list[str]:
    match block:
        case ProseBlock(id=id):
            return [id] if id else []
        case TableBlock(table=table):
            return [table.id]
        case FigureBlock(id=id, table=table):
            return [id, table.id] if table else [id]
    return []
