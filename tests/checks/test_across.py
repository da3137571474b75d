"""Rules between quarters: what may not fall, what stays, what is carried over, what has grown."""

import pytest

from cchc import read_report


def across(folder, before: dict[str, str], now: dict[str, str], quarter: str = "2030Q1"):
    """Give what 2030Q2 says against the quarter before (or another) by rule: severity and gap."""
    folder.add_quarter(quarter, **before)
    folder.add_quarter("2030Q2", **now)
    report = read_report("2030Q2", folder.root)
    kept = [f for f in report.findings if f.rule.partition(":")[0] in KINDS]
    return {f.rule: (f.severity, f.residual) for f in kept}


KINDS = ("falls", "stays", "carried", "growth", "written")


@pytest.mark.parametrize(("now", "told"), [("20", -4), ("24", None), ("30", None)])
def test_a_cumulative_figure_may_not_fall_within_a_year(folder, now, told):
    folder.columns(accumulates={"resolved": "year"})
    found = across(folder, {"resolved": "24"}, {"resolved": now})
    assert found == ({"falls:resolved[desk]": ("warning", told)} if told else {})


def test_a_cumulative_amount_that_falls_is_told_with_both_numbers(folder):
    folder.columns(accumulates={"revenue": "year"})
    folder.add_quarter("2030Q1", revenue="854,639")
    folder.add_quarter("2030Q2", revenue="700,000")
    (finding,) = [f for f in read_report("2030Q2", folder.root).findings if f.kind == "across"]
    assert "700,000" in finding.says
    assert "(quý I/2030) 854,639" in finding.says
    assert not any(s.certain for s in finding.suspects)


def test_a_new_year_begins_again(folder):
    folder.columns(accumulates={"resolved": "year"})
    folder.add_quarter("2029Q4", resolved="24")
    folder.figures(resolved="5")
    assert not [f for f in folder.read().findings if f.kind == "across"]


def test_a_window_that_does_not_begin_with_the_year_is_no_cumulative_figure(folder):
    folder.columns(accumulates={"resolved": "year"})
    folder.add_quarter("2030Q1", resolved="24")
    folder.add_quarter("2030Q2", start="15/3/2030", end="14/6/2030", resolved="20")
    assert not [f for f in read_report("2030Q2", folder.root).findings if f.kind == "across"]


@pytest.mark.parametrize(("now", "told"), [("42", False), ("40", True)])
def test_a_yearly_plan_stays_over_the_year(folder, now, told):
    folder.columns(constant={"received": "year"})
    found = across(folder, {"received": "42"}, {"received": now})
    assert ("stays:received[desk]" in found) == told


@pytest.mark.parametrize(("opening", "told"), [("83", {}), ("85", {"carried:received[desk]": 2})])
def test_what_is_carried_over_is_what_was_left(folder, opening, told):
    folder.columns(carried_from={"received": "pending"})
    found = across(folder, {"pending": "83"}, {"received": opening})
    assert {rule: gap for rule, (_, gap) in found.items()} == told


def add_change(folder, unit: str, counted: str, back: str = "previous") -> None:
    folder.add(
        "catalog/indicators.csv",
        indicator="change",
        name="Mức tăng",
        unit=unit,
        section="I.1",
        definition="so với kỳ trước",
    )
    folder.columns(change_of={"change": counted}, change_from={"change": back})


@pytest.mark.parametrize(
    ("unit", "counted", "before", "now", "change", "holds"),
    [
        ("%", "received", "1.000", "1.050", "5,0%", True),
        ("%", "received", "1.000", "1.050", "5,1%", False),
        ("hồ sơ", "received", "1.000", "1.050", "50", True),
        ("hồ sơ", "received", "1.000", "1.050", "40", False),
        ("%", "resolved_rate", "90,0%", "92,1%", "2,1%", True),
        ("%", "resolved_rate", "90,0%", "92,1%", "4,1%", False),
    ],
)
def test_growth_in_percent_numbers_and_points(folder, unit, counted, before, now, change, holds):
    add_change(folder, unit, counted)
    found = across(folder, {counted: before}, {counted: now, "change": change})
    assert ("growth:change[desk]" in " ".join(found)) != holds


def test_a_loss_is_told_by_the_note_or_by_the_sign(folder):
    add_change(folder, "%", "received")
    folder.add_quarter("2030Q1", received="100")
    folder.add_quarter("2030Q2", received="95", change="5,0%")
    text = folder.path("2030Q2/figures.csv").read_text(encoding="utf-8")
    folder.write("2030Q2/figures.csv", text.rstrip("\n") + "giảm\n")
    report = read_report("2030Q2", folder.root)
    assert not [f for f in report.findings if f.rule.startswith("growth")]


def test_growth_against_the_same_quarter_of_the_year_before(folder):
    add_change(folder, "%", "received", "year_before")
    found = across(folder, {"received": "1.000"}, {"received": "1.050", "change": "9%"}, "2029Q2")
    assert list(found) == ["growth:change[desk]"]


def test_without_the_quarter_in_question_there_is_no_rule(folder):
    add_change(folder, "%", "received", "year_before")
    found = across(folder, {"received": "1.000"}, {"received": "1.050", "change": "9%"}, "2030Q1")
    assert found == {}


def test_a_written_rule_names_earlier_quarters(folder):
    folder.rule("written:opening", "received == previous(pending)", orgs="desk")
    found = across(folder, {"pending": "83"}, {"received": "90"})
    assert found == {"written:opening": ("error", 7)}


def test_a_corrected_earlier_figure_counts_as_agreed_on(folder):
    folder.columns(accumulates={"resolved": "year"})
    folder.add_quarter("2030Q1", resolved="240")
    folder.write(
        "2030Q1/decisions.csv",
        "finding,decision,figure,value,reason,decided_by,decided_on\n"
        "bt-00000000,corrected,I.1:resolved:desk,24,nhầm,,\n",
    )
    folder.add_quarter("2030Q2", resolved="30")
    folder.write(
        "2030Q2/decisions.csv",
        "finding,decision,figure,value,reason,decided_by,decided_on\n",
    )
    assert not [f for f in read_report("2030Q2", folder.root).findings if f.kind == "across"]
