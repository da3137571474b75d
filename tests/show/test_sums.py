import math

import pytest

from cchc.pages.institutions import (
    count_numbered,
    tabulate_documents,
    tabulate_listed,
)
from cchc.show import (
    list_documents,
    list_pairs,
    list_parts,
    list_sums,
    tabulate_averages,
    tabulate_sums,
    tabulate_timeline,
)

DONE = {"xong": ("resolved[desk]", "received[desk]")}


def test_pair_gives_gap_and_share(sound):
    row = list_pairs(sound.read(), DONE).iloc[0]
    assert (row["done"], row["plan"], row["gap"], row["each"], row["share"]) == (
        900,
        1000,
        100,
        0.9,
        90,
    )


@pytest.mark.parametrize("plan", [None, "0"])
def test_pair_without_a_plan_has_no_share(folder, plan):
    folder.figures(resolved="5", **({} if plan is None else {"received": plan}))
    assert math.isnan(list_pairs(folder.read(), DONE)["share"][0])


def test_average_shows_both_numbers_and_its_unit(sound):
    table = tabulate_averages(sound.read(), DONE, id="a", title="A")
    assert table.texts() == [["Xong", "900", "1.000", "0,9", "hồ sơ / hồ sơ"]]


def test_sum_that_does_not_fit_names_the_figure_that_equals_the_gap(folder):
    folder.figures(received="1.000", resolved="900", pending="150", on_time="50")
    row = list_sums(folder.read(), ["received"], "desk").iloc[0]
    assert (row["added"], row["gap"], row["says"], row["equal"]) == (
        1050,
        -50,
        "không khớp",
        "Hồ sơ đúng hạn",
    )


def test_sum_that_fits_and_sum_with_a_missing_part_differ(sound, folder):
    assert tabulate_sums(sound.read(), ["received"], "desk", id="a", title="A").rows[0][4:] == (
        0,
        "Khớp",
        "–",
    )
    missing = tabulate_sums(sound.read(), ["received"], "city", id="a", title="A").rows[0]
    assert missing[2:6] == (None, None, None, "Không kiểm tra được")


def test_parts_leave_out_what_is_not_a_complete_division(sound):
    parts = list_parts(sound.read(), ["received", "resolved"], "desk")
    assert list(parts["part"]) == ["Hồ sơ đã giải quyết", "Hồ sơ đang giải quyết"]


def test_listed_documents_are_counted_once_each(folder):
    entry = (
        "- {rule: l, says: Khớp, listed: 'I.1:chú thích 1', indicator: on_time, section: I.1,"
        " severity: error}\n"
    )
    folder.write("catalog/rules.yml", entry)
    folder.figure("on_time", "3", "city")
    for number in ("1/QĐ-UBND", "1/QĐ-UBND", "2/QĐ-UBND"):
        folder.cite(number, place="chú thích 1")
    row = tabulate_listed(folder.read(), "I.1", id="a", title="A").rows[0]
    assert row[1:4] == (3, 2, "Không khớp")


@pytest.mark.parametrize(
    ("day", "period"),
    [
        ("14/12/2029", "trước kỳ"),
        ("15/12/2029", "trong kỳ"),
        ("14/3/2030", "trong kỳ"),
        ("15/3/2030", "sau kỳ"),
        ("", "không ghi ngày"),
        ("31/2/2030", "không ghi ngày"),
    ],
)
def test_period_of_a_document_ends_with_the_statutory_window(folder, day, period):
    folder.cite("1/QĐ-UBND", day)
    assert list(list_documents(folder.read())["period"]) == [period]


def test_document_is_its_number_and_issuer(folder):
    folder.cite("1/QĐ-UBND", "2/1/2030")
    folder.cite("1/QĐ-UBND", "2/1/2030", section="I.2")
    folder.cite("1/QĐ-UBND", "2/1/2030", issuer="UBND tỉnh")
    documents = list_documents(folder.read())
    assert list(documents["times"]) == [2, 1]
    assert documents["sections"][0] == "I.1, I.2"
    assert len(list_documents(folder.read(), "I.2")) == 1


def test_finding_marks_its_own_document_and_no_longer_number(folder):
    for number in ("7/KGH-UBND", "17/KGH-UBND"):
        folder.cite(number, "2/1/2030", kind="Kế hoạch")
    report = folder.read()
    short, long = list_documents(report)["says"]
    says = "không phải là ký hiệu của loại văn bản"
    assert short.count(says) == long.count(says) == 1
    assert "bt-" in tabulate_documents(report, list_documents(report), id="a", title="A").rows[0][7]


def test_timeline_is_sorted_and_leaves_out_what_has_no_day(folder):
    for number, day in (("3/QĐ-UBND", "4/3/2030"), ("9/QĐ-UBND", ""), ("1/QĐ-UBND", "2/1/2030")):
        folder.cite(number, day)
    report = folder.read()
    rows = tabulate_timeline(report, list_documents(report), id="a", title="A").rows
    assert [(row[1], row[5]) for row in rows] == [("1/QĐ-UBND", 71), ("3/QĐ-UBND", 10)]


def test_numbered_documents_count_from_one_in_a_year_that_begins_in_the_window(folder):
    for number, day in (
        ("900/QĐ-UBND", "14/12/2029"),
        ("910/QĐ-UBND", "20/12/2029"),
        ("914/QĐ-UBND", "30/12/2029"),
        ("40/QĐ-UBND", "2/2/2030"),
        ("99/KH-UBND", "3/2/2030"),
        ("70/QĐ-UBND", "15/3/2030"),
    ):
        folder.cite(number, day)
    report = folder.read()
    assert count_numbered(report, "UBND thành phố", "QĐ-UBND") == 5 + 40
    assert count_numbered(report, "UBND tỉnh", "QĐ-UBND") is None
