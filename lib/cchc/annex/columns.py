"""Column widths of printed tables, from their content: type size and page turn follow from what
must fit.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cchc.model.numbers import NO_FIGURE
from cchc.objects.tables import Table

from .tinos import Face, measure_text, write_printable

MILLIMETRE = 72 / 25.4
PORTRAIT = (210 - 30 - 15) * MILLIMETRE
LANDSCAPE = (297 - 20 - 20) * MILLIMETRE
WIDEST, TALLEST = PORTRAIT, 215 * MILLIMETRE  # of a picture with its caption on a page
INSET = 4.0  # points on either side of a cell
MOST_UPRIGHT = 8  # columns; more turn the page
_LONGEST_WORD = 24  # letters; a longer one is broken where the column ends
_WORTH = 0.9  # of a table's height; what saves less is not worth a name on two lines
_COMFORT = 80.0  # points that running text gets before the type is made smaller


@dataclass(frozen=True)
class Layout:
    """How a table is printed: column widths and type size in points, whether the page is turned,
    its height.

    The height is an estimate of the rows', good enough to tell what fits on a page.
    """

    widths: tuple[float, ...]
    size: float
    landscape: bool
    height: float


def plan_columns(table: Table, size: float = 11.0) -> Layout:
    """Choose the largest type, and the upright page where it can be, at which no number or word is
    cut.
    """
    sizes = dict.fromkeys((size, min(size, 10.0), 9.0))
    upright = [] if len(table.columns) > MOST_UPRIGHT else [(False, points) for points in sizes]
    choices = [*upright, *((True, points) for points in sizes)]
    for landscape, points in choices:
        needs = _needs(table, points)
        room = (LANDSCAPE if landscape else PORTRAIT) - 2 * INSET * len(table.columns)
        if sum(need.least for need in needs) <= room:
            break
    else:
        # nothing fits: running text gives way before numbers do, and words are broken
        fixed = sum(need.least for need in needs if not need.running)
        text = sum(need.least for need in needs if need.running)
        yields = text > 0 and fixed < 0.8 * room
        part = (room - fixed) / text if yields else room / (fixed + text)
        widths = [need.least * part if need.running or not yields else need.least for need in needs]
        needs = [
            _Need(width, width, 0.0, 0.0, need.running)
            for width, need in zip(widths, needs, strict=True)
        ]
    widths = _share(room, needs)
    by_length = _share(room, needs, by_length=True)
    if _height(table, by_length, points) < _WORTH * _height(table, widths, points):
        widths = by_length
    widths = _give_back(table, widths, needs, points)
    columns = tuple(round(width + 2 * INSET, 2) for width in widths)
    return Layout(columns, points, landscape, _height(table, widths, points))


def fit_picture(width: float, height: float) -> tuple[float, float]:
    """Give the size in points at which a picture is printed: its own, or what fits on a page."""
    width, height = max(width, 1.0), max(height, 1.0)
    scale = min(1.0, WIDEST / width, TALLEST / height)
    return width * scale, height * scale


def break_words(text: str, width: float, size: float) -> str:
    """Make text printable and let words wider than the column break anywhere (at zero-width
    spaces).
    """
    text = write_printable(text)
    if measure_text(text, size) <= width:
        return text
    words = (
        "\u200b".join(word) if measure_text(word, size, "Bold") > width else word
        for word in text.split(" ")
    )
    return " ".join(words)


@dataclass(frozen=True)
class _Need:
    """Widths of a column: the least, one at which nothing wraps, one for "không có số liệu" on a
    line, one for its heading on a line.
    """

    least: float
    natural: float
    missing: float
    heading: float
    running: bool


def _needs(table: Table, size: float) -> list[_Need]:
    rows = table.texts()
    needs = []
    for at, column in enumerate(table.columns):
        texts = {row[at] for row in rows}
        lines = [line for text in texts - {NO_FIGURE} for line in write_printable(text).split("\n")]
        whole = max((measure_text(line[:2000], size) for line in lines), default=0.0)
        least = _widest_word(column.name, size, bold=True)
        missing = measure_text(NO_FIGURE, size) if NO_FIGURE in texts else 0.0
        running = column.kind == "text" or (column.kind == "printed" and whole > PORTRAIT / 3)
        if running:
            least = max(least, min(whole, _COMFORT), *(_widest_word(line, size) for line in lines))
        else:
            least = max(least, whole, measure_text("không có ", size) if missing else 0.0)
        heading = measure_text(column.name, size, "Bold")
        natural = max(least, whole, heading / 2 + size)
        needs.append(_Need(least + 0.5, natural + 0.5, missing + 0.5, heading + 0.5, running))
    return needs


def _give_back(
    table: Table, widths: Sequence[float], needs: Sequence[_Need], size: float
) -> list[float]:
    """Make texts that wrap no wider than their longest line, and give what that leaves to the one
    that takes most lines.
    """
    rows = table.texts()
    given = list(widths)
    for at, (column, need) in enumerate(zip(table.columns, needs, strict=True)):
        if need.running and given[at] < need.natural:
            longest = max(_longest_line(row[at], given[at], size) for row in rows)
            # and wide enough for each word in bold: `break_words` would part it
            words = " ".join({row[at] for row in rows})
            heading = _longest_line(column.name, given[at], size, "Bold")
            longest = max(longest, heading, _widest_word(write_printable(words), size, bold=True))
            given[at] = min(given[at], longest + 1.0)
    lines = {
        at: sum(_lines(row[at][:5000], given[at], size) for row in rows)
        for at, need in enumerate(needs)
        if need.running
    }
    if lines:
        given[max(lines, key=lines.__getitem__)] += sum(widths) - sum(given)
    return given


def _longest_line(text: str, width: float, size: float, face: Face = "Regular") -> float:
    """Measure the longest line of a text that is broken between words."""
    longest, blank = 0.0, measure_text(" ", size, face)
    for part in text.split("\n"):
        line = -blank
        for word in part.split():
            length = measure_text(write_printable(word), size, face)
            if line > 0 and line + blank + length > width:
                line = -blank
            line += blank + length
            longest = max(longest, line)
    return min(longest, width)


def _height(table: Table, widths: Sequence[float], size: float) -> float:
    lines = [
        max(
            _lines(text[:5000], width, size) + text.count("\n")
            for text, width in zip(texts, widths, strict=True)
        )
        for texts in [*table.texts(), [column.name for column in table.columns]]
    ]
    # as the form sets it: a line of type and the space to the next, and the padding of each row
    return sum(size * (1.11 * count - 0.45) + 6.4 for count in lines)


def _lines(text: str, width: float, size: float) -> int:
    """Estimate the lines of a text; where it wraps, lines end before the column does."""
    whole = measure_text(text, size)
    return 1 if whole <= width else 1 + int(whole / width * 1.05)


def _widest_word(text: str, size: float, bold: bool = False) -> float:
    face = "Bold" if bold else "Regular"
    return max(
        (measure_text(word[:_LONGEST_WORD], size, face) for word in text.split()), default=0.0
    )


def _share(room: float, needs: Sequence[_Need], by_length: bool = False) -> list[float]:
    """Share the room: what each needs, then numbers and their headings, then text, then missing
    figures, then headings on one line.

    Of texts the smallest want is met first: a name stays on one line before a remark gets a fourth
    word. Or, `by_length`, but for the first column, which heads the rows, each gets as much more as
    it is longer: codes wrap rather than make remarks tall.
    """
    widths = [need.least for need in needs]
    rounds = [
        [0.0 if need.running else need.natural for need in needs],
        [need.natural if need.running else 0.0 for need in needs],
        [need.missing for need in needs],
        [need.heading for need in needs],
    ]
    for wanted in rounds:
        wants = {at: want - widths[at] for at, want in enumerate(wanted) if want > widths[at]}
        spare = max(0.0, room - sum(widths))
        if by_length and wanted is rounds[1]:
            head = min(wants.pop(0, 0.0), spare / 2)
            widths[0] += head
            spare -= head
            scale = min(1.0, spare / (sum(wants.values()) or 1.0))
            widths = [width + scale * wants.get(at, 0.0) for at, width in enumerate(widths)]
            continue
        for place, at in enumerate(sorted(wants, key=wants.__getitem__)):
            share = max(0.0, room - sum(widths)) / (len(wants) - place)
            widths[at] += min(share, wants[at])
    spare = max(0.0, room - sum(widths))
    takers = [need.running for need in needs]
    takers = takers if any(takers) else [True] * len(needs)
    whole = sum(width for width, takes in zip(widths, takers, strict=True) if takes)
    return [
        width + (spare * width / whole if takes else 0.0)
        for width, takes in zip(widths, takers, strict=True)
    ]
