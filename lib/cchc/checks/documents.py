"""Check what no equation can say: windows, citations, unit names, ways of writing, missing
statuses.
"""

import itertools
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from cchc.model.folder import Report
from cchc.model.numbers import FigureError, format_date, parse_date
from errloc.rules import Severity

from .wording import open_sentence, within_sentence

SYMBOLS = {
    "BC",
    "CT",
    "CV",
    "ĐA",
    "HD",
    "KH",
    "KL",
    "NĐ",
    "NQ",
    "QĐ",
    "QC",
    "TB",
    "TT",
    "TTr",
    "CTr",
}
KIND_OF_SYMBOL = {
    "NĐ": "Nghị định",
    "NQ": "Nghị quyết",
    "QĐ": "Quyết định",
    "KH": "Kế hoạch",
    "BC": "Báo cáo",
    "TTr": "Tờ trình",
    "ĐA": "Đề án",
    "CT": "Chỉ thị",
}
WITHOUT_SYMBOL = ("Luật", "Tiêu chuẩn")

_NORMATIVE = re.compile(r"(\d+)/(\d{4})/([\wĐ]+)-([\w-]+)")
_LETTER = re.compile(r"(\d+)/([\wĐ]+)-([\wĐ-]+)")
_PARTY = re.compile(r"(\d+)-([\wĐ]+)/([\wĐ]+)")


@dataclass(frozen=True)
class Remark:
    """Something to look at: its stable key, what it says, and the figures it speaks of."""

    key: str
    kind: str
    severity: Severity
    section: str
    org: str
    figures: tuple[str, ...]
    says: str


def check_documents(report: Report) -> list[Remark]:
    """Run every check of this module over a quarter, in a fixed order."""
    return [
        *_windows(report),
        *_citation_dates(report),
        *_citation_symbols(report),
        *_citation_twins(report),
        *_citation_order(report),
        *_names(report),
        *_negatives(report),
        *_notation(report),
        *_statuses(report),
    ]


def _windows(report: Report) -> Iterable[Remark]:
    figures, quarter = report.figures, report.quarter
    stated = figures[(figures["window_start"] != "") | (figures["window_end"] != "")]
    keys = ["section", "window_start", "window_end"]
    for (section, start_text, end_text), group in stated.groupby(keys, sort=False):
        start, end = parse_date(start_text), parse_date(end_text)
        span = f"Kỳ số liệu {start_text or '…'} đến {end_text or '…'}"
        org = group["org"].iloc[0] if group["org"].nunique() == 1 else "area"
        make = _remark("window", section, org, tuple(group.index))
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
                f"{span}: khác kỳ báo cáo quý theo quy định ({window}); không so trực tiếp được với"
                " số cả quý."
            )
            yield make(f"other:{start_text}:{end_text}", "info", said)


def _is_statutory(start: date | None, end: date | None, quarter) -> bool:
    return start in (None, quarter.start) and end in (None, quarter.end)


