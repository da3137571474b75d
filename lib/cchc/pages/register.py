"""The register of findings: their counts, questions to units, decisions, possible corrections."""

from collections import Counter

import pandas as pd

from cchc.checks.cases import Case
from cchc.checks.findings import SEVERITY_NAMES, Suspect
from cchc.checks.suggestions import is_range, say_should_be
from cchc.checks.wording import open_sentence
from cchc.model.problems import name_first
from cchc.objects.figures import Figure
from cchc.objects.prose import Prose, prose
from cchc.objects.tables import Column, Table
from cchc.objects.tabulating import tabulate
from cchc.report.asked import asked_last
from cchc.report.checked import CheckedReport
from cchc.report.queries import list_queries
from cchc.report.source_lines import find_source
from cchc.report.tracing import DECISIONS
from cchc.show.counted import count_by_severity, name_kind
from cchc.show.endings import name_source


def say_register(report: CheckedReport) -> Prose:
    """Say how many findings there are, in how many cases, and how many have a named suspect."""
    cases = [case for case in report.cases if case.severity != "info"]
    counted = prose(
        "Có **{error} lỗi**, **{warning} cảnh báo** và {info} lưu ý.", **count_by_severity(report)
    )
    if not cases:
        return counted
    return prose(
        "{counted} Lỗi và cảnh báo gộp lại thành **{cases} trường hợp**; "
        "ở {named}/{cases} trường hợp đã xác định được số cần xem lại.",
        counted=counted,
        cases=len(cases),
        named=sum(_is_named(case) for case in cases),
    )


def _is_named(case: Case) -> bool:
    return len(case.suspects) > 0 and all(s.certain for s in case.suspects)


def list_findings(report: CheckedReport) -> pd.DataFrame:
    """List the findings for counting, in the report's order: section (its number and title) and
    severity.
    """
    order = [s.section for s in report.meta.sections]
    found = sorted(
        report.decided, key=lambda f: order.index(f.section) if f.section in order else len(order)
    )
    rows = [(f"{f.section} {report.section_title(f.section)}", f.severity) for f in found]
    frame = pd.DataFrame(rows, columns=["section", "severity"])
    frame.attrs["source"] = find_source(report)
    return frame


def draw_findings(report: CheckedReport, *, id: str) -> Figure | Prose:
    """Draw how many findings each section has, by severity; the title says where most are.

    Where all are in one section, or as many in each, a sentence says so.
    """
    if len(set(Counter(finding.section for finding in report.decided).values())) < 2:
        return Prose(f"{say_most_findings(report)}.")
    from cchc.show.stacks import stack_findings  # what only speaks needs no matplotlib

    return stack_findings(
        list_findings(report),
        id=id,
        title=say_most_findings(report),
        subtitle=f"Số sai lệch theo mục của báo cáo và mức độ, {report.quarter.label}",
    )


def say_most_findings(report: CheckedReport) -> str:
    """Say as a chart's title where most findings are."""
    sections = Counter(f.section for f in report.decided)
    if not sections:
        return "Không có sai lệch nào"
    most, count = max(sections.values()), sections.total()
    first = [section for section, found in sections.items() if found == most]
    if len(first) == 1:
        return f"{most}/{count} sai lệch nằm ở mục {first[0]}, {report.section_title(first[0])}"
    listed = name_first(first)
    if len(first) == len(sections):
        return f"{count} sai lệch nằm ở {len(first)} mục, mỗi mục {most}: {listed}"
    return f"Các mục {listed} có nhiều sai lệch nhất: mỗi mục {most}/{count}"


def tabulate_register(report: CheckedReport, *, id: str) -> Table:
    """Lay out every finding: id, case, severity, kind, section, text, and the decision where any
    was taken.
    """
    rows = tuple(
        (
            f.finding,
            f.case,
            SEVERITY_NAMES[f.severity],
            open_sentence(name_kind(f.kind)),
            f.section,
            f.says,
            DECISIONS[f.decision],
        )
        for f in report.findings
    )
    names = ("Mã", "Trường hợp", "Mức độ", "Loại", "Mục", "Nội dung", "Kết luận")
    columns = tuple(Column(name, head=at == 0) for at, name in enumerate(names))
    if report.decisions.empty:
        # a column that says "chưa có" in every row only takes the width from the text
        rows, columns = tuple(row[:-1] for row in rows), columns[:-1]
    return Table(id, "Danh mục sai lệch số liệu", columns, rows, source=name_source(report))


