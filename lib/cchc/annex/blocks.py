"""What a notebook cell shows, read from its output and checked: texts, tables, charts, code."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from xml.etree import ElementTree

from markdown_it.token import Token

from cchc.errors import PublishError
from cchc.objects import FIGURE_MIME, PROSE_MIME, TABLE_MIME
from cchc.objects.tables import SLUG, Table, clean_text

from .editions import FINDING, Agreement, explain_marks, make_official
from .markdown import Outline, read_markdown

_ACTIVE_SVG = re.compile(r"script|style|foreignObject|iframe|a|animate\w*|set")


@dataclass(frozen=True)
class ProseBlock:
    tokens: Sequence[Token]
    id: str = ""


@dataclass(frozen=True)
class TableBlock:
    """A table with its number in the annex, "Bảng 4.1", and the notebook cell that made it."""

    table: Table
    label: str
    origin: str = ""


@dataclass(frozen=True)
class FigureBlock:
    """A chart with its number in the annex, "Hình 4.1", the data below it, and the notebook cell
    that made it.
    """

    id: str
    title: str
    subtitle: str
    alt: str
    svg: str
    label: str
    notes: tuple[str, ...] = ()
    source: str = ""
    table: Table | None = None
    origin: str = ""


@dataclass(frozen=True)
class CodeBlock:
    source: str


Block = ProseBlock | TableBlock | FigureBlock | CodeBlock


def read_output(
    data: Mapping[str, Any], number: str, counts: dict[str, int], outline: Outline, where: str
) -> Block:
    """Read a mimebundle and number it. Raises PublishError, and what a damaged one makes Table and
    Markdown raise.
    """
    if TABLE_MIME in data:
        counts["Bảng"] += 1
        return TableBlock(Table.from_payload(data[TABLE_MIME]), f"Bảng {number}.{counts['Bảng']}")
    if FIGURE_MIME in data:
        counts["Hình"] += 1
        return _read_figure(
            data[FIGURE_MIME], data["image/svg+xml"], f"Hình {number}.{counts['Hình']}", where
        )
    payload = data[PROSE_MIME]
    return ProseBlock(read_markdown(payload["markdown"], outline), payload.get("id", ""))


def _read_figure(
    payload: Mapping[str, Any], svg: str | list[str], label: str, where: str
) -> FigureBlock:
    texts = {
        name: clean_text(payload.get(name) or "")
        for name in ("id", "title", "subtitle", "alt", "source")
    }
    if not SLUG.fullmatch(texts["id"]) or not texts["title"].strip() or not texts["alt"].strip():
        raise PublishError(
            f"{where}: a figure has an id of ASCII words with hyphens, a title and an alternative"
            " text"
        )
    svg = "".join(svg)
    for element in ElementTree.fromstring(svg).iter():
        name = str(element.tag).rpartition("}")[2]
        if _ACTIVE_SVG.fullmatch(name) or not all(
            map(_is_still, element.attrib, element.attrib.values())
        ):
            raise PublishError(
                f"{where}: the chart holds <{name}> that acts or fetches; draw shapes and text only"
            )
    table = Table.from_payload(payload["table"]) if payload.get("table") else None
    return FigureBlock(
        **texts,
        svg=svg,
        label=label,
        notes=tuple(map(clean_text, payload.get("notes") or ())),
        table=table,
    )


def _is_still(attribute: str, value: str) -> bool:
    """Tell whether an attribute of a drawing neither runs nor fetches anything."""
    name = attribute.rpartition("}")[2]
    return not name.startswith("on") and (name != "href" or value.startswith(("#", "data:image/")))


def show_in(block: Block, official: Agreement | None, where: str) -> Block:
    """Give a block as the edition shows it. Raises PublishError for a finding in the official
    one.
    """
    if official is None or isinstance(block, CodeBlock):  # code is in no official file
        return block
    match block:
        case TableBlock(table=table):
            block = replace(block, table=make_official(table, official))
        case FigureBlock(table=table, notes=notes) if table:
            table = make_official(table, official)
            block = replace(block, table=table, notes=(*notes, *explain_marks(table)))
    if found := FINDING.search(repr(block)):
        advice = (
            "tag the cell `internal`, make the column internal, or reword the reason of the"
            " decision"
        )
        raise PublishError(
            f"{where}: {found[0]} is a finding, which the official edition does not show; {advice}"
        )
    return block


def list_ids(block: Block) -> list[str]:
    """List the ids that a block takes up in the annex."""
    match block:
        case ProseBlock(id=id):
            return [id] if id else []
        case TableBlock(table=table):
            return [table.id]
        case FigureBlock(id=id, table=table):
            return [id, table.id] if table else [id]
    return []
