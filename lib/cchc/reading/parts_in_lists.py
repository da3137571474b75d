"""Find parts by where they stand: list items set in under one that counts the same."""

from collections.abc import Iterator

from .dividing import PEOPLE, head_of
from .mentions import Mention, Reading
from .subsets import is_plain_count, may_hold


def find_listed_parts(reading: Reading) -> Iterator[tuple[Mention, Mention]]:
    """Return pairs of a part and its whole: "- Cán bộ: 64 người" over "+ Nữ: 29 người"."""
    for lead, items in reading.leads.items():
        wholes = [m for m in reading.by_passage.get(lead, ()) if is_plain_count(m)]
        wholes = [m for m in wholes if m.group == -1]
        for item in items:
            parts = [m for m in reading.by_passage.get(item, ()) if is_plain_count(m)]
            for part in parts[:1]:
                fitting = [m for m in wholes if _counts_alike(m, part, len(wholes) == 1)]
                fitting = [m for m in fitting if may_hold(m, part)]
                if fitting:
                    yield part, fitting[-1]


def _counts_alike(whole: Mention, part: Mention, alone: bool) -> bool:
    """Tell whether an item counts what its head does; one that names nothing counts what the only
    number of its head does.
    """
    if whole.number.dimension or part.number.dimension:
        return whole.number.dimension == part.number.dimension
    one, two = (head_of(m).split()[:1] for m in (whole, part))
    people = bool(one and two) and {*one, *two} <= PEOPLE
    return people or one == two != [] or (not two and alone)
