"""The register of documents that reports cite: number, title, date, time in force, source.

One is shipped, of national documents; `catalog/documents.csv` adds an authority's own, and what it
says of a document that is shipped as well stands in the shipped one's place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pandas as pd

from cchc.language import say

from .csv_checks import a_day, column, filled, one_of
from .csv_tables import read_table
from .frame_checks import Schema
from .problems import Problem

LEGAL_REGISTER = "documents.csv"
SHIPPED = Path(__file__).parent / LEGAL_REGISTER


@dataclass(frozen=True)
class KnownDocument:
    """A document as the register has it; `until` is its last day in force, as far as is known on
    `known_on`. `confirmed`: a person has seen the original.
    """

    number: str
    kind: str
    issuer: str
    title: str
    dated: date | None
    in_force: date | None
    until: date | None
    replaced_by: str
    also: tuple[str, ...]
    known_on: date | None
    confirmed: bool
    source: str


def read_register(folder: Path, problems: list[Problem]) -> tuple[KnownDocument, ...]:
    """Read the shipped register and the authority's own, adding what is wrong to `problems`."""
    shown = f"data/catalog/{LEGAL_REGISTER}"
    own = read_table(folder / LEGAL_REGISTER, shown, register_schema(), problems, optional=True)
    told = tuple(_documents(own))
    known = {(each.number, each.dated) for each in told}
    undated = {each.number for each in told if each.dated is None}
    shipped = [
        each
        for each in _read_shipped()
        if (each.number, each.dated) not in known and each.number not in undated
    ]
    return (*shipped, *told)


@cache
def _read_shipped() -> tuple[KnownDocument, ...]:
    problems: list[Problem] = []
    return tuple(_documents(read_table(SHIPPED, LEGAL_REGISTER, register_schema(), problems)))


def _documents(frame: pd.DataFrame) -> Iterator[KnownDocument]:
    for row in frame.itertuples():
        yield KnownDocument(
            row.number,
            row.kind,
            row.issuer,
            row.title,
            _day(row.dated),
            _day(row.in_force),
            _day(row.until),
            row.replaced_by,
            tuple(filter(None, (name.strip() for name in row.also.split(";")))),
            _day(row.known_on),
            row.confirmed == "yes",
            row.source,
        )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:  # told already
        return None


def register_schema() -> Schema:
    """Say what a register must hold, column by column."""
    return Schema(
        {
            "number": column(filled(say("the document's number as printed"))),
            "kind": column(filled(say("the document's type, such as Quyết định"))),
            "issuer": column(),
            "title": column(filled(say("what the document is about"))),
            "dated": column(a_day()),
            "in_force": column(a_day()),
            "until": column(a_day()),
            "replaced_by": column(),
            "also": column(required=False),
            "known_on": column(a_day(), required=False),
            "confirmed": column(one_of(("yes", "no"), say("yes or no"))),
            "source": column(filled(say("where this was read"))),
        }
    )
