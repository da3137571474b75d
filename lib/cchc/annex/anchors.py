"""Addresses of findings and cases: wherever the id of one is named in a page, it leads to its
place, and stands on one line.
"""

import re
from collections.abc import Iterable, Mapping

from .blocks import TableBlock
from .chapters import Chapter
from .editions import FINDING

REGISTER = "so-bat-thuong"
# with its attributes, in which ">" may stand
_TAG = re.compile(r"""(</?[A-Za-z](?:[^<>"']++|"[^"]*"|'[^']*')*+>)""")
_UNLINKED = ("a", "summary")  # a link in one of these is none, or breaks it
_UNMARKED = ("svg", "title")  # and these hold no marks at all
_NAME = re.compile(r"</?([A-Za-z][\w-]*)")
_BEGIN = tuple(f"<{slash}{name}" for name in _UNLINKED + _UNMARKED for slash in ("", "/"))
_NUMBER = r"\d+(?:/\d{4})?/[A-ZĐ]{1,12}(?:-[A-ZĐ]{1,12}){0,3}\w*"  # of a document
# what stands on one line; Typst reads it as well
UNPARTED = re.compile(f"{FINDING.pattern}|{_NUMBER}")
_HEADING = re.compile(r'(?P<open><h\d id="(?P<id>[^"]*)"[^>]*>)(?P<words>[^\n]*?)</h')
_ROW = re.compile(rf"<tr>(?=<th[^>]*>(?P<id>{FINDING.pattern})</th>)")


def list_addresses(chapters: Iterable[Chapter]) -> dict[str, str]:
    """Give the anchor of each finding that the register lists, and of each case that has a
    heading.
    """
    found = {}
    for chapter in chapters:
        for _, anchor, text in chapter.headings:
            if named := FINDING.match(text):
                found[named[0]] = anchor
        for block in chapter.blocks:
            if isinstance(block, TableBlock) and block.table.id == REGISTER:
                heads = (str(row[0]) for row in block.table.rows)
                found |= {head: head for head in heads if FINDING.fullmatch(head)}
    return found


def anchor_rows(html: str) -> str:
    """Give each row of the register the id of its finding."""
    return _ROW.sub(lambda row: f'<tr id="{row["id"]}" tabindex="-1">', html)


def link_report(html: str, page: str, anchors: Mapping[str, str]) -> str:
    """Lead from the heading of each case to its numbers in the page of the report's text.

    `anchors` gives the case of a heading by the heading's id.
    """

    def lead(heading: re.Match) -> str:
        case = anchors.get(heading["id"])
        if not case:
            return heading[0]
        link = f'<a href="{page}#{case}" aria-label="{case} trong văn bản báo cáo">văn bản</a>'
        return f'{heading["open"]}{heading["words"]} <span class="in-report">({link})</span></h'

    return _HEADING.sub(lead, html) if anchors else html


def mark_codes(html: str, addresses: Mapping[str, str]) -> str:
    """Keep each code that a text names on one line: the id of a finding or case, which becomes a
    link to its place where it has one (in its place the link can be copied), the number of a
    document.
    """

    around = dict.fromkeys((*_UNLINKED, *_UNMARKED), 0)  # elements that stand open

    def mark(named: re.Match) -> str:
        code = named[0]
        if code in addresses and not any(around[name] for name in _UNLINKED):
            return f'<a class="id" href="#{addresses[code]}">{code}</a>'
        return f'<span class="id">{code}</span>'

    pieces = _TAG.split(html)  # text and tag by turns
    for at, piece in enumerate(pieces):
        if not at % 2:
            # most texts name none: to look for these marks is faster than to search them
            told = ("-" in piece or "/" in piece) and not any(around[name] for name in _UNMARKED)
            pieces[at] = UNPARTED.sub(mark, piece) if told else piece
        elif piece.lower().startswith(_BEGIN) and not piece.endswith("/>"):
            name = _NAME.match(piece)[1].lower()
            if name in around:
                around[name] += -1 if piece[1] == "/" else 1
    return "".join(pieces)
