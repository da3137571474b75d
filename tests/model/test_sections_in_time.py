"""A report may number its sections otherwise: an indicator and its rules go where it is printed."""

from cchc.pages.method import tabulate_rules


def test_an_indicator_printed_elsewhere_takes_its_findings_along(folder):
    folder.figure("received", "10", section="I.2")
    folder.figure("resolved", "8", section="I.2")
    folder.figure("pending", "1", section="I.2")
    report = folder.read()
    assert report.catalog.indicators.at["received", "section"] == "I.2"
    assert [(f.rule, f.section) for f in report.findings if f.kind == "parts"] == [
        ("parts:received[desk]", "I.2")
    ]


def test_an_indicator_that_is_also_printed_at_home_stays_there(folder):
    folder.figure("received", "10", section="I.2")
    folder.figure("received", "10")
    assert folder.read().catalog.indicators.at["received", "section"] == "I.1"


def test_a_written_rule_goes_with_its_indicators(folder):
    folder.rule("fewer", "resolved[desk] <= pending[desk]")
    folder.figure("resolved", "8", section="I.2")
    folder.figure("pending", "1", section="I.2")
    report = folder.read()
    assert [f.section for f in report.findings if f.rule == "fewer"] == ["I.2"]
    assert report.catalog.rules[0]["section"] == "I.2"
    assert tabulate_rules(report, id="quy-tac").rows


def test_the_same_fact_in_another_section_is_compared(folder):
    folder.add_quarter("2029Q4", received="300")
    folder.figure("received", "300", section="I.2")
    assert [f.section for f in folder.read().findings if f.kind == "change"] == ["I.2"]


def test_an_indicator_that_is_no_longer_in_use_is_not_missed(folder):
    folder.figures(received="10")
    folder.columns(valid_to={"revenue": "2029-12-31"}, required_of={"revenue": "desk"})
    report = folder.read()
    assert "revenue" not in report.catalog.known_on("2030-03-14").index
    assert "revenue" in report.catalog.known_on("2029-12-14").index
    assert not [f for f in report.findings if f.rule.startswith("missing")]


def test_a_figure_of_an_indicator_that_is_no_longer_in_use_is_told(folder):
    folder.figures(received="10", revenue="1,5")
    folder.columns(valid_to={"revenue": "2029-12-31"})
    found = [f for f in folder.read().findings if f.kind == "validity"]
    assert [(f.severity, f.figures) for f in found] == [("warning", ("I.1:revenue:desk",))]
