"""The leader's page: main points, what to confirm before signing, and twelve rates."""

from collections.abc import Iterable
from itertools import zip_longest

from cchc.checks.cases import Case
from cchc.checks.derive import fact
from cchc.checks.findings import Suspect
from cchc.checks.hints import find_shared_total
from cchc.checks.suggestions import ANY_PERCENT, is_range
from cchc.checks.wording import open_sentence
from cchc.model.numbers import format_number, format_percent
from cchc.objects.prose import Prose, bullets, prose
from cchc.objects.tables import Column, Table
from cchc.objects.tabulating import FOLLOWS, WHY_FOLLOWS
from cchc.report.asked import asked, asked_last
from cchc.report.checked import CheckedReport
from cchc.report.history import take_earlier
from cchc.report.known import KnownRate
from cchc.show.changes import judge_target
from cchc.show.comparisons import judge_known
from cchc.show.counted import count_by_severity
from cchc.show.endings import name_shortly, name_source
from errloc.rules import Linear

from .consequences import rank_points
from .points import list_known_orgs

# so many cases a reader can keep in mind; the register has them all
MOST_PRESSING = 5
MOST_RATES = 12
MOST_LEFT_OUT = 4
MOST_OF_A_RATE = 3
USED = (
    "Số sử dụng là số tính lại từ tử số và mẫu số; nếu các số ấy chưa thống nhất thì là số báo cáo."
)


@asked_last
def list_main_points(report: CheckedReport) -> Prose:
    """Write the main points of the quarter as full sentences, the gravest first."""
    points = [point.says for point in rank_points(report)]
    return bullets([*points, *_say_gaps(report)], id="diem-chinh")


def _say_gaps(report: CheckedReport) -> Iterable[Prose]:
    if not len(report.figures):
        yield prose("Báo cáo chưa có số liệu nào.")
    if left_out := _list_left_out(report):
        yield prose(
            "Phụ lục không lập những phần mà báo cáo không có số liệu, văn bản, nội dung: {names}.",
            names="; ".join(left_out),
        )
    if len(report.expected):
        yield prose(
            "Còn **{expected}** số liệu chưa điền: những chỗ ấy ghi “không có số liệu”, không thay"
            " bằng số 0.",
            expected=len(report.expected),
        )


def _list_left_out(report: CheckedReport) -> list[str]:
    """Name the chapters of which the report says nothing, by their title or their first section's;
    of many the first.
    """
    told = {*report.figures["section"], *report.citations["section"]}
    told |= set(report.statements["section"])
    names = [
        entry.title or ", ".join(map(report.section_title, entry.sections[:1]))
        for entry in report.meta.chapters
        if told.isdisjoint(entry.sections)
    ]
    if len(names) <= MOST_LEFT_OUT:
        return names
    return [*names[: MOST_LEFT_OUT - 1], f"và {len(names) - MOST_LEFT_OUT + 1} phần khác"]


@asked
def say_doubts(report: CheckedReport) -> Prose:
    """Say how far the figures can be relied on: how much was found, and how much is open."""
    counts = count_by_severity(report)
    waiting = _pressing(report)
    found = prose(
        "Kiểm tra thấy **{error} lỗi**{none_open}, {warning} cảnh báo, {info} lưu ý.",
        none_open=", đều đã có kết luận" if counts["error"] and not waiting else "",
        **counts,
    )
    if not waiting:
        return found
    return prose(
        "{found} {open} lỗi thuộc {cases} trường hợp chưa có kết luận{parts}.",
        found=found,
        open=sum(f.is_open_error for f in report.decided),
        cases=len(waiting),
        parts=Prose(_say_parts(waiting)),
    )


def _say_parts(waiting: list[Case]) -> str:
    """Say how many of the cases name a figure to confirm, how many of those the page has room for,
    and what the others are about.
    """
    without = sum(_likely(case) is None for case in waiting)
    named = len(waiting) - without
    most = f"bảng dưới nêu {MOST_PRESSING} số ảnh hưởng nhiều nhất" if named > MOST_PRESSING else ""
    if not without:
        return f"; {most}" if most else ""
    register = "[danh mục sai lệch số liệu](13-bat-thuong.ipynb)"
    if not named:
        return f" ở {register}"
    reach = f" ({most})" if most else " ở bảng dưới"
    others = f"{without} trường hợp khác ở {register}"
    return f": {named} trường hợp có số cần xác nhận{reach}, {others}"


def _pressing(report: CheckedReport) -> list[Case]:
    """List the cases that nobody has concluded on: those first whose suspect mends most."""
    waiting = [
        case for case in report.cases if any(finding.is_open_error for finding in case.findings)
    ]
    return sorted(waiting, key=lambda case: -_count_mended(case))


def _count_mended(case: Case) -> int:
    return max((len(suspect.mends) for suspect in case.suspects), default=0)


def _likely(case: Case) -> Suspect | None:
    """Give the suspect whose likely value is known best."""
    known = [suspect for suspect in case.suspects if suspect.suggested not in ("", ANY_PERCENT)]
    return next((s for s in known if not is_range(s.suggested)), known[0] if known else None)


