"""Numbers and dates as a Vietnamese report prints them."""

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc.model.numbers import (
    NO_FIGURE,
    FigureError,
    format_date,
    format_number,
    format_percent,
    parse_date,
    parse_printed,
    read_as_printed,
    say_no_such_day,
)
from cchc.model.units import is_measure

COUNT, PERCENT, MONEY, HOURS = "hồ sơ", "%", "tỷ đồng", "giờ phát sóng"


@pytest.mark.parametrize(
    ("text", "unit", "value", "decimals", "faults"),
    [
        ("0", COUNT, "0", 0, ()),
        ("08", COUNT, "8", 0, ()),
        ("0008", COUNT, "8", 0, ()),
        ("999", COUNT, "999", 0, ()),
        ("1.031", COUNT, "1031", 0, ()),
        ("7.000", COUNT, "7000", 0, ()),
        ("1.031.000", COUNT, "1031000", 0, ()),
        ("3604", COUNT, "3604", 0, ("missing_group_dot",)),
        ("-3", COUNT, "-3", 0, ()),
        ("−3", COUNT, "-3", 0, ()),
        ("−1.031", COUNT, "-1031", 0, ()),
        ("97,01%", PERCENT, "97.01", 2, ()),
        ("97,01 %", PERCENT, "97.01", 2, ()),
        ("97,01\u00a0%", PERCENT, "97.01", 2, ()),
        ("97,01", PERCENT, "97.01", 2, ()),
        ("97,10%", PERCENT, "97.10", 2, ()),
        ("100%", PERCENT, "100", 0, ()),
        ("98.7", PERCENT, "98.7", 1, ("decimal_point",)),
        ("97.37%", PERCENT, "97.37", 2, ("decimal_point",)),
        ("1.031", PERCENT, "1.031", 3, ("decimal_point",)),
        ("−0,5%", PERCENT, "-0.5", 1, ()),
        ("1.234,5%", PERCENT, "1234.5", 1, ()),
        ("854,639", MONEY, "854.639", 3, ()),
        ("4.391,744", MONEY, "4391.744", 3, ()),
        ("7.000", MONEY, "7.000", 3, ("decimal_point",)),
        ("2800", MONEY, "2800", 0, ()),
        ("2072,645", MONEY, "2072.645", 3, ("missing_group_dot",)),
        ("2072.645", MONEY, "2072.645", 3, ("decimal_point", "missing_group_dot")),
        ("1.031.000", MONEY, "1031000", 0, ()),
        ("1.031", HOURS, "1031", 0, ()),
        ("12,5", HOURS, "12.5", 1, ()),
        ("12.5", HOURS, "12.5", 1, ("decimal_point",)),
        ("8,75", "điểm", "8.75", 2, ()),
        ("  12 ", COUNT, "12", 0, ()),
    ],
)
def test_a_printed_number_is_read_with_its_value_precision_and_slips(
    text, unit, value, decimals, faults
):
    printed = parse_printed(text, unit)
    assert (printed.text, printed.decimals, printed.faults) == (text, decimals, faults)
    assert str(printed.value) == value


@pytest.mark.parametrize("unit", [COUNT, PERCENT, MONEY])
@pytest.mark.parametrize(
    "text",
    [
        "9.85.2",
        "12,",
        ",5",
        "",
        " ",
        "%",
        "-",
        "−",
        "--3",
        "−-3",
        "- 3",
        "+3",
        "1e3",
        "0x1F",
        "1_000",
        "1 000",
        "NaN",
        "inf",
        "９７",
        "٣",
        "1,031,000",
        "1,2,3",
        "1.0311,5",
        "khoảng 5",
        "12%%",
        "=1+1",
        "²",
    ],
)
def test_a_text_that_is_no_number_is_refused_in_every_unit(text, unit):
    with pytest.raises(FigureError) as refusal:
        parse_printed(text, unit)
    assert repr(text) in str(refusal.value)
    assert "such as" in str(refusal.value)


@pytest.mark.parametrize(
    "text", ["1.23", "1.2345", "12.34", "97,01%", "97,01", "5%", "1031.000", "1.0310"]
)
def test_a_whole_count_takes_no_decimals_and_no_percent_sign(text):
    with pytest.raises(FigureError, match=r"such as 9\.852"):
        parse_printed(text, COUNT)


@pytest.mark.parametrize(
    ("text", "value"), [("1.23", "1.23"), ("1.2345", "1.2345"), ("12345,6", "12345.6")]
)
def test_a_measure_takes_a_point_or_a_comma_before_its_decimals(text, value):
    assert str(parse_printed(text, MONEY).value) == value


def test_a_percent_sign_is_no_part_of_an_amount():
    with pytest.raises(FigureError):
        parse_printed("5%", MONEY)


@pytest.mark.parametrize("unit", [COUNT, PERCENT, MONEY])
def test_a_long_number_is_read_to_its_last_digit(unit):
    digits = "123456789012345678"
    assert parse_printed(digits, unit).value == int(digits)
    assert parse_printed(f"−{digits}", unit).value == -int(digits)


