import io
import re
from dataclasses import replace
from datetime import date

import pypdf
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from cchc.annex import pdf as pdf_module
from cchc.annex.chapter_reading import read_chapters
from cchc.annex.pdf import write_pdf
from cchc.annex.tinos import write_printable
from cchc.errors import PublishError
from cchc.objects.prose import Prose
from cchc.objects.tables import Column, Table


@pytest.fixture
def printed(meta, tmp_path):
    def write(sections) -> pypdf.PdfReader:
        write_pdf(read_chapters(sections), meta, tmp_path / "a.pdf")
        return pypdf.PdfReader(io.BytesIO((tmp_path / "a.pdf").read_bytes()))

    return write


def squeeze(text: str) -> str:
    return re.sub(r"[\s\u200b]", "", text)


def text_of(reader: pypdf.PdfReader) -> str:
    return squeeze("".join(page.extract_text() for page in reader.pages))


def test_same_sections_give_the_same_bytes(sections, meta, tmp_path):
    write_pdf(read_chapters(sections), meta, tmp_path / "a.pdf")
    write_pdf(read_chapters(sections), meta, tmp_path / "b.pdf")
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_known_sentence_chart_words_and_every_cell_are_in_the_text(sections, make, printed):
    text = text_of(printed(sections))
    assert squeeze(make.sentence) in text
    assert "PhườngThắngNhì1.031" in text
    for row in make.units().texts():
        assert squeeze("".join(row)) in text


def test_file_carries_both_marks_the_date_of_the_quarter_and_an_outline(sections, printed):
    reader = printed(sections)
    xmp = reader.xmp_metadata.stream.get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in xmp
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert reader.metadata["/CreationDate"].startswith("D:20240314")
    titles = [item.title for item in reader.outline if not isinstance(item, list)]
    assert titles[-3:] == ["Tổng quan", "4. Hồ sơ", "5. Số hóa"]
    assert all(
        re.fullmatch(r"/[A-Z]{6}\+Tinos-(Regular|Bold|Italic|BoldItalic)", name)
        for name in fonts(reader)
    )


def fonts(reader):
    for page in reader.pages:
        yield from (
            font.get_object()["/BaseFont"] for font in page["/Resources"].get("/Font", {}).values()
        )


def test_form_is_a4_without_a_number_on_the_first_page(make, printed):
    reader = printed([make.section("04", "Hồ sơ", make.show(make.units(120)))])
    first, second, *_ = reader.pages
    assert [round(float(side)) for side in first.mediabox[2:]] == [595, 842]
    assert first.extract_text().startswith("Phụ lục\nSỐ LIỆU CẢI CÁCH HÀNH CHÍNH")
    assert second.extract_text().strip().startswith("2\n")


def test_failed_section_says_so_and_code_is_left_out(sections, printed):
    text = text_of(printed(sections))
    assert squeeze("Phần này không thực hiện được khi lập phụ lục") in text
    assert "bímật" not in text
    assert "show(report)" not in text


def test_long_table_repeats_headings_and_notes_and_loses_no_digit(make, printed):
    table = make.units(120)
    reader = printed([make.section("04", "Hồ sơ", make.show(table))])
    pages = [squeeze(page.extract_text()) for page in reader.pages]
    holding = [text for text in pages if re.search(r"Phườngsố\d", text)]
    assert len(holding) >= 3
    for text in holding:
        assert "Introngbáocáo" in text
        assert "Nguồn:BáocáoquýI,mụcI.2.c" in text
    whole = "".join(pages)
    for row in table.texts():
        assert squeeze("".join(row)) in whole


def test_short_contents_share_their_page_and_long_ones_have_their_own(make, printed):
    def count_beside(sections: int) -> int:
        """Count the headings of chapters on the page of the contents."""
        words = new_markdown_cell("Chưa có số liệu.")
        reader = printed([make.section(f"{n:02}", "Phần", words) for n in range(1, sections + 1)])
        (page,) = [text for p in reader.pages if "Mục lục" in (text := p.extract_text())]
        return page.count("Phần") - sections

    assert count_beside(4) == 4
    assert count_beside(40) > 0
    assert count_beside(70) == 0


