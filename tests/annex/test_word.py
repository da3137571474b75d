import zipfile
from dataclasses import replace
from datetime import datetime

import docx
import pytest
from docx.oxml.ns import qn
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from cchc.annex.chapter_reading import read_chapters
from cchc.annex.word import write_docx
from cchc.objects.tables import Column, Table


@pytest.fixture
def word(meta, tmp_path):
    def write(sections, official=None):
        write_docx(read_chapters(sections, official), meta, tmp_path / "a.docx")
        return docx.Document(tmp_path / "a.docx")

    return write


def texts(document):
    return [paragraph.text for paragraph in document.paragraphs]


def styled(document, style):
    return [each.text for each in document.paragraphs if each.style.name == style]


def test_same_sections_give_the_same_bytes(sections, meta, tmp_path):
    for name in ("a", "b"):
        write_docx(read_chapters(sections), meta, tmp_path / f"{name}.docx")
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.docx") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_line_before_a_break_is_not_stretched_to_the_margin(sections, word):
    compat = word(sections).settings.element.find(qn("w:compat"))
    assert compat[0].tag == qn("w:doNotExpandShiftReturn")


def test_headings_captions_and_contents_are_what_word_makes_lists_of(sections, word):
    document = word(sections)
    headings = styled(document, "Heading 1")
    assert headings
    assert headings[0] in styled(document, "toc 1")
    assert "Bảng 4.1. Kết quả số hóa" in styled(document, "Caption")[0]
    fields = [each.text for each in document.element.iter(qn("w:instrText"))]
    assert fields == [' TOC \\o "1-2" \\h \\z \\u ']
    assert document.core_properties.language == "vi-VN"
    assert document.core_properties.modified.replace(tzinfo=None) == datetime(2024, 3, 14)


def test_links_of_the_contents_lead_to_bookmarks(sections, word):
    document = word(sections)
    places = {each.get(qn("w:name")) for each in document.element.iter(qn("w:bookmarkStart"))}
    links = [each.get(qn("w:anchor")) for each in document.element.iter(qn("w:hyperlink"))]
    inner = [link for link in links if link]
    assert inner
    assert set(inner) <= places
    numbers = [each.get(qn("w:id")) for each in document.element.iter(qn("w:bookmarkStart"))]
    assert len(numbers) == len(set(numbers))


def test_tables_are_tables_with_a_head_that_repeats(sections, word):
    table = word(sections).tables[0]
    head, first, second = (row for row in table.rows[:3])
    assert [cell.text for cell in first.cells] == ["Phường số 1", "1.001", "95,301%", "1.031"]
    assert second.cells[1].text == "không có số liệu"
    assert head._tr.trPr.find(qn("w:tblHeader")) is not None
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    assert (look.get(qn("w:firstRow")), look.get(qn("w:firstColumn"))) == ("1", "1")


def test_a_chart_is_a_picture_that_says_what_it_shows(sections, word):
    (picture,) = word(sections).inline_shapes
    assert picture._inline.docPr.get("descr") == "Phường Thắng Nhì có 1.031 hồ sơ."
    assert picture.width.mm <= 165


def test_a_wide_table_lies_and_the_text_behind_it_stands(make, word):
    columns = tuple(Column(f"Cột {at}", "number") for at in range(12))
    wide = Table("rong", "Bảng rộng", columns, (tuple(range(12)),))
    document = word([make.section("04", "Thử", make.show(wide), new_markdown_cell("Sau bảng."))])
    assert [each.page_width > each.page_height for each in document.sections] == [
        False,
        True,
        False,
    ]


def test_text_from_data_stays_text(hostile, word):
    sections, lines = hostile
    document = word(sections)
    assert [row.cells[0].text for row in document.tables[0].rows][1:] == lines
    assert set(lines[:-1]) <= set(texts(document))


def test_lists_links_and_looks_of_a_text(make, word):
    source = (
        "### Mục\n\nĐoạn **đậm** và *nghiêng* <https://example.org/a?b=1&c=2>\n\n"
        "- một\n  - hai\n\n1. ba\n2. bốn\n\nchữ\n\n1. năm\n\n> dẫn\n\n$a_1$\n\n"
        "| A | B |\n|---|--:|\n| x | 1 |\n"
    )
    document = word([make.section("04", "Thử", new_markdown_cell(source))])
    assert styled(document, "List Bullet") == ["một"]
    assert styled(document, "List Bullet 2") == ["hai"]
    items = [each for each in document.paragraphs if each.style.name == "List Number"]
    assert [each.text for each in items] == ["ba", "bốn", "năm"]
    first, second, third = (each._p.pPr.numPr.numId.val for each in items)
    assert first == second != third
    runs = {run.text: run for each in document.paragraphs for run in each.runs}
    assert runs["đậm"].bold
    assert runs["nghiêng"].italic
    targets = [rel.target_ref for rel in document.part.rels.values() if rel.is_external]
    assert targets == ["https://example.org/a?b=1&c=2"]
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows] == [
        ["A", "B"],
        ["x", "1"],
    ]
    assert document.inline_shapes[0]._inline.docPr.get("descr") == "công thức a_1"


def test_what_a_cell_printed_keeps_its_lines(make, word):
    printed = new_code_cell(
        "print()", outputs=[new_output("stream", name="stdout", text="a  b\nc\x1b[1md\n")]
    )
    assert "a  b\ncd" in styled(word([make.section("04", "Thử", printed)]), "Printed")


def test_the_internal_edition_says_so_on_every_page(sections, word, meta):
    section = word(sections).sections[0]
    for footer in (section.footer, section.first_page_footer):
        assert footer.paragraphs[0].text == "BẢN NỘI BỘ"
    assert not section.first_page_header.paragraphs[0].text


def test_a_failed_section_is_said(make, word):
    document = word(
        [
            make.section("04", "Hỏng", failed="ô [1]"),
            make.section("05", "Được", make.show(make.units())),
        ]
    )
    assert any("chưa đầy đủ" in text and "4. Hỏng" in text for text in texts(document))


def test_a_chart_larger_than_a_page_is_made_to_fit(make, word):
    tall = make.figure(
        svg='<svg xmlns="http://www.w3.org/2000/svg" width="450pt" height="3000pt"/>'
    )
    (picture,) = word([make.section("04", "Thử", make.show(tall))]).inline_shapes
    assert picture.height.mm <= 216


def test_the_leaders_page_stands_before_the_contents(sections, word):
    names = [each.style.name for each in word(sections).paragraphs]
    assert names.index("Heading 1") < names.index("TOC Heading") < names.index("toc 1")


def test_where_the_list_of_all_figures_stands_is_said_at_the_end(sections, meta, make, tmp_path):
    figures = replace(make.units(), title="Toàn bộ số liệu")
    write_docx(read_chapters(sections), replace(meta, figures=figures), tmp_path / "a.docx")
    last = docx.Document(tmp_path / "a.docx").paragraphs[-1].text
    assert last == "Toàn bộ số liệu (3 số): xem phụ lục điện tử (HTML, Excel)."
