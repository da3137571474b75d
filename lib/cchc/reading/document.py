"""What a document is once read: blocks of text that know where each character came from."""

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Literal

DocumentKind = Literal["heading", "paragraph", "item", "cell", "footnote", "page"]

# blanks that do not break a line part thousands, others where what is counted follows and no name
# goes before: "1 284 hồ sơ" is read as "1.284 hồ sơ"
_PARTING = "\u00a0\u202f\u2009"
_PARTED = re.compile(r"\d \d{3}")
_GROUP = re.compile(r"\d{3}(?!\d)")
_GROUP_COUNTED = re.compile(
    r"\d{3}(?:\s\d{3})*\s(?:hồ sơ|lượt|người|đồng|triệu|kết quả|tài khoản|giao dịch|văn bản|thủ tục"
    r"|phiếu|trường hợp|công dân|hộ)\b"
)
_FIRST_GROUP = re.compile(r"(?:^|[^\d\w,]|\.)\d{1,3}$")
_COUNTING = re.compile(
    r"(?:^|\b(?!(?:phường|xã|tổ|ấp|thôn|khu|khóm|quý|tháng|năm|ngày|số|quầy|cấp|mức|mục|điều|bảng)\b)"
    r"[a-zà-ỹđ]+ )\d{1,3}(?:\.\d{3})*$"
)
_ITEM = re.compile(
    r"\s*(?:([-+–—])(?=\s|[^\W\d])|([*•▪●○])(?=\s)|(\d{1,2}(?:\.\d{1,2})*)[.)]\s|([a-zđ])[.)]\s)"
)


@dataclass(frozen=True)
class DocumentBlock:
    """A paragraph, a list item, a footnote or a paragraph of a table cell.

    `origin` gives for each character its offset in the source: the file for text formats, the
    paragraph for Word, the page for PDF. `marks` has a "^" where a character is raised. `mark`
    tells the sign a list item begins with, `indent` how far it is set in, about in blanks.
    `anchor` numbers the paragraphs of a Word file.
    """

    text: str
    origin: tuple[int, ...]
    marks: str
    kind: DocumentKind = "paragraph"
    mark: str = ""
    indent: int = 0
    page: int | None = None
    table: int = -1
    row: int = -1
    column: int = -1
    span: int = 1
    head: bool = False
    anchor: int = -1


@dataclass(frozen=True)
class Document:
    """The blocks of one file in reading order; `offsets_in_file` where origins count the file;
    `pictures` counts those of a Word file, which nobody reads.
    """

    name: str
    format: str
    blocks: tuple[DocumentBlock, ...]
    offsets_in_file: bool
    pages: int | None = None
    bases: tuple[int, ...] = field(default=())
    pictures: int = 0

    def start_of(self, block: int, offset: int) -> int:
        """Say where a character stands: in the file, or in the text read where the file is no
        text.
        """
        if self.offsets_in_file:
            return self.blocks[block].origin[offset]
        return self.bases[block] + offset


def assemble(
    name: str,
    format: str,
    blocks: list[DocumentBlock],
    offsets_in_file: bool,
    pages: int | None = None,
    pictures: int = 0,
) -> Document:
    """Put blocks together and count where each begins in the text read."""
    bases, at = [], 0
    for block in blocks:
        bases.append(at)
        at += len(block.text) + 1
    bases = tuple(bases)
    return Document(name, format, tuple(blocks), offsets_in_file, pages, bases, pictures)


class TextPiece:
    """Text under construction: characters with their origin and mark."""

    def __init__(self) -> None:
        self.chars: list[str] = []
        self.origin: list[int] = []
        self.marks: list[str] = []

    def add(self, text: str, origin: int, mark: str = " ", step: int = 1) -> None:
        """Append text whose characters stand at origin, origin + step and so on."""
        self.chars.extend(text)
        self.origin.extend(origin + step * place for place in range(len(text)))
        self.marks.extend(mark * len(text))

    def _parts(self, chars: list[str], at: int) -> bool:
        """Tell whether the blank at a place parts the thousands of one number."""
        before, after = "".join(chars[-40:]), "".join(self.chars[at + 1 : at + 40])
        if not _FIRST_GROUP.search(before):
            return False
        if self.chars[at] in _PARTING:
            return _GROUP.match(after) is not None
        return _GROUP_COUNTED.match(after) is not None and _COUNTING.search(before) is not None

    def block(self, **more) -> DocumentBlock | None:
        """Return the text as a block: composed, blanks single, ends trimmed; None where empty."""
        text = "".join(self.chars)
        plain = text.isprintable() and "  " not in text and text == text.strip(" ")
        plain = plain and not _PARTED.search(text)
        if plain and text and unicodedata.is_normalized("NFC", text):
            return DocumentBlock(text, tuple(self.origin), "".join(self.marks), **more)
        chars: list[str] = []
        origin: list[int] = []
        marks: list[str] = []
        given = zip(self.chars, self.origin, self.marks, strict=True)
        for at, (char, place, mark) in enumerate(given):
            if unicodedata.combining(char) and chars:
                composed = unicodedata.normalize("NFC", chars[-1] + char)
                if len(composed) == 1:
                    chars[-1] = composed
                    continue
            if char.isspace() and chars and chars[-1].isdecimal() and self._parts(chars, at):
                char = "."
            elif char.isspace():
                if not chars or chars[-1] == " ":
                    continue
                char = " "
            elif unicodedata.category(char) in ("Cc", "Cf"):
                continue
            chars.append(char)
            origin.append(place)
            marks.append(mark)
        while chars and chars[-1] == " ":
            chars.pop(), origin.pop(), marks.pop()
        if not chars:
            return None
        return DocumentBlock("".join(chars), tuple(origin), "".join(marks), **more)


def item_mark(text: str) -> str:
    """Return the sign a list item begins with: "-", "+", "1", "a"; "" where the text is no item."""
    found = _ITEM.match(text)
    if not found:
        return ""
    return found[1] or found[2] or ("1" if found[3] else "a")


def is_page_number(text: str) -> bool:
    """Tell whether a line holds a page number alone."""
    return re.fullmatch(r"\W*(?:(?i:trang)\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?\W*", text) is not None
