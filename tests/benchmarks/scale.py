"""Localise errors in large tables with `errloc.localise` and with a plain MILP, side by side.

    python tests/benchmarks/scale.py [--cases hierarchy-5000,table-201,…] [--seed 1]

Every case is a consistent system of printed counts in which some figures were spoiled: a hierarchy
of totals, chains of bounds, a table of wards (received = resolved + pending, wards add up to the
last row), a cross-tab whose rows and columns both add up, a wide table. The MILP has one 0/1
variable for each figure and a big M, as an analyst would write it (scipy, HiGHS), and answers with
one set; `localise` answers with all cheapest sets, certain and suspect figures, and the values they
must take. Seconds are of processor time, that of `localise` with its imports done.

cost     figures that each changes; bound: what was proved that none can be cheaper than.
sets     cheapest sets found; all: whether there are no others.
mends    whether the MILP's set can mend every rule, decided exactly with all others pinned.
"""

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from time import process_time

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, eye_array, hstack, vstack

from errloc import localise

MOST_SECONDS = 60.0  # for the peer
TINY = "cross-16-1"  # to see that the benchmark runs


@dataclass(frozen=True)
class Relation:
    """The sum of the terms is zero ("==") or at most zero ("<=")."""

    terms: Mapping[str, int]
    op: str = "=="

    def text(self) -> str:
        """Write it in the grammar of rules."""
        sides = [
            " + ".join(name for name, factor in self.terms.items() if factor == sign) or "0"
            for sign in (1, -1)
        ]
        return f"{sides[0]} {self.op} {sides[1]}"

    def holds(self, values: Mapping[str, int]) -> bool:
        total = sum(factor * values[name] for name, factor in self.terms.items())
        return total == 0 or (self.op == "<=" and total < 0)


@dataclass(frozen=True)
class System:
    """Counts and the relations that hold between them, until they are spoiled."""

    values: Mapping[str, int]
    relations: Sequence[Relation]


def _whole(whole: str, parts: Sequence[str]) -> Relation:
    return Relation({**dict.fromkeys(parts, 1), whole: -1})


def hierarchy(figures: int, random: Random) -> System:
    """Draw totals of two to six parts each, level by level, until there are so many figures."""
    values, relations, leaves = {"f0": 0}, [], ["f0"]
    while len(values) < figures:
        whole = leaves.pop(0)
        parts = [f"f{len(values) + at}" for at in range(random.randint(2, 6))]
        values |= dict.fromkeys(parts, 0)
        relations.append(_whole(whole, parts))
        leaves += parts
    values |= {leaf: random.randint(1, 2000) for leaf in leaves}
    for relation in reversed(relations):
        *parts, whole = relation.terms
        values[whole] = sum(values[part] for part in parts)
    return System(values, relations)


