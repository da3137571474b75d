import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_output

from cchc.annex.blocks import CodeBlock, FigureBlock, ProseBlock, TableBlock
from cchc.annex.chapter_reading import read_chapters


def test_blocks_keep_the_order_of_the_notebook_and_are_numbered_by_section(sections):
    _, chapter, _ = read_chapters(sections)
    kinds = [type(block) for block in chapter.blocks]
    assert kinds == [ProseBlock, ProseBlock, TableBlock, CodeBlock, FigureBlock, CodeBlock]
    assert [block.label for block in chapter.blocks if hasattr(block, "label")] == [
        "Bảng 4.1",
        "Hình 4.1",
    ]
    assert chapter.title == "4. Hồ sơ"
    assert chapter.headings == ((2, "muc-04-mot-cua", "Một cửa"),)


def test_code_without_output_is_folded_with_the_next_output(make):
    (chapter,) = read_chapters(
        [make.section("04", "A", new_code_cell("x = 1"), make.show(make.units(), "show(x)"))]
    )
    assert [block.source for block in chapter.blocks if isinstance(block, CodeBlock)] == [
        "x = 1\n\nshow(x)"
    ]


def test_failed_section_holds_nothing_of_its_notebook(make):
    (chapter,) = read_chapters(
        [make.section("04", "A", make.show(make.units()), failed="ValueError")]
    )
    assert not list(chapter.blocks)


def lines_of(chapter) -> list[str]:
    """What stands in the place of what could not be published."""
    return [
        token.content
        for block in chapter.blocks
        if isinstance(block, ProseBlock)
        for token in block.tokens
        if token.type == "inline"
    ]


def test_a_section_that_stopped_keeps_what_stands_before_the_failing_cell(make):
    error = new_output("error", ename="ValueError", evalue="bí mật", traceback=[])
    table, later = make.units(), make.units(id="sau-do")
    broken = make.show(make.units(id="trong-o"), "x / 0")
    broken.outputs.append(error)
    cells = [make.show(table), broken, make.markdown("Phía sau"), make.show(later)]
    (chapter,) = read_chapters([make.section("04", "A", *cells, failed="ValueError: bí mật")])
    tables = [block.table.id for block in chapter.blocks if isinstance(block, TableBlock)]
    assert tables == ["so-hoa", "trong-o"]
    assert chapter.stopped == 2
    assert "dừng ở ô lệnh [2]" in chapter.failure
    assert "bí mật" not in repr(chapter.cells)


def test_warning_on_stderr_is_told_and_not_published(make):
    warning = new_output("stream", name="stderr", text="a.py:1: FutureWarning: cũ\n  x = 1")
    (chapter,) = read_chapters([make.section("04", "A", new_code_cell("", outputs=[warning]))])
    assert [type(block) for block in chapter.blocks] == [ProseBlock]
    assert chapter.told == (
        "04-muc-thu.ipynb, code cell 1: warnings are kept out of the annex: "
        "a.py:1: FutureWarning: cũ",
    )


def test_an_error_that_a_notebook_expects_leaves_a_line(make):
    error = new_output("error", ename="E", evalue="", traceback=[])
    cell = new_code_cell("1 / 0", outputs=[error])
    (chapter,) = read_chapters([make.section("04", "A", cell, make.show(make.units()))])
    assert lines_of(chapter) == ["Ô lệnh này báo lỗi nên không có kết quả."]
    assert any(isinstance(block, TableBlock) for block in chapter.blocks)


def test_an_id_that_is_used_twice_is_numbered_and_told(make):
    cells = [make.show(make.units())]
    chapters = read_chapters([make.section("04", "A", *cells), make.section("05", "B", *cells)])
    ids = [b.table.id for c in chapters for b in c.blocks if isinstance(b, TableBlock)]
    assert ids == ["so-hoa", "so-hoa-2"]
    assert "the id 'so-hoa' is used twice; here it becomes so-hoa-2" in chapters[1].told[0]


def test_a_broken_table_leaves_a_line_and_takes_no_other_with_it(make):
    cell = make.show(make.units())
    cell.outputs[0].data["application/vnd.cchc.table+json"]["rows"][0].pop()
    (chapter,) = read_chapters([make.section("04", "A", cell, make.show(make.units(id="sau")))])
    assert lines_of(chapter) == ["Kết quả ở đây bị hỏng nên không in được."]
    assert "table 'so-hoa', row 1: 3 cells, not 4" in chapter.told[0]
    (table,) = (block for block in chapter.blocks if isinstance(block, TableBlock))
    assert (table.table.id, table.label) == ("sau", "Bảng 4.1")


