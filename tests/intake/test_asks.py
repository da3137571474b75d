"""What a form asks: each fact once, rates worked out, only the rules that its own numbers can
break.
"""

from decimal import Decimal

import pytest

from cchc.errors import InputError
from cchc.intake.asks import list_asks, list_checks, with_expected


def rules(folder, *orgs) -> list[str]:
    report = folder.read()
    return [rule.id for rule in list_checks(report, list_asks(report, orgs))]


def test_a_fact_of_several_mentions_is_asked_once_under_its_leading_figure(folder):
    folder.figure("received", "", section="I.2")
    folder.figure("received", "")
    folder.figure("received", "", place="bảng")
    assert [(ask.figure, ask.section) for ask in list_asks(folder.read())] == [
        ("I.1:received:desk", "I.1")
    ]


def test_asks_follow_sections_orgs_and_the_catalogue_not_the_report(folder):
    folder.figure("revenue", "", "city", section="I.2")
    folder.figures("thang_bac", resolved="", received="")
    folder.figures("desk", received="")
    assert [ask.fact for ask in list_asks(folder.read())] == [
        "received[desk]",
        "received[thang_bac]",
        "resolved[thang_bac]",
        "revenue[city]",
    ]


def test_a_rate_is_worked_out_only_where_both_its_parts_are_asked(folder):
    folder.figures("desk", received="", resolved="", resolved_rate="", on_time_rate="")
    parts = {ask.indicator: ask.parts for ask in list_asks(folder.read())}
    assert parts["resolved_rate"] == ("resolved[desk]", "received[desk]")
    assert parts["on_time_rate"] is None  # on_time is not asked


def test_a_figure_that_is_filled_in_is_given(folder):
    folder.figures("desk", received="1.000", resolved="")
    assert {ask.indicator: ask.given for ask in list_asks(folder.read())} == {
        "received": Decimal(1000),
        "resolved": None,
    }


def test_an_org_is_asked_for_its_own_figures_alone(folder):
    folder.figures("desk", received="")
    folder.figures("thang_bac", received="")
    assert [ask.fact for ask in list_asks(folder.read(), ["thang_bac"])] == ["received[thang_bac]"]


def test_expected_figures_stand_between_the_others_in_the_order_of_the_file(folder):
    folder.figures("desk", received="", resolved="3", pending="")
    assert list(with_expected(folder.read()).figures["indicator"]) == [
        "received",
        "resolved",
        "pending",
    ]


def test_the_rule_of_a_worked_out_rate_is_left_out_and_that_of_a_typed_one_kept(folder):
    folder.figures("desk", received="", resolved="", pending="", resolved_rate="")
    assert rules(folder) == ["parts:received[desk]", "bound:resolved_rate[desk]"]
    folder.rule("share", "on_time_rate[thang_bac] == pct(resolved[desk], received[desk])")
    folder.figures("thang_bac", on_time_rate="")
    assert "share" in rules(folder)
    assert "share" not in rules(folder, "thang_bac")


@pytest.mark.parametrize(
    ("expr", "kept"),
    [
        (
            "received[desk] <= received[thang_bac]",
            False,
        ),  # what it must not pass is asked of another
        ("received[desk] >= received[thang_bac]", False),
        ("received[desk] == 17", True),
        ("received[desk] <= 17", True),
        ("received[desk] >= 17", True),
        ("received[desk] + received[thang_bac] <= 17", True),  # the part may be too large by itself
        ("received[desk] + received[thang_bac] >= 17", False),
        ("received[desk] >= 0", False),
    ],
)
def test_a_rule_that_one_org_cannot_break_by_itself_is_not_in_its_form(folder, expr, kept):
    folder.figures("desk", received="")
    folder.figures("thang_bac", received="")
    folder.rule("given", expr)
    assert ("given" in rules(folder, "desk")) == kept


def test_errors_come_before_warnings(folder):
    folder.figures("desk", received="", resolved="", pending="")
    folder.rule("light", "received[desk] <= 10", severity="warning")
    folder.rule("grave", "received[desk] <= 20")
    assert rules(folder) == ["parts:received[desk]", "grave", "light"]


def test_a_rule_that_cannot_be_used_is_told(folder):
    folder.figures("desk", received="")
    report = folder.read()
    folder.rule("broken", "received[moon] <= 1")
    with pytest.raises(InputError, match=r"'moon' is not in orgs\.csv"):
        list_checks(folder.read(), list_asks(report))
