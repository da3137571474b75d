"""What a notebook cell of the analyst's own shows: each output a table, a figure, a text or a line.

Whatever cannot be published leaves a line in its place, and is told by the build.
"""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from markdown_it.token import Token
from nbformat import NotebookNode

from cchc.errors import CchcError, PictureError
from cchc.language import say
from cchc.model.numbers import format_number
from cchc.objects import FIGURE_MIME, PROSE_MIME, TABLE_MIME
from cchc.objects.captions import SLUG, clean_text
from cchc.objects.drawings import wrap_picture
from cchc.objects.html_tables import Grid
from cchc.objects.tables import Column, Table

from .blocks import Block, FigureBlock, ProseBlock, TableBlock, TextBlock
from .markdown import PART, HeadingOutline, free_id, place_tokens, read_markdown, slugify
from .markup import Part, Picture, read_html
from .pictures import check_drawing
from .svg import measure_svg, read_svg, with_box

MOST_LINES, LONGEST_LINE = 400, 2_000
_TERMINAL = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-_])")
# what Python writes of a thing that has no form of its own: its kind, or where in memory it lay
_THING = re.compile(
    r"<[A-Z]\w*>|<Axes\w*:[^<>]*>|<[\w. ]+ object[^<>]*>|<[^<>]* at 0x[0-9a-fA-F…]+>"
)
_NUMBER = re.compile(r"(?:np\.\w+\(|Decimal\(')?(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)'?\)?")
_TAGGED = re.compile(r"\s*\$+(.*?)\$+\s*|\s*\\[\[(](.*?)\\[\])]\s*", re.DOTALL)
_SCREEN_ONLY = (
    ("widget", "Điều khiển tương tác"),
    ("plotly", "Biểu đồ tương tác"),
    ("vega", "Biểu đồ tương tác"),
    ("bokeh", "Biểu đồ tương tác"),
    ("holoviews", "Biểu đồ tương tác"),
    ("javascript", "Đoạn mã JavaScript"),
    ("video", "Đoạn phim"),
    ("audio", "Đoạn âm thanh"),
    ("pdf", "Tệp PDF"),
)
_ELEMENTS = {"video": "Đoạn phim", "audio": "Đoạn âm thanh", "iframe": "Trang nhúng"}
_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")


@dataclass
class ShownCell:
    """A notebook cell that is read: where it stands, what heads it, and what is counted so far.

    `address` is what its outputs are named after, `prompt` the number that JupyterLab gives it.
    """

    node: NotebookNode
    address: str
    prompt: int
    section: str
    number: str
    counts: dict[str, int]
    outline: HeadingOutline
    taken: Mapping[str, str]
    told: list[str] = field(default_factory=list)
    drawn: set[str] = field(default_factory=set)
    mine: set[str] = field(default_factory=set)

    @property
    def heading(self) -> str:
        """What stands above the cell: the last heading, or the title of the section."""
        headings = self.outline.headings
        return headings[-1][2] if headings else self.section

    def name(self) -> str:
        """Give the next output its id."""
        id = free_id(self.address, dict(self.taken) | dict.fromkeys(self.mine, ""))
        self.mine.add(id)
        return id

    def count(self, kind: str) -> str:
        self.counts[kind] += 1
        return f"{kind} {self.number}.{self.counts[kind]}"


def address_cell(section: str, cell_id: str) -> str:
    """Name what a cell shows: the same as long as the cell has its id."""
    address = f"o-{slugify(section)}-{slugify(cell_id)}"
    return address if SLUG.fullmatch(address) else "o-muc"


def read_outputs(cell: ShownCell) -> list[Block]:
    """Read all that a code cell shows, in order, up to where it failed."""
    blocks: list[Block] = []
    printed = ""
    noise: list[str] = []
    for output in cell.node.outputs:
        if output.output_type == "stream" and output.name == "stderr":
            noise.append("".join(output.text))
            continue
        if output.output_type == "stream":
            printed += "".join(output.text)
            continue
        blocks += _read_printed(cell, printed)
        printed = ""
        if output.output_type == "error":
            break
        blocks += _attempt(cell, output)
    blocks += _read_printed(cell, printed)
    if lines := [line for line in clean_text("".join(noise)).splitlines() if line.strip()]:
        cell.told.append(
            say("warnings are kept out of the annex: {first}", first=_plain(lines[0])[:160])
        )
    return blocks