def tabulate_queries(report: CheckedReport, *, id: str) -> Table:
    """Lay out what each unit has to answer, as its letter does, and last what is left to the
    authority itself.
    """
    asked, own = list_queries(report)
    queries = [query for each in asked.values() for query in each] + own
    rows = tuple(
        (
            open_sentence(report.catalog.name(query.org)),
            query.case.case,
            query.case.section,
            " ".join(finding.says for finding in query.findings),
            "; ".join(
                f"{report.catalog.name(report.figures.at[s.figure, 'indicator'])}: "
                f"báo cáo ghi {s.printed}, {say_should_be(s.suggested)}"
                for s in query.suspects
                if s.suggested
            ),
        )
        for query in queries
    )
    columns = (
        Column("Đơn vị", head=True),
        Column("Trường hợp"),
        Column("Mục"),
        Column("Nội dung cần làm rõ"),
        Column("Gợi ý"),
    )
    notes = ["Nội dung không có đơn vị nào khác trả lời thì cơ quan lập báo cáo tự rà soát."]
    return Table(
        id,
        "Nội dung cần xác nhận theo đơn vị",
        columns,
        rows,
        notes=tuple(notes) if own else (),
        source=name_source(report),
    )


def tabulate_decisions(report: CheckedReport, *, id: str) -> Table | Prose:
    """Lay out the decisions taken, with printed and agreed values."""
    if report.decisions.empty:
        return Prose("Chưa có kết luận nào: số sử dụng là số báo cáo.")
    frame = report.decisions.assign(
        decision=[DECISIONS[d] for d in report.decisions["decision"]],
        printed=[report.figures["printed"].get(figure) for figure in report.decisions["figure"]],
        value=report.decisions["value"].where(report.decisions["value"] != "", None),
    )
    columns = {
        "finding": Column("Mã", head=True),
        "decision": "Kết luận",
        "figure": "Số liệu",
        "printed": Column("Số báo cáo", "printed"),
        "value": Column("Số thống nhất", "printed"),
        "reason": "Lý do",
        "decided_by": "Người kết luận",
        "decided_on": "Ngày",
    }
    return tabulate(
        frame, id=id, title="Kết luận đã có", columns=columns, source="Sổ kết luận của kỳ"
    )


@asked_last
def tabulate_what_if(report: CheckedReport, *, id: str) -> Table | Prose:
    """Try the suggested value of each fact that is surely wrong: what would vanish, and what would
    appear.

    All mentions of a fact that carry the same suggestion are changed together.
    """
    together: dict[tuple[str, str, str], list[Suspect]] = {}
    for suspect in (s for case in report.cases for s in case.suspects if s.certain and s.suggested):
        if not is_range(suspect.suggested):
            fact = report.figures.loc[suspect.figure, ["indicator", "org"]]
            together.setdefault((*fact, suspect.suggested), []).append(suspect)
    rows = []
    for (indicator, org, suggested), suspects in together.items():
        tried = report.what_if({suspect.figure: suggested for suspect in suspects})
        appear = (
            "; ".join(f"{f.finding} ({SEVERITY_NAMES[f.severity]})" for f in tried.appear) or "–"
        )
        name = f"{report.catalog.name(indicator)} ({report.catalog.name(org)})"
        rows.append(
            (name, suspects[0].printed, suggested, len(tried.vanish), len(tried.appear), appear)
        )
    if not rows:
        return Prose("Chưa xác định được số nào để thử.")
    columns = (
        Column("Số liệu", head=True),
        Column("Số báo cáo", "printed"),
        Column("Thử thay bằng", "printed"),
        Column("Sai lệch hết", "number"),
        Column("Sai lệch mới", "number"),
        Column("Mã sai lệch mới"),
    )
    notes = ["Lỗi giảm xuống thành lưu ý được tính là một sai lệch hết và một sai lệch mới."]
    return Table(
        id,
        "Thử sửa từng số đã xác định",
        columns,
        tuple(rows),
        notes=tuple(notes),
        source=name_source(report),
    )
