"""Tell what a number is: a figure, or a part of a citation, a date, a numbering, a name or a unit.

Each pattern claims the characters it covers; the first to claim a number keeps it, so the order is
from the surest to the widest. What nobody claims is a figure.
"""

import re
from itertools import pairwise
from typing import Literal

from .number_patterns import DAY, PATTERNS
from .passages import Passage

Class = Literal["figure", "citation", "date", "numbering", "name", "unit"]
CLASSES: tuple[Class, ...] = ("figure", "citation", "date", "numbering", "name", "unit")

TOKEN = re.compile(r"\d+(?:[.,]\d+)*", re.ASCII)

# no report counts with so many digits: a run of them is no number
_LONGEST = 60


def _in_small(pattern: str) -> str:
    """Write a pattern of any case for text in small letters: so it is found several times as
    fast.
    """
    bare = pattern.removeprefix("(?i)").replace("(?i:", "(?:")
    return re.sub(r"\\.|[^\\]", lambda m: m[0] if m[0][0] == "\\" else m[0].lower(), bare)


_CLAIMS = tuple(
    (owner, re.compile(_in_small(p) if p.startswith("(?i)") else p), p.startswith("(?i)"))
    for owner, p in PATTERNS
)
_HEAD = re.compile(
    r"\s*(?:[-+*•–]\s*)?(?:[IVXLC]+\.|[A-ZĐ]\.)?\s*\d{1,2}(?:\.\d{1,2})*[.)](?=\s|[^\W\d])"
)

_COLUMN_NUMBER = re.compile(r"(?<=[^\W\d]|\))\s*\(\d{1,2}\)$|^\(\d{1,2}\)")
_NOTE_DAY = re.compile(rf"[^\d;]{{0,60}}?(?:{DAY})")
_DAY_BEFORE = re.compile(rf"(?i:ngày) (?:{DAY})[^\d;.]{{0,70}}$")


def classify(passage: Passage) -> list[tuple[int, int, Class]]:
    """Return start, end and class of every numeric token of a passage."""
    text, marks = passage.text, passage.marks
    if not any(char.isdecimal() for char in text):
        return []
    tokens = [span for found in TOKEN.finditer(text) for span in _cut(found, marks)]
    tokens = [(start, end) for start, end in tokens if end - start <= _LONGEST]
    # a raised digit belongs to no number before it: a year may carry the mark of a footnote
    if "^" in marks:
        text = "".join(
            "°" if m == "^" and c.isdecimal() else c for c, m in zip(text, marks, strict=True)
        )
    owner: list[Class | None] = [None] * len(text)
    if passage.block.kind == "page":
        owner = ["numbering"] * len(text)
    for place, mark in enumerate(passage.marks if "^" in marks else ""):
        if mark == "^" and text[place] == "°":
            owner[place] = "unit" if _is_power(passage, place) else "numbering"
    in_cell = passage.block.kind == "cell"
    found = _COLUMN_NUMBER.search(text) if in_cell else _HEAD.match(text)
    if found:
        _claim(owner, found.start(), found.end(), "numbering")
    small = text.lower()
    if len(small) != len(text):
        small = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    for name, pattern, any_case in _CLAIMS:
        for found in pattern.finditer(small if any_case else text):
            _claim(owner, found.start(), found.end(), name)
            if name == "citation":
                _claim_day(owner, text, found.start(), found.end())
    return [(start, end, owner[start] or "figure") for start, end in tokens]


def _cut(found: re.Match, marks: str) -> list[tuple[int, int]]:
    """Part a run of digits where raised ones begin or end."""
    start, end = found.span()
    cuts = [place for place in range(start + 1, end) if marks[place] != marks[place - 1]]
    edges = [start, *cuts, end]
    spans = [TOKEN.search(found.string, a, b) for a, b in pairwise(edges)]
    return [span.span() for span in spans if span]


def _claim(owner: list, start: int, end: int, name: Class) -> None:
    for place in range(start, end):
        owner[place] = owner[place] or name


def _claim_day(owner: list, text: str, start: int, end: int) -> None:
    """Give the date of a cited document to the citation: after its number, or before it in the
    same sentence.
    """
    after = _NOTE_DAY.match(text, end)
    if after:
        _claim(owner, end, after.end(), "citation")
    else:
        before = _DAY_BEFORE.search(text, max(0, start - 90), start)
        if before and re.search(r"(?i)ban hành|\bký\b|phê duyệt", text[before.start() : start]):
            _claim(owner, before.start(), start, "citation")


def _is_power(passage: Passage, place: int) -> bool:
    """Tell m² and 360° from the mark of a footnote: alone, behind a unit or a number."""
    text, marks = passage.text, passage.marks
    first = place
    while first and marks[first - 1] == "^":
        first -= 1
    found = re.match(r"\d+", text[first:])
    raised = found[0] if found else ""
    measured = re.search(r"(?:\bk?m|\d ?[kdc]?m|\b360) ?$", text[:first])
    return raised in ("0", "2", "3") and measured is not None
