from fractions import Fraction

import pytest

from errloc import Range, localise
from errloc.linear import RuleError
from errloc.solver import Arbiter

INF = float("inf")

WARDS = {
    "received": "10.379",
    "resolved": "9.852",
    "pending": "483",
    "on_time": "9.852",
    "resolved_rate": "95,3%",
    "pending_rate": "0,47%",
    "on_time_rate": "99,5%",
}
WARD_RULES = [
    "resolved + pending == received",
    "resolved_rate == pct(resolved, received)",
    "pending_rate == pct(pending, received)",
    "on_time_rate == pct(on_time, resolved)",
    "on_time <= resolved",
]


def test_a_lone_broken_sum_shows_the_tie_of_all_its_figures():
    found = localise({"x": 1, "y": 1, "z": 1}, ["x + y == z"])
    assert (found.status, found.cost) == ("localised", 1)
    assert found.solutions == (("x",), ("y",), ("z",))
    assert (found.certain, found.suspects) == ((), ("x", "y", "z"))
    assert found.repairs == {"x": 0, "y": 0, "z": 2}
    assert found.explanation == "x 1 + y 1 = 2 must equal z 1; off by 1."


def test_consistent_figures_need_no_change():
    found = localise({"x": 1, "y": 2, "z": 3}, ["x + y == z", "x < y"])
    assert (found.status, found.cost, found.suspects) == ("consistent", 0, ())
    assert (found.components, found.bound, found.proved) == ((), 0, True)
    assert localise({}, []).status == "consistent"


def test_confirmed_totals_single_out_the_wrong_part():
    values = {
        "a": "72",
        "b": "08",
        "t": "79",
        "t_a": "79",
        "t_b": "79",
        "edu": "70",
        "culture": "1",
        "other": "1",
    }
    found = localise(values, ["a + b == t", "t == t_a", "t == t_b", "edu + culture + other == a"])
    assert (found.solutions, found.certain, found.repairs) == ((("b",),), ("b",), {"b": 7})


def test_the_paragraph_of_the_wards_has_one_certain_figure_and_a_tie():
    found = localise(WARDS, WARD_RULES)
    assert found.cost == 3
    assert found.certain == ("pending_rate",)
    assert ("on_time_rate", "pending_rate", "resolved") in found.solutions
    assert found.repairs["resolved"] == Range(9896, 9904)
    assert "483 = 10.335 must equal received 10.379; off by 44" in found.explanation


def test_constants_in_rules_count_when_every_figure_is_zero():
    found = localise({"x": 0, "y": 0}, ["x >= 18", "y >= x + 1"])
    assert found.solutions == (("x", "y"),)
    assert found.repairs == {"x": Range(18, None), "y": Range(19, None)}


def test_figures_of_ten_to_a_billion_in_one_system():
    values = {f"x{i}": 10**i for i in range(1, 10)}
    found = localise(
        values, ["x1 + x2 == x3", "x3 + x4 == x5", "x8 + x9 == 1100000001", "x9 >= x1", "x5 <= x9"]
    )
    assert found.cost == 3
    assert localise(values, ["x1 + x9 == 1000000011"]).repairs == {"x1": 11, "x9": 1000000001}


def test_a_tiny_deviation_of_a_huge_figure_is_seen():
    assert localise({"a": 10**15, "b": 10**15 + 1}, ["a == b"]).cost == 1
    assert localise({"a": 0.1, "b": 0.2, "c": 0.3}, ["a + b == c"]).cost == 0


def test_negative_figures_and_strict_comparisons():
    assert localise({"a": -5, "b": -3}, ["a + 2 == b", "a < b"]).cost == 0
    assert localise({"a": 0.0005}, ["a > 0"]).cost == 1
    assert localise({"a": 0.001}, ["a > 0"]).cost == 0
    assert localise({"a": "5"}, ["a > 5"]).repairs == {"a": Range(6, None)}


def test_a_missing_figure_is_free_and_filled_where_it_is_forced():
    found = localise({"a": 1, "b": None, "c": 5}, ["a + b == c"])
    assert (found.cost, found.repairs) == (0, {"b": 4})
    assert localise({"a": float("nan")}, ["a >= 3"]).cost == 0


def test_missing_figures_can_still_leave_an_implied_contradiction():
    found = localise({"a": 1, "b": None, "c": 5}, ["a + b == c", "b <= 3"])
    assert found.solutions == (("a",), ("c",))
    assert found.explanation.endswith("−a + c = −1 + 5 = 4, which must not exceed 3.")


