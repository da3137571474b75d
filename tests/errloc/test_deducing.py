"""What printed figures say of missing ones, and where they leave them no room."""

from fractions import Fraction

from errloc import Range
from errloc.deducing import deduce


def test_a_missing_part_is_what_the_others_leave():
    values = {"resolved": "10.423", "late": "753", "received": "11.176", "pending": None}
    found = deduce(values, ["resolved + late + pending == received", "pending >= 0"])
    assert found.values == {"pending": 0}
    assert found.impossible == ()


def test_a_missing_denominator_lies_between_whole_numbers():
    found = deduce({"p": "95%", "n": "38", "d": None}, ["p == pct(n, d)"])
    assert found.values == {"d": 40}
    found = deduce({"p": "9,5%", "n": "38", "d": None}, ["p == pct(n, d)"])
    assert found.values == {"d": Range(398, 402)}


def test_a_contradiction_through_a_missing_figure_names_who_is_wrong_and_through_whom():
    values = {"received": "11.176", "resolved": None, "on_time": "20.423"}
    found = deduce(values, ["on_time <= resolved", "resolved <= received"])
    (told,) = found.impossible
    assert told.names == ("on_time", "received")
    assert told.through == ("resolved",)
    assert told.rules == (0, 1)
    assert found.values == {}


def test_no_whole_number_is_told_though_a_fraction_would_do():
    rules = ["p == pct(n, d)", "n >= 0"]
    (told,) = deduce({"p": "85,0%", "n": None, "d": "17"}, rules).impossible
    assert told.names == ("d", "p")


def test_what_printed_figures_break_by_themselves_is_no_hidden_contradiction():
    values = {"a": "1", "b": "2", "c": "5", "m": None}
    found = deduce(values, ["a + b == c", "m == c + 1"])
    assert found.impossible == ()
    assert found.values == {}


def test_an_open_end_is_told_without_the_hair_that_keeps_it_open():
    found = deduce({"p": "50%", "n": 10, "d": None}, ["p == pct(n, d)"])
    low, high = found.values["d"]
    assert (low, high) == (Fraction(2000, 101), Fraction(2000, 99))
