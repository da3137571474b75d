"""Everything that stops a command with a message, each with the exit code that it means.

The messages name the thing, the place and the next step. What the engine itself refuses
(`errloc.RuleError`, `errloc.FigureError`) is caught where a file is read and told as a problem.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cchc.model.problems import Problem

OPEN_ERRORS = DIFFERS = 1
BAD_REQUEST = 2
CHAPTER_FAILED = 3


class CchcError(Exception):
    """What a command says before it ends with `exit_code`."""

    exit_code = BAD_REQUEST


class QuarterError(CchcError, ValueError):
    """The text does not name a quarter."""


class InputError(CchcError, ValueError):
    """The input cannot be used. `problems` holds every problem found, file by file, by row."""

    def __init__(self, problems: Sequence["Problem"]):
        files = list(dict.fromkeys(problem.file for problem in problems))
        self.problems = tuple(sorted(problems, key=lambda p: (files.index(p.file), p.row or 0)))
        super().__init__("\n".join(map(str, self.problems)))


class RequestError(CchcError, ValueError):
    """What was asked for cannot be run."""


class ParameterError(RequestError):
    """A notebook's parameters and the values given for them do not fit; all problems at once."""


class Locked(CchcError):
    """Another process holds the lock."""


class FormError(CchcError, ValueError):
    """A file that is no form of this quarter, or none that can be read."""


class UnknownIdError(CchcError, KeyError):
    """An id names nothing: the message says what was looked for and which ids are near."""

    def __str__(self) -> str:
        # a KeyError shows its message in quotes, as if it were the key
        return str(self.args[0])


class TableError(CchcError, ValueError):
    """A table contradicts itself: the message names the table and the part."""

    exit_code = CHAPTER_FAILED


class PictureError(CchcError, ValueError):
    """A figure lacks what the annex prints of it, or its picture cannot be read."""

    exit_code = CHAPTER_FAILED


class ProseError(CchcError, ValueError):
    """A sentence and its values do not fit: the message names the field."""

    exit_code = CHAPTER_FAILED


class OutputError(CchcError):
    """What was done cannot be told: the terminal or file that messages go to takes nothing."""


class PublishError(CchcError, RuntimeError):
    """The annex cannot be published as it stands: the message names notebook and cell."""

    exit_code = CHAPTER_FAILED


class UnreadableDocument(CchcError, ValueError):
    """A file that cannot be read as a report: hostile, broken, too long, or without text."""
