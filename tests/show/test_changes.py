"""This quarter against earlier ones and targets, as an analyst reads it."""

import pytest

from cchc.objects.prose import Prose
from cchc.pages.method import say_history
from cchc.show import compare_quarters
from cchc.show.changes import _say_apart, tabulate_changes
from cchc.show.charts import Figure


def parts(folder, *indicators: str, orgs=("desk",)) -> tuple:
    return compare_quarters(folder.read(), indicators, orgs, id="so-sanh").parts


def test_with_one_quarter_nothing_is_shown(sound):
    assert compare_quarters(sound.read(), ["resolved_rate"], ["desk"], id="so-sanh") is None
    assert "Dữ liệu chỉ có một kỳ" in say_history(sound.read()).markdown


def test_facts_that_no_quarter_states_show_nothing(sound):
    sound.add_quarter("2029Q4", received="900")
    assert compare_quarters(sound.read(), ["revenue"], ["desk"], id="so-sanh") is None


def test_each_kind_of_figure_has_its_table_under_one_heading(sound):
    sound.add_quarter("2029Q4", received="900", resolved="855", pending="45")
    sound.add_quarter("2029Q3", "city", revenue="700,5")
    shown = parts(sound, "revenue", "received", "resolved_rate", orgs=("desk", "city"))
    opening, rates, counts, amounts = shown
    assert opening.markdown.startswith("## So với các kỳ trước\n\n")
    assert opening.markdown.endswith("Dữ liệu chưa có quý I/2029.")
    assert [part.id for part in (rates, counts)] == ["so-sanh-ty-le", "so-sanh-so-luong"]
    assert amounts == Prose(
        "Không so với quý IV/2029 vì không có số liệu quý IV/2029: Thu ngân sách."
    )


def test_a_rate_is_shown_with_its_interval_and_judged_by_it(sound):
    sound.add_quarter("2029Q4", received="1.000", resolved="700")
    sound.add_quarter("2029Q1", received="1.000", resolved="895")
    table = tabulate_changes(sound.read(), [("resolved_rate", "desk")], id="a")
    assert table.title == "Tỷ lệ đã giải quyết, Bộ phận một cửa: kỳ này so với các kỳ trước"
    assert table.texts() == [
        [
            "Tỷ lệ đã giải quyết",
            "quý IV/2029",
            "90,00",
            "70,00",
            "20,00",
            "16,58 đến 23,38",
            "tăng, tốt lên",
        ],
        [
            "Tỷ lệ đã giải quyết",
            "quý I/2029",
            "90,00",
            "89,50",
            "0,50",
            "−2,17 đến 3,17",
            "không khác rõ",
        ],
    ]


def test_a_count_is_shown_with_difference_and_percent_and_nothing_to_divide_by_is_a_dash(sound):
    sound.add_quarter("2029Q4", received="800", pending="0")
    table = tabulate_changes(sound.read(), [("received", "desk"), ("pending", "desk")], id="a")
    assert [row[3:7] for row in table.texts()] == [
        ["1.000", "800", "200", "25,0"],
        ["100", "0", "100", "–"],
    ]


def test_a_rate_over_100_has_a_remark_instead_of_an_interval(sound):
    sound.add_quarter("2029Q4", received="800", resolved="810")
    (row,) = tabulate_changes(sound.read(), [("resolved_rate", "desk")], id="a").texts()
    assert row[3:] == ["101,25", "−11,25", "–", "kỳ so sánh tử số lớn hơn mẫu số"]


def test_a_suspect_of_an_open_error_and_a_disputed_base_are_told(sound):
    sound.add_quarter("2029Q4", received="900", resolved="800")
    sound.replace("2030Q1/figures.csv", "received,desk,1.000", "received,desk,1.001")
    quarter = sound.path("2029Q4/figures.csv")
    quarter.write_text(
        quarter.read_text(encoding="utf-8") + "received,desk,905,I.2,đoạn,,,\n", encoding="utf-8"
    )
    (row,) = tabulate_changes(sound.read(), [("received", "desk")], id="a").texts()
    assert row[-1] == "số kỳ này đang nghi sai; kỳ so sánh ghi nhiều số khác nhau"


