"""Forms as they come back: moved, merged, renamed, pasted over; what cannot be read is told by its
place.
"""

import zipfile
from dataclasses import replace

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

from cchc import read_report
from cchc.errors import FormError
from cchc.intake.opening import write_quarter
from cchc.intake.returned import read_form
from cchc.intake.returned_sheets import Expected
from cchc.model.quarter import Quarter

NEXT = Quarter(2030, 2)
FORM = {
    f"I.1:{code}:desk": Expected("%" if code.endswith("rate") else "hồ sơ", code.endswith("rate"))
    for code in ("received", "resolved", "pending", "on_time", "resolved_rate", "on_time_rate")
}
RECEIVED, RESOLVED, RATE = "I.1:received:desk", "I.1:resolved:desk", "I.1:resolved_rate:desk"


@pytest.fixture
def workbook(sound, open_form):
    """The desk's form of the next quarter, empty."""
    write_quarter(NEXT, sound.root)
    return open_form(read_report("2030Q2", sound.root), "desk")


@pytest.fixture
def back(workbook, fill):
    """Send the form back with values by figure and read it."""
    return lambda values=(), name="p.xlsx": read_form(
        fill(workbook, dict(values), name), NEXT, FORM, name
    )


def printed(returned) -> dict[str, str]:
    return {answer.figure: answer.printed for answer in returned.answers}


def test_answers_are_read_with_the_place_they_came_from(back):
    returned = back({RECEIVED: 1031, RESOLVED: "1.000"})
    assert printed(returned) == {RECEIVED: "1.031", RESOLVED: "1.000"}
    assert [(a.place, a.typed) for a in returned.answers] == [
        ("p.xlsx, I.1!D5", "1031"),
        ("p.xlsx, I.1!D6", "1.000"),
    ]
    assert returned.asked == set(FORM)
    assert returned.faults == returned.remarks == ()


def test_an_empty_form_has_no_answers_and_no_faults(back):
    returned = back()
    assert (returned.answers, returned.faults, returned.remarks) == ((), (), ())


def test_extra_rows_and_columns_and_renamed_and_reordered_sheets_change_nothing(
    workbook, back, entry
):
    for figure, value in ((RECEIVED, 10), (RESOLVED, 7)):
        entry(workbook, figure).value = value
    sheet = workbook["I.1"]
    sheet.insert_rows(2, 3)
    sheet.insert_cols(2, 2)
    sheet.title = "Hồ sơ của chúng tôi"
    sheet.append(["Ghi chú chung: số liệu đã đối chiếu", None, "cảm ơn"])
    workbook.create_sheet("Trang trống", 0)
    workbook.create_sheet("Tính nháp")["A1"] = 99
    workbook.move_sheet(sheet, offset=-5)
    returned = back()
    assert printed(returned) == {RECEIVED: "10", RESOLVED: "7"}
    assert [answer.place for answer in returned.answers] == [
        "p.xlsx, Hồ sơ của chúng tôi!F8",
        "p.xlsx, Hồ sơ của chúng tôi!F9",
    ]
    assert returned.faults == returned.remarks == ()


def test_rows_and_columns_may_change_places(workbook, back, entry):
    for figure, value in ((RECEIVED, 10), (RESOLVED, 7)):
        entry(workbook, figure).value = value
    sheet = workbook["I.1"]
    width = sheet.max_column
    rows = [
        [sheet.cell(row, column).value for column in range(1, width + 1)] for row in range(4, 11)
    ]
    for row, cells in zip(range(4, 11), [rows[0], *reversed(rows[1:])], strict=True):
        for column, value in enumerate(reversed(cells), 1):
            sheet.cell(row, column).value = value
    assert printed(back()) == {RECEIVED: "10", RESOLVED: "7"}


