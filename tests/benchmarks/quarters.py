"""Make consistent quarters out of the real one's structure: what is printed where is kept, every
number is drawn anew so that all relations of the catalogue hold, and so is the quarter before.
"""

import csv
import re
import shutil
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from random import Random

from numerals import MEASURES, print_number, read_number, rounded
from relations import Fact, Oracle, Ratio, Row, read_catalogue, total

BEFORE, QUARTER = "2024Q1", "2024Q2"
COLUMNS = "indicator,org,printed,section,place,window_start,window_end,note"
DECISIONS = "finding,decision,figure,value,reason,decided_by,decided_on"
STATEMENTS = "statement,kind,section,theme,title,due,indicators,place"
OVER = 6  # times the plan's share: so that a rate above 100 % is right
TRIES, DRAWS = 4000, 50


@dataclass(frozen=True)
class Line:
    """One figure: its id, fact, text and place; the decimals that it is printed with."""

    figure: str
    fact: Fact
    printed: str
    section: str
    place: str
    start: str
    end: str
    decimals: int


@dataclass(frozen=True)
class Made:
    """A consistent quarter: its lines, the true value of each fact, the lines of the one before."""

    lines: Sequence[Line]
    truth: Mapping[Fact, Fraction]
    before: Mapping[str, str]
    earlier: Sequence[Line]
    then: Mapping[Fact, Fraction]


class Unsettled(Exception):
    """The numbers drawn cannot be made to fit together."""


