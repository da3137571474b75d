"""How figures stand: corrected, in doubt, or neither."""

import pytest

from cchc.report.agreement import list_corrections, list_unsettled, say_corrections

DECISIONS = "2030Q1/decisions.csv"


@pytest.fixture
def wrong(sound):
    """The desk's resolved dossiers are printed 800 instead of 900: a sum and two rates are
    broken.
    """
    sound.replace("2030Q1/figures.csv", "resolved,desk,900", "resolved,desk,800")
    return sound


def decide(folder, decision: str, value: str = "", reason: str = "đơn vị xác nhận") -> None:
    finding = next(f.finding for f in folder.read().findings if f.rule == "parts:received[desk]")
    figure = "I.1:resolved:desk" if value else ""
    folder.add(
        DECISIONS, finding=finding, decision=decision, figure=figure, value=value, reason=reason
    )


def test_of_sound_figures_none_is_in_doubt(sound):
    assert list_unsettled(sound.read()) == []
    assert list_corrections(sound.read()) == {}


def test_the_suspects_of_an_open_error_are_in_doubt_and_no_other(wrong):
    assert list_unsettled(wrong.read()) == ["resolved[desk]"]


def test_where_no_figure_is_likelier_every_suspect_is_in_doubt(folder):
    folder.figures(received="1.000", resolved="800", pending="100")
    names = ("received", "resolved", "pending")
    assert list_unsettled(folder.read()) == [f"{name}[desk]" for name in names]


def test_a_fact_that_is_printed_twice_and_differs_is_in_doubt(sound):
    sound.figure("revenue", "855,000", "city", section="I.1")
    assert list_unsettled(sound.read()) == ["revenue[city]"]


def test_a_correction_that_mends_all_settles_all_and_says_what_was_printed(wrong):
    decide(wrong, "corrected", "900")
    report = wrong.read()
    assert list_unsettled(report) == []
    assert list_corrections(report) == {
        "resolved[desk]": (("I.1:resolved:desk", "900", "đơn vị xác nhận"),)
    }
    said = "Số báo cáo (mục I.1): 800; đã thống nhất: 900 (đơn vị xác nhận)"
    assert say_corrections(report) == {"resolved[desk]": said}


def test_a_question_to_the_unit_settles_nothing(wrong):
    before = list_unsettled(wrong.read())
    decide(wrong, "queried")
    assert list_unsettled(wrong.read()) == before


def test_a_correction_that_is_withdrawn_leaves_no_footnote(wrong):
    decide(wrong, "corrected", "900")
    decide(wrong, "queried")
    assert list_corrections(wrong.read()) == {}
