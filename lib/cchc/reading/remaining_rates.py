"""Find the whole of a percentage far away: a number that counts the same, anywhere before, as long
as so few are tried that none fits by accident.
"""

from collections.abc import Sequence

from .dividing import PEOPLE, head_of
from .mentions import Mention, Reading
from .numerators import Numerators
from .relations import CHANCE, Relation, odds_of_share, share_holds
from .telling import tell_share

_FAR = 150


def find_remaining_rates(reading: Reading, told: Sequence[Relation]) -> list[Relation]:
    """Find the far wholes of percentages that stand right behind their part."""
    rated = {r.anchor.id for r in told if r.kind in ("share", "bound", "difference")}
    numerators = Numerators(reading)
    found = []
    for rate in reading.mentions:
        if rate.number.unit != "%" or rate.number.id in rated or rate.number.qualifier:
            continue
        parts = [part for part, tied in numerators.of(rate)[:1] if tied]
        for part in parts:
            wholes = _wholes(reading, part)
            odds = odds_of_share(rate.number) * len(wholes)
            fits = [
                w for w in wholes if share_holds(part.value, w.value, rate.number) == (True, False)
            ]
            if fits and odds <= CHANCE:
                found.append(tell_share(part.number, fits[0].number, rate.number))
    return found


def _wholes(reading: Reading, part: Mention) -> list[Mention]:
    """Return one mention of each number before that counts the same and is larger."""
    kept: dict = {}
    for mention in (*reading.before(part, _FAR), *reading.totals):
        same = mention.number.dimension == part.number.dimension
        larger = mention.value > part.value and not mention.number.qualifier
        if same and larger and mention.number.unit != "%" and _alike(mention, part):
            kept.setdefault(mention.value, mention)
    return list(kept.values())


def _alike(one: Mention, two: Mention) -> bool:
    heads = [head_of(m).split()[:1] for m in (one, two)]
    if one.number.dimension:
        return True
    if one.cell:
        return bool(heads[1]) and heads[1][0] in one.left.lower()
    people = all(h and h[0] in PEOPLE for h in heads)
    return heads[0] == heads[1] != [] or people
