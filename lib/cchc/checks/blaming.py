"""Suspects that no equation finds: a sign, rows that changed places or were copied."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from cchc.model.folder import Report

from .case_trial import CaseTrial, list_mended
from .cause_names import CAUSES
from .findings import Finding, Suspect
from .rows import texts_of_other_row

ROW_CAUSES = {
    "swapped_rows": "hai dòng đổi chỗ cho nhau",
    "copied_rows": "chép dòng của đơn vị khác",
}


def blame_sign(finding: Finding) -> Iterable[Suspect]:
    """Blame the sign of a figure that is printed as negative."""
    if finding.kind == "negative":
        for figure, printed in finding.printed.items():
            yield Suspect(
                figure, True, printed, printed.lstrip("-−"), CAUSES["sign"], (finding.finding,)
            )


def moved_first(
    trial: CaseTrial,
    moved: Sequence[Finding],
    findings: Sequence[Finding],
    suspects: Sequence[Suspect],
) -> tuple[Suspect, ...]:
    """Call no figure certain that contradicts a row which may stand in another row's place; where
    the other row's numbers mend all that is told, blame the rows first.
    """
    figures = {i for finding in findings for i in finding.figures}
    for rows in moved:
        if figures.isdisjoint(rows.figures):
            continue
        suspects = [replace(s, certain=False) for s in suspects]
        texts = texts_of_other_row(trial.report, rows.figures)
        mended = list_mended(trial, findings, texts)
        if len(mended) == len(findings):
            printed = trial.report.figures["printed"]
            blamed = [
                Suspect(i, False, printed[i], text, ROW_CAUSES["swapped_rows"], mended)
                for i, text in texts.items()
                if i in figures and text.rstrip("%") != printed[i].rstrip("%")
            ]
            names = {suspect.figure for suspect in blamed}
            suspects = [*blamed, *(s for s in suspects if s.figure not in names)]
    return tuple(suspects)


def blame_rows(report: Report, finding: Finding) -> Iterable[Suspect]:
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
