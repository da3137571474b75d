import pytest

from cchc.objects.tables import Table
from cchc.pages import overview
from cchc.pages.overview import (
    list_main_points,
    say_doubts,
    tabulate_doubts,
    tabulate_scorecard,
)
from cchc.report.decisions import write_decision


@pytest.fixture
def broken(folder):
    """One sum that does not fit: 10 received, 8 resolved, 3 pending."""
    folder.figures(received="10", resolved="8", pending="3")
    return folder


def texts(table: Table) -> list[list[str]]:
    return table.texts()


def test_errors_are_counted_with_what_nobody_has_concluded(broken):
    said = say_doubts(broken.read()).text
    assert "1 lỗi" in said
    assert "1 lỗi thuộc 1 trường hợp chưa có kết luận" in said


def test_without_errors_no_open_case_is_counted(folder):
    folder.figures(received="10", resolved="8", pending="2")
    assert say_doubts(folder.read()).text == "Kiểm tra thấy 0 lỗi, 0 cảnh báo, 0 lưu ý."


@pytest.mark.parametrize(
    ("named", "unnamed", "said"),
    [
        (1, 0, ""),
        (9, 0, "; bảng dưới nêu 5 số ảnh hưởng nhiều nhất"),
        (0, 2, " ở [danh mục"),
        (3, 2, ": 3 trường hợp có số cần xác nhận ở bảng dưới, 2 trường hợp khác ở"),
        (9, 4, ": 9 trường hợp có số cần xác nhận (bảng dưới nêu 5 số ảnh hưởng nhiều nhất), 4"),
    ],
)
def test_the_counts_of_cases_say_how_they_relate(named, unnamed, said, monkeypatch):
    monkeypatch.setattr(overview, "_likely", lambda case: case or None)
    told = overview._say_parts([1] * named + [0] * unnamed)
    assert told.startswith(said) if said else not told


def test_the_likely_value_stands_beside_what_it_mends_and_where(folder):
    folder.figures(received="1.000", resolved="907", pending="30", resolved_rate="97%")
    report = folder.read()
    (case,) = [case for case in report.cases if case.severity == "error"]
    likely = case.suspects[0]
    (row,) = texts(tabulate_doubts(report, id="a"))
    assert row[1:3] == ["I.1", likely.printed]
    assert row[3].endswith(likely.suggested)
    assert row[4:] == [f"{len(likely.mends)}/{len(case.findings)}", case.case]


def test_what_has_been_concluded_is_no_longer_to_be_confirmed(broken):
    (finding,) = [f for f in broken.read().findings if f.severity == "error"]
    write_decision(
        broken.read(), broken.root, finding.finding, "explained", "một hồ sơ rút", decided_by="An"
    )
    assert "Không có số nào" in tabulate_doubts(broken.read(), id="a").text


def test_a_chapter_of_which_the_report_says_nothing_is_named(folder):
    folder.figures(received="10")
    said = list_main_points(folder.read()).markdown
    assert "những phần mà báo cáo không có số liệu, văn bản, nội dung: Tài chính" in said


def test_a_rate_is_told_as_reported_as_computed_and_as_used(folder):
    folder.figures(received="1.000", resolved="900", pending="100", resolved_rate="89%")
    (row,) = texts(tabulate_scorecard(folder.read(), id="a"))
    assert row[2:6] == ["89%", "90,00%", "90,00%", "Không khớp"]


def test_while_its_counts_are_in_doubt_the_reported_rate_is_used(broken):
    broken.figures(resolved_rate="79%")
    (row,) = texts(tabulate_scorecard(broken.read(), id="a"))
    assert row[4] in ("79%", "80,00%")
    assert broken.read().rate("resolved_rate", "desk").counts_doubted


def test_a_rate_of_counts_that_only_follow_is_computed_and_marked(folder):
    folder.figures(received="1.000", pending="100", resolved_rate="90%", on_time="810")
    table = tabulate_scorecard(folder.read(), id="a")
    assert [row[4].replace("\u00a0", " ") for row in texts(table)] == ["90,00% (t)", "90,00% (t)"]
    assert any(note.startswith("(t) ") for note in table.notes)


def test_a_long_list_of_chapters_that_are_left_out_names_the_first_and_counts_the_rest(folder):
    listed = ", ".join(
        f'{{ chapter = "{n}", title = "Phần {n}", sections = ["X.{n}"] }}' for n in range(1, 10)
    )
    path = folder.path("2030Q1/report.toml")
    text = path.read_text(encoding="utf-8")
    extra = "\n".join(
        f'  {{ section = "X.{n}", title = "Mục {n}", notebook = "" }},' for n in range(1, 10)
    )
    text = text.replace("sections = [", f"sections = [\n{extra}", 1)
    own = '{ chapter = "20", title = "Hồ sơ", sections = ["I.1", "I.2"] }'
    path.write_text(f"{text}chapters = [{listed}, {own}]\n", encoding="utf-8")
    folder.figures(received="10")
    assert "Phần 1; Phần 2; Phần 3; và 6 phần khác." in list_main_points(folder.read()).text
