"""What each file of a quarter must hold, column by column."""

from __future__ import annotations

from cchc.language import say

from .catalog import Catalog
from .csv_checks import a_day, a_printed_day, a_section, column, filled, listed_in, matching, one_of
from .frame_checks import Demand, Schema
from .quarter import PERIOD_NAME

TABLE_PLACES = ("bảng", "biểu", "phụ lục")
# how far a matter has come, step by step; those in OPEN_STATES say that it has come no further
STATES = ("none", "drafted", "prepared", "submitted", "issued", "begun", "done")
OPEN_STATES = ("none", "drafted", "submitted")
# how well it goes
LEVELS = ("weak", "partial", "good", "full")
STATEMENTS = ("plan", "assessment", "difficulty", "proposal", "result")
PLACES = ("đoạn", "chú thích", *TABLE_PLACES)
OUTCOMES = ("done", "partly", "not_done", "dropped")


def _a_place_of_the_report() -> Demand:
    says = say("must begin with {places}", places=", ".join(PLACES))
    return matching(rf"({'|'.join(PLACES)}).*", says)


def figures_schema(catalog: Catalog, sections) -> Schema:
    names = dict(catalog.indicators["name"])
    orgs = catalog.orgs
    called = {
        code: ";".join(told)
        for code, *told in zip(orgs.index, orgs["name"], orgs["aliases"], strict=True)
    }
    return Schema(
        {
            "indicator": column(listed_in("data/catalog/indicators.csv", names, names)),
            "org": column(listed_in("data/catalog/orgs.csv", called, called)),
            "printed": column(),
            "section": column(a_section(sections)),
            "place": column(_a_place_of_the_report()),
            "window_start": column(a_printed_day()),
            "window_end": column(a_printed_day()),
            "note": column(),
        }
    )


def citations_schema(sections) -> Schema:
    return Schema(
        {
            "number": column(filled(say("the document's number as printed"))),
            "kind": column(filled(say("the document's type, such as Quyết định"))),
            "issuer": column(),
            "date": column(),
            "section": column(a_section(sections)),
            "place": column(_a_place_of_the_report()),
            "note": column(),
        }
    )


def statements_schema(sections) -> Schema:
    return Schema(
        {
            "statement": column(filled(say("an id such as kh-01")), unique=True),
            "kind": column(one_of(STATEMENTS, say("a kind of statement"))),
            "section": column(a_section(sections)),
            "theme": column(filled(say("a theme, such as dossiers or one of your own"))),
            "title": column(filled(say("a short title in your own words"))),
            "due": column(),
            "indicators": column(),
            "place": column(),
            "about": column(required=False),
            "state": column(
                one_of((*STATES, *LEVELS), say("a state or level of a matter"), empty=True),
                required=False,
            ),
            "claim": column(required=False),
        }
    )


def decisions_schema(check: str) -> Schema:
    """Describe decisions.csv; `check` is the command that prints the findings' ids."""
    kinds = ("corrected", "explained", "queried")
    return Schema(
        {
            "finding": column(
                filled(say("the finding's id, as {command} prints it", command=check))
            ),
            "decision": column(one_of(kinds, say("a decision"))),
            "figure": column(),
            "value": column(),
            "reason": column(filled(say("why this was concluded"))),
            "decided_by": column(),
            "decided_on": column(a_day()),
        }
    )


def sealed_schema() -> Schema:
    return Schema(
        {
            "figure": column(filled(say("a figure's id")), unique=True),
            "printed": column(filled(say("the figure as it was printed"))),
            "value": column(filled(say("the value that was agreed on"))),
        }
    )


def follow_up_schema() -> Schema:
    return Schema(
        {
            "statement": column(filled(say("the plan's id, such as kh-01"))),
            "quarter": column(
                matching(
                    PERIOD_NAME,
                    say("is not a quarter; write the one that planned it as 2024Q1"),
                )
            ),
            "section": column(),
            "theme": column(filled(say("a theme, such as dossiers or one of your own"))),
            "title": column(filled(say("the plan's short title"))),
            "due": column(),
            "indicators": column(),
            "outcome": column(one_of(OUTCOMES, say("an outcome"), empty=True)),
            "reason": column(),
        }
    )
