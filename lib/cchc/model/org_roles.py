"""What an org is to the authority whose report it is: code asks for roles, never for codes.

org_roles.csv lists what notebooks and rules may ask for, and the kinds that stand for a role in a
catalogue without roles; data/README.md says what each is.
"""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

AUTHORITY, UNITS, ALL_UNITS, WHOLE_AREA = "authority", "units", "all_units", "whole_area"
ONE_STOP_DESK = "one_stop_desk"
with Path(__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as _listed:
    _KINDS_OF = {row["role"]: row["kinds"].split() for row in csv.DictReader(_listed)}
ORG_ROLES = tuple(_KINDS_OF)
_Org = Mapping[str, str]


def find_roles(orgs: Iterable[_Org], day: str, authority: str) -> dict[str, tuple[str, ...]]:
    """Give the orgs of each role on an ISO day, in the order of orgs.csv.

    `orgs` are its rows; `authority` is the name on the report. A role that no row of the catalogue
    names follows from names, kinds and parents, as in catalogues that know no roles.
    """
    rows = list(orgs)
    going = [row for row in rows if is_valid(row, day)]
    found: dict[str, tuple[str, ...]] = {}
    own = _own(rows, going, authority)
    for role in dict.fromkeys([*ORG_ROLES, *(word for row in rows for word in _roles_of(row))]):
        if role == AUTHORITY:
            found[role] = own
        elif any(role in _roles_of(row) for row in rows):
            named = [row["org"] for row in going if role in _roles_of(row)]
            found[role] = tuple(org for org in named if role != UNITS or org not in own)
        else:
            found[role] = _by_kind(role, going, own)
    return {role: codes for role, codes in found.items() if codes}


def is_valid(row: _Org, day: str) -> bool:
    """Tell whether a row of the catalogue is in force on an ISO day."""
    begins, ends = row.get("valid_from", ""), row.get("valid_to", "")
    return begins <= day and (not ends or ends >= day)


def _roles_of(row: _Org) -> list[str]:
    return (row.get("role") or "").split()


def _own(rows: list[_Org], going: list[_Org], authority: str) -> tuple[str, ...]:
    told = authority.casefold()
    signing = [row for row in going or rows if told in map(str.casefold, _names(row))]
    named = [row for row in going if AUTHORITY in _roles_of(row)]
    above = {row["org"] for row in going}
    tops = [row for row in going if row.get("parent", "") not in above]
    # who signs goes before who is marked, and the top of the tree is the last guess
    both = [row for row in signing if row in named]
    return tuple(row["org"] for row in (both or signing or named or tops or rows)[:1])


def _names(row: _Org) -> list[str]:
    return [row.get("name", ""), *filter(None, row.get("aliases", "").split(";"))]


def _by_kind(role: str, going: list[_Org], own: tuple[str, ...]) -> tuple[str, ...]:
    kinds = _KINDS_OF.get(role, ())
    found = [row for row in going if row.get("kind") in kinds and row["org"] not in own]
    if role == UNITS:
        return tuple(row["org"] for row in found)
    if role == ONE_STOP_DESK:
        found = [row for row in found if len(found) == 1 or row.get("parent") in own]
    codes = tuple(row["org"] for row in found[:1])
    # an org that is coded as a role is called
    return codes or tuple(row["org"] for row in going if row["org"] == role)