def test_a_sheet_copied_into_another_workbook_is_still_a_form(workbook, fill, tmp_path):
    source, other = workbook["I.1"], openpyxl.Workbook()
    for row in source.iter_rows(values_only=True):
        other.active.append(["" if value is None else value for value in row])
    path = fill(other, {})
    sheet = openpyxl.load_workbook(path)
    sheet.active["D5"] = "1 031"
    sheet.save(path)
    assert printed(read_form(path, NEXT, FORM, "p.xlsx")) == {RECEIVED: "1.031"}


def test_two_sheets_pasted_into_one_are_read_by_their_own_headings(workbook, back, entry):
    entry(workbook, RECEIVED).value = 10
    sheet = workbook["I.1"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4, max_row=6)]
    rows[2][3] = 7
    sheet.delete_rows(6)
    for row, cells in enumerate(rows[:1] + rows[2:], 20):
        for column, value in enumerate(
            [cells[3], *cells[:3], *cells[4:]], 1
        ):  # the entry stands first there
            sheet.cell(row, column).value = value
    returned = back()
    assert printed(returned) == {RECEIVED: "10", RESOLVED: "7"}
    assert [answer.cell for answer in returned.answers] == ["D5", "A21"]


def test_what_the_form_works_out_itself_is_not_an_answer_but_a_typed_rate_is(back):
    assert printed(back({RECEIVED: 10, RESOLVED: 7})) == {RECEIVED: "10", RESOLVED: "7"}
    assert printed(back({RATE: 0.7}))[RATE] == "70%"


def test_a_cell_merged_over_the_row_is_read_and_one_over_two_figures_is_not(workbook, back, entry):
    sheet = workbook["I.1"]
    sheet.merge_cells("D5:E5")
    sheet.merge_cells("D6:D7")
    returned = back({RECEIVED: 10, RESOLVED: 7})
    assert printed(returned) == {RECEIVED: "10"}
    says = "merged with another entry or heading; part it and type each number"
    assert returned.faults == (f"p.xlsx, I.1!D6: {says}", f"p.xlsx, I.1!D7: {says}")


def test_a_word_merged_over_two_figures_is_taken_for_neither(workbook, back):
    workbook["I.1"]["E5"] = "khoảng"
    workbook["I.1"].merge_cells("E5:E6")
    returned = back({RECEIVED: 10, RESOLVED: 7})
    assert returned.answers == ()
    assert [fault.split(": ")[1][:25] for fault in returned.faults] == 2 * [
        "merged with another entry"
    ]


@pytest.mark.parametrize("figures", [{}, {"I.1:received:desk": 10, "I.1:resolved:desk": "7"}])
def test_a_sheet_without_its_codes_is_told_when_anything_was_typed(workbook, back, entry, figures):
    columns = {cell.value: cell.column for cell in workbook["I.1"][4]}
    copy = workbook.copy_worksheet(workbook["I.1"])
    for figure, value in figures.items():
        copy.cell(entry(workbook, figure).row, columns["Kỳ này"]).value = value
    copy.delete_cols(columns["Mã 2030Q2"])
    returned = back()
    says = "p.xlsx, I.1 Copy: the column “Mã …” is gone, so nobody knows what its 2 entries count"
    assert len(returned.faults) == bool(figures)
    assert all(fault.startswith(says) for fault in returned.faults)


def test_a_sheet_without_codes_and_headings_is_known_by_the_names_in_its_rows(workbook, fill):
    name = workbook["I.1"]["A5"].value
    copy = workbook.copy_worksheet(workbook["I.1"])
    copy["D5"] = 10
    copy.delete_cols({cell.value: cell.column for cell in copy[4]}["Mã 2030Q2"])
    copy.delete_rows(4)
    form = FORM | {RECEIVED: replace(FORM[RECEIVED], name=name)}
    (fault,) = read_form(fill(workbook, {}), NEXT, form, "p.xlsx").faults
    assert fault.startswith("p.xlsx, I.1 Copy: the column “Mã …” is gone")
    assert "its 1 entries" in fault


