"""An authority that is begun: its folder reads, its core catalogue agrees with itself, and figures
typed into it are checked.
"""

import csv
import tomllib

import pytest

from cchc import read_report
from cchc.errors import InputError, RequestError
from cchc.intake.asks import list_asks
from cchc.intake.beginning import CORE, NewAuthority, begin_authority, read_kinds
from cchc.intake.form import make_form
from cchc.intake.opening import write_quarter
from cchc.model.quarter import Quarter
from cchc.run.contents import GENERAL, plan_chapters

FIRST = Quarter(2030, 1)


def begin(folder, kind="city", units=("Phường 1", "xã Long Sơn"), name="UBND thành phố Biển"):
    return begin_authority(folder, NewAuthority(name, kind, units, FIRST))


def core(name: str) -> list[dict[str, str]]:
    with (CORE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def begun(tmp_path):
    begin(tmp_path / "city")
    return tmp_path / "city"


def fill(data, **printed: str) -> None:
    """Type numbers into figures.csv, `indicator__org` by text."""
    path = data / "2030Q1" / "figures.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["printed"] = printed.get(f"{row['indicator']}__{row['org']}", row["printed"])
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize("kind", read_kinds())
@pytest.mark.parametrize("units", [(), ("Phường 1", "Phường 2")])
def test_every_kind_of_authority_reads_without_a_word_of_complaint(tmp_path, kind, units):
    made = begin(tmp_path / "new", kind, units)
    report = read_report("2030Q1", tmp_path / "new")
    assert report.notes == ()
    assert (len(report.figures), len(report.expected)) == (0, made.figures)
    assert [f for f in report.findings if f.severity != "info"] == []
    assert len(report.catalog.orgs) == made.orgs == (3 + len(units) if units else 2)


def test_all_of_the_core_catalogue_is_asked_of_somebody_and_stands_in_a_chapter(begun):
    report = read_report("2030Q1", begun)
    assert set(report.expected["indicator"]) == set(report.catalog.indicators.index)
    chapters = [section for entry in report.meta.chapters for section in entry.sections]
    assert sorted(chapters) == sorted(section.section for section in report.meta.sections)
    assert {row["section"] for row in core("indicators.csv")} <= set(chapters)
    assert all(row["source"] for row in core("indicators.csv"))


def test_forms_can_be_written_at_once_and_rates_are_worked_out(begun):
    report = read_report("2030Q1", begun)
    asked = {ask.indicator: ask for ask in list_asks(report, ["one_stop_desk"])}
    assert asked["on_time_rate"].parts == (
        "dossiers_on_time[one_stop_desk]",
        "dossiers_resolved[one_stop_desk]",
    )
    assert make_form(report, "phuong_1")[:2] == b"PK"


def test_parts_wholes_and_units_are_held_against_each_other(begun):
    fill(
        begun,
        dossiers_received__one_stop_desk="1.000",
        received_in_period__one_stop_desk="900",
        carried_over__one_stop_desk="100",
        received_online__one_stop_desk="700",
        received_direct__one_stop_desk="150",
        received_post__one_stop_desk="50",
        dossiers_resolved__one_stop_desk="950",
        dossiers_pending__one_stop_desk="50",
        dossiers_received__all_units="300",
        dossiers_received__phuong_1="100",
        dossiers_received__xa_long_son="200",
    )
    assert read_report("2030Q1", begun).findings == ()
    fill(begun, received_post__one_stop_desk="60", dossiers_received__phuong_1="110")
    rules = {finding.rule for finding in read_report("2030Q1", begun).findings}
    assert len(rules) == 2
    assert "units_received" in rules


def test_an_authority_without_units_has_no_rules_about_them(tmp_path):
    begin(tmp_path / "ward", "ward", (), "UBND phường Biển")
    assert (tmp_path / "ward/catalog/rules.yml").read_text(encoding="utf-8") == "[]\n"
    report = read_report("2030Q1", tmp_path / "ward")
    assert report.catalog.name("one_stop_desk") == ("Trung tâm Phục vụ hành chính công phường Biển")


def test_every_chapter_with_a_figure_has_a_notebook(begun, tmp_path):
    fill(begun, dossiers_received__one_stop_desk="1.000", staff__authority="40")
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()
    title = '{"cells": [{"cell_type": "markdown", "source": "# A"}], "nbformat": 4, "metadata": {}}'
    for name in (GENERAL, "04-ho-so.ipynb"):
        (notebooks / name).write_text(title, encoding="utf-8")
    planned = plan_chapters("2030Q1", begun, notebooks)
    assert [(c.name, c.path.name) for c in planned] == [
        ("04-giai-quyet-ho-so", GENERAL),
        ("07-to-chuc-bo-may", GENERAL),
    ]


def test_the_next_quarter_keeps_the_chapters(begun):
    fill(begun, dossiers_received__one_stop_desk="1.000")
    write_quarter(Quarter(2030, 2), begun)
    before, after = (
        tomllib.loads((begun / quarter / "report.toml").read_text(encoding="utf-8"))
        for quarter in ("2030Q1", "2030Q2")
    )
    assert after["chapters"] == before["chapters"]
    assert after["sections"] == before["sections"]


def test_nothing_is_written_over_and_nothing_is_left_of_what_failed(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="is there already and not empty"):
        begin(folder)
    (folder / "mine.txt").unlink()
    for wrong in ({"kind": "moon"}, {"name": ""}):
        with pytest.raises(RequestError):
            begin(folder, **wrong)
    assert list(tmp_path.iterdir()) == [folder]
    begin(folder)  # an empty folder gives way
    assert sorted(path.name for path in folder.iterdir()) == ["2030Q1", "README.md", "catalog"]
    assert list(tmp_path.iterdir()) == [folder]


def test_a_name_with_marks_of_toml_csv_and_formulas_stays_what_it_is(tmp_path):
    name = 'UBND xã "Ba", =1+1 \\ {x}'
    begin(tmp_path / "new", "ward", ("=cmd|x", 'Ấp "2", một'), name)
    report = read_report("2030Q1", tmp_path / "new")
    assert report.meta.authority == name
    assert list(report.catalog.orgs["name"])[-2:] == ["=cmd|x", 'Ấp "2", một']


def test_an_agency_has_a_desk_of_its_own_and_its_units_no_committees(tmp_path):
    units = ("Văn phòng Sở", "Phòng Cải cách hành chính")
    begin_authority(
        tmp_path / "so", NewAuthority("Sở Nội vụ tỉnh A", "agency", units, Quarter(2030, 1))
    )
    report = read_report("2030Q1", tmp_path / "so")
    orgs = report.catalog.orgs
    assert orgs.at["one_stop_desk", "name"] == "Bộ phận Tiếp nhận và Trả kết quả Sở Nội vụ tỉnh A"
    assert not orgs["aliases"].str.contains("UBND").any()
    assert report.meta.number == "…/BC"
    assert (report.called.place, report.called.units) == ("sở", "văn phòng, phòng")
