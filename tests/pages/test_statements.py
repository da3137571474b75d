import math
import shutil

import pytest

from cchc.pages.claims import list_full_claims, list_possible_counts
from cchc.pages.finance import (
    add_pace,
    list_implied_plans,
    say_budget,
    say_implied_plans,
    share_elapsed,
)
from cchc.pages.statements import count_measured, tabulate_follow_up
from cchc.show import list_pairs, list_statements
from cchc.show.told import say_figures


def state(folder, statement: str, kind: str = "plan", **cells: str) -> None:
    cells = {"title": f"Việc {statement}", "theme": "digital"} | cells
    folder.add("2030Q1/statements.csv", statement=statement, kind=kind, **cells)


def goal(folder) -> None:
    cells = {"name": "Chỉ tiêu đúng hạn", "unit": "%", "definition": "Định nghĩa: chỉ tiêu"}
    folder.add("catalog/indicators.csv", indicator="goal", **cells)


# plans implied by an amount and its percentage


def test_implied_plan_is_what_rounds_to_the_printed_percentage(sound):
    plan = list_implied_plans(sound.read(), ["resolved_rate"], "desk").iloc[0]
    assert float(plan["low"]) == pytest.approx(100 * 900 / 90.05, abs=1e-9)
    assert float(plan["high"]) == pytest.approx(100 * 900 / 89.95, abs=1e-9)
    assert plan["says"] == "nằm trong khoảng"


@pytest.mark.parametrize(
    ("plan", "says"),
    [
        ("1.000", "nằm trong khoảng"),
        ("1.001", "nằm ngoài khoảng"),
        ("999", "nằm ngoài khoảng"),
        (None, "không ghi"),
    ],
)
def test_printed_plan_is_held_against_the_interval(folder, plan, says):
    folder.figures(
        resolved="900", resolved_rate="90,0%", **({} if plan is None else {"received": plan})
    )
    assert list_implied_plans(folder.read(), ["resolved_rate"], "desk")["says"][0] == says


def test_plan_is_inside_up_to_the_end_that_rounds_up_but_not_at_the_other(folder):
    # 1/8 is 12,5 %: it prints as 13 %, so a plan of 8 fits '13%' and not '12%'
    folder.figures(resolved="1", received="8", resolved_rate="13%")
    assert (
        list_implied_plans(folder.read(), ["resolved_rate"], "desk")["says"][0]
        == "nằm trong khoảng"
    )
    folder.replace("2030Q1/figures.csv", "13%", "12%")
    assert (
        list_implied_plans(folder.read(), ["resolved_rate"], "desk")["says"][0]
        == "nằm ngoài khoảng"
    )


def test_only_plans_that_are_not_printed_are_told_in_the_title(folder):
    folder.figures(resolved="900", resolved_rate="90,0%", on_time="882", on_time_rate="98,0%")
    plans = list_implied_plans(folder.read(), ["resolved_rate", "on_time_rate"], "desk")
    assert say_implied_plans(plans) == "Hồ sơ tiếp nhận khoảng 999,4–1.000,6"


def test_percentage_that_rounds_to_zero_gives_no_upper_end(folder):
    folder.figures(resolved="3", resolved_rate="0%")
    plans = list_implied_plans(folder.read(), ["resolved_rate"], "desk")
    assert plans["high"][0] is None
    assert say_implied_plans(plans) == "Không có kế hoạch nào phải suy ra"


def test_nothing_is_implied_without_figures(folder):
    plan = list_implied_plans(folder.read(), ["resolved_rate"], "desk").iloc[0]
    assert (plan["low"], plan["says"]) == (None, "không suy ra được")


# plans against time


@pytest.mark.parametrize(
    ("end", "share"),
    [("15/02/2030", 100 * 46 / 365), ("31/12/2028", 100), ("01/3/2028", 100 * 61 / 366), ("", 25)],
)
def test_share_of_the_year_ends_with_the_printed_window(folder, end, share):
    folder.figure("revenue", "9,5", "city", section="I.2", window_end=end)
    assert share_elapsed(folder.read(), "revenue", "city") == pytest.approx(share)


def test_pace_sets_what_is_done_against_what_was_due(sound):
    pairs = {
        "xong": ("resolved[desk]", "received[desk]"),
        "thiếu": ("revenue[city]", "pending[city]"),
    }
    pace = add_pace(list_pairs(sound.read(), pairs), 25)
    assert (pace["due"][0], pace["ahead"][0]) == (250, 650)
    assert math.isnan(pace["ahead"][1])


