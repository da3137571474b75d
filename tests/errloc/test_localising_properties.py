"""Hold the solver against exhaustive search on small random systems. CCHC_EXAMPLES asks for more of
them.
"""

import os
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import combinations, product

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from errloc import Range, localise
from errloc.rules import Linear, parse_rule

EXAMPLES = int(os.environ.get("CCHC_EXAMPLES", "0"))
QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
COMPARE = {
    "==": lambda a, b: a == b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
}


def prints_as(numerator, denominator, printed):
    """Tell whether a percentage, rounded as people do, gives the printed text."""
    decimals = len(printed.rstrip("%").partition(",")[2])
    value = Decimal(printed.rstrip("%").replace(",", "."))
    true = (Decimal(100) * numerator / denominator).quantize(
        Decimal(1).scaleb(-decimals), ROUND_HALF_UP
    )
    return true == value


def holds(rule, counts, rates, freed):
    """Tell whether a rule holds for whole counts; a freed percentage only keeps 0 <= n <= d and d
    >= 1.
    """
    if isinstance(rule, Linear):
        return COMPARE[rule.op](
            sum(f * counts[n] for n, f in rule.coefficients.items()), rule.constant
        )
    part = sum(f * counts[n] for n, f in rule.numerator.terms.items()) + rule.numerator.constant
    whole = (
        sum(f * counts[n] for n, f in rule.denominator.terms.items()) + rule.denominator.constant
    )
    if part < 0 or whole < 1:
        return False
    below_100 = Decimal(rates[rule.rate].rstrip("%").replace(",", ".")) < 100
    if rule.rate in freed:
        return not below_100 or part <= whole
    return part <= whole and prints_as(int(part), int(whole), rates[rule.rate])


def search(counts, rates, texts, weights, domain):
    """Return cost, every cheapest set, and the least and largest value of each count over those
    sets.
    """
    rules = [parse_rule(text) for text in texts]
    names = sorted([*counts, *rates])
    sets = sorted(
        (frozenset(c) for size in range(len(names) + 1) for c in combinations(names, size)),
        key=lambda s: sum(weights.get(n, 1) for n in s),
    )
    best, found, ends = None, [], {}
    for freed in sets:
        cost = sum(weights.get(n, 1) for n in freed)
        if cost == float("inf") or (best is not None and cost > best):
            break
        free_counts = [n for n in counts if n in freed]
        mended = False
        for values in product(domain, repeat=len(free_counts)):
            trial = {**counts, **dict(zip(free_counts, values, strict=True))}
            if all(holds(rule, trial, rates, freed) for rule in rules):
                mended = True
                for name in free_counts:
                    low, high = ends.get(name, (trial[name], trial[name]))
                    ends[name] = min(low, trial[name]), max(high, trial[name])
        if mended:
            best = cost
            found.append(freed)
    return best, set(found), ends


def solvable(rows, variables):
    """Tell by Fourier-Motzkin whether rows (terms, op, constant) over real variables have a
    point.
    """
    rows = [
        ({v: Fraction(f) for v, f in terms.items() if f}, op, Fraction(c)) for terms, op, c in rows
    ]
    for variable in variables:
        lower, upper, rest = [], [], []
        for terms, op, constant in rows:
            factor = terms.get(variable, 0)
            if not factor:
                rest.append((terms, op, constant))
                continue
            other = {v: -f / factor for v, f in terms.items() if v != variable}
            bound = (other, constant / factor)
            if op == "==" or (op == "<=") == (factor > 0):
                upper.append(bound)
            if op == "==" or (op == "<=") != (factor > 0):
                lower.append(bound)
        for (low, low_c), (high, high_c) in product(lower, upper):
            terms = {v: low.get(v, 0) - high.get(v, 0) for v in low.keys() | high.keys()}
            rest.append(({v: f for v, f in terms.items() if f}, "<=", high_c - low_c))
        seen = {(tuple(sorted(terms.items())), op, constant): None for terms, op, constant in rest}
        rows = [(dict(terms), op, constant) for terms, op, constant in seen]
    return all(COMPARE[op](Fraction(0), constant) for _, op, constant in rows)


def many(examples):
    return settings(
        max_examples=EXAMPLES or examples,
        deadline=None,
        derandomize=not EXAMPLES,
        suppress_health_check=QUIET,
    )


def term(factor, name):
    return f"{factor}*{name}"


@st.composite
def linear_texts(draw, names, equal=False):
    chosen = draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))
    factors = [draw(st.sampled_from([1, 1, 1, -1, -1, 2, -2, "0.5", 3])) for _ in chosen]
    op = draw(st.sampled_from(["==", "==", "==", "<=", ">=", "<", ">"]))
    left = " + ".join(map(term, factors, chosen))
    return f"{left} {op} {draw(st.integers(-4, 8))}"


