import pytest

from cchc.errors import RequestError
from cchc.pages import general


@pytest.fixture
def here(folder):
    """A chapter with a sum that does not fit and a rate that its parts contradict."""
    folder.figures(received="1.000", resolved="907", pending="30", resolved_rate="97%")
    return general.read_chapter(folder.read(), "")


def test_a_chapter_leads_with_rates_then_totals_then_what_is_open(here):
    rate, total, errors = general.say_chapter(here).markdown.split("\n")
    assert "**97%** theo báo cáo, **90,70%** khi tính lại" in rate
    assert "Hồ sơ tiếp nhận của Bộ phận một cửa: **1\\.000** hồ sơ" in total
    assert "lỗi số liệu của phần này chưa có kết luận" in errors


def test_every_figure_of_the_chapter_stands_in_its_table(here):
    table = general.tabulate_chapter_figures(here)
    assert [row[3] for row in table.rows] == list(here.figures["printed"])


def test_a_total_stands_beside_what_its_parts_add_up_to(here):
    (row,) = general.tabulate_totals(here).rows
    assert row[2:] == (
        "1.000",
        "Hồ sơ đã giải quyết 907 + Hồ sơ đang giải quyết 30",
        937,
        63,
    )


def test_a_part_that_is_not_printed_is_said_to_be_missing(folder):
    folder.figures(received="1.000", resolved="907")
    (row,) = general.tabulate_totals(general.read_chapter(folder.read(), "")).rows
    assert row[3].endswith("báo cáo không nêu Hồ sơ đang giải quyết")
    assert row[4:] == (None, None)


def test_a_chapter_without_any_figure_says_so(folder):
    folder.figures(received="")
    report = folder.read()
    empty = general.read_chapter(report, report.meta.chapters[0].chapter)
    assert "không nêu số liệu nào" in general.say_chapter(empty).markdown
    assert general.tabulate_chapter_figures(empty) is None
    assert general.tabulate_totals(empty) is None
    assert general.tabulate_chapter_rates(empty) is None


def test_a_chapter_that_the_quarter_does_not_have_is_refused(folder):
    folder.figures(received="10")
    with pytest.raises(RequestError, match="2030Q1 has no chapter '99'; its chapters are"):
        general.read_chapter(folder.read(), "99")
