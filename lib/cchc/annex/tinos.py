"""The annex's typeface, Tinos, and Cousine for what cells print: measures and glyphs."""

import io
import unicodedata
from collections.abc import Collection
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from fontTools.ttLib import TTFont

from cchc.model.remembered import remember

FOLDER = Path(__file__).parent / "fonts"
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
    """Cut a face down to the given letters as woff2; the same letters give the same bytes."""
    held = "".join(sorted(set(letters)))
    return remember(f"woff2 {face}", held, lambda: _cut(face, held))


@lru_cache(16)  # a page that is made again holds the same letters
def _cut(face: Face, letters: str) -> bytes:
    from fontTools.subset import Options, Subsetter  # not where the face was cut before

    options = Options()
    options.flavor = "woff2"
    options.hinting = False
    options.recalc_timestamp = False
    options.drop_tables += ["DSIG"]
    if not any(map(unicodedata.combining, letters)):
        options.layout_features = [
            "kern"
        ]  # the others place single marks; to cut them down takes half the time
    options.name_IDs = [0, 1, 2, 13, 14]  # the licence asks to keep its notice
    font = TTFont(_file(face), recalcTimestamp=False, lazy=True)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=sorted(map(ord, set(letters))))
    subsetter.subset(font)
    font.flavor = "woff2"
    out = io.BytesIO()
    font.save(out, reorderTables=None)
    return out.getvalue()


def _file(face: Face) -> Path:
    return FOLDER / _FILES.get(face, f"Tinos-{face}.ttf")


class _Advances(dict[str, float]):
    """How far each letter of a face moves the next one, in ems; half an em for one that it
    lacks.
    """

    def __missing__(self, letter: str) -> float:
        return 0.5


@cache
def _advances(face: Face) -> _Advances:
    font = TTFont(_file(face), lazy=True)
    metrics, em = font["hmtx"], font["head"].unitsPerEm
    return _Advances(
        {
            chr(code): metrics[name][0] / em
            for code, name in font.getBestCmap().items()
            if unicodedata.category(chr(code)) != "Co"
        }
    )


def _invisible(letter: str) -> bool:
    return unicodedata.category(letter) == "Cf" or 0xFE00 <= ord(letter) <= 0xFE0F


def _name(letter: str) -> str:
    return " " if letter.isspace() else f"[U+{ord(letter):04X}]"