@pytest.mark.parametrize("unit", [COUNT, PERCENT, MONEY])
@pytest.mark.parametrize("digits", [40, 5000, 100_000])
def test_a_number_longer_than_any_figure_is_refused_and_not_rounded(digits, unit):
    with pytest.raises(FigureError) as refusal:
        parse_printed("9" * digits, unit)
    assert len(str(refusal.value)) < 300


@pytest.mark.parametrize(
    ("text", "unit", "value", "decimals", "faults"),
    [
        ("10,379", COUNT, "10379", 0, ("comma_groups",)),
        ("2072,645", COUNT, "2072645", 0, ("missing_group_dot", "comma_groups")),
        ("1,031,000", COUNT, "1031000", 0, ("comma_groups",)),
        ("103.79", COUNT, None, 0, ("misplaced_mark",)),
        ("151.10", COUNT, None, 0, ("misplaced_mark",)),
        ("12,5", COUNT, "12.5", 1, ("decimal_count",)),
        ("1.031,25", COUNT, "1031.25", 2, ("decimal_count",)),
        ("1,234.5", MONEY, "1234.5", 1, ("comma_groups", "decimal_point")),
        ("12.34,5", MONEY, None, 0, ("misplaced_mark",)),
        ("8,98 ngàn", COUNT, "8980", -1, ("scale_word",)),
        ("9 nghìn hồ sơ", COUNT, "9000", -3, ("scale_word",)),
        ("1,2 triệu", COUNT, "1200000", -5, ("scale_word",)),
        ("854,6 triệu đồng", MONEY, "0.8546", 4, ("scale_word",)),
        ("4.391,744 tỷ đồng", MONEY, "4391.744", 3, ()),
        ("1.031", COUNT, "1031", 0, ()),
    ],
)
def test_a_misprinted_number_is_read_as_what_it_likely_is_or_as_unknown(
    text, unit, value, decimals, faults
):
    printed = read_as_printed(text, unit)
    assert (printed.text, printed.decimals, printed.faults) == (text, decimals, faults)
    assert (printed.value and str(printed.value)) == value


@pytest.mark.parametrize(
    ("text", "note", "hedge"),
    [
        ("hơn 500", "", "over"),
        ("Gần 500", "", "nearly"),
        ("500", "khoảng", "about"),
        ("500", "chung số với dòng trên; ít nhất", "over"),
        ("không quá 500", "", "up_to"),
        ("500", "trên địa bàn phường", ""),
        ("500", "tên in: phường Gần Biển", ""),
        ("35", "khoảng từ 35 đến 40%", "about"),
    ],
)
def test_a_word_beside_a_number_says_how_it_is_meant(text, note, hedge):
    printed = read_as_printed(text, COUNT, note)
    assert (printed.value in (35, 500), printed.hedge) == (True, hedge)


@pytest.mark.parametrize(
    "text",
    ["9.85.2", "1,2,3", "1.0311,5", "nhiều", "hơn", "ngàn", "5%", "8,98 ngàn con", "1e3", ""],
)
def test_what_is_no_number_at_all_stays_refused(text):
    with pytest.raises(FigureError, match=r"is not a number; write it as printed"):
        read_as_printed(text, COUNT)


@pytest.mark.parametrize(
    "unit", ["%", "tỷ đồng", "triệu đồng", "điểm", "km", "giờ", "m²", "lần", "ngày/hồ sơ"]
)
def test_what_is_measured_takes_decimals(unit):
    assert is_measure(unit)


@pytest.mark.parametrize("unit", ["hồ sơ", "điểm cầu", "đồng chí", "lần kiểm tra", "công chức"])
def test_what_is_counted_takes_none(unit):
    assert not is_measure(unit)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0, None, "0"),
        (1234, None, "1.234"),
        (-3, None, "−3"),
        (1234567, 2, "1.234.567,00"),
        (1234.5, None, "1.234,5"),
        (1234.567, None, "1.234,57"),
        (2.0, None, "2"),
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (-2.5, 0, "−3"),
        (2.675, 2, "2,68"),
        (-0.004, 2, "0,00"),
        (0.1 + 0.2, None, "0,30"),
        (1e22, None, "10.000.000.000.000.000.000.000"),
        (Decimal("97.10"), None, "97,10"),
        (Decimal("97.125"), 2, "97,13"),
        (Decimal("1E+3"), None, "1.000"),
        (Decimal("-0.00"), None, "0,00"),
        (Fraction(1, 8), 2, "0,13"),
        (Fraction(1, 3), None, "0,33"),
        (Fraction(-1, 8), 2, "−0,13"),
        (Fraction(7), None, "7"),
        (Fraction(7), 1, "7,0"),
        (np.int64(1234), None, "1.234"),
        (np.int32(-3), 1, "−3,0"),
        (np.uint8(200), None, "200"),
        (np.float64(1234.5), None, "1.234,5"),
        (np.float64(2.5), 0, "3"),
        (np.float32(2.5), None, "2,5"),
        (np.float32(1.75), 1, "1,8"),
    ],
)
def test_a_value_is_written_in_vietnamese_form_with_halves_up(value, decimals, text):
    assert format_number(value, decimals) == text


