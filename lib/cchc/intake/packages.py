"""Look at a returned file before it is opened: its kind, its size, and what its sheets would unfold
to.

A form of all units has under 100,000 bytes and some thousand cells. A small file can name cells by
the million: it is refused before anything reads it into memory.
"""

import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NoReturn

import openpyxl
from openpyxl.workbook.workbook import Workbook

from cchc.errors import FormError
from cchc.language import say

LARGEST = 20_000_000  # bytes of a file, with pictures that somebody pasted
_MOST_XML = 20_000_000  # bytes of all its parts but pictures, unpacked
_MOST_CELLS, _MOST_ROWS, MOST_MERGED, MOST_AREA = 100_000, 50_000, 2_000, 50_000
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURE = re.compile(r"(xl/media/|docProps/thumbnail)", re.IGNORECASE)
_PIECE = 1 << 16
_TAG = re.compile(rb"<(?:\w+:)?(c|row|comment|mergeCell|hyperlink)(?=[\s/>])[^>]{0,2000}")
_REF = re.compile(rb"\b(?:ref|r)\s*=\s*[\"']([A-Za-z]*)(\d*)(?::([A-Za-z]*)(\d*))?[\"']")
_UNFOLDING = (b"mergeCell", b"hyperlink")


def open_package(path: Path, damaged: str, **how: bool) -> Workbook:
    """Open a returned file once it was looked at, as openpyxl is told `how`.

    Raises FormError with the next step, `damaged` for one that cannot be opened.
    """
    check_package(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl cannot write back does not matter here
            return openpyxl.load_workbook(path, **how)
    except (OSError, MemoryError):
        raise
    except Exception:  # whatever a damaged file makes openpyxl stumble over
        raise FormError(damaged) from None


def check_package(path: Path) -> None:
    """Refuse a file that is no .xlsx form, or unfolds to more than a form can hold.

    Raises FormError with the next step. Nothing is read beyond what the limits allow.
    """
    if path.name.startswith(("~$", ".~lock")):
        raise FormError(
            say(
                "is the mark of a form that is still open; close it in the spreadsheet and run this"
                " again"
            )
        )
    if not path.is_file():
        raise FormError(say("is no regular file; name the returned form"))
    size = path.stat().st_size
    if size > LARGEST:
        raise FormError(
            say("has {size} bytes, too many for a form; ask the unit for the form alone", size=size)
        )
    content = path.read_bytes()
    if content.startswith(_OLD_EXCEL):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise FormError(say("is locked with a password; ask the unit to save it without one"))
        raise FormError(say("is an Excel 97-2003 workbook (.xls); open it and save it as .xlsx"))
    try:
        with zipfile.ZipFile(path) as package:
            _check_kind(package)
            _check_size(package)
            for entry in package.infolist():
                # a sheet may stand under any name
                if not _PICTURE.match(entry.filename):
                    _check_part(package, entry)
    except FormError:
        raise
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, RuntimeError, NotImplementedError):
        raise FormError(_say_damaged()) from None
    except ValueError:  # sizes and places that no zip file has
        raise FormError(_say_damaged()) from None


def _say_damaged() -> str:
    return say("is no .xlsx file, or a damaged one; ask the unit to save it again as .xlsx")


def _check_kind(package: zipfile.ZipFile) -> None:
    names = package.namelist()
    if "mimetype" in names:
        with package.open("mimetype") as file:
            if b"opendocument" in file.read(80):
                raise FormError(say("is an OpenDocument file (.ods); open it and save it as .xlsx"))
    if "xl/workbook.xml" not in names:
        raise FormError(say("is no Excel workbook; ask the unit for the form, saved as .xlsx"))


def _check_size(package: zipfile.ZipFile) -> None:
    parts = package.infolist()
    xml = sum(entry.file_size for entry in parts if not _PICTURE.match(entry.filename))
    if xml > _MOST_XML or len(parts) > 1000:
        raise FormError(say("is far larger unpacked than a form; ask the unit for the form alone"))


def _check_part(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    counts, area = Counter(), 0
    for tag, text in _list_tags(package, part):
        counts["row" if tag == b"row" else "cell"] += 1
        places = [_measure(*found.groups()) for found in _REF.finditer(text)]
        if any(rows > LAST_ROW or columns > LAST_COLUMN for rows, columns, _ in places):
            _refuse(part, say("names a row or column that no sheet has"))
        if tag in _UNFOLDING:
            if not places:
                raise FormError(_say_damaged())
            counts["merged"] += 1
            area += max(cells for *_, cells in places)
        if counts["cell"] > _MOST_CELLS or counts["row"] > _MOST_ROWS:
            _refuse(part, say("holds more rows or cells than a form; delete the empty ones"))
        if counts["merged"] > MOST_MERGED or area > MOST_AREA:
            _refuse(part, say("merges more cells than a form has; take the merged columns apart"))


def _refuse(part: zipfile.ZipInfo, says: str) -> NoReturn:
    sheet = PurePosixPath(part.filename).stem
    raise FormError(
        say("its part {sheet} {says}, or ask the unit for the form alone", sheet=sheet, says=says)
    )


def _list_tags(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[tuple[bytes, bytes]]:
    """Give the tags that unfold to cells, each with its attributes, a piece of a part at a time."""
    with package.open(part) as file:
        rest = b""
        while piece := file.read(_PIECE):
            if b"\x00" in piece and part.filename.endswith((".xml", ".rels")):
                raise FormError(_say_damaged())  # another encoding would hide the tags
            text = rest + piece
            # what may be cut at the end is looked at again with the next piece
            whole = text.rfind(b"<")
            whole = len(text) if whole < 0 or len(text) - whole > _PIECE else whole
            for found in _TAG.finditer(text, 0, whole):
                yield found[1], found[0]
            rest = text[whole:]
        for found in _TAG.finditer(rest):
            yield found[1], found[0]


def _measure(left: bytes, top: bytes, right: bytes | None, bottom: bytes | None) -> tuple[int, ...]:
    """Give the last row and column that a reference names, and how many cells it holds."""
    first = _number(left) or 1, int(top[:9] or b"1")
    last = _number(right or b"") or first[0], int((bottom or b"")[:9] or first[1])
    wide, high = abs(last[0] - first[0]) + 1, abs(last[1] - first[1]) + 1
    return max(first[1], last[1]), max(first[0], last[0]), wide * high


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:6]:
        number = 26 * number + letter - 64
    return number
