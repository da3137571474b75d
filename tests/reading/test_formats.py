"""One text in every format gives the same verdicts; what only Word or a page of HTML has is read."""

from pathlib import Path

import docx
import pytest
import typst
from docx.oxml import OxmlElement, parse_xml
from markdown_it import MarkdownIt

from cchc.reading.proofing import as_json, proof_file
from cchc.reading.sources import read_document

FONTS = Path(__file__).parents[2] / "lib" / "cchc" / "annex" / "fonts"
PARAGRAPHS = [
    "UBND xã Đông Hà báo cáo kết quả quý I năm 2026.",
    "Tiếp nhận 1.284 hồ sơ, trong đó trực tuyến 1.037 hồ sơ, chiếm 80,8%; trực tiếp 247 hồ sơ.",
    "Đã giải quyết 1.219 hồ sơ, đang giải quyết 56 hồ sơ.",
    "Số hồ sơ theo thôn như sau:",
]
ROWS = [
    ("Thôn", "Tiếp nhận", "Trực tuyến", "Tỷ lệ (%)"),
    ("Thôn Hạ", "584", "435", "74,5"),
    ("Thôn Thượng", "391", "384", "98,2"),
    ("Bến Cát", "309", "218", "76,7"),
    ("Tổng cộng", "1.284", "1.037", "80,8"),
]
LAST = "Diện tích trụ sở 220 m2; thực hiện Kế hoạch số 12/KH-UBND ngày 05/01/2026."


def as_markdown() -> str:
    rows = ["| " + " | ".join(row) + " |" for row in ROWS]
    rows.insert(1, "|---|---|---|---|")
    return "\n\n".join([*PARAGRAPHS, "\n".join(rows), LAST]) + "\n"


def write_word(path: Path) -> None:
    document = docx.Document()
    for text in PARAGRAPHS:
        document.add_paragraph(text)
    table = document.add_table(len(ROWS), len(ROWS[0]))
    for row, cells in enumerate(ROWS):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    document.add_paragraph(LAST)
    document.save(path)


def write_pdf(path: Path) -> None:
    cells = ", ".join(f"[{cell}]" for row in ROWS for cell in row)
    body = "\n\n".join([*PARAGRAPHS, f"#table(columns: 4, {cells})", LAST])
    source = path.with_suffix(".typ")
    source.write_text(f'#set text(font: "Tinos", size: 13pt)\n{body}', encoding="utf-8")
    typst.compile(source, output=path, font_paths=[FONTS])


def verdicts(path: Path):
    told = as_json(proof_file(path))
    numbers = [(n["text"], n["class"], n["verdict"]) for n in told["numbers"]]
    return numbers, [(r["kind"], r["holds"], r["says"]) for r in told["relations"]]


@pytest.mark.parametrize("ending", [".txt", ".html", ".docx", ".pdf"])
def test_the_same_text_gives_the_same_verdicts(tmp_path, ending):
    first, second = tmp_path / "a.md", tmp_path / f"b{ending}"
    first.write_text(as_markdown(), encoding="utf-8")
    match ending:
        case ".docx":
            write_word(second)
        case ".pdf":
            write_pdf(second)
        case ".html":
            page = MarkdownIt().enable("table").render(as_markdown())
            second.write_text(f"<!doctype html><body>{page}</body>", encoding="utf-8")
        case _:
            second.write_text(as_markdown(), encoding="utf-8")
    assert verdicts(second) == verdicts(first)
    assert sum(not holds for _, holds, _ in verdicts(first)[1]) == 2


@pytest.fixture
def word(tmp_path):
    """Read a Word document that a test has filled."""

    def read(document):
        document.save(tmp_path / "a.docx")
        return read_document(tmp_path / "a.docx").blocks

    return read


def test_a_merged_head_counts_for_each_of_its_columns(word):
    document = docx.Document()
    table = document.add_table(2, 3)
    table.cell(0, 1).merge(table.cell(0, 2)).text = "Hồ sơ"
    for column, text in enumerate(("Thôn Hạ", "12", "15")):
        table.cell(1, column).text = text
    placed = [(b.text, b.row, b.column, b.span) for b in word(document)]
    assert placed == [
        ("Hồ sơ", 0, 1, 2),
        ("Thôn Hạ", 1, 0, 1),
        ("12", 1, 1, 1),
        ("15", 1, 2, 1),
    ]


