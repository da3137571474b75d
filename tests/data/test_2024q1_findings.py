"""Back-test of quarter I/2024: what the engine says of the real report, frozen.

A change here is either a mistake or an improvement that somebody looked at: read it before writing
it down.
"""

from collections import Counter
from pathlib import Path

import pytest

from cchc import read_report

POST = "I.2.c:dossiers_resolved:post"
DATA = Path(__file__).parents[2] / "data"

ERRORS = {
    ("citation", "I.2", "city"): 1,  # 737/KGH-UBND: no such type
    ("parts", "I.2.b", "city"): 2,  # 41 interlinked in all, and 41 of one of their two kinds
    ("parts", "I.2.c", "wards"): 1,  # 10.379 against 9.852 + 483
    ("rate_wrong", "I.2.c", "wards"): 2,
    ("rate_slipped", "I.2.c", "wards"): 1,  # 0,47% for 4,65%
    ("part", "I.2.c", "p03"): 1,  # more digitised than resolved, and 100% written
    ("part", "I.2.c", "p05"): 1,
    ("part", "I.2.c", "p09"): 1,
    ("rate_capped", "I.2.c", "p03"): 1,
    ("rate_capped", "I.2.c", "p05"): 1,
    ("rate_capped", "I.2.c", "p09"): 1,
    ("window", "I.2.c", "city_desk"): 1,  # 15/12/2024 to 14/3/2024
    ("citation", "I.5", "city"): 2,  # 117/2014 of 2013, 60/2021 of 2022
    ("parts", "I.5", "city"): 1,  # 79 against 72 + 8
    ("same", "I.6.c", "area"): 1,  # 42 and 44 signatures
    ("same", "I.6.g", "city"): 1,  # 97,01% and 97.37% online
    ("rate_wrong", "II.2", "area"): 1,  # 100% digitised, against the table
}


@pytest.fixture(scope="module")
def report():
    return read_report("2024Q1", DATA)


def suspects(report, figure: str) -> list[tuple]:
    """Give the suspects of the case that a figure is suspected in."""
    (case,) = [case for case in report.cases if any(s.figure == figure for s in case.suspects)]
    return [(s.figure, s.certain, s.printed, s.suggested, s.cause) for s in case.suspects]


def test_everything_that_the_report_states_is_there(report):
    assert len(report.figures) == 251
    assert len(report.facts.mentions) == 234
    assert len(report.citations) == 75
    assert Counter(report.statements["kind"]) == {
        "plan": 61,
        "assessment": 23,
        "difficulty": 22,
        "proposal": 9,
        "result": 6,
    }
    assert (len(report.catalog.indicators), len(report.catalog.orgs)) == (160, 32)


def test_the_rules_that_it_stands_under_are_there(report):
    kinds = Counter(rule.kind for rule in report.facts.rules)
    assert kinds == {"bound": 50, "rate": 34, "part": 29, "parts": 28, "rule": 20, "listed": 3}
    assert len({rule.id for rule in report.facts.rules}) == kinds.total() == 164


def test_these_are_the_errors_and_no_others(report):
    found = Counter((f.kind, f.section, f.org) for f in report.findings if f.severity == "error")
    assert found == ERRORS
    assert found.total() == 20


def test_these_are_the_warnings_and_notes(report):
    graded = Counter((f.severity, f.kind) for f in report.findings if f.severity != "error")
    assert graded == {
        ("warning", "citation"): 7,
        ("warning", "rule"): 2,
        ("warning", "statement"): 6,
        ("info", "statement"): 4,
        ("info", "missing"): 6,
        ("info", "notation"): 5,
        ("info", "outlier"): 4,
        ("info", "name"): 3,
        ("info", "window"): 3,
        ("info", "rate_truncated"): 2,
        ("info", "implied"): 2,
    }


def test_its_words_contradict_each_other_and_its_figures(report):
    told = {f.says for f in report.findings if f.kind == "statement" and f.severity == "warning"}
    assert {text.split(":")[0] for text in told} == {
        "Tổng kết cải cách hành chính năm 2023",
        "Kế hoạch tuyển dụng viên chức giáo dục năm học 2023–2024",
        "Kế hoạch chuyển đổi số năm 2024 của thành phố",
        "Số hóa kết quả giải quyết thủ tục",
        "Nội dung “Tỷ lệ hồ sơ đúng hạn được nêu là cao (mục này không kèm số liệu)” ở mục V",
        "Nội dung “Đã đầu tư nhưng còn ít người tự nộp trực tuyến” ở mục VI.1",
    }


