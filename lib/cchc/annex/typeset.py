"""Typst source of prose, tables and charts; every text is a string literal, so none can act as
markup.
"""

import re
from collections.abc import Iterable, Sequence

from markdown_it.token import Token

from cchc.objects.captions import note_lines
from cchc.objects.tables import Table

from .blocks import FigureBlock, ProseBlock, TableBlock, TextBlock, say_where, tell_table
from .columns import INSET, PORTRAIT, break_words, fit_picture, plan_columns
from .maths import draw_formula
from .tinos import write_printable
from .title_block import say_unit

_OPEN = {
    "strong_open": "#strong[",
    "em_open": "#emph[",
    "s_open": "#strike[",
    "sup_open": "#super[",
    "sub_open": "#sub[",
    "u_open": "#emph[",  # PDF/UA takes no line below within a line through
    "mark_open": "#highlight[",
    "small_open": "#text(size: 0.9em)[",
    "details_open": "\n#block(inset: (left: 8pt), stroke: (left: 1pt + gray))[",
    "summary_open": "\n\n#strong[",
    "blockquote_open": "\n#quote(block: true)[",
    "bullet_list_open": "\n#list(",
    "ordered_list_open": "\n#enum(",
    "list_item_open": "[",
    "heading_close": "]",
    "strong_close": "];",
    "em_close": "];",
    "s_close": "];",
    "sup_close": "];",
    "sub_close": "];",
    "u_close": "];",
    "mark_close": "];",
    "small_close": "];",
    "details_close": "]\n",
    "summary_close": "]\n\n",
    "link_close": "];",
    "blockquote_close": "]\n",
    "bullet_list_close": ")\n",
    "ordered_list_close": ")\n",
    "list_item_close": "],",
    "softbreak": '#" ";',
    "hardbreak": "#linebreak();",
    "hr": "\n#line(length: 100%)\n",
    "thead_open": "table.header(",
    "thead_close": "),",
    "th_open": "[",
    "th_close": "],",
    "td_open": "[",
    "td_close": "],",
    "table_close": ")\n",
    "tbody_open": "",
    "tbody_close": "",
    "tr_open": "",
    "tr_close": "",
    "paragraph_open": "\n\n",
    "paragraph_close": "\n\n",
}


_HALF_A_PAGE = 370.0
_MONO = 0.6002  # ems: the width of every letter of Cousine


def write_string(text: str) -> str:
    """Write a text as a Typst string literal of letters that the typeface has."""
    escaped = write_printable(text).replace("\\", "\\\\").replace('"', '\\"').replace("\t", " ")
    return '"' + escaped.replace("\n", "\\n") + '"'


def set_prose(block: ProseBlock) -> str:
    """Write parsed Markdown as Typst; prose with an id can be linked to, the key points stand in a
    box.
    """
    body = "".join(_write_token(at, block.tokens) for at in range(len(block.tokens)))
    if not block.id:
        return body
    frame = "key-points" if block.id in ("diem-chinh", "can-xem-truoc") else "block"
    return f"\n#{frame}[{body}]#label({write_string(block.id)})\n"


def set_table(block: TableBlock, size: float = 11.0) -> str:
    """Write a table with its number, title, notes and source; `size` is the largest type it
    takes.
    """
    if block.is_told:
        return set_prose(tell_table(block))
    if block.table.folded:
        words = write_string(say_where(block))
        return f"\n#looked-up({write_string(block.table.id)}, {words})\n"
    return _write_grid(block.table, block.label, size, block.table.title)


def write_figure(block: FigureBlock) -> str:
    """Write a chart, drawn as vectors; its data stand in the page and in the workbook."""
    return (
        f"\n#chart(id: {write_string(block.id)}, number: {write_string(block.label)}, "
        f"title: {write_string(block.title)}, subtitle: {write_string(block.subtitle)}, "
        f"alt: {write_string(block.alt)}, svg: {write_string(block.svg)}, {_write_width(block)}"
        f"notes: {_write_array(map(write_string, note_lines(block.notes, block.source)))})\n"
    )


def _write_width(block: FigureBlock) -> str:
    return f"width: {fit_picture(*block.size)[0]:.1f}pt, " if block.size else ""


