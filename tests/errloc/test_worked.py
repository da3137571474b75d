"""What was worked out once gives the same answers as working it out again."""

from itertools import product

from errloc.deducing import deduce
from errloc.evaluating import judge_rules
from errloc.worked import Worked

RULES = ["a + b == c", "p == pct(a, c)", "m + n == q", "n >= 0", "m >= 0", "r <= a"]
PRINTED = {"a": "40", "b": "60", "c": "100", "p": "40,0%", "m": "3", "n": None, "q": "8", "r": "1"}


def trials():
    """Give the figures with one or two of them printed otherwise."""
    for a, p, q in product(("40", "41", None), ("40,0%", "41,0%"), ("8", "2", None)):
        yield {**PRINTED, "a": a, "p": p, "q": q}


def test_rules_are_judged_as_they_are_anew_whatever_was_tried_before():
    worked = Worked()
    for values in trials():
        assert judge_rules(values, RULES, worked) == judge_rules(values, RULES)


def test_groups_are_examined_as_they_are_anew_whatever_was_tried_before():
    worked = Worked()
    for values in trials():
        assert deduce(values, RULES, worked=worked) == deduce(values, RULES)


def test_the_same_is_made_once_and_the_first_answer_stays():
    worked, made = Worked(), []

    def make():
        made.append(len(made))
        return made[-1]

    given = [worked.of("a", told, make) for told in ("printed", "tried", "printed", "tried")]
    assert given == [0, 1, 0, 2]