def test_ids_are_those_that_were_published(report):
    published = {
        "parts:dossiers_received[wards]": "bt-bdb4a597",
        "parts:public_units[city]": "bt-852182bd",
        "same:signatures_bodies[area]": "bt-a3a22bac",
        "digitisation_claim": "bt-0b7feb88",
    }
    ids = {f.rule: f.finding for f in report.findings}
    assert {rule: ids[rule] for rule in published} == published
    assert len(set(ids.values())) == len(report.findings) == 64


def test_the_wards_one_stop_paragraph_is_one_case_with_two_wrong_figures(report):
    case = report.cases[0]
    assert {f.rule for f in case.findings} == {
        "parts:dossiers_received[wards]",
        "rate:resolved_rate[wards]",
        "rate:on_time_rate[wards]",
        "rate:pending_rate[wards]",
    }
    assert case.status == "localised"
    assert suspects(report, "I.2.c:dossiers_resolved:wards") == [
        ("I.2.c:dossiers_resolved:wards", True, "9.852", "9.896", "chép nhầm số bên cạnh"),
        ("I.2.c:pending_rate:wards", True, "0,47%", "4,65%", "sai vị trí dấu thập phân"),
    ]
    mended = {
        s.figure: {f.rule for f in case.findings if f.finding in s.mends} for s in case.suspects
    }
    assert mended["I.2.c:dossiers_resolved:wards"] == {f.rule for f in case.findings} - {
        "rate:pending_rate[wards]"
    }
    assert mended["I.2.c:pending_rate:wards"] == {"rate:pending_rate[wards]"}


def test_both_changes_together_settle_the_wards(report):
    changed = report.what_if(
        {"I.2.c:dossiers_resolved:wards": "9.896", "I.2.c:pending_rate:wards": "4,65%"}
    )
    assert {f.finding for f in changed.vanish} == {f.finding for f in report.cases[0].findings}
    # 9.852 of 9.896 is 99,56 %: printed 99,5 % it was cut, no longer wrong
    assert [(f.rule, f.severity) for f in changed.appear] == [("rate:on_time_rate[wards]", "info")]


def test_public_units_single_out_one_figure(report):
    ((figure, certain, printed, suggested, _),) = suspects(report, "I.5:units_self_funded:city")
    assert (figure, certain, printed, suggested) == ("I.5:units_self_funded:city", True, "08", "07")


def test_interlinked_procedures_single_out_the_copied_total(report):
    told = suspects(report, "I.2.b:linked_cross_level:city")
    assert told[0][:4] == ("I.2.b:linked_cross_level:city", True, "41", "27")
    # which of its parts may be wrong nobody can tell: no value is made up for them
    assert {suggested for _, _, _, suggested, _ in told[1:]} == {""}
    assert not any(certain for _, certain, *_ in told[1:])


def test_interlinked_procedures_may_be_an_incomplete_list_or_counted_twice(report):
    says = {f.rule: f.says for f in report.findings}
    assert "còn thiếu 14" in says["parts:linked_cross_level[city]"]
    assert "đã tính cả 3; khi đó số này là 38" in says["parts:procedures_interlinked[city]"]


def test_two_mentions_that_only_contradict_each_other_leave_both_suspect(report):
    for one, other in (
        ("I.6.c:signatures_bodies:area", "I.6.g:signatures_bodies:area"),
        ("I.6.g:online_rate:city", "II.2:online_rate:city"),
    ):
        assert [(figure, certain) for figure, certain, *_ in suspects(report, one)] == [
            (one, False),
            (other, False),
        ]


def test_wards_that_digitised_more_than_they_resolved_leave_both_counts_suspect(report):
    for ward in ("p03", "p05", "p09"):
        told = suspects(report, f"I.2.c:results_digitised:{ward}")
        assert {figure.split(":")[1] for figure, *_ in told} == {
            "results_digitised",
            "results_resolved",
        }
        assert not any(certain for _, certain, *_ in told)


def test_nobody_has_taken_a_decision_yet(report):
    assert report.decisions.empty
    assert not report.observations["corrected"].any()
    assert sum(f.is_open_error for f in report.findings) == 20


def test_a_second_reading_says_the_same(report):
    again = read_report("2024Q1", DATA)
    assert [f.as_json() for f in again.findings] == [f.as_json() for f in report.findings]
    assert again.cases == report.cases


def test_what_the_post_returned_is_at_least_what_one_desk_sent_by_it(report):
    told = {figure: suggested for figure, _, _, suggested, _ in suspects(report, POST)}
    assert told[POST] == "≥ 3.881"
