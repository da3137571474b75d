"""The overview: main points, what to look at first, rates against targets, what is missing."""

from collections.abc import Iterable

from cchc.checks.cases import Case, is_range
from cchc.checks.derive import fact
from cchc.checks.wording import within_sentence
from cchc.objects.prose import Prose, bullets, prose
from cchc.objects.tables import Column, Table
from cchc.report.checked import CheckedReport
from cchc.show.changes import judge_target
from cchc.show.comparisons import recompute
from cchc.show.counted import count_by_severity
from cchc.show.endings import list_missing, name_shortly, name_source
from cchc.show.marks import join_words
from cchc.show.sums import percent_of

# so many cases a reader can keep in mind; the register has them all
MOST_PRESSING = 3
MOST_RATES = 5


def list_main_points(report: CheckedReport) -> Prose:
    """Write the main points of the quarter as full sentences; a point without its figures is left
    out.
    """
    return bullets(_points(report), id="diem-chinh")


def list_doubts(report: CheckedReport) -> Prose:
    """Write how far the figures can be relied on: how much was found, and what to look at first."""
    return bullets(_doubts(report), id="can-xem-truoc")


def _doubts(report: CheckedReport) -> Iterable[Prose]:
    counts, sections = count_by_severity(report), {f.section for f in report.decided}
    yield prose(
        "Đối chiếu các số với nhau cho thấy **{error} lỗi**, {warning} cảnh báo và {info} lưu ý ở"
        " {sections} mục; {open} lỗi chưa có kết luận.",
        sections=len(sections),
        open=sum(f.is_open_error for f in report.decided),
        **counts,
    )
    for case in _pressing(report)[:MOST_PRESSING]:
        yield _say_pressing(report, case)


def _pressing(report: CheckedReport) -> list[Case]:
    """List the cases that nobody has concluded on: those first whose suspect mends most."""
    waiting = [
        case for case in report.cases if any(finding.is_open_error for finding in case.findings)
    ]
    return sorted(waiting, key=lambda case: -_count_mended(case))


def _count_mended(case: Case) -> int:
    return max((len(suspect.mends) for suspect in case.suspects), default=0)


def _say_pressing(report: CheckedReport, case: Case) -> Prose:
    """Say what to verify: the likely value and what it mends, or else what does not fit."""
    likely = next((s for s in case.suspects if s.suggested and not is_range(s.suggested)), None)
    if likely is None:
        return prose("**Cần xác minh ngay** ({case}): {says}", case=case.case, says=case.headline)
    figure = report.figures.loc[likely.figure]
    return prose(
        "**Cần xác minh ngay** ({case}): {name} của {org} ghi {printed}, {sure} **{suggested}**;"
        " sửa như vậy thì hết {mended} bất thường (mục {section}).",
        case=case.case,
        name=report.catalog.name(figure["indicator"]),
        org=report.catalog.name(figure["org"]),
        printed=likely.printed,
        sure="nhiều khả năng là" if likely.certain else "có thể là",
        suggested=likely.suggested,
        mended=len(likely.mends),
        section=figure["section"],
    )


def _points(report: CheckedReport) -> Iterable[Prose]:
    yield from list(_headline_points(report)) or _rate_points(report)
    yield prose(
        "Báo cáo có **{figures}** số liệu và **{cited}** lượt viện dẫn văn bản.",
        figures=len(report.figures),
        cited=len(report.citations),
    )
    if left_out := _list_left_out(report):
        yield prose(
            "Phụ lục không lập phần chưa có số liệu, văn bản, nội dung nào: {names}.",
            names="; ".join(left_out),
        )
    if len(report.expected):
        yield prose(
            "Còn **{expected}** số liệu chưa điền: những chỗ ấy ghi “không có số liệu”, không thay"
            " bằng số 0.",
            expected=len(report.expected),
        )


def _list_left_out(report: CheckedReport) -> list[str]:
    """Name the chapters of which the report says nothing, by the titles of their sections."""
    told = {*report.figures["section"], *report.citations["section"]}
    told |= set(report.statements["section"])
    return [
        entry.title or ", ".join(report.section_title(section) for section in entry.sections)
        for entry in report.meta.chapters
        if told.isdisjoint(entry.sections)
    ]


def _rate_points(report: CheckedReport) -> Iterable[Prose]:
    """Say the first rates of the scorecard, for a report without headlines."""
    scored = [row for code in report.catalog.scorecard() for row in _scores(report, code)]
    for code, org, _ in scored[:MOST_RATES]:
        printed = report.printed(code, org)
        yield prose(
            "{name} của {org}: **{printed}** theo báo cáo.",
            name=report.catalog.name(code),
            org=report.catalog.name(org),
            printed=printed if printed.endswith("%") else f"{printed}%",
        )


def _headline_points(report: CheckedReport) -> Iterable[Prose]:
    """Say the results that the catalogue marks as headlines, each of the first org that has it."""
    for code in report.catalog.headlines():
        row = report.catalog.indicators.loc[code]
        parts = (row["numerator"], row["denominator"])
        top, whole = parts if all(parts) else (code, row["part_of"])
        if not whole:
            yield from _say_number(report, code)
        elif org := next(iter(_orgs_with(report, top, whole)), ""):
            yield _say_share(report, code, top, whole, org)


