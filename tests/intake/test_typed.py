"""What people type, as a Vietnamese report prints it; what could be two numbers is refused."""

from datetime import datetime
from decimal import Decimal

import pytest

from cchc.intake.typed import read_typed
from cchc.model.numbers import FigureError, parse_printed
from cchc.model.units import Unit


@pytest.mark.parametrize(
    ("value", "unit", "number_format", "printed"),
    [
        (1031, "hồ sơ", "General", "1.031"),
        (1031.0, "hồ sơ", "#,##0", "1.031"),
        (0, "hồ sơ", "General", "0"),
        (78935000, "đồng", "General", "78.935.000"),
        (854.639, "tỷ đồng", "General", "854,639"),
        (4391.744, "tỷ đồng", "#,##0.000", "4.391,744"),
        (100, "tỷ đồng", "General", "100"),
        (0.1 + 0.2, "tỷ đồng", "General", "0,3"),
        (0.9701, "%", "0.00%", "97,01%"),
        (0.57, "%", "0%", "57%"),
        (0.0047, "%", "0.00%", "0,47%"),
        (1, "%", "0.00%", "100%"),
        (0, "%", "General", "0%"),
        (97.01, "%", "General", "97,01%"),
        (97.01, "%", '0.00"%"', "97,01%"),  # a sign that is only written behind the number
        (97.01, "%", "0.00\\%", "97,01%"),
        ("1.031", "hồ sơ", "@", "1.031"),
        ("1,031", "hồ sơ", "@", "1.031"),
        ("1 031", "hồ sơ", "@", "1.031"),
        ("1\u00a0031", "hồ sơ", "@", "1.031"),
        ("'1031", "hồ sơ", "@", "1.031"),
        ("  1031 Hồ sơ ", "hồ sơ", "@", "1.031"),
        ("1,031,000", "đồng", "@", "1.031.000"),
        ("08", "hồ sơ", "@", "8"),
        ("97,01%", "%", "@", "97,01%"),
        ("97.01 %", "%", "@", "97,01%"),
        ("97,10", "%", "@", "97,10%"),
        ("0,97%", "%", "@", "0,97%"),
        ("4.391,744", "tỷ đồng", "@", "4.391,744"),
        ("4,391.744", "tỷ đồng", "@", "4.391,744"),
        ("1.000.000", "tỷ đồng", "@", "1.000.000,0"),
        (4391, "tỷ đồng", "General", "4.391,0"),  # '4.391' would be read as 4,391
        ("854,639 tỷ đồng", "tỷ đồng", "@", "854,639"),
        (854.639, "tỉ đồng", "General", "854,639"),
        (3.25, Unit("máy", 2), "General", "3,25"),
        (3.25, Unit("máy", 1), "General", "3,3"),
        ("3.5 máy", Unit("máy", 1), "@", "3,5"),
        (0.9701, Unit("%", 1), "0.00%", "97,0%"),
    ],
)
def test_a_number_is_written_back_as_the_report_prints_it(value, unit, number_format, printed):
    typed = read_typed(value, unit, number_format)
    assert typed.printed == printed
    assert not parse_printed(printed, unit).faults


@pytest.mark.parametrize(
    ("value", "unit", "number_format", "printed", "says"),
    [
        ("1,031", "hồ sơ", "@", "1.031", "'1,031' is read as 1.031"),
        ("4.391", "tỷ đồng", "@", "4,391", "'4.391' is read as 4,391"),
        (854.63912, "tỷ đồng", "General", "854,639", "'854,63912' is read as 854,639"),
        (0.970166, "%", "0.00%", "97,02%", "'97,0166' is read as 97,02%"),
        (97.01, "%", "General", "97,01%", ""),
        ("97,01", "%", "@", "97,01%", ""),
    ],
)
def test_a_reading_that_is_not_plain_is_told(value, unit, number_format, printed, says):
    typed = read_typed(value, unit, number_format)
    assert (typed.printed, typed.says) == (printed, says)


