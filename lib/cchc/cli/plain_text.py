"""What is printed is text: nothing in a name or a figure moves the cursor or colours the screen,
and any terminal can show it.
"""

import os
import re
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import TYPE_CHECKING, Any, TextIO

from cchc.errors import OutputError
from cchc.language import say, say_system

if TYPE_CHECKING:
    from rich.console import Console

# controls but tab and newline, marks that turn the direction of writing, what is no character
_ACTIVE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff]"
)
BASES = {"đ": "d", "Đ": "D", "–": "-", "—": "-", "…": "...", "→": "->", "“": '"', "”": '"'}


def show_plainly(text: str) -> str:
    """Write what a terminal would act upon as its code, such as \\u001b; JSON stays JSON."""
    return _ACTIVE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def fit_to(text: str, encoding: str) -> str:
    """Give the text as an encoding can write it: letters lose the marks that it has not."""
    return "".join(
        next((form for form in _forms_of(letter) if _can_write(form, encoding)), "?")
        for letter in text
    )


def _forms_of(letter: str) -> Iterator[str]:
    """Give ways to write a letter, the truest first: 'ậ', then 'â' with a dot, then 'a'."""
    yield letter
    base, *marks = unicodedata.normalize("NFD", letter)
    for mark in marks:
        others = "".join(other for other in marks if other != mark)
        yield unicodedata.normalize("NFC", base + mark) + others
    yield base + "".join(marks)
    yield BASES.get(letter, base)


def _can_write(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


class PlainOutput:
    """A stream that writes text alone; for the rest it is the stream it stands for."""

    def __init__(self, stream: TextIO):
        self.stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)

    def write(self, text: str) -> int:
        """Write, as plain text. Raises OutputError where the stream takes nothing more."""
        plain = show_plainly(text)
        try:
            try:
                self.stream.write(plain)
            except UnicodeEncodeError:
                self.stream.write(fit_to(plain, self.stream.encoding))
        except BrokenPipeError:
            raise
        except OSError as error:
            raise _cannot_write(error) from None
        return len(text)

    def flush(self) -> None:
        try:
            self.stream.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise _cannot_write(error) from None


def _cannot_write(error: OSError) -> OutputError:
    return OutputError(say("what was to be told cannot be written: {why}", why=say_system(error)))


@contextmanager
def plain_output() -> Iterator[None]:
    """Print plainly in the block; what rich draws is written by the streams themselves."""
    if isinstance(sys.stdout, PlainOutput):
        yield
        return
    with redirect_stdout(PlainOutput(sys.stdout)), redirect_stderr(PlainOutput(sys.stderr)):
        yield


def find_console(stream: Any) -> "Console | None":
    """Give the terminal that a stream leads to, which cleans its texts itself, or None where
    nobody looks at one.
    """
    raw = stream.stream if isinstance(stream, PlainOutput) else stream
    if not (raw.isatty() or {"FORCE_COLOR", "TTY_COMPATIBLE"} & os.environ.keys()):
        return None  # as rich would say, whose import takes longer than all that is printed
    from rich.console import Console

    console = Console(file=raw)
    return console if console.is_terminal else None
