"""Dossiers: how a rate changes when an org is left out, and what the report proposes."""

from collections.abc import Sequence

import pandas as pd

from cchc.checks.facts import split_fact
from cchc.objects.prose import Prose, bullets, prose
from cchc.report.asked import asked
from cchc.report.checked import CheckedReport

from .points_of_deadlines import find_late


def say_change(rates: pd.DataFrame, whole: str, without: str, measure: str) -> Prose:
    """Say how a rate changes when a part is left out: two rows of `recompute` named by their org
    codes.
    """
    by_org = rates.set_index("org")
    if whole not in by_org.index or without not in by_org.index:
        return Prose(f"Không có số liệu để so sánh {measure}.")
    before, after = by_org.loc[whole], by_org.loc[without]
    left_out = before[["numerator", "denominator"]] - after[["numerator", "denominator"]]
    return prose(
        f"{measure[:1].upper()}{measure[1:]} của {{name}} là {{before:1%}} khi tính chung và"
        " {after:1%} khi tách riêng ({left:0}/{of:0} hồ sơ), chênh lệch {gap:1} điểm"
        " phần trăm; phần tách ra đạt {part:1%}.",
        name=before["name"],
        before=before["rate"],
        after=after["rate"],
        left=int(after["numerator"]),
        of=int(after["denominator"]),
        gap=float(after["rate"] - before["rate"]),
        part=100 * float(left_out["numerator"]) / float(left_out["denominator"] or "nan"),
    )


@asked
def say_late(report: CheckedReport, indicator: str) -> Prose:
    """Say where most was finished late, and where least."""
    for point in find_late(report):
        if indicator in {split_fact(name)[0] for name in point.facts}:
            return point.says
    return Prose("Báo cáo không nêu số hồ sơ giải quyết quá hạn.")


def say_proposals(report: CheckedReport, indicators: Sequence[str]) -> Prose:
    """Say what the report proposes where it bears on all of these indicators, and in which section.

    Without any such proposal it says so.
    """
    stated = report.statements[report.statements["kind"] == "proposal"]
    bears = [set(indicators) <= set(text.split(";")) for text in stated["indicators"]]
    told = [
        prose("Kiến nghị ở mục {section}: {title}.", section=row.section, title=row.title)
        for row in stated[bears].itertuples()
    ]
    return bullets(told) if told else Prose("Báo cáo không nêu kiến nghị nào về các số này.")
