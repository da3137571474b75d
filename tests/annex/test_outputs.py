"""Outputs of cells that carry nothing of the library: what notebooks of any kernel hold."""

import base64
import io
import json

import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_output
from PIL import Image

from cchc import show
from cchc.annex.blocks import FigureBlock, ProseBlock, TableBlock, TextBlock
from cchc.annex.chapter_reading import read_chapters
from cchc.annex.html import write_html
from cchc.annex.markdown import write_markdown_html
from cchc.annex.shown_texts import MOST_LINES
from cchc.objects import FIGURE_MIME

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="90pt" height="30pt"><rect/></svg>'


def png() -> str:
    out = io.BytesIO()
    Image.new("RGB", (96, 48), "teal").save(out, "PNG")
    return base64.b64encode(out.getvalue()).decode()


def displayed(data: dict, **about) -> dict:
    return new_output("display_data", data, metadata=about)


def printed(text: str) -> dict:
    return new_output("stream", name="stdout", text=text)


@pytest.fixture
def read(make):
    """Read one code cell with these outputs, below a heading."""

    def read(*outputs, id: str = "o-thu", **metadata):
        cell = new_code_cell("lệnh()", outputs=list(outputs), id=id)
        cell.metadata.update(metadata)
        (chapter,) = read_chapters([make.section("04", "Phần", make.markdown("## Đề mục"), cell)])
        return chapter

    return read


def blocks_of(chapter, kind):
    return [block for block in chapter.blocks if isinstance(block, kind)]


def texts(chapter) -> str:
    return "".join(write_markdown_html(block.tokens) for block in blocks_of(chapter, ProseBlock))


PANDAS = """<div><style scoped>x{}</style><table border="1" class="dataframe"><thead><tr><th></th>
<th>n</th></tr></thead><tbody><tr><th>a</th><td>1.5</td></tr><tr><th>b</th><td>NaN</td></tr>
</tbody></table></div>"""


def test_a_table_of_html_becomes_a_table_with_the_heading_above_as_its_title(read):
    (block,) = blocks_of(read(displayed({"text/html": PANDAS, "text/plain": "x"})), TableBlock)
    assert (block.label, block.table.title, block.table.id) == (
        "Bảng 4.1",
        "Đề mục",
        "o-04-o-thu",
    )
    assert [column.name for column in block.table.columns] == ["Nhãn", "n"]
    assert block.table.rows == (("a", "1.5"), ("b", None))
    assert block.table.sheet == "Bảng 4.1"
    assert block.origin == "notebooks/04-muc-thu.ipynb, ô lệnh [1]"


def test_a_table_of_html_without_headings_numbers_its_columns(read):
    html = "<table><tr><td>a</td><td>1</td></tr><tr><td>b</td><td>2</td></tr></table>"
    (block,) = blocks_of(read(displayed({"text/html": html})), TableBlock)
    assert [column.name for column in block.table.columns] == ["Cột 1", "Cột 2"]
    assert block.table.rows == (("a", "1"), ("b", "2"))


def test_an_empty_chart_is_a_line_under_the_heading_above(read):
    figure = {"id": "", "title": "", "alt": "", "empty": "hình không vẽ gì", "svg": SVG}
    chapter = read(displayed({FIGURE_MIME: figure}))
    assert not blocks_of(chapter, FigureBlock)
    assert "Đề mục (hình không vẽ gì)." in texts(chapter)


@pytest.mark.parametrize(
    "data",
    [
        {"image/png": png(), "text/plain": "<Figure size 640x480>"},
        {"image/svg+xml": SVG},
        {"application/vnd.plotly.v1+json": {}, "image/png": png(), "text/html": "<script>"},
        {"text/html": f'<p><img alt="A" src="data:image/png;base64,{png()}"></p>'},
        {"text/html": f"<div>{SVG}</div>"},
        {"text/markdown": f"![A](data:image/png;base64,{png()})"},
    ],
    ids=["png", "svg", "plotly", "img", "inline", "markdown"],
)
def test_a_picture_of_any_kind_becomes_a_figure(read, data):
    chapter = read(displayed(data))
    (figure,) = blocks_of(chapter, FigureBlock)
    assert (figure.label, figure.title, figure.id) == ("Hình 4.1", "Đề mục", "o-04-o-thu")
    assert figure.svg.startswith("<svg")
    assert figure.alt in ("A", "Hình của ô lệnh [1] dưới mục “Đề mục”; người lập chưa ghi mô tả.")
    assert figure.size[0] in (72.0, 90.0)
    assert not chapter.told


@pytest.mark.parametrize(
    ("opening", "box", "size"),
    [
        ('width="90" height="30"', "0 0 90 30", (67.5, 22.5)),
        ('width="3in" height="1in"', "0 0 288 96", (216.0, 72.0)),
        ('width="9" height="3" viewBox="0 0 1 2"', "0 0 1 2", (6.75, 2.25)),
        ('viewBox="0 0 40 20"', "0 0 40 20", (30.0, 15.0)),
        ('width="100%" height="3"', "0 0 600 400", (450.0, 300.0)),
    ],
)
def test_a_drawing_keeps_its_size_whatever_it_is_given_in(read, opening, box, size):
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {opening}><rect/></svg>'
    (figure,) = blocks_of(read(displayed({"image/svg+xml": svg})), FigureBlock)
    assert f'viewBox="{box}"' in figure.svg
    assert figure.size == size


