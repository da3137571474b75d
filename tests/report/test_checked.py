"""What an analyst works with: observations, decisions and what-if, with the printed figures left
alone.
"""

from decimal import Decimal

import pandas as pd
import pytest

from cchc import read_report
from cchc.checks.findings import name_finding
from cchc.checks.remarks import PlacedChecks, Remark
from cchc.checks.whole_check import check_report
from cchc.errors import InputError
from cchc.model.hashes import hash_inputs
from cchc.model.numbers import FigureError
from cchc.model.quarter import Quarter
from cchc.report.agreement import with_figures
from cchc.report.opening_reports import hand_over, read_handed, take_over
from errloc.worked import Worked

PARTS, RATE = name_finding("parts:received[desk]"), name_finding("rate:resolved_rate[desk]")
RESOLVED = "I.1:resolved:desk"


@pytest.fixture
def broken(sound):
    """The sound quarter with one wrong figure: 900 resolved became 850."""
    sound.replace("2030Q1/figures.csv", "resolved,desk,900", "resolved,desk,850")
    return sound


def decide(folder, finding: str, decision: str, figure: str = "", value: str = "") -> None:
    folder.add(
        "2030Q1/decisions.csv",
        finding=finding,
        decision=decision,
        figure=figure,
        value=value,
        reason="đã hỏi đơn vị",
    )


# observations


def test_observations_are_the_printed_values_while_nothing_is_decided(broken):
    report = broken.read()
    assert report.value("resolved", "desk") == 850
    assert report.printed("resolved", "desk") == "850"
    assert not report.observations["corrected"].any()
    assert not report.observations["disputed"].any()


def test_a_missing_figure_is_none_and_never_0(sound):
    report = sound.read()
    assert report.value("received", "city") is None
    assert report.printed("received", "city") is None
    assert report.values(["received", "revenue"], "city")["value"].tolist() == [
        None,
        Decimal("854.639"),
    ]


def test_a_correction_reaches_the_observation_and_leaves_the_printed_text(broken):
    decide(broken, PARTS, "corrected", RESOLVED, "900")
    report = broken.read()
    row = report.observations.loc["resolved[desk]"]
    assert (row["value"], row["printed"], row["corrected"]) == (900, "850", True)
    assert report.value("resolved", "desk") == 900
    assert report.printed("resolved", "desk") == "850"
    assert report.figures.at[RESOLVED, "printed"] == "850"
    assert report.figures.at[RESOLVED, "value"] == 850
    assert report.observations["corrected"].sum() == 1


def test_the_latest_correction_of_a_figure_counts(broken):
    decide(broken, PARTS, "corrected", RESOLVED, "899")
    decide(broken, PARTS, "corrected", RESOLVED, "900")
    assert broken.read().value("resolved", "desk") == 900


@pytest.mark.parametrize("decision", ["explained", "queried"])
def test_a_conclusion_without_a_correction_changes_no_value(broken, decision):
    decide(broken, PARTS, decision)
    assert broken.read().value("resolved", "desk") == 850


def test_a_fact_is_disputed_while_its_mentions_differ(folder):
    folder.figure("received", "42")
    folder.figure("received", "44", section="I.2")
    report = folder.read()
    assert report.observations.at["received[desk]", "disputed"]
    (finding,) = report.findings
    decide(folder, finding.finding, "corrected", "I.2:received:desk", "42")
    report = folder.read()
    assert not report.observations.at["received[desk]", "disputed"]
    assert report.value("received", "desk") == 42


def test_percentages_that_round_to_each_other_are_not_disputed(folder):
    folder.figures(resolved_rate="97,01%")
    folder.figures(resolved_rate="97%")
    report = folder.read()
    assert report.findings == ()
    assert not report.observations["disputed"].any()


def test_rates_are_computed_again_from_the_agreed_values(broken):
    decide(broken, PARTS, "corrected", RESOLVED, "900")
    frame = broken.read().rates("resolved_rate", ["desk", "city"])
    assert frame.iloc[0].tolist() == ["desk", "Bộ phận một cửa", 900, 1000, 90.0, "90,0%"]
    assert frame.loc[1, ["numerator", "denominator", "printed"]].tolist() == [None, None, None]
    assert pd.isna(frame.loc[1, "rate"])


