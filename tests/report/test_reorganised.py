"""Figures compared over a reorganisation: predecessors summed, and why where they are not."""

from decimal import Decimal

import pytest

from cchc import read_report
from cchc.intake.opening import write_quarter
from cchc.model.quarter import Quarter
from cchc.report.history import compare_points

GONE, NEW = "2029-12-31", "2030-01-01"


@pytest.fixture
def merged(folder):
    """Two wards of 2029Q4 that are one from 2030 on."""
    for ward in ("Bắc", "Nam"):
        code = {"Bắc": "thang_bac", "Nam": "thang_nam"}[ward]
        row = f"{code},phường Thắng {ward},ward,,,,"
        folder.replace("catalog/orgs.csv", f"{row},", f"{row}{GONE},thang")
    add_org(folder, org="thang", name="phường Thắng", valid_from=NEW)
    return folder


def add_org(folder, **cells: str) -> None:
    folder.add("catalog/orgs.csv", kind="ward", **cells)


def compare(folder, code: str, org: str):
    report = read_report("2030Q1", folder.root)
    return compare_points(report, code, org, report.earlier(Quarter(2029, 4)))


def past(folder, **by_org: dict[str, str]) -> None:
    """State the quarter before: figures by org."""
    first, *others = by_org.items()
    folder.add_quarter("2029Q4", first[0], **first[1])
    for org, printed in others:
        for indicator, text in printed.items():
            cells = [indicator, org, text, "I.1", "đoạn", "", "", ""]
            folder._append("2029Q4/figures.csv", cells)


def test_a_merged_unit_is_compared_with_the_sum_of_its_predecessors(merged):
    past(
        merged,
        thang_bac={"received": "60", "resolved": "30"},
        thang_nam={"received": "40", "resolved": "40"},
    )
    merged.figures("thang", received="110", resolved="88")
    change = compare(merged, "received", "thang")
    assert (change.then.value, change.difference, change.why_not) == (100, 10, "")
    assert change.then.summed == ("thang_bac", "thang_nam")
    rate = compare(merged, "resolved_rate", "thang")
    assert (rate.then.part, rate.then.whole, rate.difference) == (70, 100, Decimal(10))


def test_a_predecessor_without_a_figure_is_named(merged):
    past(merged, thang_bac={"received": "60"})
    merged.figures("thang", received="110")
    change = compare(merged, "received", "thang")
    assert change.difference is None
    assert "các đơn vị hợp thành: thiếu phường Thắng Nam" in change.why_not


def test_percentages_of_several_are_not_added(merged):
    merged.add(
        "catalog/indicators.csv",
        indicator="pleased",
        name="Tỷ lệ hài lòng",
        unit="%",
        section="I.1",
        definition="người hài lòng",
    )
    past(merged, thang_bac={"pleased": "60%"}, thang_nam={"pleased": "70%"})
    merged.figures("thang", pleased="65%")
    assert compare(merged, "pleased", "thang").why_not.startswith("tỷ lệ của các đơn vị hợp thành")


def test_a_renamed_unit_goes_on_even_for_percentages(folder):
    row = "thang_bac,phường Thắng Bắc,ward,,,,"
    folder.replace("catalog/orgs.csv", f"{row},", f"{row}{GONE},moi")
    add_org(folder, org="moi", name="phường Mới", valid_from=NEW)
    past(folder, thang_bac={"resolved_rate": "60%"})
    folder.figures("moi", resolved_rate="65%")
    change = compare(folder, "resolved_rate", "moi")
    assert (change.difference, change.then.summed) == (5, ())


def test_a_unit_that_took_another_in_is_never_compared_with_itself_alone(folder):
    row = "thang_bac,phường Thắng Bắc,ward,,,,"
    folder.replace("catalog/orgs.csv", f"{row},", f"{row}{GONE},thang_nam")
    past(folder, thang_nam={"received": "150"}, thang_bac={"received": "50"})
    folder.figures("thang_nam", received="150")
    assert compare(folder, "received", "thang_nam").then.value == 200
    # the same number as before is no copy: it counts more
    assert not [f for f in read_report("2030Q1", folder.root).findings if f.kind == "change"]


def test_parts_of_a_split_unit_are_not_compared(folder):
    row = "thang_bac,phường Thắng Bắc,ward,,,,"
    folder.replace("catalog/orgs.csv", f"{row},", f"{row}{GONE},dong tay")
    add_org(folder, org="dong", name="phường Đông", valid_from=NEW)
    add_org(folder, org="tay", name="phường Tây", valid_from=NEW)
    past(folder, thang_bac={"received": "150"})
    folder.figures("dong", received="75")
    told = "phường Thắng Bắc đã chia thành nhiều đơn vị nên không tách được số"
    assert compare(folder, "received", "dong").why_not == told


def test_figures_of_an_abolished_unit_are_an_error_that_names_who_took_its_place(merged):
    merged.replace("catalog/orgs.csv", GONE, "2029-11-30")
    merged.figures("thang_bac", received="5")
    found = [f for f in merged.read().findings if f.kind == "validity"]
    assert [f.severity for f in found] == ["error"]
    assert "có thể phải ghi cho phường Thắng (mã thang)" in found[0].says


def test_what_is_carried_over_is_checked_against_the_sum(merged):
    merged.columns(carried_from={"received": "pending"})
    past(merged, thang_bac={"pending": "6"}, thang_nam={"pending": "4"})
    merged.figures("thang", received="10")
    assert not [f for f in merged.read().findings if f.kind == "across"]
    merged.replace("2030Q1/figures.csv", "received,thang,10", "received,thang,11")
    assert [f.org for f in merged.read().findings if f.kind == "across"] == ["thang"]


def test_a_new_quarter_asks_the_successor_and_says_for_whom(merged):
    past(merged, thang_bac={"received": "60"}, thang_nam={"received": "40", "resolved": "1"})
    merged.path("2030Q1").rename(merged.path("old"))
    opened = write_quarter(Quarter(2030, 1), merged.root)
    assert opened.inherited == (("thang", ("thang_bac", "thang_nam")),)
    report = read_report("2030Q1", merged.root)
    assert list(report.expected.index) == ["I.1:received:thang", "I.1:resolved:thang"]


def test_a_new_quarter_is_the_new_authoritys(folder):
    row = "city,UBND thành phố,city,,,,"
    folder.replace("catalog/orgs.csv", f"{row},", f"{row}{GONE},ward_new")
    add_org(folder, org="ward_new", name="UBND phường Mới", valid_from=NEW)
    past(folder, desk={"received": "60"})
    folder.path("2030Q1").rename(folder.path("old"))
    opened = write_quarter(Quarter(2030, 1), folder.root)
    assert opened.authority == "UBND phường Mới"
    report = read_report("2030Q1", folder.root)
    assert (report.meta.authority, report.authority) == ("UBND phường Mới", "ward_new")