class Maker:
    """The structure of the real quarter, and all that is needed to fill it with other numbers."""

    def __init__(self, data: Path, quarter: str = "2024Q1"):
        self.data, self.real = data, quarter
        self.catalogue = read_catalogue(data / "catalog")
        self.lines = self._read(data / quarter / "figures.csv")
        with (data / quarter / "citations.csv").open(encoding="utf-8-sig", newline="") as file:
            self.citations = list(csv.DictReader(file))
        self.facts = list(dict.fromkeys(line.fact for line in self.lines))
        self.fixed = self._fixed()
        self.oracle = Oracle(self.catalogue, self.facts, self.fixed)
        self.rates = {r.rate: r for r in self.oracle.relations if isinstance(r, Ratio)}
        rows = [r for r in self.oracle.relations if isinstance(r, Row)]
        self.bounds = [r for r in rows if r.op == "<="]
        self.defined = self._define([r for r in rows if r.op == "=="])
        self.start = self._real_values()
        self.kept = self._kept()

    def _read(self, path: Path) -> list[Line]:
        lines, seen = [], {}
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                code = f"{row['section']}:{row['indicator']}:{row['org']}"
                seen[code] = seen.get(code, 0) + 1
                figure = code if seen[code] == 1 else f"{code}#{seen[code]}"
                fact = row["indicator"], row["org"]
                place = row["section"], row["place"]
                ends = row["window_start"], row["window_end"]
                lines.append(Line(figure, fact, row["printed"], *place, *ends, 0))
        unit = self.catalogue.unit
        finest: dict[Fact, int] = {}
        for line in lines:
            decimals = read_number(line.printed, unit(line.fact[0]))[1]
            # a computed percentage is printed with a decimal where the real one is a round 100
            if self.catalogue.indicators[line.fact[0]]["denominator"] and decimals == 0:
                decimals = 1 if "100" in line.printed else 0
            finest[line.fact] = max(decimals, finest.get(line.fact, 0))
        return [replace(line, decimals=finest[line.fact]) for line in lines]

    def _fixed(self) -> dict[Fact, Fraction]:
        """Give the figures that must equal the length of a list."""
        fixed = {}
        for rule in self.catalogue.rules:
            facts = [fact for fact in self.facts if fact[0] == rule.get("indicator")]
            if "counts_orgs" in rule:
                count = list(self.catalogue.kinds.values()).count(rule["counts_orgs"])
            elif "listed" in rule:
                section, _, place = rule["listed"].partition(":")
                at = [(c["section"], c["place"]) for c in self.citations]
                count = at.count((section, place))
            else:
                continue
            fixed |= dict.fromkeys(facts, Fraction(count))
        return fixed

    def _define(self, rows: Sequence[Row]) -> dict[Fact, Mapping[Fact, int]]:
        """Let each equation define one of its facts: a whole by its parts, else the last one."""
        defined: dict[Fact, Mapping[Fact, int]] = {}
        for row in rows:
            signs = list(row.terms.values())
            alone = [f for f, c in row.terms.items() if signs.count(c) == 1 and f not in defined]
            fact = (alone or [f for f in reversed(row.terms) if f not in defined])[0]
            factor = -row.terms[fact]
            defined[fact] = {f: c * factor for f, c in row.terms.items() if f != fact}
        return defined

    def _kept(self) -> set[Fact]:
        """Plans and other wholes of what runs from the beginning of the year stay for the year, and
        so does what is constant by nature.
        """
        grows = self.catalogue.grows
        kept = {f for r in self.bounds if any(map(grows, r.facts)) for f in r.facts}
        for ratio in self.rates.values():
            if any(map(grows, ratio.part)):
                kept.update(ratio.whole)
        kept |= {f for f in self.start if self.catalogue.indicators[f[0]].get("constant")}
        kept = {fact for fact in kept if not grows(fact)} | set(self.fixed)
        return kept | self._leaves(kept)

    def _real_values(self) -> dict[Fact, Fraction]:
        """Read the real values; what is not printed is filled in from what is, else zero."""
        values = {}
        for line in self.lines:
            value = read_number(line.printed, self.catalogue.unit(line.fact[0]))[0]
            values.setdefault(line.fact, value)
        for _ in range(4):
            for whole, parts in self.defined.items():
                terms = {whole: -1, **parts}
                missing = [fact for fact in terms if fact not in values]
                if len(missing) == 1:
                    rest = sum(c * values[f] for f, c in terms.items() if f in values)
                    values[missing[0]] = max(Fraction(0), -rest / terms[missing[0]])
            for rate, ratio in self.rates.items():
                (whole, *more), (part, *_) = ratio.whole, ratio.part
                if not more and whole not in values and part in values:
                    values[whole] = 100 * values[part] / values[rate]
        hidden = {fact for relation in self.oracle.relations for fact in relation.facts}
        return {**dict.fromkeys(sorted(hidden - set(values)), Fraction(0)), **values, **self.fixed}

    def make(self, random: Random, over: bool = False) -> Made:
        """Draw a quarter and the one before. With `over`, what accumulates exceeds its plan."""
        for _ in range(DRAWS):
            try:
                return self._make(random, over)
            except Unsettled as failed:
                last = failed
        raise last

    def _make(self, random: Random, over: bool) -> Made:
        first = dict(self.start)
        for fact in first:
            if over and self.catalogue.grows(fact) and self.catalogue.unit(fact[0]) == "tỷ đồng":
                first[fact] *= OVER
        before = self._settle(
            {f: self._drawn(f, v, random, 0.8, 1.25) for f, v in first.items()},
            random,
            set(self.fixed),
        )
        now = {}
        for fact, value in before.items():
            ends = (1.05, 1.3) if self.catalogue.grows(fact) else (0.9, 1.12)
            now[fact] = value if fact in self.kept else self._drawn(fact, value, random, *ends)
        now = self._settle(now, random, self.kept)
        if any(now[f] < before[f] for f in now if self.catalogue.grows(f)):
            raise Unsettled("what runs from the beginning of the year would fall")
        lines, earlier = self._print(now, 3), self._print(before, 0)
        printed = {line.fact: line for line in lines}
        truth = {f: self._read_line(line) for f, line in printed.items()}
        texts = {line.figure: line.printed for line in earlier}
        then = {line.fact: self._read_line(line) for line in earlier}
        return Made(lines, truth, texts, earlier, then)

    def _read_line(self, line: Line) -> Fraction:
        return read_number(line.printed, self.catalogue.unit(line.fact[0]))[0]

    def _drawn(self, fact: Fact, value: Fraction, random: Random, low: float, high: float):
        unit = self.catalogue.unit(fact[0])
        if fact in self.fixed or (unit == "%" and value >= 100):
            return value
        if unit == "%":
            return min(Fraction(100), rounded(value * Fraction(random.uniform(0.97, 1.03)), 2))
        new = rounded(value * Fraction(random.uniform(low, high)), 3 if unit in MEASURES else 0)
        return max(new, Fraction(1)) if value else new

    def _settle(self, values: dict[Fact, Fraction], random: Random, still: set[Fact]):
        """Compute wholes and rates, and move leaves until no part passes its whole."""
        for _ in range(TRIES):
            values = self._computed(values)
            spans = {fact: (value, value) for fact, value in values.items()}
            wrong = next((b for b in self.bounds if total(b.terms, spans)[0] > 0), None)
            if wrong is None:
                negative = [f for f in self.defined if values[f] < 0]
                if negative:
                    raise Unsettled(f"{negative[0]} cannot be made positive")
                return values
            less = self._leaves({f for f, c in wrong.terms.items() if c > 0}) - still
            more = self._leaves({f for f, c in wrong.terms.items() if c < 0}) - still - less
            up = bool(more) and (not less or random.random() < 0.5)
            for fact in sorted(more if up else less):
                ends = (1.02, 1.3) if up else (0.7, 0.98)
                values[fact] = self._drawn(fact, values[fact], random, *ends)
        raise Unsettled(f"no consistent quarter found: {wrong}")

    def _leaves(self, facts: set[Fact]) -> set[Fact]:
        leaves, todo = set(), sorted(facts)
        while todo:
            fact = todo.pop()
            if fact in self.defined:
                todo += self.defined[fact]
            else:
                leaves.add(fact)
        return leaves

    def _computed(self, values: dict[Fact, Fraction]) -> dict[Fact, Fraction]:
        done: dict[Fact, Fraction] = {}

        def value(fact: Fact) -> Fraction:
            if fact not in done:
                terms = self.defined.get(fact)
                done[fact] = (
                    values[fact]
                    if terms is None
                    else sum((c * value(f) for f, c in terms.items()), Fraction(0))
                )
            return done[fact]

        return {fact: value(fact) for fact in values}

    def _print(self, values: Mapping[Fact, Fraction], months: int) -> list[Line]:
        lines = []
        for line in self.lines:
            value = values[line.fact]
            if line.fact in self.rates:
                ratio = self.rates[line.fact]
                part, whole = (
                    sum(c * values[f] for f, c in terms.items())
                    for terms in (ratio.part, ratio.whole)
                )
                value = 100 * Fraction(part) / whole
                # 1.466% would read as one and a half per cent
                if value >= 999:
                    raise Unsettled(f"{line.figure} is too large for a percentage")
            text = print_number(
                value, line.decimals, self.catalogue.unit(line.fact[0]), line.printed
            )
            ends = (_shifted(end, months) for end in (line.start, line.end))
            lines.append(replace(line, printed=text, start=next(ends), end=next(ends)))
        return lines

    def write(self, folder: Path, made: Made) -> None:
        """Write a data folder with the catalogue and both quarters."""
        shutil.copytree(self.data / "catalog", folder / "catalog", dirs_exist_ok=True)
        toml = (self.data / self.real / "report.toml").read_text(encoding="utf-8")
        for quarter, lines, day in (
            (BEFORE, made.earlier, "2024-03-31"),
            (QUARTER, made.lines, "2024-06-30"),
        ):
            own = folder / quarter
            own.mkdir(parents=True, exist_ok=True)
            dated = re.sub(r"(?m)^dated = \S+", f"dated = {day}", toml)
            (own / "report.toml").write_text(dated, encoding="utf-8")
            (own / "decisions.csv").write_text(DECISIONS + "\n", encoding="utf-8")
            (own / "statements.csv").write_text(STATEMENTS + "\n", encoding="utf-8")
            self._write_citations(own / "citations.csv")
            write_lines(own / "figures.csv", lines)

    def _write_citations(self, path: Path) -> None:
        rows = [["number", "kind", "issuer", "date", "section", "place", "note"]]
        for at, cited in enumerate(self.citations, 1):
            where = cited["section"], cited["place"]
            rows.append([f"{at}/KH-UBND", "Kế hoạch", "UBND thành phố Vũng Tàu", "", *where, ""])
        _write(path, rows)


def write_lines(path: Path, lines: Sequence[Line]) -> None:
    """Write figures.csv."""
    rows = [COLUMNS.split(",")]
    for line in lines:
        rows.append([*line.fact, line.printed, line.section, line.place, line.start, line.end, ""])
    _write(path, rows)


def _write(path: Path, rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def _shifted(text: str, months: int) -> str:
    """Move a date of 2023/24 on by months; the real slip of a year is mended first."""
    if not text:
        return ""
    day, month, year = map(int, text.split("/"))
    if (month, year) == (12, 2024):
        year = 2023
    last = day == monthrange(year, month)[1]
    month += months
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    day = monthrange(year, month)[1] if last else day
    return f"{day:02d}/{month:02d}/{year}" if month < 3 else f"{day:02d}/{month}/{year}"