# claims of 100 %


@pytest.mark.parametrize(
    ("counts", "verdict", "check"),
    [
        ({"on_time": "900", "resolved": "900"}, "fits", "khớp: 900/900 = 100,0%"),
        ({"on_time": "880", "resolved": "900"}, "differs", "không khớp: 880/900 = 97,8%"),
        ({"on_time": "905", "resolved": "900"}, "differs", "không khớp: 905/900 = 100,6%"),
        ({"on_time": "900"}, "open", "không kiểm tra được: thiếu tử số, mẫu số"),
        ({"on_time": "0", "resolved": "0"}, "open", "không kiểm tra được: thiếu tử số, mẫu số"),
    ],
)
def test_claim_is_recomputed_where_the_report_has_counts(folder, counts, verdict, check):
    folder.figures(on_time_rate="100%", **counts)
    claim = list_full_claims(folder.read()).iloc[0]
    assert (claim["verdict"], claim["check"]) == (verdict, check)


def test_claim_for_the_area_adds_the_city_and_its_wards(folder):
    folder.add("catalog/orgs.csv", org="area", name="toàn địa bàn", kind="area")
    for org, top in (("city", "5"), ("thang_bac", "3"), ("thang_nam", "1")):
        folder.figures(org, on_time=top, resolved="5")
    folder.figures("area", on_time_rate="100%")
    assert list_full_claims(folder.read())["check"].tolist() == ["không khớp: 9/15 = 60,0%"]


def test_goal_is_no_claim_and_smaller_percentages_are_left_out(sound):
    goal(sound)
    sound.figures(goal="100%")
    claims = list_full_claims(sound.read())
    assert list(claims["name"]) == ["Chỉ tiêu đúng hạn"]
    assert list(claims["verdict"]) == ["target"]


def test_claim_made_twice_is_one_row_with_the_figures_to_hold_against_it(folder):
    folder.figures(on_time_rate="100%", received="1.000")
    folder.figure("on_time_rate", "100%", section="I.2")
    claim = list_full_claims(
        folder.read(), {"on_time_rate": ["received[desk]", "pending[desk]"]}
    ).iloc[0]
    assert (claim["sections"], claim["related"]) == ("I.1, I.2", "Hồ sơ tiếp nhận: 1.000")


# counts that a percentage allows


def test_whole_that_no_count_fits_is_told_and_an_unknown_whole_left_out(folder):
    folder.figures(on_time_rate="97,01%", resolved="5.684", received="7.245")
    wholes = {"on_time_rate[desk]": ["resolved[desk]", "received[desk]", "pending[desk]"]}
    counts = list_possible_counts(folder.read(), wholes)
    assert counts["rounded"].tolist() == ["5.514", "không số nào"]
    assert counts["cut"].tolist() == ["không số nào", "7.029"]


def test_many_possible_counts_are_told_by_their_ends(folder):
    folder.figures(on_time_rate="50%", resolved="1.000")
    counts = list_possible_counts(folder.read(), {"on_time_rate[desk]": ["resolved[desk]"]})
    assert counts["rounded"][0] == "495–504"


# statements


@pytest.mark.parametrize(
    ("due", "words", "month"),
    [
        ("2030Q2", "quý II năm 2030", "2030-06"),
        ("2030-04", "tháng 4 năm 2030", "2030-04"),
        ("", "không nêu", ""),
    ],
)
def test_due_date_is_said_in_words_and_sorts_by_its_month(folder, due, words, month):
    state(folder, "kh-01", due=due)
    row = list_statements(folder.read()).iloc[0]
    assert (row["due"], row["month"]) == (words, month)


def test_statement_carries_its_figures_and_the_errors_on_them(folder):
    folder.figures(received="1.000", resolved="900", pending="101")
    state(folder, "dg-01", "assessment", indicators="pending;on_time")
    state(folder, "dg-02", "assessment", indicators="on_time")
    folder.figure("revenue", "9,5", "city", section="I.2")
    folder.rule("more", "revenue[city] >= received[desk]", severity="warning")
    state(folder, "dg-03", "assessment", indicators="revenue")
    rows = list_statements(folder.read(), "assessment")
    assert rows["figures"][0] == "Hồ sơ đang giải quyết: 101; Hồ sơ đúng hạn: không có số liệu"
    assert rows["measured"].tolist() == [True, False, True]
    assert rows["errors"].tolist() == [1, 0, 0]


