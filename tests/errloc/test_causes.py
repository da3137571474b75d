from fractions import Fraction

import pytest

from errloc.causes import Clues, explain_change, name_cause


@pytest.mark.parametrize(
    ("printed", "wanted", "cause"),
    [
        ("9.852", "9.582", "transposition"),
        ("120", "1.200", "slip"),
        ("0,47%", "4,65%", "slip"),
        ("-10", "10", "sign"),
        ("9.852", "9.862", "digit_replaced"),
        ("98.520", "9.852", "slip"),
        ("98.552", "9.852", "digit_added"),
        ("952", "9.852", "digit_omitted"),
        ("100%", "105%", "capped"),
        ("9.852", "1.234", "undetermined"),
        ("8", "7", "undetermined"),
        ("0,9%", "91,9%", "slip"),
        ("13,940", "139,402", "slip"),
        ("58,895", "5.889,516", "slip"),
        ("139", "1.394", "digit_omitted"),
    ],
)
def test_one_operation_is_named(printed, wanted, cause):
    assert name_cause(explain_change(printed, wanted)) == cause


def test_truncation_is_told_from_the_unrounded_percentage():
    operations = explain_change("99,5%", "99,6%", Clues(true=Fraction(985200, 9896)))
    assert (operations[0].name, operations[0].cost) == ("truncation", Fraction(1, 5))


def test_a_copied_figure_names_its_neighbour():
    copied = explain_change("9.852", "9.896", Clues({"on_time": "9852"}))
    assert (name_cause(copied), copied[0].source) == ("copied", "on_time")
    again = explain_change("9.852", "9.896", Clues(previous="9.852"))
    assert name_cause(again) == "copied_previous"


def test_two_causes_as_likely_as_each_other_leave_it_undetermined():
    near = Clues({"on_time": "9.852", "other": "8"})
    assert name_cause(explain_change("9.852", "9.862", near)) == "undetermined"
    assert name_cause(explain_change("8", "7", near)) == "undetermined"


@pytest.mark.parametrize(
    ("printed", "wanted", "true"),
    [
        ("78,4%", "78,5%", Fraction(7845, 100)),
        ("94%", "95%", Fraction(9450, 100)),
        ("10,1", "10,2", None),
        ("0,47%", "0,48%", Fraction(478, 1000)),
    ],
)
def test_a_rounding_is_never_a_wrong_digit(printed, wanted, true):
    operations = explain_change(printed, wanted, Clues(true=true))
    assert name_cause(operations) in ("rounding", "truncation")
    assert not {"digit_replaced", "transposition"} & {o.name for o in operations}


def test_a_whole_percent_off_by_one_digit_is_a_wrong_digit():
    assert name_cause(explain_change("78,4%", "98,4%")) == "digit_replaced"


@pytest.mark.parametrize(
    ("printed", "wanted", "clues", "cause"),
    [
        ("1.500", "900", Clues(previous="600"), "accumulated"),
        ("1.500", "901", Clues(previous="600"), "undetermined"),
        ("900", "900.000", Clues(), "scale"),
        ("854,639", "854.639", Clues(), "scale"),
        ("1.480", "1.500", Clues(stale=frozenset([Fraction(1480)])), "total_stale"),
        ("76,92%", "66,67%", Clues(bases={"pending": Fraction(1000, 13)}), "other_base"),
        ("77%", "67%", Clues(bases={"pending": Fraction(1000, 13)}), "digit_replaced"),
    ],
)
def test_what_other_figures_tell_of_a_change(printed, wanted, clues, cause):
    assert name_cause(explain_change(printed, wanted, clues)) == cause


def test_a_total_is_a_little_likelier_than_its_parts():
    free, total = (explain_change("120", "455", Clues(is_total=t))[0] for t in (False, True))
    assert total.cost < free.cost