def _say_likely(report: CheckedReport, case: Case, likely: Suspect) -> str:
    """Say the likely value, and beside it the one that holds where the figure is a total which has
    the other parts in it.
    """
    rules = {rule.id: rule.meant for rule in report.facts.rules}
    values = report.observations["value"].to_dict()
    named = (n for n, ids in report.facts.mentions.items() if likely.figure in ids)
    name = next(named, "")
    others = [
        format_number(rest)
        for finding in case.findings
        if isinstance(rule := rules.get(finding.rule), Linear)
        for part, rest in [find_shared_total(rule, values)]
        if part and part == name
    ]
    told = " hoặc ".join(dict.fromkeys([likely.suggested, *others]))
    return told if likely.certain and not others else f"có thể {told}"


@asked
def tabulate_doubts(report: CheckedReport, *, id: str) -> Table | Prose:
    """Lay out the figures to confirm before signing: the likely value of each, and what it
    mends.
    """
    rows = []
    for case in _pressing(report):
        likely = _likely(case)
        if likely is None:
            continue
        row = report.figures.loc[likely.figure]
        name = report.catalog.name(row["indicator"])
        errors = {f.finding for f in case.findings if f.is_open_error}
        rows.append(
            (
                f"{name}, {name_shortly(report, row['org'])}",
                row["section"],
                likely.printed,
                _say_likely(report, case, likely),
                f"{len(errors.intersection(likely.mends)) or 1}/{len(errors)}",
                case.case,
            )
        )
    if not rows:
        return Prose("Không có số nào cần xác nhận trước khi ký.")
    columns = (
        Column("Số liệu", head=True),
        Column("Mục"),
        Column("Báo cáo ghi", "printed"),
        Column("Giá trị gợi ý", "printed"),
        Column("Phép tính khớp nếu sửa", "printed"),
        Column("Trường hợp", internal=True),
    )
    title = "Số liệu cần xác nhận trước khi ký"
    if len(rows) > MOST_PRESSING:
        title += f" ({MOST_PRESSING} trong {len(rows)} số)"
    return Table(
        id, title, columns, tuple(rows[:MOST_PRESSING]), source=name_source(report), told=True
    )


@asked
def tabulate_scorecard(report: CheckedReport, *, id: str) -> Table | Prose:
    """Lay out the main rates: reported, computed again, used, against the target and earlier
    quarters; only a confirmed target is judged.
    """
    rates = _scored(report)
    if not rates:
        return Prose("Báo cáo không nêu tỷ lệ nào.")
    before = [
        earlier
        for quarter in (report.quarter.previous(), report.quarter.year_before())
        if (earlier := report.earlier(quarter)) is not None
        and earlier.quarter.kind == report.quarter.kind
    ]
    rows = [_score(report, known, before) for known in rates]
    found = (report.target(known.indicator, known.org) for known in rates)
    # an unconfirmed target judges nothing: the main points name it
    aims = any(target is not None and target["confirmed"] == "yes" for target in found)
    columns = [
        Column("Chỉ tiêu", head=True),
        Column("Đơn vị", head=True),
        Column("Báo cáo", "printed", internal=True),
        Column("Tính lại", "printed", internal=True),
        Column("Sử dụng", "printed"),
        Column("Đối chiếu", internal=True),
        *([Column("Mục tiêu", "printed")] if aims else []),
        *(Column(f"{open_sentence(b.quarter.short_label)} (%)", "percent", 2) for b in before),
    ]
    if not aims:
        rows = [(*row[:6], *row[7:]) for row in rows]
    facts = tuple(
        (at, column, fact(known.indicator, known.org))
        for at, known in enumerate(rates)
        for column in (2, 4)
        if known.printed is not None and not (column == 4 and known.is_computed)
    )
    follows = tuple((at, 4, FOLLOWS) for at, known in enumerate(rates) if known.follows)
    notes = [USED]
    if aims:
        notes.append("Chỉ đánh giá đạt hay chưa đạt khi mục tiêu đã đối chiếu với văn bản gốc.")
    return Table(
        id,
        "Các tỷ lệ chính",
        tuple(columns),
        tuple(rows),
        notes=(*notes, *([WHY_FOLLOWS] if follows else [])),
        source=name_source(report),
        facts=facts,
        marks=follows,
    )


def _scored(report: CheckedReport) -> list[KnownRate]:
    """Choose the rates of the page: of each of the scorecard the lowest, then the next, until it is
    full; in the scorecard's order.
    """
    codes, by_rate = report.catalog.scorecard(), []
    for code in codes:
        row = report.catalog.indicators.loc[code]
        orgs = list_known_orgs(report, code, row["numerator"])
        found = [report.rate(code, org) for org in orgs]
        found = [known for known in found if known.used is not None]
        found.sort(key=lambda known: known.used, reverse=row["better"] == "lower")
        # after the lowest come those that the report itself names
        found[1:] = sorted(found[1:], key=lambda known: known.printed is None)
        by_rate.append(found[:MOST_OF_A_RATE])
    taken = [known for turn in zip_longest(*by_rate) for known in turn if known][:MOST_RATES]
    return sorted(taken, key=lambda known: codes.index(known.indicator))


def _score(report: CheckedReport, known: KnownRate, before: Iterable[CheckedReport]) -> tuple:
    code, org = known.indicator, known.org
    points = [take_earlier(report, code, org, earlier)[0].value for earlier in before]
    return (
        report.catalog.name(code),
        open_sentence(name_shortly(report, org)),
        known.printed or "không nêu",
        "–" if known.again is None else format_percent(known.again, 2),
        format_percent(known.used, 2) if known.is_computed else known.printed,
        open_sentence(judge_known(known)),
        judge_target(report, code, org, report.target(code, org)),
        *(None if value is None else float(value) for value in points),
    )
