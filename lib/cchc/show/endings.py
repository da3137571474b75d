"""What every section shows: its figures, its findings and its sources, as tables."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Unpack

import pandas as pd

from cchc.checks.findings import SEVERITY_NAMES, Finding
from cchc.checks.wording import within_sentence
from cchc.model.numbers import format_number
from cchc.objects.captions import Caption
from cchc.objects.prose import Prose, prose
from cchc.objects.tables import Column, Table
from cchc.objects.tabulating import tabulate
from cchc.report.asked import asked
from cchc.report.checked import CheckedReport
from cchc.report.source_lines import find_source
from cchc.report.tracing import DECISIONS


def name_source(report: CheckedReport, *sections: str) -> str:
    """Name the source line of a table or chart: 'Báo cáo quý I năm 2024 của …, mục I.2.c'."""
    return str(find_source(report, sections))


def name_facts(
    report: CheckedReport, facts: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], str]:
    """Name facts as shortly as they stay apart: by org where the indicator is one, and the other
    way round.
    """
    codes, orgs = {code for code, _ in facts}, {org for _, org in facts}
    if len(codes) == 1 and len(orgs) > 1:
        return {(code, org): name_shortly(report, org) for code, org in facts}
    if len(orgs) == 1:
        return {(code, org): report.catalog.name(code) for code, org in facts}
    return {
        (code, org): f"{report.catalog.name(code)}, {name_shortly(report, org)}"
        for code, org in facts
    }


def name_shortly(report: CheckedReport, org: str) -> str:
    """Name an org by its first alias, where that is shorter than its name."""
    name, alias = report.catalog.name(org), report.catalog.orgs.at[org, "aliases"].split(";")[0]
    return alias if alias and len(alias) < len(name) else name


def tabulate_indicators(
    report: CheckedReport,
    codes: Sequence[str],
    org: str,
    **caption: Unpack[Caption],
) -> Table:
    """Lay out indicators of one org: name, unit, figure as printed, agreed value, section."""
    frame = report.values(codes, org)
    frame["section"] = [_section(report, code, org) for code in codes]
    frame["agreed"] = [format_agreed(report, code, org) for code in codes]
    frame.attrs["facts"] |= {"agreed": frame.attrs["facts"]["value"]}
    columns = {
        "name": Column("Chỉ tiêu", head=True),
        "unit": Column("Đơn vị tính"),
        "printed": Column("Số báo cáo", "printed", internal=True),
        "agreed": Column("Số sử dụng", "printed"),
        "section": Column("Mục"),
    }
    sections = list(dict.fromkeys(s for s in frame["section"] if s))
    return tabulate(frame, columns=columns, **{"source": name_source(report, *sections)} | caption)


def format_agreed(report: CheckedReport, code: str, org: str) -> str | None:
    """Write the agreed value with its decimals, or None where the report has no figure."""
    value = report.value(code, org)
    return None if value is None else format_number(value)


def _section(report: CheckedReport, code: str, org: str) -> str:
    mentions = report.mentions(code, org)
    return mentions["section"].iloc[0] if len(mentions) else ""


@asked
def say_findings(
    report: CheckedReport, *sections: str, about: Sequence[str] = (), without: Sequence[str] = ()
) -> Prose:
    """Count the findings of sections and name their cases: each is told in full in the register."""
    placed = {f.finding for f in report.findings_of(*sections, about=about, without=without)}
    if not placed:
        return Prose("Phần này không có sai lệch nào.")
    found = [f for f in report.findings if f.finding in placed]
    counts = [
        f"{count} {within_sentence(name)}"
        for severity, name in SEVERITY_NAMES.items()
        if (count := sum(f.severity == severity for f in found))
    ]
    cases = dict.fromkeys(f.case or f.finding for f in found if f.severity != "info")
    return prose(
        "Kiểm tra số liệu của phần này thấy {counts}, nêu ở"
        " [danh mục sai lệch số liệu](13-bat-thuong.ipynb){named}.",
        counts=", ".join(counts),
        named=f" ({', '.join(cases)})" if cases else "",
    )


def tabulate_findings(
    report: CheckedReport,
    *sections: str,
    id: str,
    about: Sequence[str] = (),
    without: Sequence[str] = (),
) -> Table | Prose:
    """Lay out the findings of sections, or say that there are none; see
    `CheckedReport.findings_of`.
    """
    found = report.findings_of(*sections, about=about, without=without)
    if not found:
        return Prose("Không có sai lệch nào ở phần này.")
    frame = pd.DataFrame([_row(f) for f in found])
    columns = {
        "finding": Column("Mã", head=True),
        "severity": "Mức độ",
        "section": "Mục",
        "says": "Nội dung",
        "decision": "Kết luận",
    }
    table = tabulate(
        frame,
        id=id,
        title="Sai lệch của phần này",
        columns=columns,
        notes=["Mã dẫn tới danh mục sai lệch số liệu, nơi có phép tính và số nghi sai."],
        source=name_source(report, *sections),
    )
    # each row holds sentences of its own
    return replace(table, told=False)


def _row(finding: Finding) -> dict[str, str]:
    return {
        "finding": finding.finding,
        "severity": SEVERITY_NAMES[finding.severity],
        "section": finding.section,
        "says": finding.says,
        "decision": DECISIONS[finding.decision],
    }


def tabulate_sources(report: CheckedReport, *sections: str, id: str) -> Table | Prose:
    """Lay out the documents that sections cite, each once, as printed."""
    cited = report.citations[report.citations["section"].isin(sections)]
    if cited.empty:
        return Prose("Phần này không viện dẫn văn bản nào.")
    cited = cited.drop_duplicates(["number", "date"])
    columns = {
        "number": Column("Số, ký hiệu", head=True),
        "kind": "Loại",
        "issuer": "Cơ quan ban hành",
        "date": "Ngày ghi trong báo cáo",
        "section": "Mục",
        "place": "Vị trí",
    }
    frame = cited.assign(
        **{name: cited[name].where(cited[name] != "", "không ghi") for name in ("date", "issuer")}
    )
    return tabulate(
        frame,
        id=id,
        title="Văn bản được viện dẫn",
        columns=columns,
        source=name_source(report, *sections),
    )


@asked
def list_missing(report: CheckedReport) -> pd.DataFrame:
    """List the indicators of the catalogue that the quarter has no figure for: indicator, name,
    section.
    """
    stated = set(report.figures["indicator"])
    indicators = report.catalog.known_on(report.quarter.end.isoformat())
    absent = indicators[[code not in stated for code in indicators.index]]
    return absent.reset_index()[["indicator", "name", "unit", "section"]]
