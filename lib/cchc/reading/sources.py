"""Read a document of any known format."""

from pathlib import Path

from cchc.language import say

from .admission import MOST_CHARACTERS, MOST_PAGES, format_of, read_text, refuse
from .document import Document, assemble


def read_document(path: Path) -> Document:
    """Read a .docx, .pdf with a text layer, .md, .html or .txt; nothing is fetched, run or written.

    Raises UnreadableDocument for a file that is hostile, broken, too long or without text.
    """
    format = format_of(path)
    pages, pictures = None, 0
    if format == "docx":
        from .wordfile import read_word

        blocks, pages, pictures = read_word(path)
    elif format == "pdf":
        from .portable import read_portable

        blocks, pages = read_portable(path)
    else:
        text = read_text(path)
        if len(text) > MOST_CHARACTERS:
            raise refuse("too long", say("{count} characters", count=MOST_CHARACTERS))
        if format == "html":
            from .hypertext import read_hypertext

            blocks = read_hypertext(text)
        else:
            from .plaintext import read_plain

            blocks = read_plain(text)
    if not blocks:
        raise refuse("no text" if format == "pdf" else "empty")
    if pages is not None and pages > MOST_PAGES:
        raise refuse("too long", say("{count} pages", count=MOST_PAGES))
    if sum(len(block.text) for block in blocks) > MOST_CHARACTERS:
        raise refuse("too long", say("{count} characters", count=MOST_CHARACTERS))
    in_file = format in ("md", "html", "txt")
    return assemble(path.name, format, blocks, in_file, pages, pictures)
