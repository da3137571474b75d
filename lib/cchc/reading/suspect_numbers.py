"""Find what is likely wrong over all contradictions of a document together.

The engine gets every relation that hangs together with a contradiction, those that hold included,
since a number that others confirm is less likely to be the wrong one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import errloc
from cchc.model.numbers import format_number, format_percent

from .mentions import Reading
from .numerals import ReadNumber
from .relations import Relation
from .telling import engine_value

_STEPS = 2  # how far from a contradiction relations are asked
_EXACT = ("sum", "share", "difference", "repeat")
_WORK = 400  # numbers that hang together; beyond, a group is told without suspects


@dataclass(frozen=True)
class SuspectNumber:
    """A number whose change would mend contradictions, the value it should have, and the cause."""

    number: str
    suggested: str
    cause: str
    certain: bool


def find_suspects(
    reading: Reading, relations: Sequence[Relation]
) -> tuple[tuple[SuspectNumber, ...], ...]:
    """Find what is likely wrong, over all contradictions together; one entry a relation."""
    numbers = {n.id: n for n in reading.numbers}
    found: list[tuple[SuspectNumber, ...]] = [() for _ in relations]
    held = {n.id for r in relations if r.holds and r.kind in _EXACT for n in r.numbers}
    loose = {place for place, r in enumerate(relations) if _is_loosely_said(r, held)}
    for place in loose:
        claim = relations[place].anchor
        found[place] = (SuspectNumber(claim.id, "", "undetermined", True),)
    exact = [place for place in range(len(relations)) if place not in loose]
    for gathered in _groups([relations[place] for place in exact]):
        group = [exact[place] for place in gathered]
        if all(relations[place].holds for place in group):
            continue
        rules = [rule for place in group for rule in relations[place].rules]
        names = sorted({name for rule in rules for name in _names(rule)})
        if not rules or len(names) > _WORK:
            continue
        values = {name: engine_value(numbers[name]) for name in names}
        told = _localise(values, rules, numbers)
        for place in group:
            if not relations[place].holds:
                own = {name for rule in relations[place].rules for name in _names(rule)}
                found[place] = tuple(s for s in told if s.number in own)
    return tuple(found)


def _is_loosely_said(relation: Relation, held: set[str]) -> bool:
    """Tell "hơn 95%" that fails between two counts of which other things hold exactly: it is the
    loose phrase that is wrong, and no count is to be moved until it fits.
    """
    claim = relation.anchor
    counts = [n for n in relation.numbers if n.id != claim.id]
    loose = claim.qualifier in ("over", "under", "about")
    return not relation.holds and loose and all(n.id in held for n in counts)


def _names(rule: str) -> list[str]:
    words = "".join(c if c.isalnum() else " " for c in rule).split()
    return [word for word in words if word[0] == "n" and word[1:].isdecimal()]


def _groups(relations: Sequence[Relation]) -> list[list[int]]:
    """Gather the relations that share numbers with contradictions, or with those that do.

    What hangs on further away can confirm no number that a contradiction names.
    """
    names = [{name for rule in r.rules for name in _names(rule)} for r in relations]
    by_name: dict[str, list[int]] = {}
    for place, own in enumerate(names):
        for name in sorted(own):
            by_name.setdefault(name, []).append(place)
    left = {place for place, relation in enumerate(relations) if not relation.holds}
    groups = []
    while left:
        group, edge = set(), {min(left)}
        far = {min(left): 0}
        while edge:
            group |= edge
            reached = {n for place in edge for name in names[place] for n in by_name[name]}
            steps = {
                n: 1 + min(far[p] for p in edge if names[p] & names[n]) for n in reached - group
            }
            far |= {n: 0 if not relations[n].holds else step for n, step in steps.items()}
            edge = {n for n in steps if far[n] <= _STEPS}
        groups.append(sorted(group))
        left -= group
    return groups


def _localise(
    values: dict[str, str], rules: list[str], numbers: Mapping[str, ReadNumber]
) -> list[SuspectNumber]:
    case = errloc.localise(values, rules, rounding="reported")
    if case.status not in ("localised", "not_localised"):
        return []
    repairs = errloc.repair(values, rules, case, rounding="reported")
    causes: dict[str, tuple[str, str]] = {}
    for repair in repairs:
        for change in repair.changes:
            if len(repair.changes) <= 2 and change.name not in causes and change.wanted:
                causes[change.name] = (change.wanted, change.cause)
    suspects = []
    for name in case.suspects:
        wanted, cause = causes.get(name, ("", "undetermined"))
        suggested = _dressed(wanted, numbers[name]) or _from(case.repairs.get(name), numbers[name])
        suspects.append(SuspectNumber(name, suggested, cause, name in case.certain))
    ranked = [next(c.name for c in r.changes) for r in repairs if len(r.changes) == 1]
    order = {name: place for place, name in reversed(list(enumerate(ranked)))}
    return sorted(
        suspects, key=lambda s: (not s.certain, order.get(s.number, len(order)), s.number)
    )


def _dressed(wanted: str, number: ReadNumber) -> str:
    """Write a suggested value as the number is printed, with its scale word."""
    if not wanted or number.unit == "%":
        return wanted
    tail = number.text.lstrip("0123456789.,")
    return wanted + tail


def _from(repair, number: ReadNumber) -> str:
    """Write the value that the rules force, or the range they leave."""
    if repair is None:
        return ""
    if isinstance(repair, tuple):
        low, high = (_written(end, number) for end in repair)
        return f"từ {low} đến {high}" if low and high else ""
    return _written(repair, number)


def _written(value, number: ReadNumber) -> str:
    if value is None:
        return ""
    value = Fraction(value)
    if number.unit == "%":
        return format_percent(value, number.decimals)
    shown = format_number(value, number.decimals if value.denominator != 1 else None)
    return _dressed(shown, number)
