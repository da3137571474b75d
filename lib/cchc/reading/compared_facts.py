"""Tell whether two facts speak of the same: of one time, one state, one place and one subject."""

import re

from .mentions import content_words
from .said_times import OTHER_TIMES
from .told_facts import ToldFact

# words that say nothing of what is counted
_FILLING = frozenset(["chỉ", "vẫn", "hiện", "chung", "tạo", "kéo", "nâng", "giảm", "mới", "đều"])


def agree_on(one: ToldFact, two: ToldFact) -> bool:
    """Tell whether nothing that both say of time and state differs."""
    different = one.times != two.times
    if "before" in one.times ^ two.times and all(f.times for f in (one, two)):
        named = (one if "before" in two.times else two).times
        different = bool(OTHER_TIMES & named)  # "cùng kỳ" may be "quý I/2025"
    if different and ((one.times and two.times) or OTHER_TIMES & (one.times | two.times)):
        return False
    return not one.states or not two.states or bool(one.states & two.states)


def exclude_each_other(one: ToldFact, two: ToldFact) -> bool:
    """Tell facts of two times, or in two states of one family such as early and late."""
    if one.times != two.times and one.times and two.times:
        return True
    families = [{s.partition(":")[0] for s in f.states} for f in (one, two)]
    shared = {s.partition(":")[0] for s in one.states & two.states}
    return bool((families[0] & families[1]) - shared)


def count_else(one: ToldFact, two: ToldFact) -> bool:
    """Tell "12 công chức" from "12 xã": nothing that both count is called alike."""
    units = [set(f.number.unit.split()) for f in (one, two)]
    return all(units) and not units[0] & units[1]


def have_other_subjects(one: ToldFact, two: ToldFact) -> bool:
    """Tell facts of two places, "thôn Hạ" and "thôn Thượng", or under two headings of which each
    has a subject of its own that the other does not tell.
    """
    if one.names and two.names and not one.names & two.names:
        return True
    own, other = one.heading - two.heading, two.heading - one.heading
    said = [f.own | f.near - f.heading for f in (one, two)]
    return bool(own and other) and not (own & said[1] or other & said[0])


def words_of_count(fact: ToldFact) -> set[str]:
    """Return the words of a clause that tell what its number counts."""
    clause = re.split(r"[,;:]", fact.mention.left)[-1]
    return {*content_words(f"{clause} {fact.mention.right}")} - _FILLING
