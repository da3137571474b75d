"""What a cell prints, as a terminal would leave it: lines, numbers, no names of things."""

import re
from collections.abc import Iterator

from cchc.language import say
from cchc.model.numbers import format_number
from cchc.objects.captions import clean_text

from .blocks import Block, TextBlock
from .shown_cells import ShownCell, cannot_show, write_line

MOST_LINES, LONGEST_LINE = 400, 2_000

_TERMINAL = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-_])")

# what Python writes of a thing that has no form of its own: its kind, or where in memory it lay
_THING = re.compile(
    r"<[A-Z]\w*>|<Axes\w*:[^<>]*>|<[\w. ]+ object[^<>]*>|<[^<>]* at 0x[0-9a-fA-F…]+>"
)

_NUMBER = re.compile(r"(?:np\.\w+\(|Decimal\(')?(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)'?\)?")


def show_plain(cell: ShownCell, text: str) -> Iterator[Block]:
    text = as_terminal(text).strip("\n")
    if text.startswith("<Figure size"):
        yield cannot_show(cell, "Hình chưa vẽ được")
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
    readable = number == 0 or Decimal("1e-4") <= abs(number) < 10**18
    return format_number(number, min(decimals, 4)) if readable else text.replace(".", ",")


def show_printed(cell: ShownCell, text: str) -> Iterator[Block]:
    text = as_terminal(text).strip("\n")
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


def as_terminal(text: str) -> str:
    """Write a text as a terminal would leave it: without colours, the last word of each line."""
    text = _TERMINAL.sub("", text).replace("\r\n", "\n")
    lines = (_last_written(line) for line in text.split("\n"))
    return clean_text("\n".join(lines)).expandtabs(4)


def _last_written(line: str) -> str:
    written = [part for part in line.split("\r") if part]
    return (written[-1] if written else "").rstrip().replace("\b", "")