def test_a_number_beside_an_open_entry_is_told(workbook, back):
    workbook["I.1"]["C5"], workbook["I.1"]["C6"] = 9, 7
    assert back({RECEIVED: 10}).remarks == (
        "p.xlsx, I.1!C6: 7 stands in another column than “Kỳ này” and was not read",
    )


def test_the_number_of_the_quarter_before_is_not_taken_through_a_merged_cell(workbook, back):
    assert workbook["I.1"]["C5"].value == "1.000"
    workbook["I.1"].merge_cells("C5:D5")
    returned = back()
    assert returned.answers == ()
    assert "merged with another entry or heading" in returned.faults[0]


def test_a_formula_counts_by_its_saved_value_and_is_told_without_one(workbook, fill, back):
    path = fill(workbook, {RECEIVED: "=4+6", RESOLVED: "=3+4"})
    assert [fault.split(": ")[0] for fault in back().faults] == ["p.xlsx, I.1!D5", "p.xlsx, I.1!D6"]
    assert "the formula has no saved value" in back().faults[0]
    saved = path.with_name("saved.xlsx")
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(saved, "w") as after:
        for name in before.namelist():
            content = before.read(name).replace(b"<f>4+6</f><v></v>", b"<f>4+6</f><v>10</v>")
            content = content.replace(b"<f>4+6</f><v />", b"<f>4+6</f><v>10</v>")
            after.writestr(name, content)
    returned = read_form(saved, NEXT, FORM, "saved.xlsx")
    assert printed(returned) == {RECEIVED: "10"}
    assert len(returned.faults) == 1


@pytest.mark.parametrize(
    ("value", "chosen", "note", "answers", "says"),
    [
        (30, "khoảng", "", [("30", "khoảng", "")], ""),
        (30, " Khoảng ", "", [("30", "khoảng", "")], ""),
        (30, "gần đúng", "đếm tay", [("30", "", "gần đúng; đếm tay")], ""),
        (
            None,
            "không có số liệu",
            "chưa triển khai",
            [("", "không có số liệu", "chưa triển khai")],
            "",
        ),
        ("Không có số liệu", None, "", [("", "không có số liệu", "")], ""),
        (0, None, "", [("0", "", "")], ""),
        (None, None, "chờ số của thuế", [], "no number, but 'chờ số của thuế'"),
        (None, "khoảng", "", [], "no number, but 'khoảng'"),
        (30, "không có số liệu", "", [], "a number ('30') and “không có số liệu” at once"),
        ("chưa có", None, "", [], "'chưa có' is not a number in hồ sơ"),
        ("   ", None, "", [], ""),
        (4.5, None, "", [], "4,5 is not a whole number"),
    ],
)
def test_what_a_unit_says_of_a_number(
    workbook, back, entry, beside, value, chosen, note, answers, says
):
    cell = entry(workbook, RECEIVED)
    cell.value, beside(cell, "Ghi rõ").value, beside(cell, "Ghi chú").value = (
        value,
        chosen,
        note or None,
    )
    returned = back()
    assert [(a.printed, a.qualifier, a.remark) for a in returned.answers] == answers
    told = [*returned.faults, *returned.remarks]
    assert len(told) == bool(says)
    assert all(
        line.startswith(f"p.xlsx, I.1!{cell.coordinate}: ") and says in line for line in told
    )


def test_a_number_without_a_code_is_told_and_not_read(workbook, back):
    workbook["I.1"]["D14"] = 123
    returned = back({RECEIVED: 10})
    assert returned.remarks == (
        "p.xlsx, I.1!D14: 123 stands in a row without a code and was not read",
    )


def test_a_figure_that_is_no_longer_expected_is_told(workbook, fill):
    less = {figure: expected for figure, expected in FORM.items() if figure != RECEIVED}
    returned = read_form(fill(workbook, {RECEIVED: 10}), NEXT, less, "p.xlsx")
    assert returned.faults == (
        f"p.xlsx, I.1!I5: {RECEIVED!r} is not expected in figures.csv; it was not read",
    )


