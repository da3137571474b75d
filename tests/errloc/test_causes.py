from fractions import Fraction

import pytest

from errloc.causes import explain_change, name_cause


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
    ],
)
def test_one_operation_is_named(printed, wanted, cause):
    assert name_cause(explain_change(printed, wanted)) == cause


def test_truncation_is_told_from_the_unrounded_percentage():
    operations = explain_change("99,5%", "99,6%", true=Fraction(985200, 9896))
    assert (operations[0].name, operations[0].cost) == ("truncation", Fraction(1, 5))


def test_a_copied_figure_names_its_neighbour():
    copied = explain_change("9.852", "9.896", {"on_time": "9852"})
    assert name_cause(copied) == "copied"
    assert "on_time" in copied[0].text
    assert name_cause(explain_change("9.852", "9.896", previous="9.852")) == "copied_previous"


def test_two_causes_as_likely_as_each_other_leave_it_undetermined():
    assert name_cause(explain_change("9.852", "9.862", {"on_time": "9.852"})) == "undetermined"
    assert name_cause(explain_change("8", "7", {"other": "8"})) == "undetermined"
