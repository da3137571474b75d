"""Localisation against exhaustive search on small random systems with missing cells; the benchmark
of the same name compares thousands.
"""

import sys
from fractions import Fraction
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from exhaustive import Answer, compare, run, search, solvable
from systems import SHAPES, Ratio, Row, System

ONE = Fraction(1)


@pytest.mark.parametrize("shape", SHAPES)
def test_cost_sets_and_values_are_those_of_exhaustive_search(shape):
    broken, differences = run(shape, range(50), seed=11)
    assert not differences, "\n".join(differences)
    # most systems must give something to find, else they would show little
    assert broken >= 10


def test_the_search_finds_both_figures_of_a_lone_difference():
    system = System(
        counts={"a": 2, "b": 5},
        rows=[Row({"a": ONE, "b": -ONE}, "==", Fraction(0))],
        box=range(8),
    )
    assert search(system) == Answer(
        1, frozenset({frozenset("a"), frozenset("b")}), {"a": (5, 5), "b": (2, 2)}
    )


def test_the_search_knows_that_no_whole_number_prints_so():
    # 85,0 % of 17 would be 14,45
    system = System(
        counts={"n": None, "d": 17},
        rates={"p": "85,0%"},
        ratios=[Ratio("p", "n", "d")],
        box=range(20),
    )
    assert search(system).cost == 1
    assert frozenset("p") in search(system).sets


def test_the_search_rounds_halves_of_a_decrease_away_from_zero():
    half = System(
        counts={"a": 7, "b": 8},
        rates={"g": "-13%"},
        ratios=[Ratio("g", "a", "b", "b")],
        box=range(9),
    )
    assert search(half).cost == 0
    assert search(System(half.counts, {"g": "-12%"}, ratios=half.ratios, box=half.box)).cost == 1


def test_the_elimination_keeps_strict_ends():
    ends = [({"x": ONE}, ">=", Fraction(1)), ({"x": ONE}, "<=", Fraction(1))]
    assert solvable(ends, ["x"])
    assert not solvable([ends[0], ({"x": ONE}, "<", Fraction(1))], ["x"])
    assert not solvable(
        [({"x": ONE, "y": ONE}, "==", Fraction(3)), *ends, ({"y": ONE}, "<", Fraction(2))],
        ["x", "y"],
    )


def test_a_difference_between_search_and_localisation_is_told():
    system = System(
        counts={"a": 2, "b": 5},
        rows=[Row({"a": ONE, "b": -ONE}, "==", Fraction(0))],
        box=range(8),
    )
    assert compare(system, search(system)) == []
    assert compare(system, Answer(2, frozenset({frozenset("ab")}), {})) != []