def test_a_row_without_headings_over_it_is_told(workbook, back):
    workbook.create_sheet("Khác")["C7"] = RECEIVED
    assert back().faults == (
        "p.xlsx, Khác!C7: no headings “Kỳ này” and “Mã …” over this row; put them back",
    )


def test_a_stray_cell_at_the_far_end_costs_nothing(workbook, back):
    workbook["I.1"]["XFD1048576"] = "x"
    assert printed(back({RECEIVED: 10})) == {RECEIVED: "10"}


LABELLED = {
    figure: Expected(each.unit, each.computed, name, "Bộ phận một cửa")
    for (figure, each), name in zip(
        FORM.items(),
        (
            "Hồ sơ tiếp nhận",
            "Hồ sơ đã giải quyết",
            "Hồ sơ đang giải quyết",
            "Hồ sơ đúng hạn",
            "Tỷ lệ đã giải quyết",
            "Tỷ lệ đúng hạn",
        ),
        strict=True,
    )
}


def raised(text: str, mark: str, **look) -> CellRichText:
    return CellRichText(text, TextBlock(InlineFont(**look), mark))


@pytest.mark.parametrize(
    ("value", "font", "says"),
    [
        (raised("1566", "1", vertAlign="superscript"), None, "raised or lowered"),
        (raised("1566", "1", vertAlign="subscript"), None, "raised or lowered"),
        (raised("16", "15", strike=True), None, "struck out"),
        (15, Font(strike=True), "struck out"),
        ("15", Font(vertAlign="superscript"), "raised or lowered"),
    ],
)
def test_a_number_that_is_struck_or_raised_is_refused_by_its_cell(
    workbook, back, entry, value, font, says
):
    cell = entry(workbook, RECEIVED)
    cell.value = value
    if font:
        cell.font = font
    returned = back({RESOLVED: CellRichText("1.0", TextBlock(InlineFont(b=True), "31"))})
    assert printed(returned) == {RESOLVED: "1.031"}
    assert len(returned.faults) == 1
    assert returned.faults[0].startswith("p.xlsx, I.1!D5: a part of it is")
    assert says in returned.faults[0]


@pytest.mark.parametrize("name", ["Kỳ này", "Ghi chú", "Mã 2030Q2"])
def test_a_sheet_with_two_columns_headed_alike_is_not_guessed_at(workbook, back, name):
    workbook["I.1"]["L4"] = name
    workbook["I.1"]["L5"] = 12
    returned = back({RECEIVED: 10})
    assert returned.answers == ()
    assert f"two columns are headed “{name}”" in returned.faults[0]


def test_rows_sorted_without_their_codes_are_refused(workbook, fill):
    sheet = workbook["I.1"]
    sheet["A5"].value, sheet["A6"].value = sheet["A6"].value, sheet["A5"].value
    sheet["A7"].value = "Số văn bản đến"
    path = fill(workbook, {RECEIVED: 10, RESOLVED: 7, "I.1:pending:desk": 3, "I.1:on_time:desk": 6})
    returned = read_form(path, NEXT, LABELLED, "p.xlsx")
    assert printed(returned) == {"I.1:on_time:desk": "6"}
    assert [fault.split(";")[0] for fault in returned.faults] == [
        "p.xlsx, I.1!I5: the row says Hồ sơ đã giải quyết, but its code is that of Hồ sơ tiếp nhận",
        "p.xlsx, I.1!I6: the row says Hồ sơ tiếp nhận, but its code is that of Hồ sơ đã giải quyết",
        "p.xlsx, I.1!I7: the row says Số văn bản đến, but its code is that of Hồ sơ đang giải quyết",
    ]


