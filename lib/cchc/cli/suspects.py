"""What `check --top 5 --suspects` prints: the worst cases, each with who is suspected and why."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cchc.language import say, translate

if TYPE_CHECKING:
    from cchc.checks.cases import Case
    from cchc.checks.findings import Suspect
    from cchc.report.checked import CheckedReport

CONCLUDED = ("corrected", "explained")


def print_cases(report: "CheckedReport", top: int | None, suspects: bool) -> None:
    """Print the cases that wait for a decision, worst first, a few lines each."""
    waiting = [case for case in report.cases if _waits(case)]
    shown = waiting[:top]
    for case in shown:
        print(f"{case.case}  {translate(case.severity)}  {case.section}  {_line(case.headline)}")
        told = ", ".join(finding.finding for finding in case.findings)
        print("    " + say("findings: {findings}", findings=told))
        if suspects:
            _print_suspects(case.suspects)
    print(say("{shown} of {all} cases without a decision", shown=len(shown), all=len(waiting)))


def _print_suspects(suspects: Iterable["Suspect"]) -> None:
    told = list(suspects)
    if not told:
        print("    " + say("no figure is suspected"))
    for suspect in told:
        certain = say("certain") if suspect.certain else say("one of several")
        line = say(
            "suspect {figure}: printed {printed}, suggested {suggested} ({certain})",
            figure=suspect.figure,
            printed=suspect.printed,
            suggested=suspect.suggested or "–",
            certain=certain,
        )
        print(f"    {line}" + (f": {_line(suspect.cause)}" if suspect.cause else ""))


def _waits(case: "Case") -> bool:
    return any(finding.decision not in CONCLUDED for finding in case.findings)


def _line(text: str) -> str:
    return " ".join(text.split())
