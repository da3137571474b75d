import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_output

from cchc.annex.blocks import CodeBlock, FigureBlock, ProseBlock, TableBlock
from cchc.annex.chapters import read_chapters
from cchc.errors import PublishError


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


@pytest.mark.parametrize(
    ("output", "kind"),
    [
        (new_output("stream", name="stdout", text="12"), "stream"),
        (new_output("error", ename="E", evalue="", traceback=[]), "error"),
        (new_output("display_data", {"image/png": "", "text/plain": ""}), "image/png/text/plain"),
        (new_output("execute_result", {"text/plain": "12"}), "text/plain"),
    ],
)
def test_output_that_would_be_lost_is_refused_by_notebook_and_cell(make, output, kind):
    with pytest.raises(
        PublishError, match=f"notebook 04-muc-thu.ipynb, cell 2: output of kind {kind}"
    ):
        read_chapters([make.section("04", "A", new_code_cell("x", outputs=[output]))])


def test_warning_on_stderr_is_not_published(make):
    warning = new_output("stream", name="stderr", text="FutureWarning")
    (chapter,) = read_chapters([make.section("04", "A", new_code_cell("", outputs=[warning]))])
    assert [type(block) for block in chapter.blocks] == [ProseBlock]


def test_id_used_twice_is_refused_with_both_places(make):
    cells = [make.show(make.units())]
    with pytest.raises(
        PublishError, match=r"cell 2: the id 'so-hoa' is already used in notebook 04.*cell 2"
    ):
        read_chapters([make.section("04", "A", *cells), make.section("05", "B", *cells)])


def test_broken_table_is_refused_by_notebook_and_cell(make):
    cell = make.show(make.units())
    cell.outputs[0].data["application/vnd.cchc.table+json"]["rows"][0].pop()
    with pytest.raises(PublishError, match=r"cell 2: table 'so-hoa', row 1: 3 cells, not 4"):
        read_chapters([make.section("04", "A", cell)])


@pytest.mark.parametrize(
    "part",
    [
        "<script>1</script>",
        '<g onload="x"/>',
        '<image href="http://a.b/c.png"/>',
        "<style>*{}</style>",
        '<a href="#x"/>',
        "<g",
    ],
)
def test_drawing_that_acts_or_fetches_is_refused(make, part):
    chart = make.figure(svg=f'<svg xmlns="http://www.w3.org/2000/svg">{part}</svg>')
    with pytest.raises(PublishError, match="cell 2"):
        read_chapters([make.section("04", "A", make.show(chart))])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[a](#khong-co)", "leads nowhere"),
        ("[a](../x.csv)", "leads to a file"),
        ("![a](x.png)", "pictures"),
    ],
)
def test_link_to_nowhere_and_picture_are_refused(make, text, message):
    with pytest.raises(PublishError, match=message):
        read_chapters([make.section("04", "A", make.markdown(text))])


def test_link_to_a_section_left_out_becomes_text(make):
    (chapter,) = read_chapters([make.section("04", "A", make.markdown("xem [mục 9](09-x.ipynb)"))])
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
