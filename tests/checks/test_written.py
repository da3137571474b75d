"""What rules.yml can say: tolerance, conditions, quarters, means, ranks; and what is told of an
entry that says nothing.
"""

import pytest

WARDS = ("thang_bac", "thang_nam")


def errors(folder) -> dict[str, object]:
    return {f.rule: f.residual for f in folder.read().findings if f.severity == "error"}


@pytest.mark.parametrize(
    ("tolerance", "received", "broken"),
    [
        ("2", "902", False),
        ("2", "903", True),
        ("2", "898", False),
        ("2", "897", True),
        ("0,5", "901", True),
        ("1%", "909", False),
        ("1%", "910", True),
        ("1%", "890", True),
    ],
)
def test_a_rule_may_be_near_by_its_tolerance(folder, tolerance, received, broken):
    folder.figures("city", received=received)
    folder.figures("desk", received="900")
    folder.rule("near", "received[city] == received[desk]", tolerance=tolerance)
    assert bool(errors(folder)) == broken


@pytest.mark.parametrize(("pending", "broken"), [("103", False), ("106", True)])
def test_a_whole_may_miss_its_parts_by_the_tolerance_of_the_catalogue(folder, pending, broken):
    folder.columns(tolerance={"received": "5"})
    folder.figures(received="1.000", resolved="900", pending=pending)
    assert bool(errors(folder)) == broken


@pytest.mark.parametrize(("rate", "broken"), [("90,4%", False), ("90,7%", True)])
def test_a_rate_may_miss_by_points(folder, rate, broken):
    folder.columns(tolerance={"resolved_rate": '"0,5"'})
    folder.figures(received="1.000", resolved="900", resolved_rate=rate)
    assert bool(errors(folder)) == broken


@pytest.mark.parametrize(("resolved", "broken"), [("99", False), ("100", True)])
def test_a_rule_holds_only_under_its_condition(folder, resolved, broken):
    folder.figures(received="500", resolved=resolved)
    folder.rule("big", "received <= 400", orgs="desk", when="resolved >= 100")
    assert bool(errors(folder)) == broken


def test_a_condition_that_cannot_be_told_is_not_met_and_a_changed_figure_may_meet_it(folder):
    folder.figures(received="500")
    folder.rule("big", "received <= 400", orgs="desk", when="resolved >= 100")
    assert errors(folder) == {}
    folder.figures(resolved="90")
    appear = folder.read().what_if({"I.1:resolved:desk": "120"}).appear
    assert [f.rule for f in appear] == ["big"]


@pytest.mark.parametrize(("quarters", "broken"), [("1", True), ("2 4", False)])
def test_a_rule_holds_only_in_its_quarters(folder, quarters, broken):
    folder.figures(received="500")
    folder.rule("big", "received <= 400", orgs="desk", quarters=quarters)
    assert bool(errors(folder)) == broken


@pytest.mark.parametrize(("printed", "broken"), [("15", False), ("14", False), ("13", True)])
def test_a_mean_over_orgs(folder, printed, broken):
    folder.figures("city", received=printed)
    for org, text in zip(WARDS, ("10", "19"), strict=True):
        folder.figures(org, received=text)
    folder.rule("mean", "received[city] == mean(received[ward])")
    assert bool(errors(folder)) == broken


@pytest.mark.parametrize(("printed", "broken"), [("85,0%", False), ("75,0%", True)])
def test_a_mean_weighted_by_another_indicator(folder, printed, broken):
    folder.figures("city", resolved_rate=printed)
    for org, text, weight in zip(WARDS, ("90,0%", "60,0%"), ("500", "100"), strict=True):
        folder.figures(org, resolved_rate=text, received=weight)
    folder.rule("mean", "resolved_rate[city] == mean(resolved_rate[ward], by=received)")
    assert ("mean" in " ".join(errors(folder))) == broken


def test_a_mean_whose_weights_are_not_printed_checks_nothing_and_says_so(folder):
    folder.figures("city", resolved_rate="75,0%")
    for org in WARDS:
        folder.figures(org, resolved_rate="90,0%")
    folder.rule("weighed", "resolved_rate[city] == mean(resolved_rate[ward], by=received)")
    assert any("weighed" in f.says for f in folder.read().findings if f.kind == "idle")


@pytest.mark.parametrize(("own", "broken"), [("95,0%", 0), ("90,0%", 0), ("80,0%", 1)])
def test_a_rank_is_held_against_every_other_org(folder, own, broken):
    folder.figures("thang_bac", resolved_rate=own)
    folder.figures("thang_nam", resolved_rate="90,0%")
    folder.rule("best", "resolved_rate[thang_bac] == max(resolved_rate[ward])")
    found = errors(folder)
    assert len(found) == broken
    assert set(found) <= {"best:thang_nam"}


def test_the_lowest_rank_too(folder):
    folder.figures("thang_bac", pending="7")
    folder.figures("thang_nam", pending="5")
    folder.rule("least", "pending[thang_bac] == min(pending[ward])")
    assert errors(folder) == {"least:thang_nam": 2}


@pytest.mark.parametrize(
    ("expr", "says"),
    [
        ("received <= 1.100", "'1.100' would be read as 1.1; write 1100 or 1.1"),
        ("received == max(received[moons])", "over kind 'moons', which has no org"),
        ("received == mean(received[moons])", "over kind 'moons', which has no org"),
        ("received == previous(recieved)", "'recieved__previous' is not in indicators.csv"),
    ],
)
def test_a_rule_that_would_be_misread_is_refused(sound, expr, says):
    sound.rule("bad_one", expr, orgs="desk")
    (problem,) = sound.problems()
    assert says in problem


def test_a_number_with_a_leading_zero_is_a_decimal(sound):
    sound.rule("share", "on_time >= 0.125*resolved", orgs="desk")
    assert errors(sound) == {}


def test_a_rule_that_meets_no_figure_is_told(folder):
    folder.figures(received="5")
    folder.rule("other", "pending[city] <= resolved[city]")
    (finding,) = [f for f in folder.read().findings if f.kind == "idle"]
    assert (finding.severity, "other" in finding.says) == ("info", True)


def test_a_mistyped_place_is_told_and_not_dropped(folder):
    folder.write(
        "catalog/rules.yml",
        "- {rule: l, says: s, section: I.1, severity: error, listed: 'I.1:chú thích 55', indicator:"
        " received}\n",
    )
    folder.figures("city", received="3")
    (finding,) = [f for f in folder.read().findings if f.kind == "idle"]
    assert finding.severity == "warning"
    assert "“I.1:chú thích 55”" in finding.says


def test_a_rule_of_other_quarters_or_without_an_earlier_quarter_is_not_told_as_idle(folder):
    folder.figures(received="5")
    folder.rule("later", "pending <= 3", orgs="desk", quarters="4")
    folder.rule("opening", "received == previous(pending)", orgs="desk")
    assert not [f for f in folder.read().findings if f.kind == "idle"]


def test_a_rule_whose_section_the_report_does_not_have_is_told(folder):
    folder.figures(received="5")
    folder.rule("astray", "received <= 10", orgs="desk", section="IX.9")
    (finding,) = [f for f in folder.read().findings if f.kind == "idle"]
    assert "astray (mục IX.9)" in finding.says