def test_many_columns_turn_the_page_and_nothing_is_cut(make, printed):
    columns = (
        Column("Đơn vị", head=True),
        *(Column(f"Chỉ tiêu {at}", "number", 0) for at in range(12)),
    )
    table = Table(
        "rong",
        "Rộng",
        columns,
        tuple((f"Phường {n}", *(10**7 + n + at for at in range(12))) for n in range(9)),
    )
    reader = printed([make.section("04", "A", make.show(table))])
    assert [page.mediabox.width > page.mediabox.height for page in reader.pages] == [
        False,
        True,
    ]
    for row in table.texts():
        assert squeeze("".join(row)) in text_of(reader)


def test_hostile_texts_stay_text(hostile, printed):
    sections, texts = hostile
    text = text_of(printed(sections))
    for wanted in texts[:-1]:
        assert squeeze(write_printable(wanted)) in text
    assert text.count("dài") >= 4990
    assert "X" * 40 in text


def test_compiler_warning_stops_publishing(sections, meta, tmp_path, monkeypatch):
    # without its fonts Typst would print an annex without a single letter, and only warn
    (tmp_path / "none").mkdir()
    monkeypatch.setattr(pdf_module, "FOLDER", tmp_path / "none")
    with pytest.raises(PublishError, match="unknown font family"):
        write_pdf(read_chapters(sections), meta, tmp_path / "a.pdf")
    assert not (tmp_path / "a.pdf").exists()


def test_letters_of_private_agreements_and_piles_of_marks_stop_nothing(make, printed):
    piled = "e" + "\u0301" * 120_000
    table = Table("a", "Bảng \ue000 \uf8ff", (Column("x"),), ((piled,), ("\U000f0000",)))
    text = text_of(
        printed([make.section("04", "A", make.markdown(f"Lời \uf001 {piled}"), make.show(table))])
    )
    assert "[U+E000][U+F8FF]" in text
    assert "Lời[U+F001]" in text


def test_a_title_block_of_hundreds_of_pages_is_a_few_lines(make, meta, tmp_path):
    meta = replace(meta, authority="Ủy ban " * 50_000, title="a" * 300_000)
    write_pdf(read_chapters([make.section("04", "A")]), meta, tmp_path / "a.pdf")
    assert len(pypdf.PdfReader(tmp_path / "a.pdf").pages) <= 4


def test_own_pictures_keep_their_size_and_none_is_larger_than_a_page(make, printed):
    def svg(width: int, height: int) -> str:
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}pt" height="{height}pt"'
            f' viewBox="0 0 {width} {height}"><rect width="{width}" height="{height}"/></svg>'
        )

    sizes = [(90, 30), (9000, 30), (400, 9000), (1, 1)]
    outputs = [
        new_output("display_data", {"image/svg+xml": svg(*size), "text/plain": ""})
        for size in sizes
    ]
    cell = new_code_cell("x", outputs=outputs)
    reader = printed([make.section("04", "A", make.markdown("## Hình"), cell)])
    assert text_of(reader).count("Hình4.") >= len(sizes)


def test_printed_text_stands_letter_under_letter(make, printed):
    lines = ["a  b", '  Hồ sơ "\\', "x" * 300, "│─ ₫ 😀"]
    cell = new_code_cell("x", outputs=[new_output("stream", name="stdout", text="\n".join(lines))])
    text = text_of(printed([make.section("04", "A", cell)]))
    for part in ("ab", 'Hồsơ"\\', "x" * 90, "│─₫[U+1F600]"):
        assert part in text


