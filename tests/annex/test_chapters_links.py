"""Links between sections when one of them failed."""

from nbformat.v4 import new_markdown_cell, new_notebook

from cchc.annex.chapter_reading import read_chapters
from cchc.annex.chapters import Executed


def section(id: str, *markdown: str, failed: str | None = None) -> Executed:
    notebook = new_notebook(cells=[new_markdown_cell(text) for text in markdown])
    return Executed(id, "phan", f"Phần {id}", lambda: notebook, failed)


def test_a_link_into_a_failed_section_becomes_text():
    chapters = read_chapters(
        [section("01", "Xem [bảng](#bang-kia)."), section("02", failed="hỏng")]
    )
    tokens = chapters[0].cells[0][0].tokens
    kinds = [child.type for token in tokens for child in token.children or ()]
    assert "link_open" not in kinds


def test_a_link_to_nowhere_is_told_when_nothing_failed():
    (chapter,) = read_chapters([section("01", "Xem [bảng](#bang-kia).")])
    assert "the link to #bang-kia leads nowhere" in chapter.told[0]
