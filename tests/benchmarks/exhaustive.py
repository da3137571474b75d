"""Hold localisation against exhaustive search on small random systems with missing cells.

    python tests/benchmarks/exhaustive.py [--systems 5000] [--seed 1] [--shapes counts,rates,…]

The search knows nothing of the engine: it holds rules as terms (systems.py draws them), tries every
set of changed figures and every whole number in a box (a rule of each system), and decides what is
left over real numbers by elimination in fractions (Fourier and Motzkin, strict ends kept). Compared
are the status, the cost, every cheapest set, certain and suspect figures, and what each changed or
missing count may be.
"""

import argparse
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product
from pathlib import Path
from random import Random
from time import process_time

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from numerals import read_number
from systems import INFINITE, SHAPES, Ratio, System

from errloc import localise


@dataclass(frozen=True)
class Answer:
    """Cost (None: nothing mends), every cheapest set, and the ends of each count over them."""

    cost: float | None
    sets: frozenset[frozenset[str]]
    ends: Mapping[str, tuple[int, int]]


def search(system: System) -> Answer:
    """Try every set of figures in the order of their cost, and every number for those in it."""
    every = {**system.counts, **system.rates, **system.decimals, **system.reals}
    missing = frozenset(name for name, value in every.items() if value is None)
    known = sorted(set(every) - missing)
    weight = {name: system.weights.get(name, 1) for name in known}
    sets = [frozenset(some) for size in range(len(known) + 1) for some in combinations(known, size)]
    good = _Grid(system) if system.counts else None
    best, found, ends = None, set(), {}
    for changed in sorted(sets, key=lambda some: sum(weight[name] for name in some)):
        cost = sum(weight[name] for name in changed)
        if cost == INFINITE or (best is not None and cost > best + 1e-9):
            break
        free = changed | missing
        if good is None:
            mended = solvable(_rows_over(system, free), [*system.decimals, *system.reals])
        else:
            points = good.points(free)
            mended = len(points) > 0
            for at, name in enumerate(system.counts):
                if mended and name in free:
                    low, high = int(points[:, at].min()), int(points[:, at].max())
                    was = ends.get(name, (low, high))
                    ends[name] = min(low, was[0]), max(high, was[1])
        if mended:
            best = cost
            found.add(changed)
    return Answer(best, frozenset(found), ends)


class _Grid:
    """Every whole point of the box at once, and where the rules hold: exact, in integers."""

    def __init__(self, system: System):
        self.system = system
        box = np.arange(system.box[0], system.box[-1] + 1)
        axes = np.meshgrid(*[box] * len(system.counts), indexing="ij")
        self.at = {name: axis.ravel() for name, axis in zip(system.counts, axes, strict=True)}
        self.every = np.stack(list(self.at.values()), axis=1)
        self.holds = np.ones(len(self.every), dtype=bool)
        for row in system.rows:
            # halves are the finest coefficients drawn
            terms = {name: int(2 * factor) for name, factor in row.terms.items()}
            total = sum(factor * self.at[name] for name, factor in terms.items())
            self.holds &= COMPARE[row.op](total, int(2 * row.constant))
        for ratio in system.ratios:
            self.holds &= self.at[ratio.whole] >= 1

    def points(self, free: frozenset[str]) -> np.ndarray:
        """The points that keep every rule and every figure that is not free."""
        kept = self.holds.copy()
        for name, value in self.system.counts.items():
            if name not in free:
                kept &= self.at[name] == value
        for ratio in self.system.ratios:
            if ratio.rate not in free:
                kept &= self._prints(ratio)
        return self.every[kept]

    def _prints(self, ratio: Ratio) -> np.ndarray:
        """Where a ratio is printed as it stands: halves are rounded away from zero."""
        value, decimals = read_number(self.system.rates[ratio.rate], "%")
        digits = int(value * 10**decimals)
        part = self.at[ratio.part] - (self.at[ratio.less] if ratio.less else 0)
        doubled, whole = 2 * 100 * 10**decimals * part, self.at[ratio.whole]
        low, high = (2 * digits - 1) * whole, (2 * digits + 1) * whole
        if digits < 0:
            return (low < doubled) & (doubled <= high)
        return (low <= doubled) & (doubled < high)


COMPARE = {
    "==": np.equal,
    "<=": np.less_equal,
    ">=": np.greater_equal,
    "<": np.less,
    ">": np.greater,
}


def _rows_over(system: System, free: frozenset[str]):
    """State the rules and every printed or plain number that is not free, over real numbers."""
    rows = [(row.terms, row.op, row.constant) for row in system.rows]
    for name, text in system.decimals.items():
        if name not in free:
            rows += _ends(name, text)
    for name, value in system.reals.items():
        if name not in free:
            rows.append(({name: Fraction(1)}, "==", value))
    return rows


