"""What leads: by consequence first, by magnitude within a kind, whatever the authority is."""

import pytest

from cchc.pages.consequences import rank_points
from cchc.pages.points import MOST_MAIN_POINTS


def told(folder) -> list[str]:
    return [point.says.text for point in rank_points(folder.read())]


@pytest.fixture
def late(folder):
    """A catalogue that counts what is late of what is resolved."""
    row = ["late", "Hồ sơ quá hạn", "hồ sơ", "I.1", "lower", "", "", "resolved", "yes"]
    folder._append("catalog/indicators.csv", [*row, "Sau hạn", ""])
    folder.replace(
        "catalog/indicators.csv",
        "on_time,Hồ sơ đúng hạn,hồ sơ,I.1,higher,,,resolved,no",
        "on_time,Hồ sơ đúng hạn,hồ sơ,I.1,higher,,,resolved,yes",
    )
    return folder


def test_what_is_late_leads_though_nobody_printed_how_many_were_resolved(late):
    late.figures(received="1.000", on_time="900", late="100")
    assert late.read().known("resolved[desk]") == 1000
    assert told(late)[0] == (
        "Kém nhất về thời hạn: Bộ phận một cửa có 100/1.000 hồ sơ quá hạn (10,0%)."
    )


def test_the_unit_with_most_late_leads_and_the_best_stands_beside_it(late):
    late.figures(resolved="1.000", late="100", on_time="900")
    late.figures("city", resolved="500", late="1", on_time="499")
    assert told(late)[0].startswith(
        "Kém nhất về thời hạn: Bộ phận một cửa có 100/1.000 hồ sơ quá hạn"
    )
    assert "tốt nhất là UBND thành phố: 1/500 (0,2%)" in told(late)[0]


def test_that_nothing_is_late_is_told_behind_what_is_not_as_it_should_be(late):
    late.figures(received="1.000", resolved="900", pending="100", late="0", on_time="900")
    said = told(late)
    assert "Bộ phận một cửa: không có hồ sơ quá hạn (0/900)." in said
    assert said.index("Bộ phận một cửa: không có hồ sơ quá hạn (0/900).") > 0
    assert "còn 100 hồ sơ đang giải quyết, bằng 10,0% hồ sơ tiếp nhận" in said[0]


def test_a_count_printed_as_negative_or_too_large_stops_no_point(late):
    late.figures(resolved="1.000", late="-100", on_time="900")
    late.figures("city", resolved="500", late="900", on_time="499")
    assert "UBND thành phố có 900/500 hồ sơ quá hạn (180,0%)" in told(late)[0]


def test_a_missed_target_is_told_with_its_distance_and_whether_it_was_confirmed(folder):
    folder.figures(received="1.000", resolved="600", resolved_rate="60%")
    folder.target(value="95")
    assert "60,0%; mục tiêu 95% (chưa đối chiếu văn bản gốc)" in told(folder)[0]


def test_a_reached_target_is_no_shortfall(folder):
    folder.figures(received="1.000", resolved="960", resolved_rate="96%")
    folder.target(value="95")
    assert not any("mục tiêu" in said for said in told(folder))


def test_figures_that_contradict_each_other_are_told_as_unsettled(folder):
    folder.figures(received="1.000", resolved="900", pending="50")
    assert any("(số liệu chưa thống nhất)" in said for said in told(folder))


def test_what_grew_worse_since_the_quarter_before_is_told(folder):
    folder.figures(received="1.000", resolved="600", pending="400", resolved_rate="60%")
    folder.add_quarter("2029Q4", received="1.000", resolved="950", pending="50")
    assert any("giảm từ 95,0% xuống 60,0% so với quý IV/2029" in said for said in told(folder))


def test_of_few_figures_the_totals_are_told_and_nothing_twice(folder):
    folder.figures(received="1.000")
    assert told(folder) == ["Hồ sơ tiếp nhận, Bộ phận một cửa: 1.000 hồ sơ."]


def test_no_figures_no_points(folder):
    assert told(folder) == []


def test_no_more_than_a_page_holds(folder):
    for number in range(30):
        row = [f"count{number}", f"Việc {number}", "việc", "I.1", "", "", "", "", ""]
        folder._append("catalog/indicators.csv", [*row, "Số việc", ""])
    folder.figures(**{f"count{number}": str(number + 1) for number in range(20)})
    assert len(told(folder)) <= MOST_MAIN_POINTS


def test_what_is_late_of_very_many_is_not_called_the_worst(late):
    late.figures(resolved="500.000", late="700", on_time="499.300")
    assert told(late)[0].startswith("Bộ phận một cửa có 700/500.000 hồ sơ quá hạn (0,1%)")


def test_a_remainder_far_ahead_of_its_plan_is_to_be_looked_at(folder):
    rows = [
        ["all", "Thu", "tỷ đồng", "I.2", "higher", "", "", "", ""],
        ["tax", "Thu thuế", "tỷ đồng", "I.2", "higher", "", "", "all", "no"],
        ["all_plan", "Dự toán thu", "tỷ đồng", "I.2", "", "", "", "", ""],
        ["tax_plan", "Dự toán thuế", "tỷ đồng", "I.2", "", "", "", "all_plan", "no"],
        ["all_rate", "Thu so với dự toán", "%", "I.2", "higher", "all", "all_plan", "", ""],
        ["tax_rate", "Thuế so với dự toán", "%", "I.2", "higher", "tax", "tax_plan", "", ""],
    ]
    for row in rows:
        folder._append("catalog/indicators.csv", [*row, "Số", ""])
    folder.columns(accumulates={"all": "year", "tax": "year"})
    amounts = {"all": "200", "all_plan": "900", "tax": "120", "tax_plan": "800"}
    folder.figures(**amounts, all_rate="22,2%", tax_rate="15,0%")
    assert "thu ngoài thu thuế đạt 80,0% dự toán còn lại, cần kiểm tra" in " ".join(told(folder))


def test_a_rate_that_its_counts_contradict_is_told_before_what_is_undone(folder):
    folder.figures(received="1.000", resolved="900", pending="100", resolved_rate="98,2%")
    assert told(folder)[:2] == [
        "Tỷ lệ đã giải quyết, Bộ phận một cửa: báo cáo ghi 98,2%, tính lại là 90,0% (900/1.000).",
        "Bộ phận một cửa còn 100 hồ sơ đang giải quyết, bằng 10,0% hồ sơ tiếp nhận.",
    ]


def test_a_rate_that_is_off_by_a_digit_is_left_to_the_register(folder):
    folder.figures(received="1.000", resolved="900", pending="100", resolved_rate="90,1%")
    assert not any("báo cáo ghi 90,1%, tính lại" in said for said in told(folder))