def set_printed(block: TextBlock) -> str:
    """Write what a cell printed in letters of equal width, smaller where its lines are long."""
    lines = write_printable(block.text, "Mono").split("\n")
    longest = max(map(len, lines))
    size = min(9.0, max(6.0, (PORTRAIT - 16) / (_MONO * max(longest, 1))))
    fits = int((PORTRAIT - 14) / (_MONO * size))
    # a space that holds letters apart stands also where a line begins; long lines are broken, and
    # words that are longer than a line
    lines = [
        piece
        for line in lines
        for piece in re.sub(rf"\S{{{fits}}}(?=\S)", r"\g<0>\n", line).split("\n")
    ]
    held = (line.replace(" ", "\u00a0") if len(line) <= fits else line for line in lines)
    escaped = "\n".join(held).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'\n#printed(id: {write_string(block.id)}, size: {size:.2f}pt, lines: "{escaped}")\n'


def _write_grid(table: Table, label: str, size: float, title: str) -> str:
    layout = plan_columns(table, size)

    def row(texts: Sequence[str]) -> str:
        fitted = (
            break_words(text, width - 2 * INSET, layout.size)
            for text, width in zip(texts, layout.widths, strict=True)
        )
        return _write_array(map(write_string, fitted))

    sides = ("left" if column.kind == "text" else "right" for column in table.columns)
    heads = (at for at, column in enumerate(table.columns) if column.head)
    rows = table.texts()
    longest = max((len(text) for texts in rows for text in texts), default=0)
    return (
        f"\n#grid-table(heads: {_write_array(str(n) for n in heads)}, "
        f"id: {write_string(table.id)}, number: {write_string(label)}, "
        f"title: {write_string(title)}, unit: {write_string(say_unit(table))}, "
        f"widths: {_write_array(f'{width}pt' for width in layout.widths)}, sides:"
        f" {_write_array(sides)}, "
        f"size: {layout.size}pt, flipped: {str(layout.landscape).lower()}, "
        # a table up to half a page stays whole, and so does a row unless it is as long as a page
        f"whole: {str(layout.height < _HALF_A_PAGE).lower()}, breakable:"
        f" {str(longest > 1000).lower()}, "
        f"head: {row([column.name for column in table.columns])},\n"
        f"rows: {_write_array(map(row, rows))},\n"
        f"notes: {_write_array(map(write_string, note_lines(table.notes, table.source)))})\n"
    )


def _write_array(items: Iterable[str]) -> str:
    return "(" + "".join(f"{item}, " for item in items) + ")"


def _write_token(at: int, tokens: Sequence[Token]) -> str:
    token = tokens[at]
    match token.type:
        case "inline":
            return "".join(
                _write_token(n, token.children or []) for n in range(len(token.children or []))
            )
        case "text" | "text_special":
            return f"#{write_string(token.content)};" if token.content else ""
        case "code_inline":
            return f"#raw({write_string(token.content)});"
        case "math_inline":
            return f"#{_write_formula(token.content)};"
        case "math_block":
            return f"\n#display({_write_formula(token.content)})\n"
        case "fence" | "code_block":
            return f"\n#raw(block: true, {write_string(token.content.rstrip())})\n"
        case "heading_open":
            return f"\n\n#heading(level: {token.meta['level']})["
        case "heading_close":
            return f"]#label({write_string(token.meta['anchor'])})\n\n"
        case "link_open":
            target = str(token.attrs["href"])
            place = (
                f"label({write_string(target[1:])})"
                if target.startswith("#")
                else write_string(target)
            )
            return f"#link({place})["
        case "ordered_list_open":
            return f"\n#enum(start: {int(token.attrs.get('start', 1))}, "
        case "table_open":
            heads = tokens[
                at : next(n for n in range(at, len(tokens)) if tokens[n].type == "thead_close")
            ]
            sides = [
                "right" if "right" in str(head.attrs.get("style", "")) else "left"
                for head in heads
                if head.type == "th_open"
            ]
            return f"\n#prose-table(({'1fr, ' * len(sides)}), {_write_array(sides)}, "
        case "paragraph_open" | "paragraph_close" if token.hidden:
            return ""
    return _OPEN[token.type]


def _write_formula(latex: str) -> str:
    drawn = draw_formula(latex)
    if drawn is None:
        return f"raw({write_string(latex)})"
    words = " ".join(latex.split())
    return (
        f"formula(svg: {write_string(drawn.svg)}, width: {drawn.width:.3f}em, "
        f"height: {drawn.height:.3f}em, depth: {drawn.depth:.3f}em, "
        f"alt: {write_string(f'công thức {words}')})"
    )
