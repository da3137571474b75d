"""What `cchc doctor --data` tells of a catalogue: each fault with the one thing that is wrong."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cchc.cli import app
from cchc.help.catalogue_ends import examine_catalogue
from cchc.intake.beginning import NewAuthority, begin_authority
from cchc.model.quarter import Quarter

PROJECT = Path(__file__).parents[2]


@pytest.fixture
def met(sound):
    """A folder whose catalogue and quarter meet."""
    text = sound.path("catalog/orgs.csv").read_text(encoding="utf-8")
    kept = [line for line in text.splitlines() if not line.startswith("thang_")]
    sound.write("catalog/orgs.csv", "\n".join(kept) + "\n")
    return sound


def told(folder) -> list[str]:
    return examine_catalogue(folder.root, folder.root / "no-notebooks")


def test_a_folder_where_all_meets_is_told_nothing_of(met):
    assert told(met) == []


def test_an_indicator_that_nothing_speaks_of_is_named(met):
    row = "lonely,Chỉ tiêu,hồ sơ,I.1,,,,,,Định nghĩa,\n"
    path = met.path("catalog/indicators.csv")
    met.write("catalog/indicators.csv", path.read_text(encoding="utf-8") + row)
    (line,) = told(met)
    assert line.startswith("indicators.csv: no quarter states or expects these")
    assert ": lonely;" in line
    met.figure("lonely", "", "city")  # expected is used
    assert told(met) == []


def test_an_indicator_that_a_rule_or_a_rate_needs_is_used(met):
    row = "lonely,Chỉ tiêu,hồ sơ,I.1,,,,,,Định nghĩa,\n"
    path = met.path("catalog/indicators.csv")
    met.write("catalog/indicators.csv", path.read_text(encoding="utf-8") + row)
    met.rule("more", "received[desk] + lonely[desk] >= 0")
    assert not [line for line in told(met) if line.startswith("indicators.csv")]


def test_a_rule_that_never_matches_is_named_and_one_that_waits_is_not(met):
    met.rule("idle", "received[city] >= resolved[city]")
    (line,) = told(met)
    assert "rules.yml: these rules match no figure of any quarter: idle;" in line
    met.figures("city", received="", resolved="")
    assert told(met) == []


def test_an_org_without_figures_is_named_unless_others_hang_on_it(met):
    met.add("catalog/orgs.csv", org="moon", name="UBND xã Trăng", kind="ward")
    met.add(
        "catalog/orgs.csv", org="sea", name="UBND xã Biển", kind="ward", valid_from="2031-01-01"
    )
    (line,) = told(met)
    assert "no quarter states or expects a figure of these: moon;" in line
    met.add("catalog/orgs.csv", org="star", name="Ấp Sao", kind="hamlet", parent="moon")
    met.figure("received", "5", "star")
    assert told(met) == []


def test_a_target_of_what_is_never_stated_is_named(met):
    met.target()
    assert told(met) == []
    met.target(org="city")
    (line,) = told(met)
    assert line.endswith("targets of: resolved_rate[city]")


def test_orgs_of_one_time_with_one_name_are_named(met):
    met.replace(
        "catalog/orgs.csv",
        "city,UBND thành phố,city,,,",
        "city,UBND thành phố,city,,Bộ phận một cửa,",
    )
    (line,) = told(met)
    assert line == "orgs.csv: city and desk are both called 'bộ phận một cửa'; keep it with one"
    met.replace(
        "catalog/orgs.csv",
        "desk,Bộ phận một cửa,desk,,,,",
        "desk,Bộ phận một cửa,desk,,,2030-01-01,",
    )
    met.replace("catalog/orgs.csv", "một cửa,,,", "một cửa,,2029-12-31,")
    assert not [line for line in told(met) if "both called" in line]


def test_an_authority_that_nobody_is_is_told_with_the_guess(met):
    met.replace("2030Q1/report.toml", 'authority = "UBND thành phố"', 'authority = "UBND xã Lạ"')
    assert told(met) == [
        "orgs.csv: no org has the role authority, and none is called 'UBND xã Lạ' as report.toml"
        " says; city is taken for it"
    ]


def test_a_notebook_whose_needs_are_not_met_is_told(met):
    met.replace("2030Q1/report.toml", 'notebook = "00"', 'notebook = "04"')
    first, second = examine_catalogue(met.root, PROJECT / "notebooks")
    assert first.startswith("01-chi-dao.ipynb: the catalogue lacks ")
    assert second.startswith("04-ho-so.ipynb: the catalogue lacks ")
    assert "land_office" in second


def test_a_notebook_that_a_chapter_names_and_that_is_gone_is_told(met, tmp_path):
    met.replace("2030Q1/report.toml", 'notebook = "00"', 'notebook = "77"')
    met.replace("2030Q1/report.toml", 'notebook = "01"', 'notebook = "78"')
    (line,) = examine_catalogue(met.root, PROJECT / "notebooks")
    assert "names notebooks that are not in notebooks/: 77-….ipynb, 78-….ipynb;" in line


def test_the_shipped_catalogues_meet_their_quarters(tmp_path):
    assert not [
        line
        for line in examine_catalogue(PROJECT / "data", PROJECT / "notebooks")
        if not line.startswith("targets.csv")
    ]
    for kind, units in (("ward", ()), ("city", ("Phường 1", "Phường 2"))):
        new = NewAuthority("UBND thành phố Biển", kind, units, Quarter(2030, 1))
        begin_authority(tmp_path / kind, new)
        assert examine_catalogue(tmp_path / kind, PROJECT / "notebooks") == []


def test_the_command_prints_the_lines_with_data_and_not_without(met, tmp_path, monkeypatch):
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("cchc.help.doctor.examine", lambda place: iter(()))
    met.target(org="city")
    with_data = CliRunner().invoke(app, ["doctor", "--data", "data"])
    assert "look at targets.csv: no quarter states" in with_data.output
    assert "look at" not in CliRunner().invoke(app, ["doctor"]).output
