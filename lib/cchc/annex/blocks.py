"""What a notebook cell shows, read from its output and checked: texts, tables, charts, code."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markdown_it.token import Token

from cchc.objects.captions import end_sentence, note_lines
from cchc.objects.sentences import is_told, say_rows
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

    @property
    def is_told(self) -> bool:
        return is_told(self.table)


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


def tell_table(block: TableBlock) -> ProseBlock:
    """Write a table of one or two rows as a paragraph: its title, its rows as sentences, its
    notes and source.
    """
    table = block.table
    below = " ".join(end_sentence(line) for line in note_lines(table.notes, table.source))
    words = [
        *_wrap("strong", end_sentence(table.title)),
        Token("text", "", 0, content=f" {' '.join(say_rows(table))} "),
        *(_wrap("small", below) if below else []),
    ]
    inline = Token("inline", "", 0, content="".join(word.content for word in words), children=words)
    opening, closing = Token("paragraph_open", "p", 1), Token("paragraph_close", "p", -1)
    return ProseBlock([opening, inline, closing], table.id)


def _wrap(kind: str, text: str) -> list[Token]:
    return [
        Token(f"{kind}_open", kind, 1),
        Token("text", "", 0, content=text),
        Token(f"{kind}_close", kind, -1),
    ]


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