def test_a_label_with_a_letter_mended_is_taken_and_told(workbook, fill):
    workbook["I.1"]["A5"] = "Hồ sơ tiếp  nhân"
    returned = read_form(fill(workbook, {RECEIVED: 10}), NEXT, LABELLED, "p.xlsx")
    assert printed(returned) == {RECEIVED: "10"}
    assert returned.remarks == (
        "p.xlsx, I.1!A5: the row says Hồ sơ tiếp nhân where Hồ sơ tiếp nhận was sent; it was taken",
    )


def test_the_form_of_another_locality_is_refused(workbook, fill):
    path = fill(workbook, {RECEIVED: 10})
    assert read_form(path, NEXT, FORM, "p.xlsx", "UBND thành phố").answers
    with pytest.raises(FormError, match="to be sent to UBND thành phố, not to UBND huyện"):
        read_form(path, NEXT, FORM, "p.xlsx", "UBND huyện")


def test_text_without_a_code_comments_and_numbers_under_no_heading_are_told(workbook, back):
    sheet = workbook["I.1"]
    sheet["D14"] = "trừ 3 hồ sơ trùng"
    sheet["L5"] = 8
    sheet["D5"].comment = Comment("chưa kể tháng 6", "An")
    assert back({RECEIVED: 10}).remarks == (
        "p.xlsx, I.1!L5: 8 stands under no heading and was not read",
        "p.xlsx, I.1!D14: trừ 3 hồ sơ trùng stands in a row without a code and was not read",
        "p.xlsx, I.1!D5: a comment, which is not taken: chưa kể tháng 6",
    )


def test_what_was_left_empty_and_what_a_cell_works_out_is_known(back):
    returned = back({RECEIVED: 10})
    assert RESOLVED in returned.empty
    assert RECEIVED not in returned.empty
    assert [cell.figure for cell in returned.computed] == [RATE, "I.1:on_time_rate:desk"]


# forms that unfold to more than a form can hold


def rewrite(path, change):
    """Change the XML of the form's first sheet of figures."""
    content = {}
    with zipfile.ZipFile(path) as package:
        content = {name: package.read(name) for name in package.namelist()}
    name = "xl/worksheets/sheet2.xml"
    content[name] = change(content[name])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in content.items():
            package.writestr(name, text)
    return path


def merging(*spans: str) -> bytes:
    cells = "".join(f'<mergeCell ref="{span}"/>' for span in spans)
    return f'</sheetData><mergeCells count="{len(spans)}">{cells}</mergeCells>'.encode()


def many(row: bytes, count: int) -> bytes:
    return row * count + b"</sheetData>"


UNFOLDING = {
    "one column merged": (merging("K1:K1048576"), "merges more cells"),
    "merged to the last column": (merging("A20:XFD1020"), "merges more cells"),
    "20,000 merges": (merging(*(f"K{n}:L{n}" for n in range(1, 20_001))), "merges more cells"),
    "3 million cells": (many(b"<row>" + b"<c/>" * 100 + b"</row>", 30_000), "more rows or cells"),
    "a million empty rows": (many(b"<row/>", 1_000_000), "more rows or cells"),
    "a row that no sheet has": (
        b'<row r="99999999999"><c r="A99999999999"><v>1</v></c></row></sheetData>',
        "a row or column that no sheet has",
    ),
    "a column that no sheet has": (
        b'<row r="90"><c r="XFZ90"><v>1</v></c></row></sheetData>',
        "a row or column that no sheet has",
    ),
    "a link over all cells": (
        b'</sheetData><hyperlinks><hyperlink ref="A1:XFD1048576"/></hyperlinks>',
        "merges more cells",
    ),
    "a merge that hides its span": (
        b'</sheetData><mergeCells><mergeCell q=">" ref="A1:XFD1048576"/></mergeCells>',
        "damaged",
    ),
}


