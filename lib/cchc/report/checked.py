"""A quarter's report together with what the engine says of it: the object that analysts work
with.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal
from functools import cached_property, partial
from pathlib import Path

import pandas as pd

from cchc.checks.cases import Case, group_cases
from cchc.checks.facts import fact
from cchc.checks.findings import Finding
from cchc.checks.stated import Facts, state_facts
from cchc.checks.whole_check import check_report
from cchc.language import say
from cchc.model.folder import Report, read_quarter
from cchc.model.numbers import format_number
from cchc.model.quarter import Quarter, find_quarters
from cchc.model.units import nature_of
from errloc.printed import Printed
from errloc.worked import Worked

from .agreement import decide_findings, settle, with_figures
from .known import KnownRate, derive_values, know_rate, list_doubted
from .layouts import lay_out_across, lay_out_rates, lay_out_values
from .lookup import Lookup
from .source_lines import find_source
from .tracing import Explanation, Trace, explain_finding, id_of, trace_figure
from .what_if import WhatIf, compare_findings

_NONE = (None, None)


@dataclass(frozen=True, repr=False)
class CheckedReport(Report):
    """A report with its findings and observations, computed once when first asked for.

    `explain` and `trace` answer by id, where Tab completes it: `report.explain["bt-bdb4a597"]`
    gives a finding's case, figures and suspects, `report.trace["I.1:plan_tasks:city"]` a figure's
    mentions, rules and agreed value. `data` is the folder the report was read from.
    """

    previous: Report | None = None
    data: Path | None = field(default=None, compare=False)

    def __repr__(self) -> str:
        cases = f"{len(self.findings)} findings in {len(self.cases)} cases"
        return f"<report {self.quarter}: {len(self.figures)} figures, {cases}>"

    @cached_property
    def history(self) -> tuple["CheckedReport", ...]:
        """The earlier quarters of the data folder, oldest first; read when first asked for.

        Raises InputError for a quarter that cannot be read.
        """
        earlier = (
            [quarter for quarter in find_quarters(self.data) if quarter < self.quarter]
            if self.data
            else []
        )
        near = {self.previous.quarter: self.previous} if self.previous else {}
        read = (
            near.get(quarter) or read_quarter(quarter, self.data, self.catalog)
            for quarter in earlier
        )
        return tuple(map(as_checked, read))

    def earlier(self, quarter: Quarter) -> "CheckedReport | None":
        """Give an earlier quarter, or None where the data do not hold it."""
        return next((report for report in self.history if report.quarter == quarter), None)

    @cached_property
    def explain(self) -> Lookup[Explanation]:
        """Explain a finding or case by its id; see `Explanation`. Raises UnknownIdError."""
        ids = (*(f.finding for f in self.findings), *(c.case for c in self.cases))
        return Lookup(
            say("a finding or case of {quarter}", quarter=self.quarter),
            ids,
            partial(explain_finding, self),
            id_of,
        )

    # no plain property: a completer evaluates none, for fear of what it might do
    @cached_property
    def trace(self) -> Lookup[Trace]:
        """Trace a figure by its id; see `Trace`. Raises UnknownIdError."""
        return Lookup(
            say("a figure of {quarter}", quarter=self.quarter),
            tuple(self.figures.index),
            partial(trace_figure, self),
        )

    @cached_property
    def facts(self) -> Facts:
        return state_facts(self, self._given)

    @cached_property
    def _earlier_given(self) -> dict[Quarter, tuple[str, dict[str, Printed]] | None]:
        return {}

    def _given(self, quarter: Quarter, alike: bool) -> dict[str, Printed] | None:
        """Give what an earlier quarter states, as agreed on; None where the data do not hold it, or
        where it must be `alike` and its report is for another kind of period.
        """
        known = self._earlier_given
        if quarter not in known:
            near = self.previous is not None and self.previous.quarter == quarter
            there = as_checked(self.previous) if near else self.earlier(quarter)
            known[quarter] = there and (
                there.quarter.kind,
                {
                    row.Index: _as_given(row.value, int(row.decimals), row.unit)
                    for row in there.observations.itertuples()
                },
            )
        kind, given = known[quarter] or ("", None)
        return None if alike and kind != self.quarter.kind else given

    @cached_property
    def found(self) -> tuple[Finding, ...]:
        """The findings on the figures as printed, before any decision."""
        return check_report(self, self.facts, self.previous, self.worked)

    @cached_property
    def worked(self) -> Worked:
        """What was worked out of the printed figures, for trials of others."""
        return Worked()

    @cached_property
    def decided(self) -> tuple[Finding, ...]:
        """The findings, each with the analyst's decision, but without suspects, which take longer
        to seek.
        """
        return decide_findings(self)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding on the printed figures, each with its decision, case and suspects, errors
        first.
        """
        marked = {f.finding: f for case in self.cases for f in case.findings}
        return tuple(marked[f.finding] for f in self.decided)

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        """The findings grouped by what explains them, with suspects, worst and widest first."""
        return group_cases(self, self.facts, self.decided, self.previous)

    @cached_property
    def observations(self) -> pd.DataFrame:
        """The value agreed on for each fact: columns indicator, org, value, decimals, unit,
        printed, figure, corrected, disputed; indexed by `indicator[org]`. A fact stays disputed
        while its mentions differ.
        """
        return settle(self)

    # pages ask for hundreds of facts, each of which a frame takes long to find
    @cached_property
    def _agreed(self) -> dict[str, tuple[Decimal | None, str]]:
        rows = self.observations
        return dict(zip(rows.index, zip(rows["value"], rows["printed"], strict=True), strict=True))

    def value(self, indicator: str, org: str) -> Decimal | None:
        """Give the agreed value of a fact, or None where the report has no figure."""
        return self._agreed.get(fact(indicator, self.org(org)), _NONE)[0]

    @cached_property
    def derived(self) -> dict[str, Decimal]:
        """The counts that no figure prints and that follow from those printed, by
        `indicator[org]`.
        """
        return derive_values(self)

    @cached_property
    def doubted(self) -> frozenset[str]:
        """The facts that open errors cast doubt on, and those whose mentions differ."""
        return list_doubted(self)

    def known(self, name: str) -> Decimal | None:
        """Give the agreed value of a fact `indicator[org]`, or the one that follows from others."""
        return self._agreed[name][0] if name in self._agreed else self.derived.get(name)

    def rate(self, indicator: str, org: str) -> KnownRate:
        """Give a percentage as printed, as computed again, and as it is used."""
        return know_rate(self, indicator, org)

    def printed(self, indicator: str, org: str) -> str | None:
        """Give the figure as printed, or None where the report has none."""
        return self._agreed.get(fact(indicator, self.org(org)), _NONE)[1]

    def mentions(self, indicator: str, org: str) -> pd.DataFrame:
        """Give every printed mention of a fact, the one in the indicator's own section first."""
        found = super().mentions(indicator, org).copy()
        found.attrs["source"] = find_source(self, found["section"])
        return found

    def values(self, indicators: Sequence[str], org: str) -> pd.DataFrame:
        """Lay out indicators of one org: code, name, unit, value, printed; missing ones stay, with
        None.

        `attrs` of this frame and the next two say by column and name which fact a cell holds
        ("facts"), and where those are printed ("source").
        """
        return lay_out_values(self, indicators, org)

    def across(self, indicators: Sequence[str], orgs: Sequence[str] | str) -> pd.DataFrame:
        """Lay out indicators of several orgs (codes, or a role such as 'units'): org, name, one
        column each.
        """
        return lay_out_across(self, indicators, orgs)

    def rates(self, rate: str, orgs: Sequence[str] | str) -> pd.DataFrame:
        """Lay out a percentage with what it is made of: org, name, numerator, denominator, rate,
        printed.

        `rate` is recomputed in percent from the parts; None where a part is missing. Numbers are
        floats or ints.
        """
        return lay_out_rates(self, rate, orgs)

    def target(self, indicator: str, org: str) -> pd.Series | None:
        """Give the target in force at the quarter's end: value, document, confirmed; None where
        none is set.

        An org's own target goes before that of a role which it has.
        """
        org = self.org(org)
        roles = (role for role, orgs in self.roles.items() if org in orgs)
        return self.catalog.target(indicator, (org, *roles), self.quarter.end.isoformat())

    def findings_of(
        self, *sections: str, about: Sequence[str] = (), without: Sequence[str] = ()
    ) -> tuple[Finding, ...]:
        """Give the findings of sections, by their ids: found there, or speaking of a figure printed
        there.

        They are those of `decided`. `about` keeps those that speak of one of these indicators,
        `without` drops them.
        """
        where, what = (self.figures[name].to_dict() for name in ("section", "indicator"))
        found = []
        for finding in self.decided:
            spoken = {what[figure] for figure in finding.figures}
            if (
                not {finding.section, *(where[i] for i in finding.figures)}.isdisjoint(sections)
                and (not about or not spoken.isdisjoint(about))
                and spoken.isdisjoint(without)
            ):
                found.append(finding)
        return tuple(found)

    def found_if(self, changes: Mapping[str, str]) -> tuple[Finding, ...]:
        """Give the findings, before any decision, if figures were printed otherwise; raises as
        `what_if` does.
        """
        changed = with_figures(self, changes)
        facts = state_facts(changed, self._given) if self.facts.by_value else self.facts
        return check_report(changed, facts, self.previous, self.worked)

    def what_if(self, changes: Mapping[str, str]) -> WhatIf:
        """Tell what would vanish and appear if figures were printed otherwise, such as {figure id:
        '9.896'}.

        Raises KeyError for an unknown figure and FigureError for a text that is no number of its
        unit.
        """
        return compare_findings(self.found, self.found_if(changes))


def _as_given(value: Decimal, decimals: int, unit: str) -> Printed:
    text = format_number(value, max(0, decimals))
    return Printed(text, value, decimals, nature=nature_of(unit))


def as_checked(report: Report, **more: object) -> CheckedReport:
    """Make a report ready to be asked; `more` are `previous` and `data`."""
    return CheckedReport(**{f.name: getattr(report, f.name) for f in fields(Report)}, **more)
