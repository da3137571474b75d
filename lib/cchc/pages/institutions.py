"""Normative acts: what is listed, when documents were issued, how they are numbered."""

from datetime import date

import pandas as pd

from cchc.objects.tables import Column, Table
from cchc.objects.tabulating import tabulate
from cchc.report.checked import CheckedReport
from cchc.show.cited import PERIODS, list_documents
from cchc.show.endings import name_source


def tabulate_listed(report: CheckedReport, *sections: str, id: str, title: str) -> Table:
    """Set numbers of documents beside the documents listed for them, where a rule says where they
    are listed.
    """
    rows, cited = [], report.citations
    for rule in report.catalog.rules:
        if "listed" in rule and rule["section"] in sections:
            section, place = rule["listed"].split(":", 1)
            listed = cited.loc[
                (cited["section"] == section) & (cited["place"] == place), "number"
            ].drop_duplicates()
            stated = report.value(rule["indicator"], report.authority)
            says = (
                "không có số liệu"
                if stated is None
                else "khớp"
                if stated == len(listed)
                else "không khớp"
            )
            rows.append(
                (
                    report.catalog.name(rule["indicator"]),
                    stated,
                    len(listed),
                    says,
                    place,
                    ", ".join(listed),
                )
            )
    columns = (
        Column("Nội dung", head=True),
        Column("Số nêu", "number"),
        Column("Số liệt kê", "number"),
        Column("Nhận xét"),
        Column("Liệt kê ở"),
        Column("Số, ký hiệu"),
    )
    return Table(
        id, title, columns, tuple(rows), unit="văn bản", source=name_source(report, *sections)
    )


def tabulate_documents(
    report: CheckedReport, documents: pd.DataFrame, *, id: str, title: str
) -> Table:
    """Lay out documents of `list_documents` with the findings on them."""
    shown = documents.assign(
        checked=documents["checked"].replace(
            "", "chưa phát hiện sai thể thức (chưa đối chiếu bản gốc)"
        )
    )
    columns = {
        "number": Column("Số, ký hiệu", head=True),
        "kind": "Loại",
        "issuer": "Cơ quan ban hành",
        "date": "Ngày ghi",
        "sections": "Mục",
        "times": Column("Lượt nhắc", "number"),
        "checked": Column("Kiểm tra", internal=True),
    }
    return tabulate(shown, id=id, title=title, columns=columns, source=name_source(report))


def count_numbered(report: CheckedReport, issuer: str, symbol: str) -> int | None:
    """Count at least how many documents of a series ('QĐ-UBND') an issuer numbered in the statutory
    window.

    Numbers start again every year: of a year that begins within the window the largest number
    counts, of another the span of the numbers cited. Holds where the series counts that type alone;
    None where none is cited.
    """
    cited = list_documents(report)
    own = (cited["issuer"] == issuer) & (cited["period"] == PERIODS[1])
    cited = cited[own & cited["number"].str.endswith(f"/{symbol}")]
    numbers = cited["number"].str.extract(r"^(\d+)/", expand=False).dropna().astype(int)
    years = numbers.groupby([cited.at[at, "day"].year for at in numbers.index])
    starts = {
        year: 0 if report.quarter.start <= date(year, 1, 1) else group.min() - 1
        for year, group in years
    }
    return sum(int(group.max() - starts[year]) for year, group in years) or None
