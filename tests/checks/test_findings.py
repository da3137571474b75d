"""Findings: broken rules and contradicting mentions, in words with the arithmetic, under ids that
stay.
"""

import json
from fractions import Fraction

import pytest

from cchc.checks.findings import Finding, name_finding


def only(report, kind: str) -> Finding:
    (finding,) = [f for f in report.findings if f.kind == kind]
    return finding


def test_a_sound_quarter_has_no_finding(sound):
    assert sound.read().findings == ()


def test_parts_that_miss_their_whole_are_written_out(folder):
    folder.figures(received="10.379", resolved="9.852", pending="483")
    finding = only(folder.read(), "parts")
    assert (finding.severity, finding.section, finding.org, finding.residual) == (
        "error",
        "I.1",
        "desk",
        44,
    )
    assert finding.figures == ("I.1:received:desk", "I.1:resolved:desk", "I.1:pending:desk")
    assert dict(finding.printed) == dict(
        zip(finding.figures, ("10.379", "9.852", "483"), strict=True)
    )
    assert (
        finding.says
        == "Bộ phận một cửa: Hồ sơ tiếp nhận 10.379 phải bằng Hồ sơ đã giải quyết 9.852 + Hồ sơ"
        " đang giải quyết 483 = 10.335; chênh lệch 44."
    )


def test_a_part_above_its_whole_is_written_out(folder):
    folder.figures(resolved="834", on_time="857")
    assert (
        only(folder.read(), "part").says
        == "Bộ phận một cửa: Hồ sơ đúng hạn 857 không được lớn hơn Hồ sơ đã giải quyết 834;"
        " chênh lệch 23."
    )


def test_known_parts_above_the_whole_name_the_missing_one(folder):
    folder.figures(received="10", resolved="12")
    finding = only(folder.read(), "parts")
    assert "Hồ sơ đang giải quyết (không có số liệu)" in finding.says
    assert finding.says.endswith("lệch 2.")


@pytest.mark.parametrize(
    ("printed", "resolved", "kind", "severity", "says"),
    [
        ("95,3%", "949", "rate_wrong", "error", "được ghi là 95,3%; tính lại 949 / 1.000 = 94,9%."),
        ("95,3", "949", "rate_wrong", "error", "được ghi là 95,3%; tính lại 949 / 1.000 = 94,9%."),
        ("95,30 %", "949", "rate_wrong", "error", "tính lại 949 / 1.000 = 94,90%."),
        ("95.3", "949", "rate_wrong", "error", "tính lại 949 / 1.000 = 94,9%."),
        (
            "94%",
            "949",
            "rate_truncated",
            "info",
            "tính lại 949 / 1.000 = 94,9%; phần lẻ bị cắt thay vì làm tròn.",
        ),
        ("9,49%", "949", "rate_slipped", "error", "sai vị trí dấu thập phân."),
        (
            "94,95%",
            "949",
            "rate_impossible",
            "error",
            "với mẫu số này, không tử số nào cho ra tỷ lệ đã ghi.",
        ),
        ("100%", "1.010", "rate_capped", "error", "; tử số lớn hơn mẫu số."),
    ],
)
def test_a_percentage_is_told_with_what_is_wrong_with_it(
    folder, printed, resolved, kind, severity, says
):
    folder.figures(received="1.000", resolved=resolved, resolved_rate=printed)
    finding = only(folder.read(), kind)
    assert finding.severity == severity
    assert finding.says.endswith(says)


@pytest.mark.parametrize("printed", ["94,9%", "94,90%", "94,900%", "95%", "94.9"])
def test_a_percentage_that_rounds_right_at_its_precision_is_no_finding(folder, printed):
    folder.figures(received="1.000", resolved="949", resolved_rate=printed)
    assert not [f for f in folder.read().findings if f.kind.startswith("rate")]


def test_a_percentage_of_another_pair_is_told_by_its_name(folder):
    folder.figures(
        received="1.000", resolved="900", on_time="450", resolved_rate="50,0%", on_time_rate="50,0%"
    )
    assert "số này khớp với “Tỷ lệ đúng hạn”" in only(folder.read(), "rate_other_base").says


