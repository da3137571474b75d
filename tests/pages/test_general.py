import pytest

from cchc.errors import RequestError
from cchc.pages import chapter_figures, general
from cchc.pages.all_figures import tabulate_all_figures


@pytest.fixture
def here(folder):
    """A chapter with a sum that does not fit and a rate that its parts contradict."""
    folder.figures(received="1.000", resolved="907", pending="30", resolved_rate="97%")
    return chapter_figures.read_chapter(folder.read(), "")


def test_a_chapter_leads_with_rates_then_totals_then_what_is_open(here):
    org, rate, total, errors = chapter_figures.say_chapter(here).markdown.split("\n")
    assert org == "- Số liệu phần này là của Bộ phận một cửa."
    assert "Tỷ lệ đã giải quyết: **97%** theo báo cáo, **90,70%** khi tính lại" in rate
    assert "Hồ sơ tiếp nhận: **1\\.000** hồ sơ" in total
    assert "lỗi số liệu của phần này chưa có kết luận" in errors


def test_a_rate_that_its_parts_contradict_comes_first_and_one_that_agrees_is_said_once(folder):
    folder.figures(received="1.000", resolved="900", resolved_rate="90,0%")
    folder.figures(on_time="800", on_time_rate="98,0%")
    first, second = chapter_figures.say_chapter(
        chapter_figures.read_chapter(folder.read(), "")
    ).markdown.split("\n")[1:3]
    assert "**98,0%** theo báo cáo, **88,89%** khi tính lại" in first
    assert second.endswith("**90,0%** theo báo cáo.")


def column(table, name: str) -> list:
    at = [column.name for column in table.columns].index(name)
    return [row[at] for row in table.rows]


def test_every_figure_of_the_chapter_stands_in_its_table(here):
    table = general.tabulate_chapter_figures(here)
    assert column(table, "Số báo cáo") == list(here.figures["printed"])


def test_a_number_that_is_told_roughly_is_printed_so(folder):
    folder.figure("resolved_rate", "95%", note="hơn")
    folder.figure("received", "1.000", note="hơn; theo phần mềm")
    report = folder.read()
    here = chapter_figures.read_chapter(report, "")
    table = general.tabulate_chapter_figures(here)
    assert column(table, "Số báo cáo") == ["hơn 95%", "hơn 1.000"]
    assert "**hơn 95%** theo báo cáo" in chapter_figures.say_chapter(here).markdown
    assert column(tabulate_all_figures(report), "Số sử dụng") == ["hơn 95", "hơn 1.000"]


def test_what_is_the_same_in_each_row_is_a_note(here):
    table = general.tabulate_chapter_figures(here)
    assert "Đơn vị" not in [column.name for column in table.columns]
    assert "Đơn vị: Bộ phận một cửa." in table.notes


def test_the_agreed_number_stands_beside_the_printed_one_only_where_it_is_another(folder):
    folder.figures(received="1.000", resolved="907")
    names = [c.name for c in general.tabulate_chapter_figures(_first(folder)).columns]
    assert ("Số báo cáo" in names, "Số sử dụng" in names) == (True, False)
    folder.figure("received", "1.001", place="bảng")
    table = general.tabulate_chapter_figures(_first(folder))
    assert column(table, "Số báo cáo") == ["1.000", "907", "1.001"]
    assert column(table, "Số sử dụng") == ["1.000", "907", "1.000"]


def test_a_chapter_without_findings_or_sources_shows_none(folder):
    folder.figures(received="1.000")
    assert general.list_chapter_findings(_first(folder)) is None
    assert general.list_chapter_sources(_first(folder)) is None
    folder.cite("1/QĐ-UBND", "01/02/2030")
    assert len(general.list_chapter_sources(_first(folder)).rows) == 1


def _first(folder):
    return chapter_figures.read_chapter(folder.read(), "")


def test_a_rate_and_a_total_stand_beside_what_their_parts_give(here):
    table = general.tabulate_chapter_figures(here)
    told = dict(
        zip(column(table, "Chỉ tiêu"), column(table, "Tính từ các thành phần"), strict=True)
    )
    assert told["Hồ sơ tiếp nhận"] == "937 (chênh lệch 63)"
    assert told["Tỷ lệ đã giải quyết"] == "90,70%"
    assert told["Hồ sơ đã giải quyết"] == ""


def test_where_nothing_can_be_worked_out_there_is_no_column_for_it(folder):
    folder.figures(received="1.000", resolved="907")
    table = general.tabulate_chapter_figures(chapter_figures.read_chapter(folder.read(), ""))
    assert "Tính từ các thành phần" not in [column.name for column in table.columns]


UNITS = ("thang_bac", "thang_nam", "thang_dong")


@pytest.fixture
def three(folder):
    folder.add("catalog/orgs.csv", org=UNITS[-1], name="phường Thắng Đông", kind="ward")
    return folder


def test_units_that_state_the_same_stand_side_by_side(three):
    folder = three
    for number, name in enumerate(UNITS, 1):
        folder.figure("received", f"{number}00", name)
        folder.figure("resolved", f"{number}0", name)
    folder.figure("received", "600", "desk")
    here = chapter_figures.read_chapter(folder.read(), "")
    units = general.tabulate_units(here)
    assert [row[1:] for row in units.rows] == [("100", "10"), ("200", "20"), ("300", "30")]
    rest = general.tabulate_chapter_figures(here)
    assert column(rest, "Số báo cáo") == ["600"]


def test_two_units_or_a_fact_printed_twice_stay_in_rows(three):
    folder = three
    for name in UNITS[:2]:
        folder.figure("received", "100", name)
    here = chapter_figures.read_chapter(folder.read(), "")
    assert general.tabulate_units(here) is None
    folder.figure("received", "100", UNITS[2])
    folder.figure("received", "100", UNITS[2], place="bảng")
    here = chapter_figures.read_chapter(folder.read(), "")
    assert general.tabulate_units(here) is None
    assert len(general.tabulate_chapter_figures(here).rows) == 4


def test_a_chapter_without_any_figure_says_so(folder):
    folder.figures(received="")
    report = folder.read()
    empty = chapter_figures.read_chapter(report, report.meta.chapters[0].chapter)
    assert "không nêu số liệu nào" in chapter_figures.say_chapter(empty).markdown
    assert general.tabulate_chapter_figures(empty) is None
    assert general.tabulate_units(empty) is None


def test_a_chapter_that_the_quarter_does_not_have_is_refused(folder):
    folder.figures(received="10")
    with pytest.raises(RequestError, match="2030Q1 has no chapter '99'; its chapters are"):
        chapter_figures.read_chapter(folder.read(), "99")
