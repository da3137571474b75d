"""The report's own text: numbers of open cases underlined, each leading to its case."""

import re

import pytest

from cchc.reading.report_page import draw_report_page
from cchc.reading.sources import read_document

TEXT = (
    "Trong quý tiếp nhận & trả 1.000 hồ sơ, đã giải quyết 910 hồ sơ, đang giải quyết 100 hồ sơ.",
    "Đúng hạn 882 hồ sơ. Tỷ lệ đã giải quyết đạt 91,0%.",
    "Thu ngân sách 854,639 tỷ đồng.",
)


@pytest.fixture
def wrong(folder):
    folder.figures(
        received="1.000", resolved="910", pending="100", on_time="882", resolved_rate="91,0%"
    )
    folder.figure("revenue", "854,639", "city", section="I.2")
    return folder


def draw(folder, *paragraphs: str):
    file = folder.root.parent / "bao-cao.txt"
    file.write_text("\n\n".join(paragraphs or TEXT) + "\n", encoding="utf-8")
    report = folder.read()
    addresses = {case.case: f"muc-{case.case}" for case in report.cases}
    given = {"title": "Văn bản", "digest": "abc", "annex": "annex.html", "addresses": addresses}
    return draw_report_page(read_document(file), report, **given)


def marked(html: str) -> dict[str, str]:
    found = re.findall(r'class="n (\w+)" title="[^"]*"><a href="([^"]*)"[^>]*>([^<]*)</a>', html)
    return {text: href for _, href, text in found}


def test_numbers_of_a_case_lead_to_it_and_others_stay_as_they_are(wrong):
    page = draw(wrong)
    (case,) = [c.case for c in wrong.read().cases if c.severity == "error"]
    links = marked(page.html)
    assert {"1.000", "910", "100"} <= set(links)
    assert set(links.values()) == {f"annex.html#muc-{case}"}
    assert "854,639" not in links
    assert "854,639 tỷ đồng" in page.html


def test_the_annex_can_lead_to_the_first_number_of_a_case(wrong):
    page = draw(wrong)
    (case,) = page.places
    assert page.html.count(f'id="{case}"') == 1
    assert page.html.index(f'id="{case}"') < page.html.index(">1.000</a>")


def test_the_text_is_text_and_the_page_asks_for_nothing(wrong):
    html = draw(wrong).html
    assert "tiếp nhận &amp; trả" in html
    assert "<script" not in html
    assert not re.search(r'(src|href)="(https?:)?//', html)
    assert "default-src 'none'" in html
    assert "abc" in html


def test_the_same_text_and_quarter_give_the_same_bytes(wrong):
    assert draw(wrong) == draw(wrong)


def test_a_case_that_is_settled_marks_nothing(wrong):
    for finding in [f for case in wrong.read().cases for f in case.findings]:
        wrong.add(
            "2030Q1/decisions.csv",
            finding=finding.finding, decision="explained", reason="đã rõ", decided_on="2030-04-06",
        )  # fmt: skip
    page = draw(wrong)
    assert marked(page.html) == {}
    assert page.places == frozenset()


def test_one_number_of_several_units_is_marked_where_any_of_them_is_wrong(folder):
    folder.figure("resolved", "900", "thang_bac")
    folder.figure("resolved", "900", "thang_nam", note="chung số với dòng trên")
    folder.figure("on_time", "880", "thang_bac")
    text = "Mỗi phường đã giải quyết 900 hồ sơ; đúng hạn 880 và 950 hồ sơ."
    assert marked(draw(folder, text).html) == {}
    folder.figure("on_time", "950", "thang_nam")
    assert set(marked(draw(folder, text).html)) == {"900", "950"}


def test_of_a_long_sum_only_the_result_is_marked(folder):
    wards = [f"w{at}" for at in range(12)]
    for ward in wards:
        folder.add("catalog/orgs.csv", org=ward, name=ward, kind="unit")
        folder.figure("received", "10", ward)
    folder.figure("received", "130", "city")
    folder.rule("sum", "received[city] == sum(received[unit])")
    page = draw(folder, "Cả thành phố tiếp nhận 130 hồ sơ, mỗi phường 10 hồ sơ.")
    assert list(marked(page.html)) == ["130"]
