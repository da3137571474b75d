"""Choosing by section, org and severity."""

import pytest

from cchc.explore.selection import (
    Selection,
    list_orgs,
    list_sections,
    pick_cases,
    pick_figures,
    pick_findings,
)


@pytest.fixture
def report(wrong):
    """Errors at the desk in I.1, and in I.2 a number of four digits without its dot, which is a
    note.
    """
    wrong.figure("pending", "3604", "city", section="I.2")
    return wrong.read()


@pytest.mark.parametrize(
    ("chosen", "severities"),
    [
        (Selection(), {"error", "info"}),
        (Selection(severity="error"), {"error"}),
        (Selection(section="I.2"), {"info"}),
        (Selection(org="city"), {"info"}),
        (Selection(org="desk"), {"error"}),
        (Selection(section="I.2", severity="error"), set()),
        (Selection(org="thang_bac"), set()),
    ],
)
def test_findings_and_cases_follow_the_choice(report, chosen, severities):
    assert {f.severity for f in pick_findings(report, chosen)} == severities
    assert {c.severity for c in pick_cases(report, chosen)} == severities


def test_figures_follow_the_choice(report):
    assert pick_figures(report, Selection()) == list(report.figures.index)
    assert pick_figures(report, Selection(section="I.2")) == [
        "I.2:revenue:city",
        "I.2:pending:city",
    ]
    assert pick_figures(report, Selection(org="city", severity="info")) == ["I.2:pending:city"]
    assert "I.2:revenue:city" not in pick_figures(report, Selection(severity="error"))


def test_only_what_has_figures_or_findings_is_offered(report):
    assert list_sections(report) == [("Tất cả", ""), ("I.1 Hồ sơ", "I.1"), ("I.2 Tài chính", "I.2")]
    assert list_orgs(report) == [
        ("Tất cả", ""),
        ("UBND thành phố", "city"),
        ("Bộ phận một cửa", "desk"),
    ]
