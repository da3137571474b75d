"""The official edition: what is left out of it, what is marked in it, and what it refuses."""

import io
import re
from dataclasses import replace

import openpyxl
import pypdf
import pytest
from docx import Document
from nbformat.v4 import new_markdown_cell

from cchc.annex.blocks import FigureBlock, ProseBlock, TableBlock
from cchc.annex.chapter_reading import read_chapters
from cchc.annex.editions import UNSETTLED, Agreement, make_official
from cchc.annex.html import write_html
from cchc.annex.pdf import write_pdf
from cchc.annex.title_block import INTERNAL, say_gaps
from cchc.annex.word import write_docx
from cchc.annex.xlsx import write_xlsx
from cchc.objects.prose import Prose
from cchc.objects.tables import Column, Table

CORRECTED = "Số báo cáo (mục I.1): 800; đã thống nhất: 900 (đơn vị xác nhận)"
AGREEMENT = Agreement({"resolved[desk]": CORRECTED}, frozenset({"received[desk]"}))


def table(**more) -> Table:
    columns = (
        Column("Đơn vị", head=True),
        Column("Ghi", "printed", internal=True),
        Column("Tiếp nhận", "number"),
        Column("Đã giải quyết", "number"),
    )
    rows = (("Bộ phận một cửa", "800", 1000, 900), ("Bưu điện", "7", None, 900))
    facts = (
        (0, 1, "resolved[desk]"),
        (0, 2, "received[desk]"),
        (0, 3, "resolved[desk]"),
        (1, 2, "received[desk]"),
    )
    return Table(
        "ho-so",
        "Hồ sơ",
        columns,
        rows,
        notes=("Tính đến hết kỳ.",),
        source="Báo cáo",
        facts=facts,
        **more,
    )


def internal(cell):
    cell.metadata["tags"] = ["internal"]
    return cell


def test_an_internal_column_is_left_out_and_the_rest_keeps_its_facts():
    official = make_official(table(), AGREEMENT)
    assert [column.name for column in official.columns] == ["Đơn vị", "Tiếp nhận", "Đã giải quyết"]
    assert official.rows[0] == ("Bộ phận một cửa", 1000, 900)
    assert official.facts == (
        (0, 1, "received[desk]"),
        (0, 2, "resolved[desk]"),
        (1, 1, "received[desk]"),
    )


def test_corrected_and_doubtful_figures_are_marked_and_explained_and_a_missing_one_is_not():
    official = make_official(table(), AGREEMENT)
    first, second = official.texts()
    assert first == ["Bộ phận một cửa", "1.000\u00a0(*)", "900\u00a0(1)"]
    assert second == ["Bưu điện", "không có số liệu", "900"]
    assert official.notes == ("Tính đến hết kỳ.", f"(1) {CORRECTED}", UNSETTLED)


def test_a_fact_that_stands_twice_has_one_footnote_and_one_that_is_both_has_both_marks():
    twice = replace(table(), facts=((0, 3, "resolved[desk]"), (1, 3, "resolved[desk]")))
    assert make_official(twice, AGREEMENT).notes[1:] == (f"(1) {CORRECTED}",)
    both = Agreement(AGREEMENT.corrected, frozenset({"resolved[desk]"}))
    assert make_official(twice, both).texts()[1][-1] == "900\u00a0(1)(*)"


def test_a_table_of_settled_figures_stays_as_it_is():
    settled = make_official(table(), Agreement())
    assert settled.marks == ()
    assert settled.notes == ("Tính đến hết kỳ.",)


def test_internal_cells_are_left_out_with_the_headings_that_head_nothing_then(make):
    cells = [
        make.markdown("## Giữ\n\n### Bỏ"),
        internal(make.markdown("Chỉ nội bộ.")),
        internal(make.show(make.units())),
        make.markdown("### Giữ nữa\n\nLời."),
        make.markdown("## Bỏ hẳn"),
        internal(make.show(make.figure())),
        make.markdown("## Cuối"),
        make.show(make.units(id="cuoi")),
    ]
    (chapter,) = read_chapters([make.section("04", "A", *cells)], AGREEMENT)
    assert [text for _, _, text in chapter.headings] == ["Giữ", "Giữ nữa", "Cuối"]
    assert [block.label for block in chapter.blocks if isinstance(block, TableBlock)] == [
        "Bảng 4.1"
    ]
    assert not any(isinstance(block, FigureBlock) for block in chapter.blocks)
    (whole,) = read_chapters([make.section("04", "A", *cells)])
    assert [text for _, _, text in whole.headings] == ["Giữ", "Bỏ", "Giữ nữa", "Bỏ hẳn", "Cuối"]


