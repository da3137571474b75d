"""What a notebook cell shows, read from its output and checked: texts, tables, charts, code."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markdown_it.token import Token

from cchc.objects.tables import Table

from .editions import FINDING, Agreement, explain_marks, make_official


@dataclass(frozen=True)
class ProseBlock:
    tokens: Sequence[Token]
    id: str = ""


@dataclass(frozen=True)
class TableBlock:
    """A table with its number in the annex, "Bảng 4.1", and the notebook cell that made it."""

    table: Table
    label: str
    origin: str = ""


@dataclass(frozen=True)
class FigureBlock:
    """A chart with its number in the annex, "Hình 4.1", the data below it, and the notebook cell
    that made it.

    `size` is how large an analyst's own picture is in points; charts of the library
    fill the page and have a `narrow` drawing for phones.
    """

    id: str
    title: str
    subtitle: str
    alt: str
    svg: str
    label: str
    notes: tuple[str, ...] = ()
    source: str = ""
    table: Table | None = None
    origin: str = ""

    size: tuple[float, float] | None = None
    narrow: str = ""


@dataclass(frozen=True)
class TextBlock:
    """What a cell printed, line by line, and the notebook cell that did."""

    id: str
    text: str
    origin: str = ""


@dataclass(frozen=True)
class CodeBlock:
    source: str


Block = ProseBlock | TableBlock | FigureBlock | TextBlock | CodeBlock


def show_in(block: Block, official: Agreement | None) -> Block:
    """Give a block as the edition shows it; the official one marks and leaves out."""
    match block:
        case TableBlock(table=table) if official:
            return replace(block, table=make_official(table, official))
        case FigureBlock(table=table, notes=notes) if official and table:
            table = make_official(table, official)
            return replace(block, table=table, notes=(*notes, *explain_marks(table)))
    return block


def say_where(block: TableBlock) -> str:
    """Say on paper where a table stands that is only looked up."""
    name = f"{block.label}. {block.table.title}" if block.table.title else block.label
    return f"{name}: xem phụ lục điện tử (HTML, Excel)."


def find_finding(block: Block) -> str:
    """Give the finding that a block names, or "": the official edition shows none."""
    found = None if isinstance(block, CodeBlock) else FINDING.search(repr(block))
    return found[0] if found else ""


def list_ids(block: Block) -> list[str]:
    """List the ids that a block takes up in the annex."""
    match block:
        case ProseBlock(id=id):
            return [id] if id else []
        case TableBlock(table=table):
            return [table.id]
        case FigureBlock(id=id, table=table):
            return [id, table.id] if table else [id]
        case TextBlock(id=id):
            return [id]
    return []


def rename_block(block: Block, names: dict[str, str]) -> Block:
    """Give a block other ids, by those that it has."""
    match block:
        case ProseBlock(id=id) | TextBlock(id=id):
            return replace(block, id=names[id])
        case TableBlock(table=table):
            return replace(block, table=replace(table, id=names[table.id]))
        case FigureBlock(id=id, table=table):
            table = replace(table, id=names[table.id]) if table else None
            return replace(block, id=names[id], table=table)
    return block
