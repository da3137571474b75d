"""Letters in Word to the units that must answer before a report is signed, one for each."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from pathlib import Path

from docx import Document

from cchc.annex.columns import PORTRAIT
from cchc.annex.word import pack_document
from cchc.annex.word_frame import set_styles, size_page
from cchc.annex.word_markup import Element, add_run, make_paragraph
from cchc.annex.word_tables import Fill, draw_grid
from cchc.checks.suggestions import say_should_be
from cchc.checks.wording import within_sentence
from cchc.model.addressing import COMMITTEE, address
from cchc.model.guarded import write_new_file
from cchc.model.numbers import format_date
from cchc.report.checked import CheckedReport
from cchc.report.queries import Query, list_queries

_STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
_UNDATED = "ngày … tháng … năm …"


def write_letters(
    report: CheckedReport, folder: Path, until: date | None = None
) -> tuple[list[Path], list[Query]]:
    """Write a letter for each unit that has to answer; give the files, and what is left to the
    report's own author.

    `until` is the day by which an answer is asked for; without one its place stays open. The same
    report gives the same bytes. A file that is there and says the same stays; one that says
    something else is not written over: raises InputError.
    """
    asked, own = list_queries(report)
    letters = {
        folder / f"{report.quarter}-{org}.docx": _write_letter(report, org, queries, until)
        for org, queries in asked.items()
    }
    if letters:
        folder.mkdir(parents=True, exist_ok=True)
    for path, content in letters.items():
        if not (path.is_file() and path.read_bytes() == content):
            write_new_file(path, content)
    return list(letters), own


def _write_letter(
    report: CheckedReport, org: str, queries: list[Query], until: date | None
) -> bytes:
    document = Document()
    set_styles(document)
    size_page(document.sections[0], landscape=False)
    about = document.core_properties
    about.title, about.author = _subject(report), report.meta.authority
    about.last_modified_by, about.language, about.comments = report.meta.authority, "vi-VN", ""
    about.created = about.modified = datetime.combine(report.meta.dated, time())
    for block in _lay_letter(report, org, queries, until):
        document.element.body.sectPr.addprevious(block)
    return pack_document(document)


def _lay_letter(
    report: CheckedReport, org: str, queries: list[Query], until: date | None
) -> Iterator[Element]:
    unit, authority = address(report.catalog.org_rows[org]), report.meta.authority
    full = authority.replace("UBND", COMMITTEE)
    heads = ((full.upper(), {"b": ""}), (_STATE, {"b": ""}))
    below = ((f"Số: …\n{_subject(report)}", {}), (f"…, {_UNDATED}", {"i": ""}))
    yield _beside(heads, below)
    yield make_paragraph("ListParagraph")
    yield _line("Centred", f"Kính gửi: {unit}", {"b": ""})
    title = f"Báo cáo {within_sentence(report.meta.title)} {report.quarter.label}"
    yield _line(
        "BodyText",
        f"Qua kiểm tra {title}, {full} nhận thấy một số số liệu liên quan đến đơn vị chưa"
        f" thống nhất với nhau. Để báo cáo chính xác trước khi ký, {authority} đề nghị {unit} kiểm"
        " tra, xác nhận các nội dung sau:",
    )
    for number, query in enumerate(queries, 1):
        yield from _lay_query(report, number, query)
    day = f"ngày {format_date(until)}" if until else _UNDATED
    yield _line(
        "BodyText",
        f"Đề nghị {unit} trả lời bằng văn bản trước {day} để {authority} tổng hợp. Trân trọng cảm"
        " ơn sự phối hợp của đơn vị.",
    )
    yield make_paragraph("ListParagraph")
    receivers = ("Nơi nhận:\n- Như trên;\n- Lưu: VT.", {"i": "", "sz": "22"})
    yield _beside(
        (receivers, ("QUYỀN HẠN, CHỨC VỤ CỦA NGƯỜI KÝ\n\n\n\n(Chữ ký, họ và tên)", {"b": ""}))
    )


def _lay_query(report: CheckedReport, number: int, query: Query) -> Iterator[Element]:
    figures = report.figures
    places = dict.fromkeys(
        f"mục {figures.at[i, 'section']}, {figures.at[i, 'place']}".rstrip(", ")
        for i in query.figures
    )
    paragraph = make_paragraph("BodyText", together=True)
    add_run(paragraph, f"{number}. {_capital('; '.join(places))}. ", {"b": ""})
    add_run(paragraph, " ".join(finding.says for finding in query.findings))
    yield paragraph
    if len(query.case.suspects) > 1 and not all(s.certain for s in query.case.suspects):
        asked = "Chưa xác định được số nào cần sửa. Đề nghị đơn vị kiểm tra từng số sau:"
        yield _line("BodyText", asked)
    for suspect in query.suspects:
        name = report.catalog.name(figures.at[suspect.figure, "indicator"])
        asked = f"Số liệu “{name}” của đơn vị đúng là bao nhiêu? Báo cáo ghi {suspect.printed}"
        if suspect.suggested:
            asked += f"; nếu các số liệu còn lại đúng thì số này {say_should_be(suspect.suggested)}"
        yield _line("ListBullet", f"{asked}.")
    if not query.suspects:
        printed = dict.fromkeys(
            f"“{report.catalog.name(figures.at[i, 'indicator'])}” (báo cáo ghi"
            f" {figures.at[i, 'printed']})"
            for i in query.figures
        )
        asked = "Số nào sau đây cần đính chính, số đúng là bao nhiêu"
        yield _line("ListBullet", f"{asked}: {', '.join(printed)}?")


def _subject(report: CheckedReport) -> str:
    title = within_sentence(report.meta.title)
    return f"V/v xác nhận số liệu Báo cáo {title} {report.quarter.label}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _line(style: str, text: str, looks: Mapping[str, str] | None = None) -> Element:
    paragraph = make_paragraph(style)
    add_run(paragraph, text, looks)
    return paragraph


def _beside(*rows: tuple[tuple[str, Mapping[str, str]], tuple[str, Mapping[str, str]]]) -> Element:
    """Lay two texts beside each other in each row, without lines."""

    def fill(text: str, looks: Mapping[str, str]) -> Fill:
        return lambda paragraph: add_run(paragraph, text, looks)

    cells = [[fill(*left), fill(*right)] for left, right in rows]
    widths = [PORTRAIT * 0.45, PORTRAIT * 0.55]
    return draw_grid([], cells, ["center", "center"], widths, lines=False)
