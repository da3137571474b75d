"""Tables of the Word annex: real ones, with a header row that repeats and widths that fit."""

from collections.abc import Callable, Sequence

from lxml import etree

from cchc.model.numbers import NO_FIGURE
from cchc.objects.tables import Table

from .columns import Layout
from .word_markup import Element, add_element, add_run, make_paragraph, word_name

_TWIPS = 20  # to a point
_HAIR = {"val": "single", "sz": 4, "space": 0, "color": "8A8A8A"}
_RULE = {"val": "single", "sz": 8, "space": 0, "color": "000000"}
_MARGIN = 70  # twips: a hair less than planned, for typefaces a hair wider
_HALF_A_PAGE = 330.0  # points
CELL = "TableText"  # the style of what stands in cells

Fill = Callable[[Element], None]


def draw_table(table: Table, layout: Layout) -> Element:
    """Draw a table as planned; heads of rows and columns are marked as such."""
    sides = ["left" if column.kind == "text" else "right" for column in table.columns]
    size = {"sz": str(round(2 * layout.size)), "szCs": str(round(2 * layout.size))}
    heads = [_write(column.name, {"b": "", **size}) for column in table.columns]
    rows = [[_write(text, size) for text in texts] for texts in table.texts()]
    if not rows:
        rows = [[_write(NO_FIGURE, size), *[_write("", size)] * (len(sides) - 1)]]
    first = bool(table.columns and table.columns[0].head)
    grid = draw_grid(heads, rows, sides, layout.widths, about=table.title, first_heads=first)
    if layout.height < _HALF_A_PAGE:
        _keep_whole(grid)
    return grid


def draw_grid(
    heads: Sequence[Fill],
    rows: Sequence[Sequence[Fill]],
    sides: Sequence[str],
    widths: Sequence[float],
    about: str = "",
    first_heads: bool = False,
    lines: bool = True,
) -> Element:
    """Draw a grid; each cell is filled by a function of its paragraph. `widths` in points.

    `sides` are left, right or center. `about` is what a screen reader says of it, `first_heads`
    tells whether the first cell of a row names it, `lines` whether lines are drawn.
    """
    twips = [round(width * _TWIPS) for width in widths]
    grid = etree.Element(word_name("tbl"))
    _describe(grid, sum(twips), about, bool(heads), first_heads, lines)
    columns = add_element(grid, "tblGrid")
    for width in twips:
        add_element(columns, "gridCol", w=width)
    if heads:
        _add_row(grid, heads, sides, twips, head=True)
    for row in rows:
        _add_row(grid, row, sides, twips)
    return grid


def _keep_whole(grid: Element) -> None:
    """Keep a table on one page: each row stays with the next."""
    for row in grid.findall(word_name("tr"))[:-1]:
        for paragraph in row.iter(word_name("pPr")):
            if paragraph.find(word_name("keepNext")) is None:
                paragraph.insert(1, etree.Element(word_name("keepNext")))


def _describe(
    grid: Element, width: int, about: str, heads: bool, first_heads: bool, lines: bool
) -> None:
    properties = add_element(grid, "tblPr")
    add_element(properties, "tblW", w=width, type="dxa")
    if lines:
        borders = add_element(properties, "tblBorders")
        add_element(borders, "top", **_RULE)
        add_element(borders, "bottom", **_RULE)
        add_element(borders, "insideH", **_HAIR)
    add_element(properties, "tblLayout", type="fixed")
    margins = add_element(properties, "tblCellMar")
    for side in ("left", "right"):
        add_element(margins, side, w=_MARGIN, type="dxa")
    add_element(
        properties,
        "tblLook",
        val="04A0" if first_heads else "0420",
        firstRow=int(heads),
        lastRow=0,
        firstColumn=int(first_heads),
        lastColumn=0,
        noHBand=0,
        noVBand=1,
    )
    if about:
        add_element(properties, "tblCaption", val=about)


def _add_row(
    grid: Element, cells: Sequence[Fill], sides: Sequence[str], twips: Sequence[int], head=False
) -> None:
    row = add_element(grid, "tr")
    properties = add_element(row, "trPr")
    add_element(properties, "cantSplit")
    if head:
        add_element(properties, "tblHeader")
    for fill, side, width in zip(cells, sides, twips, strict=True):
        cell = add_element(row, "tc")
        about = add_element(cell, "tcPr")
        add_element(about, "tcW", w=width, type="dxa")
        if head:
            add_element(add_element(about, "tcBorders"), "bottom", **_RULE)
            add_element(about, "vAlign", val="bottom")
        paragraph = make_paragraph(CELL, align="" if side == "left" else side, together=head)
        cell.append(paragraph)
        fill(paragraph)


def _write(text: str, looks: dict[str, str]) -> Fill:
    return lambda paragraph: add_run(paragraph, text, looks)
