"""What the command line shows: bars and tables on a terminal, plain lines in a log."""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from cchc.editing.checked import CheckedReport, WhatIf
from cchc.run.engine import SectionResult, Watch
from cchc.run.workbook import SectionPlan


def print_findings(report: CheckedReport) -> None:
    """Print the findings as a table, or one line each where nobody looks at a terminal; then the sums."""
    console, findings = Console(), report.findings
    if console.is_terminal:
        table = Table("finding", "severity", "section", "says", "decision", show_lines=True)
        for finding in findings:
            row = (finding.finding, finding.severity, finding.section, finding.says, finding.decision)
            table.add_row(*map(escape, row))
        console.print(table)
    else:
        for finding in findings:
            says = " ".join(finding.says.split())
            print("  ".join((finding.finding, finding.severity, finding.section, says, finding.decision)).rstrip())
    open_errors = sum(finding.is_open_error for finding in findings)
    sums = Counter(finding.severity for finding in findings)
    print(
        f"{report.quarter}: {len(report.figures)} figures, {len(report.facts.rules)} rules, "
        f"{len(findings)} findings: {sums['error']} errors ({open_errors} open), {sums['warning']} warnings, "
        f"{sums['info']} remarks"
    )


def print_change(change: WhatIf) -> None:
    """Print what changing figures would bring, a line each: - vanishes, + appears."""
    for sign, findings in (("-", change.vanish), ("+", change.appear)):
        for finding in findings:
            print(f"{sign} {finding.finding}  {finding.severity}  {finding.section}  {' '.join(finding.says.split())}")
    print(f"{len(change.vanish)} would vanish, {len(change.appear)} would appear")


@contextmanager
def watching(plans: Sequence[SectionPlan]) -> Iterator[Watch]:
    """Show how the sections go on, on stderr, so that stdout keeps the results alone."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield Lines(len(plans))
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[count]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        yield Bars(progress, len(plans))


class Lines:
    """One line per finished section."""

    def __init__(self, total: int):
        self.total, self.done = total, 0

    def started(self, plan: SectionPlan) -> None:
        pass

    def finished(self, plan: SectionPlan, result: SectionResult) -> None:
        self.done += 1
        print(f"[{self.done}/{self.total}] {_told(plan, result)}", file=sys.stderr, flush=True)


class Bars:
    """A bar for the whole and one for each running section; a line stays for each finished one."""

    def __init__(self, progress: Progress, total: int):
        self.progress, self.total, self.done = progress, total, 0
        self.whole = progress.add_task("sections", total=total, count="")
        self.running = {}

    def started(self, plan: SectionPlan) -> None:
        self._stop(plan)
        self.running[plan.id] = self.progress.add_task(plan.name, total=None, count="")

    def finished(self, plan: SectionPlan, result: SectionResult) -> None:
        self._stop(plan)
        self.progress.console.print(_told(plan, result), markup=False, highlight=False)
        self.done += 1
        self.progress.update(self.whole, completed=self.done, count=f"{self.done}/{self.total}")

    def _stop(self, plan: SectionPlan) -> None:
        # a section whose process was killed starts twice
        if plan.id in self.running:
            self.progress.remove_task(self.running.pop(plan.id))


def _told(plan: SectionPlan, result: SectionResult) -> str:
    return f"{plan.name} {'FAILED' if result.failed else 'done'} {result.seconds:.1f} s"