def test_a_missing_count_is_a_whole_number():
    found = localise(
        {"a": "3", "b": None, "t": "7", "p": "33,3%"}, ["a + b == t", "p == pct(b, t)"]
    )
    assert found.suspects == ("p",)
    assert localise({"a": "3", "b": None}, ["2*b == a"]).certain == ("a",)
    assert localise({"score": "888", "n": None}, ["score == 5*n"]).certain == ("score",)
    assert localise({"a": "1,5", "b": None}, ["2*b == a"]).cost == 0


@pytest.mark.parametrize("more", [[], ["n >= 0"], ["n <= m", "m >= 0"]])
def test_a_rule_on_missing_figures_only_does_not_make_a_count_a_fraction(more):
    found = localise(
        {"n": None, "m": None, "d": "17", "p": "85%"}, ["p == pct(n, d)", *more], {"d": INF}
    )
    assert (found.status, found.certain) == ("localised", ("p",))


def test_a_pinned_figure_is_never_suspected():
    found = localise({"x": 1, "y": 1, "z": 1}, ["x + y == z"], weights={"z": INF, "x": 2})
    assert (found.cost, found.solutions) == (1, (("y",),))


def test_a_weight_of_zero_still_counts():
    found = localise({"x": 1, "y": 1}, ["x == 1", "y == 2"], weights={"x": 0, "y": 0})
    assert (found.cost, found.solutions) == (0.01, (("y",),))


@pytest.mark.parametrize(
    ("values", "rules", "weights"),
    [
        ({"a": 1, "b": 2}, ["a == b", "a == b + 1"], {}),
        ({"a": "1", "b": "2"}, ["2*a - 2*b == 1"], {}),
        ({"a": 1, "b": 2}, ["a == b"], {"a": INF, "b": INF}),
        ({"p": "66,6%", "n": "2", "d": "3"}, ["p == pct(n, d)"], {"p": INF, "d": INF}),
    ],
)
def test_rules_that_nothing_can_satisfy_are_said_to_be_infeasible(values, rules, weights):
    found = localise(values, rules, weights)
    assert (found.status, found.cost, found.solutions) == ("infeasible", None, ())
    assert "contradict" in found.explanation


def test_fifteen_changes_are_localised_like_one():
    values = {f"x{i}": i for i in range(15)}
    rules = [f"x{i} + x{i + 1} == 100" for i in range(14)] + [f"x{i} >= 40" for i in range(15)]
    found = localise(values, rules)
    assert (found.status, found.cost, found.certain) == ("localised", 15, tuple(sorted(values)))


def test_unconnected_cases_are_found_separately_and_combined():
    values = {"a": 1, "b": 2, "c": 1, "d": 2, "e": 5}
    found = localise(values, ["a == b", "c == d", "e == 5"])
    assert found.cost == 2
    assert found.solutions == (("a", "c"), ("a", "d"), ("b", "c"), ("b", "d"))
    assert [part.names for part in found.components] == [("a", "b"), ("c", "d")]


def test_many_equal_explanations_are_cut_short_and_said_so():
    values = {f"{n}{i}": 1 for i in range(6) for n in "abc"}
    found = localise(values, [f"a{i} + b{i} == c{i}" for i in range(6)])
    assert (len(found.solutions), found.complete, len(found.suspects)) == (50, False, 18)


def test_a_percentage_impossible_for_its_denominator_is_itself_wrong():
    found = localise({"p": "66,6%", "n": "2", "d": "3"}, ["p == pct(n, d)"])
    assert (found.solutions, found.repairs) == ((("p",),), {"p": Fraction(667, 10)})


def test_a_half_rounds_up_at_both_ends_of_the_interval():
    assert localise({"p": "13%", "n": "1", "d": "8"}, ["p == pct(n, d)"]).cost == 0
    assert localise({"p": "12%", "n": "1", "d": "8"}, ["p == pct(n, d)"]).cost == 1
    assert localise({"p": "12%", "n": 1, "d": 8}, ["p == pct(n, d)"]).cost == 1


def test_whole_numbers_that_no_rule_alone_excludes_are_not_taken_for_a_contradiction():
    found = localise({"x": "5", "i": "1"}, ["2*x + 3*i >= 0", "2*x + 3*i <= 0"])
    assert (found.status, found.solutions) == ("localised", (("i", "x"),))


