"""Figures that break no rule but stand out."""

import pytest

from cchc import read_report
from cchc.checks.cases import state_system


def two_quarters(folder, before: dict[str, str], now: dict[str, str]):
    """Copy the quarter's folder as the one before, each with its own figures of the desk."""
    for name in ("report.toml", "citations.csv", "statements.csv", "decisions.csv", "figures.csv"):
        folder.write(f"2029Q4/{name}", folder.path(f"2030Q1/{name}").read_bytes())
    for indicator, text in before.items():
        row = f'{indicator},desk,"{text}",I.1,đoạn,,,\n'
        folder.write(
            "2029Q4/figures.csv",
            folder.path("2029Q4/figures.csv").read_text(encoding="utf-8") + row,
        )
    folder.figures(**now)
    return read_report("2030Q1", folder.root)


@pytest.mark.parametrize(
    ("before", "now", "severity"),
    [
        ("1.200", "1.200", "info"),
        ("1.200", "7.300", "warning"),
        ("7.300", "1.200", "warning"),
        ("1.200", "1.300", None),
        ("12", "95", None),
    ],
)
def test_a_count_is_held_against_the_quarter_before(folder, before, now, severity):
    report = two_quarters(folder, {"received": before}, {"received": now})
    assert [f.severity for f in report.findings if f.kind == "change"] == (
        [severity] if severity else []
    )


@pytest.mark.parametrize(("now", "found"), [("95,0%", 0), ("65,0%", 0), ("9,5%", 1)])
def test_a_percentage_that_leaps_is_noted_and_one_that_stays_is_not(folder, now, found):
    report = two_quarters(folder, {"resolved_rate": "95,0%"}, {"resolved_rate": now})
    assert sum(f.kind == "change" for f in report.findings) == found


def test_without_a_quarter_before_nothing_is_compared(sound):
    report = sound.read()
    assert report.previous is None
    assert not [f for f in report.findings if f.kind == "change"]


def test_a_number_copied_from_the_quarter_before_is_named_as_the_cause(folder):
    before = {"received": "1.500", "resolved": "1.250", "pending": "250"}
    now = {"received": "1.000", "resolved": "1.250", "pending": "100", "resolved_rate": "90,0%"}
    report = two_quarters(folder, before, now)
    (case,) = [case for case in report.cases if any(f.kind == "parts" for f in case.findings)]
    (suspect,) = [s for s in case.suspects if s.certain]
    assert (suspect.figure, suspect.suggested, suspect.cause) == (
        "I.1:resolved:desk",
        "900",
        "chép lại số quý trước",
    )


def test_every_mention_is_a_variable_of_its_own(sound):
    sound.figure("received", "1.000")
    report = sound.read()
    assert {"I.1:received:desk", "I.1:received:desk#2"} <= set(
        state_system(report, report.facts).values
    )
