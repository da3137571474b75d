"""Group findings that one wrong figure explains, and say which figure, what it should be, and
why.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil

from cchc.model.folder import Report
from cchc.model.numbers import FigureError, format_number, format_percent, parse_printed
from errloc.answers import Component, Localisation, Range
from errloc.evaluating import judge_rules
from errloc.localising import localise
from errloc.printed import Printed, round_half_up
from errloc.repairing import Repair, repair
from errloc.rules import Rate, Severity, names_of
from errloc.solver import connected

from .cause_names import CAUSES
from .equations import around, neighbours_of, previous_texts, state_equations
from .findings import ORDER, Finding, Suspect
from .misprints import blame_marks
from .rows import texts_of_other_row
from .stated import Facts, agree, read_facts
from .unprinted import unprinted_facts
from .wording import speak, sum_terms

RANGE, AT_LEAST = "–", "≥"
FEWEST_IDLE = 3
# a sum over more figures than this hangs everything together
LONGEST_LINK = 8

ROW_CAUSES = {
    "swapped_rows": "hai dòng đổi chỗ cho nhau",
    "copied_rows": "chép dòng của đơn vị khác",
}


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


@dataclass(frozen=True)
class _Trial:
    """A quarter whose leading figures can be tried with other texts."""

    report: Report
    facts: Facts
    values: Mapping[str, Printed]

    def broken(self, findings: Sequence[Finding], texts: Mapping[str, str]) -> set[str]:
        """Give the rules of findings that are wrong still, and not merely truncated, with figures
        printed otherwise.
        """
        values = dict(self.values)
        name_of = {ids[0]: name for name, ids in self.facts.mentions.items()}
        for figure, text in texts.items():
            if figure in name_of and text and not is_range(text):
                unit = self.report.figures.at[figure, "unit"]
                values[name_of[figure]] = parse_printed(text, unit)
        asked = {f.rule for f in findings}
        rules = [rule for rule in self.facts.rules if rule.id in asked]
        judged = zip(rules, judge_rules(values, rules), strict=True)
        return {rule.id for rule, (judgement, _) in judged if judgement == "wrong"}


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
    # every figure weighs the same here: a likelihood orders suspects, it never makes one certain.
    # With a slack, repairs that change one figure more are weighed as well.
    located = localise(
        system.values,
        system.constraints,
        slack=1.0,
        rounding="reported",
        words=speak(report.catalog),
    )
    repairs = repair(
        system.values,
        system.constraints,
        located,
        neighbours=neighbours_of(report, system),
        previous=previous_texts(facts, previous),
        weights=system.weights,
        limit=1000,
        rounding="reported",
    )
    component_of = {name: part for part in located.components for name in part.names}
    anchors = _anchor(facts, broken, located)
    groups = connected(anchors.values())
    trial = _Trial(report, facts, read_facts(report, facts))
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
    cases = _blame_moved_rows(trial, findings, cases)
    taken = {f.finding for case in cases for f in case.findings}
    marks = blame_marks(report, facts, findings)
    cases += [
        Case(
            _name(f),
            (f,),
            (*_blame_sign(f), *_blame_rows(report, f), *marks.get(f.finding, ())),
        )
        for f in findings
        if f.finding not in taken
    ]
    place = {f.finding: at for at, f in enumerate(findings)}
    order = sorted(
        cases, key=lambda c: (ORDER[c.severity], -len(c.findings), place[c.findings[0].finding])
    )
    return tuple(_with_marks(case) for case in order)


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
    trial: _Trial,
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
    alike = _repeated(report, trial.facts, component)
    named = [figure for figure in members if alike.get(figure, figure) in component.suspects]
    suspects = [_suspect(trial, findings, figure, component, repairs, alike) for figure in named]
    suspects = _without_idle_values(suspects)
    likely = _likelihood(component, repairs)
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


def _without_idle_values(suspects: Sequence[Suspect]) -> list[Suspect]:
    """Suggest no values for a handful of figures of which any one might be changed together with
    another, none of them mending anything and none with a cause.
    """
    idle = {
        s.figure
        for s in suspects
        if not (s.certain or s.mends or s.cause) and s.suggested and not is_range(s.suggested)
    }
    if len(idle) < FEWEST_IDLE:
        return list(suspects)
    return [replace(s, suggested="") if s.figure in idle else s for s in suspects]


def _likelihood(component: Component, repairs: Sequence[Repair]) -> dict[str, int]:
    """Rank the figures of a component by the likeliest repair that changes them."""
    places: dict[str, int] = {}
    for place, proposal in enumerate(repairs):
        for change in proposal.changes:
            if change.name in component.names:
                places.setdefault(change.name, place)
    return places


def _repeated(report: Report, facts: Facts, component: Component) -> dict[str, str]:
    """Give for each further mention of a suspected percentage that says the same the mention which
    the rules speak of.
    """
    alike = {}
    for ids in facts.mentions.values():
        for figure in ids[1:]:
            if ids[0] in component.suspects and figure not in component.names:
                alike[figure] = ids[0]
    return alike


def _suspect(
    trial: _Trial,
    findings: Sequence[Finding],
    figure: str,
    component: Component,
    repairs: Sequence[Repair],
    alike: Mapping[str, str],
) -> Suspect:
    report = trial.report
    printed = report.figures.at[figure, "printed"]
    # an exchange of two figures is offered only when nothing else comes near
    changes = (c for r in repairs for c in r.changes if c.name == figure)
    change = next((c for c in changes if c.operation.name != "swap" or c.cause == "swap"), None)
    suggested = change.wanted if change and change.wanted else _range(component.repairs.get(figure))
    others = {
        _well_printed(report, i)
        for f in findings
        if f.kind == "same"
        for i in f.figures
        if i != figure
    }
    if len(others) == 1:
        suggested = others.pop()
    leading = alike.get(figure, figure)
    suggested = _recomputed(trial, findings, leading) or suggested
    if report.figures.at[figure, "unit"] == "%" and not printed.endswith("%"):
        suggested = suggested.replace("%", "")
    if printed.startswith("0") and suggested.isdigit():
        suggested = suggested.zfill(len(printed))
    if not is_range(suggested) and not _can_be_typed(suggested, report.figures.at[figure, "unit"]):
        suggested = ""
    mends = (
        _mends(trial, findings, {figure: suggested})
        if suggested and not is_range(suggested)
        else ()
    )
    cause = CAUSES.get(change.cause, "") if change and mends else ""
    return Suspect(figure, leading in component.certain, printed, suggested, cause, mends)


def _can_be_typed(suggested: str, unit: str) -> bool:
    """Tell whether a suggestion is a number that a report could print; what follows from a figure
    with a dozen digits too many may not be.
    """
    try:
        parse_printed(suggested, unit)
    except FigureError:
        return False
    return True


def _well_printed(report: Report, figure: str) -> str:
    """Write a figure as it should be printed: '97.37%' => '97,37%'."""
    row = report.figures.loc[figure]
    text = row["printed"]
    if row["value"] is None or not row["faults"]:
        return text
    percent = "%" if text.endswith("%") else ""
    return format_number(row["value"], max(0, int(row["decimals"]))) + percent


def _range(ends: object) -> str:
    """Write the values that the rules allow: '830–834', or '≥ 3.881' where only one end binds."""
    if not isinstance(ends, Range) or ends.low is None:
        return ""
    texts = [
        format_number(Fraction(end), 0 if Fraction(end).denominator == 1 else 2)
        for end in ends
        if end is not None
    ]
    if len(texts) == 1:
        # that a number is not below zero goes without saying
        return f"{AT_LEAST} {texts[0]}" if ends.low > 0 else ""
    return RANGE.join(texts)


ANY_PERCENT = "0–100"  # a suggestion that says nothing


def is_range(suggested: str) -> bool:
    """Tell whether a suggestion is a range of values rather than one."""
    return RANGE in suggested or suggested.startswith(AT_LEAST)


def say_should_be(suggested: str) -> str:
    """Say what a figure should be: 'có thể là 9.896', 'phải nằm trong khoảng 8–9', 'phải từ 5 trở
    lên'.
    """
    if suggested.startswith(AT_LEAST):
        return f"phải từ {suggested.removeprefix(AT_LEAST).strip()} trở lên"
    return f"{'phải nằm trong khoảng' if is_range(suggested) else 'có thể là'} {suggested}"


def _blame_sign(finding: Finding) -> Iterable[Suspect]:
    """Blame the sign of a figure that is printed as negative."""
    if finding.kind == "negative":
        for figure, printed in finding.printed.items():
            yield Suspect(
                figure, True, printed, printed.lstrip("-−"), CAUSES["sign"], (finding.finding,)
            )


def _blame_moved_rows(
    trial: _Trial, findings: Sequence[Finding], cases: Sequence[Case]
) -> list[Case]:
    """Call no figure certain that contradicts a row which may stand in another row's place; where
    the other row's numbers mend all that is told, blame the rows first.
    """
    moved = [f for f in findings if f.kind == "swapped_rows"]
    return [_moved_first(trial, moved, case) for case in cases]


def _moved_first(trial: _Trial, moved: Sequence[Finding], case: Case) -> Case:
    figures = {i for finding in case.findings for i in finding.figures}
    for rows in moved:
        if figures.isdisjoint(rows.figures):
            continue
        suspects = [replace(s, certain=False) for s in case.suspects]
        texts = texts_of_other_row(trial.report, rows.figures)
        mended = _mends(trial, case.findings, texts)
        if len(mended) == len(case.findings):
            printed = trial.report.figures["printed"]
            blamed = [
                Suspect(i, False, printed[i], text, ROW_CAUSES["swapped_rows"], mended)
                for i, text in texts.items()
                if i in figures and text.rstrip("%") != printed[i].rstrip("%")
            ]
            names = {suspect.figure for suspect in blamed}
            suspects = [*blamed, *(s for s in suspects if s.figure not in names)]
        case = replace(case, suspects=tuple(suspects))
    return case


def _blame_rows(report: Report, finding: Finding) -> Iterable[Suspect]:
    """Blame the figures of two rows that were exchanged, and those of a row that was copied."""
    if finding.kind not in ROW_CAUSES:
        return
    cause, other = ROW_CAUSES[finding.kind], texts_of_other_row(report, finding.figures)
    copy = report.figures.at[finding.figures[-1], "org"]
    for figure, printed in finding.printed.items():
        if finding.kind == "swapped_rows" and other[figure] != printed:
            yield Suspect(figure, False, printed, other[figure], cause, (finding.finding,))
        elif finding.kind == "copied_rows" and report.figures.at[figure, "org"] == copy:
            yield Suspect(figure, False, printed, "", cause, ())


def _recomputed(trial: _Trial, findings: Sequence[Finding], figure: str) -> str:
    """Compute a percentage over many orgs from their printed counts, '' for any other figure."""
    report, facts = trial.report, trial.facts
    claims = [r for r in facts.rules if r.id in {f.rule for f in findings}]
    for rule in claims:
        rate = rule.constraint
        if not isinstance(rate, Rate) or len(names_of(rate)) <= LONGEST_LINK:
            continue
        if facts.leading(rate.rate) != figure:
            continue
        counts = {*rate.numerator.terms, *rate.denominator.terms}
        values = {name: report.figures.at[facts.leading(name), "value"] for name in counts}
        top = sum_terms(rate.numerator.terms, rate.numerator.constant, values)
        bottom = sum_terms(rate.denominator.terms, rate.denominator.constant, values)
        decimals = max(1, int(report.figures.at[figure, "decimals"]))
        if not bottom:
            return ""
        return format_percent(round_half_up(100 * top / bottom, decimals), decimals)
    return ""


def _mends(trial: _Trial, findings: Sequence[Finding], texts: Mapping[str, str]) -> tuple[str, ...]:
    """Tell which findings of a case hold no longer, or only as a note, when figures are printed
    otherwise.
    """
    report, facts = trial.report, trial.facts
    broken = trial.broken(findings, texts)
    mended = []
    for finding in findings:
        holds = finding.rule not in broken
        if finding.kind == "same":
            mentions = report.figures.loc[list(facts.mentions[finding.names[0]])]
            printed = [texts.get(i) or text for i, text in mentions["printed"].items()]
            holds = agree(mentions.assign(printed=printed))
        if holds:
            mended.append(finding.finding)
    return tuple(mended)


def _with_marks(case: Case) -> Case:
    """Write the case and the suspects that it concerns into each finding."""
    marked = [
        replace(
            f, case=case.case, suspects=tuple(s for s in case.suspects if s.figure in f.figures)
        )
        for f in case.findings
    ]
    return replace(case, findings=tuple(marked))
