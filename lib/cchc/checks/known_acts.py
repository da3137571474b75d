"""Hold cited documents against the register: dates that differ, documents that were out of force.

A document that the register does not have was not compared; nothing is found on it here.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cchc.model.folder import Report
from cchc.model.legal_register import KnownDocument
from cchc.model.numbers import FigureError, format_date, parse_date

from .remarks import Remark, remark
from .symbols import act_of, with_dyet

NOT_COMPARED = "chưa đối chiếu bản gốc"
# a number that holds its year is given once; others begin anew every year or term
_YEARLY = re.compile(r"\d+/\d{4}/")
# many issuers use these symbols
_LOCAL = re.compile(r"-(UBND|HĐND)$")


@dataclass(frozen=True)
class Compared:
    """What the register knows of a cited document, and whether the printed date is one of its."""

    known: tuple[KnownDocument, ...]
    agrees: bool
    day: date | None


def compare_document(
    documents: Sequence[KnownDocument], number: str, kind: str, issuer: str, day: date | None
) -> Compared:
    """Look a citation up by its number, or for a document of its kind by another name. Of several
    with one number those of the printed date count, where there are any.
    """
    name = _plain(number)
    found = [
        each
        for each in documents
        if (_plain(each.number) == name or (each.kind == kind and name in map(_plain, each.also)))
        and (not _LOCAL.search(each.number) or _plain(each.issuer) == _plain(issuer))
    ]
    same = [each for each in found if day and each.dated == day]
    if same or not day:
        return Compared(tuple(same or found), bool(same), day)
    if not _YEARLY.match(number):
        found = [each for each in found if each.dated is None]
    return Compared(tuple(found), False, day)


def _plain(text: str) -> str:
    return "".join(with_dyet(text).casefold().split())


def say_compared(compared: Compared, on: date) -> str:
    """Say in a few words how a citation stands against the register on the day of the report."""
    if not compared.known:
        return NOT_COMPARED
    told = []
    dated = [each.dated for each in compared.known if each.dated]
    if compared.agrees:
        told.append("khớp ngày ban hành")
    elif compared.day and dated:
        told.append(f"ngày ban hành theo danh mục: {_say_days(dated)}")
    elif dated:
        told.append(f"ban hành ngày {_say_days(dated)}")
    told += dict.fromkeys(filter(None, (_say_force(each, on) for each in compared.known)))
    return "; ".join(told) or "có trong danh mục"


def _say_days(days: Sequence[date]) -> str:
    return " hoặc ".join(format_date(day) for day in dict.fromkeys(days))


def _say_force(document: KnownDocument, on: date) -> str:
    if document.until and document.until < on:
        return f"hết hiệu lực từ {_say_end(document)}"
    if document.in_force and document.in_force > on:
        return f"có hiệu lực từ ngày {format_date(document.in_force)}"
    if document.known_on and document.known_on < on:
        return f"tình trạng hiệu lực tra đến ngày {format_date(document.known_on)}"
    return "còn hiệu lực" if document.in_force else ""


def _say_end(document: KnownDocument) -> str:
    day = format_date(document.until + timedelta(days=1))
    by = f", thay bằng {document.replaced_by}" if document.replaced_by else ""
    return f"ngày {day}{by}"


def check_register(report: Report) -> Iterable[Remark]:
    """Tell of citations whose date differs from the register's, and of documents that were out of
    force on the day of the report, in the report's order.
    """
    documents, on = report.catalog.documents, report.meta.dated
    told: set[str] = set()
    for row in report.citations.drop_duplicates(["number", "date"]).itertuples():
        day = read_day(row.date)
        compared = compare_document(documents, row.number, row.kind, row.issuer, day)
        make = remark("citation", row.section, report.authority, ())
        act = act_of(row.number)
        # a year that contradicts the number's own is told with what the register knows of both
        if compared.known and day and not compared.agrees and not (act and int(act[1]) != day.year):
            document = compared.known[0]
            if document.dated:
                said = (
                    f"{row.kind} {row.number} ghi ngày {row.date}; theo danh mục văn bản, ngày ban"
                    f" hành là {format_date(document.dated)}{_say_doubt(document)}."
                )
                severity = "error" if document.confirmed else "warning"
                yield make(f"{row.number}:{row.date}:known", severity, said)
        ended = [each for each in compared.known if each.until and each.until < on]
        if ended and len(ended) == len(compared.known) and row.number not in told:
            told.add(row.number)
            ends = " và ".join(dict.fromkeys(_say_end(each) for each in ended))
            named = "" if row.number in (d.number for d in ended) else _name_all(ended)
            said = (
                f"{row.kind} {row.number}{named}: hết hiệu lực từ {ends}, trước ngày báo cáo; kiểm"
                f" tra văn bản đang áp dụng{_say_doubt(ended[0])}."
            )
            yield make(f"{row.number}:ended", "warning", said)


def _name_all(documents: Sequence[KnownDocument]) -> str:
    return f" ({', '.join(each.number for each in documents)})"


def _say_doubt(document: KnownDocument) -> str:
    return "" if document.confirmed else " (danh mục chưa đối chiếu bản gốc)"


def say_act_of_day(report: Report, number: str, kind: str, issuer: str, day: date) -> str:
    """Say what the register knows where number and date contradict each other: the document of
    that date, else the date of that number; "" where it knows neither.
    """
    documents = report.catalog.documents
    head, ending = number.partition("/")[0], number.rpartition("/")[2]
    for each in documents:
        parts = (each.number.partition("/")[0], each.number.rpartition("/")[2])
        if each.dated == day and parts == (head, ending):
            named = f"{each.kind} {each.number} ({each.title})"
            return f"theo danh mục văn bản, ngày này là của {named}"
    known = compare_document(documents, number, kind, issuer, None).known
    dated = [each.dated for each in known if each.dated]
    return f"theo danh mục văn bản, số này ban hành ngày {_say_days(dated)}" if dated else ""


def read_day(text: str) -> date | None:
    """Read a printed date; None for a text that names no day."""
    try:
        return parse_date(text)
    except FigureError:
        return None


def compare_citation(report: Report, number: str, kind: str, issuer: str, day: date | None) -> str:
    """Say how a cited document stands against the register on the day of the report."""
    found = compare_document(report.catalog.documents, number, kind, issuer, day)
    return say_compared(found, report.meta.dated)


def count_compared(report: Report) -> tuple[int, int]:
    """Count the documents cited, and those of them that the register has."""
    cited = report.citations.drop_duplicates(["number", "issuer"])
    said = [
        compare_citation(report, row.number, row.kind, row.issuer, read_day(row.date))
        for row in cited.itertuples()
    ]
    return len(said), sum(text != NOT_COMPARED for text in said)
