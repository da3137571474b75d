"""Headings and anchors of an annex: levels without gaps, ids that are given once."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

_DEEPEST = 4


@dataclass
class HeadingOutline:
    """Headings met so far in one section; its own title is level 1 and is not listed.

    `taken` are the ids of the whole annex, `attachments` the pictures of the cell that is read,
    `told` receives what cannot be shown.
    """

    anchor: str
    taken: dict[str, str] = field(default_factory=dict)
    headings: list[tuple[int, str, str]] = field(default_factory=list)
    attachments: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    titled: bool = False
    level: int = 1

    def place(self, asked: int, text: str) -> tuple[int, str]:
        """Give a heading its level, one deeper than the last at most, and its anchor."""
        self.level = min(max(asked, 2), self.level + 1, _DEEPEST)
        anchor = free_id(f"{self.anchor}-{slugify(text)}", self.taken)
        self.taken[anchor] = self.anchor
        self.headings.append((self.level, anchor, text))
        return self.level, anchor


def free_id(id: str, taken: Mapping[str, str]) -> str:
    """Number an id that is taken: 'a' => 'a-2'."""
    number, free = 2, id
    while free in taken:
        free, number = f"{id}-{number}", number + 1
    return free


def slugify(text: str) -> str:
    """Write a Vietnamese text as an anchor: 'Hồ sơ đúng hạn' => 'ho-so-dung-han'."""
    letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].rstrip("-") or "muc"