def test_a_cell_merged_downwards_is_read_once(word):
    document = docx.Document()
    table = document.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "Thôn Hạ"
    table.cell(0, 1).text, table.cell(1, 1).text = "12", "15"
    assert [b.text for b in word(document)] == ["Thôn Hạ", "12", "15"]


def test_tracked_changes_are_read_as_accepted(word):
    document = docx.Document()
    paragraph = document.add_paragraph("Có ")
    for tag, text, kind in (("w:del", "12", "w:delText"), ("w:ins", "15", "w:t")):
        change, run, said = (OxmlElement(name) for name in (tag, "w:r", kind))
        said.text = text
        run.append(said)
        change.append(run)
        paragraph._p.append(change)
    paragraph.add_run(" hồ sơ")
    assert [b.text for b in word(document)] == ["Có 15 hồ sơ"]


def test_a_text_box_is_read_once_though_word_keeps_it_twice(word):
    box = (
        '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        "<mc:AlternateContent>{}</mc:AlternateContent></w:r>"
    )
    held = "<w:txbxContent><w:p><w:r><w:t>Có 12 hồ sơ</w:t></w:r></w:p></w:txbxContent>"
    both = f'<mc:Choice Requires="wps">{held}</mc:Choice><mc:Fallback>{held}</mc:Fallback>'
    document = docx.Document()
    document.add_paragraph()._p.append(parse_xml(box.format(both)))
    assert [b.text for b in word(document)] == ["Có 12 hồ sơ"]


def test_a_raised_digit_is_marked(word):
    document = docx.Document()
    paragraph = document.add_paragraph("96 hồ sơ")
    paragraph.add_run("1").font.superscript = True
    (block,) = word(document)
    assert (block.text, block.marks) == ("96 hồ sơ1", " " * 8 + "^")


def test_pages_are_counted_by_breaks(word):
    document = docx.Document()
    document.add_paragraph("Một").add_run().add_break(docx.enum.text.WD_BREAK.PAGE)
    document.add_paragraph("Hai")
    assert [b.page for b in word(document)] == [1, 2]


def test_letters_in_pieces_are_put_together(tmp_path):
    import unicodedata

    text = unicodedata.normalize("NFD", "Tiếp nhận 12 hồ sơ")
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (block,) = read_document(tmp_path / "a.txt").blocks
    assert block.text == "Tiếp nhận 12 hồ sơ"
    assert text[block.origin[block.text.index("12")] :].startswith("12")


def test_a_table_of_html_with_spans_is_put_into_columns(tmp_path):
    page = (
        "<table><tr><th rowspan=2>Thôn</th><th colspan=2>Hồ sơ</th></tr>"
        "<tr><th>nhận</th><th>trả</th></tr><tr><td>Hạ</td><td>12</td><td>9</td></tr></table>"
    )
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    placed = [(b.text, b.row, b.column) for b in read_document(tmp_path / "a.html").blocks]
    assert placed == [
        ("Thôn", 0, 0),
        ("Hồ sơ", 0, 1),
        ("nhận", 1, 1),
        ("trả", 1, 2),
        ("Hạ", 2, 0),
        ("12", 2, 1),
        ("9", 2, 2),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_texts_come_in_several_encodings(tmp_path, encoding):
    (tmp_path / "a.txt").write_text("Có 12 hồ sơ", encoding=encoding)
    assert [b.text for b in read_document(tmp_path / "a.txt").blocks] == ["Có 12 hồ sơ"]


@pytest.mark.parametrize(
    "text",
    [
        "Rộng 120 m<sup>, có 12 hồ sơ và 3 tổ",  # a tag that is never closed
        "41 hồ sơ<sup>a</sup>, xem <sup>1</sup>",
        "| ²05 | 1 |\n|---|---|\n| Thôn | 12 |\n",
        "| a | b |\n|---|\n| 1 | 2 | 3 |\n",
        "<td>12<td>13</table></td>",
        "Có 5%%, (12 (13 (14 hồ sơ, trong đó: gồm: gồm 0.",
        "١٢ hồ sơ, １２ hồ sơ",
    ],
)
@pytest.mark.parametrize("ending", [".md", ".txt", ".html"])
def test_ill_formed_text_is_read_as_far_as_it_goes(tmp_path, text, ending):
    (tmp_path / f"a{ending}").write_text(text, encoding="utf-8")
    told = as_json(proof_file(tmp_path / f"a{ending}"))
    assert told["tokens"] == sum(told["classes"].values())
