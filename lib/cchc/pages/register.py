"""The register of findings: cases with their suspects, questions to units, possible corrections."""

from collections import Counter
from collections.abc import Collection, Sequence

import pandas as pd

from cchc.checks.cases import Case
from cchc.checks.findings import SEVERITY_NAMES, Suspect
from cchc.checks.suggestions import ANY_PERCENT, is_range, say_should_be
from cchc.checks.wording import open_sentence, within_sentence
from cchc.objects.prose import Prose, escape_markdown, prose
from cchc.objects.tables import Column, Table
from cchc.objects.tabulating import tabulate
from cchc.report.checked import CheckedReport
from cchc.report.queries import list_queries
from cchc.report.source_lines import find_source
from cchc.report.tracing import DECISIONS
from cchc.show.charts import Figure
from cchc.show.counted import count_by_severity, name_kind
from cchc.show.endings import name_source
from cchc.show.stacks import stack_findings

_FEWEST_ON_A_LINE = 3


def say_register(report: CheckedReport) -> Prose:
    """Say how many findings there are, in how many cases, and how many have a named suspect."""
    cases = [case for case in report.cases if case.severity != "info"]
    if not cases:
        return prose(
            "Có **{error} lỗi**, **{warning} cảnh báo** và {info} lưu ý.",
            **count_by_severity(report),
        )
    return prose(
        "Có **{error} lỗi**, **{warning} cảnh báo** và {info} lưu ý. Lỗi và cảnh báo gộp lại thành "
        "**{cases} trường hợp**; "
        "ở {named}/{cases} trường hợp đã xác định được số cần xem lại.",
        cases=len(cases),
        named=sum(_is_named(case) for case in cases),
        **count_by_severity(report),
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

    Where all are in one section a sentence says so.
    """
    if len({finding.section for finding in report.decided}) < 2:
        return Prose(f"{say_most_findings(report)}.")
    return stack_findings(
        list_findings(report),
        id=id,
        title=say_most_findings(report),
        subtitle=f"Số sai lệch theo mục của báo cáo và mức độ, {report.quarter.label}",
    )


def say_most_findings(report: CheckedReport) -> str:
    """Say as a chart's title where most findings are."""
    sections = pd.Series([f.section for f in report.decided], dtype=object).value_counts()
    if sections.empty:
        return "Không có sai lệch nào"
    first = sections.index[0]
    title = f"mục {first}, {report.section_title(first)}"
    return f"{sections.iloc[0]}/{sections.sum()} sai lệch nằm ở {title}"


def describe_cases(report: CheckedReport, severity: str) -> Prose:
    """Write one card for each case of a severity: what does not fit, the arithmetic, the suspects,
    the places.
    """
    cases = [case for case in report.cases if case.severity == severity]
    if not cases:
        return Prose("Không có trường hợp nào.")
    cards = [_card(report, number, case) for number, case in enumerate(cases, 1)]
    return Prose("\n\n".join(cards), f"truong-hop-{severity}")


def _card(report: CheckedReport, number: int, case: Case) -> str:
    place = f"mục {case.section}, {report.section_title(case.section)}"
    lines = [
        (
            f"### {case.case}: {escape_markdown(open_sentence(report.catalog.name(case.org)))}"
            f" ({escape_markdown(place)})"
        ),
        "",
    ]
    lines += [f"- {escape_markdown(f.says)} ({f.finding})" for f in case.findings]
    if case.suspects:
        lines += _say_suspects(report, case)
    if case.remark:
        lines += ["", escape_markdown(case.remark)]
    places = list(dict.fromkeys(f"{_place(report, i)}" for f in case.findings for i in f.figures))
    if places:
        told = "; ".join(places[:6]) + ("; …" if len(places) > 6 else "")
        lines += ["", f"Vị trí trong báo cáo: {escape_markdown(told)}."]
    decided = {DECISIONS[f.decision] for f in case.findings if f.decision}
    if decided:
        lines += ["", "Kết luận: " + ", ".join(sorted(decided)) + "."]
    return "\n".join(lines)


def _say_suspects(report: CheckedReport, case: Case) -> list[str]:
    mentions = Counter(_fact_of(report, s.figure) for s in case.suspects)
    repeated = {s.figure for s in case.suspects if mentions[_fact_of(report, s.figure)] > 1}
    sure = [s for s in case.suspects if s.certain]
    open_ones = [s for s in case.suspects if not s.certain]
    lines = []
    if sure:
        lines += [
            "",
            "**Số cần xem lại:**" if len(sure) == 1 else "**Các số đều cần xem lại:**",
            "",
        ]
        lines += [f"- {_say_suspect(report, suspect, repeated)}" for suspect in sure]
    if open_ones:
        also = "Ngoài ra, một trong các số sau" if sure else "Một trong các số sau"
        lines += ["", f"**{also}** (chưa đủ căn cứ xác định số sai):", ""]
        lines += [f"- {line}" for line in _say_open(report, open_ones, repeated)]
    return lines


def _say_open(
    report: CheckedReport, suspects: Sequence[Suspect], repeated: Collection[str]
) -> list[str]:
    """Say suspects of which one is wrong; several for which no value speaks share a line."""
    idle = [s for s in suspects if not s.suggested and s.figure not in repeated]
    if len(idle) < _FEWEST_ON_A_LINE:
        return [_say_suspect(report, suspect, repeated) for suspect in suspects]
    names = [
        f"{within_sentence(report.catalog.name(report.figures.at[s.figure, 'indicator']))}"
        f" ({s.printed})"
        for s in idle
    ]
    rest = [_say_suspect(report, s, repeated) for s in suspects if s not in idle]
    return [*rest, escape_markdown(f"{open_sentence('; '.join(names))}.")]


def _fact_of(report: CheckedReport, figure: str) -> tuple[str, str]:
    return tuple(report.figures.loc[figure, ["indicator", "org"]])


def _say_suspect(report: CheckedReport, suspect: Suspect, repeated: Collection[str]) -> str:
    figure = report.figures.loc[suspect.figure]
    said = prose(
        "**{name}** của {org}: báo cáo ghi {printed}",
        name=report.catalog.name(figure["indicator"]),
        org=report.catalog.name(figure["org"]),
        printed=suspect.printed,
    ).markdown
    if suspect.figure in repeated:
        # the same fact is printed more than once: its place tells the mentions apart
        said += f" (mục {escape_markdown(_place(report, suspect.figure))})"
    if suspect.suggested not in ("", ANY_PERCENT):
        said += f", **{escape_markdown(say_should_be(suspect.suggested))}**"
    if suspect.cause:
        said += f" (nguyên nhân có thể là {escape_markdown(suspect.cause)})"
    if suspect.mends:
        said += "; nếu sửa số này thì hết " + ", ".join(suspect.mends)
    return said + "."


def _place(report: CheckedReport, figure: str) -> str:
    return f"{report.figures.at[figure, 'section']}, {report.place_of_figure(figure)}"


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
