"""The relations that the catalogue states, and an oracle of which printed figures break one.

Reads the CSV columns and the few forms of rules.yml by itself and counts in fractions; nothing of
the engine is imported, so that engine and oracle cannot be wrong together.
"""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import yaml
from numerals import MEASURES, cut, rounded

ROUNDS = 12
_TERM = re.compile(r"([+-]?)\s*(?:(sum)\((\w+)\[(\w+)\]\)|(\w+)(?:\[(\w+)\])?)")
_ROW = re.compile(r"(.+?)\s*(==|<=|>=)\s*(.+)")
_RATE = re.compile(r"(\w+)\[(\w+)\]\s*==\s*pct\((.+),(.+)\)")

Fact = tuple[str, str]
Terms = Mapping[Fact, int]


@dataclass(frozen=True)
class Row:
    """The sum of the terms equals zero ("==") or does not pass it ("<=")."""

    terms: Terms
    op: str
    complete: bool = False

    @property
    def facts(self) -> tuple[Fact, ...]:
        return tuple(self.terms)


@dataclass(frozen=True)
class Ratio:
    """A percentage of two sums."""

    rate: Fact
    part: Terms
    whole: Terms

    @property
    def facts(self) -> tuple[Fact, ...]:
        return (self.rate, *self.part, *self.whole)


@dataclass(frozen=True)
class Catalogue:
    """What is counted, in which unit, by whom, and which relations hold for one report's facts."""

    indicators: Mapping[str, Mapping[str, str]]
    kinds: Mapping[str, str]
    rules: Sequence[Mapping[str, str]]
    others: frozenset[str]

    def unit(self, code: str) -> str:
        return self.indicators[code]["unit"]

    def grows(self, fact: Fact) -> bool:
        """Tell whether a fact runs from the beginning of the year."""
        return self.indicators[fact[0]].get("accumulates") == "year"

    def is_set(self, fact: Fact) -> bool:
        """Tell whether a fact is set for the year, as a plan is."""
        return self.indicators[fact[0]].get("constant") == "year"

    def relations(self, printed: Sequence[Fact]) -> list[Row | Ratio]:
        """State every relation between printed facts, and those that bind the unprinted ones of
        these.
        """
        known = set(printed)
        found = [*self._families(known), *self._ratios(known), *self._others(known)]
        while True:
            bound = [r for r in found if len(known.intersection(r.facts)) >= 2]
            reached = known.union(*(r.facts for r in bound))
            if reached == known:
                return bound
            known = reached

    def _families(self, known: set[Fact]):
        orgs = dict.fromkeys(org for _, org in sorted(known))
        for org in orgs:
            parts: dict[str, list[str]] = {}
            for code, row in self.indicators.items():
                if row["part_of"] and row["whole_is_complete"] == "yes":
                    parts.setdefault(row["part_of"], []).append(code)
                elif row["part_of"]:
                    yield Row({(code, org): 1, (row["part_of"], org): -1}, "<=")
            for whole, codes in parts.items():
                yield Row({(whole, org): -1, **{(c, org): 1 for c in codes}}, "==", True)

    def _ratios(self, known: set[Fact]):
        for code, org in sorted(known):
            row = self.indicators[code]
            if row["denominator"]:
                yield Ratio(
                    (code, org), {(row["numerator"], org): 1}, {(row["denominator"], org): 1}
                )

    def _others(self, known: set[Fact]):
        for rule in self.rules:
            if "expr" not in rule:
                continue
            for org in str(rule.get("orgs", "-")).split():
                claim = _RATE.fullmatch(rule["expr"])
                if claim:
                    code, at, part, whole = claim.groups()
                    yield Ratio((code, at), self._terms(part, org), self._terms(whole, org))
                    continue
                left, op, right = _ROW.fullmatch(rule["expr"]).groups()
                terms = dict(self._terms(left, org))
                for fact, factor in self._terms(right, org).items():
                    terms[fact] = terms.get(fact, 0) - factor
                if op == ">=":
                    terms = {fact: -factor for fact, factor in terms.items()}
                yield Row(terms, "==" if op == "==" else "<=")

    def _terms(self, text: str, org: str) -> dict[Fact, int]:
        terms: dict[Fact, int] = {}
        for sign, added, code, kind, name, at in _TERM.findall(text.strip()):
            facts = [(code, o) for o in self.kinds if self.kinds[o] == kind]
            for fact in facts if added else [(name, at or org)]:
                terms[fact] = terms.get(fact, 0) + (-1 if sign == "-" else 1)
        return terms


def read_catalogue(folder: Path) -> Catalogue:
    """Read indicators, orgs of the time before 1 July 2025, and the rules the catalogue lists."""
    with (folder / "indicators.csv").open(encoding="utf-8-sig", newline="") as file:
        indicators = {row["indicator"]: row for row in csv.DictReader(file)}
    with (folder / "orgs.csv").open(encoding="utf-8-sig", newline="") as file:
        orgs = [row for row in csv.DictReader(file) if row["valid_from"] < "2024-07"]
    rules = yaml.safe_load((folder / "rules.yml").read_text(encoding="utf-8"))
    simple = [rule for rule in rules if "pct" in rule.get("expr", "pct") or _plain(rule["expr"])]
    left_out = {rule["rule"] for rule in rules} - {rule["rule"] for rule in simple}
    kinds = {row["org"]: row["kind"] for row in orgs}
    return Catalogue(indicators, kinds, simple, frozenset(left_out))


