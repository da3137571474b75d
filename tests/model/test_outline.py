import pytest

from cchc.model.outline import ChapterEntry, name_slug, read_chapters_of, read_outline

SECTIONS = [
    {"section": "I.1", "title": "Hồ sơ", "notebook": "04"},
    {"section": "I.2", "title": "Thu chi", "notebook": "08"},
    {"section": "I.3", "title": "Hồ sơ tồn", "notebook": "04"},
]


def test_a_folder_without_chapters_has_one_for_each_notebook_that_its_sections_name():
    assert read_chapters_of({"sections": SECTIONS}) == (
        ChapterEntry("04", "", ("I.1", "I.3"), "04"),
        ChapterEntry("08", "", ("I.2",), "08"),
    )


def test_listed_chapters_come_first_and_no_section_is_lost():
    listed = {"chapter": "1", "title": "Hồ sơ một cửa", "sections": ["I.1"], "notebook": "04"}
    assert read_chapters_of({"chapters": [listed], "sections": SECTIONS}) == (
        ChapterEntry("1", "Hồ sơ một cửa", ("I.1",), "04"),
        ChapterEntry("08", "", ("I.2",), "08"),
        ChapterEntry("04", "", ("I.3",), "04"),
    )


@pytest.mark.parametrize("raw", [{}, {"sections": "I.1"}, {"sections": [1], "chapters": {}}])
def test_what_is_no_list_of_sections_gives_no_chapter(raw):
    assert read_chapters_of(raw) == ()


def test_a_chapter_says_something_where_any_of_its_sections_does(folder):
    folder.figures(received="10")
    outline = read_outline("2030Q1", folder.root)
    told = {chapter.chapter: outline.says_anything(chapter) for chapter in outline.chapters}
    assert True in told.values()
    assert outline.telling == {"I.1"}


def test_an_expected_figure_without_a_number_says_nothing(folder):
    folder.figures(received="")
    assert read_outline("2030Q1", folder.root).telling == set()


def test_a_folder_that_cannot_be_read_has_an_empty_outline(tmp_path):
    outline = read_outline("2030Q1", tmp_path)
    assert (outline.chapters, outline.indicators, outline.telling) == ((), set(), set())


@pytest.mark.parametrize(
    ("title", "slug"),
    [("Số hóa kết quả", "so-hoa-ket-qua"), ("Đề án 06", "de-an-06"), ("…", "phan")],
)
def test_a_title_becomes_a_file_name(title, slug):
    assert name_slug(title) == slug
