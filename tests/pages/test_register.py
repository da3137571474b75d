"""The register of anomalies and the first page, over a tiny quarter with one wrong figure."""

from types import SimpleNamespace

import pytest

from cchc import show
from cchc.pages import overview, register
from cchc.pages.case_cards import describe_cases


@pytest.fixture
def wrong(sound):
    """Resolved is printed 880 instead of 900: a sum and two rates are broken, 882 in time is more
    than resolved.
    """
    sound.replace("2030Q1/figures.csv", "resolved,desk,900", "resolved,desk,800")
    return sound.read()


def test_a_card_names_the_figure_its_value_and_what_it_mends(wrong):
    card = describe_cases(wrong, "error").markdown
    assert "### th-" in card
    assert "**có thể là 900**" in card
    assert all(f.finding in card for f in wrong.findings if f.severity == "error")


def test_without_cases_the_register_says_so(sound):
    assert describe_cases(sound.read(), "error").markdown == "Không có trường hợp nào."


def test_every_finding_stands_in_the_register_once(wrong):
    table = register.tabulate_register(wrong, id="so")
    assert [row[0] for row in table.rows] == [f.finding for f in wrong.findings]


def of_sections(monkeypatch, sound, counts: dict[str, int]):
    report = sound.read()
    found = [SimpleNamespace(section=s) for s, count in counts.items() for _ in range(count)]
    monkeypatch.setattr(type(report), "decided", tuple(found))
    return report


@pytest.mark.parametrize(
    ("counts", "says"),
    [
        ({}, "Không có sai lệch nào"),
        ({"I.1": 2, "I.2": 1}, "2/3 sai lệch nằm ở mục I.1, "),
        ({"I.1": 1, "I.2": 1}, "2 sai lệch nằm ở 2 mục, mỗi mục 1: I.1, I.2"),
        ({"I.1": 2, "I.2": 2, "II": 1}, "Các mục I.1, I.2 có nhiều sai lệch nhất: mỗi mục 2/5"),
    ],
)
def test_where_most_findings_are_is_no_single_section_among_equals(
    monkeypatch, sound, counts, says
):
    assert register.say_most_findings(of_sections(monkeypatch, sound, counts)).startswith(says)


def test_as_many_findings_in_each_section_are_a_sentence_not_a_chart(monkeypatch, sound):
    drawn = register.draw_findings(of_sections(monkeypatch, sound, {"I.1": 1, "I.2": 1}), id="a")
    assert drawn.markdown == "2 sai lệch nằm ở 2 mục, mỗi mục 1: I.1, I.2."


def test_trying_the_suggested_value_tells_what_vanishes(wrong):
    table = register.tabulate_what_if(wrong, id="thu")
    errors = sum(f.severity == "error" for f in wrong.findings)
    assert [row[1:5] for row in table.rows] == [("800", "900", errors, 0)]


def test_questions_go_to_the_unit_that_answers(wrong):
    (row,) = register.tabulate_queries(wrong, id="hoi").rows
    assert row[0] == wrong.catalog.name("desk")
    assert "900" in row[-1]


def test_main_points_leave_out_what_has_no_figures(wrong):
    points = overview.list_main_points(wrong).markdown
    assert "tài khoản" not in points
    assert "Hồ sơ tiếp nhận, Bộ phận một cửa: **1.000** hồ sơ" in points


def test_a_target_that_is_not_confirmed_is_not_judged(sound):
    target = {
        "indicator": "resolved_rate",
        "org": "desk",
        "value": "85",
        "document": "Quyết định 1/QĐ-UBND",
    }
    sound.add("catalog/targets.csv", **target, confirmed="no")
    (row,) = [
        r
        for r in overview.tabulate_scorecard(sound.read(), id="diem").rows
        if r[0] == "Tỷ lệ đã giải quyết"
    ]
    assert "đạt" not in row[-1]
    sound.replace("catalog/targets.csv", "UBND,no", "UBND,yes")
    (row,) = [
        r
        for r in overview.tabulate_scorecard(sound.read(), id="diem").rows
        if r[0] == "Tỷ lệ đã giải quyết"
    ]
    assert row[-1] == "85%, đạt"


def test_a_whole_without_a_part_is_counted_org_by_org(sound):
    frame = sound.read().across(["received", "resolved"], ["desk"])
    both = show.stack_rows(frame, frame.assign(org="part", received=400, resolved=None))
    rest = (
        show.add_difference(both, "desk", "part", "Phần còn lại")
        .set_index("org")
        .loc["desk_without_part"]
    )
    assert (rest["received"], rest["resolved"]) == (600, None)


def test_without_cases_nobody_counts_how_many_were_settled(sound):
    assert register.say_register(sound.read()).text == "Có 0 lỗi, 0 cảnh báo và 0 lưu ý."
