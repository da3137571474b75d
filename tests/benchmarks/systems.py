"""Draw small random systems of printed figures under rules, with missing cells.

counts   whole counts with sums, bounds, strict bounds, coefficients; missing cells, pinned figures
rates    the same with printed percentages of them, at zero to two decimals, and missing parts
growth   a printed change in per cent against another count, below zero too
shares   printed percentages that add up, or are bounded by each other, some of them missing
amounts  printed amounts with decimals, each an interval of half a unit, that add up
reals    plain numbers and missing cells, nothing rounded
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random

from numerals import print_number, read_number

INFINITE = float("inf")


@dataclass(frozen=True)
class Row:
    """The sum of the terms compared with a constant."""

    terms: Mapping[str, Fraction]
    op: str
    constant: Fraction

    def text(self) -> str:
        left = " + ".join(f"{_plain(factor)}*{name}" for name, factor in self.terms.items())
        return f"{left} {self.op} {_plain(self.constant)}"


@dataclass(frozen=True)
class Ratio:
    """A printed percentage of `part` (less `less`) and `whole`."""

    rate: str
    part: str
    whole: str
    less: str = ""

    def text(self) -> str:
        part = f"{self.part} - {self.less}" if self.less else self.part
        return f"{self.rate} == pct({part}, {self.whole})"


@dataclass(frozen=True)
class System:
    """Counts, printed decimals and plain numbers under rules; None is missing.

    `box` holds the whole numbers that a count may be; the rules say so too.
    """

    counts: Mapping[str, int | None] = field(default_factory=dict)
    rates: Mapping[str, str] = field(default_factory=dict)
    decimals: Mapping[str, str | None] = field(default_factory=dict)
    reals: Mapping[str, Fraction | None] = field(default_factory=dict)
    rows: Sequence[Row] = ()
    ratios: Sequence[Ratio] = ()
    weights: Mapping[str, float] = field(default_factory=dict)
    box: range = range(1)

    @property
    def values(self) -> dict[str, object]:
        """What `localise` is given."""
        counts = {name: None if v is None else str(v) for name, v in self.counts.items()}
        return {**counts, **self.rates, **self.decimals, **self.reals}

    @property
    def rules(self) -> list[str]:
        return [rule.text() for rule in (*self.rows, *self.ratios)]


def _plain(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    return str(float(value))


def _draw_rows(names: Sequence[str], count: int, random: Random, strict: bool = True) -> list[Row]:
    rows = []
    ops = ["==", "==", "==", "<=", ">="] + ["<", ">"] * strict
    for _ in range(count):
        some = random.sample(names, random.randint(1, min(3, len(names))))
        terms = {
            n: Fraction(random.choice((1, 1, 1, -1, -1, 2, -2, 3))) / random.choice((1, 1, 1, 1, 2))
            for n in some
        }
        rows.append(Row(terms, random.choice(ops), Fraction(random.randint(-4, 9))))
    return rows


def _boxed(names: Sequence[str], box: range) -> list[Row]:
    one = Fraction(1)
    rows = [Row({name: one}, ">=", Fraction(box[0])) for name in names]
    return rows + [Row({name: one}, "<=", Fraction(box[-1])) for name in names]


def _weights(names: Sequence[str], random: Random) -> dict[str, float]:
    return {n: random.choice((1, 1, 1, 1, 2, 0.7, INFINITE)) for n in names}


def _part_of_whole(random: Random, names: Sequence[str], box: range, rows: list[Row]):
    """Draw counts that mostly keep the sums among the rows, then miss and misprint some."""
    counts: dict[str, int | None] = {name: random.choice(box) for name in names}
    if len(names) > 2 and random.random() < 0.7:
        whole, *parts = random.sample(names, random.randint(3, len(names)))
        rows.append(
            Row({whole: Fraction(-1), **dict.fromkeys(parts, Fraction(1))}, "==", Fraction(0))
        )
        counts[whole] = sum(counts[part] for part in parts)
    for name in names:
        told = random.random()
        if told < 0.25:
            counts[name] = None
        elif told < 0.4:
            counts[name] = random.randint(box[0] - 1, box[-1] + 3)
    return counts


def draw_counts(random: Random) -> System:
    box = random.choice((range(8), range(-3, 5), range(12)))
    names = list("abcde")[: random.randint(2, 4 if len(box) > 8 else 5)]
    rows = _draw_rows(names, random.randint(0, 4), random)
    counts = _few_missing(_part_of_whole(random, names, box, rows), random, box, rows)
    rows += _boxed(names, box)
    random.shuffle(rows)
    return System(counts, rows=rows, weights=_weights(_known(counts), random), box=box)


def _few_missing(
    counts: dict[str, int | None], random: Random, box: range, rows: list[Row]
) -> dict[str, int | None]:
    """Leave at most two cells missing, so that the search stays small, and one known.

    Each missing cell stands in a rule beside a printed count: otherwise nothing would say that it
    is one.
    """
    missing = [name for name, value in counts.items() if value is None]
    for name in missing[min(2, len(counts) - 1) :]:
        counts[name] = random.choice(box)
    known = _known(counts)
    for name in missing:
        if counts[name] is None:
            terms = {name: Fraction(1), random.choice(known): Fraction(-1)}
            rows.append(Row(terms, "<=", Fraction(len(box) + 2)))
    return counts


def _known(counts: Mapping[str, object]) -> list[str]:
    return [name for name, value in counts.items() if value is not None]


def draw_rates(random: Random) -> System:
    box = random.choice((range(10), range(14)))
    names = list("abcd")[: random.randint(2, 4 if len(box) == 10 else 3)]
    rows = _draw_rows(names, random.randint(0, 2), random)
    counts = _few_missing(_part_of_whole(random, names, box, rows), random, box, rows)
    rates, ratios = {}, []
    for rate in "pq"[: random.randint(1, 2)]:
        part, whole = random.sample(names, 2)
        # a part within its whole is stated, so that a changed percentage leaves nothing unsaid
        rows.append(Row({part: Fraction(1), whole: Fraction(-1)}, "<=", Fraction(0)))
        rows.append(Row({whole: Fraction(1)}, ">=", Fraction(1)))
        rates[rate] = _draw_rate(counts[part], counts[whole], random)
        ratios.append(Ratio(rate, part, whole))
    rows += _boxed(names, box)
    random.shuffle(rows)
    weights = _weights([*_known(counts), *rates], random)
    return System(counts, rates, rows=rows, ratios=ratios, weights=weights, box=box)


def _draw_rate(part: int | None, whole: int | None, random: Random) -> str:
    decimals = random.choice((0, 1, 2))
    if (
        part is None
        or whole is None
        or not 0 <= part <= whole
        or not whole
        or random.random() < 0.3
    ):
        whole = random.randint(1, 13)
        part = random.randint(0, whole)
    return print_number(Fraction(100 * part, whole), decimals, "%", "%")


def draw_growth(random: Random) -> System:
    box = range(1, 26)
    counts: dict[str, int | None] = {name: random.randint(1, 22) for name in "abc"}
    # a change that prints as 0 could be either side of it
    while counts["a"] == counts["b"]:
        counts["a"] = random.randint(1, 22)
    change = Fraction(100 * (counts["a"] - counts["b"]), counts["b"])
    rates = {"g": print_number(change, random.choice((0, 1, 2)), "%", "%")}
    rows = [Row({"a": Fraction(1), "c": Fraction(-1)}, random.choice(("<=", ">=")), Fraction(0))]
    for name in random.sample("abc", random.randint(0, 2)):
        counts[name] = random.choice((None, random.randint(1, 22)))
    rows += _boxed("abc", box)
    weights = _weights([*_known(counts), *rates], random)
    return System(
        counts, rates, rows=rows, ratios=[Ratio("g", "a", "b", "b")], weights=weights, box=box
    )


def draw_shares(random: Random) -> System:
    """Printed shares of a whole, in which the sum of what is printed need not be 100."""
    names = list("pqrst")[: random.randint(2, 5)]
    decimals = random.choice((0, 1, 1, 2))
    parts = [random.randint(1, 30) for _ in names]
    texts: dict[str, str | None] = {}
    for name, part in zip(names, parts, strict=True):
        texts[name] = print_number(Fraction(100 * part, sum(parts)), decimals, "%", "%")
    rows = [Row(dict.fromkeys(names, Fraction(1)), "==", Fraction(100))]
    if random.random() < 0.5:
        first, second = random.sample(names, 2)
        rows.append(
            Row({first: Fraction(1), second: Fraction(-1)}, random.choice(("<=", "<")), Fraction(0))
        )
    return _with_decimals(texts, decimals, rows, "%", random)


def draw_amounts(random: Random) -> System:
    """Printed amounts that add up before they were rounded."""
    names = list("abcd")[: random.randint(2, 4)]
    decimals = random.choice((1, 1, 2, 3))
    parts = [Fraction(random.randint(100, 40000), 1000) for _ in names]
    texts: dict[str, str | None] = {}
    for name, part in zip([*names, "t"], [*parts, sum(parts)], strict=True):
        texts[name] = print_number(part, decimals, "tỷ đồng")
    rows = [Row({**dict.fromkeys(names, Fraction(1)), "t": Fraction(-1)}, "==", Fraction(0))]
    if random.random() < 0.5:
        first, second = random.sample(names, 2)
        rows.append(Row({first: Fraction(1), second: Fraction(-1)}, "<=", Fraction(0)))
    return _with_decimals(texts, decimals, rows, "tỷ đồng", random)


def _with_decimals(texts, decimals: int, rows: list[Row], unit: str, random: Random) -> System:
    for name in random.sample(sorted(texts), random.randint(0, 2)):
        value = read_number(texts[name], unit)[0]
        steps = random.choice((1, 1, 2, 3, -1, -2, 40))
        new = max(Fraction(0), value + Fraction(steps, 10**decimals))
        texts[name] = random.choice((None, print_number(new, decimals, unit, texts[name])))
    # what is not printed, and what is printed anew, is never below zero: stated, not assumed
    rows += [Row({name: Fraction(1)}, ">=", Fraction(0)) for name in sorted(texts)]
    weights = _weights(_known(texts), random)
    return System(decimals=texts, rows=rows, weights=weights)


def draw_reals(random: Random) -> System:
    names = list("abcde")[: random.randint(2, 5)]
    scale = random.choice((Fraction(1), Fraction(1), Fraction(10**6), Fraction(1, 1000)))
    values = {n: random.choice((None, *range(-6, 10))) for n in names}
    reals = {n: None if v is None else v * scale for n, v in values.items()}
    rows = _draw_rows(names, random.randint(1, 5), random, strict=False)
    return System(reals=reals, rows=rows, weights=_weights(_known(reals), random))


SHAPES = {
    "counts": draw_counts,
    "rates": draw_rates,
    "growth": draw_growth,
    "shares": draw_shares,
    "amounts": draw_amounts,
    "reals": draw_reals,
}