@pytest.mark.parametrize(("ending", "says"), UNFOLDING.values(), ids=UNFOLDING)
def test_a_small_file_that_unfolds_is_refused_before_it_is_opened(
    workbook, fill, monkeypatch, ending, says
):
    path = rewrite(fill(workbook, {}), lambda xml: xml.replace(b"</sheetData>", ending, 1))
    assert path.stat().st_size < 200_000

    def never(*args, **kwargs):
        raise AssertionError("the file was opened")

    monkeypatch.setattr(openpyxl, "load_workbook", never)
    assert says in refusal(path)


def test_a_sheet_in_an_encoding_that_hides_its_tags_is_refused(workbook, fill):
    path = rewrite(fill(workbook, {}), lambda xml: xml.decode().encode("utf-16"))
    assert "damaged" in refusal(path)


def test_a_number_beyond_all_figures_refuses_its_cell_alone(back):
    returned = back({RECEIVED: 10**18, RESOLVED: "9" * 20, "I.1:pending:desk": 3})
    assert printed(returned) == {"I.1:pending:desk": "3"}
    assert [fault.partition(": ")[2] for fault in returned.faults] == [
        "a number of 19 digits is no figure; type the number itself",
        "a number of 20 digits is no figure; type the number itself",
    ]


# refused files


def refusal(path, name="p.xlsx") -> str:
    with pytest.raises(FormError) as refused:
        read_form(path, NEXT, FORM, name)
    return str(refused.value)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            "Excel 97-2003 workbook (.xls); open it and save it as",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "is locked with a password",
        ),
        (b"", "is no .xlsx file, or a damaged one"),
        (b"received,10\n", "is no .xlsx file, or a damaged one"),
        (b"PK\x03\x04" + bytes(100), "is no .xlsx file, or a damaged one"),
    ],
)
def test_a_file_that_is_no_xlsx_is_refused_with_advice(tmp_path, content, says):
    path = tmp_path / "p.xlsx"
    path.write_bytes(content)
    assert says in refusal(path)


@pytest.mark.parametrize(
    ("files", "says"),
    [
        (
            {"mimetype": "application/vnd.oasis.opendocument.spreadsheet"},
            "(.ods); open it and save it as .xlsx",
        ),
        ({"word/document.xml": ""}, "is no Excel workbook"),
        (
            {"xl/workbook.xml": "<broken", "[Content_Types].xml": "<broken"},
            "cannot be opened, as if damaged",
        ),
    ],
)
def test_another_kind_of_document_is_refused_with_advice(tmp_path, files, says):
    path = tmp_path / "p.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        for name, content in files.items():
            package.writestr(name, content)
    assert says in refusal(path)


def test_a_file_that_unpacks_to_far_more_than_a_form_is_refused(tmp_path):
    path = tmp_path / "p.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", bytes(250_000_000))
    assert "is far larger unpacked than a form" in refusal(path)


def test_the_form_of_another_quarter_is_refused(workbook, fill):
    path = fill(workbook, {RECEIVED: 10})
    with pytest.raises(
        FormError, match="is the form of 2030Q2, not of 2030Q3; ask the unit for the form of 2030Q3"
    ):
        read_form(path, Quarter(2030, 3), FORM, "p.xlsx")


def test_a_workbook_that_is_no_form_is_refused(fill):
    assert "has no heading “Mã 2030Q2”" in refusal(fill(openpyxl.Workbook(), {}))


def test_the_mark_of_an_open_form_is_refused(tmp_path):
    path = tmp_path / "~$p.xlsx"
    path.write_bytes(b"user")
    assert "close it in the spreadsheet" in refusal(path)


def test_a_form_that_an_earlier_version_sent_out_is_read(workbook, fill):
    path = fill(workbook, {RECEIVED: 10})
    book = openpyxl.load_workbook(path)
    for cell in book["I.1"][4]:
        if cell.value == "Kỳ này":
            cell.value = "Quý này"
    book.save(path)
    assert printed(read_form(path, NEXT, LABELLED, "p.xlsx")) == {RECEIVED: "10"}