def _ends(name: str, text: str) -> list[tuple[dict[str, Fraction], str, Fraction]]:
    """The true values that are printed so; the upper end belongs to the next number."""
    value, decimals = read_number(text, "%")
    half = Fraction(1, 2 * 10**decimals)
    one = {name: Fraction(1)}
    return [(one, ">=", value - half), (one, "<", value + half)]


def solvable(rows, names: Sequence[str]) -> bool:
    """Tell whether rows (terms, op, constant) have a point over real numbers."""
    upper: list[tuple[dict[str, Fraction], bool, Fraction]] = []
    for terms, op, constant in rows:
        if op in ("==", "<=", "<"):
            upper.append((dict(terms), op == "<", constant))
        if op in ("==", ">=", ">"):
            upper.append(({n: -f for n, f in terms.items()}, op == ">", -constant))
    for name in names:
        upper = _without(name, upper)
    return all(constant > 0 or (constant == 0 and not strict) for _, strict, constant in upper)


def _without(name: str, rows):
    """Eliminate a variable: every lower end lies below every upper end."""
    rest = [row for row in rows if not row[0].get(name)]
    above = [row for row in rows if row[0].get(name, 0) > 0]
    below = [row for row in rows if row[0].get(name, 0) < 0]
    seen = {}
    for (first, strict, constant), (second, other, more) in product(above, below):
        one, two = 1 / first[name], -1 / second[name]
        terms = {n: one * f for n, f in first.items()}
        for n, f in second.items():
            terms[n] = terms.get(n, 0) + two * f
        terms = {n: f for n, f in terms.items() if f}
        row = terms, strict or other, one * constant + two * more
        seen[tuple(sorted(terms.items())), row[1], row[2]] = row
    return rest + list(seen.values())


def compare(system: System, true: Answer) -> list[str]:
    """Name everything in which localisation and exhaustive search differ."""
    try:
        found = localise(system.values, system.rules, system.weights)
    except Exception as error:  # no drawn system is malformed, so that any refusal is wrong
        return [f"{type(error).__name__}: {error}"]
    if true.cost is None:
        return [] if found.status == "infeasible" else [f"{found.status}, but nothing mends it"]
    wanted = "localised" if true.cost else "consistent"
    if found.status != wanted:
        return [f"{found.status}, not {wanted}"]
    wrong = []
    if abs(float(found.cost) - true.cost) > 1e-9:
        wrong.append(f"cost {found.cost}, not {true.cost}")
    if {frozenset(some) for some in found.solutions} != true.sets and true.cost:
        wrong.append(f"sets {found.solutions}, not {sorted(map(sorted, true.sets))}")
    certain, suspects = frozenset.intersection(*true.sets), frozenset.union(*true.sets)
    if set(found.certain) != certain or set(found.suspects) != suspects:
        wrong.append(f"certain {found.certain}, suspects {found.suspects}")
    for name, (low, high) in sorted(true.ends.items()):
        told = found.repairs.get(name)
        if told is None and name not in suspects and (low, high) == (system.box[0], system.box[-1]):
            continue  # a missing count of which nothing is known but its box need not be told
        if told not in (low, (low, high)) or (told == low and low != high):
            wrong.append(f"{name} may be {told}, not {low} to {high}")
    return wrong


def run(shape: str, numbers: Iterable[int], seed: int) -> tuple[int, list[str]]:
    """Compare systems of a shape; how many there was something to mend in, and what differs."""
    said, broken = [], 0
    for number in numbers:
        system = SHAPES[shape](Random(f"{seed}:{shape}:{number}"))
        true = search(system)
        broken += true.cost is None or true.cost > 0
        wrong = compare(system, true)
        if wrong:
            told = f"{system.values}\n    {system.rules}\n    {dict(system.weights)}"
            said.append(f"{shape} {number}: {'; '.join(wrong)}\n    {told}")
    return broken, said


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--systems", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shapes", default=",".join(SHAPES))
    parser.add_argument("--show", type=int, default=5, help="differences told per shape")
    options = parser.parse_args()
    shapes = options.shapes.split(",")
    print(f"{'shape':10}{'systems':>9}{'broken':>9}{'wrong':>7}{'seconds':>9}")
    for place, shape in enumerate(shapes):
        count = options.systems // len(shapes) + (place < options.systems % len(shapes))
        start = process_time()
        broken, said = run(shape, range(count), options.seed)
        seconds = process_time() - start
        print(f"{shape:10}{count:>9}{broken:>9}{len(said):>7}{seconds:>9.1f}", flush=True)
        for one in said[: options.show]:
            print("  " + one)


if __name__ == "__main__":
    main()
