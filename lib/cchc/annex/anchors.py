"""Addresses of findings: each stands in the register, and wherever its id is named it leads there."""

import re
from collections.abc import Iterable, Set

from cchc.annex.blocks import Block, TableBlock
from cchc.annex.editions import FINDING

REGISTER = "so-bat-thuong"
_TEXT = re.compile(r">([^<]+)<")
_ROW = re.compile(rf"<tr>(?=<th[^>]*>(?P<id>{FINDING.pattern}))")
_HEAD = re.compile(rf"(<th[^>]*>)({FINDING.pattern})(</th>)")


def list_addresses(blocks: Iterable[Block]) -> frozenset[str]:
    """List the findings that have an address: those of the register, where this annex holds it."""
    tables = (block.table for block in blocks if isinstance(block, TableBlock))
    heads = (str(row[0]) for table in tables if table.id == REGISTER for row in table.rows)
    return frozenset(head for head in heads if FINDING.fullmatch(head))


def give_addresses(html: str) -> str:
    """Give each row of the register its address, and a link to it that can be copied."""
    html = _ROW.sub(lambda row: f'<tr id="{row["id"]}" tabindex="-1">', html)
    link = r'\1\2 <a class="mark" href="#\2" aria-label="Liên kết tới bất thường \2">#</a>\3'
    return _HEAD.sub(link, html)


def link_findings(html: str, addresses: Set[str]) -> str:
    """Make each finding that a text names a link to its place in the register."""
    if not addresses:
        return html

    def link(named: re.Match) -> str:
        return f'<a href="#{named[0]}">{named[0]}</a>' if named[0] in addresses else named[0]

    return _TEXT.sub(lambda text: f">{FINDING.sub(link, text[1])}<", html)
