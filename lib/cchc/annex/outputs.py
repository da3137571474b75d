"""What a notebook cell of the analyst's own shows: each output a table, a figure, a text or a line.

Whatever cannot be published leaves a line in its place, and is told by the build.
"""

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from markdown_it.token import Token

from cchc.errors import CchcError
from cchc.language import say
from cchc.objects import FIGURE_MIME, PROSE_MIME, TABLE_MIME
from cchc.objects.captions import SLUG, clean_text
from cchc.objects.html_tables import Grid
from cchc.objects.sentences import is_told
from cchc.objects.tables import Column, Table
from cchc.run.lean_nbformat import NotebookNode

from .blocks import Block, ProseBlock, TableBlock
from .markdown import PART, place_tokens, read_markdown
from .markup import read_html
from .markup_tokens import Part, Picture
from .shown_cells import ShownCell, cannot_show, write_line
from .shown_pictures import find_alt, read_figure, show_picture
from .shown_texts import as_terminal, show_plain, show_printed

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
_ELEMENTS |= {"img": "Hình nằm ở nơi khác"}
_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")


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
        blocks += show_printed(cell, printed)
        printed = ""
        if output.output_type == "error":
            break
        blocks += _attempt(cell, output)
    blocks += show_printed(cell, printed)
    if lines := [line for line in clean_text("".join(noise)).splitlines() if line.strip()]:
        cell.told.append(
            say("warnings are kept out of the annex: {first}", first=as_terminal(lines[0])[:160])
        )
    return blocks


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
        yield from read_figure(cell, data[FIGURE_MIME], kinds.get("image/svg+xml", ""))
    elif PROSE_MIME in data:
        yield from _read_prose(cell, data[PROSE_MIME])
    elif kinds.get("image/svg+xml"):
        yield from show_picture(cell, Picture(kinds["image/svg+xml"], find_alt(about)))
    elif picture:
        content = base64.b64decode(kinds[picture], validate=False)
        yield from show_picture(cell, Picture(content, find_alt(about, picture)))
    elif screen := next((told for kind, told in _SCREEN_ONLY if _any_kind(data, kind)), ""):
        yield cannot_show(cell, screen)
    elif kinds.get("text/html", "").strip():
        yield from _read_page(cell, kinds["text/html"])
    elif kinds.get("text/markdown", "").strip():
        yield from split_parts(cell, read_markdown(kinds["text/markdown"], cell.outline))
    elif kinds.get("text/latex", "").strip():
        yield from _read_latex(cell, kinds["text/latex"])
    elif "application/json" in data:
        told = json.dumps(data["application/json"], ensure_ascii=False, indent=2)
        yield from show_printed(cell, told)
    elif "text/plain" in kinds:
        yield from show_plain(cell, kinds["text/plain"])
    elif data:
        yield cannot_show(cell, f"Kết quả kiểu {'/'.join(sorted(map(clean_text, data)))[:80]}")


def _any_kind(data: Mapping[str, Any], word: str) -> bool:
    return any(word in kind for kind in data if not kind.startswith("text/"))


def _read_table(cell: ShownCell, payload: Mapping[str, Any]) -> Block:
    table = Table.from_payload(payload)
    own = not table.id
    if not table.rows:
        return write_line(f"{table.title.strip() or cell.heading}: không có.", table.id)
    label = "" if is_told(table) else cell.count("Bảng")
    if own or not table.title.strip():
        named = {"id": table.id or cell.name(), "title": table.title.strip() or cell.heading}
        named |= {"sheet": label} if own else {}
        table = Table.from_payload(table.payload() | named)
    return TableBlock(table, label)


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
            yield from show_picture(cell, part)
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
            yield cannot_show(cell, _ELEMENTS[acting[0]] if acting else "Nội dung tương tác")
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
        yield cannot_show(cell, _ELEMENTS[name])


def _show_grid(cell: ShownCell, grid: Grid) -> TableBlock:
    from cchc.objects.frame_cells import head_rows, tell_apart
    from cchc.objects.tabulating import LABEL

    told = [" ".join(name.split())[:190] for name in grid.headings]
    # a heading left empty beside others is that of the names of rows
    unnamed = [LABEL if at == 0 and any(told) else f"Cột {at + 1}" for at in range(len(told))]
    names = tell_apart([name or place for name, place in zip(told, unnamed, strict=True)])
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
    if not found and "\\begin{" not in latex:
        # a sentence, in which formulas may stand between marks, as JupyterLab shows it
        yield from split_parts(cell, read_markdown(latex, cell.outline))
        return
    inner = next(filter(None, found.groups()), "") if found else latex
    source = " ".join(inner.split())
    yield from split_parts(cell, read_markdown(f"$$\n{source}\n$$", cell.outline))
