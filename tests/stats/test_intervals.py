from decimal import Decimal

import pytest

from cchc.stats.intervals import newcombe, wilson


def test_wilson_agrees_with_the_published_interval():
    found = wilson(47, 50)
    assert (round(found.low, 3), round(found.high, 3)) == (0.838, 0.979)


def test_wilson_of_a_full_rate_is_an_interval_and_not_a_point():
    found = wilson(Decimal(50), Decimal(50))
    assert (found.estimate, round(found.low, 3), found.high) == (1, 0.929, 1)


@pytest.mark.parametrize(("part", "whole"), [(51, 50), (0, 0), (-1, 5), (3, float("inf"))])
def test_wilson_refuses_what_is_no_proportion(part, whole):
    with pytest.raises(ValueError, match="not a proportion"):
        wilson(part, whole)


def test_a_level_that_is_no_probability_is_refused():
    with pytest.raises(ValueError, match="between 0 and 1"):
        wilson(3, 10, 1.5)


def test_newcombe_agrees_with_the_published_change():
    found = newcombe(47, 50, 40, 50)
    assert (round(found.estimate, 2), round(found.low, 3), round(found.high, 3)) == (
        0.14,
        0.005,
        0.276,
    )