def test_orgs_are_named_by_kind_code_or_list(sound):
    report = sound.read()
    assert report.members("ward") == ["thang_bac", "thang_nam"]
    assert report.members("desk") == ["desk"]
    assert report.members(["city", "desk"]) == ["city", "desk"]
    assert report.across(["received"], "desk")["received"].tolist() == [1000]


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "value"),
    [
        ("", "", "95"),
        ("2030-03-14", "", "95"),
        ("2030-03-15", "", None),
        ("", "2030-03-14", "95"),
        ("", "2030-03-13", None),
    ],
)
def test_a_target_holds_on_the_last_day_of_the_quarter_or_not_at_all(
    sound, valid_from, valid_to, value
):
    sound.add(
        "catalog/targets.csv",
        indicator="resolved_rate",
        org="desk",
        value="95",
        document="Kế hoạch",
        confirmed="no",
        valid_from=valid_from,
        valid_to=valid_to,
    )
    target = sound.read().target("resolved_rate", "desk")
    assert (None if target is None else target["value"]) == value


# decisions


def test_a_decision_closes_its_finding_and_stays_visible(broken):
    decide(broken, PARTS, "explained")
    findings = {f.finding: f for f in broken.read().findings}
    assert findings[PARTS].decision == "explained"
    assert not findings[PARTS].is_open_error
    assert findings[RATE].decision == ""
    assert findings[RATE].is_open_error


def test_a_query_leaves_its_finding_open(broken):
    decide(broken, PARTS, "queried")
    finding = next(f for f in broken.read().findings if f.finding == PARTS)
    assert (finding.decision, finding.is_open_error) == ("queried", True)


def test_a_correction_closes_every_finding_that_it_mends(broken):
    assert sum(f.is_open_error for f in broken.read().findings) == 4
    decide(broken, PARTS, "corrected", RESOLVED, "900")
    findings = broken.read().findings
    assert [f.decision for f in findings] == ["corrected"] * 4
    assert not any(f.is_open_error for f in findings)


def test_a_correction_that_breaks_something_else_is_told(broken):
    decide(broken, PARTS, "corrected", RESOLVED, "900")
    decide(broken, RATE, "corrected", "I.1:pending:desk", "150")
    report = broken.read()
    assert report.value("pending", "desk") == 150
    decide(broken, RATE, "corrected", "I.1:resolved_rate:desk", "101%")
    appeared = [f for f in broken.read().findings if f.rule == "bound:resolved_rate[desk]"]
    assert [f.is_open_error for f in appeared] == [True]


def test_a_decision_on_a_finding_that_is_gone_is_itself_told(sound):
    decide(sound, PARTS, "explained")
    (finding,) = sound.read().findings
    assert (finding.kind, finding.severity) == ("decision", "warning")
    assert f"dòng 2 nói về sai lệch {PARTS} không còn tồn tại" in finding.says


def test_findings_stay_errors_first_with_decisions_taken(broken):
    broken.figure("received", "3604", "city")
    decide(broken, "bt-gone", "explained")
    decide(broken, RATE, "corrected", "I.1:resolved_rate:desk", "101%")
    severities = [f.severity for f in broken.read().findings]
    assert severities == sorted(severities, key=["error", "warning", "info"].index)


def test_a_decided_case_still_names_its_suspects(broken):
    decide(broken, PARTS, "corrected", RESOLVED, "900")
    (case,) = broken.read().cases
    assert [(s.figure, s.suggested) for s in case.suspects] == [(RESOLVED, "900")]


# what if


def test_what_if_tells_what_would_vanish_and_appear(broken):
    report = broken.read()
    changed = report.what_if({RESOLVED: "900"})
    assert {f.rule for f in changed.vanish} == {f.rule for f in report.findings}
    assert changed.appear == ()


def test_what_if_can_make_things_worse(sound):
    changed = sound.read().what_if({RESOLVED: "850"})
    assert changed.vanish == ()
    assert {f.rule for f in changed.appear} == {
        "parts:received[desk]",
        "part:on_time[desk]",
        "rate:resolved_rate[desk]",
        "rate:on_time_rate[desk]",
    }


def test_what_if_tells_of_an_error_that_would_only_become_a_note(sound):
    sound.replace("2030Q1/figures.csv", '"90,0%"', '"91%"')
    sound.replace("2030Q1/figures.csv", "received,desk,1.000", "received,desk,1.000")
    changed = sound.read().what_if({"I.1:resolved_rate:desk": "90%"})
    assert {f.rule for f in changed.vanish} == {"rate:resolved_rate[desk]"}
    assert changed.appear == ()


def test_what_if_of_an_id_that_is_near_none_shows_what_an_id_looks_like(sound):
    with pytest.raises(KeyError, match=r"an id looks like I\.1:\w+:desk"):
        sound.read().what_if({"zzz": "1"})


def test_what_if_changes_nothing_in_the_report(broken):
    report = broken.read()
    figures, findings, cases = report.figures.copy(deep=True), report.findings, report.cases
    report.what_if({RESOLVED: "900", "I.1:pending:desk": "1.500"})
    pd.testing.assert_frame_equal(report.figures, figures)
    fresh = broken.read()
    assert (fresh.findings, fresh.cases) == (findings, cases)
    assert report.value("resolved", "desk") == 850
    assert report.findings is findings


