"""The annex's typeface, Tinos, and Cousine for what cells print: measures and glyphs."""

import json
import unicodedata
from collections.abc import Collection
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

from cchc.model.remembered import remember

FOLDER = Path(__file__).parent / "fonts"
ADVANCES = FOLDER / "measures.json"  # written by face_cuts, as the cuts beside it are
_FILES = {"Mono": "Cousine-Regular.ttf"}  # letters of equal width, for what cells print

Face = Literal["Regular", "Bold", "Italic", "Mono"]


def measure_text(text: str, size: float, face: Face = "Regular") -> float:
    """Give the width of a line of text in points, without kerning."""
    return sum(map(_advances(face).__getitem__, text)) * size


def write_printable(text: str, face: Face = "Regular") -> str:
    """Name letters that the typeface lacks: '😀' => '[U+1F600]'; invisible ones are dropped.

    PDF/A forbids missing glyphs, and letters that Unicode leaves to private agreements: one emoji
    in a cell would otherwise stop the whole annex.
    """
    known = _advances(face)
    if known.keys() >= set(text):
        return text
    return "".join(
        letter if letter in known or letter == "\n" else "" if _invisible(letter) else _name(letter)
        for letter in text
    )


def subset_woff2(face: Face, letters: Collection[str]) -> bytes:
    """Give a face as woff2 with the given letters: the cut that is shipped where it has them, else
    one with these alone. The same letters give the same bytes.
    """
    held = "".join(sorted(_advances(face).keys() & set(letters)))
    if set(_read_measures()[face]["cut"]).issuperset(held):
        return place_cut(face).read_bytes()
    return remember(f"woff2 {face}", held, lambda: _cut(face, held))


@lru_cache(16)  # a page that is made again holds the same letters
def _cut(face: Face, letters: str) -> bytes:
    from .face_cuts import cut_face  # with fontTools, for a page of rare letters

    return cut_face(face, letters)


def place_face(face: Face) -> Path:
    """Say where a face lies, with all its letters."""
    return FOLDER / _FILES.get(face, f"Tinos-{face}.ttf")


def place_cut(face: Face) -> Path:
    """Say where the cut of a face lies that is shipped."""
    return place_face(face).with_suffix(".woff2")


class _Advances(dict[str, float]):
    """How far each letter of a face moves the next one, in ems; half an em for one that it
    lacks.
    """

    def __missing__(self, letter: str) -> float:
        return 0.5


@cache
def _advances(face: Face) -> _Advances:
    widths = _read_measures()[face]["widths"]
    return _Advances({letter: width for width, letters in widths for letter in letters})


@cache
def _read_measures() -> dict[str, dict[str, Any]]:
    return json.loads(ADVANCES.read_text(encoding="utf-8"))


def _invisible(letter: str) -> bool:
    return unicodedata.category(letter) == "Cf" or 0xFE00 <= ord(letter) <= 0xFE0F


def _name(letter: str) -> str:
    return " " if letter.isspace() else f"[U+{ord(letter):04X}]"