def test_a_capped_percentage_is_among_the_suspects():
    found = localise({"p": "100%", "n": "105", "d": "100"}, ["p == pct(n, d)"])
    assert found.solutions == (("d",), ("n",), ("p",))
    assert found.repairs == {"d": 105, "n": 100, "p": 105}


def test_a_percentage_that_small_counts_cannot_print_is_still_settled():
    values = {"p": "66,6%", "q": "66,6%", "n": "2", "m": "2", "d": "3"}
    found = localise(values, ["p == pct(n, d)", "q == pct(m, d)"])
    assert ("p", "q") in found.solutions
    assert localise(
        {"p": "66,66%", "n": "2", "d": "3"}, ["p == pct(n, d)"], {"p": INF}
    ).solutions == (("d", "n"),)


def test_a_percentage_of_nothing_is_undefined():
    assert localise({"p": "50%", "n": "0", "d": "0"}, ["p == pct(n, d)"]).certain == ("d",)
    assert localise({"p": None, "n": "0", "d": "0"}, ["p == pct(n, d)"]).cost == 0


def test_a_rate_given_as_a_number_is_exact():
    assert localise({"p": 50, "n": 1, "d": 2}, ["p == pct(n, d)"]).cost == 0
    assert localise({"p": 33.3, "n": 1, "d": 3}, ["p == pct(n, d)"]).cost == 1
    assert localise({"p": "33,3", "n": 1, "d": 3}, ["p == pct(n, d)"]).cost == 0


def test_percentages_in_a_sum_may_miss_it_by_rounding_only():
    thirds = {"p": "33,3%", "q": "33,3%", "r": "33,3%"}
    assert localise(thirds, ["p + q + r == 100"]).cost == 0
    assert localise({**thirds, "r": "33,1%"}, ["p + q + r == 100"]).cost == 1


def test_a_pinned_percentage_is_one_value_to_all_its_rules():
    values = {"p": "50%", "x": 49.6, "y": 50.4}
    for weights in ({}, {"p": INF}):
        found = localise(values, ["p == x", "p == y"], weights)
        assert found.solutions == (("x",), ("y",))


def test_a_freed_percentage_still_belongs_to_its_counts():
    values = {"p": "40%", "n": "1", "d": "5"}
    assert localise(values, ["p == pct(n, d)"], weights={"n": 2, "d": 2}).solutions == (("p",),)
    found = localise(values, ["p == pct(n, d)", "p >= 40"], weights={"n": 2, "d": 2})
    assert found.solutions == (("n",),)


@pytest.mark.parametrize("value", [True, INF, "9.85.2", "abc", object()])
def test_what_is_no_figure_is_refused_by_name(value):
    with pytest.raises(ValueError, match="a: "):
        localise({"a": value}, ["a == 1"])


def test_a_name_without_value_is_refused_with_its_rule():
    with pytest.raises(RuleError, match=r"a == b.*'b' is not among"):
        localise({"a": 1}, ["a == b"])


@pytest.mark.parametrize("weights", [{"a": -1}, {"a": float("nan")}, {"b": 1}, {"a": "1"}])
def test_a_weight_that_makes_no_sense_is_refused(weights):
    with pytest.raises(ValueError, match="weight of"):
        localise({"a": 1}, ["a == 1"], weights)


def test_a_sum_not_spread_over_orgs_is_refused():
    with pytest.raises(RuleError, match="expand"):
        localise({"a": 1}, ["sum(x[ward]) == a"])


def test_a_claim_over_many_is_refuted_once_for_all_choices_elsewhere(monkeypatch):
    asked = []
    decide = Arbiter.conflict

    def count(self, freed):
        asked.append(freed)
        return decide(self, freed)

    monkeypatch.setattr(Arbiter, "conflict", count)
    units = [f"{number:02d}" for number in range(20)]
    wrong = units[:3]
    values = {f"whole{u}": "500" for u in units}
    values |= {f"part{u}": "530" if u in wrong else "450" for u in units}
    values |= {f"rate{u}": "98,0%" if u in wrong else "90,0%" for u in units}
    rules = [f"rate{u} == pct(part{u}, whole{u})" for u in units]
    parts, wholes = (" + ".join(f"{name}{u}" for u in units) for name in ("part", "whole"))
    found = localise({**values, "claim": "100%"}, [*rules, f"claim == pct({parts}, {wholes})"])
    assert found.cost == 4
    assert len(found.solutions) == 8
    assert found.certain == ("claim",)
    # the cells are asked about one by one, not once for each way to mend the three units
    assert len(asked) < 4 * 2 * len(units)