def test_a_percentage_of_an_empty_whole_is_a_finding_and_no_crash(folder):
    folder.figures(received="0", resolved="0", pending="0", resolved_rate="100%")
    finding = only(folder.read(), "rate_impossible")
    assert finding.says.endswith("được ghi là 100% nhưng mẫu số bằng 0.")
    assert finding.residual is None


def test_a_percentage_above_100_breaks_its_bound_even_alone(folder):
    folder.figures(resolved_rate="100,1%")
    assert only(folder.read(), "bound").residual == Fraction(1, 10)


# one fact, several mentions


def test_one_fact_with_two_values_is_told_with_both_places(folder):
    folder.figure("received", "42")
    folder.figure("received", "44", section="I.2", place="bảng")
    finding = only(folder.read(), "same")
    assert finding.figures == ("I.1:received:desk", "I.2:received:desk")
    assert (
        finding.says
        == "Hồ sơ tiếp nhận của Bộ phận một cửa được ghi khác nhau: 42 (mục I.1, đoạn), 44 (mục"
        " I.2, bảng)."
    )


def test_two_values_in_one_paragraph_are_both_told(folder):
    folder.figure("received", "42")
    folder.figure("received", "44")
    says = only(folder.read(), "same").says
    assert "42 (mục I.1, đoạn), 44 (mục I.1, đoạn)" in says


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("42", "042", True),
        ("3604", "3.604", True),
        ("42", "43", False),
    ],
)
def test_counts_agree_by_value_and_not_by_text(folder, one, other, agree):
    folder.figures(received=one)
    folder.figures(received=other)
    assert bool([f for f in folder.read().findings if f.kind == "same"]) is not agree


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("97,01%", "97%", True),
        ("97,01%", "97,0", True),
        ("97,5%", "98%", True),
        ("97,49%", "98%", False),
        ("97,01%", "97.37%", False),
        ("97%", "98%", False),
        ("97,4%", "97,5%", False),
        ("97%", "97%", True),
    ],
)
def test_percentages_agree_when_one_true_value_prints_as_both(folder, one, other, agree):
    folder.figures(resolved_rate=one)
    folder.figures(resolved_rate=other)
    assert bool([f for f in folder.read().findings if f.kind == "same"]) is not agree


def test_three_percentages_agree_only_together(folder):
    # 97,5 fits 98, 97,45 fits 97,5, but no value prints as all three
    folder.figures(resolved_rate="98%")
    folder.figures(resolved_rate="97,5%")
    folder.figures(resolved_rate="97,45%")
    assert len(only(folder.read(), "same").figures) == 3


# order, ids, JSON


def break_much(folder) -> None:
    folder.figures(received="10", resolved="12", pending="3", resolved_rate="80%")
    folder.figures("city", received="1000", resolved="900")
    folder.figure("received", "11", section="I.2")


def test_errors_come_first_and_then_the_order_of_the_report(folder):
    break_much(folder)
    severities = [f.severity for f in folder.read().findings]
    assert severities == sorted(severities, key=["error", "warning", "info"].index)
    assert len(set(severities)) > 1


def test_ids_are_unique_and_say_nothing_of_values(folder):
    break_much(folder)
    findings = folder.read().findings
    ids = [f.finding for f in findings]
    assert len(ids) == len(set(ids))
    parts = next(f for f in findings if f.rule == "parts:received[desk]")
    assert parts.finding == name_finding("parts:received[desk]")
    folder.replace("2030Q1/figures.csv", "received,desk,10", "received,desk,9")
    after = next(f for f in folder.read().findings if f.rule == "parts:received[desk]")
    assert after.finding == parts.finding
    assert after.residual != parts.residual


def test_ids_and_words_stay_when_an_unrelated_figure_changes(folder):
    break_much(folder)
    before = {f.finding: f.says for f in folder.read().findings}
    folder.figure("revenue", "12,5", "city", section="I.2")
    folder.figures("thang_bac", received="1", resolved="1", pending="0")
    after = {f.finding: f.says for f in folder.read().findings}
    assert after == before


def test_two_readings_give_the_same_findings(folder):
    break_much(folder)
    assert [f.as_json() for f in folder.read().findings] == [
        f.as_json() for f in folder.read().findings
    ]


