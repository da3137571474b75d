"""Read a document of any known format."""

from pathlib import Path

from .admission import MOST_CHARACTERS, MOST_PAGES, UnreadableDocument, format_of, read_text
from .document import Document, assemble


def read_document(path: Path) -> Document:
    """Read a .docx, .pdf with a text layer, .md, .html or .txt; nothing is fetched, run or written.

    Raises UnreadableDocument for a file that is hostile, broken, too long or without text.
    """
    format = format_of(path)
    pages = None
    if format == "docx":
        from .wordfile import read_word

        blocks, pages = read_word(path)
    elif format == "pdf":
        from .portable import read_portable

        blocks, pages = read_portable(path)
    else:
        text = read_text(path)
        if len(text) > MOST_CHARACTERS:
            raise UnreadableDocument("too long", f"{MOST_CHARACTERS} characters")
        if format == "html":
            from .hypertext import read_hypertext

            blocks = read_hypertext(text)
        else:
            from .plaintext import read_plain

            blocks = read_plain(text)
    if not blocks:
        raise UnreadableDocument("no text" if format == "pdf" else "empty")
    if pages is not None and pages > MOST_PAGES:
        raise UnreadableDocument("too long", f"{MOST_PAGES} pages")
    if sum(len(block.text) for block in blocks) > MOST_CHARACTERS:
        raise UnreadableDocument("too long", f"{MOST_CHARACTERS} characters")
    return assemble(path.name, format, blocks, format in ("md", "html", "txt"), pages)