def test_a_drawing_of_a_page_is_given_the_name_space_of_a_file(read):
    (figure,) = blocks_of(read(displayed({"text/html": "<svg><rect/></svg>"})), FigureBlock)
    assert 'xmlns="http://www.w3.org/2000/svg"' in figure.svg


def test_a_figure_of_the_short_form_keeps_its_size_under_an_id_of_its_own_too(read):
    drawn = show.figure(SVG, "Tên", alt="Mô tả", id="cua-toi")
    bundle = json.loads(json.dumps(drawn._repr_mimebundle_()))
    (figure,) = blocks_of(read(displayed(bundle)), FigureBlock)
    assert (figure.id, figure.title, figure.size) == ("cua-toi", "Tên", (90.0, 30.0))


def test_a_picture_says_what_it_was_told_to_say(read):
    chapter = read(displayed({"image/png": png()}, **{"image/png": {"alt": "Cầu cảng"}}))
    assert blocks_of(chapter, FigureBlock)[0].alt == "Cầu cảng"


def test_the_same_chart_shown_twice_by_a_cell_is_published_once(read):
    assert len(blocks_of(read(*[displayed({"image/svg+xml": SVG})] * 2), FigureBlock)) == 1


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (
            {"application/vnd.jupyter.widget-view+json": {}, "text/plain": "W"},
            "Điều khiển tương tác",
        ),
        ({"application/javascript": "alert(1)"}, "Đoạn mã JavaScript"),
        ({"video/mp4": "AAAA"}, "Đoạn phim"),
        ({"text/html": "<video controls><source src=x>No video here</video>"}, "Đoạn phim"),
        ({"text/html": "<iframe src='http://a.b'></iframe>"}, "Trang nhúng"),
        (
            {"application/vnd.plotly.v1+json": {}, "text/html": "<div><script>1</script></div>"},
            "Biểu đồ tương tác",
        ),
        ({"text/html": "<script>document.write(1)</script>"}, "Nội dung tương tác"),
        ({"text/html": "<img src='https://a.b/c.png' width='9'/>"}, "Hình nằm ở nơi khác"),
        ({"text/html": "<p>A <img alt='B' src='c.png'></p>"}, "Hình nằm ở nơi khác"),
        ({"text/html": "<table><tr><td><img src='//a.b/c'></table>"}, "Hình nằm ở nơi khác"),
        ({"application/x-la": "1"}, "Kết quả kiểu application/x-la"),
        ({"application/pdf": "AAAA"}, "Tệp PDF"),
        ({"text/plain": "<Figure size 640x480 with 1 Axes>"}, "Hình chưa vẽ được"),
    ],
)
def test_what_a_page_cannot_hold_leaves_a_line_in_its_place_and_is_told(read, data, line):
    chapter = read(displayed(data), printed("sau đó"))
    assert f"{line} chỉ xem được trong JupyterLab, không in được vào phụ lục." in texts(chapter)
    assert "04-muc-thu.ipynb, code cell 1: an output cannot be published" in chapter.told[-1]
    assert [block.text for block in blocks_of(chapter, TextBlock)] == ["sau đó"]
    assert "No video here" not in str(texts(chapter))


@pytest.mark.parametrize(
    "data",
    [
        {"image/png": "AAAA"},
        {"image/svg+xml": "<svg"},
        {"image/svg+xml": '<svg xmlns="http://www.w3.org/2000/svg" width="0" height="0"/>'},
        {"application/vnd.cchc.table+json": {"id": "a"}},
        {"application/vnd.cchc.figure+json": []},
        {"application/vnd.cchc.prose+json": {}},
    ],
    ids=str,
)
def test_a_damaged_output_costs_its_own_place_alone(read, data):
    chapter = read(displayed(data), displayed({"text/html": PANDAS}))
    (table,) = blocks_of(chapter, TableBlock)
    assert table.label == "Bảng 4.1"


def test_what_is_printed_is_kept_line_by_line_without_colours_and_progress(read):
    chapter = read(printed("\x1b[31mĐỏ\x1b[0m\n  10%\r  90%\r 100%\n"), printed("a\tb\n"))
    (block,) = blocks_of(chapter, TextBlock)
    assert block.text == "Đỏ\n 100%\na   b"
    assert block.id == "o-04-o-thu"


def test_thousands_of_printed_lines_are_cut_and_say_so(read):
    chapter = read(printed("x\n" * (MOST_LINES + 5)))
    (block,) = blocks_of(chapter, TextBlock)
    assert len(block.text.split("\n")) == MOST_LINES
    assert "Còn 5 dòng nữa" in texts(chapter)
    assert "printed lines are cut" in chapter.told[0]


