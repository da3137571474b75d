"""Systems too large to list every set at once: proposals by HiGHS, judged exactly."""

from random import Random

import pytest

from errloc import localise, widening
from errloc.searching import Search
from errloc.simplex import Unsettled


def cross_tab(size, wrong, seed):
    """A table whose rows and columns add up, and figures of it that are spoiled."""
    random = Random(seed)
    values, rules = {}, []
    cells = [[random.randint(1, 1000) for _ in range(size)] for _ in range(size)]
    for row in range(size):
        for column in range(size):
            values[f"x{row}_{column}"] = cells[row][column]
        values[f"r{row}"] = sum(cells[row])
        rules.append(" + ".join(f"x{row}_{c}" for c in range(size)) + f" == r{row}")
    for column in range(size):
        values[f"c{column}"] = sum(cells[row][column] for row in range(size))
        rules.append(" + ".join(f"x{r}_{column}" for r in range(size)) + f" == c{column}")
    for name in random.sample(sorted(name for name in values if name[0] == "x"), wrong):
        values[name] += random.randint(1, 900)
    return {name: str(value) for name, value in values.items()}, rules


def test_errors_in_a_table_of_rows_and_columns_are_all_localised():
    values, rules = cross_tab(7, 4, 1)
    found = localise(values, rules)
    assert (found.status, found.cost, found.bound, found.proved) == ("localised", 4, 4, True)
    assert found.decided


def test_both_ways_of_searching_find_the_same(monkeypatch):
    values, rules = cross_tab(4, 2, 3)
    listed = localise(values, rules)
    monkeypatch.setattr("errloc.searching.NARROW_NODES", 0)
    proposed = localise(values, rules)
    assert listed.complete
    assert proposed == listed


def test_what_the_allowed_work_does_not_prove_is_bounded_and_says_so(monkeypatch):
    values, rules = cross_tab(5, 4, 2)
    true = localise(values, rules).cost
    monkeypatch.setattr("errloc.searching.NARROW_NODES", 0)
    monkeypatch.setattr(widening, "MOST_ROUNDS", 1)
    monkeypatch.setattr(widening, "MOST_OFFERS", 0)
    found = localise(values, rules)
    assert found.status == "bounded"
    assert not found.proved
    assert found.bound <= true <= found.cost
    assert found.suspects
    pins = {name: float("inf") for name in values if name not in found.solutions[0]}
    assert localise(values, rules, pins).solutions


def test_where_no_set_can_be_settled_the_answer_is_unsettled_and_not_nothing(monkeypatch):
    def never(self, names):
        raise Unsettled

    monkeypatch.setattr(Search, "cut_apart", never)
    monkeypatch.setattr("errloc.solver.Arbiter.conflicts", never)
    found = localise({"a": "1", "b": "2"}, ["a == b"])
    assert (found.status, found.cost, found.decided) == ("unsettled", None, False)
    assert found.components[0].names == ("a", "b")


def test_nothing_is_printed_while_highs_works(capfd, monkeypatch):
    monkeypatch.setattr("errloc.searching.NARROW_NODES", 0)
    localise(*cross_tab(7, 5, 4))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("count", [13, 20])
def test_more_than_twelve_changes_are_localised(count):
    values = {f"{name}{i}": "1" for i in range(count) for name in "ab"} | {"t": str(2 * count)}
    rules = [f"a{i} + b{i} == 3" for i in range(count)]
    found = localise(values, rules)
    assert (found.status, found.cost) == ("localised", count)
    assert len(found.suspects) == 2 * count
