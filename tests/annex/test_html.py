import base64
import csv
import hashlib
import html
import io
import re
from dataclasses import replace

import pandas as pd
import pytest
from fontTools.ttLib import TTFont

from cchc.annex.chapter_reading import read_chapters
from cchc.annex.html import write_html
from cchc.objects.tables import Column, Table
from cchc.show.bars import draw_bars


@pytest.fixture
def page(sections, meta, tmp_path):
    write_html(read_chapters(sections), meta, tmp_path / "a.html")
    return (tmp_path / "a.html").read_text("utf-8")


def downloads(page):
    uris = re.findall(r'href="data:text/csv;charset=utf-8;base64,([^"]+)"', page)
    return [list(csv.reader(io.StringIO(base64.b64decode(uri).decode("utf-8")))) for uri in uris]


def test_same_sections_give_the_same_bytes(sections, meta, tmp_path):
    write_html(read_chapters(sections), meta, tmp_path / "a.html")
    write_html(read_chapters(sections), meta, tmp_path / "b.html")
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_page_is_vietnamese_and_allows_no_request_and_no_script_but_its_own(page):
    assert '<html lang="vi">' in page
    assert "default-src 'none'" in page
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}';" in page
    seen = re.sub(r"href='data:[^']*'", "", page)
    assert not re.findall(r'(?:src|href)="(?!#|data:)[^"]*"|url\((?!data:|#)', seen)


def test_every_link_inside_leads_somewhere_and_ids_are_unique(page):
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    assert {"muc-00", "muc-04", "muc-04-mot-cua", "so-hoa", "hinh-ho-so", "diem-chinh"} <= set(ids)


def test_ids_of_a_drawing_are_its_own(page):
    assert 'id="hinh-ho-so-m1"' in page
    assert 'xlink:href="#hinh-ho-so-m1"' in page
    assert "url(#hinh-ho-so-c1)" in page
    assert re.search(r'<svg role="img" aria-labelledby="hinh-ho-so-mo-ta"[^>]*><title', page)


def test_a_chart_of_the_library_takes_its_colours_from_the_page_and_has_a_narrow_twin(
    make, meta, tmp_path
):
    frame = pd.DataFrame({"name": ["a"], "value": [1]})
    chart = draw_bars(frame, id="cot", title="Cột")
    write_html(
        read_chapters([make.section("04", "Hồ sơ", make.show(chart))]),
        meta,
        path := tmp_path / "a.html",
    )
    page = path.read_text("utf-8")
    assert '<div class="wide"><svg role="img"' in page
    assert '<div class="narrow"><svg role="img"' in page
    assert "fill: var(--chart-main,#1f5f8f)" in page
    assert page.count("--chart-main:") == 2  # by day and by night


def test_overview_comes_first_and_missing_figures_are_said_in_words(page):
    assert page.index("Mục lục</summary>") < page.index('id="diem-chinh"')
    assert page.index('id="diem-chinh"') < page.index("4. Hồ sơ</h2>")
    assert "không có số liệu" in page


def test_failed_section_says_so_and_shows_no_traceback(page):
    assert "bí mật" not in page
    assert "Phần này không thực hiện được" in page
    assert "Phụ lục này chưa đầy đủ" in page


def test_code_is_folded_or_left_out(sections, meta, tmp_path, page):
    assert "<summary>Mã lệnh của phần này: 4. Hồ sơ</summary>" in page
    write_html(read_chapters(sections), meta, tmp_path / "b.html", code=False)
    assert "Mã lệnh" not in (tmp_path / "b.html").read_text("utf-8")


def test_fonts_hold_the_letters_of_the_page(page):
    regular, *_ = re.findall(r"data:font/woff2;base64,([^)]+)", page)
    glyphs = TTFont(io.BytesIO(base64.b64decode(regular))).getBestCmap()
    assert set(map(ord, "Thắng Nhì 1.031 Ủy ban # −")) - {ord("−")} <= set(glyphs)
    assert ord("Ж") not in glyphs


def test_downloads_hold_the_numbers_of_the_table(page):
    table, data = downloads(page)
    assert table[0] == ["\ufeffĐơn vị", "Đã giải quyết", "Tỷ lệ", "In trong báo cáo"]
    assert table[1:3] == [
        ["Phường số 1", "1001", "95.301", "1.031"],
        ["Phường số 2", "", "95.302", "2.031"],
    ]
    assert len(data) == 5


def test_hostile_texts_stay_text(hostile, meta, tmp_path):
    sections, texts = hostile
    write_html(read_chapters(sections), meta, tmp_path / "a.html")
    page = (tmp_path / "a.html").read_text("utf-8")
    assert page.count("<script") == 1
    body = html.unescape(re.sub(r"<[^>]+>", "", page[page.index("<main") :]))
    for text in texts:
        assert text in body
    for table in downloads(page):
        for row in table[1:]:
            for cell in (row[0], row[2]):
                assert not re.match(r"[=+\-@＝]", cell)
            assert re.fullmatch(r"-?\d+", row[1])


def test_the_list_of_all_figures_is_folded_and_linked_from_the_contents(sections, meta, tmp_path):
    rows = (("I.1", "1.031"), ("I.2", "<b>97,01%</b>"))
    columns = (Column("Mục", head=True), Column("Số báo cáo", "printed"))
    listed = Table("moi-so", "Toàn bộ số liệu", columns, rows, source="Báo cáo")
    write_html(read_chapters(sections), replace(meta, figures=listed), tmp_path / "a.html")
    page = (tmp_path / "a.html").read_text("utf-8")
    assert '<a href="#moi-so-muc">Toàn bộ số liệu</a>' in page
    folded = page[page.index('id="moi-so-muc"') :]
    folded = folded[folded.index("<details") : folded.index("</details>")]
    assert "Danh sách 2 số liệu" in folded
    assert "1.031" in folded
    assert "&lt;b&gt;97,01%&lt;/b&gt;" in folded
    assert downloads(page)[-1][1:] == [["I.1", "1.031"], ["I.2", "<b>97,01%</b>"]]
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
