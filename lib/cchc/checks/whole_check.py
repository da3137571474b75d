"""Check a whole quarter: broken rules, contradicting mentions and documents, and what stands out
without a rule, as findings.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from cchc.model.folder import Report
from errloc.evaluating import judge_rules
from errloc.rules import Linear, Rate, Severity, names_of
from errloc.worked import Worked

from .contradictions import check_statements
from .derive import DerivedRule, split_fact
from .documents import check_documents, check_rules
from .findings import Finding, in_order, name_finding
from .hints import hint_sum
from .outliers import check_changes, check_outliers, check_totals
from .remarks import PlacedChecks
from .rows import check_rows
from .stated import Facts, meet, read_facts, read_figures, state_facts
from .unprinted import check_unprinted, examine_unprinted, what_follows
from .validity import check_use, check_validity
from .wording import (
    judge,
    open_sentence,
    say_linear,
    say_mentions,
    say_rate,
    sum_terms,
    within_sentence,
)

# rules that somebody wrote, or that look beyond the figures: their reason goes before the numbers
_SAID_FIRST = ("rule", "across", "rank", "mean")


def check_report(
    report: Report,
    facts: Facts | None = None,
    previous: Report | None = None,
    worked: Worked | None = None,
) -> tuple[Finding, ...]:
    """Return every finding of a quarter, errors first, in the order of the report.

    With the quarter before at hand, figures that repeat it or leap away from it are noted too.
    `worked` is what was worked out of the same report with the same or other numbers.
    """
    facts, worked = facts or state_facts(report), Worked() if worked is None else worked
    found = [
        *_broken_rules(report, facts, facts.rules, worked),
        *_broken_claims(report, facts, worked),
        *_split_facts(report, facts),
        *_remarks(report, facts, previous, worked),
    ]
    return in_order(report, found)


def _broken_claims(report: Report, facts: Facts, worked: Worked) -> list[Finding]:
    """What words say and the figures contradict: no figure is blamed for it."""
    said = {rule.id: rule.says for rule in facts.claims}
    return [
        replace(
            found,
            kind="statement",
            says=f"{said[found.rule]}: hiểu bằng số liệu thì {within_sentence(found.says)}",
            names=(),
        )
        for found in _broken_rules(report, facts, facts.claims, worked)
    ]


def _broken_rules(
    report: Report, facts: Facts, rules: Sequence[DerivedRule], worked: Worked
) -> list[Finding]:
    if not rules:
        return []
    figures = report.figures
    lead = {name: facts.leading(name) for name in facts.mentions}
    value_of = figures["value"].to_dict()
    values: dict[str, Decimal] = {name: value_of[i] for name, i in lead.items()}
    values |= {name: given.value for name, given in facts.given.items()}
    bases = _bases(report, facts, values)
    judged = judge_rules(read_facts(report, facts), rules, worked)
    found = []
    for rule, (judgement, gap) in zip(rules, judged, strict=True):
        if judgement == "holds":
            continue
        meant = rule.meant
        names = tuple(str(name) for name in names_of(meant) if str(name) in lead)
        ids = tuple(i for name in names for i in facts.mentions[name])
        severity, says, kind = rule.severity, "", rule.kind
        if isinstance(meant, Rate):
            printed = figures.at[lead[meant.rate], "printed"]
            verdict = judge(meant, values, printed, _other_bases(report, bases, rule))
            severity = "info" if judgement == "truncated" else severity
            kind = f"rate_{verdict.verdict}"
            says = say_rate(report.catalog, meant, values, printed, verdict, rule.org)
        elif isinstance(meant, Linear):
            says = say_linear(report.catalog, meant, values, rule.org)
            if kind == "parts":
                says += hint_sum(report.catalog, meant, values, rule.org)
        if kind in _SAID_FIRST or rule.kind == "across":
            says = f"{rule.says}. {says}"
        if rule.org not in (report.authority, report.whole_area()):
            says = f"{open_sentence(report.catalog.name(rule.org))}: {says}"
        about = (rule.section, rule.org)
        found.append(_note(report, rule.id, kind, severity, about, ids, says, names, gap))
    return found


def _bases(
    report: Report, facts: Facts, values: Mapping[str, Decimal]
) -> dict[str, tuple[Fraction, Fraction]]:
    """Pair up numerators and denominators of every rate rule: a wrong percentage may belong to
    another pair.
    """
    pairs = {}
    for rule in facts.rules:
        rate = rule.meant
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
    others = {n: p for n, p in bases.items() if n.endswith(org) and n != rule.meant.rate}
    return {report.catalog.name(split_fact(n)[0]): pair for n, pair in others.items()}


def _split_facts(report: Report, facts: Facts) -> list[Finding]:
    figures = report.figures
    several = {name: ids for name, ids in facts.mentions.items() if len(ids) > 1}
    read = read_figures(report, (i for ids in several.values() for i in ids))
    found = []
    for name, ids in several.items():
        if not meet(read[i] for i in ids):
            first = figures.loc[ids[0]]
            told = figures.loc[list(ids)].itertuples()
            places = [(f"mục {row.section}, {row.place}", row.printed) for row in told]
            says = say_mentions(report.catalog, name, places)
            about = (first["section"], first["org"])
            found.append(_note(report, f"same:{name}", "same", "error", about, ids, says, (name,)))
    return found


def _remarks(
    report: Report, facts: Facts, previous: Report | None, worked: Worked
) -> list[Finding]:
    values, placed = report.figures["value"].to_dict(), PlacedChecks(report, worked)
    leading = pd.Series(
        {name: values[facts.leading(name)] for name in facts.mentions}, dtype=object
    )
    signed = facts.signed
    figure_of = {figure: name for name, ids in facts.mentions.items() for figure in ids}
    deduced = examine_unprinted(report, facts, worked)
    documents = check_documents(report, what_follows(report.catalog, deduced.values), placed)
    told = {name for r in documents for name in r.lacking}
    return [
        _note(report, r.key, r.kind, r.severity, (r.section, r.org), r.figures, r.says, r.names)
        for r in (
            *documents,
            *placed.run(check_statements),
            *check_unprinted(report, facts, deduced, told),
            *placed.run(check_rules, facts.idle, facts.rules),
            *check_outliers(report, leading, worked),
            *check_changes(report, leading, previous),
            *check_totals(report, leading, previous),
            *check_rows(report, leading, previous),
            *placed.run(check_validity),
            *placed.run(check_use),
        )
        if r.kind != "negative" or figure_of[r.figures[0]] not in signed
    ]


def _note(
    report: Report,
    key: str,
    kind: str,
    severity: Severity,
    about: tuple[str, str],
    figures: Sequence[str],
    says: str,
    names: tuple[str, ...],
    gap: Fraction | None = None,
) -> Finding:
    """Make a finding `about` a section and an org, with its figures as printed."""
    printed = {figure: report.figures.at[figure, "printed"] for figure in figures}
    named = name_finding(key)
    return Finding(
        named, key, kind, severity, *about, tuple(figures), printed, says, gap, names=names
    )
