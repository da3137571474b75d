"""Nothing printed is lost: each figure stands in the list of all, and in a table of the general
chapter where no special one shows it.
"""

from pathlib import Path

import pytest

from cchc import read_report
from cchc.pages import chapter_figures, general
from cchc.pages.all_figures import tabulate_all_figures

TESTS = Path(__file__).parents[1]
REPORTS = {
    "2024Q1": TESTS.parent / "data",
    **{
        f"{place.name} {quarter.name}": place
        for place in sorted((TESTS / "data" / "localities").iterdir())
        for quarter in sorted(place.glob("[0-9]*"))
    },
}


@pytest.fixture(params=REPORTS, scope="module")
def report(request):
    return read_report(request.param.split()[-1], REPORTS[request.param])


def test_the_list_holds_every_figure_as_printed_in_the_order_of_the_report(report):
    table = tabulate_all_figures(report)
    assert [row[3] for row in table.rows] == list(report.figures["printed"])
    places = report.figures["section"] + ", " + report.figures["place"]
    assert [row[6] for row in table.rows] == list(places)
    assert len(table.facts) == len(table.rows) > 0


def test_the_general_chapter_shows_each_figure_of_its_sections_once(report):
    for entry in report.meta.chapters:
        here = chapter_figures.read_chapter(report, entry.chapter)
        units, rest = general.tabulate_units(here), general.tabulate_chapter_figures(here)
        beside = len(units.facts) if units else 0
        assert beside + (len(rest.rows) if rest else 0) == len(here.figures)


def test_a_figure_that_is_expected_is_counted_and_not_listed(folder):
    folder.figures(received="1.000", resolved="")
    table = tabulate_all_figures(folder.read())
    assert [row[3] for row in table.rows] == ["1.000"]
    assert table.notes[-1].startswith("1 số liệu cần có")
