"""Read a form as it comes back: with rows moved, sheets renamed, cells merged, and notes all over
it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from cchc.errors import FormError
from cchc.language import say
from cchc.model.quarter import Quarter

from .cells import read_cell_text
from .form_pages import SENT_TO
from .packages import open_package
from .returned_headings import CODE_HEADING
from .returned_sheets import Answer, Expected, SheetReader


@dataclass(frozen=True)
class Returned:
    """What a file holds: the figures it asks for, the answers, cells that cannot be used, things to
    know.

    `computed` are the saved values of cells that the form works out by itself, `empty` the figures
    whose cell was left open.
    """

    file: str
    asked: frozenset[str]
    answers: tuple[Answer, ...]
    faults: tuple[str, ...]
    remarks: tuple[str, ...]
    computed: tuple[Answer, ...] = ()
    empty: tuple[str, ...] = ()


def read_form(
    path: Path, quarter: Quarter, form: Mapping[str, Expected], file: str, authority: str = ""
) -> Returned:
    """Read one returned form; `form` holds every figure that may be asked for, by id.

    An entry is found by the id in its row and by the headings of its sheet, wherever both now
    stand. `file` is the name that messages give, `authority` whose form it must be. Raises
    FormError for a file that cannot be read as a form of this quarter.
    """
    damaged = say("cannot be opened, as if damaged; ask the unit to save it again as .xlsx")
    typed, cached = (
        open_package(path, damaged, data_only=saved, rich_text=not saved) for saved in (False, True)
    )
    readers = [SheetReader(file, sheet, cached[sheet.title], form) for sheet in typed.worksheets]
    _check_quarter(
        [name for reader in readers for heading in reader.headings for name in heading.columns],
        quarter,
    )
    if authority:
        _check_authority(readers, authority)
    for reader in readers:
        reader.read()

    def all_of(name: str) -> tuple:
        return tuple(chain.from_iterable(getattr(reader, name) for reader in readers))

    lists = (all_of(name) for name in ("answers", "faults", "remarks", "computed", "empty"))
    return Returned(file, frozenset(all_of("asked")), *lists)


def _check_authority(readers: Sequence[SheetReader], authority: str) -> None:
    """Refuse the form of another locality: its codes may be the same."""
    for reader in readers:
        for cell in reader.cells:
            if read_cell_text(cell.value) != SENT_TO:
                continue
            sent = read_cell_text(reader.sheet.cell(cell.row, cell.column + 1).value)
            if sent and sent.casefold() != read_cell_text(authority).casefold():
                raise FormError(
                    say(
                        "is a form to be sent to {sent}, not to {authority}; ask the unit which"
                        " form it filled in",
                        sent=sent,
                        authority=authority,
                    )
                )


def _check_quarter(texts: list[str], quarter: Quarter) -> None:
    found = {match[1] for text in texts if (match := CODE_HEADING.fullmatch(text))}
    if not found:
        raise FormError(
            say(
                "has no heading “Mã {quarter}”; ask the unit for the form as it was sent to them",
                quarter=quarter,
            )
        )
    if found != {str(quarter)}:
        raise FormError(
            say(
                "is the form of {others}, not of {quarter}; ask the unit for the form of {quarter},"
                " or write the other quarter in the command",
                others=", ".join(sorted(found - {str(quarter)})),
                quarter=quarter,
            )
        )