def _is_calendar(start: date | None, end: date | None, quarter) -> bool:
    first = date(quarter.year, 3 * quarter.number - 2, 1)
    last = (quarter.end + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return (start is None or start == first) and end == last


def _remark(kind: str, section: str, org: str, figures: tuple[str, ...]):
    def make(key: str, severity: Severity, says: str) -> Remark:
        return Remark(f"{kind}:{section}:{key}", kind, severity, section, org, figures, says)

    return make


def _dated(citations: pd.DataFrame) -> pd.DataFrame:
    def read(text: str) -> date | None:
        try:
            return parse_date(text)
        except FigureError:
            return None

    return citations.assign(day=[read(text) for text in citations["date"]])


def _citation_dates(report: Report) -> Iterable[Remark]:
    for row in _dated(report.citations).drop_duplicates(["number", "date", "section"]).itertuples():
        make = _remark("citation", row.section, "city", ())
        year = _NORMATIVE.fullmatch(row.number)
        if row.date and pd.isna(row.day):
            said = f"{row.kind} {row.number}: “{row.date}” không phải là ngày có thật."
            yield make(f"{row.number}:day", "error", said)
        elif row.day and year and row.day.year != int(year[2]):
            said = (
                f"{row.kind} {row.number} ghi ngày {row.date}: năm của số hiệu và năm ban hành khác"
                " nhau."
            )
            yield make(f"{row.number}:{row.date}:year", "error", said)
        elif row.day and row.day > report.meta.dated:
            said = f"{row.kind} {row.number} ghi ngày {row.date}, sau ngày báo cáo."
            yield make(f"{row.number}:{row.date}:late", "error", said)


def _symbol(number: str) -> tuple[str, str] | None:
    """Take type and agency out of a number: '9137/QĐ-UBND' => ('QĐ', 'UBND')."""
    if found := _NORMATIVE.fullmatch(number):
        return found[3], found[4]
    if found := _PARTY.fullmatch(number):
        return found[2], found[3]
    found = _LETTER.fullmatch(number)
    return (found[2], found[3]) if found else None


def _citation_symbols(report: Report) -> Iterable[Remark]:
    citations = report.citations[~report.citations["kind"].isin(WITHOUT_SYMBOL)].drop_duplicates(
        "number"
    )
    agencies = {
        symbol[0]
        for n in citations["number"]
        if (symbol := _symbol(n)) and symbol[0] not in SYMBOLS
    }
    for row in citations.itertuples():
        make = _remark("citation", row.section, "city", ())
        symbol = _symbol(row.number)
        if symbol is None:
            said = (
                f"Số hiệu “{row.number}” không đúng mẫu ghi số và ký hiệu văn bản; xem lại dấu"
                " gạch."
            )
            yield make(f"{row.number}:symbol", "warning", said)
        elif row.kind in KIND_OF_SYMBOL.values() and symbol[0] not in SYMBOLS:
            said = (
                f"Ký hiệu “{symbol[0]}” trong {row.kind} {row.number} không phải là ký hiệu của"
                " loại văn bản nào."
            )
            yield make(f"{row.number}:symbol", "error", said)
        elif row.kind == "Công văn" and symbol[0] not in agencies:
            yield make(
                f"{row.number}:symbol",
                "warning",
                f"Công văn {row.number} mang ký hiệu của loại văn bản khác.",
            )


def _citation_twins(report: Report) -> Iterable[Remark]:
    cited = report.citations
    year = [m[1] + "/" + m[2] if (m := _NORMATIVE.fullmatch(n)) else "" for n in cited["number"]]
    normative = cited.assign(act=pd.Series(year, dtype=object, index=cited.index))
    normative = normative[normative["act"] != ""]
    for act, group in normative.groupby("act", sort=False):
        if group["number"].nunique() > 1:
            names = " và ".join(dict.fromkeys(group["kind"] + " " + group["number"]))
            make = _remark("citation", group["section"].iloc[0], "city", ())
            said = (
                f"Số {act} được viện dẫn với các loại văn bản khác nhau: {names}; cần đối chiếu bản"
                " gốc."
            )
            yield make(f"{act}:types", "warning", said)
    dated = cited[cited["date"] != ""]
    for (number, issuer), group in dated.groupby(["number", "issuer"], sort=False):
        days = {parse_date(text) for text in group["date"] if _is_day(text)}
        if len(days) > 1:
            listed = ", ".join(sorted(format_date(day) for day in days))
            make = _remark("citation", group["section"].iloc[0], "city", ())
            yield make(
                f"{number}:{issuer}:dates",
                "error",
                f"Văn bản {number} được ghi nhiều ngày khác nhau: {listed}.",
            )


def _is_day(text: str) -> bool:
    try:
        return parse_date(text) is not None
    except FigureError:
        return False


def _citation_order(report: Report) -> Iterable[Remark]:
    """Within one issuer, type and year numbers grow with dates; say which single number breaks the
    order.
    """
    rows = _dated(report.citations)
    rows = rows[rows["day"].notna()].drop_duplicates(["number", "issuer"])
    series: dict[tuple, list] = {}
    for row in rows.itertuples():
        symbol, head = _symbol(row.number), re.match(r"\d+", row.number)
        act = _NORMATIVE.fullmatch(row.number)
        # a number whose year contradicts its date is told already; it would break any order
        if symbol and head and not (act and int(act[2]) != row.day.year):
            series.setdefault((row.issuer, *symbol, row.day.year), []).append((int(head[0]), row))
    for (issuer, kind, *_), members in series.items():
        ordered = sorted(members, key=lambda m: (m[0], m[1].day))
        for (_, before), (_, after) in itertools.pairwise(ordered):
            if before.day > after.day and before.number != after.number:
                make = _remark("citation", after.section, "city", ())
                said = (
                    f"{issuer}: {before.number} ghi ngày {before.date} nhưng số lớn hơn"
                    f" {after.number} lại ghi ngày {after.date}; một trong hai ngày hoặc hai số bị"
                    " ghi sai."
                )
                yield make(f"{kind}:{before.number}:{after.number}:order", "warning", said)


def _names(report: Report) -> Iterable[Remark]:
    figures, orgs = report.figures, report.catalog.orgs
    printed = figures[figures["note"].str.startswith("tên in: ")].drop_duplicates(
        ["section", "org"]
    )
    for figure, row in printed.iterrows():
        name, proper = row["note"].removeprefix("tên in: "), orgs.at[row["org"], "name"]
        if _plain(proper) in _plain(name) and proper.casefold() not in name.casefold():
            make = _remark("name", row["section"], row["org"], (figure,))
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
        make = _remark("negative", row["section"], row["org"], (figure,))
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
        "misplaced_mark": "đặt dấu ngăn cách sai chỗ, không biết chắc là số nào",
    }
    for fault, says in texts.items():
        found = figures[
            figures["faults"].map(lambda faults, fault=fault: fault in faults).astype(bool)
        ]
        for section, group in found.groupby("section", sort=False):
            shown = ", ".join(group["printed"].drop_duplicates()[:4]) + (
                " và các số khác" if group["printed"].nunique() > 4 else ""
            )
            org = group["org"].iloc[0] if group["org"].nunique() == 1 else "area"
            make = _remark("notation", section, org, tuple(group.index))
            severity = "error" if fault == "misplaced_mark" else "info"
            yield make(fault, severity, f"{len(group)} số {says}: {shown}.".replace("….", "…"))


def _statuses(report: Report) -> Iterable[Remark]:
    """A whole with some of its parts but not all: the reader cannot check it."""
    indicators, figures = report.catalog.indicators, report.figures
    stated = set(zip(figures["indicator"], figures["org"], strict=True))
    complete = indicators[
        (indicators["part_of"] != "") & (indicators["whole_is_complete"] == "yes")
    ]
    for whole, group in complete.groupby("part_of", sort=False):
        members = [whole, *group.index]
        for org in dict.fromkeys(o for i, o in sorted(stated) if i == whole or i in group.index):
            missing = [code for code in members if (code, org) not in stated]
            present = [code for code in members if (code, org) in stated]
            if missing and len(present) > 1:
                names = ", ".join(within_sentence(indicators.at[code, "name"]) for code in missing)
                ids = [
                    figures.index[(figures["indicator"] == c) & (figures["org"] == org)][0]
                    for c in present
                ]
                make = _remark("missing", indicators.at[whole, "section"], org, tuple(ids))
                name = open_sentence(report.catalog.name(org))
                said = f"{name}: không có số liệu về {names}, nên không kiểm tra được tổng."
                yield make(f"{whole}:{org}", "info", said)