@pytest.mark.parametrize(
    ("part", "gone"),
    [
        ("<script>1</script>", "script"),
        ("<SCRIPT>1</SCRIPT>", "SCRIPT"),
        ('<g onload="x"/>', "onload"),
        ('<g ONCLICK="x"/>', "ONCLICK"),
        ('<image href="http://a.b/c.png"/>', "a.b"),
        ('<rect style="fill:URL( http://a.b/c)"/>', "a.b"),
        ("<style>*{}</style>", "style"),
        ('<a href="#x"><path d="M0 0"/></a>', "<a"),
        ('<a href="#x"><script>1</script></a>', "script"),
        ('<p xmlns="http://www.w3.org/1999/xhtml">x</p>', "<p"),
        ("<foreignObject><b/></foreignObject>", "foreignObject"),
    ],
)
def test_a_drawing_is_published_without_what_acts_or_fetches(make, part, gone):
    chart = make.figure(svg=f'<svg xmlns="http://www.w3.org/2000/svg"><rect/>{part}</svg>')
    (chapter,) = read_chapters([make.section("04", "A", make.show(chart))])
    (figure,) = (block for block in chapter.blocks if isinstance(block, FigureBlock))
    assert gone not in figure.svg
    assert "rect" in figure.svg
    assert "without what acts in it" in chapter.told[0]


@pytest.mark.parametrize("svg", ["<svg><g", "<p/>", "", '<!DOCTYPE a [<!ENTITY b "c">]><svg/>'])
def test_what_is_no_drawing_leaves_a_line(make, svg):
    (chapter,) = read_chapters([make.section("04", "A", make.show(make.figure(svg=svg)))])
    assert lines_of(chapter) == ["Kết quả ở đây bị hỏng nên không in được."]


@pytest.mark.parametrize(
    ("text", "shown", "says"),
    [
        ("[a](#khong-co)", "a", "the link to #khong-co leads nowhere"),
        ("[a](../x.csv)", "a", "the link to ../x.csv leads nowhere"),
        ("[a](05-muc-thuu.ipynb)", "a", "the link to 05-muc-thuu.ipynb leads nowhere"),
        ("![Cầu](x.png)", "[Hình: Cầu]", "the picture x.png is not in the notebook"),
        ("![Cầu](http://a.b/x.png)", "[Hình: Cầu]", "is not in the notebook"),
    ],
)
def test_a_link_to_nowhere_and_a_picture_from_elsewhere_become_text_and_are_told(
    make, text, shown, says
):
    (chapter,) = read_chapters([make.section("04", "A", make.markdown(text))])
    (_, block) = chapter.blocks
    assert "".join(child.content for child in block.tokens[1].children) == shown
    assert not [child for child in block.tokens[1].children if child.type == "link_open"]
    assert says in chapter.told[0]


@pytest.mark.parametrize(
    ("href", "target"),
    [
        ("#Một-cửa", "#muc-04-mot-cua"),
        ("#M%E1%BB%99t-c%E1%BB%ADa", "#muc-04-mot-cua"),
        ("04-muc-thu.ipynb#Một-cửa", "#muc-04-mot-cua"),
        ("./04-muc-thu.ipynb", "#muc-04"),
        ("#so-hoa", "#so-hoa"),
    ],
)
def test_a_link_finds_headings_by_their_words_and_places_by_their_id(make, href, target):
    cells = [make.markdown(f"## Một cửa\n\nxem [đây]({href})"), make.show(make.units())]
    (chapter,) = read_chapters([make.section("04", "A", *cells)])
    links = [
        child.attrs["href"]
        for block in chapter.blocks
        if isinstance(block, ProseBlock)
        for token in block.tokens
        for child in token.children or ()
        if child.type == "link_open"
    ]
    assert links == [target]
    assert not chapter.told


def test_link_to_a_section_left_out_becomes_text(make):
    sections = [make.section("04", "A", make.markdown("xem [mục 9](09-x.ipynb)"))]
    (chapter,) = read_chapters(sections, others=["09-x.ipynb"])
    assert not chapter.told
    _, block = chapter.blocks
    assert [child.content for child in block.tokens[1].children] == ["xem ", "mục 9"]


def test_heading_levels_never_skip_and_anchors_differ(make):
    (chapter,) = read_chapters(
        [make.section("04", "A", make.markdown("#### Sâu\n\n# Đầu\n\n### Sâu"))]
    )
    assert chapter.headings == (
        (2, "muc-04-sau", "Sâu"),
        (2, "muc-04-dau", "Đầu"),
        (3, "muc-04-sau-2", "Sâu"),
    )


def test_executed_notebook_survives_writing_and_reading(sections):
    section = sections[1]
    text = nbformat.writes(section.read())
    again = nbformat.reads(text, as_version=4)
    assert again.cells[2].outputs == section.read().cells[2].outputs