@st.composite
def whole_systems(draw):
    """Two to four counts within a small box, up to two percentages, and rules over them."""
    low, high = draw(st.sampled_from([(0, 7), (-3, 4), (0, 12)]))
    names = ["a", "b", "c", "d"][: draw(st.integers(2, 3 if high == 12 else 4))]
    counts = {name: draw(st.integers(low - 1, high + 2)) for name in names}
    texts = [draw(linear_texts(names)) for _ in range(draw(st.integers(0, 4)))]
    rates = {}
    for rate in ["p", "q"][: draw(st.integers(0, 2))]:
        rates[rate] = draw(
            st.sampled_from(
                [
                    "50%",
                    "33,3%",
                    "66,6%",
                    "66,7%",
                    "100%",
                    "0%",
                    "12,5%",
                    "75%",
                    "28,57%",
                    "12%",
                    "13%",
                ]
            )
        )
        part, whole = (draw(st.sampled_from(names)) for _ in range(2))
        extra = draw(st.sampled_from(["", f" + {names[0]}"]))
        texts.append(f"{rate} == pct({part}{extra}, {whole})")
    texts += [f"{name} >= {low}" for name in names] + [f"{name} <= {high}" for name in names]
    weights = {n: draw(st.sampled_from([1, 1, 1, 2, 0.7, float("inf")])) for n in [*names, *rates]}
    return counts, rates, draw(st.permutations(texts)), weights, range(low, high + 1)


def printed(counts, rates):
    return {**{name: str(value) for name, value in counts.items()}, **rates}


@many(160)
@given(whole_systems())
def test_cost_solutions_and_repairs_are_those_of_exhaustive_search(system):
    counts, rates, texts, weights, domain = system
    cost, sets, ends = search(counts, rates, texts, weights, domain)
    found = localise(printed(counts, rates), texts, weights)
    if cost is None:
        assert found.status == "infeasible"
        assert found.solutions == ()
        return
    assert found.status == ("localised" if cost else "consistent")
    assert abs(found.cost - cost) < 1e-9
    assert found.complete
    assert {frozenset(s) for s in found.solutions} == sets
    assert set(found.certain) == frozenset.intersection(*sets)
    assert set(found.suspects) == frozenset.union(*sets)
    for name in set(found.suspects) & set(counts):
        low, high = ends[name]
        assert found.repairs[name] == (low if low == high else Range(low, high))


@many(150)
@given(whole_systems())
def test_a_forced_repair_satisfies_every_rule_exactly(system):
    counts, rates, texts, weights, _ = system
    found = localise(printed(counts, rates), texts, weights)
    repairs = {name: value for name, value in found.repairs.items() if not isinstance(value, Range)}
    for solution in found.solutions:
        if len(found.solutions) == 1 and set(solution) <= set(repairs) - set(rates):
            mended = {**counts, **{name: repairs[name] for name in solution}}
            assert localise(printed(mended, rates), texts).status == "consistent"


@many(100)
@given(whole_systems(), st.randoms(use_true_random=False))
def test_the_order_of_rules_and_names_changes_nothing(system, random):
    counts, rates, texts, weights, _ = system
    values = printed(counts, rates)
    first = localise(values, texts, weights)
    shuffled = list(values.items())
    random.shuffle(shuffled)
    others = list(texts)
    random.shuffle(others)
    second = localise(dict(shuffled), others, dict(reversed(weights.items())))
    assert (
        first.status,
        first.cost,
        first.solutions,
        first.certain,
        first.suspects,
        first.repairs,
    ) == (
        second.status,
        second.cost,
        second.solutions,
        second.certain,
        second.suspects,
        second.repairs,
    )


@st.composite
def real_systems(draw):
    names = ["a", "b", "c", "d", "e"][: draw(st.integers(2, 5))]
    scale = draw(st.sampled_from([1, 1, 10**6, Fraction(1, 1000)]))
    values = {n: draw(st.one_of(st.none(), st.integers(-6, 9), st.integers(-6, 9))) for n in names}
    values = {n: None if v is None else v * scale for n, v in values.items()}
    texts = []
    for _ in range(draw(st.integers(1, 5))):
        chosen = draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))
        factors = [draw(st.sampled_from([1, 1, -1, 2, "0.5", -3])) for _ in chosen]
        op = draw(st.sampled_from(["==", "==", "<=", ">="]))
        texts.append(f"{' + '.join(map(term, factors, chosen))} {op} {draw(st.integers(-5, 9))}")
    return values, texts


@many(140)
@given(real_systems())
def test_real_and_missing_figures_agree_with_elimination(system):
    values, texts = system
    rules = [parse_rule(text) for text in texts]
    present = [n for n in values if values[n] is not None]
    missing = [n for n in values if values[n] is None]
    best, sets = None, set()
    for size in range(len(present) + 1):
        for freed in combinations(present, size):
            free = [*freed, *missing]
            rows = []
            for rule in rules:
                assert isinstance(rule, Linear)
                fixed = sum(f * values[n] for n, f in rule.coefficients.items() if n not in free)
                terms = {n: f for n, f in rule.coefficients.items() if n in free}
                op, rest = rule.op, rule.constant - fixed
                if op == ">=":
                    terms, op, rest = {n: -f for n, f in terms.items()}, "<=", -rest
                rows.append((terms, op, rest))
            if solvable(rows, free):
                best = size
                sets.add(frozenset(freed))
        if best is not None:
            break
    found = localise(values, texts)
    assert found.status == ("infeasible" if best is None else "localised" if best else "consistent")
    assert found.cost == best
    assert {frozenset(s) for s in found.solutions} == sets


def test_the_exhaustive_search_itself_tells_right_from_wrong():
    assert COMPARE["<"](1, 2)
    assert search({"a": 1, "b": 1}, {}, ["a + b == 3", "a >= 0"], {}, range(4))[1] == {
        frozenset("a"),
        frozenset("b"),
    }
    assert search({"a": 1, "b": 3}, {"p": "33,3%"}, ["p == pct(a, b)"], {}, range(4))[0] == 0
    assert not solvable([({"x": 1}, "<=", 0), ({"x": -1}, "<=", -1)], ["x"])
