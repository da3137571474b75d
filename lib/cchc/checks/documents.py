"""Check what no equation can say: windows, citations, unit names, ways of writing, missing
statuses.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

import pandas as pd

from cchc.model.folder import Report
from cchc.model.numbers import format_date, parse_date
from errloc.rules import Severity

from .citations import check_citations
from .derived import DerivedRule, Idle
from .facts import fact, fact_of_figures, split_fact, when_of
from .remarks import PlacedChecks, Remark, remark
from .wording import open_sentence, within_sentence

_MOST_NAMED = 5
# kinds of rules that somebody wrote into rules.yml
WRITTEN = ("rule", "listed", "rank", "mean")
# other slips of notation leave no doubt which number is meant
SLIP_SEVERITIES: dict[str, Severity] = {"misplaced_mark": "error", "decimal_count": "warning"}


def check_documents(
    report: Report, follows: Mapping[str, str] | None = None, placed: PlacedChecks | None = None
) -> list[Remark]:
    """Run every check of this module over a quarter, in a fixed order; `follows` says of missing
    facts what they must be, `placed` runs what rests on no number.
    """
    placed = placed or PlacedChecks(report)
    return [
        *placed.run(_windows),
        *_two_windows(report),
        *placed.run(check_citations),
        *placed.run(_names),
        *_negatives(report),
        *_notation(report),
        *placed.run(_statuses, dict(follows or {})),
        *placed.run(_required),
    ]


def check_rules(report: Report, idle: Sequence[Idle], rules: Sequence[DerivedRule]) -> list[Remark]:
    """Tell of the entries of rules.yml that meet no figure of the quarter, so that they check
    nothing, and of those whose section the report does not have.
    """
    lost = [rule for rule in idle if rule.place]
    # while figures of its section are still to come, a rule waits for them
    awaited = set(report.expected["section"])
    unasked = [rule for rule in idle if not rule.place and rule.section not in awaited]
    unused = [rule.rule for rule in unasked]
    found = [
        Remark(
            f"idle:{rule.rule}",
            "idle",
            "warning",
            rule.section,
            report.authority,
            (),
            f"Quy tắc {rule.rule} nói về “{rule.place}”, nhưng kỳ này không viện dẫn văn bản nào ở"
            " đó; sửa nơi ghi trong rules.yml.",
        )
        for rule in lost
    ]
    if unused:
        shown = ", ".join(unused[:_MOST_NAMED])
        more = f" và {len(unused) - _MOST_NAMED} quy tắc khác" if len(unused) > _MOST_NAMED else ""
        says = (
            f"{len(unused)} quy tắc không gặp số liệu nào của kỳ này nên không kiểm tra gì:"
            f" {shown}{more}; xem lại chỉ tiêu và đơn vị trong rules.yml."
        )
        home = unasked[0].section
        found.append(Remark("idle", "idle", "info", home, report.authority, (), says))
    sections = {section.section for section in report.meta.sections}
    astray = {r.id: r.section for r in rules if r.section not in sections and r.kind in WRITTEN}
    if astray:
        told = [f"{rule} (mục {section})" for rule, section in astray.items()]
        more = f" và {len(told) - _MOST_NAMED} quy tắc khác" if len(told) > _MOST_NAMED else ""
        says = (
            f"{len(told)} quy tắc ghi mục không có trong báo cáo: {', '.join(told[:_MOST_NAMED])}"
            f"{more}; sửa mục trong rules.yml."
        )
        home = next(iter(astray.values()))
        key = "idle:sections"
        found.append(Remark(key, "idle", "info", home, report.authority, (), says))
    return found


def _windows(report: Report) -> Iterable[Remark]:
    figures, quarter = report.figures, report.quarter
    stated = figures[(figures["window_start"] != "") | (figures["window_end"] != "")]
    keys = ["section", "window_start", "window_end"]
    for (section, start_text, end_text), group in stated.groupby(keys, sort=False):
        start, end = parse_date(start_text), parse_date(end_text)
        span = f"Kỳ số liệu {start_text or '…'} đến {end_text or '…'}"
        org = group["org"].iloc[0] if group["org"].nunique() == 1 else report.whole_area()
        make = remark("window", section, org, tuple(group.index))
        if start and end and start > end:
            slipped = (start.year - 1, start.month, start.day) == quarter.start.timetuple()[:3]
            hint = f"; ngày đầu có lẽ là {format_date(quarter.start)}" if slipped else ""
            yield make(
                f"order:{start_text}:{end_text}", "error", f"{span}: ngày đầu sau ngày cuối{hint}."
            )
        elif end and end > report.meta.dated:
            said = f"{span}: kết thúc sau ngày báo cáo {format_date(report.meta.dated)}."
            yield make(f"late:{start_text}:{end_text}", "error", said)
        elif not _is_statutory(start, end, quarter) and not _is_calendar(start, end, quarter):
            window = f"{format_date(quarter.start)}–{format_date(quarter.end)}"
            said = (
                f"{span}: khác kỳ báo cáo {quarter.noun} theo quy định ({window}); không so trực"
                f" tiếp được với số cả {quarter.noun}."
            )
            yield make(f"other:{start_text}:{end_text}", "info", said)


def _is_statutory(start: date | None, end: date | None, quarter) -> bool:
    return start in (None, quarter.start) and end in (None, quarter.end)


def _is_calendar(start: date | None, end: date | None, quarter) -> bool:
    first, last = quarter.calendar
    return (start is None or start == first) and end == last


def _names(report: Report) -> Iterable[Remark]:
    figures, orgs = report.figures, report.catalog.orgs
    printed = figures[figures["note"].str.startswith("tên in: ")].drop_duplicates(
        ["section", "org"]
    )
    for figure, row in printed.iterrows():
        name, proper = row["note"].removeprefix("tên in: "), orgs.at[row["org"], "name"]
        if _plain(proper) in _plain(name) and proper.casefold() not in name.casefold():
            make = remark("name", row["section"], row["org"], (figure,))
            yield make(
                row["org"], "info", f"Tên đơn vị được ghi là “{name}”; tên đúng là “{proper}”."
            )


def _plain(text: str) -> str:
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in bare if not unicodedata.combining(c)).casefold()


def _negatives(report: Report) -> Iterable[Remark]:
    figures = report.figures
    for figure, row in figures[
        figures["value"].map(lambda value: value is not None and value < 0).astype(bool)
    ].iterrows():
        make = remark("negative", row["section"], row["org"], (figure,))
        said = (
            f"{report.catalog.name(row['indicator'])} được ghi là {row['printed']}: số này không"
            " thể âm."
        )
        yield make(f"{row['indicator']}:{row['org']}:{row['place']}", "error", said)


def _notation(report: Report) -> Iterable[Remark]:
    figures = report.figures
    texts = {
        "decimal_point": "dùng dấu chấm thay cho dấu phẩy thập phân",
        "missing_group_dot": "thiếu dấu chấm ngăn cách hàng nghìn",
        "comma_groups": "dùng dấu phẩy thay cho dấu chấm ngăn cách hàng nghìn",
        "scale_word": "ghi tròn theo ngàn, triệu hoặc tỷ nên chỉ biết gần đúng",
        "decimal_count": "có phần lẻ trong khi thứ được đếm là số nguyên",
        "more_decimals": "có nhiều chữ số thập phân hơn mức mà danh mục ghi cho chỉ tiêu",
        "misplaced_mark": "đặt dấu ngăn cách sai chỗ, không biết chắc là số nào",
    }
    faulty = figures[figures["faults"].map(bool).astype(bool)]
    for fault, says in texts.items():
        having = [fault in faults for faults in faulty["faults"]]
        found = faulty[having] if any(having) else faulty[:0]
        for section, group in found.groupby("section", sort=False):
            shown = ", ".join(group["printed"].drop_duplicates()[:4]) + (
                " và các số khác" if group["printed"].nunique() > 4 else ""
            )
            org = group["org"].iloc[0] if group["org"].nunique() == 1 else report.whole_area()
            make = remark("notation", section, org, tuple(group.index))
            severity = SLIP_SEVERITIES.get(fault, "info")
            yield make(fault, severity, f"{len(group)} số {says}: {shown}.".replace("….", "…"))


def _statuses(report: Report, follows: Mapping[str, str]) -> Iterable[Remark]:
    """A whole with some of its parts but not all: the reader cannot check it, but may be told what
    the parts must be.
    """
    indicators, figures = report.catalog.indicators, report.figures
    stated = set(zip(figures["indicator"], figures["org"], strict=True))
    for (whole, breakdown), codes in report.catalog.breakdowns().items():
        members = [whole, *codes]
        for org in dict.fromkeys(o for i, o in sorted(stated) if i in members):
            missing = [code for code in members if (code, org) not in stated]
            present = [code for code in members if (code, org) in stated]
            # a breakdown that the report does not give at all lacks nothing
            if missing and len(present) > 1:
                names = ", ".join(within_sentence(indicators.at[code, "name"]) for code in missing)
                ids = [
                    figures.index[(figures["indicator"] == c) & (figures["org"] == org)][0]
                    for c in present
                ]
                make = remark("missing", indicators.at[whole, "section"], org, tuple(ids))
                name = open_sentence(report.catalog.name(org))
                beside = _beside(indicators, whole) if follows else []
                told = [c for c in dict.fromkeys([*missing, *beside]) if fact(c, org) in follows]
                known = [
                    f"{within_sentence(indicators.at[code, 'name'])} {follows[fact(code, org)]}"
                    for code in told
                ]
                if told == missing and len(told) == 1:
                    known = [follows[fact(missing[0], org)]]
                rest = f"; theo các số đã ghi, {', '.join(known)}."
                if not known:
                    rest = ", nên không kiểm tra được tổng."
                said = f"{name}: không có số liệu về {names}{rest}"
                mark = f":{breakdown}" if breakdown else ""
                found = make(f"{whole}:{org}{mark}", "info", said)
                yield replace(found, lacking=tuple(fact(code, org) for code in missing))


def _beside(indicators: pd.DataFrame, whole: str) -> list[str]:
    """Name the other parts of what a whole is itself a part of."""
    of = indicators.at[whole, "part_of"]
    return [code for code in indicators.index[indicators["part_of"] == of] if of and code != whole]


def _required(report: Report) -> Iterable[Remark]:
    """Tell of indicators that the catalogue asks of an org and the report does not state."""
    indicators = report.catalog.known_on(report.quarter.end.isoformat())
    stated = set(zip(report.figures["indicator"], report.figures["org"], strict=True))
    for code, row in indicators[indicators["required_of"] != ""].iterrows():
        asked = [org for word in row["required_of"].split() for org in report.members(word)]
        for org in report.catalog.in_order(asked):
            if (code, org) not in stated:
                make = remark("missing", row["section"], org, ())
                name = open_sentence(report.catalog.name(org))
                said = f"{name}: không có số liệu về {within_sentence(row['name'])}, là số phải có."
                yield make(f"{code}:{org}:required", "info", said)


def _two_windows(report: Report) -> Iterable[Remark]:
    """Name both windows where one indicator is counted over two: the numbers need not agree."""
    figures = report.figures
    facts = fact_of_figures(report)
    others: dict[tuple[str, str], dict[str, str]] = {}
    for figure, name in facts.items():
        if when_of(name):
            others.setdefault(split_fact(name), {}).setdefault(name, figure)
    for (indicator, org), found in others.items():
        own = next(figure for figure, name in facts.items() if name == fact(indicator, org))
        ids = (own, *found.values())
        told = ", ".join(
            f"{figures.at[i, 'printed']} (kỳ {figures.at[i, 'window_start'] or '…'}–"
            f"{figures.at[i, 'window_end'] or '…'})"
            for i in ids
        )
        name = report.catalog.name(indicator)
        make = remark("window", figures.at[own, "section"], org, ids)
        said = f"{name} được ghi cho nhiều kỳ: {told}; các số này không so với nhau."
        yield make(f"several:{indicator}:{org}", "info", said)
