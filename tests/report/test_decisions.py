"""Decisions: one checked row more in decisions.csv, and nothing else."""

from datetime import date

import pytest

from cchc.errors import InputError
from cchc.report.decisions import write_decision

DECISIONS = "2030Q1/decisions.csv"


@pytest.fixture
def wrong(sound):
    """The desk's resolved dossiers are printed 800 instead of 900: a sum and two rates are
    broken.
    """
    sound.replace("2030Q1/figures.csv", "resolved,desk,900", "resolved,desk,800")
    return sound


def finding_of(report, rule: str):
    return next(f for f in report.findings if f.rule == rule)


def test_a_correction_is_appended_and_closes_every_finding_it_mends(wrong):
    report = wrong.read()
    finding = finding_of(report, "parts:received[desk]")
    write_decision(
        report,
        wrong.root,
        finding.finding,
        "corrected",
        "đơn vị xác nhận",
        figure="I.1:resolved:desk",
        value="900",
        decided_by="An",
        decided_on=date(2030, 4, 7),
    )
    lines = wrong.path(DECISIONS).read_text(encoding="utf-8").splitlines()
    assert (
        lines[1]
        == f"{finding.finding},corrected,I.1:resolved:desk,900,đơn vị xác nhận,An,2030-04-07"
    )
    after = wrong.read()
    assert {f.decision for f in after.findings if f.severity == "error"} == {"corrected"}
    assert after.value("resolved", "desk") == 900
    assert after.printed("resolved", "desk") == "800"


def test_figures_are_untouched_by_a_decision(wrong):
    before = wrong.path("2030Q1/figures.csv").read_bytes()
    report = wrong.read()
    finding = finding_of(report, "parts:received[desk]").finding
    write_decision(report, wrong.root, finding, "explained", "hai kỳ khác nhau")
    assert wrong.path("2030Q1/figures.csv").read_bytes() == before
    assert finding_of(wrong.read(), "parts:received[desk]").decision == "explained"


def test_a_query_leaves_the_error_open(wrong):
    report = wrong.read()
    finding = finding_of(report, "parts:received[desk]").finding
    write_decision(report, wrong.root, finding, "queried", "đã hỏi bộ phận một cửa")
    assert finding_of(wrong.read(), "parts:received[desk]").is_open_error


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"finding": "bt-00000000"}, "is not a finding of 2030Q1"),
        ({"reason": "  "}, "needs its reason"),
        (
            {"decision": "corrected", "figure": "I.2:revenue:city", "value": "1,0"},
            "is not a figure of",
        ),
        (
            {"decision": "corrected", "figure": "I.1:resolved:desk", "value": "chín trăm"},
            "is not a number",
        ),
    ],
)
def test_an_unusable_decision_writes_nothing(wrong, change, says):
    report = wrong.read()
    given = {
        "finding": finding_of(report, "parts:received[desk]").finding,
        "decision": "explained",
        "reason": "rõ",
    }
    before = wrong.path(DECISIONS).read_bytes()
    with pytest.raises(InputError, match=says):
        write_decision(report, wrong.root, **(given | change))
    assert wrong.path(DECISIONS).read_bytes() == before


def test_the_same_decision_twice_is_refused(wrong):
    finding = finding_of(wrong.read(), "parts:received[desk]").finding
    write_decision(wrong.read(), wrong.root, finding, "queried", "đã hỏi")
    with pytest.raises(InputError, match="stands already, in row 2"):
        write_decision(wrong.read(), wrong.root, finding, "queried", "hỏi lại")


def test_a_file_without_a_last_line_break_keeps_its_rows_apart(wrong):
    path = wrong.path(DECISIONS)
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    report = wrong.read()
    write_decision(
        report, wrong.root, finding_of(report, "parts:received[desk]").finding, "queried", "đã hỏi"
    )
    assert len(wrong.read().decisions) == 1


def test_a_later_explanation_withdraws_a_correction(wrong):
    finding = finding_of(wrong.read(), "parts:received[desk]").finding
    given = {"figure": "I.1:resolved:desk", "value": "900"}
    write_decision(wrong.read(), wrong.root, finding, "corrected", "đơn vị xác nhận", **given)
    write_decision(wrong.read(), wrong.root, finding, "explained", "đơn vị nói lại: số in đúng")
    report = wrong.read()
    assert report.value("resolved", "desk") == 800
    assert finding_of(report, "parts:received[desk]").decision == "explained"


def test_a_correction_that_mends_nothing_leaves_the_error_open(wrong):
    finding = finding_of(wrong.read(), "parts:received[desk]").finding
    given = {"figure": "I.1:resolved:desk", "value": "850"}
    write_decision(wrong.read(), wrong.root, finding, "corrected", "nghe qua điện thoại", **given)
    assert finding_of(wrong.read(), "parts:received[desk]").is_open_error