def _orgs_with(report: CheckedReport, *codes: str) -> list[str]:
    """List the orgs that state all of these indicators, single units left out."""
    orgs = dict.fromkeys(report.figures.loc[report.figures["indicator"].isin(codes), "org"])
    return [
        org
        for org in orgs
        if not report.is_unit(org) and None not in [report.value(code, org) for code in codes]
    ]


def _say_share(report: CheckedReport, code: str, top: str, whole: str, org: str) -> Prose:
    catalog, value = report.catalog, report.value
    share = percent_of(float(value(top, org)), float(value(whole, org)))
    if catalog.indicators.at[top, "accumulates"]:
        return prose(
            "{done} đạt **{share:1%}** {plan} khi đã qua {elapsed:0%} thời gian của năm.",
            done=catalog.name(top),
            share=share,
            plan=within_sentence(catalog.name(whole)),
            elapsed=100 * report.quarter.share_of_year,
        )
    name = catalog.name(code)
    if code == top:
        return prose(
            "{name}: **{share:1%}** {whole} ({part} trên {of}).",
            name=name,
            share=share,
            whole=within_sentence(catalog.name(whole)),
            part=value(top, org),
            of=value(whole, org),
        )
    told = {"name": name, "org": name_shortly(report, org), "share": share}
    inside = [one for one in _orgs_with(report, top, whole) if _above(report, one) == org]
    rest = [value(each, org) - sum(value(each, one) for one in inside) for each in (top, whole)]
    if not inside or rest[1] <= 0:
        return prose("{name} của {org}: **{share:1%}**.", **told)
    return prose(
        "{name} của {org}: **{share:1%}**; không tính {inside}: **{rest:1%}**.",
        inside=join_words([name_shortly(report, one) for one in inside]),
        rest=100 * rest[0] / rest[1],
        **told,
    )


def _above(report: CheckedReport, org: str) -> str:
    return report.catalog.orgs.at[org, "parent"]


def _say_number(report: CheckedReport, code: str) -> Iterable[Prose]:
    for org in _orgs_with(report, code)[:1]:
        yield prose(
            "{name} của {org}: **{value}** {unit}.",
            name=report.catalog.name(code),
            org=name_shortly(report, org),
            value=report.value(code, org),
            unit=report.catalog.unit(code),
        )


def tabulate_scorecard(report: CheckedReport, *, id: str) -> Table:
    """Lay out the main rates against their targets; only a confirmed target is judged.

    A rate over several mentions shows the leading one; a recomputed rate has its Wilson interval
    where the parts are counts.
    """
    scored = [row for code in report.catalog.scorecard() for row in _scores(report, code)]
    facts = tuple((row, 2, fact(code, org)) for row, (code, org, _) in enumerate(scored))
    rows = [row for _, _, row in scored]
    columns = (
        Column("Chỉ tiêu", head=True),
        Column("Đơn vị"),
        Column("Số dùng để phân tích (%)", "number"),
        Column("Ghi trong báo cáo", "printed", internal=True),
        Column("Tính lại (%)", "percent", 2, internal=True),
        Column("Khoảng tin cậy (%)", "printed", internal=True),
        Column("Mục tiêu", "printed"),
    )
    notes = [
        (
            "Chỉ đánh giá đạt hay chưa đạt khi mục tiêu đã được xác nhận, tức là đã đối chiếu với"
            " văn bản gốc."
        ),
        (
            "Tỷ lệ tài chính lấy dự toán hoặc kế hoạch vốn cả năm làm mẫu số; phần 08 so với thời"
            " gian đã qua."
        ),
    ]
    title, source = "Các tỷ lệ chính so với mục tiêu", name_source(report)
    return Table(id, title, columns, tuple(rows), notes=tuple(notes), source=source, facts=facts)


def _scores(report: CheckedReport, code: str) -> Iterable[tuple]:
    catalog, figures = report.catalog, report.figures
    orgs = figures.loc[figures["indicator"] == code, "org"].drop_duplicates()
    for org in orgs[~orgs.map(report.is_unit).astype(bool)]:
        rate, span = None, "–"
        if catalog.indicators.at[code, "denominator"]:
            frame = report.rates(code, [org])
            rate = frame["rate"].iloc[0]
            whole = frame[[isinstance(n, int) for n in frame["numerator"]]]
            measured = recompute(whole, "numerator", "denominator")
            if len(measured) and measured["low"].iloc[0] is not None:
                span = prose(
                    "{low:1}–{high:1}", low=measured["low"].iloc[0], high=measured["high"].iloc[0]
                ).markdown
        target = report.target(code, org)
        row = (
            catalog.name(code),
            catalog.name(org),
            report.value(code, org),
            report.printed(code, org),
            rate,
            span,
            judge_target(report, code, org, target),
        )
        yield code, org, row


def tabulate_missing(report: CheckedReport, *, id: str) -> Table | Prose:
    """Lay out the indicators of the catalogue that the quarter has no figure for."""
    absent = list_missing(report)
    if absent.empty:
        return Prose("Mọi chỉ tiêu trong danh mục đều có số liệu.")
    columns = (Column("Chỉ tiêu", head=True), Column("Đơn vị tính"), Column("Mục"))
    rows = tuple(zip(absent["name"], absent["unit"], absent["section"], strict=True))
    return Table(id, "Chỉ tiêu không có số liệu", columns, rows, source=name_source(report))