@pytest.mark.parametrize("value", [None, float("nan"), np.float64("nan"), Decimal("NaN"), np.nan])
def test_a_missing_value_is_words_and_never_0(value):
    assert format_number(value) == format_percent(value) == NO_FIGURE == "không có số liệu"


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(97.012, 2, "97,01%"), (Fraction(200, 3), 1, "66,7%"), (Decimal("0.47"), None, "0,47%")],
)
def test_a_percentage_is_written_with_its_sign_close_behind(value, decimals, text):
    assert format_percent(value, decimals) == text


@given(st.integers(-(10**17), 10**17))
@settings(max_examples=60, deadline=None)
def test_any_count_is_read_back_as_it_was_written(number):
    printed = parse_printed(format_number(number), COUNT)
    assert (printed.value, printed.faults) == (number, ())


@given(st.integers(-(10**14), 10**14), st.integers(1, 4), st.sampled_from([PERCENT, MONEY]))
@settings(max_examples=60, deadline=None)
def test_any_measure_is_read_back_with_its_precision(number, decimals, unit):
    value = Decimal(number).scaleb(-decimals)
    text = format_percent(value, None) if unit == PERCENT else format_number(value)
    printed = parse_printed(text, unit)
    assert (printed.value, printed.decimals, printed.faults) == (value, decimals, ())


@given(st.fractions(min_value=-(10**6), max_value=10**6, max_denominator=10**6), st.integers(0, 4))
@settings(max_examples=60, deadline=None)
def test_writing_is_off_by_at_most_half_of_the_last_place(value, decimals):
    written = Fraction(
        parse_printed(format_number(value, decimals), MONEY if decimals else COUNT).value
    )
    assert abs(written - value) <= Fraction(1, 2 * 10**decimals)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12/01/2024", date(2024, 1, 12)),
        ("14/3/2024", date(2024, 3, 14)),
        ("29/02/2024", date(2024, 2, 29)),
        ("26 tháng 12 năm 2023", date(2023, 12, 26)),
        ("ngày 26 tháng 12 năm 2023", date(2023, 12, 26)),
        ("", None),
    ],
)
def test_a_date_is_read_as_documents_print_it(text, day):
    assert parse_date(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "29/02/2023",
        "31/4/2024",
        "0/1/2024",
        "2024-03-14",
        "3/2024",
        "14.3.2024",
        "hôm qua",
        "1/1/24",
    ],
)
def test_a_date_that_no_calendar_has_is_refused(text):
    says = r"is not a date; write it as printed, such as 14/3/2024|^there is no \d+/\d+/\d+: "
    with pytest.raises(FigureError, match=says):
        parse_date(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("31/2/2024", "there is no 31/2/2024: month 2/2024 has 29 days"),
        ("ngày 31 tháng 4 năm 2023", "there is no 31 tháng 4 năm 2023: month 4/2023 has 30 days"),
        ("14/13/2024", "there is no 14/13/2024: a year has no month 13"),
        ("2023-02-29", "there is no 2023-02-29: month 2/2023 has 28 days"),
    ],
)
def test_a_day_that_there_is_not_is_told_with_why(text, says):
    assert say_no_such_day(text) == says
    with pytest.raises(FigureError, match=says):
        parse_date(text)


@pytest.mark.parametrize("text", ["29/2/2024", "2024-03-14", "14.3.2024", "hôm qua", ""])
def test_nothing_is_said_of_a_day_that_there_is_or_of_other_texts(text):
    assert say_no_such_day(text) == ""


@pytest.mark.parametrize(
    ("text", "unit", "letters", "likely"),
    [
        ("1O", COUNT, "O (for 0)", "10"),
        ("l2", COUNT, "l (for 1)", "12"),
        ("9.8oI", COUNT, "o (for 0), I (for 1)", "9.801"),
        ("97,O1%", "%", "O (for 0)", "97,01%"),
    ],
)
def test_letters_typed_for_digits_are_told_with_the_likely_number(text, unit, letters, likely):
    says = f"{text!r} holds letters where digits belong: {letters}; probably {likely}"
    with pytest.raises(FigureError, match=f"^{re.escape(says)}$"):
        read_as_printed(text, unit)
    with pytest.raises(FigureError, match=f"^{re.escape(says)}$"):
        parse_printed(text, unit)


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2024, 1, 5), "05/01/2024"),
        (date(2024, 2, 29), "29/02/2024"),
        (date(2024, 3, 14), "14/3/2024"),
    ],
)
def test_a_date_is_written_as_administrative_documents_do(day, text):
    assert format_date(day) == text
    assert parse_date(text) == day


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1e30, 2, "1." + ".".join(["000"] * 10) + ",00"),
        (Decimal("-0.004"), 2, "0,00"),
        (Decimal("-2.5"), 0, "−3"),
        # 28 digits would make a half of it
        (Fraction(1, 8) - Fraction(1, 10**40), 2, "0,12"),
    ],
)
def test_numbers_of_any_length_are_written_exactly(value, decimals, text):
    assert format_number(value, decimals) == text
