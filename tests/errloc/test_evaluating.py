"""Each rule judged by itself: what printed numbers can stand for, in fractions, to the last
digit.
"""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from errloc import localise
from errloc.evaluating import judge_rules
from errloc.percentages import judge_rate
from errloc.printed import Printed, read_printed, write_number, write_percent


def judge(text: str, **values):
    """Judge one rule; give its verdict and gap."""
    ((verdict, gap),) = judge_rules(values, [text])
    return verdict, gap


def billions(text: str) -> Printed:
    return read_printed(text, "amount")


# linear rules


@pytest.mark.parametrize(
    ("op", "broken"), [("==", "46"), ("<=", "6"), ("<", "56"), (">=", "4"), (">", "45")]
)
def test_each_comparison_breaks_on_its_own_side_of_equality(op, broken):
    assert [a for a in "456" if judge(f"a {op} 5", a=a)[0] == "wrong"] == list(broken)


def test_the_gap_of_a_broken_rule_is_left_minus_right():
    assert judge("a == b + c", a="10", b="7", c="4") == ("wrong", -1)
    assert judge("a == b + c", a="10", b="8", c="1") == ("wrong", 1)
    assert judge("a == b + c", a="10", b="7", c="3") == ("holds", None)


def test_fractions_as_coefficients_are_exact():
    assert judge("0.6 * a == b", a="15", b="9")[0] == "holds"
    assert judge("0.6 * a == b", a="1", b="1") == ("wrong", Fraction(-2, 5))
    assert judge("a / 3 == b", a="1", b="0") == ("wrong", Fraction(1, 3))


@pytest.mark.parametrize("size", [2**53, 2**63, 10**20])
def test_one_apart_is_told_however_large_the_numbers(size):
    assert judge("a == b", a=str(size), b=str(size + 1)) == ("wrong", -1)
    assert judge("a == b + c", a=2 * size, b=size, c=size)[0] == "holds"


# printed decimals stand for what prints so


@pytest.mark.parametrize(
    ("rule", "values", "verdict"),
    [
        # sums of rounded amounts
        ("a == b + c", {"a": "10,0", "b": "6,6", "c": "3,3"}, "holds"),
        ("a == b + c", {"a": "10,0", "b": "6,6", "c": "3,1"}, "wrong"),
        ("a == b + c", {"a": "9,85", "b": "6,6", "c": "3,3"}, "holds"),
        # shares that add up, and a difference of shares
        ("p + q + r == 100", {"p": "33,3%", "q": "33,3%", "r": "33,3%"}, "holds"),
        ("p + q + r == 100", {"p": "33,33%", "q": "33,33%", "r": "33,33%"}, "holds"),
        ("p + q + r == 100", {"p": "33,3%", "q": "33,3%", "r": "33,1%"}, "wrong"),
        ("p + q == 100", {"p": "99,99%", "q": "0,0%"}, "holds"),
        ("p - q == d", {"p": "95,3%", "q": "90,1%", "d": "5,1%"}, "holds"),
        ("p - q == d", {"p": "95,3%", "q": "90,1%", "d": "5,5%"}, "wrong"),
        # a bound that only rounding passes
        ("p <= 100", {"p": "100,0%"}, "holds"),
        ("p <= 100", {"p": "100,1%"}, "wrong"),
        # decreases, and what rounds to 100
        ("g == pct(cur - prev, prev)", {"g": "−5,0%", "cur": "95", "prev": "100"}, "holds"),
        ("g == pct(cur - prev, prev)", {"g": "5,0%", "cur": "95", "prev": "100"}, "wrong"),
        ("g == pct(cur - prev, prev)", {"g": "250%", "cur": "350", "prev": "100"}, "holds"),
        ("p == pct(n, d)", {"p": "100%", "n": "1003", "d": "1000"}, "holds"),
        ("p == pct(n, d)", {"p": "100%", "n": "1010", "d": "1000"}, "wrong"),
        # a rate of rounded amounts
        ("p == pct(n, d)", {"p": "50,5%", "n": "1,0", "d": "2,0"}, "holds"),
        ("p == pct(n, d)", {"p": "60%", "n": "1,0", "d": "2,0"}, "wrong"),
    ],
)
def test_detection_and_localisation_judge_alike(rule, values, verdict):
    assert judge(rule, **values)[0] == verdict
    found = localise(values, [rule], rounding="reported")
    assert found.status == ("consistent" if verdict == "holds" else "localised")


def test_a_whole_count_is_exact_and_a_whole_amount_is_rounded():
    assert judge("a == b", a="10", b="9,9")[0] == "wrong"
    assert judge("a == b", a=billions("10"), b=billions("9,9"))[0] == "holds"
    assert judge("a == b", a=billions("7.000"), b=billions("7,0"))[0] == "holds"
    hours = [read_printed(text, "measure") for text in ("46", "34", "12,5")]
    assert judge("t == a + b", t=hours[0], a=hours[1], b=hours[2])[0] == "wrong"


