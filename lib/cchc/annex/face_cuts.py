"""Faces cut down to letters as woff2; and the cuts that are shipped, with the letters of Vietnamese
and what stands among them, and what each letter is wide.

To cut a face takes longer than to write the page it is for, and nearly every page has these letters
alone. `make faces` writes what is shipped, from the typefaces beside it.
"""

import io
import json
import unicodedata
from collections import defaultdict
from collections.abc import Collection
from typing import get_args

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from .tinos import ADVANCES, Face, place_cut, place_face

_VIETNAMESE = (
    "aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
)
_AMONG = "–—‐‑−‘’“”„…•·‰′″₫€†‡←↑→↓↔≈≠≤≥∞√∑□■▪▲▼◊ΔΩαβγμπσ₀₁₂₃⁰⁴⅓⅔⅛"
_LINES = "─│┌┐└┘├┤┬┴┼═║╔╗╚╝█▀▄░▒▓"
_LATIN = "".join(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0xC0), 0xD7, 0xF7)))
REPERTOIRE = frozenset(_LATIN + _VIETNAMESE + _VIETNAMESE.upper() + _AMONG)
OF_CELLS = REPERTOIRE | frozenset(_LINES)  # tables that cells print


def cut_face(face: Face, letters: Collection[str]) -> bytes:
    """Cut a face down to the given letters as woff2; the same letters give the same bytes."""
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
    font = TTFont(place_face(face), recalcTimestamp=False, lazy=True)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=sorted(map(ord, set(letters))))
    subsetter.subset(font)
    font.flavor = "woff2"
    out = io.BytesIO()
    font.save(out, reorderTables=None)
    return out.getvalue()


def measure_letters(face: Face) -> dict[str, float]:
    """Give how far each letter of a face moves the next one, in ems; letters that Unicode leaves to
    private agreements are none.
    """
    font = TTFont(place_face(face), lazy=True)
    metrics, em = font["hmtx"], font["head"].unitsPerEm
    return {
        chr(code): metrics[name][0] / em
        for code, name in font.getBestCmap().items()
        if unicodedata.category(chr(code)) != "Co"
    }


def write_cuts() -> None:
    """Write the faces and measures that are shipped."""
    measures = {}
    for face in get_args(Face):
        known = measure_letters(face)
        cut = sorted(known.keys() & (OF_CELLS if face == "Mono" else REPERTOIRE))
        place_cut(face).write_bytes(cut_face(face, cut))
        alike = defaultdict(str)
        for letter, width in sorted(known.items()):
            alike[width] += letter
        measures[face] = {"cut": "".join(cut), "widths": sorted(alike.items())}
    lines = [f'"{face}": {json.dumps(of, ensure_ascii=False)}' for face, of in measures.items()]
    told = ",\n".join(lines)
    ADVANCES.write_text(f"{{\n{told}\n}}\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_cuts()