def test_json_holds_numbers_texts_and_lists_only(folder):
    break_much(folder)
    told = [f.as_json() for f in folder.read().findings]
    assert json.loads(json.dumps(told)) == told
    parts = next(f for f in told if f["rule"] == "parts:received[desk]")
    assert parts["residual"] == -5
    rate = next(f for f in told if f["rule"] == "rate:resolved_rate[desk]")
    assert rate["residual"] == -40


@pytest.mark.parametrize(
    ("severity", "decision", "is_open"),
    [
        ("error", "", True),
        ("error", "queried", True),
        ("error", "corrected", False),
        ("error", "explained", False),
        ("warning", "", False),
        ("info", "", False),
    ],
)
def test_an_error_stays_open_until_it_is_corrected_or_explained(severity, decision, is_open):
    finding = Finding("bt-1", "r", "parts", severity, "I.1", "desk", (), {}, "…", decision=decision)
    assert finding.is_open_error is is_open


# misprinted numbers are figures with a finding


@pytest.mark.parametrize(
    ("printed", "kinds"),
    [
        ("10,379", ["notation"]),
        ("10,378", ["notation", "parts"]),
        ("10,4 ngàn", ["notation"]),
        ("10,5 ngàn", ["notation", "parts"]),
        ("103.79", ["notation"]),
        ("hơn 10.000", []),
        ("hơn 11.000", ["parts"]),
    ],
)
def test_a_misprinted_number_is_checked_as_what_it_likely_is(folder, printed, kinds):
    folder.figures(received=printed, resolved="9.852", pending="527")
    assert sorted(f.kind for f in folder.read().findings) == kinds


def test_a_number_nobody_can_read_is_an_error_and_counts_as_missing(folder):
    folder.figures(received="103.79", resolved="9.852", pending="527", resolved_rate="94,9%")
    report = folder.read()
    (finding,) = report.findings
    assert (finding.severity, finding.printed) == ("error", {"I.1:received:desk": "103.79"})
    assert "không biết chắc là số nào: 103.79" in finding.says
    assert [(s.suggested, s.certain) for s in finding.suspects] == [("10.379", True)]
    assert report.value("received", "desk") is None
    assert report.trace["I.1:received:desk"].mentions["printed"].tolist() == ["103.79"]
    folder.figure("received", "10.379", section="I.2")
    assert folder.read().value("received", "desk") == 10379


@pytest.mark.parametrize(
    ("printed", "suggested"),
    [
        ("10,379", "10.379"),
        ("10,4 ngàn", "10.379"),
        ("103.79", "10.379"),
        ("103.7", "10.379"),  # a digit is lost
    ],
)
def test_a_misprinted_number_comes_with_what_it_ought_to_be(folder, printed, suggested):
    folder.figures(received=printed, resolved="9.852", pending="527")
    (finding,) = folder.read().findings
    assert [s.suggested for s in finding.suspects] == [suggested]


def test_a_misprinted_number_that_no_rule_knows_is_read_by_its_digits(folder):
    folder.figure("received", "103.79")
    (finding,) = folder.read().findings
    assert [s.suggested for s in finding.suspects] == ["10.379"]


def test_growth_may_be_below_zero_and_a_count_may_not(folder):
    folder.add(
        "catalog/indicators.csv",
        indicator="growth",
        name="Mức tăng",
        unit="%",
        section="I.1",
        definition="a",
    )
    folder.rule("growth", "growth[desk] == pct(on_time[desk] - resolved[desk], resolved[desk])")
    folder.figures(on_time="95", resolved="100", growth="-5,0%")
    assert [f.kind for f in folder.read().findings if f.severity == "error"] == []
    folder.figures(pending="-3")
    assert [f.kind for f in folder.read().findings if f.severity == "error"] == ["negative"]


def test_amounts_that_miss_their_sum_by_rounding_are_no_finding(folder):
    folder.rule("sum", "revenue[city] == revenue[desk] + revenue[thang_bac]")
    for org, printed in (("city", "10,0"), ("desk", "6,6"), ("thang_bac", "3,3")):
        folder.figure("revenue", printed, org)
    assert folder.read().findings == ()
    folder.replace("2030Q1/figures.csv", '"3,3"', '"3,1"')
    (finding,) = folder.read().findings
    assert {s.figure: s.suggested for s in finding.suspects}["I.1:revenue:thang_bac"] == "3,4"
