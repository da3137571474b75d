"""What stands agreed of a report's figures once decisions are applied, which were corrected, which
are in doubt.
"""

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

import pandas as pd

from cchc.checks.facts import group_mentions
from cchc.checks.findings import Finding, in_order, still_stands, with_decision
from cchc.checks.stated import agree
from cchc.language import say
from cchc.model.figure_rows import NUMBERS
from cchc.model.folder import Report
from cchc.model.numbers import parse_printed

from .asked import asked
from .known import list_doubted

if TYPE_CHECKING:
    from .checked import CheckedReport


def with_figures(report: "CheckedReport", changes: Mapping[str, str]) -> "CheckedReport":
    """Return the report as it would be with other printed texts; the report itself stays as it
    is.
    """
    figures = report.figures.copy()
    for figure, text in changes.items():
        if figure not in figures.index:
            raise KeyError(_say_unknown(report, figure))
        read = parse_printed(text, figures.at[figure, "unit"])
        told = (read.text, read.value, read.decimals, read.faults)
        for name, each in zip(NUMBERS, told, strict=True):
            figures.at[figure, name] = each
    return replace(report, figures=figures)


def _say_unknown(report: "CheckedReport", figure: str) -> str:
    near = get_close_matches(figure, report.figures.index, n=3, cutoff=0.4)
    if not near:
        return say(
            "{figure} is not a figure of {quarter}; an id looks like {example}",
            figure=repr(figure),
            quarter=report.quarter,
            example=next(iter(report.figures.index), "…"),
        )
    return say(
        "{figure} is not a figure of {quarter}; near it: {near}",
        figure=repr(figure),
        quarter=report.quarter,
        near=", ".join(near),
    )


def decide_findings(report: "CheckedReport") -> tuple[Finding, ...]:
    """Give the findings on the printed figures their decisions, and add what corrections bring
    about.

    The last decision on a finding counts. A correction also closes the other findings that it makes
    vanish; one that mends nothing leaves its finding open, and one that makes it worse has it told
    as it is then. A decision on a finding that no longer exists is itself a finding.
    """
    found, decisions = report.found, report.decisions
    if decisions.empty:
        return found
    after = {f.finding: f for f in report.found_if(corrections(report))}
    taken = dict(zip(decisions["finding"], decisions["decision"], strict=True))
    decided = []
    for finding in found:
        then = after.get(finding.finding)
        stays = still_stands(finding, then)
        decision = taken.get(finding.finding, "" if stays else "corrected")
        decided.append(
            with_decision(
                then if stays and then.severity != finding.severity else finding,
                "" if stays and decision == "corrected" else decision,
            )
        )
    known = {f.finding for f in found}
    decided += [f for i, f in after.items() if i not in known]
    lost = decisions[~decisions["finding"].isin(known | set(after))].drop_duplicates(
        "finding", keep="last"
    )
    for row in lost.itertuples():
        says = (
            f"Kết luận ở dòng {row.row} nói về sai lệch {row.finding} không còn tồn tại; xem lại"
            " rồi bỏ dòng này."
        )
        decided.append(
            Finding(
                f"{row.finding}-kl",
                f"decision:{row.finding}",
                "decision",
                "warning",
                "0",
                report.authority,
                (),
                {},
                says,
            )
        )
    return in_order(report, decided)


def corrections(report: Report) -> dict[str, str]:
    """Collect the corrected values of the decisions; of several on one finding or figure the last
    counts.
    """
    last = report.decisions.drop_duplicates(["finding", "figure"], keep="last")
    withdrawn = report.decisions.drop_duplicates("finding", keep="last")
    withdrawn = set(withdrawn.loc[withdrawn["decision"] != "corrected", "finding"])
    corrected = last[(last["decision"] == "corrected") & ~last["finding"].isin(withdrawn)]
    return dict(zip(corrected["figure"], corrected["value"], strict=True))


def settle(report: "CheckedReport") -> pd.DataFrame:
    """Agree on one value per fact: the leading mention, corrected where the analyst decided so."""
    changed = corrections(report)
    figures, mentions = with_figures(report, changed).figures, group_mentions(report)
    leading = [ids[0] for ids in mentions.values()]
    disputed = [len(ids) > 1 and not agree(figures.loc[list(ids)]) for ids in mentions.values()]
    agreed = figures.loc[leading, ["indicator", "org", "value", "decimals", "unit"]].assign(
        printed=report.figures.loc[leading, "printed"],
        figure=leading,
        corrected=[figure in changed for figure in leading],
        disputed=disputed,
    )
    return agreed.set_axis(pd.Index(mentions.keys(), dtype=object))


@asked
def list_corrections(report: "CheckedReport") -> dict[str, tuple[tuple[str, str, str], ...]]:
    """Give for each fact with a corrected figure the ids of those figures, the agreed values and
    the reasons.
    """
    changed, taken = corrections(report), report.decisions.drop_duplicates("figure", keep="last")
    reasons = dict(zip(taken["figure"], taken["reason"], strict=True))
    found = {
        fact: tuple(
            (figure, changed[figure], reasons[figure]) for figure in figures if figure in changed
        )
        for fact, figures in report.facts.mentions.items()
    }
    return {fact: each for fact, each in found.items() if each}


@asked
def list_unsettled(report: "CheckedReport") -> list[str]:
    """List the facts that nobody may rely on yet, in the report's order."""
    doubted = list_doubted(report)
    return [fact for fact in report.facts.mentions if fact in doubted]


@asked
def say_corrections(report: "CheckedReport") -> dict[str, str]:
    """Say in a footnote what was printed of each corrected fact, what is agreed, and why."""
    figures = report.figures
    return {
        fact: "; ".join(
            f"Số báo cáo (mục {figures.at[figure, 'section']}):"
            f" {figures.at[figure, 'printed']}; đã thống nhất: {value} ({reason})"
            for figure, value, reason in each
        )
        for fact, each in list_corrections(report).items()
    }
