"""Addresses of findings and cases: wherever the id of one is named in a page, it leads to its
place.
"""

import re
from collections.abc import Iterable, Mapping

from .blocks import TableBlock
from .chapters import Chapter
from .editions import FINDING

REGISTER = "so-bat-thuong"
# a tag with its attributes, in which ">" may stand, or what stands between two tags
_TOKEN = re.compile(
    r"""<(?P<close>/?)(?P<name>[A-Za-z][\w-]*)(?:[^<>"']|"[^"]*"|'[^']*')*/?>|[^<]+|<"""
)
_UNLINKED = {"a", "svg", "title", "summary"}  # a link in one of these is none, or breaks it
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


def link_findings(html: str, addresses: Mapping[str, str]) -> str:
    """Make each finding or case that a text names a link to its place; in its place the link can be
    copied.
    """
    if not addresses:
        return html

    def link(named: re.Match) -> str:
        return (
            f'<a href="#{addresses[named[0]]}">{named[0]}</a>'
            if named[0] in addresses
            else named[0]
        )

    parts: list[str] = []
    within = ""  # the outermost element that takes no link
    depth = 0
    for token in _TOKEN.finditer(html):
        name = (token["name"] or "").lower()
        if not name:
            parts.append(token[0] if within else FINDING.sub(link, token[0]))
            continue
        if not within and name in _UNLINKED and not token["close"]:
            within = name
        if name == within and not token[0].endswith("/>"):
            depth += -1 if token["close"] else 1
            within = within if depth else ""
        parts.append(token[0])
    return "".join(parts)
