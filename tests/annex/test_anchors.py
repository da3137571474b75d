import re

import pytest

from cchc.annex.anchors import REGISTER, link_report, mark_codes
from cchc.annex.chapter_reading import read_chapters
from cchc.annex.html import write_html
from cchc.objects.prose import Prose
from cchc.objects.tables import Column, Table

FINDING, OTHER, CASE = "bt-bdb4a597", "bt-00000000", "th-bdb4a597"


def list_of(id: str) -> Table:
    columns = (Column("Mã", head=True), Column("Trường hợp"), Column("Nội dung"))
    return Table(id, "Bất thường", columns, ((FINDING, CASE, f"Xem {OTHER}."),))


def write(make, meta, path, *tables: str) -> str:
    shown = [
        make.show(Prose(f"### {CASE}: phường\n\n- lệch ({FINDING})")),
        *(make.show(list_of(id)) for id in tables),
    ]
    write_html(read_chapters([make.section("04", "A", *shown)]), meta, path / "a.html")
    return (path / "a.html").read_text("utf-8")


def test_a_finding_is_a_link_wherever_it_is_named_and_leads_to_its_row_in_the_register(
    make, meta, tmp_path
):
    page = write(make, meta, tmp_path, "bat-thuong", REGISTER)
    assert (
        page.count(
            f'<tr id="{FINDING}" tabindex="-1"><th scope="row"><a class="id"'
            f' href="#{FINDING}">{FINDING}</a></th>'
        )
        == 1
    )
    assert page.count(f'<a class="id" href="#{FINDING}">{FINDING}</a>') == 3
    assert f'Xem <span class="id">{OTHER}</span>.' in page


def test_a_case_leads_to_its_card(make, meta, tmp_path):
    page = write(make, meta, tmp_path, REGISTER)
    anchor = re.search(rf'<h\d id="(muc-04-{CASE}[^"]*)"', page)[1]
    assert f'<td><a class="id" href="#{anchor}">{CASE}</a></td>' in page


def test_without_the_register_findings_are_text(make, meta, tmp_path):
    page = write(make, meta, tmp_path, "bat-thuong")
    assert f'href="#{FINDING}"' not in page
    assert f'id="{FINDING}"' not in page


def test_a_finding_in_a_link_a_drawing_or_an_address_is_no_link_of_its_own():
    address, held = {FINDING: FINDING}, f'<span class="id">{FINDING}</span>'
    drawing = f"<svg><text>{FINDING}</text><title>{FINDING}</title></svg>"
    kept = [
        drawing,
        f"<a href='data:image/svg+xml,<svg><text>{FINDING}</text></svg>'>Tải</a>",
        f'<p aria-label="> {FINDING} <">x</p>',
    ]
    for html in kept:
        assert mark_codes(html, address) == html
    assert mark_codes(f"<A HREF='#x'>{FINDING}</A>", address) == f"<A HREF='#x'>{held}</A>"
    within = '<a href="https://a.b">{}xem {}</a>'
    assert mark_codes(within.format(drawing, FINDING), address) == within.format(drawing, held)
    link = f'<a class="id" href="#{FINDING}">{FINDING}</a>'
    html = f"<p><b>a</b> {FINDING} < 3</p><a>x</a><p>{FINDING}</p>"
    assert mark_codes(html, address) == html.replace(FINDING, link)


@pytest.mark.parametrize(
    ("html", "held"),
    [
        (f"<p>{FINDING}, {CASE}</p>", [FINDING, CASE]),
        ("<td>737/KH-UBND và 61/2018/QĐ-UBND</td>", ["737/KH-UBND", "61/2018/QĐ-UBND"]),
        ("<td>766/QĐ-TTg, 310/BCA-C06</td>", ["766/QĐ-TTg", "310/BCA-C06"]),
        ("<td>ngày 14/3/2024, 15-20%, a-b, xth-00000000</td>", []),
    ],
)
def test_a_code_that_a_text_names_stands_on_one_line(html, held):
    marked = mark_codes(html, {})
    assert re.findall(r'<span class="id">(.*?)</span>', marked) == held
    assert re.sub(r"</?span[^>]*>", "", marked) == html


def test_the_heading_of_a_case_leads_to_the_text_of_the_report_and_no_other_does():
    html = '<h4 id="muc-th" tabindex="-1">th-00000001: Phường</h4>\n<h4 id="muc-b">Khác</h4>\n'
    linked = link_report(html, "annex-report.html", {"muc-th": "th-00000001"})
    assert linked.count("annex-report.html#th-00000001") == 1
    assert linked.startswith('<h4 id="muc-th" tabindex="-1">th-00000001: Phường <span')
    assert linked.endswith('<h4 id="muc-b">Khác</h4>\n')
    assert link_report(html, "", {}) == html
