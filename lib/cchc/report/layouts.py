"""Figures of a report laid out as frames, which say what fact each cell holds."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from cchc.checks.facts import fact

from .source_lines import source_of_facts

if TYPE_CHECKING:
    from .checked import CheckedReport


def lay_out_values(report: "CheckedReport", indicators: Sequence[str], org: str) -> pd.DataFrame:
    """Lay out indicators of one org; see `CheckedReport.values`."""
    catalog, org = report.catalog, report.org(org)
    rows = [
        (c, catalog.name(c), catalog.unit(c), report.value(c, org), report.printed(c, org))
        for c in indicators
    ]
    frame = pd.DataFrame(rows, columns=["indicator", "name", "unit", "value", "printed"])
    facts = {catalog.name(c): fact(c, org) for c in indicators}
    return _with_facts(report, frame, {"value": facts, "printed": facts})


def lay_out_across(
    report: "CheckedReport", indicators: Sequence[str], orgs: Sequence[str] | str
) -> pd.DataFrame:
    """Lay out indicators of several orgs; see `CheckedReport.across`."""
    members = report.members(orgs)
    names = {"org": members, "name": [report.catalog.name(org) for org in members]}
    frame = pd.DataFrame(
        names | {c: [report.known(fact(c, org)) for org in members] for c in indicators}
    )
    return _with_facts(report, frame, {c: _facts_of(report, c, members) for c in indicators})


def lay_out_rates(report: "CheckedReport", rate: str, orgs: Sequence[str] | str) -> pd.DataFrame:
    """Lay out a percentage with what it is made of; see `CheckedReport.rates`."""
    parts = report.catalog.indicators.loc[rate, ["numerator", "denominator"]]
    rows, members = [], report.members(orgs)
    for org in members:
        top, bottom = (report.known(fact(parts[side], org)) for side in parts.index)
        again = float(100 * top / bottom) if top is not None and bottom else None
        counts = [None if v is None else int(v) if v % 1 == 0 else float(v) for v in (top, bottom)]
        rows.append((org, report.catalog.name(org), *counts, again, report.printed(rate, org)))
    columns = ["org", "name", "numerator", "denominator", "rate", "printed"]
    frame = pd.DataFrame(rows, columns=columns, dtype=object).astype({"rate": float})
    named = {**parts, "printed": rate}
    facts = {column: _facts_of(report, code, members) for column, code in named.items()}
    return _with_facts(report, frame, facts)


def _with_facts(
    report: "CheckedReport", frame: pd.DataFrame, facts: dict[str, dict[str, str]]
) -> pd.DataFrame:
    named = [fact for by_name in facts.values() for fact in by_name.values()]
    follows = report.derived.keys() & set(named)
    frame.attrs |= {"facts": facts, "source": source_of_facts(report, named)}
    frame.attrs |= {"follows": sorted(follows)} if follows else {}
    return frame


def _facts_of(report: "CheckedReport", indicator: str, orgs: Sequence[str]) -> dict[str, str]:
    return {report.catalog.name(org): fact(indicator, org) for org in orgs}
