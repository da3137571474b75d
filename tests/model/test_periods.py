"""What a report is for: its period, its window, and what may be compared with what."""

from datetime import date

import pytest

from cchc import read_report
from cchc.errors import QuarterError
from cchc.intake.opening import write_quarter
from cchc.model.quarter import Quarter
from cchc.report.history import compare_points

HALVES = 'reports = ["Q", "H1", "Q", "Y"]\n'


@pytest.mark.parametrize(
    ("period", "start", "end", "label"),
    [
        ("2030Q2", date(2030, 3, 15), date(2030, 6, 14), "quý II năm 2030"),
        ("2030H1", date(2029, 12, 15), date(2030, 6, 14), "6 tháng đầu năm 2030"),
        ("2030M06", date(2030, 5, 15), date(2030, 6, 14), "tháng 6 năm 2030"),
        ("2030M04", date(2030, 3, 15), date(2030, 4, 14), "tháng 4 năm 2030"),
    ],
)
def test_a_period_has_its_window_and_its_name(period, start, end, label):
    quarter = Quarter(2030, 2).covering(period)
    assert (quarter.start, quarter.end, quarter.label) == (start, end, label)
    assert (quarter.period, str(quarter)) == (period, "2030Q2")


@pytest.mark.parametrize("period", ["2030N9", "2030Y", "2029H1", "2030M07", "2030Q5", "nửa năm"])
def test_a_period_must_end_in_the_quarter_of_its_folder(period):
    with pytest.raises(QuarterError):
        Quarter(2030, 2).covering(period)


@pytest.mark.parametrize(
    ("closes", "start", "end"),
    [
        (14, date(2029, 12, 15), date(2030, 3, 14)),
        (20, date(2029, 12, 21), date(2030, 3, 20)),
        (31, date(2030, 1, 1), date(2030, 3, 31)),
        (30, date(2029, 12, 31), date(2030, 3, 30)),
    ],
)
def test_an_authority_may_close_its_windows_on_another_day(folder, closes, start, end):
    folder.write("catalog/periods.toml", f"closes = {closes}\n")
    quarter = folder.read().quarter
    assert (quarter.start, quarter.end) == (start, end)


def test_the_years_second_report_is_for_six_months_where_the_authority_says_so(sound):
    sound.write("catalog/periods.toml", HALVES)
    assert sound.read().quarter.covers == "Q"
    write_quarter(Quarter(2030, 2), sound.root)
    assert 'period = "2030H1"' in sound.path("2030Q2/report.toml").read_text(encoding="utf-8")
    assert read_report("2030Q2", sound.root).quarter.label == "6 tháng đầu năm 2030"


def test_report_toml_goes_before_the_rule_and_may_give_its_own_window(folder):
    folder.replace(
        "2030Q1/report.toml",
        "dated",
        'period = "2030M03"\nwindow = ["01/03/2030", "31/03/2030"]\ndated',
    )
    quarter = folder.read().quarter
    assert (quarter.covers, quarter.start, quarter.end) == (
        "M03",
        date(2030, 3, 1),
        date(2030, 3, 31),
    )


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        ("catalog/periods.toml", "closes = 32\n", "closes must be a day of the month"),
        ("catalog/periods.toml", 'reports = ["Q"]\n', "reports must list"),
        ("catalog/periods.toml", 'reports = ["H1", "H1", "Q", "Y"]\n', "reports must list"),
    ],
)
def test_a_rule_that_cannot_be_is_told(folder, file, text, says):
    folder.write(file, text)
    assert any(says in problem for problem in folder.problems())


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('period = "2030H1"', "does not end in the quarter 2030Q1"),
        ('window = ["14/03/2030", "15/12/2029"]', "window must be its first and last day"),
    ],
)
def test_a_period_or_window_that_cannot_be_is_told(folder, line, says):
    folder.replace("2030Q1/report.toml", "dated", f"{line}\ndated")
    assert any(says in problem for problem in folder.problems())


