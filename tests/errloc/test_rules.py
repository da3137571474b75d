from fractions import Fraction

import pytest

from errloc.linear import Form, RuleError, Sum
from errloc.rules import Linear, Rate, expand, names_of, parse_rule, rename


def test_coefficients_and_constants_may_stand_on_either_side():
    rule = parse_rule("0.6*t - 3 >= a + 2*b/4 + a")
    assert rule == Linear(
        {"t": Fraction(3, 5), "a": Fraction(-2), "b": Fraction(-1, 2)}, ">=", Fraction(3)
    )


def test_a_percentage_may_be_of_sums_and_stand_on_either_side():
    rule = parse_rule("rate[w-1] == pct(a + b, 2*c - 1)")
    top, bottom = Form({"a": Fraction(1), "b": Fraction(1)}), Form({"c": Fraction(2)}, Fraction(-1))
    assert rule == Rate("rate[w-1]", top, bottom)
    assert parse_rule("pct(a + b, 2*c - 1) == rate[w-1]") == rule


def test_a_sum_over_a_kind_is_kept_until_its_orgs_are_given():
    rule = parse_rule("sum(x[ward]) == x[city]")
    assert rule.coefficients == {Sum("x", "ward"): 1, "x[city]": -1}
    spread = expand(rule, lambda kind: [f"{kind}1", f"{kind}2"])
    assert spread.coefficients == {"x[ward1]": 1, "x[ward2]": 1, "x[city]": -1}
    with pytest.raises(RuleError, match="has no org"):
        expand(rule, lambda kind: [])


def test_a_rule_is_moved_to_another_org_by_its_names():
    assert names_of(rename(parse_rule("r == pct(a, b)"), lambda n: f"{n}[p1]")) == (
        "r[p1]",
        "a[p1]",
        "b[p1]",
    )


def test_a_long_flat_sum_is_read():
    rule = parse_rule("+".join(f"a{i}" for i in range(3000)) + " == t")
    assert len(rule.coefficients) == 3001


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a <= b <= c", "two rules"),
        ("a + b", "compares nothing"),
        ("a = b", "use =="),
        ("a != b", "use =="),
        ("a*b == 2", "multiplies two figures"),
        ("a/b == 2", "divides"),
        ("a/0 == 2", "divides"),
        ("a**2 == 1", "not allowed"),
        ("1 == 2", "says nothing"),
        ("a == a", "says nothing"),
        ("a == 0,6*t", "point"),
        ("a == 1e9", "plain number"),
        ("a == 10**9999999", "not allowed"),
        ("a == 9999999999999999999999", "plain number"),
        ("a == 0x10", "plain number"),
        ("a == True", "plain number"),
        ("'a' == b", "plain number"),
        ("a.b == 1", "not allowed"),
        ("f(a) == 1", "not allowed"),
        ("__import__('os').system('true') == 1", "not allowed"),
        ("(lambda: 0)() == 1", "not allowed"),
        ("[a for a in b] == 1", "not allowed"),
        ("a if b else c == 1", "not allowed"),
        ("a == b # note", "bare rule"),
        ("a == \\\nb", "bare rule"),
        ("a[x][y] == 1", r"name\[org\]"),
        ("a[b+c] == 1", r"name\[org\]"),
        ("pct(a, b) + 1 == c", "stands alone"),
        ("r == pct(a)", "numerator"),
        ("r >= pct(a, b)", "numerator"),
        ("r == pct(r, b)", "of itself"),
        ("2*r == pct(a, b)", "one figure"),
        ("== 1", "empty side"),
        ("(a == 1", "bracket"),
        ("(" * 5000 + "a" + ")" * 5000 + " == 1", "nest"),
        ("-" * 15000 + "a == b", "nested too deeply"),
        ("a" + "*2" * 9000 + " == b", "nested too deeply"),
        ("a" + "*999999999999999999" * 3 + " == b", "30 digits"),
        ("a+" * 9998 + "a == b + c + d", "characters"),
        ("a == b" + " " * 20_000, "characters"),
        ("".join(["a == ", "+" * 3, "1/3+" * 4000, "b"]), None),
    ],
)
def test_what_is_not_a_linear_rule_is_refused_with_its_text_and_reason(text, reason):
    if reason is None:
        assert isinstance(parse_rule(text), Linear)
        return
    with pytest.raises(RuleError, match=reason) as refused:
        parse_rule(text)
    assert text[:40] in str(refused.value) or repr(text[:40])[1:-1] in str(refused.value)


def test_a_rule_that_is_not_text_is_refused():
    with pytest.raises(RuleError, match="not text"):
        parse_rule(5)
