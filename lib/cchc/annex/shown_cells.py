"""A notebook cell that is read: where it stands, what its outputs are named after, what is told."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from markdown_it.token import Token

from cchc.language import say
from cchc.objects.captions import SLUG, clean_text
from cchc.run.lean_nbformat import NotebookNode

from .blocks import Block, ProseBlock
from .headings import HeadingOutline, free_id, slugify


@dataclass
class ShownCell:
    """A notebook cell that is read: where it stands, what heads it, and what is counted so far.

    `address` is what its outputs are named after, `prompt` the number that JupyterLab gives it.
    """

    node: NotebookNode
    address: str
    prompt: int
    section: str
    number: str
    counts: dict[str, int]
    outline: HeadingOutline
    taken: Mapping[str, str]
    told: list[str] = field(default_factory=list)
    drawn: set[str] = field(default_factory=set)
    mine: set[str] = field(default_factory=set)

    @property
    def heading(self) -> str:
        """What stands above the cell: the last heading, or the title of the section."""
        headings = self.outline.headings
        return headings[-1][2] if headings else self.section

    def name(self) -> str:
        """Give the next output its id."""
        id = free_id(self.address, dict(self.taken) | dict.fromkeys(self.mine, ""))
        self.mine.add(id)
        return id

    def count(self, kind: str) -> str:
        self.counts[kind] += 1
        return f"{kind} {self.number}.{self.counts[kind]}"


def address_cell(section: str, cell_id: str) -> str:
    """Name what a cell shows: the same as long as the cell has its id."""
    address = f"o-{slugify(section)}-{slugify(cell_id)}"
    return address if SLUG.fullmatch(address) else "o-muc"


def stops(node: NotebookNode) -> bool:
    """Tell whether a cell raised an error."""
    return any(output.output_type == "error" for output in node.get("outputs", ()))


def cannot_show(cell: ShownCell, what: str) -> Block:
    cell.told.append(
        say("an output cannot be published and a line stands in its place: {what}", what=what)
    )
    return write_line(f"{what} chỉ xem được trong JupyterLab, không in được vào phụ lục.")


def write_line(text: str, id: str = "") -> ProseBlock:
    """Write a line that stands in the place of something, under its address."""
    words = Token("text", "", 0, content=clean_text(text))
    emphasis = [Token("em_open", "em", 1), words, Token("em_close", "em", -1)]
    inline = Token("inline", "", 0, content=words.content, children=emphasis)
    opening, closing = Token("paragraph_open", "p", 1), Token("paragraph_close", "p", -1)
    return ProseBlock([opening, inline, closing], id)
