import pytest

from cchc.pages.overview import list_doubts, list_main_points
from cchc.report.decisions import write_decision


@pytest.fixture
def broken(folder):
    """One sum that does not fit: 10 received, 8 resolved, 3 pending."""
    folder.figures(received="10", resolved="8", pending="3")
    return folder


def test_what_to_verify_first_is_told_with_its_case(broken):
    (case,) = [case for case in broken.read().cases if case.severity == "error"]
    said = list_doubts(broken.read()).markdown
    assert f"**Cần xác minh ngay** ({case.case})" in said


def test_the_likely_value_stands_beside_what_it_mends_and_where(folder):
    folder.figures(received="1.000", resolved="907", pending="30", resolved_rate="97%")
    report = folder.read()
    (case,) = [case for case in report.cases if case.severity == "error"]
    said = list_doubts(report).markdown
    likely = case.suspects[0]
    assert f"ghi {likely.printed}" in said
    assert f"**{likely.suggested}**" in said
    assert f"hết {len(likely.mends)} bất thường (mục I.1)" in said


def test_what_has_been_concluded_is_no_longer_to_be_verified(broken):
    (finding,) = [f for f in broken.read().findings if f.severity == "error"]
    write_decision(
        broken.read(), broken.root, finding.finding, "explained", "một hồ sơ rút", decided_by="An"
    )
    assert "Cần xác minh" not in list_doubts(broken.read()).markdown


def test_a_chapter_of_which_the_report_says_nothing_is_named(folder):
    folder.figures(received="10")
    said = list_main_points(folder.read()).markdown
    assert "không lập phần chưa có số liệu, văn bản, nội dung nào: Tài chính" in said


def test_the_rates_of_the_scorecard_are_told_where_nothing_else_is_known(folder):
    folder.figures(received="100", resolved="90", resolved_rate="90%")
    assert "**90%** theo báo cáo" in list_main_points(folder.read()).markdown
