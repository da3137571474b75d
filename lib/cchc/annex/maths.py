"""Formulas in LaTeX as drawings: outlines on the line of the text, the same in page and PDF.

Letters are those of the annex's typeface, which has all of Vietnamese; signs that it lacks come
from STIX.
"""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

_LONGEST = 2_000  # letters; what is longer is no formula of a report
_SIZE = 100.0
# what Jupyter's own renderer knows and matplotlib's does not need
_UNNEEDED = re.compile(r"\\(?:displaystyle|textstyle|limits|nonumber|!)(?![A-Za-z])")
_RENAMED = ((r"\\le(?![A-Za-z])", r"\\leq "), (r"\\ge(?![A-Za-z])", r"\\geq "), (r"\\&", "&"))


_FACES = {
    "mathtext.fontset": "custom",
    "mathtext.fallback": "stix",
    "mathtext.rm": "Tinos",
    "mathtext.it": "Tinos:italic",
    "mathtext.bf": "Tinos:bold",
    "mathtext.cal": "Tinos:italic",
    "mathtext.bfit": "Tinos:italic:bold",
}


@dataclass(frozen=True)
class Formula:
    """A formula drawn: width, height and depth below the line in ems, and the outline in SVG."""

    width: float
    height: float
    depth: float
    svg: str


@lru_cache(1_000)
def draw_formula(latex: str) -> Formula | None:
    """Draw a formula; None where it uses what is not known."""
    from matplotlib import rc_context
    from matplotlib.font_manager import FontProperties
    from matplotlib.path import Path
    from matplotlib.textpath import TextToPath

    from cchc.objects.drawings import register_fonts

    register_fonts()
    source = _UNNEEDED.sub("", " ".join(latex.split())).strip()
    for known, other in _RENAMED:
        source = re.sub(known, other, source)
    if not source or len(source) > _LONGEST or "$" in source.replace("\\$", ""):
        return None
    with rc_context(_FACES | {"font.size": _SIZE}), _missing_letters() as missing:
        face = FontProperties(family="Tinos", size=_SIZE)
        writer = TextToPath()
        try:
            width, height, depth = writer.get_text_width_height_descent(f"${source}$", face, True)
            points, codes = writer.get_text_path(face, f"${source}$", ismath=True)
        except (ValueError, RuntimeError, RecursionError):  # its parser refuses what it lacks
            return None
    if missing:
        return None
    pad = 0.04 * _SIZE
    marks, places = [], iter(zip(points, codes, strict=True))
    letters = {Path.MOVETO: "M", Path.LINETO: "L", Path.CURVE3: "Q", Path.CURVE4: "C"}
    waiting = {Path.CURVE3: 1, Path.CURVE4: 2}
    for (x, y), code in places:
        if code == Path.CLOSEPOLY:
            marks.append("Z")
            continue
        mark = letters[code] + _place(x + pad, height - y - depth + pad)
        for _ in range(waiting.get(code, 0)):
            (x, y), _ = next(places)
            mark += " " + _place(x + pad, height - y - depth + pad)
        marks.append(mark)
    across, down = width + 2 * pad, height + 2 * pad
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{across:.1f}pt" height="{down:.1f}pt"'
        f' viewBox="0 0 {across:.1f} {down:.1f}"><path d="{"".join(marks)}"/></svg>'
    )
    return Formula(across / _SIZE, down / _SIZE, (depth + pad) / _SIZE, svg)


@contextmanager
def _missing_letters() -> Iterator[list[str]]:
    """Gather what matplotlib says of letters that no face has, in whose place it draws a sign."""
    said: list[str] = []

    def keep(record: logging.LogRecord) -> bool:
        said.append(record.getMessage())
        return False

    logger = logging.getLogger("matplotlib.mathtext")
    logger.addFilter(keep)
    try:
        yield said
    finally:
        logger.removeFilter(keep)


def _place(x: float, y: float) -> str:
    return f"{x:.1f} {y:.1f}"
