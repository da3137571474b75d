"""Say which number a misprinted one is, as far as its digits and the rules tell."""

import re
from collections.abc import Iterable, Mapping, Sequence
from math import inf

from cchc.model.folder import Report
from cchc.model.numbers import format_number, read_as_printed
from errloc import Printed, Range, localise
from errloc.rules import names_of

from .facts import fact_of_figures
from .findings import Finding, Suspect
from .stated import Facts, read_facts

# slips after which another text is meant than the one printed
MISPRINTS = ("comma_groups", "misplaced_mark", "scale_word")
CAUSE = "sai vị trí dấu ngăn cách"


def blame_marks(
    report: Report, facts: Facts, findings: Sequence[Finding]
) -> dict[str, list[Suspect]]:
    """Give the suspects of each finding on misprinted numbers: the figures themselves, with what
    they ought to be.
    """
    told = [f for f in findings if f.kind == "notation"]
    blamed = [f for f in told if f.rule.rpartition(":")[2] in MISPRINTS]
    if not blamed:
        return {}
    values, names = read_facts(report, facts), fact_of_figures(report)
    return {f.finding: [*_suspects(report, facts, values, names, f)] for f in blamed}


def _suspects(
    report: Report,
    facts: Facts,
    values: Mapping[str, Printed],
    names: Mapping[str, str],
    finding: Finding,
) -> Iterable[Suspect]:
    for figure, printed in finding.printed.items():
        row = report.figures.loc[figure]
        read = read_as_printed(printed, row["unit"], row["note"])
        suggested = _write(read, _forced(names[figure], facts, values))
        mends = (finding.finding,) if suggested and len(finding.figures) == 1 else ()
        cause = "" if "scale_word" in read.faults else CAUSE
        yield Suspect(figure, True, printed, suggested, cause, mends)


def _forced(name: str, facts: Facts, values: Mapping[str, Printed]) -> Range | None:
    """Return what the rules leave for a fact while all others stand as printed; None where they
    contradict.
    """
    rules = [r.constraint for r in facts.rules if name in map(str, names_of(r.constraint))]
    if not rules or name not in values:
        return Range(None, None)
    near = {str(other): values[str(other)] for rule in rules for other in names_of(rule)}
    stated = {n: inf for n, v in near.items() if v.value is not None and n != name}
    unread = Printed("", None, nature=values[name].nature)
    found = localise(near | {name: unread}, rules, stated, rounding="reported")
    if found.status != "consistent":
        return None
    left = found.repairs.get(name, Range(None, None))
    return left if isinstance(left, Range) else Range(left, left)


def _write(read: Printed, left: Range | None) -> str:
    """Write the value that the rules force, else the digits with their marks in place."""
    if left and left.low is not None and left.low == left.high:
        return format_number(left.low)
    if read.value is not None:
        return format_number(read.value)
    digits = int(re.sub(r"\D", "", read.text))
    fits = left is None or (
        (left.low is None or digits >= left.low) and (left.high is None or digits <= left.high)
    )
    return format_number(digits) if fits and read.nature == "count" else ""