def test_a_word_beside_a_number_opens_it():
    assert judge("a == 563", a=Printed("hơn 500", Decimal(500), hedge="over"))[0] == "holds"
    assert judge("a == 499", a=Printed("hơn 500", Decimal(500), hedge="over"))[0] == "wrong"
    assert judge("a == 1130", a=Printed("gần 1.200", Decimal(1200), hedge="nearly"))[0] == "holds"
    assert judge("a == 1201", a=Printed("gần 1.200", Decimal(1200), hedge="nearly"))[0] == "wrong"
    assert judge("a == 31", a=Printed("khoảng 34", Decimal(34), hedge="about"))[0] == "holds"
    assert judge("a == 30", a=Printed("khoảng 34", Decimal(34), hedge="about"))[0] == "wrong"
    rate = Printed("hơn 70%", Decimal(70), nature="percent", hedge="over")
    assert judge("p == pct(n, d)", p=rate, n="711", d="1000")[0] == "holds"
    assert judge("p == pct(n, d)", p=rate, n="689", d="1000")[0] == "wrong"
    thousands = Printed("8,98 ngàn", Decimal(8980), -1)
    assert [judge("a == b", a=thousands, b=str(b))[0] for b in (8974, 8975, 8989, 8990)] == [
        "wrong",
        "holds",
        "holds",
        "wrong",
    ]


# missing figures


def test_a_missing_figure_is_free_but_not_negative():
    assert judge("t == a + b", t="10", a="12", b=None) == ("wrong", -2)
    assert judge("t == a + b", t="10", a="7", b=None)[0] == "holds"
    assert judge("t == a + b", t=None, a="7", b="5")[0] == "holds"
    assert judge("a - b >= 9", a="5", b=None) == ("wrong", -4)
    assert judge("a <= b", a="5", b=None)[0] == "holds"


@pytest.mark.parametrize("name", ["p", "a", "b"])
def test_a_percentage_with_anything_missing_is_open(name):
    whole = {"p": "50%", "a": "1", "b": "3"}
    assert judge("p == pct(a, b)", **whole)[0] == "wrong"
    assert judge("p == pct(a, b)", **(whole | {name: None}))[0] == "holds"


# percentages


def test_every_small_percentage_is_judged_as_by_hand():
    """All n <= d <= 30, printed to 0, 1 and 2 places, at and beside the rounded and the cut
    value.
    """
    values, rules, expected = {}, [], []
    for d in range(1, 31):
        for n in range(d + 1):
            for places in (0, 1, 2):
                power = 10**places
                cut = 100 * n * power // d
                for printed in (cut, cut + 1, cut + 2):
                    true, low = Fraction(100 * n, d), Fraction(printed, power)
                    if low - Fraction(1, 2 * power) <= true < low + Fraction(1, 2 * power):
                        expected.append(("holds", None))
                    elif low <= true < low + Fraction(1, power):
                        expected.append(("truncated", low - true))
                    else:
                        expected.append(("wrong", low - true))
                    rate = f"p{len(rules)}"
                    values[rate] = write_percent(Decimal(printed).scaleb(-places), places)
                    values |= {f"n{n}": str(n), f"d{d}": str(d)}
                    rules.append(f"{rate} == pct(n{n}, d{d})")
    assert judge_rules(values, rules) == expected
    assert {verdict for verdict, _ in expected} == {"holds", "truncated", "wrong"}


@pytest.mark.parametrize(("bottom", "top"), [(0, 0), (0, 5), (-3, 1)])
def test_a_percentage_of_nothing_is_wrong_and_no_crash(bottom, top):
    verdict, gap = judge("p == pct(a, b)", p="50%", a=str(top), b=str(bottom))
    assert verdict == "wrong"
    assert (gap is None) == (bottom == 0)


@pytest.mark.parametrize(
    ("printed", "verdict"),
    [("−1%", "holds"), ("0%", "truncated"), ("−2%", "wrong"), ("1%", "wrong"), ("−0,5%", "holds")],
)
def test_halves_below_zero_go_away_from_zero_too(printed, verdict):
    assert judge("p == pct(a - b, c)", p=printed, a="0", b="5", c="1000")[0] == verdict


@pytest.mark.parametrize("size", [10**15, 10**17])
def test_a_percentage_of_large_numbers_is_exact(size):
    # half a step below and at the bound of 33,335 %
    exact, bottom = 33_335 * size, 100_000 * size
    assert judge("p == pct(a, b)", p="33,34%", a=exact, b=bottom)[0] == "holds"
    assert judge("p == pct(a, b)", p="33,34%", a=exact - 1, b=bottom)[0] == "wrong"


@given(st.integers(0, 300), st.integers(1, 400), st.integers(1, 20_000), st.integers(0, 2))
@settings(max_examples=100, deadline=None)
def test_the_verdict_on_a_single_percentage_is_the_same(part, whole, printed, places):
    text = write_percent(Decimal(printed).scaleb(-places), places)
    expected = {"ok": "holds", "truncated": "truncated"}
    verdict = judge_rate(text, part, whole).verdict
    assert judge("p == pct(a, b)", p=text, a=str(part), b=str(whole))[0] == expected.get(
        verdict, "wrong"
    )


@given(st.lists(st.integers(1, 99_999), min_size=2, max_size=6), st.integers(0, 2))
@settings(max_examples=60, deadline=None)
def test_rounding_alone_never_breaks_a_sum(parts, places):
    exact = [Fraction(part, 1000) for part in parts]
    texts = {
        f"a{n}": billions(write_number(value, places))
        for n, value in enumerate([*exact, sum(exact)])
    }
    rule = f"a{len(parts)} == " + " + ".join(f"a{n}" for n in range(len(parts)))
    assert judge_rules(texts, [rule])[0][0] == "holds"
