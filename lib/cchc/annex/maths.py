"""Formulas in LaTeX as drawings: outlines on the line of the text, the same in page and PDF."""

import re
from dataclasses import dataclass
from functools import lru_cache

_LONGEST = 2_000  # letters; what is longer is no formula of a report
_SIZE = 100.0
# what Jupyter's own renderer knows and matplotlib's does not need
_UNNEEDED = re.compile(r"\\(?:displaystyle|textstyle|limits|nonumber|!)(?![A-Za-z])")
_RENAMED = (("\\text{", "\\mathrm{"), ("\\le ", "\\leq "), ("\\ge ", "\\geq "), ("\\%", "\\%"))


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

    source = _UNNEEDED.sub("", " ".join(latex.split())).strip()
    for known, other in _RENAMED:
        source = source.replace(known, other)
    if not source or len(source) > _LONGEST or "$" in source.replace("\\$", ""):
        return None
    with rc_context({"mathtext.fontset": "stix", "font.size": _SIZE}):
        face = FontProperties(family="STIXGeneral", size=_SIZE)
        writer = TextToPath()
        try:
            width, height, depth = writer.get_text_width_height_descent(f"${source}$", face, True)
            points, codes = writer.get_text_path(face, f"${source}$", ismath=True)
        except (ValueError, RuntimeError, RecursionError):  # its parser refuses what it lacks
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


def _place(x: float, y: float) -> str:
    return f"{x:.1f} {y:.1f}"