def test_a_printed_word_longer_than_a_line_is_broken_and_no_letter_is_cut(make, printed):
    cell = new_code_cell(
        "print(1)", outputs=[new_output("stream", name="stdout", text="ngắn " + "x" * 300)]
    )
    reader = printed([make.section("04", "A", cell)])
    parts = re.findall("x{9,}", "\n".join(page.extract_text() for page in reader.pages))
    assert sum(map(len, parts)) == 300
    assert 60 < max(map(len, parts)) < 130  # all that a line of the page holds


def test_formulas_are_drawn_and_named(make, printed):
    reader = printed([make.section("04", "A", make.markdown("Với $x^2$ và\n\n$$\\frac{a}{b}$$"))])
    assert "Với" in text_of(reader)


def tags(reader: pypdf.PdfReader) -> list[str]:
    """The tags of the structure tree in reading order."""

    def walk(node) -> list[str]:
        node = node.get_object()
        if not isinstance(node, dict):
            return []
        kids = node.get("/K", [])
        kids = kids if isinstance(kids, list) else [kids]
        own = [node["/S"]] if "/S" in node else []
        return own + [tag for kid in kids for tag in walk(kid)]

    return walk(reader.trailer["/Root"]["/StructTreeRoot"])


def test_the_title_of_the_document_is_a_heading(sections, printed):
    found = [tag for tag in tags(printed(sections)) if tag in ("/Title", "/H1", "/H2")]
    assert found[0] == "/H1"
    assert "/Title" not in found


@pytest.mark.parametrize("code", ["th-bdb4a597", "61/2018/QĐ-TTg", "310/BCA-C06"])
def test_a_code_stands_on_one_line_wherever_that_ends(make, printed, code):
    shown = [make.show(Prose(f"{'chữ ' * n}({code}, bt-0a0b7c7d) " * 3)) for n in range(12)]
    lines = "\n".join(
        page.extract_text() for page in printed([make.section("04", "Hồ sơ", *shown)]).pages
    ).split("\n")
    assert sum(line.count(code) for line in lines) == 36


def test_a_table_that_goes_on_says_so_and_one_that_does_not_is_silent(make, printed):
    rows = tuple((f"Đơn vị {n}", n) for n in range(120))
    long = Table("dai", "Dài", (Column("Đơn vị", head=True), Column("Số", "number")), rows)
    short = replace(long, id="ngan", title="Ngắn", rows=rows[:5])
    text = text_of(printed([make.section("04", "Hồ sơ", make.show(long), make.show(short))]))
    assert "Bảng4.1(tiếptheo)" in text
    assert "Bảng4.2(tiếptheo)" not in text


def test_files_carry_the_day_of_the_report(sections, meta, tmp_path):
    write_pdf(read_chapters(sections), replace(meta, dated=date(2024, 3, 31)), tmp_path / "a.pdf")
    reader = pypdf.PdfReader(tmp_path / "a.pdf")
    assert reader.metadata["/CreationDate"].startswith("D:20240331")


def test_a_table_of_one_or_two_rows_is_told_in_a_sentence(make, printed):
    columns = (
        Column("Nguồn vốn", head=True),
        Column("Đã giải ngân (tỷ đồng)", "number", 3),
        Column("Tỷ lệ (%)", "percent", 2),
    )
    table = Table("von", "Giải ngân", columns, (("Vốn tỉnh", 114.145, 9.67),), told=True)
    text = text_of(printed([make.section("04", "Hồ sơ", make.show(table))]))
    assert squeeze("Giải ngân. Vốn tỉnh: đã giải ngân 114,145 tỷ đồng; tỷ lệ 9,67%.") in text
    assert "Bảng" not in text


def test_where_the_list_of_all_figures_stands_is_said_at_the_end(sections, meta, make, tmp_path):
    figures = replace(make.units(), title="Toàn bộ số liệu")
    write_pdf(read_chapters(sections), replace(meta, figures=figures), tmp_path / "a.pdf")
    text = text_of(pypdf.PdfReader(tmp_path / "a.pdf"))
    assert squeeze("Toàn bộ số liệu (3 số): xem phụ lục điện tử (HTML, Excel).") in text
