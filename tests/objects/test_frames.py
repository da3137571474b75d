from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from cchc.objects.frame_cells import MOST_ROWS, count_decimals
from cchc.objects.frames import table

FRAME = pd.DataFrame(
    {
        "Phường": ["Phường 1", "xã Long Sơn"],
        "Hồ sơ": [1031, 12345678901234567],
        "Tỷ lệ": [97.015, np.nan],
    }
)


def headings(made) -> list[str]:
    return [column.name for column in made.columns]


def test_numbers_take_vietnamese_form_and_long_ones_stay_exact():
    assert table(FRAME).texts() == [
        ["Phường 1", "1.031", "97,02"],
        ["xã Long Sơn", "12.345.678.901.234.567", "không có số liệu"],
    ]


def test_the_labels_of_rows_are_kept_and_a_mere_count_is_not():
    described = table(FRAME[["Tỷ lệ"]].describe())
    assert headings(described) == ["Nhãn", "Tỷ lệ"]
    assert [row[0] for row in described.rows][:2] == ["count", "mean"]
    assert headings(table(FRAME)) == ["Phường", "Hồ sơ", "Tỷ lệ"]
    named = table(FRAME.set_index("Phường")["Hồ sơ"])
    assert headings(named) == ["Phường", "Hồ sơ"]
    assert named.columns[0].head


def test_numbers_that_name_rows_take_no_marks_of_thousands():
    made = table(pd.DataFrame({"n": [1, 2]}, index=pd.Index([2023, 2024], name="Năm")))
    assert [row[0] for row in made.rows] == ["2023", "2024"]
    assert table(pd.DataFrame({"Năm": [2024], "n": [2024]})).texts() == [["2024", "2.024"]]


def test_headings_of_two_levels_stand_behind_each_other():
    made = table(FRAME.groupby("Phường").agg({"Hồ sơ": ["sum", "mean"]}))
    assert headings(made) == ["Phường", "Hồ sơ – sum", "Hồ sơ – mean"]
    levels = pd.MultiIndex.from_tuples([("a", "b")])
    assert headings(table(pd.DataFrame({"n": [1]}, index=levels))) == ["Nhãn 1", "Nhãn 2", "n"]


def test_columns_of_one_name_are_told_apart():
    made = table(pd.DataFrame([[1, 2, 3]], columns=["n", "N", "n"]))
    assert headings(made) == ["n", "N (2)", "n (3)"]
    assert made.rows == ((1, 2, 3),)


def test_times_of_a_column_are_all_written_and_days_without_a_time_are_days():
    times = pd.to_datetime(["2024-03-14 12:30", "2024-03-14 00:00"])
    days = pd.to_datetime(["2024-03-14", "2024-01-02"])
    assert table(pd.DataFrame({"Lúc": times, "Ngày": days})).texts() == [
        ["14/3/2024 12:30", "14/3/2024"],
        ["14/3/2024 00:00", "02/01/2024"],
    ]


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([True, False], ["có", "không"]),
        ([1.5, np.inf], ["1,5", "∞"]),
        ([1, "a"], ["1", "a"]),
        ([Decimal("1.50"), Decimal("2")], ["1,50", "2,00"]),
        ([pd.Timedelta("1 days 02:00:00"), None], ["1 ngày 02:00:00", "không có số liệu"]),
        ([[1, 2], {"a": 1}], ["[1, 2]", "{'a': 1}"]),
        ([0.00123, 0.5], ["0,0012", "0,5000"]),
        ([None, None], ["không có số liệu"] * 2),
        (["<script>", "=1+1"], ["<script>", "=1+1"]),
    ],
)
def test_values_of_any_kind_have_a_form(values, texts):
    made = table(pd.DataFrame({"x": pd.Series(values, dtype=object)}))
    assert [row[0] for row in made.texts()] == texts


def test_what_is_longer_than_anybody_reads_is_cut_and_says_so():
    made = table(pd.DataFrame({"n": range(MOST_ROWS + 1)}))
    assert len(made.rows) == MOST_ROWS
    assert made.notes == ("Bảng có 1.001 dòng; ở đây là 1.000 dòng đầu.",)
    wide = table(pd.DataFrame([range(61)]))
    assert len(wide.columns) == 60
    assert wide.notes == ("Bảng có 61 cột; ở đây là 60 cột đầu.",)


def test_a_styler_gives_its_numbers_with_the_decimals_that_it_shows():
    styled = FRAME.style.format({"Tỷ lệ": "{:.1f}%", "Hồ sơ": "{:,.0f}"}).hide(axis="index")
    made = table(styled)
    assert made.texts() == [
        ["Phường 1", "1.031", "97,0%"],
        ["xã Long Sơn", "12.345.678.901.234.567", "không có số liệu"],
    ]
    assert made.rows[0][1:] == (1031, 97.015)
    shares = table(pd.DataFrame({"x": [0.25]}).style.format("{:.1%}"))
    assert (shares.rows, shares.texts()) == (((25,),), [["25,0%"]])


def test_the_caption_of_a_styler_is_the_title_unless_one_is_given():
    styled = FRAME.style.set_caption("Hồ sơ\x00 của phường")
    assert table(styled).title == "Hồ sơ\ufffd của phường"
    assert table(FRAME.style.set_caption(("Dài", "Ngắn"))).title == "Dài"
    assert table(styled, "Tên khác").title == "Tên khác"
    assert table(FRAME.style).title == ""


def test_a_styler_that_says_something_else_keeps_its_words():
    made = table(pd.DataFrame({"x": [1, 2]}).style.format(lambda value: f"khoảng {value}"))
    assert made.texts() == [["khoảng 1"], ["khoảng 2"]]


def test_a_short_form_gives_title_unit_and_notes():
    made = table(FRAME, "Hồ sơ", unit="hồ sơ", notes="một", source="Báo cáo")
    assert (made.title, made.unit, made.notes, made.source) == (
        "Hồ sơ",
        "hồ sơ",
        ("một",),
        "Báo cáo",
    )
    with pytest.raises(TypeError, match="not a list"):
        table([1])


@pytest.mark.parametrize(
    ("values", "decimals"),
    [
        ([1, 2], 0),
        ([1.5], 1),
        ([12.345], 2),
        ([1.2345], 3),
        ([0.12345], 4),
        ([1e20], 0),
        ([0.00012, 0.5], 4),
        ([0.000012, 0.5], 5),
        ([0.0, 1e-9], 8),
        ([250.0, 0.004], 3),
    ],
)
def test_floats_are_read_with_a_few_decimals(values, decimals):
    assert count_decimals(values) == decimals


def test_cells_of_the_report_keep_their_facts_and_source(sound):
    frame = sound.read().across(["received", "resolved"], ["desk"])
    made = table(frame.set_index("org"))
    assert made.facts == ((0, 2, "received[desk]"), (0, 3, "resolved[desk]"))
    assert made.source.startswith("Báo cáo")
    assert table(frame.assign(rest=1)[["name", "rest"]]).facts == ()