def test_statements_are_chosen_by_kind_and_theme(folder):
    state(folder, "kh-01")
    state(folder, "kk-01", "difficulty")
    assert list(list_statements(folder.read(), "difficulty")["statement"]) == ["kk-01"]
    assert len(list_statements(folder.read())) == 2
    state(folder, "kh-02", theme="Chủ đề riêng")
    assert list(list_statements(folder.read(), themes=["Chủ đề riêng"])["statement"]) == ["kh-02"]
    assert len(list_statements(folder.read(), "plan", themes=["Chuyển đổi số"])) == 1


def test_figures_name_their_unit_only_where_there_are_several_and_leave_wards_out(folder):
    folder.figures(received="1.000")
    folder.figure("received", "1.001", section="I.2")
    folder.figures("thang_bac", received="7")
    assert say_figures(folder.read(), ["received"]) == "Hồ sơ tiếp nhận: 1.000 / 1.001"
    folder.figures("city", received="9")
    says = "Hồ sơ tiếp nhận: 1.000 / 1.001 (Bộ phận một cửa) và 9 (UBND thành phố)"
    assert say_figures(folder.read(), ["received"]) == says
    folder.replace(
        "catalog/orgs.csv", "desk,Bộ phận một cửa,desk,,", "desk,Bộ phận một cửa,desk,,Một cửa;Quầy"
    )
    assert say_figures(folder.read(), ["received"]) == says.replace("Bộ phận một cửa", "Một cửa")


def test_statements_are_counted_by_theme_in_the_order_of_the_themes(sound):
    state(sound, "kh-01", theme="project06")
    state(sound, "kh-02", indicators="received", theme="steering")
    state(sound, "kh-03", theme="steering")
    counts = count_measured(list_statements(sound.read()))
    said = [(row.whole, row.part, row.value) for row in counts.itertuples() if row.value]
    steering = [("Chỉ đạo", "có số liệu", 1), ("Chỉ đạo", "không có số liệu", 1)]
    assert said == [*steering, ("Đề án 06", "không có số liệu", 1)]


# what became of plans


def test_plans_of_the_quarter_before_are_asked_for_once_they_are_due(folder):
    folder.figures(pending="120")
    state(folder, "kh-01", due="2030Q1", indicators="pending")
    state(folder, "kh-02", due="2030-01")
    state(folder, "kh-03", due="2030Q2")
    state(folder, "kh-04")
    state(folder, "kn-01", "proposal", due="2030Q1")
    shutil.copytree(folder.path("2030Q1"), folder.path("2029Q4"))
    folder.replace("2030Q1/figures.csv", "120", "80")
    table = tabulate_follow_up(folder.read(), id="a")
    assert [row[0] for row in table.rows] == ["kh-01", "kh-02"]
    then, now, became = table.rows[0][3:]
    assert (then, now) == ("Hồ sơ đang giải quyết: 120", "Hồ sơ đang giải quyết: 80")
    assert became.startswith("số đã đổi")


def test_without_the_quarter_before_nothing_is_asked(folder):
    assert "Chưa có dữ liệu kỳ trước" in tabulate_follow_up(folder.read(), id="a").markdown


def test_quarter_before_without_due_plans_says_so(folder):
    shutil.copytree(folder.path("2030Q1"), folder.path("2029Q4"))
    assert tabulate_follow_up(folder.read(), id="a").markdown.startswith(
        "Kỳ trước không đề ra nhiệm vụ"
    )


@pytest.mark.parametrize(
    ("before", "now", "indicators", "became"),
    [
        ({"pending": "120"}, {"pending": "120"}, "pending", "số không đổi; không nhắc lại"),
        ({"pending": "08"}, {"pending": "8"}, "pending", "số không đổi; không nhắc lại"),
        ({"pending": "120"}, {}, "pending", "không có số; không nhắc lại"),
        ({}, {"pending": "80"}, "pending;received", "số đã đổi; không nhắc lại"),
        ({}, {}, "", "không gắn với số liệu; không nhắc lại"),
    ],
)
def test_a_plan_that_is_due_is_told_with_what_became_of_it(folder, before, now, indicators, became):
    folder.figures(**now)
    folder.add_quarter("2029Q4", **before)
    row = f"kh-01,plan,I.1,digital,Việc,2030Q1,{indicators},\n"
    folder.write(
        "2029Q4/statements.csv",
        folder.path("2029Q4/statements.csv").read_text(encoding="utf-8") + row,
    )
    assert tabulate_follow_up(folder.read(), id="a").rows[0][-1] == became