def test_a_number_of_which_another_mention_is_the_wrong_one_is_not_suspected(sound):
    sound.add_quarter("2029Q4", received="900", resolved="800", pending="100")
    path = sound.path("2030Q1/figures.csv")
    path.write_text(path.read_text("utf-8") + "received,desk,1.010,I.2,đoạn,,,\n", "utf-8")
    report = sound.read()
    (case,) = [case for case in report.cases if case.severity == "error"]
    assert [(s.figure, s.certain) for s in case.suspects] == [("I.2:received:desk", True)]
    (row,) = tabulate_changes(report, [("received", "desk")], id="a").texts()
    assert row[-1] == "kỳ này ghi nhiều số khác nhau"


@pytest.mark.parametrize(
    ("confirmed", "value", "remark"),
    [("no", "95", "chưa xác nhận"), ("yes", "95", "chưa đạt"), ("yes", "85.5", "đạt")],
)
def test_only_a_confirmed_target_is_judged(sound, confirmed, value, remark):
    sound.add_quarter("2029Q4", received="900")
    sound.add(
        "catalog/targets.csv",
        indicator="resolved_rate",
        org="desk",
        value=value,
        document="Quyết định",
        confirmed=confirmed,
    )
    table = tabulate_changes(sound.read(), [("resolved_rate", "desk")], id="a")
    assert table.title.endswith("so với các kỳ trước và mục tiêu")
    assert [(row[1], row[-1]) for row in table.texts()] == [("mục tiêu", remark)]
    assert table.notes == (
        "Không so với quý IV/2029 vì không có số liệu quý IV/2029: Tỷ lệ đã giải quyết.",
    )


def test_when_nothing_can_be_compared_the_reasons_stand_alone(sound):
    sound.add_quarter("2029Q4", received="900", start="01/10/2029", end="31/12/2029")
    said = tabulate_changes(sound.read(), [("received", "desk")], id="a")
    assert "kỳ số liệu khác nhau" in said.markdown


def test_two_quarters_get_a_table_and_three_a_chart(sound):
    sound.add_quarter("2029Q4", received="900")
    assert [part.id for part in parts(sound, "received")] == ["", "so-sanh-so-luong"]
    sound.add_quarter("2029Q3", received="950")
    *_, chart = parts(sound, "received")
    assert isinstance(chart, Figure)
    assert chart.id == "so-sanh-so-luong-dien-bien"


def test_rows_are_named_by_what_tells_them_apart(sound):
    sound.add_quarter("2029Q4", received="900", pending="50")
    sound.figures("thang_bac", received="7")
    sound.figures("thang_nam", received="9")
    report = sound.read()
    one = tabulate_changes(report, [("received", "desk"), ("received", "thang_bac")], id="a")
    assert (one.title.split(":")[0], one.rows[0][0]) == ("Hồ sơ tiếp nhận", "Bộ phận một cửa")
    both = tabulate_changes(
        report, [("received", "desk"), ("pending", "desk"), ("received", "thang_bac")], id="a"
    )
    assert (both.title.split(":")[0], both.rows[0][0]) == (
        "Số lượng",
        "Hồ sơ tiếp nhận, Bộ phận một cửa",
    )


def test_the_quarters_at_hand_and_their_limits_are_said(sound):
    sound.add_quarter("2028Q4", received="900")
    says = say_history(sound.read()).markdown
    assert "**2** kỳ, từ quý IV/2028 đến quý I/2030" in says
    assert "Mới có 2 kỳ: biểu đồ diễn biến cần ít nhất 3 kỳ." in says


def test_what_is_not_compared_is_named_only_where_that_tells_something():
    told = [f"Việc {number}" for number in range(6)]
    assert _say_apart("quý I", "kỳ khác nhau", told, "Số lượng", True) == (
        "Không so số lượng với quý I vì kỳ khác nhau."
    )
    assert _say_apart("quý I", "thiếu số", told, "Số lượng", False) == (
        "Không so với quý I vì thiếu số: Việc 0; Việc 1; Việc 2; 3 số khác."
    )
    assert _say_apart("quý I", "thiếu số", told[:1], "Số lượng", True) == (
        "Không so với quý I vì thiếu số: Việc 0."
    )
