"""Normative acts: what is listed, when documents were issued, how they are numbered."""

from datetime import date

import pandas as pd

from cchc.checks.known_acts import count_compared
from cchc.objects.prose import Prose, prose
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
                "Không có số liệu"
                if stated is None
                else "Khớp"
                if stated == len(listed)
                else "Không khớp"
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
        checked=documents["checked"].replace("", "chưa phát hiện sai thể thức")
    )
    columns = {
        "number": Column("Số, ký hiệu", head=True),
        "kind": "Loại",
        "issuer": "Cơ quan ban hành",
        "date": "Ngày ghi",
        "sections": "Mục",
        "times": Column("Số lần viện dẫn", "number"),
        "compared": "Đối chiếu danh mục văn bản",
        "checked": Column("Kiểm tra", internal=True),
    }
    caption = {"id": id, "title": title, "source": name_source(report)}
    return tabulate(shown, columns=columns, notes=_say_register(report), **caption)


def say_compared_documents(report: CheckedReport) -> Prose:
    """Say how many of the cited documents the register has; the rest were not compared."""
    cited, known = count_compared(report)
    return prose(
        "Trong {cited} văn bản được viện dẫn, **{known}** văn bản có trong danh mục văn bản để đối"
        " chiếu ngày ban hành và hiệu lực; **{left}** văn bản chưa đối chiếu bản gốc.",
        cited=cited or None,
        known=known,
        left=cited - known,
        lacking="Báo cáo chưa có văn bản nào được viện dẫn.",
    )


def _say_register(report: CheckedReport) -> tuple[str, ...]:
    """Say what the register rests on, while rows of it wait for the original."""
    notes = ["Văn bản không có trong danh mục thì chưa đối chiếu bản gốc."]
    if not all(document.confirmed for document in report.catalog.documents):
        notes.append(
            "Danh mục lập theo nguồn thứ cấp, phần lớn chưa đối chiếu Công báo; người biên tập bổ"
            " sung, xác nhận ở tệp catalog/documents.csv."
        )
    return tuple(notes)


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
