"""Check the documents that a report cites: number, symbol, date; propose what they should be."""

import itertools
import re
from collections.abc import Iterable
from datetime import date

import pandas as pd

from cchc.model.folder import Report
from cchc.model.numbers import format_date, parse_date

from .known_acts import check_register, read_day, say_act_of_day
from .remarks import Remark, remark
from .symbols import (
    KIND_OF_SYMBOL,
    SYMBOLS,
    act_of,
    has_eth,
    propose_numbers,
    propose_symbols,
    symbol_of,
    with_dyet,
)

WITHOUT_SYMBOL = ("Luật", "Tiêu chuẩn")

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY = re.compile(r"(\d{1,2})(/| tháng )(\d{1,2})(/| năm )(\d{4})")


def check_citations(report: Report) -> Iterable[Remark]:
    """Run every check of this module, in a fixed order."""
    yield from _dates(report)
    yield from _symbols(report)
    yield from _twins(report)
    yield from _order(report)
    yield from check_register(report)


def _dated(citations: pd.DataFrame) -> pd.DataFrame:
    return citations.assign(day=[read_day(text) for text in citations["date"]])


def _dates(report: Report) -> Iterable[Remark]:
    rows = _dated(report.citations).drop_duplicates(["number", "date", "section"])
    last = report.meta.dated
    for row in rows.itertuples():
        make = remark("citation", row.section, report.authority, ())
        act = act_of(row.number)
        if row.date and pd.isna(row.day):
            yield make(f"{row.number}:day", "error", _say_no_day(row.kind, row.number, row.date))
        elif row.day and act and row.day.year != int(act[1]):
            known = say_act_of_day(report, row.number, row.kind, row.issuer, row.day)
            said = (
                f"{row.kind} {row.number} ghi ngày {row.date}: năm của số hiệu và năm ban hành khác"
                f" nhau; {known or f'có lẽ là {_say_either_year(row.number, row.day, act, last)}'}."
            )
            yield make(f"{row.number}:{row.date}:year", "error", said)
        elif row.day and row.day > last:
            said = f"{row.kind} {row.number} ghi ngày {row.date}, sau ngày báo cáo."
            before = _in_year(row.day, row.day.year - 1)
            if before and before <= last:
                said = f"{said[:-1]}; có lẽ là ngày {format_date(before)}."
            yield make(f"{row.number}:{row.date}:late", "error", said)


def _say_no_day(kind: str, number: str, text: str) -> str:
    if found := _ISO.fullmatch(text):
        try:
            day = format_date(date(*map(int, found.groups())))
        except ValueError:
            day = ""
        if day:
            return (
                f"{kind} {number}: ngày được gõ là “{text}”; ghi lại như in trong báo cáo, theo thứ"
                f" tự ngày, tháng, năm, có lẽ là {day}."
            )
    said = f"{kind} {number}: “{text}” không phải là ngày có thật"
    days = [format_date(day) for day in _possible_days(text)]
    return f"{said}; có lẽ là {' hoặc '.join(days)}." if days else f"{said}."


def _possible_days(text: str) -> list[date]:
    """Propose days for a date that no calendar has: day and month exchanged, else the month's last
    day.
    """
    found = _DAY.fullmatch(text.removeprefix("ngày ").strip())
    if not found:
        return []
    day, month, year = int(found[1]), int(found[3]), int(found[5])
    try:
        return [date(year, day, month)] if month > 12 else [_last_day(year, month)]
    except ValueError:
        return []