def stops(node: NotebookNode) -> bool:
    """Tell whether a cell raised an error."""
    return any(output.output_type == "error" for output in node.get("outputs", ()))


def _attempt(cell: ShownCell, output: NotebookNode) -> list[Block]:
    """Read an output; one that is damaged leaves a line and takes no other with it."""
    counts, headings = dict(cell.counts), len(cell.outline.headings)
    try:
        return list(_read_output(cell, output.get("data", {}), output.get("metadata", {})))
    except (CchcError, ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
        cell.counts.update(counts)
        del cell.outline.headings[headings:]
        reason = next(iter(str(error).splitlines()), type(error).__name__)
        cell.told.append(
            say("an output is damaged and a line stands in its place: {reason}", reason=reason)
        )
        return [write_line("Kết quả ở đây bị hỏng nên không in được.")]


def _read_output(
    cell: ShownCell, data: Mapping[str, Any], about: Mapping[str, Any]
) -> Iterator[Block]:
    kinds = {kind: "".join(data[kind]) for kind in data if isinstance(data[kind], str | list)}
    picture = next((kind for kind in _PICTURES if kinds.get(kind)), "")
    if TABLE_MIME in data:
        yield _read_table(cell, data[TABLE_MIME])
    elif FIGURE_MIME in data:
        yield from _read_figure(cell, data[FIGURE_MIME], kinds.get("image/svg+xml", ""))
    elif PROSE_MIME in data:
        yield from _read_prose(cell, data[PROSE_MIME])
    elif kinds.get("image/svg+xml"):
        yield from _show_picture(cell, Picture(kinds["image/svg+xml"], _alt(about)))
    elif picture:
        content = base64.b64decode(kinds[picture], validate=False)
        yield from _show_picture(cell, Picture(content, _alt(about, picture)))
    elif screen := next((told for kind, told in _SCREEN_ONLY if _any_kind(data, kind)), ""):
        yield _refuse(cell, screen)
    elif kinds.get("text/html", "").strip():
        yield from _read_page(cell, kinds["text/html"])
    elif kinds.get("text/markdown", "").strip():
        yield from split_parts(cell, read_markdown(kinds["text/markdown"], cell.outline))
    elif kinds.get("text/latex", "").strip():
        yield from _read_latex(cell, kinds["text/latex"])
    elif "text/plain" in kinds:
        yield from _read_plain(cell, kinds["text/plain"])
    elif data:
        yield _refuse(cell, f"Kết quả kiểu {'/'.join(sorted(map(clean_text, data)))[:80]}")


def _any_kind(data: Mapping[str, Any], word: str) -> bool:
    return any(word in kind for kind in data if not kind.startswith("text/"))


def _alt(about: Mapping[str, Any], kind: str = "image/svg+xml") -> str:
    told = about.get(kind, {}) if isinstance(about.get(kind), Mapping) else {}
    return clean_text(told.get("alt") or about.get("alt") or "")


def _refuse(cell: ShownCell, what: str) -> Block:
    cell.told.append(
        say("an output cannot be published and a line stands in its place: {what}", what=what)
    )
    return write_line(f"{what} chỉ xem được trong JupyterLab, không in được vào phụ lục.")


def write_line(text: str) -> ProseBlock:
    """Write a line that stands in the place of something."""
    words = Token("text", "", 0, content=clean_text(text))
    emphasis = [Token("em_open", "em", 1), words, Token("em_close", "em", -1)]
    inline = Token("inline", "", 0, content=words.content, children=emphasis)
    return ProseBlock([Token("paragraph_open", "p", 1), inline, Token("paragraph_close", "p", -1)])


def _read_table(cell: ShownCell, payload: Mapping[str, Any]) -> TableBlock:
    table = Table.from_payload(payload)
    own = not table.id
    label = cell.count("Bảng")
    if own or not table.title.strip():
        named = {"id": table.id or cell.name(), "title": table.title.strip() or cell.heading}
        named |= {"sheet": label} if own else {}
        table = Table.from_payload(table.payload() | named)
    return TableBlock(table, label)


def _read_figure(cell: ShownCell, payload: Mapping[str, Any], svg: str) -> Iterator[FigureBlock]:
    names = ("id", "title", "subtitle", "alt", "source")
    texts = {name: clean_text(payload.get(name) or "") for name in names}
    own = not texts["id"]
    svg = payload.get("svg") or svg
    if not own and not SLUG.fullmatch(texts["id"]):
        raise PictureError(say("a figure's id is ASCII words in lower case with hyphens"))
    if not own and not (texts["title"].strip() and texts["alt"].strip()):
        raise PictureError(say("a figure has a title and an alternative text"))
    svg = _clean_drawing(cell, svg)
    natural = own or bool(payload.get("natural"))
    if natural:
        svg = with_box(svg)
        check_drawing(svg)
    if own and svg in cell.drawn:
        return  # a chart returned by a cell is shown once more when pyplot closes it
    cell.drawn.add(svg)
    notes = tuple(map(clean_text, payload.get("notes") or ()))
    label = cell.count("Hình")
    if own:
        texts |= {"id": cell.name(), "title": texts["title"].strip() or cell.heading}
        texts["alt"] = texts["alt"].strip() or _describe(cell)
    table = None
    if payload.get("table"):
        found = Table.from_payload(payload["table"])
        named = {} if found.id else {"id": f"{texts['id']}-so-lieu", "sheet": f"Số liệu {label}"}
        table = Table.from_payload(found.payload() | named)
    size = measure_svg(svg) if natural else None
    narrow = str(payload.get("narrow") or "")
    narrow = _clean_drawing(cell, narrow) if narrow and not natural else ""
    drawn = {"svg": svg, "narrow": narrow, "size": size}
    yield FigureBlock(**texts, **drawn, label=label, notes=notes, table=table)


def _clean_drawing(cell: ShownCell, svg: str) -> str:
    svg, removed = read_svg(svg)
    if removed:
        cell.told.append(
            say("a drawing is published without what acts in it: {names}", names=", ".join(removed))
        )
    return svg


def _describe(cell: ShownCell) -> str:
    place = f"ô lệnh [{cell.prompt}]" if cell.node.cell_type == "code" else "đoạn lời văn"
    return f"Hình của {place} dưới mục “{cell.heading}”; người lập chưa ghi mô tả."


def _show_picture(cell: ShownCell, picture: Picture) -> Iterator[Block]:
    content = picture.content
    if isinstance(content, bytes) and content.lstrip()[:5].lower() in (b"<svg ", b"<?xml"):
        content = content.decode()
    svg = content if isinstance(content, str) else wrap_picture(content)
    yield from _read_figure(cell, {"alt": clean_text(picture.alt), "svg": svg}, "")


def _read_prose(cell: ShownCell, payload: Mapping[str, Any]) -> Iterator[Block]:
    tokens = read_markdown(payload["markdown"], cell.outline)
    id = payload.get("id", "")
    if id and not SLUG.fullmatch(id):
        raise ValueError(say("the id of a text is ASCII words in lower case with hyphens"))
    texts = [token for token in tokens if token.type != PART]
    if id:
        yield ProseBlock(texts, id)
        tokens = [token for token in tokens if token.type == PART]
    yield from split_parts(cell, tokens)


def split_parts(cell: ShownCell, tokens: list[Token]) -> Iterator[Block]:
    """Give texts, and the pictures between them as figures."""
    waiting: list[Token] = []
    for token in tokens:
        if token.type != PART:
            waiting.append(token)
            continue
        if waiting:
            yield ProseBlock(waiting)
            waiting = []
        yield from _show_part(cell, token.meta[PART])
    if waiting:
        yield ProseBlock(waiting)


def _show_part(cell: ShownCell, part: Part) -> Iterator[Block]:
    try:
        if isinstance(part, Picture):
            yield from _show_picture(cell, part)
        else:
            yield _show_grid(cell, part)
    except (CchcError, ValueError, binascii.Error) as error:
        reason = next(iter(str(error).splitlines()), type(error).__name__)
        cell.told.append(
            say("an output is damaged and a line stands in its place: {reason}", reason=reason)
        )
        yield write_line("Kết quả ở đây bị hỏng nên không in được.")


def _read_page(cell: ShownCell, html: str) -> Iterator[Block]:
    reading = read_html(html)
    acting = [name for name in reading.left_out if name in _ELEMENTS]
    if reading.is_empty:
        if reading.left_out:
            yield _refuse(cell, _ELEMENTS[acting[0]] if acting else "Nội dung tương tác")
        return
    for name in reading.left_out:
        cell.told.append(say("<{name}> in a text is not published", name=name))
    waiting: list[Token] = []
    for part in reading.parts:
        if isinstance(part, Token):
            waiting.append(part)
            continue
        if waiting:
            yield ProseBlock(place_tokens(waiting, cell.outline))
            waiting = []
        yield from _show_part(cell, part)
    if waiting:
        yield ProseBlock(place_tokens(waiting, cell.outline))
    for name in acting:
        yield _refuse(cell, _ELEMENTS[name])


def _show_grid(cell: ShownCell, grid: Grid) -> TableBlock:
    from cchc.objects.frames import head_rows, tell_apart

    names = tell_apart([" ".join(name.split())[:190] or "Nhãn" for name in grid.headings])
    columns, texts = [], []
    for at, name in enumerate(names):
        column, cells = _read_column(name, [row[at] for row in grid.rows], at in grid.heads)
        columns.append(column)
        texts.append(cells)
    columns[:1] = [head_rows(column) for column in columns[:1]]
    label = cell.count("Bảng")
    rows = tuple(zip(*texts, strict=True))
    title = clean_text(grid.caption).strip() or cell.heading
    return TableBlock(Table(cell.name(), title, tuple(columns), rows, sheet=label), label)


def _read_column(name: str, texts: list[str], head: bool) -> tuple[Column, list[str | None]]:
    """Keep the texts of a column; one that holds numbers alone is set as numbers are."""
    bare = [text.strip().rstrip("%").replace(".", "").replace(",", "") for text in texts]
    filled = [text for text in bare if text and text.lower() != "nan"]
    numbers = filled and all(re.fullmatch(r"[-−+]?\d+(e[+-]?\d+)?", text) for text in filled)
    cells = [text if text and text.lower() != "nan" else None for text in texts]
    return Column(name, "printed" if numbers and not head else "text", head=head), cells


def _read_latex(cell: ShownCell, latex: str) -> Iterator[Block]:
    found = _TAGGED.fullmatch(latex)
    inner = next(filter(None, found.groups()), "") if found else latex
    source = " ".join(inner.split())
    yield from split_parts(cell, read_markdown(f"$$\n{source}\n$$", cell.outline))


def _read_plain(cell: ShownCell, text: str) -> Iterator[Block]:
    text = _plain(text).strip("\n")
    if text.startswith("<Figure size"):
        yield _refuse(cell, "Hình chưa vẽ được")
    elif not text.strip() or _THING.search(text):
        return  # the name of a thing that is shown elsewhere, or of one that has no form
    elif number := _NUMBER.fullmatch(text):
        yield from _print(cell, _write_number(number[1]))
    else:
        yield from _print(cell, text)


def _write_number(text: str) -> str:
    from decimal import Decimal

    number = Decimal(text)
    decimals = max(0, -number.as_tuple().exponent)
    return format_number(number, min(decimals, 4)) if abs(number) < 10**18 else text


def _read_printed(cell: ShownCell, text: str) -> Iterator[Block]:
    text = _plain(text).strip("\n")
    return _print(cell, text) if text.strip() else iter(())


def _print(cell: ShownCell, text: str) -> Iterator[Block]:
    lines = text.split("\n")
    cut = len(lines) - MOST_LINES
    if cut > 0:
        cell.told.append(
            say(
                "{count} printed lines are cut to the first {most}",
                count=len(lines),
                most=MOST_LINES,
            )
        )
    kept = [line if len(line) <= LONGEST_LINE else line[:LONGEST_LINE] + "…" for line in lines]
    shown = "\n".join(kept[:MOST_LINES])
    yield TextBlock(cell.name(), shown)
    if cut > 0:
        yield write_line(f"Còn {format_number(cut)} dòng nữa, xem trong sổ tay.")


def _plain(text: str) -> str:
    """Write a text as a terminal would leave it: without colours, the last word of each line."""
    text = _TERMINAL.sub("", text).replace("\r\n", "\n")
    lines = (_last_written(line) for line in text.split("\n"))
    return clean_text("\n".join(lines)).expandtabs(4)


def _last_written(line: str) -> str:
    written = [part for part in line.split("\r") if part]
    return (written[-1] if written else "").rstrip().replace("\b", "")
