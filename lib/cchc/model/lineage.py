"""Organisation through time: from which orgs an org came, and what became of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from .org_roles import is_valid

_Orgs = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Lineage:
    """Where an org's figures of an earlier day are: under `orgs`, all of which went into it.

    `split` names the orgs that went into several: what of their figures is whose, nobody can tell.
    """

    orgs: tuple[str, ...]
    split: tuple[str, ...] = ()

    @property
    def is_sum(self) -> bool:
        return len(self.orgs) > 1


def successors_of(row: Mapping[str, str]) -> list[str]:
    """List the successors that a row of orgs.csv names: one, or several of a split."""
    return [code for code in re.split(r"[;\s]+", row.get("successor") or "") if code]


def list_predecessors(orgs: _Orgs) -> dict[str, list[str]]:
    """Give for each org those that name it as a successor."""
    found: dict[str, list[str]] = {}
    for code, row in orgs.items():
        for after in successors_of(row):
            found.setdefault(after, []).append(code)
    return found


def trace_back(
    orgs: _Orgs, predecessors: Mapping[str, list[str]], org: str, then: str, now: str
) -> Lineage:
    """Find the orgs of an earlier ISO day that make up `org` as it stands on a later one.

    An org that goes on is among them with those that were merged into it in between; without any
    predecessor it stands for itself. `predecessors` are those of `list_predecessors`.
    """
    found, split, seen = [], [], set()

    def climb(code: str) -> None:
        if code in seen:
            return
        seen.add(code)
        if is_valid(orgs[code], then):
            found.append(code)
            if len(successors_of(orgs[code])) > 1 and not is_valid(orgs[code], now):
                split.append(code)
        for before in predecessors.get(code, ()):
            ended = orgs[before].get("valid_to", "")
            if ended and then <= ended < now:
                climb(before)

    if org in orgs:
        climb(org)
    if len(found) > 1:
        found = [code for code in orgs if code in found]
    return Lineage(tuple(found) or (org,), tuple(sorted(split)))


def heirs_of(orgs: _Orgs, org: str, day: str) -> tuple[str, ...]:
    """Name the orgs in force on an ISO day that an org has become: itself, its successors, none."""
    found: dict[str, None] = {}
    todo, seen = [org], set()
    while todo:
        code = todo.pop(0)
        if code in seen or code not in orgs:
            continue
        seen.add(code)
        if is_valid(orgs[code], day):
            found[code] = None
        else:
            todo += successors_of(orgs[code])
    return tuple(found)