@pytest.mark.parametrize(
    ("value", "unit", "number_format", "says"),
    [
        (
            1.031,
            "hồ sơ",
            "General",
            "1,031 is not a whole number; was a dot or comma between thousands meant?",
        ),
        (
            0.9701,
            "%",
            "General",
            "0,9701 without a sign may stand for 0,9701% or 97,01%; type it with its sign",
        ),
        (1, "%", "General", "1 without a sign may stand for 1% or 100%"),
        (97.01, "%", "0.00%", "9.701% may stand for 97,01%; type it with its sign"),
        (-3, "hồ sơ", "General", "−3 is below zero"),
        ("-3", "hồ sơ", "@", "−3 is below zero"),
        ("12,5", "hồ sơ", "@", "'12,5' is not a number in hồ sơ"),
        ("1.03", "hồ sơ", "@", "'1.03' is not a number in hồ sơ"),
        ("12 31", "hồ sơ", "@", "'12 31' is not a number in hồ sơ"),
        ("khoảng 30", "hồ sơ", "@", "'khoảng 30' is not a number in hồ sơ"),
        ("-", "hồ sơ", "@", "'-' is not a number in hồ sơ"),
        ("#REF!", "hồ sơ", "General", "'#REF!' is not a number in hồ sơ"),
        ("24/42", "hồ sơ", "@", "'24/42' is not a number in hồ sơ"),
        (True, "hồ sơ", "General", "TRUE is not a number"),
        (datetime(2024, 3, 1), "hồ sơ", "dd/mm/yyyy", "took what was typed for a date"),
        (float("inf"), "tỷ đồng", "General", "inf is not a number"),
        ("0,12", "%", "@", "0,12 without a sign may stand for 0,12% or 12%"),
        ("1", "%", "@", "1 without a sign may stand for 1% or 100%"),
        (1.05, "%", "General", "1,05 without a sign may stand for 1,05% or 105%"),
        ("9701%", "%", "@", "9.701% may stand for 97,01%"),
        (10**18, "hồ sơ", "General", "a number of 19 digits is no figure"),
        ("1" * 19, "hồ sơ", "@", "a number of 19 digits is no figure"),
        (1e300, "tỷ đồng", "General", "a number of 301 digits is no figure"),
        (854_639_000_000, "tỷ đồng", "General", "was it typed in đồng or triệu đồng?"),
    ],
)
def test_what_is_no_number_or_could_be_two_is_refused(value, unit, number_format, says):
    with pytest.raises(FigureError) as refusal:
        read_typed(value, unit, number_format)
    assert says in str(refusal.value)


@pytest.mark.parametrize(
    ("value", "unit", "before", "says"),
    [
        (4.391, "tỷ đồng", None, "'4.391' is read as 4,391"),
        (4.391, "tỷ đồng", "4102,5", "'4.391' is read as 4,391; 4,391 beside 4.102,5 last"),
        (4.391, "tỷ đồng", "5,2", ""),
        (0.391, "tỷ đồng", None, ""),
        (
            15_661,
            "hồ sơ",
            "1566",
            "15.661 beside 1.566 last quarter; is it of the right magnitude?",
        ),
        (156, "hồ sơ", "1566", "156 beside 1.566 last quarter"),
        (9, "hồ sơ", "90", ""),
        (1600, "hồ sơ", "1566", ""),
        ("1566", "hồ sơ", "15,66", "1.566 beside 15,66 last quarter"),
        (45_385, "hồ sơ", None, "is also how a spreadsheet keeps the day 03/04/2024"),
        (45_385, "hồ sơ", "41000", ""),
        (1.05, "%", "1,2", ""),
    ],
)
def test_a_number_far_from_last_quarters_is_told(value, unit, before, says):
    told = read_typed(value, unit, "General", before and Decimal(before.replace(",", ".")))
    assert says in told.says
    assert bool(told.says) == bool(says)