def _last_day(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


def _in_year(day: date, year: int) -> date | None:
    try:
        return day.replace(year=year)
    except ValueError:
        return None


def _say_either_year(number: str, day: date, act: tuple[str, str], last: date) -> str:
    """Propose the date of the number's year, and the number of the date's year."""
    told = []
    moved = _in_year(day, int(act[1]))
    if moved and moved <= last:
        told.append(f"ngày {format_date(moved)}")
    told.append(f"số {number.replace(f'/{act[1]}/', f'/{day.year}/', 1)}")
    return " hoặc ".join(told)


def _symbols(report: Report) -> Iterable[Remark]:
    cited = report.citations
    citations = cited[~cited["kind"].isin(WITHOUT_SYMBOL)].drop_duplicates("number")
    agencies = {
        symbol[0]
        for n in citations["number"]
        if (symbol := symbol_of(with_dyet(n))) and symbol[0] not in SYMBOLS
    }
    # as the same issuer's other documents are written, its own way is the likeliest
    written = list(zip(cited["issuer"], cited["number"], strict=True))
    for row in citations.itertuples():
        make = remark("citation", row.section, report.authority, ())
        number = with_dyet(row.number)
        symbol = symbol_of(number)
        if has_eth(row.number):
            said = (
                f"{row.kind} {row.number}: chữ “Ð” trong ký hiệu là chữ của tiếng khác, nhìn giống"
                f" chữ Đ nhưng tìm kiếm không thấy; ghi lại là {number}."
            )
            yield make(f"{row.number}:letter", "warning", said)
        if symbol is None:
            own = [n for issuer, n in written if issuer == row.issuer]
            said = (
                f"Số hiệu “{row.number}” không đúng mẫu ghi số và ký hiệu văn bản; xem lại dấu"
                f" gạch{_say_alternatives(propose_numbers(number, row.kind, own))}."
            )
            yield make(f"{row.number}:symbol", "warning", said)
        elif row.kind in KIND_OF_SYMBOL.values() and symbol[0] not in SYMBOLS:
            said = (
                f"Ký hiệu “{symbol[0]}” trong {row.kind} {row.number} không phải là ký hiệu của"
                f" loại văn bản nào{_say_alternatives(propose_symbols(number, symbol, row.kind))}."
            )
            yield make(f"{row.number}:symbol", "error", said)
        elif row.kind == "Công văn" and symbol[0] not in agencies:
            yield make(
                f"{row.number}:symbol",
                "warning",
                f"Công văn {row.number} mang ký hiệu của loại văn bản khác.",
            )


def _say_alternatives(numbers: list[str]) -> str:
    return f"; có lẽ là {' hoặc '.join(numbers)}" if numbers else ""


def _twins(report: Report) -> Iterable[Remark]:
    cited = report.citations
    acts = ["/".join(act_of(number) or ()) for number in cited["number"]]
    normative = cited.assign(act=pd.Series(acts, dtype=object, index=cited.index))
    normative = normative[normative["act"] != ""]
    for act, group in normative.groupby("act", sort=False):
        if group["number"].nunique() > 1:
            names = " và ".join(dict.fromkeys(group["kind"] + " " + group["number"]))
            make = remark("citation", group["section"].iloc[0], report.authority, ())
            held = [d for d in report.catalog.documents if "/".join(act_of(d.number) or ()) == act]
            known = f" danh mục văn bản có {held[0].kind} {held[0].number};" if held else ""
            said = (
                f"Số {act} được viện dẫn với các loại văn bản khác nhau: {names};{known} cần đối"
                " chiếu bản gốc."
            )
            yield make(f"{act}:types", "warning", said)
    dated = cited[cited["date"] != ""]
    for (number, issuer), group in dated.groupby(["number", "issuer"], sort=False):
        days = {parse_date(text) for text in group["date"] if read_day(text)}
        if len(days) > 1:
            listed = ", ".join(sorted(format_date(day) for day in days))
            make = remark("citation", group["section"].iloc[0], report.authority, ())
            yield make(
                f"{number}:{issuer}:dates",
                "error",
                f"Văn bản {number} được ghi nhiều ngày khác nhau: {listed}.",
            )


def _order(report: Report) -> Iterable[Remark]:
    """Within one issuer, type and year numbers grow with dates; say which single number breaks the
    order.
    """
    rows = _dated(report.citations)
    rows = rows[rows["day"].notna()].drop_duplicates(["number", "issuer"])
    series: dict[tuple, list] = {}
    for row in rows.itertuples():
        symbol, head = symbol_of(with_dyet(row.number)), re.match(r"\d+", row.number)
        act = act_of(row.number)
        # a number whose year contradicts its date is told already; it would break any order
        if symbol and head and not (act and int(act[1]) != row.day.year):
            series.setdefault((row.issuer, *symbol, row.day.year), []).append((int(head[0]), row))
    for (issuer, kind, *_), members in series.items():
        ordered = sorted(members, key=lambda m: (m[0], m[1].day))
        for (_, before), (_, after) in itertools.pairwise(ordered):
            if before.day > after.day and before.number != after.number:
                make = remark("citation", after.section, report.authority, ())
                said = (
                    f"{issuer}: {before.number} ghi ngày {before.date} nhưng số lớn hơn"
                    f" {after.number} lại ghi ngày {after.date}; một trong hai ngày hoặc hai số bị"
                    " ghi sai."
                )
                yield make(f"{kind}:{before.number}:{after.number}:order", "warning", said)
