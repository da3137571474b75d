"""Which numbers take decimals: by their unit, and by what the catalogue says of the indicator."""

import pickle

import pytest

from cchc import read_report
from cchc.errors import InputError
from cchc.model.digests import digest
from cchc.model.numbers import parse_printed, read_as_printed
from cchc.model.units import Unit, nature_of, shown_decimals
from cchc.report.agreement import with_figures

DENSITY = {
    "indicator": "density",
    "name": "Máy trên một phòng",
    "unit": "máy",
    "section": "I.1",
    "definition": "Số máy chia cho số phòng",
}


@pytest.mark.parametrize(
    ("unit", "decimals", "nature", "shown"),
    [
        ("máy", None, "count", 0),
        ("máy", 0, "count", 0),
        ("máy", 1, "measure", 1),
        ("giờ", None, "measure", 2),
        ("giờ", 0, "count", 0),
        ("%", None, "percent", 2),
        ("%", 0, "percent", 0),
        ("tỷ đồng", None, "amount", 3),
        ("tỷ đồng", 1, "amount", 1),
        ("tỉ đồng", None, "amount", 3),
        ("tỷ lượt", None, "amount", 3),
    ],
)
def test_the_catalogue_goes_before_the_unit(unit, decimals, nature, shown):
    told = Unit(unit, decimals)
    assert (nature_of(told), shown_decimals(told)) == (nature, shown)
    assert told == unit
    assert hash(told) == hash(unit)


def test_a_unit_keeps_its_decimals_where_it_is_copied_and_digested():
    unit = Unit("máy", 1)
    assert pickle.loads(pickle.dumps(unit)).decimals == 1
    assert digest(unit) != digest("máy") != digest(Unit("máy", 2))


@pytest.mark.parametrize(
    ("printed", "unit", "faults"),
    [
        ("3,5", Unit("máy", 1), ()),
        ("4", Unit("máy", 1), ()),
        ("1.234,5", Unit("máy", 1), ()),
        ("3,55", Unit("máy", 1), ("more_decimals",)),
        ("97,01%", Unit("%", 1), ("more_decimals",)),
        ("97,0%", Unit("%", 1), ()),
        ("12,5", Unit("giờ", 0), ("decimal_count",)),
        ("12,5", Unit("máy"), ("decimal_count",)),
    ],
)
def test_more_decimals_than_the_catalogue_has_are_a_slip(printed, unit, faults):
    assert read_as_printed(printed, unit).faults == faults


@pytest.fixture
def dense(folder):
    """A folder with an indicator of a free unit, printed as 3,5 and 3,55."""

    def make(decimals: str):
        folder.add("catalog/indicators.csv", **DENSITY)
        if decimals:
            folder.columns(decimals={"density": decimals})
        folder.add("2030Q1/figures.csv", indicator="density", org="city", printed="3,5")
        folder.add("2030Q1/figures.csv", indicator="density", org="desk", printed="3,55")
        return read_report("2030Q1", folder.root)

    return make


def notes(report) -> dict[str, tuple[str, ...]]:
    told = [f for f in report.findings if f.kind == "notation"]
    return {f.rule.rpartition(":")[2]: f.figures for f in told}


def test_decimals_of_a_free_unit_are_no_slip_where_the_catalogue_says_so(dense):
    report = dense("1")
    assert notes(report) == {"more_decimals": ("I.1:density:desk",)}
    assert str(report.value("density", "city")) == "3.5"
    assert report.figures.at["I.1:density:city", "unit"].decimals == 1


def test_without_the_column_a_free_unit_is_counted(dense):
    assert notes(dense("")) == {"decimal_count": ("I.1:density:city", "I.1:density:desk")}


def test_what_is_tried_and_decided_has_the_decimals_of_its_indicator(dense):
    report = dense("2")
    assert notes(report) == {}
    tried = with_figures(report, {"I.1:density:city": "3,25"})
    assert str(tried.value("density", "city")) == "3.25"
    assert parse_printed("3.25", report.catalog.unit("density")).nature == "measure"


@pytest.mark.parametrize("decimals", ["7", "x", "1.5"])
def test_a_wrong_number_of_decimals_is_told_by_its_cell(dense, decimals):
    with pytest.raises(InputError, match=r"row 9, decimals: .*0, 1, 2, 3, 4, 5, 6"):
        dense(decimals)