@pytest.mark.parametrize("text", ["900", "0", "1.500"])
def test_each_trial_finds_what_a_check_of_these_numbers_finds(broken, text):
    report = broken.read()
    for figure in report.figures.index[report.figures["unit"] != "%"]:
        tried = with_figures(report, {figure: text})
        assert report.found_if({figure: text}) == check_report(tried, None, report.previous)


def test_checks_of_where_figures_stand_see_no_number(sound):
    seen = []

    def look(report, more):
        seen.append(set(report.figures.columns) & {"printed", "value", "decimals", "faults"})
        return [Remark(f"{more}", "k", "info", "I.1", "desk", (), "")]

    placed = PlacedChecks(sound.read(), Worked())
    assert [r.key for more in (1, 1, 2) for r in placed.run(look, more)] == ["1", "1", "2"]
    assert seen == [set(), set()]


def test_what_if_with_the_printed_text_changes_nothing(broken):
    changed = broken.read().what_if({RESOLVED: "850"})
    assert (changed.vanish, changed.appear) == ((), ())


@pytest.mark.parametrize(
    ("figure", "text", "error"),
    [("I.1:none:desk", "1", KeyError), (RESOLVED, "9.85.2", FigureError)],
)
def test_what_if_refuses_an_unknown_figure_and_a_text_that_is_no_number(sound, figure, text, error):
    with pytest.raises(error):
        sound.read().what_if({figure: text})


# the quarter before


def test_the_quarter_before_is_read_along_and_repeated_figures_are_noted(sound):
    for name in ("figures.csv", "citations.csv", "statements.csv", "decisions.csv", "report.toml"):
        text = sound.path(f"2030Q1/{name}").read_text(encoding="utf-8")
        sound.write(f"2029Q4/{name}", text.replace("2030-04-05", "2030-01-05"))
    report = sound.read()
    assert str(report.previous.quarter) == "2029Q4"
    assert {f.kind for f in report.findings} == {"change"}
    assert not any(f.is_open_error for f in report.findings)


def test_findings_are_picked_by_section_and_by_what_they_speak_of(broken):
    broken.figure("revenue", "1", "city", section="I.2")
    report = broken.read()
    assert {f.section for f in report.findings_of("I.1")} == {"I.1"}
    assert [f.kind for f in report.findings_of("I.2")] == ["same"]
    assert {f.rule for f in report.findings_of("I.1", about=["pending"])} == {
        "parts:received[desk]"
    }
    assert report.findings_of("I") == ()
    assert "parts:received[desk]" not in {
        f.rule for f in report.findings_of("I.1", without=["pending"])
    }


# a report handed over


@pytest.fixture
def handed(broken, tmp_path_factory):
    """A data folder whose report was left for the next one to read it, as a kernel finds it."""
    path = tmp_path_factory.mktemp("private") / "report"
    hand_over(broken.read(), hash_inputs(Quarter(2030, 1), broken.root), path)
    take_over(read_handed(path))
    return broken


def test_a_report_handed_over_is_given_once_and_is_what_reading_gives(handed):
    root = handed.root
    first, second = read_report("2030Q1", root), read_report("2030Q1", root)
    # what was sought came with it
    assert ["findings" in vars(report) for report in (first, second)] == [True, False]
    assert (first.findings, first.cases) == (second.findings, second.cases)
    pd.testing.assert_frame_equal(first.observations, second.observations)


def test_a_report_handed_over_is_not_given_after_a_file_changed(handed):
    handed.replace("2030Q1/figures.csv", "resolved,desk,850", "resolved,desk,851")
    assert read_report("2030Q1", handed.root).value("resolved", "desk") == 851


def test_a_report_handed_over_is_of_one_quarter(handed):
    with pytest.raises(InputError):
        read_report("2030Q2", handed.root)


def test_a_target_for_a_role_holds_for_whoever_has_it_and_an_own_one_goes_before(folder):
    folder.add("catalog/orgs.csv", org="more", name="phường Mới", kind="ward")
    folder.add("2030Q1/figures.csv", indicator="resolved_rate", org="more", printed="90,00%")
    folder.target(org="units", value="95")
    folder.target(org="more", value="80")
    folder.target(org="authority", value="99")
    report = folder.read()
    aims = {
        org: report.target("resolved_rate", org) for org in ("thang_bac", "more", "desk", "city")
    }
    assert {org: aim is not None and aim["value"] for org, aim in aims.items()} == {
        "thang_bac": "95",
        "more": "80",
        "desk": False,
        "city": "99",
    }


def test_a_target_for_a_role_that_nobody_knows_is_told(folder):
    folder.target(org="unitz")
    with pytest.raises(InputError, match="unitz"):
        folder.read()
