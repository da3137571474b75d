"""Group findings that one wrong figure explains, and say which figure, what it should be, and
why.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil

from cchc.model.catalog import Catalog
from cchc.model.digests import digest
from cchc.model.folder import Report
from cchc.model.numbers import format_number
from cchc.model.remembered import remember_answer
from errloc.answers import Component, Localisation
from errloc.localising import localise
from errloc.repairing import Repair, repair
from errloc.rules import Rate, Severity
from errloc.solver import connected

from .blaming import blame_rows, blame_sign, moved_first
from .case_trial import CaseTrial
from .equations import Equations, around, neighbours_of, previous_texts, state_equations
from .findings import ORDER, Finding, Suspect
from .misprints import blame_marks
from .stated import Facts, read_facts
from .suspecting import (
    LONGEST_LINK,
    list_repeated,
    rank_by_repairs,
    suspect_figure,
    without_idle_values,
)
from .unprinted import unprinted_facts
from .wording import speak


@dataclass(frozen=True, repr=False)
class Case:
    """Findings with one explanation, worst first; the suspects; and how far the engine came.

    `status` is that of the component in the engine (see `errloc.Component`): localised, bounded,
    unsettled or infeasible; "" where no equation is behind the findings. `remark` tells the reader
    what was not proved, "" where all was.
    """

    case: str
    findings: tuple[Finding, ...]
    suspects: tuple[Suspect, ...] = ()
    status: str = ""
    explanation: str = ""
    remark: str = ""

    def __repr__(self) -> str:
        count = f"{len(self.findings)} findings, {len(self.suspects)} suspects"
        return f"<{self.case} {self.severity}, {self.section}, {count}: {self.headline}>"

    @property
    def severity(self) -> Severity:
        return self.findings[0].severity

    @property
    def section(self) -> str:
        return self.findings[0].section

    @property
    def org(self) -> str:
        return self.findings[0].org

    @property
    def headline(self) -> str:
        return self.findings[0].says


def group_cases(
    report: Report, facts: Facts, findings: Sequence[Finding], previous: Report | None = None
) -> tuple[Case, ...]:
    """Localise the quarter's errors and group its findings into cases, the worst and widest
    first.
    """
    broken = [f for f in findings if f.names and f.severity != "info"]
    named = [[i for name in f.names for i in facts.mentions[name]] for f in broken]
    # an unprinted part ties a printed part to its whole, of which both may be wrong alike: it does
    # so only where the findings themselves run through it
    through = {name for f in findings if f.kind == "unprinted" for name in unprinted_facts(f.rule)}
    system = around(state_equations(report, facts, through), named)
    located, repairs = _ask_engine(
        report.catalog,
        system,
        neighbours_of(report, system),
        {i: text for i, text in previous_texts(facts, previous).items() if i in system.values},
    )
    component_of = {name: part for part in located.components for name in part.names}
    anchors = _anchor(facts, broken, located)
    groups = connected(anchors.values())
    trial = CaseTrial(report, facts, read_facts(report, facts))
    cases = [
        _case(
            trial,
            [f for f in broken if anchors[f.finding][0] in group],
            group,
            component_of,
            repairs,
        )
        for group in groups
    ]
    moved = [f for f in findings if f.kind == "swapped_rows"]
    cases = [
        replace(case, suspects=moved_first(trial, moved, case.findings, case.suspects))
        for case in cases
    ]
    taken = {f.finding for case in cases for f in case.findings}
    marks = blame_marks(report, facts, findings)
    cases += [
        Case(
            _name(f),
            (f,),
            (*blame_sign(f), *blame_rows(report, f), *marks.get(f.finding, ())),
        )
        for f in findings
        if f.finding not in taken
    ]
    place = {f.finding: at for at, f in enumerate(findings)}
    order = sorted(
        cases, key=lambda c: (ORDER[c.severity], -len(c.findings), place[c.findings[0].finding])
    )
    return tuple(_with_marks(case) for case in order)


def _ask_engine(
    catalog: Catalog,
    system: Equations,
    neighbours: Mapping[str, Mapping[str, str]],
    previous: Mapping[str, str],
) -> tuple[Localisation, tuple[Repair, ...]]:
    """Have the suspects found and repairs ranked, unless that was done of the same before: few
    figures that change hang together with what is broken.
    """

    def ask() -> tuple[Localisation, tuple[Repair, ...]]:
        # every figure weighs the same here: a likelihood orders suspects, it never makes one
        # certain. With a slack, repairs that change one figure more are weighed as well.
        located = localise(
            system.values,
            system.constraints,
            slack=1.0,
            rounding="reported",
            words=speak(catalog),
        )
        return located, repair(
            system.values,
            system.constraints,
            located,
            neighbours=neighbours,
            previous=previous,
            weights=system.weights,
            limit=1000,
            rounding="reported",
        )

    # the engine explains itself in the catalogue's words
    given = [vars(system), neighbours, previous, catalog.indicators, catalog.orgs]
    return remember_answer("repairs", lambda: digest(given), ask)


def _anchor(
    facts: Facts, findings: Sequence[Finding], located: Localisation
) -> dict[str, list[str]]:
    """Give the figures by which each finding hangs together with others: its own.

    A sum over many orgs would hang everything together: it stands by its result, and by suspects
    that no other finding names; where its result is not suspected, by the suspects in it.
    """
    anchors = {}
    short = [f for f in findings if len(f.names) <= LONGEST_LINK]
    elsewhere = {figure for f in short for figure in f.figures}
    for finding in findings:
        figures = [i for name in finding.names for i in facts.mentions[name]]
        if len(finding.names) > LONGEST_LINK:
            result = [i for name in _result(facts, finding) for i in facts.mentions[name]]
            suspected = [i for i in figures if i in located.suspects]
            certain = [i for i in suspected if i in located.certain]
            if set(result) & set(suspected) or not suspected:
                figures = result + [i for i in suspected if i not in elsewhere and i not in result]
            else:
                figures = certain or suspected
        anchors[finding.finding] = figures
    return anchors


def _result(facts: Facts, finding: Finding) -> tuple[str, ...]:
    """Name what a long sum is to give: a percentage, or the few facts that face the many."""
    rule = next((r.constraint for r in facts.rules if r.id == finding.rule), None)
    if isinstance(rule, Rate):
        return (rule.rate,)
    if rule is not None:
        sides = [
            tuple(n for n, f in rule.coefficients.items() if (f > 0) == up and n in facts.mentions)
            for up in (True, False)
        ]
        few = min(filter(None, sides), key=len)
        if len(few) <= LONGEST_LINK:
            return few
    return finding.names[:1]


def _name(finding: Finding) -> str:
    return "th-" + finding.finding.removeprefix("bt-")


def _case(
    trial: CaseTrial,
    findings: Sequence[Finding],
    group: Iterable[str],
    component_of: Mapping[str, Component],
    repairs: Sequence[Repair],
) -> Case:
    report = trial.report
    members = sorted(set(group), key=list(report.figures.index).index)
    component = next((component_of[name] for name in members if name in component_of), None)
    if component is None:
        return Case(_name(findings[0]), tuple(findings))
    alike = list_repeated(report, trial.facts, component)
    named = [figure for figure in members if alike.get(figure, figure) in component.suspects]
    suspects = [
        suspect_figure(trial, findings, figure, component, repairs, alike) for figure in named
    ]
    suspects = without_idle_values(suspects)
    likely = rank_by_repairs(component, repairs)
    suspects.sort(
        key=lambda suspect: (not suspect.certain, likely.get(suspect.figure, len(repairs)))
    )
    return Case(
        _name(findings[0]),
        tuple(findings),
        tuple(suspects),
        component.status,
        component.explanation,
        _remark(component),
    )


def _remark(component: Component) -> str:
    """Say how far the engine came where it did not come to its end."""
    least = format_number(ceil(component.bound))
    match component.status:
        case "infeasible":
            return component.explanation
        case "unsettled":
            return (
                "Chưa tìm được cách sửa nào làm mọi quy tắc cùng đúng trong phạm vi tính toán cho"
                f" phép; phải sửa ít nhất {least} số liệu."
            )
        case "bounded":
            found = format_number(min(map(len, component.solutions)))
            return (
                f"Sửa {found} số liệu thì mọi quy tắc cùng đúng; chưa loại trừ được cách sửa ít"
                f" hơn, nhưng phải sửa ít nhất {least} số liệu."
            )
    return "" if component.decided else "Danh sách số liệu nghi sai có thể chưa đủ."


def _with_marks(case: Case) -> Case:
    """Write the case and the suspects that it concerns into each finding."""
    marked = [
        replace(
            f, case=case.case, suspects=tuple(s for s in case.suspects if s.figure in f.figures)
        )
        for f in case.findings
    ]
    return replace(case, findings=tuple(marked))
