from dataclasses import replace

import openpyxl
import pytest
from nbformat.v4 import new_code_cell, new_output

from cchc.annex.chapter_reading import read_chapters
from cchc.annex.xlsx import write_xlsx
from cchc.objects.excel import LONGEST_CELL
from cchc.objects.tables import Column, Table


@pytest.fixture
def book(meta, tmp_path):
    def write(sections):
        write_xlsx(read_chapters(sections), meta, tmp_path / "a.xlsx")
        return openpyxl.load_workbook(tmp_path / "a.xlsx")

    return write


def cells(book):
    return [
        cell
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]


def test_same_sections_give_the_same_bytes(sections, meta, tmp_path):
    write_xlsx(read_chapters(sections), meta, tmp_path / "a.xlsx")
    write_xlsx(read_chapters(sections), meta, tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_cover_contents_and_one_sheet_for_each_table_and_chart(sections, book):
    made = book(sections)
    assert made.sheetnames == [
        "Trang bìa",
        "Mục lục",
        "4.1 Kết quả số hóa",
        "Hình 4.1 Kết quả số hóa",
    ]
    assert [made["Mục lục"].cell(row, 2).hyperlink.location for row in (4, 5)] == [
        "'4.1 Kết quả số hóa'!A1",
        "'Hình 4.1 Kết quả số hóa'!A1",
    ]
    assert "không có số liệu" in " ".join(
        str(cell.value) for cell in cells(made) if cell.parent.title == "Trang bìa"
    )
    assert str(made.properties.created) == "2024-03-14 00:00:00"


def test_numbers_are_numbers_and_printed_figures_are_text(sections, book):
    sheet = book(sections)["4.1 Kết quả số hóa"]
    (table,) = sheet.tables.values()
    assert table.name == "t_so_hoa"
    top = sheet[table.ref.split(":")[0]].row
    first, second = (sheet[top + at] for at in (1, 2))
    assert [cell.value for cell in first] == ["Phường số 1", 1001, 95.301, "1.031"]
    assert [cell.number_format for cell in first] == ["General", "#,##0", '#,##0.000"%"', "General"]
    assert second[1].value is None
    assert sheet.freeze_panes == f"B{top + 1}"
    assert sheet["A1"].value == "Bảng 4.1. Kết quả số hóa"


def test_hostile_texts_make_no_formula_and_no_link(hostile, book):
    sections, texts = hostile
    made = book(sections)
    assert not [cell for cell in cells(made) if cell.data_type == "f"]
    links = [cell.hyperlink for cell in cells(made) if cell.hyperlink]
    assert all(link.location and not link.target for link in links)
    values = {cell.value: cell for cell in cells(made)}
    assert set(texts) <= set(values)
    assert all(
        values[text].style and values[text].quotePrefix for text in texts if text[0] in "=+@＝"
    )


def test_text_longer_than_a_cell_says_what_is_left_out(make, book):
    table = Table("dai", "Dài", (Column("x"),), (("a" * (LONGEST_CELL + 1),),))
    (value,) = [
        cell.value
        for cell in cells(book([make.section("04", "A", make.show(table))]))
        if str(cell.value)[:2] == "aa"
    ]
    assert len(value) <= LONGEST_CELL
    assert value.endswith("… (còn 61 ký tự, xem bản HTML)")


def test_a_table_without_rows_is_no_sheet(make, book):
    made = book([make.section("04", "A", make.show(Table("trong", "Trống", (Column("x"),), ())))])
    assert "4.1 Trống" not in made.sheetnames


def test_a_long_title_is_cut_between_words_and_loses_what_excel_forbids(make, book):
    titles = ("Tỷ lệ [%] hồ sơ đúng hạn: mọi phường, xã", "X" * 40)
    tables = [
        make.show(Table(f"a{at}", title, (Column("x"),), (("1",),)))
        for at, title in enumerate(titles)
    ]
    assert book([make.section("04", "A", *tables)]).sheetnames[2:] == [
        "4.1 Tỷ lệ % hồ sơ đúng hạn mọi",
        "4.2 " + "X" * 27,
    ]


def test_a_sheet_name_given_twice_is_numbered(make, book):
    tables = [
        make.show(Table(id, "A", (Column("x"),), (("1",),), sheet="Một")) for id in ("a", "b")
    ]
    assert book([make.section("04", "A", *tables)]).sheetnames[2:] == ["Một", "Một~2"]


def test_a_number_of_more_digits_than_excel_keeps_is_text(make, book):
    rows = ((12345678901234567,), (123456789012345,))
    table = Table("a", "A", (Column("x", "number"),), rows)
    sheet = book([make.section("04", "A", make.show(table))])["4.1 A"]
    values = [cell.value for row in sheet.iter_rows() for cell in row]
    assert "12345678901234567" in values
    assert 123456789012345 in values


def test_a_figure_without_data_is_a_picture_and_printed_text_has_a_sheet(make, book):
    printed = new_code_cell("x", outputs=[new_output("stream", name="stdout", text="=1+1\n")])
    written = book([make.section("04", "A", make.show(make.figure()), printed)])
    assert written.sheetnames[2:] == ["Hình 4.1 Hồ sơ của các phường", "Chữ in ra"]
    assert len(written["Hình 4.1 Hồ sơ của các phường"]._images) == 1
    texts = [cell.value for row in written["Chữ in ra"].iter_rows() for cell in row]
    assert "=1+1" in texts


def test_sheets_are_laid_out_for_print(make, book):
    wide = Table("r", "Rộng", tuple(Column(f"Cột {at}") for at in range(12)), (("x",) * 12,))
    long = Table("d", "Dài", (Column("a"), Column("b")), (("chữ " * 90, "1"),))
    made = book([make.section("04", "A & B", make.show(wide), make.show(long))])
    for sheet in made:
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
    flat, upright = made.worksheets[2:]
    assert (flat.page_setup.orientation, upright.page_setup.orientation) == (
        "landscape",
        "portrait",
    )
    top = next(cell.row for row in upright.iter_rows() for cell in row if cell.value == "a")
    assert upright.print_title_rows == f"${top}:${top}"
    # ninety words in sixty letters of width: more than five lines, and each has its height
    assert upright.row_dimensions[top + 1].height > 5 * 15


def test_the_list_of_all_figures_is_the_first_sheet_after_the_contents(sections, meta, tmp_path):
    columns = (Column("Mục", head=True), Column("Số báo cáo", "printed"))
    rows = (("I.1", "1.031"), ("I.2", "97,01%"))
    listed = Table("moi-so", "Toàn bộ số liệu", columns, rows, sheet="Toàn bộ số liệu")
    write_xlsx(read_chapters(sections), replace(meta, figures=listed), tmp_path / "a.xlsx")
    made = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert made.sheetnames[2] == "Toàn bộ số liệu"
    told = [[cell.value for cell in row] for row in made["Toàn bộ số liệu"].iter_rows()]
    assert ["I.2", "97,01%"] in told
    assert made["Mục lục"].cell(4, 2).hyperlink.location == "'Toàn bộ số liệu'!A1"