def test_a_plan_that_the_report_returns_to_names_where(folder):
    state(folder, "kh-01", due="2030Q1", title="Việc cũ")
    shutil.copytree(folder.path("2030Q1"), folder.path("2029Q4"))
    folder.replace("2030Q1/statements.csv", "kh-01", "kh-09")
    state(folder, "kk-01", "difficulty", indicators="pending")
    assert (
        tabulate_follow_up(folder.read(), id="a").rows[0][-1]
        == "không gắn với số liệu; nhắc lại ở kh-09"
    )


def test_an_older_quarter_is_asked_only_for_what_falls_due_now(folder):
    state(folder, "kh-01", due="2030Q1")
    state(folder, "kh-02", due="2029-11")
    state(folder, "kh-03", due="2030-02")
    shutil.copytree(folder.path("2030Q1"), folder.path("2029Q2"))
    shutil.copytree(folder.path("2030Q1"), folder.path("2029Q4"))
    for name in ("kh-01", "kh-03"):
        folder.replace("2029Q4/statements.csv", f"{name},plan", f"{name},proposal")
    rows = tabulate_follow_up(folder.read(), id="a").rows
    assert [row[0] for row in rows] == ["kh-02", "kh-01 (quý II/2029)", "kh-03 (quý II/2029)"]
    assert [row[2] for row in rows] == ["tháng 11 năm 2029", "quý I năm 2030", "tháng 2 năm 2030"]


def follow_up(folder, *rows: str) -> None:
    header = "statement,quarter,section,theme,title,due,indicators,outcome,reason"
    folder.write("2030Q1/follow-up.csv", "\n".join([header, *rows]) + "\n")


def test_a_recorded_outcome_is_told_instead_of_what_the_figures_say(folder):
    state(folder, "kh-01", due="2030Q1")
    state(folder, "kh-02", due="2030Q1")
    shutil.copytree(folder.path("2030Q1"), folder.path("2029Q4"))
    follow_up(
        folder,
        "kh-01,2029Q4,I.1,digital,Việc kh-01,2030Q1,,partly,thiếu vốn",
        "kh-02,2029Q4,I.1,digital,b,,,,",
    )
    rows = tabulate_follow_up(folder.read(), id="a").rows
    assert [row[0] for row in rows] == ["kh-01", "kh-02"]
    assert rows[0][-1] == "hoàn thành một phần: thiếu vốn"
    assert rows[1][-1].startswith("không gắn với số liệu")


def test_a_plan_carried_on_is_asked_for_unless_it_is_put_off_beyond_the_quarter(folder):
    follow_up(
        folder,
        "kh-01,2029Q3,I.1,digital,Việc,2029Q4,,,",
        "kh-02,2029Q3,I.1,digital,Việc,,,,",
        "kh-03,2029Q3,I.1,digital,Việc,2030Q3,,,",
        "kh-01,2029Q2,I.1,digital,Việc,cuối năm,,dropped,",
    )
    rows = tabulate_follow_up(folder.read(), id="a").rows
    assert [row[0] for row in rows] == [
        "kh-01 (quý III/2029)",
        "kh-02 (quý III/2029)",
        "kh-01 (quý II/2029)",
    ]
    assert rows[2][2] == "cuối năm"
    assert rows[2][-1] == "không thực hiện nữa"


@pytest.mark.parametrize(
    ("elapsed", "says"),
    [
        (89.9, "Thu, chi đều đạt từ 89,9% dự toán năm trở lên"),
        (90, "Thu, chi đều đạt từ 90% dự toán năm trở lên"),
        (90.1, "Thu, chi đều dưới 90,1% dự toán năm"),
    ],
)
def test_a_budget_that_keeps_an_even_pace_exactly_is_not_below_it(sound, elapsed, says):
    pairs = {"Đã xong": ("resolved[desk]", "received[desk]")}
    assert say_budget(list_pairs(sound.read(), pairs), elapsed) == says


def test_a_budget_without_figures_says_so(folder):
    pairs = {"Đã xong": ("resolved[desk]", "received[desk]")}
    assert say_budget(list_pairs(folder.read(), pairs), 25).startswith("Không có số liệu")


def test_themes_are_a_list_of_names(sound):
    state(sound, "a", "plan")
    report = sound.read()
    assert len(list_statements(report, themes=["Chuyển đổi số"])) == 1
    with pytest.raises(TypeError, match="Chuyển đổi số"):
        list_statements(report, themes="Chuyển đổi số và Đề án 06")
