"""What proposed indicators are made of, as the relations of their report tell."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from .naming import NO_UNIT
from .proposals import ProposedIndicator
from .relations import Relation

_AMOUNTS = ("đồng", "nghìn đồng", "triệu đồng", "tỷ đồng")


def relate(
    indicators: Mapping[str, ProposedIndicator],
    facts: Mapping[str, tuple[str, str]],
    relations: Sequence[Relation],
) -> tuple[dict[str, ProposedIndicator], list[tuple[str, ...]]]:
    """Add numerators, denominators and parts; `facts` give indicator and org by number.

    Also returned are the sums that parts cannot hold, as where one total is divided twice: org,
    whole, members.
    """
    done = dict(indicators)
    wholes: set[str] = set()
    sums: list[tuple[str, ...]] = []
    for relation in relations:
        told = [facts.get(n.id) for n in relation.numbers]
        if None in told or len({org for _, org in told}) > 1:
            continue
        codes = [code for code, _ in told]
        # rules add what is printed: tỷ and triệu do not go together
        if len({done[c].unit for c in codes if c in done and done[c].unit in _AMOUNTS}) > 1:
            continue
        # "1.219 / 1.284, hơn 95%" tells a rate, too
        is_rate = relation.kind in ("share", "bound")
        if is_rate and len(codes) == 3 and len(set(codes)) == 3:
            top, bottom, rate = codes
            if rate in done and done[rate].unit == "%" and not done[rate].numerator:
                done[rate] = replace(done[rate], numerator=top, denominator=bottom)
                if reasonable_part(done, top, bottom) and relation.holds:
                    done[top] = replace(done[top], part_of=bottom)
        elif relation.kind == "sum" and len(set(codes)) == len(codes) > 2:
            whole, *members = codes
            fits = all(reasonable_part(done, member, whole) for member in members)
            if whole in wholes or not fits:
                if all(code in done for code in codes):
                    sums.append((told[0][1], *codes))
                continue
            wholes.add(whole)
            for member in members:
                done[member] = replace(done[member], part_of=whole, is_complete=True)
        elif relation.kind == "part" and len(set(codes)) == len(codes) == 2:
            fits = reasonable_part(done, *codes) and not done[codes[0]].part_of
            done |= {codes[0]: replace(done[codes[0]], part_of=codes[1])} if fits else {}
    return {code: _with_unit(one, done) for code, one in done.items()}, list(dict.fromkeys(sums))


def _with_unit(one: ProposedIndicator, done: Mapping[str, ProposedIndicator]) -> ProposedIndicator:
    """Give a part without a unit that of its whole."""
    whole = done.get(one.part_of)
    return replace(one, unit=whole.unit) if whole and one.unit == NO_UNIT else one


def reasonable_part(done: Mapping[str, ProposedIndicator], part: str, whole: str) -> bool:
    """Tell whether one indicator may become a part of another: both proposed, no circle."""
    if part not in done or done[part].is_complete:
        return False
    seen, at = {part}, whole
    while at in done:
        if at in seen:
            return False
        seen.add(at)
        at = done[at].part_of
    return True
