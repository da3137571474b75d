"""What a file may be: its size before it is unpacked, its pages, its characters, its type."""

import zipfile
from pathlib import Path

from cchc.errors import UnreadableDocument
from cchc.language import say

MOST_BYTES = 64 * 2**20
MOST_UNPACKED = 256 * 2**20
MOST_XML = 64 * 2**20
MOST_PARTS = 5000
MOST_PAGES = 1000
MOST_CHARACTERS = 4_000_000


def refuse(reason: str, detail: str = "") -> UnreadableDocument:
    """Say why a file cannot be read, and what to do; `detail` names the part or the limit."""
    reasons = {
        "no such file": say("there is no such file"),
        "a folder": say("this is a folder; name the file of the report"),
        "empty": say("the file is empty; ask for it again, or copy it anew"),
        "too large": say("the file is larger than 64 MiB; no report is, so it was not opened"),
        "unpacks too large": say(
            "the file would unpack to far more than a report holds; it was not opened"
        ),
        "too long": say(
            "the document has more than {detail}; split it and proof the parts", detail=detail
        ),
        "encrypted or old": say(
            "the file is encrypted, or of Word 97-2003; open it, remove the password and save it"
            " as .docx or .pdf"
        ),
        "macro": say(
            "the file carries macros, which are never run; save it as .docx without macros"
        ),
        "external reference": say(
            "the file would load something from elsewhere ({detail}); nothing was fetched; remove"
            " it and save again",
            detail=detail,
        ),
        "declares entities": say(
            "the file declares entities in {detail}, as no report does; it was not read",
            detail=detail,
        ),
        "not what its name says": say(
            "the content is not what the ending {detail} says, as where a file was only renamed;"
            " open it in the program that made it and save it as .docx or .pdf",
            detail=detail,
        ),
        "unknown type": say(
            "{detail} cannot be read; give .docx, .pdf, .md, .html or .txt", detail=detail
        ),
        "broken": say(
            "the file cannot be opened, as if broken or not wholly loaded; if other programs cannot"
            " open it, ask for it again, else save it anew as .docx or .pdf"
        ),
        "no text": say(
            "the file holds no text, so it is probably a scan (it can be seen, but no words can be"
            " marked); give the Word file, or the PDF made from it, or run it through text"
            " recognition"
        ),
    }
    return UnreadableDocument(reasons[reason])


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FORMATS = {".docx": "docx", ".pdf": "pdf", ".md": "md", ".markdown": "md"}
_FORMATS |= {".html": "html", ".htm": "html", ".txt": "txt"}


def format_of(path: Path) -> str:
    """Say what a file is, by its name and its first bytes; refuse what cannot be read."""
    if not path.is_file():
        raise refuse("a folder" if path.is_dir() else "no such file")
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise refuse("too large")
    with open(path, "rb") as file:
        first = file.read(8192)
    suffix = path.suffix.lower()
    if first.startswith(_OLE):
        raise refuse("encrypted or old")
    if suffix in (".docm", ".dotm", ".doc"):
        raise refuse("macro" if suffix != ".doc" else "encrypted or old", "")
    if suffix not in _FORMATS:
        raise refuse("unknown type", suffix)
    if not first.strip():
        raise refuse("empty")
    kind = _FORMATS[suffix]
    is_zip, is_pdf = first.startswith(b"PK\x03\x04"), b"%PDF-" in first[:1024]
    if (kind == "docx") != is_zip or (kind == "pdf") != is_pdf:
        raise refuse("not what its name says", suffix)
    if kind in ("md", "html", "txt") and b"\0" in first and first[:2] not in _UTF16:
        raise refuse("not what its name says", suffix)
    if is_zip:
        _bound_archive(path)
    return kind


_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def _bound_archive(path: Path) -> None:
    """Refuse an archive that would unpack to more than a report ever has, before unpacking any."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise refuse("broken") from None
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise refuse("unpacks too large")
    if any(part.flag_bits & 1 for part in parts):
        raise refuse("encrypted or old")


def read_text(path: Path) -> str:
    """Read a text file: UTF-8, with or without a mark, UTF-16 with one, or Windows-1258."""
    data = path.read_bytes()
    if data[:2] in _UTF16:
        return data.decode("utf-16", errors="replace")
    try:
        # a mark of byte order stays as a blank, so that offsets count it as the file does
        text = data.decode("utf-8")
        return " " + text[1:] if text.startswith("\ufeff") else text
    except UnicodeDecodeError:
        return data.decode("cp1258", errors="replace")
