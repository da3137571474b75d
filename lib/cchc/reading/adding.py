"""Find runs of numbers that add up to a total."""

from collections.abc import Iterator

from .mentions import Mention
from .relations import sum_holds

LONGEST_RUN = 9


def adds_up(total: Mention, parts: list[Mention]) -> bool:
    return sum_holds(total.number, [p.number for p in parts])


def adding_up(total: Mention, kept: list[Mention]) -> Iterator[tuple[int, int]]:
    """Find the runs that add up to a total: where they begin and how long they are."""
    values = [m.number.amount for m in kept]
    exact = [m.number.is_exact for m in kept]
    wanted, step = total.number.amount, total.number.step
    step = int(step) if step.denominator == 1 else step
    for first in range(len(values) - 1):
        added, counts = values[first], total.number.is_exact and exact[first]
        for length in range(2, min(LONGEST_RUN, len(values) - first) + 1):
            added += values[first + length - 1]
            counts = counts and exact[first + length - 1]
            room = step * length
            if added > wanted + room:
                break
            # plain counts make a total to the last digit or not at all
            near = added == wanted if counts else added >= wanted - room
            if near and (counts or adds_up(total, kept[first : first + length])):
                yield first, length


def firsts_of(chain: list[Mention], near: list[int]) -> list[int]:
    """Return the first figure of each passage or stretch between semicolons."""
    kept = []
    seen: set[int] = set()
    for place in sorted(near):
        mention = chain[place]
        if mention.passage not in seen or ";" in mention.left:
            kept.append(place)
        seen.add(mention.passage)
    return kept if near == sorted(near) else kept[::-1]