@pytest.mark.parametrize(
    ("plain", "shown"),
    [
        ("10335", ["10.335"]),
        ("np.float64(0.125)", ["0,125"]),
        ("0.00001234", ["0,00001234"]),
        ("1.5e-07", ["1,5e-07"]),
        ("-3", ["−3"]),
        ("'abc'", ["'abc'"]),
        ("(1, 2)", ["(1, 2)"]),
        ("[<Line2D>]", []),
        ("<Axes: xlabel='x'>", []),
        ("<__main__.A at 0x7f00aa11bb22>", []),
        ("<seaborn.axisgrid.FacetGrid at 0x…>", []),
        ("<BarContainer object of 3 artists>", []),
    ],
)
def test_a_result_in_plain_text_is_printed_unless_it_is_the_name_of_a_thing(read, plain, shown):
    chapter = read(displayed({"text/plain": plain}))
    assert [block.text for block in blocks_of(chapter, TextBlock)] == shown


def test_json_is_printed_and_latex_without_marks_is_a_sentence(read):
    (block,) = blocks_of(read(displayed({"application/json": {"số": [1]}})), TextBlock)
    assert block.text == '{\n  "số": [\n    1\n  ]\n}'
    told = texts(read(displayed({"text/latex": "Tổng là $a+b$ hồ sơ"})))
    assert "Tổng là <svg" in told
    assert told.count("<svg") == 1


def test_a_damaged_picture_is_told_without_a_place_in_memory(read):
    chapter = read(displayed({"image/png": base64.b64encode(b"no picture").decode()}))
    assert "none of PNG, JPEG, GIF and WebP" in chapter.told[0]
    assert " at 0x" not in chapter.told[0]


def test_several_outputs_keep_their_order_and_have_addresses_of_their_own(read):
    chapter = read(
        printed("một"),
        displayed({"text/html": PANDAS}),
        displayed({"image/png": png()}),
        printed("hai"),
        id="abc_1",
    )
    kinds = [type(block) for block in chapter.blocks if hasattr(block, "origin")]
    assert kinds == [TextBlock, TableBlock, FigureBlock, TextBlock]
    ids = [
        b.table.id if isinstance(b, TableBlock) else b.id
        for b in chapter.blocks
        if hasattr(b, "origin")
    ]
    assert ids == ["o-04-abc-1", "o-04-abc-1-2", "o-04-abc-1-3", "o-04-abc-1-4"]


def test_html_is_cleaned_and_its_words_keep_their_shape(read):
    html = """<h2>Nhỏ</h2><p onclick="x()">a <b>đậm</b> <a href="javascript:x()">b</a>
    <a href="https://a.b">c</a><br>d</p><ul><li>một</li></ul><script>alert(1)</script><!-- ẩn -->"""
    chapter = read(displayed({"text/html": html}))
    page = texts(chapter)
    assert "<strong>đậm</strong>" in page
    assert '<a href="https://a.b">c</a>' in page
    assert "<li>" in page
    assert "Nhỏ" in [text for _, _, text in chapter.headings]
    assert not [word for word in ("onclick", "javascript", "alert", "ẩn") if word in page]
    assert "<script> in a text is not published" in chapter.told[0]


@pytest.mark.parametrize(
    ("metadata", "code", "output"),
    [
        ({}, True, True),
        ({"tags": ["remove-cell"]}, False, False),
        ({"tags": ["remove-input"]}, False, True),
        ({"tags": ["remove-output"]}, True, False),
        ({"tags": ["hide-input"]}, True, True),
        ({"tags": ["hide-output"]}, True, True),
        ({"jupyter": {"source_hidden": True}}, False, True),
        ({"jupyter": {"outputs_hidden": True}}, True, False),
    ],
    ids=str,
)
def test_the_usual_tags_and_the_state_of_jupyterlab_hide_what_they_say(
    read, meta, tmp_path, metadata, code, output
):
    chapter = read(printed("in-ra"), **metadata)
    write_html((chapter,), meta, tmp_path / "a.html")
    page = (tmp_path / "a.html").read_text("utf-8")
    assert ("lệnh()" in page) == code
    assert (">in-ra</pre>" in page) == output
    assert ("Kết quả được thu gọn" in page) == (metadata.get("tags") == ["hide-output"])


def test_a_table_without_rows_and_a_chart_of_nothing_are_a_line_without_a_number(read):
    table = show.table(pd.DataFrame({"Việc": []}), "Kiến nghị của báo cáo")
    chart = show.draw_bars(
        pd.DataFrame({"name": [], "value": []}), id="trong", title="Báo cáo chưa nêu việc nào"
    )
    chapter = read(displayed(table._repr_mimebundle_()), displayed(chart._repr_mimebundle_()))
    assert not blocks_of(chapter, TableBlock)
    assert not blocks_of(chapter, FigureBlock)
    assert "Kiến nghị của báo cáo: không có." in texts(chapter)
    assert "Báo cáo chưa nêu việc nào (không có số liệu)." in texts(chapter)
