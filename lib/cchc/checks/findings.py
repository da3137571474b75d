"""Find what is wrong in a quarter: broken rules, contradicting mentions and documents, as
findings.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pandas as pd

from cchc.errors import InputError
from cchc.model.folder import Report
from cchc.model.problems import Problem
from errloc.percentages import interval
from errloc.rules import Linear, Rate, Severity, names_of

from .derive import DerivedRule, derive_rules, fact, split_fact
from .detect import Column, detect
from .documents import check_documents
from .outliers import check_changes, check_outliers
from .wording import judge, open_sentence, say_linear, say_mentions, say_rate, sum_terms

ORDER: dict[Severity, int] = {"error": 0, "warning": 1, "info": 2}
SEVERITY_NAMES = {"error": "lỗi", "warning": "cảnh báo", "info": "lưu ý"}


@dataclass(frozen=True)
class Suspect:
    """A figure whose change would mend broken rules: the suggested text, why, and the findings it
    mends.
    """

    figure: str
    certain: bool
    printed: str
    suggested: str
    cause: str
    mends: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class Finding:
    """One thing that is wrong or stands out, with its figures, its arithmetic in words and its
    suspects.

    `residual` is the exact gap of a broken equation (printed minus true for a percentage), None
    elsewhere.
    """

    finding: str
    rule: str
    kind: str
    severity: Severity
    section: str
    org: str
    figures: tuple[str, ...]
    printed: Mapping[str, str]
    says: str
    residual: Fraction | None = None
    suspects: tuple[Suspect, ...] = ()
    case: str = ""
    decision: str = ""
    names: tuple[str, ...] = ()

    def __repr__(self) -> str:
        decided = f", {self.decision}" if self.decision else ""
        return f"<{self.finding} {self.severity}{decided}, {self.section}: {self.says}>"

    @property
    def is_open_error(self) -> bool:
        return self.severity == "error" and self.decision not in ("corrected", "explained")

    def as_json(self) -> dict[str, Any]:
        """Give the finding as the command line prints it."""
        gap = self.residual
        suspects = [{**vars(s), "mends": list(s.mends)} for s in self.suspects]
        return {
            "finding": self.finding,
            "case": self.case,
            "rule": self.rule,
            "kind": self.kind,
            "severity": self.severity,
            "section": self.section,
            "org": self.org,
            "figures": list(self.figures),
            "printed": dict(self.printed),
            "says": self.says,
            "residual": (
                None if gap is None else int(gap) if gap.denominator == 1 else round(float(gap), 6)
            ),
            "suspects": suspects,
            "decision": self.decision or None,
        }


def name_finding(key: str) -> str:
    """Give a finding its id: from what it is about, never from values, so that it stays while data
    change.
    """
    return "bt-" + hashlib.sha256(key.encode()).hexdigest()[:8]


@dataclass(frozen=True)
class Facts:
    """What a quarter states: the mentions of each fact (figure ids, the leading one first) and its
    rules.
    """

    mentions: Mapping[str, tuple[str, ...]]
    rules: tuple[DerivedRule, ...]

    def leading(self, fact_name: str) -> str:
        return self.mentions[fact_name][0]


def state_facts(report: Report) -> Facts:
    """Group the figures of a quarter into facts and derive the rules over them.

    Raises InputError when a rule of rules.yml cannot be used.
    """
    problems: list[Problem] = []
    rules = derive_rules(report, problems)
    if problems:
        raise InputError(problems)
    return Facts(group_mentions(report), rules)


def group_mentions(report: Report) -> dict[str, tuple[str, ...]]:
    """Give the figure ids of each fact, as `Report.mentions` orders them, facts in the order of the
    report.
    """
    homes = report.catalog.indicators["section"].to_dict()
    found: dict[str, tuple[list[str], list[str]]] = {}
    for row in report.figures[["indicator", "org", "section"]].itertuples():
        elsewhere = row.section != homes[row.indicator]
        found.setdefault(fact(row.indicator, row.org), ([], []))[elsewhere].append(row.Index)
    return {name: (*own, *others) for name, (own, others) in found.items()}


def check_report(
    report: Report, facts: Facts | None = None, previous: Report | None = None
) -> tuple[Finding, ...]:
    """Return every finding of a quarter, errors first, in the order of the report.

    With the quarter before at hand, figures that repeat it or leap away from it are noted too.
    """
    facts = facts or state_facts(report)
    found = [
        *_broken_rules(report, facts),
        *_split_facts(report, facts),
        *_remarks(report, facts, previous),
    ]
    return in_order(report, found)


def in_order(report: Report, found: Sequence[Finding]) -> tuple[Finding, ...]:
    """Put errors first, each severity in the order of the report."""
    place = {s.section: n for n, s in enumerate(report.meta.sections)}
    return tuple(
        sorted(found, key=lambda f: (ORDER[f.severity], place.get(f.section, len(place)), f.rule))
    )


def fact_columns(report: Report, facts: Facts) -> dict[str, Column]:
    """Lay out the leading mention of each fact for `detect`: one unit, this quarter."""
    lead = report.figures.loc[[ids[0] for ids in facts.mentions.values()]]
    cells = zip(facts.mentions, lead["value"], lead["decimals"], strict=True)
    return {name: Column.of([value], [decimals]) for name, value, decimals in cells}


def _broken_rules(report: Report, facts: Facts) -> list[Finding]:
    figures = report.figures
    lead = {name: facts.leading(name) for name in facts.mentions}
    values: dict[str, Decimal] = {name: figures.at[i, "value"] for name, i in lead.items()}
    broken = detect(fact_columns(report, facts), facts.rules)
    bases = _bases(report, facts, values)
    found = []
    for line in broken.itertuples():
        rule = facts.rules[line.rule]
        names = tuple(str(name) for name in names_of(rule.constraint) if str(name) in values)
        ids = tuple(i for name in names for i in facts.mentions[name])
        severity, says, kind = rule.severity, "", rule.kind
        if isinstance(rule.constraint, Rate):
            printed = figures.at[lead[rule.constraint.rate], "printed"]
            verdict = judge(rule.constraint, values, printed, _other_bases(report, bases, rule))
            severity = "info" if verdict.verdict == "truncated" else severity
            kind = f"rate_{verdict.verdict}"
            says = say_rate(report.catalog, rule.constraint, values, printed, verdict, rule.org)
        elif isinstance(rule.constraint, Linear):
            says = say_linear(report.catalog, rule.constraint, values, rule.org)
            says = f"{rule.says}. {says}" if kind == "rule" else says
        if rule.org not in ("city", "area"):
            says = f"{open_sentence(report.catalog.name(rule.org))}: {says}"
        found.append(
            Finding(
                name_finding(rule.id),
                rule.id,
                kind,
                severity,
                rule.section,
                rule.org,
                ids,
                _texts(figures, ids),
                says,
                line.residual,
                names=names,
            )
        )
    return found


def _bases(
    report: Report, facts: Facts, values: Mapping[str, Decimal]
) -> dict[str, tuple[Fraction, Fraction]]:
    """Pair up numerators and denominators of every rate rule: a wrong percentage may belong to
    another pair.
    """
    pairs = {}
    for rule in facts.rules:
        rate = rule.constraint
        if isinstance(rate, Rate) and all(str(name) in values for name in names_of(rate)):
            top = sum_terms(rate.numerator.terms, rate.numerator.constant, values)
            pairs[rate.rate] = (
                top,
                sum_terms(rate.denominator.terms, rate.denominator.constant, values),
            )
    return pairs


def _other_bases(report: Report, bases: Mapping[str, tuple], rule: DerivedRule) -> dict[str, tuple]:
    """Name the other pairs of the same org that a wrong percentage may have been copied from."""
    org = f"[{rule.org}]"
    others = {n: p for n, p in bases.items() if n.endswith(org) and n != rule.constraint.rate}
    return {report.catalog.name(split_fact(n)[0]): pair for n, pair in others.items()}


def _split_facts(report: Report, facts: Facts) -> list[Finding]:
    figures = report.figures
    found = []
    for name, ids in facts.mentions.items():
        if len(ids) > 1 and not agree(figures.loc[list(ids)]):
            first = figures.loc[ids[0]]
            told = figures.loc[list(ids)].itertuples()
            places = [(f"mục {row.section}, {row.place}", row.printed) for row in told]
            found.append(
                Finding(
                    name_finding(f"same:{name}"),
                    f"same:{name}",
                    "same",
                    "error",
                    first["section"],
                    first["org"],
                    ids,
                    _texts(figures, ids),
                    say_mentions(report.catalog, name, places),
                    names=(name,),
                )
            )
    return found


def agree(mentions: pd.DataFrame) -> bool:
    """Tell whether mentions can be one number: printed at different precision they may round to
    each other.
    """
    if (mentions["unit"] != "%").any():
        coarse = Decimal(1).scaleb(-int(mentions["decimals"].min()))
        return len({value.quantize(coarse, ROUND_HALF_UP) for value in mentions["value"]}) == 1
    spans = [interval(text) for text in mentions["printed"]]
    return max(s.low for s in spans) <= min(s.high for s in spans) and not any(
        a.high == b.low and not (a.high_closed and b.low_closed)
        for a in spans
        for b in spans
        if a is not b
    )


def _remarks(report: Report, facts: Facts, previous: Report | None) -> list[Finding]:
    values = report.figures["value"]
    leading = pd.Series(
        {name: values[facts.leading(name)] for name in facts.mentions}, dtype=object
    )
    return [
        Finding(
            name_finding(r.key),
            r.key,
            r.kind,
            r.severity,
            r.section,
            r.org,
            r.figures,
            _texts(report.figures, r.figures),
            r.says,
        )
        for r in (
            *check_documents(report),
            *check_outliers(report, leading),
            *check_changes(report, leading, previous),
        )
    ]


def _texts(figures: pd.DataFrame, ids: Sequence[str]) -> dict[str, str]:
    return {i: figures.at[i, "printed"] for i in ids}


def with_decision(finding: Finding, decision: str) -> Finding:
    return replace(finding, decision=decision)