def bounded_chains(figures: int, random: Random) -> System:
    """Draw rows of received = resolved + pending, on time within resolved, a total over all."""
    rows = figures // 4
    values: dict[str, int] = {}
    relations = []
    for row in range(rows):
        resolved, pending = random.randint(50, 9000), random.randint(0, 900)
        values |= {f"rec{row}": resolved + pending, f"res{row}": resolved, f"pen{row}": pending}
        values[f"ont{row}"] = resolved - random.randint(0, resolved // 20)
        relations.append(_whole(f"rec{row}", [f"res{row}", f"pen{row}"]))
        relations.append(Relation({f"ont{row}": 1, f"res{row}": -1}, "<="))
    # totals of ten rows each, so that all hangs together through further totals
    names = [f"rec{row}" for row in range(rows)]
    while len(names) > 1:
        tens = [names[at : at + 10] for at in range(0, len(names), 10)]
        names = []
        for parts in tens:
            whole = f"sum{len(values)}"
            values[whole] = sum(values[part] for part in parts)
            relations.append(_whole(whole, parts))
            names.append(whole)
    return System(values, relations)


def table(rows: int, columns: int, random: Random) -> System:
    """Draw a table of units: the first column is the sum of the next two, the second of the two
    after these, as far as there are columns; the last row is the sum of the units.
    """
    cells = [[0] * columns for _ in range(rows)]
    sums = [(0, (1, 2)), (1, (3, 4))][: (columns - 1) // 2]
    for row in cells[:-1]:
        for at in range(1, columns):
            row[at] = random.randint(5, 900)
        for whole, parts in reversed(sums):
            row[whole] = sum(row[part] for part in parts)
    cells[-1] = [sum(row[at] for row in cells[:-1]) for at in range(columns)]
    name = [[f"r{row}c{at}" for at in range(columns)] for row in range(rows)]
    relations = [
        _whole(names[whole], [names[part] for part in parts])
        for names in name
        for whole, parts in sums
    ]
    for at in range(columns):
        relations.append(_whole(name[-1][at], [names[at] for names in name[:-1]]))
    return _named(name, cells, relations)


def cross_tab(size: int, random: Random) -> System:
    """Draw a square table whose last row and last column are the sums of the others."""
    cells = [[random.randint(5, 900) for _ in range(size)] for _ in range(size)]
    for row in cells[:-1]:
        row[-1] = sum(row[:-1])
    cells[-1] = [sum(row[at] for row in cells[:-1]) for at in range(size)]
    name = [[f"r{row}c{at}" for at in range(size)] for row in range(size)]
    relations = [_whole(names[-1], names[:-1]) for names in name]
    for at in range(size):
        relations.append(_whole(name[-1][at], [names[at] for names in name[:-1]]))
    return _named(name, cells, relations)


def _named(names, cells, relations: Sequence[Relation]) -> System:
    values = {}
    for row, numbers in zip(names, cells, strict=True):
        values |= dict(zip(row, numbers, strict=True))
    return System(values, relations)


CASES: Mapping[str, tuple[Callable[[Random], System], int]] = {
    "hierarchy-5000": (lambda random: hierarchy(5000, random), 10),
    "bounds-5000": (lambda random: bounded_chains(4400, random), 10),
    "table-201": (lambda random: table(67, 3, random), 10),
    "table-205": (lambda random: table(41, 5, random), 10),
    "cross-121-5": (lambda random: cross_tab(11, random), 5),
    "cross-121-7": (lambda random: cross_tab(11, random), 7),
    "cross-121-10": (lambda random: cross_tab(11, random), 10),
    "table-500-14": (lambda random: table(100, 5, random), 14),
    "hierarchy-500-14": (lambda random: hierarchy(500, random), 14),
    TINY: (lambda random: cross_tab(4, random), 1),
}


def spoil(system: System, errors: int, random: Random) -> dict[str, int]:
    """Misprint so many figures, by a digit, a transposition or a factor of ten."""
    values = dict(system.values)
    for name in random.sample(sorted(values), errors):
        while values[name] == system.values[name]:
            digits = list(str(values[name]))
            at = random.randrange(len(digits))
            match random.randrange(3):
                case 0:
                    digits[at] = random.choice("0123456789")
                case 1:
                    digits[at - 1], digits[at] = digits[at], digits[at - 1]
                case _:
                    digits.append("0")
            values[name] = int("".join(digits))
    return values


def locate_by_milp(values: Mapping[str, int], relations: Sequence[Relation]):
    """Run the peer: the names it changes, and the bound it proved."""
    names = list(values)
    place = {name: at for at, name in enumerate(names)}
    count = len(names)
    entries = [
        (row, place[name], factor)
        for row, relation in enumerate(relations)
        for name, factor in relation.terms.items()
    ]
    rows, columns, factors = map(np.array, zip(*entries, strict=True))
    edits = coo_array((factors, (rows, columns)), shape=(len(relations), count))
    low = np.array([0.0 if relation.op == "==" else -np.inf for relation in relations])
    now = np.array([float(values[name]) for name in names])
    big = 10 * max(1.0, now.max())
    one = eye_array(count)
    edge = np.full(count, np.inf)
    result = milp(
        np.r_[np.zeros(count), np.ones(count)],
        constraints=[
            LinearConstraint(hstack([edits, 0 * edits]).tocsc(), low, np.zeros(len(relations))),
            LinearConstraint(
                vstack([hstack([one, -big * one]), hstack([one, big * one])]).tocsc(),
                np.r_[-edge, now],
                np.r_[now, edge],
            ),
        ],
        integrality=np.r_[np.zeros(count), np.ones(count)],
        bounds=Bounds(0, np.r_[edge, np.ones(count)]),
        options={"mip_rel_gap": 0, "time_limit": MOST_SECONDS},
    )
    if result.x is None:
        return None, result.mip_dual_bound
    chosen = frozenset(
        name for name, taken in zip(names, result.x[count:], strict=True) if taken > 0.5
    )
    return chosen, result.mip_dual_bound


def mends(chosen: frozenset[str], values: Mapping[str, str], rules: Sequence[str]) -> bool:
    """Tell exactly whether changing these figures alone can make every rule hold."""
    pinned = {name: float("inf") for name in values if name not in chosen}
    return localise(values, rules, pinned).status in ("localised", "consistent")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--cases", default=",".join(name for name in CASES if name != TINY))
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    # the first call imports what the others need
    localise({"a": "1", "b": "2", "c": "4"}, ["a + b == c"])
    heads = ("figures", "rules", "errors", "seconds", "cost", "bound", "sets", "all", "status")
    print(
        f"{'':18}"
        + "".join(f"{head:>12}" for head in heads)
        + "   MILP: seconds, cost, bound, mends"
    )
    for name in options.cases.split(","):
        draw, errors = CASES[name]
        random = Random(f"{options.seed}:{name}")
        system = draw(random)
        if not all(relation.holds(system.values) for relation in system.relations):
            raise AssertionError(f"{name} is not consistent to begin with")
        spoiled = spoil(system, errors, random)
        rules = [relation.text() for relation in system.relations]
        rules += [f"{figure} >= 0" for figure in spoiled]
        printed = {figure: str(value) for figure, value in spoiled.items()}
        start = process_time()
        found = localise(printed, rules)
        seconds = process_time() - start
        start = process_time()
        chosen, bound = locate_by_milp(spoiled, system.relations)
        peer = process_time() - start
        told = "no answer"
        if chosen is not None:
            told = f"{len(chosen)}, {bound:.1f}, {'yes' if mends(chosen, printed, rules) else 'NO'}"
        proved = getattr(found, "bound", found.cost)
        print(
            f"{name:18}{len(spoiled):>12}{len(rules):>12}{errors:>12}{seconds:>12.2f}"
            f"{found.cost!s:>12}{proved!s:>12}{len(found.solutions):>12}"
            f"{'yes' if found.complete else 'no':>12}{found.status:>12}"
            f"   {peer:.2f}, {told}",
            flush=True,
        )


if __name__ == "__main__":
    main()
