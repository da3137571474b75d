"""One fact in several quarters."""

from decimal import Decimal

import pytest

from cchc import read_report
from cchc.model.quarter import Quarter
from cchc.report.history import (
    Point,
    compare_points,
    judge_points,
    place_window,
    take_point,
    trace_points,
)
from cchc.stats.intervals import newcombe

Q1, Q2 = Quarter(2030, 1), Quarter(2030, 2)


def before(report, quarter: str):
    return report.earlier(Quarter.parse(quarter))


# windows


@pytest.mark.parametrize(
    ("first", "second", "fits"),
    [
        (("15/12/2029", "14/3/2030"), ("15/3/2030", "14/6/2030"), True),
        (("01/01/2030", "31/3/2030"), ("01/4/2030", "30/6/2030"), True),
        (("01/01/2030", "28/02/2030"), ("01/4/2030", "31/5/2030"), True),
        (("15/12/2029", "14/3/2030"), ("01/4/2030", "30/6/2030"), False),
        (("01/01/2030", "31/3/2030"), ("01/01/2030", "30/6/2030"), False),
        (("", ""), ("15/3/2030", "14/6/2030"), True),
        (("", ""), ("01/4/2030", "30/6/2030"), False),
        (("", "15/02/2030"), ("01/4/2030", "15/5/2030"), True),
        (("15/12/2030", "14/3/2030"), ("15/3/2030", "14/6/2030"), True),
    ],
    ids=[
        "statutory",
        "calendar",
        "two months",
        "kinds differ",
        "cumulative",
        "none is statutory",
        "none is not calendar",
        "end only",
        "impossible start",
    ],
)
def test_windows_are_of_one_kind_when_they_take_the_same_days_of_their_quarters(
    first, second, fits
):
    assert place_window(Q1, *first).fits(place_window(Q2, *second)) is fits


# the quarters of the data


def test_the_history_is_every_earlier_quarter_as_agreed_on(sound):
    sound.add_quarter("2029Q4", received="900")
    sound.add_quarter("2028Q3", received="800")
    sound.add_quarter("2030Q2", received="1.100")
    sound.write(
        "2029Q4/decisions.csv",
        "finding,decision,figure,value,reason,decided_by,decided_on\n"
        "bt-00000000,corrected,I.1:received:desk,950,đơn vị xác nhận,,\n",
    )
    report = sound.read()
    assert [str(quarter.quarter) for quarter in report.history] == ["2028Q3", "2029Q4"]
    assert [quarter.value("received", "desk") for quarter in report.history] == [800, 950]
    assert report.history[0].history == ()
    assert before(report, "2029Q3") is None


def test_a_history_is_not_read_before_it_is_asked_for(sound):
    sound.add_quarter("2028Q3", received="nhiều")
    report = sound.read()
    with pytest.raises(ValueError, match=r"data/2028Q3/figures\.csv, row 2, printed"):
        report.history  # noqa: B018


# changes


def test_a_rate_of_counts_changes_within_its_newcombe_interval(sound):
    sound.add_quarter("2029Q4", received="800", resolved="760", resolved_rate="95,0%")
    report = sound.read()
    change = compare_points(report, "resolved_rate", "desk", before(report, "2029Q4"))
    expected = newcombe(900, 1000, 760, 800)
    assert change.difference == Decimal(-5)
    assert (change.interval.low, change.interval.high) == pytest.approx(
        (100 * expected.low, 100 * expected.high)
    )


def test_a_rate_without_counts_on_one_side_has_a_difference_and_no_interval(sound):
    sound.add_quarter("2029Q4", resolved_rate="95,0%")
    report = sound.read()
    change = compare_points(report, "resolved_rate", "desk", before(report, "2029Q4"))
    assert (change.difference, change.interval) == (Decimal(-5), None)


def test_a_rate_over_100_has_no_interval(sound):
    sound.add_quarter("2029Q4", received="800", resolved="810")
    report = sound.read()
    change = compare_points(report, "resolved_rate", "desk", before(report, "2029Q4"))
    assert (change.then.value, change.interval) == (Decimal("101.25"), None)


@pytest.mark.parametrize(
    ("figures", "says"),
    [
        ({"received": "800"}, ""),
        ({"resolved": "700"}, "không có số liệu quý IV/2029"),
        (
            {"received": "800", "start": "01/10/2029", "end": "31/12/2029"},
            "kỳ số liệu khác nhau (không ghi kỳ và 01/10/2029–31/12/2029)",
        ),
    ],
)
def test_what_cannot_be_compared_says_why(sound, figures, says):
    sound.add_quarter("2029Q4", **figures)
    report = sound.read()
    change = compare_points(report, "received", "desk", before(report, "2029Q4"))
    assert change.why_not == says
    assert (change.difference is None) is bool(says)


def test_what_accumulates_over_the_year_is_held_against_the_same_quarter_only(sound):
    sound.accumulate("resolved")
    for quarter in ("2029Q4", "2029Q1"):
        sound.add_quarter(quarter, received="1.000", resolved="800")
    report = sound.read()
    for code in ("resolved", "resolved_rate"):
        near, year = (
            compare_points(report, code, "desk", before(report, q)) for q in ("2029Q4", "2029Q1")
        )
        assert near.why_not == "là số lũy kế từ đầu năm, chỉ so được với cùng kỳ"
        assert year.difference is not None
    assert compare_points(report, "received", "desk", before(report, "2029Q4")).difference == 0


# series


def test_a_series_has_a_point_for_each_quarter_and_none_where_nothing_can_be_joined(sound):
    sound.add_quarter("2029Q4", received="900", start="01/10/2029", end="31/12/2029")
    sound.add_quarter("2029Q2", received="800")
    report = read_report("2030Q1", sound.root)
    points = trace_points(report, "received", "desk")
    assert [str(point.quarter) for point in points] == ["2029Q2", "2029Q3", "2029Q4", "2030Q1"]
    assert [point.value for point in points] == [800, None, None, 1000]


def test_a_figure_that_is_missing_is_no_zero(sound):
    assert take_point(sound.read(), "received", "city").value is None


def points(*values, whole: int | None = None) -> list[Point]:
    return [
        Point(
            Q1,
            Decimal(value) if whole is None else Decimal(100 * value) / whole,
            value if whole else None,
            whole,
        )
        for value in values
    ]


@pytest.mark.parametrize(
    ("count", "limits", "trial"),
    [(3, False, True), (7, False, True), (8, True, True), (12, True, True), (13, True, False)],
)
def test_limits_wait_for_eight_points_and_stay_on_trial_to_the_thirteenth(count, limits, trial):
    control = judge_points(points(*[10 + at % 2 for at in range(count)]))
    assert (control.low is not None, control.trial) == (limits, trial)


def test_two_points_are_no_series():
    assert judge_points([*points(1, 2), Point(Q1, None)]) is None


def test_rates_of_counts_are_judged_in_percent_by_the_size_of_each_whole():
    few = points(90, 91, 92, 90, 91, 92, 90, whole=100)
    control = judge_points([*few, *points(9, whole=10)])
    assert control.values[-1] == 90
    assert control.high[-1] - control.low[-1] > control.high[0] - control.low[0]
    assert max(control.high) <= 100


def test_a_limit_below_nothing_is_nothing():
    assert min(judge_points(points(0, 9, 1, 8, 0, 9, 1, 8)).low) == 0


def test_equal_values_give_no_signal():
    control = judge_points([Point(Q1, Decimal("34.54"))] * 13)
    assert set(control.signals) == {""}
