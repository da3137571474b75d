"""Evaluation of many units at once agrees with fractions, one unit at a time, to the last digit."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc.checks.detect import Column, detect
from errloc.percentages import interval_of, judge_rate
from errloc.rules import Rule, parse_rule


def rule(text: str, id: str = "r") -> Rule:
    return Rule(id, "", "error", "I", parse_rule(text))


def column(*values: str | int | None, decimals: Sequence[int] | None = None) -> Column:
    exact = [None if v is None else Decimal(v) for v in values]
    own = [0 if v is None else max(0, -v.as_tuple().exponent) for v in exact]
    return Column.of(exact, decimals or own)


def found(text: str, **values) -> list[tuple[int, str, Fraction]]:
    """Evaluate one rule over columns of values; give (unit, verdict, residual)."""
    broken = detect({name: column(*cells) for name, cells in values.items()}, [rule(text)])
    return list(zip(broken["unit"], broken["verdict"], broken["residual"], strict=True))


# linear rules


def test_each_unit_is_judged_by_itself_and_the_gap_is_left_minus_right():
    assert found("a == b + c", a=[10, 10, 10], b=[7, 7, 8], c=[3, 4, 1]) == [
        (1, "wrong", -1),
        (2, "wrong", 1),
    ]


@pytest.mark.parametrize(
    ("op", "broken"), [("==", [0, 2]), ("<=", [2]), ("<", [1, 2]), (">=", [0]), (">", [0, 1])]
)
def test_each_comparison_breaks_on_its_own_side_of_equality(op, broken):
    assert [unit for unit, *_ in found(f"a {op} 5", a=[4, 5, 6])] == broken


def test_decimals_of_different_length_add_up_exactly():
    assert found("a == b + c", a=["0.3"], b=["0.1"], c=["0.2"]) == []
    assert found("a == b + c", a=["854.639"], b=["800"], c=["54.6389"]) == [
        (0, "wrong", Fraction(1, 10_000))
    ]


def test_decimals_may_differ_between_the_units_of_a_column():
    assert found("a == b", a=["1.5", "2", "2.25"], b=["1.50", "2.000", "2.26"]) == [
        (2, "wrong", Fraction(-1, 100))
    ]


def test_fractions_as_coefficients_are_exact():
    assert found("0.6 * a == b", a=[10, 15, 1], b=[6, 9, 1]) == [(2, "wrong", Fraction(-2, 5))]
    assert found("a / 3 == b", a=[3, 1], b=[1, 0]) == [(1, "wrong", Fraction(1, 3))]


@pytest.mark.parametrize("size", [2**53, 2**62, 2**63 - 1, 2**63, 10**20, 10**24])
def test_one_apart_is_told_however_large_the_numbers(size):
    assert found("a == b", a=[size, size], b=[size, size + 1]) == [(1, "wrong", -1)]
    assert found("a == b + c", a=[2 * size + 1], b=[size], c=[size]) == [(0, "wrong", 1)]
    assert found("a <= 5", a=[size, 5]) == [(0, "wrong", size - 5)]


def test_large_coefficients_on_small_numbers_do_not_overflow():
    assert found("999999999999999999 * a <= b", a=[1], b=["0.001"])[0][
        2
    ] == 999999999999999999 - Fraction(1, 1000)
    assert found("999999999999999999 * a <= b", a=[0], b=["0.001"]) == []
    assert found("a <= 999999999999999999", a=["0.00001"]) == []


def test_sums_of_many_large_numbers_do_not_overflow():
    names = [f"x{i}" for i in range(40)]
    values = {name: [2**61] for name in names}
    assert found(f"t == {' + '.join(names)}", t=[40 * 2**61], **values) == []
    assert found(f"t == {' + '.join(names)}", t=[40 * 2**61 + 1], **values) == [(0, "wrong", 1)]


# missing figures


def test_known_parts_above_the_whole_are_wrong_though_a_part_is_missing():
    assert found("t == a + b", t=[10], a=[12], b=[None]) == [(0, "wrong", -2)]


def test_known_parts_below_the_whole_are_open_while_a_part_is_missing():
    assert found("t == a + b", t=[10], a=[7], b=[None]) == []
    assert found("t == a + b", t=[10], a=[10], b=[None]) == []


def test_a_missing_whole_leaves_its_rule_open():
    assert found("t == a + b", t=[None], a=[7], b=[5]) == []


def test_a_missing_figure_counts_as_none_below_zero_in_every_comparison():
    assert found("a <= b", a=[5], b=[None]) == []
    assert found("a + b <= 4", a=[5], b=[None]) == [(0, "wrong", 1)]
    assert found("a + b >= 9", a=[5], b=[None]) == []
    assert found("a - b >= 9", a=[5], b=[None]) == [(0, "wrong", -4)]


def test_a_fact_without_a_column_is_missing_everywhere():
    assert found("t == a + b", t=[10, 10], a=[12, 9]) == [(0, "wrong", -2)]


def test_a_percentage_with_anything_missing_is_open():
    whole = {"p": ["50"], "a": [1], "b": [3]}
    assert found("p == pct(a, b)", **whole) != []
    for name in whole:
        assert found("p == pct(a, b)", **(whole | {name: [None]})) == []
    assert found("p == pct(a, b)", a=[1], b=[3]) == []


def test_no_column_no_unit_and_no_rule_find_nothing():
    rules = [rule("a == b"), rule("p == pct(a, b)"), rule("a <= 5")]
    columns = ["unit", "rule", "verdict", "residual"]
    assert list(detect({}, rules).columns) == columns
    assert detect({}, rules).empty
    assert detect({name: column() for name in "abp"}, rules).empty
    assert detect({"a": column(5)}, []).empty


# percentages


def test_every_small_percentage_is_judged_as_by_hand():
    """All n <= d <= 60, printed to 0, 1 and 2 places, at and beside the rounded and the cut
    value.
    """
    pairs = [(n, d) for d in range(1, 61) for n in range(d + 1)]
    for places in (0, 1, 2):
        power = 10**places
        tries, expected = [], []
        for n, d in pairs:
            cut = 100 * n * power // d
            for printed in (cut - 1, cut, cut + 1, cut + 2):
                true, low = Fraction(100 * n, d), Fraction(printed, power)
                if low - Fraction(1, 2 * power) <= true < low + Fraction(1, 2 * power):
                    verdict = "ok"
                elif low <= true < low + Fraction(1, power):
                    verdict = "truncated"
                else:
                    verdict = "wrong"
                tries.append((n, d, Decimal(printed).scaleb(-places)))
                expected.append((verdict, low - true))
        tops, bottoms, printed = zip(*tries, strict=True)
        count = len(tries)
        broken = detect(
            {"a": column(*tops), "b": column(*bottoms), "p": Column.of(printed, [places] * count)},
            [rule("p == pct(a, b)")],
        )
        told = dict(
            zip(
                broken["unit"], zip(broken["verdict"], broken["residual"], strict=True), strict=True
            )
        )
        assert {unit: told.get(unit, ("ok", None)) for unit in range(count)} == {
            unit: (verdict, gap) if verdict != "ok" else ("ok", None)
            for unit, (verdict, gap) in enumerate(expected)
        }
        assert {verdict for verdict, _ in expected} == {"ok", "truncated", "wrong"}


@pytest.mark.parametrize(
    ("printed", "verdict"),
    [
        ("0.5", []),
        ("0.4", ["truncated"]),
        ("0.50", ["wrong"]),
        ("0.45", []),
        ("0.44", ["wrong"]),
        ("0", []),
        ("1", ["wrong"]),
    ],
)
def test_precision_is_that_of_each_printed_text(printed, verdict):
    # 9/2000 = 0,45 %
    assert [v for _, v, _ in found("p == pct(a, b)", p=[printed], a=[9], b=[2000])] == verdict
    # beside a text of more decimals it is judged the same
    both = found("p == pct(a, b)", p=[printed, "97.0125"], a=[9, 776_100], b=[2000, 800_000])
    assert [v for unit, v, _ in both if unit == 0] == verdict
    assert not any(unit == 1 for unit, *_ in both)


@pytest.mark.parametrize(("bottom", "top"), [(0, 0), (0, 5), (-3, 1)])
def test_a_percentage_of_nothing_is_wrong_and_no_crash(bottom, top):
    ((unit, verdict, gap),) = found("p == pct(a, b)", p=["50"], a=[top], b=[bottom])
    assert (unit, verdict) == (0, "wrong")
    assert (gap is None) == (bottom == 0)


def test_a_percentage_above_100_is_judged_like_any_other():
    assert found("p == pct(a, b)", p=["102.8", "100"], a=[857, 857], b=[834, 834])[0][:2] == (
        1,
        "wrong",
    )


@pytest.mark.parametrize(
    ("printed", "verdict"),
    [("-1", []), ("0", ["truncated"]), ("-2", ["wrong"]), ("1", ["wrong"]), ("-0.5", [])],
)
def test_halves_below_zero_go_away_from_zero_too(printed, verdict):
    assert [v for _, v, _ in found("p == pct(a, b)", p=[printed], a=[-5], b=[1000])] == verdict


def test_a_percentage_of_sums_and_amounts_is_exact():
    assert found("p == pct(a + b, 2 * c)", p=["33.3"], a=["0.4"], b=["0.6"], c=["1.5"]) == []
    assert found("p == pct(a - b, c)", p=["12.5"], a=["4.391"], b=["4.366"], c=["0.2"]) == []


@pytest.mark.parametrize("size", [10**15, 10**17, 10**20])
def test_a_percentage_of_large_numbers_is_exact(size):
    # half a step below and at the bound of 33,335 %
    exact = 33_335 * size
    bottom = 100_000 * size
    assert [
        v
        for _, v, _ in found(
            "p == pct(a, b)", p=["33.34"] * 2, a=[exact, exact - 1], b=[bottom] * 2
        )
    ] == ["wrong"]


@given(
    st.lists(
        st.tuples(
            st.integers(-300, 300),
            st.integers(-3, 400),
            st.integers(-20_000, 20_000),
            st.integers(0, 2),
        ),
        min_size=1,
        max_size=12,
    )
)
@settings(max_examples=60, deadline=None)
def test_many_units_at_once_are_judged_as_one_by_one(units):
    tops, bottoms, printed, places = zip(*units, strict=True)
    values = [Decimal(p).scaleb(-k) for p, k in zip(printed, places, strict=True)]
    rules = [rule("p == pct(a, b)"), rule("a <= b"), rule("a + p == 2 * b")]

    def judge(at: Sequence[int]):
        columns = {
            "a": column(*(tops[i] for i in at)),
            "b": column(*(bottoms[i] for i in at)),
            "p": Column.of([values[i] for i in at], [places[i] for i in at]),
        }
        return [(at[u], r, v, g) for u, r, v, g in detect(columns, rules).itertuples(index=False)]

    single = [line for i in range(len(units)) for line in judge([i])]
    assert sorted(judge(range(len(units)))) == sorted(single)
    for i, (n, d, _, k) in enumerate(units):
        if d > 0:
            true = Fraction(100 * n, d)
            spans = {
                name: interval_of(Fraction(values[i]), k, mode)
                for name, mode in (("ok", "half_up"), ("truncated", "truncate"))
            }
            expected = next((name for name, span in spans.items() if true in span), "wrong")
            # zero has two sides: a small negative share may be cut to 0
            if values[i]:
                assert next((v for u, r, v, _ in single if (u, r) == (i, 0)), "ok") == expected


def test_detection_and_judgement_of_a_single_percentage_agree():
    for printed, n, d in [
        ("95,3%", 9852, 10379),
        ("100%", 857, 834),
        ("21,54%", 1561, 7245),
        ("−0,5%", -5, 1000),
    ]:
        verdict = judge_rate(printed, n, d).verdict
        value = printed.replace("−", "-").rstrip("%").replace(",", ".")
        told = [v for _, v, _ in found("p == pct(a, b)", p=[value], a=[n], b=[d])]
        assert told == {"ok": [], "truncated": ["truncated"]}.get(verdict, ["wrong"])


def test_findings_come_by_rule_and_then_by_unit():
    broken = detect({"a": column(9, 1, 9)}, [rule("a <= 5"), rule("a >= 2")])
    assert list(zip(broken["rule"], broken["unit"], strict=True)) == [(0, 0), (0, 2), (1, 1)]


def test_numbers_are_held_as_whole_numbers_of_the_last_place():
    held = column("4391.744", None, "7")
    assert held.scaled.tolist() == [4391744, 0, 7000]
    assert held.known.tolist() == [True, False, True]
    assert held.scaled.dtype == np.int64
    assert column(2**63).scaled.dtype == object


def test_a_huge_percentage_whose_parts_are_missing_is_not_a_crash():
    assert found("p == pct(a, b)", p=["9" * 24]) == []
