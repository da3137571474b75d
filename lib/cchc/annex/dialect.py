"""What Jupyter's Markdown has beyond the common one: formulas, footnotes, lists of tasks."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

_NOTE = re.compile(r"\[\^([^\]\s]{1,60})\]:\s*(.*)")
_MARK = re.compile(r"\[\^([^\]\s]{1,60})\]")
_TASK = re.compile(r"\[([ xX])\]\s+")
_BEGIN = re.compile(r"\\begin\{(\w+\*?)\}")
_BOXES = {" ": "□ ", "x": "■ "}


def teach_dialect(markdown: MarkdownIt) -> MarkdownIt:
    """Add the rules; a formula is a token `math_inline` or `math_block` that holds its LaTeX."""
    ends = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    markdown.block.ruler.before("reference", "note", _read_note, ends)
    markdown.block.ruler.before("fence", "formula", _read_display, ends)
    markdown.inline.ruler.before("escape", "formula", _read_formula)
    markdown.inline.ruler.before("link", "note", _read_mark)
    markdown.core.ruler.push("notes", _append_notes)
    markdown.core.ruler.push("tasks", _mark_tasks)
    return markdown


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _read_note(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    found = _NOTE.fullmatch(_line(state, start))
    if not found or state.is_code_block(start):
        return False
    if silent:
        return True
    words, line = [found[2]], start + 1
    while line < end and _line(state, line).strip() and not _NOTE.match(_line(state, line)):
        words.append(_line(state, line).strip())
        line += 1
    state.env.setdefault("notes", {}).setdefault(found[1], " ".join(words).strip())
    state.line = line
    return True


def _read_mark(state: StateInline, silent: bool) -> bool:
    found = _MARK.match(state.src, state.pos)
    notes = state.env.get("notes", {})
    if not found or found[1] not in notes:
        return False
    if not silent:
        order = state.env.setdefault("order", [])
        if found[1] not in order:
            order.append(found[1])
        state.push("sup_open", "sup", 1)
        state.push("text", "", 0).content = str(order.index(found[1]) + 1)
        state.push("sup_close", "sup", -1)
    state.pos = found.end()
    return True


def _number(number: int) -> list[Token]:
    return [
        Token("sup_open", "sup", 1),
        Token("text", "", 0, content=str(number)),
        Token("sup_close", "sup", -1),
    ]


def _append_notes(state: StateCore) -> None:
    """Put the footnotes behind the text, numbered as they are met there."""
    notes = state.env.get("notes", {})
    if state.inlineMode:
        return
    order = state.env.setdefault("order", [])
    done = 0
    while done < len(order) or len(order) < len(notes):
        if done == len(order):  # named nowhere, or only by another footnote
            order.append(next(name for name in notes if name not in order))
        words: list[Token] = []
        state.md.inline.parse(notes[order[done]], state.md, state.env, words)
        done += 1
        space = Token("text", "", 0, content=" ")
        inline = Token("inline", "", 0, children=[*_number(done), space, *words])
        opening, closing = Token("paragraph_open", "p", 1), Token("paragraph_close", "p", -1)
        opening.block = closing.block = True
        state.tokens += [opening, inline, closing]


def _mark_tasks(state: StateCore) -> None:
    for at, token in enumerate(state.tokens):
        within = at > 1 and state.tokens[at - 2].type == "list_item_open"
        children = token.children or []
        if token.type != "inline" or not within or not children or children[0].type != "text":
            continue
        if found := _TASK.match(children[0].content):
            box = _BOXES[found[1].lower()]
            children[0].content = box + children[0].content[found.end() :]


def _read_formula(state: StateInline, silent: bool) -> bool:
    """Read `$x$` as pandoc does: no space within its marks, no digit behind it: '$5' is money."""
    source, start = state.src, state.pos
    if source[start] != "$":
        return False
    mark = "$$" if source.startswith("$$", start) else "$"
    end = start + len(mark)
    while (end := source.find(mark, end)) >= 0 and source[end - 1] == "\\":
        end += 1
    inner = source[start + len(mark) : max(end, 0)]
    behind = source[end + len(mark) : end + len(mark) + 1]
    single = mark == "$"
    if end < 0 or not inner.strip() or "\n\n" in inner:
        return False
    if single and (inner[0].isspace() or inner[-1].isspace() or behind.isdigit()):
        return False
    if not silent:
        token = state.push("math_inline", "", 0)
        token.content = inner.strip()
    state.pos = end + len(mark)
    return True


def _read_display(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read a formula on lines of its own: `$$…$$`, or an environment of LaTeX."""
    first = _line(state, start)
    begun = _BEGIN.match(first)
    if not (first.startswith("$$") or begun) or state.is_code_block(start):
        return False
    closing = f"\\end{{{begun[1]}}}" if begun else "$$"
    line, lines = start, []
    while line < end:
        text = _line(state, line)
        whole = text.strip() if line > start or begun else text.strip()[2:]
        if not begun and not text.strip():
            return False
        lines.append(whole)
        if closing in (whole if line > start or not begun else text[begun.end() :]):
            break
        line += 1
    else:
        return False
    last, _, behind = lines[-1].partition(closing)
    if behind.strip():
        return False
    if silent:
        return True
    token = state.push("math_block", "", 0)
    token.content = "\n".join([*lines[:-1], last + (closing if begun else "")]).strip()
    token.block = True
    state.line = line + 1
    return True