def test_a_section_with_an_internal_title_is_left_out_and_the_next_moves_up(make):
    words = make.markdown("Xem [sổ](04-muc-thu.ipynb), [bảng](#so) và [tiếp](#sau).")
    register = make.section("04", "Sổ", make.show(make.units(id="so")))
    internal(register.read().cells[0])
    after = make.section("05", "Sau", make.show(make.units(id="sau")))
    sections = [make.section("03", "Trước", words), register, after]
    first, second = read_chapters(sections, AGREEMENT)
    assert [first.title, second.title] == ["3. Trước", "4. Sau"]
    assert second.cells[1][0].label == "Bảng 4.1"
    (prose,) = (block for block in first.blocks if isinstance(block, ProseBlock) and block.tokens)
    children = [child for token in prose.tokens for child in token.children or ()]
    assert [child.attrs["href"] for child in children if child.type == "link_open"] == ["#sau"]
    assert [chapter.title for chapter in read_chapters(sections)] == ["3. Trước", "4. Sổ", "5. Sau"]


@pytest.mark.parametrize("text", ["xem bt-bdb4a597", "Trường hợp th-0a1b2c3d."])
def test_a_finding_is_left_out_of_the_official_edition_and_its_cell_is_told(make, text):
    sections = [make.section("04", "A", make.show(Prose(text)))]
    says = r"04-muc-thu.ipynb, code cell 1: (bt|th)-\w{8} is a finding.*`internal`"
    (chapter,) = read_chapters(sections, AGREEMENT)
    assert re.search(says, chapter.told[0])
    assert text not in repr(chapter.cells)
    assert "Nội dung này chỉ có trong bản nội bộ." in repr(chapter.cells)
    assert not read_chapters(sections)[0].told
    internal(sections[0].read().cells[1])
    code = [make.section("04", "A", make.show(make.units(), f"show()  # {text}"))]
    for untold in (sections, code):
        assert not read_chapters(untold, AGREEMENT)[0].told


def test_a_chart_says_below_it_that_its_data_carry_marks(make):
    chart = make.figure(table=replace(table(), id="hinh-ho-so-so-lieu"))
    (chapter,) = read_chapters([make.section("04", "A", make.show(chart))], AGREEMENT)
    (figure,) = (block for block in chapter.blocks if isinstance(block, FigureBlock))
    said = "Dấu (*), (1) của số liệu vẽ hình được giải thích dưới bảng số liệu của hình"
    said += ", ở bản HTML và Excel."
    assert figure.notes == (said,)


