"""The text of a page of a PDF by where it stands: chunks of one font, lines of chunks."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PageChunk:
    """Text of one font on one line, in points from the left and from the top."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    at: int

    @property
    def height(self) -> float:
        return self.bottom - self.top


@dataclass(frozen=True)
class PageLine:
    """The chunks of a line from left to right."""

    chunks: tuple[PageChunk, ...]
    page: int

    @property
    def left(self) -> float:
        return self.chunks[0].left

    @property
    def right(self) -> float:
        return self.chunks[-1].right

    @property
    def top(self) -> float:
        return min(c.top for c in self.chunks)

    @property
    def bottom(self) -> float:
        return max(c.bottom for c in self.chunks)

    @property
    def height(self) -> float:
        return max(c.height for c in self.chunks)

    def cells(self) -> list[list[PageChunk]]:
        """Group chunks into cells: a gap wider than a blank or two parts them."""
        groups = [[self.chunks[0]]]
        for chunk in self.chunks[1:]:
            if chunk.left - groups[-1][-1].right > 0.6 * self.height:
                groups.append([chunk])
            else:
                groups[-1].append(chunk)
        return groups
