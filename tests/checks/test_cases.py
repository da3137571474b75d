"""Cases: one wrong figure is one case with everything it breaks, its suspects and the value that
mends it.
"""

import pytest


def cases_of(folder) -> list:
    return list(folder.read().cases)


def only(folder):
    (case,) = cases_of(folder)
    return case


def suspects(case) -> list[tuple]:
    return [(s.figure, s.certain, s.printed, s.suggested) for s in case.suspects]


@pytest.fixture
def broken(sound):
    """The sound quarter with one wrong figure: 900 resolved became 850."""
    sound.replace("2030Q1/figures.csv", "resolved,desk,900", "resolved,desk,850")
    return sound


def test_a_sound_quarter_has_no_case(sound):
    assert cases_of(sound) == []


def test_one_wrong_figure_that_breaks_four_rules_is_one_case_with_its_right_value(broken):
    case = only(broken)
    rules = {
        "parts:received[desk]",
        "part:on_time[desk]",
        "rate:resolved_rate[desk]",
        "rate:on_time_rate[desk]",
        "bound:on_time_rate[desk]",
    }
    assert {f.rule for f in case.findings} == rules - {"bound:on_time_rate[desk]"}
    assert case.status == "localised"
    assert (case.severity, case.section, case.org) == ("error", "I.1", "desk")
    assert suspects(case) == [("I.1:resolved:desk", True, "850", "900")]
    assert set(case.suspects[0].mends) == {f.finding for f in case.findings}
    assert case.headline == case.findings[0].says


def test_each_finding_knows_its_case_and_the_suspects_among_its_figures(broken):
    for finding in broken.read().findings:
        assert finding.case == only(broken).case
        assert [s.figure for s in finding.suspects] == ["I.1:resolved:desk"]


def test_two_digits_exchanged_are_named_as_the_cause(folder):
    folder.figures(received="1.000", resolved="864", pending="154", resolved_rate="84,6%")
    case = only(folder)
    assert suspects(case) == [("I.1:resolved:desk", True, "864", "846")]
    assert case.suspects[0].cause == "đảo hai chữ số liền nhau"


def test_no_cause_is_named_where_another_figure_may_as_well_be_wrong(sound):
    sound.replace("2030Q1/figures.csv", "on_time,desk,882", "on_time,desk,828")
    told = {s.figure: (s.certain, s.suggested, s.cause) for s in only(sound).suspects}
    assert set(told) == {"I.1:on_time:desk", "I.1:on_time_rate:desk"}
    assert told["I.1:on_time:desk"] == (False, "882", "")


def test_a_slipped_decimal_mark_suspects_the_percentage_alone_and_names_the_cause(sound):
    sound.replace("2030Q1/figures.csv", '"90,0%"', '"9,00%"')
    case = only(sound)
    assert [(s.figure, s.certain, s.printed, s.cause) for s in case.suspects] == [
        ("I.1:resolved_rate:desk", True, "9,00%", "sai vị trí dấu thập phân")
    ]
    assert case.suspects[0].suggested in ("90,0%", "90,00%")


def test_a_percentage_that_was_only_cut_is_no_error_and_suspects_nobody(folder):
    folder.figures(received="1.000", resolved="949", pending="51", resolved_rate="94%")
    case = only(folder)
    assert (case.severity, case.suspects) == ("info", ())


def test_parts_that_nothing_else_confirms_leave_all_of_them_suspect(folder):
    folder.figures(received="100", resolved="70", pending="25")
    case = only(folder)
    assert sorted(suspects(case)) == [
        ("I.1:pending:desk", False, "25", "30"),
        ("I.1:received:desk", False, "100", "95"),
        ("I.1:resolved:desk", False, "70", "75"),
    ]


def test_a_suggestion_keeps_the_leading_zero_of_the_report(folder):
    folder.figures(received="09", resolved="07", pending="03")
    assert {s.figure: s.suggested for s in only(folder).suspects} == {
        "I.1:received:desk": "10",
        "I.1:resolved:desk": "06",
        "I.1:pending:desk": "02",
    }


def test_a_figure_confirmed_elsewhere_is_dearer_to_blame(folder):
    folder.figures(received="100", resolved="70", pending="25")
    folder.figure("received", "100", section="I.2")
    folder.figure("resolved", "70", section="I.2")
    assert suspects(only(folder)) == [("I.1:pending:desk", True, "25", "30")]


def test_two_mentions_that_differ_are_a_case_of_both_each_suggesting_the_other(folder):
    folder.figure("received", "42")
    folder.figure("received", "44", section="I.2")
    case = only(folder)
    assert suspects(case) == [
        ("I.1:received:desk", False, "42", "44"),
        ("I.2:received:desk", False, "44", "42"),
    ]
    assert [s.mends for s in case.suspects] == [(case.findings[0].finding,)] * 2


def test_the_mention_that_the_sums_deny_is_the_wrong_one(folder):
    folder.figures(received="1.000", resolved="900", pending="100", resolved_rate="90,0%")
    folder.figure("received", "1.100", section="I.2")
    assert suspects(only(folder)) == [("I.2:received:desk", True, "1.100", "1.000")]


