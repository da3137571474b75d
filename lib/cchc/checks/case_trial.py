"""Trying other texts for the figures of a case: which of its findings are mended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cchc.model.folder import Report
from cchc.model.numbers import parse_printed
from errloc.evaluating import judge_rules
from errloc.printed import Printed

from .findings import Finding
from .stated import Facts, agree
from .suggestions import is_range


@dataclass(frozen=True)
class CaseTrial:
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


def list_mended(
    trial: CaseTrial, findings: Sequence[Finding], texts: Mapping[str, str]
) -> tuple[str, ...]:
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