def test_all_three_files_show_marks_and_footnotes_and_no_code(make, meta, tmp_path):
    sections = [make.section("04", "Hồ sơ", make.show(table(), "mã_lệnh(1)"))]
    meta = replace(meta, official=AGREEMENT)
    write_html(read_chapters(sections, meta.official), meta, tmp_path / "a.html")
    page = (tmp_path / "a.html").read_text("utf-8")
    assert not [text for text in ("mã_lệnh", "ô lệnh", ">800<") if text in page]
    assert '<td class="num">1.000\u00a0(*)</td><td class="num">900\u00a0(1)</td>' in page
    assert f"<p>(1) {CORRECTED}</p>" in page
    assert "Có 1 số liệu chưa thống nhất." in page
    write_pdf(read_chapters(sections, meta.official), meta, tmp_path / "a.pdf")
    reader = pypdf.PdfReader(io.BytesIO((tmp_path / "a.pdf").read_bytes()))
    text = re.sub(r"\s", "", "".join(sheet.extract_text() for sheet in reader.pages))
    wanted = ("1.000(*)900(1)", "Có1sốliệuchưathốngnhất", "đãthốngnhất:900")
    assert [words for words in wanted if words in text] == list(wanted)
    write_xlsx(read_chapters(sections, meta.official), meta, tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[2]
    (cell,) = (cell for row in sheet.iter_rows() for cell in row if cell.value == 1000)
    assert (cell.data_type, cell.number_format) == ("n", '#,##0" (*)"')


def test_the_internal_edition_names_the_cell_behind_each_table_as_jupyter_counts_it(
    make, meta, tmp_path
):
    injected = make.show(make.units(id="khac"))
    injected.metadata["tags"] = ["injected-parameters"]
    injected.outputs = []
    cells = [
        injected,
        make.show(make.units(id="mot")),
        make.markdown("Lời."),
        make.show(make.figure()),
    ]
    write_html(read_chapters([make.section("04", "A", *cells)]), meta, tmp_path / "a.html")
    said = re.findall(r'class="origin">([^<]*)<', (tmp_path / "a.html").read_text("utf-8"))
    assert said == [
        "Lập ở notebooks/04-muc-thu.ipynb, ô lệnh [1]",
        "Lập ở notebooks/04-muc-thu.ipynb, ô lệnh [2]",
    ]


def test_a_folded_table_is_named_on_paper_and_whole_in_the_page(make, meta, tmp_path):
    folded = replace(table(), folded=True)
    chapters = read_chapters([make.section("04", "Hồ sơ", make.show(folded))])
    write_html(chapters, meta, tmp_path / "a.html")
    write_pdf(chapters, meta, tmp_path / "a.pdf")
    page = (tmp_path / "a.html").read_text("utf-8")
    assert re.search(r"<details[^>]*><summary>Bảng 4\.1\. Hồ sơ</summary>", page)
    assert "Bộ phận một cửa" in page
    paper = "".join(one.extract_text() for one in pypdf.PdfReader(tmp_path / "a.pdf").pages)
    assert "Bộ phận một cửa" not in paper
    assert "Bảng 4.1. Hồ sơ: xem phụ lục điện tử" in " ".join(paper.split())


def test_every_page_of_the_internal_edition_says_so_and_none_of_the_official(make, meta, tmp_path):
    chapters = read_chapters([make.section("04", "Hồ sơ", make.show(make.units(120)))])
    for about, each in ((meta, True), (replace(meta, official=Agreement()), False)):
        write_pdf(chapters, about, tmp_path / "a.pdf")
        pages = [one.extract_text() for one in pypdf.PdfReader(tmp_path / "a.pdf").pages]
        assert len(pages) > 2
        assert [INTERNAL in text for text in pages] == [each] * len(pages)


@pytest.mark.parametrize(
    ("numbers", "says"),
    [
        (["0", "1", "2"], ""),
        ([], ""),
        (["0", "1", "8", "13", "14"], "Phụ lục này không có phần 2–7, 9–12."),
        (["1", "3", "phan-i"], "Phụ lục này không có phần 2."),
    ],
)
def test_numbers_of_chapters_that_are_passed_over_are_said(numbers, says):
    assert say_gaps(numbers) == says


def test_every_form_says_below_its_contents_which_chapters_there_are_not(meta, make, tmp_path):
    words = new_markdown_cell("Chưa có số liệu.")
    chapters = read_chapters([make.section(f"{n:02}", "Phần", words) for n in (1, 4)])
    says = "Phụ lục này không có phần 2–3."
    write_html(chapters, meta, tmp_path / "a.html")
    assert says in (tmp_path / "a.html").read_text("utf-8")
    write_docx(chapters, meta, tmp_path / "a.docx")
    assert says in "\n".join(p.text for p in Document(tmp_path / "a.docx").paragraphs)
    write_pdf(chapters, meta, tmp_path / "a.pdf")
    assert says in pypdf.PdfReader(tmp_path / "a.pdf").pages[0].extract_text()
    write_xlsx(chapters, meta, tmp_path / "a.xlsx")
    assert openpyxl.load_workbook(tmp_path / "a.xlsx")["Mục lục"]["A2"].value == says
