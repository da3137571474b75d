"""What each file of a quarter must hold, column by column."""

import pandera.pandas as pa

from .catalog import Catalog
from .csv_tables import a_day, column, filled, matching, one_of

THEMES = (
    "steering",
    "communication",
    "institutions",
    "procedures",
    "dossiers",
    "digitisation",
    "organisation",
    "civil_service",
    "finance",
    "egov",
    "digital",
    "project06",
)
OUTCOMES = ("done", "partly", "not_done", "dropped")


def figures_schema(catalog: Catalog, sections) -> pa.DataFrameSchema:
    return pa.DataFrameSchema(
        {
            "indicator": column(one_of(catalog.indicators.index, "in data/catalog/indicators.csv")),
            "org": column(one_of(catalog.orgs.index, "in data/catalog/orgs.csv")),
            "printed": column(),
            "section": column(one_of(sections, "a section of report.toml")),
            "place": column(
                matching(r"(đoạn|bảng|chú thích).*", "must begin with đoạn, bảng or chú thích")
            ),
            "window_start": column(),
            "window_end": column(),
            "note": column(),
        }
    )


def citations_schema(sections) -> pa.DataFrameSchema:
    return pa.DataFrameSchema(
        {
            "number": column(filled("the document's number as printed")),
            "kind": column(filled("the document's type, such as Quyết định")),
            "issuer": column(),
            "date": column(),
            "section": column(one_of(sections, "a section of report.toml")),
            "place": column(
                matching(r"(đoạn|bảng|chú thích).*", "must begin with đoạn, bảng or chú thích")
            ),
            "note": column(),
        }
    )


def statements_schema(sections) -> pa.DataFrameSchema:
    return pa.DataFrameSchema(
        {
            "statement": column(filled("an id such as kh-01"), unique=True),
            "kind": column(
                one_of(("plan", "assessment", "difficulty", "proposal"), "a kind of statement")
            ),
            "section": column(one_of(sections, "a section of report.toml")),
            "theme": column(one_of(THEMES, "a theme")),
            "title": column(filled("a short title in your own words")),
            "due": column(),
            "indicators": column(),
            "place": column(),
        }
    )


def decisions_schema() -> pa.DataFrameSchema:
    kinds = ("corrected", "explained", "queried")
    return pa.DataFrameSchema(
        {
            "finding": column(filled("the finding's id, as `cchc check` prints it")),
            "decision": column(one_of(kinds, "a decision")),
            "figure": column(),
            "value": column(),
            "reason": column(filled("why this was concluded")),
            "decided_by": column(),
            "decided_on": column(a_day()),
        }
    )


def sealed_schema() -> pa.DataFrameSchema:
    return pa.DataFrameSchema(
        {
            "figure": column(filled("a figure's id"), unique=True),
            "printed": column(filled("the figure as it was printed")),
            "value": column(filled("the value that was agreed on")),
        }
    )


def follow_up_schema() -> pa.DataFrameSchema:
    return pa.DataFrameSchema(
        {
            "statement": column(filled("the plan's id, such as kh-01")),
            "quarter": column(
                matching(
                    r"[1-9][0-9]{3}Q[1-4]",
                    "is not a quarter; write the one that planned it as 2024Q1",
                )
            ),
            "section": column(),
            "theme": column(one_of(THEMES, "a theme")),
            "title": column(filled("the plan's short title")),
            "due": column(),
            "indicators": column(),
            "outcome": column(one_of(OUTCOMES, "an outcome", empty=True)),
            "reason": column(),
        }
    )
