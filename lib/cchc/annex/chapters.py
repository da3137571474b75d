"""What an annex is made of: the executed notebooks, and chapters of checked blocks."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from cchc.run.lean_nbformat import NotebookNode

from .blocks import Block

FAILED = (
    "Phần này không thực hiện được khi lập phụ lục nên không có nội dung. Số liệu của các phần khác"
    " không bị ảnh hưởng."
)

STOPPED = (
    "Phần này chưa đầy đủ: khi lập phụ lục, việc thực hiện dừng ở ô lệnh [{prompt}] nên chỉ có nội"
    " dung trước ô ấy. Số liệu của các phần khác không bị ảnh hưởng."
)


@dataclass(frozen=True)
class Executed:
    """A section's executed notebook, read where it is needed; `failed` holds the reason if it was
    not executed. `digest` is the hash of that notebook, where chapters are kept for other annexes.
    """

    id: str
    slug: str
    title: str
    read: Callable[[], NotebookNode]
    failed: str | None = None
    digest: str = ""

    @property
    def name(self) -> str:
        return f"{self.id}-{self.slug}.ipynb"


@dataclass(frozen=True)
class Chapter:
    """A section as it is published: `cells` holds the blocks of each notebook cell, in order.

    `folded` counts, from 0, the cells whose outputs are folded away; `stopped` is the number of the
    cell at which a failed section stopped, where it got that far; `told` holds a line for each
    thing that could not be published.
    """

    section: Executed
    number: str
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

    @property
    def blocks(self) -> Iterator[Block]:
        return (block for cell in self.cells for block in cell)


def split_lead(chapters: Sequence[Chapter]) -> tuple[Sequence[Chapter], Sequence[Chapter]]:
    """Part the page for those who read only one, which stands before the contents, from the
    rest.
    """
    count = sum(1 for _ in takewhile(lambda chapter: not chapter.number, chapters))
    return chapters[:count], chapters[count:]


def list_failed(chapters: Sequence[Chapter]) -> list[Chapter]:
    """List the chapters that could not be executed."""
    return [chapter for chapter in chapters if chapter.section.failed is not None]