def test_wrong_figures_of_two_orgs_are_two_cases(sound):
    sound.replace("2030Q1/figures.csv", "resolved,desk,900", "resolved,desk,850")
    sound.figures("thang_bac", received="10", resolved="7", pending="2")
    cases = cases_of(sound)
    assert [case.org for case in cases] == ["desk", "thang_bac"]
    assert len({case.case for case in cases}) == 2


def test_cases_come_errors_first_and_the_widest_first(sound):
    sound.figures("thang_bac", received="10", resolved="7", pending="2")
    sound.figures("thang_nam", received="3604")
    sound.replace("2030Q1/figures.csv", "resolved,desk,900", "resolved,desk,850")
    cases = cases_of(sound)
    assert [(case.severity, len(case.findings)) for case in cases] == [
        ("error", 4),
        ("error", 1),
        ("info", 1),
    ]


def test_every_finding_is_in_exactly_one_case(sound):
    sound.replace("2030Q1/figures.csv", "resolved,desk,900", "resolved,desk,850")
    sound.figure("received", "3604", "city", window_start="15/12/2030", window_end="14/3/2030")
    report = sound.read()
    listed = [f.finding for case in report.cases for f in case.findings]
    assert sorted(listed) == sorted(f.finding for f in report.findings)
    assert len(listed) == len(set(listed))


def test_a_remark_without_equation_is_a_case_without_suspects(folder):
    folder.cite("117/2014/NĐ-CP", "07/10/2013", kind="Nghị định")
    case = only(folder)
    assert (case.status, case.suspects, case.explanation) == ("", (), "")


def test_ids_suspects_and_words_stay_when_an_unrelated_figure_changes(broken):
    before = only(broken)
    broken.figures("thang_bac", received="10", resolved="7", pending="3")
    assert only(broken) == before
    broken.figures("thang_nam", received="10", resolved="7", pending="2")
    assert cases_of(broken)[0] == before


def test_two_readings_give_the_same_cases(broken):
    broken.figures("thang_nam", received="10", resolved="7", pending="2")
    assert cases_of(broken) == cases_of(broken)


def test_the_order_of_the_figures_does_not_change_who_is_suspected(broken):
    before = only(broken)
    header, *rows = broken.path("2030Q1/figures.csv").read_text(encoding="utf-8").splitlines()
    broken.write("2030Q1/figures.csv", "\n".join([header, *reversed(rows)]) + "\n")
    after = only(broken)
    assert (after.case, suspects(after)) == (before.case, suspects(before))
    assert {f.finding for f in after.findings} == {f.finding for f in before.findings}


def test_rules_that_contradict_each_other_are_said_to(folder):
    folder.figures(received="5")
    folder.rule("low", "received[desk] <= 3")
    folder.rule("high", "received[desk] >= 7")
    case = only(folder)
    assert case.status == "infeasible"
    assert case.suspects == ()
    assert case.explanation


def test_a_suggestion_that_breaks_a_rule_on_another_figure_is_not_made(folder):
    folder.figures(received="100", resolved="70", pending="25", on_time="70")
    figures = {s.figure: s.suggested for s in only(folder).suspects}
    assert "I.1:on_time:desk" not in figures
    assert figures["I.1:resolved:desk"] == "75"


@pytest.fixture
def claimed(folder):
    """Twelve wards that resolved 90,2 % together, and the city that claims 99 %."""
    for number in range(10):
        folder.add("catalog/orgs.csv", org=f"w{number}", name=f"phường {number}", kind="ward")
        folder.figures(f"w{number}", received="100", resolved="90", pending="10")
    for org in ("thang_bac", "thang_nam"):
        folder.figures(org, received="10", resolved="10", pending="0")
    folder.rule("claim", "resolved_rate[city] == pct(sum(resolved[ward]), sum(received[ward]))")
    folder.figures("city", resolved_rate="99%")
    return folder


def test_a_claim_over_many_orgs_is_certain_to_be_wrong_where_no_count_alone_explains_it(claimed):
    claim = next(case for case in cases_of(claimed) if case.findings[0].rule == "claim")
    assert suspects(claim) == [("I.1:resolved_rate:city", True, "99%", "90,2%")]


def test_a_claim_is_not_certain_where_one_count_explains_it_as_well(claimed):
    claimed.replace("2030Q1/figures.csv", "pending,w0,10,I.1,đoạn,,,\n", "")
    claimed.replace("2030Q1/figures.csv", "resolved,w0,90", "resolved,w0,5")
    claimed.replace("2030Q1/figures.csv", "99%", '"90,2%"')
    claim = next(case for case in cases_of(claimed) if case.findings[0].rule == "claim")
    told = {s.figure: s.certain for s in claim.suspects}
    assert told["I.1:resolved_rate:city"] is False
    assert told["I.1:resolved:w0"] is False


