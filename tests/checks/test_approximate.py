"""Figures told roughly are intervals: no error where the words hold, one where they do not."""

import pytest


def errors(folder) -> list[str]:
    return [f.rule for f in folder.read().findings if f.severity == "error"]


@pytest.mark.parametrize(
    ("printed", "note", "broken"),
    [
        ("70%", "", True),
        ("70%", "hơn", False),
        ("72%", "hơn", True),
        ("72%", "gần", False),
        ("70%", "gần", True),
        ("70%", "khoảng", False),
        ("50%", "khoảng", True),
        ("71%", "ít nhất", False),
    ],
)
def test_a_rate_told_roughly_is_held_against_its_counts(folder, printed, note, broken):
    folder.figures(received="1.000", resolved="711", pending="289")
    folder.figure("resolved_rate", printed, note=note)
    assert bool(errors(folder)) == broken


@pytest.mark.parametrize(
    ("printed", "note", "broken"),
    [("700", "hơn", False), ("720", "hơn", True), ("720", "gần", False), ("700", "", True)],
)
def test_a_total_told_roughly_is_held_against_its_parts(folder, printed, note, broken):
    folder.figure("received", printed, note=note)
    folder.figures(resolved="611", pending="101")
    assert bool(errors(folder)) == broken


def test_a_part_told_as_more_than_leaves_its_whole_room_above(folder):
    folder.figure("resolved", "600", note="hơn")
    folder.figures(received="712", pending="101")
    assert errors(folder) == []
    folder.replace("2030Q1/figures.csv", "received,desk,712", "received,desk,690")
    assert errors(folder) == ["parts:received[desk]"]


def test_a_rough_count_below_a_rate_leaves_the_rate_room(folder):
    folder.figure("received", "1.000", note="hơn")
    folder.figures(resolved="900", resolved_rate="80%")
    assert errors(folder) == []
    folder.replace("2030Q1/figures.csv", "desk,80%", "desk,95%")
    assert errors(folder) == ["rate:resolved_rate[desk]"]
