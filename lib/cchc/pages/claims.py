"""Claims of 100 %, and the counts that a percentage leaves possible."""

from collections.abc import Mapping, Sequence

import pandas as pd

from cchc.checks.derive import split_fact
from cchc.model.numbers import format_number, format_percent
from cchc.report.asked import asked
from cchc.report.checked import CheckedReport
from cchc.report.source_lines import find_source
from errloc.percentages import possible_numerators


@asked
def list_full_claims(
    report: CheckedReport, evidence: Mapping[str, Sequence[str]] | None = None
) -> pd.DataFrame:
    """List the facts that are printed as 100 %: sections, name, org, check, related, needed,
    verdict.

    The verdict is target (no better direction), fits, differs or open (no counts to recompute it
    from; a whole area's are those of the authority and its units). `evidence` names facts such as
    'staff[authority]' to hold against an indicator.
    """
    figures, catalog, rows = report.figures, report.catalog, []
    full = figures[(figures["unit"] == "%") & (figures["value"] == 100)]
    for (code, org), group in full.groupby(["indicator", "org"], sort=False):
        related = [
            (split_fact(name), report.printed(*split_fact(name)))
            for name in (evidence or {}).get(code, ())
        ]
        said = (
            "; ".join(f"{catalog.name(c)}: {text}" for (c, _), text in related if text)
            or "không có"
        )
        sections, verdict = (
            ", ".join(dict.fromkeys(group["section"])),
            _judge_claim(report, code, org),
        )
        rows.append(
            (
                sections,
                catalog.name(code),
                catalog.name(org),
                verdict[1],
                said,
                catalog.indicators.at[code, "definition"],
                verdict[0],
            )
        )
    columns = ["sections", "name", "org", "check", "related", "needed", "verdict"]
    frame = pd.DataFrame(rows, columns=columns)
    frame.attrs["source"] = find_source(report)
    return frame


def _judge_claim(report: CheckedReport, code: str, org: str) -> tuple[str, str]:
    row = report.catalog.indicators.loc[code]
    if not row["better"]:
        return "target", "là mục tiêu, không phải kết quả"
    counted = report.counted(org)
    tops, bottoms = (
        [report.value(row[side], one) for one in counted] for side in ("numerator", "denominator")
    )
    if None in tops + bottoms or not sum(bottoms):
        return "open", "không kiểm tra được: thiếu tử số, mẫu số"
    top, bottom = sum(tops), sum(bottoms)
    again = (
        f"{format_number(top)}/{format_number(bottom)} = {format_percent(100 * top / bottom, 1)}"
    )
    return ("fits", f"khớp: {again}") if top == bottom else ("differs", f"không khớp: {again}")


@asked
def list_possible_counts(
    report: CheckedReport, wholes: Mapping[str, Sequence[str]]
) -> pd.DataFrame:
    """Tell which counts print as each mention of a percentage: name, printed, section, whole, of,
    rounded, cut.

    `wholes` maps a fact such as 'online_rate[authority]' to facts that may be its denominator;
    unknown ones are left out.
    """
    catalog, rows = report.catalog, []
    for name, candidates in wholes.items():
        code, org = split_fact(name)
        for mention in report.mentions(code, org).itertuples():
            for base, place in map(split_fact, candidates):
                if of := report.value(base, place):
                    ways = [
                        possible_numerators(mention.printed, int(of), way)
                        for way in ("half_up", "truncate")
                    ]
                    whole = f"{catalog.name(base)}, {catalog.name(report.org(place))}"
                    rows.append(
                        (
                            catalog.name(report.org(org)),
                            mention.printed,
                            mention.section,
                            whole,
                            of,
                            *map(_ends, ways),
                        )
                    )
    return pd.DataFrame(
        rows, columns=["name", "printed", "section", "whole", "of", "rounded", "cut"], dtype=object
    )


def _ends(counts: range) -> str:
    return (
        "–".join(dict.fromkeys(map(format_number, counts[:: max(1, len(counts) - 1)])))
        or "không số nào"
    )