def _plain(expr: str) -> bool:
    """Tell whether a rule is a plain sum compared with another; others take no part."""
    return not re.search(r"[*/]|[<>](?!=)|\b(?:if|then|near|pct)\b|(?<![\w.])\d", expr)


class Oracle:
    """Tells which facts stand in a relation that the printed values cannot keep.

    Counts are exact, amounts lie half a unit of their last digit around what is printed, a
    percentage is right if rounded or cut; what is not printed may be anything from zero that the
    relations leave.
    """

    def __init__(
        self, catalogue: Catalogue, printed: Sequence[Fact], fixed: Mapping[Fact, Fraction]
    ):
        self.catalogue, self.fixed = catalogue, fixed
        self.relations = catalogue.relations(printed)

    def broken(
        self,
        values: Mapping[Fact, tuple[Fraction, int]],
        before: Mapping[Fact, Fraction] | None = None,
    ) -> set[Fact]:
        """Name the printed facts of every relation that is broken, or that an unprinted fact
        breaks.

        `before` is the quarter before in the same year: what is set for the year is still the same,
        what runs from its beginning has not fallen.
        """
        spans = {fact: self._span(fact, *told) for fact, told in values.items()}
        touched: set[Fact] = set()
        for fact, (value, _) in values.items():
            if value < 0 or value != self.fixed.get(fact, value):
                touched.add(fact)
            then = (before or {}).get(fact, value)
            if (self.catalogue.is_set(fact) and value != then) or (
                self.catalogue.grows(fact) and value < then
            ):
                touched.add(fact)
        for relation in self.relations:
            if all(fact in values for fact in relation.facts) and not self._holds(
                relation, spans, values
            ):
                touched.update(relation.facts)
        return touched | self._through_unprinted(values, spans)

    def _span(self, fact: Fact, value: Fraction, decimals: int):
        if self.catalogue.unit(fact[0]) not in MEASURES:
            return value, value
        half = Fraction(1, 2 * 10**decimals)
        return value - half, value + half

    def _holds(self, relation: Row | Ratio, spans, values) -> bool:
        if isinstance(relation, Row):
            low, high = total(relation.terms, spans)
            return low <= 0 and (high >= 0 or relation.op == "<=")
        part, whole = total(relation.part, spans), total(relation.whole, spans)
        value, decimals = values[relation.rate]
        if whole[0] <= 0:
            return False
        if part[0] == part[1] and whole[0] == whole[1]:
            true = 100 * part[0] / whole[0]
            return value in (rounded(true, decimals), cut(true, decimals))
        low, high = self._rate_span(value, decimals)
        return 100 * part[0] < high * whole[1] and 100 * part[1] >= low * whole[0]

    @staticmethod
    def _rate_span(value: Fraction, decimals: int) -> tuple[Fraction, Fraction]:
        step = Fraction(1, 10**decimals)
        return value - step / 2, value + step

    def _through_unprinted(self, values, spans) -> set[Fact]:
        """Narrow what every unprinted fact may be; where nothing is left, its relations are
        broken.
        """
        infinite = Fraction(10**30)
        loose = {
            fact: (Fraction(0), infinite)
            for relation in self.relations
            for fact in relation.facts
            if fact not in values
        }
        touched: set[Fact] = set()
        for _ in range(ROUNDS):
            before = dict(loose)
            for relation in self.relations:
                for fact in relation.facts:
                    if fact in loose:
                        loose[fact] = self._narrow(relation, fact, {**spans, **loose}, values)
            for fact, (low, high) in loose.items():
                if low > high:
                    touched.update(self._around(fact, values))
                    loose[fact] = (Fraction(0), infinite)
                    before[fact] = loose[fact]
            if before == loose:
                break
        return touched

    def _around(self, fact: Fact, values) -> set[Fact]:
        """The printed facts tied to an unprinted one, also over further unprinted ones."""
        reached, todo = set(), [fact]
        while todo:
            now = todo.pop()
            reached.add(now)
            for relation in self.relations:
                if now in relation.facts:
                    new = set(relation.facts) - reached
                    todo += sorted(f for f in new if f not in values)
                    reached |= new
        return {f for f in reached if f in values}

    def _narrow(self, relation: Row | Ratio, fact: Fact, spans, values):
        low, high = spans[fact]
        if isinstance(relation, Row):
            factor = relation.terms[fact]
            rest = total({f: c for f, c in relation.terms.items() if f != fact}, spans)
            least, most = sorted((-rest[1] / factor, -rest[0] / factor))
            if relation.op == "==":
                low, high = max(low, least), min(high, most)
            elif factor > 0:
                high = min(high, most)
            else:
                low = max(low, least)
        elif relation.rate in values and fact != relation.rate:
            least, most = self._rate_span(*values[relation.rate])
            if relation.part == {fact: 1}:
                whole = total(relation.whole, spans)
                low, high = max(low, least * whole[0] / 100), min(high, most * whole[1] / 100)
            elif relation.whole == {fact: 1}:
                part = total(relation.part, spans)
                low = max(low, 100 * part[0] / most)
                high = min(high, 100 * part[1] / least) if least > 0 else high
        if self.catalogue.unit(fact[0]) not in MEASURES:
            low, high = Fraction(-(-low.numerator // low.denominator)), Fraction(int(high))
        return low, high


def total(terms: Terms, spans) -> tuple[Fraction, Fraction]:
    """Add up spans times factors: the least and the largest sum."""
    low = high = Fraction(0)
    for fact, factor in terms.items():
        ends = spans[fact]
        low += factor * ends[0 if factor > 0 else 1]
        high += factor * ends[1 if factor > 0 else 0]
    return low, high
