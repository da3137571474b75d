"""Tables to sort and search: offline, escaped, with numbers in order of value."""

import json
import re

from cchc.explore.grids import write_figures_grid, write_findings_grid

FETCHED = r"""(src|import|from)\s*=?\s*["']https?:"""


def options_of(html: str) -> dict:
    """Read back what DataTables is given."""
    text = re.search(r"let dt_args = (\{.*?\n\s*\});", html, re.DOTALL)[1]
    return json.loads(text)


def rows_of(html: str) -> list[list]:
    return json.loads(options_of(html)["data_json"])


def test_every_finding_is_a_row_with_its_decision(wrong):
    report = wrong.read()
    rows = rows_of(write_findings_grid(report.findings, report))
    assert [row[0] for row in rows] == [f.finding for f in report.findings]
    assert {row[6] for row in rows} == {"chưa có"}


def test_a_severity_sorts_by_weight(wrong):
    report = wrong.read()
    assert {row[1] for row in rows_of(write_findings_grid(report.findings, report))} == {1}


def test_printed_numbers_sort_by_a_hidden_value(wrong):
    report = wrong.read()
    html = write_figures_grid(list(report.figures.index), report)
    first = rows_of(html)[0]
    assert (first[2], first[-1][1]) == ("1.000", 1000.0)
    hidden = next(c for c in options_of(html)["columnDefs"] if c.get("visible") is False)
    assert {"targets": 2, "orderData": hidden["targets"]} in options_of(html)["columnDefs"]


def test_text_of_the_data_is_never_markup(wrong):
    wrong.replace(
        "catalog/indicators.csv", "Hồ sơ đã giải quyết", "</script><img src=x onerror=alert(1)>"
    )
    report = wrong.read()
    for html in (
        write_findings_grid(report.findings, report),
        write_figures_grid(list(report.figures.index), report),
    ):
        assert "<img" not in html
        assert html.count("</script>") == html.count("<script")


def test_long_texts_are_whole(wrong):
    report = wrong.read()
    longest = max((f.says for f in report.findings), key=len)
    assert longest in [row[5] for row in rows_of(write_findings_grid(report.findings, report))]


def test_nothing_is_fetched(wrong):
    report = wrong.read()
    for html in (write_findings_grid(report.findings, report), write_findings_grid((), report)):
        assert not re.search(FETCHED, html)


def test_a_choice_without_rows_is_an_empty_table(wrong):
    assert rows_of(write_findings_grid((), wrong.read())) == []
    assert rows_of(write_figures_grid([], wrong.read())) == []
