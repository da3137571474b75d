"""The parts of a document by its own numbering, and which section of a quarter a place is in."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from .passages import Passage

_NUMBERED = re.compile(
    r"\W*(?:(?i:phần|chương|mục)\s+)?(?:(?P<roman>[IVXLC]{1,6})|(?P<number>\d{1,2}(?:\.\d{1,2})*)"
    r"|(?P<letter>[a-zđA-ZĐ]))(?:[.)/:]+|\s*[-–])\s*(?=\S)"
)
_ALIKE, _UNLIKE = 70, 40


@dataclass(frozen=True)
class DocumentPart:
    """A part under a heading: its numbering with that of the parts above it, and its title."""

    code: str
    title: str


def parts_of(passages: Sequence[Passage]) -> dict[int, DocumentPart]:
    """Give the part of each count of headings, as passages tell it; a heading without a number
    belongs to the part above it.
    """
    parts = {0: DocumentPart("0", "")}
    roman, number = "", ""
    for passage in passages:
        if passage.section in parts:
            continue
        before = parts[max(parts)]
        parts[passage.section] = before
        found = _NUMBERED.match(passage.text)
        if not found:
            continue
        title = passage.text[found.end() :].strip().rstrip(".:").strip()
        if found["roman"]:
            roman, number = found["roman"], ""
            own = [roman]
        elif found["number"]:
            number = found["number"]
            own = [roman, number]
        else:
            own = [roman, number, found["letter"].lower()]
        parts[passage.section] = DocumentPart(".".join(filter(None, own)), title)
    return parts


class Placing:
    """Which section of a quarter each passage of a document is in.

    `sections` are the quarter's, with titles; `told` gives for passages the section of a figure
    that was found there: it counts more than numbering, and that more than titles.
    """

    def __init__(
        self,
        passages: Sequence[Passage],
        sections: Mapping[str, str],
        told: Mapping[int, str],
    ) -> None:
        self._sections = dict(sections)
        # headings whose number is that of a section with quite another title
        self.unlike: dict[str, str] = {}
        self._of: dict[int, str] = {}
        marked = _marks_of_notes(passages)
        parts = parts_of(passages)
        here, part = next(iter(self._sections), ""), 0
        waiting: list[tuple[int, int]] = []
        for place, passage in enumerate(passages):
            if passage.block.kind == "footnote":
                waiting.append((place, marked.get(passage.text.split(" ")[0], place)))
                continue
            if passage.section != part:
                part = passage.section
                here = self._by_heading(parts[part]) or here
            elif found := _NUMBERED.match(passage.text):
                letter = f"{_above_letter(parts[part].code)}.{(found['letter'] or '').lower()}"
                here = letter if letter in self._sections else here
            here = told.get(place, here)
            self._of[place] = here
        for place, at in waiting:
            near = next((self._of[p] for p in range(at, -1, -1) if p in self._of), here)
            self._of[place] = told.get(place, near)

    def section_of(self, passage: int) -> str:
        """Return the section of a passage."""
        return self._of[passage]

    def _by_heading(self, told: DocumentPart) -> str:
        alike = [
            (fuzz.token_set_ratio(told.title.lower(), title.lower()), -place, section)
            for place, (section, title) in enumerate(self._sections.items())
            if told.title
        ]
        best = max(alike, default=(0, 0, ""))
        if told.code in self._sections:
            scores = {section: score for score, _, section in alike}
            own = scores.get(told.code, _ALIKE) if self._sections[told.code] else _ALIKE
            if own >= _UNLIKE or best[0] < _ALIKE:
                self.unlike |= {told.title: told.code} if own < _UNLIKE else {}
                return told.code
        if best[0] >= _ALIKE:
            return best[2]
        code = told.code
        while "." in code:
            code = code.rpartition(".")[0]
            if code in self._sections:
                return code
        return ""


def _above_letter(code: str) -> str:
    """Return a numbering without its letter: I.6.d => I.6."""
    above, _, last = code.rpartition(".")
    return above if len(last) == 1 and last.islower() else code


def _marks_of_notes(passages: Sequence[Passage]) -> dict[str, int]:
    """Say in which passage the mark of each footnote stands."""
    found: dict[str, int] = {}
    for place, passage in enumerate(passages):
        if passage.block.kind == "footnote" or "^" not in passage.marks:
            continue
        raised = "".join(
            c if m == "^" else " " for c, m in zip(passage.text, passage.marks, strict=True)
        )
        for mark in re.findall(r"\d+", raised):
            found.setdefault(mark, place)
    return found
