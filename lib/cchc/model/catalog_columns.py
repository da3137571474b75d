"""The columns of indicators.csv, orgs.csv and targets.csv, and what a cell of each may hold."""

from __future__ import annotations

import pandas as pd

from cchc.language import say

from .csv_checks import a_day, column, filled, listed_in, matching, one_of
from .frame_checks import Demand, Schema, TextColumn
from .org_roles import ORG_ROLES
from .rules_file import TOLERANCE

CODE = r"[a-z][a-z0-9_]*"
# the quarters that a figure may be held against
BEFORE = ("previous", "year_before")
# with how many decimals an indicator may be printed; nothing that is reported has more
DECIMALS = tuple(map(str, range(7)))


def indicators_schema() -> Schema:
    """Describe indicators.csv."""
    return Schema(
        {
            "indicator": column(matching(CODE, _code_advice()), unique=True),
            "name": column(filled(say("the Vietnamese name that the annex prints"))),
            "unit": column(filled(say("the unit, such as hồ sơ or %"))),
            "section": column(filled(say("the report's section, such as I.2.c"))),
            "better": column(one_of(("higher", "lower"), say("a direction"), empty=True)),
            "numerator": column(),
            "denominator": column(),
            "part_of": column(),
            "whole_is_complete": column(one_of(("yes", "no"), say("yes or no"), empty=True)),
            "definition": column(filled(say("what is counted, in a sentence"))),
            "source": column(),
            "accumulates": _more(
                one_of(("year",), say("what a figure may accumulate over"), empty=True)
            ),
            "constant": _more(one_of(("yes", "year"), say("how long a number stays"), empty=True)),
            "breakdown": _more(),
            "carried_from": _more(),
            "change_of": _more(),
            "change_from": _more(one_of(BEFORE, say("what a change is counted from"), empty=True)),
            "tolerance": _more(
                matching(
                    rf"({TOLERANCE})?",
                    say("is not a tolerance; write an amount such as 0,5 or a share such as 1%"),
                )
            ),
            "decimals": _more(one_of(DECIMALS, say("a number of decimals"), empty=True)),
            "required_of": _more(),
            "scorecard": _more(_a_place()),
            "headline": _more(_a_place()),
            "valid_from": _more(a_day()),
            "valid_to": _more(a_day()),
        }
    )


def _a_place() -> Demand:
    return matching(r"([1-9]\d?)?", say("is not a place in a list; write 1, 2, 3 or nothing"))


def _code_advice() -> str:
    return say("is not a code: small letters, digits and _, such as dossiers_received")


def _more(*checks: Demand) -> TextColumn:
    """Describe a column that older folders do not have."""
    return column(*checks, required=False)


def orgs_schema() -> Schema:
    """Describe orgs.csv."""
    return Schema(
        {
            "org": column(matching(CODE, _code_advice()), unique=True),
            "name": column(filled(say("the unit's name"))),
            "kind": column(
                matching(CODE, say("is not a kind: small letters, digits and _, such as ward"))
            ),
            "parent": column(),
            "aliases": column(),
            "valid_from": column(a_day()),
            "valid_to": column(a_day()),
            "successor": column(),
            "addressee": _more(),
            "role": _more(
                matching(
                    rf"({CODE}( {CODE})*)?",
                    say("is not a role; write such as authority, several with spaces between"),
                )
            ),
        }
    )


def targets_schema(indicators: pd.DataFrame, orgs: pd.DataFrame) -> Schema:
    """Describe targets.csv, whose rows name what the other two files have."""
    roles = [role for told in orgs.get("role", ()) for role in str(told or "").split()]
    # a target of a role holds for whoever has the role in a quarter
    aimed = list(dict.fromkeys([*orgs["org"], *ORG_ROLES, *roles]))
    return Schema(
        {
            "indicator": column(listed_in("indicators.csv", indicators["indicator"])),
            "org": column(listed_in("orgs.csv", aimed)),
            "value": column(matching(r"\d+(\.\d+)?", say("is not a number; write it as 97.5"))),
            "valid_from": column(a_day()),
            "valid_to": column(a_day()),
            "document": column(filled(say("the document that sets the target"))),
            "confirmed": column(one_of(("yes", "no"), say("yes or no"))),
        }
    )
