import pytest

from cchc.objects.prose import Prose
from cchc.pages import method

DECISIONS = "2030Q1/decisions.csv"


@pytest.fixture
def wrong(sound):
    """The desk's resolved dossiers are printed 800 instead of 900: a sum and two rates are
    broken.
    """
    sound.replace("2030Q1/figures.csv", "resolved,desk,900", "resolved,desk,800")
    return sound


def test_of_sound_figures_both_lists_are_a_sentence(sound):
    report = sound.read()
    assert isinstance(method.tabulate_corrections(report, id="a"), Prose)
    assert isinstance(method.tabulate_unsettled(report, id="b"), Prose)


def test_figures_in_doubt_are_listed_as_printed_with_their_place(wrong):
    rows = method.tabulate_unsettled(wrong.read(), id="b").rows
    assert rows == (("Hồ sơ đã giải quyết", "Bộ phận một cửa", "I.1", "800"),)


def test_a_corrected_figure_stands_with_its_reason_and_is_in_doubt_no_more(wrong):
    finding = next(f.finding for f in wrong.read().findings if f.rule == "parts:received[desk]")
    taken = {
        "decision": "corrected",
        "figure": "I.1:resolved:desk",
        "value": "900",
        "reason": "xác nhận",
    }
    wrong.add(DECISIONS, finding=finding, **taken)
    report = wrong.read()
    (row,) = method.tabulate_corrections(report, id="a").rows
    assert row == ("Hồ sơ đã giải quyết", "Bộ phận một cửa", "I.1", "800", "900", "xác nhận")
    assert isinstance(method.tabulate_unsettled(report, id="b"), Prose)
