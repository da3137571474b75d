"""Quarters: what names one, and the statutory window of each."""

from datetime import date, timedelta

import pytest

from cchc.errors import QuarterError
from cchc.model.quarter import Quarter


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2024Q1", date(2023, 12, 15), date(2024, 3, 14)),
        ("2024Q2", date(2024, 3, 15), date(2024, 6, 14)),
        ("2024Q3", date(2024, 6, 15), date(2024, 9, 14)),
        ("2024Q4", date(2024, 9, 15), date(2024, 12, 14)),
        ("2025Q1", date(2024, 12, 15), date(2025, 3, 14)),
        ("2000Q1", date(1999, 12, 15), date(2000, 3, 14)),
    ],
)
def test_the_window_runs_from_the_15th_before_to_the_14th_of_the_last_month(text, start, end):
    quarter = Quarter.parse(text)
    assert (quarter.start, quarter.end) == (start, end)


@pytest.mark.parametrize(("year", "days"), [(2024, 91), (2000, 91), (2023, 90), (2100, 90)])
def test_a_leap_day_makes_the_first_window_a_day_longer(year, days):
    quarter = Quarter(year, 1)
    assert (quarter.end - quarter.start).days + 1 == days


def test_windows_follow_each_other_without_gap_or_overlap_for_a_century():
    quarter = Quarter(2000, 1)
    for _ in range(400):
        assert quarter.next().start == quarter.end + timedelta(days=1)
        assert quarter.next().previous() == quarter
        quarter = quarter.next()
    assert str(quarter) == "2100Q1"


def test_the_quarter_before_the_first_is_the_fourth_of_the_year_before():
    assert str(Quarter.parse("2024Q1").previous()) == "2023Q4"
    assert str(Quarter.parse("2024Q3").previous()) == "2024Q2"


def test_quarters_are_ordered_by_time():
    texts = ["2024Q2", "2023Q4", "2024Q1", "2025Q1"]
    assert [str(q) for q in sorted(map(Quarter.parse, texts))] == [
        "2023Q4",
        "2024Q1",
        "2024Q2",
        "2025Q1",
    ]


def test_a_quarter_is_named_in_vietnamese_and_read_back_from_its_text():
    quarter = Quarter.parse("2024Q3")
    assert quarter.label == "quý III năm 2024"
    assert quarter.heading == "Quý III năm 2024"
    assert quarter.share_of_year == 0.75
    assert Quarter.parse(str(quarter)) == quarter


@pytest.mark.parametrize(
    "text",
    [
        "2024Q5",
        "2024Q0",
        "2024q1",
        "24Q1",
        "2024 Q1",
        "2024Q1 ",
        "2024Q1\n",
        "Q1",
        "",
        "2024-1",
        "２０２４Q1",
        "0000Q1",
    ],
)
def test_a_text_that_names_no_quarter_is_refused_by_name(text):
    with pytest.raises(QuarterError) as refusal:
        Quarter.parse(text)
    assert repr(text) in str(refusal.value)
    assert "such as 2024Q1" in str(refusal.value)


def test_the_same_quarter_a_year_before_and_its_short_name():
    assert str(Quarter.parse("2024Q1").year_before()) == "2023Q1"
    assert Quarter.parse("2024Q4").short_label == "quý IV/2024"


@pytest.mark.parametrize(
    ("text", "before", "year_before", "label", "start", "end"),
    [
        ("2024M03", "2024M02", "2023M03", "tháng 3 năm 2024", date(2024, 2, 15), date(2024, 3, 14)),
        (
            "2024M01",
            "2023M12",
            "2023M01",
            "tháng 1 năm 2024",
            date(2023, 12, 15),
            date(2024, 1, 14),
        ),
        (
            "2024H1",
            "2023H2",
            "2023H1",
            "6 tháng đầu năm 2024",
            date(2023, 12, 15),
            date(2024, 6, 14),
        ),
        (
            "2024N9",
            "2023N9",
            "2023N9",
            "9 tháng đầu năm 2024",
            date(2023, 12, 15),
            date(2024, 9, 14),
        ),
        ("2024Y", "2023Y", "2023Y", "năm 2024", date(2023, 12, 15), date(2024, 12, 14)),
    ],
)
def test_a_folder_may_be_named_by_another_period(text, before, year_before, label, start, end):
    quarter = Quarter.parse(text)
    assert str(quarter) == quarter.period == text
    assert (str(quarter.previous()), str(quarter.year_before())) == (before, year_before)
    assert quarter.previous().next() == quarter
    assert (quarter.label, quarter.start, quarter.end) == (label, start, end)


def test_folders_are_ordered_by_the_month_in_which_they_end_the_longer_after():
    texts = ["2024M02", "2024Q1", "2024M03", "2024Y", "2024H1", "2024Q2", "2023M12", "2024Q4"]
    assert [str(q) for q in sorted(map(Quarter.parse, texts))] == [
        "2023M12",
        "2024M02",
        "2024M03",
        "2024Q1",
        "2024Q2",
        "2024H1",
        "2024Q4",
        "2024Y",
    ]


@pytest.mark.parametrize("text", ["2024M13", "2024M3", "2024H3", "2024N6", "2024Y1", "2024M00"])
def test_a_period_that_there_is_not_is_refused(text):
    with pytest.raises(QuarterError, match="2024M03 for a month"):
        Quarter.parse(text)
