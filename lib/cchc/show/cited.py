"""The documents that a report cites: each once, and along time."""

import re
from datetime import date
from typing import Unpack

import pandas as pd

from cchc.checks.known_acts import compare_citation, read_day
from cchc.objects.captions import Caption
from cchc.objects.tables import Column, Table
from cchc.objects.tabulating import tabulate
from cchc.report.asked import asked
from cchc.report.checked import CheckedReport
from cchc.report.source_lines import find_source
from cchc.show.endings import name_source

PERIODS = ("trước kỳ", "trong kỳ", "sau kỳ", "không ghi ngày")


@asked
def list_documents(report: CheckedReport, *sections: str) -> pd.DataFrame:
    """List the documents cited, each once: number, kind, issuer, date, sections, day, period,
    times, checked, says, compared.

    A document is a number and an issuer. `period` (of `PERIODS`) holds its day against the
    statutory window; `checked` are the ids of the findings on it and `says` their texts,
    `compared` says how it stands against the register. Without sections, the whole report.
    """
    remarks = [f for f in report.decided if f.kind == "citation"]
    cited = (
        report.citations[report.citations["section"].isin(sections)]
        if sections
        else report.citations
    )
    rows = []
    for (number, issuer), group in cited.groupby(["number", "issuer"], sort=False):
        dates, places = (dict.fromkeys(filter(None, group[name])) for name in ("date", "section"))
        day = next(filter(None, map(read_day, dates)), None)
        named = re.compile(rf"(?<![\w/-]){re.escape(number)}(?![\w/-])")
        found = [f for f in remarks if named.search(f.says)]
        rows.append(
            (
                number,
                group["kind"].iloc[0],
                issuer or "không ghi",
                "; ".join(dates) or "không ghi",
                ", ".join(places),
                day,
                _period(report, day),
                len(group),
                ", ".join(f.finding for f in found),
                " ".join(f.says for f in found),
                compare_citation(report, number, group["kind"].iloc[0], issuer, day),
            )
        )
    columns = [
        "number",
        "kind",
        "issuer",
        "date",
        "sections",
        "day",
        "period",
        "times",
        "checked",
        "says",
        "compared",
    ]
    frame = pd.DataFrame(rows, columns=columns, dtype=object)
    frame.attrs["source"] = find_source(report, sections)
    return frame


def _period(report: CheckedReport, day: date | None) -> str:
    quarter = report.quarter
    return PERIODS[3] if day is None else PERIODS[(day >= quarter.start) + (day > quarter.end)]


def tabulate_timeline(
    report: CheckedReport, documents: pd.DataFrame, **caption: Unpack[Caption]
) -> Table:
    """Put dated documents of `list_documents` in the order of their days, with the days to the
    window's end.
    """
    dated = documents[documents["day"].notna()].sort_values("day", kind="stable")
    dated = dated.assign(left=[(report.quarter.end - day).days for day in dated["day"]])
    columns = {
        "day": Column("Ngày", head=True),
        "number": "Số, ký hiệu",
        "kind": "Loại",
        "issuer": "Cơ quan ban hành",
        "period": "So với kỳ báo cáo",
        "left": Column("Số ngày tính đến hết kỳ", "number"),
    }
    sections = dict.fromkeys(section for text in dated["sections"] for section in text.split(", "))
    return tabulate(dated, columns=columns, **{"source": name_source(report, *sections)} | caption)
