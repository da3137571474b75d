"""The Word annex as a screen reader meets it: language, headings, head rows, pictures that speak."""

import itertools

import docx
import pytest
from docx.oxml.ns import qn
from nbformat.v4 import new_markdown_cell

from cchc.annex.chapter_reading import read_chapters
from cchc.annex.word import write_docx


@pytest.fixture
def document(make, meta, tmp_path):
    text = (
        "## Một\n\nĐoạn đầu, $x^2$.\n\n### Hai\n\n| Cột | Số |\n|---|---|\n| x | 1 |\n\nĐoạn cuối."
    )
    cells = [new_markdown_cell(text), make.show(make.figure()), make.show(make.units())]
    write_docx(read_chapters([make.section("04", "Hồ sơ", *cells)]), meta, tmp_path / "a.docx")
    return docx.Document(tmp_path / "a.docx")


def test_its_language_and_title_are_told(document):
    language = document.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    assert language.get(qn("w:val")) == "vi-VN"
    assert document.core_properties.language == "vi-VN"
    assert document.core_properties.title.startswith("Phụ lục. ")


def test_headings_go_down_one_step_at_a_time_and_none_is_empty(document):
    headings = [p for p in document.paragraphs if p.style.name.startswith("Heading ")]
    levels = [int(p.style.name[-1]) for p in headings]
    assert levels[0] == 1
    assert {1, 2, 3} <= set(levels)
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert all(p.text.strip() for p in headings)


def test_every_table_has_one_head_row_and_no_merged_or_nested_cells(document):
    assert len(document.tables) == 2
    for table in document.tables:
        heads = [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows]
        assert heads == [True, *[False] * (len(table.rows) - 1)]
        assert not table._tbl.findall(f".//{qn('w:tc')}//{qn('w:tbl')}")
        assert not table._tbl.findall(f".//{qn('w:vMerge')}")


def test_every_picture_says_what_it_shows_formulas_too(document):
    pictures = document.element.body.findall(f".//{qn('wp:docPr')}")
    assert len(pictures) == 2
    assert all(picture.get("descr", "").strip() for picture in pictures)
    assert len({picture.get("id") for picture in pictures}) == len(pictures)


def test_every_link_has_words(document):
    links = document.element.body.findall(f".//{qn('w:hyperlink')}")
    assert links
    assert all("".join(t.text or "" for t in link.iter(qn("w:t"))).strip() for link in links)