def test_the_cell_where_a_row_and_a_long_column_break_alike_is_the_only_suspect(folder):
    for number in range(15):
        folder.add("catalog/orgs.csv", org=f"w{number}", name=f"phường {number}", kind="ward")
    wards = [*(f"w{number}" for number in range(15)), "thang_bac", "thang_nam"]
    for place, ward in enumerate(wards):
        received, pending = 100 + place, 10 + place
        folder.figures(ward, received=f"{received}", resolved="90", pending=f"{pending}")
    folder.figures("city", received="1.836", resolved="1.530", pending="306")
    for indicator in ("received", "resolved", "pending"):
        folder.rule(f"sum_{indicator}", f"{indicator}[city] == sum({indicator}[ward])")
    assert [case for case in cases_of(folder) if case.severity == "error"] == []
    folder.replace("2030Q1/figures.csv", "resolved,w7,90", "resolved,w7,94")
    (case,) = [case for case in cases_of(folder) if case.severity == "error"]
    assert {f.rule for f in case.findings} == {"parts:received[w7]", "sum_resolved"}
    assert suspects(case) == [("I.1:resolved:w7", True, "94", "90")]


def test_errors_in_many_rows_of_a_long_table_are_all_localised(folder):
    for number in range(20):
        folder.add("catalog/orgs.csv", org=f"w{number}", name=f"phường {number}", kind="ward")
        folder.figures(f"w{number}", received=f"{100 + number}", resolved="90", pending="10")
    for org in ("thang_bac", "thang_nam"):
        folder.figures(org, received="100", resolved="90", pending="10")
    folder.rule("sum_resolved", "resolved[city] == sum(resolved[ward])")
    folder.rule("sum_pending", "pending[city] == sum(pending[ward])")
    folder.figures("city", received="2.200", resolved="1.980", pending="220")
    wrong = {f"I.1:received:w{number}" for number in range(1, 20)}
    cases = [case for case in cases_of(folder) if case.severity == "error"]
    assert {case.status for case in cases} == {"localised"}
    assert {s.figure for case in cases for s in case.suspects} == wrong


def suggestions(folder) -> dict[str, str]:
    return {s.figure: s.suggested for case in cases_of(folder) for s in case.suspects}


def test_a_suggestion_with_one_end_only_says_at_least(folder):
    folder.figures("desk", received="1.566")
    folder.figures("city", received="3.881")
    folder.rule("within", "received[city] <= received[desk]")
    folder.rule("least", "received[city] >= 2000")
    assert suggestions(folder) == {"I.1:received:desk": "≥ 3.881"}


def test_a_suggestion_is_written_as_its_place_is_printed(folder):
    folder.figures(received="1.000", resolved="900", pending="100")
    folder.figure("resolved_rate", "98.7")
    told = suggestions(folder)
    assert told["I.1:resolved_rate:desk"] == "90,0"


def test_a_mention_with_a_decimal_point_is_suggested_with_a_comma(folder):
    folder.figures(resolved_rate="97,01%")
    folder.figure("resolved_rate", "97.37%", section="I.2")
    assert "97,37%" in suggestions(folder).values()


def test_no_values_are_made_up_for_parts_of_which_any_may_be_wrong(folder):
    for code, whole in (("total", ""), ("own", "total"), ("a", "own"), ("b", "own"), ("c", "own")):
        folder.add(
            "catalog/indicators.csv",
            indicator=code,
            name=code,
            unit="thủ tục",
            section="I.1",
            part_of=whole,
            whole_is_complete="yes",
            definition="d",
        )
    folder.add(
        "catalog/indicators.csv",
        indicator="same",
        name="same",
        unit="thủ tục",
        section="I.1",
        part_of="total",
        whole_is_complete="yes",
        definition="d",
    )
    folder.figures(total="41", same="3", own="41", a="7", b="4", c="16")
    folder.figure("total", "41", section="I.2")
    (case,) = [case for case in cases_of(folder) if case.suspects]
    told = {s.figure.split(":")[1]: s.suggested for s in case.suspects}
    assert (told["a"], told["b"], told["c"]) == ("", "", "")
    says = " ".join(f.says for f in case.findings)
    assert "còn thiếu 14" in says
    assert "đã tính cả 3; khi đó số này là 38" in says


@pytest.mark.parametrize(("whole", "told"), [("1.300", True), ("1.002", False), ("900", False)])
def test_a_list_is_called_incomplete_only_where_a_part_may_be_lacking(folder, whole, told):
    for code in ("a", "b", "c"):
        folder.add(
            "catalog/indicators.csv",
            indicator=code,
            name=code,
            unit="hồ sơ",
            section="I.1",
            part_of="revenue",
            whole_is_complete="yes",
            definition="d",
        )
    folder.replace("catalog/indicators.csv", "tỷ đồng", "hồ sơ")
    folder.figures(revenue=whole, a="500", b="300", c="200")
    says = " ".join(f.says for case in cases_of(folder) for f in case.findings)
    assert ("còn thiếu" in says) == told


def test_what_follows_from_a_figure_of_a_dozen_digits_too_many_is_no_suggestion(sound):
    sound.replace("2030Q1/figures.csv", "resolved,desk,900", "resolved,desk,999999999999999999")
    told = [s for case in cases_of(sound) for s in case.suspects]
    assert "I.1:resolved:desk" in {s.figure for s in told}
    assert all(len(s.suggested) <= 24 for s in told)
