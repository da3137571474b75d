import subprocess
import sys
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from cchc.stats.limits import Funnel, funnel, laney_p, xmr

SIZES = [40, 120, 300, 800, 2000, 5000, 60, 900]
PARTS = [39, 108, 285, 736, 1900, 4650, 48, 871]


def units(parts=PARTS, sizes=SIZES):
    names = [f"u{i}" for i in range(len(parts))]
    return pd.DataFrame({"name": names, "numerator": parts, "denominator": sizes})


def test_funnel_reproduces_the_worked_check():
    found = funnel(units())
    assert (round(found.theta, 4), round(found.phi, 2), found.phi_crit) == (0.9368, 4.18, 2.0)
    assert round(found.tau2, 4) == 0.0011
    assert found.adjusted
    smallest = found.units.set_index("name").loc["u6"]
    assert (round(smallest.z, 2), round(smallest.z_adjusted, 2)) == (-3.24, -2.88)
    assert list(found.units.outside) == [0, 0, 0, 0, 0, 0, 95, 95]
    assert list(found.units.side) == [0, 0, 0, 0, 0, 0, -1, 1]


WHOLE = """
import sys
import cchc.stats.binomial
print("scipy.special" in sys.modules)
from scipy import special
print(special.erf(0))
"""


def test_exact_limits_come_without_the_whole_of_scipy_special_and_leave_it_whole():
    done = subprocess.run([sys.executable, "-c", WHOLE], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n0.0\n"


def test_adjusted_limits_never_turn_back_past_100_percent():
    low, high = funnel(units()).adjusted_limits(np.array([2, 5, 40, 300]), 0.998)
    assert list(high) == sorted(high, reverse=True)
    assert list(low) == sorted(low)
    assert high[0] == 1


def test_exact_limits_agree_with_spiegelhalter():
    plain = Funnel(units().iloc[:0], units().iloc[:0], 0.94, 1, 2, 0.0, False, 10)
    low, high = plain.limits([300], 0.95)
    assert (round(low[0], 3), round(high[0], 3)) == (0.910, 0.964)
    low, high = plain.limits([300], 0.998)
    assert (round(low[0], 3), round(high[0], 3)) == (0.892, 0.976)


def test_units_that_differ_by_chance_only_are_judged_by_exact_limits():
    found = funnel(units([90, 180, 271, 362], [100, 200, 300, 400]))
    assert not found.adjusted
    assert list(found.limits([100], 0.95)) == list(found.exact_limits([100], 0.95))
    assert list(found.units.outside) == [0, 0, 0, 0]


def test_rates_over_100_are_excluded_and_do_not_move_the_common_rate():
    found = funnel(pd.concat([units(), units([857, None, 3], [834, 90, 0])], ignore_index=True))
    assert found.theta == funnel(units()).theta
    assert list(found.excluded.reason) == ["over_100", "no_figure", "no_figure"]
    assert len(found.units) == 8


def test_decimals_from_a_report_are_read_as_numbers():
    found = funnel(units([Decimal(x) for x in PARTS], [Decimal(n) for n in SIZES]))
    assert found.theta == funnel(units()).theta


def test_a_unit_below_the_stated_minimum_is_not_judged():
    found = funnel(units([0, *PARTS], [9, *SIZES]), minimum=10)
    assert (found.units.small.iloc[0], found.units.outside.iloc[0]) == (True, 0)


@pytest.mark.parametrize("parts", [[], [None, None], [5]])
def test_a_funnel_of_nothing_or_one_unit_is_not_a_crash(parts):
    found = funnel(units(parts, [10] * len(parts)))
    assert not found.adjusted
    assert len(found.units) == sum(p is not None for p in parts)


def test_all_units_at_100_percent_stand_inside_their_limits():
    assert list(funnel(units([40, 300], [40, 300])).units.outside) == [0, 0]


SERIES = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]


def test_xmr_reproduces_the_vignette_screened_and_unscreened():
    plain, screened = xmr(SERIES, screen=False), xmr(SERIES)
    assert (round(plain.low[0], 2), round(plain.high[0], 2)) == (-3.06, 6.95)
    assert (round(screened.low[0], 2), round(screened.high[0], 2)) == (-0.72, 4.60)
    assert [i for i, signal in enumerate(screened.signals) if signal] == [4]


def test_xmr_of_seven_points_has_no_limits_and_of_twelve_is_on_trial():
    assert xmr(SERIES[:7]).low is None
    assert (xmr(SERIES[:12]).trial, xmr(SERIES[:13]).trial) == (True, False)


@pytest.mark.parametrize(
    ("values", "signal", "where"),
    [
        ([5, 1, 2, 3, 4, 5, 6, 7, 3], "trend", range(1, 8)),
        ([1, 3] * 6 + [3, 2.5, 3, 2.5, 3, 2.5, 3], "shift", range(11, 19)),
    ],
)
def test_seven_points_in_one_manner_are_a_signal(values, signal, where):
    assert [i for i, found in enumerate(xmr(values).signals) if found == signal] == list(where)


def test_two_of_three_far_points_on_one_side_are_a_signal_even_with_one_across():
    values = [0, 1] * 12 + [2.9, 0, 2.9]
    assert [i for i, found in enumerate(xmr(values).signals) if found == "two_of_three"] == [24, 26]


def test_laney_limits_stay_a_proportion():
    found = laney_p([930, 941, 925, 960, 915, 952, 948, 900], [1000] * 8)
    assert round(found.centre, 4) == 0.9339
    assert round(found.low[0], 4) == 0.8594
    assert found.high[0] == 1