def six_months(folder, year: int = 2030, **window: str) -> None:
    """Add a six-month report of twice the desk's dossiers."""
    folder.add_quarter(f"{year}Q2", received="600", **window)
    folder.replace(f"{year}Q2/report.toml", "dated", f'period = "{year}H1"\ndated')
    folder.replace(f"{year}Q2/report.toml", "2030-04-05", f"{year}-07-05")


def compare(folder, now: str, then: Quarter):
    report = read_report(now, folder.root)
    return compare_points(report, "received", "desk", report.earlier(then))


def test_six_months_are_not_compared_with_a_quarter(folder):
    folder.figures(received="300")
    six_months(folder)
    told = "kỳ số liệu khác nhau (6 tháng đầu năm 2030 và quý I/2030)"
    assert compare(folder, "2030Q2", Quarter(2030, 1)).why_not == told
    # twice a quarter's number is what six months have
    found = read_report("2030Q2", folder.root).findings
    assert not [f for f in found if f.kind in ("change", "total")]


@pytest.mark.parametrize(
    "window", [{"end": "14/06/2030"}, {"start": "15/12/2030", "end": "14/06/2030"}]
)
def test_a_window_cut_short_or_misprinted_never_makes_unlike_periods_comparable(folder, window):
    folder.add_quarter("2029Q2", received="300", start="15/03/2029", end="14/06/2029")
    six_months(folder, **window)
    assert "kỳ số liệu khác nhau" in compare(folder, "2030Q2", Quarter(2029, 2)).why_not


def test_six_months_are_compared_with_six_months(folder):
    folder.figures(received="300")
    six_months(folder, 2029)
    six_months(folder, end="14/06/2030")
    assert compare(folder, "2030Q2", Quarter(2029, 2)).difference == 0


def test_what_is_carried_over_is_what_the_period_before_left(folder):
    folder.columns(carried_from={"received": "pending"})
    folder.add_quarter("2029Q4", pending="600")
    folder.figures(pending="5")
    six_months(folder)
    rules = [r.id for r in read_report("2030Q2", folder.root).facts.rules if r.kind == "across"]
    assert rules == ["carried:received[desk]"]
    assert not [f for f in read_report("2030Q2", folder.root).findings if f.kind == "across"]


def test_growth_against_a_report_of_another_kind_is_not_checked(folder):
    folder.add(
        "catalog/indicators.csv",
        indicator="growth",
        name="Tăng so với quý trước",
        unit="%",
        section="I.1",
        definition="tăng",
    )
    folder.columns(change_of={"growth": "received"})
    folder.figures(received="300")
    six_months(folder)
    folder._append("2030Q2/figures.csv", ["growth", "desk", "50%", "I.1", "đoạn", "", "", ""])
    rules = read_report("2030Q2", folder.root).facts.rules
    assert not [r for r in rules if r.kind == "across"]


def test_two_cut_offs_are_two_facts_and_both_are_named(folder):
    folder.figure("received", "600", window_start="15/12/2029", window_end="14/03/2030")
    folder.figure("received", "210", window_start="15/02/2030", window_end="14/03/2030")
    report = folder.read()
    assert report.value("received", "desk") == 600
    assert list(report.observations.index) == [
        "received[desk]",
        "received[desk]@15/02/2030–14/03/2030",
    ]
    assert not [f for f in report.findings if f.kind == "same"]
    told = next(f.says for f in report.findings if "được ghi cho nhiều kỳ" in f.says)
    assert "15/12/2029–14/03/2030" in told
    assert "15/02/2030–14/03/2030" in told


def test_the_year_before_of_six_months_is_six_months():
    quarter = Quarter(2030, 2).covering("2030H1")
    assert quarter.year_before().label == "6 tháng đầu năm 2029"
    assert quarter.year_before() == Quarter(2029, 2)
